#include "tests/sim/oracle.h"

#include <string.h>

#include "tests/sim/oracle_round.h"

static const uint64_t day_ms = 86400000;

uint64_t oracle_day(uint64_t ms)
{
    return ms / day_ms;
}

static uint64_t retention(const struct fact *fact)
{
    return fact->kind == FACT_JOIN ? 60 : fact->kind == FACT_POST ? 120 : 400;
}

static bool is_in_time(const struct fact *fact, uint64_t now_ms)
{
    if (fact->stamp_ms > now_ms + 600000) {
        return false;
    }
    return fact->kind == FACT_COUNCIL ||
           oracle_day(now_ms) <=
               oracle_day(fact->stamp_ms) + retention(fact) + 1;
}

static bool is_vouch_slot(const struct fact *fact)
{
    return fact->kind == FACT_VOUCH || fact->kind == FACT_INVITE;
}

static bool is_same_slot(const struct fact *left, const struct fact *right)
{
    if (left->author != right->author || left->lane != right->lane) {
        return false;
    }
    if (is_vouch_slot(left) != is_vouch_slot(right) ||
        (!is_vouch_slot(left) && left->kind != right->kind)) {
        return false;
    }
    if (left->kind == FACT_JOIN) {
        return left->subject == right->subject;
    }
    return left->kind != FACT_COUNCIL && left->n == right->n;
}

bool oracle_is_newer(const struct fact *left, const struct fact *right)
{
    if (left->stamp_ms != right->stamp_ms) {
        return left->stamp_ms > right->stamp_ms;
    }
    return id_compare(&left->record.id, &right->record.id) > 0;
}

static unsigned vouch_slots(uint8_t level)
{
    static const unsigned slots[] = {128, 12, 6, 3, 2, 1, 0};

    return level <= 6 ? slots[level] : 0;
}

static size_t count_joins(const struct round *round, unsigned key)
{
    size_t count = 0;

    for (size_t place = 0; place < round->history->count; place++) {
        const struct fact *fact = &round->history->facts[place];

        count += round->is_believed[place] && fact->kind == FACT_JOIN &&
                 fact->subject == key;
    }
    return count;
}

/* A record is good for its days but the last 30, which are its grace. */
static bool is_young(const struct round *round, const struct fact *fact)
{
    return oracle_day(round->now_ms) + 30 <
           oracle_day(fact->stamp_ms) + retention(fact) + 2;
}

static bool stands(const struct round *round, const struct fact *fact, int mode)
{
    if (mode == LIVE) {
        return !fact->is_withdrawn && is_young(round, fact);
    }
    return mode == ROSTER || !fact->is_withdrawn ||
           oracle_day(round->now_ms) < oracle_day(fact->stamp_ms) + 30;
}

/* Fewer than two believed JOINs on its key have a smaller household id. */
static bool is_of_two_smallest(const struct round *round,
                               const struct fact *join)
{
    unsigned smaller = 0;

    for (size_t place = 0; place < round->history->count; place++) {
        const struct fact *other = &round->history->facts[place];

        smaller += round->is_believed[place] && other->kind == FACT_JOIN &&
                   other->subject == join->subject &&
                   id_compare(history_household(other->author),
                              history_household(join->author)) < 0;
    }
    return smaller < 2;
}

/* Does a vouch slot name a household in a mode? With two JOINs on its key an
 * invite names both, but nobody live. */
static bool names(const struct round *round,
                  const struct fact *fact,
                  int mode,
                  unsigned household)
{
    size_t count = 0;

    if (!stands(round, fact, mode)) {
        return false;
    }
    if (fact->kind == FACT_VOUCH) {
        return fact->subject == household;
    }
    count = count_joins(round, fact->subject);
    for (size_t place = 0; place < round->history->count; place++) {
        const struct fact *join = &round->history->facts[place];

        if (round->is_believed[place] && join->kind == FACT_JOIN &&
            join->subject == fact->subject && join->author == household &&
            join->stamp_ms <= fact->ended_ms &&
            is_of_two_smallest(round, join) &&
            (mode != LIVE || (count == 1 && is_young(round, join)))) {
            return true;
        }
    }
    return false;
}

/* Whose vouches for somebody count at the levels found so far? True where an
 * invite does. */
static bool find_vouchers(const struct round *round,
                          unsigned household,
                          int mode,
                          bool is_voucher[static HISTORY_HOUSEHOLDS])
{
    const uint8_t *levels = round->oracle->level[mode];
    bool is_invited = false;

    for (size_t place = 0; place < round->history->count; place++) {
        const struct fact *fact = &round->history->facts[place];

        if (round->is_believed[place] && is_vouch_slot(fact) &&
            fact->author != household &&
            fact->n < vouch_slots(levels[fact->author]) &&
            names(round, fact, mode, household)) {
            is_voucher[fact->author] |= fact->kind == FACT_VOUCH;
            is_invited |= fact->kind == FACT_INVITE;
        }
    }
    return is_invited;
}

