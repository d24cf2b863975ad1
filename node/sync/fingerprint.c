#include "node/sync/fingerprint.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

enum { LANES = 1024, STATE_BYTES = 2 * LANES, WEEKS_FIRST_ROOM = 8 };

struct fingerprint_week {
    uint16_t week;
    uint32_t count;
    uint16_t lanes[LANES];
};

void fingerprint_init(struct fingerprint *fingerprint)
{
    *fingerprint = (struct fingerprint){.weeks = NULL};
}

void fingerprint_release(struct fingerprint *fingerprint)
{
    for (size_t index = 0; index < fingerprint->week_count; index++) {
        free(fingerprint->weeks[index]);
    }
    free(fingerprint->weeks);
    fingerprint_init(fingerprint);
}

/* Where the week stands, or where it would. */
static size_t week_index(const struct fingerprint *fingerprint, uint16_t week)
{
    size_t low = 0;
    size_t high = fingerprint->week_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (fingerprint->weeks[middle]->week < week) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool
week_is_at(const struct fingerprint *fingerprint, size_t index, uint16_t week)
{
    return index < fingerprint->week_count &&
           fingerprint->weeks[index]->week == week;
}

static enum err weeks_reserve(struct fingerprint *fingerprint)
{
    size_t room =
        fingerprint->room == 0 ? WEEKS_FIRST_ROOM : 2 * fingerprint->room;
    struct fingerprint_week **weeks = NULL;

    if (fingerprint->week_count < fingerprint->room) {
        return ERR_OK;
    }
    weeks = realloc(fingerprint->weeks, room * sizeof *weeks);
    if (weeks == NULL) {
        return ERR_NOMEM;
    }
    fingerprint->weeks = weeks;
    fingerprint->room = room;
    return ERR_OK;
}

static enum err
week_insert(struct fingerprint *fingerprint, size_t index, uint16_t week)
{
    struct fingerprint_week *fresh = NULL;
    enum err err = weeks_reserve(fingerprint);

    if (err != ERR_OK) {
        return err;
    }
    fresh = calloc(1, sizeof *fresh);
    if (fresh == NULL) {
        return ERR_NOMEM;
    }
    fresh->week = week;
    memmove(&fingerprint->weeks[index + 1], &fingerprint->weeks[index],
            (fingerprint->week_count - index) * sizeof(fresh));
    fingerprint->weeks[index] = fresh;
    fingerprint->week_count++;
    return ERR_OK;
}

static void week_erase(struct fingerprint *fingerprint, size_t index)
{
    free(fingerprint->weeks[index]);
    fingerprint->week_count--;
    memmove(&fingerprint->weeks[index], &fingerprint->weeks[index + 1],
            (fingerprint->week_count - index) * sizeof *fingerprint->weeks);
}

/* Numbers whose bytes came in the order of the wire. */
static void lanes_swap(uint16_t lanes[static LANES])
{
    static const uint16_t one = 1;

    if (*(const unsigned char *)&one == 1) {
        return; /* it is the order of this machine */
    }
    for (size_t lane = 0; lane < LANES; lane++) {
        lanes[lane] = (uint16_t)(lanes[lane] << 8 | lanes[lane] >> 8);
    }
}

/* The lanes of one record: ChaCha20 keyed by its id, little-endian. */
static void lanes_of(const struct id *id, uint16_t lanes[static LANES])
{
    static const unsigned char nonce[crypto_stream_chacha20_NONCEBYTES];

    (void)crypto_stream_chacha20((unsigned char *)lanes, STATE_BYTES, nonce,
                                 id->data);
    lanes_swap(lanes);
}

/* `restrict` lets the compiler take many lanes at once. */
static void lanes_add(uint16_t *restrict sum, const uint16_t *restrict lanes)
{
    for (size_t lane = 0; lane < LANES; lane++) {
        sum[lane] = (uint16_t)(sum[lane] + lanes[lane]);
    }
}

static void lanes_subtract(uint16_t *restrict sum,
                           const uint16_t *restrict lanes)
{
    for (size_t lane = 0; lane < LANES; lane++) {
        sum[lane] = (uint16_t)(sum[lane] - lanes[lane]);
    }
}

static void lanes_write(const uint16_t lanes[static LANES],
                        unsigned char state[static STATE_BYTES])
{
    for (size_t lane = 0; lane < LANES; lane++) {
        state[2 * lane] = (unsigned char)lanes[lane];
        state[2 * lane + 1] = (unsigned char)(lanes[lane] >> 8);
    }
}

static void lanes_hash(const uint16_t lanes[static LANES],
                       unsigned char out[static WIRE_HASH_BYTES])
{
    unsigned char state[STATE_BYTES];

    lanes_write(lanes, state);
    (void)crypto_generichash(out, WIRE_HASH_BYTES, state, sizeof state, NULL,
                             0);
}

enum err fingerprint_add(struct fingerprint *fingerprint,
                         uint16_t drop_day,
                         const struct id *id)
{
    uint16_t week = (uint16_t)(drop_day / WEEK_DAYS);
    size_t index = week_index(fingerprint, week);
    uint16_t lanes[LANES];

    if (!week_is_at(fingerprint, index, week)) {
        enum err err = week_insert(fingerprint, index, week);

        if (err != ERR_OK) {
            return err;
        }
    }
    lanes_of(id, lanes);
    lanes_add(fingerprint->weeks[index]->lanes, lanes);
    fingerprint->weeks[index]->count++;
    fingerprint->count++;
    fingerprint->is_hashed = false;
    return ERR_OK;
}

enum err fingerprint_remove(struct fingerprint *fingerprint,
                            uint16_t drop_day,
                            const struct id *id)
{
    uint16_t week = (uint16_t)(drop_day / WEEK_DAYS);
    size_t index = week_index(fingerprint, week);
    uint16_t lanes[LANES];

    if (!week_is_at(fingerprint, index, week)) {
        return ERR_CORRUPT;
    }
    fingerprint->weeks[index]->count--;
    fingerprint->count--;
    fingerprint->is_hashed = false;
    if (fingerprint->weeks[index]->count == 0) {
        week_erase(fingerprint, index);
        return ERR_OK;
    }
    lanes_of(id, lanes);
    lanes_subtract(fingerprint->weeks[index]->lanes, lanes);
    return ERR_OK;
}

enum err fingerprint_write(const struct fingerprint *fingerprint,
                           struct bytes *out)
{
    unsigned char state[STATE_BYTES];
    enum err err = bytes_append_u16(out, (uint16_t)fingerprint->week_count);

    for (size_t index = 0; err == ERR_OK && index < fingerprint->week_count;
         index++) {
        const struct fingerprint_week *week = fingerprint->weeks[index];

        err = bytes_append_u16(out, week->week);
        if (err == ERR_OK) {
            err = bytes_append_u32(out, week->count);
        }
        if (err == ERR_OK) {
            lanes_write(week->lanes, state);
            err = bytes_append(out, (struct view){state, sizeof state});
        }
    }
    return err;
}

/* The next week, which is above those that stand there. */
static enum err week_read(struct fingerprint *fingerprint, struct view *from)
{
    const size_t index = fingerprint->week_count;
    struct fingerprint_week *week = NULL;
    struct view state = {NULL, 0};
    uint16_t number = 0;
    uint32_t count = 0;
    enum err err = view_take_u16(from, &number);

    if (err == ERR_OK) {
        err = view_take_u32(from, &count);
    }
    if (err == ERR_OK) {
        err = view_take(from, STATE_BYTES, &state);
    }
    if (err == ERR_OK &&
        (count == 0 ||
         (index > 0 && fingerprint->weeks[index - 1]->week >= number))) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        err = week_insert(fingerprint, index, number);
    }
    if (err != ERR_OK) {
        return err;
    }
    week = fingerprint->weeks[index];
    week->count = count;
    fingerprint->count += count;
    for (size_t lane = 0; lane < LANES; lane++) {
        week->lanes[lane] = (uint16_t)(state.data[2 * lane] |
                                       (unsigned)state.data[2 * lane + 1] << 8);
    }
    return ERR_OK;
}

