#include <string.h>

#include "node/deal/choice.h"
#include "node/deal/draw.h"
#include "tests/lib/check.h"
#include "tests/lib/talk.h"

enum { HOUR = TALK_HOUR_MS, ASKERS = 6 };

static const unsigned char secret[SECRET_BYTES] = {5};
static const uint64_t now = TALK_MS;

static struct post post;
static struct id post_number;
static struct deal deals[ASKERS];
static struct stock stock;

/* Six who ask, one after the other. */
static void asked(enum deal_kind kind, enum post_choice choice)
{
    post = (struct post){.choose = (uint8_t)choice,
                         .decide_ms = now + 9 * (uint64_t)HOUR};
    post_number = check_id_of(0x50);
    stock = (struct stock){&post, kind_find(kind), &post_number, deals, ASKERS};
    for (unsigned i = 0; i < ASKERS; i++) {
        unsigned char number = (unsigned char)(ASKERS - i);

        deals[i] = (struct deal){
            .id = check_id_of(number),
            .kind = (uint8_t)kind,
            .state = STATE_ASKED,
            .claimant = talk_claimant(number),
            .quantity = 1,
            .place = check_id_of(number),
            .place_ms = now + number * (uint64_t)HOUR,
        };
    }
}

static void promise(const struct deal *chosen)
{
    for (unsigned i = 0; i < ASKERS; i++) {
        if (&deals[i] == chosen) {
            deals[i].state = STATE_PROMISED;
            deals[i].yes = deals[i].id;
            return;
        }
    }
    fail_msg("nobody is chosen");
}

static void the_first_gets_it(void **state)
{
    (void)state;
    asked(DEAL_OFFER, CHOOSE_FIRST);
    assert_ptr_equal(choice_next(&stock, now), &deals[ASKERS - 1]);
    promise(choice_next(&stock, now));
    assert_null(choice_next(&stock, now));
    post.quantity = 2;
    assert_ptr_equal(choice_next(&stock, now), &deals[ASKERS - 2]);
    asked(DEAL_OFFER, CHOOSE_PICK);
    assert_null(choice_next(&stock, now));
    asked(DEAL_REQUEST, CHOOSE_FIRST);
    assert_null(choice_next(&stock, now));
}

static void asks_simmer_until_the_time_is_up(void **state)
{
    (void)state;
    asked(DEAL_OFFER, CHOOSE_SIMMER);
    assert_false(choice_shows(&post, post.decide_ms - 1));
    assert_true(choice_shows(&post, post.decide_ms));
    assert_null(choice_next(&stock, post.decide_ms));
    post.choose = CHOOSE_DRAW;
    assert_false(choice_shows(&post, post.decide_ms - 1));
    post.choose = CHOOSE_PICK;
    assert_true(choice_shows(&post, 0));
}

/* As many as there are things, the lowest tickets first. */
static void a_draw_goes_by_ticket(void **state)
{
    struct id claimants[ASKERS];

    (void)state;
    asked(DEAL_OFFER, CHOOSE_DRAW);
    post.quantity = 3;
    draw_commit(secret, &post_number, post.commitment);
    assert_null(choice_next(&stock, now));
    for (unsigned i = 0; i < ASKERS; i++) {
        claimants[i] = deals[i].claimant;
    }
    check_ok(draw_open(&post, &post_number, secret, claimants, ASKERS));
    for (size_t rank = 0; rank < 3; rank++) {
        const struct deal *chosen = choice_next(&stock, now);

        assert_int_equal(draw_rank(&post, &post_number, &chosen->claimant),
                         rank);
        promise(chosen);
    }
    assert_null(choice_next(&stock, now));
    post.quantity = 4;
    post.secret[0] ^= 1;
    assert_null(choice_next(&stock, now));
}

static void a_loan_is_granted_where_its_keeper_allows(void **state)
{
    (void)state;
    asked(DEAL_LOAN, CHOOSE_PICK);
    assert_null(choice_next(&stock, now));
    post.is_auto = true;
    assert_ptr_equal(choice_next(&stock, now), &deals[ASKERS - 1]);
    promise(choice_next(&stock, now));
    assert_null(choice_next(&stock, now));
}

static void nothing_is_said_while_a_thing_is_away(void **state)
{
    (void)state;
    asked(DEAL_LOAN, CHOOSE_PICK);
    post.is_auto = true;
    post.status = STATUS_AWAY;
    assert_null(choice_next(&stock, now));
    post.status = STATUS_CLOSED;
    assert_null(choice_next(&stock, now));
    post.status = STATUS_PROMISED;
    assert_non_null(choice_next(&stock, now));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_gets_it),
        cmocka_unit_test(asks_simmer_until_the_time_is_up),
        cmocka_unit_test(a_draw_goes_by_ticket),
        cmocka_unit_test(a_loan_is_granted_where_its_keeper_allows),
        cmocka_unit_test(nothing_is_said_while_a_thing_is_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
