#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "tests/lib/memory_shelf.h"
#include "tests/lib/memory_shelf_inside.h"

enum { FIRST_ROOM = 16 };

static enum err grow(void **items, size_t *room, size_t count, size_t bytes)
{
    const size_t wanted = *room == 0 ? FIRST_ROOM : 2 * *room;
    void *grown = NULL;

    if (count < *room) {
        return ERR_OK;
    }
    grown = realloc(*items, wanted * bytes);
    if (grown == NULL) {
        return ERR_NOMEM;
    }
    *items = grown;
    *room = wanted;
    return ERR_OK;
}

static struct letter_row *find_letter(const struct drawer *drawer,
                                      const struct id *id)
{
    for (size_t index = 0; index < drawer->letter_count; index++) {
        struct letter_row *row = &drawer->letters[index];

        if (!row->is_gone && id_equal(&row->filed.id, id)) {
            return row;
        }
    }
    return NULL;
}

static struct summary_row *find_summary(const struct drawer *drawer,
                                        const struct id *thread)
{
    for (size_t index = 0; index < drawer->summary_count; index++) {
        struct summary_row *row = &drawer->summaries[index];

        if (!row->is_gone && id_equal(&row->now.thread, thread)) {
            return row;
        }
    }
    return NULL;
}

static enum err add_letter(struct drawer *drawer, const struct filed *letter)
{
    struct letter_row *row = NULL;
    void *items = drawer->letters;
    enum err err =
        grow(&items, &drawer->letter_room, drawer->letter_count, sizeof *row);

    drawer->letters = items;
    if (err != ERR_OK) {
        return err;
    }
    row = &drawer->letters[drawer->letter_count];
    *row = (struct letter_row){.filed = *letter, .is_new = true};
    row->handed_before_ms = letter->handed_ms;
    bytes_init(&row->text, LETTER_TEXT_BYTES_MAX);
    err = bytes_append(&row->text, letter->text);
    if (err == ERR_OK) {
        row->filed.text = bytes_view(&row->text);
        drawer->letter_count++;
    }
    return err;
}

enum err memory_shelf_file(struct memory_shelf *shelf,
                           const struct filed *letter)
{
    if (shelf->refusal != ERR_OK ||
        find_letter(&shelf->drawer, &letter->id) != NULL) {
        return shelf->refusal;
    }
    return add_letter(&shelf->drawer, letter);
}

enum err memory_shelf_handed(struct memory_shelf *shelf,
                             const struct id *letter,
                             uint64_t when_ms)
{
    struct letter_row *row = find_letter(&shelf->drawer, letter);

    if (shelf->refusal == ERR_OK && row != NULL && row->filed.handed_ms == 0) {
        row->filed.handed_ms = when_ms;
    }
    return shelf->refusal;
}

static enum err add_summary(struct drawer *drawer,
                            const struct summary *summary)
{
    struct summary_row *row = NULL;
    void *items = drawer->summaries;
    enum err err =
        grow(&items, &drawer->summary_room, drawer->summary_count, sizeof *row);

    drawer->summaries = items;
    if (err != ERR_OK) {
        return err;
    }
    row = &drawer->summaries[drawer->summary_count];
    *row = (struct summary_row){.is_new = true, .now = *summary};
    bytes_init(&row->kept_bytes, SUMMARY_BYTES_MAX);
    bytes_init(&row->now_bytes, SUMMARY_BYTES_MAX);
    drawer->summary_count++;
    return ERR_OK;
}

enum err memory_shelf_sum_up(struct memory_shelf *shelf,
                             const struct summary *summary)
{
    struct summary_row *row = find_summary(&shelf->drawer, &summary->thread);
    enum err err = shelf->refusal;

    if (err == ERR_OK && row == NULL) {
        err = add_summary(&shelf->drawer, summary);
    }
    if (err != ERR_OK) {
        return err;
    }
    row = find_summary(&shelf->drawer, &summary->thread);
    row->now = *summary;
    row->now.bytes = (struct view){NULL, 0};
    row->is_changed = true;
    bytes_reset(&row->now_bytes);
    return bytes_append(&row->now_bytes, summary->bytes);
}

