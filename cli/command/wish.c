/* wish: what this house looks for. It is kept at home, posts are compared with
 * it here, and nobody else is told. */
#include "store/wish.h"

#include <stdlib.h>
#include <string.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/desk_wishes.h"
#include "store/limits.h"

enum { SHOWN_MAX = 50 };

static const struct option_row wish_options[] = {
    {"remove", NULL, "look for this no longer; by its words or its number"},
    {NULL, NULL, NULL},
};

/* What was said, as one text with single spaces. */
static enum err join_words(struct call *call, struct bytes *out)
{
    const struct arguments *arguments = &call->arguments;
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < arguments->word_count;
         index++) {
        if (index > 0) {
            err = bytes_append_u8(out, ' ');
        }
        if (err == ERR_OK) {
            err = bytes_append(out, view_text(arguments->words[index]));
        }
    }
    return err;
}

static enum err refuse_words(struct call *call, enum err err)
{
    struct problem *why = &call->why;

    if (err == ERR_FULL) {
        err = problem_set(why, err, "too-many-wishes",
                          "You have %u wishes, as many as there is room for.",
                          (unsigned)LOCAL_WISHES_MAX);
        problem_advise(why, "kith wish lists them; kith wish --remove 1");
        return err;
    }
    err =
        problem_set(why, ERR_INVALID, "bad-wish",
                    "A wish is one to %u words to be looked for, in %u bytes "
                    "at most.",
                    (unsigned)SEARCH_WORDS_MAX, (unsigned)LOCAL_WISH_BYTES_MAX);
    problem_advise(why, "Say what it is in a word or two: kith wish ladder");
    return err;
}

/* Who wishes for what he offers himself is not told of it. */
static enum err drop_own(const struct desk *desk, json_t *posts)
{
    char own[ID_HEX_CHARS];
    size_t index = json_array_size(posts);

    id_to_hex(&desk->own, own);
    while (index-- > 0) {
        const json_t *keeper =
            json_object_get(json_array_get(posts, index), "keeper");

        if (strcmp(json_string_value(json_object_get(keeper, "id")), own) ==
                0 &&
            json_array_remove(posts, index) != 0) {
            return ERR_NOMEM;
        }
    }
    return ERR_OK;
}

/* The board as it is now. */
static enum err
look_now(const struct desk *desk, struct view words, json_t **posts)
{
    const struct desk_board wanted = {.words = words, .limit = SHOWN_MAX};
    enum err err = desk_board(desk, &wanted, posts);

    return err == ERR_OK ? drop_own(desk, *posts) : err;
}

/* Keep the wish, and that these were found, so that nobody is told of them
 * again; the quietest is the last found. */
static enum err commit_wish(struct store *store,
                            struct view words,
                            json_t *posts,
                            uint32_t *number)
{
    enum err err = store_begin(store);

    if (err != ERR_OK) {
        return err;
    }
    err = wish_add(store, words, number);
    if (err == ERR_STATE) {
        err = ERR_OK; /* it is kept already: look again */
    }
    for (size_t index = json_array_size(posts); err == ERR_OK && index > 0;
         index--) {
        const json_t *post = json_array_get(posts, index - 1);
        struct id id;

        err = id_from_hex(json_string_value(json_object_get(post, "id")), &id);
        if (err == ERR_OK) {
            err = wish_note(store, &id, *number);
        }
    }
    return store_commit(store, err);
}

static enum err print_posts(const struct out *out, json_t *posts)
{
    static const struct out_column columns[] = {
        {"code", "CODE", false, false},
        {"kind", "KIND", false, false},
        {"title", "TITLE", false, true},
        {"keeper.name", "KEEPER", false, true},
        {"status", "STATUS", false, false},
    };

    return json_array_size(posts) == 0
               ? ERR_OK
               : out_table(out, posts, columns,
                           sizeof columns / sizeof *columns);
}

static enum err add(struct counter *counter, struct view words)
{
    struct call *call = counter->call;
    json_t *posts = NULL;
    json_t *document = NULL;
    uint32_t number = 0;
    enum err err = look_now(&counter->desk, words, &posts);

    if (err == ERR_OK) {
        counter_pause(counter);
        err = commit_wish(counter->drive.store, words, posts, &number);
    }
    if (err == ERR_INVALID || err == ERR_FULL) {
        err = refuse_words(call, err);
    }
    if (err == ERR_OK) {
        document =
            json_pack("{s:I, s:s%, s:O}", "number", (json_int_t)number, "words",
                      (const char *)words.data, words.bytes, "posts", posts);
        err = document == NULL ? ERR_NOMEM : ERR_OK;
    }
    if (err == ERR_OK) {
        out_json(&call->out, document);
        out_say(&call->out, "Wish %u is kept here; nobody else is told. %s",
                (unsigned)number,
                json_array_size(posts) == 0 ? "The board has nothing like it "
                                              "yet."
                                            : "The board has:");
        err = print_posts(&call->out, posts);
        out_hint(&call->out, "Take it back: kith wish --remove %u",
                 (unsigned)number);
    }
    json_decref(document);
    json_decref(posts);
    return err;
}

