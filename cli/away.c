#include "cli/away.h"

#include "node/record/time.h"
#include "node/tell.h"
#include "store/local.h"

/* Newest first: what was last heard of each household counts. */
struct looking {
    struct away *away;
    const struct id *own;
    uint64_t after_ms;
    struct id met[AWAY_MET_MAX];
    size_t met_count;
};

/* Is it new to us, and is there room to remember it? */
static bool meet_first(struct looking *looking, const struct id *household)
{
    for (size_t index = 0; index < looking->met_count; index++) {
        if (id_equal(&looking->met[index], household)) {
            return false;
        }
    }
    if (looking->met_count == AWAY_MET_MAX) {
        return false;
    }
    looking->met[looking->met_count++] = *household;
    return true;
}

static enum err look(void *visitor, const struct local_event *event)
{
    struct looking *looking = visitor;
    struct away *away = looking->away;
    const bool is_away = event->kind == (uint32_t)TELL_SENT_AWAY;

    if (event->when_ms < looking->after_ms ||
        (!is_away && event->kind != (uint32_t)TELL_SYNCED) ||
        !meet_first(looking, &event->subject) || !is_away) {
        return ERR_OK;
    }
    if (id_equal(&event->subject, looking->own)) {
        away->has_own = true;
        return ERR_OK;
    }
    if (away->count < AWAY_SHOWN_MAX) {
        away->by[away->count] = event->subject;
    }
    away->count++;
    return ERR_OK;
}

enum err away_find(struct store *store,
                   const struct id *own,
                   uint64_t now_ms,
                   struct away *out)
{
    const uint64_t days = AWAY_DAYS;
    struct looking looking = {.away = out, .own = own};

    looking.after_ms = now_ms > days * DAY_MS ? now_ms - days * DAY_MS : 0;
    *out = (struct away){.count = 0};
    return local_events(store, LOCAL_LOG_ROWS_MAX, look, &looking);
}
