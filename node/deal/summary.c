#include "node/deal/summary.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

enum { VERSION = 1 };

enum form { FORM_NUMBER, FORM_FLAG, FORM_BYTES };

/* A member that is written: a number, a bool, or bytes as they stand. */
struct member {
    size_t offset;
    size_t width;
    enum form form;
};

#define MEMBER(name, form)                                                     \
    {                                                                          \
        offsetof(struct deal, name), sizeof(((struct deal *)0)->name), form    \
    }
#define NUMBER(name) MEMBER(name, FORM_NUMBER)
#define FLAG(name)   MEMBER(name, FORM_FLAG)
#define BYTES(name)  MEMBER(name, FORM_BYTES)

static const struct member members[] = {
    BYTES(id),           BYTES(post),         NUMBER(kind),
    NUMBER(lane),        NUMBER(n),           BYTES(claimant),
    BYTES(keeper),       BYTES(instead),      NUMBER(state),
    NUMBER(turn),        NUMBER(mark),        BYTES(marks),
    NUMBER(result_by),   FLAG(needs_affirm),  FLAG(is_affirmed),
    FLAG(has_change),    FLAG(is_late_drop),  NUMBER(quantity),
    NUMBER(from_ms),     NUMBER(to_ms),       NUMBER(when_ms),
    NUMBER(hold_ms),     NUMBER(due_ms),      NUMBER(change_to_ms),
    NUMBER(missing_out), NUMBER(missing_in),  NUMBER(revision),
    BYTES(terms),        BYTES(yes),          NUMBER(yes_revision),
    NUMBER(yes_ms),      BYTES(place),        NUMBER(place_ms),
    NUMBER(asked_ms),    NUMBER(answered_ms), NUMBER(out_ms),
    NUMBER(result_ms),   NUMBER(changed_ms),  BYTES(last),
    NUMBER(letters),     NUMBER(aside),       NUMBER(refused),
};

static const size_t texts[] = {
    offsetof(struct deal, title),
    offsetof(struct deal, outside),
    offsetof(struct deal, acts_for),
    offsetof(struct deal, person),
};

/* Members of one, two, four or eight bytes as this machine keeps them. */
static uint64_t number_get(const unsigned char *at, size_t width)
{
    uint16_t u16 = 0;
    uint32_t u32 = 0;
    uint64_t u64 = 0;

    switch (width) {
    case sizeof u16:
        memcpy(&u16, at, sizeof u16);
        return u16;
    case sizeof u32:
        memcpy(&u32, at, sizeof u32);
        return u32;
    case sizeof u64:
        memcpy(&u64, at, sizeof u64);
        return u64;
    default:
        assert(width == 1);
        return *at;
    }
}

static void number_set(unsigned char *at, size_t width, uint64_t value)
{
    uint16_t u16 = (uint16_t)value;
    uint32_t u32 = (uint32_t)value;

    switch (width) {
    case sizeof u16:
        memcpy(at, &u16, sizeof u16);
        break;
    case sizeof u32:
        memcpy(at, &u32, sizeof u32);
        break;
    case sizeof value:
        memcpy(at, &value, sizeof value);
        break;
    default:
        assert(width == 1);
        *at = (unsigned char)value;
        break;
    }
}

static enum err member_write(const struct member *member,
                             const struct deal *deal,
                             struct bytes *out)
{
    const unsigned char *at = (const unsigned char *)deal + member->offset;
    unsigned char number[sizeof(uint64_t)];

    if (member->form == FORM_BYTES) {
        return bytes_append(out, (struct view){at, member->width});
    }
    put_u64(number, number_get(at, member->width));
    return bytes_append(
        out,
        (struct view){number + sizeof number - member->width, member->width});
}

static enum err
text_write(size_t offset, const struct deal *deal, struct bytes *out)
{
    struct view text = {NULL, 0};
    enum err err = ERR_OK;

    memcpy(&text, (const unsigned char *)deal + offset, sizeof text);
    err = bytes_append_u8(out, (uint8_t)text.bytes);
    return err == ERR_OK ? bytes_append(out, text) : err;
}

enum err summary_write(const struct deal *deal, struct bytes *out)
{
    size_t before = out->bytes;
    enum err err = bytes_append_u8(out, VERSION);

    for (size_t i = 0; err == ERR_OK && i < FIELD_COUNT(members); i++) {
        err = member_write(&members[i], deal, out);
    }
    for (size_t i = 0; err == ERR_OK && i < FIELD_COUNT(texts); i++) {
        err = text_write(texts[i], deal, out);
    }
    if (err != ERR_OK) {
        out->bytes = before;
    }
    return err;
}

static enum err
member_read(const struct member *member, struct view *from, struct deal *deal)
{
    unsigned char *at = (unsigned char *)deal + member->offset;
    unsigned char number[sizeof(uint64_t)] = {0};
    struct view view = {NULL, 0};
    uint64_t value = 0;
    enum err err = view_take(from, member->width, &view);

    if (err != ERR_OK) {
        return err;
    }
    if (member->form == FORM_BYTES) {
        memcpy(at, view.data, view.bytes);
        return ERR_OK;
    }
    memcpy(number + sizeof number - view.bytes, view.data, view.bytes);
    value = get_u64(number);
    number_set(at, member->width,
               member->form == FORM_FLAG ? value != 0 : value);
    return ERR_OK;
}

static enum err text_read(size_t offset, struct view *from, struct deal *deal)
{
    struct view text = {NULL, 0};
    uint8_t bytes = 0;
    enum err err = view_take_u8(from, &bytes);

    if (err == ERR_OK) {
        err = view_take(from, bytes, &text);
    }
    memcpy((unsigned char *)deal + offset, &text, sizeof text);
    return err;
}

/* What the rest of this folder relies on. */
static bool is_sound(const struct deal *deal)
{
    return kind_find(deal->kind) != NULL && deal->state != STATE_NONE &&
           deal->state < STATE_END && deal->turn < TURN_END &&
           deal->mark < MARK_END && deal->result_by < SIDE_STRANGER;
}

enum err summary_read(struct view *from, uint64_t now_ms, struct deal *out)
{
    uint8_t version = 0;
    enum err err = view_take_u8(from, &version);

    memset(out, 0, sizeof *out);
    if (err == ERR_OK && version != VERSION) {
        err = ERR_MALFORMED;
    }
    for (size_t i = 0; err == ERR_OK && i < FIELD_COUNT(members); i++) {
        err = member_read(&members[i], from, out);
    }
    for (size_t i = 0; err == ERR_OK && i < FIELD_COUNT(texts); i++) {
        err = text_read(texts[i], from, out);
    }
    if (err == ERR_OK && !is_sound(out)) {
        err = ERR_MALFORMED;
    }
    if (err == ERR_OK) {
        deal_look(out, now_ms);
    }
    return err;
}
