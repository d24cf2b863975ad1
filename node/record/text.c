#include "node/record/text.h"

#include <assert.h>
#include <string.h>

struct range {
    uint32_t first;
    uint32_t last;
};

struct rule_row {
    const char *number;
    const char *text;
};

#define RULE_ROW(name, number, text) {number, text},
static const struct rule_row rules[] = {TEXT_MAP(RULE_ROW)};
#undef RULE_ROW

static const struct range controls[] = {
    {0x00, 0x1F},     {0x7F, 0x9F},     {0x2028, 0x2029},
    {0xFDD0, 0xFDEF}, {0xFFF9, 0xFFFB},
};

static const struct range directions[] = {
    {0x061C, 0x061C},
    {0x200E, 0x200F},
    {0x202A, 0x202E},
    {0x2066, 0x2069},
};

static const struct range invisibles[] = {
    {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x115F, 0x1160},
    {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200D},
    {0x2060, 0x2065},   {0x206A, 0x206F},   {0x2800, 0x2800},
    {0x3164, 0x3164},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0},   {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
    {0xE0000, 0xE0FFF},
};

static const struct range spaces[] = {
    {0x20, 0x20},     {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
    {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000},
};

/* "Show the sign before me in colour": as emoji are typed on phones. */
enum { EMOJI_STYLE = 0xFE0F, SYMBOLS_FROM = 0x2000, NEW_LINE = '\n' };

#define COUNT_OF(table) (sizeof(table) / sizeof(table)[0])

static bool is_in(uint32_t code_point, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (code_point >= ranges[i].first && code_point <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

/* How many bytes a code point has that begins with this one; 0: none does. */
static size_t sequence_bytes(unsigned char first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xC2 || first > 0xF4) {
        return 0;
    }
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

enum err text_take(struct view *rest, uint32_t *code_point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    static const unsigned char mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    size_t bytes = rest->bytes > 0 ? sequence_bytes(rest->data[0]) : 0;
    uint32_t value = 0;

    if (bytes == 0 || bytes > rest->bytes) {
        return ERR_MALFORMED;
    }
    value = rest->data[0] & mask[bytes];
    for (size_t i = 1; i < bytes; i++) {
        if ((rest->data[i] & 0xC0) != 0x80) {
            return ERR_MALFORMED;
        }
        value = value << 6 | (rest->data[i] & 0x3FU);
    }
    if (value < least[bytes] || value > 0x10FFFF ||
        (value >= 0xD800 && value <= 0xDFFF)) {
        return ERR_MALFORMED;
    }
    rest->data += bytes;
    rest->bytes -= bytes;
    *code_point = value;
    return ERR_OK;
}

static bool is_plain_byte(unsigned char byte)
{
    return byte >= ' ' && byte < 0x7F;
}

/* Eight bytes at once: the upper bit of one is set that is below a space when
 * 32 is taken from it, that is 0x7F when 1 is added, or that is greater. */
static bool are_plain_bytes(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);

    return (((word - ' ' * ones) | (word + ones) | word) & (0x80 * ones)) == 0;
}

/* Most text has nothing but these, which need no table. */
static bool is_plain(struct view text)
{
    bool is_plain = true;
    size_t at = 0;

    for (; is_plain && text.bytes - at >= sizeof(uint64_t);
         at += sizeof(uint64_t)) {
        uint64_t word = 0;

        memcpy(&word, text.data + at, sizeof word);
        is_plain = are_plain_bytes(word);
    }
    for (; is_plain && at < text.bytes; at++) {
        is_plain = is_plain_byte(text.data[at]);
    }
    return is_plain;
}

bool text_is_utf8(struct view text)
{
    uint32_t code_point = 0;

    if (is_plain(text)) {
        return true;
    }
    while (text.bytes > 0) {
        if (text_take(&text, &code_point) != ERR_OK) {
            return false;
        }
    }
    return true;
}

static bool is_space(uint32_t code_point)
{
    return code_point == NEW_LINE ||
           is_in(code_point, spaces, COUNT_OF(spaces));
}

/* May what colours a symbol follow this? Not what cannot be seen itself. */
static bool is_symbol(uint32_t code_point)
{
    return code_point >= SYMBOLS_FROM &&
           !is_in(code_point, invisibles, COUNT_OF(invisibles)) &&
           !is_in(code_point, spaces, COUNT_OF(spaces));
}

/* One code point by itself, but for what may follow a symbol. */
static enum text_rule
point_check(uint32_t now, uint32_t before, enum text_kind kind)
{
    if (kind == TEXT_LINES && now == NEW_LINE) {
        return TEXT_RULE_OK;
    }
    if (is_in(now, controls, COUNT_OF(controls)) || (now & 0xFFFE) == 0xFFFE) {
        return TEXT_RULE_CONTROL;
    }
    if (is_in(now, directions, COUNT_OF(directions))) {
        return TEXT_RULE_DIRECTION;
    }
    if (kind == TEXT_LINES || (now == EMOJI_STYLE && is_symbol(before))) {
        return TEXT_RULE_OK;
    }
    return is_in(now, invisibles, COUNT_OF(invisibles)) ? TEXT_RULE_INVISIBLE
                                                        : TEXT_RULE_OK;
}

enum text_rule
text_check(struct view text, enum text_kind kind, size_t bytes_max)
{
    enum text_rule rule = TEXT_RULE_OK;
    uint32_t first = 0;
    uint32_t last = 0;
    uint32_t now = 0;

    if (text.bytes == 0) {
        return TEXT_RULE_EMPTY;
    }
    if (text.bytes > bytes_max) {
        return TEXT_RULE_LONG;
    }
    if (is_plain(text)) {
        return is_space(text.data[0]) || is_space(text.data[text.bytes - 1])
                   ? TEXT_RULE_SPACE
                   : TEXT_RULE_OK;
    }
    if (!text_is_utf8(text)) {
        return TEXT_RULE_UTF8;
    }
    for (struct view rest = text; text_take(&rest, &now) == ERR_OK;) {
        rule = point_check(now, last, kind);
        if (rule != TEXT_RULE_OK) {
            return rule;
        }
        first = last == 0 ? now : first;
        last = now;
    }
    return is_space(first) || is_space(last) ? TEXT_RULE_SPACE : TEXT_RULE_OK;
}

const char *text_rule_number(enum text_rule rule)
{
    assert(rule < TEXT_RULE_COUNT);
    return rules[rule].number;
}

const char *text_rule_text(enum text_rule rule)
{
    assert(rule < TEXT_RULE_COUNT);
    return rules[rule].text;
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* ASCII letters, and any byte of the letters of the world. */
static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* Take the next word: what stands between spaces, commas and dots. */
static struct view word_take(struct view *rest)
{
    struct view word = {NULL, 0};

    while (rest->bytes > 0) {
        unsigned char c = rest->data[0];
        bool is_end = c == ' ' || c == ',' || c == '.';

        if (is_end && word.bytes > 0) {
            break;
        }
        if (!is_end) {
            word.data = word.bytes == 0 ? rest->data : word.data;
            word.bytes++;
        }
        rest->data++;
        rest->bytes--;
    }
    return word;
}

/* "7", "12", "7b", "12-14", "3/2": digits first, at most one letter, last. */
static bool is_house_number(struct view word)
{
    enum { HOUSE_NUMBER_CHARS_MAX = 7 };

    if (word.bytes == 0 || word.bytes > HOUSE_NUMBER_CHARS_MAX ||
        !is_digit(word.data[0])) {
        return false;
    }
    for (size_t i = 1; i < word.bytes; i++) {
        unsigned char c = word.data[i];
        bool is_last = i + 1 == word.bytes;

        if (!is_digit(c) && c != '-' && c != '/' &&
            !(is_letter(c) && is_last)) {
            return false;
        }
    }
    return true;
}

static bool is_plain_word(struct view word)
{
    for (size_t i = 0; i < word.bytes; i++) {
        if (!is_letter(word.data[i]) && word.data[i] != '-' &&
            word.data[i] != '\'') {
            return false;
        }
    }
    return word.bytes >= 2;
}

bool text_looks_like_address(struct view name)
{
    struct view before = {NULL, 0};

    for (;;) {
        struct view word = word_take(&name);

        if (word.bytes == 0) {
            return false;
        }
        if ((is_house_number(word) && is_plain_word(before)) ||
            (is_plain_word(word) && is_house_number(before))) {
            return true;
        }
        before = word;
    }
}