enum err memory_shelf_forget(struct memory_shelf *shelf,
                             const struct id *thread)
{
    struct drawer *drawer = &shelf->drawer;
    struct summary_row *summary = find_summary(drawer, thread);

    if (shelf->refusal != ERR_OK) {
        return shelf->refusal;
    }
    for (size_t index = 0; index < drawer->letter_count; index++) {
        struct letter_row *row = &drawer->letters[index];

        row->is_gone |= id_equal(&row->filed.thread, thread);
    }
    if (summary != NULL) {
        summary->is_gone = true;
    }
    return ERR_OK;
}

static void sweep_letters(struct drawer *drawer, bool is_commit)
{
    size_t kept = 0;

    for (size_t index = 0; index < drawer->letter_count; index++) {
        struct letter_row *row = &drawer->letters[index];

        if (is_commit ? row->is_gone : row->is_new) {
            bytes_wipe(&row->text);
            continue;
        }
        if (is_commit) {
            row->handed_before_ms = row->filed.handed_ms;
        } else {
            row->filed.handed_ms = row->handed_before_ms;
        }
        row->is_gone = false;
        row->is_new = false;
        drawer->letters[kept++] = *row;
    }
    drawer->letter_count = kept;
}

static void settle_summary(struct summary_row *row, bool is_commit)
{
    const struct bytes former = row->kept_bytes;

    row->is_gone = false;
    row->is_new = false;
    if (!row->is_changed) {
        return;
    }
    row->is_changed = false;
    if (is_commit) {
        row->kept = row->now;
        row->kept_bytes = row->now_bytes;
        row->now_bytes = former;
    } else {
        row->now = row->kept;
    }
}

static void sweep_summaries(struct drawer *drawer, bool is_commit)
{
    size_t kept = 0;

    for (size_t index = 0; index < drawer->summary_count; index++) {
        struct summary_row *row = &drawer->summaries[index];

        if (is_commit ? row->is_gone : row->is_new) {
            bytes_wipe(&row->kept_bytes);
            bytes_wipe(&row->now_bytes);
            continue;
        }
        settle_summary(row, is_commit);
        drawer->summaries[kept++] = *row;
    }
    drawer->summary_count = kept;
}

void shelf_sweep_letters(struct memory_shelf *shelf, bool is_commit)
{
    sweep_letters(&shelf->drawer, is_commit);
    sweep_summaries(&shelf->drawer, is_commit);
}

void drawer_release(struct drawer *drawer)
{
    for (size_t index = 0; index < drawer->letter_count; index++) {
        bytes_wipe(&drawer->letters[index].text);
    }
    for (size_t index = 0; index < drawer->summary_count; index++) {
        bytes_wipe(&drawer->summaries[index].kept_bytes);
        bytes_wipe(&drawer->summaries[index].now_bytes);
    }
    free(drawer->letters);
    free(drawer->summaries);
    *drawer = (struct drawer){0};
}

enum err drawer_copy(const struct drawer *from, struct drawer *out)
{
    enum err err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < from->letter_count; i++) {
        err = add_letter(out, &from->letters[i].filed);
        if (err == ERR_OK) {
            out->letters[i].is_new = false;
        }
    }
    for (size_t i = 0; err == ERR_OK && i < from->summary_count; i++) {
        err = add_summary(out, &from->summaries[i].kept);
        if (err == ERR_OK) {
            out->summaries[i].kept = from->summaries[i].kept;
            out->summaries[i].is_new = false;
            err = bytes_append(&out->summaries[i].kept_bytes,
                               bytes_view(&from->summaries[i].kept_bytes));
        }
    }
    return err;
}
