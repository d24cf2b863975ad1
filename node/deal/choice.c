#include "node/deal/choice.h"

#include "node/deal/draw.h"

bool choice_shows(const struct post *post, uint64_t now_ms)
{
    bool waits = post->choose == CHOOSE_SIMMER || post->choose == CHOOSE_DRAW;

    return !waits || now_ms >= post->decide_ms;
}

static const struct deal *nobody(const struct stock *stock, uint64_t now_ms)
{
    (void)stock;
    (void)now_ms;
    return NULL;
}

/* The lowest ticket among those who ask and fit. */
static const struct deal *drawn(const struct stock *stock, uint64_t now_ms)
{
    const struct deal *next = NULL;
    size_t lowest = stock->post->tickets_count;

    if (draw_verify(stock->post, stock->id) != ERR_OK) {
        return NULL;
    }
    for (size_t i = 0; i < stock->count; i++) {
        const struct deal *deal = &stock->deals[i];
        size_t rank = draw_rank(stock->post, stock->id, &deal->claimant);

        if (stock_place(stock, deal) != 0 && rank < lowest &&
            stock_fits(stock, deal, now_ms)) {
            lowest = rank;
            next = deal;
        }
    }
    return next;
}

typedef const struct deal *chooser(const struct stock *stock, uint64_t now_ms);

static const struct deal *by_choice(const struct stock *stock, uint64_t now_ms)
{
    static chooser *const choosers[CHOOSE_END] = {
        [CHOOSE_PICK] = nobody,
        [CHOOSE_FIRST] = stock_next,
        [CHOOSE_SIMMER] = nobody,
        [CHOOSE_DRAW] = drawn,
    };

    return choosers[stock->post->choose](stock, now_ms);
}

static const struct deal *if_allowed(const struct stock *stock, uint64_t now_ms)
{
    return stock->post->is_auto ? stock_next(stock, now_ms) : NULL;
}

const struct deal *choice_next(const struct stock *stock, uint64_t now_ms)
{
    static chooser *const choosers[AUTO_END] = {
        [AUTO_CHOICE] = by_choice, [AUTO_ALLOWED] = if_allowed,
        [AUTO_NEVER] = nobody,     [AUTO_FREE] = stock_next,
        [AUTO_RESULT] = nobody,    [AUTO_SECOND] = nobody,
        [AUTO_VOUCHES] = nobody,
    };
    bool is_open = stock->post->status == STATUS_OPEN ||
                   stock->post->status == STATUS_PROMISED;

    return is_open ? choosers[stock->kind->auto_yes](stock, now_ms) : NULL;
}
