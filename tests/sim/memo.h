/*
 * A memo of what pure functions of the core answered, so that thirty machines
 * need not work out the same of the same bytes: reading a record, checking a
 * signature, the lanes of an id in a fingerprint.
 *
 *   core ---> record_read, identity_verify, crypto_stream_chacha20
 *                  |  the linker sends the calls here (-Wl,--wrap)
 *                  v
 *               memo ---> the function itself, where it was not asked before
 *
 * An answer is known by all the bytes it depends on, and every so often one
 * that is known is worked out again and must be the same. Before memo_begin,
 * after memo_end and in a forgetful memo everything is worked out.
 */
#ifndef TESTS_SIM_MEMO_H
#define TESTS_SIM_MEMO_H

#include <stdbool.h>
#include <stddef.h>

/* Begin, with nothing known; ends what was begun before. Ends the test
 * without memory. */
void memo_begin(bool is_forgetful);

/* Give its memory back; may be called twice. */
void memo_end(void);

#endif
