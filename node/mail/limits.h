/*
 * The ceilings of letters, with their units and reasons; see node/limits.h.
 */
#ifndef NODE_MAIL_LIMITS_H
#define NODE_MAIL_LIMITS_H

enum {
    /* Letters: what fits into a body of 4 KiB when it is sealed. */
    LETTER_READERS_MAX = 2,          /* a deal handed on has three sides */
    LETTER_CONTENT_BYTES_MAX = 2700, /* a document of its own */
    LETTER_TEXT_BYTES_MAX = 3070,    /* document and signature */
    THREAD_SIDE_MAX = 256, /* of us, and of others: nobody argues longer, and
                              nobody fills what is left for us to say */
    THREAD_LETTERS_MAX = 2 * THREAD_SIDE_MAX,
    LETTERS_MAX = 262144, /* filed at home: 700 a day for a year */
    LETTERS_OF_ONE_MAX = LETTERS_MAX / 16, /* by one other: 45 a day */
    LETTER_STANDS_DAYS = 120, /* sealed again while nobody has it: as a post */
    LETTER_SPENT_DAYS = 7,    /* handed so long ago it gives its slot back: a
                                 week for the other machines of the house */
    LETTER_CROWD_PART = 4,    /* one household's letters crowd others out: a
                                 quarter of the slots */
    LETTER_YIELD_DAYS = 2, /* before another machine of the house seals it: its
                              own has had two mornings */
    SUMMARY_BYTES_MAX = 5120,  /* of a thread: the longest texts of a deal */
    HANDING_MAX = 8192,        /* our letters that wait for their readers: all
                                  slots of eight machines of a steward */
    OPENER_PAIRS = 1024,       /* senders' keys remembered: 130 kB */
    OPENER_NEAR = 8,           /* places that one of them may have */
    RECEIVED_KEPT_ROWS = 1024, /* journal rows until the cursor is kept */
};

#endif
