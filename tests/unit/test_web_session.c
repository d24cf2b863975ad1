/* Sessions, links, marks, and forms sent twice: spec/page.md, W5 to W8. */
#include <stdlib.h>
#include <string.h>

#include "net/web/once.h"
#include "net/web/session.h"
#include "tests/lib/check.h"

enum { NOW_S = 1800000000, DAY_S = 86400, MINUTE_MS = 60000 };

static struct session_book *book_new(void)
{
    struct session_book *book = malloc(sizeof *book);

    assert_non_null(book);
    session_init(book);
    return book;
}

/* Log in as `secret` by a link of its own. */
static void log_in(struct session_book *book, const char *secret, uint64_t s)
{
    session_link_add(book, "link", 1);
    assert_int_equal(session_begin(book, "link", secret, s, 2), ERR_OK);
}

static void a_link_is_used_once(void **state)
{
    struct session_book *book = book_new();

    (void)state;
    session_link_add(book, "link", 1000);
    assert_true(session_link_is(book, "link", 1000));
    assert_int_equal(session_begin(book, "link", "ana", NOW_S, 1000), ERR_OK);
    assert_true(session_is(book, "ana", NOW_S));
    assert_false(session_is(book, "ben", NOW_S));
    assert_false(session_is(book, NULL, NOW_S));
    assert_false(session_link_is(book, "link", 1000));
    assert_int_equal(session_begin(book, "link", "eve", NOW_S, 1000),
                     ERR_UNKNOWN);
    assert_false(session_is(book, "eve", NOW_S));
    free(book);
}

static void a_link_ends_after_its_time(void **state)
{
    struct session_book *book = book_new();

    (void)state;
    session_link_add(book, "link", 1000);
    assert_true(session_link_is(book, "link", 1000 + WEB_LINK_MS_MAX - 1));
    assert_false(session_link_is(book, "link", 1000 + WEB_LINK_MS_MAX));
    assert_int_equal(
        session_begin(book, "link", "ana", NOW_S, 1000 + WEB_LINK_MS_MAX),
        ERR_UNKNOWN);
    free(book);
}

static void guessing_keeps_nobody_out(void **state)
{
    struct session_book *book = book_new();

    (void)state;
    session_link_add(book, "link", MINUTE_MS);
    for (int i = 0; i < WEB_LOGINS_PER_MINUTE; i++) {
        assert_int_equal(
            session_begin(book, "guess", "eve", NOW_S, MINUTE_MS + 1),
            ERR_UNKNOWN);
    }
    assert_int_equal(session_begin(book, "guess", "eve", NOW_S, MINUTE_MS + 2),
                     ERR_AGAIN);
    assert_int_equal(session_begin(book, "link", "ana", NOW_S, MINUTE_MS + 2),
                     ERR_OK);
    assert_int_equal(session_begin(book, "guess", "eve", NOW_S, 2 * MINUTE_MS),
                     ERR_UNKNOWN);
    free(book);
}

static void a_session_ends_after_its_days(void **state)
{
    struct session_book *book = book_new();
    const uint64_t end_s = NOW_S + (uint64_t)WEB_SESSION_DAYS * DAY_S;

    (void)state;
    log_in(book, "ana", NOW_S);
    assert_true(session_is(book, "ana", end_s - 1));
    assert_false(session_is(book, "ana", end_s));
    session_end(book, "ana");
    assert_false(session_is(book, "ana", NOW_S));
    free(book);
}

static void the_oldest_session_makes_room(void **state)
{
    struct session_book *book = book_new();
    char name[16];

    (void)state;
    for (unsigned i = 0; i <= WEB_SESSIONS_MAX; i++) {
        (void)snprintf(name, sizeof name, "browser %u", i);
        log_in(book, name, NOW_S + i);
    }
    assert_int_equal(book->count, WEB_SESSIONS_MAX);
    assert_false(session_is(book, "browser 0", NOW_S));
    assert_true(session_is(book, "browser 1", NOW_S));
    assert_true(session_is(book, name, NOW_S));
    free(book);
}

