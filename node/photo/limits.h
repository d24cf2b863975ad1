/*
 * The ceilings of photos, with their units and reasons; see node/limits.h.
 */
#ifndef NODE_PHOTO_LIMITS_H
#define NODE_PHOTO_LIMITS_H

enum {
    /* Sharp on a wall of 1920 pixels, and a board of a hundred posts with one
     * each is 50 MB at a hub; six make a small album. */
    PHOTOS_MAX = 6, /* of one post */
    PHOTO_BYTES_MAX = 512 * 1024,
    PHOTO_SIDE_MAX = 1600,                   /* pixels */
    PHOTO_FILE_BYTES_MAX = 10 * 1024 * 1024, /* that somebody hands in */
    SMALL_BYTES_MAX = 40 * 1024,
    SMALL_SIDE_MAX = 480,
    /* A wrong byte is found this early, and so much at once waits before
     * records in a link. */
    PHOTO_PIECE_BYTES = 16 * 1024,
    PHOTO_PIECES_MAX = PHOTO_BYTES_MAX / PHOTO_PIECE_BYTES,
};

#endif
