/* A thing that changes its keeper: node/act/act_heir. */
#include "node/deal/duty.h"
#include "node/deal/heir_letter.h"
#include "node/inside.h"
#include "node/mail/limits.h"
#include "node/record/record.h"
#include "tests/lib/check.h"
#include "tests/lib/lane.h"

static struct command command_of(enum command_kind kind,
                                 const struct abode *household)
{
    struct command command = {.kind = kind};

    command.as.heir.household = household->household.signing.public;
    return command;
}

/* Ana's post is to be kept by somebody. */
static enum err hand_over(const struct abode *heir)
{
    const struct command command = command_of(COMMAND_HAND_OVER, heir);

    answer_init(&lane.ana.answer);
    return abode_command(&lane.ana, &command);
}

static enum err take_over(struct abode *heir, struct id *post)
{
    const struct command command = command_of(COMMAND_TAKE_OVER, &lane.ana);
    enum err err = ERR_OK;

    answer_init(&heir->answer);
    err = abode_command(heir, &command);
    *post = heir->answer.post;
    return err;
}

static const struct post ladder = {.days_max = 3,
                                   .buffer_hours = 12,
                                   .choose = CHOOSE_SIMMER,
                                   .decide_ms = 1};

static void heir_alone_takes_it_over(void **state)
{
    struct bytes bytes;
    struct post seen;
    struct id post;

    (void)state;
    lane_post(POST_LOAN, &ladder);
    check_err(take_over(&lane.ben, &post), ERR_DENIED);
    check_err(hand_over(&lane.ana), ERR_DENIED);
    check_ok(hand_over(&lane.ben));
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(lane_told(&lane.ben, TELL_HEIR), 1);
    postman_carry(&lane.ana, &lane.cem, SET_MAIL);
    assert_int_equal(lane_told(&lane.cem, TELL_HEIR), 0);
    lane_carry();
    check_err(take_over(&lane.cem, &post), ERR_DENIED);
    check_ok(take_over(&lane.ben, &post));
    lane_carry();
    lane_carry();
    seen = lane_seen(&lane.cem, &bytes);
    assert_int_equal(seen.status, STATUS_CLOSED);
    check_id(&seen.heir, &lane.ben.household.signing.public);
    check_id(&seen.next, &post);
    bytes_release(&bytes);
    check_err(take_over(&lane.ben, &post), ERR_STATE);
    check_err(hand_over(&lane.cem), ERR_STATE);
}

static void thing_goes_on_as_it_was(void **state)
{
    struct shelf_row row;
    struct record record;
    struct bytes bytes;
    struct post said;
    struct id slot;
    struct id post;

    (void)state;
    lane_post(POST_LOAN, &ladder);
    check_ok(hand_over(&lane.ben));
    lane_carry();
    check_ok(take_over(&lane.ben, &post));
    bytes_init(&bytes, RECORD_BYTES_MAX);
    record_slot(CLASS_POST, &lane.ben.household.signing.public, 0, 0, &slot);
    check_ok(lane.ben.port.head(lane.ben.port.self, &slot, &row));
    check_ok(lane.ben.port.read(lane.ben.port.self, &row.id, &bytes));
    check_ok(record_read(bytes_view(&bytes), &record));
    check_ok(post_read(record.body, &said));
    assert_int_equal(record.kind, POST_LOAN);
    check_view_text(said.title, "Ladder");
    assert_int_equal(said.days_max, 3);
    assert_int_equal(said.buffer_hours, 12);
    assert_int_equal(said.revision, 1);
    assert_int_equal(said.choose, CHOOSE_PICK);
    assert_false(id_is_zero(&said.was));
    assert_true(id_is_zero(&said.heir));
    bytes_release(&bytes);
}

static void who_asked_is_told_by_the_one_before(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t day = lane.ana.moment.now_ms + 2 * (uint64_t)DAY_MS;
    struct sheet sheet;
    struct id promised;
    struct id asked;
    struct id post;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.cem, day, day + DAY_MS, &promised));
    check_ok(lane_ask(&lane.cem, day + 5 * (uint64_t)DAY_MS,
                      day + 6 * (uint64_t)DAY_MS, &asked));
    lane_carry();
    check_ok(lane_say(&lane.ana, &promised, STEP_YES));
    check_ok(hand_over(&lane.ben));
    lane_carry();
    check_ok(take_over(&lane.ben, &post));
    lane_carry();
    lane_settle();
    lane_check(&lane.cem, &promised, STATE_UNDONE);
    lane_check(&lane.cem, &asked, STATE_DECLINED);
    sheet = lane_sheet(&lane.cem, &promised);
    check_id(&sheet.deal.instead, &post);
    sheet = lane_sheet(&lane.cem, &asked);
    check_id(&sheet.deal.instead, &post);
}

