#include <stdlib.h>
#include <string.h>

#include "node/record/record.h"
#include "node/sync/bundle.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"

enum { PARCEL_MAX = BUNDLE_SIZE_BYTES + BUNDLE_SEALED_BYTES_MAX };

static const unsigned char network_key[BUNDLE_KEY_BYTES] = {1, 2, 3};
static struct street street;
static struct bytes records; /* of the roster, as in a parcel */
static struct bytes file;    /* head, roster, last */

static struct bundle_head a_head(void)
{
    struct bundle_head head = {
        .neighbourhood = street.neighbourhood,
        .written_ms = 1700000000000,
    };

    memset(head.nonce, 0xEE, sizeof head.nonce);
    return head;
}

static void add_record(struct bytes *to, size_t place)
{
    const struct view record = bytes_view(&street.records[place]);

    check_ok(bytes_append_u16(to, (uint16_t)record.bytes));
    check_ok(bytes_append(to, record));
}

static void begin(struct bundle *bundle)
{
    const struct bundle_head head = a_head();
    unsigned char bytes[BUNDLE_HEAD_BYTES];

    bundle_write_head(&head, bytes);
    bundle_begin(bundle, bytes, network_key);
}

static int set_up(void **state)
{
    const struct bundle_parcel last = {.is_last = true, .counts = {2}};
    struct bundle_parcel parcel = {.set = SET_ROSTER};
    struct bundle bundle;

    (void)state;
    street_init(&street);
    (void)street_profile(&street, 0, 0);
    (void)street_profile(&street, 1, 0);
    bytes_init(&records, 2 * BUNDLE_PARCEL_BYTES_MAX);
    add_record(&records, 0);
    add_record(&records, 1);
    bytes_init(&file, 1024 * 1024);
    begin(&bundle);
    check_ok(
        bytes_append(&file, (struct view){bundle.head, BUNDLE_HEAD_BYTES}));
    parcel.records = bytes_view(&records);
    check_ok(bundle_seal(&bundle, &parcel, &file));
    check_ok(bundle_seal(&bundle, &last, &file));
    bundle_release(&bundle);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    bytes_release(&file);
    bytes_release(&records);
    street_release(&street);
    return 0;
}

/* Open a whole file; ERR_OK where it ends with its last parcel. */
static enum err open_all(struct view bytes)
{
    struct bundle_parcel parcel;
    struct bundle_head head;
    struct bundle bundle;
    struct bytes plain;
    struct view part = {NULL, 0};
    enum err err = view_take(&bytes, BUNDLE_HEAD_BYTES, &part);

    if (err != ERR_OK || bundle_read_head(part.data, &head) != ERR_OK) {
        return ERR_INVALID;
    }
    bytes_init(&plain, BUNDLE_PARCEL_BYTES_MAX);
    bundle_begin(&bundle, part.data, network_key);
    while (err == ERR_OK && !bundle.is_over) {
        uint32_t size = 0;

        err = view_take(&bytes, BUNDLE_SIZE_BYTES, &part);
        if (err == ERR_OK) {
            err = bundle_read_size(part.data, &size);
        }
        if (err == ERR_OK) {
            err = view_take(&bytes, size, &part);
        }
        if (err == ERR_OK) {
            err = bundle_open(&bundle, part, &plain, &parcel);
        }
    }
    bytes_release(&plain);
    bundle_release(&bundle);
    return err == ERR_OK && bytes.bytes > 0 ? ERR_CORRUPT : err;
}

static void what_was_sealed_is_opened(void **state)
{
    struct bundle_parcel parcel;
    struct bundle_head head;
    struct bundle bundle;
    struct bytes plain;
    struct view rest = bytes_view(&file);
    struct view part = {NULL, 0};
    uint32_t size = 0;

    (void)state;
    check_ok(view_take(&rest, BUNDLE_HEAD_BYTES, &part));
    check_ok(bundle_read_head(part.data, &head));
    assert_true(
        neighbourhood_equal(&head.neighbourhood, &street.neighbourhood));
    assert_int_equal(head.written_ms, 1700000000000);
    bundle_begin(&bundle, part.data, network_key);
    bytes_init(&plain, BUNDLE_PARCEL_BYTES_MAX);
    check_ok(view_take_u32(&rest, &size));
    check_ok(view_take(&rest, size, &part));
    check_ok(bundle_open(&bundle, part, &plain, &parcel));
    assert_false(parcel.is_last);
    assert_int_equal(parcel.set, SET_ROSTER);
    check_view(parcel.records, bytes_view(&records));
    check_ok(view_take_u32(&rest, &size));
    check_ok(view_take(&rest, size, &part));
    check_ok(bundle_open(&bundle, part, &plain, &parcel));
    assert_true(parcel.is_last);
    assert_int_equal(parcel.counts[SET_ROSTER], 2);
    assert_int_equal(rest.bytes, 0);
    bytes_release(&plain);
    bundle_release(&bundle);
}

static void other_files_are_no_bundle(void **state)
{
    unsigned char bytes[BUNDLE_HEAD_BYTES];
    struct bundle_head head = a_head();

    (void)state;
    bundle_write_head(&head, bytes);
    check_ok(bundle_read_head(bytes, &head));
    bytes[0] = 'K';
    check_err(bundle_read_head(bytes, &head), ERR_INVALID);
    bytes[0] = 'k';
    bytes[13] = '2';
    check_err(bundle_read_head(bytes, &head), ERR_VERSION);
}

