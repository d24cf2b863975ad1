#include <string.h>

#include "node/moment.h"
#include "node/people/council.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"

static void founding_names_the_neighbourhood(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct roster_council council;
    const struct id founder = street_id(0);

    (void)state;
    street_init(&street);
    assert_memory_equal(street.neighbourhood.data, street.root.data,
                        NEIGHBOURHOOD_BYTES);
    roster = street_roster(&street, 0);
    check_ok(roster_council(roster, &council));
    assert_int_equal(council.height, 0);
    assert_int_equal(council.steward_count, 1);
    check_id(&council.stewards[0], &founder);
    check_id(&council.hash, &street.root);
    assert_string_equal(roster_place(roster), "Mill Lane");
    roster_free(roster);
    street_release(&street);
}

static void founding_needs_a_name(void **state)
{
    const unsigned char birth[BIRTH_BYTES] = {0};
    const struct id founder = street_id(0);
    struct neighbourhood neighbourhood;
    struct bytes content;

    (void)state;
    bytes_init(&content, BODY_BYTES_MAX_ROSTER);
    check_err(
        council_found(view_text(""), birth, &founder, &content, &neighbourhood),
        ERR_INVALID);
    assert_int_equal(content.bytes, 0);
    bytes_release(&content);
}

static void birth_tells_two_places_of_one_name_apart(void **state)
{
    unsigned char birth[BIRTH_BYTES] = {7};
    const struct id founder = street_id(0);
    struct neighbourhood first;
    struct neighbourhood second;
    struct bytes content;

    (void)state;
    bytes_init(&content, BODY_BYTES_MAX_ROSTER);
    check_ok(
        council_found(view_text("Hill"), birth, &founder, &content, &first));
    birth[0] = 1;
    check_ok(
        council_found(view_text("Hill"), birth, &founder, &content, &second));
    assert_false(neighbourhood_equal(&first, &second));
    bytes_release(&content);
}

static void no_council_before_one_is_added(void **state)
{
    const struct neighbourhood neighbourhood = {{1}};
    struct roster_council council;
    struct roster *roster = NULL;

    (void)state;
    check_ok(roster_new(&neighbourhood, &roster));
    check_err(roster_council(roster, &council), ERR_UNKNOWN);
    assert_string_equal(roster_place(roster), "");
    roster_free(roster);
}

static void more_than_half_of_the_stewards_decide(void **state)
{
    struct street street;
    struct id first;
    struct id second;
    struct id hash;
    struct street_council council;

    (void)state;
    street_init(&street);
    first = street_widen(&street);
    assert_int_equal(street_height(&street, &hash), 1);
    council = street_next(&first, 1, 1);
    street_council(&street, &council, &second);
    assert_int_equal(street_height(&street, &hash), 1);
    council = street_next(&first, 1, 2);
    street_council(&street, &council, &second);
    assert_int_equal(street_height(&street, &hash), 2);
    check_id(&hash, &second);
    street_release(&street);
}

static void two_thirds_of_the_voters_decide(void **state)
{
    struct street street;
    struct id first;
    struct id second;
    struct id hash;
    struct street_council council;

    (void)state;
    street_init(&street);
    first = street_widen(&street);
    council = street_next(&first, 9, 1);
    council.signers[0] = 4;
    street_council(&street, &council, &second);
    assert_int_equal(street_height(&street, &hash), 1);
    council.signers[1] = 6;
    council.signer_count = 2;
    street_council(&street, &council, &second);
    assert_int_equal(street_height(&street, &hash), 2);
    street_release(&street);
}

static void strangers_signatures_count_for_nothing(void **state)
{
    struct street street;
    struct id first;
    struct id second;
    struct id hash;
    struct street_council council;

    (void)state;
    street_init(&street);
    first = street_widen(&street);
    council = street_next(&first, 9, 3);
    council.signers[0] = 7;
    council.signers[1] = 8;
    council.signers[2] = 1;
    street_council(&street, &council, &second);
    assert_int_equal(street_height(&street, &hash), 1);
    street_release(&street);
}

