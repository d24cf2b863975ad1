#include <string.h>

#include "node/record/council_body.h"
#include "node/record/record.h"
#include "tests/lib/check.h"

enum { ROOM = 16384 };

struct fixture {
    struct keys_household homes[SIGNATURES_MAX + 1]; /* ascending by id */
    struct bytes content;
    struct bytes body;
    struct neighbourhood neighbourhood;
};

static struct fixture fixture;

static void homes_make(void)
{
    for (size_t i = 0; i <= SIGNATURES_MAX; i++) {
        unsigned char seed[KEY_SEED_BYTES] = {(unsigned char)i, 1};
        struct keys_household keys;
        size_t place = i;

        keys_household_make(seed, &keys);
        while (place > 0 && id_compare(&fixture.homes[place - 1].signing.public,
                                       &keys.signing.public) > 0) {
            fixture.homes[place] = fixture.homes[place - 1];
            place--;
        }
        fixture.homes[place] = keys;
    }
}

static struct council_content founding(void)
{
    return (struct council_content){
        .stewards = {fixture.homes[0].signing.public},
        .stewards_count = 1,
        .name = view_text("Mill Lane"),
        .birth = {1, 2, 3},
    };
}

static struct council_content later(void)
{
    struct council_content content = {
        .height = 1,
        .previous = check_id_of(9),
        .stewards_count = STEWARDS_MAX,
        .voters_count = VOTERS_MAX,
    };

    for (size_t i = 0; i < STEWARDS_MAX; i++) {
        content.stewards[i] = fixture.homes[i].signing.public;
    }
    for (size_t i = 0; i < VOTERS_MAX; i++) {
        content.voters[i] = fixture.homes[STEWARDS_MAX + i].signing.public;
    }
    return content;
}

static int setup(void **state)
{
    struct council_content content;

    (void)state;
    homes_make();
    bytes_init(&fixture.content, ROOM);
    bytes_init(&fixture.body, ROOM);
    content = founding();
    check_ok(council_content_write(&content, &fixture.content));
    council_neighbourhood(bytes_view(&fixture.content), &fixture.neighbourhood);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bytes_release(&fixture.content);
    bytes_release(&fixture.body);
    return 0;
}

static void founding_goes_there_and_back(void **state)
{
    struct council_content back;

    (void)state;
    check_ok(council_content_read(bytes_view(&fixture.content), &back));
    assert_int_equal(back.height, 0);
    assert_int_equal(back.stewards_count, 1);
    check_id(&back.stewards[0], &fixture.homes[0].signing.public);
    check_view_text(back.name, "Mill Lane");
    assert_int_equal(back.birth[2], 3);
}

static void greatest_council_goes_there_and_back(void **state)
{
    struct council_content content = later();
    struct council_content back;

    (void)state;
    bytes_reset(&fixture.content);
    check_ok(council_content_write(&content, &fixture.content));
    check_ok(council_content_read(bytes_view(&fixture.content), &back));
    assert_int_equal(back.voters_count, VOTERS_MAX);
    check_id(&back.voters[63], &content.voters[63]);
    check_id(&back.previous, &content.previous);
}

static void founding_and_later_do_not_mix(void **state)
{
    struct council_content content = founding();

    (void)state;
    bytes_reset(&fixture.content);
    content.previous = check_id_of(1);
    check_err(council_content_write(&content, &fixture.content), ERR_INVALID);
    content = founding();
    memset(content.birth, 0, sizeof content.birth);
    check_err(council_content_write(&content, &fixture.content), ERR_INVALID);
    content = later();
    content.previous = check_id_of(0);
    check_err(council_content_write(&content, &fixture.content), ERR_INVALID);
    content = later();
    content.birth[0] = 1;
    check_err(council_content_write(&content, &fixture.content), ERR_INVALID);
    content = later();
    content.name = view_text("Mill Lane");
    check_err(council_content_write(&content, &fixture.content), ERR_INVALID);
    content = later();
    content.parent.data[0] = 1;
    check_err(council_content_write(&content, &fixture.content), ERR_INVALID);
    assert_int_equal(fixture.content.bytes, 0);
}

static void stewards_are_one_to_seven_and_ascend(void **state)
{
    struct council_content content = later();

    (void)state;
    bytes_reset(&fixture.content);
    content.stewards_count = 0;
    check_err(council_content_write(&content, &fixture.content), ERR_INVALID);
    content = later();
    content.stewards[1] = content.stewards[0];
    check_err(council_content_write(&content, &fixture.content), ERR_INVALID);
    content = later();
    content.voters[1] = content.voters[2];
    check_err(council_content_write(&content, &fixture.content), ERR_INVALID);
    content = later();
    content.stewards_count = STEWARDS_MAX + 1;
    check_err(council_content_write(&content, &fixture.content), ERR_INVALID);
}

