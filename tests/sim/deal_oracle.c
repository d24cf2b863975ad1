#include "tests/sim/deal_oracle.h"

#include <string.h>

enum { NOWHERE = 1000 };

static const uint64_t hour = 3600 * 1000;
static const uint64_t day = 24 * (uint64_t)3600 * 1000;

static bool same(const char *one, const char *other)
{
    return one != NULL && other != NULL && strcmp(one, other) == 0;
}

static bool among(const char *word, const char *list)
{
    size_t chars = strlen(word);

    for (const char *at = strstr(list, word); at != NULL;
         at = strstr(at + 1, word)) {
        bool begins = at == list || at[-1] == ' ';

        if (begins && (at[chars] == ' ' || at[chars] == '\0')) {
            return true;
        }
    }
    return false;
}

/* Steps from the ask, found by walking; NOWHERE where it hangs on nothing. */
static size_t depth_of(const struct tale *tale, size_t place)
{
    size_t depth = 0;

    while (place != 0) {
        place = tale->told[place].answers;
        if (place >= tale->count || ++depth > tale->count) {
            return NOWHERE;
        }
    }
    return depth;
}

static uint64_t time_of(const struct tale *tale, size_t place)
{
    uint64_t at = tale->told[place].written;

    while (place != 0) {
        place = tale->told[place].answers;
        if (tale->told[place].written > at) {
            at = tale->told[place].written;
        }
    }
    return at;
}

static bool has_seen(const struct tale *tale, size_t place, size_t earlier)
{
    for (; place != 0; place = tale->told[place].answers) {
        if (place == earlier) {
            return true;
        }
    }
    return earlier == 0;
}

static bool comes_before(const struct tale *tale, size_t one, size_t other)
{
    const struct told *left = &tale->told[one];
    const struct told *right = &tale->told[other];
    size_t depth = depth_of(tale, one);
    size_t than = depth_of(tale, other);

    if (depth != than) {
        return depth < than;
    }
    if (left->written != right->written) {
        return left->written < right->written;
    }
    return memcmp(left->id.data, right->id.data, ID_BYTES) < 0;
}

static size_t next_after(const struct tale *tale, size_t last)
{
    size_t next = NOWHERE;

    for (size_t i = 0; i < tale->count; i++) {
        if (depth_of(tale, i) != NOWHERE && i != last &&
            comes_before(tale, last, i) &&
            (next == NOWHERE || comes_before(tale, i, next))) {
            next = i;
        }
    }
    return next;
}

/* Whether there is a wish for other days or another number, or for more. */
static bool is_more(const struct outcome *now, const struct told *step)
{
    return step->quantity > now->quantity ||
           (step->to != 0 && (step->from < now->from || step->to > now->to));
}

static bool is_other(const struct outcome *now, const struct told *step)
{
    return (step->quantity != 0 && step->quantity != now->quantity) ||
           (step->to != 0 && (step->from != now->from || step->to != now->to));
}

static void wish(struct outcome *now, const struct told *step)
{
    if (step->quantity != 0) {
        now->quantity = step->quantity;
    }
    if (step->from != 0) {
        now->from = step->from;
        now->to = step->to;
    }
}

static uint64_t hold_of(const struct tale *tale,
                        const struct outcome *now,
                        uint64_t at,
                        bool waited)
{
    uint64_t when = now->when != 0 ? now->when : now->from;
    uint64_t until = when + 24 * hour;

    if (tale->comes_back && waited) {
        return at + 48 * hour;
    }
    if (when == 0) {
        return at + 7 * day;
    }
    if (tale->holds_until_evening) {
        until = when / day * day - 6 * hour;
    }
    return until > at ? until : at + 24 * hour;
}

static bool say_change(const struct tale *tale, struct outcome *now, size_t i)
{
    const struct told *step = &tale->told[i];

    if (among(now->state, "asked waiting")) {
        if (is_more(now, step)) {
            now->place = i;
            now->place_at = time_of(tale, i);
        }
        wish(now, step);
        now->wished = i;
        return true;
    }
    if (same(now->state, "out")) {
        now->has_change = step->to > now->due;
        now->change_to = step->to;
        now->wished = i;
        return true;
    }
    return false;
}

static bool say_yes(const struct tale *tale, struct outcome *now, size_t i)
{
    const struct told *step = &tale->told[i];
    uint64_t at = time_of(tale, i);
    bool waited = same(now->state, "waiting");

    if (same(now->state, "out") && now->has_change) {
        now->due = step->to != 0 ? step->to : now->change_to;
        now->to = now->due;
        now->has_change = false;
        return true;
    }
    if (!among(now->state, "asked waiting promised")) {
        return false;
    }
    now->needs_affirm = same(now->state, "promised") || step->other_terms ||
                        is_other(now, step) || !has_seen(tale, i, now->wished);
    now->is_affirmed = false;
    wish(now, step);
    now->when = step->when != 0 ? step->when : now->when;
    now->hold = step->hold != 0 ? step->hold : hold_of(tale, now, at, waited);
    now->yes_at = at;
    now->state = "promised";
    now->made = i;
    return true;
}

