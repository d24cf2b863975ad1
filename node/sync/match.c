#include "node/sync/match.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/sync/compare.h"
#include "node/sync/inside.h"
#include "node/sync/match_found.h"
#include "node/sync/match_keyed.h"
#include "node/sync/sets_scope.h"
#include "node/sync/sift.h"
#include "node/sync/wire_write.h"

enum { CHUNK_MIN = 16, CHUNK_SHARE = 4 };

void match_free(struct match *match)
{
    if (match != NULL) {
        frozen_release(&match->frozen);
        peeler_release(&match->peeler);
        sketch_release(&match->keyed);
        free(match->ids);
        free(match);
    }
}

/* Ours, of what both keep; NULL: there is none now. */
static enum err sketch_of(const struct work *work, const struct sketch **out)
{
    const struct compare *compare = work->peer->compare;
    const struct shelf_week from = {compare->set, compare->from_week};

    return sets_sketch(work->sync, work->scene, &from, out);
}

static enum err match_new(const struct work *work, enum match_role role)
{
    struct match *match = calloc(1, sizeof *match);

    if (match == NULL) {
        return ERR_NOMEM;
    }
    match->role = role;
    projection_init(&match->projection,
                    (struct view){work->peer->binding, BINDING_BYTES});
    peeler_init(&match->peeler,
                &work->sync->sketches[work->peer->compare->set].key,
                &match->projection);
    work->peer->compare->match = match;
    return ERR_OK;
}

static enum err match_freeze(const struct work *work)
{
    struct match *match = work->peer->compare->match;
    const struct sketch *sketch = NULL;
    enum err err = ERR_OK;

    if (match->is_frozen || match->is_spoiled) {
        return ERR_OK;
    }
    err = sketch_of(work, &sketch);
    if (err == ERR_OK && sketch != NULL) {
        frozen_init(&match->frozen, sketch);
        match->is_frozen = true;
    }
    match->is_spoiled = sketch == NULL;
    return err;
}

static size_t least(size_t left, size_t right)
{
    return left < right ? left : right;
}

static enum err match_say_estimate(const struct work *work,
                                   const struct shelf_week *from,
                                   const struct sketch *sketch)
{
    unsigned char tally[TALLY_BYTES];
    const struct wire_message head = {
        .set = from->set,
        .week = from->week,
        .records = sketch->count,
        .items = {tally, sizeof tally},
    };
    enum err err = ERR_OK;

    tally_write(&sketch->tally, tally);
    bytes_reset(&work->sync->scratch);
    err = wire_write_estimate(&head, &work->sync->scratch);
    return err == ERR_OK ? sync_send(work) : err;
}

static enum err match_introduce_one(const struct work *work, enum set set)
{
    struct peer *peer = work->peer;
    const struct shelf_week from = {set,
                                    sync_agreed_week(work->sync, peer, set)};
    const struct sketch *sketch = NULL;
    enum err err = sets_sketch(work->sync, work->scene, &from, &sketch);

    peer->told_weeks[set] = from.week;
    return err == ERR_OK && sketch != NULL && sketch->count > 0
               ? match_say_estimate(work, &from, sketch)
               : err;
}

enum err match_introduce(const struct work *work)
{
    struct sync *sync = work->sync;
    enum err err = ERR_OK;

    for (unsigned set = 0; err == ERR_OK && set < SET_COUNT; set++) {
        if (sync_set_differs(sync, work->peer, (enum set)set) &&
            work->peer->hello.sets[set].count > 0) {
            err = match_introduce_one(work, (enum set)set);
        }
    }
    return err;
}

enum err match_take_introduction(const struct work *work,
                                 const struct wire_message *estimate)
{
    struct estimate **told = &work->peer->estimates[estimate->set];

    if (work->peer->has_hello || *told != NULL) {
        return ERR_PROTOCOL;
    }
    *told = malloc(sizeof **told);
    if (*told == NULL) {
        return ERR_NOMEM;
    }
    (*told)->records = estimate->records;
    (*told)->from_week = estimate->week;
    tally_read(estimate->items.data, &(*told)->tally);
    return ERR_OK;
}

/* Who decodes wants more symbols. */
static enum err match_ask(const struct work *work, size_t count)
{
    struct compare *compare = work->peer->compare;
    const struct wire_message head = {
        .type = WIRE_ASK, .set = compare->set, .count = (uint16_t)count};
    enum err err = ERR_OK;

    compare->match->asked = count;
    bytes_reset(&work->sync->scratch);
    err = wire_write_ask(&head, &work->sync->scratch);
    return err == ERR_OK ? sync_send(work) : err;
}

/* One message of symbols, of `left` that are still to be said. */
static enum err match_say_some(const struct work *work, size_t left)
{
    struct match *match = work->peer->compare->match;
    size_t count = least(left, SYMBOLS_MESSAGE_MAX);
    unsigned char *symbols = malloc(count * SYMBOL_BYTES);
    struct wire_message head = {.set = work->peer->compare->set};
    enum err err = ERR_OK;

