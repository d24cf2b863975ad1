#include <stdbool.h>
#include <string.h>

#include <sodium.h>

#include "node/mail/sealing.h"
#include "node/moment.h"
#include "node/record/time.h"
#include "tests/lib/check.h"

static struct sealing_keys keys;

static int setup(void **state)
{
    (void)state;
    sealing_release(&keys);
    return 0;
}

static uint64_t at(const char *text)
{
    uint64_t ms = 0;

    check_ok(time_parse(text, &ms));
    return ms;
}

static void roll(uint64_t now_ms)
{
    static unsigned char seed[KEY_SEED_BYTES];

    seed[0]++;
    sealing_roll(&keys, now_ms, seed);
    assert_false(sealing_is_due(&keys, now_ms));
}

static void months_count_from_1970(void **state)
{
    (void)state;
    assert_int_equal(sealing_month(0), 0);
    assert_int_equal(sealing_month(at("1970-12-31T23:59:59Z")), 11);
    assert_int_equal(sealing_month(at("1971-01-01T00:00:00Z")), 12);
    assert_int_equal(sealing_month(at("2026-11-22T05:00:00Z")), 682);
}

static void this_month_and_two_ahead_are_published(void **state)
{
    const uint64_t now_ms = at("2026-11-22T05:00:00Z");
    struct body_sealing body;

    (void)state;
    assert_true(sealing_is_due(&keys, now_ms));
    roll(now_ms);
    sealing_published(&keys, now_ms, &body);
    assert_int_equal(body.months_count, 3);
    for (uint16_t ahead = 0; ahead < 3; ahead++) {
        assert_int_equal(body.months[ahead].month, 682 + ahead);
        check_id(body_sealing_find(&body, (uint16_t)(682 + ahead)),
                 &sealing_find(&keys, (uint16_t)(682 + ahead))->public);
    }
    assert_null(body_sealing_find(&body, 681));
    assert_null(body_sealing_find(&body, 685));
}

/* No longer than a month, and not those of a machine that it was. */
static void month_before_is_published_on(void **state)
{
    struct body_sealing body;

    (void)state;
    roll(at("2026-11-22T05:00:00Z"));
    roll(at("2026-12-01T00:00:00Z"));
    sealing_published(&keys, at("2026-12-31T23:59:59Z"), &body);
    assert_int_equal(body.months_count, SEALING_MONTHS_MAX);
    check_id(body_sealing_find(&body, 682), &sealing_find(&keys, 682)->public);
    roll(at("2027-01-01T00:00:00Z"));
    sealing_published(&keys, at("2027-01-01T00:00:00Z"), &body);
    assert_null(body_sealing_find(&body, 682));
    sealing_part(&keys);
    roll(at("2027-01-01T00:00:00Z"));
    sealing_published(&keys, at("2027-01-01T00:00:00Z"), &body);
    assert_null(body_sealing_find(&body, 683));
}

static void months_have_nothing_in_common(void **state)
{
    const uint64_t now_ms = at("2026-11-22T05:00:00Z");

    (void)state;
    roll(now_ms);
    assert_memory_not_equal(sealing_find(&keys, 682)->secret,
                            sealing_find(&keys, 683)->secret, EXCHANGE_BYTES);
}

static void rolling_keeps_what_is_there(void **state)
{
    struct id december;

    (void)state;
    roll(at("2026-11-22T05:00:00Z"));
    december = sealing_find(&keys, 683)->public;
    assert_false(sealing_is_due(&keys, at("2026-11-30T23:59:59Z")));
    assert_true(sealing_is_due(&keys, at("2026-12-01T00:00:00Z")));
    roll(at("2026-12-01T00:00:00Z"));
    check_id(&sealing_find(&keys, 683)->public, &december);
    assert_non_null(sealing_find(&keys, 685));
}

static void secret_is_gone_60_days_after_its_month(void **state)
{
    struct exchange_keys november;
    const unsigned char *bytes = (const unsigned char *)&keys;

    (void)state;
    roll(at("2026-11-22T05:00:00Z"));
    november = *sealing_find(&keys, 682);
    roll(at("2027-01-29T23:59:59Z")); /* 30 November and 60 days */
    assert_non_null(sealing_find(&keys, 682));
    assert_true(sealing_is_due(&keys, at("2027-01-30T00:00:00Z")));
    roll(at("2027-01-30T00:00:00Z"));
    assert_non_null(sealing_find(&keys, 682)); /* seen to be over */
    assert_false(sealing_is_due(&keys, at("2027-01-30T23:59:59Z")));
    assert_true(sealing_is_due(&keys, at("2027-01-31T00:00:00Z")));
    roll(at("2027-01-31T00:00:00Z"));
    assert_null(sealing_find(&keys, 682));
    for (size_t i = 0; i + EXCHANGE_BYTES <= sizeof keys; i++) {
        assert_memory_not_equal(bytes + i, november.secret, EXCHANGE_BYTES);
    }
}

