#include <string.h>

#include "node/board/post.h"
#include "node/deal/step.h"
#include "tests/lib/check.h"
#include "tests/lib/talk.h"

static struct bytes out;

static int setup(void **state)
{
    (void)state;
    bytes_init(&out, DEAL_CONTENT_BYTES_MAX);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bytes_release(&out);
    return 0;
}

/* Everything any step can hold. */
static struct deal_step fullest(void)
{
    return (struct deal_step){
        .post = check_id_of(1),
        .post_kind = POST_LOAN,
        .revision = 7,
        .terms = {1},
        .title = view_text("Ladder"),
        .lane = 3,
        .n = 65535,
        .quantity = 2,
        .from_ms = 1000,
        .to_ms = 2000,
        .role = view_text("cook"),
        .text = view_text("Please,\nfor the gutter."),
        .acts_for = view_text("Mrs Bell"),
        .hold_ms = 3000,
        .when_ms = 1500,
        .where = view_text("12 Mill Lane,\nside gate"),
        .condition = view_text("a scratch"),
        .missing = 5,
        .due_ms = 2500,
        .result = STEP_MISSED,
        .person = view_text("Ben"),
        .instead = check_id_of(2),
        .outside = view_text("Jos\xc3\xa9"),
        .with = {check_id_of(3), check_id_of(4)},
        .with_count = 2,
    };
}

/* Say in `to` of one field what `from` says; NULL: nothing. */
static void take(struct deal_step *to,
                 const struct deal_step *from,
                 const struct field *field)
{
    static const struct deal_step nothing;
    const unsigned char *all =
        (const unsigned char *)(from == NULL ? &nothing : from);

    memcpy((unsigned char *)to + field->offset, all + field->offset,
           field->width);
    if (field->type == FIELD_ROWS) {
        memcpy((unsigned char *)to + field->count_offset,
               all + field->count_offset, sizeof(size_t));
    }
}

/* Leave out of a step what its kind may not hold. */
static struct deal_step cut_to(enum step_kind kind)
{
    struct deal_step step = fullest();
    size_t count = 0;
    const struct field *fields = step_fields(&count);

    for (size_t i = 0; i < count; i++) {
        if (!step_may_hold(kind, fields[i].key)) {
            take(&step, NULL, &fields[i]);
        }
    }
    step.kind = (uint8_t)kind;
    return step;
}

static void every_step_goes_there_and_back(void **state)
{
    (void)state;
    for (enum step_kind kind = STEP_ASK; kind < STEP_END; kind++) {
        const struct deal_step step = cut_to(kind);
        struct deal_step back;
        struct bytes again;

        bytes_reset(&out);
        bytes_init(&again, DEAL_CONTENT_BYTES_MAX);
        check_ok(step_write(&step, &out));
        check_ok(step_read(bytes_view(&out), &back));
        check_ok(step_write(&back, &again));
        check_view(bytes_view(&again), bytes_view(&out));
        bytes_release(&again);
    }
}

/* A field more, or one that it must hold less, and it is refused. */
static void a_step_holds_its_own_fields_only(void **state)
{
    const struct deal_step full = fullest();
    size_t count = 0;
    const struct field *fields = step_fields(&count);

    (void)state;
    for (enum step_kind kind = STEP_ASK; kind < STEP_END; kind++) {
        for (size_t i = 1; i < count; i++) {
            struct deal_step step = cut_to(kind);
            bool is_refused = !step_may_hold(kind, fields[i].key);

            if (step_must_hold(kind, fields[i].key)) {
                take(&step, NULL, &fields[i]);
                is_refused = true;
            } else {
                take(&step, &full, &fields[i]);
            }
            bytes_reset(&out);
            check_err(step_write(&step, &out),
                      is_refused ? ERR_INVALID : ERR_OK);
            assert_int_equal(out.bytes == 0, is_refused);
        }
    }
}

