#include "cli/invitation.h"

#include <ctype.h>
#include <string.h>

#include <sodium.h>

#include "node/record/text.h"

enum { CHECKSUM_BYTES = 8, KEY_NONE = 0, KEY_FOLLOWS = 1, KEY_SAME = 2 };

/* What a text of a kind begins with, and what keys its checksum. */
static const char *const prefixes[] = {"kith:", "kith-device:"};
static const char *const domains[] = {"kith invite text v1",
                                      "kith device text v1"};

void invitation_init(struct invitation *invitation)
{
    memset(invitation, 0, sizeof *invitation);
    bytes_init(&invitation->record, INVITATION_RECORD_BYTES_MAX);
}

void invitation_release(struct invitation *invitation)
{
    bytes_wipe(&invitation->record);
    sodium_memzero(invitation, sizeof *invitation);
    invitation_init(invitation);
}

static void checksum(enum invitation_kind kind,
                     struct view over,
                     unsigned char out[static CHECKSUM_BYTES])
{
    const struct view domain = view_text(domains[kind]);
    unsigned char hash[crypto_generichash_BYTES];

    (void)crypto_generichash(hash, sizeof hash, over.data, over.bytes,
                             domain.data, domain.bytes);
    memcpy(out, hash, CHECKSUM_BYTES);
}

static enum err append_short(struct bytes *out, struct view text)
{
    enum err err = bytes_append_u8(out, (uint8_t)text.bytes);

    if (err == ERR_OK) {
        err = bytes_append(out, text);
    }
    return err;
}

static enum err append_address(struct bytes *out,
                               const struct invitation *invitation,
                               size_t index)
{
    const struct invitation_address *address = &invitation->addresses[index];
    uint8_t form = KEY_FOLLOWS;
    enum err err = ERR_OK;

    if (id_is_zero(&address->transport)) {
        form = KEY_NONE;
    } else if (index > 0 &&
               id_equal(&address->transport,
                        &invitation->addresses[index - 1].transport)) {
        form = KEY_SAME;
    }
    err = bytes_append_u8(out, form);
    if (err == ERR_OK && form == KEY_FOLLOWS) {
        err =
            bytes_append(out, (struct view){address->transport.data, ID_BYTES});
    }
    if (err == ERR_OK) {
        err = append_short(out, view_text(address->text));
    }
    return err;
}

static enum err pack(const struct invitation *invitation, struct bytes *out)
{
    const struct bytes *record = &invitation->record;
    enum err err = bytes_append_u8(out, INVITATION_VERSION);

    if (err == ERR_OK) {
        err = bytes_append(
            out, (struct view){invitation->network_key, INVITATION_KEY_BYTES});
    }
    if (err == ERR_OK) {
        err = bytes_append(
            out, (struct view){invitation->one_time_seed, KEY_SEED_BYTES});
    }
    if (err == ERR_OK) {
        err = bytes_append_u16(out, (uint16_t)record->bytes);
    }
    if (err == ERR_OK) {
        err = bytes_append(out, bytes_view(record));
    }
    if (err == ERR_OK) {
        err = append_short(out, view_text(invitation->place));
    }
    if (err == ERR_OK) {
        err = bytes_append_u8(out, (uint8_t)invitation->address_count);
    }
    for (size_t index = 0; err == ERR_OK && index < invitation->address_count;
         index++) {
        err = append_address(out, invitation, index);
    }
    return err;
}

static enum err
encode(enum invitation_kind kind, struct view from, struct bytes *out)
{
    size_t chars = sodium_base64_encoded_len(
        from.bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    enum err err = bytes_append(out, view_text(prefixes[kind]));

    if (err == ERR_OK) {
        err = bytes_reserve(out, chars);
    }
    if (err == ERR_OK) {
        (void)sodium_bin2base64((char *)out->data + out->bytes, chars,
                                from.data, from.bytes,
                                sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        out->bytes += chars;
    }
    return err;
}

enum err invitation_write(const struct invitation *invitation,
                          struct bytes *out)
{
    struct bytes packed;
    unsigned char sum[CHECKSUM_BYTES];
    enum err err = ERR_OK;

    bytes_init(&packed, INVITATION_TEXT_BYTES_MAX / 2);
    bytes_reset(out);
    err = bytes_reserve(&packed, packed.bytes_max); /* it holds secrets */
    if (err == ERR_OK) {
        err = pack(invitation, &packed);
    }
    if (err == ERR_OK) {
        checksum(invitation->kind, bytes_view(&packed), sum);
        err = bytes_append(&packed, (struct view){sum, sizeof sum});
    }
    if (err == ERR_OK) {
        err = encode(invitation->kind, bytes_view(&packed), out);
    }
    bytes_wipe(&packed);
    return err;
}

static enum err take_text(struct view *from, size_t room, char *out)
{
    struct view text;
    uint8_t bytes = 0;
    enum err err = view_take_u8(from, &bytes);

    if (err == ERR_OK) {
        err = view_take(from, bytes, &text);
    }
    if (err == ERR_OK && bytes >= room) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        if (bytes > 0) {
            memcpy(out, text.data, bytes);
        }
        out[bytes] = '\0';
    }
    return err;
}

/* The name of the place, which is shown: nothing else may be in it. */
static enum err take_place(struct view *from, struct invitation *out)
{
    enum err err = take_text(from, sizeof out->place, out->place);

    if (err == ERR_OK && out->place[0] != '\0' &&
        text_check(view_text(out->place), TEXT_LINE, NAME_BYTES_MAX) !=
            TEXT_RULE_OK) {
        err = ERR_MALFORMED;
    }
    return err;
}

static enum err take_address(struct view *from, struct invitation *out)
{
    struct invitation_address *address = &out->addresses[out->address_count];
    struct view key;
    uint8_t form = 0;
    enum err err = view_take_u8(from, &form);

    if (err == ERR_OK && form == KEY_FOLLOWS) {
        err = view_take(from, ID_BYTES, &key);
        if (err == ERR_OK) {
            memcpy(address->transport.data, key.data, ID_BYTES);
        }
    } else if (err == ERR_OK && form == KEY_SAME && out->address_count > 0) {
        address->transport = (address - 1)->transport;
    } else if (err == ERR_OK && form != KEY_NONE) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        err = take_text(from, sizeof address->text, address->text);
    }
    if (err == ERR_OK) {
        out->address_count++;
    }
    return err;
}

