#include <string.h>

#include "node/board/post.h"
#include "node/limits.h"
#include "node/record/identity.h"
#include "node/record/record.h"
#include "tests/lib/check.h"
#include "tests/torture/torture.h"

/* A post with a long text, so that its body and record grow several times. */
static enum err writes(void *given)
{
    static const unsigned char seed[KEY_SEED_BYTES] = {3};
    static unsigned char text[TEXT_BYTES_MAX];
    const struct post post = {
        .birth = {1},
        .revision = 1,
        .title = view_text("Ladder"),
        .text = {text, sizeof text},
        .tags = {view_text("tools")},
        .tags_count = 1,
    };
    struct keys_device keys;
    struct record_draft draft = {.class = CLASS_POST, .kind = POST_LOAN};
    struct bytes body;
    struct bytes out;
    enum err err = ERR_OK;

    (void)given;
    memset(text, 't', sizeof text);
    keys_device_make(seed, &keys);
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    bytes_init(&out, RECORD_BYTES_MAX);
    err = post_write(&post, &body);
    if (err != ERR_OK) {
        assert_int_equal(body.bytes, 0);
        goto out;
    }
    draft.body = bytes_view(&body);
    err = record_write(&draft, keys.signing.secret, &out);
    if (err != ERR_OK) {
        assert_int_equal(out.bytes, 0);
        goto out;
    }
    check_ok(record_verify(bytes_view(&out)));
out:
    bytes_release(&body);
    bytes_release(&out);
    return err;
}

static void refused_memory_leaves_no_part_of_a_record(void **state)
{
    (void)state;
    torture_run(writes, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_memory_leaves_no_part_of_a_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
