#include "store/letter.h"

#include "store/inside.h"
#include "store/schema.h"

enum err letter_file(struct store *store, const struct filed *letter)
{
    static const char text[] =
        "INSERT OR IGNORE INTO letter(id, thread, author, written, kind,"
        " handed, bytes) VALUES(?, ?, ?, ?, ?, ?, ?)";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_id(&query, &letter->id);
    query_id(&query, &letter->thread);
    query_id(&query, &letter->author);
    query_number(&query, letter->written_ms);
    query_number(&query, letter->kind);
    query_number(&query, letter->handed_ms);
    query_view(&query, letter->text);
    return query_run(&query);
}

enum err letter_set_handed(struct store *store,
                           const struct id *letter,
                           uint64_t when_ms)
{
    static const char text[] =
        "UPDATE letter SET handed=?1 WHERE id=?2 AND handed=0";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, when_ms);
    query_id(&query, letter);
    return query_run(&query);
}

enum err letter_sum_up(struct store *store, const struct summary *summary)
{
    static const char text[] =
        "INSERT INTO summary(thread, subject, number, due, bytes)"
        " VALUES(?, ?, ?, ?, ?) ON CONFLICT(thread) DO UPDATE SET"
        " subject=excluded.subject, number=excluded.number,"
        " due=excluded.due, bytes=excluded.bytes";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_id(&query, &summary->thread);
    query_id(&query, &summary->subject);
    query_number(&query, summary->number);
    query_number(&query, summary->due_ms);
    query_view(&query, summary->bytes);
    return query_run(&query);
}

static enum err
run_id(struct store *store, const char *text, const struct id *id)
{
    struct query query;

    query_begin(&query, &store->sql, text);
    query_id(&query, id);
    return query_run(&query);
}

enum err letter_forget(struct store *store, const struct id *thread)
{
    static const char letters[] = "DELETE FROM letter WHERE thread=?";
    static const char summary[] = "DELETE FROM summary WHERE thread=?";
    enum err err = run_id(store, letters, thread);

    if (err == ERR_OK) {
        err = run_id(store, summary, thread);
    }
    /* The log still has it: a scrub is due. */
    return err == ERR_OK ? meta_raise(&store->sql, META_FORGOTTEN) : err;
}

/* The columns of a letter, in the order of every query here. */
static void get_filed(struct query *query, struct filed *out)
{
    *out = (struct filed){.written_ms = query_get(query, 3),
                          .kind = (uint16_t)query_get(query, 4),
                          .handed_ms = query_get(query, 5)};
    query_get_id(query, 0, &out->id);
    query_get_id(query, 1, &out->thread);
    query_get_id(query, 2, &out->author);
}

static enum err
port_filed(void *self, const struct id *letter, struct filed *out)
{
    static const char text[] = "SELECT id, thread, author, written, kind,"
                               " handed FROM letter WHERE id=?";
    struct store *store = self;
    struct query query;
    enum err found = ERR_UNKNOWN;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_id(&query, letter);
    if (query_row(&query)) {
        get_filed(&query, out);
        found = ERR_OK;
    }
    err = query_end(&query);
    return err == ERR_OK ? found : err;
}

static enum err port_letters(void *self,
                             const struct id *thread,
                             shelf_visit_letter *visit,
                             void *visitor)
{
    static const char text[] =
        "SELECT id, thread, author, written, kind, handed, bytes"
        " FROM letter WHERE thread=? ORDER BY written, id";
    struct store *store = self;
    struct query query;
    struct filed filed;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_id(&query, thread);
    while (visited == ERR_OK && query_row(&query)) {
        get_filed(&query, &filed);
        filed.text = query_get_view(&query, 6);
        visited = visit(visitor, &filed);
    }
    err = query_end(&query);
    return err == ERR_OK ? visited : err;
}

static enum err port_letters_count(void *self,
                                   const struct id *thread,
                                   uint64_t *in_thread,
                                   uint64_t *in_all)
{
    static const char text[] =
        "SELECT (SELECT count(*) FROM letter WHERE thread=?),"
        " (SELECT count(*) FROM letter)";
    struct store *store = self;
    struct query query;

    *in_thread = 0;
    *in_all = 0;
    query_begin(&query, &store->sql, text);
    query_id(&query, thread);
    if (query_row(&query)) {
        *in_thread = query_get(&query, 0);
        *in_all = query_get(&query, 1);
    }
    return query_end(&query);
}

static enum err
port_letters_by(void *self, const struct id *author, uint64_t *out)
{
    struct store *store = self;
    struct query query;

    *out = 0;
    query_begin(&query, &store->sql,
                "SELECT count(*) FROM letter WHERE author=?");
    query_id(&query, author);
    if (query_row(&query)) {
        *out = query_get(&query, 0);
    }
    return query_end(&query);
}

/* Visit what a query of summaries finds; `last` is moved behind each. */
static enum err walk(struct query *query,
                     shelf_visit_summary *visit,
                     void *visitor,
                     uint64_t *last)
{
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    while (visited == ERR_OK && query_row(query)) {
        struct summary summary = {
            .number = (uint32_t)query_get(query, 3),
            .due_ms = query_get(query, 4),
            .bytes = query_get_view(query, 5),
        };

        query_get_id(query, 1, &summary.thread);
        query_get_id(query, 2, &summary.subject);
        visited = visit(visitor, &summary);
        *last = visited == ERR_OK ? query_get(query, 0) : *last;
    }
    err = query_end(query);
    return err == ERR_OK ? visited : err;
}

#define SUMMARY_COLUMNS                                                        \
    "SELECT place, thread, subject, number, due, bytes FROM summary "

static enum err port_summary(void *self,
                             const struct id *thread,
                             shelf_visit_summary *visit,
                             void *visitor)
{
    static const char text[] = SUMMARY_COLUMNS "WHERE thread=?";
    struct store *store = self;
    struct query query;
    uint64_t last = 0;

    query_begin(&query, &store->sql, text);
    query_id(&query, thread);
    return walk(&query, visit, visitor, &last);
}

static enum err port_summaries(void *self,
                               uint64_t *cursor,
                               shelf_visit_summary *visit,
                               void *visitor)
{
    static const char text[] = SUMMARY_COLUMNS "WHERE place>? ORDER BY place";
    struct store *store = self;
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, *cursor);
    return walk(&query, visit, visitor, cursor);
}

static enum err port_summaries_of(void *self,
                                  const struct id *subject,
                                  shelf_visit_summary *visit,
                                  void *visitor)
{
    static const char text[] =
        SUMMARY_COLUMNS "WHERE subject=? ORDER BY number, place";
    struct store *store = self;
    struct query query;
    uint64_t last = 0;

    query_begin(&query, &store->sql, text);
    query_id(&query, subject);
    return walk(&query, visit, visitor, &last);
}

static enum err port_summaries_due(void *self,
                                   uint64_t now_ms,
                                   shelf_visit_summary *visit,
                                   void *visitor)
{
    static const char text[] =
        SUMMARY_COLUMNS "WHERE due BETWEEN 1 AND ? ORDER BY due, place";
    struct store *store = self;
    struct query query;
    uint64_t last = 0;

    query_begin(&query, &store->sql, text);
    query_number(&query, now_ms);
    return walk(&query, visit, visitor, &last);
}

void letter_port(struct shelf_mail *port)
{
    port->filed = port_filed;
    port->letters = port_letters;
    port->letters_count = port_letters_count;
    port->letters_by = port_letters_by;
    port->summary = port_summary;
    port->summaries = port_summaries;
    port->summaries_of = port_summaries_of;
    port->summaries_due = port_summaries_due;
}
