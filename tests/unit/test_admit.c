#include "node/limits.h"
#include "node/sync/admit.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"

struct scene {
    struct street street;
    struct roster *roster;
    struct moment moment; /* day 10 */
};

/* Founder 0, full member 1 and newcomer 2, each with a device; 3 has none. */
static void scene_begin(struct scene *scene)
{
    scene->moment = (struct moment){
        .now_ms = street_ms(10), .mono_ms = 1, .is_plausible = true};
    street_init(&scene->street);
    street_vouch(&scene->street, 0, 0, 1, 1);
    street_vouch(&scene->street, 1, 0, 2, 1);
    for (unsigned household = 0; household < 3; household++) {
        const struct keys_device keys = street_device_keys(household);
        const struct body_device device = {.signing = keys.signing.public,
                                           .transport = keys.transport.public,
                                           .sealing = keys.sealing.public};

        street_device(&scene->street, household, &device, 1);
    }
    scene->roster = street_roster(&scene->street, 10);
}

static void scene_end(struct scene *scene)
{
    roster_free(scene->roster);
    street_release(&scene->street);
}

/* A post as record_read would give it, of a household's first device. */
static struct record
post_of(const struct scene *scene, unsigned household, uint32_t n, int day)
{
    return (struct record){
        .class = CLASS_POST,
        .kind = 1,
        .neighbourhood = scene->street.neighbourhood,
        .household = street_id(household),
        .signer = street_device_keys(household).signing.public,
        .n = n,
        .stamp_ms = street_ms(day),
        .drop_day = class_drop_day(CLASS_POST, street_ms(day)),
    };
}

static enum err admit(const struct scene *scene, const struct record *record)
{
    return admit_check(scene->roster, record, &scene->moment, NULL);
}

static void members_are_admitted_below_their_limit(void **state)
{
    static const uint32_t limits[] = {16384, 128, 32};
    struct scene scene;

    (void)state;
    scene_begin(&scene);
    for (unsigned household = 0; household < 3; household++) {
        struct record record =
            post_of(&scene, household, limits[household] - 1, 9);

        check_ok(admit(&scene, &record));
        record.n++;
        check_err(admit(&scene, &record), ERR_FULL);
    }
    scene_end(&scene);
}

static void strangers_and_strange_keys_are_refused(void **state)
{
    struct scene scene;
    struct record record;

    (void)state;
    scene_begin(&scene);
    record = post_of(&scene, 3, 0, 9);
    check_err(admit(&scene, &record), ERR_STRANGER);
    record = post_of(&scene, 1, 0, 9);
    record.signer = street_device_keys(2).signing.public;
    check_err(admit(&scene, &record), ERR_STRANGER);
    record.signer = street_id(1); /* the household key signs no posts */
    check_err(admit(&scene, &record), ERR_STRANGER);
    scene_end(&scene);
}

static void lane_that_no_machine_has_is_refused(void **state)
{
    struct scene scene;
    struct record record;

    (void)state;
    scene_begin(&scene);
    record = post_of(&scene, 1, 0, 9);
    record.lane = 1;
    check_err(admit(&scene, &record), ERR_STRANGER);
    check_ok(admit_check(scene.roster, &record, &scene.moment,
                         &record.household)); /* our own waits for it */
    record.class = CLASS_RECEIPT;
    record.lane = 0;
    check_ok(admit(&scene, &record));
    scene_end(&scene);
}

static void cut_off_authors_records_are_kept_30_days(void **state)
{
    struct scene scene;
    struct record record;

    (void)state;
    scene_begin(&scene);
    street_unvouch(&scene.street, 0, 0, 1, 10);
    roster_free(scene.roster);
    scene.roster = street_roster(&scene.street, 39);
    scene.moment.now_ms = street_ms(39);
    record = post_of(&scene, 1, 0, 9);
    check_ok(admit(&scene, &record));
    check_ok(roster_settle(scene.roster, street_day(40)));
    check_err(admit(&scene, &record), ERR_STRANGER);
    scene_end(&scene);
}

