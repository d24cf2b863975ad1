/* status and peers: how this household and its node are. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/ask.h"
#include "cli/away.h"
#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/desk_news.h"
#include "cli/keep.h"
#include "cli/when.h"
#include "cli/where.h"
#include "node/people/roster.h"
#include "node/scope.h"
#include "store/digest.h"

/* {"records","digest"} of a set; without a digest it is null. */
static enum err set_model(struct store *store,
                          enum set set,
                          const struct id *digest,
                          json_t **out)
{
    uint64_t records = 0;
    char hex[ID_HEX_CHARS];
    enum err err = store_count(store, set, &records);

    if (err != ERR_OK) {
        return err;
    }
    if (digest != NULL) {
        id_to_hex(digest, hex);
    }
    *out = json_pack("{s:I,s:s?}", "records", (json_int_t)records, "digest",
                     digest != NULL ? hex : NULL);
    return *out == NULL ? ERR_NOMEM : ERR_OK;
}

/* Each record is read for the digests: only programs are told them, and the
 * page, which asks again after each change, does without. */
static enum err sets_model(struct store *store, bool with_digests, json_t **out)
{
    struct id digests[SET_COUNT];
    json_t *sets = json_object();
    enum err err = sets == NULL ? ERR_NOMEM : ERR_OK;

    if (err == ERR_OK && with_digests) {
        err = store_digests(store, digests);
    }
    for (int set = 0; err == ERR_OK && set < SET_COUNT; set++) {
        json_t *model = NULL;

        err = set_model(store, (enum set)set,
                        with_digests ? &digests[set] : NULL, &model);
        if (err == ERR_OK &&
            json_object_set_new(sets, set_name((enum set)set), model) != 0) {
            err = ERR_NOMEM;
        }
    }
    if (err != ERR_OK) {
        json_decref(sets);
        return err;
    }
    *out = sets;
    return ERR_OK;
}

/* null: everything is kept. */
static json_t *keep_model(unsigned weeks)
{
    return weeks == KEEP_ALL ? json_null() : json_integer((json_int_t)weeks);
}

/* Whose nodes do not count us as a member: [{"name","id"}]. A machine of ours
 * that sends this one away is the doctor's to explain. */
static enum err away_model(const struct desk *desk, json_t **out)
{
    struct away away;
    enum err err = away_find(desk->store, &desk->own, desk->now_ms, &away);
    const size_t count =
        away.count < AWAY_SHOWN_MAX ? away.count : AWAY_SHOWN_MAX;

    if (err != ERR_OK) {
        return err;
    }
    *out = json_array();
    for (size_t index = 0; index < count; index++) {
        if (json_array_append_new(*out,
                                  desk_household(desk, &away.by[index])) != 0) {
            json_decref(*out);
            return ERR_NOMEM;
        }
    }
    return *out == NULL ? ERR_NOMEM : ERR_OK;
}

static enum err neighbourhood_model(const struct counter *counter,
                                    bool with_digests,
                                    json_t **out)
{
    const struct desk *desk = &counter->desk;
    const char *standing =
        desk_standing(roster_level(desk->roster, &desk->own, STANDING_LIVE));
    char id[NEIGHBOURHOOD_HEX_CHARS];
    json_t *members = NULL;
    json_t *sets = NULL;
    json_t *away = NULL;
    struct unread unread;
    unsigned keep_weeks = 0;
    enum err err = desk_members(desk, &members);

    unread_init(&unread);

    if (err == ERR_OK) {
        err = sets_model(desk->store, with_digests, &sets);
    }
    if (err == ERR_OK) {
        err = away_model(desk, &away);
    }
    if (err == ERR_OK) {
        err = keep_recall(desk->store, &keep_weeks);
    }
    if (err == ERR_OK) {
        err = unread_load(&unread, desk);
    }
    if (err == ERR_OK) {
        neighbourhood_to_hex(&counter->drive.keys.neighbourhood, id);
        *out = json_pack("{s:s,s:s,s:I,s:s,s:O,s:o,s:O,s:o,s:I}", "id", id,
                         "name", roster_place(desk->roster), "members",
                         (json_int_t)json_array_size(members), "standing",
                         standing, "sent_away_by", away, "household",
                         desk_household(desk, &desk->own), "sets", sets,
                         "keep_weeks", keep_model(keep_weeks), "unread",
                         (json_int_t)unread.count);
        err = *out == NULL ? ERR_NOMEM : ERR_OK;
    }
    unread_release(&unread);
    json_decref(members);
    json_decref(sets);
    json_decref(away);
    return err;
}