static uint8_t
level_now(const struct round *round, unsigned household, int mode)
{
    const uint8_t *levels = round->oracle->level[mode];
    bool is_voucher[HISTORY_HOUSEHOLDS] = {false};
    bool is_invited = find_vouchers(round, household, mode, is_voucher);
    unsigned vouchers = 0;

    if (oracle_is_steward(round, household, mode)) {
        return 0;
    }
    for (uint8_t level = 0; level <= 6; level++) {
        for (unsigned other = 0; other < HISTORY_HOUSEHOLDS; other++) {
            if (!is_voucher[other] || levels[other] != level) {
                continue;
            }
            vouchers++;
            if (level == 0 || vouchers == 2) {
                return level + 1 > 6 ? 6 : (uint8_t)(level + 1);
            }
        }
    }
    return vouchers > 0 || is_invited ? NEWCOMER : NONE;
}

static void find_levels(const struct round *round)
{
    for (int mode = LIVE; mode <= ROSTER; mode++) {
        bool is_changing = true;

        memset(round->oracle->level[mode], NONE, HISTORY_HOUSEHOLDS);
        while (is_changing) {
            is_changing = false;
            for (unsigned who = 0; who < HISTORY_HOUSEHOLDS; who++) {
                uint8_t level = level_now(round, who, mode);

                is_changing |= level != round->oracle->level[mode][who];
                round->oracle->level[mode][who] = level;
            }
        }
    }
}

static bool is_invited_key(const struct round *round, unsigned key)
{
    for (size_t place = 0; place < round->history->count; place++) {
        const struct fact *fact = &round->history->facts[place];

        if (round->is_believed[place] && fact->kind == FACT_INVITE &&
            fact->subject == key &&
            fact->n < vouch_slots(round->oracle->level[ROSTER][fact->author])) {
            return true;
        }
    }
    return false;
}

/* Our own, while we have no standing. */
static bool is_alone(const struct round *round, const struct fact *fact)
{
    return (int)fact->author == round->own &&
           round->oracle->level[ROSTER][fact->author] == NONE;
}

static bool own_join_names(const struct round *round, unsigned key)
{
    for (size_t place = 0; place < round->history->count; place++) {
        const struct fact *fact = &round->history->facts[place];

        if (round->is_believed[place] && fact->kind == FACT_JOIN &&
            fact->subject == key && is_alone(round, fact)) {
            return true;
        }
    }
    return false;
}

/* Fewer than eight lanes of its household have a smaller number. */
static bool is_of_eight_lanes(const struct round *round,
                              const struct fact *device)
{
    unsigned smaller = 0;

    for (size_t place = 0; place < round->history->count; place++) {
        const struct fact *other = &round->history->facts[place];

        smaller += round->is_believed[place] && other->kind == FACT_DEVICE &&
                   other->author == device->author && other->n < device->n;
    }
    return smaller < 8;
}

static bool is_kept(const struct round *round, const struct fact *fact)
{
    const uint8_t level = round->oracle->level[ROSTER][fact->author];

    if (fact->kind == FACT_DEVICE && !is_of_eight_lanes(round, fact)) {
        return false;
    }
    if (fact->kind != FACT_COUNCIL && fact->kind != FACT_JOIN &&
        (int)fact->author == round->own) {
        return true;
    }
    switch (fact->kind) {
    case FACT_PROFILE:
    case FACT_DEVICE:
        return level != NONE;
    case FACT_RULES:
        return level == 0 && fact->n == 0;
    case FACT_VOUCH:
        return fact->n < vouch_slots(level);
    case FACT_INVITE:
        return fact->n < vouch_slots(level) ||
               own_join_names(round, fact->subject);
    case FACT_JOIN:
        return is_alone(round, fact) || (is_invited_key(round, fact->subject) &&
                                         is_of_two_smallest(round, fact));
    case FACT_COUNCIL:
    case FACT_POST:
        break;
    }
    return false;
}

static bool has_newer(const struct round *round, size_t place)
{
    const struct fact *facts = round->history->facts;

    for (size_t other = 0; other < round->history->count; other++) {
        if (other != place && round->is_believed[other] &&
            is_same_slot(&facts[other], &facts[place]) &&
            oracle_is_newer(&facts[other], &facts[place])) {
            return true;
        }
    }
    return false;
}

