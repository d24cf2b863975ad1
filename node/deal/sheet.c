#include "node/deal/sheet.h"

#include <string.h>

#include "node/limits.h"
#include "node/mail/filed.h"
#include "node/record/field.h"
#include "node/record/text.h"
#include "node/record/time.h"

/* A head, the bytes of the first document, and two documents: more fields than
 * one may have. */
enum {
    HEAD_CHANGED = 3, /* behind state, turn, whose it is */
    HEAD_DUE = HEAD_CHANGED + 8,
    HEAD_FIRST = HEAD_DUE + 8,
    HEAD_BYTES = HEAD_FIRST + 2,
    REASON_BYTES_MAX = 400,
};

enum {
    FLAG_NEEDS_AFFIRM = 1,
    FLAG_AFFIRMED = 2,
    FLAG_CHANGE = 4,
    FLAG_LATE_DROP = 8,
};

struct kept {
    struct deal deal;
    uint8_t flags;
};

#define NUMBER(key_, name_, maximum_, member)                                  \
    {                                                                          \
        .name = (name_), .key = (key_), .type = FIELD_NUMBER,                  \
        .is_optional = true, .maximum = (maximum_),                            \
        FIELD_AT(struct kept, member)                                          \
    }
#define TIME(key_, name_, member) NUMBER(key_, name_, TIME_MS_MAX, member)
#define NAMED(key_, name_, member)                                             \
    {                                                                          \
        .name = (name_), .key = (key_), .type = FIELD_KEY,                     \
        .is_optional = true, FIELD_BYTES(ID_BYTES),                            \
        FIELD_AT(struct kept, member)                                          \
    }

static const struct field fields[] = {
    NUMBER(0, "kind", DEAL_KIND_END - 1, deal.kind),
    NUMBER(1, "lane", UINT32_MAX, deal.lane),
    NUMBER(2, "n", UINT32_MAX, deal.n),
    NAMED(3, "claimant", deal.claimant),
    NAMED(4, "keeper", deal.keeper),
    NUMBER(5, "state", STATE_END - 1, deal.state),
    NUMBER(6, "turn", TURN_END - 1, deal.turn),
    NUMBER(7, "mark", MARK_END - 1, deal.mark),
    NUMBER(8, "claimant_mark", STEP_END - 1, deal.marks[0]),
    NUMBER(9, "keeper_mark", STEP_END - 1, deal.marks[1]),
    NUMBER(10, "quantity", QUANTITY_MAX, deal.quantity),
    TIME(11, "from", deal.from_ms),
    TIME(12, "to", deal.to_ms),
    TIME(13, "when", deal.when_ms),
    TIME(14, "hold", deal.hold_ms),
    TIME(15, "due", deal.due_ms),
    TIME(16, "change_to", deal.change_to_ms),
    NAMED(17, "yes", deal.yes),
    TIME(18, "yes_at", deal.yes_ms),
    NAMED(19, "place", deal.place),
    TIME(20, "place_at", deal.place_ms),
    TIME(21, "asked", deal.asked_ms),
    TIME(22, "answered", deal.answered_ms),
    TIME(23, "out", deal.out_ms),
    TIME(24, "result", deal.result_ms),
    TIME(25, "changed", deal.changed_ms),
    NUMBER(26, "flags", UINT8_MAX, flags),
    NAMED(27, "last", deal.last),
    NUMBER(28, "revision", UINT32_MAX, deal.revision),
    NUMBER(29, "yes_revision", UINT32_MAX, deal.yes_revision),
    NUMBER(30, "result_by", SIDE_END - 1, deal.result_by),
    NAMED(31, "instead", deal.instead),
};

#undef NUMBER
#undef NAMED

#define NUMBER(key_, name_, maximum_, member)                                  \
    {                                                                          \
        .name = (name_), .key = (key_), .type = FIELD_NUMBER,                  \
        .is_optional = true, .maximum = (maximum_),                            \
        FIELD_AT(struct sheet_beside, member)                                  \
    }
#define WORDS(key_, name_, type_, maximum_, member)                            \
    {                                                                          \
        .name = (name_), .key = (key_), .type = (type_), .is_optional = true,  \
        .minimum = 1, .maximum = (maximum_),                                   \
        FIELD_AT(struct sheet_beside, member)                                  \
    }

static const struct field with_column[] = {
    {.name = "other",
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     .width = sizeof(struct id)},
};

