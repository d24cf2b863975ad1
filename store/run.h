/*
 * Runs: sorted entries of one index, written once and never changed.
 *
 * An entry is a string of bytes of a size that its index sets, compared as
 * bytes; its last SEQ_BYTES are the sequence of the record that it leads to.
 * A run covers the records of a range of sequences; it lies in parts of a
 * page each, and of each part the first entry (its fence) is kept beside.
 * Small runs are merged into greater ones, STORE_RUNS_MERGED at a time, so an
 * entry is written again a few times in its life. An entry may outlive its
 * record: whoever follows one looks whether the record is still there.
 * Inside store/.
 */
#ifndef STORE_RUN_H
#define STORE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "store/limits.h"

struct store;

/* What is found by what. */
enum index {
    INDEX_KEY,   /* 64 bits of a record's id, and of its slot */
    INDEX_POST,  /* 64 bits of a post id */
    INDEX_UNTIL, /* when a post ends, ms */
    INDEX_ORDER, /* the order of the board: see struct placed */
    INDEX_COUNT,
};

enum {
    SEQ_BYTES = 5,
    KEY_ENTRY_BYTES = 8 + SEQ_BYTES, /* of all but INDEX_ORDER */
    ORDER_ENTRY_BYTES = 25 + SEQ_BYTES,
    ENTRY_BYTES_MAX = ORDER_ENTRY_BYTES,
};

struct run {
    uint64_t number; /* its name in this file */
    enum index index;
    unsigned level; /* 0: of the tail; each merge makes one more */
    uint64_t first; /* sequences, both included */
    uint64_t last;
    uint64_t entries;
    uint64_t made;      /* the greatest sequence when it was made */
    uint64_t newest_ms; /* INDEX_ORDER: no post of it was posted later */
    unsigned char least[ENTRY_BYTES_MAX]; /* its first entry */
    size_t parts;
    struct bytes fences; /* empty until they are needed */
};

/* All runs of the file, by index, oldest first. */
struct runs {
    struct run items[STORE_RUNS_MAX];
    size_t count;
    uint64_t numbers; /* the greatest number there is */
};

/* How many bytes an entry has. */
size_t run_entry_bytes(enum index index);

/* The sequence at the end of an entry. */
uint64_t run_entry_seq(enum index index, const unsigned char *entry);

/* An entry of INDEX_KEY, INDEX_POST or INDEX_UNTIL. */
void run_entry_put(unsigned char out[static KEY_ENTRY_BYTES],
                   uint64_t key,
                   uint64_t seq);

/* The first of `count` entries in order that is not below `bound`. */
size_t run_entries_from(enum index index,
                        const unsigned char *entries,
                        size_t count,
                        const unsigned char *bound);

/* Put entries in order of their bytes. */
void run_entries_sort(enum index index, unsigned char *entries, size_t count);

/* Read which runs there are; ERR_CORRUPT: more than STORE_RUNS_MAX. */
MUST_USE enum err runs_load(struct store *store);

/* Forget them; may be called twice. */
void runs_release(struct runs *runs);

/* A run that is being written. */
struct run_writer {
    struct store *store;
    struct run run; /* fences are owned until the run is done */
    unsigned char part[RUN_PART_BYTES];
    size_t used; /* bytes of the part */
};

/* What a run is of; as in struct run. */
struct run_name {
    enum index index;
    unsigned level;
    uint64_t first;
    uint64_t last;
};

/* Begin a run. */
void run_begin(struct run_writer *writer,
               struct store *store,
               struct run_name name);

/* Append an entry that is not below the one before. */
MUST_USE enum err run_add(struct run_writer *writer,
                          const unsigned char *entry);

/* Finish the run, when `err` is ERR_OK: from then on it is found, in this
 * transaction at first. One without entries leaves nothing. Else returns
 * `err`; the transaction must be rolled back. */
MUST_USE enum err run_end(struct run_writer *writer, enum err err);

/* Delete a run from the file and from store->runs. */
MUST_USE enum err run_delete(struct store *store, size_t place);

/* The part in which the first entry that is not below `bound` may be: the
 * last one whose fence is below it. `bound` has the size of an entry. Reads
 * the fences if it needs them. */
MUST_USE enum err run_find_part(struct store *store,
                                struct run *run,
                                const unsigned char *bound,
                                size_t *part);

/* Copy a part to `out`; `count` is how many entries it has. ERR_CORRUPT. */
MUST_USE enum err run_read_part(struct store *store,
                                const struct run *run,
                                size_t part,
                                unsigned char out[static RUN_PART_BYTES],
                                size_t *count);

#endif
