#include "node/deal/step.h"

#include <assert.h>
#include <string.h>

#include "node/board/post.h"
#include "node/record/identity.h"
#include "node/record/time.h"

enum {
    KEY_KIND = 1,
    KEY_POST,
    KEY_POST_KIND,
    KEY_REVISION,
    KEY_TERMS,
    KEY_TITLE,
    KEY_LANE,
    KEY_N,
    KEY_QUANTITY,
    KEY_FROM,
    KEY_TO,
    KEY_ROLE,
    KEY_TEXT,
    KEY_FOR,
    KEY_HOLD,
    KEY_WHEN,
    KEY_WHERE,
    KEY_CONDITION,
    KEY_MISSING,
    KEY_DUE,
    KEY_RESULT,
    KEY_PERSON,
    KEY_INSTEAD,
    KEY_OUTSIDE,
    KEY_WITH,
};

#define NUMBER_UP_TO(most)                                                     \
    .type = FIELD_NUMBER, .is_optional = true, .minimum = 0, .maximum = (most)
#define TEXT_UP_TO(form, most)                                                 \
    .type = FIELD_##form, .is_optional = true, .maximum = (most)

static const struct field with_column[] = {
    {.name = "other",
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     .width = sizeof(struct id)},
};

static const struct field fields[] = {
    {.name = "step",
     .key = KEY_KIND,
     .type = FIELD_NUMBER,
     .minimum = STEP_ASK,
     .maximum = STEP_END - 1,
     FIELD_AT(struct deal_step, kind)},
    {.name = "post",
     .key = KEY_POST,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct deal_step, post)},
    {.name = "post_kind",
     .key = KEY_POST_KIND,
     NUMBER_UP_TO(POST_KIND_END - 1),
     FIELD_AT(struct deal_step, post_kind)},
    {.name = "revision",
     .key = KEY_REVISION,
     NUMBER_UP_TO(UINT32_MAX),
     FIELD_AT(struct deal_step, revision)},
    {.name = "terms",
     .key = KEY_TERMS,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(TERMS_BYTES),
     FIELD_AT(struct deal_step, terms)},
    {.name = "title",
     .key = KEY_TITLE,
     TEXT_UP_TO(LINE, TITLE_BYTES_MAX),
     FIELD_AT(struct deal_step, title)},
    {.name = "lane",
     .key = KEY_LANE,
     NUMBER_UP_TO(UINT32_MAX),
     FIELD_AT(struct deal_step, lane)},
    {.name = "n",
     .key = KEY_N,
     NUMBER_UP_TO(SLOTS_MAX - 1),
     FIELD_AT(struct deal_step, n)},
    {.name = "quantity",
     .key = KEY_QUANTITY,
     NUMBER_UP_TO(QUANTITY_MAX),
     FIELD_AT(struct deal_step, quantity)},
    {.name = "from",
     .key = KEY_FROM,
     NUMBER_UP_TO(TIME_MS_MAX),
     FIELD_AT(struct deal_step, from_ms)},
    {.name = "to",
     .key = KEY_TO,
     NUMBER_UP_TO(TIME_MS_MAX),
     FIELD_AT(struct deal_step, to_ms)},
    {.name = "role",
     .key = KEY_ROLE,
     TEXT_UP_TO(LINE, NAME_BYTES_MAX),
     FIELD_AT(struct deal_step, role)},
    {.name = "text",
     .key = KEY_TEXT,
     TEXT_UP_TO(LINES, DEAL_TEXT_BYTES_MAX),
     FIELD_AT(struct deal_step, text)},
    {.name = "for",
     .key = KEY_FOR,
     TEXT_UP_TO(LINE, NAME_BYTES_MAX),
     FIELD_AT(struct deal_step, acts_for)},
    {.name = "hold",
     .key = KEY_HOLD,
     NUMBER_UP_TO(TIME_MS_MAX),
     FIELD_AT(struct deal_step, hold_ms)},
    {.name = "when",
     .key = KEY_WHEN,
     NUMBER_UP_TO(TIME_MS_MAX),
     FIELD_AT(struct deal_step, when_ms)},
    {.name = "where",
     .key = KEY_WHERE,
     TEXT_UP_TO(LINES, WHERE_BYTES_MAX),
     FIELD_AT(struct deal_step, where)},
    {.name = "condition",
     .key = KEY_CONDITION,
     TEXT_UP_TO(LINE, CONDITION_BYTES_MAX),
     FIELD_AT(struct deal_step, condition)},
    {.name = "missing",
     .key = KEY_MISSING,
     NUMBER_UP_TO(UINT16_MAX),
     FIELD_AT(struct deal_step, missing)},
    {.name = "due",
     .key = KEY_DUE,
     NUMBER_UP_TO(TIME_MS_MAX),
     FIELD_AT(struct deal_step, due_ms)},
    {.name = "result",
     .key = KEY_RESULT,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = STEP_OUT,
     .maximum = STEP_LOST,
     FIELD_AT(struct deal_step, result)},
    {.name = "person",
     .key = KEY_PERSON,
     TEXT_UP_TO(LINE, NAME_BYTES_MAX),
     FIELD_AT(struct deal_step, person)},
    {.name = "instead",
     .key = KEY_INSTEAD,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct deal_step, instead)},
    {.name = "outside",
     .key = KEY_OUTSIDE,
     TEXT_UP_TO(LINE, NAME_BYTES_MAX),
     FIELD_AT(struct deal_step, outside)},
    {.name = "with",
     .key = KEY_WITH,
     .type = FIELD_ROWS,
     .is_optional = true,
     .minimum = 1,
     .is_ascending = true,
     FIELD_ROWS_AT(struct deal_step, with, with_column)},
};

