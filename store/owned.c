#include "store/owned.h"

#include "node/limits.h"
#include "store/inside.h"
#include "store/lane.h"

/*
 * A cursor is a phase in its highest bits: that of counted slots, with the
 * slot that is next; or a set, with the sequence that was last looked at.
 */
enum { PHASE_AT = 60, PHASE_SLOTS = 1, PHASE_SETS = 2 };
enum { N_BITS = 20, LANE_BITS = 32 };

_Static_assert(SLOTS_MAX < 1 << N_BITS, "a number past the last one fits");

/* Are the slots of a class counted from 0 in a lane? The others are found only
 * by a look at all of their set: what is named by content, and machines, whose
 * number is drawn from 2^32. */
static bool is_counted(enum record_class class)
{
    const struct class_row *row = class_find(class);

    return row != NULL && !row->is_content_named && class != CLASS_DEVICE;
}

static uint64_t cursor_of(unsigned phase, uint64_t place)
{
    return (uint64_t)phase << PHASE_AT | place;
}

/* The cursor at a slot; classes and lanes follow one another. */
static uint64_t cursor_at(enum record_class class, uint64_t lane, uint64_t n)
{
    return cursor_of(PHASE_SLOTS,
                     (((uint64_t) class << LANE_BITS) + lane) << N_BITS | n);
}

static struct shelf_range range_of(const struct id *household, uint64_t cursor)
{
    const uint64_t place = cursor & ((UINT64_C(1) << PHASE_AT) - 1);

    return (struct shelf_range){
        .household = *household,
        .class = (enum record_class)(place >> (N_BITS + LANE_BITS)),
        .lane = (uint32_t)(place >> N_BITS),
    };
}

/* Take the cursor of a lane, if it is not before `from` and less than the one
 * that there is. */
static void take_lane(enum record_class class,
                      uint64_t lane,
                      uint64_t from,
                      uint64_t *least)
{
    const uint64_t cursor = cursor_at(class, lane, 0);

    if (is_counted(class) && cursor >= from && cursor < *least) {
        *least = cursor;
    }
}

/* Lanes of which records are in runs, or were. */
static enum err lanes_written(struct store *store,
                              const struct id *household,
                              uint64_t from,
                              uint64_t *least)
{
    static const char text[] = "SELECT class, lane FROM lane WHERE household=?";
    struct query query;
    uint64_t number = 0;
    enum err err = household_find(store, household, &number);

    if (err != ERR_OK) {
        return err == ERR_UNKNOWN ? ERR_OK : err;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, number);
    while (query_row(&query)) {
        take_lane((enum record_class)query_get(&query, 0), query_get(&query, 1),
                  from, least);
    }
    return query_end(&query);
}

struct lanes {
    uint64_t from;
    uint64_t *least;
};

static enum err lane_of_tail(void *visitor, const struct kept *kept)
{
    const struct lanes *lanes = visitor;

    take_lane(kept->row.class, kept->row.lane, lanes->from, lanes->least);
    return ERR_OK;
}

/* The cursor of the first lane from one on; UINT64_MAX: there is none. */
static enum err next_lane(struct store *store,
                          const struct id *household,
                          uint64_t from,
                          uint64_t *least)
{
    struct lanes lanes = {from, least};
    const struct listing tail = {.is_all = true,
                                 .household = household,
                                 .after = store->merged,
                                 .visit_kept = lane_of_tail,
                                 .visitor = &lanes};
    enum err err = ERR_OK;

    *least = UINT64_MAX;
    err = lanes_written(store, household, from, least);
    return err == ERR_OK ? listing_walk(store, &tail) : err;
}

