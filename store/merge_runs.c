/* Small runs become greater ones. */
#include <stdlib.h>

#include "store/gone.h"
#include "store/inside.h"
#include "store/merge.h"
#include "store/walk.h"

/* Which sequences of a range are gone, as bits. */
struct gone {
    unsigned char *bits; /* owned; NULL: none */
    uint64_t first;
};

static enum err
gone_load(struct store *store, uint64_t first, uint64_t last, struct gone *out)
{
    static const char text[] = "SELECT seq FROM gone WHERE seq>=? AND seq<=?";
    struct query query;
    enum err noted = ERR_OK;
    enum err err = ERR_OK;

    *out = (struct gone){NULL, first};
    query_begin(&query, &store->sql, text);
    query_number(&query, first);
    query_number(&query, last);
    while (noted == ERR_OK && query_row(&query)) {
        const uint64_t at = query_get(&query, 0) - first;

        if (out->bits == NULL) {
            out->bits = calloc((size_t)(last - first) / 8 + 1, 1);
        }
        if (out->bits == NULL) {
            noted = ERR_NOMEM;
        } else {
            out->bits[at / 8] |= (unsigned char)(1 << at % 8);
        }
    }
    err = query_end(&query);
    return err == ERR_OK ? noted : err;
}

static bool gone_has(const struct gone *gone, uint64_t seq)
{
    const uint64_t at = seq - gone->first;

    return gone->bits != NULL && (gone->bits[at / 8] >> at % 8 & 1) != 0;
}

/* Copy what a walk gives and is not gone into a run. */
static enum err
copy_entries(struct walk *walk, const struct gone *gone, struct run_writer *out)
{
    const unsigned char *entry = NULL;
    enum err err = walk_next(walk, &entry);

    while (err == ERR_OK && entry != NULL) {
        if (!gone_has(gone, run_entry_seq(walk->index, entry))) {
            err = run_add(out, entry);
        }
        if (err == ERR_OK) {
            err = walk_next(walk, &entry);
        }
    }
    return err;
}

/* Entries hold no words, so what is freed need not be made zero. */
static enum err set_secure_delete(struct store *store, bool is_on)
{
    return sql_err(store->sql.db,
                   sqlite3_exec(store->sql.db,
                                is_on ? "PRAGMA secure_delete=ON"
                                      : "PRAGMA secure_delete=FAST",
                                NULL, NULL, NULL));
}

static enum err delete_runs(struct store *store, struct walk_range range)
{
    enum err err = set_secure_delete(store, false);
    enum err again = ERR_OK;

    for (size_t i = range.count; err == ERR_OK && i > 0; i--) {
        err = run_delete(store, range.place + i - 1);
    }
    again = set_secure_delete(store, true);
    return err == ERR_OK ? again : err;
}

/* The oldest of them come first, and so does the run made of them. */
static enum err merge_range(struct store *store, struct walk_range range)
{
    const struct run *oldest = &store->runs.items[range.place];
    const struct run *newest = oldest + range.count - 1;
    const struct run_name name = {range.index, oldest->level + 1, oldest->first,
                                  newest->last};
    struct walk walk;
    struct gone gone;
    struct run_writer writer;
    enum err err = gone_load(store, name.first, name.last, &gone);

    run_begin(&writer, store, name);
    if (err == ERR_OK) {
        err = walk_begin(&walk, store, range, NULL, 0);
    } else {
        walk = (struct walk){.cursors = NULL};
    }
    if (err == ERR_OK) {
        err = copy_entries(&walk, &gone, &writer);
    }
    walk_release(&walk);
    free(gone.bits);
    if (err == ERR_OK) {
        err = delete_runs(store, range);
    }
    err = run_end(&writer, err);
    if (err == ERR_OK) {
        err = gone_collect(store, name.first, name.last);
    }
    return err == ERR_OK ? merge_note(store) : err;
}

/* The runs of the lowest level of an index that has enough of them. */
static bool find_due(const struct store *store, struct walk_range *out)
{
    const struct runs *runs = &store->runs;
    size_t same = 0;

    for (size_t i = runs->count; i > 0; i--) {
        const struct run *run = &runs->items[i - 1];
        const bool is_same = i < runs->count && run[1].index == run->index &&
                             run[1].level == run->level;

        same = is_same ? same + 1 : 1;
        if (same == STORE_RUNS_MERGED) {
            *out = (struct walk_range){run->index, i - 1, same};
            return true;
        }
    }
    return false;
}

bool merge_is_due(const struct store *store)
{
    struct walk_range range;

    return find_due(store, &range);
}

enum err merge_runs(struct store *store, bool *is_done)
{
    struct walk_range range;
    enum err err = ERR_OK;

    *is_done = find_due(store, &range);
    if (*is_done) {
        err = merge_range(store, range);
        if (err != ERR_OK) {
            store->is_known = false;
        }
    }
    return err;
}
