/*
 * Print the posts of a data folder as lines of JSON, for other systems to
 * carry the same ones: the number that bench_fill gave, the household, title
 * and text, and the whole signed record in hexadecimal.
 *
 *   bench_records FOLDER
 *
 * In no order. For folders that bench_fill filled: nothing is escaped.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "node/board/post.h"
#include "node/limits.h"
#include "node/record/record.h"
#include "store/store.h"

enum { HEX_ROOM = 2 * RECORD_BYTES_MAX + 1 };

static enum err print_record(void *visitor, struct view bytes)
{
    char *hex = visitor;
    char household[ID_HEX_CHARS];
    struct record record;
    struct post post;
    enum err err = record_read(bytes, &record);

    if (err != ERR_OK || record.class != CLASS_POST) {
        return err;
    }
    err = post_read(record.body, &post);
    if (err == ERR_OK) {
        (void)sodium_bin2hex(hex, HEX_ROOM, bytes.data, bytes.bytes);
        id_to_hex(&record.household, household);
        (void)printf("{\"number\":%" PRIu64 ",\"household\":\"%s\","
                     "\"title\":\"%.*s\",\"text\":\"%.*s\","
                     "\"record\":\"%s\"}\n",
                     get_u64(post.birth), household, (int)post.title.bytes,
                     (const char *)post.title.data, (int)post.text.bytes,
                     (const char *)post.text.data, hex);
    }
    return err;
}

int main(int argc, char **argv)
{
    char *hex = malloc(HEX_ROOM);
    struct store *store = NULL;
    struct shelf shelf;
    enum err err = argc == 2 && hex != NULL ? ERR_OK : ERR_INVALID;

    if (err == ERR_OK) {
        err = store_open(argv[1], STORE_READ, &store);
    }
    if (err == ERR_OK) {
        shelf = store_shelf(store);
        err = shelf.walk_bytes(shelf.self, SET_BOARD, print_record, hex);
    }
    store_close(store);
    free(hex);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "bench_records: %s\n", err_text(err));
        return 70;
    }
    return 0;
}
