#include "store/keys.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "store/file.h"

static const char mark[] = "kith keys v1"; /* with its end mark */
static const char *const names[KEYS_FILES] = {"keys.a", "keys.b"};
static const char unfinished[] = "keys.new";

enum { CHECKSUM_BYTES = 32 };

void keys_init(struct keys *keys)
{
    sodium_memzero(keys, sizeof *keys);
}

void keys_release(struct keys *keys)
{
    keys_household_release(&keys->household);
    keys_device_release(&keys->device);
    sealing_release(&keys->sealing);
    sodium_memzero(keys, sizeof *keys);
}

void keys_derive(struct keys *keys)
{
    if (sodium_is_zero(keys->household_seed, KEY_SEED_BYTES) != 0) {
        keys->household = (struct keys_household){0};
        keys->household.signing.public = keys->household_id;
    } else {
        keys_household_make(keys->household_seed, &keys->household);
        keys->household_id = keys->household.signing.public;
    }
    keys_device_make(keys->device_seed, &keys->device);
}

bool keys_hold_household(const struct keys *keys)
{
    return keys_household_signs(&keys->household);
}

/* What is written so far, checked by the checksum that follows. */
static enum err append_checksum(struct bytes *out, size_t start)
{
    unsigned char checksum[CHECKSUM_BYTES];

    if (crypto_generichash(checksum, sizeof checksum, out->data + start,
                           out->bytes - start, NULL, 0) != 0) {
        return ERR_IO;
    }
    return bytes_append(out, (struct view){checksum, sizeof checksum});
}

static enum err append_pass(struct bytes *out, const struct keys *keys)
{
    const struct view views[] = {
        {keys->one_time_seed, KEY_SEED_BYTES},
        {keys->pass.one_time.data, ID_BYTES},
        {keys->pass.signature, SIGNATURE_BYTES},
    };
    enum err err = bytes_append_u8(out, keys->has_pass);

    for (size_t i = 0; err == ERR_OK && i < sizeof views / sizeof views[0];
         i++) {
        err = bytes_append(out, views[i]);
    }
    return err == ERR_OK ? bytes_append_u64(out, keys->pass.until_ms) : err;
}

static enum err append_sealing(struct bytes *out,
                               const struct sealing_keys *sealing)
{
    enum err err = bytes_append_u8(out, (uint8_t)sealing->count);

    for (size_t i = 0; err == ERR_OK && i < sealing->count; i++) {
        const struct sealing_secret *secret = &sealing->secrets[i];

        err = bytes_append_u16(out, secret->month);
        if (err == ERR_OK) {
            err = bytes_append_u8(out, secret->is_former);
        }
        if (err == ERR_OK) {
            err = bytes_append(
                out, (struct view){secret->keys.secret, EXCHANGE_BYTES});
        }
    }
    return err;
}

/* Everything that has a fixed size. */
static enum err append_fixed(struct bytes *out, const struct keys *keys)
{
    const struct view views[] = {
        {keys->neighbourhood.data, NEIGHBOURHOOD_BYTES},
        {keys->household_seed, KEY_SEED_BYTES},
        {keys->household_id.data, ID_BYTES},
        {keys->device_seed, KEY_SEED_BYTES},
        {keys->network_key, NETWORK_KEY_BYTES},
    };
    size_t i = 0;
    enum err err = bytes_append(
        out, (struct view){(const unsigned char *)mark, sizeof mark});

    if (err == ERR_OK) {
        err = bytes_append_u64(out, keys->generation);
    }
    if (err == ERR_OK) {
        err = bytes_append_u64(out, keys->created_ms);
    }
    for (i = 0; err == ERR_OK && i < sizeof views / sizeof views[0]; i++) {
        err = bytes_append(out, views[i]);
    }
    return err == ERR_OK ? append_pass(out, keys) : err;
}

enum err keys_pack(const struct keys *keys, struct bytes *out)
{
    struct view name = view_text(keys->name);
    size_t start = out->bytes;
    enum err err = bytes_reserve(out, KEYS_BYTES_MAX);

