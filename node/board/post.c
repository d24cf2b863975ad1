#include "node/board/post.h"

#include <assert.h>
#include <string.h>

#include "node/record/identity.h"
#include "node/record/text.h"
#include "node/record/time.h"

static const struct field tag[] = {
    {.name = "tag",
     .type = FIELD_LINE,
     .maximum = TAG_BYTES_MAX,
     .width = sizeof(struct view)},
};

static const struct field part[] = {
    {.name = "part",
     .type = FIELD_LINE,
     .maximum = PART_BYTES_MAX,
     .width = sizeof(struct view)},
};

static const struct field fields[] = {
    {.name = "birth",
     .key = 1,
     .type = FIELD_KEY,
     FIELD_BYTES(POST_BIRTH_BYTES),
     FIELD_AT(struct post, birth)},
    {.name = "revision",
     .key = 2,
     .type = FIELD_NUMBER,
     .minimum = 1,
     .maximum = UINT32_MAX,
     FIELD_AT(struct post, revision)},
    {.name = "posted",
     .key = 3,
     .type = FIELD_NUMBER,
     .minimum = 0,
     .maximum = TIME_MS_MAX,
     FIELD_AT(struct post, posted_ms)},
    {.name = "title",
     .key = 4,
     .type = FIELD_LINE,
     .maximum = TITLE_BYTES_MAX,
     FIELD_AT(struct post, title)},
    {.name = "text",
     .key = 5,
     .type = FIELD_LINES,
     .is_optional = true,
     .maximum = TEXT_BYTES_MAX,
     FIELD_AT(struct post, text)},
    {.name = "tags",
     .key = 6,
     .type = FIELD_ROWS,
     .is_optional = true,
     FIELD_ROWS_AT(struct post, tags, tag)},
    {.name = "until",
     .key = 7,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = TIME_MS_MAX,
     FIELD_AT(struct post, until_ms)},
    {.name = "quantity",
     .key = 8,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = QUANTITY_MAX,
     FIELD_AT(struct post, quantity)},
    {.name = "cell",
     .key = 9,
     .type = FIELD_LINE,
     .is_optional = true,
     .maximum = CELL_BYTES_MAX,
     FIELD_AT(struct post, cell)},
    {.name = "reach",
     .key = 10,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = REACH_END - 1,
     FIELD_AT(struct post, reach)},
    {.name = "for",
     .key = 11,
     .type = FIELD_LINE,
     .is_optional = true,
     .maximum = NAME_BYTES_MAX,
     FIELD_AT(struct post, acts_for)},
    {.name = "status",
     .key = 12,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = STATUS_END - 1,
     FIELD_AT(struct post, status)},
    {.name = "left",
     .key = 13,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = QUANTITY_MAX,
     FIELD_AT(struct post, left),
     .has_offset = offsetof(struct post, has_left)},
    {.name = "asks",
     .key = 14,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = QUANTITY_MAX,
     FIELD_AT(struct post, asks)},
    {.name = "first",
     .key = 15,
     .type = FIELD_BOOL,
     .is_optional = true,
     FIELD_AT(struct post, is_first)},
    {.name = "outcome",
     .key = 16,
     .type = FIELD_LINE,
     .is_optional = true,
     .maximum = OUTCOME_BYTES_MAX,
     FIELD_AT(struct post, outcome)},
    {.name = "days_max",
     .key = 17,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = LOAN_DAYS_MAX,
     FIELD_AT(struct post, days_max)},
    {.name = "buffer",
     .key = 18,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = BUFFER_HOURS_MAX,
     FIELD_AT(struct post, buffer_hours)},
    {.name = "parts",
     .key = 19,
     .type = FIELD_ROWS,
     .is_optional = true,
     FIELD_ROWS_AT(struct post, parts, part)},
};

static const char *const kind_names[POST_KIND_END] = {
    [POST_OFFER] = "offer",     [POST_REQUEST] = "request",
    [POST_LOAN] = "loan",       [POST_SKILL] = "skill",
    [POST_MEAL] = "meal",       [POST_EVENT] = "event",
    [POST_PROJECT] = "project", [POST_NOTICE] = "notice",
};

/* Without i, l, o and u: what is read aloud is typed right. */
static const char digits_of_code[] = "0123456789abcdefghjkmnpqrstvwxyz";

enum { DIGIT_BITS = 5, NO_DIGIT = 32 };

const char *post_kind_name(unsigned kind)
{
    return kind < POST_KIND_END ? kind_names[kind] : NULL;
}

unsigned post_kind_find(struct view name)
{
    for (unsigned kind = POST_OFFER; kind < POST_KIND_END; kind++) {
        if (view_equal(name, view_text(kind_names[kind]))) {
            return kind;
        }
    }
    return 0;
}