static enum err take_secrets(struct view *from, struct invitation *out)
{
    struct view key;
    enum err err = view_take(from, INVITATION_KEY_BYTES, &key);

    if (err == ERR_OK) {
        memcpy(out->network_key, key.data, key.bytes);
        err = view_take(from, KEY_SEED_BYTES, &key);
    }
    if (err == ERR_OK) {
        memcpy(out->one_time_seed, key.data, key.bytes);
    }
    return err;
}

static enum err unpack(struct view from, struct invitation *out)
{
    struct view record;
    uint16_t record_bytes = 0;
    uint8_t addresses = 0;
    enum err err = take_secrets(&from, out);

    if (err == ERR_OK) {
        err = view_take_u16(&from, &record_bytes);
    }
    if (err == ERR_OK) {
        err = view_take(&from, record_bytes, &record);
    }
    if (err == ERR_OK) {
        err = bytes_append(&out->record, record);
    }
    if (err == ERR_OK) {
        err = take_place(&from, out);
    }
    if (err == ERR_OK) {
        err = view_take_u8(&from, &addresses);
    }
    if (err == ERR_OK && addresses > INVITATION_ADDRESSES_MAX) {
        err = ERR_MALFORMED;
    }
    while (err == ERR_OK && out->address_count < addresses) {
        err = take_address(&from, out);
    }
    if (err == ERR_OK && from.bytes != 0) {
        err = ERR_MALFORMED;
    }
    return err;
}

/* What stands behind the prefix, which tells the kind. NULL: no prefix. */
static const char *find_kind(const char *text, enum invitation_kind *kind)
{
    for (size_t index = 0; index < sizeof prefixes / sizeof *prefixes;
         index++) {
        const size_t chars = strlen(prefixes[index]);

        if (strncmp(text, prefixes[index], chars) == 0) {
            *kind = (enum invitation_kind)index;
            return text + chars;
        }
    }
    return NULL;
}

/* The base64 characters of a text as typed, without prefix and blanks. */
static enum err
strip(const char *text, char *out, size_t *count, enum invitation_kind *kind)
{
    size_t at = 0;

    while (isspace((unsigned char)*text)) {
        text++;
    }
    text = find_kind(text, kind);
    if (text == NULL) {
        return ERR_INVALID;
    }
    for (; *text != '\0'; text++) {
        if (isspace((unsigned char)*text)) {
            continue;
        }
        if (at == INVITATION_TEXT_BYTES_MAX) {
            return ERR_CORRUPT;
        }
        out[at++] = *text;
    }
    *count = at;
    return ERR_OK;
}

/* Decoded bytes whose checksum fits, without the checksum. */
static enum err decode(const char *text,
                       unsigned char *out,
                       struct view *body,
                       enum invitation_kind *kind)
{
    char chars[INVITATION_TEXT_BYTES_MAX];
    unsigned char sum[CHECKSUM_BYTES];
    size_t count = 0;
    size_t bytes = 0;
    enum err err = strip(text, chars, &count, kind);

    if (err != ERR_OK) {
        goto out;
    }
    err = ERR_CORRUPT;
    if (sodium_base642bin(out, INVITATION_TEXT_BYTES_MAX, chars, count, NULL,
                          &bytes, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        bytes <= CHECKSUM_BYTES) {
        goto out;
    }
    *body = (struct view){out, bytes - CHECKSUM_BYTES};
    checksum(*kind, *body, sum);
    if (sodium_memcmp(sum, out + body->bytes, sizeof sum) == 0) {
        err = ERR_OK;
    }
out:
    sodium_memzero(chars, sizeof chars);
    return err;
}

enum err invitation_read(const char *text, struct invitation *out)
{
    unsigned char decoded[INVITATION_TEXT_BYTES_MAX];
    struct view body = {NULL, 0};
    uint8_t version = 0;
    enum invitation_kind kind = INVITATION_HOUSEHOLD;
    enum err err = decode(text, decoded, &body, &kind);

    invitation_release(out);
    out->kind = kind;
    if (err == ERR_OK) {
        err = view_take_u8(&body, &version);
    }
    if (err == ERR_OK && version != INVITATION_VERSION) {
        err = ERR_VERSION;
    }
    if (err == ERR_OK) {
        err = unpack(body, out);
        if (err == ERR_MALFORMED || err == ERR_FULL) {
            err = ERR_CORRUPT;
        }
    }
    if (err != ERR_OK) {
        invitation_release(out);
    }
    sodium_memzero(decoded, sizeof decoded);
    return err;
}
