/*
 * A postman: letters written in one abode and carried to another, without a
 * network.
 */
#ifndef TESTS_LIB_POSTMAN_H
#define TESTS_LIB_POSTMAN_H

#include <stddef.h>

#include "node/mail/letter.h"
#include "node/mail/thread.h"
#include "tests/lib/abode.h"

/* Ana and ben exchange letters; cem is a member too, and relays. */
struct round {
    struct abode ana;
    struct abode ben;
    struct abode cem;
};

/* All three are members of one place; and give back. */
void round_init(struct round *round);
void round_release(struct round *round);

/* How many letters are filed in all. */
uint64_t postman_filed(struct abode *home);

/* Write a letter of kind LETTER_DEAL that holds `word`, in a thread (NULL:
 * begin one), as the core does in a command. */
enum err postman_write(struct abode *from,
                       const struct abode *to,
                       const struct id *thread,
                       const char *word,
                       struct id *letter);

/* The same as a draft says; several in one step. */
enum err postman_write_all(struct abode *from,
                           const struct letter_draft *drafts,
                           size_t count,
                           struct id *letters);

/* Copy the records of a set, and let the other's core notice. */
void postman_carry(struct abode *from, struct abode *to, enum set set);

/* How many letters of a thread (its id) are filed; the word of the last one. */
size_t postman_count(struct abode *home, const struct id *thread);
void postman_check_last(struct abode *home,
                        const struct id *id,
                        const char *word);

/* The record of a letter that is kept in the mail of an abode: the n-th of
 * its author's. ERR_UNKNOWN. */
enum err postman_record(struct abode *home,
                        const struct abode *author,
                        uint32_t n,
                        struct bytes *out);

/* Make or destroy the sealing keys of an abode as its clock says. */
void postman_roll(struct abode *home);

#endif
