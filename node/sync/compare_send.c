#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "node/sync/compare.h"
#include "node/sync/inside.h"
#include "node/sync/match.h"
#include "node/sync/sift.h"
#include "node/sync/stream.h"
#include "node/sync/wire_write.h"

enum { SEND_IDS = 64 }; /* ids read at a time while records are sent */

/* Weeks are worked off newest first. */
static struct compare_week *newest(struct compare *compare, enum week_job job)
{
    for (size_t index = compare->week_count; index > 0; index--) {
        if (compare->weeks[index - 1].job == job) {
            return &compare->weeks[index - 1];
        }
    }
    return NULL;
}

static bool has_job(const struct compare *compare, enum week_job job)
{
    for (size_t index = 0; index < compare->week_count; index++) {
        if (compare->weeks[index].job == job) {
            return true;
        }
    }
    return false;
}

bool compare_is_sent(const struct compare *compare, bool leads)
{
    if (compare->match != NULL) {
        return match_is_sent(compare->match);
    }
    if (compare->sift != NULL) {
        return compare->sift->is_told && !has_job(compare, WEEK_SEND);
    }
    if (!compare->is_listed || has_job(compare, WEEK_SEND)) {
        return false;
    }
    return leads ? compare->lists == NULL
                 : compare->open_lists == 0 &&
                       compare->wanted_next == compare->wanted_count;
}

/* The next ids of a week behind a cursor. */
static enum err week_read(const struct work *work,
                          uint16_t number,
                          const struct week_cursor *cursor,
                          struct id *ids,
                          size_t max,
                          size_t *count)
{
    const struct shelf *shelf = work->scene->shelf;
    const struct shelf_week week = {work->peer->compare->set, number};

    return shelf->week_ids(shelf->self, &week,
                           cursor->has_after ? &cursor->after : NULL, ids, max,
                           count);
}

static void week_move(struct week_cursor *cursor, const struct id *id)
{
    cursor->has_after = true;
    cursor->after = *id;
}

static enum err send_list(const struct work *work, struct compare_week *week)
{
    struct compare *compare = work->peer->compare;
    struct wire_message head = {.set = compare->set, .week = week->week};
    struct id ids[LIST_IDS_MAX];
    size_t count = 0;
    enum err err = week_read(work, week->week, &compare->listed, ids,
                             LIST_IDS_MAX, &count);

    if (err != ERR_OK) {
        return err;
    }
    head.is_last = count < LIST_IDS_MAX;
    bytes_reset(&work->sync->scratch);
    err = wire_write_list(&head, ids, count, &work->sync->scratch);
    if (err == ERR_OK) {
        err = sync_send(work);
    }
    if (err != ERR_OK) {
        return err;
    }
    compare->open_lists++;
    compare->open_ids += count;
    if (head.is_last) {
        week->job = WEEK_SETTLED;
        compare->listed.has_after = false;
    } else {
        week_move(&compare->listed, &ids[count - 1]);
    }
    return ERR_OK;
}

static enum err send_mark(const struct work *work, enum wire_type type)
{
    enum err err = ERR_OK;

    bytes_reset(&work->sync->scratch);
    err = wire_write_mark(type, work->peer->compare->set, &work->sync->scratch);
    return err == ERR_OK ? sync_send(work) : err;
}

/* Follower: so many lists that what is wanted of them can be remembered. */
static enum err send_lists(const struct work *work)
{
    struct compare *compare = work->peer->compare;
    struct compare_week *week = newest(compare, WEEK_LIST);
    enum err err = ERR_OK;

    while (err == ERR_OK && week != NULL &&
           compare->open_ids + compare->wanted_count - compare->wanted_next +
                   LIST_IDS_MAX <=
               WANTED_MAX) {
        err = send_list(work, week);
        week = newest(compare, WEEK_LIST);
    }
    if (err == ERR_OK && week == NULL && !compare->is_listed) {
        compare->is_listed = true;
        err = send_mark(work, WIRE_LISTED);
    }
    return err;
}

