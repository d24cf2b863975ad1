#include "cli/ruling.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "node/board/cell.h"
#include "node/bytes.h"
#include "node/record/text.h"

enum { HOUR_MINUTES = 60 };

static const char *const options[] = {"floor", "ceiling", "shared",
                                      "first-waits", "place"};

bool ruling_is_given(const struct arguments *arguments)
{
    bool is_given = false;

    for (size_t index = 0; index < sizeof options / sizeof *options; index++) {
        is_given |= arguments_has(arguments, options[index]);
    }
    return is_given;
}

static enum err apply_hours(struct ruled *ruled,
                            const struct arguments *arguments,
                            struct problem *why)
{
    const uint64_t limits[] = {0, RULED_HOURS_MAX};
    uint64_t floor = (uint64_t)(-ruled->floor_minutes / HOUR_MINUTES);
    uint64_t ceiling = (uint64_t)(ruled->ceiling_minutes / HOUR_MINUTES);
    enum err err = arguments_number(arguments, "floor", limits, &floor, why);

    if (err == ERR_OK) {
        err = arguments_number(arguments, "ceiling", limits, &ceiling, why);
    }
    if (err == ERR_OK) {
        ruled->floor_minutes = -HOUR_MINUTES * (int32_t)floor;
        ruled->ceiling_minutes = HOUR_MINUTES * (int32_t)ceiling;
    }
    return err;
}

static enum err apply_switch(bool *is_on,
                             const struct arguments *arguments,
                             const char *option,
                             struct problem *why)
{
    const char *value = arguments_value(arguments, option);
    enum err err = ERR_OK;

    if (value == NULL) {
        return ERR_OK;
    }
    if (strcmp(value, "yes") == 0 || strcmp(value, "no") == 0) {
        *is_on = strcmp(value, "yes") == 0;
        return ERR_OK;
    }
    err = problem_set(why, ERR_INVALID, "bad-rule",
                      "--%s is yes or no, not \"%.40s\".", option, value);
    problem_advise(why, "kith rules --%s yes", option);
    return err;
}

static enum err bad_place(struct problem *why, const char *text)
{
    enum err err = problem_set(why, ERR_INVALID, "bad-place",
                               "\"%.80s\" is no place with its cell.", text);

    problem_advise(why, "Write --place \"The green=51.46,-0.10\"; =none takes "
                        "the name away.");
    return err;
}

/* The place of a name, or the one behind the last. */
static size_t find_place(const struct ruled *ruled, const char *name)
{
    size_t index = 0;

    while (index < ruled->place_count &&
           strcasecmp((const char *)ruled->places[index].name, name) != 0) {
        index++;
    }
    return index;
}

static void forget_place(struct ruled *ruled, size_t index)
{
    if (index < ruled->place_count) {
        ruled->place_count--;
        memmove(&ruled->places[index], &ruled->places[index + 1],
                (ruled->place_count - index) * sizeof ruled->places[0]);
    }
}

/* "The green=51.46,-0.10". */
static enum err
apply_place(struct ruled *ruled, const char *text, struct problem *why)
{
    const char *equals = strrchr(text, '=');
    const size_t bytes = equals == NULL ? 0 : (size_t)(equals - text);
    char name[NAME_BYTES_MAX + 1];
    char cell_name[CELL_CHARS];
    struct cell cell;
    size_t index = 0;

    if (bytes == 0 || bytes > NAME_BYTES_MAX) {
        return bad_place(why, text);
    }
    (void)snprintf(name, sizeof name, "%.*s", (int)bytes, text);
    index = find_place(ruled, name);
    if (strcmp(equals + 1, "none") == 0) {
        forget_place(ruled, index);
        return ERR_OK;
    }
    if (!cell_read(view_text(equals + 1), &cell) ||
        text_check(view_text(name), TEXT_LINE, NAME_BYTES_MAX) !=
            TEXT_RULE_OK) {
        return bad_place(why, text);
    }
    if (index == PLACES_MAX) {
        enum err err =
            problem_set(why, ERR_FULL, "too-many-places",
                        "A neighbourhood names %d places at most.", PLACES_MAX);

        problem_advise(why, "Take one away: --place \"%s=none\"",
                       (const char *)ruled->places[0].name);
        return err;
    }
    cell_write(&cell, cell_name);
    memcpy(ruled->places[index].name, name, bytes + 1);
    memcpy(ruled->places[index].cell, cell_name, sizeof cell_name);
    ruled->place_count += index == ruled->place_count ? 1 : 0;
    return ERR_OK;
}