/* The same of bytes that somebody else wrote. */
static void bytes_with_a_strange_field_are_refused(void **state)
{
    unsigned char room[64];
    struct deal_step step;

    (void)state;
    check_ok(step_read(check_hex("81 01 06", room, sizeof room), &step));
    assert_int_equal(step.kind, STEP_DROP);
    check_ok(
        step_read(check_hex("82 01 06 0d a1 78", room, sizeof room), &step));
    check_err(
        step_read(check_hex("82 01 06 12 a1 78", room, sizeof room), &step),
        ERR_MALFORMED);
    check_err(step_read(check_hex("81 01 0e", room, sizeof room), &step),
              ERR_MALFORMED);
    check_err(step_read(check_hex("82 01 0e 15 09", room, sizeof room), &step),
              ERR_MALFORMED);
    check_ok(step_read(check_hex("82 01 0e 15 0a", room, sizeof room), &step));
    check_err(step_read(check_hex("81 01 00", room, sizeof room), &step),
              ERR_MALFORMED);
    check_err(step_read(check_hex("81 01 11", room, sizeof room), &step),
              ERR_MALFORMED);
    check_ok(step_read(check_hex("82 01 06 40 01", room, sizeof room), &step));
}

static void days_have_an_end_after_their_beginning(void **state)
{
    struct deal_step ask = talk_ask(DEAL_LOAN);

    (void)state;
    ask.from_ms = 1000;
    check_ok(step_write(&ask, &out));
    ask.to_ms = 1001;
    check_ok(step_write(&ask, &out));
    ask.to_ms = 1000;
    check_err(step_write(&ask, &out), ERR_INVALID);
    ask.from_ms = 0;
    check_err(step_write(&ask, &out), ERR_INVALID);
}

static void texts_end_at_their_limit(void **state)
{
    static char text[DEAL_TEXT_BYTES_MAX + 1];
    struct deal_step step = cut_to(STEP_ASK);

    (void)state;
    memset(text, 't', sizeof text);
    step.text = (struct view){(const unsigned char *)text, sizeof text - 1};
    check_ok(step_write(&step, &out));
    step.text.bytes++;
    bytes_reset(&out);
    check_err(step_write(&step, &out), ERR_INVALID);
}

static void terms_change_with_the_rules_and_not_with_the_status(void **state)
{
    struct post post = {.title = view_text("Ladder"), .days_max = 7};
    struct post other = post;
    unsigned char one[TERMS_BYTES];
    unsigned char two[TERMS_BYTES];

    (void)state;
    step_terms(&post, one);
    other.title = view_text("Long ladder");
    other.text = view_text("Mind the top.");
    other.status = STATUS_PROMISED;
    other.quantity = 1;
    other.asks = 3;
    other.held_count = 1;
    step_terms(&other, two);
    assert_memory_equal(one, two, sizeof one);
    other.days_max = 8;
    step_terms(&other, two);
    assert_memory_not_equal(one, two, sizeof one);
    other = post;
    other.parts[0] = view_text("rope");
    other.parts_count = 1;
    step_terms(&other, two);
    assert_memory_not_equal(one, two, sizeof one);
}

/* Where one part ends and the next begins makes a difference. */
static void parts_do_not_run_together(void **state)
{
    struct post post = {.parts = {view_text("ab"), view_text("c")},
                        .parts_count = 2};
    struct post other = {.parts = {view_text("a"), view_text("bc")},
                         .parts_count = 2};
    unsigned char one[TERMS_BYTES];
    unsigned char two[TERMS_BYTES];

    (void)state;
    step_terms(&post, one);
    step_terms(&other, two);
    assert_memory_not_equal(one, two, sizeof one);
}

static void steps_are_found_by_name(void **state)
{
    (void)state;
    for (enum step_kind kind = STEP_ASK; kind < STEP_END; kind++) {
        assert_int_equal(step_find(view_text(step_name(kind))), kind);
    }
    assert_int_equal(step_find(view_text("give")), STEP_NONE);
    assert_null(step_name(STEP_END));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_step_goes_there_and_back, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_step_holds_its_own_fields_only, setup,
                                        teardown),
        cmocka_unit_test(bytes_with_a_strange_field_are_refused),
        cmocka_unit_test_setup_teardown(days_have_an_end_after_their_beginning,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(texts_end_at_their_limit, setup,
                                        teardown),
        cmocka_unit_test(terms_change_with_the_rules_and_not_with_the_status),
        cmocka_unit_test(parts_do_not_run_together),
        cmocka_unit_test(steps_are_found_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
