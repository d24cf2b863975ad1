/*
 * A post: one thing offered, asked, lent or planned, as its keeper says it.
 *
 * A post is a slot with a random birth value: its id stays while revisions
 * come; a slot taken again holds another post. See spec/records.md.
 */
#ifndef NODE_BOARD_POST_H
#define NODE_BOARD_POST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/board/photo.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/record/field.h"

/* Kinds of the class POST; numbers are on the wire. */
enum post_kind {
    POST_OFFER = 1,
    POST_REQUEST = 2,
    POST_LOAN = 3,
    POST_SKILL = 4,
    POST_MEAL = 5,
    POST_EVENT = 6,
    POST_PROJECT = 7,
    POST_NOTICE = 8,
    POST_KIND_END = 9,
};

enum post_reach { REACH_NEIGHBOURHOOD, REACH_NEARBY, REACH_CIRCLE, REACH_END };

enum post_status {
    STATUS_OPEN,
    STATUS_PROMISED,
    STATUS_AWAY,
    STATUS_CLOSED,
    STATUS_END,
};

/* How the keeper of a post comes to a choice among those who ask. */
enum post_choice {
    CHOOSE_PICK,   /* the keeper picks */
    CHOOSE_FIRST,  /* whoever asks first */
    CHOOSE_SIMMER, /* asks are shown to the keeper together, when time is up */
    CHOOSE_DRAW,   /* by lot, when time is up: node/deal/draw.h */
    CHOOSE_END,
};

enum {
    POST_BIRTH_BYTES = 8,
    HELD_BYTES = 16, /* the front of the id of a letter that says yes */
    TICKET_BYTES = 16,
    SECRET_BYTES = 32,
};

/* A promise that binds, named so that only its two sides know it. */
struct post_held {
    unsigned char yes[HELD_BYTES];
};

struct post_ticket {
    unsigned char data[TICKET_BYTES];
};

struct post_busy {
    uint32_t first; /* quarter of an hour since 1970 */
    uint32_t last;  /* included */
};

/* What the body says; zero is absent. Views borrow from the body. */
struct post {
    unsigned char birth[POST_BIRTH_BYTES];
    uint32_t revision;  /* from 1 */
    uint64_t posted_ms; /* of the first revision */
    struct view title;
    struct view text;
    struct view tags[TAGS_MAX];
    size_t tags_count;
    uint64_t until_ms; /* shown until then; 0: as long as it is kept */
    uint16_t quantity; /* 0 is told as 1 */
    struct view cell;
    uint8_t reach;        /* enum post_reach */
    struct view acts_for; /* name of a person without a computer */
    uint8_t status;       /* enum post_status */
    bool has_left;        /* false: as many as quantity */
    uint16_t left;
    uint16_t asks; /* how many have asked */
    bool is_first; /* the keeper's first post */
    struct view outcome;
    uint16_t days_min, days_max; /* loan */
    uint16_t buffer_hours;       /* loan: rest between two loans */
    struct view parts[PARTS_COUNT_MAX];
    size_t parts_count;
    struct post_held held[POST_HELD_MAX]; /* in the order in which they bind */
    size_t held_count;
    uint8_t choose;                     /* enum post_choice */
    uint64_t decide_ms;                 /* simmer, draw: when time is up */
    unsigned char commitment[ID_BYTES]; /* draw: to the secret */
    unsigned char secret[SECRET_BYTES]; /* draw: opened when it is closed */
    struct post_ticket tickets[TICKETS_MAX];
    size_t tickets_count;
    bool is_auto; /* the keeper's node may say yes where nothing stands in */
    struct post_busy busy[BUSY_MAX];
    size_t busy_count;
    uint16_t ahead_days; /* loan: how early it can be booked */
    bool has_desk;
    uint32_t desk;       /* lane of the machine that answers by itself */
    struct id heir;      /* household that keeps the thing from here on */
    struct id was, next; /* post that this one continues; that continues it */
    struct photo_reference photos[PHOTOS_MAX]; /* in the order shown */
    size_t photos_count;
};

/* "offer" to "notice", or NULL for a number that is no kind. */
const char *post_kind_name(unsigned kind);

/* The kind of a name, 0 if there is none. */
unsigned post_kind_find(struct view name);

/* The same for a status, a reach and a choice. */
const char *post_status_name(enum post_status status);
const char *post_reach_name(enum post_reach reach);
const char *post_choice_name(enum post_choice choice);

/* The choice of a name; CHOOSE_END if there is none. */
enum post_choice post_choice_find(struct view name);

/* Read the body of a post, the same for all known kinds. ERR_MALFORMED: the
 * spec refuses it; `out` is undefined. */
MUST_USE enum err post_read(struct view body, struct post *out);

/* Append a post's body. ERR_INVALID: the spec refuses it; ERR_FULL and
 * ERR_NOMEM as bytes_append; then `out` is unchanged. */
MUST_USE enum err post_write(const struct post *post, struct bytes *out);

/* The id of a post: the same for all of its revisions. */
void post_id(const struct id *household,
             uint32_t lane,
             uint32_t n,
             const unsigned char birth[static POST_BIRTH_BYTES],
             struct id *out);

/* The table of fields. For the spec's test. */
const struct field *post_fields(size_t *count);

#endif