static void sessions_outlive_a_restart(void **state)
{
    struct session_book *book = book_new();
    struct bytes saved;

    (void)state;
    bytes_init(&saved, SESSION_SAVED_BYTES_MAX);
    log_in(book, "ana", NOW_S);
    log_in(book, "ben", NOW_S);
    assert_int_equal(session_save(book, &saved), ERR_OK);
    assert_int_equal(bytes_append_u8(&saved, 0), ERR_OK);
    saved.bytes--;
    assert_null(strstr((const char *)saved.data, "ana"));
    session_init(book);
    session_load(book, bytes_view(&saved));
    assert_int_equal(book->count, 2);
    assert_true(session_is(book, "ana", NOW_S));
    assert_true(session_is(book, "ben", NOW_S));
    for (size_t bytes = 0; bytes < saved.bytes; bytes++) {
        session_load(book, (struct view){saved.data, bytes});
        assert_true(book->count < 2);
    }
    bytes_release(&saved);
    free(book);
}

static void a_full_book_fits_its_file(void **state)
{
    struct session_book *book = book_new();
    struct bytes saved;

    (void)state;
    bytes_init(&saved, SESSION_SAVED_BYTES_MAX);
    book->count = WEB_SESSIONS_MAX;
    for (size_t i = 0; i < book->count; i++) {
        book->sessions[i].made_s = UINT64_MAX;
    }
    assert_int_equal(session_save(book, &saved), ERR_OK);
    bytes_release(&saved);
    free(book);
}

static void a_mark_is_of_one_session(void **state)
{
    char one[WEB_SECRET_CHARS];
    char other[WEB_SECRET_CHARS];

    (void)state;
    session_token("ana", one);
    session_token("ana", other);
    assert_true(session_same(one, other));
    session_token("ben", other);
    assert_false(session_same(one, other));
    assert_false(session_same(one, ""));
    assert_null(strstr(one, "ana"));
}

static void a_form_sent_twice_is_known(void **state)
{
    struct once *once = malloc(sizeof *once);
    json_t *typed = json_pack("{s:s,s:s}", "once", "1", "title", "Plums");
    json_t *same = json_pack("{s:s,s:s}", "title", "Plums", "once", "1");
    unsigned char digest[ONCE_DIGEST_BYTES];

    (void)state;
    assert_non_null(once);
    once_init(once);
    once_digest("/do/offer", typed, digest);
    assert_null(once_find(once, digest));
    once_keep(once, digest, "/post/plums-abc");
    once_digest("/do/offer", same, digest);
    assert_string_equal(once_find(once, digest), "/post/plums-abc");
    once_digest("/do/lend", same, digest);
    assert_null(once_find(once, digest));
    assert_int_equal(json_object_set_new(same, "once", json_string("2")), 0);
    once_digest("/do/offer", same, digest);
    assert_null(once_find(once, digest));
    json_decref(typed);
    json_decref(same);
    free(once);
}

static void old_outcomes_are_forgotten(void **state)
{
    struct once *once = malloc(sizeof *once);
    unsigned char digest[ONCE_DIGEST_BYTES] = {0};

    (void)state;
    assert_non_null(once);
    once_init(once);
    for (unsigned i = 0; i < WEB_ONCE_MAX; i++) {
        digest[0] = (unsigned char)i;
        digest[1] = 1;
        once_keep(once, digest, "/");
    }
    digest[0] = 0;
    assert_non_null(once_find(once, digest));
    digest[1] = 2;
    once_keep(once, digest, "/");
    digest[1] = 1;
    assert_null(once_find(once, digest));
    free(once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_is_used_once),
        cmocka_unit_test(a_link_ends_after_its_time),
        cmocka_unit_test(guessing_keeps_nobody_out),
        cmocka_unit_test(a_session_ends_after_its_days),
        cmocka_unit_test(the_oldest_session_makes_room),
        cmocka_unit_test(sessions_outlive_a_restart),
        cmocka_unit_test(a_full_book_fits_its_file),
        cmocka_unit_test(a_mark_is_of_one_session),
        cmocka_unit_test(a_form_sent_twice_is_known),
        cmocka_unit_test(old_outcomes_are_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
