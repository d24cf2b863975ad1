/*
 * The text of an invite: "kith:" and base64url, what a new household needs
 * to join and to find its first peer. A checksum tells a damaged text. The
 * code for another machine of a household is "kith-device:" and the same, with
 * a pass where the INVITE stands: spec/pass.md.
 *
 *   u8 version | network key 32 | one-time seed 32
 *   u16 bytes, the signed INVITE record or the pass | u8 bytes, name of the
 * place u8 addresses, each: u8 how the key stands (0 none, 1 follows, 2 as the
 *   one before), key 32 where it follows, u8 bytes, "ADDR:PORT"
 *   checksum: the first 8 bytes of BLAKE2b over all before
 *
 * Whoever holds it can join in its maker's name: it is a secret.
 */
#ifndef CLI_INVITATION_H
#define CLI_INVITATION_H

#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/record/identity.h"

enum {
    INVITATION_VERSION = 1,
    INVITATION_ADDRESSES_MAX = 3,
    INVITATION_ADDRESS_CHARS = 64, /* "ADDR:PORT" with its end mark */
    INVITATION_KEY_BYTES = 32,
    INVITATION_RECORD_BYTES_MAX = 1024,
    INVITATION_TEXT_BYTES_MAX = 4096, /* as typed or pasted, with blanks */
};

/* Whom the text lets in. */
enum invitation_kind { INVITATION_HOUSEHOLD, INVITATION_DEVICE };

struct invitation_address {
    struct id transport; /* static key it must show; zero: any */
    char text[INVITATION_ADDRESS_CHARS];
};

struct invitation {
    enum invitation_kind kind;
    unsigned char network_key[INVITATION_KEY_BYTES];
    unsigned char one_time_seed[KEY_SEED_BYTES]; /* keys_one_time_make */
    struct bytes record;                         /* owned; INVITE, pass */
    char place[NAME_BYTES_MAX + 1];
    struct invitation_address addresses[INVITATION_ADDRESSES_MAX];
    size_t address_count;
};

/* Make ready and empty; takes no memory. */
void invitation_init(struct invitation *invitation);

/* Wipe and give back; may be called twice. */
void invitation_release(struct invitation *invitation);

/*
 * Write the text, with its end mark, into `out`.
 *
 * ERR_FULL   it would be over INVITATION_TEXT_BYTES_MAX
 * ERR_NOMEM
 */
MUST_USE enum err invitation_write(const struct invitation *invitation,
                                   struct bytes *out);

/*
 * Read a text; blanks and line ends within it are skipped, as mail programs
 * add them.
 *
 * out  made ready; unchanged but for wiped on error
 *
 * ERR_INVALID    not an invite at all
 * ERR_CORRUPT    one, but damaged or cut off
 * ERR_VERSION    made by a newer kith
 * ERR_NOMEM
 */
MUST_USE enum err invitation_read(const char *text, struct invitation *out);

#endif