/* A post of day 0 has its drop day at 120 and leaves after day 121. */
static void time_is_judged_to_the_day_and_the_minute(void **state)
{
    struct scene scene;
    struct record record;

    (void)state;
    scene_begin(&scene);
    record = post_of(&scene, 1, 0, 0);
    scene.moment.now_ms = (STREET_DAY + 122ULL) * DAY_MS - 1;
    check_ok(admit(&scene, &record));
    scene.moment.now_ms++;
    check_err(admit(&scene, &record), ERR_LATE);

    record = post_of(&scene, 1, 0, 10);
    scene.moment.now_ms = street_ms(10) - EARLY_MS_MAX;
    check_ok(admit(&scene, &record));
    scene.moment.now_ms--;
    check_err(admit(&scene, &record), ERR_EARLY);
    scene_end(&scene);
}

static void clock_that_is_not_set_judges_no_time(void **state)
{
    struct scene scene;
    struct record record;

    (void)state;
    scene_begin(&scene);
    scene.moment.is_plausible = false;
    record = post_of(&scene, 1, 0, 10);
    scene.moment.now_ms = 0;
    check_ok(admit(&scene, &record));
    scene.moment.now_ms = street_ms(500);
    check_ok(admit(&scene, &record));
    scene_end(&scene);
}

static void what_stands_for_ever_is_never_late(void **state)
{
    const struct moment moment = {.now_ms = street_ms(20000),
                                  .is_plausible = true};

    (void)state;
    check_ok(admit_time(street_ms(0), DROP_DAY_NEVER, &moment));
    check_err(admit_time(street_ms(0), STREET_DAY, &moment), ERR_LATE);
}

static void receipts_have_no_number(void **state)
{
    struct scene scene;
    struct record record;

    (void)state;
    scene_begin(&scene);
    record = post_of(&scene, 2, 0, 9);
    record.class = CLASS_RECEIPT;
    record.drop_day = DROP_DAY_NEVER;
    check_ok(admit(&scene, &record));
    record.household = street_id(3);
    check_err(admit(&scene, &record), ERR_STRANGER);
    scene_end(&scene);
}

static void own_records_need_no_standing_but_our_own_key(void **state)
{
    const struct id own = street_id(1);
    struct scene scene;
    struct record record;

    (void)state;
    scene_begin(&scene);
    street_unvouch(&scene.street, 0, 0, 1, 10);
    roster_free(scene.roster);
    scene.roster = street_roster_of(&scene.street, 1, 60);
    scene.moment.now_ms = street_ms(60);
    record = post_of(&scene, 1, 5000, 9);
    check_err(admit(&scene, &record), ERR_STRANGER);
    check_ok(admit_check(scene.roster, &record, &scene.moment, &own));
    record.signer = street_device_keys(77).signing.public;
    check_err(admit_check(scene.roster, &record, &scene.moment, &own),
              ERR_STRANGER);
    scene_end(&scene);
}

static void record_of_another_neighbourhood_is_malformed(void **state)
{
    struct scene scene;
    struct record record;

    (void)state;
    scene_begin(&scene);
    record = post_of(&scene, 1, 0, 9);
    record.neighbourhood.data[0] ^= 1;
    check_err(admit(&scene, &record), ERR_MALFORMED);
    scene_end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_admitted_below_their_limit),
        cmocka_unit_test(strangers_and_strange_keys_are_refused),
        cmocka_unit_test(lane_that_no_machine_has_is_refused),
        cmocka_unit_test(cut_off_authors_records_are_kept_30_days),
        cmocka_unit_test(time_is_judged_to_the_day_and_the_minute),
        cmocka_unit_test(clock_that_is_not_set_judges_no_time),
        cmocka_unit_test(what_stands_for_ever_is_never_late),
        cmocka_unit_test(receipts_have_no_number),
        cmocka_unit_test(own_records_need_no_standing_but_our_own_key),
        cmocka_unit_test(record_of_another_neighbourhood_is_malformed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