enum err fingerprint_read(struct fingerprint *fingerprint, struct view *from)
{
    uint16_t count = 0;
    enum err err = view_take_u16(from, &count);

    fingerprint_release(fingerprint);
    for (unsigned index = 0; err == ERR_OK && index < count; index++) {
        err = week_read(fingerprint, from);
    }
    if (err != ERR_OK) {
        fingerprint_release(fingerprint);
    }
    return err;
}

uint32_t fingerprint_count_from(const struct fingerprint *fingerprint,
                                uint16_t from_week)
{
    uint32_t count = fingerprint->count;

    for (size_t index = 0; index < fingerprint->week_count &&
                           fingerprint->weeks[index]->week < from_week;
         index++) {
        count -= fingerprint->weeks[index]->count;
    }
    return count;
}

void fingerprint_set(struct fingerprint *fingerprint,
                     uint16_t from_week,
                     struct wire_set *out)
{
    if (!fingerprint->is_hashed || fingerprint->hashed_from != from_week) {
        uint16_t sum[LANES] = {0};

        for (size_t index = week_index(fingerprint, from_week);
             index < fingerprint->week_count; index++) {
            lanes_add(sum, fingerprint->weeks[index]->lanes);
        }
        lanes_hash(sum, fingerprint->hash);
        fingerprint->is_hashed = true;
        fingerprint->hashed_from = from_week;
    }
    *out = (struct wire_set){
        .count = fingerprint_count_from(fingerprint, from_week),
        .from_week = from_week,
    };
    memcpy(out->fingerprint, fingerprint->hash, WIRE_HASH_BYTES);
}

uint32_t fingerprint_count(const struct fingerprint *fingerprint, uint16_t week)
{
    const size_t index = week_index(fingerprint, week);

    return week_is_at(fingerprint, index, week)
               ? fingerprint->weeks[index]->count
               : 0;
}

void fingerprint_week(const struct fingerprint *fingerprint,
                      uint16_t week,
                      struct wire_week *out)
{
    const size_t index = week_index(fingerprint, week);

    assert(week_is_at(fingerprint, index, week));
    out->week = week;
    out->count = fingerprint->weeks[index]->count;
    lanes_hash(fingerprint->weeks[index]->lanes, out->hash);
}

size_t fingerprint_weeks(const struct fingerprint *fingerprint,
                         uint16_t from_week,
                         struct wire_week out[static WEEKS_MAX])
{
    size_t all = fingerprint->week_count;
    size_t skipped = week_index(fingerprint, from_week);

    skipped = all > WEEKS_MAX + skipped ? all - WEEKS_MAX : skipped;
    for (size_t index = skipped; index < all; index++) {
        const struct fingerprint_week *week = fingerprint->weeks[index];
        struct wire_week *to = &out[index - skipped];

        to->week = week->week;
        to->count = week->count;
        lanes_hash(week->lanes, to->hash);
    }
    return all - skipped;
}
