#include "store/board.h"

#include <stdlib.h>
#include <string.h>

#include "node/board/post.h"
#include "store/board_inside.h"
#include "store/local.h"

static int compare_ids(const void *left, const void *right)
{
    return id_compare(left, right);
}

static int compare_numbers(const void *left, const void *right)
{
    const struct rank *a = left;
    const struct rank *b = right;

    return (a->number > b->number) - (a->number < b->number);
}

const struct rank *ranks_find(const struct ranks *ranks, uint64_t number)
{
    const struct rank key = {.number = number};

    return ranks->count == 0 ? NULL
                             : bsearch(&key, ranks->items, ranks->count,
                                       sizeof key, compare_numbers);
}

void ranks_release(struct ranks *ranks)
{
    free(ranks->items);
    *ranks = (struct ranks){NULL, 0};
}

/* Copy the ids in order, to look them up. NULL: no memory. */
static struct id *sort_ids(const struct id *ids, size_t count)
{
    struct id *sorted = calloc(count + 1, sizeof *sorted);

    if (sorted != NULL && count > 0) {
        memcpy(sorted, ids, count * sizeof *sorted);
        qsort(sorted, count, sizeof *sorted, compare_ids);
    }
    return sorted;
}

/* Append one keeper; the array doubles. */
static enum err ranks_add(struct ranks *ranks, const struct rank *rank)
{
    size_t count = ranks->count;

    if ((count & (count - 1)) == 0) { /* full: the room is a power of two */
        size_t room = count == 0 ? 1 : 2 * count;
        struct rank *items = realloc(ranks->items, room * sizeof *ranks->items);

        if (items == NULL) {
            return ERR_NOMEM;
        }
        ranks->items = items;
    }
    ranks->items[ranks->count++] = *rank;
    return ERR_OK;
}

/* Posts that have ended since they were last marked so. */
static enum err
subtract_ended(struct store *store, uint64_t now_ms, struct ranks *ranks)
{
    static const char text[] = "SELECT keeper FROM post WHERE is_ended=0"
                               " AND until>0 AND until<=?";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, now_ms);
    while (query_row(&query)) {
        const struct rank key = {.number = query_get(&query, 0)};
        struct rank *rank = ranks->count == 0
                                ? NULL
                                : bsearch(&key, ranks->items, ranks->count,
                                          sizeof key, compare_numbers);

        if (rank != NULL && rank->live > 0) {
            rank->live--;
        }
    }
    return query_end(&query);
}

enum err ranks_load(struct store *store,
                    uint64_t now_ms,
                    const struct id *shown,
                    size_t shown_count,
                    struct ranks *out)
{
    static const char text[] =
        "SELECT number, id, live FROM household ORDER BY number";
    struct id *sorted = NULL;
    struct query query;
    struct rank rank;
    enum err added = ERR_OK;
    enum err err = ERR_OK;

    *out = (struct ranks){NULL, 0};
    if (shown != NULL) {
        sorted = sort_ids(shown, shown_count);
        if (sorted == NULL) {
            return ERR_NOMEM;
        }
    }
    query_begin(&query, &store->sql, text);
    while (added == ERR_OK && query_row(&query)) {
        rank.number = query_get(&query, 0);
        query_get_id(&query, 1, &rank.household);
        rank.live = (uint32_t)query_get(&query, 2);
        if (sorted == NULL || bsearch(&rank.household, sorted, shown_count,
                                      sizeof *sorted, compare_ids) != NULL) {
            added = ranks_add(out, &rank);
        }
    }
    err = query_end(&query);
    free(sorted);
    if (err == ERR_OK) {
        err = added;
    }
    return err == ERR_OK ? subtract_ended(store, now_ms, out) : err;
}

enum err board_keepers(struct store *store,
                       uint64_t now_ms,
                       struct board_keeper *out,
                       size_t max,
                       size_t *count)
{
    struct ranks ranks;
    size_t i = 0;
    enum err err = ranks_load(store, now_ms, NULL, 0, &ranks);

    *count = 0;
    for (i = 0; err == ERR_OK && i < ranks.count && *count < max; i++) {
        if (ranks.items[i].live > 0) {
            out[*count].household = ranks.items[i].household;
            out[*count].live = ranks.items[i].live;
            (*count)++;
        }
    }
    ranks_release(&ranks);
    return err;
}

enum err board_deliver(struct store *store,
                       uint64_t seq,
                       const struct delivery *delivery)
{
    static const char text[] =
        "SELECT p.post, r.id, h.id, p.is_ended, p.until, r.bytes"
        " FROM post p JOIN record r ON r.seq=p.seq"
        " JOIN household h ON h.number=p.keeper WHERE p.seq=?";
    struct query query;
    struct board_row row;
    enum err visited = ERR_CORRUPT;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, seq);
    if (query_row(&query)) {
        uint64_t until = query_get(&query, 4);

        query_get_id(&query, 0, &row.post);
        query_get_id(&query, 1, &row.record);
        query_get_id(&query, 2, &row.keeper);
        row.is_ended = query_get(&query, 3) != 0 ||
                       (until > 0 && until <= delivery->now_ms);
        row.bytes = query_get_view(&query, 5);
        visited = local_is_hidden(store, &row.post, &row.is_hidden);
        if (visited == ERR_OK) {
            visited = delivery->visit(delivery->visitor, &row);
        }
    }
    err = query_end(&query);
    return err == ERR_OK ? visited : err;
}

