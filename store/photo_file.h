/*
 * The files of photos: where they are, how they come and go. Inside store/.
 */
#ifndef STORE_PHOTO_FILE_H
#define STORE_PHOTO_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/photo/head.h"

/* Write two parts of bytes as one file: beside, synced, renamed. Makes the
 * folders of `folder`. */
MUST_USE enum err photo_file_write(const char *folder,
                                   const struct id *id,
                                   enum photo_part part,
                                   struct view front,
                                   struct view rest);

/* Replace `out` by at most `max` bytes from an offset. ERR_UNKNOWN. */
MUST_USE enum err photo_file_read(const char *folder,
                                  const struct id *id,
                                  enum photo_part part,
                                  size_t offset,
                                  size_t max,
                                  struct bytes *out);

/* Remove both pictures; what is not there is removed. */
MUST_USE enum err photo_file_remove(const char *folder, const struct id *id);

/* Remove the folders, where they are empty. */
MUST_USE enum err photo_file_remove_folders(const char *folder);

/* What a walk asks of each file: shall it stay? */
typedef enum err
photo_file_judge(void *visitor, const struct id *id, bool *stays);

/* Walk over all; files without a good name that are older than a moment, in s
 * since 1970, and files that shall not stay, are removed. */
MUST_USE enum err photo_file_walk(const char *folder,
                                  uint64_t before_s,
                                  photo_file_judge *judge,
                                  void *visitor);

#endif