static void births_make_neighbourhoods_differ(void **state)
{
    struct council_content content = founding();
    struct neighbourhood other;

    (void)state;
    content.birth[15] = 1;
    bytes_reset(&fixture.content);
    check_ok(council_content_write(&content, &fixture.content));
    council_neighbourhood(bytes_view(&fixture.content), &other);
    assert_false(neighbourhood_equal(&other, &fixture.neighbourhood));
}

static void signatures_stand_in_order_whoever_signs_first(void **state)
{
    struct body_council body = {.content = bytes_view(&fixture.content)};
    struct body_council back;
    static const size_t order[] = {3, 0, 2, 3, 1, 0};

    (void)state;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        check_ok(body_council_sign(&body, &fixture.neighbourhood,
                                   &fixture.homes[order[i]].signing));
    }
    assert_int_equal(body.signatures_count, 4);
    check_ok(body_council_write(&body, &fixture.body));
    check_ok(body_council_read(bytes_view(&fixture.body), &back));
    assert_int_equal(back.signatures_count, 4);
    check_view(back.content, bytes_view(&fixture.content));
    for (size_t i = 0; i < 4; i++) {
        check_id(&back.signatures[i].household,
                 &fixture.homes[i].signing.public);
    }
    check_ok(body_council_verify(&back, &fixture.neighbourhood));
}

static void one_bad_signature_spoils_all(void **state)
{
    struct body_council body = {.content = bytes_view(&fixture.content)};
    const struct neighbourhood elsewhere = {{7}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        check_ok(body_council_sign(&body, &fixture.neighbourhood,
                                   &fixture.homes[i].signing));
    }
    check_err(body_council_verify(&body, &elsewhere), ERR_SIGNATURE);
    body.signatures[2].signature[5] ^= 1;
    check_err(body_council_verify(&body, &fixture.neighbourhood),
              ERR_SIGNATURE);
    body.signatures[2].signature[5] ^= 1;
    check_ok(body_council_verify(&body, &fixture.neighbourhood));
}

static void as_many_sign_as_may_and_no_more(void **state)
{
    struct body_council body = {.content = bytes_view(&fixture.content)};

    (void)state;
    for (size_t i = 0; i < SIGNATURES_MAX; i++) {
        check_ok(body_council_sign(&body, &fixture.neighbourhood,
                                   &fixture.homes[i].signing));
    }
    check_err(body_council_sign(&body, &fixture.neighbourhood,
                                &fixture.homes[SIGNATURES_MAX].signing),
              ERR_FULL);
    check_ok(body_council_sign(&body, &fixture.neighbourhood,
                               &fixture.homes[5].signing));
    assert_int_equal(body.signatures_count, SIGNATURES_MAX);
    check_ok(body_council_write(&body, &fixture.body));
    assert_true(fixture.body.bytes <= BODY_BYTES_MAX_ROSTER);
}

static void content_that_is_no_council_is_refused(void **state)
{
    struct body_council body = {.content = view_text("\x80")};
    struct body_council back;

    (void)state;
    check_ok(body_council_sign(&body, &fixture.neighbourhood,
                               &fixture.homes[0].signing));
    check_err(body_council_write(&body, &fixture.body), ERR_INVALID);
    body.content = bytes_view(&fixture.content);
    check_ok(body_council_write(&body, &fixture.body));
    fixture.body.data[4 + 1]++; /* the height's key becomes another */
    check_err(body_council_read(bytes_view(&fixture.body), &back),
              ERR_MALFORMED);
}

static void council_without_signature_is_refused(void **state)
{
    struct body_council body = {.content = bytes_view(&fixture.content)};

    (void)state;
    check_err(body_council_write(&body, &fixture.body), ERR_INVALID);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(founding_goes_there_and_back),
        TEST(greatest_council_goes_there_and_back),
        TEST(founding_and_later_do_not_mix),
        TEST(stewards_are_one_to_seven_and_ascend),
        TEST(births_make_neighbourhoods_differ),
        TEST(signatures_stand_in_order_whoever_signs_first),
        TEST(one_bad_signature_spoils_all),
        TEST(as_many_sign_as_may_and_no_more),
        TEST(content_that_is_no_council_is_refused),
        TEST(council_without_signature_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
