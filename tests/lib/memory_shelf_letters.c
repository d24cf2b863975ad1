#include <stdlib.h>

#include "tests/lib/memory_shelf.h"
#include "tests/lib/memory_shelf_inside.h"

static const struct drawer *drawer_of(void *self)
{
    return &((struct memory_shelf *)self)->drawer;
}

static enum err
port_filed(void *self, const struct id *letter, struct filed *out)
{
    const struct drawer *drawer = drawer_of(self);

    for (size_t index = 0; index < drawer->letter_count; index++) {
        const struct letter_row *row = &drawer->letters[index];

        if (!row->is_gone && id_equal(&row->filed.id, letter)) {
            *out = row->filed;
            out->text = (struct view){NULL, 0};
            return ERR_OK;
        }
    }
    return ERR_UNKNOWN;
}

static int by_time(const void *left, const void *right)
{
    const struct filed *one = *(const struct filed *const *)left;
    const struct filed *two = *(const struct filed *const *)right;

    if (one->written_ms != two->written_ms) {
        return one->written_ms < two->written_ms ? -1 : 1;
    }
    return id_compare(&one->id, &two->id);
}

static enum err port_letters(void *self,
                             const struct id *thread,
                             shelf_visit_letter *visit,
                             void *visitor)
{
    const struct drawer *drawer = drawer_of(self);
    const struct filed **found =
        calloc(drawer->letter_count + 1, sizeof(const struct filed *));
    size_t count = 0;
    enum err err = found == NULL ? ERR_NOMEM : ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < drawer->letter_count; i++) {
        const struct letter_row *row = &drawer->letters[i];

        if (!row->is_gone && id_equal(&row->filed.thread, thread)) {
            found[count++] = &row->filed;
        }
    }
    if (err == ERR_OK) {
        qsort((void *)found, count, sizeof(const struct filed *), by_time);
    }
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = visit(visitor, found[i]);
    }
    free((void *)found);
    return err;
}

static enum err port_letters_count(void *self,
                                   const struct id *thread,
                                   uint64_t *in_thread,
                                   uint64_t *in_all)
{
    const struct drawer *drawer = drawer_of(self);

    *in_thread = 0;
    *in_all = 0;
    for (size_t index = 0; index < drawer->letter_count; index++) {
        const struct letter_row *row = &drawer->letters[index];

        *in_all += row->is_gone ? 0 : 1;
        *in_thread +=
            !row->is_gone && id_equal(&row->filed.thread, thread) ? 1 : 0;
    }
    return ERR_OK;
}

static enum err
port_letters_by(void *self, const struct id *author, uint64_t *out)
{
    const struct drawer *drawer = drawer_of(self);

    *out = 0;
    for (size_t index = 0; index < drawer->letter_count; index++) {
        const struct letter_row *row = &drawer->letters[index];

        *out += !row->is_gone && id_equal(&row->filed.author, author) ? 1 : 0;
    }
    return ERR_OK;
}

static enum err
show(const struct summary_row *row, shelf_visit_summary *visit, void *visitor)
{
    struct summary summary = row->now;

    summary.bytes =
        bytes_view(row->is_changed ? &row->now_bytes : &row->kept_bytes);
    return visit(visitor, &summary);
}

static enum err port_summary(void *self,
                             const struct id *thread,
                             shelf_visit_summary *visit,
                             void *visitor)
{
    const struct drawer *drawer = drawer_of(self);

    for (size_t index = 0; index < drawer->summary_count; index++) {
        const struct summary_row *row = &drawer->summaries[index];

        if (!row->is_gone && id_equal(&row->now.thread, thread)) {
            return show(row, visit, visitor);
        }
    }
    return ERR_OK;
}

static enum err port_summaries(void *self,
                               uint64_t *cursor,
                               shelf_visit_summary *visit,
                               void *visitor)
{
    const struct drawer *drawer = drawer_of(self);
    enum err err = ERR_OK;

    while (err == ERR_OK && *cursor < drawer->summary_count) {
        const struct summary_row *row = &drawer->summaries[*cursor];

        err = row->is_gone ? ERR_OK : show(row, visit, visitor);
        *cursor += err == ERR_OK ? 1 : 0;
    }
    return err;
}

/* The row that comes next among those chosen, by what `rank` says, above the
 * last one; NULL: no more. */
struct ranking {
    bool (*is_chosen)(const struct summary *summary, const void *by);
    uint64_t (*rank)(const struct summary *summary);
    const void *by;
};

static const struct summary_row *next_of(const struct drawer *drawer,
                                         const struct ranking *ranking,
                                         const struct summary_row *last)
{
    const struct summary_row *best = NULL;

    for (size_t index = 0; index < drawer->summary_count; index++) {
        const struct summary_row *row = &drawer->summaries[index];
        const uint64_t rank = ranking->rank(&row->now);

        if (row->is_gone || !ranking->is_chosen(&row->now, ranking->by)) {
            continue;
        }
        if (last != NULL &&
            (rank < ranking->rank(&last->now) ||
             (rank == ranking->rank(&last->now) && row <= last))) {
            continue;
        }
        if (best == NULL || rank < ranking->rank(&best->now)) {
            best = row;
        }
    }
    return best;
}

static enum err show_ranked(const struct drawer *drawer,
                            const struct ranking *ranking,
                            shelf_visit_summary *visit,
                            void *visitor)
{
    const struct summary_row *row = next_of(drawer, ranking, NULL);
    enum err err = ERR_OK;

    while (err == ERR_OK && row != NULL) {
        err = show(row, visit, visitor);
        row = next_of(drawer, ranking, row);
    }
    return err;
}

static bool is_about(const struct summary *summary, const void *by)
{
    return id_equal(&summary->subject, by);
}

static uint64_t number_of(const struct summary *summary)
{
    return summary->number;
}

static bool is_due(const struct summary *summary, const void *by)
{
    return summary->due_ms != 0 && summary->due_ms <= *(const uint64_t *)by;
}

static uint64_t due_of(const struct summary *summary)
{
    return summary->due_ms;
}

static enum err port_summaries_of(void *self,
                                  const struct id *subject,
                                  shelf_visit_summary *visit,
                                  void *visitor)
{
    const struct ranking ranking = {is_about, number_of, subject};

    return show_ranked(drawer_of(self), &ranking, visit, visitor);
}

static enum err port_summaries_due(void *self,
                                   uint64_t now_ms,
                                   shelf_visit_summary *visit,
                                   void *visitor)
{
    const struct ranking ranking = {is_due, due_of, &now_ms};

    return show_ranked(drawer_of(self), &ranking, visit, visitor);
}

void shelf_letters_port(struct shelf_mail *port)
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
