/*
 * A lane for tests of deals: ana, who keeps things, ben and cem, who ask for
 * them, without a network.
 */
#ifndef TESTS_LIB_LANE_H
#define TESTS_LIB_LANE_H

#include <stddef.h>
#include <stdint.h>

#include "node/act/act_deal.h"
#include "node/deal/sheet.h"
#include "tests/lib/postman.h"

extern struct round lane;

/* For cmocka: before and after each claim. */
int lane_setup(void **state);
int lane_teardown(void **state);

/* Let time pass for all three. */
void lane_pass(uint64_t ms);

/* What is said by one of them comes to the others; and is acted on by ana's
 * node. */
void lane_carry(void);
void lane_settle(void);

/* Ana's post "Ladder", on every board. */
void lane_post(uint16_t kind, const struct post *said);

/* Ask for it; say a step. */
enum err
lane_ask(struct abode *who, uint64_t from_ms, uint64_t to_ms, struct id *deal);
enum err
lane_say(struct abode *who, const struct id *deal, enum step_kind kind);

/* The sheet of a deal: its texts are gone, `letters` is its number. And its
 * state, at one of them, and at ana's and another's. */
struct sheet lane_sheet(struct abode *home, const struct id *deal);
unsigned lane_state(struct abode *home, const struct id *deal);
void lane_check(struct abode *who, const struct id *deal, unsigned state);

/* The post as one of them sees it; `bytes` is the caller's to release. */
struct post lane_seen(struct abode *home, struct bytes *bytes);

/* How often the last step told of something. */
size_t lane_told(const struct abode *home, enum tell_kind kind);

#endif