static bool say_no(struct outcome *now, size_t i)
{
    if (same(now->state, "out") && now->has_change) {
        now->has_change = false;
        return true;
    }
    if (!among(now->state, "asked waiting")) {
        return false;
    }
    now->has_change = false;
    now->state = "declined";
    now->made = i;
    return true;
}

static bool say_affirm(const struct tale *tale, struct outcome *now, size_t i)
{
    bool is_in_time = now->hold == 0 || time_of(tale, i) <= now->hold;
    bool is_back = same(now->state, "lapsed") && !has_seen(tale, i, now->made);

    if (!is_in_time || !(same(now->state, "promised") || is_back)) {
        return false;
    }
    if (is_back) {
        now->state = "promised";
        now->made = i;
    }
    now->is_affirmed = true;
    now->needs_affirm = false;
    return true;
}

static void set_mark(const struct tale *tale,
                     struct outcome *now,
                     char side,
                     const char *step)
{
    bool is_end = same(step, "out") && !tale->comes_back;

    now->marks[side == 'K'] = is_end ? "done" : step;
}

static void
end_as(struct outcome *now, const char *state, char side, uint64_t at)
{
    now->state = state;
    now->result_by = side;
    now->result_at = at;
}

static void go_out(struct outcome *now, uint64_t at, uint64_t due)
{
    if (now->out_at == 0) {
        now->out_at = at;
        now->due = due != 0 ? due : now->to;
    }
}

static bool
say_out(const struct tale *tale, struct outcome *now, size_t i, char side)
{
    uint64_t at = time_of(tale, i);
    bool is_off = among(now->state, "dropped undone lapsed") &&
                  !has_seen(tale, i, now->made);

    if (same(now->state, "promised") || is_off) {
        if (tale->comes_back) {
            now->state = "out";
        } else {
            end_as(now, "done", side, at);
        }
        now->made = i;
    } else if (!among(now->state, "out missed") &&
               !(same(now->state, "done") && !tale->comes_back)) {
        return false;
    }
    set_mark(tale, now, side, "out");
    go_out(now, at, tale->told[i].due);
    return true;
}

static bool
say_done(const struct tale *tale, struct outcome *now, size_t i, char side)
{
    bool is_end = (same(now->state, "promised") && !tale->comes_back) ||
                  (same(now->state, "out") && side == 'K');

    if (is_end) {
        end_as(now, "done", side, time_of(tale, i));
        now->made = i;
    } else if (!among(now->state, "out done")) {
        return false;
    }
    set_mark(tale, now, side, "done");
    return true;
}

static bool
say_missed(const struct tale *tale, struct outcome *now, size_t i, char side)
{
    uint64_t agreed = now->when != 0   ? now->when
                      : now->from != 0 ? now->from
                                       : now->yes_at;
    uint64_t at = time_of(tale, i);

    if (at < agreed + hour / 2) {
        return false;
    }
    if (same(now->state, "promised")) {
        end_as(now, "missed", side, at);
        now->made = i;
    } else if (!among(now->state, "out missed") &&
               !(same(now->state, "done") && !tale->comes_back)) {
        return false;
    }
    set_mark(tale, now, side, "missed");
    return true;
}

static bool
say_lost(const struct tale *tale, struct outcome *now, size_t i, char side)
{
    uint64_t at = time_of(tale, i);
    uint64_t due = now->due != 0 ? now->due : now->out_at;
    bool is_keepers = side == 'K' && same(now->state, "out") &&
                      (same(now->marks[0], "lost") || at >= due + 30 * day);
    bool is_claimants =
        (side == 'C' || tale->outside) && among(now->state, "out lost");

    if (is_keepers) {
        end_as(now, "lost", side, at);
        now->made = i;
    } else if (!is_claimants) {
        return false;
    }
    set_mark(tale, now, side, "lost");
    return true;
}

static bool
say_fix(const struct tale *tale, struct outcome *now, size_t i, char side)
{
    const char *result = tale->told[i].result;
    uint64_t at = time_of(tale, i);
    const char *end = tale->comes_back      ? result
                      : same(result, "out") ? "done"
                                            : result;

    if (!among(now->state, "done missed lost") ||
        now->marks[side == 'K'] == NULL || at > now->result_at + 7 * day ||
        (same(result, "lost") && !tale->comes_back) ||
        (among(result, "done lost") && tale->comes_back && side == 'C')) {
        return false;
    }
    set_mark(tale, now, side, result);
    if (!same(result, "missed")) {
        go_out(now, at, 0);
    }
    now->made = i;
    if (now->result_by == side) {
        now->state = end;
    }
    return true;
}

