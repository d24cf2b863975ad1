/* Whose records are to be looked at: node/people/rights.c. */
#include "node/limits.h"
#include "node/people/rights.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"

enum { ANA, BEN, EVA, FAY };

/* What a DEVICE record with that number's keys says. */
static const struct body_device *device_of(unsigned number)
{
    static struct body_device device;
    const struct keys_device keys = street_device_keys(number);

    device = (struct body_device){.signing = keys.signing.public,
                                  .transport = keys.transport.public,
                                  .sealing = keys.sealing.public};
    return &device;
}

/* Ana founds; Ben and Eva are vouched for on day 1. */
static void street_of_three(struct street *street)
{
    street_init(street);
    (void)street_device(street, BEN, device_of(BEN), 1);
    (void)street_vouch(street, ANA, 0, BEN, 1);
    (void)street_vouch(street, ANA, 1, EVA, 1);
}

static uint64_t digest(const struct rights *rights, unsigned household)
{
    const struct id id = street_id(household);

    for (size_t index = 0; index < rights->count; index++) {
        if (id_equal(&rights->items[index].household, &id)) {
            return rights->items[index].digest;
        }
    }
    return RIGHTS_NONE;
}

/* The street's rights on a day, and the list marked with them. */
static void take(const struct street *street, int day, struct rights *rights)
{
    struct roster *roster = street_roster(street, day);

    check_ok(rights_take(rights, roster));
    roster_free(roster);
}

static void mark(const struct street *street, int day, struct rights *rights)
{
    struct roster *roster = street_roster(street, day);

    check_ok(rights_mark(rights, roster));
    roster_free(roster);
}

static void same_rights_make_nobody_due(void **state)
{
    struct street street;
    struct rights rights = {0};

    (void)state;
    street_of_three(&street);
    take(&street, 2, &rights);
    assert_int_equal(rights.count, 3);
    mark(&street, 2, &rights);
    mark(&street, 3, &rights);
    assert_int_equal(rights.marks, 0);
    assert_true(digest(&rights, BEN) > RIGHTS_NONE);
    rights_release(&rights);
    street_release(&street);
}

static void who_gains_loses_or_gets_other_keys_is_due(void **state)
{
    struct street street;
    struct rights rights = {0};

    (void)state;
    street_of_three(&street);
    take(&street, 2, &rights);
    (void)street_device(&street, BEN, device_of(FAY), 2);
    (void)street_vouch(&street, ANA, 2, FAY, 2);
    (void)street_unvouch(&street, ANA, 1, EVA, 2);
    mark(&street, 2, &rights);
    assert_int_equal(digest(&rights, BEN), RIGHTS_DUE);
    assert_int_equal(digest(&rights, FAY), RIGHTS_DUE);
    assert_true(digest(&rights, EVA) > RIGHTS_NONE); /* grace lasts */
    assert_true(digest(&rights, ANA) > RIGHTS_NONE);
    assert_int_equal(rights.marks, 1);
    mark(&street, 2 + GRACE_DAYS, &rights);
    assert_int_equal(digest(&rights, EVA), RIGHTS_DUE);
    assert_int_equal(rights.marks, 2);
    rights_release(&rights);
    street_release(&street);
}

/* Rights that were others for a while and are the old ones again: what came
 * in meanwhile has still to be looked at. */
static void who_was_due_stays_due(void **state)
{
    struct street street;
    struct street before;
    struct rights rights = {0};

    (void)state;
    street_of_three(&street);
    street_of_three(&before);
    take(&street, 2, &rights);
    (void)street_vouch(&street, ANA, 2, FAY, 2);
    mark(&street, 2, &rights);
    mark(&before, 2, &rights);
    assert_int_equal(digest(&rights, FAY), RIGHTS_DUE);
    assert_int_equal(rights.marks, 1);
    rights_release(&rights);
    street_release(&before);
    street_release(&street);
}

static void who_was_looked_at_is_settled_or_forgotten(void **state)
{
    struct street street;
    struct street before;
    struct roster *roster = NULL;
    struct rights rights = {0};
    struct rights swept = {0};

    (void)state;
    street_of_three(&street);
    street_of_three(&before);
    take(&street, 2, &rights);
    (void)street_vouch(&street, ANA, 2, FAY, 2);
    mark(&street, 2, &rights);
    roster = street_roster(&street, 2);
    check_ok(rights_due(&rights, roster, &swept));
    assert_int_equal(swept.count, 1);
    rights_settle(&rights, &swept);
    assert_true(digest(&rights, FAY) > RIGHTS_NONE);
    mark(&before, 2, &rights); /* she is nobody again */
    roster_free(roster);
    roster = street_roster(&before, 2);
    check_ok(rights_due(&rights, roster, &swept));
    assert_int_equal(digest(&swept, FAY), RIGHTS_NONE);
    rights_settle(&rights, &swept);
    assert_int_equal(rights.count, 3);
    roster_free(roster);
    rights_release(&swept);
    rights_release(&rights);
    street_release(&before);
    street_release(&street);
}

static void who_changed_while_looked_at_stays_due(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct rights rights = {0};
    struct rights swept = {0};

    (void)state;
    street_of_three(&street);
    take(&street, 2, &rights);
    (void)street_vouch(&street, ANA, 2, FAY, 2);
    mark(&street, 2, &rights);
    roster = street_roster(&street, 2);
    check_ok(rights_due(&rights, roster, &swept));
    roster_free(roster);
    (void)street_device(&street, FAY, device_of(FAY), 2);
    roster = street_roster(&street, 2);
    check_ok(rights_check(&swept, roster));
    rights_settle(&rights, &swept);
    assert_int_equal(digest(&rights, FAY), RIGHTS_DUE);
    roster_free(roster);
    rights_release(&swept);
    rights_release(&rights);
    street_release(&street);
}

static void list_comes_back_as_it_was_written(void **state)
{
    struct street street;
    struct rights rights = {0};
    struct rights again = {0};
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, SNAPSHOT_BYTES_MAX);
    street_of_three(&street);
    take(&street, 2, &rights);
    rights.marks = 7;
    check_ok(rights_write(&rights, &bytes));
    check_ok(rights_read(bytes_view(&bytes), &again));
    assert_int_equal(again.marks, 7);
    assert_false(again.is_whole);
    assert_int_equal(again.count, rights.count);
    assert_true(digest(&again, EVA) == digest(&rights, EVA));
    for (size_t cut = 0; cut < bytes.bytes; cut++) {
        const enum err err =
            rights_read((struct view){bytes.data, cut}, &again);

        assert_true(err == ERR_CORRUPT || again.count < rights.count);
    }
    bytes.data[0] ^= 1;
    check_err(rights_read(bytes_view(&bytes), &again), ERR_CORRUPT);
    rights_release(&again);
    rights_release(&rights);
    bytes_release(&bytes);
    street_release(&street);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_rights_make_nobody_due),
        cmocka_unit_test(who_gains_loses_or_gets_other_keys_is_due),
        cmocka_unit_test(who_was_due_stays_due),
        cmocka_unit_test(who_was_looked_at_is_settled_or_forgotten),
        cmocka_unit_test(who_changed_while_looked_at_stays_due),
        cmocka_unit_test(list_comes_back_as_it_was_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
