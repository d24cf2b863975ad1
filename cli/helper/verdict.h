/*
 * What kith-photo says: its exit code, and the frame on its standard output.
 *
 * The frame is 16 bytes (for the small and then the large picture: bytes u32,
 * width u16, height u16, big-endian), then the small picture, then the large.
 */
#ifndef CLI_HELPER_VERDICT_H
#define CLI_HELPER_VERDICT_H

enum verdict {
    VERDICT_GOOD = 0,
    VERDICT_EMPTY = 10,   /* nothing came */
    VERDICT_LONG = 11,    /* more than PHOTO_FILE_BYTES_MAX came */
    VERDICT_STRANGE = 12, /* neither JPEG nor PNG */
    VERDICT_PIXELS = 13,  /* more of them than memory is given for */
    VERDICT_BROKEN = 14,  /* it begins well and goes wrong */
    VERDICT_MEMORY = 15,
    VERDICT_ALONE = 16, /* it could not be confined, so it read nothing */
    VERDICT_PIPE = 17,  /* nobody took what it wrote */
};

enum { VERDICT_FRAME_BYTES = 16 };

#endif