enum err ruling_apply(struct ruled *ruled,
                      const struct arguments *arguments,
                      struct problem *why)
{
    const char *place = arguments_nth(arguments, "place", 0);
    enum err err = apply_hours(ruled, arguments, why);

    if (err == ERR_OK) {
        err = apply_switch(&ruled->is_shared, arguments, "shared", why);
    }
    if (err == ERR_OK) {
        err = apply_switch(&ruled->first_waits, arguments, "first-waits", why);
    }
    for (size_t index = 0; place != NULL && err == ERR_OK; index++) {
        err = apply_place(ruled, place, why);
        place = arguments_nth(arguments, "place", index + 1);
    }
    return err;
}

void ruling_body(const struct ruled *ruled, struct body_rules *out)
{
    out->has_floor = ruled->floor_minutes != HOURS_FLOOR_MINUTES;
    out->has_ceiling = ruled->ceiling_minutes != HOURS_CEILING_MINUTES;
    if (out->has_floor) {
        out->floor_hours = (uint16_t)(-ruled->floor_minutes / HOUR_MINUTES);
    }
    if (out->has_ceiling) {
        out->ceiling_hours = (uint16_t)(ruled->ceiling_minutes / HOUR_MINUTES);
    }
    out->is_shared = ruled->is_shared;
    out->first_waits = ruled->first_waits;
    out->places_count = ruled->place_count;
    for (size_t index = 0; index < ruled->place_count; index++) {
        out->places[index] = (struct place_rule){
            view_text((const char *)ruled->places[index].name),
            view_text((const char *)ruled->places[index].cell)};
    }
}

enum err ruling_model(const struct ruled *ruled, json_t *document)
{
    json_t *places = json_array();
    int failed = places == NULL ? -1 : 0;

    for (size_t index = 0; index < ruled->place_count && failed == 0; index++) {
        failed = json_array_append_new(
            places, json_pack("{s:s, s:s}", "name",
                              (const char *)ruled->places[index].name, "cell",
                              (const char *)ruled->places[index].cell));
    }
    failed |= json_object_set_new(document, "hours",
                                  json_pack("{s:I, s:I, s:b}", "floor_minutes",
                                            (json_int_t)ruled->floor_minutes,
                                            "ceiling_minutes",
                                            (json_int_t)ruled->ceiling_minutes,
                                            "shared", ruled->is_shared));
    failed |= json_object_set_new(document, "places", places);
    failed |= json_object_set_new(document, "first_waits",
                                  json_boolean(ruled->first_waits));
    return failed == 0 ? ERR_OK : ERR_NOMEM;
}

void ruling_say(const struct out *out, const struct ruled *ruled)
{
    out_say(out, "Hours: from %d to %d; a session of several is %s.",
            ruled->floor_minutes / HOUR_MINUTES,
            ruled->ceiling_minutes / HOUR_MINUTES,
            ruled->is_shared ? "shared among them" : "paid in full by each");
    if (ruled->first_waits) {
        out_say(out,
                "A newcomer's first post shows after two days, to stewards "
                "at once.");
    }
    for (size_t index = 0; index < ruled->place_count; index++) {
        out_say(out, "%s: %s", (const char *)ruled->places[index].name,
                (const char *)ruled->places[index].cell);
    }
}

const char *ruling_place(const struct ruled *ruled, const char *cell)
{
    for (size_t index = 0; index < ruled->place_count; index++) {
        if (strcmp((const char *)ruled->places[index].cell, cell) == 0) {
            return (const char *)ruled->places[index].name;
        }
    }
    return NULL;
}