    if (symbols == NULL) {
        return ERR_NOMEM;
    }
    frozen_write(&match->frozen, &match->projection, match->said, count,
                 symbols);
    head.count = (uint16_t)count;
    head.left = (uint16_t)(left - count);
    head.items = (struct view){symbols, count * SYMBOL_BYTES};
    bytes_reset(&work->sync->scratch);
    err = wire_write_symbols(&head, &work->sync->scratch);
    free(symbols);
    match->said += count;
    work->peer->symbols += count;
    return err == ERR_OK ? sync_send(work) : err;
}

enum err match_say(const struct work *work, size_t count)
{
    enum err err = match_freeze(work);

    if (err == ERR_OK && work->peer->compare->match->is_spoiled) {
        return compare_give_up(work);
    }
    while (err == ERR_OK && count > 0) {
        err = match_say_some(work, count);
        count -= least(count, SYMBOLS_MESSAGE_MAX);
    }
    return err;
}

/* Both sides told what they have: say or ask for as many symbols as should be
 * enough, or sift where they differ in too much. */
static enum err match_open(const struct work *work,
                           const struct estimate *theirs)
{
    const struct sketch *sketch = NULL;
    int64_t more = 0;
    bool decodes = false;
    size_t limit = 0;
    size_t count = 0;
    enum err err = sketch_of(work, &sketch);

    if (err != ERR_OK) {
        return err;
    }
    if (sketch == NULL || theirs->from_week != work->peer->compare->from_week) {
        return compare_give_up(work);
    }
    more = (int64_t)sketch->count - (int64_t)theirs->records;
    decodes = work->peer->is_dialled ? more >= 0 : more > 0;
    limit = least(sketch->size, sketch_size_for(theirs->records));
    count = tally_symbols(tally_estimate(&sketch->tally, &theirs->tally, more),
                          more);
    if (count > limit ||
        sift_is_cheaper(least(sketch->count, theirs->records), count)) {
        return sift_open(work, decodes);
    }
    err = match_new(work, decodes ? MATCH_DECODES : MATCH_SENDS);
    if (err != ERR_OK) {
        return err;
    }
    work->peer->compare->match->limit = limit;
    return decodes ? match_ask(work, count) : match_say(work, count);
}

/* It told nothing in its first flight: it is told what we have. */
static enum err match_tell(const struct work *work)
{
    const struct compare *compare = work->peer->compare;
    const struct shelf_week from = {compare->set, compare->from_week};
    const struct sketch *sketch = NULL;
    enum err err = sketch_of(work, &sketch);

    if (err == ERR_OK && sketch == NULL) {
        return compare_give_up(work);
    }
    if (err == ERR_OK) {
        err = match_new(work, MATCH_OPENS);
    }
    if (err != ERR_OK) {
        return err;
    }
    compare->match->limit = sketch->size;
    return match_say_estimate(work, &from, sketch);
}

/* By what it told in its first flight, once, if we still keep all that. */
enum err match_lead(const struct work *work)
{
    const struct compare *compare = work->peer->compare;
    struct estimate *told = work->peer->estimates[compare->set];
    enum err err = ERR_OK;

    work->peer->estimates[compare->set] = NULL;
    err = told != NULL && told->from_week == compare->from_week
              ? match_open(work, told)
              : match_tell(work);
    free(told);
    return err;
}

/* The leader knows our estimate and begins. Both sets may have changed since
 * they were told of. */
static enum err match_join(const struct work *work,
                           const struct wire_message *message)
{
    const struct compare *compare = work->peer->compare;
    const struct sketch *sketch = NULL;
    const uint32_t records = work->peer->hello.sets[compare->set].count;
    size_t count = (size_t)message->count + message->left;
    struct match *match = NULL;
    size_t size = 0;
    enum err err = sketch_of(work, &sketch);

    if (err == ERR_OK) {
        err = match_new(work, MATCH_OPENS);
    }
    if (err != ERR_OK) {
        return err;
    }
    match = compare->match;
    size = sketch == NULL ? 0 : sketch->size;
    match->limit = least(size, sketch_size_for(records));
    if (message->type == WIRE_ASK) {
        return match_take_ask(work, message);
    }
    if (count > size) {
        match->asked = message->left;
        return compare_give_up(work);
    }
    match->limit = match->limit > count ? match->limit : count;
    return match_take_symbols(work, message);
}

enum err match_follow(const struct work *work,
                      const struct wire_message *message)
{
    struct estimate theirs;

    if (message->type != WIRE_ESTIMATE) {
        return match_join(work, message);
    }
    theirs.records = message->records;
    theirs.from_week = message->week;
    tally_read(message->items.data, &theirs.tally);
    return match_open(work, &theirs);
}

