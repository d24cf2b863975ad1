#include "node/narrow.h"

#include "node/inside.h"
#include "node/scope.h"

enum { PAGE_IDS = 512 };

/* The oldest drop week that can still be kept: G1 took the others. */
static uint16_t oldest_week(const struct step *step)
{
    const uint32_t day = day_of(step->event->moment.now_ms);

    return day == 0 ? 0 : (uint16_t)((day - 1) / WEEK_DAYS);
}

static enum err
drop_page(struct node *node, const struct step *step, size_t *count)
{
    const struct shelf *shelf = &node->shelf;
    struct narrow *narrow = &node->agenda.narrow;
    const struct shelf_week week = {SET_BOARD, narrow->week};
    struct id ids[PAGE_IDS];
    struct shelf_row row;
    enum err err = shelf->week_ids(shelf->self, &week,
                                   narrow->has_after ? &narrow->after : NULL,
                                   ids, PAGE_IDS, count);

    for (size_t index = 0; err == ERR_OK && index < *count; index++) {
        err = shelf->find(shelf->self, &ids[index], &row);
        if (err == ERR_OK && !row.is_tombstone &&
            !id_equal(&row.household,
                      &node->config.household->signing.public)) {
            err = actions_drop(step->actions, &ids[index]);
        }
    }
    if (err == ERR_OK && *count > 0) {
        narrow->after = ids[*count - 1];
    }
    return err;
}

enum err narrow_run(struct node *node, const struct step *step)
{
    struct narrow *narrow = &node->agenda.narrow;
    const uint16_t from_week = scope_from_week(
        SET_BOARD, node->config.keep_weeks, step->event->moment.now_ms);
    size_t count = 0;
    enum err err = ERR_OK;

    if (!narrow->is_running && narrow->from_week < from_week) {
        *narrow = (struct narrow){.from_week = from_week,
                                  .is_running = true,
                                  .week = oldest_week(step)};
    }
    while (err == ERR_OK && narrow->is_running && count == 0) {
        err = drop_page(node, step, &count);
        narrow->has_after = count == PAGE_IDS;
        if (count < PAGE_IDS) {
            narrow->week++;
        }
        narrow->is_running = narrow->week < narrow->from_week;
    }
    return err;
}
