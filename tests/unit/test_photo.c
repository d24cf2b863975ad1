/* Photos between two nodes: what is handed over, and what a lie costs. */
#include <string.h>

#include "node/sync/peer.h"
#include "node/sync/wire_photo.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"
#include "tests/lib/shoebox.h"

enum { WAIT_MS = 12000, SIDE = 400 };

/* Two that know each other; side 0 fetches what it lacks before anybody asks,
 * side 1 hands over. */
static struct meeting met;
static struct shoebox boxes[2];
static struct bytes message;

static int setup(void **state)
{
    (void)state;
    meeting_init(&met);
    for (size_t side = 0; side < 2; side++) {
        shoebox_init(&boxes[side]);
        shoebox_attach(&boxes[side], &met.pair.sides[side].port);
        met.pair.sides[side].photos = &boxes[side];
    }
    bytes_init(&message, RECORDS_BYTES_MAX);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bytes_release(&message);
    shoebox_release(&boxes[0]);
    shoebox_release(&boxes[1]);
    meeting_release(&met);
    return 0;
}

static void meet(unsigned photos_ahead)
{
    met.pair.sides[0].config.photos_ahead = photos_ahead;
    pair_connect(&met.pair);
    pair_run(&met.pair);
    pair_wait(&met.pair, WAIT_MS);
    assert_true(met.pair.is_up);
}

/* A post comes to side 0, which looks what photos it lacks. */
static void post_comes(uint64_t wait_ms)
{
    pair_keep_posts(&met.pair, 0, &met.street, 1, 0, 1);
    pair_nudge(&met.pair, 0);
    pair_wait(&met.pair, wait_ms);
}

static void photo_is_fetched_piece_by_piece(void **state)
{
    const unsigned *said = met.pair.sides[1].said;

    (void)state;
    shoebox_add(&boxes[0], 1, SIDE, false);
    shoebox_add(&boxes[1], 1, SIDE, true);
    meet(PHOTO_PARTS);
    assert_true(shoebox_has(&boxes[0], PHOTO_SMALL));
    assert_true(shoebox_has(&boxes[0], PHOTO_LARGE));
    check_view(bytes_view(&boxes[0].photos[0].parts[PHOTO_LARGE]),
               bytes_view(&boxes[1].photos[0].parts[PHOTO_LARGE]));
    check_view(bytes_view(&boxes[0].photos[0].head),
               bytes_view(&boxes[1].photos[0].head));
    assert_true(said[WIRE_PHOTO_PIECE] > PHOTO_ASKED_MAX);
    assert_int_equal(met.pair.sides[0].closed, ERR_OK);
}

static void nobody_who_wants_none_fetches_any(void **state)
{
    (void)state;
    shoebox_add(&boxes[0], 1, SIDE, false);
    shoebox_add(&boxes[1], 1, SIDE, true);
    meet(0);
    assert_int_equal(met.pair.sides[0].said[WIRE_PHOTO_WANT], 0);
    met.pair.sides[0].config.photos_ahead = 1;
    post_comes(WAIT_MS);
    assert_true(shoebox_has(&boxes[0], PHOTO_SMALL));
    assert_false(shoebox_has(&boxes[0], PHOTO_LARGE));
}

/* Write a PHOTO_PIECE of the first photo of side 1 into `message`. */
static void piece(enum wire_part part, uint8_t number, struct view bytes)
{
    const struct wire_photo photo = {.id = boxes[1].photos[0].photo.id,
                                     .part = part,
                                     .first = number,
                                     .piece = bytes};

    bytes_reset(&message);
    check_ok(wire_write_photo_piece(&photo, &message));
}

/* Side 0 has asked for a photo, and what it asked is lost. */
static void ask_in_vain(unsigned side)
{
    shoebox_add(&boxes[0], 1, side, false);
    shoebox_add(&boxes[1], 1, side, true);
    meet(0);
    met.pair.sides[1].is_deaf = true;
    met.pair.sides[0].config.photos_ahead = 1;
    post_comes(2 * PHOTO_LOOK_MS);
    assert_int_equal(met.pair.sides[0].said[WIRE_PHOTO_WANT], 1);
}

