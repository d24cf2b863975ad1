#include "cli/desk_news.h"

#include <stdlib.h>
#include <string.h>

#include "cli/out.h"
#include "node/board/ending.h"
#include "node/limits.h"
#include "node/moment.h"
#include "node/record/record.h"
#include "node/tell.h"
#include "store/board.h"
#include "store/local.h"

enum { ENDED_DAYS = 7 };

void unread_init(struct unread *unread)
{
    *unread = (struct unread){.deals = NULL};
}

void unread_release(struct unread *unread)
{
    free(unread->deals);
    unread_init(unread);
}

static enum err unread_add(void *visitor, const struct local_event *event)
{
    struct unread *unread = visitor;

    if (event->kind < TELL_DEAL_ASK || event->kind > TELL_DEAL_OVERDUE) {
        return ERR_OK;
    }
    if (unread->count == unread->room) {
        const size_t room = unread->room == 0 ? 16 : 2 * unread->room;
        struct id *deals = realloc(unread->deals, room * sizeof *deals);

        if (deals == NULL) {
            return ERR_NOMEM;
        }
        unread->deals = deals;
        unread->room = room;
    }
    unread->deals[unread->count++] = event->other;
    return ERR_OK;
}

static int compare_ids(const void *left, const void *right)
{
    return id_compare(left, right);
}

enum err unread_load(struct unread *unread, const struct desk *desk)
{
    enum err err = ERR_OK;

    unread->count = 0;
    err = local_fact(desk->store, LOCAL_READ, &unread->upto);
    if (err == ERR_OK) {
        err = local_events_after(desk->store, &unread->upto, LOCAL_LOG_ROWS_MAX,
                                 unread_add, unread);
    }
    if (err == ERR_OK && unread->count > 0) {
        qsort(unread->deals, unread->count, sizeof *unread->deals, compare_ids);
    }
    return err;
}

size_t unread_of(const struct unread *unread, const struct id *deal)
{
    const struct id *found = unread->count == 0
                                 ? NULL
                                 : bsearch(deal, unread->deals, unread->count,
                                           sizeof *unread->deals, compare_ids);
    const struct id *end = unread->deals + unread->count;
    const struct id *first = found;
    size_t count = 0;

    while (first != NULL && first > unread->deals &&
           id_equal(first - 1, deal)) {
        first--;
    }
    while (first != NULL && first < end && id_equal(first, deal)) {
        first++;
        count++;
    }
    return count;
}

enum err unread_mark(const struct unread *unread, struct store *store)
{
    enum err err = store_begin(store);

    return err == ERR_OK ? store_commit(store, local_set_fact(store, LOCAL_READ,
                                                              unread->upto))
                         : err;
}

struct endings {
    const struct desk *desk;
    json_t *rows;
};

/* Where a row stands among those that were found: what ends first is first. */
static size_t place_of(const json_t *rows, const char *due)
{
    size_t place = json_array_size(rows);

    while (place > 0 && strcmp(json_string_value(json_object_get(
                                   json_array_get(rows, place - 1), "due")),
                               due) > 0) {
        place--;
    }
    return place;
}

static enum err add_ending(const struct endings *endings,
                           const struct board_row *row,
                           enum post_kind kind,
                           const struct post *post,
                           bool is_over)
{
    const struct desk *desk = endings->desk;
    char code[CODE_CHARS];
    char hex[ID_HEX_CHARS];
    char due[OUT_TIME_CHARS];
    json_t *model = NULL;
    enum err err = desk_code(desk, kind, post->title, &row->post, code);

    if (err != ERR_OK) {
        return err;
    }
    id_to_hex(&row->post, hex);
    out_time(post->until_ms, due);
    model = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:n, s:s%, s:n, s:o, s:s, s:o, s:b}", "id",
        hex, "code", code, "post", hex, "kind", post_kind_name(kind), "state",
        is_over ? "ended" : "ends", "turn", "title",
        (const char *)post->title.data, post->title.bytes, "claimant", "keeper",
        desk_household(desk, &row->keeper), "due", due, "try",
        json_sprintf("kith renew %s", code), "mine", true);
    return json_array_insert_new(endings->rows, place_of(endings->rows, due),
                                 model) == 0
               ? ERR_OK
               : ERR_NOMEM;
}

static enum err see_ending(void *visitor, const struct board_row *row)
{
    const struct endings *endings = visitor;
    const uint64_t now_ms = endings->desk->now_ms;
    struct record record;
    struct post post;
    enum ending ending = ENDING_NONE;

    if (record_read(row->bytes, &record) != ERR_OK ||
        post_read(record.body, &post) != ERR_OK) {
        return ERR_OK;
    }
    ending = ending_of(&post, now_ms);
    if (ending == ENDING_NONE ||
        (ending == ENDING_OVER &&
         post.until_ms + ENDED_DAYS * (uint64_t)DAY_MS <= now_ms)) {
        return ERR_OK;
    }
    return add_ending(endings, row, (enum post_kind)record.kind, &post,
                      ending == ENDING_OVER);
}

enum err desk_endings(const struct desk *desk, json_t **out)
{
    struct endings endings = {desk, json_array()};
    const struct board_query query = {
        .keepers = &desk->own,
        .keeper_count = 1,
        .now_ms = desk->now_ms,
        .with_ended = true,
        .with_hidden = true,
        .limit = BOARD_ROWS_MAX,
    };
    enum err err = endings.rows == NULL
                       ? ERR_NOMEM
                       : board_page(desk->store, &query, see_ending, &endings);

    if (err != ERR_OK) {
        json_decref(endings.rows);
        return err;
    }
    *out = endings.rows;
    return ERR_OK;
}
