/*
 * Photos: files in the data folder, named by what they hold.
 *
 *   photos/1a/2b3c...s   head and small picture
 *   photos/1a/2b3c...l   large picture
 *
 * Which kept posts list which photo stands in the database, and follows the
 * records; a photo that none lists any more goes with the commit that ended
 * it. Written beside, synced, renamed; for the owner alone. Rules B41 to B46 of
 * spec/store.md.
 */
#ifndef STORE_PHOTOS_H
#define STORE_PHOTOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/board/photo.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/photo/head.h"
#include "node/record/record.h"
#include "node/shelf_photo.h"
#include "store/limits.h"
#include "store/store.h"

/* In bytes; see store/limits.h. */
#define PHOTOS_BYTES_MAX (UINT64_C(1024) * 1024 * 1024 * PHOTOS_GIB_MAX)

/* Where a photo came from: our own are not given up for others. */
enum photo_origin { PHOTO_OF_OTHERS, PHOTO_OWN };

/* What is written of one. */
struct photo_file {
    struct id id;
    enum photo_part part;
    enum photo_origin origin;
    struct view head; /* of PHOTO_SMALL; else not looked at */
    struct view picture;
};

/*
 * Keep a picture that was checked. Inside store_begin; the file is there
 * before the row, so that a power cut leaves a file too much at most. Photos
 * of others that came first make room.
 *
 * ERR_FULL  PHOTOS_BYTES_MAX are taken by what may not go
 */
MUST_USE enum err
photos_put(struct store *store, const struct photo_file *file, uint64_t now_ms);

/* What a kept post says of it; ERR_UNKNOWN where none lists it. */
MUST_USE enum err photos_find(struct store *store,
                              const struct id *id,
                              struct photo_reference *out);

/* Is this picture here? */
bool photos_has(struct store *store, const struct id *id, enum photo_part part);

/*
 * Replace `out` by the head, or by at most `max` bytes of a picture from an
 * offset. Nothing is checked: whoever hands it on compares the hashes.
 *
 * ERR_UNKNOWN  it is not here
 */
MUST_USE enum err
photos_head(struct store *store, const struct id *id, struct bytes *out);
MUST_USE enum err photos_read(struct store *store,
                              const struct photo_file *wanted,
                              size_t offset,
                              size_t max,
                              struct bytes *out);

/*
 * A whole picture, compared with its reference to the last byte.
 *
 * ERR_UNKNOWN  it is not here, or not what it should be
 */
MUST_USE enum err photos_take(struct store *store,
                              const struct photo_reference *wanted,
                              enum photo_part part,
                              struct bytes *out);

/* Photos of kept posts that are not here, those of the newest posts first; at
 * most `max`, after the first `skip`. */
MUST_USE enum err photos_missing(struct store *store,
                                 enum photo_part part,
                                 struct photo_reference *out,
                                 size_t max,
                                 size_t *count);

/* The port of the core. */
void photos_port(struct shelf_photos *port);

/* A record comes, or leaves: what it lists counts, or counts no more. */
MUST_USE enum err photos_come(struct store *store, const struct record *record);
MUST_USE enum err photos_leave(struct store *store, const struct id *slot);

/* A photo that no post lists goes with this commit; others stay. */
MUST_USE enum err photos_forget(struct store *store, const struct id *id);

/* After a commit: remove the files of what counts no more. */
MUST_USE enum err photos_clean(struct store *store);

/* Remove files that no row knows: what a power cut left. Slow where there are
 * many; outside of transactions. */
MUST_USE enum err photos_tidy(struct store *store, uint64_t now_ms);

/* Visit our own photos: for a backup. */
typedef enum err photos_visit(void *visitor,
                              const struct id *id,
                              enum photo_part part,
                              struct view file);
MUST_USE enum err
photos_own(struct store *store, photos_visit *visit, void *visitor);

/* Write a file of a backup into a folder that is being made. */
MUST_USE enum err photos_restore(const char *folder,
                                 const struct id *id,
                                 enum photo_part part,
                                 struct view file);

/* Remove all of them: of a folder that is given up. */
MUST_USE enum err photos_remove(const char *folder);

#endif