/* Visit the slots of one lane; the cursor is moved behind each. */
static enum err visit_lane(struct store *store,
                           const struct shelf_range *range,
                           uint64_t *cursor,
                           visit_kept *visit,
                           void *visitor)
{
    uint64_t n = *cursor & ((UINT64_C(1) << N_BITS) - 1);
    uint64_t used = 0;
    enum err err = lane_used(store, range, &used);

    for (size_t looks = 0; err == ERR_OK && n < used; looks++, n++) {
        struct kept kept;
        struct id slot;

        if (looks == STORE_LOOK_SLOTS_MAX) {
            return ERR_AGAIN;
        }
        record_slot(range->class, &range->household, range->lane, (uint32_t)n,
                    &slot);
        err = kept_by_slot(store, &slot, &kept);
        if (err == ERR_OK) {
            err = visit(visitor, &kept);
        } else if (err == ERR_UNKNOWN) {
            err = ERR_OK;
        }
        if (err == ERR_OK || err == ERR_AGAIN) {
            *cursor = cursor_at(range->class, range->lane, n + 1);
        }
    }
    return err;
}

static enum err visit_slots(struct store *store,
                            const struct id *household,
                            uint64_t *cursor,
                            visit_kept *visit,
                            void *visitor)
{
    enum err err = ERR_OK;

    while (err == ERR_OK && *cursor < cursor_of(PHASE_SETS, 0)) {
        struct shelf_range range = range_of(household, *cursor);
        uint64_t lane = cursor_at(range.class, range.lane, 0);

        err = next_lane(store, household, lane, &lane);
        if (err == ERR_OK && lane == UINT64_MAX) {
            *cursor = cursor_of(PHASE_SETS, 0);
            return ERR_OK;
        }
        range = range_of(household, lane);
        *cursor = lane > *cursor ? lane : *cursor;
        if (err == ERR_OK) {
            err = visit_lane(store, &range, cursor, visit, visitor);
        }
        if (err == ERR_OK) {
            *cursor = cursor_at(range.class, (uint64_t)range.lane + 1, 0);
        }
    }
    return err;
}

/* What is not counted, of one set. */
struct uncounted {
    visit_kept *visit;
    void *visitor;
    uint64_t *cursor;
    unsigned phase;
};

static enum err visit_uncounted(void *self, const struct kept *kept)
{
    const struct uncounted *uncounted = self;
    enum err err = ERR_OK;

    if (!is_counted(kept->row.class)) {
        err = uncounted->visit(uncounted->visitor, kept);
        *uncounted->cursor = cursor_of(uncounted->phase, kept->seq);
    }
    return err;
}

static bool has_uncounted(enum set set)
{
    for (int class = 0; class < (int)CLASS_END; class ++) {
        const struct class_row *row = class_find((enum record_class) class);

        if (row != NULL && row->set == set &&
            !is_counted((enum record_class) class)) {
            return true;
        }
    }
    return false;
}

static enum err visit_sets(struct store *store,
                           const struct id *household,
                           uint64_t *cursor,
                           visit_kept *visit,
                           void *visitor)
{
    unsigned phase = (unsigned)(*cursor >> PHASE_AT);
    enum err err = ERR_OK;

    for (; err == ERR_OK && phase < PHASE_SETS + SET_COUNT; phase++) {
        struct uncounted uncounted = {visit, visitor, cursor, phase};
        const struct listing listing = {
            .set = (enum set)(phase - PHASE_SETS),
            .household = household,
            .after = *cursor & ((UINT64_C(1) << PHASE_AT) - 1),
            .visit_kept = visit_uncounted,
            .visitor = &uncounted,
        };

        if (has_uncounted(listing.set)) {
            err = listing_set(store, &listing);
        }
        if (err == ERR_OK) {
            *cursor = cursor_of(phase + 1, 0);
        }
    }
    return err;
}

enum err owned_visit(struct store *store,
                     const struct id *household,
                     uint64_t *cursor,
                     visit_kept *visit,
                     void *visitor)
{
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    if (err != ERR_OK) {
        return err;
    }
    if (*cursor < cursor_of(PHASE_SETS, 0)) {
        *cursor = *cursor == 0 ? cursor_of(PHASE_SLOTS, 0) : *cursor;
        err = visit_slots(store, household, cursor, visit, visitor);
    }
    if (err == ERR_OK) {
        err = visit_sets(store, household, cursor, visit, visitor);
    }
    if (err == ERR_OK) {
        *cursor = 0;
    }
    return glance_end(store, is_ours, err == ERR_AGAIN ? ERR_OK : err);
}