    assert(name.bytes <= NAME_BYTES_MAX);
    if (err == ERR_OK) {
        err = append_fixed(out, keys);
    }
    if (err == ERR_OK) {
        err = append_sealing(out, &keys->sealing);
    }
    if (err == ERR_OK) {
        err = bytes_append_u8(out, (uint8_t)name.bytes);
    }
    if (err == ERR_OK) {
        err = bytes_append(out, name);
    }
    return err == ERR_OK ? append_checksum(out, start) : err;
}

/* Take a fixed number of bytes into an array. */
static enum err take(struct view *from, unsigned char *out, size_t bytes)
{
    struct view part;
    enum err err = view_take(from, bytes, &part);

    if (err == ERR_OK) {
        memcpy(out, part.data, bytes);
    }
    return err;
}

/* Split off the checksum at the end and compare it. */
static enum err check_checksum(struct view *from)
{
    unsigned char checksum[CHECKSUM_BYTES];

    if (from->bytes < sizeof mark + CHECKSUM_BYTES ||
        memcmp(from->data, mark, sizeof mark) != 0) {
        return ERR_CORRUPT;
    }
    from->bytes -= CHECKSUM_BYTES;
    if (crypto_generichash(checksum, sizeof checksum, from->data, from->bytes,
                           NULL, 0) != 0 ||
        memcmp(checksum, from->data + from->bytes, CHECKSUM_BYTES) != 0) {
        return ERR_CORRUPT;
    }
    from->data += sizeof mark;
    from->bytes -= sizeof mark;
    return ERR_OK;
}

static enum err take_pass(struct view *from, struct keys *out)
{
    uint8_t has_pass = 0;
    enum err err = view_take_u8(from, &has_pass);

    out->has_pass = has_pass != 0;
    if (err == ERR_OK) {
        err = take(from, out->one_time_seed, KEY_SEED_BYTES);
    }
    if (err == ERR_OK) {
        err = take(from, out->pass.one_time.data, ID_BYTES);
    }
    if (err == ERR_OK) {
        err = take(from, out->pass.signature, SIGNATURE_BYTES);
    }
    return err == ERR_OK ? view_take_u64(from, &out->pass.until_ms) : err;
}

static enum err take_month(struct view *from, struct sealing_secret *out)
{
    unsigned char secret[EXCHANGE_BYTES];
    uint8_t is_former = 0;
    enum err err = view_take_u16(from, &out->month);

    if (err == ERR_OK) {
        err = view_take_u8(from, &is_former);
    }
    if (err == ERR_OK) {
        err = take(from, secret, EXCHANGE_BYTES);
    }
    if (err == ERR_OK) {
        out->is_former = is_former != 0;
        exchange_keys_make(secret, &out->keys);
    }
    sodium_memzero(secret, sizeof secret);
    return err;
}

static enum err take_sealing(struct view *from, struct sealing_keys *out)
{
    uint8_t count = 0;
    enum err err = view_take_u8(from, &count);

    if (err == ERR_OK && count > SEALING_SECRETS_MAX) {
        err = ERR_CORRUPT;
    }
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = take_month(from, &out->secrets[i]);
    }
    out->count = err == ERR_OK ? count : 0;
    return err;
}

static enum err take_fixed(struct view *from, struct keys *out)
{
    enum err err = view_take_u64(from, &out->generation);

    if (err == ERR_OK) {
        err = view_take_u64(from, &out->created_ms);
    }
    if (err == ERR_OK) {
        err = take(from, out->neighbourhood.data, NEIGHBOURHOOD_BYTES);
    }
    if (err == ERR_OK) {
        err = take(from, out->household_seed, KEY_SEED_BYTES);
    }
    if (err == ERR_OK) {
        err = take(from, out->household_id.data, ID_BYTES);
    }
    if (err == ERR_OK) {
        err = take(from, out->device_seed, KEY_SEED_BYTES);
    }
    if (err == ERR_OK) {
        err = take(from, out->network_key, NETWORK_KEY_BYTES);
    }
    return err == ERR_OK ? take_pass(from, out) : err;
}