#define BIT(key) (UINT32_C(1) << (key))
#define WISH                                                                   \
    (BIT(KEY_QUANTITY) | BIT(KEY_FROM) | BIT(KEY_TO) | BIT(KEY_ROLE) |         \
     BIT(KEY_TEXT))
#define STATE_OF_IT (BIT(KEY_TEXT) | BIT(KEY_CONDITION) | BIT(KEY_MISSING))

/* Which fields a step must, and besides may, hold. */
static const struct {
    uint32_t must;
    uint32_t may;
} holds[STEP_END] = {
    [STEP_ASK] = {BIT(KEY_POST) | BIT(KEY_POST_KIND) | BIT(KEY_REVISION) |
                      BIT(KEY_TERMS) | BIT(KEY_TITLE),
                  WISH | BIT(KEY_LANE) | BIT(KEY_N) | BIT(KEY_FOR) |
                      BIT(KEY_INSTEAD) | BIT(KEY_OUTSIDE) | BIT(KEY_WITH)},
    [STEP_CHANGE] = {BIT(KEY_REVISION) | BIT(KEY_TERMS), WISH},
    [STEP_YES] = {BIT(KEY_REVISION) | BIT(KEY_TERMS),
                  WISH | BIT(KEY_HOLD) | BIT(KEY_WHEN) | BIT(KEY_WHERE)},
    [STEP_NO] = {0, BIT(KEY_TEXT) | BIT(KEY_INSTEAD)},
    [STEP_WAIT] = {0, BIT(KEY_TEXT)},
    [STEP_DROP] = {0, BIT(KEY_TEXT)},
    [STEP_AFFIRM] = {0, BIT(KEY_TEXT)},
    [STEP_UNDO] = {0, BIT(KEY_TEXT) | BIT(KEY_INSTEAD)},
    [STEP_LAPSE] = {0, 0},
    [STEP_OUT] = {0, STATE_OF_IT | BIT(KEY_DUE)},
    [STEP_DONE] = {0, STATE_OF_IT},
    [STEP_MISSED] = {0, BIT(KEY_TEXT)},
    [STEP_LOST] = {0, BIT(KEY_TEXT)},
    [STEP_FIX] = {BIT(KEY_RESULT), STATE_OF_IT},
    [STEP_HAND_ON] = {BIT(KEY_PERSON), BIT(KEY_TEXT)},
    [STEP_NOTE] = {BIT(KEY_TEXT), BIT(KEY_WHERE)},
};

