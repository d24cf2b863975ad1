#include <string.h>

#include "node/moment.h"
#include "node/people/council.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"

/* Height 1 with stewards 1, 2 and 3 and voters 4 to 6, by the founder. */
static struct id widen(struct street *street)
{
    const struct street_council council = {
        .height = 1,
        .stewards = {1, 2, 3},
        .steward_count = 3,
        .voters = {4, 5, 6},
        .voter_count = 3,
        .signers = {0},
        .signer_count = 1,
        .day = 1,
    };
    struct id hash;

    street_council(street, &council, &hash);
    return hash;
}

/* A council at height 2 of one steward, signed by some of height 1. */
static struct street_council
next_council(const struct id *previous, unsigned steward, size_t signer_count)
{
    return (struct street_council){
        .previous = previous,
        .height = 2,
        .stewards = {steward},
        .steward_count = 1,
        .signers = {1, 2, 3},
        .signer_count = signer_count,
        .day = 2,
    };
}

static uint32_t height_of(const struct street *street, struct id *hash)
{
    struct roster *roster = street_roster(street, 3);
    struct roster_council council;

    check_ok(roster_council(roster, &council));
    *hash = council.hash;
    roster_free(roster);
    return council.height;
}

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
    first = widen(&street);
    assert_int_equal(height_of(&street, &hash), 1);
    council = next_council(&first, 1, 1);
    street_council(&street, &council, &second);
    assert_int_equal(height_of(&street, &hash), 1);
    council = next_council(&first, 1, 2);
    street_council(&street, &council, &second);
    assert_int_equal(height_of(&street, &hash), 2);
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
    first = widen(&street);
    council = next_council(&first, 9, 1);
    council.signers[0] = 4;
    street_council(&street, &council, &second);
    assert_int_equal(height_of(&street, &hash), 1);
    council.signers[1] = 6;
    council.signer_count = 2;
    street_council(&street, &council, &second);
    assert_int_equal(height_of(&street, &hash), 2);
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
    first = widen(&street);
    council = next_council(&first, 9, 3);
    council.signers[0] = 7;
    council.signers[1] = 8;
    council.signers[2] = 1;
    street_council(&street, &council, &second);
    assert_int_equal(height_of(&street, &hash), 1);
    street_release(&street);
}

/* 30 pairs: whichever hash is smaller, the stewards' council is taken. */
static void stewards_beat_voters(void **state)
{
    (void)state;
    for (unsigned pair = 0; pair < 30; pair++) {
        struct street street;
        struct id first;
        struct id by_stewards;
        struct id by_voters;
        struct id hash;
        struct street_council council;

        street_init(&street);
        first = widen(&street);
        council = next_council(&first, 100 + pair, 2);
        street_council(&street, &council, &by_stewards);
        council.stewards[0] = 200 + pair;
        council.signers[0] = 4;
        council.signers[1] = 5;
        street_council(&street, &council, &by_voters);
        assert_int_equal(height_of(&street, &hash), 2);
        check_id(&hash, &by_stewards);
        street_release(&street);
    }
}

static void
smallest_hash_of_equal_rivals_is_taken_and_two_are_kept(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct id first;
    struct id hashes[4];
    struct id smallest;
    size_t places[4];
    size_t kept = 0;
    struct roster_council adopted;

    (void)state;
    street_init(&street);
    first = widen(&street);
    for (unsigned rival = 0; rival < 4; rival++) {
        struct street_council council = next_council(&first, 50 + rival, 2);

        places[rival] = street_council(&street, &council, &hashes[rival]);
        if (rival == 0 || id_compare(&hashes[rival], &smallest) < 0) {
            smallest = hashes[rival];
        }
    }
    roster = street_roster(&street, 3);
    check_ok(roster_council(roster, &adopted));
    check_id(&adopted.hash, &smallest);
    for (unsigned rival = 0; rival < 4; rival++) {
        size_t smaller = 0;

        for (unsigned other = 0; other < 4; other++) {
            smaller += id_compare(&hashes[other], &hashes[rival]) < 0;
        }
        assert_int_equal(street_keeps(roster, &street, places[rival]),
                         smaller < 2);
        kept += street_keeps(roster, &street, places[rival]);
    }
    assert_int_equal(kept, 2);
    roster_free(roster);
    street_release(&street);
}

