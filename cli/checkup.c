#include "cli/checkup.h"

#include <stdio.h>
#include <string.h>

#include "cli/away.h"
#include "cli/desk.h"
#include "cli/device.h"
#include "cli/out.h"
#include "node/people/council.h"
#include "node/people/roster.h"
#include "node/record/time.h"
#include "node/tell.h"
#include "store/local.h"

enum { LIAR_DAYS = 30 };

enum err checkup_add_dated(json_t *rows,
                           const char *what,
                           const char *detail,
                           const char *fix,
                           uint64_t ms)
{
    json_t *row =
        json_pack("{s:s,s:s,s:s,s:s,s:o}", "check", what, "state",
                  fix == NULL ? "good" : "look", "detail", detail, "fix",
                  fix == NULL ? "" : fix, "time", out_time_json(ms));

    return json_array_append_new(rows, row) == 0 ? ERR_OK : ERR_NOMEM;
}

enum err
checkup_add(json_t *rows, const char *what, const char *detail, const char *fix)
{
    return checkup_add_dated(rows, what, detail, fix, 0);
}

/* By the roster; or by another machine of ours, which sends away what it has
 * struck out, and need not have told it so. */
static enum device_state machine_state(const struct counter *counter,
                                       const struct away *away)
{
    const enum device_state state =
        device_state(&counter->drive, counter->desk.roster);

    return state == DEVICE_LISTED && away->has_own ? DEVICE_STRUCK : state;
}

static enum err check_machine(const struct counter *counter,
                              const struct away *away,
                              json_t *rows)
{
    const size_t count = household_running(
        roster_find(counter->desk.roster, &counter->desk.own));
    char detail[CHECKUP_DETAIL_BYTES];

    switch (machine_state(counter, away)) {
    case DEVICE_LISTED:
        (void)snprintf(detail, sizeof detail,
                       "listed; %zu of %d places of your household are taken",
                       count, LANES_MAX);
        return checkup_add(rows, "machine", detail,
                           count < LANES_MAX
                               ? NULL
                               : "kith device remove those that are gone");
    case DEVICE_WAITING:
        return checkup_add(
            rows, "machine", "it is not listed in your household yet",
            "start kith run here, and on the machine that made the "
            "code, if there was one");
    case DEVICE_STRUCK:
        return checkup_add(rows, "machine",
                           "it was struck out of your household",
                           "on another machine: kith device add");
    case DEVICE_CROWDED:
        break;
    }
    return checkup_add(
        rows, "machine",
        "your household has no place left for it: nobody talks to it",
        "kith device lists the others; kith device remove one");
}

static enum err check_standing(const struct counter *counter, json_t *rows)
{
    const struct desk *desk = &counter->desk;
    const char *standing =
        desk_standing(roster_level(desk->roster, &desk->own, STANDING_LIVE));
    struct roster_council council;
    char detail[CHECKUP_DETAIL_BYTES];
    enum err err = ERR_OK;

    (void)snprintf(detail, sizeof detail, "your household is %s", standing);
    err = checkup_add(
        rows, "standing", detail,
        strcmp(standing, "none") == 0
            ? "start kith run, so that neighbours hear of your joining"
            : NULL);
    if (err != ERR_OK || roster_council(desk->roster, &council) != ERR_OK) {
        return err;
    }
    if (council.steward_count == 1 && roster_count(desk->roster) > 1) {
        return checkup_add(
            rows, "stewards", "there is only one",
            "kith council propose --steward A --steward B, so that it "
            "does not hang on one household");
    }
    return checkup_add(rows, "stewards", "there are enough", NULL);
}

/* The last household that was found to lie lately. */
struct lying {
    uint64_t after_ms;
    struct id last;
    bool has_one;
};

static enum err note_liar(void *visitor, const struct local_event *event)
{
    struct lying *lying = visitor;

    if (!lying->has_one && event->kind == (uint32_t)TELL_LIAR &&
        event->when_ms >= lying->after_ms) {
        lying->has_one = true;
        lying->last = event->subject;
    }
    return ERR_OK;
}

static enum err check_manifests(const struct counter *counter, json_t *rows)
{
    const uint64_t days = LIAR_DAYS;
    struct lying lying = {.after_ms = counter->desk.now_ms - days * DAY_MS};
    char detail[CHECKUP_DETAIL_BYTES];
    json_t *household = NULL;
    enum err err = local_events(counter->drive.store, LOCAL_LOG_ROWS_MAX,
                                note_liar, &lying);

    if (err != ERR_OK || !lying.has_one) {
        return err == ERR_OK
                   ? checkup_add(rows, "manifests",
                                 "no neighbour gave out anything forged", NULL)
                   : err;
    }
    household = desk_household(&counter->desk, &lying.last);
    (void)snprintf(detail, sizeof detail, "%s listed forged records",
                   json_string_value(json_object_get(household, "name")));
    json_decref(household);
    return checkup_add(
        rows, "manifests", detail,
        "ask them to run kith doctor --mend, and whether their machine "
        "is in other hands; then kith unvouch if you vouched for them");
}

/* Those that count us as a member talk to us; the others are silent. */
static enum err
check_away(const struct counter *counter, const struct away *away, json_t *rows)
{
    const struct desk *desk = &counter->desk;
    const bool is_one_of_many =
        household_running(roster_find(desk->roster, &desk->own)) > 1;
    char detail[CHECKUP_DETAIL_BYTES];
    json_t *household = NULL;

    if (away->count == 0) {
        return checkup_add(rows, "neighbours",
                           "none of them has sent this node away", NULL);
    }
    household = desk_household(desk, &away->by[0]);
    (void)snprintf(detail, sizeof detail,
                   "%s does not count your household as a member",
                   json_string_value(json_object_get(household, "name")));
    json_decref(household);
    if (away->count > 1) {
        (void)snprintf(detail + strlen(detail), sizeof detail - strlen(detail),
                       ", nor do %zu more", away->count - 1);
    }
    return checkup_add(
        rows, "neighbours", detail,
        is_one_of_many
            ? "ask them whether a vouch was taken back; or another machine of "
              "yours has struck this one out: kith device there shows it"
            : "ask them whether a vouch was taken back; an invite of theirs "
              "lets you in again: kith join");
}

enum err checkup_people(const struct counter *counter, json_t *rows)
{
    const struct desk *desk = &counter->desk;
    struct away away;
    enum err err =
        away_find(counter->drive.store, &desk->own, desk->now_ms, &away);

    if (err == ERR_OK) {
        err = check_machine(counter, &away, rows);
    }
    if (err == ERR_OK) {
        err = check_standing(counter, rows);
    }
    if (err == ERR_OK) {
        err = check_away(counter, &away, rows);
    }
    return err == ERR_OK ? check_manifests(counter, rows) : err;
}
