/*
 * Give a household deals to list: sheets as its node writes them, about as many
 * posts as there are.
 *
 *   bench_deals FOLDER DEALS POSTS
 *
 * FOLDER is that of a neighbourhood which `kith init` founded.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "node/deal/sheet.h"
#include "node/mail/limits.h"
#include "store/keys.h"
#include "store/letter.h"
#include "store/store.h"

#define BEGUN_MS UINT64_C(1795000000000)

static enum err put_one(struct store *store,
                        const struct id *own,
                        unsigned number,
                        unsigned post)
{
    struct sheet sheet = {
        .deal = {.kind = DEAL_LOAN,
                 .state = STATE_ASKED,
                 .turn = TURN_KEEPER,
                 .quantity = 1,
                 .keeper = *own,
                 .from_ms = BEGUN_MS + number,
                 .to_ms = BEGUN_MS + number + 1000,
                 .asked_ms = BEGUN_MS,
                 .changed_ms = BEGUN_MS + number},
    };
    struct summary summary = {.number = number + 1};
    struct bytes bytes;
    enum err err = ERR_OK;

    sheet.beside.is_keepers = true;
    sheet.beside.title = view_text("Ladder, three metres");
    sheet.beside.text = view_text("For the gutter at the back, if I may");
    crypto_generichash(sheet.deal.claimant.data, ID_BYTES,
                       (const unsigned char *)&number, sizeof number, NULL, 0);
    summary.thread = sheet.deal.claimant;
    crypto_generichash(summary.subject.data, ID_BYTES,
                       (const unsigned char *)&post, sizeof post,
                       (const unsigned char *)"post", 4);
    bytes_init(&bytes, SUMMARY_BYTES_MAX);
    err = sheet_write(&sheet, &bytes);
    if (err == ERR_OK) {
        summary.bytes = bytes_view(&bytes);
        err = letter_sum_up(store, &summary);
    }
    bytes_release(&bytes);
    return err;
}

int main(int argc, char **argv)
{
    struct store *store = NULL;
    struct keys keys;
    bool is_whole = true;
    enum err err = ERR_INVALID;

    keys_init(&keys);
    if (argc == 4 && sodium_init() >= 0) {
        err = store_open(argv[1], STORE_WRITE, &store);
    }
    if (err == ERR_OK) {
        err = keys_load(argv[1], &keys, &is_whole);
    }
    if (err == ERR_OK) {
        err = store_begin(store);
    }
    if (err == ERR_OK) {
        const unsigned deals = (unsigned)strtoul(argv[2], NULL, 10);
        const unsigned posts = (unsigned)strtoul(argv[3], NULL, 10);

        for (unsigned each = 0; err == ERR_OK && each < deals; each++) {
            err = put_one(store, &keys.household.signing.public, each,
                          each % posts);
        }
        err = store_commit(store, err);
    }
    keys_release(&keys);
    store_close(store);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "bench_deals: %s\n", err_text(err));
    }
    return err == ERR_OK ? 0 : 1;
}
