/* A glimpse of a post says what the whole reading says. */
#include <stdlib.h>
#include <string.h>

#include "node/board/post.h"
#include "store/glimpse.h"
#include "tests/lib/check.h"

static const unsigned char words[] = "itisheavybringafriendandaroofrackandringt"
                                     "hebelltwiceorcallafterhalfpastsix";

static struct view some(size_t bytes)
{
    return (struct view){words, bytes};
}

/* A post of any shape that a number stands for. */
static struct post post_of(unsigned number)
{
    struct post post = {.birth = {(unsigned char)number, 1, 2},
                        .revision = 1 + number % 300,
                        .posted_ms = (uint64_t)1 << number % 50,
                        .title = some(1 + number % 60),
                        .text = some(number % 70),
                        .tags_count = number % (TAGS_MAX + 1),
                        .until_ms = number % 3 == 0 ? 1797000000000 : 0,
                        .quantity = (uint16_t)(number % 500),
                        .status = (uint8_t)(number % STATUS_END),
                        .asks = (uint16_t)(number % 5 * 100),
                        .is_first = number % 7 == 0,
                        .parts_count = number % 4,
                        .photos_count = number % 3};

    for (size_t i = 0; i < TAGS_MAX; i++) {
        post.tags[i] = some(1 + i);
    }
    for (size_t i = 0; i < PARTS_COUNT_MAX; i++) {
        post.parts[i] = some(2 + i);
    }
    for (size_t i = 0; i < post.photos_count; i++) {
        post.photos[i] =
            (struct photo_reference){.bytes = 1000, .width = 40, .height = 30};
    }
    return post;
}

static void glimpse_says_what_reading_says(void **state)
{
    struct bytes body;
    unsigned number = 0;

    (void)state;
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    for (number = 0; number < 1000; number++) {
        struct post post = post_of(number);
        struct post whole;
        struct post seen;
        size_t i = 0;

        bytes_reset(&body);
        check_ok(post_write(&post, &body));
        check_ok(post_read(bytes_view(&body), &whole));
        assert_true(glimpse_post(bytes_view(&body), &seen));
        assert_memory_equal(seen.birth, whole.birth, POST_BIRTH_BYTES);
        assert_int_equal(seen.posted_ms, whole.posted_ms);
        check_view(seen.title, whole.title);
        check_view(seen.text, whole.text);
        assert_int_equal(seen.tags_count, whole.tags_count);
        for (i = 0; i < whole.tags_count; i++) {
            check_view(seen.tags[i], whole.tags[i]);
        }
        assert_int_equal(seen.until_ms, whole.until_ms);
        assert_int_equal(seen.status, whole.status);
        assert_int_equal(seen.asks, whole.asks);
        assert_int_equal(seen.is_first, whole.is_first);
        assert_int_equal(glimpse_photos(bytes_view(&body)),
                         whole.photos_count > 0);
    }
    bytes_release(&body);
}

/* Cut off anywhere, or with any byte changed: nothing is read outside. */
static void damaged_bodies_do_no_harm(void **state)
{
    struct bytes body;
    struct post post = post_of(40);
    struct post seen;
    size_t at = 0;

    (void)state;
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    check_ok(post_write(&post, &body));
    for (at = 0; at < body.bytes; at++) {
        unsigned char *cut = malloc(at + 1);
        unsigned change = 0;

        assert_non_null(cut);
        memcpy(cut, body.data, at);
        assert_false(glimpse_post((struct view){cut, at}, &seen));
        (void)glimpse_photos((struct view){cut, at});
        free(cut);
        for (change = 1; change < 256; change++) {
            body.data[at] ^= (unsigned char)change;
            (void)glimpse_post(bytes_view(&body), &seen);
            (void)glimpse_photos(bytes_view(&body));
            body.data[at] ^= (unsigned char)change;
        }
    }
    assert_true(glimpse_post(bytes_view(&body), &seen));
    bytes_release(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glimpse_says_what_reading_says),
        cmocka_unit_test(damaged_bodies_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