/* Follower: what the leader asked for. */
static enum err send_wanted(const struct work *work, bool *is_done)
{
    struct compare *compare = work->peer->compare;
    enum err err = ERR_OK;

    while (err == ERR_OK && *is_done &&
           compare->wanted_next < compare->wanted_count) {
        err = stream_add(work, compare->set,
                         &compare->wanted[compare->wanted_next], is_done);
        if (err == ERR_OK && *is_done) {
            compare->wanted_next++;
            work->peer->differences++;
        }
    }
    return err;
}

/* Is this id one that we lack and may have? */
static enum err
is_wanted(const struct work *work, const struct id *id, bool *answer)
{
    const struct shelf *shelf = work->scene->shelf;
    struct shelf_row row;
    enum err err = ERR_OK;

    *answer = false;
    if (recent_has(&work->sync->refused, id)) {
        return ERR_OK;
    }
    err = shelf->find(shelf->self, id, &row);
    if (err == ERR_UNKNOWN) {
        *answer = !waiting_has(&work->sync->pending, id);
        err = ERR_OK;
    }
    return err;
}

/* Our own ids of a week, ascending, a few at a time. */
struct beside {
    const struct work *work;
    uint16_t week;
    struct week_cursor cursor;
    struct id ids[SEND_IDS];
    size_t count;
    size_t at;
};

static void beside_begin(struct beside *beside,
                         const struct work *work,
                         const struct compare_list *list)
{
    *beside = (struct beside){.work = work,
                              .week = list->week,
                              .cursor = list->from,
                              .count = SEND_IDS,
                              .at = SEND_IDS};
}

/* Is the id, which is above the one before, among them? */
static enum err
beside_has(struct beside *beside, const struct id *id, bool *answer)
{
    enum err err = ERR_OK;

    *answer = false;
    for (;;) {
        while (beside->at < beside->count) {
            const int order = id_compare(&beside->ids[beside->at], id);

            if (order >= 0) {
                *answer = order == 0;
                return ERR_OK;
            }
            beside->at++;
        }
        if (err != ERR_OK || beside->count < SEND_IDS) {
            return err;
        }
        err = week_read(beside->work, beside->week, &beside->cursor,
                        beside->ids, SEND_IDS, &beside->count);
        beside->count = err == ERR_OK ? beside->count : 0;
        beside->at = 0;
        if (beside->count > 0) {
            week_move(&beside->cursor, &beside->ids[beside->count - 1]);
        }
    }
}

/* Leader: ask for what the list has and we have not. Both ascend, so only
 * what is not found beside is looked up. */
static enum err answer_list(const struct work *work,
                            const struct compare_list *list)
{
    struct compare *compare = work->peer->compare;
    struct wire_message head = {.set = compare->set};
    struct view all = {list->ids, list->bytes};
    struct beside beside;
    struct id ids[LIST_IDS_MAX];
    size_t count = 0;
    enum err err = ERR_OK;

    beside_begin(&beside, work, list);
    head.listed = (uint16_t)(list->bytes / ID_BYTES);
    for (size_t index = 0; index < head.listed && err == ERR_OK; index++) {
        bool is_ours = false;
        bool is_one = false;

        wire_id_at(all, index, &ids[count]);
        err = beside_has(&beside, &ids[count], &is_ours);
        if (err == ERR_OK && !is_ours) {
            err = is_wanted(work, &ids[count], &is_one);
        }
        count += is_one ? 1U : 0U;
    }
    if (err != ERR_OK) {
        return err;
    }
    bytes_reset(&work->sync->scratch);
    err = wire_write_want(&head, ids, count, &work->sync->scratch);
    work->peer->differences += count;
    return err == ERR_OK ? sync_send(work) : err;
}

/* Does the id lie behind the part of the week that the list covers? */
static bool list_ends_before(const struct compare_list *list,
                             const struct id *id)
{
    return !list->is_last && list->bytes > 0 &&
           memcmp(id->data, list->ids + list->bytes - ID_BYTES, ID_BYTES) > 0;
}

