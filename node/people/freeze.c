#include "node/people/freeze.h"

#include <assert.h>

#include "node/people/frozen.h"
#include "node/people/state.h"

/* What is added to these has to be frozen and thawed, too. */
_Static_assert(sizeof(void *) != 8 || (sizeof(struct roster_household) == 152 &&
                                       sizeof(struct roster_device) == 544),
               "freeze all of it, then correct the numbers");

static void add_council(struct frozen_writer *to, const struct roster *roster)
{
    const struct roster_council *council = &roster->council;

    frozen_add_text(to, roster->place);
    frozen_add_u8(to, roster->has_council);
    if (roster->has_council) {
        frozen_add_u32(to, council->height);
        frozen_add_id(to, &council->hash);
        frozen_add_ids(to, council->stewards, council->steward_count);
        frozen_add_ids(to, council->voters, council->voter_count);
    }
}

static void add_ruled(struct frozen_writer *to, const struct ruled *ruled)
{
    frozen_add_u32(to, (uint32_t)-ruled->floor_minutes);
    frozen_add_u32(to, (uint32_t)ruled->ceiling_minutes);
    frozen_add_u8(to, ruled->is_shared);
    frozen_add_u8(to, ruled->first_waits);
    frozen_add_u8(to, ruled->place_count);
    for (size_t index = 0; index < ruled->place_count; index++) {
        frozen_add_text(to, ruled->places[index].name);
        frozen_add_text(to, ruled->places[index].cell);
    }
}

static void add_rules(struct frozen_writer *to, const struct rules *rules)
{
    add_ruled(to, &rules->ruled);
    for (size_t class = 0; class < CLASS_END; class ++) {
        frozen_add_u8(to, rules->classes[class].is_ruled);
        if (rules->classes[class].is_ruled) {
            frozen_add_u32(to, rules->classes[class].newcomer);
            frozen_add_u32(to, rules->classes[class].full);
            frozen_add_u32(to, rules->classes[class].steward);
        }
    }
}

static void add_device(struct frozen_writer *to,
                       const struct roster_device *device)
{
    const bool has_pass = !id_is_zero(&device->one_time);

    frozen_add_u8(to, (device->is_struck ? FROZEN_STRUCK : 0U) |
                          (has_pass ? FROZEN_PASS : 0U));
    frozen_add_u32(to, device->lane);
    frozen_add_u64(to, device->stamp_ms);
    frozen_add_text(to, device->name);
    if (!device->is_struck) {
        frozen_add_id(to, &device->signing);
        frozen_add_id(to, &device->transport);
        frozen_add_id(to, &device->sealing);
    }
    if (has_pass) {
        frozen_add_id(to, &device->one_time);
    }
    frozen_add_u8(to, device->former_count);
    for (size_t index = 0; index < device->former_count; index++) {
        frozen_add_id(to, &device->former[index]);
        frozen_add_u64(to, device->former_ended_ms[index]);
    }
}

static void add_vouchers(struct frozen_writer *to,
                         const struct directory *directory,
                         const struct roster_household *household)
{
    frozen_add_u16(to, household->voucher_count);
    for (size_t index = 0; index < household->voucher_count; index++) {
        const struct roster_voucher *voucher = &household->vouchers[index];
        const size_t place = directory_place(directory, &voucher->voucher);

        assert(place < directory->count); /* it has standing */
        frozen_add_u16(to, place | (voucher->is_invite ? FROZEN_INVITE : 0U));
    }
}

static void add_household(struct frozen_writer *to,
                          const struct directory *directory,
                          const struct roster_household *household)
{
    frozen_add_u8(to, (household->is_own ? FROZEN_OWN : 0U) |
                          (household->is_clashed ? FROZEN_CLASHED : 0U));
    frozen_add_u64(to, household->since_ms);
    frozen_add_text(to, household->name);
    frozen_add_u8(to, household->device_count);
    for (size_t index = 0; index < household->device_count; index++) {
        add_device(to, &household->devices[index]);
    }
    add_vouchers(to, directory, household);
}

static void add_directory(struct frozen_writer *to,
                          const struct directory *directory)
{
    frozen_add_u16(to, directory->count);
    frozen_add_u32(to, (uint32_t)directory->device_count);
    frozen_add_u32(to, (uint32_t)directory->voucher_count);
    for (size_t place = 0; place < directory->count; place++) {
        const struct roster_household *household =
            &directory->households[directory->order[place]];

        frozen_add_id(to, &household->id);
        frozen_add(to, household->level, STANDING_MODES);
    }
    for (size_t place = 0; place < directory->count; place++) {
        add_household(to, directory,
                      &directory->households[directory->order[place]]);
    }
}

enum err roster_freeze(const struct roster *roster,
                       const struct id *own,
                       struct bytes *out)
{
    const size_t begin = out->bytes;
    struct frozen_writer to = {out, ERR_OK};

    if (roster->directory.count > FROZEN_HOUSEHOLDS_MAX) {
        return ERR_FULL;
    }
    frozen_begin(&to);
    frozen_add(&to, roster->neighbourhood.data, NEIGHBOURHOOD_BYTES);
    frozen_add_id(&to, own);
    frozen_add_u32(&to, roster->day);
    add_council(&to, roster);
    add_rules(&to, &roster->rules);
    add_directory(&to, &roster->directory);
    frozen_end(&to, begin);
    return to.err;
}
