/*
 * The inside of a shelf in memory: sorted entries, a journal, an undo log.
 */
#ifndef TESTS_LIB_MEMORY_SHELF_INSIDE_H
#define TESTS_LIB_MEMORY_SHELF_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/id.h"
#include "node/shelf.h"
#include "tests/lib/memory_shelf.h"
#include "tests/lib/memory_shelf_entry.h"
#include "tests/lib/memory_shelf_wishes.h"

enum order { BY_ID, BY_SLOT, BY_WEEK, BY_HOUSEHOLD, ORDERS };

struct sorted {
    struct entry **items;
    size_t count;
    size_t room;
};

/* One change since the last commit; either side may be NULL. */
struct change {
    struct entry *removed;
    struct entry *added;
};

struct memory_shelf;

/* What is held goes on as committed, or as it was before. */
void shelf_sweep_held(struct memory_shelf *shelf, bool is_commit);

/* A letter that is filed. */
struct letter_row {
    struct filed filed;        /* its view points into `text` */
    uint64_t handed_before_ms; /* as it was committed */
    bool is_gone;
    bool is_new;
    struct bytes text;
};

/* A summary as it was committed and as it is now. */
struct summary_row {
    struct summary kept; /* their views are empty */
    struct summary now;
    bool is_gone;
    bool is_new;
    bool is_changed;
    struct bytes kept_bytes;
    struct bytes now_bytes;
};

struct drawer {
    struct letter_row *letters;
    size_t letter_count;
    size_t letter_room;
    struct summary_row *summaries;
    size_t summary_count;
    size_t summary_room;
};

/* What was filed goes on as committed, or as it was before. */
void shelf_sweep_letters(struct memory_shelf *shelf, bool is_commit);

/* Give a drawer back; copy what is committed in it. ERR_NOMEM. */
void drawer_release(struct drawer *drawer);
MUST_USE enum err drawer_copy(const struct drawer *from, struct drawer *out);

/* The ports of letters. */
void shelf_letters_port(struct shelf_mail *port);

/* A snapshot as it was committed and as it is now; empty: there is none. */
struct remembered {
    bool is_changed; /* `now` was not committed yet */
    struct bytes kept;
    struct bytes now;
};

/* A record that is held, in the order in which it came. */
struct aside {
    uint64_t place; /* 1, 2, ... never reused */
    uint16_t week;
    bool is_shown;
    bool is_gone; /* at the next commit */
    bool is_new;  /* since the last commit */
    struct bytes bytes;
};

struct memory_shelf {
    struct wished wished;
    struct aside *asides;
    size_t aside_count;
    size_t aside_room;
    uint64_t last_place;
    struct drawer drawer;
    struct sorted sorted[ORDERS];
    struct change *changes;
    size_t change_count;
    size_t change_room;
    struct remembered snapshots[SNAPSHOT_COUNT];
    struct journal_row *rows;
    size_t row_count;
    size_t row_room;
    uint64_t cut_to;        /* sequence of the last row that was cut off */
    uint64_t last_sequence; /* of the last row */
    uint64_t committed;     /* last_sequence at the last commit */
    uint64_t set_changes[SET_COUNT]; /* never counted back */
    enum err refusal;
};

/* Below 0, 0, above 0: the order of two entries, the last word being the id. */
int entry_compare(enum order order,
                  const struct entry *left,
                  const struct entry *right);

/* Entries of one set and one drop week have the same number; it ascends. */
uint64_t entry_week(const struct entry *entry);

/* The first place whose entry is not below `key`. */
size_t shelf_place(const struct memory_shelf *shelf,
                   enum order order,
                   const struct entry *key);

/* The port `balance`. */
enum err
shelf_balance(void *self, const struct id *household, int64_t *minutes);

/* The entry with this id or in this slot, or NULL. */
struct entry *shelf_find_id(const struct memory_shelf *shelf,
                            const struct id *id);
struct entry *shelf_find_slot(const struct memory_shelf *shelf,
                              const struct id *slot);

#endif
