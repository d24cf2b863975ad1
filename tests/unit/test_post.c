#include <stdbool.h>
#include <string.h>

#include "node/board/code.h"
#include "node/board/post.h"
#include "node/record/time.h"
#include "tests/lib/check.h"

static struct bytes out;

static int setup(void **state)
{
    (void)state;
    bytes_init(&out, BODY_BYTES_MAX_SMALL);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bytes_release(&out);
    return 0;
}

static struct post smallest(void)
{
    return (struct post){
        .birth = {1, 2, 3, 4, 5, 6, 7, 8},
        .revision = 1,
        .posted_ms = 1000,
        .title = view_text("Ladder, 3 m"),
    };
}

static void smallest_post_is_four_fields(void **state)
{
    struct post post = smallest();
    struct post back;
    unsigned char room[64];

    (void)state;
    check_ok(post_write(&post, &out));
    check_view(bytes_view(&out),
               check_hex("84 01 c4080102030405060708 02 01 03 cd03e8"
                         "04 ab4c61646465722c2033206d",
                         room, sizeof room));
    check_ok(post_read(bytes_view(&out), &back));
    check_view_text(back.title, "Ladder, 3 m");
    assert_int_equal(back.revision, 1);
    assert_int_equal(back.tags_count, 0);
    assert_false(back.has_left);
}

/* What promises, choices and calendars need of a post. */
static void say_how_it_is_lent(struct post *post)
{
    post->held[0].yes[3] = 9;
    post->held[1].yes[3] = 8;
    post->held_count = 2;
    post->choose = CHOOSE_DRAW;
    post->decide_ms = 5;
    post->commitment[31] = 1;
    post->secret[0] = 2;
    post->tickets[0].data[15] = 3;
    post->tickets_count = 1;
    post->is_auto = true;
    post->busy[0] = (struct post_busy){20800, 20801};
    post->busy_count = 1;
    post->days_min = 2;
    post->ahead_days = 90;
    post->has_desk = true;
    post->heir = check_id_of(7);
    post->photos[0] = (struct photo_reference){check_id_of(8), PHOTO_BYTES_MAX,
                                               PHOTO_SIDE_MAX, 1};
    post->photos[1] = (struct photo_reference){check_id_of(6), 1, 1, 1};
    post->photos_count = 2;
}

static void check_how_it_is_lent(const struct post *post)
{
    assert_int_equal(post->held[0].yes[3], 9);
    assert_int_equal(post->held_count, 2);
    assert_int_equal(post->choose, CHOOSE_DRAW);
    assert_int_equal(post->decide_ms, 5);
    assert_int_equal(post->commitment[31], 1);
    assert_int_equal(post->secret[0], 2);
    assert_int_equal(post->tickets[0].data[15], 3);
    assert_true(post->is_auto);
    assert_int_equal(post->busy[0].last, 20801);
    assert_int_equal(post->days_min, 2);
    assert_int_equal(post->ahead_days, 90);
    assert_true(post->has_desk);
    assert_int_equal(post->desk, 0);
    assert_int_equal(post->heir.data[0], 7);
    assert_int_equal(post->photos_count, 2);
    assert_int_equal(post->photos[0].id.data[0], 8);
    assert_int_equal(post->photos[0].bytes, PHOTO_BYTES_MAX);
    assert_int_equal(post->photos[0].width, PHOTO_SIDE_MAX);
    assert_int_equal(post->photos[1].height, 1);
}

static void every_field_goes_there_and_back(void **state)
{
    struct post post = smallest();
    struct post back;

    (void)state;
    post.text = view_text("Two parts,\nno rope.");
    post.tags[0] = view_text("tools");
    post.tags[1] = view_text("height");
    post.tags_count = 2;
    post.until_ms = 99;
    post.quantity = 4;
    post.cell = view_text("51.45,-0.01");
    post.reach = REACH_CIRCLE;
    post.acts_for = view_text("Mrs Bell");
    post.status = STATUS_CLOSED;
    post.has_left = true;
    post.left = 3;
    post.asks = 12;
    post.is_first = true;
    post.outcome = view_text("taken");
    post.days_max = 14;
    post.buffer_hours = 24;
    post.parts[0] = view_text("upper half");
    post.parts_count = 1;
    say_how_it_is_lent(&post);
    check_ok(post_write(&post, &out));
    check_ok(post_read(bytes_view(&out), &back));
    check_view_text(back.text, "Two parts,\nno rope.");
    check_view_text(back.tags[1], "height");
    assert_int_equal(back.until_ms, 99);
    assert_int_equal(back.quantity, 4);
    check_view_text(back.cell, "51.45,-0.01");
    assert_int_equal(back.reach, REACH_CIRCLE);
    check_view_text(back.acts_for, "Mrs Bell");
    assert_int_equal(back.status, STATUS_CLOSED);
    assert_int_equal(back.left, 3);
    assert_int_equal(back.asks, 12);
    assert_true(back.is_first);
    check_view_text(back.outcome, "taken");
    assert_int_equal(back.days_max, 14);
    assert_int_equal(back.buffer_hours, 24);
    check_view_text(back.parts[0], "upper half");
    check_how_it_is_lent(&back);
}

