#include "tests/lib/alike.h"

#include <string.h>

#include "node/limits.h"
#include "node/people/freeze.h"

enum { VOUCHERS_MAX = 64 };

static bool devices_are_alike(const struct roster_device *left,
                              const struct roster_device *right)
{
    bool is_so = left->lane == right->lane &&
                 left->is_struck == right->is_struck &&
                 left->stamp_ms == right->stamp_ms &&
                 id_equal(&left->one_time, &right->one_time) &&
                 memcmp(left->name, right->name, sizeof left->name) == 0 &&
                 id_equal(&left->signing, &right->signing) &&
                 id_equal(&left->transport, &right->transport) &&
                 id_equal(&left->sealing, &right->sealing) &&
                 left->former_count == right->former_count;

    for (size_t index = 0; is_so && index < left->former_count; index++) {
        is_so = id_equal(&left->former[index], &right->former[index]) &&
                left->former_ended_ms[index] == right->former_ended_ms[index];
    }
    return is_so;
}

static bool vouchers_are_alike(const struct roster *left,
                               const struct roster *right,
                               const struct id *household)
{
    struct roster_voucher one[VOUCHERS_MAX];
    struct roster_voucher two[VOUCHERS_MAX];
    const size_t count = roster_vouchers(left, household, one, VOUCHERS_MAX);
    bool is_so = roster_vouchers(right, household, two, VOUCHERS_MAX) == count;

    for (size_t index = 0; is_so && index < count; index++) {
        is_so = id_equal(&one[index].voucher, &two[index].voucher) &&
                one[index].is_invite == two[index].is_invite;
    }
    return is_so;
}

static bool levels_are_alike(const struct roster *left,
                             const struct roster *right,
                             const struct id *household)
{
    bool is_so = true;

    for (unsigned mode = 0; mode < STANDING_MODES; mode++) {
        const enum standing_mode in = (enum standing_mode)mode;

        is_so &= roster_level(left, household, in) ==
                 roster_level(right, household, in);
        for (unsigned class = CLASS_HOUSEHOLD; class < CLASS_END; class ++) {
            is_so &= roster_slots(left, household, class, in) ==
                     roster_slots(right, household, class, in);
        }
    }
    return is_so;
}

/* Whose are these keys, to both? */
static bool keys_are_alike(const struct roster *left,
                           const struct roster *right,
                           const struct roster_household *household,
                           const struct roster_device *device)
{
    const struct roster_household *one =
        roster_by_transport(left, &device->transport);
    const struct roster_household *two =
        roster_by_transport(right, &device->transport);
    bool is_so =
        (one == NULL) == (two == NULL) &&
        (one == NULL || id_equal(&one->id, &two->id)) &&
        roster_claims(left, &household->id, &device->transport) ==
            roster_claims(right, &household->id, &device->transport) &&
        roster_signer_counts(left, &household->id, &device->signing, 0) ==
            roster_signer_counts(right, &household->id, &device->signing, 0);

    for (size_t index = 0; is_so && index < device->former_count; index++) {
        for (uint64_t past = 0; past < 2; past++) {
            const uint64_t stamp_ms = device->former_ended_ms[index] - 1 + past;

            is_so &= roster_signer_counts(left, &household->id,
                                          &device->former[index], stamp_ms) ==
                     roster_signer_counts(right, &household->id,
                                          &device->former[index], stamp_ms);
        }
    }
    return is_so;
}

/* What the rules say beside slots. */
static bool ruled_is_alike(const struct roster *left,
                           const struct roster *right)
{
    const struct ruled *one = roster_ruled(left);
    const struct ruled *two = roster_ruled(right);
    bool is_so = one->floor_minutes == two->floor_minutes &&
                 one->ceiling_minutes == two->ceiling_minutes &&
                 one->is_shared == two->is_shared &&
                 one->first_waits == two->first_waits &&
                 one->place_count == two->place_count;

    for (size_t index = 0; is_so && index < one->place_count; index++) {
        is_so = strcmp((const char *)one->places[index].name,
                       (const char *)two->places[index].name) == 0 &&
                strcmp((const char *)one->places[index].cell,
                       (const char *)two->places[index].cell) == 0;
    }
    return is_so;
}

