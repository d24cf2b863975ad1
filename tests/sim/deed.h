/*
 * Deeds: commands of residents, which may be refused.
 */
#ifndef TESTS_SIM_DEED_H
#define TESTS_SIM_DEED_H

#include "tests/sim/story.h"
#include "tests/sim/world.h"

/* A post that a machine keeps on its shelf and has not withdrawn. */
struct kept_post {
    struct id household;
    uint32_t lane;
    uint32_t n;
    uint32_t revision;
    char title[TITLE_BYTES_MAX + 1];
};

/* Make up the founding council of this machine's household: gives the world
 * and the machine their neighbourhood. */
void deed_place(struct world *world, struct machine *machine);

MUST_USE enum err deed_found(struct world *world, struct machine *machine);
MUST_USE enum err
deed_invite(struct world *world, struct machine *machine, struct invite *out);
MUST_USE enum err deed_join(struct world *world,
                            struct machine *machine,
                            const struct invite *invite);
/* VOUCH or UNVOUCH. */
MUST_USE enum err deed_on(struct world *world,
                          struct machine *machine,
                          enum command_kind kind,
                          const struct id *household);
MUST_USE enum err deed_device(struct world *world, struct machine *machine);
MUST_USE enum err deed_profile(struct world *world, struct machine *machine);
MUST_USE enum err deed_post(struct world *world,
                            struct machine *machine,
                            const char *title,
                            const char *text);
MUST_USE enum err deed_edit(struct world *world,
                            struct machine *machine,
                            const struct kept_post *post,
                            const char *text);
MUST_USE enum err deed_renew(struct world *world,
                             struct machine *machine,
                             const struct kept_post *post);
MUST_USE enum err deed_withdraw(struct world *world,
                                struct machine *machine,
                                const struct kept_post *post);

/* Sign our half of a receipt: a new one, or one that the other side signed. */
MUST_USE enum err deed_hours(struct world *world,
                             struct machine *machine,
                             const struct receipt *receipt,
                             bool is_answer);

/* The posts on a machine's shelf: all (NULL) or those of one household, in
 * the order of their keeper and number. At most `max`; how many. */
size_t deed_posts(const struct machine *machine,
                  const struct id *household,
                  struct kept_post *out,
                  size_t max);

/* Has the household lanes left for another two machines? */
bool deed_has_room(const struct world *world, const struct machine *machine);

/* Put the backup back, as a new device, which is off; false where there is no
 * backup, or where the household has so many lanes that one may be left out. */
bool deed_restore(struct world *world, struct machine *machine);

/* The same on another machine that has nothing yet. */
bool deed_restore_on(struct world *world,
                     const struct machine *machine,
                     struct machine *other);

/* Where the household has all the lanes that there may be, and this machine
 * none, one that runs no more is struck out, as `kith device remove` does. */
MUST_USE enum err deed_make_room(struct world *world, struct machine *machine);

/* The lane that a machine's own roster lists it in; 0 where it does not. */
uint32_t deed_lane(const struct machine *machine);

#endif
