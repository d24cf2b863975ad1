/*
 * What a claimant and a keeper say to each other, as letters of one thread.
 */
#ifndef TESTS_LIB_TALK_H
#define TESTS_LIB_TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/deal/deal.h"

enum {
    TALK_LETTERS_MAX = 64,
    TALK_CONTENT_BYTES = 512,
    TALK_HOUR_MS = 3600 * 1000,
};

/* When the ask is written; a day at 00:00 UTC. */
#define TALK_MS UINT64_C(1800057600000)

struct talk {
    struct letter letters[TALK_LETTERS_MAX];
    unsigned char contents[TALK_LETTERS_MAX][TALK_CONTENT_BYTES];
    size_t count;
    unsigned number; /* talks of different numbers have different claimants */
};

/* The ids of both sides. */
struct id talk_claimant(unsigned number);
struct id talk_keeper(void);

/* A step that asks for a post of this kind, whole but for days. */
struct deal_step talk_ask(enum deal_kind kind);

/* Any other step, with what it must hold. */
struct deal_step talk_step(enum step_kind kind);

/* Begin with this ask, written at TALK_MS. */
void talk_begin(struct talk *talk,
                unsigned number,
                const struct deal_step *ask);

/* Begin with an ask of this kind; of a loan from the second day on until the
 * end of the third. */
void talk_of(struct talk *talk, enum deal_kind kind);
void talk_loan(struct talk *talk);

/*
 * Say a step so many ms after TALK_MS, as an answer to the last letter, or
 * to the one at `answers`; its place.
 */
size_t talk_say(struct talk *talk,
                enum deal_side side,
                const struct deal_step *step,
                uint64_t after_ms);
size_t talk_answer(struct talk *talk,
                   enum deal_side side,
                   const struct deal_step *step,
                   uint64_t after_ms,
                   size_t answers);

/* The same for a step that holds only what it must. */
size_t talk_word(struct talk *talk,
                 enum deal_side side,
                 enum step_kind kind,
                 uint64_t after_ms);
size_t talk_word_to(struct talk *talk,
                    enum deal_side side,
                    enum step_kind kind,
                    uint64_t after_ms,
                    size_t answers);

/* K's yes with a time of the hand-over, both so many ms after TALK_MS. */
size_t
talk_promise(struct talk *talk, uint64_t after_ms, uint64_t when_after_ms);

/* What it comes to, so many ms after TALK_MS. Fails the test if it does not. */
struct deal talk_deal(const struct talk *talk, uint64_t after_ms);

/* Are two deals, worked out from the same letters, alike in everything? */
bool talk_alike(const struct deal *one, const struct deal *other);

#endif