const char *post_status_name(enum post_status status)
{
    static const char *const names[STATUS_END] = {"open", "promised", "away",
                                                  "closed"};

    assert(status < STATUS_END);
    return names[status];
}

const char *post_reach_name(enum post_reach reach)
{
    static const char *const names[REACH_END] = {"neighbourhood", "nearby",
                                                 "circle"};

    assert(reach < REACH_END);
    return names[reach];
}

enum err post_read(struct view body, struct post *out)
{
    return field_read(body, fields, FIELD_COUNT(fields), out, sizeof *out);
}

enum err post_write(const struct post *post, struct bytes *out)
{
    return field_write(post, fields, FIELD_COUNT(fields), out);
}

void post_id(const struct id *household,
             uint32_t lane,
             uint32_t n,
             const unsigned char birth[static POST_BIRTH_BYTES],
             struct id *out)
{
    unsigned char number[8];
    struct view parts[] = {{household->data, ID_BYTES},
                           {number, sizeof number},
                           {birth, POST_BIRTH_BYTES}};

    put_u32(number, lane);
    put_u32(number + 4, n);
    identity_hash(DOMAIN_POST, parts, FIELD_COUNT(parts), out);
}

/* Five bits of the id, from its front. */
static unsigned id_digit(const struct id *id, unsigned index)
{
    unsigned bit = index * DIGIT_BITS;
    unsigned pair = get_u16(id->data + bit / 8);

    return pair >> (16 - DIGIT_BITS - bit % 8) & 0x1F;
}

static char small_letter(unsigned char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* The first word of a title that has one, small; its characters. */
static size_t word_of_title(struct view title, char out[CODE_WORD_CHARS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < title.bytes && count < CODE_WORD_CHARS_MAX; i++) {
        char c = small_letter(title.data[i]);

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            out[count++] = c;
        } else if (c == ' ' && count > 0) {
            break;
        }
    }
    return count;
}

void post_code(enum post_kind kind,
               struct view title,
               const struct id *id,
               unsigned digits,
               char out[static CODE_CHARS])
{
    size_t count = word_of_title(title, out);
    const char *name = post_kind_name(kind);

    assert(digits >= CODE_DIGITS_MIN && digits <= CODE_DIGITS_MAX);
    if (count == 0 && name != NULL) {
        count = strlen(name);
        memcpy(out, name, count);
    }
    out[count++] = '-';
    for (unsigned i = 0; i < digits; i++) {
        out[count++] = digits_of_code[id_digit(id, i)];
    }
    out[count] = '\0';
}

/* What a character of a code stands for, as people read it. */
static unsigned digit_of(unsigned char c)
{
    char letter = small_letter(c);
    const char *found = NULL;

    if (letter == 'o') {
        return 0;
    }
    if (letter == 'i' || letter == 'l') {
        return 1;
    }
    found = memchr(digits_of_code, letter, NO_DIGIT);
    return found == NULL ? NO_DIGIT : (unsigned)(found - digits_of_code);
}

/* Put five bits into an id from its front. */
static void set_digit(struct id *id, unsigned index, unsigned digit)
{
    unsigned bit = index * DIGIT_BITS;
    unsigned shift = 16 - DIGIT_BITS - bit % 8;
    unsigned pair = get_u16(id->data + bit / 8) & ~(0x1FU << shift);

    put_u16(id->data + bit / 8, (uint16_t)(pair | digit << shift));
}

bool post_code_range(struct view code, struct id *first, struct id *last)
{
    size_t start = code.bytes;
    size_t digits = 0;

    while (start > 0 && code.data[start - 1] != '-') {
        start--;
    }
    digits = code.bytes - start;
    if (digits < CODE_DIGITS_MIN || digits > CODE_DIGITS_MAX) {
        return false;
    }
    memset(first, 0x00, sizeof *first);
    memset(last, 0xFF, sizeof *last);
    for (size_t i = 0; i < digits; i++) {
        unsigned digit = digit_of(code.data[start + i]);

        if (digit == NO_DIGIT) {
            return false;
        }
        set_digit(first, (unsigned)i, digit);
        set_digit(last, (unsigned)i, digit);
    }
    return true;
}

bool post_code_fits(struct view code, const struct id *id)
{
    struct id first;
    struct id last;

    return post_code_range(code, &first, &last) &&
           id_compare(id, &first) >= 0 && id_compare(id, &last) <= 0;
}

const struct field *post_fields(size_t *count)
{
    *count = FIELD_COUNT(fields);
    return fields;
}