static void say_to_0(enum err wanted)
{
    pair_say(&met.pair, 0, bytes_view(&message));
    assert_int_equal(met.pair.sides[0].closed, wanted);
}

static void head_of_another_photo_ends_the_link(void **state)
{
    (void)state;
    ask_in_vain(SIDE);
    boxes[1].photos[0].head.data[20] ^= 1;
    piece(WIRE_PART_HEAD, 0, bytes_view(&boxes[1].photos[0].head));
    say_to_0(ERR_MALFORMED);
}

static void first_wrong_byte_ends_the_link(void **state)
{
    struct bytes *small = &boxes[1].photos[0].parts[PHOTO_SMALL];

    (void)state;
    ask_in_vain(SIDE);
    piece(WIRE_PART_HEAD, 0, bytes_view(&boxes[1].photos[0].head));
    say_to_0(ERR_OK);
    small->data[small->bytes / 2] ^= 1;
    piece(WIRE_PART_SMALL, 0, bytes_view(small));
    say_to_0(ERR_MALFORMED);
    assert_false(shoebox_has(&boxes[0], PHOTO_SMALL));
}

static void piece_of_another_size_ends_the_link(void **state)
{
    struct bytes *small = &boxes[1].photos[0].parts[PHOTO_SMALL];

    (void)state;
    ask_in_vain(SIDE);
    piece(WIRE_PART_HEAD, 0, bytes_view(&boxes[1].photos[0].head));
    say_to_0(ERR_OK);
    check_ok(bytes_append_u8(small, 0));
    piece(WIRE_PART_SMALL, 0, bytes_view(small));
    say_to_0(ERR_MALFORMED);
}

static void piece_that_nobody_asked_for_ends_the_link(void **state)
{
    (void)state;
    shoebox_add(&boxes[0], 1, SIDE, false);
    shoebox_add(&boxes[1], 1, SIDE, true);
    meet(0);
    piece(WIRE_PART_HEAD, 0, bytes_view(&boxes[1].photos[0].head));
    say_to_0(ERR_PROTOCOL);
}

/* The hashes fit, so whoever hands it on is not to blame: its author is. */
static void what_is_no_picture_is_dropped_without_blame(void **state)
{
    (void)state;
    shoebox_add_junk(&boxes[0], false);
    shoebox_add_junk(&boxes[1], true);
    meet(PHOTO_PARTS);
    assert_false(shoebox_has(&boxes[0], PHOTO_SMALL));
    assert_false(shoebox_has(&boxes[0], PHOTO_LARGE));
    assert_true(met.pair.sides[1].said[WIRE_PHOTO_PIECE] > 0);
    assert_int_equal(met.pair.sides[0].closed, ERR_OK);
}

/* A PHOTO_WANT that side 1 hears. */
static void want(const struct id *id, enum wire_part part, uint8_t count)
{
    const struct wire_photo photo = {.id = *id, .part = part, .count = count};

    bytes_reset(&message);
    check_ok(wire_write_photo_want(&photo, &message));
    pair_say(&met.pair, 1, bytes_view(&message));
}

static void photo_that_no_post_lists_is_not_handed_over(void **state)
{
    const struct id stranger = check_id_of(77);
    const unsigned *said = met.pair.sides[1].said;

    (void)state;
    shoebox_add(&boxes[1], 1, SIDE, true);
    meet(0);
    want(&stranger, WIRE_PART_HEAD, 1);
    assert_int_equal(said[WIRE_PHOTO_PIECE], 0);
    assert_int_equal(said[WIRE_PHOTO_STATE], 1);
}

static void guest_is_handed_nothing(void **state)
{
    assert_false(peer_table_allows(PEER_GUEST, true, WIRE_PHOTO_WANT));
    assert_false(peer_table_allows(PEER_GUEST, false, WIRE_PHOTO_WANT));
    assert_true(peer_table_allows(PEER_LIVE, false, WIRE_PHOTO_WANT));
    (void)state;
}

