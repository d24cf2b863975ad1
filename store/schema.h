/*
 * The tables, as numbered steps from an empty file to this version.
 * What each table holds: spec/store.md. Inside store/.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include <stdbool.h>
#include <stdint.h>

#include "node/err.h"
#include "store/sql.h"

enum { SCHEMA_VERSION = 1 };

/* Rows of the table meta. */
enum meta_key {
    META_HIGH_WATER,   /* trusted time, ms */
    META_ERASED_WORDS, /* sequence at which a post was last erased */
    META_ERASED_BYTES, /* the same of any record with a body */
    META_SCRUBBED,     /* up to which sequence a scrub was done */
    META_MERGED,       /* records up to this sequence are in runs */
    META_MERGES,       /* how often the runs have changed */
    META_FLOOR,        /* the journal is cut up to this sequence */
    META_SWEPT,        /* posts that ended by then no longer count, ms */
    META_FILE_A,       /* place of keys.a: inode, birth */
    META_BIRTH_A,
    META_FILE_B, /* of keys.b */
    META_BIRTH_B,
    META_FORGOTTEN,          /* how often a thread of letters was forgotten, or
                                something held was erased */
    META_FORGOTTEN_SCRUBBED, /* up to which a scrub was done */
    META_JUMPED,       /* what the wall clock said when it had jumped, ms; 0 */
    META_KEYS_OVER,    /* when a sealing key was first seen to be over, ms; 0 */
    META_WORDS_BEHIND, /* records in runs that the search index has not seen */
    META_FACTS = 64,   /* and on: enum local_fact */
};

/* The version of an open file: 0 for an empty one. ERR_CORRUPT: not ours. */
MUST_USE enum err schema_version(struct sql *sql, uint32_t *version);

/*
 * Bring an open file to SCHEMA_VERSION, step by step, in one transaction.
 *
 * ERR_NEWER_STORE  it is past it; untouched
 */
MUST_USE enum err schema_migrate(struct sql *sql);

/* A number of the table meta; 0 where it is not set. */
MUST_USE enum err meta_get(struct sql *sql, unsigned key, uint64_t *value);
MUST_USE enum err meta_set(struct sql *sql, unsigned key, uint64_t value);

/* Make it greater by one. */
MUST_USE enum err meta_raise(struct sql *sql, unsigned key);

#endif
