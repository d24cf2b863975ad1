#include "cli/desk_thanks.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/out.h"
#include "node/board/thanks.h"
#include "node/limits.h"
#include "node/people/roster.h"
#include "node/record/record.h"
#include "node/record/time.h"
#include "store/local.h"
#include "store/say.h"

enum { CODE_DIGITS = 5 }; /* one of a million fits another of one's own */

void desk_thanks_code(const struct id *slot, char out[static CODE_CHARS])
{
    post_code(POST_NOTICE, view_text("thanks"), slot, CODE_DIGITS, out);
}

struct thanking {
    const struct desk *desk;
    const struct desk_thanks *wanted;
    json_t *rows;       /* owned */
    struct id *blocked; /* owned */
    size_t blocked_count;
};

static bool is_id(const struct id *wanted, const struct id *id)
{
    return wanted == NULL || id_equal(wanted, id);
}

/* Who left, or is blocked here, says nothing any more. */
static bool is_heard(const struct thanking *thanking, const struct id *id)
{
    for (size_t index = 0; index < thanking->blocked_count; index++) {
        if (id_equal(&thanking->blocked[index], id)) {
            return false;
        }
    }
    return roster_level(thanking->desk->roster, id, STANDING_LIVE) <=
           LEVEL_NEWCOMER;
}

static json_t *text_json(struct view text)
{
    return text.bytes == 0 ? json_null()
                           : json_stringn((const char *)text.data, text.bytes);
}

static json_t *thanks_model(const struct desk *desk,
                            const struct record *record,
                            const struct thanks *thanks)
{
    char code[CODE_CHARS];
    char post[ID_HEX_CHARS];

    desk_thanks_code(&record->slot, code);
    id_to_hex(&thanks->post, post);
    return json_pack("{s:s, s:o, s:o, s:o, s:s?, s:o, s:o}", "code", code,
                     "from", desk_household(desk, &record->household), "to",
                     desk_household(desk, &thanks->household), "text",
                     text_json(thanks->text), "post",
                     id_is_zero(&thanks->post) ? NULL : post, "title",
                     text_json(thanks->title), "when",
                     out_time_json(record->stamp_ms));
}

static enum err hear(void *visitor, struct view bytes)
{
    const struct thanking *thanking = visitor;
    const struct desk_thanks *wanted = thanking->wanted;
    struct record record;
    struct thanks thanks;

    if (record_read(bytes, &record) != ERR_OK || record.class != CLASS_SAY ||
        record.kind != KIND_THANKS ||
        thanks_read(record.body, &thanks) != ERR_OK ||
        record.stamp_ms < wanted->since_ms ||
        !is_id(wanted->from, &record.household) ||
        !is_id(wanted->to, &thanks.household) ||
        !is_heard(thanking, &record.household)) {
        return ERR_OK;
    }
    return json_array_append_new(
               thanking->rows,
               thanks_model(thanking->desk, &record, &thanks)) == 0
               ? ERR_OK
               : ERR_NOMEM;
}

/* The last first; times are text that sorts. */
static int compare(const void *left, const void *right)
{
    json_t *const *rows[] = {left, right};
    const char *when[2];

    for (size_t side = 0; side < 2; side++) {
        when[side] = json_string_value(json_object_get(*rows[side], "when"));
    }
    return strcmp(when[1], when[0]);
}

/* In order, and as many as are shown. */
static enum err sort(json_t *rows, json_t **out)
{
    const size_t count = json_array_size(rows);
    json_t **items = calloc(count + 1, sizeof(json_t *));
    json_t *sorted = json_array();
    enum err err = items == NULL || sorted == NULL ? ERR_NOMEM : ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        items[index] = json_array_get(rows, index);
    }
    if (err == ERR_OK) {
        qsort(items, count, sizeof(json_t *), compare);
    }
    for (size_t index = 0;
         err == ERR_OK && index < count && index < DESK_THANKS_MAX; index++) {
        err = json_array_append(sorted, items[index]) == 0 ? ERR_OK : ERR_NOMEM;
    }
    free(items);
    if (err != ERR_OK) {
        json_decref(sorted);
        return err;
    }
    *out = sorted;
    return ERR_OK;
}

enum err desk_thanks(const struct desk *desk,
                     const struct desk_thanks *wanted,
                     json_t **out)
{
    struct thanking thanking = {
        .desk = desk, .wanted = wanted, .rows = json_array()};
    enum err err = ERR_NOMEM;

    thanking.blocked = calloc(LOCAL_BLOCKED_MAX, sizeof *thanking.blocked);
    if (thanking.rows != NULL && thanking.blocked != NULL) {
        err = local_blocked(desk->store, thanking.blocked, LOCAL_BLOCKED_MAX,
                            &thanking.blocked_count);
    }
    if (err == ERR_OK) {
        err = say_each(desk->store, hear, &thanking);
    }
    if (err == ERR_OK) {
        err = sort(thanking.rows, out);
    }
    json_decref(thanking.rows);
    free(thanking.blocked);
    return err;
}

struct finding {
    const struct desk *desk;
    const char *code;
    bool is_found;
    uint32_t lane;
    uint32_t n;
};

static enum err find_own(void *visitor, struct view bytes)
{
    struct finding *finding = visitor;
    struct record record;
    char code[CODE_CHARS];

    if (record_read(bytes, &record) != ERR_OK || record.kind != KIND_THANKS ||
        !id_equal(&record.household, &finding->desk->own)) {
        return ERR_OK;
    }
    desk_thanks_code(&record.slot, code);
    if (strcasecmp(code, finding->code) == 0) {
        finding->is_found = true;
        finding->lane = record.lane;
        finding->n = record.n;
    }
    return ERR_OK;
}

enum err desk_thanks_find(const struct desk *desk,
                          const char *code,
                          uint32_t *lane,
                          uint32_t *n,
                          struct problem *why)
{
    struct finding finding = {.desk = desk, .code = code};
    enum err err = say_each(desk->store, find_own, &finding);

    if (err == ERR_OK && !finding.is_found) {
        err = problem_set(why, ERR_UNKNOWN, "unknown-thanks",
                          "You said no thanks with the code \"%.40s\".", code);
        problem_advise(why, "kith thank lists what was said.");
        return err;
    }
    *lane = finding.lane;
    *n = finding.n;
    return err;
}
