#include <string.h>

#include "node/record/record.h"
#include "node/sync/wire.h"
#include "node/sync/wire_enrol.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"

enum { HELLO_BYTES = 1 + 1 + 1 + 32 + 32 + 8 + 1 + 5 * 22 };

static const struct wire_set some_sets[SET_COUNT] = {
    [SET_ROSTER] = {.fingerprint = {1, 2}, .count = 7},
    [SET_MAIL] = {.fingerprint = {3}, .count = UINT32_MAX, .from_week = 9},
};

/* Reading back gives what was written; every cut and every byte more is
 * refused. */
static struct wire_message read_back(const struct bytes *bytes)
{
    struct wire_message message;
    struct wire_message other;
    unsigned char longer[4096];

    assert_true(bytes->bytes < sizeof longer);
    memset(longer, 0, sizeof longer);
    memcpy(longer, bytes->data, bytes->bytes);
    for (size_t cut = 0; cut < bytes->bytes; cut++) {
        check_err(wire_read((struct view){bytes->data, cut}, &other),
                  ERR_MALFORMED);
    }
    check_err(wire_read((struct view){longer, bytes->bytes + 1}, &other),
              ERR_MALFORMED);
    check_ok(wire_read(bytes_view(bytes), &message));
    return message;
}

static void hello_is_read_back(void **state)
{
    struct wire_hello hello = {
        .minor = 3,
        .flags = WIRE_HUB,
        .household = check_id_of(1),
        .device = check_id_of(2),
        .now_ms = 0x0102030405060708,
    };
    struct wire_message message;
    struct bytes bytes;

    (void)state;
    memcpy(hello.sets, some_sets, sizeof some_sets);
    bytes_init(&bytes, HELLO_BYTES);
    check_ok(wire_write_hello(&hello, &bytes));
    assert_int_equal(bytes.bytes, HELLO_BYTES);
    message = read_back(&bytes);
    assert_int_equal(message.type, WIRE_HELLO);
    assert_int_equal(message.hello.minor, 3);
    assert_int_equal(message.hello.flags, WIRE_HUB);
    assert_int_equal(message.hello.now_ms, 0x0102030405060708);
    check_id(&message.hello.household, &hello.household);
    check_id(&message.hello.device, &hello.device);
    assert_int_equal(message.hello.sets[SET_MAIL].count, UINT32_MAX);
    assert_int_equal(message.hello.sets[SET_MAIL].from_week, 9);
    assert_memory_equal(message.hello.sets[SET_ROSTER].fingerprint,
                        some_sets[SET_ROSTER].fingerprint, WIRE_HASH_BYTES);
    bytes.data[1 + 1 + 1 + 32 + 32 + 8] = 4; /* sets */
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    bytes_release(&bytes);
}

static void enrol_is_read_back(void **state)
{
    struct enrolment enrolment = {
        .pass = {.one_time = check_id_of(1), .until_ms = 0x0102030405060708},
        .signing = check_id_of(2),
        .transport = check_id_of(3),
        .sealing = check_id_of(4),
        .name = "phone",
    };
    struct wire_message message;
    struct bytes bytes;

    (void)state;
    memset(enrolment.pass.signature, 5, SIGNATURE_BYTES);
    memset(enrolment.signature, 6, SIGNATURE_BYTES);
    bytes_init(&bytes, RECORDS_BYTES_MAX);
    check_ok(wire_write_enrol(&enrolment, &bytes));
    message = read_back(&bytes);
    assert_int_equal(message.type, WIRE_ENROL);
    assert_memory_equal(&message.enrolment.pass, &enrolment.pass,
                        sizeof enrolment.pass);
    check_id(&message.enrolment.signing, &enrolment.signing);
    check_id(&message.enrolment.transport, &enrolment.transport);
    check_id(&message.enrolment.sealing, &enrolment.sealing);
    assert_string_equal(message.enrolment.name, "phone");
    assert_memory_equal(message.enrolment.signature, enrolment.signature,
                        SIGNATURE_BYTES);
    bytes.data[bytes.bytes - SIGNATURE_BYTES - 1] = '\n';
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    bytes_release(&bytes);
}

static void fingerprints_are_read_back(void **state)
{
    struct wire_hello hello = {.minor = 0};
    struct wire_message message;
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, 1024);
    memcpy(hello.sets, some_sets, sizeof some_sets);
    check_ok(wire_write_fingerprints(WIRE_DRAINED, &hello, &bytes));
    message = read_back(&bytes);
    assert_int_equal(message.type, WIRE_FINGERPRINTS);
    assert_int_equal(message.flags, WIRE_DRAINED);
    assert_int_equal(message.hello.sets[SET_ROSTER].count, 7);
    bytes_release(&bytes);
}