/* What the running node says of itself; it may not run at all. */
static json_t *node_model(const char *socket)
{
    json_t *answer = NULL;
    json_t *model = NULL;

    if (ask_what(socket, "status", NULL, &answer) != ERR_OK) {
        return json_pack("{s:b,s:n,s:[],s:n,s:i}", "running", 0, "pid",
                         "listen", "page", "peers", 0);
    }
    model = json_pack("{s:b,s:O?,s:O?,s:O?,s:O?}", "running", 1, "pid",
                      json_object_get(answer, "pid"), "listen",
                      json_object_get(answer, "listen"), "page",
                      json_object_get(answer, "page"), "peers",
                      json_object_get(answer, "peers"));
    json_decref(answer);
    return model;
}

/* How much there is of each set, by what a resident calls it. */
static void say_sets(const struct out *out, json_t *sets)
{
    static const char *const words[][2] = {
        {"roster", "people"}, {"presence", "addresses"}, {"board", "posts"},
        {"ledger", "hours"},  {"mail", "deals"},
    };
    json_int_t notes[sizeof words / sizeof *words];

    for (size_t row = 0; row < sizeof words / sizeof *words; row++) {
        notes[row] = json_integer_value(
            json_object_get(json_object_get(sets, words[row][0]), "records"));
    }
    out_say(out,
            "  signed notes here: %" JSON_INTEGER_FORMAT
            " about %s, %" JSON_INTEGER_FORMAT
            " about %s, %" JSON_INTEGER_FORMAT
            " about %s, %" JSON_INTEGER_FORMAT
            " about %s, %" JSON_INTEGER_FORMAT " about %s",
            notes[0], words[0][1], notes[1], words[1][1], notes[2], words[2][1],
            notes[3], words[3][1], notes[4], words[4][1]);
}

static void say_keep(const struct out *out, const json_t *weeks)
{
    char words[KEEP_CHARS];

    if (json_is_integer(weeks)) {
        keep_words((unsigned)json_integer_value(weeks), words);
        out_say(out, "  of others' posts it keeps %s", words);
    }
}

static void say_unread(const struct out *out, const json_t *unread)
{
    if (json_integer_value(unread) > 0) {
        out_say(out,
                "  %" JSON_INTEGER_FORMAT " new about your deals: kith deals",
                json_integer_value(unread));
    }
}

static void say_away(const struct out *out, const json_t *away)
{
    const char *name =
        json_string_value(json_object_get(json_array_get(away, 0), "name"));

    if (name != NULL) {
        out_say(out, "  %s does not count you as a member: kith doctor", name);
    }
}

/* Who is where. Who joined while none could be reached has no name of the
 * place yet. */
static void say_home(const struct out *out, const json_t *one)
{
    const json_int_t members =
        json_integer_value(json_object_get(one, "members"));
    const char *standing = json_string_value(json_object_get(one, "standing"));
    const char *place = json_string_value(json_object_get(one, "name"));
    const char *name = json_string_value(
        json_object_get(json_object_get(one, "household"), "name"));

    if (place[0] == '\0') {
        out_say(out, "%s: joined, but no neighbour was reached yet", name);
        return;
    }
    out_say(out, "%s in %s: %" JSON_INTEGER_FORMAT " %s, %s%s", name, place,
            members, members == 1 ? "home" : "homes",
            strcmp(standing, "none") == 0 ? "nobody vouches for you"
                                          : "you are ",
            strcmp(standing, "none") == 0 ? "" : standing);
}

