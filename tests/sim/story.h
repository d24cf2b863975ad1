/*
 * Words for stories: what residents do, and what is expected of the trace.
 *
 * People are named as their machines. Every act is a real command to a real
 * core; one that is refused ends the test.
 */
#ifndef TESTS_SIM_STORY_H
#define TESTS_SIM_STORY_H

#include "tests/sim/world.h"

/* An invite on paper. */
struct invite {
    unsigned char record[1024];
    size_t bytes;
    unsigned char one_time_seed[KEY_SEED_BYTES];
};

/* Found the neighbourhood; the machine is added and started. */
void story_found(struct world *world, const char *who);

/* `who` invites; a new machine takes it up, and may be told to connect. */
void story_invite(struct world *world, const char *who, struct invite *out);
void story_join(struct world *world,
                const char *who,
                const struct invite *invite);

/* Add, invite, join, connect, confirm: a new member, all at once. */
void story_member(struct world *world, const char *who, const char *inviter);

void story_vouch(struct world *world, const char *who, const char *whom);
void story_unvouch(struct world *world, const char *who, const char *whom);

/* Posts are known by their keeper and their title. */
void story_offer(struct world *world, const char *who, const char *title);
void story_edit(struct world *world,
                const char *who,
                const char *title,
                const char *text);
void story_withdraw(struct world *world, const char *who, const char *title);

/* Connect for good (20 ms), cut, join again. */
void story_connect(struct world *world, const char *who, const char *whom);
void story_disconnect(struct world *world, const char *who, const char *whom);
void story_cut(struct world *world, const char *who, const char *whom);
void story_heal(struct world *world, const char *who, const char *whom);

void story_sleep(struct world *world, const char *who);
void story_wake(struct world *world, const char *who);
void story_stop(struct world *world, const char *who);
void story_start(struct world *world, const char *who);

/* Stopped, and started with so many weeks of the board; KEEP_ALL. */
void story_keep(struct world *world, const char *who, unsigned weeks);

/* Copy the folder; later put it back in place of the newer one, which makes
 * it a new device in the next lane, announced by command. */
void story_backup(struct world *world, const char *who);
void story_restore(struct world *world, const char *who);

/* The same household on a second machine, from a copy of its folder. */
void story_second(struct world *world, const char *who, const char *name);

/* A new scene: topics (enum trace_topic) are traced, from time 0. */
void story_scene(struct world *world, unsigned topics);

/* The lines of the trace since the scene began, or the last such call, are
 * these. A wanted line without "[time] " fits at any time. */
void story_expect(struct world *world, const char *lines);

/* The board that `who` sees: "keeper: title, revision n" lines, sorted. */
void story_expect_board(struct world *world,
                        const char *who,
                        const char *lines);

/* The members that `who` sees: "name level" lines, sorted. */
void story_expect_people(struct world *world,
                         const char *who,
                         const char *lines);

#endif