/* One round: what is kept of what is believed. True where they are alike. */
static bool judge_once(struct round *round)
{
    const struct history *history = round->history;
    bool kept[HISTORY_FACTS_MAX] = {false};
    bool is_head[HISTORY_FACTS_MAX] = {false};
    bool is_alike = true;

    for (size_t place = 0; place < history->count; place++) {
        is_head[place] = round->is_believed[place] && !has_newer(round, place);
    }
    memcpy(round->is_believed, is_head, sizeof is_head);
    round->adopted_count = 0;
    oracle_climb(round, kept);
    find_levels(round);
    for (size_t place = 0; place < history->count; place++) {
        kept[place] |= is_head[place] && is_kept(round, &history->facts[place]);
        is_alike &= kept[place] == is_head[place];
    }
    memcpy(round->is_believed, kept, sizeof kept);
    return is_alike;
}

static void find_clashes(const struct round *round)
{
    for (size_t place = 0; place < round->history->count; place++) {
        const struct fact *fact = &round->history->facts[place];

        if (round->is_believed[place] && fact->kind == FACT_JOIN) {
            round->oracle->is_clashed[fact->author] |=
                count_joins(round, fact->subject) > 1;
        }
    }
}

/* Posts: the newest of each slot among those that the roster admits. */
static bool signs(const struct round *round, const struct fact *post)
{
    for (size_t place = 0; place < round->history->count; place++) {
        const struct fact *fact = &round->history->facts[place];

        if (round->is_believed[place] && fact->kind == FACT_DEVICE &&
            !fact->is_empty && fact->author == post->author &&
            (fact->subject == post->subject ||
             (fact->former == post->subject &&
              post->stamp_ms < fact->ended_ms))) {
            return true;
        }
    }
    return false;
}

/* Does its household have the lane of a post? Our own are not asked. */
static bool has_lane(const struct round *round, const struct fact *post)
{
    for (size_t place = 0; place < round->history->count; place++) {
        const struct fact *fact = &round->history->facts[place];

        if (round->is_believed[place] && fact->kind == FACT_DEVICE &&
            !fact->is_empty && fact->author == post->author &&
            fact->n == post->lane) {
            return true;
        }
    }
    return false;
}

static uint32_t post_slots(const struct round *round, uint8_t level)
{
    static const uint32_t table[] = {32, 128, 16384};
    const struct history *history = round->history;
    const struct fact *rules = NULL;
    size_t column = level == 0 ? 2 : level == NEWCOMER ? 0 : 1;

    for (size_t place = 0; place < history->count; place++) {
        const struct fact *fact = &history->facts[place];

        if (round->is_believed[place] && fact->kind == FACT_RULES &&
            fact->n == 0 && !fact->is_empty &&
            oracle_is_steward(round, fact->author, LIVE) &&
            (rules == NULL || oracle_is_newer(fact, rules))) {
            rules = fact;
        }
    }
    if (level == NONE) {
        return 0;
    }
    return rules == NULL ? table[column] : rules->slots[column];
}

static void judge_posts(const struct round *round, const bool *is_there)
{
    const struct history *history = round->history;
    bool is_good[HISTORY_FACTS_MAX] = {false};

    for (size_t place = 0; place < history->count; place++) {
        const struct fact *fact = &history->facts[place];
        uint8_t level = round->oracle->level[GRACE][fact->author];

        is_good[place] =
            is_there[place] && fact->kind == FACT_POST &&
            is_in_time(fact, round->now_ms) && signs(round, fact) &&
            ((int)fact->author == round->own ||
             (has_lane(round, fact) && fact->n < post_slots(round, level)));
    }
    for (size_t place = 0; place < history->count; place++) {
        bool is_head = is_good[place];

        for (size_t other = 0; other < history->count && is_head; other++) {
            is_head =
                other == place || !is_good[other] ||
                !is_same_slot(&history->facts[other], &history->facts[place]) ||
                !oracle_is_newer(&history->facts[other],
                                 &history->facts[place]);
        }
        round->oracle->kept[place] |= is_head;
    }
}

void oracle_judge(struct oracle *oracle,
                  const struct history *history,
                  const bool *is_there,
                  uint64_t now_ms,
                  int own)
{
    struct round round = {
        .history = history, .now_ms = now_ms, .own = own, .oracle = oracle};

    *oracle = (struct oracle){.council = HISTORY_CONTENTS};
    for (size_t place = 0; place < history->count; place++) {
        const struct fact *fact = &history->facts[place];

        round.is_believed[place] = is_there[place] && fact->kind != FACT_POST &&
                                   is_in_time(fact, now_ms);
    }
    while (!judge_once(&round)) {
    }
    memcpy(oracle->kept, round.is_believed, sizeof oracle->kept);
    find_clashes(&round);
    if (round.adopted_count > 0) {
        oracle->council =
            history->facts[round.adopted[round.adopted_count - 1]].subject;
    }
    judge_posts(&round, is_there);
}
