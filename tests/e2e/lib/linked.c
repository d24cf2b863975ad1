/*
 * What a folder tells of a deal to whoever reads every byte of it:
 *
 *   linked FOLDER CLAIMANT KEEPER POST DEAL   (ids, in hexadecimal)
 *
 * Prints {"letters","records","files"}: letters of the claimant that are kept,
 * records that hold the claimant beside the post or its keeper, or the deal,
 * and places in files that spell the deal. Ids count as bytes and as text.
 * Vouches and receipts name two households, and say so to all; they are left
 * out.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "node/record/record.h"
#include "store/store.h"

enum { FILE_MAX = 1 << 26, PATH_CHARS = 512 };

enum { CLAIMANT, KEEPER, POST, DEAL, IDS };

struct search {
    struct id ids[IDS];
    char hex[IDS][ID_HEX_CHARS];
    unsigned letters;
    unsigned records;
    unsigned files;
};

static size_t count(struct view bytes, const void *wanted, size_t size)
{
    size_t found = 0;

    for (size_t at = 0; at + size <= bytes.bytes; at++) {
        found += memcmp(bytes.data + at, wanted, size) == 0 ? 1 : 0;
    }
    return found;
}

static size_t spells(const struct search *search, int which, struct view bytes)
{
    return count(bytes, search->ids[which].data, ID_BYTES) +
           count(bytes, search->hex[which], ID_HEX_CHARS - 1);
}

/* Does everybody know from it that the two have to do with one another? */
static bool is_public(const struct record *record)
{
    return class_find(record->class)->set == SET_ROSTER ||
           record->class == CLASS_RECEIPT;
}

static enum err look(void *visitor, struct view bytes)
{
    struct search *search = visitor;
    struct record record;
    enum err err = record_read(bytes, &record);

    if (err != ERR_OK) {
        return err;
    }
    if (record.class == CLASS_LETTER &&
        id_equal(&record.household, &search->ids[CLAIMANT])) {
        search->letters++;
    }
    if (spells(search, DEAL, bytes) > 0 ||
        (spells(search, CLAIMANT, bytes) > 0 &&
         (spells(search, POST, bytes) > 0 ||
          (spells(search, KEEPER, bytes) > 0 && !is_public(&record))))) {
        search->records++;
    }
    return ERR_OK;
}

static enum err look_in_file(struct search *search, const char *path)
{
    unsigned char *data = malloc(FILE_MAX);
    FILE *file = fopen(path, "rb");
    enum err err = data == NULL || file == NULL ? ERR_IO : ERR_OK;

    if (err == ERR_OK) {
        const struct view bytes = {data, fread(data, 1, FILE_MAX, file)};

        search->files += (unsigned)spells(search, DEAL, bytes);
        err = bytes.bytes == FILE_MAX ? ERR_FULL : ERR_OK;
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    free(data);
    return err;
}

static enum err look_in_files(struct search *search, const char *folder)
{
    DIR *files = opendir(folder);
    enum err err = files == NULL ? ERR_IO : ERR_OK;

    for (struct dirent *entry = files == NULL ? NULL : readdir(files);
         err == ERR_OK && entry != NULL; entry = readdir(files)) {
        char path[PATH_CHARS];

        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.') {
            err = look_in_file(search, path);
        }
    }
    if (files != NULL) {
        (void)closedir(files);
    }
    return err;
}

static enum err look_in_records(struct search *search, const char *folder)
{
    struct store *store = NULL;
    enum err err = store_open(folder, STORE_READ, &store);

    if (err == ERR_OK) {
        err = store_begin_read(store);
    }
    for (int set = 0; err == ERR_OK && set < SET_COUNT; set++) {
        const struct shelf shelf = store_shelf(store);

        err = shelf.walk_bytes(shelf.self, (enum set)set, look, search);
    }
    if (store != NULL) {
        err = store_commit(store, err);
    }
    store_close(store);
    return err;
}

int main(int argc, char **argv)
{
    struct search search = {.letters = 0};
    enum err err = ERR_OK;

    if (argc != 2 + IDS || sodium_init() < 0) {
        return 64;
    }
    for (int which = 0; err == ERR_OK && which < IDS; which++) {
        err = id_from_hex(argv[2 + which], &search.ids[which]);
        if (err == ERR_OK) {
            id_to_hex(&search.ids[which], search.hex[which]);
        }
    }
    if (err == ERR_OK) {
        err = look_in_records(&search, argv[1]);
    }
    if (err == ERR_OK) {
        err = look_in_files(&search, argv[1]);
    }
    if (err != ERR_OK) {
        (void)fprintf(stderr, "linked: %s\n", err_text(err));
        return 1;
    }
    (void)printf("{\"letters\":%u,\"records\":%u,\"files\":%u}\n",
                 search.letters, search.records, search.files);
    return 0;
}
