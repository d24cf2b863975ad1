/* Any text as an invite: what is read is written again as the same text. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include <sodium.h>

#include "cli/invitation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void read_and_write(const char *text)
{
    struct invitation invitation;
    struct bytes again;

    invitation_init(&invitation);
    bytes_init(&again, INVITATION_TEXT_BYTES_MAX);
    if (invitation_read(text, &invitation) == ERR_OK) {
        struct invitation second;

        assert(invitation_write(&invitation, &again) == ERR_OK);
        invitation_init(&second);
        assert(invitation_read((const char *)again.data, &second) == ERR_OK);
        assert(view_equal(bytes_view(&invitation.record),
                          bytes_view(&second.record)));
        assert(invitation.address_count == second.address_count);
        assert(strcmp(invitation.place, second.place) == 0);
        invitation_release(&second);
    }
    bytes_release(&again);
    invitation_release(&invitation);
}

enum { SUM_BYTES = 8, BODY_BYTES_MAX = 2000 };

/* The text of a body with the checksum that it needs. */
static void seal(const uint8_t *data, size_t bytes, char *text, size_t room)
{
    static const char domain[] = "kith invite text v1";
    unsigned char body[BODY_BYTES_MAX + SUM_BYTES];
    unsigned char hash[crypto_generichash_BYTES];

    memcpy(body, data, bytes);
    assert(crypto_generichash(hash, sizeof hash, data, bytes,
                              (const unsigned char *)domain,
                              sizeof domain - 1) == 0);
    memcpy(body + bytes, hash, SUM_BYTES);
    memcpy(text, "kith:", 5);
    assert(sodium_bin2base64(text + 5, room - 5, body, bytes + SUM_BYTES,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) != NULL);
}

/* As text, and as what stands behind a checksum that fits. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    char text[INVITATION_TEXT_BYTES_MAX];

    if (bytes >= sizeof text) {
        return 0;
    }
    memcpy(text, data, bytes);
    text[bytes] = '\0';
    read_and_write(text);
    if (bytes > 0 && bytes <= BODY_BYTES_MAX) {
        seal(data, bytes, text, sizeof text);
        read_and_write(text);
    }
    return 0;
}