static const struct field beside[] = {
    WORDS(0, "title", FIELD_LINE, TITLE_BYTES_MAX, title),
    WORDS(1, "text", FIELD_LINES, DEAL_TEXT_BYTES_MAX, text),
    WORDS(2, "reason", FIELD_LINES, REASON_BYTES_MAX, reason),
    WORDS(3, "where", FIELD_LINES, WHERE_BYTES_MAX, where),
    WORDS(4, "for", FIELD_LINE, NAME_BYTES_MAX, acts_for),
    WORDS(5, "outside", FIELD_LINE, NAME_BYTES_MAX, outside),
    WORDS(6, "person", FIELD_LINE, NAME_BYTES_MAX, person),
    WORDS(7, "role", FIELD_LINE, NAME_BYTES_MAX, role),
    WORDS(8, "condition_in", FIELD_LINE, CONDITION_BYTES_MAX, condition_in),
    NUMBER(9, "told_state", STATE_END - 1, told.state),
    NUMBER(10, "told_quantity", QUANTITY_MAX, told.quantity),
    {.name = "told_yes",
     .key = 11,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(HELD_BYTES),
     FIELD_AT(struct sheet_beside, told.yes)},
    NUMBER(12, "told_from", TIME_MS_MAX, told.from_ms),
    NUMBER(13, "told_to", TIME_MS_MAX, told.to_ms),
    NUMBER(14, "public", TIME_MS_MAX, public_ms),
    NUMBER(15, "desk", TIME_MS_MAX, desk_ms),
    NUMBER(16, "remind", TIME_MS_MAX, remind_ms),
    NUMBER(17, "reminders", UINT8_MAX, reminders),
    NUMBER(18, "shown", TIME_MS_MAX, shown_ms),
    WORDS(19, "condition_out", FIELD_LINE, CONDITION_BYTES_MAX, condition_out),
    NUMBER(20, "missing_out", UINT16_MAX, missing_out),
    NUMBER(21, "missing_in", UINT16_MAX, missing_in),
    {.name = "with",
     .key = 22,
     .type = FIELD_ROWS,
     .is_optional = true,
     .minimum = 1,
     FIELD_ROWS_AT(struct sheet_beside, with, with_column)},
};

static uint8_t flags_of(const struct deal *deal)
{
    return (uint8_t)((deal->needs_affirm ? FLAG_NEEDS_AFFIRM : 0) |
                     (deal->is_affirmed ? FLAG_AFFIRMED : 0) |
                     (deal->has_change ? FLAG_CHANGE : 0) |
                     (deal->is_late_drop ? FLAG_LATE_DROP : 0));
}

static void flags_set(struct deal *deal, uint8_t flags)
{
    deal->needs_affirm = (flags & FLAG_NEEDS_AFFIRM) != 0;
    deal->is_affirmed = (flags & FLAG_AFFIRMED) != 0;
    deal->has_change = (flags & FLAG_CHANGE) != 0;
    deal->is_late_drop = (flags & FLAG_LATE_DROP) != 0;
}

enum err sheet_write(const struct sheet *sheet, struct bytes *out)
{
    const struct kept kept = {sheet->deal, flags_of(&sheet->deal)};
    const size_t start = out->bytes;
    unsigned char head[HEAD_BYTES] = {sheet->deal.state, sheet->deal.turn,
                                      sheet->beside.is_keepers};
    size_t bytes = 0;
    enum err err = ERR_OK;

    put_u64(head + HEAD_CHANGED, sheet->deal.changed_ms > sheet->deal.asked_ms
                                     ? sheet->deal.changed_ms
                                     : sheet->deal.asked_ms);
    put_u64(head + HEAD_DUE, sheet->deal.due_ms);
    err = bytes_append(out, (struct view){head, sizeof head});

    if (err == ERR_OK) {
        err = field_write(&kept, fields, FIELD_COUNT(fields), out);
        bytes = out->bytes - start - HEAD_BYTES;
    }
    if (err == ERR_OK) {
        put_u16(out->data + start + HEAD_FIRST, (uint16_t)bytes);
        err = field_write(&sheet->beside, beside, FIELD_COUNT(beside), out);
    }
    if (err != ERR_OK) {
        out->bytes = start;
    }
    return err;
}

/* Texts stand once; a deal that was read shows them too. */
static void lend_texts(struct sheet *sheet)
{
    struct deal *deal = &sheet->deal;

    deal->title = sheet->beside.title;
    deal->where = sheet->beside.where;
    deal->acts_for = sheet->beside.acts_for;
    deal->outside = sheet->beside.outside;
    deal->person = sheet->beside.person;
    deal->role = sheet->beside.role;
    deal->condition_out = sheet->beside.condition_out;
    deal->condition_in = sheet->beside.condition_in;
    deal->missing_out = sheet->beside.missing_out;
    deal->missing_in = sheet->beside.missing_in;
    deal->with_count = sheet->beside.with_count;
    memcpy(deal->with, sheet->beside.with, sizeof deal->with);
}