static void weeks_are_read_back_and_ascend(void **state)
{
    const struct wire_week weeks[] = {
        {.week = 5, .count = 1, .hash = {9}},
        {.week = 6, .count = 2, .hash = {8}},
    };
    const struct wire_message head = {.set = SET_LEDGER, .week = 4, .count = 2};
    struct wire_message message;
    struct wire_week week;
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, 1024);
    check_ok(wire_write_weeks(&head, weeks, &bytes));
    message = read_back(&bytes);
    assert_int_equal(message.set, SET_LEDGER);
    assert_int_equal(message.week, 4);
    assert_int_equal(message.count, 2);
    wire_week_at(message.items, 1, &week);
    assert_int_equal(week.week, 6);
    assert_int_equal(week.count, 2);
    assert_memory_equal(week.hash, weeks[1].hash, WIRE_HASH_BYTES);
    put_u16(bytes.data + 6 + WIRE_WEEK_BYTES, 5); /* twice */
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    put_u16(bytes.data + 6 + WIRE_WEEK_BYTES, 4); /* descending */
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    put_u16(bytes.data + 6 + WIRE_WEEK_BYTES, 6);
    put_u16(bytes.data + 2, 6); /* the first week is before it */
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    put_u16(bytes.data + 2, 4);
    put_u32(bytes.data + 6 + 2, 0); /* an empty week */
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    bytes_release(&bytes);
}

static void more_weeks_than_the_ceiling_are_refused(void **state)
{
    const struct wire_message head = {.set = SET_BOARD, .count = WEEKS_MAX};
    struct wire_week weeks[WEEKS_MAX];
    struct wire_message message;
    struct bytes bytes;

    (void)state;
    for (size_t index = 0; index < WEEKS_MAX; index++) {
        weeks[index] = (struct wire_week){.week = (uint16_t)index, .count = 1};
    }
    bytes_init(&bytes, 65536);
    check_ok(wire_write_weeks(&head, weeks, &bytes));
    check_ok(wire_read(bytes_view(&bytes), &message));
    put_u16(bytes.data + 4, WEEKS_MAX + 1);
    for (size_t byte = 0; byte < WIRE_WEEK_BYTES; byte++) {
        check_ok(bytes_append_u8(&bytes, 0xff));
    }
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    bytes_release(&bytes);
}

static void list_is_read_back_and_searched(void **state)
{
    const struct id ids[] = {check_id_of(1), check_id_of(3), check_id_of(5)};
    const struct wire_message head = {
        .set = SET_BOARD, .week = 77, .is_last = true};
    struct wire_message message;
    struct id id;
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, 65536);
    check_ok(wire_write_list(&head, ids, 3, &bytes));
    message = read_back(&bytes);
    assert_int_equal(message.week, 77);
    assert_true(message.is_last);
    wire_id_at(message.items, 2, &id);
    check_id(&id, &ids[2]);
    for (unsigned char number = 0; number < 7; number++) {
        id = check_id_of(number);
        assert_int_equal(wire_has_id(message.items, &id), number % 2);
    }
    bytes_release(&bytes);
}

static void list_that_does_not_ascend_is_refused(void **state)
{
    struct id ids[] = {check_id_of(1), check_id_of(1)};
    const struct wire_message head = {.set = SET_BOARD, .is_last = true};
    struct wire_message message;
    struct bytes bytes;

    (void)state;
    for (unsigned char second = 0; second < 2; second++) {
        ids[1] = check_id_of(second);
        bytes_init(&bytes, 65536);
        check_ok(wire_write_list(&head, ids, 2, &bytes));
        check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
        bytes_release(&bytes);
    }
}

/* So the number of lists is bounded by the number of ids. */
static void only_the_last_list_of_a_week_is_short(void **state)
{
    struct id ids[LIST_IDS_MAX] = {{{0}}};
    struct wire_message head = {.set = SET_BOARD};
    struct wire_message message;
    struct bytes bytes;

    (void)state;
    for (size_t index = 0; index < LIST_IDS_MAX; index++) {
        put_u16(ids[index].data, (uint16_t)index);
    }
    bytes_init(&bytes, 65536);
    check_ok(wire_write_list(&head, ids, LIST_IDS_MAX, &bytes));
    check_ok(wire_read(bytes_view(&bytes), &message));
    assert_int_equal(message.count, LIST_IDS_MAX);
    bytes_reset(&bytes);
    check_ok(wire_write_list(&head, ids, LIST_IDS_MAX - 1, &bytes));
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    bytes.data[4] = 1; /* is_last */
    check_ok(wire_read(bytes_view(&bytes), &message));
    bytes.data[4] = 2;
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    bytes_release(&bytes);
}

