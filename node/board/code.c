#include "node/board/code.h"

#include <assert.h>
#include <string.h>

/* Without i, l, o and u: what is read aloud is typed right. */
static const char digits_of_code[] = "0123456789abcdefghjkmnpqrstvwxyz";

enum { DIGIT_BITS = 5, NO_DIGIT = 32 };

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

/* U+00C0 to U+017F, the letters of Europe, without their marks. */
static const char plain_letters[] =
    "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllll"
    "nnnnnnnnnoooooooorrrrrrsssssssstttttt"
    "uuuuuuuuuuuuwwyyyzzzzzzs";

enum { PLAIN_FIRST = 0xC0, PLAIN_LEAD_FIRST = 0xC3, PLAIN_LEAD_LAST = 0xC5 };

_Static_assert(sizeof plain_letters - 1 == 0x180 - PLAIN_FIRST, "all of them");

/* The letter of a title at a place, plain and small; past it stands the next.
 * A title is UTF-8, so a first byte of two has its second. */
static char letter_at(struct view title, size_t *at)
{
    const unsigned char lead = title.data[(*at)++];

    if (lead < PLAIN_LEAD_FIRST || lead > PLAIN_LEAD_LAST ||
        *at == title.bytes) {
        return small_letter(lead);
    }
    return plain_letters[((lead & 0x1FU) << 6 | (title.data[(*at)++] & 0x3FU)) -
                         PLAIN_FIRST];
}

/* The first word of a title that has one, small; its characters. */
static size_t word_of_title(struct view title, char out[CODE_WORD_CHARS_MAX])
{
    size_t count = 0;
    size_t at = 0;

    while (at < title.bytes && count < CODE_WORD_CHARS_MAX) {
        char c = letter_at(title, &at);

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
