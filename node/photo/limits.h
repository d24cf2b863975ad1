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
    SMALL_PIECES_MAX =
        (SMALL_BYTES_MAX + PHOTO_PIECE_BYTES - 1) / PHOTO_PIECE_BYTES,

    /* Fetching: what is on its way is kept in memory, 8 MiB at most. */
    PHOTO_WANTS_MAX = 16,
    PHOTO_AHEAD_MAX = 4,        /* of these, fetched before anybody asks */
    PHOTO_ASKED_MAX = 8,        /* pieces asked for at once: 128 KiB */
    PHOTO_TRIED_MAX = 16,       /* peers asked for one photo */
    PHOTO_WAITING_MAX = 8,      /* peers that wait for one */
    PHOTO_ASK_MS = 10 * 1000,   /* for a peer to say something */
    PHOTO_WANT_MS = 60 * 1000,  /* for a photo to come */
    PHOTO_LOOK_MS = 300,        /* from a change to looking what is missing */
    PHOTO_REST_MS = 600 * 1000, /* until one that did not come is tried again */
    PHOTO_RESTING_MAX = 256,
    /* Pieces that a peer is handed: as many at once, and in a second. */
    PHOTO_SERVED_MAX = 64,
};

#endif
