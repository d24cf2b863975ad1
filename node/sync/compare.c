#include "node/sync/compare.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "node/sync/inside.h"
#include "node/sync/match.h"
#include "node/sync/sift.h"
#include "node/sync/wire_write.h"

void compare_free(struct compare *compare)
{
    if (compare == NULL) {
        return;
    }
    while (compare->lists != NULL) {
        struct compare_list *list = compare->lists;

        compare->lists = list->next;
        free(list);
    }
    match_free(compare->match);
    sift_free(compare->sift);
    free(compare->wanted);
    free(compare);
}

static enum err
compare_new(const struct work *work, enum set set, uint16_t from_week)
{
    struct compare *compare = calloc(1, sizeof *compare);

    assert(work->peer->compare == NULL);
    if (compare == NULL) {
        return ERR_NOMEM;
    }
    compare->set = set;
    compare->from_week = from_week;
    work->peer->compare = compare;
    work->peer->rounds++;
    work->peer->heard_ms = work->scene->moment->mono_ms;
    return ERR_OK;
}

static void
compare_add_week(struct compare *compare, uint16_t week, enum week_job job)
{
    assert(compare->week_count < 2 * (size_t)WEEKS_MAX);
    compare->weeks[compare->week_count] = (struct compare_week){week, job};
    compare->week_count++;
}

static struct compare_week *compare_find_week(struct compare *compare,
                                              uint16_t week)
{
    for (size_t index = 0; index < compare->week_count; index++) {
        if (compare->weeks[index].week == week) {
            return &compare->weeks[index];
        }
    }
    return NULL;
}

/* Leader: all of our weeks that both keep. */
static enum err compare_say_weeks(const struct work *work)
{
    struct compare *compare = work->peer->compare;
    struct wire_week weeks[WEEKS_MAX];
    const struct wire_message head = {
        .set = compare->set,
        .week = compare->from_week,
        .count = (uint16_t)fingerprint_weeks(&work->sync->prints[compare->set],
                                             compare->from_week, weeks),
    };
    enum err err = ERR_OK;

    compare->is_listing = true;
    for (size_t index = 0; index < head.count; index++) {
        compare_add_week(compare, weeks[index].week, WEEK_IDLE);
    }
    bytes_reset(&work->sync->scratch);
    err = wire_write_weeks(&head, weeks, &work->sync->scratch);
    return err == ERR_OK ? sync_send(work) : err;
}

/* Where one side has nothing there is nothing to subtract. */
enum err compare_lead(const struct work *work, enum set set, bool by_lists)
{
    const uint16_t from_week = sync_agreed_week(work->sync, work->peer, set);
    enum err err = compare_new(work, set, from_week);

    if (err != ERR_OK) {
        return err;
    }
    return by_lists || work->peer->hello.sets[set].count == 0 ||
                   fingerprint_count_from(&work->sync->prints[set],
                                          from_week) == 0
               ? compare_say_weeks(work)
               : match_lead(work);
}

/* Is there a match or a sift that came to its end, and no way back? */
static bool compare_is_settled(const struct compare *compare)
{
    return (compare->match != NULL && match_is_settled(compare->match)) ||
           (compare->sift != NULL && compare->sift->is_told &&
            !compare->sift->tells);
}

/* Lists take the place of what did not help. Who has told a sieve may have
 * said DONE by then, and says it again in the end. */
static void compare_let_go(struct compare *compare)
{
    if (compare->match != NULL) {
        compare->strays = compare->match->asked;
    }
    match_free(compare->match);
    compare->match = NULL;
    if (compare->sift != NULL) {
        compare->may_stray = !compare->sift->tells;
        compare->is_done = false;
    }
    sift_free(compare->sift);
    compare->sift = NULL;
}

enum err compare_give_up(const struct work *work)
{
    struct compare *compare = work->peer->compare;
    enum err err = ERR_OK;

    compare_let_go(compare);
    if (work->peer->is_dialled) {
        return compare->is_listing ? ERR_OK : compare_say_weeks(work);
    }
    bytes_reset(&work->sync->scratch);
    err = wire_write_mark(WIRE_LISTS, compare->set, &work->sync->scratch);
    return err == ERR_OK ? sync_send(work) : err;
}

enum err compare_take_lists(const struct work *work,
                            const struct wire_message *message)
{
    const struct compare *compare = work->peer->compare;

    if (message->set != compare->set || compare_is_settled(compare)) {
        return ERR_PROTOCOL;
    }
    return compare_give_up(work);
}