/* None left is not the same as not told. */
static void none_left_is_told(void **state)
{
    struct post post = smallest();
    struct post back;

    (void)state;
    post.has_left = true;
    check_ok(post_write(&post, &out));
    check_ok(post_read(bytes_view(&out), &back));
    assert_true(back.has_left);
    assert_int_equal(back.left, 0);
}

static void choices_have_names(void **state)
{
    (void)state;
    for (enum post_choice choice = CHOOSE_PICK; choice < CHOOSE_END; choice++) {
        assert_int_equal(post_choice_find(view_text(post_choice_name(choice))),
                         choice);
    }
    assert_int_equal(post_choice_find(view_text("vote")), CHOOSE_END);
}

static void values_past_their_limit_are_refused(void **state)
{
    struct post post = smallest();
    static char text[TEXT_BYTES_MAX + 2];

    (void)state;
    memset(text, 't', TEXT_BYTES_MAX + 1);
    post.text = (struct view){(const unsigned char *)text, TEXT_BYTES_MAX};
    check_ok(post_write(&post, &out));
    post.text.bytes++;
    check_err(post_write(&post, &out), ERR_INVALID);
    post = smallest();
    post.title = (struct view){(const unsigned char *)text, TITLE_BYTES_MAX};
    bytes_reset(&out);
    check_ok(post_write(&post, &out));
    post.title.bytes++;
    check_err(post_write(&post, &out), ERR_INVALID);
    post = smallest();
    post.revision = 0;
    check_err(post_write(&post, &out), ERR_INVALID);
    post = smallest();
    post.reach = REACH_END;
    check_err(post_write(&post, &out), ERR_INVALID);
    post = smallest();
    post.status = STATUS_END;
    check_err(post_write(&post, &out), ERR_INVALID);
    post = smallest();
    post.choose = CHOOSE_END;
    check_err(post_write(&post, &out), ERR_INVALID);
    post = smallest();
    post.held_count = POST_HELD_MAX + 1;
    check_err(post_write(&post, &out), ERR_INVALID);
    post = smallest();
    post.busy_count = 2;
    check_err(post_write(&post, &out), ERR_INVALID);
    post = smallest();
    post.quantity = QUANTITY_MAX + 1;
    check_err(post_write(&post, &out), ERR_INVALID);
    post = smallest();
    post.posted_ms = TIME_MS_MAX + 1;
    check_err(post_write(&post, &out), ERR_INVALID);
    post = smallest();
    post.title = view_text("two\nlines");
    check_err(post_write(&post, &out), ERR_INVALID);
}

/* What is shown of a photo before it is there must be what it can be. */
static void photos_past_their_limit_are_refused(void **state)
{
    const struct photo_reference good = {check_id_of(8), 1, 1, 1};
    struct photo_reference refused[] = {good, good, good, good, good, good};
    struct post post = smallest();

    (void)state;
    refused[0].bytes = 0;
    refused[1].bytes = PHOTO_BYTES_MAX + 1;
    refused[2].width = 0;
    refused[3].width = PHOTO_SIDE_MAX + 1;
    refused[4].height = 0;
    refused[5].height = PHOTO_SIDE_MAX + 1;
    post.photos_count = 1;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        post.photos[0] = refused[i];
        check_err(post_write(&post, &out), ERR_INVALID);
    }
    for (size_t i = 0; i < PHOTOS_MAX; i++) {
        post.photos[i] = good;
    }
    post.photos_count = PHOTOS_MAX;
    check_ok(post_write(&post, &out));
    post.photos_count++;
    check_err(post_write(&post, &out), ERR_INVALID);
}

static void post_wants_room_for_its_card_only(void **state)
{
    static char text[TEXT_BYTES_MAX];
    struct post post = smallest();

    (void)state;
    memset(text, 't', sizeof text);
    post.text = (struct view){(const unsigned char *)text, sizeof text};
    for (size_t i = 0; i < PARTS_COUNT_MAX; i++) {
        post.parts[i] =
            (struct view){(const unsigned char *)text, PART_BYTES_MAX};
    }
    post.parts_count = PARTS_COUNT_MAX;
    post.tags[0] = view_text("and one more thing");
    post.tags_count = 1;
    check_err(post_write(&post, &out), ERR_FULL);
    assert_int_equal(out.bytes, 0);
}

static void id_depends_on_slot_and_birth_alone(void **state)
{
    const struct id home = check_id_of(1);
    const struct id other = check_id_of(2);
    const unsigned char birth[POST_BIRTH_BYTES] = {1};
    const unsigned char reborn[POST_BIRTH_BYTES] = {2};
    struct id ids[5];

    (void)state;
    post_id(&home, 0, 7, birth, &ids[0]);
    post_id(&other, 0, 7, birth, &ids[1]);
    post_id(&home, 1, 7, birth, &ids[2]);
    post_id(&home, 0, 8, birth, &ids[3]);
    post_id(&home, 0, 7, reborn, &ids[4]);
    for (int left = 0; left < 5; left++) {
        for (int right = 0; right < left; right++) {
            assert_false(id_equal(&ids[left], &ids[right]));
        }
    }
    post_id(&home, 0, 7, birth, &ids[1]);
    check_id(&ids[0], &ids[1]);
}

