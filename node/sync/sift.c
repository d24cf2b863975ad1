#include "node/sync/sift.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/scope.h"
#include "node/sync/compare.h"
#include "node/sync/inside.h"
#include "node/sync/match.h"
#include "node/sync/wire_write.h"

enum { SCAN_ROWS = 256, SIEVES_WORTH = 4 };

void sift_free(struct sift *sift)
{
    if (sift != NULL) {
        sieve_release(&sift->sieve);
        free(sift);
    }
}

/* What all peers' sieves hold. */
static size_t held_bytes(const struct sync *sync)
{
    size_t bytes = 0;

    for (size_t index = 0; index < sync->peer_count; index++) {
        const struct compare *compare = sync->peers[index]->compare;

        if (compare != NULL && compare->sift != NULL) {
            bytes += compare->sift->sieve.bytes;
        }
    }
    return bytes;
}

/* A sieve of this session, if there is room for it. */
static enum err take_room(const struct work *work, size_t bytes)
{
    struct compare *compare = work->peer->compare;
    const struct view binding = {work->peer->binding, BINDING_BYTES};

    if (held_bytes(work->sync) + bytes > SIEVES_BYTES_MAX) {
        compare->sift->is_declined = true;
        return ERR_OK;
    }
    return sieve_make(&compare->sift->sieve, bytes, binding,
                      (uint8_t)compare->set, work->peer->sieves);
}

static enum err sift_new(const struct work *work, bool tells)
{
    struct compare *compare = work->peer->compare;
    struct sift *sift = calloc(1, sizeof *sift);
    uint32_t records = 0;
    enum err err = ERR_OK;

    if (sift == NULL) {
        return ERR_NOMEM;
    }
    match_free(compare->match);
    compare->match = NULL;
    compare->sift = sift;
    work->peer->sieves++;
    sift->tells = tells;
    if (tells) {
        records = fingerprint_count_from(&work->sync->prints[compare->set],
                                         compare->from_week);
        sift->granted = SIEVE_AHEAD;
        sift->sign_ms = work->scene->moment->mono_ms + SIEVE_SIGN_MS;
        err = take_room(work, sieve_bytes_for(records));
        if (err == ERR_OK && sift->is_declined) {
            return compare_give_up(work);
        }
    }
    return err;
}

static enum err say_sift(const struct work *work)
{
    bytes_reset(&work->sync->scratch);
    return wire_write_mark(WIRE_SIFT, work->peer->compare->set,
                           &work->sync->scratch) == ERR_OK
               ? sync_send(work)
               : ERR_NOMEM;
}

/* A sieve asks both sides to go through their sets, and may need a second one
 * for the other direction. */
bool sift_is_cheaper(size_t records, size_t symbols)
{
    return symbols > SYMBOLS_MESSAGE_MAX &&
           SIEVES_WORTH * sieve_bytes_for((uint32_t)records) <
               symbols * WIRE_SYMBOL_BYTES;
}

enum err sift_open(const struct work *work, bool has_more)
{
    enum err err = sift_new(work, !has_more);

    return err == ERR_OK && has_more ? say_sift(work) : err;
}

/* May the other side begin one now? */
static bool may_begin(const struct compare *compare)
{
    return compare->sift == NULL && !compare->is_listing &&
           (compare->match == NULL || !match_is_settled(compare->match));
}

enum err sift_take_ask(const struct work *work,
                       const struct wire_message *message)
{
    struct compare *compare = work->peer->compare;

    if (message->set != compare->set) {
        return ERR_PROTOCOL;
    }
    if (compare->sift == NULL) {
        return may_begin(compare) ? sift_new(work, true) : ERR_PROTOCOL;
    }
    if (!compare->sift->tells || compare->sift->granted >= SIEVE_PARTS_MAX) {
        return ERR_PROTOCOL;
    }
    compare->sift->granted++;
    return ERR_OK;
}

/* The first part says how many there are. */
static enum err expect_parts(const struct work *work,
                             const struct wire_message *message)
{
    struct sift *sift = work->peer->compare->sift;

    sift->parts = message->left + 1U;
    return take_room(work,
                     message->left * (size_t)SIEVE_PART_BYTES + message->count);
}

/* All is heard: send week by week what falls through. */
static enum err begin_sending(const struct work *work)
{
    struct compare *compare = work->peer->compare;
    struct wire_week weeks[WEEKS_MAX];
    size_t count = 0;

    if (compare->sift->is_declined) {
        return compare_give_up(work);
    }
    compare->sift->sieve.bytes = compare->sift->moved;
    count = fingerprint_weeks(&work->sync->prints[compare->set],
                              compare->from_week, weeks);
    for (size_t index = 0; index < count; index++) {
        compare->weeks[index] =
            (struct compare_week){weeks[index].week, WEEK_SEND};
    }
    compare->week_count = count;
    compare->sift->is_told = true;
    compare->sift->signs = 0;
    compare->sift->sign_ms = work->scene->moment->mono_ms + SIEVE_SIGN_MS;
    return ERR_OK;
}

/* Parts come in order, and those before the last are of full size. */
static enum err take_part(const struct work *work,
                          const struct wire_message *message)
{
    struct sift *sift = work->peer->compare->sift;
    enum err err = ERR_OK;

    if (sift->parts == 0) {
        err = expect_parts(work, message);
    }
    if (err != ERR_OK) {
        return err;
    }
    if (message->left + 1U != sift->parts - sift->moved / SIEVE_PART_BYTES) {
        return ERR_PROTOCOL;
    }
    if (!sift->is_declined) {
        if (message->count > sift->sieve.bytes - sift->moved) {
            return ERR_PROTOCOL;
        }
        memcpy(sift->sieve.bits + sift->moved, message->items.data,
               message->count);
    }
    sift->moved += message->count;
    if (message->left == 0) {
        return begin_sending(work);
    }
    return message->left >= SIEVE_AHEAD ? say_sift(work) : ERR_OK;
}

