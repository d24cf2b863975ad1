/* The other half of node/people/freeze.h: strictly what freeze.c writes. */
#include <stdlib.h>
#include <string.h>

#include "node/people/freeze.h"
#include "node/people/frozen.h"
#include "node/people/state.h"

/* A roster that is filled. */
struct thaw {
    struct frozen_reader from;
    struct directory *directory;
    size_t device_room; /* in it */
    size_t voucher_room;
};

static void take_council(struct frozen_reader *from, struct roster *roster)
{
    struct roster_council *council = &roster->council;

    frozen_take_text(from, (unsigned char *)roster->place);
    roster->has_council = frozen_take_flag(from);
    if (roster->has_council) {
        *council = (struct roster_council){.height = frozen_take_u32(from)};
        frozen_take_id(from, &council->hash);
        council->steward_count =
            frozen_take_ids(from, council->stewards, STEWARDS_MAX);
        council->voter_count =
            frozen_take_ids(from, council->voters, VOTERS_MAX);
    }
}

static void take_ruled(struct frozen_reader *from, struct ruled *ruled)
{
    const uint32_t floor = frozen_take_u32(from);
    const uint32_t ceiling = frozen_take_u32(from);
    const bool is_bounded =
        floor <= 60 * RULED_HOURS_MAX && ceiling <= 60 * RULED_HOURS_MAX;

    frozen_require(from, is_bounded);
    ruled->floor_minutes = is_bounded ? -(int32_t)floor : 0;
    ruled->ceiling_minutes = is_bounded ? (int32_t)ceiling : 0;
    ruled->is_shared = frozen_take_flag(from);
    ruled->first_waits = frozen_take_flag(from);
    ruled->place_count = frozen_take_count(from, PLACES_MAX);
    for (size_t index = 0; index < ruled->place_count; index++) {
        frozen_take_text(from, ruled->places[index].name);
        frozen_take_text(from, ruled->places[index].cell);
    }
}

static void take_rules(struct frozen_reader *from, struct rules *rules)
{
    take_ruled(from, &rules->ruled);
    for (size_t class = 0; class < CLASS_END; class ++) {
        rules->classes[class].is_ruled = frozen_take_flag(from);
        if (rules->classes[class].is_ruled) {
            rules->classes[class].newcomer = frozen_take_u32(from);
            rules->classes[class].full = frozen_take_u32(from);
            rules->classes[class].steward = frozen_take_u32(from);
        }
    }
}

static void take_device(struct frozen_reader *from,
                        struct roster_device *device)
{
    const unsigned flags = frozen_take_u8(from);

    frozen_require(from, flags <= (FROZEN_STRUCK | FROZEN_PASS));
    device->is_struck = (flags & FROZEN_STRUCK) != 0;
    device->lane = frozen_take_u32(from);
    device->stamp_ms = frozen_take_u64(from);
    frozen_take_text(from, device->name);
    if (!device->is_struck) {
        frozen_take_id(from, &device->signing);
        frozen_take_id(from, &device->transport);
        frozen_take_id(from, &device->sealing);
    }
    if ((flags & FROZEN_PASS) != 0) {
        frozen_take_id(from, &device->one_time);
        frozen_require(from, !id_is_zero(&device->one_time));
    }
    device->former_count = frozen_take_count(from, FORMER_KEYS_MAX);
    for (size_t index = 0; index < device->former_count; index++) {
        frozen_take_id(from, &device->former[index]);
        device->former_ended_ms[index] = frozen_take_u64(from);
    }
}

static void take_devices(struct thaw *thaw, struct roster_household *household)
{
    struct frozen_reader *from = &thaw->from;
    struct directory *directory = thaw->directory;
    const size_t count = frozen_take_count(from, LANES_MAX);

    frozen_require(from, count <= thaw->device_room - directory->device_count);
    if (from->err != ERR_OK || count == 0) {
        return;
    }
    household->devices = &directory->devices[directory->device_count];
    household->device_count = count;
    for (size_t index = 0; index < count; index++) {
        take_device(from, &directory->devices[directory->device_count++]);
    }
}

/* Whose ids were all read before; they ascend. */
static void take_vouchers(struct thaw *thaw, struct roster_household *household)
{
    struct frozen_reader *from = &thaw->from;
    struct directory *directory = thaw->directory;
    struct roster_voucher *next =
        &directory->vouchers[directory->voucher_count];
    const size_t count = frozen_take_u16(from);

    frozen_require(from,
                   count <= thaw->voucher_room - directory->voucher_count);
    household->vouchers = next;
    for (size_t index = 0; index < count && from->err == ERR_OK; index++) {
        const unsigned value = frozen_take_u16(from);
        const size_t place = value % FROZEN_INVITE;

        frozen_require(from, place < directory->count);
        if (from->err != ERR_OK) {
            return;
        }
        next[index] = (struct roster_voucher){
            directory->households[directory->order[place]].id,
            value >= FROZEN_INVITE};
        frozen_require(from,
                       index == 0 || id_compare(&next[index - 1].voucher,
                                                &next[index].voucher) < 0);
        household->voucher_count++;
        directory->voucher_count++;
    }
}

static void take_household(struct thaw *thaw,
                           struct roster_household *household)
{
    struct frozen_reader *from = &thaw->from;
    const unsigned flags = frozen_take_u8(from);

