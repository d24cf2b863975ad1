/*
 * Bargains: what residents of a world do about posts and deals, by commands,
 * and what each of their machines makes of the letters it has.
 */
#ifndef TESTS_SIM_BARGAIN_H
#define TESTS_SIM_BARGAIN_H

#include "node/deal/deal.h"
#include "node/deal/sheet.h"
#include "node/mail/thread.h"
#include "tests/sim/world.h"

/* A post as a machine keeps it; texts stand in `bytes`. */
struct bargain_post {
    struct id id;
    struct id keeper;
    uint16_t kind;
    uint32_t lane;
    uint32_t n;
    struct post post;
    unsigned char bytes[RECORD_BYTES_MAX];
};

/* A deal as a machine has it: worked out anew from the letters it has. */
struct bargain_deal {
    struct thread thread; /* owned */
    struct deal deal;     /* borrows from the thread */
    bool is_here;
};

/* Post something of a kind. */
MUST_USE enum err bargain_offer(struct world *world,
                                struct machine *machine,
                                enum post_kind kind,
                                const struct post *post,
                                struct id *out);

/* One of the posts on a machine's shelf that have deals: of its own household,
 * or of another; false: there is none. */
bool bargain_any(struct world *world,
                 const struct machine *machine,
                 bool is_own,
                 struct bargain_post *out);

/* One that its home is to keep from now on; false: there is none. */
bool bargain_any_heirs(struct world *world,
                       const struct machine *machine,
                       struct bargain_post *out);

/* The post of this id; false where the machine has none. */
bool bargain_find(const struct machine *machine,
                  const struct id *id,
                  struct bargain_post *out);

/* Say it anew, changed by the caller; or take it from the board. */
MUST_USE enum err bargain_edit(struct world *world,
                               struct machine *machine,
                               const struct bargain_post *post);
MUST_USE enum err bargain_withdraw(struct world *world,
                                   struct machine *machine,
                                   const struct bargain_post *post);

/* Name who is to keep the thing, zero: nobody; and keep it. */
MUST_USE enum err bargain_hand_over(struct world *world,
                                    struct machine *machine,
                                    const struct bargain_post *post,
                                    const struct id *heir);
MUST_USE enum err bargain_take_over(struct world *world,
                                    struct machine *machine,
                                    const struct bargain_post *post,
                                    uint64_t until_ms);

/* Ask for it. */
MUST_USE enum err bargain_ask(struct world *world,
                              struct machine *machine,
                              const struct bargain_post *post,
                              const struct deal_step *said,
                              struct id *deal);

/* Say a step of a deal. */
MUST_USE enum err bargain_say(struct world *world,
                              struct machine *machine,
                              const struct id *deal,
                              const struct deal_step *said);

/* The sheets that a machine keeps, as of its clock; texts are empty. At most
 * `max`; how many. */
size_t bargain_sheets(const struct world *world,
                      const struct machine *machine,
                      struct deal *out,
                      size_t max);

/* Work out a deal from the letters of one machine, as of the world's time.
 * Give back with bargain_release, which may be called twice. */
void bargain_see(const struct world *world,
                 const struct machine *machine,
                 const struct id *deal,
                 struct bargain_deal *out);
void bargain_release(struct bargain_deal *deal);

/* Are they alike in everything, texts included? */
bool bargain_alike(const struct deal *one, const struct deal *other);

/* Is it promised twice or out with two, and not the one that binds, as this
 * machine of its keeper sees it? */
bool bargain_is_twice(const struct world *world,
                      const struct machine *machine,
                      const struct id *deal);

#endif
