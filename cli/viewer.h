/*
 * A viewer: photos of posts, for whoever wants to see them here. What is not
 * in the data folder yet is fetched by the running node.
 */
#ifndef CLI_VIEWER_H
#define CLI_VIEWER_H

#include <jansson.h>

#include "cli/counter.h"
#include "cli/problem.h"
#include "cli/where.h"
#include "node/board/photo.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/photo/head.h"
#include "store/store.h"

/* Where photos are looked for. */
struct viewer {
    const char *socket;  /* of the running node; borrowed */
    const char *folder;  /* the name of the neighbourhood's; borrowed */
    struct store *store; /* borrowed */
};

/*
 * Replace `out` by a picture, compared with its reference to the last byte.
 *
 * wait_ms  how long the node may take to fetch it
 *
 * ERR_AGAIN  it has not come yet
 */
MUST_USE enum err viewer_take(const struct viewer *viewer,
                              const struct photo_reference *photo,
                              enum photo_part part,
                              int wait_ms,
                              struct bytes *out);

/*
 * The same by its id in hex, in a home that is not open.
 *
 * in  the neighbourhood, as where_choose takes it
 *
 * ERR_UNKNOWN  no post that is kept lists it
 */
MUST_USE enum err viewer_find(const struct where *where,
                              const char *in,
                              const char *hex,
                              enum photo_part part,
                              struct bytes *out);

/*
 * Write the large pictures of a post into a folder, as CODE-1.jpg and on.
 *
 * files  a new reference: the paths that were written
 *
 * ERR_INVALID  there is no such folder, or one of the files is there already
 */
MUST_USE enum err viewer_write(struct counter *counter,
                               const struct desk_post *post,
                               const char *folder,
                               json_t **files);

#endif