    frozen_require(from, flags <= (FROZEN_OWN | FROZEN_CLASHED));
    household->is_own = (flags & FROZEN_OWN) != 0;
    household->is_clashed = (flags & FROZEN_CLASHED) != 0;
    household->since_ms = frozen_take_u64(from);
    frozen_take_text(from, household->name);
    take_devices(thaw, household);
    take_vouchers(thaw, household);
}

static void take_person(struct frozen_reader *from,
                        struct id *household,
                        uint8_t levels[static STANDING_MODES])
{
    frozen_take_id(from, household);
    for (size_t mode = 0; mode < STANDING_MODES; mode++) {
        levels[mode] = frozen_take_u8(from);
        frozen_require(from, levels[mode] <= LEVEL_NEWCOMER ||
                                 levels[mode] == LEVEL_NONE);
    }
}

/* Households are shown by (LIVE level, id): where does each level begin? Looks
 * ahead at bytes that are known to be there. */
static void find_levels(const unsigned char *people,
                        size_t count,
                        size_t begin[static LEVEL_NONE + 1])
{
    size_t before = 0;

    for (size_t index = 0; index < count; index++) {
        begin[people[index * FROZEN_PERSON_BYTES + ID_BYTES + STANDING_LIVE]]++;
    }
    for (size_t level = 0; level <= LEVEL_NONE; level++) {
        const size_t at_level = begin[level];

        begin[level] = before;
        before += at_level;
    }
}

/* Who is there, ascending by id. */
static void take_people(struct thaw *thaw)
{
    struct frozen_reader *from = &thaw->from;
    struct directory *directory = thaw->directory;
    const struct roster_household *before = NULL;
    size_t next[LEVEL_NONE + 1] = {0};

    find_levels(from->rest.data, directory->count, next);
    for (size_t index = 0; index < directory->count; index++) {
        struct roster_household *household = NULL;
        uint8_t levels[STANDING_MODES];
        struct id id;

        take_person(from, &id, levels);
        frozen_require(from,
                       before == NULL || id_compare(&before->id, &id) < 0);
        directory->order[index] = next[levels[STANDING_LIVE]]++;
        household = &directory->households[directory->order[index]];
        household->id = id;
        memcpy(household->level, levels, sizeof levels);
        before = household;
    }
}

/* Nothing is taken that the bytes cannot fill. */
static bool fits(const struct frozen_reader *from, size_t count, size_t bytes)
{
    return count <= from->rest.bytes / bytes;
}

static enum err make_room(struct thaw *thaw)
{
    struct frozen_reader *from = &thaw->from;
    struct directory *directory = thaw->directory;
    const size_t count = frozen_take_u16(from);

    thaw->device_room = frozen_take_u32(from);
    thaw->voucher_room = frozen_take_u32(from);
    frozen_require(from,
                   count <= FROZEN_HOUSEHOLDS_MAX &&
                       fits(from, count, FROZEN_HOUSEHOLD_BYTES) &&
                       fits(from, thaw->device_room, FROZEN_DEVICE_BYTES) &&
                       fits(from, thaw->voucher_room, FROZEN_VOUCHER_BYTES));
    if (from->err != ERR_OK) {
        return from->err;
    }
    directory->households = calloc(count + 1, sizeof *directory->households);
    directory->order = calloc(count + 1, sizeof *directory->order);
    directory->devices =
        calloc(thaw->device_room + 1, sizeof *directory->devices);
    directory->vouchers =
        calloc(thaw->voucher_room + 1, sizeof *directory->vouchers);
    if (directory->households == NULL || directory->order == NULL ||
        directory->devices == NULL || directory->vouchers == NULL) {
        return ERR_NOMEM;
    }
    directory->count = count;
    return ERR_OK;
}

static enum err take_directory(struct thaw *thaw)
{
    struct frozen_reader *from = &thaw->from;
    struct directory *directory = thaw->directory;
    enum err err = make_room(thaw);

    if (err != ERR_OK) {
        return err;
    }
    take_people(thaw);
    for (size_t index = 0; index < directory->count && from->err == ERR_OK;
         index++) {
        take_household(thaw, &directory->households[directory->order[index]]);
    }
    frozen_require(from, from->rest.bytes == 0 &&
                             directory->device_count == thaw->device_room &&
                             directory->voucher_count == thaw->voucher_room);
    return from->err;
}

/* Is it of this place, household and day? */
static enum err take_origin(struct frozen_reader *from,
                            const struct neighbourhood *neighbourhood,
                            const struct id *own,
                            uint32_t day)
{
    struct neighbourhood place;
    struct id household;
    uint32_t frozen_day = 0;

    frozen_take(from, place.data, NEIGHBOURHOOD_BYTES);
    frozen_take_id(from, &household);
    frozen_day = frozen_take_u32(from);
    if (from->err == ERR_OK &&
        (frozen_day != day || !id_equal(&household, own) ||
         !neighbourhood_equal(&place, neighbourhood))) {
        return ERR_UNKNOWN;
    }
    return from->err;
}

enum err roster_thaw(struct roster *roster,
                     const struct id *own,
                     uint32_t day,
                     struct view frozen)
{
    struct thaw thaw = {.from = frozen_open(frozen),
                        .directory = &roster->directory};
    enum err err = take_origin(&thaw.from, &roster->neighbourhood, own, day);

    roster_reset(roster);
    if (err == ERR_OK) {
        take_council(&thaw.from, roster);
        take_rules(&thaw.from, &roster->rules);
        err = take_directory(&thaw);
    }
    if (err != ERR_OK) {
        roster_reset(roster);
        return err;
    }
    roster->day = day;
    roster->is_thawed = true;
    return ERR_OK;
}
