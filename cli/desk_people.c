#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/desk.h"
#include "cli/out.h"
#include "cli/speaks.h"
#include "node/board/code.h"
#include "node/id.h"
#include "node/record/identity.h"
#include "store/local.h"

enum { ID_DIGITS_MIN = 8, CHOICES_BYTES = 256 };

const char *desk_standing(unsigned level)
{
    if (level == 0) {
        return "steward";
    }
    if (level <= LEVEL_MAX) {
        return "full";
    }
    return level == LEVEL_NEWCOMER ? "newcomer" : "none";
}

void desk_household_code(const struct id *household,
                         char out[static DESK_HOUSEHOLD_CODE_CHARS])
{
    identity_words(household, out);
}

static const char *household_name(const struct roster_household *household)
{
    return (const char *)household->name;
}

json_t *desk_household(const struct desk *desk, const struct id *household)
{
    const struct roster_household *known = roster_find(desk->roster, household);
    char code[DESK_HOUSEHOLD_CODE_CHARS];
    char hex[ID_HEX_CHARS];
    const char *name = known == NULL ? "" : household_name(known);

    desk_household_code(household, code);
    id_to_hex(household, hex);
    return json_pack("{s:s, s:s}", "name", name[0] == '\0' ? code : name, "id",
                     hex);
}

static bool household_fits(const struct roster_household *household,
                           const char *text)
{
    const size_t bytes = strlen(text);
    char code[DESK_HOUSEHOLD_CODE_CHARS];
    char hex[ID_HEX_CHARS];

    desk_household_code(&household->id, code);
    id_to_hex(&household->id, hex);
    return strcasecmp(household_name(household), text) == 0 ||
           strcasecmp(code, text) == 0 ||
           (bytes >= ID_DIGITS_MIN && bytes < ID_HEX_CHARS &&
            strncasecmp(hex, text, bytes) == 0);
}

/* Append ", amber-otter" while there is room; the list is a help. */
static void choices_add(char *choices, const struct id *household)
{
    const size_t used = strlen(choices);
    char code[DESK_HOUSEHOLD_CODE_CHARS];

    desk_household_code(household, code);
    if (used + strlen(code) + 3 < CHOICES_BYTES) {
        (void)snprintf(choices + used, CHOICES_BYTES - used, "%s%s",
                       used == 0 ? "" : ", ", code);
    }
}

enum err desk_household_find(const struct desk *desk,
                             const char *text,
                             struct id *out,
                             struct problem *why)
{
    const size_t count = roster_count(desk->roster);
    char choices[CHOICES_BYTES] = "";
    size_t found = 0;
    enum err err = ERR_OK;

    for (size_t index = 0; index < count; index++) {
        const struct roster_household *household =
            roster_at(desk->roster, index);

        if (household_fits(household, text)) {
            *out = household->id;
            found++;
            choices_add(choices, &household->id);
        }
    }
    if (found == 1) {
        return ERR_OK;
    }
    if (found == 0) {
        err = problem_set(why, ERR_UNKNOWN, "unknown-household",
                          "Nobody here is called \"%.80s\".", text);
        problem_advise(why, "kith members shows who is here.");
        return err;
    }
    err = problem_set(why, ERR_AMBIGUOUS, "ambiguous-household",
                      "%zu households are called \"%.80s\": %s.", found, text,
                      choices);
    problem_advise(why, "Use the two words instead of the name.");
    return err;
}

static json_t *member_vouchers(const struct desk *desk,
                               const struct id *household)
{
    struct roster_voucher vouchers[VOTERS_MAX];
    const size_t count =
        roster_vouchers(desk->roster, household, vouchers, VOTERS_MAX);
    json_t *array = json_array();

    for (size_t index = 0; array != NULL && index < count; index++) {
        json_t *voucher = desk_household(desk, &vouchers[index].voucher);

        if (voucher == NULL ||
            json_object_set_new(voucher, "by_invite",
                                json_boolean(vouchers[index].is_invite)) != 0 ||
            json_array_append_new(array, voucher) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *member_model(const struct desk *desk,
                            const struct roster_household *household)
{
    json_t *model = desk_household(desk, &household->id);
    char code[DESK_HOUSEHOLD_CODE_CHARS];

    desk_household_code(&household->id, code);
    if (model != NULL &&
        (json_object_set_new(model, "code", json_string(code)) != 0 ||
         json_object_set_new(model, "standing",
                             json_string(desk_standing(
                                 household->level[STANDING_LIVE]))) != 0 ||
         json_object_set_new(model, "since",
                             out_time_json(household->since_ms)) != 0 ||
         json_object_set_new(model, "clashed",
                             json_boolean(household->is_clashed)) != 0 ||
         json_object_set_new(model, "vouched_by",
                             member_vouchers(desk, &household->id)) != 0)) {
        json_decref(model);
        return NULL;
    }
    return model;
}

/* And for whom it speaks, and whether this household shows what it posts. */
static json_t *member_with(const struct desk *desk,
                           const struct roster_household *household,
                           bool is_blocked)
{
    json_t *model = member_model(desk, household);
    json_t *people = NULL;

    if (model != NULL &&
        (speaks_people(desk, &household->id, &people) != ERR_OK ||
         json_object_set_new(model, "people", people) != 0 ||
         json_object_set_new(model, "blocked", json_boolean(is_blocked)) !=
             0)) {
        json_decref(model);
        return NULL;
    }
    return model;
}

/* Whoever waits for an inviter's choice is listed too, or nobody could
 * choose. */
static bool member_shows(const struct desk *desk,
                         const struct roster_household *household)
{
    return household->level[STANDING_LIVE] <= LEVEL_NEWCOMER ||
           household->is_clashed || id_equal(&household->id, &desk->own);
}

enum err desk_members(const struct desk *desk, json_t **out)
{
    const size_t count = roster_count(desk->roster);
    struct id *blocked = calloc(LOCAL_BLOCKED_MAX, sizeof *blocked);
    json_t *array = json_array();
    size_t blocked_count = 0;
    enum err err = blocked == NULL || array == NULL ? ERR_NOMEM : ERR_OK;

    if (err == ERR_OK) {
        err = local_blocked(desk->store, blocked, LOCAL_BLOCKED_MAX,
                            &blocked_count);
    }
    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        const struct roster_household *household =
            roster_at(desk->roster, index);
        const bool is_blocked =
            id_is_among(blocked, blocked_count, &household->id);

        if (member_shows(desk, household) &&
            json_array_append_new(
                array, member_with(desk, household, is_blocked)) != 0) {
            err = ERR_NOMEM;
        }
    }
    free(blocked);
    if (err != ERR_OK) {
        json_decref(array);
        array = NULL;
    }
    *out = array;
    return err;
}
