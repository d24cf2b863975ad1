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
 * Seal the text of a letter of ours again, in a slot of this machine's lane.
 *
 * Errors as act_letter.
 */
MUST_USE enum err act_letter_again(struct node *node,
                                   const struct step *step,
                                   const struct letter *letter,
                                   struct view text);

/*
 * Look at our letters in the mail (W6 to W8): those of this machine are sealed
 * again in their slots, those of a machine of ours that does not do it in a
 * slot of this one. What this machine cannot open is left.
 */
MUST_USE enum err
act_reseal(struct node *node, const struct step *step, uint32_t lane);

/*
 * The slot of the oldest letter that a reader's machine has had for
 * LETTER_SPENT_DAYS. ERR_FULL: there is none.
 */
MUST_USE enum err act_spent_slot(struct node *node,
                                 const struct step *step,
                                 const struct shelf_range *range,
                                 uint32_t *n);

/*
 * Where a quarter of the slots or more hold letters to one household, none of
 * this letter's readers, the oldest of them. ERR_FULL: there is no such.
 */
MUST_USE enum err act_crowded_slot(struct node *node,
                                   const struct step *step,
                                   const struct shelf_range *range,
                                   const struct letter_draft *draft,
                                   uint32_t *n);

#endif
