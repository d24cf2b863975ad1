/*
 * Find and open the letters that are ours among many, in a store.
 *
 *   bench_letters FOLDER
 *
 * Makes a store in an empty folder with 10,000 letters of 64 households, of
 * which 100 are ours, reads them all and tries each, and prints the CPU time
 * of it, of the reading alone, and of 100 X25519 in the same run.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "node/limits.h"
#include "node/mail/letter.h"
#include "node/mail/opener.h"
#include "store/store.h"

enum { LETTERS = 10000, AUTHORS = 64, OURS = 100, READERS = 3 };

static const uint64_t now_ms = UINT64_C(1795000000000);
static const struct neighbourhood here = {{1}};

struct writer {
    struct keys_household household;
    struct keys_device device;
};

struct mail {
    struct writer writers[AUTHORS];
    struct keys_device us;
    struct id reader; /* our household */
    struct sealing_keys months;
    struct opener opener;
    struct bytes text;
    size_t tried;
    size_t opened;
};

static struct mail mail;

static double cpu_ms(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0) {
        return 0;
    }
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void make_people(void)
{
    unsigned char seed[KEY_SEED_BYTES] = {0};

    for (uint32_t index = 0; index < AUTHORS; index++) {
        put_u32(seed, index + 1);
        keys_household_make(seed, &mail.writers[index].household);
        keys_device_make(seed, &mail.writers[index].device);
    }
    put_u32(seed, 0);
    keys_device_make(seed, &mail.us);
    mail.reader.data[0] = 9;
    sealing_roll(&mail.months, now_ms, seed);
    opener_init(&mail.opener, &mail.months, &mail.us.sealing);
    bytes_init(&mail.text, LETTER_TEXT_BYTES_MAX);
}

/* A text of an ask's length, sealed to us or to others, signed. */
static enum err
write_letter(uint32_t number, bool is_ours, struct bytes *record)
{
    static const unsigned char content[120] = {0x81, 1, 2};
    const struct writer *writer = &mail.writers[number % AUTHORS];
    const struct letter_author author = {
        &here, &writer->household.signing.public, &writer->device.signing};
    const struct letter_draft draft = {.kind = LETTER_DEAL,
                                       .readers = {mail.reader},
                                       .readers_count = 1,
                                       .content = {content, sizeof content}};
    unsigned char seed[SEAL_SEED_BYTES] = {0};
    struct id readers[READERS];
    const struct seal_order order = {
        .place = {&here, author.household},
        .sender = &writer->device.sealing,
        .readers = readers,
        .readers_count = READERS,
        .seed = seed,
    };
    struct record_draft out = {
        .class = CLASS_LETTER,
        .kind = 1,
        .neighbourhood = here,
        .household = *author.household,
        .n = number / AUTHORS,
        .stamp_ms = now_ms,
    };
    struct bytes body;
    struct id id;
    enum err err = ERR_OK;

    put_u32(seed, number);
    for (uint32_t index = 0; index < READERS; index++) {
        readers[index] =
            mail.writers[(number + index + 1) % AUTHORS].device.sealing.public;
    }
    readers[1] = is_ours ? mail.months.secrets[0].keys.public : readers[1];
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    bytes_reset(&mail.text);
    err = letter_write(&author, &draft, now_ms, seed, &mail.text, &id);
    if (err == ERR_OK) {
        err = letter_seal(&order, bytes_view(&mail.text), &body);
    }
    out.body = bytes_view(&body);
    if (err == ERR_OK) {
        err = record_write(&out, writer->device.signing.secret, record);
    }
    bytes_release(&body);
    return err;
}

static enum err fill(struct store *store)
{
    struct bytes record;
    enum err err = store_begin(store);

    bytes_init(&record, RECORD_BYTES_MAX);
    for (uint32_t number = 0; err == ERR_OK && number < LETTERS; number++) {
        bytes_reset(&record);
        err = write_letter(number, number % (LETTERS / OURS) == 7, &record);
        if (err == ERR_OK) {
            err = store_put(store, bytes_view(&record));
        }
    }
    bytes_release(&record);
    return store_commit(store, err);
}

static enum err only_read(void *visitor, struct view bytes)
{
    (void)visitor;
    return bytes.bytes > 0 ? ERR_OK : ERR_MALFORMED;
}

static enum err try_letter(void *visitor, struct view bytes)
{
    struct record record;
    enum err err = record_read_header(bytes, &record);

    (void)visitor;
    mail.tried++;
    if (err == ERR_OK) {
        err = opener_open(&mail.opener, &record, &mail.text);
        mail.opened += err == ERR_OK ? 1 : 0;
    }
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

/* 100 of them, with keys that are none of ours. */
static double time_exchange(void)
{
    unsigned char shared[EXCHANGE_BYTES];
    double begin = cpu_ms();

    for (size_t index = 0; index < OURS; index++) {
        if (crypto_scalarmult(
                shared, mail.us.sealing.secret,
                mail.writers[index % AUTHORS].device.transport.public.data) !=
            0) {
            return 0;
        }
    }
    return cpu_ms() - begin;
}

static enum err measure(struct store *store)
{
    const struct shelf shelf = store_shelf(store);
    double begin = cpu_ms();
    double read_ms = 0;
    double all_ms = 0;
    enum err err = shelf.walk_bytes(shelf.self, SET_MAIL, only_read, NULL);

    read_ms = cpu_ms() - begin;
    begin = cpu_ms();
    if (err == ERR_OK) {
        err = shelf.walk_bytes(shelf.self, SET_MAIL, try_letter, NULL);
    }
    all_ms = cpu_ms() - begin;
    (void)printf("letters=%zu opened=%zu ms=%.1f read_ms=%.1f x25519_ms=%.1f\n",
                 mail.tried, mail.opened, all_ms, read_ms, time_exchange());
    return mail.opened == OURS ? err : ERR_STATE;
}

int main(int argc, char **argv)
{
    struct store *store = NULL;
    enum err err = argc == 2 && sodium_init() >= 0 ? ERR_OK : ERR_INVALID;

    if (err == ERR_OK) {
        make_people();
        err = store_open(argv[1], STORE_CREATE, &store);
    }
    if (err == ERR_OK) {
        err = fill(store);
    }
    if (err == ERR_OK) {
        err = measure(store);
    }
    opener_release(&mail.opener);
    bytes_release(&mail.text);
    store_close(store);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "bench_letters: %s\n", err_name(err));
    }
    return err == ERR_OK ? 0 : 1;
}