static void what_is_out_ends_with_who_lent_it(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t day = lane.ana.moment.now_ms + DAY_MS;
    struct id deal;
    struct id post;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.cem, day, day + DAY_MS, &deal));
    lane_carry();
    check_ok(lane_say(&lane.ana, &deal, STEP_YES));
    check_ok(lane_say(&lane.ana, &deal, STEP_OUT));
    check_ok(hand_over(&lane.ben));
    lane_carry();
    check_ok(take_over(&lane.ben, &post));
    lane_carry();
    lane_settle();
    lane_check(&lane.cem, &deal, STATE_OUT);
    check_ok(lane_say(&lane.ana, &deal, STEP_DONE));
    lane_carry();
    lane_check(&lane.cem, &deal, STATE_DONE);
}

/* Cem says that it took ana's ladder over, which was handed over to ben. */
static void word_of_another_closes_nothing(void **state)
{
    struct letter_draft draft = {.kind = LETTER_HEIR, .readers_count = 1};
    struct heir_letter said = {.word = HEIR_TAKEN, .next = {{9}}};
    struct bytes content;
    struct bytes bytes;
    struct post seen;
    struct id letter;

    (void)state;
    lane_post(POST_LOAN, &ladder);
    said.post = lane.ana.answer.post;
    check_ok(hand_over(&lane.ben));
    lane_carry();
    bytes_init(&content, LETTER_CONTENT_BYTES_MAX);
    check_ok(heir_letter_write(&said, &content));
    draft.content = bytes_view(&content);
    draft.readers[0] = lane.ana.household.signing.public;
    check_ok(postman_write_all(&lane.cem, &draft, 1, &letter));
    lane_carry();
    assert_int_equal(postman_count(&lane.ana, &letter), 1);
    seen = lane_seen(&lane.cem, &bytes);
    assert_int_equal(seen.status, STATUS_OPEN);
    bytes_release(&bytes);
    bytes_release(&content);
}

#define HEIR_TEST(claim)                                                       \
    cmocka_unit_test_setup_teardown(claim, lane_setup, lane_teardown)

/* The machine that lent it started without a clock. */
static void who_took_over_is_believed_when_the_clock_is_set(void **state)
{
    struct bytes bytes;
    struct id post;

    (void)state;
    lane_post(POST_LOAN, &ladder);
    check_ok(hand_over(&lane.ben));
    lane_carry();
    check_ok(take_over(&lane.ben, &post));
    lane.ana.moment.is_plausible = false;
    lane_carry();
    assert_int_not_equal(lane_seen(&lane.ana, &bytes).status, STATUS_CLOSED);
    bytes_release(&bytes);
    node_free(lane.ana.node);
    abode_open(&lane.ana);
    abode_tick(&lane.ana);
    lane.ana.moment.is_plausible = true;
    abode_tick(&lane.ana);
    assert_int_equal(lane_told(&lane.ana, TELL_TAKEN), 1);
    assert_int_equal(lane_seen(&lane.ana, &bytes).status, STATUS_CLOSED);
    bytes_release(&bytes);
}

/* Ben has the first photo whole, of the second the small picture. */
static bool has_photo(void *self, const struct id *id, enum photo_part part)
{
    (void)self;
    return id->data[0] == 1 || (id->data[0] == 2 && part == PHOTO_SMALL);
}

static void photos_that_are_here_go_on_with_the_thing(void **state)
{
    const struct post loan = {
        .days_max = 3,
        .photos = {{{{3}}, 9, 9, 9}, {{{1}}, 8, 8, 8}, {{{2}}, 7, 7, 7}},
        .photos_count = 3};
    struct posted posted;
    struct id post;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(hand_over(&lane.ben));
    lane_carry();
    lane.ben.node->shelf.photos.has = has_photo;
    check_ok(take_over(&lane.ben, &post));
    posted_init(&posted);
    check_ok(posted_read(lane.ben.node, &lane.ben.household.signing.public, 0,
                         0, &posted));
    assert_int_equal(posted.post.photos_count, 1);
    assert_int_equal(posted.post.photos[0].id.data[0], 1);
    assert_int_equal(posted.post.photos[0].bytes, 8);
    posted_release(&posted);
}

/* Ben says that it took ana's thing over, as this post. */
static void say_taken(unsigned char next)
{
    struct letter_draft draft = {.kind = LETTER_HEIR,
                                 .readers = {lane.ana.household.signing.public},
                                 .readers_count = 1};
    struct heir_letter said = {.word = HEIR_TAKEN, .next = {{next}}};
    struct bytes content;
    struct posted posted;
    struct id letter;

    posted_init(&posted);
    check_ok(posted_read(lane.ben.node, draft.readers, 0, 0, &posted));
    said.post = posted.id;
    posted_release(&posted);
    bytes_init(&content, LETTER_CONTENT_BYTES_MAX);
    check_ok(heir_letter_write(&said, &content));
    draft.content = bytes_view(&content);
    check_ok(postman_write_all(&lane.ben, &draft, 1, &letter));
    bytes_release(&content);
}

