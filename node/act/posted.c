#include "node/act/posted.h"

#include <string.h>

#include "node/limits.h"

void posted_init(struct posted *posted)
{
    *posted = (struct posted){0};
    bytes_init(&posted->bytes, RECORD_BYTES_MAX);
}

void posted_release(struct posted *posted)
{
    bytes_release(&posted->bytes);
}

enum err posted_read(const struct node *node,
                     const struct id *household,
                     uint32_t lane,
                     uint32_t n,
                     struct posted *posted)
{
    const struct shelf *shelf = &node->shelf;
    struct id slot;
    enum err err = ERR_OK;

    record_slot(CLASS_POST, household, lane, n, &slot);
    err = shelf->head(shelf->self, &slot, &posted->row);
    if (err == ERR_OK && posted->row.is_tombstone) {
        err = ERR_UNKNOWN;
    }
    if (err == ERR_OK) {
        err = shelf->read(shelf->self, &posted->row.id, &posted->bytes);
    }
    if (err == ERR_OK) {
        err = record_read(bytes_view(&posted->bytes), &posted->record);
    }
    if (err == ERR_OK) {
        err = post_read(posted->record.body, &posted->post);
    }
    if (err == ERR_OK) {
        post_id(household, lane, n, posted->post.birth, &posted->id);
    }
    return err;
}

enum err posted_renew(struct posted *posted, const struct step *step)
{
    const struct record *record =
        actions_stored(step->actions, &posted->row.slot);
    enum err err = ERR_OK;

    if (record == NULL) {
        return ERR_OK;
    }
    if (record_is_tombstone(record)) {
        return ERR_UNKNOWN;
    }
    bytes_reset(&posted->bytes);
    err = bytes_append(&posted->bytes, record->body);
    posted->record = *record;
    posted->record.body = bytes_view(&posted->bytes);
    return err == ERR_OK ? post_read(posted->record.body, &posted->post) : err;
}

enum err posted_sign(const struct node *node,
                     const struct step *step,
                     const struct act_draft *wanted,
                     const struct post *post)
{
    struct answer *answer = step->answer;
    struct act_draft draft = *wanted;
    struct bytes body;
    struct id record;
    enum err err = ERR_OK;

    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    err = post_write(post, &body);
    if (err == ERR_OK) {
        draft.body = bytes_view(&body);
        err = act_sign(node, step, &draft, &record);
    }
    if (err == ERR_OK && answer != NULL) {
        answer->record = record;
        answer->revision = post->revision;
        post_id(&node->config.household->signing.public, draft.lane, draft.n,
                post->birth, &answer->post);
    }
    bytes_release(&body);
    return err;
}

enum err posted_revise(const struct node *node,
                       const struct step *step,
                       const struct posted *posted,
                       const struct post *post)
{
    const struct act_draft draft = {.class = CLASS_POST,
                                    .kind = posted->record.kind,
                                    .lane = posted->record.lane,
                                    .n = posted->record.n};
    struct post next = *post;

    if (posted->post.revision == UINT32_MAX) {
        return ERR_FULL;
    }
    memcpy(next.birth, posted->post.birth, POST_BIRTH_BYTES);
    next.revision = posted->post.revision + 1;
    next.posted_ms = posted->post.posted_ms;
    next.is_first = posted->post.is_first;
    return posted_sign(node, step, &draft, &next);
}
