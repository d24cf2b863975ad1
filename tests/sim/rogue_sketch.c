/* Rogues that make finding what differs hard. */
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/sync/sketch_item.h"
#include "node/sync/sketch_map.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/sim/cable.h"
#include "tests/sim/deed.h"
#include "tests/sim/machine.h"
#include "tests/sim/rogue.h"

enum {
    TRIES = 400000,
    CROWD_SYMBOLS = 32,
    PAIR_SYMBOLS = 4096,
    STAMP_AT = 92, /* in the bytes of a record */
    N_AT = 88,
    ENDLESS_ASK = 40,
};

/* A stamp that was tried in a slot, and the paths of its item. */
struct tried {
    uint64_t crowd; /* in the first symbols */
    uint64_t path;  /* in all */
    uint64_t stamp_ms;
    uint32_t n;
};

/* Where it is below `symbols`, as a number that tells paths apart. */
static uint64_t
path_of(const struct item *item, const struct item_key *key, unsigned symbols)
{
    struct mapping at;
    uint64_t path = 0;

    for (mapping_init(&at, item_check(item, key)); at.index < symbols;
         mapping_next(&at)) {
        path = (path ^ at.index) * 0x9e3779b97f4a7c15U;
    }
    return path;
}

static int compare(uint64_t left, uint64_t right)
{
    return left < right ? -1 : left > right;
}

static int by_crowd(const void *left, const void *right)
{
    return compare(((const struct tried *)left)->crowd,
                   ((const struct tried *)right)->crowd);
}

static int by_path(const void *left, const void *right)
{
    return compare(((const struct tried *)left)->path,
                   ((const struct tried *)right)->path);
}

/* Something that nobody understands, in a slot of the rogue's; its stamp and
 * slot are changed in place, and it is signed again where it is used. */
static void sheet_of(const struct world *world,
                     const struct machine *rogue,
                     struct bytes *out)
{
    static const unsigned char body[] = {0x81, 0x01, 0xa1, 'x'};
    const struct record_draft draft = {
        .class = CLASS_POST,
        .kind = 999,
        .neighbourhood = world->neighbourhood,
        .household = rogue->household.signing.public,
        .lane = deed_lane(rogue),
        .stamp_ms = machine_moment(world, rogue).now_ms,
        .body = {body, sizeof body},
    };

    bytes_init(out, RECORD_BYTES_MAX);
    check_ok(record_write(&draft, rogue->device.signing.secret, out));
}

/* Try stamps of the last minutes, the slots in turn. */
static void
try_stamps(const struct world *world, struct bytes *sheet, struct tried *out)
{
    const uint64_t now_ms = get_u64(sheet->data + STAMP_AT);
    struct item_key key;

    item_key_make(&world->neighbourhood, &key);
    for (uint32_t index = 0; index < TRIES; index++) {
        const uint32_t n = index % GROUND_SLOTS;
        struct record record;
        struct item item;

        put_u32(sheet->data + N_AT, n);
        put_u64(sheet->data + STAMP_AT, now_ms - index);
        check_ok(record_read(bytes_view(sheet), &record));
        item_make(record.drop_day, &record.id, &item);
        out[index] = (struct tried){path_of(&item, &key, CROWD_SYMBOLS),
                                    path_of(&item, &key, PAIR_SYMBOLS),
                                    now_ms - index, n};
    }
    put_u64(sheet->data + STAMP_AT, now_ms);
}

/* Sign what was tried, and offer it. */
static void post(struct season *season,
                 struct machine *rogue,
                 struct bytes *sheet,
                 const struct tried *tried)
{
    const struct view part = {sheet->data,
                              sheet->bytes - RECORD_SIGNATURE_BYTES};

    put_u32(sheet->data + N_AT, tried->n);
    put_u64(sheet->data + STAMP_AT, tried->stamp_ms);
    identity_sign(DOMAIN_RECORD, &part, 1, rogue->device.signing.secret,
                  sheet->data + part.bytes);
    rogue_shelve(season, rogue, bytes_view(sheet));
}

/* Two by two in the same of all symbols; how many pairs. */
static size_t post_pairs(struct season *season,
                         struct machine *rogue,
                         struct bytes *sheet,
                         struct tried *tries,
                         bool used[static GROUND_SLOTS])
{
    size_t pairs = 0;

    qsort(tries, TRIES, sizeof *tries, by_path);
    for (size_t index = 1; index < TRIES && pairs < GROUND_PAIRS; index++) {
        const struct tried *one = &tries[index - 1];
        const struct tried *other = &tries[index];

        if (one->path == other->path && one->n != other->n && !used[one->n] &&
            !used[other->n]) {
            used[one->n] = true;
            used[other->n] = true;
            post(season, rogue, sheet, one);
            post(season, rogue, sheet, other);
            pairs++;
        }
    }
    return pairs;
}

/* All in the same of the first symbols, where most that were tried are; how
 * many. */
static size_t post_crowd(struct season *season,
                         struct machine *rogue,
                         struct bytes *sheet,
                         struct tried *tries,
                         bool used[static GROUND_SLOTS])
{
    size_t first = 0;
    size_t longest = 0;
    size_t count = 0;

    qsort(tries, TRIES, sizeof *tries, by_crowd);
    for (size_t begin = 0, index = 0; index < TRIES; index++) {
        begin = tries[index].crowd == tries[begin].crowd ? begin : index;
        if (index - begin > longest) {
            first = begin;
            longest = index - begin;
        }
    }
    for (size_t index = first; index <= first + longest; index++) {
        if (!used[tries[index].n] && count < GROUND_CROWD) {
            used[tries[index].n] = true;
            post(season, rogue, sheet, &tries[index]);
            count++;
        }
    }
    return count;
}

