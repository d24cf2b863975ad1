#include "cli/delivery.h"

#include <stdio.h>

#include "cli/when.h"
#include "node/mail/letter.h"
#include "store/local.h"

enum { LOG_LINES = 1000 };

/* Looks for one letter among those of its thread. */
struct search {
    const struct neighbourhood *neighbourhood;
    const struct id *letter;
    struct delivery *out;
};

static enum err look(void *visitor, const struct filed *filed)
{
    const struct search *search = visitor;
    struct letter letter;

    if (id_equal(&filed->id, search->letter) &&
        letter_read(search->neighbourhood, &filed->author, filed->text,
                    &letter) == ERR_OK) {
        search->out->reader = letter.readers[0];
    }
    return ERR_OK;
}

static enum err look_at_log(void *visitor, const struct local_event *event)
{
    struct delivery *delivery = visitor;

    if (delivery->last_ms == 0 && event->kind == (uint32_t)TELL_SYNCED &&
        id_equal(&event->subject, &delivery->reader)) {
        delivery->last_ms = event->when_ms;
    }
    return ERR_OK;
}

enum err delivery_find(struct drive *drive,
                       const struct id *letter,
                       struct delivery *out)
{
    const struct shelf shelf = store_shelf(drive->store);
    struct search search = {&drive->keys.neighbourhood, letter, out};
    struct filed filed;
    enum err err = shelf.mail.filed(shelf.self, letter, &filed);

    *out = (struct delivery){.is_ours = false};
    if (err != ERR_OK) {
        return err;
    }
    out->is_ours = id_equal(&filed.author, drive_own(drive));
    out->handed_ms = filed.handed_ms;
    err = shelf.mail.letters(shelf.self, &filed.thread, look, &search);
    if (err == ERR_OK && out->is_ours && out->handed_ms == 0) {
        err = local_events(drive->store, LOG_LINES, look_at_log, out);
    }
    return err;
}

void delivery_write(const struct delivery *delivery,
                    const char *name,
                    uint64_t now_ms,
                    char out[static DELIVERY_CHARS])
{
    char when[WHEN_CHARS];

    when_write(delivery->last_ms, now_ms, when);
    if (!delivery->is_ours) {
        out[0] = '\0';
    } else if (delivery->handed_ms > 0) {
        (void)snprintf(out, DELIVERY_CHARS, "handed to %s's machine", name);
    } else if (delivery->last_ms > 0) {
        (void)snprintf(out, DELIVERY_CHARS, "on its way: %s was last seen %s",
                       name, when);
    } else {
        (void)snprintf(out, DELIVERY_CHARS, "on its way: %s was not seen yet",
                       name);
    }
}
