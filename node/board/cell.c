#include "node/board/cell.h"

#include <string.h>

enum {
    WHOLE = 100, /* hundredths of a degree */
    NORTH_MAX = 90 * WHOLE,
    EAST_MAX = 180 * WHOLE,
    DECIMALS_MAX = 9,
    DIGITS_MAX = 3, /* of whole degrees */
};

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* Whole degrees. false: not one digit, or too many. */
static bool take_whole(struct view *text, int32_t *out)
{
    size_t digits = 0;

    *out = 0;
    for (; text->bytes > 0 && is_digit(text->data[0]); digits++) {
        if (digits == DIGITS_MAX) {
            return false;
        }
        *out = *out * 10 + (text->data[0] - '0');
        text->data++;
        text->bytes--;
    }
    return digits > 0;
}

/* Decimals behind a point, to the nearest hundredth. */
static bool take_decimals(struct view *text, int32_t *out)
{
    int32_t thousandths = 0;
    size_t digits = 0;

    *out = 0;
    if (text->bytes == 0 || text->data[0] != '.') {
        return true;
    }
    text->data++;
    text->bytes--;
    for (; text->bytes > 0 && is_digit(text->data[0]); digits++) {
        if (digits == DECIMALS_MAX) {
            return false;
        }
        if (digits < 3) {
            thousandths = thousandths * 10 + (text->data[0] - '0');
        }
        text->data++;
        text->bytes--;
    }
    for (size_t i = digits; i < 3; i++) {
        thousandths *= 10;
    }
    *out = (thousandths + 5) / 10;
    return digits > 0;
}

/* Degrees as hundredths, from -`max` to `max`. */
static bool take_degrees(struct view *text, int32_t max, int32_t *out)
{
    const bool is_below =
        text->bytes > 0 && (text->data[0] == '-' || text->data[0] == '+');
    const bool is_negative = is_below && text->data[0] == '-';
    int32_t whole = 0;
    int32_t part = 0;

    if (is_below) {
        text->data++;
        text->bytes--;
    }
    if (!take_whole(text, &whole) || !take_decimals(text, &part)) {
        return false;
    }
    *out = whole * WHOLE + part;
    if (*out > max) {
        return false;
    }
    *out = is_negative ? -*out : *out;
    return true;
}

static void skip_spaces(struct view *text)
{
    while (text->bytes > 0 && text->data[0] == ' ') {
        text->data++;
        text->bytes--;
    }
}

bool cell_read(struct view text, struct cell *out)
{
    skip_spaces(&text);
    if (!take_degrees(&text, NORTH_MAX, &out->north)) {
        return false;
    }
    skip_spaces(&text);
    if (text.bytes == 0 || text.data[0] != ',') {
        return false;
    }
    text.data++;
    text.bytes--;
    skip_spaces(&text);
    if (!take_degrees(&text, EAST_MAX, &out->east)) {
        return false;
    }
    skip_spaces(&text);
    if (out->east == EAST_MAX) {
        out->east = -EAST_MAX;
    }
    return text.bytes == 0;
}

/* Append degrees with two decimals. */
static char *put_degrees(char *out, int32_t hundredths)
{
    const uint32_t size = (uint32_t)(hundredths < 0 ? -hundredths : hundredths);
    const uint32_t whole = size / WHOLE;

    if (hundredths < 0) {
        *out++ = '-';
    }
    if (whole >= 100) {
        *out++ = (char)('0' + whole / 100);
    }
    if (whole >= 10) {
        *out++ = (char)('0' + whole / 10 % 10);
    }
    *out++ = (char)('0' + whole % 10);
    *out++ = '.';
    *out++ = (char)('0' + size % WHOLE / 10);
    *out++ = (char)('0' + size % 10);
    return out;
}

void cell_write(const struct cell *cell, char out[static CELL_CHARS])
{
    out = put_degrees(out, cell->north);
    *out++ = ',';
    out = put_degrees(out, cell->east);
    *out = '\0';
}

uint64_t cell_number(const struct cell *cell)
{
    return (uint64_t)(cell->north + NORTH_MAX) * 2 * EAST_MAX +
           (uint64_t)(cell->east + EAST_MAX) + 1;
}

bool cell_of_number(uint64_t number, struct cell *out)
{
    if (number == 0 || number > (uint64_t)(2 * NORTH_MAX + 1) * 2 * EAST_MAX) {
        return false;
    }
    out->north = (int32_t)((number - 1) / (2 * EAST_MAX)) - NORTH_MAX;
    out->east = (int32_t)((number - 1) % (2 * EAST_MAX)) - EAST_MAX;
    return true;
}

/* The cosine of an angle in hundredths of a degree, to a hundred-thousandth:
 * the first terms of its series, up to a right angle. */
static double cosine(double hundredths)
{
    const double radians = hundredths * (3.14159265358979 / 18000);
    const double square = radians * radians;

    return 1 - square / 2 *
                   (1 - square / 12 *
                            (1 - square / 30 *
                                     (1 - square / 56 * (1 - square / 90))));
}

bool cell_is_within(const struct cell *from,
                    const struct cell *to,
                    uint32_t metres)
{
    const double unit = 1111.95; /* metres of a hundredth of a degree */
    const double north = unit * (to->north - from->north);
    const int32_t apart = to->east - from->east;
    const int32_t around = apart < -EAST_MAX  ? apart + 2 * EAST_MAX
                           : apart > EAST_MAX ? apart - 2 * EAST_MAX
                                              : apart;
    const double east =
        unit * around * cosine((double)(to->north + from->north) / 2);
    const double most = metres;

    return north * north + east * east <= most * most;
}
