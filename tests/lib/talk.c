#include "tests/lib/talk.h"

#include <string.h>

#include "node/moment.h"
#include "node/record/identity.h"
#include "tests/lib/check.h"

struct id talk_claimant(unsigned number)
{
    return check_id_of((unsigned char)(0x10 + number));
}

struct id talk_keeper(void)
{
    return check_id_of(0x4B);
}

struct deal_step talk_ask(enum deal_kind kind)
{
    return (struct deal_step){
        .kind = STEP_ASK,
        .post = check_id_of(0x50),
        .post_kind = (uint8_t)kind,
        .revision = 1,
        .terms = {1, 2, 3, 4, 5, 6, 7, 8},
        .title = view_text("Ladder"),
    };
}

struct deal_step talk_step(enum step_kind kind)
{
    struct deal_step step = {.kind = (uint8_t)kind};

    if (step_must_hold(kind, 5)) {
        step.revision = 2;
        memcpy(step.terms, talk_ask(DEAL_OFFER).terms, TERMS_BYTES);
    }
    if (kind == STEP_FIX) {
        step.result = STEP_OUT;
    }
    if (kind == STEP_HAND_ON) {
        step.person = view_text("Ben");
    }
    if (kind == STEP_NOTE) {
        step.text = view_text("Hello.");
    }
    return step;
}

/* Write a step into the next letter, whose id nothing else has. */
static struct letter *
add(struct talk *talk, const struct deal_step *step, uint64_t after_ms)
{
    struct letter *letter = &talk->letters[talk->count];
    unsigned char number[8];
    const struct view parts[] = {{number, sizeof number}};
    struct bytes bytes;

    assert_true(talk->count < TALK_LETTERS_MAX);
    bytes_init(&bytes, TALK_CONTENT_BYTES);
    check_ok(step_write(step, &bytes));
    memcpy(talk->contents[talk->count], bytes.data, bytes.bytes);
    memset(letter, 0, sizeof *letter);
    letter->content = (struct view){talk->contents[talk->count], bytes.bytes};
    bytes_release(&bytes);
    put_u32(number, talk->number);
    put_u32(number + 4, (uint32_t)talk->count);
    identity_hash(DOMAIN_LETTER, parts, FIELD_COUNT(parts), &letter->id);
    letter->kind = LETTER_DEAL;
    letter->written_ms = TALK_MS + after_ms;
    letter->readers_count = 1;
    letter->thread = talk->letters[0].id;
    letter->has_thread = talk->count > 0;
    talk->count++;
    return letter;
}

void talk_begin(struct talk *talk, unsigned number, const struct deal_step *ask)
{
    struct letter *letter = NULL;

    talk->count = 0;
    talk->number = number;
    letter = add(talk, ask, 0);
    letter->thread = letter->id;
    letter->author = talk_claimant(number);
    letter->readers[0] = talk_keeper();
}

void talk_of(struct talk *talk, enum deal_kind kind)
{
    const struct deal_step ask = talk_ask(kind);

    talk_begin(talk, 1, &ask);
}

void talk_loan(struct talk *talk)
{
    struct deal_step ask = talk_ask(DEAL_LOAN);

    ask.from_ms = TALK_MS + DAY_MS;
    ask.to_ms = TALK_MS + 3 * (uint64_t)DAY_MS;
    talk_begin(talk, 1, &ask);
}

size_t talk_answer(struct talk *talk,
                   enum deal_side side,
                   const struct deal_step *step,
                   uint64_t after_ms,
                   size_t answers)
{
    const struct id claimant = talk_claimant(talk->number);
    const struct id keeper = talk_keeper();
    struct letter *letter = add(talk, step, after_ms);

    letter->has_answers = true;
    letter->answers = talk->letters[answers].id;
    letter->author = side == SIDE_KEEPER     ? keeper
                     : side == SIDE_CLAIMANT ? claimant
                                             : check_id_of(0xEE);
    letter->readers[0] = side == SIDE_KEEPER ? claimant : keeper;
    return talk->count - 1;
}

size_t talk_say(struct talk *talk,
                enum deal_side side,
                const struct deal_step *step,
                uint64_t after_ms)
{
    return talk_answer(talk, side, step, after_ms, talk->count - 1);
}

size_t talk_word_to(struct talk *talk,
                    enum deal_side side,
                    enum step_kind kind,
                    uint64_t after_ms,
                    size_t answers)
{
    const struct deal_step step = talk_step(kind);

    return talk_answer(talk, side, &step, after_ms, answers);
}

size_t talk_word(struct talk *talk,
                 enum deal_side side,
                 enum step_kind kind,
                 uint64_t after_ms)
{
    return talk_word_to(talk, side, kind, after_ms, talk->count - 1);
}

size_t
talk_promise(struct talk *talk, uint64_t after_ms, uint64_t when_after_ms)
{
    struct deal_step yes = talk_step(STEP_YES);

    yes.when_ms = TALK_MS + when_after_ms;
    return talk_say(talk, SIDE_KEEPER, &yes, after_ms);
}

struct deal talk_deal(const struct talk *talk, uint64_t after_ms)
{
    struct deal deal;

    check_ok(
        deal_replay(talk->letters, talk->count, TALK_MS + after_ms, &deal));
    return deal;
}

#define MEMBER(name)                                                           \
    {                                                                          \
        offsetof(struct deal, name), sizeof(((struct deal *)0)->name)          \
    }
static const struct {
    size_t offset;
    size_t width;
} members[] = {
    MEMBER(id),
    MEMBER(post),
    MEMBER(kind),
    MEMBER(lane),
    MEMBER(n),
    MEMBER(title),
    MEMBER(claimant),
    MEMBER(keeper),
    MEMBER(outside),
    MEMBER(acts_for),
    MEMBER(person),
    MEMBER(instead),
    MEMBER(state),
    MEMBER(turn),
    MEMBER(mark),
    MEMBER(marks),
    MEMBER(result_by),
    MEMBER(needs_affirm),
    MEMBER(is_affirmed),
    MEMBER(has_change),
    MEMBER(is_late_drop),
    MEMBER(is_late),
    MEMBER(is_hold_over),
    MEMBER(quantity),
    MEMBER(role),
    MEMBER(from_ms),
    MEMBER(to_ms),
    MEMBER(when_ms),
    MEMBER(where),
    MEMBER(hold_ms),
    MEMBER(due_ms),
    MEMBER(change_to_ms),
    MEMBER(condition_out),
    MEMBER(condition_in),
    MEMBER(missing_out),
    MEMBER(missing_in),
    MEMBER(revision),
    MEMBER(terms),
    MEMBER(yes),
    MEMBER(yes_revision),
    MEMBER(yes_ms),
    MEMBER(place),
    MEMBER(place_ms),
    MEMBER(asked_ms),
    MEMBER(answered_ms),
    MEMBER(out_ms),
    MEMBER(result_ms),
    MEMBER(changed_ms),
    MEMBER(last),
    MEMBER(letters),
    MEMBER(aside),
    MEMBER(refused),
};
#undef MEMBER

bool talk_alike(const struct deal *one, const struct deal *other)
{
    for (size_t i = 0; i < FIELD_COUNT(members); i++) {
        if (memcmp((const unsigned char *)one + members[i].offset,
                   (const unsigned char *)other + members[i].offset,
                   members[i].width) != 0) {
            return false;
        }
    }
    return true;
}