static void want_asks_for_no_more_than_was_listed(void **state)
{
    const struct id ids[] = {check_id_of(1), check_id_of(2)};
    struct wire_message head = {.set = SET_BOARD, .listed = 2};
    struct wire_message message;
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, 65536);
    check_ok(wire_write_want(&head, ids, 2, &bytes));
    message = read_back(&bytes);
    assert_int_equal(message.listed, 2);
    assert_int_equal(message.count, 2);
    put_u16(bytes.data + 2, 1);
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    put_u16(bytes.data + 2, LIST_IDS_MAX + 1);
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    bytes_release(&bytes);
}

static void short_messages_are_read_back(void **state)
{
    struct wire_message message;
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, 1024);
    check_ok(wire_write_want_week(SET_MAIL, 9362, &bytes));
    message = read_back(&bytes);
    assert_int_equal(message.type, WIRE_WANT_WEEK);
    assert_int_equal(message.week, 9362);
    bytes_reset(&bytes);
    check_ok(wire_write_ack(70000, &bytes));
    message = read_back(&bytes);
    assert_int_equal(message.bytes, 70000);
    put_u32(bytes.data + 1, 0);
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    bytes_reset(&bytes);
    check_ok(wire_write_mark(WIRE_LISTED, SET_LEDGER, &bytes));
    message = read_back(&bytes);
    assert_int_equal(message.type, WIRE_LISTED);
    assert_int_equal(message.set, SET_LEDGER);
    bytes.data[1] = SET_COUNT;
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    bytes_reset(&bytes);
    check_ok(wire_write_bye(REASON_DUPLICATE, "twice", &bytes));
    message = read_back(&bytes);
    assert_int_equal(message.reason, REASON_DUPLICATE);
    check_view_text(message.text, "twice");
    bytes_release(&bytes);
}

static void records_are_read_back_in_order(void **state)
{
    static unsigned char data[RECORD_BYTES_MAX];
    const size_t sizes[] = {RECORD_BYTES_MIN, 200, RECORD_BYTES_MAX};
    struct wire_message message;
    struct view record;
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, RECORDS_BYTES_MAX);
    check_ok(wire_begin_records(SET_ROSTER, &bytes));
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    for (size_t index = 0; index < 3; index++) {
        check_ok(wire_add_record((struct view){data, sizes[index]}, &bytes));
    }
    check_ok(wire_read(bytes_view(&bytes), &message));
    assert_int_equal(message.count, 3);
    assert_int_equal(message.bytes, sizes[0] + sizes[1] + sizes[2]);
    for (size_t index = 0; index < 3; index++) {
        assert_true(wire_take_record(&message.items, &record));
        assert_int_equal(record.bytes, sizes[index]);
    }
    assert_false(wire_take_record(&message.items, &record));
    bytes_release(&bytes);
}

static void records_fill_a_message_to_the_byte(void **state)
{
    enum { HEAD = 4, PREFIX = 2, FIRST = 16000 };
    static unsigned char data[RECORD_BYTES_MAX];
    struct wire_message message;
    struct bytes bytes;
    size_t left = RECORDS_BYTES_MAX - HEAD;

    (void)state;
    bytes_init(&bytes, RECORDS_BYTES_MAX + 1);
    check_ok(wire_begin_records(SET_ROSTER, &bytes));
    while (left > FIRST + 2 * PREFIX + RECORD_BYTES_MIN) {
        check_ok(wire_add_record((struct view){data, FIRST}, &bytes));
        left -= FIRST + PREFIX;
    }
    check_err(wire_add_record((struct view){data, left - PREFIX + 1}, &bytes),
              ERR_FULL);
    check_ok(wire_add_record((struct view){data, left - PREFIX}, &bytes));
    assert_int_equal(bytes.bytes, RECORDS_BYTES_MAX);
    check_ok(wire_read(bytes_view(&bytes), &message));
    check_ok(bytes_append_u8(&bytes, 0));
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    bytes_release(&bytes);
}