enum err board_find(struct store *store,
                    const struct id *post,
                    uint64_t now_ms,
                    board_visit *visit,
                    void *visitor)
{
    static const char text[] = "SELECT seq FROM post WHERE post64=? AND post=?";
    const struct delivery delivery = {now_ms, visit, visitor};
    struct query query;
    uint64_t seq = 0;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, sql_key(post));
    query_id(&query, post);
    if (query_row(&query)) {
        seq = query_get(&query, 0);
    }
    err = query_end(&query);
    if (err == ERR_OK && seq == 0) {
        err = ERR_UNKNOWN;
    }
    return err == ERR_OK ? board_deliver(store, seq, &delivery) : err;
}

/* The rows whose post ids lie in a range. */
static enum err seqs_between(struct store *store,
                             const struct id *first,
                             const struct id *last,
                             uint64_t seqs[static BOARD_CODE_ROWS_MAX],
                             size_t *count)
{
    static const char text[] =
        "SELECT seq FROM post WHERE post64>=? AND post64<=?"
        " AND post>=? AND post<=? ORDER BY post64 LIMIT ?";
    struct query query;

    *count = 0;
    query_begin(&query, &store->sql, text);
    query_number(&query, sql_key(first));
    query_number(&query, sql_key(last));
    query_id(&query, first);
    query_id(&query, last);
    query_number(&query, BOARD_CODE_ROWS_MAX);
    while (query_row(&query)) {
        seqs[(*count)++] = query_get(&query, 0);
    }
    return query_end(&query);
}

/* 64 hexadecimal digits as a post id. */
static bool is_whole_id(struct view code, struct id *post)
{
    char hex[ID_HEX_CHARS];

    if (code.bytes != ID_HEX_CHARS - 1) {
        return false;
    }
    memcpy(hex, code.data, code.bytes);
    hex[code.bytes] = '\0';
    return id_from_hex(hex, post) == ERR_OK;
}

enum err board_by_code(struct store *store,
                       struct view code,
                       uint64_t now_ms,
                       board_visit *visit,
                       void *visitor)
{
    const struct delivery delivery = {now_ms, visit, visitor};
    uint64_t seqs[BOARD_CODE_ROWS_MAX];
    struct id first;
    struct id last;
    size_t count = 0;
    size_t i = 0;
    enum err err = ERR_OK;

    if (is_whole_id(code, &first)) {
        last = first;
    } else if (!post_code_range(code, &first, &last)) {
        return ERR_OK;
    }
    err = seqs_between(store, &first, &last, seqs, &count);
    for (i = 0; err == ERR_OK && i < count; i++) {
        err = board_deliver(store, seqs[i], &delivery);
    }
    return err;
}

/* Digits that two ids have in common, from the front. */
static unsigned digits_in_common(const struct id *left, const struct id *right)
{
    unsigned bits = 0;

    while (bits < 8 * ID_BYTES &&
           ((left->data[bits / 8] ^ right->data[bits / 8]) >> (7 - bits % 8) &
            1) == 0) {
        bits++;
    }
    return bits / 5;
}

/* Raise `digits` until the code tells the post from its neighbour. */
static enum err tell_apart(struct store *store,
                           const char *text,
                           const struct id *post,
                           unsigned *digits)
{
    struct query query;
    struct id other;

    query_begin(&query, &store->sql, text);
    query_number(&query, sql_key(post));
    query_id(&query, post);
    if (query_row(&query)) {
        unsigned needed = 0;

        query_get_id(&query, 0, &other);
        needed = digits_in_common(post, &other) + 1;
        *digits = needed > *digits ? needed : *digits;
    }
    return query_end(&query);
}

enum err
board_code_digits(struct store *store, const struct id *post, unsigned *digits)
{
    static const char below[] =
        "SELECT post FROM post WHERE post64<=? AND post<?"
        " ORDER BY post64 DESC, post DESC LIMIT 1";
    static const char above[] =
        "SELECT post FROM post WHERE post64>=? AND post>?"
        " ORDER BY post64, post LIMIT 1";
    enum err err = ERR_OK;

    *digits = CODE_DIGITS_MIN;
    err = tell_apart(store, below, post, digits);
    if (err == ERR_OK) {
        err = tell_apart(store, above, post, digits);
    }
    if (*digits > CODE_DIGITS_MAX) {
        *digits = CODE_DIGITS_MAX;
    }
    return err;
}
