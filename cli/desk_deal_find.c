/*
 * Which deal somebody means, and what can be done with it.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/desk_deals.h"
#include "cli/out.h"
#include "cli/suggest.h"

enum { CHOICES_BYTES = 400, CHOICES_MAX = 4, NUMBER_DIGITS_MAX = 9 };

/* What somebody typed: "ladder-7kq.2" or "ladder-7kq". */
struct meant {
    struct view post; /* the part before the number */
    uint32_t number;  /* 0: none */
};

static void split(const char *text, struct meant *meant)
{
    const char *dot = strrchr(text, '.');
    const size_t digits = dot == NULL ? 0 : strspn(dot + 1, "0123456789");

    *meant = (struct meant){.post = view_text(text)};
    if (digits > 0 && digits <= NUMBER_DIGITS_MAX && dot[1 + digits] == '\0') {
        meant->post.bytes = (size_t)(dot - text);
        meant->number = (uint32_t)strtoul(dot + 1, NULL, 10);
    }
}

/* How well a deal fits what is to be done with it: what is back is the one that
 * is out, though one that is over may be marked once more. */
enum fit { FIT_NONE, FIT_POST, FIT_LIVE, FIT_STEP, FIT_OUT };

struct search {
    const struct desk *desk;
    const char *typed;
    struct meant meant;
    enum step_kind step;
    struct desk_deal *out; /* the first of the best fit */
    enum fit best;
    size_t count; /* of the best fit */
    char choices[CHOICES_BYTES];
};

static enum fit fit_of(const struct search *search,
                       const struct summary *summary)
{
    struct sheet sheet;
    enum deal_side side = SIDE_STRANGER;

    if (!post_code_fits(search->meant.post, &summary->subject) ||
        (search->meant.number != 0 &&
         search->meant.number != summary->number) ||
        sheet_read(summary, search->desk->now_ms, &sheet) != ERR_OK ||
        desk_deal_is_hidden(search->desk, &sheet)) {
        return FIT_NONE;
    }
    side = deal_side_of(&sheet.deal, &search->desk->own);
    if (!deal_is_live(&sheet.deal) && search->step == STEP_NONE) {
        return FIT_POST;
    }
    if (search->step != STEP_NONE && deal_may(&sheet.deal, search->step, side,
                                              search->desk->now_ms) == ERR_OK) {
        if (search->step == STEP_DONE && sheet.deal.state == STATE_OUT) {
            return FIT_OUT;
        }
        return deal_is_live(&sheet.deal) || search->step != STEP_NOTE
                   ? FIT_STEP
                   : FIT_POST;
    }
    return deal_is_live(&sheet.deal) ? FIT_LIVE : FIT_POST;
}

static enum err read_deal(const struct desk *desk,
                          const struct summary *summary,
                          struct desk_deal *out)
{
    return desk_deal_by_id(desk, &summary->thread, out);
}

static enum err add_choice(struct search *search, const struct summary *summary)
{
    const size_t used = strlen(search->choices);
    struct desk_deal deal;
    enum err err = ERR_OK;

    desk_deal_init(&deal);
    err = read_deal(search->desk, summary, &deal);
    if (err == ERR_OK && used + strlen(deal.code) + 3 < CHOICES_BYTES) {
        (void)snprintf(search->choices + used, CHOICES_BYTES - used, "%s%s",
                       used == 0 ? "" : ", ", deal.code);
    }
    desk_deal_release(&deal);
    return err;
}

static enum err look(void *visitor, const struct summary *summary)
{
    struct search *search = visitor;
    const enum fit fit = fit_of(search, summary);
    enum err err = ERR_OK;

    if (fit == FIT_NONE || fit < search->best) {
        return ERR_OK;
    }
    if (fit > search->best) {
        search->best = fit;
        search->count = 0;
        search->choices[0] = '\0';
        err = read_deal(search->desk, summary, search->out);
    }
    search->count++;
    return err == ERR_OK ? add_choice(search, summary) : err;
}

static enum err refuse_unknown(const char *text, struct problem *why)
{
    enum err err = problem_set(why, ERR_UNKNOWN, "unknown-deal",
                               "You have no deal \"%.60s\".", text);

    problem_advise(why, "kith deals --all lists them; kith ask POST begins "
                        "one.");
    return err;
}

/* Those still going on whose code one may have meant: its word is the same, or
 * begins so, or but a few letters differ. */
static enum err look_near(void *visitor, const struct summary *summary)
{
    struct search *search = visitor;
    const char *text = search->typed;
    const size_t word = strcspn(text, "-.");
    struct desk_deal deal;
    const char *code = deal.code;
    enum err err = ERR_OK;

    if (search->count == CHOICES_MAX) {
        return ERR_OK;
    }
    desk_deal_init(&deal);
    err = read_deal(search->desk, summary, &deal);
    if (err == ERR_OK && deal_is_live(&deal.sheet.deal) &&
        !desk_deal_is_hidden(search->desk, &deal.sheet) &&
        ((word > 0 && strncasecmp(code, text, word) == 0) ||
         suggest_nearest(text, &code, 1) != NULL)) {
        search->count++;
        err = add_choice(search, summary);
    }
    desk_deal_release(&deal);
    return err;
}