static enum err list(struct counter *counter)
{
    const struct out *out = &counter->call->out;
    json_t *rows = NULL;
    json_t *row = NULL;
    size_t index = 0;
    enum err err = desk_wishes(&counter->desk, 0, &rows);

    if (err != ERR_OK) {
        return err;
    }
    out_json(out, rows);
    if (json_array_size(rows) == 0) {
        out_say(out, "You have no wishes.");
        out_hint(out, "Say what you look for: kith wish ladder");
    }
    json_array_foreach(rows, index, row)
    {
        json_t *posts = json_object_get(row, "posts");

        out_say(out, "%" JSON_INTEGER_FORMAT "  %s%s",
                json_integer_value(json_object_get(row, "number")),
                json_string_value(json_object_get(row, "words")),
                json_array_size(posts) == 0 ? ": nothing yet" : ":");
        if (err == ERR_OK) {
            err = print_posts(out, posts);
        }
    }
    json_decref(rows);
    return err;
}

/* The wish that a text means: its number, or its words. */
struct meant {
    struct view text;
    uint32_t number; /* as the text says it; 0: it does not */
    uint32_t found;
};

static enum err look_for(void *visitor, uint32_t number, struct view words)
{
    struct meant *meant = visitor;

    if (number == meant->number || view_equal(words, meant->text)) {
        meant->found = number;
    }
    return ERR_OK;
}

static enum err remove_wish(struct counter *counter, struct view text)
{
    struct call *call = counter->call;
    struct store *store = counter->drive.store;
    struct meant meant = {.text = text};
    const char *word = call->arguments.words[0];
    json_t *document = NULL;
    enum err err = ERR_OK;

    if (strspn(word, "0123456789") == text.bytes) { /* "2 chairs" is none */
        const unsigned long number = strtoul(word, NULL, 10);

        meant.number = number <= LOCAL_WISHES_MAX ? (uint32_t)number : 0;
    }
    err = wish_each(store, look_for, &meant);
    if (err == ERR_OK && meant.found == 0) {
        err = problem_set(&call->why, ERR_UNKNOWN, "unknown-wish",
                          "You have no wish \"%.60s\".", word);
        problem_advise(&call->why, "kith wish lists them.");
    }
    if (err != ERR_OK) {
        return err;
    }
    counter_pause(counter);
    err = store_begin(store);
    if (err == ERR_OK) {
        err = store_commit(store, wish_remove(store, meant.found));
    }
    if (err == ERR_OK) {
        document = json_pack("{s:s, s:I}", "done", "Removed", "number",
                             (json_int_t)meant.found);
        out_json(&call->out, document);
        out_say(&call->out, "Wish %u is forgotten.", (unsigned)meant.found);
        json_decref(document);
    }
    return err;
}

static enum err wish(struct counter *counter)
{
    struct call *call = counter->call;
    struct bytes words;
    enum err err = ERR_OK;

    if (call->arguments.word_count == 0) {
        return list(counter);
    }
    bytes_init(&words, LOCAL_WISH_BYTES_MAX + 1);
    err = join_words(call, &words);
    if (err == ERR_FULL) {
        err = refuse_words(call, ERR_INVALID);
    } else if (err == ERR_OK) {
        err = arguments_has(&call->arguments, "remove")
                  ? remove_wish(counter, bytes_view(&words))
                  : add(counter, bytes_view(&words));
        err = err == ERR_INVALID && call->why.name[0] == '\0'
                  ? refuse_words(call, err)
                  : err;
    }
    bytes_release(&words);
    return err;
}

static enum err wish_run(struct call *call)
{
    if (call->arguments.word_count == 0 &&
        arguments_has(&call->arguments, "remove")) {
        enum err err = problem_set(&call->why, ERR_INVALID, "missing-word",
                                   "Which wish is to be removed?");

        problem_advise(&call->why,
                       "kith wish lists them; kith wish --remove 1");
        problem_exit(&call->why, 64);
        return err;
    }
    return counter_run(
        call, call->arguments.word_count == 0 ? STORE_READ : STORE_WRITE, wish);
}

const struct verb verb_wish = {
    .name = "wish",
    .group = GROUP_POSTS,
    .usage = "[WORDS]",
    .summary = "look for something on the board, from now on; only here",
    .example = "kith wish \"concertina\"\nkith wish\nkith wish --remove 1",
    .options = wish_options,
    .words_min = 0,
    .words_max = 8,
    .run = wish_run,
};
