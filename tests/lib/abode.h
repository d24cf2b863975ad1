/*
 * An abode: one household's core over a shelf in memory, without a network.
 *
 * What a session would carry is copied from one to another by abode_tell.
 * A number always stands for the same keys.
 */
#ifndef TESTS_LIB_ABODE_H
#define TESTS_LIB_ABODE_H

#include <stddef.h>
#include <stdint.h>

#include "node/node.h"
#include "tests/lib/memory_shelf.h"

struct body_device;

enum { START_DAY = 20000 };

struct abode {
    struct keys_household household;
    struct keys_device device;
    struct neighbourhood neighbourhood;
    struct bytes council; /* the founding content, of whoever founds */
    struct memory_shelf *shelf;
    struct shelf port;
    struct node *node;
    struct actions actions; /* of the last step */
    struct answer answer;   /* of the last step */
    struct moment moment;
    uint64_t steps;
    struct node_config config;
    struct sealing_keys months; /* used where there are any */
};

/* Make ready, on START_DAY, without a core; release gives back. */
void abode_init(struct abode *home, unsigned char number);
void abode_release(struct abode *home);

/* Its core over what the shelf holds. */
void abode_open(struct abode *home);

/* What the driver does: apply what must be kept when the step
 * succeeded. */
enum err abode_step(struct abode *home, struct event *event);
enum err abode_command(struct abode *home, const struct command *command);
void abode_tick(struct abode *home);

/* Pass days, with a tick for each page of work of each day. */
void abode_live(struct abode *home, unsigned days);

/* Found a place; make an offer; people as they stand now. */
void abode_found(struct abode *home, const char *name);
enum err abode_offer(struct abode *home, const char *title);
const struct roster *abode_people(struct abode *home);

/* Put a DEVICE of our household on the shelf, as another machine signed it. */
void abode_announce(struct abode *home,
                    uint32_t lane,
                    struct body_device *device);

/* Copy every roster record of one to another, as a session would. */
void abode_tell(struct abode *from, struct abode *to);

/* Copy every record of a set, which one that keeps it would let pass. */
void abode_show(struct abode *from, struct abode *to, enum set set);

/* An invite of 14 days, for the caller to release, and its one-time keys. */
struct signing_keys abode_invite(struct abode *home, struct bytes *invite);

/* Join where the inviter lives, on a new invite. */
void abode_join(struct abode *home, struct abode *inviter, const char *name);

/* Make two ready: Ana founds, Ben joins on her invite, and she has heard it. */
void abode_init_two(struct abode *ana, struct abode *ben);

/* The level of one in the eyes of another, and how many posts one keeps. */
unsigned abode_level(struct abode *home, const struct abode *whom);
size_t abode_posts(struct abode *home);

#endif
