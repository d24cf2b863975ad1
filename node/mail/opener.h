/*
 * The opener: finds the letters that are sealed to this machine, and opens
 * them.
 *
 * A letter is tried with the keys that it may be sealed to: those of the month
 * of its record's stamp, and the device's own. What a sender's key and one of
 * ours have in common is remembered, so that a letter of a known sender costs
 * a hash or two, and an X25519 only where it is ours.
 */
#ifndef NODE_MAIL_OPENER_H
#define NODE_MAIL_OPENER_H

#include <stddef.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/mail/seal.h"
#include "node/mail/sealing.h"
#include "node/record/record.h"

struct opener_pair {
    struct id sender;
    struct id ours;
    struct seal_pair pair;
    uint64_t made; /* 1, 2, ... */
    bool is_set;
    bool is_none; /* the sender's key is no key */
};

struct opener {
    const struct sealing_keys *months;  /* borrowed; may be NULL */
    const struct exchange_keys *device; /* borrowed */
    struct opener_pair *pairs;          /* owned; OPENER_PAIRS, or NULL */
    uint64_t made; /* pairs so far: what an X25519 was spent on */
};

/* Make ready; takes no memory. Both outlive the opener. */
void opener_init(struct opener *opener,
                 const struct sealing_keys *months,
                 const struct exchange_keys *device);

/* Wipe and give back; may be called twice. */
void opener_release(struct opener *opener);

/*
 * Open a LETTER record of kind 1, which record_read has accepted.
 *
 * text  replaced by what it says, where it is ours; else wiped
 *
 * ERR_UNKNOWN    it is not for this machine
 * ERR_MALFORMED  it is, and is broken
 * ERR_NOMEM
 */
MUST_USE enum err opener_open(struct opener *opener,
                              const struct record *record,
                              struct bytes *text);

#endif
