/*
 * Any text as an invite, and any bytes with the checksum that makes them one:
 * what is accepted is written again and reads the same.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "cli/invitation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const char domain[] = "kith invite text v1"; /* spec/invite.md */

enum { SUM_BYTES = 8, VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

static void check_same(const struct invitation *one,
                       const struct invitation *two)
{
    assert(memcmp(one->network_key, two->network_key, INVITATION_KEY_BYTES) ==
           0);
    assert(one->address_count == two->address_count);
    assert(strcmp(one->place, two->place) == 0);
    assert(view_equal(bytes_view(&one->record), bytes_view(&two->record)));
    for (size_t i = 0; i < one->address_count; i++) {
        assert(strcmp(one->addresses[i].text, two->addresses[i].text) == 0);
        assert(id_equal(&one->addresses[i].transport,
                        &two->addresses[i].transport));
    }
}

static void try_text(const char *text)
{
    struct invitation read;
    struct invitation again;
    struct bytes written;
    enum err err = ERR_OK;

    invitation_init(&read);
    invitation_init(&again);
    bytes_init(&written, INVITATION_TEXT_BYTES_MAX);
    err = invitation_read(text, &read);
    if (err == ERR_OK) {
        assert(read.address_count <= INVITATION_ADDRESSES_MAX);
        err = invitation_write(&read, &written);
        assert(err == ERR_OK);
        err = invitation_read((const char *)written.data, &again);
        assert(err == ERR_OK);
        check_same(&read, &again);
    } else {
        assert(err == ERR_INVALID || err == ERR_CORRUPT || err == ERR_VERSION);
        assert(read.record.bytes == 0 && read.address_count == 0);
    }
    bytes_release(&written);
    invitation_release(&again);
    invitation_release(&read);
}

/* The bytes behind the base64, with a checksum that fits. */
static void try_body(const uint8_t *data, size_t bytes)
{
    unsigned char body[INVITATION_TEXT_BYTES_MAX / 2];
    unsigned char hash[crypto_generichash_BYTES];
    char text[INVITATION_TEXT_BYTES_MAX + 8] = "kith:";

    if (bytes > sizeof body - SUM_BYTES) {
        return;
    }
    memcpy(body, data, bytes);
    (void)crypto_generichash(hash, sizeof hash, body, bytes,
                             (const unsigned char *)domain, sizeof domain - 1);
    memcpy(body + bytes, hash, SUM_BYTES);
    (void)sodium_bin2base64(text + 5, sizeof text - 5, body, bytes + SUM_BYTES,
                            VARIANT);
    try_text(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    char *text = malloc(bytes + 1);

    if (text == NULL) {
        return 0;
    }
    memcpy(text, data, bytes);
    text[bytes] = '\0';
    try_text(text);
    free(text);
    try_body(data, bytes);
    return 0;
}
