/*
 * Every vector of spec/vectors/bundle.json through node/sync/bundle, both
 * ways.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "node/sync/bundle.h"
#include "tests/lib/check.h"
#include "tests/lib/vectors.h"

enum { FILE_MAX = 64 * 1024 };

static void write_again(const json_t *wanted, struct bytes *out)
{
    struct bundle_head head = {.written_ms = 0};
    struct bundle_parcel last = {.is_last = true};
    unsigned char key[BUNDLE_KEY_BYTES];
    unsigned char bytes[BUNDLE_HEAD_BYTES];
    struct bundle bundle;
    json_t *parcel = NULL;
    size_t index = 0;

    vectors_bytes(wanted, "network_key", key, sizeof key);
    vectors_bytes(wanted, "neighbourhood", head.neighbourhood.data,
                  NEIGHBOURHOOD_BYTES);
    vectors_bytes(wanted, "nonce", head.nonce, sizeof head.nonce);
    head.written_ms = vectors_number(wanted, "written");
    bundle_write_head(&head, bytes);
    bundle_begin(&bundle, bytes, key);
    check_ok(bytes_append(out, (struct view){bytes, sizeof bytes}));
    json_array_foreach(json_object_get(wanted, "parcels"), index, parcel)
    {
        struct bundle_parcel one = {
            .set = (enum set)vectors_number(parcel, "set")};
        struct bytes records;

        vectors_hex(parcel, "records", FILE_MAX, &records);
        one.records = bytes_view(&records);
        check_ok(bundle_seal(&bundle, &one, out));
        bytes_release(&records);
    }
    for (size_t set = 0; set < SET_COUNT; set++) {
        last.counts[set] = (uint32_t)json_integer_value(
            json_array_get(json_object_get(wanted, "counts"), set));
    }
    check_ok(bundle_seal(&bundle, &last, out));
    bundle_release(&bundle);
}

/* The first error of a file; the parcels are compared where it is `wanted`. */
static enum err
read_file(struct view file, const json_t *vector, bool is_compared)
{
    const json_t *parcels = json_object_get(vector, "parcels");
    unsigned char key[BUNDLE_KEY_BYTES];
    struct bundle_parcel parcel;
    struct bundle_head head;
    struct bundle bundle;
    struct bytes plain;
    struct view part = {NULL, 0};
    size_t index = 0;
    enum err err = ERR_OK;

    vectors_bytes(vector, "network_key", key, sizeof key);
    check_ok(view_take(&file, BUNDLE_HEAD_BYTES, &part));
    err = bundle_read_head(part.data, &head);
    bytes_init(&plain, BUNDLE_PARCEL_BYTES_MAX);
    bundle_begin(&bundle, part.data, key);
    while (err == ERR_OK && !bundle.is_over) {
        uint32_t size = 0;

        check_ok(view_take(&file, BUNDLE_SIZE_BYTES, &part));
        err = bundle_read_size(part.data, &size);
        if (err == ERR_OK) {
            check_ok(view_take(&file, size, &part));
            err = bundle_open(&bundle, part, &plain, &parcel);
        }
        if (err == ERR_OK && is_compared && !parcel.is_last) {
            struct bytes records;

            vectors_hex(json_array_get(parcels, index++), "records", FILE_MAX,
                        &records);
            check_view(parcel.records, bytes_view(&records));
            bytes_release(&records);
        }
    }
    assert_int_equal(index, json_array_size(parcels));
    bytes_release(&plain);
    bundle_release(&bundle);
    return err;
}

static void check_bundle(const json_t *wanted)
{
    struct bytes file;
    struct bytes again;

    vectors_hex(wanted, "bytes", FILE_MAX, &file);
    bytes_init(&again, FILE_MAX);
    write_again(wanted, &again);
    check_view(bytes_view(&again), bytes_view(&file));
    check_ok(read_file(bytes_view(&file), wanted, true));
    bytes_release(&again);
    bytes_release(&file);
}

static void every_bundle_reads_and_is_written_again(void **state)
{
    (void)state;
    vectors_each("bundle", "bundles", 3, check_bundle);
}

static void check_refused(const json_t *wanted)
{
    struct bytes file;

    vectors_hex(wanted, "bytes", FILE_MAX, &file);
    vectors_refused(wanted, read_file(bytes_view(&file), wanted, false));
    bytes_release(&file);
}

static void every_refusal_is_for_its_reason(void **state)
{
    (void)state;
    vectors_each("bundle", "refused", 13, check_refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bundle_reads_and_is_written_again),
        cmocka_unit_test(every_refusal_is_for_its_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
