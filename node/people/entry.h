/*
 * A roster record as the roster holds it, and the list of them.
 *
 * The list owns its entries. It is in the order of what is asked most:
 * author, class, n. Inside node/people only.
 */
#ifndef NODE_PEOPLE_ENTRY_H
#define NODE_PEOPLE_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/record/record.h"

struct entry {
    struct id id;
    struct id slot;
    struct id household; /* its author */
    struct id subject;   /* VOUCH: household; INVITE, JOIN: one-time key;
                            COUNCIL: hash of its content */
    struct id previous;  /* COUNCIL */
    uint64_t stamp_ms;
    uint64_t until_ms; /* INVITE */
    size_t author;     /* its place among the people of the graph */
    uint32_t n;
    uint32_t height; /* COUNCIL */
    enum record_class class;
    uint16_t kind;
    uint16_t drop_day;
    bool is_own;
    bool is_sound;     /* its body was read; else it says nothing */
    bool is_empty;     /* a tombstone */
    bool is_withdrawn; /* VOUCH, INVITE */
    bool is_current;   /* its time is not past */
    bool is_kept;      /* it belongs to the kept set */
    size_t bytes;
    unsigned char data[]; /* the record as received */
};

struct entries {
    struct entry **items; /* owned, and each of them */
    size_t count;
    size_t room;
};

/* Make ready and empty; takes no memory. */
void entries_init(struct entries *entries);

/* Forget all entries; keep the list's memory. */
void entries_reset(struct entries *entries);

/* Give everything back; may be called twice. */
void entries_release(struct entries *entries);

/*
 * Append a copy of a record, and read what its body names.
 *
 * ERR_FULL   ROSTER_RECORDS_MAX entries; unchanged
 * ERR_NOMEM  unchanged
 */
MUST_USE enum err
entries_add(struct entries *entries, const struct record *record, bool is_own);

/*
 * Leave only the head of each slot, say which are current on a UTC day, and
 * bring all into order. Of a COUNCIL's slot all versions stay: which of them
 * are valid is not known yet. What is not sound is no version.
 */
void entries_settle(struct entries *entries, uint32_t day);

/* The whole record; and its body. Borrowed from the entry. */
struct view entry_bytes(const struct entry *entry);
struct view entry_body(const struct entry *entry);

/* Does it say something of this kind now: current, sound, not empty? */
bool entry_says(const struct entry *entry,
                enum record_class class,
                uint16_t kind);

/* The entries of a household begin at the returned place. */
size_t entries_of(const struct entries *entries, const struct id *household);

#endif
