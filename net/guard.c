#include "net/guard.h"

#include <assert.h>
#include <stdbool.h>

void guard_init(struct guard *guard)
{
    *guard = (struct guard){.stranger_count = 0};
}

static struct guard_penalty *find(struct guard *guard,
                                  const struct address_group *group)
{
    for (size_t i = 0; i < guard->penalty_count; i++) {
        if (address_group_equal(&guard->penalties[i].group, group)) {
            return &guard->penalties[i];
        }
    }
    return NULL;
}

/* The chance grows evenly from 0 at EARLY to 1 at MAX. */
static bool is_dropped_early(const struct guard *guard, uint32_t chance)
{
    uint32_t over = 0;

    if (guard->stranger_count < STRANGERS_EARLY) {
        return false;
    }
    over = (uint32_t)(guard->stranger_count - STRANGERS_EARLY + 1);
    return chance % (STRANGERS_MAX - STRANGERS_EARLY + 1) < over;
}

enum err guard_admit(struct guard *guard,
                     const struct address_group *group,
                     uint64_t now_ms,
                     uint32_t chance)
{
    const struct guard_penalty *penalty = find(guard, group);
    size_t count = 0;
    size_t count_max =
        group->is_loopback ? STRANGERS_PER_LOOPBACK : STRANGERS_PER_ADDRESS;

    if (penalty != NULL && now_ms < penalty->until_ms) {
        return ERR_DENIED;
    }
    for (size_t i = 0; i < guard->stranger_count; i++) {
        count += address_group_equal(&guard->strangers[i], group);
    }
    if (count >= count_max || guard->stranger_count >= STRANGERS_MAX ||
        is_dropped_early(guard, chance)) {
        return ERR_FULL;
    }
    guard->strangers[guard->stranger_count++] = *group;
    return ERR_OK;
}

void guard_leave(struct guard *guard, const struct address_group *group)
{
    size_t i = 0;

    while (i < guard->stranger_count &&
           !address_group_equal(&guard->strangers[i], group)) {
        i++;
    }
    assert(i < guard->stranger_count);
    guard->strangers[i] = guard->strangers[--guard->stranger_count];
}

/* A row for the group; the row that failed longest ago makes room. */
static struct guard_penalty *row_for(struct guard *guard,
                                     const struct address_group *group)
{
    struct guard_penalty *row = find(guard, group);

    if (row != NULL) {
        return row;
    }
    if (guard->penalty_count < PENALTIES_MAX) {
        row = &guard->penalties[guard->penalty_count++];
    } else {
        row = &guard->penalties[0];
        for (size_t i = 1; i < PENALTIES_MAX; i++) {
            if (guard->penalties[i].failed_ms < row->failed_ms) {
                row = &guard->penalties[i];
            }
        }
    }
    *row = (struct guard_penalty){.group = *group};
    return row;
}

static uint64_t wait_ms(unsigned failures)
{
    uint64_t ms = PENALTY_MS_FIRST;

    if (failures <= PENALTY_FREE) {
        return 0;
    }
    for (unsigned i = PENALTY_FREE + 1; i < failures; i++) {
        ms = ms < PENALTY_MS_MAX ? 2 * ms : ms;
    }
    return ms < PENALTY_MS_MAX ? ms : PENALTY_MS_MAX;
}

void guard_blame(struct guard *guard,
                 const struct address_group *group,
                 uint64_t now_ms)
{
    struct guard_penalty *row = NULL;

    if (group->is_loopback) {
        return;
    }
    row = row_for(guard, group);
    if (row->failures > 0 && now_ms - row->failed_ms > PENALTY_MS_FORGET) {
        row->failures = 0;
    }
    row->failures += row->failures < 1000;
    row->failed_ms = now_ms;
    row->until_ms = now_ms + wait_ms(row->failures);
}

void guard_forgive(struct guard *guard, const struct address_group *group)
{
    struct guard_penalty *row = find(guard, group);

    if (row != NULL) {
        *row = guard->penalties[--guard->penalty_count];
    }
}
