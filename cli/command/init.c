/* init: found a neighbourhood, as its first household and only steward. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "cli/command/commands.h"
#include "cli/desk.h"
#include "cli/drive.h"
#include "cli/movein.h"
#include "cli/near.h"
#include "cli/where.h"
#include "node/record/council_body.h"
#include "node/record/text.h"

enum { CONTENT_BYTES_MAX = 512 };

static const char place_default[] = "Our street";

static const struct option_row init_options[] = {
    {"name", "NAME", "how neighbours see your household: \"Blue door\""},
    {"neighbourhood", "NAME", "what the neighbourhood is called"},
    {"at", "CELL", "roughly where you are, for your posts: 51.46,-0.10"},
    {NULL, NULL, NULL},
};

/* What the founding rests on; everything on one heap block. */
struct founding {
    struct where where;
    struct drive drive;
    struct keys keys;
    struct bytes content;
    struct near home;
    const char *name;
    const char *place;
};

static bool is_founded(const struct home_list *list, const char *place)
{
    char name[NAME_BYTES_MAX + 1];

    for (size_t index = 0; index < list->count; index++) {
        drive_place(&list->folders[index], name);
        if (strcmp(name, place) == 0) {
            return true;
        }
    }
    return false;
}

/* A second founding without a name for it, or with that of the first, is
 * most likely a slip. */
static enum err check_first(const struct founding *founding, struct call *call)
{
    struct home_list *list = calloc(1, sizeof *list);
    enum err err = ERR_NOMEM;

    if (list == NULL) {
        return ERR_NOMEM;
    }
    err = where_list(&founding->where, list, &call->why);
    if (err == ERR_OK && list->count > 0 &&
        (!arguments_has(&call->arguments, "neighbourhood") ||
         is_founded(list, founding->place))) {
        err = problem_set(&call->why, ERR_STATE, "already-founded",
                          "%.300s holds a neighbourhood already.",
                          founding->where.home);
        problem_advise(&call->why, "kith status; to found another one, give "
                                   "it another name with --neighbourhood");
    }
    free(list);
    return err;
}

static enum err read_names(struct founding *founding, struct call *call)
{
    const char *at = arguments_value(&call->arguments, "at");
    enum err err = ERR_OK;

    founding->name = arguments_value(&call->arguments, "name");
    founding->place = arguments_value(&call->arguments, "neighbourhood");
    if (founding->place == NULL) {
        founding->place = place_default;
    }
    if (founding->name == NULL) {
        err = problem_set(&call->why, ERR_INVALID, "missing-name",
                          "Your household needs a name that neighbours see.");
        problem_advise(&call->why, "kith init --name \"Blue door\"");
        problem_exit(&call->why, 64);
        return err;
    }
    err = movein_name("name", founding->name, &call->why);
    if (err == ERR_OK) {
        err = movein_name("name of the neighbourhood", founding->place,
                          &call->why);
    }
    if (err == ERR_OK && at != NULL) {
        err = near_read(at, NULL, &founding->home, &call->why);
    }
    return err;
}

static enum err write_council(struct founding *founding)
{
    struct council_content content = {
        .stewards = {founding->keys.household.signing.public},
        .stewards_count = 1,
        .name = view_text(founding->place),
    };
    enum err err = ERR_OK;

    randombytes_buf(content.birth, sizeof content.birth);
    err = council_content_write(&content, &founding->content);
    if (err == ERR_OK) {
        council_neighbourhood(bytes_view(&founding->content),
                              &founding->keys.neighbourhood);
    }
    return err;
}

static enum err found(struct founding *founding, struct call *call)
{
    struct command command = {.kind = COMMAND_FOUND};
    struct keys *keys = &founding->keys;
    enum err err = ERR_OK;

    movein_keys(keys);
    randombytes_buf(keys->network_key, sizeof keys->network_key);
    memcpy(keys->name, founding->name, strlen(founding->name) + 1);
    err = write_council(founding);
    if (err == ERR_OK) {
        command.as.found.council = bytes_view(&founding->content);
        command.as.found.profile.name = view_text(founding->name);
        err = movein(&founding->drive, &founding->where, keys, &command,
                     &call->why);
    }
    if (err == ERR_OK && founding->home.is_somewhere) {
        err = near_remember(founding->drive.store, &founding->home);
    }
    return err;
}

/* Whether there is a neighbourhood yet is asked while nobody founds one. */
static enum err found_alone(struct founding *founding, struct call *call)
{
    int turn = -1;
    enum err err = movein_begin(&founding->where, &turn, &call->why);

    if (err == ERR_OK) {
        err = check_first(founding, call);
    }
    if (err == ERR_OK) {
        err = found(founding, call);
    }
    home_close(founding->where.home, turn);
    return err;
}

static enum err report(const struct founding *founding, const struct call *call)
{
    const struct keys *keys = &founding->drive.keys;
    char household[ID_HEX_CHARS];
    char place[NEIGHBOURHOOD_HEX_CHARS];
    json_t *document = NULL;

    id_to_hex(drive_own(&founding->drive), household);
    neighbourhood_to_hex(&keys->neighbourhood, place);
    document = json_pack("{s:{s:s,s:s},s:{s:s,s:s}}", "household", "name",
                         founding->name, "id", household, "neighbourhood",
                         "name", founding->place, "id", place);
    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(&call->out, document);
    json_decref(document);
    out_say(&call->out, "You are %s in %s, its first household.",
            founding->name, founding->place);
    if (text_looks_like_address(view_text(founding->name))) {
        out_hint(&call->out,
                 "\"%s\" looks like an address. Every member will see it; "
                 "another name tells less:\n  kith profile --name \"Blue "
                 "door\"",
                 founding->name);
    }
    out_hint(&call->out, "Next: kith invite, for each neighbour; kith run, so "
                         "that they can reach you.");
    return ERR_OK;
}

static enum err init_run(struct call *call)
{
    struct founding *founding = calloc(1, sizeof *founding);
    enum err err = ERR_NOMEM;

    if (founding == NULL) {
        return ERR_NOMEM;
    }
    drive_init(&founding->drive);
    bytes_init(&founding->content, CONTENT_BYTES_MAX);
    err = read_names(founding, call);
    if (err == ERR_OK) {
        err = where_find(&founding->where, &call->why);
    }
    if (err == ERR_OK) {
        err = found_alone(founding, call);
    }
    if (err == ERR_OK) {
        err = report(founding, call);
    }
    bytes_release(&founding->content);
    keys_release(&founding->keys);
    drive_release(&founding->drive);
    free(founding);
    return err;
}

const struct verb verb_init = {
    .name = "init",
    .group = GROUP_START,
    .usage = "",
    .summary = "found a neighbourhood, as its first household",
    .example = "kith init --name \"Blue door\" --neighbourhood \"Mill Lane\"",
    .options = init_options,
    .run = init_run,
};
