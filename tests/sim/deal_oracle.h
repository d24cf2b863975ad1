/*
 * The rules of deals once more, written the slow way from spec/deals.md: it
 * shares no code with node/deal, knows no bytes, and asks every letter about
 * every other.
 */
#ifndef TESTS_SIM_DEAL_ORACLE_H
#define TESTS_SIM_DEAL_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/id.h"

enum { TOLD_MAX = 32 };

/* One step as people would tell of it. Words are those of the spec. */
struct told {
    struct id id;
    size_t answers; /* place of another; past the end: one that is not here */
    char who;       /* 'C' who asked, 'K' who was asked, else a stranger */
    const char *step;
    uint64_t written;
    unsigned quantity;
    uint64_t from, to, when, hold, due;
    bool other_terms;
    const char *result;
};

struct tale {
    struct told told[TOLD_MAX]; /* the first one asks */
    size_t count;
    bool comes_back;
    bool hands_on;
    bool holds_until_evening;
    bool outside;
};

/* What a tale comes to. */
struct outcome {
    const char *state;
    const char *marks[2]; /* of C and K; NULL: none */
    const char *mark;
    unsigned quantity;
    uint64_t from, to, when, hold, due;
    bool needs_affirm, is_affirmed, has_change, is_late_drop;
    size_t place; /* letter that gave the place in the queue */
    size_t last;
    unsigned refused, aside;

    uint64_t change_to, yes_at, out_at, result_at, place_at;
    char result_by;
    size_t made, wished;
};

struct outcome oracle_of_deal(const struct tale *tale);

#endif