static bool
move(struct outcome *now, size_t i, const char *from, const char *to)
{
    if (!among(now->state, from)) {
        return false;
    }
    now->state = to;
    now->made = i;
    return true;
}

static bool say_drop(const struct tale *tale, struct outcome *now, size_t i)
{
    bool is_late = same(now->state, "promised") && now->when != 0 &&
                   time_of(tale, i) + day > now->when;
    bool is_moved = move(now, i, "asked waiting promised", "dropped");

    now->is_late_drop = is_moved ? is_late : now->is_late_drop;
    return is_moved;
}

static bool say_lapse(const struct tale *tale, struct outcome *now, size_t i)
{
    return !now->is_affirmed && now->hold != 0 &&
           time_of(tale, i) > now->hold && move(now, i, "promised", "lapsed");
}

static bool say_wait(const struct tale *tale, struct outcome *now, size_t i)
{
    if (!move(now, i, "asked", "waiting")) {
        return false;
    }
    now->place = i;
    now->place_at = time_of(tale, i);
    return true;
}

static bool
say_as_claimant(const struct tale *tale, struct outcome *now, size_t i)
{
    const char *step = tale->told[i].step;

    if (same(step, "change")) {
        return say_change(tale, now, i);
    }
    if (same(step, "drop")) {
        return say_drop(tale, now, i);
    }
    if (same(step, "affirm")) {
        return say_affirm(tale, now, i);
    }
    return same(step, "hand-on") && tale->hands_on &&
           same(now->state, "promised");
}

static bool
say_as_keeper(const struct tale *tale, struct outcome *now, size_t i)
{
    const char *step = tale->told[i].step;

    return (same(step, "yes") && say_yes(tale, now, i)) ||
           (same(step, "no") && say_no(now, i)) ||
           (same(step, "wait") && say_wait(tale, now, i)) ||
           (same(step, "undo") && move(now, i, "promised", "undone")) ||
           (same(step, "lapse") && say_lapse(tale, now, i));
}

static bool
say_as_either(const struct tale *tale, struct outcome *now, size_t i, char side)
{
    const char *step = tale->told[i].step;

    return (same(step, "out") && say_out(tale, now, i, side)) ||
           (same(step, "done") && say_done(tale, now, i, side)) ||
           (same(step, "missed") && say_missed(tale, now, i, side)) ||
           (same(step, "lost") && say_lost(tale, now, i, side)) ||
           (same(step, "fix") && say_fix(tale, now, i, side)) ||
           same(step, "note");
}

static bool
say(const struct tale *tale, struct outcome *now, size_t i, char side)
{
    return ((side == 'C' || tale->outside) && say_as_claimant(tale, now, i)) ||
           (side == 'K' && say_as_keeper(tale, now, i)) ||
           say_as_either(tale, now, i, side);
}

/* Whoever lends to someone outside asks, and speaks as a keeper. */
static char side_of(const struct tale *tale, size_t place)
{
    if (!tale->outside) {
        return tale->told[place].who;
    }
    return tale->told[place].who == 'C' ? 'K' : '-';
}

static const char *mark_of(const struct outcome *now)
{
    const char *one = now->marks[0];
    const char *other = now->marks[1];

    if ((one == NULL && other == NULL) ||
        !among(now->state, "out done missed lost")) {
        return "none";
    }
    if (one == NULL || other == NULL) {
        return "one";
    }
    if (same(one, other)) {
        return "both";
    }
    return !same(one, "missed") && !same(other, "missed") &&
                   (same(one, "out") || same(other, "out"))
               ? "one"
               : "differ";
}

struct outcome oracle_of_deal(const struct tale *tale)
{
    const struct told *ask = &tale->told[0];
    struct outcome now = {
        .state = tale->outside ? "promised" : "asked",
        .quantity = ask->quantity == 0 ? 1 : ask->quantity,
        .from = ask->from,
        .to = ask->to,
        .is_affirmed = tale->outside,
        .yes_at = tale->outside ? ask->written : 0,
    };

    for (size_t i = 1; i < tale->count; i++) {
        now.aside += depth_of(tale, i) == NOWHERE;
    }
    for (size_t i = next_after(tale, 0); i != NOWHERE;
         i = next_after(tale, i)) {
        char side = side_of(tale, i);

        if ((side != 'C' && side != 'K') || !say(tale, &now, i, side)) {
            now.refused++;
        }
        now.last = i;
    }
    now.mark = mark_of(&now);
    return now;
}
