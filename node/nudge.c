#include "node/nudge.h"

#include "node/board/ending.h"
#include "node/inside.h"
#include "node/limits.h"
#include "node/record/record.h"

enum {
    PAGE_ROWS = 256,
    MARK_BYTES = 8,
    AGAIN_MS = 60 * 60 * 1000, /* what another process posted meanwhile */
};

static enum tell_kind tell_of(enum ending why)
{
    return why == ENDING_SOON   ? TELL_POST_SOON
           : why == ENDING_OVER ? TELL_POST_OVER
                                : TELL_POST_YEAR;
}

/* Tell of one post, if its time has come; of what came due while nobody ran
 * only the last is true yet. Its stamp says nothing: the node revises posts by
 * itself. */
static enum err nudge_post(struct nudge *nudge,
                           const struct step *step,
                           const struct record *record,
                           const struct post *post)
{
    enum ending last = ENDING_NONE;
    enum ending why = ENDING_NONE;
    uint64_t at_ms = ending_after(post, nudge->told_ms, &why);
    enum err err = ERR_OK;

    while (at_ms != 0 && at_ms <= nudge->upto_ms) {
        last = why;
        at_ms = ending_after(post, at_ms, &why);
    }
    if (last != ENDING_NONE && nudge->count < NUDGES_MAX) {
        struct tell tell = {.kind = tell_of(last), .number = post->until_ms};

        post_id(&record->household, record->lane, record->n, post->birth,
                &tell.other);
        err = actions_tell(step->actions, &tell);
        nudge->count++;
    }
    if (at_ms != 0 && at_ms < nudge->soonest_ms) {
        nudge->soonest_ms = at_ms;
    }
    return err;
}

static enum err nudge_row(struct node *node,
                          const struct step *step,
                          const struct shelf_row *row)
{
    struct record record;
    struct bytes bytes;
    struct post post;
    enum err err = ERR_OK;

    if (row->class != CLASS_POST || row->is_tombstone) {
        return ERR_OK;
    }
    bytes_init(&bytes, RECORD_BYTES_MAX);
    err = node->shelf.read(node->shelf.self, &row->id, &bytes);
    if (err == ERR_OK && record_read(bytes_view(&bytes), &record) == ERR_OK &&
        post_read(record.body, &post) == ERR_OK) {
        err = nudge_post(&node->agenda.nudge, step, &record, &post);
    }
    bytes_release(&bytes);
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

static enum err keep_mark(struct nudge *nudge, const struct step *step)
{
    unsigned char mark[MARK_BYTES];

    put_u64(mark, nudge->told_ms);
    return actions_keep(step->actions, SNAPSHOT_NUDGED,
                        (struct view){mark, sizeof mark});
}

/* The mark of an earlier process; where there is none, all is told from here
 * on. */
static enum err load_mark(struct node *node, const struct step *step)
{
    struct nudge *nudge = &node->agenda.nudge;
    struct bytes mark;
    enum err err = ERR_OK;

    bytes_init(&mark, MARK_BYTES);
    err = node->shelf.recall(node->shelf.self, SNAPSHOT_NUDGED, &mark);
    if (err == ERR_OK && mark.bytes == MARK_BYTES) {
        nudge->told_ms = get_u64(mark.data);
    } else if (err == ERR_OK || err == ERR_UNKNOWN || err == ERR_FULL) {
        nudge->told_ms = step->event->moment.now_ms;
        err = keep_mark(nudge, step);
    }
    bytes_release(&mark);
    nudge->is_loaded = err == ERR_OK;
    return err;
}

static void begin(struct nudge *nudge, uint64_t now_ms)
{
    nudge->is_running = true;
    nudge->count = 0;
    nudge->cursor = 0;
    nudge->upto_ms = now_ms;
    nudge->soonest_ms = now_ms + AGAIN_MS;
}

/* What nobody was told of need not be kept: a later walk finds it the same. */
static enum err end(struct nudge *nudge, const struct step *step)
{
    nudge->is_running = false;
    nudge->next_ms = nudge->soonest_ms;
    nudge->told_ms = nudge->upto_ms;
    return nudge->count > 0 ? keep_mark(nudge, step) : ERR_OK;
}

enum err nudge_run(struct node *node, const struct step *step)
{
    struct nudge *nudge = &node->agenda.nudge;
    const uint64_t now_ms = step->event->moment.now_ms;
    struct shelf_row rows[PAGE_ROWS];
    size_t count = 0;
    enum err err = nudge->is_loaded ? ERR_OK : load_mark(node, step);

    if (err != ERR_OK || (!nudge->is_running && now_ms < nudge->next_ms)) {
        return err;
    }
    if (!nudge->is_running) {
        begin(nudge, now_ms);
    }
    err = node->shelf.household_rows(node->shelf.self,
                                     &node->config.household->signing.public,
                                     &nudge->cursor, rows, PAGE_ROWS, &count);
    for (size_t index = 0; index < count && err == ERR_OK; index++) {
        err = nudge_row(node, step, &rows[index]);
    }
    return err == ERR_OK && nudge->cursor == 0 ? end(nudge, step) : err;
}