/* A card that rots gives no peer a reason to blame us. */
static void rotten_piece_is_not_handed_over(void **state)
{
    const unsigned *said = met.pair.sides[1].said;
    struct shoe *shoe = NULL;

    (void)state;
    shoe = shoebox_add(&boxes[1], 1, SIDE, true);
    meet(0);
    shoe->parts[PHOTO_LARGE].data[PHOTO_PIECE_BYTES + 9] ^= 1;
    want(&shoe->photo.id, WIRE_PART_LARGE, 2);
    assert_int_equal(said[WIRE_PHOTO_PIECE], 1);
    assert_in_range(said[WIRE_PHOTO_STATE], 1, 2);
}

/* Somebody at side 0 wants to see the large picture. */
static void wish(const struct id *id)
{
    static const unsigned char seed[32];
    struct side *side = &met.pair.sides[0];
    const struct photo_wanted wanted = {*id, PHOTO_LARGE};
    const struct scene scene = {
        .shelf = &side->port,
        .roster = side->roster,
        .moment = &met.pair.moment,
        .seed = seed,
        .actions = &side->actions,
    };

    check_ok(sync_photo(side->sync, &scene, &wanted));
    pair_nudge(&met.pair, 0);
}

static void look(const struct id *id)
{
    wish(id);
    pair_wait(&met.pair, WAIT_MS);
}

static void rotten_picture_is_fetched_again(void **state)
{
    struct shoe *here = shoebox_add(&boxes[0], 1, SIDE, true);
    const struct shoe *there = shoebox_add(&boxes[1], 1, SIDE, true);
    struct bytes *const places[] = {&here->head, &here->parts[PHOTO_SMALL],
                                    &here->parts[PHOTO_LARGE]};

    (void)state;
    meet(0);
    look(&here->photo.id);
    assert_int_equal(met.pair.sides[0].said[WIRE_PHOTO_WANT], 0);
    for (size_t index = 0; index < sizeof places / sizeof places[0]; index++) {
        places[index]->data[places[index]->bytes - 9] ^= 1;
        look(&here->photo.id);
        check_view(bytes_view(&here->head), bytes_view(&there->head));
        for (size_t part = 0; part < PHOTO_PARTS; part++) {
            check_view(bytes_view(&here->parts[part]),
                       bytes_view(&there->parts[part]));
        }
    }
    assert_int_equal(met.pair.sides[0].closed, ERR_OK);
}

/* A slow link brings the answer to a question that was given up, and then that
 * to the same question again. */
static void answers_that_come_late_blame_nobody(void **state)
{
    struct shoe *here = shoebox_add(&boxes[0], 1, SIDE + 150, true);
    struct bytes *large =
        &shoebox_add(&boxes[1], 1, SIDE + 150, true)->parts[PHOTO_LARGE];

    (void)state;
    meet(0);
    assert_true(large->bytes > (PHOTO_ASKED_MAX + 1) * PHOTO_PIECE_BYTES);
    here->parts[PHOTO_LARGE].data[9] ^= 1;
    met.pair.sides[1].is_deaf = true;
    look(&here->photo.id);
    wish(&here->photo.id);
    assert_int_equal(met.pair.sides[0].said[WIRE_PHOTO_WANT], 2);
    for (unsigned answer = 0; answer < 2; answer++) {
        for (uint8_t number = 0; number < PHOTO_ASKED_MAX; number++) {
            piece(
                WIRE_PART_LARGE, number,
                (struct view){large->data + (size_t)number * PHOTO_PIECE_BYTES,
                              PHOTO_PIECE_BYTES});
            say_to_0(ERR_OK);
        }
    }
}

/* Who was lied to has the photo from whoever comes next. */
static void a_lie_costs_the_link_and_not_the_photo(void **state)
{
    struct bytes lie;

    (void)state;
    ask_in_vain(SIDE);
    bytes_init(&lie, SMALL_BYTES_MAX);
    check_ok(
        bytes_append(&lie, bytes_view(&boxes[1].photos[0].parts[PHOTO_SMALL])));
    lie.data[9] ^= 1;
    piece(WIRE_PART_HEAD, 0, bytes_view(&boxes[1].photos[0].head));
    say_to_0(ERR_OK);
    piece(WIRE_PART_SMALL, 0, bytes_view(&lie));
    say_to_0(ERR_MALFORMED);
    pair_cut(&met.pair);
    met.pair.sides[1].is_deaf = false;
    pair_connect(&met.pair);
    pair_wait(&met.pair, WAIT_MS);
    look(&boxes[0].photos[0].photo.id);
    check_view(bytes_view(&boxes[0].photos[0].parts[PHOTO_SMALL]),
               bytes_view(&boxes[1].photos[0].parts[PHOTO_SMALL]));
    assert_int_equal(met.pair.sides[0].closed, ERR_OK);
    bytes_release(&lie);
}