#define STEP_WORD(name, word) [STEP_##name] = word,
static const char *const words[STEP_END] = {STEP_MAP(STEP_WORD)};
#undef STEP_WORD

const char *step_name(unsigned kind)
{
    return kind < STEP_END ? words[kind] : NULL;
}

enum step_kind step_find(struct view name)
{
    for (enum step_kind kind = STEP_ASK; kind < STEP_END; kind++) {
        if (view_equal(name, view_text(words[kind]))) {
            return kind;
        }
    }
    return STEP_NONE;
}

bool step_must_hold(enum step_kind kind, unsigned key)
{
    return key == KEY_KIND || (holds[kind].must & BIT(key)) != 0;
}

bool step_may_hold(enum step_kind kind, unsigned key)
{
    return step_must_hold(kind, key) || (holds[kind].may & BIT(key)) != 0;
}

/* Does it hold what its kind must, and nothing that it may not? */
static bool is_whole(const struct deal_step *step)
{
    for (size_t i = 0; i < FIELD_COUNT(fields); i++) {
        bool is_there = !field_is_absent(&fields[i], step);

        if (is_there ? !step_may_hold(step->kind, fields[i].key)
                     : step_must_hold(step->kind, fields[i].key)) {
            return false;
        }
    }
    return true;
}

/* Days that are named have a beginning and an end in this order. */
static bool is_span_good(const struct deal_step *step)
{
    return step->to_ms == 0 ||
           (step->from_ms != 0 && step->from_ms < step->to_ms);
}

static bool is_good(const struct deal_step *step)
{
    return is_whole(step) && is_span_good(step);
}

enum err step_read(struct view content, struct deal_step *out)
{
    enum err err =
        field_read(content, fields, FIELD_COUNT(fields), out, sizeof *out);

    if (err == ERR_OK && !is_good(out)) {
        err = ERR_MALFORMED;
    }
    return err;
}

enum err step_write(const struct deal_step *step, struct bytes *out)
{
    if (step->kind == STEP_NONE || step->kind >= STEP_END || !is_good(step)) {
        return ERR_INVALID;
    }
    return field_write(step, fields, FIELD_COUNT(fields), out);
}

void step_terms(const struct post *post, unsigned char out[static TERMS_BYTES])
{
    const uint16_t said[] = {
        post->quantity == 0 ? 1 : post->quantity,
        post->days_min,
        post->days_max,
        post->buffer_hours,
        post->ahead_days,
        post->choose,
        (uint16_t)post->cell.bytes,
        (uint16_t)post->parts_count,
    };
    unsigned char numbers[2 * (FIELD_COUNT(said) + PARTS_COUNT_MAX)] = {0};
    struct view parts[2 + PARTS_COUNT_MAX] = {{numbers, sizeof numbers},
                                              post->cell};
    struct id hash;

    for (size_t i = 0; i < FIELD_COUNT(said); i++) {
        put_u16(numbers + 2 * i, said[i]);
    }
    for (size_t i = 0; i < post->parts_count; i++) {
        parts[2 + i] = post->parts[i];
        put_u16(numbers + 2 * (FIELD_COUNT(said) + i),
                (uint16_t)post->parts[i].bytes);
    }
    identity_hash(DOMAIN_TERMS, parts, 2 + post->parts_count, &hash);
    memcpy(out, hash.data, TERMS_BYTES);
}

const struct field *step_fields(size_t *count)
{
    *count = FIELD_COUNT(fields);
    return fields;
}