bool rogue_grind(struct season *season, struct machine *rogue)
{
    bool used[GROUND_SLOTS] = {false};
    struct tried *tries = NULL;
    struct bytes sheet;

    if (season->misdeeds[ROLE_ground] > 0) {
        return false;
    }
    tries = calloc(TRIES, sizeof *tries);
    assert_non_null(tries);
    sheet_of(&season->world, rogue, &sheet);
    try_stamps(&season->world, &sheet, tries);
    assert_true(post_pairs(season, rogue, &sheet, tries, used) > 0);
    assert_int_equal(post_crowd(season, rogue, &sheet, tries, used),
                     GROUND_CROWD);
    bytes_release(&sheet);
    free(tries);
    return true;
}

/* Sets of any size that look like no others. */
static void lie_about_sets(struct season *season, struct wire_hello *hello)
{
    static const uint32_t counts[] = {0, 1, 60, 5000, 1 << 20, UINT32_MAX};
    struct chance *chance = &season->world.chance;

    hello->is_short = false;
    for (size_t set = 0; set < SET_COUNT; set++) {
        chance_bytes(chance, hello->sets[set].fingerprint, WIRE_HASH_BYTES);
        hello->sets[set].count = counts[chance_below(chance, 6)];
    }
}

bool rogue_greet(struct season *season, struct machine *rogue)
{
    struct wire_message read;

    if (rogue->greeting.bytes == 0) {
        return false;
    }
    check_ok(wire_read(bytes_view(&rogue->greeting), &read));
    lie_about_sets(season, &read.hello);
    bytes_reset(&rogue->greeting);
    check_ok(wire_write_hello(&read.hello, &rogue->greeting));
    return true;
}

/* Say something in place of a message; releases it. */
static bool
say(struct season *season, size_t place, bool is_listener, struct bytes *words)
{
    cable_put(&season->world, place, is_listener, bytes_view(words));
    bytes_release(words);
    return true;
}

static bool lie_about_sizes(struct season *season,
                            size_t place,
                            bool is_listener,
                            const struct wire_message *message)
{
    unsigned char tally[WIRE_TALLY_BYTES];
    struct wire_message lied = *message;
    struct bytes words;

    bytes_init(&words, MESSAGE_BYTES_MAX);
    if (message->type == WIRE_HELLO || message->type == WIRE_FINGERPRINTS) {
        lie_about_sets(season, &lied.hello);
    }
    if (message->type == WIRE_HELLO) {
        check_ok(wire_write_hello(&lied.hello, &words));
    } else if (message->type == WIRE_FINGERPRINTS) {
        check_ok(wire_write_fingerprints(message->flags, &lied.hello, &words));
    } else if (message->type == WIRE_ESTIMATE) {
        chance_bytes(&season->world.chance, tally, sizeof tally);
        lied.records = (uint32_t)chance_next(&season->world.chance);
        lied.items = (struct view){tally, sizeof tally};
        check_ok(wire_write_estimate(&lied, &words));
    } else {
        return false;
    }
    return say(season, place, is_listener, &words);
}

/* Symbols of nothing, as many as were asked for; and who decodes never finds,
 * but asks for more. */
static bool go_on_for_ever(struct season *season,
                           size_t place,
                           bool is_listener,
                           const struct wire_message *message)
{
    static unsigned char noise[SYMBOLS_MESSAGE_MAX * WIRE_SYMBOL_BYTES];
    struct wire_message said = *message;
    struct bytes words;

    if (message->type != WIRE_SYMBOLS && message->type != WIRE_FOUND) {
        return false;
    }
    bytes_init(&words, MESSAGE_BYTES_MAX);
    if (message->type == WIRE_SYMBOLS) {
        chance_bytes(&season->world.chance, noise, message->items.bytes);
        said.items = (struct view){noise, message->items.bytes};
        check_ok(wire_write_symbols(&said, &words));
    } else {
        said.type = WIRE_ASK;
        said.count = ENDLESS_ASK;
        check_ok(wire_write_ask(&said, &words));
    }
    return say(season, place, is_listener, &words);
}

/* DONE before its time, twice, or never. */
static bool be_done(struct season *season,
                    size_t place,
                    bool is_listener,
                    const struct wire_message *message)
{
    struct chance *chance = &season->world.chance;
    struct bytes words;

    if (message->type != WIRE_SYMBOLS && message->type != WIRE_FOUND &&
        message->type != WIRE_DONE) {
        return false;
    }
    if (message->type == WIRE_DONE && chance_in(chance, 2)) {
        return true; /* never */
    }
    if (message->type != WIRE_DONE && !chance_in(chance, 3)) {
        return false;
    }
    bytes_init(&words, MESSAGE_BYTES_MAX);
    check_ok(wire_write_mark(WIRE_DONE, message->set, &words));
    (void)say(season, place, is_listener, &words);
    season->misdeeds[ROLE_done]++;
    return false; /* and what it had to say */
}

static bool drip(struct season *season,
                 size_t place,
                 bool is_listener,
                 const struct wire_message *message)
{
    (void)message;
    season->world.cables[place].drips[is_listener] = true;
    season->misdeeds[ROLE_drip]++;
    return false;
}

bool rogue_sketch_send(struct season *season,
                       size_t place,
                       bool is_listener,
                       const struct wire_message *message)
{
    static bool (*const lies[ROLE_COUNT])(struct season *, size_t, bool,
                                          const struct wire_message *) = {
        [ROLE_endless] = go_on_for_ever,
        [ROLE_sizes] = lie_about_sizes,
        [ROLE_done] = be_done,
        [ROLE_drip] = drip,
    };
    const size_t speaker = season->world.cables[place].ends[is_listener];
    const enum role role = season->roles[speaker];

    return lies[role] != NULL &&
           lies[role](season, place, is_listener, message);
}
