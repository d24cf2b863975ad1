/*
 * A memo of signatures that were checked once, so that many machines need
 * not check the same bytes again. It knows a record by a hash of all of its
 * bytes, the signature included.
 */
#ifndef TESTS_SIM_MEMO_H
#define TESTS_SIM_MEMO_H

#include <stddef.h>
#include <stdint.h>

#include "node/actions.h"

struct memo_answer {
    uint64_t hash[2]; /* both 0: free */
    bool is_valid;
};

struct memo {
    struct memo_answer *answers; /* a table of hashes; owned */
    size_t count;
    size_t room;
    bool is_forgetful; /* true: really checks, always */
    uint64_t checked;  /* signatures really checked */
};

/* Make ready and empty; takes no memory. */
void memo_init(struct memo *memo, bool is_forgetful);

/* Give its memory back; may be called twice. */
void memo_release(struct memo *memo);

/* Answer every item of a batch. Ends the test without memory. */
void memo_verify(struct memo *memo, struct verify_batch *batch);

#endif