static void cut_anywhere_it_is_not_whole(void **state)
{
    (void)state;
    check_ok(open_all(bytes_view(&file)));
    for (size_t cut = 0; cut < file.bytes; cut++) {
        assert_int_not_equal(open_all((struct view){file.data, cut}), ERR_OK);
    }
    check_ok(bytes_append_u8(&file, 0));
    check_err(open_all(bytes_view(&file)), ERR_CORRUPT);
}

/* The head is sealed with every parcel: a change of it is noticed as well. */
static void every_changed_byte_is_noticed(void **state)
{
    (void)state;
    for (size_t at = 0; at < file.bytes; at++) {
        file.data[at] ^= 0x40;
        assert_int_not_equal(open_all(bytes_view(&file)), ERR_OK);
        file.data[at] ^= 0x40;
    }
    check_ok(open_all(bytes_view(&file)));
}

static void parcels_stand_in_their_order(void **state)
{
    const struct bundle_parcel one = {.set = SET_ROSTER,
                                      .records = bytes_view(&records)};
    struct bundle_parcel read;
    struct bundle writer;
    struct bundle reader;
    struct bytes sealed;
    struct bytes plain;
    struct view second;

    (void)state;
    bytes_init(&sealed, 2 * PARCEL_MAX);
    bytes_init(&plain, BUNDLE_PARCEL_BYTES_MAX);
    begin(&writer);
    begin(&reader);
    check_ok(bundle_seal(&writer, &one, &sealed));
    bytes_reset(&sealed);
    check_ok(bundle_seal(&writer, &one, &sealed));
    second = (struct view){sealed.data + BUNDLE_SIZE_BYTES,
                           sealed.bytes - BUNDLE_SIZE_BYTES};
    check_err(bundle_open(&reader, second, &plain, &read), ERR_CORRUPT);
    bytes_release(&plain);
    bytes_release(&sealed);
    bundle_release(&writer);
    bundle_release(&reader);
}

/* A parcel with these records, sealed and opened. */
static enum err through(enum set set, struct view some)
{
    const struct bundle_parcel one = {.set = set, .records = some};
    struct bundle_parcel read;
    struct bundle writer;
    struct bundle reader;
    struct bytes sealed;
    struct bytes plain;
    enum err err = ERR_OK;

    bytes_init(&sealed, PARCEL_MAX);
    bytes_init(&plain, BUNDLE_PARCEL_BYTES_MAX);
    begin(&writer);
    begin(&reader);
    err = bundle_seal(&writer, &one, &sealed);
    if (err == ERR_OK) {
        err = bundle_open(&reader,
                          (struct view){sealed.data + BUNDLE_SIZE_BYTES,
                                        sealed.bytes - BUNDLE_SIZE_BYTES},
                          &plain, &read);
    }
    bytes_release(&plain);
    bytes_release(&sealed);
    bundle_release(&writer);
    bundle_release(&reader);
    return err;
}

static void a_parcel_says_what_it_should(void **state)
{
    (void)state;
    check_ok(through(SET_ROSTER, bytes_view(&records)));
    check_err(through(SET_BOARD, bytes_view(&records)), ERR_CORRUPT);
    check_err(through((enum set)SET_COUNT, bytes_view(&records)), ERR_CORRUPT);
    check_err(through(SET_ROSTER, view_text("")), ERR_CORRUPT);
    check_err(through(SET_ROSTER, view_text("\x01")), ERR_CORRUPT);
    check_err(
        through(SET_ROSTER, (struct view){records.data, records.bytes - 1}),
        ERR_CORRUPT);
    records.data[2 + 4] ^= 1; /* another neighbourhood */
    check_err(through(SET_ROSTER, bytes_view(&records)), ERR_CORRUPT);
}

static void a_parcel_past_its_size_is_not_sealed(void **state)
{
    (void)state;
    while (records.bytes <= RECORDS_BYTES_MAX) {
        add_record(&records, 0);
    }
    check_err(through(SET_ROSTER, bytes_view(&records)), ERR_FULL);
    records.bytes -= 2 + street.records[0].bytes;
    check_ok(through(SET_ROSTER, bytes_view(&records)));
}

static void sizes_that_no_parcel_has_are_refused(void **state)
{
    static const struct {
        uint32_t size;
        enum err err;
    } rows[] = {
        {0, ERR_CORRUPT},
        {BUNDLE_TAG_BYTES, ERR_CORRUPT},
        {BUNDLE_TAG_BYTES + 1, ERR_OK},
        {BUNDLE_SEALED_BYTES_MAX, ERR_OK},
        {BUNDLE_SEALED_BYTES_MAX + 1, ERR_CORRUPT},
        {UINT32_MAX, ERR_CORRUPT},
    };

    (void)state;
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        unsigned char bytes[BUNDLE_SIZE_BYTES];
        uint32_t size = 0;

        put_u32(bytes, rows[row].size);
        check_err(bundle_read_size(bytes, &size), rows[row].err);
    }
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(what_was_sealed_is_opened),
        CLAIM(other_files_are_no_bundle),
        CLAIM(cut_anywhere_it_is_not_whole),
        CLAIM(every_changed_byte_is_noticed),
        CLAIM(parcels_stand_in_their_order),
        CLAIM(a_parcel_says_what_it_should),
        CLAIM(a_parcel_past_its_size_is_not_sealed),
        CLAIM(sizes_that_no_parcel_has_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