/* Ask for the weeks of which nothing is here, newest first. */
static enum err compare_ask(const struct work *work)
{
    struct compare *compare = work->peer->compare;
    enum err err = ERR_OK;

    for (size_t index = compare->week_count; index > 0; index--) {
        struct compare_week *week = &compare->weeks[index - 1];

        if (week->job != WEEK_WANT) {
            continue;
        }
        bytes_reset(&work->sync->scratch);
        err = wire_write_want_week(compare->set, week->week,
                                   &work->sync->scratch);
        if (err == ERR_OK) {
            err = sync_send(work);
        }
        if (err != ERR_OK) {
            return err;
        }
        week->job = WEEK_SETTLED;
    }
    return ERR_OK;
}

static uint16_t week_at(const struct wire_message *weeks, size_t index)
{
    struct wire_week week;

    wire_week_at(weeks->items, index, &week);
    return week.week;
}

/* Ours beside theirs: what is only here is sent, what is only there is asked
 * for, what differs is listed. */
static void compare_merge(struct compare *compare,
                          const struct wire_week *ours,
                          size_t our_count,
                          const struct wire_message *theirs)
{
    struct wire_week their = {.week = 0};
    size_t our = 0;
    size_t index = 0;

    while (index < theirs->count &&
           week_at(theirs, index) < compare->from_week) {
        index++; /* that we do not keep */
    }
    while (our < our_count || index < theirs->count) {
        bool has_their = index < theirs->count;

        if (has_their) {
            wire_week_at(theirs->items, index, &their);
        }
        if (our == our_count || (has_their && their.week < ours[our].week)) {
            compare_add_week(compare, their.week, WEEK_WANT);
            index++;
        } else if (!has_their || ours[our].week < their.week) {
            compare_add_week(compare, ours[our].week, WEEK_SEND);
            our++;
        } else {
            if (memcmp(ours[our].hash, their.hash, WIRE_HASH_BYTES) != 0) {
                compare_add_week(compare, their.week, WEEK_LIST);
            }
            our++;
            index++;
        }
    }
}

/* The leader's first week, or ours where we keep fewer; that of our estimate,
 * if it begins with symbols. */
static uint16_t first_week(const struct work *work,
                           const struct wire_message *opening)
{
    const uint16_t ours = work->sync->from_weeks[opening->set];

    if (opening->type != WIRE_WEEKS && opening->type != WIRE_ESTIMATE) {
        return work->peer->told_weeks[opening->set];
    }
    return opening->week > ours ? opening->week : ours;
}

/* Follower: the leader's weeks, at once or where sketches did not help. */
static enum err compare_take_weeks(const struct work *work,
                                   const struct wire_message *weeks)
{
    struct compare *compare = work->peer->compare;
    struct wire_week ours[WEEKS_MAX];
    size_t count = 0;

    if (weeks->set != compare->set || compare->is_listing ||
        compare_is_settled(compare)) {
        return ERR_PROTOCOL;
    }
    compare_let_go(compare);
    compare->is_listing = true;
    compare->from_week = first_week(work, weeks);
    count = fingerprint_weeks(&work->sync->prints[weeks->set],
                              compare->from_week, ours);
    compare_merge(compare, ours, count, weeks);
    return compare_ask(work);
}

enum err compare_follow(const struct work *work,
                        const struct wire_message *message)
{
    enum err err = ERR_OK;

    if (work->peer->compare == NULL) {
        err = compare_new(work, message->set, first_week(work, message));
    } else if (message->type != WIRE_WEEKS) {
        return ERR_PROTOCOL;
    }
    if (err != ERR_OK) {
        return err;
    }
    if (message->type == WIRE_SIFT) {
        return sift_take_ask(work, message);
    }
    if (message->type == WIRE_SIEVE) {
        return sift_take_sieve(work, message);
    }
    return message->type == WIRE_WEEKS ? compare_take_weeks(work, message)
                                       : match_follow(work, message);
}

/* A list begins where the one before it ended, and above it. */
static enum err compare_join_list(struct compare *compare,
                                  const struct wire_message *message,
                                  struct week_cursor *from)
{
    struct compare_week *week = compare_find_week(compare, message->week);
    struct id first;