/* A steward who lost the vote stamps a version with too few signatures. */
static void version_with_fewer_signatures_undoes_nothing(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct id first;
    struct id second;
    struct id hash;
    size_t good = 0;
    size_t thin = 0;
    struct street_council council;

    (void)state;
    street_init(&street);
    first = widen(&street);
    council = next_council(&first, 9, 2);
    good = street_council(&street, &council, &second);
    council.signer_count = 1;
    council.day = 3;
    thin = street_council(&street, &council, &second);
    assert_int_equal(height_of(&street, &hash), 2);
    roster = street_roster(&street, 3);
    assert_true(street_keeps(roster, &street, good));
    assert_false(street_keeps(roster, &street, thin));
    roster_free(roster);
    street_release(&street);
}

/* Copy a council's body into a record of another author, stamped later. */
static size_t stamp_anew(struct street *street, size_t place, unsigned author)
{
    const struct record record = street_record(street, place);
    const struct record_draft draft = {.class = CLASS_COUNCIL,
                                       .kind = 1,
                                       .stamp_ms = street_ms(20),
                                       .body = record.body};

    return street_sign(street, author, &draft);
}

static void only_who_agreed_may_stamp_a_council(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct id first;
    struct id second;
    size_t good = 0;
    size_t strange = 0;
    size_t silent = 0;
    size_t again = 0;
    struct street_council council;

    (void)state;
    street_init(&street);
    first = widen(&street);
    council = next_council(&first, 9, 2);
    good = street_council(&street, &council, &second);
    strange = stamp_anew(&street, good, 77);
    silent = stamp_anew(&street, good, 3);
    roster = street_roster(&street, 20);
    assert_true(street_keeps(roster, &street, good));
    assert_false(street_keeps(roster, &street, strange));
    assert_false(street_keeps(roster, &street, silent));
    roster_free(roster);

    again = stamp_anew(&street, good, 2);
    roster = street_roster(&street, 20);
    assert_true(street_keeps(roster, &street, again));
    assert_false(street_keeps(roster, &street, good));
    roster_free(roster);
    street_release(&street);
}

static void damaged_signature_spoils_the_whole_council(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct id first;
    struct id hash;
    struct record record;
    struct body_council body;
    struct bytes changed;
    struct record_draft draft = {
        .class = CLASS_COUNCIL, .kind = 1, .stamp_ms = street_ms(5)};
    struct street_council council;
    size_t place = 0;

    (void)state;
    street_init(&street);
    first = widen(&street);
    council = next_council(&first, 9, 3);
    place = street_council(&street, &council, &hash);
    record = street_record(&street, place);
    check_ok(body_council_read(record.body, &body));
    body.signatures[1].signature[5] ^= 1;
    bytes_init(&changed, BODY_BYTES_MAX_ROSTER);
    check_ok(body_council_write(&body, &changed));
    draft.body = bytes_view(&changed);
    street.count = place; /* without the good one */
    bytes_release(&street.records[place]);
    place = street_sign(&street, 1, &draft);
    bytes_release(&changed);
    roster = street_roster(&street, 5);
    assert_false(street_keeps(roster, &street, place));
    assert_int_equal(height_of(&street, &hash), 1);
    roster_free(roster);
    street_release(&street);
}

static void council_of_another_root_is_refused(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct neighbourhood other = {{9}};
    struct record record;

    (void)state;
    street_init(&street);
    check_ok(roster_new(&other, &roster));
    record = street_record(&street, 0);
    check_err(roster_add(roster, &record, false), ERR_MALFORMED);
    roster_free(roster);
    street_release(&street);
}

static void former_steward_keeps_weight_for_30_days(void **state)
{
    struct street street;
    struct roster *roster = NULL;

    (void)state;
    street_init(&street);
    widen(&street); /* day 1: the founder steps back */
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

static void council_out_of_the_chain_is_not_kept(void **state)
{
    struct street street;
    struct roster *roster = NULL;
    struct id first;
    struct id hash;
    struct street_council council;
    size_t place = 0;

    (void)state;
    street_init(&street);
    first = widen(&street);
    council = next_council(&street.root, 1, 3);
    place = street_council(&street, &council, &hash);
    (void)first;
    roster = street_roster(&street, 3);
    assert_false(street_keeps(roster, &street, place));
    roster_free(roster);
    street_release(&street);
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
        cmocka_unit_test(stewards_beat_voters),
        cmocka_unit_test(
            smallest_hash_of_equal_rivals_is_taken_and_two_are_kept),
        cmocka_unit_test(version_with_fewer_signatures_undoes_nothing),
        cmocka_unit_test(only_who_agreed_may_stamp_a_council),
        cmocka_unit_test(damaged_signature_spoils_the_whole_council),
        cmocka_unit_test(council_of_another_root_is_refused),
        cmocka_unit_test(former_steward_keeps_weight_for_30_days),
        cmocka_unit_test(council_out_of_the_chain_is_not_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
