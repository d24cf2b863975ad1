#include <string.h>

#include "node/board/post.h"
#include "node/limits.h"
#include "node/record/body.h"
#include "node/record/record.h"
#include "tests/lib/check.h"
#include "tests/torture/torture.h"

/* Write a record behind bytes that are there already. */
static enum err write_behind(const struct record_draft *draft,
                             const struct keys_household *keys,
                             struct bytes *out)
{
    enum err err = bytes_append(out, view_text("before"));

    if (err == ERR_OK) {
        err = record_write(draft, keys->signing.secret, out);
        if (err != ERR_OK) {
            check_view_text(bytes_view(out), "before");
        }
    }
    return err;
}

static void check_reads_back(const struct bytes *out)
{
    const size_t before = strlen("before");
    struct view view = {out->data + before, out->bytes - before};
    struct record record;

    check_ok(record_read(view, &record));
    check_ok(record_verify(view));
    assert_int_equal(record.class, CLASS_HOUSEHOLD);
}

/* `given` is the keys of the household. */
static enum err writes_a_household(void *given)
{
    const struct keys_household *keys = given;
    const struct body_household household = {.name = view_text("Blue door"),
                                             .people = {view_text("Ana")},
                                             .people_count = 1};
    struct record_draft draft = {.class = CLASS_HOUSEHOLD,
                                 .kind = 1,
                                 .household = keys->signing.public,
                                 .stamp_ms = 1000};
    struct bytes body;
    struct bytes out;
    enum err err = ERR_OK;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    bytes_init(&out, 2 * RECORD_BYTES_MAX);
    err = body_household_write(&household, &body);
    if (err != ERR_OK) {
        assert_int_equal(body.bytes, 0);
        goto out;
    }
    draft.body = bytes_view(&body);
    err = write_behind(&draft, keys, &out);
    if (err == ERR_OK) {
        check_reads_back(&out);
    }
out:
    bytes_release(&out);
    bytes_release(&body);
    return err;
}

static enum err writes_a_post(void *given)
{
    struct post post = {.revision = 1,
                        .posted_ms = 1000,
                        .title = view_text("Ladder, 3 m"),
                        .text = view_text("Reaches the gutters.")};
    struct post read;
    struct bytes body;
    enum err err = ERR_OK;

    (void)given;
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    err = post_write(&post, &body);
    if (err == ERR_OK) {
        check_ok(post_read(bytes_view(&body), &read));
        check_view(read.title, post.title);
    } else {
        assert_int_equal(body.bytes, 0);
    }
    bytes_release(&body);
    return err;
}

static void refused_record_leaves_what_stood_before_it(void **state)
{
    const unsigned char seed[KEY_SEED_BYTES] = {7};
    struct keys_household keys;

    (void)state;
    keys_household_make(seed, &keys);
    torture_run(writes_a_household, &keys);
    keys_household_release(&keys);
}

static void refused_post_leaves_nothing(void **state)
{
    (void)state;
    torture_run(writes_a_post, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_record_leaves_what_stood_before_it),
        cmocka_unit_test(refused_post_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