enum err
sheet_read(const struct summary *summary, uint64_t now_ms, struct sheet *out)
{
    const struct view bytes = summary->bytes;
    struct view first = {NULL, 0};
    struct view second = {NULL, 0};
    struct deal *deal = &out->deal;
    struct kept kept;
    enum err err = ERR_MALFORMED;

    if (bytes.bytes < HEAD_BYTES) {
        return ERR_MALFORMED;
    }
    first.data = bytes.data + HEAD_BYTES;
    first.bytes = get_u16(bytes.data + HEAD_FIRST);
    if (first.bytes > bytes.bytes - HEAD_BYTES) {
        return ERR_MALFORMED;
    }
    second.data = first.data + first.bytes;
    second.bytes = bytes.bytes - HEAD_BYTES - first.bytes;
    err = field_read(first, fields, FIELD_COUNT(fields), &kept, sizeof kept);
    if (err == ERR_OK) {
        err = field_read(second, beside, FIELD_COUNT(beside), &out->beside,
                         sizeof out->beside);
    }
    if (err != ERR_OK || kind_find(kept.deal.kind) == NULL) {
        return ERR_MALFORMED;
    }
    *deal = kept.deal;
    deal->id = summary->thread;
    deal->post = summary->subject;
    flags_set(deal, kept.flags);
    out->beside.is_keepers = bytes.data[2] != 0;
    deal->is_late =
        deal->state == STATE_OUT && deal->due_ms != 0 && deal->due_ms < now_ms;
    deal->is_hold_over = deal->state == STATE_PROMISED && !deal->is_affirmed &&
                         deal->hold_ms != 0 && deal->hold_ms < now_ms;
    lend_texts(out);
    return ERR_OK;
}

enum err sheet_head_read(struct view bytes, struct sheet_head *out)
{
    if (bytes.bytes < HEAD_BYTES) {
        return ERR_MALFORMED;
    }
    *out = (struct sheet_head){
        .state = bytes.data[0],
        .turn = bytes.data[1],
        .is_keepers = bytes.data[2] != 0,
        .changed_ms = get_u64(bytes.data + HEAD_CHANGED),
        .due_ms = get_u64(bytes.data + HEAD_DUE),
    };
    return ERR_OK;
}

bool sheet_is_live(const struct sheet_head *head)
{
    const struct deal deal = {.state = head->state};

    return deal_is_live(&deal);
}

/* So much of a text as a sheet has room for, and as is a text itself: whole
 * characters, no space at the end. */
static struct view cut(struct view text)
{
    while (text.bytes > 0 &&
           text_check(text, TEXT_LINES, REASON_BYTES_MAX) != TEXT_RULE_OK) {
        text.bytes--;
    }
    return text;
}

/* The ask's own words, and the last that gave a reason. */
static void note_words(struct sheet_beside *said,
                       const struct deal *deal,
                       const struct letter *letters,
                       size_t count)
{
    uint64_t reason_ms = 0;

    for (size_t index = 0; index < count; index++) {
        const struct letter *letter = &letters[index];
        struct deal_step step;

        if (letter->kind != LETTER_DEAL ||
            step_read(letter->content, &step) != ERR_OK) {
            continue;
        }
        if (id_equal(&letter->id, &deal->id)) {
            said->text = step.text;
        } else if ((step.kind == STEP_NO || step.kind == STEP_UNDO ||
                    step.kind == STEP_DROP) &&
                   step.text.bytes > 0 && letter->written_ms >= reason_ms) {
            said->reason = cut(step.text);
            reason_ms = letter->written_ms;
        }
    }
}

void sheet_note(struct sheet *sheet,
                const struct deal *deal,
                const struct letter *letters,
                size_t count)
{
    struct sheet_beside *said = &sheet->beside;

    sheet->deal = *deal;
    said->title = deal->title;
    said->text = (struct view){NULL, 0};
    said->reason = (struct view){NULL, 0};
    said->where = deal->where;
    said->acts_for = deal->acts_for;
    said->outside = deal->outside;
    said->person = deal->person;
    said->role = deal->role;
    said->condition_out = deal->condition_out;
    said->condition_in = deal->condition_in;
    said->missing_out = deal->missing_out;
    said->missing_in = deal->missing_in;
    said->with_count = deal->with_count;
    memcpy(said->with, deal->with, sizeof said->with);
    note_words(said, deal, letters, count);
}