enum err keys_unpack(struct view from, struct keys *out)
{
    uint8_t name_bytes = 0;
    enum err err = check_checksum(&from);

    keys_init(out);
    if (err == ERR_OK) {
        err = take_fixed(&from, out);
    }
    if (err == ERR_OK) {
        err = take_sealing(&from, &out->sealing);
    }
    if (err == ERR_OK) {
        err = view_take_u8(&from, &name_bytes);
    }
    if (err == ERR_OK &&
        (name_bytes > NAME_BYTES_MAX || from.bytes != name_bytes)) {
        err = ERR_CORRUPT;
    }
    if (err == ERR_OK) {
        memcpy(out->name, from.data, name_bytes);
        return ERR_OK;
    }
    keys_release(out);
    return ERR_CORRUPT;
}

enum err
keys_path(const char *folder, unsigned which, char out[static PATH_BYTES_MAX])
{
    assert(which < KEYS_FILES);
    return path_join(folder, names[which], out);
}

enum err keys_read(const char *folder, unsigned which, struct keys *out)
{
    char path[PATH_BYTES_MAX];
    struct bytes bytes;
    enum err err = keys_path(folder, which, path);

    bytes_init(&bytes, KEYS_BYTES_MAX);
    keys_init(out);
    if (err == ERR_OK) {
        err = bytes_reserve(&bytes, KEYS_BYTES_MAX); /* it does not move */
    }
    if (err == ERR_OK) {
        err = file_read(path, &bytes);
    }
    if (err == ERR_OK) {
        err = keys_unpack(bytes_view(&bytes), out);
    }
    bytes_wipe(&bytes);
    return err == ERR_FULL ? ERR_CORRUPT : err;
}

enum err keys_load(const char *folder, struct keys *out, bool *is_whole)
{
    struct keys other;
    enum err first = keys_read(folder, 0, out);
    enum err second = keys_read(folder, 1, &other);

    *is_whole = first == ERR_OK && second == ERR_OK &&
                out->generation == other.generation;
    if (second == ERR_OK && first != ERR_NOMEM &&
        (first != ERR_OK || other.generation > out->generation)) {
        *out = other;
        first = ERR_OK;
    }
    keys_release(&other);
    if (first == ERR_UNKNOWN || second == ERR_NOMEM) {
        first = second; /* there is none, the only one is damaged, or it
                           cannot be told which one is newer */
    }
    if (first == ERR_OK) {
        keys_derive(out);
    } else {
        keys_release(out);
    }
    return first;
}

enum err keys_staged(const char *folder, char out[static PATH_BYTES_MAX])
{
    return path_join(folder, unfinished, out);
}

enum err keys_stage(const char *folder, const struct keys *keys)
{
    char beside[PATH_BYTES_MAX];
    struct bytes bytes;
    enum err err = keys_staged(folder, beside);

    bytes_init(&bytes, KEYS_BYTES_MAX);
    if (err == ERR_OK) {
        err = keys_pack(keys, &bytes);
    }
    if (err == ERR_OK) {
        err = file_write(beside, bytes_view(&bytes));
    }
    bytes_wipe(&bytes);
    return err;
}

enum err keys_publish(const char *folder, unsigned which)
{
    char path[PATH_BYTES_MAX];
    char beside[PATH_BYTES_MAX];
    enum err err = keys_path(folder, which, path);

    if (err == ERR_OK) {
        err = keys_staged(folder, beside);
    }
    return err == ERR_OK ? file_publish(folder, beside, path) : err;
}

enum err keys_write(const char *folder, unsigned which, const struct keys *keys)
{
    enum err err = keys_stage(folder, keys);

    return err == ERR_OK ? keys_publish(folder, which) : err;
}

enum err keys_save(const char *folder, struct keys *keys)
{
    unsigned which = 0;
    enum err err = ERR_OK;

    keys->generation++;
    for (which = 0; err == ERR_OK && which < KEYS_FILES; which++) {
        err = keys_write(folder, which, keys);
    }
    return err;
}
