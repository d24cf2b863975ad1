#include "tests/sim/oracle_round.h"

static unsigned bits_in(uint32_t bits)
{
    unsigned count = 0;

    for (; bits != 0; bits >>= 1) {
        count += bits & 1U;
    }
    return count;
}

/* 2: by stewards, 1: by voters, 0: not at all. */
static int support(const struct round *round, const struct fact *fact)
{
    const struct history *history = round->history;
    const struct history_content *content = &history->contents[fact->subject];
    const struct history_content *before =
        &history->contents[content->previous];
    uint32_t author = 1U << fact->author;

    if ((fact->signers & author) == 0) {
        return 0;
    }
    if (content->height == 0) {
        return (content->stewards & author) != 0 ? 2 : 0;
    }
    if (((before->stewards | before->voters) & author) == 0) {
        return 0;
    }
    if (bits_in(before->stewards & fact->signers) * 2 >
        bits_in(before->stewards)) {
        return 2;
    }
    return before->voters != 0 && bits_in(before->voters & fact->signers) * 3 >=
                                      bits_in(before->voters) * 2;
}

/* Does `left` come before `right`, which may be nothing yet? */
static bool beats(const struct round *round, size_t left, size_t right)
{
    const struct fact *facts = round->history->facts;
    const struct history_content *contents = round->history->contents;
    int left_support = 0;
    int right_support = 0;

    if (right == HISTORY_FACTS_MAX) {
        return true;
    }
    left_support = support(round, &facts[left]);
    right_support = support(round, &facts[right]);
    if (left_support != right_support) {
        return left_support > right_support;
    }
    return id_compare(&contents[facts[left].subject].hash,
                      &contents[facts[right].subject].hash) < 0;
}

/* Is a version of the same content to be preferred to this one? */
static bool is_preferred(const struct round *round,
                         const struct fact *other,
                         const struct fact *fact)
{
    int left = support(round, other);
    int right = support(round, fact);
    int order = id_compare(&other->record.slot, &fact->record.slot);

    if (left != right) {
        return left > right;
    }
    return order != 0 ? order < 0 : oracle_is_newer(other, fact);
}

static bool is_outdated(const struct round *round, size_t place)
{
    const struct fact *facts = round->history->facts;

    for (size_t other = 0; other < round->history->count; other++) {
        if (round->is_believed[other] && other != place &&
            facts[other].kind == FACT_COUNCIL &&
            facts[other].subject == facts[place].subject &&
            is_preferred(round, &facts[other], &facts[place])) {
            return true;
        }
    }
    return false;
}

static bool follows(const struct round *round, const struct fact *fact)
{
    const struct history *history = round->history;
    const struct history_content *content = &history->contents[fact->subject];

    if (content->height != round->adopted_count) {
        return false;
    }
    return content->height == 0 ||
           history->facts[round->adopted[content->height - 1]].subject ==
               content->previous;
}

void oracle_climb(struct round *round, bool *is_kept)
{
    const struct history *history = round->history;

    for (;;) {
        size_t best = HISTORY_FACTS_MAX;
        size_t second = HISTORY_FACTS_MAX;

        for (size_t place = 0; place < history->count; place++) {
            const struct fact *fact = &history->facts[place];

            if (!round->is_believed[place] || fact->kind != FACT_COUNCIL ||
                !follows(round, fact) || support(round, fact) == 0 ||
                is_outdated(round, place)) {
                continue;
            }
            if (beats(round, place, best)) {
                second = best;
                best = place;
            } else if (beats(round, place, second)) {
                second = place;
            }
        }
        if (best == HISTORY_FACTS_MAX) {
            return;
        }
        is_kept[best] = true;
        if (second != HISTORY_FACTS_MAX) {
            is_kept[second] = true;
        }
        round->adopted[round->adopted_count++] = best;
    }
}

bool oracle_is_steward(const struct round *round, unsigned household, int mode)
{
    const struct history *history = round->history;

    for (size_t height = 0; height < round->adopted_count; height++) {
        const struct fact *fact = &history->facts[round->adopted[height]];
        uint64_t ended = 0;

        if ((history->contents[fact->subject].stewards >> household & 1U) ==
            0) {
            continue;
        }
        if (height + 1 == round->adopted_count || mode == ROSTER) {
            return true;
        }
        ended = history->facts[round->adopted[height + 1]].stamp_ms;
        if (mode == GRACE &&
            oracle_day(round->now_ms) < oracle_day(ended) + 30) {
            return true;
        }
    }
    return false;
}