static bool households_are_alike(const struct roster *left,
                                 const struct roster *right,
                                 size_t place)
{
    const struct roster_household *one = roster_at(left, place);
    const struct roster_household *two = roster_at(right, place);
    bool is_so = id_equal(&one->id, &two->id) &&
                 memcmp(one->name, two->name, sizeof one->name) == 0 &&
                 one->since_ms == two->since_ms && one->is_own == two->is_own &&
                 one->is_clashed == two->is_clashed &&
                 roster_find(left, &one->id) == one &&
                 roster_find(right, &one->id) == two &&
                 levels_are_alike(left, right, &one->id) &&
                 vouchers_are_alike(left, right, &one->id);

    is_so &= one->device_count == two->device_count;
    for (size_t index = 0; is_so && index < one->device_count; index++) {
        const uint32_t lane = one->devices[index].lane;

        is_so = devices_are_alike(&one->devices[index], &two->devices[index]) &&
                keys_are_alike(left, right, one, &one->devices[index]) &&
                roster_has_lane(left, &one->id, lane) &&
                roster_has_lane(right, &one->id, lane);
    }
    return is_so;
}

static bool councils_are_alike(const struct roster *left,
                               const struct roster *right)
{
    struct roster_council one = {0};
    struct roster_council two = {0};
    const enum err err = roster_council(left, &one);
    bool is_so = roster_council(right, &two) == err &&
                 one.height == two.height && id_equal(&one.hash, &two.hash) &&
                 one.steward_count == two.steward_count &&
                 one.voter_count == two.voter_count &&
                 strcmp(roster_place(left), roster_place(right)) == 0;

    for (size_t index = 0; is_so && index < one.steward_count; index++) {
        is_so = id_equal(&one.stewards[index], &two.stewards[index]);
    }
    for (size_t index = 0; is_so && index < one.voter_count; index++) {
        is_so = id_equal(&one.voters[index], &two.voters[index]);
    }
    return is_so;
}

bool rosters_are_alike(const struct roster *left, const struct roster *right)
{
    const struct id nobody = {{1}};
    bool is_so = neighbourhood_equal(roster_neighbourhood(left),
                                     roster_neighbourhood(right)) &&
                 roster_count(left) == roster_count(right) &&
                 councils_are_alike(left, right) &&
                 levels_are_alike(left, right, &nobody) &&
                 ruled_is_alike(left, right);

    for (size_t index = 0; is_so && index < roster_count(left); index++) {
        is_so = households_are_alike(left, right, index);
    }
    return is_so;
}

/* Does it freeze to these bytes? */
static bool
freezes_to(const struct roster *roster, const struct id *own, struct view bytes)
{
    struct bytes again;
    bool is_so = false;

    bytes_init(&again, SNAPSHOT_BYTES_MAX);
    is_so = roster_freeze(roster, own, &again) == ERR_OK &&
            view_equal(bytes_view(&again), bytes);
    bytes_release(&again);
    return is_so;
}

struct roster *
roster_thawed(const struct roster *roster, const struct id *own, uint32_t day)
{
    struct roster *thawed = NULL;
    struct bytes frozen;
    enum err err = roster_new(roster_neighbourhood(roster), &thawed);

    bytes_init(&frozen, SNAPSHOT_BYTES_MAX);
    if (err == ERR_OK) {
        err = roster_freeze(roster, own, &frozen);
    }
    if (err == ERR_OK) {
        err = roster_thaw(thawed, own, day, bytes_view(&frozen));
    }
    if (err != ERR_OK || !freezes_to(thawed, own, bytes_view(&frozen))) {
        roster_free(thawed);
        thawed = NULL;
    }
    bytes_release(&frozen);
    return thawed;
}