/* Leader: send what the list lacks of its part of the week. */
static enum err
send_unlisted(const struct work *work, struct compare_list *list, bool *is_done)
{
    struct view listed = {list->ids, list->bytes};
    struct id ids[SEND_IDS];
    size_t count = SEND_IDS;
    enum err err = ERR_OK;

    while (err == ERR_OK && *is_done && count == SEND_IDS) {
        err = week_read(work, list->week, &list->from, ids, SEND_IDS, &count);
        for (size_t index = 0; err == ERR_OK && *is_done && index < count;
             index++) {
            if (list_ends_before(list, &ids[index])) {
                return ERR_OK;
            }
            if (!wire_has_id(listed, &ids[index])) {
                err = stream_add(work, work->peer->compare->set, &ids[index],
                                 is_done);
                work->peer->differences += *is_done ? 1U : 0U;
            }
            if (*is_done) {
                week_move(&list->from, &ids[index]);
            }
        }
    }
    return err;
}

/* Leader: work off the lists, one after another. */
static enum err work_off_lists(const struct work *work, bool *is_done)
{
    struct compare *compare = work->peer->compare;
    enum err err = ERR_OK;

    while (err == ERR_OK && *is_done && compare->lists != NULL) {
        struct compare_list *list = compare->lists;

        if (!compare->is_answered) {
            err = answer_list(work, list);
            compare->is_answered = err == ERR_OK;
        }
        if (err == ERR_OK) {
            err = send_unlisted(work, list, is_done);
        }
        if (err == ERR_OK && *is_done) {
            compare->lists = list->next;
            compare->list_ids -= list->bytes / ID_BYTES;
            compare->is_answered = false;
            free(list);
        }
    }
    return err;
}

static enum err send_weeks(const struct work *work, bool *is_done)
{
    struct compare *compare = work->peer->compare;
    struct shelf_week week = {compare->set, 0};
    size_t kept_back = 0;
    enum err err = ERR_OK;

    while (err == ERR_OK && *is_done) {
        if (compare->sending == NULL) {
            compare->sending = newest(compare, WEEK_SEND);
            compare->sent = 0;
        }
        if (compare->sending == NULL) {
            return ERR_OK;
        }
        week.week = compare->sending->week;
        err = stream_week(work, &week,
                          compare->sift == NULL ? NULL : &compare->sift->sieve,
                          &kept_back, &compare->sent, is_done);
        if (err == ERR_OK && *is_done) {
            compare->sending->job = WEEK_SETTLED;
            compare->sending = NULL;
        } else if (err == ERR_OK && compare->sift != NULL &&
                   work->peer->unacked_bytes == 0) {
            err = sift_sign(work);
        }
    }
    return err;
}

static enum err send_records(const struct work *work)
{
    bool is_done = true;
    enum err err = ERR_OK;

    if (work->peer->compare->match != NULL) {
        err = match_send(work, &is_done);
        return err == ERR_OK ? stream_flush(work) : err;
    }
    if (work->peer->compare->sift != NULL) {
        err = sift_go_on(work);
    } else {
        err = work->peer->is_dialled ? work_off_lists(work, &is_done)
                                     : send_wanted(work, &is_done);
    }
    if (err == ERR_OK && is_done) {
        err = send_weeks(work, &is_done);
    }
    return err == ERR_OK ? stream_flush(work) : err;
}

enum err compare_send(const struct work *work)
{
    struct peer *peer = work->peer;
    struct compare *compare = peer->compare;
    enum err err =
        peer->is_dialled || !compare->is_listing ? ERR_OK : send_lists(work);

    if (err == ERR_OK) {
        err = send_records(work);
    }
    if (err == ERR_OK && !compare->is_done && peer->unacked_bytes == 0 &&
        compare_is_sent(compare, peer->is_dialled)) {
        compare->is_done = true;
        err = send_mark(work, WIRE_DONE);
    }
    return err;
}
