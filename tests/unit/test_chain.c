#include "node/people/chain.h"
#include "node/people/council.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"

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
        first = street_widen(&street);
        council = street_next(&first, 100 + pair, 2);
        street_council(&street, &council, &by_stewards);
        council.stewards[0] = 200 + pair;
        council.signers[0] = 4;
        council.signers[1] = 5;
        street_council(&street, &council, &by_voters);
        assert_int_equal(street_height(&street, &hash), 2);
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
    first = street_widen(&street);
    for (unsigned rival = 0; rival < 4; rival++) {
        struct street_council council = street_next(&first, 50 + rival, 2);

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
    first = street_widen(&street);
    council = street_next(&first, 9, 2);
    good = street_council(&street, &council, &second);
    council.signer_count = 1;
    council.day = 3;
    thin = street_council(&street, &council, &second);
    assert_int_equal(street_height(&street, &hash), 2);
    roster = street_roster(&street, 3);
    assert_true(street_keeps(roster, &street, good));
    assert_false(street_keeps(roster, &street, thin));
    roster_free(roster);
    street_release(&street);
}

/* The same content twice, 20 times: which version is stamped later, and which
 * slot is the smaller one, decides nothing. */
static void version_of_voters_takes_nothing_from_the_stewards(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 20; round++) {
        struct street street;
        struct roster *roster = NULL;
        struct id first;
        struct id content;
        size_t by_stewards = 0;
        size_t by_voters = 0;
        struct street_council council;

        street_init(&street);
        first = street_widen(&street);
        council = street_next(&first, 100 + round, 2);
        by_stewards = street_council(&street, &council, &content);
        council.signers[0] = 4;
        council.signers[1] = 5;
        council.day = round % 2 == 0 ? 3 : 1;
        by_voters = street_council(&street, &council, &content);
        roster = street_roster(&street, 3);
        assert_true(street_keeps(roster, &street, by_stewards));
        assert_false(street_keeps(roster, &street, by_voters));
        roster_free(roster);
        street_release(&street);
    }
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
    first = street_widen(&street);
    council = street_next(&first, 9, 2);
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
    first = street_widen(&street);
    council = street_next(&street.root, 1, 3);
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
        cmocka_unit_test(stewards_beat_voters),
        cmocka_unit_test(
            smallest_hash_of_equal_rivals_is_taken_and_two_are_kept),
        cmocka_unit_test(version_with_fewer_signatures_undoes_nothing),
        cmocka_unit_test(version_of_voters_takes_nothing_from_the_stewards),
        cmocka_unit_test(only_who_agreed_may_stamp_a_council),
        cmocka_unit_test(council_of_another_root_is_refused),
        cmocka_unit_test(council_out_of_the_chain_is_not_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
