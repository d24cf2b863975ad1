/*
 * Any bytes as a parcel, sealed as a member could, and any bytes as a whole
 * file: what is opened holds records that can be read, and is sealed again to
 * the same bytes.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "node/record/record.h"
#include "node/sync/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const unsigned char key[BUNDLE_KEY_BYTES] = {7};

static void check_records(const struct bundle_parcel *parcel)
{
    struct view rest = parcel->records;
    struct view one = {NULL, 0};
    uint16_t size = 0;

    assert(rest.bytes > 0 && parcel->set < SET_COUNT);
    while (rest.bytes > 0) {
        struct record record;
        enum err err = view_take_u16(&rest, &size);

        assert(err == ERR_OK);
        err = view_take(&rest, size, &one);
        assert(err == ERR_OK);
        err = record_read(one, &record);
        assert(err == ERR_OK);
    }
}

/* The first byte chooses the set; the rest are its records. */
static void try_parcel(const uint8_t *data, size_t bytes)
{
    struct bundle_head head = {.written_ms = 1};
    struct bundle_parcel parcel = {.set = SET_ROSTER};
    struct bundle_parcel read;
    unsigned char text[BUNDLE_HEAD_BYTES];
    struct bundle writer;
    struct bundle reader;
    struct bytes sealed;
    struct bytes plain;

    if (bytes == 0 || bytes > RECORDS_BYTES_MAX) {
        return;
    }
    memset(head.neighbourhood.data, 0x11, NEIGHBOURHOOD_BYTES);
    bundle_write_head(&head, text);
    bundle_begin(&writer, text, key);
    bundle_begin(&reader, text, key);
    bytes_init(&sealed, BUNDLE_SIZE_BYTES + BUNDLE_SEALED_BYTES_MAX);
    bytes_init(&plain, BUNDLE_PARCEL_BYTES_MAX);
    parcel.set = (enum set)data[0];
    parcel.records = (struct view){data + 1, bytes - 1};
    if (bundle_seal(&writer, &parcel, &sealed) == ERR_OK &&
        bundle_open(&reader,
                    (struct view){sealed.data + BUNDLE_SIZE_BYTES,
                                  sealed.bytes - BUNDLE_SIZE_BYTES},
                    &plain, &read) == ERR_OK &&
        !read.is_last) {
        check_records(&read);
    }
    bytes_release(&sealed);
    bytes_release(&plain);
}

static void try_file(const uint8_t *data, size_t bytes)
{
    struct view file = {data, bytes};
    struct view part = {NULL, 0};
    struct bundle_parcel parcel;
    struct bundle_head head;
    struct bundle bundle;
    struct bytes plain;
    uint32_t size = 0;

    if (view_take(&file, BUNDLE_HEAD_BYTES, &part) != ERR_OK ||
        bundle_read_head(part.data, &head) != ERR_OK) {
        return;
    }
    bundle_begin(&bundle, part.data, key);
    bytes_init(&plain, BUNDLE_PARCEL_BYTES_MAX);
    while (view_take(&file, BUNDLE_SIZE_BYTES, &part) == ERR_OK &&
           bundle_read_size(part.data, &size) == ERR_OK &&
           view_take(&file, size, &part) == ERR_OK &&
           bundle_open(&bundle, part, &plain, &parcel) == ERR_OK &&
           !parcel.is_last) {
        check_records(&parcel);
    }
    bytes_release(&plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    try_parcel(data, bytes);
    try_file(data, bytes);
    return 0;
}
