/*
 * Confinement: from here on this process can compute, read and write the
 * pipes that it has, and end. A picture that takes over the decoder finds no
 * file, no socket, no other program, and little time and memory.
 */
#ifndef CLI_HELPER_CONFINE_H
#define CLI_HELPER_CONFINE_H

enum {
    CONFINE_MEMORY_BYTES = 64 * 1024 * 1024,
    CONFINE_SECONDS = 10, /* of a processor; a Pi takes 2 for 12 megapixels */
};

/*
 * Close all but standard input, output and error; give up files, memory and
 * time beyond the limits; leave the calls that are needed.
 *
 * -1  the system refused: do not go on
 */
int confine(void);

#endif