static enum err refuse_by_code(struct search *search, struct problem *why)
{
    const struct shelf shelf = store_shelf(search->desk->store);
    uint64_t cursor = 0;
    enum err err = shelf.mail.summaries(shelf.self, &cursor, look_near, search);

    if (err == ERR_OK) {
        err = refuse_unknown(search->typed, why);
    }
    if (err == ERR_UNKNOWN && search->count > 0) {
        problem_advise(why, "Did you mean %s? kith deals --all lists all.",
                       search->choices);
    }
    return err;
}

static enum err find_by_code(const struct desk *desk,
                             const char *text,
                             enum step_kind step,
                             struct desk_deal *out,
                             struct problem *why)
{
    const struct shelf shelf = store_shelf(desk->store);
    struct search search = {
        .desk = desk, .typed = text, .step = step, .out = out};
    uint64_t cursor = 0;
    enum err err = ERR_OK;

    split(text, &search.meant);
    err = shelf.mail.summaries(shelf.self, &cursor, look, &search);
    if (err != ERR_OK || search.count == 1) {
        return err;
    }
    if (search.count == 0) {
        return refuse_by_code(&search, why);
    }
    err = problem_set(why, ERR_AMBIGUOUS, "ambiguous-deal",
                      "\"%.60s\" fits %zu deals: %s.", text, search.count,
                      search.choices);
    problem_advise(why, "Type one of these codes; kith deals shows them.");
    return err;
}

enum err desk_deal_find(const struct desk *desk,
                        const char *text,
                        enum step_kind step,
                        struct desk_deal *out,
                        struct problem *why)
{
    struct id id;
    enum err err = ERR_UNKNOWN;

    if (strlen(text) == ID_HEX_CHARS - 1 && id_from_hex(text, &id) == ERR_OK) {
        err = desk_deal_by_id(desk, &id, out);
        if (err == ERR_OK && desk_deal_is_hidden(desk, &out->sheet)) {
            err = ERR_UNKNOWN;
        }
        return err == ERR_UNKNOWN ? refuse_unknown(text, why) : err;
    }
    return find_by_code(desk, text, step, out, why);
}

/* "yes, no or wait" of what one side may do; "" for nothing. */
static void join_steps(const struct deal_option *options,
                       size_t count,
                       enum deal_side side,
                       char out[static DESK_NEXT_BYTES])
{
    const char *words[DEAL_NEXT_MAX];
    size_t word_count = 0;
    size_t used = 0;

    out[0] = '\0';
    for (size_t index = 0; index < count; index++) {
        if (options[index].side == side && options[index].step != STEP_LAPSE) {
            words[word_count++] = step_name(options[index].step);
        }
    }
    for (size_t index = 0; index < word_count && used < DESK_NEXT_BYTES;
         index++) {
        const char *before = index == 0                ? ""
                             : index + 1 == word_count ? " or "
                                                       : ", ";

        used += (size_t)snprintf(out + used, DESK_NEXT_BYTES - used, "%s%s",
                                 before, words[index]);
    }
}

void desk_deal_next(const struct desk *desk,
                    const struct desk_deal *row,
                    char out[static DESK_NEXT_BYTES])
{
    const enum deal_side other =
        row->side == SIDE_KEEPER ? SIDE_CLAIMANT : SIDE_KEEPER;
    const struct deal *deal = &row->sheet.deal;
    struct deal_option options[DEAL_NEXT_MAX];
    const size_t count = deal_next(deal, desk->now_ms, options);
    char ours[DESK_NEXT_BYTES];
    char theirs[DESK_NEXT_BYTES];
    json_t *model = desk_household(
        desk, other == SIDE_KEEPER ? &deal->keeper : &deal->claimant);
    const char *name = json_string_value(json_object_get(model, "name"));

    name = name == NULL ? "the other side" : name;
    join_steps(options, count, row->side, ours);
    join_steps(options, count, other, theirs);
    if (deal->outside.bytes > 0) {
        theirs[0] = '\0'; /* ours are all there are */
    }
    if (ours[0] != '\0' && theirs[0] != '\0') {
        (void)snprintf(out, DESK_NEXT_BYTES,
                       "You may say %.90s; %.60s may "
                       "say %.90s.",
                       ours, name, theirs);
    } else if (ours[0] != '\0' || theirs[0] != '\0') {
        (void)snprintf(out, DESK_NEXT_BYTES, "%.60s may say %.120s.",
                       ours[0] != '\0' ? "You" : name,
                       ours[0] != '\0' ? ours : theirs);
    } else {
        (void)snprintf(out, DESK_NEXT_BYTES, "It is over; a note may follow.");
    }
    json_decref(model);
}
