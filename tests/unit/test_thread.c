/* The ceilings of letters that are filed: node/mail/thread.h. */
#include <sodium.h>

#include "node/limits.h"
#include "node/mail/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/lane.h"

static struct id id_of(const struct abode *home)
{
    return home->household.signing.public;
}

/* So many letters of a thread by this household, in a drawer. */
static void fill_thread(struct abode *home,
                        const struct id *thread,
                        const struct abode *author,
                        uint32_t count)
{
    struct filed filed = {.thread = *thread,
                          .author = id_of(author),
                          .kind = LETTER_DEAL,
                          .text = view_text("x")};

    for (uint32_t n = 0; n < count; n++) {
        put_u32(filed.id.data, n + 1);
        filed.id.data[ID_BYTES - 1] = filed.author.data[0];
        check_ok(memory_shelf_file(home->shelf, &filed));
    }
}

/* So many by ben in ana's drawer, each in a thread of its own. */
static void fill_house(uint32_t count)
{
    struct filed filed = {.author = id_of(&lane.ben),
                          .kind = LETTER_NOTE,
                          .text = view_text("x")};

    for (uint32_t n = 1; n <= count; n++) {
        put_u32(filed.id.data, n);
        filed.thread = filed.id;
        check_ok(memory_shelf_file(lane.ana.shelf, &filed));
    }
}

static void thread_ends_at_its_ceiling(void **state)
{
    struct id ask;
    struct id id;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    fill_thread(&lane.ben, &ask, &lane.cem, THREAD_SIDE_MAX - 2);
    check_ok(postman_write(&lane.ana, &lane.ben, &ask, "the last", &id));
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(postman_count(&lane.ben, &ask), THREAD_SIDE_MAX);
    check_ok(postman_write(&lane.ana, &lane.ben, &ask, "too much", &id));
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(postman_count(&lane.ben, &ask), THREAD_SIDE_MAX);
}

/* Ben was off while they came: he reads them in one step. */
static void thread_ends_there_within_a_step_too(void **state)
{
    struct id ask;
    struct id id;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    fill_thread(&lane.ben, &ask, &lane.cem, THREAD_SIDE_MAX - 2);
    for (size_t count = 0; count < 3; count++) {
        check_ok(postman_write(&lane.ana, &lane.ben, &ask, "more", &id));
    }
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    assert_int_equal(postman_count(&lane.ben, &ask), THREAD_SIDE_MAX);
}

static void nobody_fills_a_thread_for_the_other_side(void **state)
{
    struct id ask;
    struct id id;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    fill_thread(&lane.ben, &ask, &lane.cem, THREAD_SIDE_MAX - 1);
    fill_thread(&lane.ben, &ask, &lane.ben, THREAD_SIDE_MAX - 1);
    check_ok(postman_write(&lane.ben, &lane.ana, &ask, "no", &id));
    assert_int_equal(postman_count(&lane.ben, &ask), THREAD_LETTERS_MAX);
    check_err(postman_write(&lane.ben, &lane.ana, &ask, "no more", &id),
              ERR_FULL);
}

static void one_step_writes_no_more_than_there_is_room_for(void **state)
{
    struct letter_draft drafts[2] = {{.kind = LETTER_DEAL,
                                      .readers = {id_of(&lane.ana)},
                                      .readers_count = 1,
                                      .content = view_text("no")}};
    struct id ids[2];
    struct id ask;

    (void)state;
    check_ok(postman_write(&lane.ana, &lane.ben, NULL, "May I?", &ask));
    postman_carry(&lane.ana, &lane.ben, SET_MAIL);
    fill_thread(&lane.ben, &ask, &lane.ben, THREAD_SIDE_MAX - 1);
    drafts[0].thread = &ask;
    drafts[1] = drafts[0];
    drafts[1].content = view_text("no more");
    check_err(postman_write_all(&lane.ben, drafts, 2, ids), ERR_FULL);
    check_ok(postman_write_all(&lane.ben, drafts, 1, ids));
    assert_int_equal(postman_count(&lane.ben, &ask), THREAD_SIDE_MAX + 1);
}

static void letters_of_one_household_fill_no_house(void **state)
{
    struct id last;
    struct id past;
    struct id other;

    (void)state;
    fill_house(LETTERS_OF_ONE_MAX - 1);
    check_ok(postman_write(&lane.ben, &lane.ana, NULL, "the last", &last));
    lane_carry();
    check_ok(postman_write(&lane.ben, &lane.ana, NULL, "too much", &past));
    check_ok(postman_write(&lane.cem, &lane.ana, NULL, "Hello", &other));
    lane_carry();
    assert_int_equal(postman_count(&lane.ana, &last), 1);
    assert_int_equal(postman_count(&lane.ana, &past), 0);
    assert_int_equal(postman_count(&lane.ana, &other), 1);
}

static void they_fill_none_within_a_step_either(void **state)
{
    struct id ids[2];

    (void)state;
    fill_house(LETTERS_OF_ONE_MAX - 1);
    check_ok(postman_write(&lane.ben, &lane.ana, NULL, "one", &ids[0]));
    check_ok(postman_write(&lane.ben, &lane.ana, NULL, "two", &ids[1]));
    lane_carry();
    assert_int_equal(postman_count(&lane.ana, &ids[0]) +
                         postman_count(&lane.ana, &ids[1]),
                     1);
}

#define CLAIM(name)                                                            \
    cmocka_unit_test_setup_teardown(name, lane_setup, lane_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(thread_ends_at_its_ceiling),
        CLAIM(thread_ends_there_within_a_step_too),
        CLAIM(nobody_fills_a_thread_for_the_other_side),
        CLAIM(one_step_writes_no_more_than_there_is_room_for),
        CLAIM(letters_of_one_household_fill_no_house),
        CLAIM(they_fill_none_within_a_step_either),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
