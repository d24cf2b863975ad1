/* Wishes as they are kept at home: store/wish.c. */
#include <stdio.h>

#include "store/local.h"
#include "store/wish.h"
#include "tests/lib/check.h"
#include "tests/lib/fixture.h"

static int begin(void **state)
{
    int failed = fixture_set_up(state);
    struct fixture *fixture = *state;

    check_ok(store_begin(fixture->store));
    return failed;
}

static struct id id_of(uint32_t number)
{
    struct id id = {{0}};

    put_u32(id.data, number);
    return id;
}

static uint32_t add(struct store *store, const char *words)
{
    uint32_t number = 0;

    check_ok(wish_add(store, view_text(words), &number));
    return number;
}

/* What a post of this title is found by; 0: nothing. */
static uint32_t found_by(struct store *store, uint32_t post, const char *title)
{
    const struct post said = {.title = view_text(title),
                              .text = view_text("Rubber feet, three metres"),
                              .tags = {view_text("tools")},
                              .tags_count = 1};
    const struct id id = id_of(post);
    const struct id keeper = id_of(1000);
    uint32_t number = 0;
    enum err err = wish_match(store, &keeper, &id, &said, &number);

    assert_true(err == ERR_OK || err == ERR_UNKNOWN);
    return err == ERR_OK ? number : 0;
}

static void all_words_of_a_wish_begin_words_of_the_post(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;

    (void)add(store, "concertina");
    assert_int_equal(add(store, "LADD rubb"), 2);
    assert_int_equal(add(store, "tool"), 3);
    assert_int_equal(found_by(store, 1, "Ladders"), 2);
    assert_int_equal(found_by(store, 2, "Saw"), 3);
    check_ok(wish_remove(store, 3));
    assert_int_equal(found_by(store, 2, "Saw"), 0);
    assert_int_equal(found_by(store, 3, "Old Concertina"), 1);
}

static void what_was_found_hidden_or_blocked_is_not_found(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    struct id post = id_of(1);
    struct id keeper = id_of(1000);

    (void)add(store, "ladder");
    check_ok(local_hide(store, &post, true));
    assert_int_equal(found_by(store, 1, "Ladder"), 0);
    check_ok(local_hide(store, &post, false));
    check_ok(local_block(store, &keeper, true));
    assert_int_equal(found_by(store, 1, "Ladder"), 0);
    check_ok(local_block(store, &keeper, false));
    assert_int_equal(found_by(store, 1, "Ladder"), 1);
    check_ok(wish_note(store, &post, 1));
    assert_int_equal(found_by(store, 1, "Ladder"), 0);
    assert_int_equal(found_by(store, 2, "Ladder"), 1);
}

static void wish_is_words_that_can_be_looked_for(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    uint32_t number = 0;

    check_err(wish_add(store, view_text(""), &number), ERR_INVALID);
    check_err(wish_add(store, view_text("!?"), &number), ERR_INVALID);
    check_err(wish_add(store, view_text("a b c d e f g h i"), &number),
              ERR_INVALID);
    assert_int_equal(add(store, "ladder"), 1);
    check_err(wish_add(store, view_text("ladder"), &number), ERR_STATE);
    assert_int_equal(number, 1);
}

static void wishes_have_a_ceiling_and_numbers_come_back(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    uint64_t count = 0;
    char words[32];

    for (uint32_t i = 1; i <= LOCAL_WISHES_MAX; i++) {
        (void)snprintf(words, sizeof words, "thing%u", (unsigned)i);
        assert_int_equal(add(store, words), i);
    }
    check_err(wish_add(store, view_text("more"), &(uint32_t){0}), ERR_FULL);
    check_ok(wish_count(store, &count));
    assert_int_equal(count, LOCAL_WISHES_MAX);
    check_ok(wish_remove(store, 7));
    check_err(wish_remove(store, 7), ERR_UNKNOWN);
    assert_int_equal(add(store, "more"), 7);
}

static enum err count_post(void *visitor, const struct id *post)
{
    uint32_t *seen = visitor;

    if (*seen == 0) { /* the last is the first */
        assert_int_equal(get_u32(post->data), LOCAL_WISHED_MAX + 9);
    }
    (*seen)++;
    return ERR_OK;
}

static void oldest_finds_are_forgotten(void **state)
{
    struct store *store = ((struct fixture *)*state)->store;
    uint32_t seen = 0;

    (void)add(store, "ladder");
    for (uint32_t i = 0; i < LOCAL_WISHED_MAX + 10; i++) {
        struct id post = id_of(i);

        check_ok(wish_note(store, &post, 1));
    }
    check_ok(wish_found(store, 1, count_post, &seen));
    assert_int_equal(seen, LOCAL_WISHED_MAX);
    assert_int_equal(found_by(store, 0, "Ladder"), 1);
    assert_int_equal(found_by(store, 10, "Ladder"), 0);
}

#define CLAIM(name)                                                            \
    cmocka_unit_test_setup_teardown(name, begin, fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(all_words_of_a_wish_begin_words_of_the_post),
        CLAIM(what_was_found_hidden_or_blocked_is_not_found),
        CLAIM(wish_is_words_that_can_be_looked_for),
        CLAIM(wishes_have_a_ceiling_and_numbers_come_back),
        CLAIM(oldest_finds_are_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