enum err match_take_ask(const struct work *work,
                        const struct wire_message *message)
{
    struct compare *compare = work->peer->compare;
    struct match *match = compare->match;
    enum err err = ERR_OK;

    if (message->set != compare->set || match == NULL || match->is_found ||
        match->role == MATCH_DECODES) {
        return ERR_PROTOCOL;
    }
    match->role = MATCH_SENDS;
    err = match_freeze(work);
    if (err != ERR_OK) {
        return err;
    }
    if (match->is_spoiled ||
        message->count > match->frozen.size - match->said) {
        return compare_give_up(work);
    }
    return match_say(work, message->count);
}

/* Nothing more comes out, or all symbols were read. */
static bool match_is_hopeless(const struct match *match)
{
    return peeler_is_stuck(&match->peeler) ||
           match->peeler.count >= match->limit;
}

/* A quarter of what was read, again and again. */
static enum err match_go_on(const struct work *work)
{
    const struct match *match = work->peer->compare->match;
    size_t count = match->peeler.count / CHUNK_SHARE;

    if (match_is_hopeless(match)) {
        return keyed_ask(work);
    }
    count = count > CHUNK_MIN ? count : CHUNK_MIN;
    return match_ask(work, least(count, match->limit - match->peeler.count));
}

/* Peel what came in, beside our own symbols. */
static enum err match_peel(const struct work *work,
                           const struct wire_message *message)
{
    struct match *match = work->peer->compare->match;
    unsigned char *ours = malloc(message->items.bytes);
    enum err err = ERR_NOMEM;

    if (ours != NULL) {
        frozen_write(&match->frozen, &match->projection, match->peeler.count,
                     message->count, ours);
        err = peeler_take(&match->peeler, ours, message->items.data,
                          message->count);
    }
    free(ours);
    return err;
}

/* What the other side thought was enough is taken as asked for. */
static bool match_expects(struct match *match,
                          const struct wire_message *message)
{
    size_t count = (size_t)message->count + message->left;

    if (match->role == MATCH_OPENS && count <= match->limit) {
        match->role = MATCH_DECODES;
        match->asked = count;
    }
    return match->role == MATCH_DECODES && match->asked == count;
}

enum err match_take_symbols(const struct work *work,
                            const struct wire_message *message)
{
    struct compare *compare = work->peer->compare;
    struct match *match = compare->match;
    enum err err = ERR_OK;

    work->peer->symbols += message->count;
    if (message->set == compare->set && (match == NULL || match->is_found) &&
        message->count <= compare->strays) {
        compare->strays -= message->count; /* they crossed our last word */
        return ERR_OK;
    }
    if (message->set != compare->set || match == NULL || match->is_found ||
        !match_expects(match, message)) {
        return ERR_PROTOCOL;
    }
    match->asked -= message->count;
    err = match_freeze(work);
    if (err != ERR_OK) {
        return err;
    }
    if (match->is_spoiled || match->frozen.size < match->limit) {
        return compare_give_up(work);
    }
    err = match_peel(work, message);
    if (err != ERR_OK) {
        return err;
    }
    if (peeler_is_done(&match->peeler)) {
        compare->strays = match->asked;
        match->asked = 0;
        return match->is_keyed ? keyed_tell_found(work)
                               : match_tell_found(work);
    }
    return match->asked > 0 ? ERR_OK : match_go_on(work);
}

enum err match_take_keyed(const struct work *work,
                          const struct wire_message *message)
{
    return keyed_take(work, message);
}

bool match_is_settled(const struct match *match)
{
    return match->is_found;
}

bool match_is_sent(const struct match *match)
{
    return match->is_found && match->id_next == match->id_count;
}

/* The match of a peer that reads this sketch, or NULL. */
static struct match *match_reading(const struct peer *peer,
                                   const struct sketch *sketch)
{
    struct match *match = peer->compare != NULL ? peer->compare->match : NULL;

    return match != NULL && match->is_frozen && !match->is_keyed &&
                   !match->is_found && match->frozen.sketch == sketch
               ? match
               : NULL;
}

enum err match_note(struct sync *sync,
                    const struct sketch *sketch,
                    const struct item *item)
{
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < sync->peer_count; index++) {
        struct match *match = match_reading(sync->peers[index], sketch);

        if (match != NULL) {
            err = frozen_note(&match->frozen, item);
            match->is_spoiled = match->is_spoiled || err == ERR_FULL;
            err = err == ERR_FULL ? ERR_OK : err;
        }
    }
    return err;
}

void match_spoil(struct sync *sync, const struct sketch *sketch)
{
    for (size_t index = 0; index < sync->peer_count; index++) {
        struct match *match = match_reading(sync->peers[index], sketch);

        if (match != NULL) {
            match->is_spoiled = true;
        }
    }
}
