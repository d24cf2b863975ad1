/*
 * Hostile bytes as a letter: as the body of a record, as what a member who
 * knows our key seals for us, and as the text inside. Nothing is believed that
 * is not written again the same.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include <sodium.h>

#include "node/limits.h"
#include "node/mail/letter.h"
#include "node/mail/opener.h"
#include "node/mail/seal_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const struct neighbourhood here = {{1}};
static const unsigned char seed[KEY_SEED_BYTES] = {7};

/* The text of a letter, whoever may have written it. */
static void try_text(const struct id *author, struct view text)
{
    struct letter letter;
    enum err err = letter_read(&here, author, text, &letter);

    if (err == ERR_OK) {
        assert(letter.readers_count > 0 &&
               letter.readers_count <= LETTER_READERS_MAX);
        assert(letter.content.bytes <= LETTER_CONTENT_BYTES_MAX);
        assert(!letter_is_to(&letter, author));
        assert(letter.has_thread || id_equal(&letter.thread, &letter.id));
    } else {
        assert(err == ERR_MALFORMED);
    }
    err = letter_verify(&here, author, text);
    assert(err != ERR_OK || text.bytes > SIGNATURE_BYTES);
}

static void
open_body(struct opener *opener, const struct id *author, struct view body)
{
    const struct record record = {
        .class = CLASS_LETTER,
        .kind = 1,
        .neighbourhood = here,
        .household = *author,
        .stamp_ms = 1,
        .body = body,
    };
    struct bytes text;
    enum err err = ERR_OK;

    bytes_init(&text, LETTER_TEXT_BYTES_MAX);
    err = opener_open(opener, &record, &text);
    if (err == ERR_OK) {
        try_text(author, bytes_view(&text));
    } else {
        assert(text.bytes == 0);
    }
    bytes_wipe(&text);
}

/* What stands in the input is sealed to us, so that it opens. */
static void seal_and_open(struct opener *opener,
                          const struct exchange_keys *ours,
                          const struct id *author,
                          struct view text)
{
    const struct seal_order order = {
        .place = {&here, author},
        .sender = ours,
        .readers = &ours->public,
        .readers_count = 1,
        .seed = seed,
    };
    struct bytes body;

    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    if (letter_seal(&order, text, &body) == ERR_OK) {
        open_body(opener, author, bytes_view(&body));
    } else {
        assert(text.bytes > SEAL_LARGE - SEAL_SIZE_BYTES);
    }
    bytes_release(&body);
}

/* The input as what stands inside the padding, sealed by its key. */
static void open_padded(const struct id *author, const uint8_t *data)
{
    static const unsigned char key[ID_BYTES] = {5};
    unsigned char closed[SEALED_TEXT_BYTES_MIN];
    unsigned char beside[NEIGHBOURHOOD_BYTES + 3 * ID_BYTES] = {0};
    const struct seal_place place = {&here, author};
    const struct sealed sealed = {.text = {closed, sizeof closed}};
    struct bytes text;

    memcpy(beside, here.data, NEIGHBOURHOOD_BYTES);
    memcpy(beside + NEIGHBOURHOOD_BYTES, author->data, ID_BYTES);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        closed, NULL, data, SEAL_SMALL, beside, sizeof beside, NULL,
        sealed.nonce, key);
    bytes_init(&text, LETTER_TEXT_BYTES_MAX);
    if (seal_text_open(&place, &sealed, key, &text) == ERR_OK) {
        assert(text.bytes <= SEAL_SMALL - SEAL_SIZE_BYTES);
    }
    bytes_wipe(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    const struct view view = {data, bytes};
    struct sealing_keys months = {.count = 0};
    struct keys_device device;
    struct opener opener;
    struct id author = {{3}};

    keys_device_make(seed, &device);
    sealing_roll(&months, 1, seed);
    opener_init(&opener, &months, &device.sealing);
    open_body(&opener, &author, view);
    try_text(&author, view);
    seal_and_open(&opener, &device.sealing, &author, view);
    if (bytes >= SEAL_SMALL) {
        open_padded(&author, data);
    }
    opener_release(&opener);
    return 0;
}
