#include <string.h>

#include "node/deal/draw.h"
#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/talk.h"

static const unsigned char secret[SECRET_BYTES] = {7, 7, 7};

static struct post drawn_post(const struct id *id)
{
    struct post post = {.choose = CHOOSE_DRAW};

    draw_commit(secret, id, post.commitment);
    return post;
}

static void an_opened_draw_can_be_checked(void **state)
{
    const struct id id = check_id_of(1);
    const struct id claimants[] = {talk_claimant(1), talk_claimant(2),
                                   talk_claimant(3)};
    const struct id other = talk_claimant(4);
    struct post post = drawn_post(&id);
    bool is_taken[3] = {false, false, false};

    (void)state;
    check_err(draw_verify(&post, &id), ERR_AGAIN);
    check_ok(draw_open(&post, &id, secret, claimants, 3));
    check_ok(draw_verify(&post, &id));
    assert_int_equal(post.tickets_count, 3);
    for (size_t i = 0; i < 3; i++) {
        size_t rank = draw_rank(&post, &id, &claimants[i]);

        assert_true(rank < 3);
        assert_false(is_taken[rank]);
        is_taken[rank] = true;
        assert_true(i == 0 || memcmp(&post.tickets[i - 1], &post.tickets[i],
                                     TICKET_BYTES) < 0);
    }
    assert_int_equal(draw_rank(&post, &id, &other), 3);
}

static void another_secret_is_noticed(void **state)
{
    const struct id id = check_id_of(1);
    const struct id elsewhere = check_id_of(2);
    const struct id claimant = talk_claimant(1);
    unsigned char handy[SECRET_BYTES] = {9};
    struct post post = drawn_post(&id);

    (void)state;
    check_err(draw_open(&post, &id, handy, &claimant, 1), ERR_INVALID);
    assert_int_equal(post.tickets_count, 0);
    check_ok(draw_open(&post, &id, secret, &claimant, 1));
    check_err(draw_verify(&post, &elsewhere), ERR_INVALID);
    memcpy(post.secret, handy, sizeof handy);
    check_err(draw_verify(&post, &id), ERR_INVALID);
    memcpy(post.secret, secret, sizeof secret);
    memset(post.commitment, 0, sizeof post.commitment);
    check_err(draw_verify(&post, &id), ERR_INVALID);
}

static void tickets_end_at_their_limit(void **state)
{
    static struct id claimants[TICKETS_MAX + 1];
    const struct id id = check_id_of(1);
    struct post post = drawn_post(&id);

    (void)state;
    for (size_t i = 0; i < FIELD_COUNT(claimants); i++) {
        claimants[i] = check_id_of((unsigned char)i);
    }
    check_err(draw_open(&post, &id, secret, claimants, TICKETS_MAX + 1),
              ERR_FULL);
    check_ok(draw_open(&post, &id, secret, claimants, TICKETS_MAX));
}

/* The same bytes as another program's; by hand, with Python's hashlib. */
static void a_ticket_is_a_known_hash(void **state)
{
    unsigned char room[ID_BYTES];
    unsigned char commitment[ID_BYTES];
    const struct id post = check_id_of(1);
    const struct id claimant = check_id_of(2);
    struct post_ticket ticket;

    (void)state;
    draw_commit(secret, &post, commitment);
    assert_memory_equal(commitment,
                        check_hex("fd39e70a99762273f5ea1569e725ee0e"
                                  "7c81edce9bacaaef48cc0e0a40c85270",
                                  room, sizeof room)
                            .data,
                        ID_BYTES);
    draw_ticket(secret, &claimant, &post, &ticket);
    assert_memory_equal(
        ticket.data,
        check_hex("b681045e1f875e214d0051f2870ead11", room, sizeof room).data,
        TICKET_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_opened_draw_can_be_checked),
        cmocka_unit_test(another_secret_is_noticed),
        cmocka_unit_test(tickets_end_at_their_limit),
        cmocka_unit_test(a_ticket_is_a_known_hash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