enum err sift_take_sieve(const struct work *work,
                         const struct wire_message *message)
{
    struct compare *compare = work->peer->compare;
    enum err err = ERR_OK;

    if (message->set != compare->set) {
        return ERR_PROTOCOL;
    }
    if (compare->sift == NULL) {
        err = may_begin(compare) ? sift_new(work, false) : ERR_PROTOCOL;
    }
    if (err != ERR_OK) {
        return err;
    }
    if (compare->sift->tells != compare->sift->is_told ||
        (compare->sift->tells && message->count > 0)) {
        return ERR_PROTOCOL;
    }
    if (message->count == 0) { /* it is being built, or used */
        compare->sift->signs++;
        return compare->sift->signs <= SIEVE_SIGNS_MAX ? ERR_OK : ERR_PROTOCOL;
    }
    return take_part(work, message);
}

/* One message: a part, or a sign that it is being built. */
static enum err say_part(const struct work *work, size_t bytes)
{
    const struct compare *compare = work->peer->compare;
    struct sift *sift = compare->sift;
    const size_t left =
        (sift->sieve.bytes - sift->moved - bytes + SIEVE_PART_BYTES - 1) /
        SIEVE_PART_BYTES;
    const struct wire_message head = {
        .set = compare->set,
        .left = (uint16_t)left,
        .count = (uint16_t)bytes,
        .items = {sift->sieve.bits + sift->moved, bytes},
    };
    enum err err = ERR_OK;

    bytes_reset(&work->sync->scratch);
    err = wire_write_sieve(&head, &work->sync->scratch);
    sift->moved += bytes;
    work->peer->heard_ms = work->scene->moment->mono_ms; /* it waited for us */
    return err == ERR_OK ? sync_send(work) : err;
}

enum err sift_sign(const struct work *work)
{
    const struct wire_message head = {.set = work->peer->compare->set,
                                      .left = 1};
    struct sift *sift = work->peer->compare->sift;
    const uint64_t mono_ms = work->scene->moment->mono_ms;

    if (mono_ms < sift->sign_ms || sift->signs == SIEVE_SIGNS_MAX) {
        return ERR_OK;
    }
    sift->signs++;
    sift->sign_ms = mono_ms + SIEVE_SIGN_MS;
    work->peer->heard_ms = mono_ms; /* it waited for us */
    bytes_reset(&work->sync->scratch);
    return wire_write_sieve(&head, &work->sync->scratch) == ERR_OK
               ? sync_send(work)
               : ERR_NOMEM;
}

/* What we refuse today is not asked for either. */
static void add_refused(const struct work *work)
{
    const struct recent *refused = &work->sync->refused;
    struct sieve *sieve = &work->peer->compare->sift->sieve;

    for (size_t table = 0; table < 2; table++) {
        for (size_t place = 0;
             refused->places[table] != NULL && place < refused->max; place++) {
            if (refused->places[table][place] != 0) {
                sieve_add(sieve, refused->places[table][place]);
            }
        }
    }
}

/* A page of all that is kept; what is not compared would only fill it. */
static enum err build_some(const struct work *work, size_t *count)
{
    const struct shelf *shelf = work->scene->shelf;
    const struct compare *compare = work->peer->compare;
    struct shelf_row rows[SCAN_ROWS];
    enum err err =
        shelf->scan(shelf->self, &compare->sift->scan, rows, SCAN_ROWS, count);

    for (size_t index = 0; err == ERR_OK && index < *count; index++) {
        if (class_find(rows[index].class)->set == compare->set &&
            scope_has(compare->from_week, rows[index].drop_day)) {
            sieve_add(&compare->sift->sieve, id_prefix(&rows[index].id));
        }
    }
    return err;
}

/* In slices: a set may be great, and others wait. */
static enum err build(const struct work *work)
{
    struct sift *sift = work->peer->compare->sift;
    const uint64_t mono_ms = work->scene->moment->mono_ms;
    size_t count = SCAN_ROWS;
    enum err err = ERR_OK;

    for (size_t rows = 0;
         err == ERR_OK && count == SCAN_ROWS && rows < SIFT_ROWS_MAX;
         rows += SCAN_ROWS) {
        err = build_some(work, &count);
    }
    if (err != ERR_OK) {
        return err;
    }
    if (count < SCAN_ROWS) {
        add_refused(work);
        sift->is_built = true;
        return ERR_OK;
    }
    work->sync->is_wake_due = true;
    if (mono_ms < sift->sign_ms || sift->signs == SIEVE_SIGNS_MAX) {
        return ERR_OK;
    }
    sift->signs++;
    sift->sign_ms = mono_ms + SIEVE_SIGN_MS;
    return say_part(work, 0);
}

enum err sift_go_on(const struct work *work)
{
    struct sift *sift = work->peer->compare->sift;
    enum err err = ERR_OK;

    if (!sift->tells || sift->is_told) {
        return ERR_OK;
    }
    if (!sift->is_built) {
        err = build(work);
    }
    while (err == ERR_OK && sift->is_built && !sift->is_told &&
           sift->moved < sift->granted * (size_t)SIEVE_PART_BYTES) {
        const size_t left = sift->sieve.bytes - sift->moved;

        err = say_part(work, left < SIEVE_PART_BYTES ? left : SIEVE_PART_BYTES);
        sift->is_told = sift->moved == sift->sieve.bytes;
    }
    if (sift->is_told) {
        sieve_release(&sift->sieve);
        sift->signs = 0; /* from now on those of who sends */
    }
    return err;
}