static void kinds_have_names(void **state)
{
    (void)state;
    assert_string_equal(post_kind_name(POST_OFFER), "offer");
    assert_string_equal(post_kind_name(POST_NOTICE), "notice");
    assert_null(post_kind_name(0));
    assert_null(post_kind_name(POST_KIND_END));
    for (unsigned kind = 1; kind < POST_KIND_END; kind++) {
        assert_int_equal(post_kind_find(view_text(post_kind_name(kind))), kind);
    }
    assert_int_equal(post_kind_find(view_text("offers")), 0);
    assert_int_equal(post_kind_find(view_text("")), 0);
    assert_string_equal(post_status_name(STATUS_AWAY), "away");
    assert_string_equal(post_reach_name(REACH_NEARBY), "nearby");
}

/* 00 44 32 14 c7 is 0 1 2 3 4 5 6 7 in groups of five bits. */
static struct id counting(void)
{
    struct id id = check_id_of(0xFF);
    static const unsigned char front[] = {0x00, 0x44, 0x32, 0x14, 0xC7};

    memcpy(id.data, front, sizeof front);
    return id;
}

static void codes_begin_with_a_word_of_the_title(void **state)
{
    static const struct {
        const char *title;
        const char *code;
    } codes[] = {
        {"Ladder, 3 m", "ladder-0123"},
        {"\"Ladder\"", "ladder-0123"},
        {"3-piece suite", "3piece-0123"},
        {"- drill", "drill-0123"},
        {"\xC3\x89"
         "clair",
         "eclair-0123"},
        {"\xE6\xA2\xAF\xE5\xAD\x90", "loan-0123"},
        {"!", "loan-0123"},
        {"Abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnop-0123"},
    };
    struct id id = counting();
    char code[CODE_CHARS];

    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        post_code(POST_LOAN, view_text(codes[i].title), &id, 4, code);
        assert_string_equal(code, codes[i].code);
        assert_true(post_code_fits(view_text(code), &id));
    }
    post_code(POST_LOAN, view_text("x"), &id, CODE_DIGITS_MAX, code);
    assert_string_equal(code, "x-01234567zzzzzzzz");
}

static void letters_with_marks_are_letters_of_a_code(void **state)
{
    static const struct {
        const char *title;
        const char *code;
    } codes[] = {
        {"\u00DCbergro\u00DFer Schrank", "ubergroser-0123"},
        {"\u0141\u00F3d\u017A", "lodz-0123"},
        {"\u00D7 \u00C0\u017F", "as-0123"}, /* the first and last letter */
        {"\u00BFQu\u00E9?", "que-0123"},
        {"\u0180\u00F7", "loan-0123"},
        {"\xC3", "loan-0123"}, /* cut off; no title is */
    };
    struct id id = counting();
    char code[CODE_CHARS];

    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        post_code(POST_LOAN, view_text(codes[i].title), &id, 4, code);
        assert_string_equal(code, codes[i].code);
    }
}

static void code_fits_its_post_as_people_type_it(void **state)
{
    struct id id = counting();

    (void)state;
    assert_true(post_code_fits(view_text("ladder-012"), &id));
    assert_true(post_code_fits(view_text("anything-012"), &id));
    assert_true(post_code_fits(view_text("a-b-012"), &id));
    assert_true(post_code_fits(view_text("012"), &id));
    assert_true(post_code_fits(view_text("LADDER-OL2"), &id));
    assert_true(post_code_fits(view_text("ladder-oi2"), &id));
    assert_false(post_code_fits(view_text("ladder-013"), &id));
    assert_false(post_code_fits(view_text("ladder-01"), &id));
    assert_false(post_code_fits(view_text("ladder-"), &id));
    assert_false(post_code_fits(view_text(""), &id));
    assert_false(post_code_fits(view_text("ladder-01u"), &id));
    assert_false(post_code_fits(view_text("012.2"), &id));
    assert_true(post_code_fits(view_text("x-01234567zzzzzzzz"), &id));
    assert_false(post_code_fits(view_text("x-01234567zzzzzzzzz"), &id));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(smallest_post_is_four_fields),
        TEST(every_field_goes_there_and_back),
        TEST(none_left_is_told),
        TEST(choices_have_names),
        TEST(values_past_their_limit_are_refused),
        TEST(photos_past_their_limit_are_refused),
        TEST(post_wants_room_for_its_card_only),
        TEST(id_depends_on_slot_and_birth_alone),
        TEST(kinds_have_names),
        TEST(codes_begin_with_a_word_of_the_title),
        TEST(letters_with_marks_are_letters_of_a_code),
        TEST(code_fits_its_post_as_people_type_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
