#include "store/gone.h"

#include "store/inside.h"

enum err gone_note(struct store *store, uint64_t seq, uint64_t erased)
{
    static const char text[] = "INSERT INTO gone(seq, erased) VALUES(?, ?)";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, seq);
    query_number(&query, erased);
    return query_run(&query);
}

/* What was erased by `made` is in no run from a sequence up to `last`. */
struct stretch {
    uint64_t last;
    uint64_t made;
};

/* The longest one that the same runs lie over, at most up to `last`. */
static struct stretch
stretch_from(const struct store *store, uint64_t first, uint64_t last)
{
    const struct runs *runs = &store->runs;
    struct stretch out = {last, store->last};

    for (size_t place = 0; place < runs->count; place++) {
        const struct run *run = &runs->items[place];

        if (run->first > first) {
            out.last = run->first <= out.last ? run->first - 1 : out.last;
        } else if (run->last >= first) {
            out.last = run->last < out.last ? run->last : out.last;
            out.made = run->made < out.made ? run->made : out.made;
        }
    }
    return out;
}

enum err gone_collect(struct store *store, uint64_t first, uint64_t last)
{
    static const char text[] =
        "DELETE FROM gone WHERE seq>=? AND seq<=? AND erased<=?";
    const uint64_t end = last < store->floor ? last : store->floor;
    enum err err = ERR_OK;

    while (err == ERR_OK && first <= end) {
        const struct stretch stretch = stretch_from(store, first, end);
        struct query query;

        query_begin(&query, &store->sql, text);
        query_number(&query, first);
        query_number(&query, stretch.last);
        query_number(&query, stretch.made);
        err = query_run(&query);
        first = stretch.last + 1;
    }
    return err;
}
