/*
 * Writing letters. Rules: spec/letters.md.
 */
#ifndef NODE_ACT_ACT_LETTER_H
#define NODE_ACT_ACT_LETTER_H

#include "node/err.h"
#include "node/inside.h"
#include "node/mail/letter.h"

/*
 * Write a letter: sign it, seal it to the machines of its readers and to our
 * other ones, store the record, and file the letter at home. Several may be
 * written in one step.
 *
 * letter_id  of the letter, not of its record
 *
 * ERR_UNKNOWN  no machine of a reader is known
 * ERR_FULL     no letter slot is free, or the thread has all its letters
 * ERR_DENIED   this machine or household may not write
 * ERR_CLOCK    the clock is not plausible
 * ERR_INVALID  a reader would refuse it
 */
MUST_USE enum err act_letter(struct node *node,
                             const struct step *step,
                             const struct letter_draft *draft,
                             struct id *letter_id);

/*
 * Seal a letter of ours again, in its slot, where a machine that reads it was
 * announced after the record, or where it has to stand for longer than the
 * record (W7). One that this machine cannot open is left.
 */
MUST_USE enum err act_reseal(struct node *node,
                             const struct step *step,
                             const struct shelf_row *row);

/*
 * The slot of the oldest letter that a reader's machine has had for
 * LETTER_SPENT_DAYS. ERR_FULL: there is none.
 */
MUST_USE enum err act_spent_slot(struct node *node,
                                 const struct step *step,
                                 const struct shelf_range *range,
                                 uint32_t *n);

#endif
