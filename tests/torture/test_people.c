#include "node/limits.h"
#include "node/people/freeze.h"
#include "node/people/roster.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"
#include "tests/torture/torture.h"

static struct street street;

/* A bit of everything that makes the roster take memory. */
static int setup(void **state)
{
    (void)state;
    street_init(&street);
    (void)street_widen(&street);
    for (unsigned member = 1; member < 20; member++) {
        const struct keys_device keys = street_device_keys(member);
        const struct body_device device = {.signing = keys.signing.public,
                                           .transport = keys.transport.public,
                                           .sealing = keys.sealing.public};

        street_vouch(&street, 0, member, member, 1);
        street_vouch(&street, member, 0, member + 20, 1);
        street_device(&street, member, &device, 1);
    }
    street_invite(&street, 2, 1, 7, 1);
    street_join(&street, 7, 50, 2);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    street_release(&street);
    return 0;
}

static enum err fill(struct roster *roster)
{
    enum err err = ERR_OK;

    for (size_t place = 0; place < street.count && err == ERR_OK; place++) {
        const struct record record = street_record(&street, place);

        err = roster_add(roster, &record, false);
    }
    return err == ERR_OK ? roster_settle(roster, street_day(3)) : err;
}

static enum err count_shown(void *visitor, struct view bytes)
{
    size_t *count = visitor;

    *count += bytes.bytes > 0;
    return ERR_OK;
}

/* After a refusal it is empty, and whole once it is filled again. */
static enum err settles(void *given)
{
    const struct id member = street_id(21);
    struct roster *roster = NULL;
    size_t shown = 0;
    enum err err = roster_new(&street.neighbourhood, &roster);

    (void)given;
    if (err != ERR_OK) {
        return err;
    }
    err = fill(roster);
    if (err != ERR_OK) {
        torture_pause();
        assert_int_equal(roster_count(roster), 0);
        assert_null(roster_find(roster, &member));
        roster_reset(roster);
        check_ok(fill(roster));
        assert_non_null(roster_find(roster, &member));
        torture_resume();
    } else {
        err = roster_credentials(roster, &member, 4096, count_shown, &shown);
        assert_true(err != ERR_OK || shown > 2);
    }
    roster_free(roster);
    return err;
}

/* What cannot be thawed is empty, and can be filled with records. */
static enum err thaws(void *given)
{
    const struct id own = street_id(1);
    struct roster *roster = NULL;
    struct bytes frozen;
    enum err err = roster_new(&street.neighbourhood, &roster);

    (void)given;
    bytes_init(&frozen, SNAPSHOT_BYTES_MAX);
    if (err == ERR_OK) {
        err = fill(roster);
    }
    if (err == ERR_OK) {
        err = roster_freeze(roster, &own, &frozen);
    }
    if (err == ERR_OK) {
        err = roster_thaw(roster, &own, street_day(3), bytes_view(&frozen));
        assert_int_equal(err == ERR_OK, roster_is_thawed(roster));
        assert_int_equal(err == ERR_OK, roster_count(roster) > 0);
    }
    if (err != ERR_OK && roster != NULL) {
        torture_pause();
        roster_reset(roster);
        check_ok(fill(roster));
        torture_resume();
    }
    bytes_release(&frozen);
    roster_free(roster);
    return err;
}

static void refused_memory_thaws_nothing(void **state)
{
    torture_run(thaws, NULL);
    (void)state;
}

static void refused_memory_leaves_a_roster_that_can_be_filled(void **state)
{
    (void)state;
    torture_run(settles, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_memory_leaves_a_roster_that_can_be_filled),
        cmocka_unit_test(refused_memory_thaws_nothing),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
