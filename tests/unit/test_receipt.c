/* Halves of receipts: node/deal/receipt. */
#include <string.h>

#include "node/deal/receipt.h"
#include "node/limits.h"
#include "node/record/class.h"
#include "node/record/identity.h"
#include "node/record/record.h"
#include "tests/lib/check.h"

/* What stands behind the minutes. */
enum { MONTH_AND_NONCE_BYTES = 4 + 3 + RECEIPT_NONCE_BYTES };

static struct keys_household homes[3];
static struct keys_device devices[3];
static struct bytes body;
static struct bytes out;

static const struct neighbourhood place = {{7}};

static int setup(void **state)
{
    unsigned char seed[KEY_SEED_BYTES] = {0};

    (void)state;
    for (unsigned char i = 0; i < 3; i++) {
        seed[0] = i;
        keys_household_make(seed, &homes[i]);
        keys_device_make(seed, &devices[i]);
    }
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    bytes_init(&out, RECORD_BYTES_MAX);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bytes_release(&body);
    bytes_release(&out);
    return 0;
}

static const struct id *household(unsigned number)
{
    return &homes[number].signing.public;
}

/* 0 gave 1 an hour and a half. */
static struct receipt an_hour_and_a_half(void)
{
    return (struct receipt){
        .giver = *household(0),
        .receiver = *household(1),
        .minutes = 90,
        .month = 682,
        .nonce = {1, 2, 3},
    };
}

static enum err write(const struct receipt *receipt)
{
    bytes_reset(&body);
    return receipt_write(receipt, &body);
}

/* Can this household sign what stands in `body`? */
static enum err sign(unsigned number)
{
    const struct record_draft draft = {
        .class = CLASS_RECEIPT,
        .kind = KIND_HOURS,
        .neighbourhood = place,
        .household = *household(number),
        .stamp_ms = 1796119200123,
        .body = bytes_view(&body),
    };

    bytes_reset(&out);
    return record_write(&draft, devices[number].signing.secret, &out);
}

static void a_half_is_signed_by_its_sides_alone(void **state)
{
    const struct receipt receipt = an_hour_and_a_half();

    (void)state;
    check_ok(write(&receipt));
    check_ok(sign(0));
    check_ok(sign(1));
    check_err(sign(2), ERR_MALFORMED);
}

static void both_halves_stand_in_slots_of_their_own(void **state)
{
    const struct receipt receipt = an_hour_and_a_half();
    struct record record;
    struct id first;

    (void)state;
    check_ok(write(&receipt));
    check_ok(sign(0));
    check_ok(record_read(bytes_view(&out), &record));
    first = record.slot;
    check_ok(sign(1));
    check_ok(record_read(bytes_view(&out), &record));
    assert_false(id_equal(&first, &record.slot));
}

/* Its slot is named by the body alone: a half of another kind would take the
 * place of one that was signed, and what is owed would be gone. */
static void half_has_one_kind_only(void **state)
{
    const struct receipt receipt = an_hour_and_a_half();
    struct record_draft draft = {
        .class = CLASS_RECEIPT,
        .kind = KIND_HOURS + 1,
        .neighbourhood = place,
        .household = *household(0),
        .stamp_ms = 1796119200124,
    };

    (void)state;
    check_ok(write(&receipt));
    draft.body = bytes_view(&body);
    bytes_reset(&out);
    check_err(record_write(&draft, devices[0].signing.secret, &out),
              ERR_MALFORMED);
}

static void what_is_written_is_read(void **state)
{
    struct receipt receipt = an_hour_and_a_half();
    struct receipt back;

    (void)state;
    receipt.is_gift = true;
    receipt.corrects.data[5] = 9;
    check_ok(write(&receipt));
    check_ok(receipt_read(bytes_view(&body), &back));
    assert_memory_equal(&back, &receipt, sizeof back);
}

static void minutes_go_in_steps_of_five(void **state)
{
    struct receipt receipt = an_hour_and_a_half();

    (void)state;
    for (uint16_t minutes = 0; minutes < 1500; minutes++) {
        const bool is_good =
            minutes >= 5 && minutes <= 1440 && minutes % 5 == 0;

        receipt.minutes = minutes;
        check_err(write(&receipt), is_good ? ERR_OK : ERR_INVALID);
    }
    receipt.minutes = 90;
    check_ok(write(&receipt));
    body.data[body.bytes - MONTH_AND_NONCE_BYTES - 1] = 91;
    check_err(receipt_read(bytes_view(&body), &receipt), ERR_MALFORMED);
}

static void nobody_gives_time_to_itself(void **state)
{
    struct receipt receipt = an_hour_and_a_half();

    (void)state;
    receipt.receiver = receipt.giver;
    check_err(write(&receipt), ERR_INVALID);
}

static void id_is_the_same_for_both_halves(void **state)
{
    static const struct neighbourhood elsewhere = {{8}};
    struct receipt receipt = an_hour_and_a_half();
    struct id first;
    struct id second;

    (void)state;
    check_ok(write(&receipt));
    receipt_id(&place, bytes_view(&body), &first);
    check_ok(sign(1));
    receipt_id(&place,
               (struct view){out.data + RECORD_HEADER_BYTES, body.bytes},
               &second);
    check_id(&first, &second);
    receipt_id(&elsewhere, bytes_view(&body), &second);
    assert_false(id_equal(&first, &second));
    receipt.nonce[15] = 1;
    check_ok(write(&receipt));
    receipt_id(&place, bytes_view(&body), &second);
    assert_false(id_equal(&first, &second));
}

static void sides_are_told_apart(void **state)
{
    const struct receipt receipt = an_hour_and_a_half();

    (void)state;
    assert_int_equal(receipt_side(&receipt, household(0)), RECEIPT_GIVER);
    assert_int_equal(receipt_side(&receipt, household(1)), RECEIPT_RECEIVER);
    assert_int_equal(receipt_side(&receipt, household(2)), RECEIPT_NEITHER);
    check_id(receipt_other(&receipt, household(0)), household(1));
    check_id(receipt_other(&receipt, household(1)), household(0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_half_is_signed_by_its_sides_alone),
        cmocka_unit_test(both_halves_stand_in_slots_of_their_own),
        cmocka_unit_test(half_has_one_kind_only),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(minutes_go_in_steps_of_five),
        cmocka_unit_test(nobody_gives_time_to_itself),
        cmocka_unit_test(id_is_the_same_for_both_halves),
        cmocka_unit_test(sides_are_told_apart),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