static void record_of_impossible_size_is_refused(void **state)
{
    static unsigned char data[RECORD_BYTES_MAX];
    struct wire_message message;
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, RECORDS_BYTES_MAX);
    check_ok(wire_begin_records(SET_ROSTER, &bytes));
    check_ok(
        wire_add_record((struct view){data, RECORD_BYTES_MIN - 1}, &bytes));
    check_err(wire_read(bytes_view(&bytes), &message), ERR_MALFORMED);
    bytes_release(&bytes);
}

static void unknown_type_is_a_fault_of_protocol(void **state)
{
    struct wire_message message;

    (void)state;
    for (unsigned type = 0; type < 256; type++) {
        const unsigned char byte = (unsigned char)type;
        enum err err = wire_read((struct view){&byte, 1}, &message);

        check_err(err, type >= WIRE_HELLO && type < WIRE_TYPE_END
                           ? ERR_MALFORMED
                           : ERR_PROTOCOL);
    }
}

static enum err read_again(struct bytes *bytes)
{
    struct wire_message message;
    enum err err = wire_read(bytes_view(bytes), &message);

    bytes_reset(bytes);
    return err;
}

static void symbols_are_asked_for_in_bounds(void **state)
{
    static const unsigned char symbols[SYMBOLS_MESSAGE_MAX * WIRE_SYMBOL_BYTES];
    static const uint16_t counts[] = {0, 1, SKETCH_SYMBOLS_MAX,
                                      SKETCH_SYMBOLS_MAX + 1};
    struct wire_message head = {.set = SET_BOARD};
    struct bytes out;

    (void)state;
    bytes_init(&out, RECORDS_BYTES_MAX);
    for (size_t index = 0; index < 4; index++) {
        enum err wanted = index % 3 == 0 ? ERR_MALFORMED : ERR_OK;

        head.count = counts[index];
        head.type = WIRE_ASK;
        check_ok(wire_write_ask(&head, &out));
        check_err(read_again(&out), wanted);
        head.type = WIRE_KEYED;
        check_ok(wire_write_ask(&head, &out));
        check_err(read_again(&out), wanted);
    }
    head.count = SYMBOLS_MESSAGE_MAX;
    head.left = 1;
    head.items = (struct view){symbols, sizeof symbols};
    check_ok(wire_write_symbols(&head, &out));
    check_ok(read_again(&out));
    head.count = SYMBOLS_MESSAGE_MAX - 1;
    head.items.bytes -= WIRE_SYMBOL_BYTES;
    check_ok(wire_write_symbols(&head, &out));
    check_err(read_again(&out), ERR_MALFORMED);
    head.left = 0;
    check_ok(wire_write_symbols(&head, &out));
    check_ok(read_again(&out));
    bytes_release(&out);
}

static void only_the_last_found_is_short(void **state)
{
    static const unsigned char items[FOUND_MESSAGE_MAX * WIRE_FOUND_BYTES];
    struct wire_message head = {.set = SET_BOARD,
                                .count = FOUND_MESSAGE_MAX,
                                .items = {items, sizeof items}};
    struct bytes out;

    (void)state;
    bytes_init(&out, RECORDS_BYTES_MAX);
    check_ok(wire_write_found(&head, &out));
    check_ok(read_again(&out));
    head.count--;
    head.items.bytes -= WIRE_FOUND_BYTES;
    check_ok(wire_write_found(&head, &out));
    check_err(read_again(&out), ERR_MALFORMED);
    head.is_last = true;
    check_ok(wire_write_found(&head, &out));
    check_ok(read_again(&out));
    bytes_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hello_is_read_back),
        cmocka_unit_test(enrol_is_read_back),
        cmocka_unit_test(fingerprints_are_read_back),
        cmocka_unit_test(weeks_are_read_back_and_ascend),
        cmocka_unit_test(more_weeks_than_the_ceiling_are_refused),
        cmocka_unit_test(list_is_read_back_and_searched),
        cmocka_unit_test(list_that_does_not_ascend_is_refused),
        cmocka_unit_test(only_the_last_list_of_a_week_is_short),
        cmocka_unit_test(want_asks_for_no_more_than_was_listed),
        cmocka_unit_test(short_messages_are_read_back),
        cmocka_unit_test(records_are_read_back_in_order),
        cmocka_unit_test(records_fill_a_message_to_the_byte),
        cmocka_unit_test(record_of_impossible_size_is_refused),
        cmocka_unit_test(unknown_type_is_a_fault_of_protocol),
        cmocka_unit_test(symbols_are_asked_for_in_bounds),
        cmocka_unit_test(only_the_last_found_is_short),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
