#include "node/wishes.h"

#include "node/inside.h"
#include "node/limits.h"
#include "node/record/record.h"

/* Would the board show it, and as somebody else's? */
static bool shows(const struct node *node,
                  const struct step *step,
                  const struct record *record,
                  const struct post *post)
{
    const struct id *own = &node->config.household->signing.public;

    return !id_equal(&record->household, own) &&
           post->status != STATUS_CLOSED &&
           (post->until_ms == 0 ||
            post->until_ms > step->event->moment.now_ms) &&
           roster_level(node->roster, &record->household, STANDING_LIVE) <=
               LEVEL_NEWCOMER;
}

static enum err found(const struct node *node,
                      const struct step *step,
                      const struct record *record,
                      const struct post *post)
{
    const struct shelf *shelf = &node->shelf;
    struct tell tell = {.kind = TELL_WISH, .subject = record->household};
    uint32_t number = 0;
    enum err err = ERR_OK;

    post_id(&record->household, record->lane, record->n, post->birth,
            &tell.other);
    err = shelf->wish(shelf->self, &record->household, &tell.other, post,
                      &number);
    tell.number = number;
    if (err == ERR_OK) {
        err = actions_wished(step->actions, &tell.other, number);
    }
    if (err == ERR_OK) {
        err = actions_tell(step->actions, &tell);
    }
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

static enum err
compare(const struct node *node, const struct step *step, const struct id *id)
{
    struct record record;
    struct bytes bytes;
    struct post post;
    enum err err = ERR_OK;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    err = node->shelf.read(node->shelf.self, id, &bytes);
    if (err == ERR_OK &&
        record_read_header(bytes_view(&bytes), &record) == ERR_OK &&
        record.class == CLASS_POST && !record_is_tombstone(&record) &&
        post_read(record.body, &post) == ERR_OK &&
        shows(node, step, &record, &post)) {
        err = found(node, step, &record, &post);
    }
    bytes_release(&bytes);
    return err == ERR_UNKNOWN ? ERR_OK : err; /* it is gone again */
}

enum err wishes_rows(struct node *node,
                     const struct step *step,
                     const struct journal_row *rows,
                     size_t count,
                     bool *has_wishes)
{
    uint64_t wishes = 0;
    bool is_counted = false;
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        if (rows[index].set != SET_BOARD || !rows[index].is_added) {
            continue;
        }
        if (!is_counted) {
            err = node->shelf.wishes(node->shelf.self, &wishes);
            is_counted = true;
        }
        if (err == ERR_OK && wishes == 0) {
            return ERR_OK;
        }
        *has_wishes = true;
        if (err == ERR_OK) {
            err = compare(node, step, &rows[index].id);
        }
    }
    return err;
}