/* The others tell a machine that was struck out nothing, not even that. */
static void say_alone(const struct out *out, const json_t *document)
{
    json_int_t homes = 0;
    json_t *one = NULL;
    size_t index = 0;

    json_array_foreach(json_object_get(document, "neighbourhoods"), index, one)
    {
        homes += json_integer_value(json_object_get(one, "members"));
    }
    if (homes > (json_int_t)index) {
        out_hint(out, "Nobody talks to it: kith doctor says more. Or another "
                      "machine of yours has struck this one out: kith device "
                      "there shows it.");
    }
}

static void say(const struct out *out, const json_t *document)
{
    const json_t *node = json_object_get(document, "node");
    const json_t *listening = json_object_get(node, "listen");
    json_t *one = NULL;
    size_t index = 0;

    json_array_foreach(json_object_get(document, "neighbourhoods"), index, one)
    {
        say_home(out, one);
        say_away(out, json_object_get(one, "sent_away_by"));
        say_sets(out, json_object_get(one, "sets"));
        say_keep(out, json_object_get(one, "keep_weeks"));
        say_unread(out, json_object_get(one, "unread"));
    }
    if (!json_is_true(json_object_get(node, "running"))) {
        out_say(out, "The node is not running.");
        out_hint(out, "Start it: kith run");
        return;
    }
    out_say(out,
            "The node runs (process %" JSON_INTEGER_FORMAT
            "), connected to %" JSON_INTEGER_FORMAT ".",
            json_integer_value(json_object_get(node, "pid")),
            json_integer_value(json_object_get(node, "peers")));
    json_array_foreach(listening, index, one)
    {
        out_say(out, "  listens on %s", json_string_value(one));
    }
    if (json_integer_value(json_object_get(node, "peers")) == 0) {
        say_alone(out, document);
    }
}

/* Append what one folder holds; the first gives the household its name. */
static enum err add_folder(struct call *call,
                           const struct home_folder *folder,
                           json_t *document)
{
    struct counter *counter = calloc(1, sizeof *counter);
    json_t *model = NULL;
    enum err err = ERR_NOMEM;

    if (counter == NULL) {
        return ERR_NOMEM;
    }
    err = counter_open_folder(counter, call, folder, STORE_READ);
    if (err == ERR_OK) {
        err = neighbourhood_model(
            counter,
            call->out.is_json && !arguments_has(&call->arguments, "no-digests"),
            &model);
        counter_close(counter);
    }
    if (err == ERR_OK && json_is_null(json_object_get(document, "household")) &&
        json_object_set(document, "household",
                        json_object_get(model, "household")) != 0) {
        err = ERR_NOMEM;
    }
    if (err == ERR_OK &&
        json_array_append(json_object_get(document, "neighbourhoods"), model) !=
            0) {
        err = ERR_NOMEM;
    }
    json_decref(model);
    free(counter);
    return err;
}

/* All neighbourhoods of this home, or the one that --in names. */
static enum err
add_all(struct call *call, const struct where *where, json_t *document)
{
    const char *in = arguments_value(&call->arguments, "in");
    struct home_list *list = calloc(1, sizeof *list);
    enum err err = ERR_NOMEM;

    if (list == NULL) {
        return ERR_NOMEM;
    }
    err = where_list(where, list, &call->why);
    if (err == ERR_OK && (in != NULL || list->count == 0)) {
        list->count = 1;
        err = where_choose(where, in, &list->folders[0], &call->why);
    }
    for (size_t index = 0; err == ERR_OK && index < list->count; index++) {
        err = add_folder(call, &list->folders[index], document);
    }
    free(list);
    return err;
}

static enum err status_run(struct call *call)
{
    struct where where;
    json_t *document = NULL;
    enum err err = where_find(&where, &call->why);

