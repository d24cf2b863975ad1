/* hide, unhide, block and unblock: what this house does not want to see.
 * None of it ever leaves the house. */
#include <stdlib.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "store/local.h"

/* Find the post or household that the first word means, and how it is said. */
typedef enum err
aim_find(struct counter *counter, struct id *id, json_t **said);
typedef enum err aim_set(struct store *store, const struct id *id, bool is_on);

struct aim {
    aim_find *find;
    aim_set *set;
    bool is_on;
    const char *done; /* "Hid" */
    const char *undo; /* the command that takes it back */
    const char *full; /* when there are too many already */
};

static enum err find_post(struct counter *counter, struct id *id, json_t **said)
{
    struct desk_post post;
    enum err err = ERR_OK;

    desk_post_init(&post);
    err = desk_post_find(&counter->desk, counter->call->arguments.words[0],
                         &post, &counter->call->why);
    if (err == ERR_OK) {
        *id = post.post;
        *said = json_incref(json_object_get(post.model, "code"));
    }
    desk_post_release(&post);
    return err;
}

static enum err
find_household(struct counter *counter, struct id *id, json_t **said)
{
    struct problem *why = &counter->call->why;
    json_t *model = NULL;
    enum err err = desk_household_find(
        &counter->desk, counter->call->arguments.words[0], id, why);

    if (err != ERR_OK) {
        return err;
    }
    if (id_equal(id, &counter->desk.own)) {
        err = problem_set(why, ERR_INVALID, "own-household",
                          "That is your own household.");
        return err;
    }
    model = desk_household(&counter->desk, id);
    *said = json_incref(json_object_get(model, "name"));
    json_decref(model);
    return *said == NULL ? ERR_NOMEM : ERR_OK;
}

static enum err
aim_commit(struct counter *counter, const struct aim *aim, const struct id *id)
{
    struct store *store = counter->drive.store;
    enum err err = store_begin(store);

    if (err != ERR_OK) {
        return err;
    }
    return store_commit(store, aim->set(store, id, aim->is_on));
}

static enum err
aim_report(struct counter *counter, const struct aim *aim, json_t *said)
{
    const struct out *out = &counter->call->out;
    const char *word = json_string_value(said);
    json_t *document = json_pack("{s:s, s:s}", "done", aim->done, "what", word);

    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(out, document);
    json_decref(document);
    out_say(out, "%s %s. Nobody else is told.", aim->done, word);
    out_hint(out, "Take it back: kith %s \"%s\"", aim->undo, word);
    return ERR_OK;
}

static enum err aim_run(struct call *call, const struct aim *aim)
{
    struct counter *counter = calloc(1, sizeof *counter);
    json_t *said = NULL;
    struct id id;
    enum err err = ERR_NOMEM;

    if (counter == NULL) {
        return ERR_NOMEM;
    }
    err = counter_open(counter, call, STORE_WRITE);
    if (err != ERR_OK) {
        goto out;
    }
    err = aim->find(counter, &id, &said);
    if (err == ERR_OK) {
        counter_pause(counter);
        err = aim_commit(counter, aim, &id);
        if (err == ERR_FULL) {
            err = problem_set(&call->why, err, "too-many", "%s", aim->full);
            problem_advise(&call->why, "Take some back: kith %s.", aim->undo);
        }
    }
    if (err == ERR_OK) {
        err = aim_report(counter, aim, said);
    }
    json_decref(said);
    counter_close(counter);
out:
    free(counter);
    return err;
}

static enum err hide_run(struct call *call)
{
    static const struct aim aim = {
        find_post, local_hide, true, "Hid", "unhide", "4096 posts are hidden."};

    return aim_run(call, &aim);
}

static enum err unhide_run(struct call *call)
{
    static const struct aim aim = {find_post, local_hide, false,
                                   "Shows",   "hide",     ""};

    return aim_run(call, &aim);
}

static enum err block_run(struct call *call)
{
    static const struct aim aim = {
        find_household, local_block, true,
        "Blocked",      "unblock",   "1024 households are blocked."};

    return aim_run(call, &aim);
}

static enum err unblock_run(struct call *call)
{
    static const struct aim aim = {find_household, local_block, false,
                                   "Unblocked",    "block",     ""};

    return aim_run(call, &aim);
}

#define HIDE_VERB(word, group_, usage_, summary_, example_)                    \
    const struct verb verb_##word = {                                          \
        .name = #word,                                                         \
        .group = group_,                                                       \
        .usage = usage_,                                                       \
        .summary = summary_,                                                   \
        .example = example_,                                                   \
        .words_min = 1,                                                        \
        .words_max = 1,                                                        \
        .run = word##_run,                                                     \
    }

HIDE_VERB(hide,
          GROUP_POSTS,
          "POST",
          "do not show a post on your board",
          "kith hide ladder-7kq");
HIDE_VERB(unhide,
          GROUP_POSTS,
          "POST",
          "show a hidden post again",
          "kith unhide ladder-7kq");
HIDE_VERB(block,
          GROUP_PEOPLE,
          "HOUSEHOLD",
          "do not show what a household posts",
          "kith block \"Red gate\"");
HIDE_VERB(unblock,
          GROUP_PEOPLE,
          "HOUSEHOLD",
          "show what a household posts again",
          "kith unblock \"Red gate\"");
