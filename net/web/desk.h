/*
 * The page's only door to data: commands, their documents, and photos.
 *
 * Every view is what a command prints with --json, every act is a command;
 * so no rule is written twice. cli/page.c implements it; tests do, too. All
 * but `changed` is called on the clerk's thread alone, and may take its time.
 */
#ifndef NET_WEB_DESK_H
#define NET_WEB_DESK_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "node/bytes.h"
#include "node/err.h"

enum { DESK_WORDS_MAX = 64 }; /* of one command, with its name */

struct web_desk {
    void *context; /* borrowed; outlives the page */

    /*
     * Run a command: words[0] is its name, `count` words are given. Values
     * of people stand in "--name=VALUE", and words behind "--", so that none
     * of them becomes an option.
     *
     * out  a new reference: the document that --json prints, or
     *      {"error":{"name","text","try"}}; NULL where the command has none
     *
     * Returns its exit code, of sysexits.h.
     */
    int (*ask)(void *context,
               size_t count,
               const char *const *words,
               json_t **out);

    /*
     * The bytes of a photo, a JPEG, by its id in hex.
     *
     * in        the id of the neighbourhood
     * is_small  the thumbnail
     *
     * ERR_UNKNOWN  not of a post that is kept here
     * ERR_AGAIN    it has not come yet
     */
    enum err (*photo)(void *context,
                      const char *in,
                      const char *photo,
                      bool is_small,
                      struct bytes *out);

    /*
     * What is kept for the page between two runs, in a file that only this
     * user reads: sessions. Both may be NULL: then nothing is kept.
     *
     * ERR_UNKNOWN  nothing was kept
     */
    enum err (*load)(void *context, struct bytes *out);
    enum err (*save)(void *context, struct view bytes);
};

#endif
