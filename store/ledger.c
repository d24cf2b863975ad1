#include "store/ledger.h"

#include "store/inside.h"

/* A half as the table has it; false: the record is none. */
struct half {
    struct receipt receipt;
    struct id id;
    enum receipt_side side;
};

static bool half_read(const struct record *record, struct half *out)
{
    if (record->class != CLASS_RECEIPT || record->kind != KIND_HOURS ||
        receipt_read(record->body, &out->receipt) != ERR_OK) {
        return false;
    }
    receipt_id(&record->neighbourhood, record->body, &out->id);
    out->side = receipt_side(&out->receipt, &record->household);
    return out->side != RECEIPT_NEITHER;
}

enum err ledger_come(struct store *store, const struct record *record)
{
    static const char text[] =
        "INSERT INTO receipt(id, giver, receiver, minutes, giver_ms,"
        " receiver_ms, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        " ON CONFLICT(id) DO UPDATE SET"
        " giver_ms=max(giver_ms, excluded.giver_ms),"
        " receiver_ms=max(receiver_ms, excluded.receiver_ms)";
    struct half half;
    struct query query;
    uint64_t giver = 0;
    uint64_t receiver = 0;
    enum err err = ERR_OK;

    if (!half_read(record, &half)) {
        return ERR_OK;
    }
    err = household_number(store, &half.receipt.giver, &giver);
    if (err == ERR_OK) {
        err = household_number(store, &half.receipt.receiver, &receiver);
    }
    if (err != ERR_OK) {
        return err;
    }
    query_begin(&query, &store->sql, text);
    query_id(&query, &half.id);
    query_number(&query, giver);
    query_number(&query, receiver);
    query_number(&query, half.receipt.minutes);
    query_number(&query, half.side == RECEIPT_GIVER ? record->stamp_ms : 0);
    query_number(&query, half.side == RECEIPT_GIVER ? 0 : record->stamp_ms);
    query_view(&query, record->body);
    return query_run(&query);
}

/* Take one half off; the row goes with its last one. */
static enum err
run_with_id(struct store *store, const char *text, const struct id *id)
{
    struct query query;

    query_begin(&query, &store->sql, text);
    query_id(&query, id);
    return query_run(&query);
}

enum err ledger_leave(struct store *store, const struct record *record)
{
    static const char giver[] = "UPDATE receipt SET giver_ms=0 WHERE id=?";
    static const char receiver[] =
        "UPDATE receipt SET receiver_ms=0 WHERE id=?";
    static const char empty[] =
        "DELETE FROM receipt WHERE id=? AND giver_ms=0 AND receiver_ms=0";
    struct half half;
    enum err err = ERR_OK;

    if (!half_read(record, &half)) {
        return ERR_OK;
    }
    err = run_with_id(store, half.side == RECEIPT_GIVER ? giver : receiver,
                      &half.id);
    return err == ERR_OK ? run_with_id(store, empty, &half.id) : err;
}

bool ledger_is_settled(const struct ledger_entry *entry)
{
    return entry->giver_ms > 0 && entry->receiver_ms > 0;
}

/* Visit the rows of a query: id, giver_ms, receiver_ms, body. */
static enum err
visit_rows(struct query *query, ledger_visit *visit, void *visitor)
{
    struct ledger_entry entry;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    while (visited == ERR_OK && query_row(query)) {
        query_get_id(query, 0, &entry.id);
        entry.giver_ms = query_get(query, 1);
        entry.receiver_ms = query_get(query, 2);
        visited = receipt_read(query_get_view(query, 3), &entry.receipt);
        visited = visited == ERR_OK ? visit(visitor, &entry) : ERR_CORRUPT;
    }
    err = query_end(query);
    return err == ERR_OK ? visited : err;
}

enum err ledger_of(struct store *store,
                   const struct id *household,
                   size_t max,
                   ledger_visit *visit,
                   void *visitor)
{
    static const char text[] =
        "SELECT id, giver_ms, receiver_ms, body FROM receipt"
        " WHERE giver=?1 OR receiver=?1"
        " ORDER BY max(giver_ms, receiver_ms) DESC, id LIMIT ?2";
    struct query query;
    uint64_t number = 0;
    enum err err = household_find(store, household, &number);

    if (err != ERR_OK) {
        return err == ERR_UNKNOWN ? ERR_OK : err;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, number);
    query_number(&query, max);
    return visit_rows(&query, visit, visitor);
}

enum err ledger_between(struct store *store,
                        const struct id *first,
                        const struct id *last,
                        ledger_visit *visit,
                        void *visitor)
{
    static const char text[] =
        "SELECT id, giver_ms, receiver_ms, body FROM receipt"
        " WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_id(&query, first);
    query_id(&query, last);
    query_number(&query, LEDGER_CODE_ROWS_MAX);
    return visit_rows(&query, visit, visitor);
}

enum err ledger_balance(struct store *store,
                        const struct id *household,
                        int64_t *minutes)
{
    static const char text[] =
        "SELECT coalesce(sum(CASE giver WHEN ?1 THEN minutes ELSE -minutes"
        " END), 0) FROM receipt WHERE (giver=?1 OR receiver=?1)"
        " AND giver_ms>0 AND receiver_ms>0";
    struct query query;
    uint64_t number = 0;
    enum err err = household_find(store, household, &number);

    *minutes = 0;
    if (err != ERR_OK) {
        return err == ERR_UNKNOWN ? ERR_OK : err;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, number);
    if (query_row(&query)) {
        *minutes = (int64_t)query_get(&query, 0);
    }
    return query_end(&query);
}
