/* The letters that wait for their readers: node/handing.h. */
#include "node/handing.h"
#include "node/limits.h"
#include "node/mail/limits.h"
#include "node/record/class.h"
#include "tests/lib/check.h"

static struct letter letter_of(uint32_t number)
{
    struct letter letter = {.readers_count = 1};

    put_u32(letter.id.data, number);
    return letter;
}

static void note(struct handing *handing, uint32_t number)
{
    const struct letter letter = letter_of(number);

    check_ok(handing_note(handing, &letter, number));
}

static void each_is_noted_once(void **state)
{
    struct handing handing = {.count = 0};

    (void)state;
    note(&handing, 7);
    note(&handing, 7);
    assert_int_equal(handing.count, 1);
    assert_int_equal(handing.letters[0].sequence, 7);
    handing_release(&handing);
    handing_release(&handing);
}

static void oldest_goes_past_the_ceiling(void **state)
{
    struct handing handing = {.count = 0};

    (void)state;
    for (uint32_t number = 1; number <= HANDING_MAX; number++) {
        note(&handing, number);
    }
    assert_int_equal(handing.count, HANDING_MAX);
    assert_int_equal(handing.letters[0].sequence, 1);
    note(&handing, HANDING_MAX + 1);
    assert_int_equal(handing.count, HANDING_MAX);
    assert_int_equal(handing.letters[0].sequence, 2);
    assert_int_equal(handing.letters[HANDING_MAX - 1].sequence,
                     HANDING_MAX + 1);
    handing_release(&handing);
}

/* A steward's letters have so many slots, on each machine of a household. */
static void all_slots_of_a_steward_have_room(void **state)
{
    (void)state;
    assert_int_equal(HANDING_MAX, LANES_MAX * class_slots(CLASS_LETTER, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_noted_once),
        cmocka_unit_test(oldest_goes_past_the_ceiling),
        cmocka_unit_test(all_slots_of_a_steward_have_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