    if (compare->is_listed || week == NULL ||
        (week->job != WEEK_IDLE && week->job != WEEK_LIST)) {
        return ERR_PROTOCOL;
    }
    if (week->job == WEEK_IDLE) {
        for (size_t index = 0; index < compare->week_count; index++) {
            if (compare->weeks[index].job == WEEK_LIST) {
                return ERR_PROTOCOL; /* another list is not at its end */
            }
        }
        compare->coming.has_after = false;
    }
    if (compare->coming.has_after && message->count > 0) {
        wire_id_at(message->items, 0, &first);
        if (id_compare(&first, &compare->coming.after) <= 0) {
            return ERR_PROTOCOL;
        }
    }
    *from = compare->coming;
    if (message->count > 0) {
        compare->coming.has_after = true;
        wire_id_at(message->items, message->count - 1U, &compare->coming.after);
    }
    week->job = message->is_last ? WEEK_SETTLED : WEEK_LIST;
    return ERR_OK;
}

enum err compare_take_list(const struct work *work,
                           const struct wire_message *message)
{
    struct compare *compare = work->peer->compare;
    struct compare_list **end = &compare->lists;
    struct compare_list *list = NULL;
    struct week_cursor from = {false, {{0}}};
    enum err err = ERR_OK;

    if (message->set != compare->set ||
        compare->list_ids + message->count > WANTED_MAX) {
        return ERR_PROTOCOL;
    }
    err = compare_join_list(compare, message, &from);
    if (err != ERR_OK) {
        return err;
    }
    list = malloc(sizeof *list + message->items.bytes);
    if (list == NULL) {
        return ERR_NOMEM;
    }
    *list = (struct compare_list){
        .week = message->week,
        .is_last = message->is_last,
        .from = from,
        .bytes = message->items.bytes,
    };
    memcpy(list->ids, message->items.data, message->items.bytes);
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = list;
    compare->list_ids += message->count;
    return ERR_OK;
}

enum err compare_take_want(const struct work *work,
                           const struct wire_message *message)
{
    struct compare *compare = work->peer->compare;
    size_t waiting = compare->wanted_count - compare->wanted_next;

    if (message->set != compare->set || compare->open_lists == 0 ||
        message->listed > compare->open_ids) {
        return ERR_PROTOCOL;
    }
    compare->open_lists--;
    compare->open_ids -= message->listed;
    if (message->count == 0) {
        return ERR_OK;
    }
    if (compare->wanted == NULL) {
        compare->wanted = calloc(WANTED_MAX, sizeof *compare->wanted);
        if (compare->wanted == NULL) {
            return ERR_NOMEM;
        }
    }
    assert(waiting + message->count <= WANTED_MAX);
    memmove(compare->wanted, compare->wanted + compare->wanted_next,
            waiting * sizeof *compare->wanted);
    compare->wanted_next = 0;
    compare->wanted_count = waiting + message->count;
    for (size_t index = 0; index < message->count; index++) {
        wire_id_at(message->items, index, &compare->wanted[waiting + index]);
    }
    return ERR_OK;
}

enum err compare_take_want_week(const struct work *work,
                                const struct wire_message *message)
{
    struct compare *compare = work->peer->compare;
    struct compare_week *week = compare_find_week(compare, message->week);

    if (message->set != compare->set || compare->is_listed || week == NULL ||
        week->job != WEEK_IDLE) {
        return ERR_PROTOCOL;
    }
    week->job = WEEK_SEND;
    return ERR_OK;
}

enum err compare_take_listed(const struct work *work,
                             const struct wire_message *message)
{
    struct compare *compare = work->peer->compare;

    if (message->set != compare->set || compare->is_listed ||
        !compare->is_listing) {
        return ERR_PROTOCOL;
    }
    for (size_t index = 0; index < compare->week_count; index++) {
        if (compare->weeks[index].job == WEEK_LIST) {
            return ERR_PROTOCOL;
        }
    }
    compare->is_listed = true;
    return ERR_OK;
}

/* Has all been said that a side must know before it is done? */
static bool compare_may_be_done(const struct compare *compare, bool leads)
{
    if (compare->match != NULL) {
        return match_is_settled(compare->match);
    }
    if (compare->sift != NULL) {
        return compare->sift->is_told;
    }
    return compare->is_listed && (leads || compare->open_lists == 0);
}

enum err compare_take_done(const struct work *work,
                           const struct wire_message *message)
{
    struct compare *compare = work->peer->compare;
    bool leads = work->peer->is_dialled;

    if (message->set != compare->set || compare->is_peer_done) {
        return ERR_PROTOCOL;
    }
    if (!compare_may_be_done(compare, leads)) {
        const bool is_stray = compare->may_stray;

        compare->may_stray = false; /* it crossed our last word */
        return is_stray ? ERR_OK : ERR_PROTOCOL;
    }
    compare->is_peer_done = true;
    return ERR_OK;
}