static void greedy_peer_has_to_wait(void **state)
{
    const unsigned *said = met.pair.sides[1].said;
    struct shoe *shoe = NULL;

    (void)state;
    shoe = shoebox_add(&boxes[1], 1, SIDE, true);
    met.pair.sides[0].is_deaf = true;
    meet(0);
    for (unsigned i = 0; i < 3 * PHOTO_SERVED_MAX; i++) {
        want(&shoe->photo.id, WIRE_PART_HEAD, 1);
    }
    assert_int_equal(said[WIRE_PHOTO_PIECE], PHOTO_SERVED_MAX);
    assert_int_equal(said[WIRE_PHOTO_STATE], 2 * PHOTO_SERVED_MAX);
}

/* Nobody else is there whom it could ask. */
static void what_is_not_here_is_told(void **state)
{
    const unsigned *said = met.pair.sides[1].said;
    struct shoe *shoe = NULL;

    (void)state;
    shoe = shoebox_add(&boxes[1], 1, SIDE, false);
    meet(0);
    want(&shoe->photo.id, WIRE_PART_HEAD, 1);
    assert_int_equal(said[WIRE_PHOTO_PIECE], 0);
    assert_int_equal(said[WIRE_PHOTO_WANT], 0);
    assert_in_range(said[WIRE_PHOTO_STATE], 1, 2);
}

/* A question for what no picture has makes nobody fetch it anew. */
static void piece_past_the_end_is_not_asked_for(void **state)
{
    const unsigned *said = met.pair.sides[1].said;
    struct wire_photo past = {.part = WIRE_PART_LARGE,
                              .first = PHOTO_PIECES_MAX - 1,
                              .count = PHOTO_ASKED_MAX};

    (void)state;
    past.id = shoebox_add(&boxes[1], 1, SIDE, true)->photo.id;
    meet(0);
    check_ok(wire_write_photo_want(&past, &message));
    pair_say(&met.pair, 1, bytes_view(&message));
    assert_int_equal(said[WIRE_PHOTO_PIECE], 0);
    assert_int_equal(said[WIRE_PHOTO_STATE], 0);
    assert_int_equal(met.pair.sides[1].closed, ERR_OK);
}

static void peer_that_says_nothing_is_given_up(void **state)
{
    (void)state;
    ask_in_vain(SIDE);
    pair_wait(&met.pair, 2 * PHOTO_ASK_MS);
    pair_wait(&met.pair, 2 * PHOTO_ASK_MS);
    assert_int_equal(met.pair.sides[0].said[WIRE_PHOTO_WANT], 1);
    assert_int_equal(met.pair.sides[0].closed, ERR_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(photo_is_fetched_piece_by_piece),
        TEST(nobody_who_wants_none_fetches_any),
        TEST(head_of_another_photo_ends_the_link),
        TEST(first_wrong_byte_ends_the_link),
        TEST(piece_of_another_size_ends_the_link),
        TEST(piece_that_nobody_asked_for_ends_the_link),
        TEST(what_is_no_picture_is_dropped_without_blame),
        TEST(photo_that_no_post_lists_is_not_handed_over),
        TEST(guest_is_handed_nothing),
        TEST(rotten_piece_is_not_handed_over),
        TEST(rotten_picture_is_fetched_again),
        TEST(answers_that_come_late_blame_nobody),
        TEST(a_lie_costs_the_link_and_not_the_photo),
        TEST(greedy_peer_has_to_wait),
        TEST(what_is_not_here_is_told),
        TEST(piece_past_the_end_is_not_asked_for),
        TEST(peer_that_says_nothing_is_given_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