/* Two of ben's machines took it over: in one step, or one after the other. */
static void of_two_that_took_it_over_the_smaller_counts(void **state)
{
    const unsigned char order[][2] = {{5, 9}, {9, 5}};
    const bool is_apart[] = {false, true};

    for (size_t at = 0; at < 4; at++) {
        const unsigned char *next = order[at / 2];
        struct bytes bytes;
        struct post seen;

        assert_int_equal(lane_setup(state), 0);
        lane_post(POST_LOAN, &ladder);
        check_ok(hand_over(&lane.ben));
        lane_carry();
        say_taken(next[0]);
        if (is_apart[at % 2]) {
            lane_carry();
        }
        say_taken(next[1]);
        lane_carry();
        lane_carry();
        seen = lane_seen(&lane.cem, &bytes);
        assert_int_equal(seen.status, STATUS_CLOSED);
        assert_int_equal(seen.next.data[0], 5);
        bytes_release(&bytes);
        assert_int_equal(lane_teardown(state), 0);
    }
}

static enum err copy(void *visitor, struct view bytes)
{
    return memory_shelf_put(visitor, bytes);
}

/* How often the last step of ana's signed her post. */
static size_t signed_posts(void)
{
    const struct actions *actions = &lane.ana.actions;
    size_t count = 0;

    for (size_t index = 0; index < actions->count; index++) {
        count += actions->items[index].kind == ACTION_STORE &&
                 actions->items[index].record->class == CLASS_POST;
    }
    return count;
}

/* The word that it was taken over comes when what was asked is to be told. */
static void post_that_is_closed_is_not_signed_anew_in_its_step(void **state)
{
    const struct post loan = {.days_max = 3};
    const uint64_t day = lane.ana.moment.now_ms + 2 * (uint64_t)DAY_MS;
    struct bytes bytes;
    struct post seen;
    struct id deal;
    struct id post;

    (void)state;
    lane_post(POST_LOAN, &loan);
    check_ok(lane_ask(&lane.cem, day, day + DAY_MS, &deal));
    lane_carry();
    check_ok(hand_over(&lane.ben));
    lane_carry();
    lane_pass(DUTY_PUBLIC_MS_MAX);
    check_ok(take_over(&lane.ben, &post));
    check_ok(lane.ben.port.walk_bytes(lane.ben.port.self, SET_MAIL, copy,
                                      lane.ana.shelf));
    check_ok(memory_shelf_commit(lane.ana.shelf));
    abode_tick(&lane.ana);
    assert_int_equal(signed_posts(), 1);
    assert_int_equal(lane_told(&lane.ana, TELL_TAKEN), 1);
    seen = lane_seen(&lane.ana, &bytes);
    assert_int_equal(seen.status, STATUS_CLOSED);
    check_id(&seen.next, &post);
    bytes_release(&bytes);
    lane_settle();
    lane_check(&lane.cem, &deal, STATE_DECLINED);
}

/* The word that it was taken over comes when ana changes what she posted. */
static void edit_opens_nothing_that_its_step_closed(void **state)
{
    const enum command_kind kinds[] = {COMMAND_POST, COMMAND_RENEW,
                                       COMMAND_HAND_OVER};

    for (size_t at = 0; at < 3; at++) {
        struct command command = {.kind = kinds[at]};
        struct id post;

        assert_int_equal(lane_setup(state), 0);
        lane_post(POST_LOAN, &ladder);
        check_ok(hand_over(&lane.ben));
        lane_carry();
        check_ok(take_over(&lane.ben, &post));
        check_ok(lane.ben.port.walk_bytes(lane.ben.port.self, SET_MAIL, copy,
                                          lane.ana.shelf));
        check_ok(memory_shelf_commit(lane.ana.shelf));
        if (kinds[at] != COMMAND_HAND_OVER) {
            command.as.post.post = ladder;
            command.as.post.post.title = view_text("Long ladder");
        }
        check_err(abode_command(&lane.ana, &command), ERR_STATE);
        assert_int_equal(signed_posts(), 1); /* that it is closed */
        assert_int_equal(lane_teardown(state), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEIR_TEST(heir_alone_takes_it_over),
        HEIR_TEST(thing_goes_on_as_it_was),
        HEIR_TEST(who_asked_is_told_by_the_one_before),
        HEIR_TEST(what_is_out_ends_with_who_lent_it),
        HEIR_TEST(word_of_another_closes_nothing),
        HEIR_TEST(who_took_over_is_believed_when_the_clock_is_set),
        cmocka_unit_test(of_two_that_took_it_over_the_smaller_counts),
        HEIR_TEST(photos_that_are_here_go_on_with_the_thing),
        cmocka_unit_test(edit_opens_nothing_that_its_step_closed),
        HEIR_TEST(post_that_is_closed_is_not_signed_anew_in_its_step),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
