/*
 * The part of the shelf that never leaves the house: letters and summaries.
 *
 * Answered like the rest of node/shelf.h; `self` is that of the shelf.
 */
#ifndef NODE_SHELF_MAIL_H
#define NODE_SHELF_MAIL_H

#include <stdint.h>

#include "node/err.h"
#include "node/id.h"
#include "node/mail/filed.h"

/* What a walk calls; any error ends the walk and is returned. */
typedef enum err shelf_visit_letter(void *visitor, const struct filed *letter);
typedef enum err shelf_visit_summary(void *visitor,
                                     const struct summary *summary);

struct shelf_mail {
    /* A letter that is filed, its text left out; ERR_UNKNOWN. */
    enum err (*filed)(void *self, const struct id *letter, struct filed *out);

    /* Visit the letters of a thread by (written, id). */
    enum err (*letters)(void *self,
                        const struct id *thread,
                        shelf_visit_letter *visit,
                        void *visitor);

    /* How many letters are filed in a thread, and in all threads. */
    enum err (*letters_count)(void *self,
                              const struct id *thread,
                              uint64_t *in_thread,
                              uint64_t *in_all);

    /* How many letters of one author are filed, in all threads. */
    enum err (*letters_by)(void *self, const struct id *author, uint64_t *out);

    /* Visit one thread's summary, if it has one. */
    enum err (*summary)(void *self,
                        const struct id *thread,
                        shelf_visit_summary *visit,
                        void *visitor);

    /* Visit all summaries in the order in which their threads came, from a
     * cursor (0: the beginning) that is moved behind each whose visit returned
     * ERR_OK. */
    enum err (*summaries)(void *self,
                          uint64_t *cursor,
                          shelf_visit_summary *visit,
                          void *visitor);

    /* Visit the summaries about a subject by number: the last one has the
     * greatest number that was given. */
    enum err (*summaries_of)(void *self,
                             const struct id *subject,
                             shelf_visit_summary *visit,
                             void *visitor);

    /* Visit the summaries that are due by `now_ms`, first the earliest. */
    enum err (*summaries_due)(void *self,
                              uint64_t now_ms,
                              shelf_visit_summary *visit,
                              void *visitor);
};

#endif