static void former_steward_keeps_weight_for_30_days(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    street_widen(&street); /* day 1: the founder steps back */
    street_vouch(&street, 0, 0, 8, 0);
    roster = street_roster(&street, 1);
    assert_int_equal(street_level(roster, 0, STANDING_LIVE), LEVEL_NONE);
    assert_int_equal(street_level(roster, 8, STANDING_LIVE), LEVEL_NONE);
    assert_int_equal(street_level(roster, 1, STANDING_LIVE), 0);
    check_ok(roster_settle(roster, street_day(30)));
    assert_int_equal(street_level(roster, 0, STANDING_GRACE), 0);
    assert_int_equal(street_level(roster, 8, STANDING_GRACE), 1);
    check_ok(roster_settle(roster, street_day(31)));
    assert_int_equal(street_level(roster, 0, STANDING_GRACE), LEVEL_NONE);
    assert_int_equal(street_level(roster, 8, STANDING_GRACE), LEVEL_NONE);
    assert_int_equal(street_level(roster, 0, STANDING_ROSTER), 0);
    assert_int_equal(street_level(roster, 8, STANDING_ROSTER), 1);
    roster_free(roster);
    street_release(&street);
}

/* Signed by the households of these numbers, none of them of the others. */
static enum council_support support_of(size_t stewards,
                                       size_t signed_stewards,
                                       size_t voters,
                                       size_t signed_voters)
{
    static struct council_content before;
    static struct body_council next;

    before = (struct council_content){.stewards_count = stewards,
                                      .voters_count = voters};
    next = (struct body_council){.signatures_count =
                                     signed_stewards + signed_voters};
    for (size_t index = 0; index < stewards; index++) {
        before.stewards[index] = check_id_of((unsigned char)(1 + index));
    }
    for (size_t index = 0; index < voters; index++) {
        before.voters[index] = check_id_of((unsigned char)(100 + index));
    }
    for (size_t index = 0; index < signed_stewards; index++) {
        next.signatures[index].household = before.stewards[index];
    }
    for (size_t index = 0; index < signed_voters; index++) {
        next.signatures[signed_stewards + index].household =
            before.voters[index];
    }
    return council_support(&before, &next);
}

static void half_of_the_stewards_is_not_enough(void **state)
{
    (void)state;
    assert_int_equal(support_of(2, 1, 0, 0), COUNCIL_UNSUPPORTED);
    assert_int_equal(support_of(2, 2, 0, 0), COUNCIL_BY_STEWARDS);
    assert_int_equal(support_of(3, 1, 0, 0), COUNCIL_UNSUPPORTED);
    assert_int_equal(support_of(3, 2, 0, 0), COUNCIL_BY_STEWARDS);
    assert_int_equal(support_of(6, 3, 0, 0), COUNCIL_UNSUPPORTED);
}

static void two_thirds_of_the_voters_are_enough(void **state)
{
    (void)state;
    assert_int_equal(support_of(1, 0, 3, 1), COUNCIL_UNSUPPORTED);
    assert_int_equal(support_of(1, 0, 3, 2), COUNCIL_BY_VOTERS);
    assert_int_equal(support_of(1, 0, 64, 42), COUNCIL_UNSUPPORTED);
    assert_int_equal(support_of(1, 0, 64, 43), COUNCIL_BY_VOTERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(founding_names_the_neighbourhood),
        cmocka_unit_test(founding_needs_a_name),
        cmocka_unit_test(birth_tells_two_places_of_one_name_apart),
        cmocka_unit_test(no_council_before_one_is_added),
        cmocka_unit_test(more_than_half_of_the_stewards_decide),
        cmocka_unit_test(two_thirds_of_the_voters_decide),
        cmocka_unit_test(strangers_signatures_count_for_nothing),
        cmocka_unit_test(former_steward_keeps_weight_for_30_days),
        cmocka_unit_test(half_of_the_stewards_is_not_enough),
        cmocka_unit_test(two_thirds_of_the_voters_are_enough),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