/* Set right within the day, or jumping again and again, it destroys nothing. */
static void clock_that_jumped_ahead_destroys_nothing(void **state)
{
    const uint64_t right_ms = at("2026-11-22T05:00:00Z");
    struct exchange_keys november;

    (void)state;
    roll(right_ms);
    november = *sealing_find(&keys, 682);
    for (uint64_t days = 700; days > 0; days -= 100) {
        const uint64_t wrong_ms = right_ms + days * DAY_MS;

        roll(wrong_ms);
        roll(wrong_ms + DAY_MS - 1);
        roll(right_ms);
        assert_non_null(sealing_find(&keys, 682));
        assert_memory_equal(sealing_find(&keys, 682), &november,
                            sizeof november);
        assert_non_null(sealing_find(&keys, 684));
        assert_true(keys.over_ms == 0);
    }
}

static void years_of_months_stay_within_bounds(void **state)
{
    uint64_t now_ms = at("2026-11-22T05:00:00Z");

    (void)state;
    for (int day = 0; day < 3 * 365; day++) {
        if (sealing_is_due(&keys, now_ms)) {
            roll(now_ms);
        }
        assert_true(keys.count >= 3 && keys.count <= 6);
        now_ms += DAY_MS;
    }
}

static void copy_opens_what_came_and_publishes_its_own(void **state)
{
    const uint64_t now_ms = at("2026-11-22T05:00:00Z");
    struct id former;

    (void)state;
    roll(now_ms);
    former = sealing_find(&keys, 682)->public;
    sealing_part(&keys);
    assert_null(sealing_find(&keys, 682));
    assert_true(sealing_is_due(&keys, now_ms));
    roll(now_ms);
    assert_int_equal(keys.count, 6);
    assert_false(id_equal(&sealing_find(&keys, 682)->public, &former));
}

static void copies_of_copies_keep_their_own_keys(void **state)
{
    const uint64_t now_ms = at("2026-11-22T05:00:00Z");

    (void)state;
    for (int copy = 0; copy < 12; copy++) {
        sealing_part(&keys);
        roll(now_ms);
        assert_true(keys.count <= SEALING_SECRETS_MAX);
    }
    assert_int_equal(keys.count, SEALING_SECRETS_MAX);
}

static void body_goes_there_and_back(void **state)
{
    const uint64_t now_ms = at("2026-11-22T05:00:00Z");
    struct body_sealing body;
    struct body_sealing back;
    struct bytes bytes;

    (void)state;
    roll(now_ms);
    sealing_published(&keys, now_ms, &body);
    bytes_init(&bytes, 4096);
    check_ok(body_sealing_write(&body, &bytes));
    check_ok(body_sealing_read(bytes_view(&bytes), &back));
    assert_memory_equal(&body, &back, sizeof body);
    bytes_reset(&bytes);
    body.months[1].month = body.months[0].month;
    check_err(body_sealing_write(&body, &bytes), ERR_INVALID);
    bytes_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(months_count_from_1970),
        cmocka_unit_test_setup(this_month_and_two_ahead_are_published, setup),
        cmocka_unit_test_setup(month_before_is_published_on, setup),
        cmocka_unit_test_setup(months_have_nothing_in_common, setup),
        cmocka_unit_test_setup(rolling_keeps_what_is_there, setup),
        cmocka_unit_test_setup(secret_is_gone_60_days_after_its_month, setup),
        cmocka_unit_test_setup(clock_that_jumped_ahead_destroys_nothing, setup),
        cmocka_unit_test_setup(years_of_months_stay_within_bounds, setup),
        cmocka_unit_test_setup(copy_opens_what_came_and_publishes_its_own,
                               setup),
        cmocka_unit_test_setup(copies_of_copies_keep_their_own_keys, setup),
        cmocka_unit_test_setup(body_goes_there_and_back, setup),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
