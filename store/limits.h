/*
 * Ceilings of the data folder, with unit and reason. Each has a test at the
 * edge. The ceilings of the core stand in node/limits.h.
 */
#ifndef STORE_LIMITS_H
#define STORE_LIMITS_H

enum {
    /* Another writer holds the store for one batch: well under a second even
     * on a slow card. */
    STORE_BUSY_MS_MAX = 5000,
    STORE_BUSY_PAUSE_MS_MAX = 20, /* pauses are drawn from 1 to this */
    STORE_SCRUB_MS_MAX = 100,     /* a scrub can be done another time */
    STORE_PURGE_PAGES = 500,      /* of the search index in one slice: 2 MB */

    /* Rows that a reader may be behind before it begins again. */
    STORE_JOURNAL_ROWS_MAX = 200 * 1000,
    STORE_JOURNAL_TRIM_ROWS = 1024, /* trimmed once in so many rows */
    STORE_FRESH_ROWS = 2048,        /* remembered by who wrote them: more than a
                                       transaction of a node has; 110 kB */

    /* The stored high-water mark may lag trusted time by this. */
    STORE_TIME_STEP_MS = 60 * 1000,
    STORE_SWEEP_ROWS_MAX = 1000, /* posts counted off in one go */
    STORE_LOOK_SLOTS_MAX = 512,  /* looked at in one call: 5 ms */

    /* Of a new database: of 4 KiB each record taken in costs 0.5 us more, of
     * 16 KiB a single post writes 33 kB instead of 16. */
    PAGE_BYTES = 8192,
    STORE_CACHE_KIB = 4 * 1024,     /* page cache of a reader */
    STORE_WRITER_CACHE_KIB = 8192,  /* and of a writer: the tail and a merge */
    STORE_WAL_PAGES = 1000,         /* the log is written back at this size */
    STORE_WAL_CLOSE_PAGES = 128,    /* and at close at this one */
    STORE_STATEMENTS_MAX = 256,     /* prepared statements kept: twice ours */
    STORE_HOUSEHOLDS_CACHED = 2048, /* numbers of households kept in memory */

    /* Records that are in no run yet: whoever begins to write merges this
     * many first, in one slice of 40 ms, so nobody looks through more. Half of
     * it costs 0.6 us of processor time and 70 bytes on disk more a record. */
    STORE_TAIL_ROWS_MAX = 8192,
    STORE_TAIL_ROWS_BULK = 1024, /* so many came at once: merge runs too */
    STORE_TAIL_ROWS_IDLE = 32,   /* worth a run when nothing else is to do */

    /* Records in runs whose words wait for the search index: a slice is one of
     * 40 ms, and who searches reads the rest in 0.2 s at most. */
    STORE_WORDS_ROWS = 8192,
    STORE_WORDS_BEHIND_MAX = 128 * 1024,

    STORE_RUNS_MERGED = 8,                  /* of one level are made into one */
    STORE_RUNS_MAX = 256,                   /* eight levels of four indexes */
    RUN_PART_BYTES = 4030,                  /* fits a page with its row */
    RUN_FENCES_BYTES_MAX = 4 * 1024 * 1024, /* 18 million posts */

    /* A filter is for who takes in a street, not for one command. */
    STORE_FILTER_PROBES_MIN = 2000,
    STORE_FILTER_KEYS_MIN = 64 * 1024,
    STORE_FILTER_KEYS_MAX = 8 * 1024 * 1024, /* 10 MB */

    /* Records of other weeks between two of one week: fewer are read in the
     * time that it takes to find the next place. */
    STORE_WEEK_GAP = 128,
    STORE_WEEK_SPANS_MAX = 64, /* of a drop week of a set */

    STORE_ROTTEN_MAX = 256,  /* records dropped at once */
    STORE_ROT_WATCHED = 256, /* looked at before who watches is told */

    STORE_LISTED_MAX = 128 * 1024, /* ids of a week in order: 4 MiB */

    BOARD_ROWS_MAX = 128 * 1024, /* rows of one page, for exports */
    BOARD_CODE_ROWS_MAX = 16,    /* posts that fit one code */
    BOARD_CODES_SURE_MAX = 4096, /* records of a board whose pages look up
                                    each code: a few pages of entries */
    BOARD_FOUND_ROWS_MAX = 100,  /* of so many finds the best are shown; a
                                    page is read for each */
    SEARCH_WORDS_MAX = 8,

    LOCAL_HIDDEN_MAX = 4096,
    LOCAL_BLOCKED_MAX = 1024,
    LOCAL_WISHES_MAX = 64, /* each is compared with each post that comes */
    LOCAL_WISH_BYTES_MAX = 256,
    LOCAL_WISHED_MAX = 4096,        /* posts that they found */
    LOCAL_SOURCES_MAX = 128 * 1024, /* one an imported post */
    LOCAL_SOURCE_BYTES_MAX = 256,
    LOCAL_LOG_ROWS_MAX = 10 * 1000,
    LOCAL_ADDRESSES_MAX = 256,
    LOCAL_ADDRESS_BYTES_MAX = 128,

    LEDGER_CODE_ROWS_MAX = 16, /* receipts that fit one code */

    /* Photos: a board of 4,000 posts with one each fits a card of 8 GB. */
    PHOTOS_GIB_MAX = 2,
    PHOTOS_LOOKED_MAX = 1024,      /* references looked at for missing ones */
    PHOTOS_LOOSE_MS = 3600 * 1000, /* until one that no post lists goes */

    HOME_FOLDERS_MAX = 8, /* neighbourhoods of one home folder */
    PATH_BYTES_MAX = 4096,
};

#endif
