#include "node/people/census.h"

#include <stdlib.h>

#include "node/limits.h"

void census_init(struct census *census)
{
    *census = (struct census){0};
}

void census_release(struct census *census)
{
    free(census->rows);
    census_init(census);
}

static int compare_rows(const void *left, const void *right)
{
    const struct census_row *one = left;
    const struct census_row *other = right;

    return id_compare(&one->household, &other->household);
}

/* Whoever was not counted had no standing. */
static struct census_row census_find(const struct census *census,
                                     const struct id *household)
{
    const struct census_row wanted = {*household, LEVEL_NONE, false};
    const struct census_row *found = NULL;

    if (census->count > 0) {
        found = bsearch(&wanted, census->rows, census->count,
                        sizeof *census->rows, compare_rows);
    }
    return found == NULL ? wanted : *found;
}

static enum err census_count(const struct roster *roster, struct census *out)
{
    struct roster_council council = {0};
    const size_t count = roster_count(roster);

    census_init(out);
    out->rows = calloc(count + 1, sizeof *out->rows);
    if (out->rows == NULL) {
        return ERR_NOMEM;
    }
    for (size_t index = 0; index < count; index++) {
        const struct roster_household *household = roster_at(roster, index);

        out->rows[index] =
            (struct census_row){household->id, household->level[STANDING_LIVE],
                                household->is_clashed};
    }
    qsort(out->rows, count, sizeof *out->rows, compare_rows);
    out->count = count;
    out->is_taken = true;
    if (roster_council(roster, &council) == ERR_OK) {
        out->council = council.height;
    }
    return ERR_OK;
}

/* What a person would say has happened to this household, if anything. */
static bool change_name(const struct census_row *before,
                        const struct census_row *now,
                        enum tell_kind *kind)
{
    if (now->is_clashed && !before->is_clashed) {
        *kind = TELL_JOIN_CLASH;
    } else if (before->level >= LEVEL_NEWCOMER && now->level < LEVEL_NEWCOMER) {
        *kind = TELL_VOUCHED;
    } else if (before->level == LEVEL_NONE && now->level == LEVEL_NEWCOMER) {
        *kind = TELL_JOINED;
    } else if (before->level != LEVEL_NONE && now->level == LEVEL_NONE) {
        *kind = TELL_CUT_OFF;
    } else {
        return false;
    }
    return true;
}

static enum err tell_one(const struct roster *roster,
                         enum tell_kind kind,
                         const struct id *household,
                         struct actions *actions)
{
    struct tell tell = {.kind = kind, .subject = *household};
    struct roster_voucher voucher;

    if (roster_vouchers(roster, household, &voucher, 1) == 1) {
        tell.other = voucher.voucher;
    }
    return actions_tell(actions, &tell);
}

static enum err tell_changes(const struct census *before,
                             const struct census *now,
                             const struct roster *roster,
                             struct actions *actions)
{
    const struct tell council = {.kind = TELL_COUNCIL, .number = now->council};
    size_t told = 0;
    enum err err = ERR_OK;

    if (now->council > before->council) {
        err = actions_tell(actions, &council);
    }
    for (size_t index = 0;
         index < now->count && told < TELLS_MAX && err == ERR_OK; index++) {
        const struct census_row *row = &now->rows[index];
        const struct census_row old = census_find(before, &row->household);
        enum tell_kind kind = TELL_JOINED;

        if (change_name(&old, row, &kind)) {
            err = tell_one(roster, kind, &row->household, actions);
            told++;
        }
    }
    return err;
}

enum err census_take(struct census *census,
                     const struct roster *roster,
                     const struct id *own,
                     struct actions *actions)
{
    struct census now;
    enum err err = census_count(roster, &now);

    if (err == ERR_OK && census->is_taken &&
        census_find(census, own).level != LEVEL_NONE) {
        err = tell_changes(census, &now, roster, actions);
    }
    if (err != ERR_OK) {
        census_release(&now);
        return err;
    }
    census_release(census);
    *census = now;
    return ERR_OK;
}