    if (err != ERR_OK) {
        return err;
    }
    document = json_pack("{s:n,s:[],s:o}", "household", "neighbourhoods",
                         "node", node_model(where.socket));
    if (document == NULL) {
        return ERR_NOMEM;
    }
    err = add_all(call, &where, document);
    if (err == ERR_OK) {
        out_json(&call->out, document);
        if (!call->out.is_json) {
            say(&call->out, document);
        }
    }
    json_decref(document);
    return err;
}

/* Names beside the ids, for people. */
static enum err add_names(const struct desk *desk, json_t *peers)
{
    json_t *peer = NULL;
    size_t index = 0;

    json_array_foreach(peers, index, peer)
    {
        const char *hex = json_string_value(json_object_get(peer, "household"));
        json_t *name = json_null();
        struct id id;

        if (hex != NULL && id_from_hex(hex, &id) == ERR_OK) {
            json_t *household = desk_household(desk, &id);

            name = json_incref(json_object_get(household, "name"));
            json_decref(household);
        }
        if (json_object_set_new(peer, "name", name) != 0) {
            return ERR_NOMEM;
        }
    }
    return ERR_OK;
}

static enum err
print_peers(const struct out *out, json_t *peers, uint64_t now_ms)
{
    static const struct out_column columns[] = {
        {"name", "HOUSEHOLD", false, true},
        {"address", "ADDRESS", false, false},
        {"from", "FROM", false, false},
        {"state", "STATE", false, false},
        {"records_in", "IN", true, false},
        {"records_out", "OUT", true, false},
        {"since", "SINCE", false, false},
    };

    out_json(out, peers);
    if (!out->is_json && json_array_size(peers) == 0) {
        out_say(out, "No other node is connected.");
        return ERR_OK;
    }
    if (!out->is_json) {
        when_rows(peers, "since", now_ms);
    }
    return out_table(out, peers, columns, sizeof columns / sizeof columns[0]);
}

/* The rows of the answer; a node that began before this neighbourhood was
 * joined knows nothing of it. */
static enum err
take_peers(const json_t *answer, json_t **out, struct problem *why)
{
    const char *error = json_string_value(json_object_get(answer, "error"));
    enum err err = ERR_OK;

    *out = json_object_get(answer, "peers");
    if (error == NULL) {
        return ERR_OK;
    }
    if (strcmp(error, "busy") == 0) {
        return ask_explain(ERR_TIMEOUT, why);
    }
    err = problem_set(why, ERR_CLOSED, "no-node",
                      "The node runs without this neighbourhood.");
    problem_advise(why, "Stop kith run and start it again.");
    return err;
}

static enum err peers_run(struct call *call)
{
    struct counter *counter = calloc(1, sizeof *counter);
    json_t *answer = NULL;
    json_t *peers = NULL;
    enum err err = ERR_NOMEM;

    if (counter == NULL) {
        return ERR_NOMEM;
    }
    err = counter_open(counter, call, STORE_READ);
    if (err == ERR_OK) {
        err = ask_explain(ask_what(counter->drive.socket, "peers",
                                   counter->drive.folder.name, &answer),
                          &call->why);
        if (err == ERR_OK) {
            err = take_peers(answer, &peers, &call->why);
        }
        if (err == ERR_OK) {
            err = add_names(&counter->desk, peers);
        }
        if (err == ERR_OK) {
            err = print_peers(&call->out, peers, counter->desk.now_ms);
        }
        counter_close(counter);
    }
    json_decref(answer);
    free(counter);
    return err;
}

static const struct option_row status_options[] = {
    {"no-digests", NULL, "with --json: at once, without reading each record"},
    {NULL, NULL, NULL},
};

const struct verb verb_status = {
    .name = "status",
    .group = GROUP_NODE,
    .usage = "",
    .summary = "household, neighbourhood and node at a glance",
    .example = "kith status",
    .options = status_options,
    .run = status_run,
};

const struct verb verb_peers = {
    .name = "peers",
    .group = GROUP_NODE,
    .usage = "",
    .summary = "the nodes this one is connected to",
    .example = "kith peers",
    .run = peers_run,
};
