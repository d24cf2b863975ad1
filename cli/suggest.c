#include "cli/suggest.h"

#include <string.h>

static size_t least(size_t left, size_t right)
{
    return left < right ? left : right;
}

size_t suggest_distance(const char *left, const char *right)
{
    size_t rows[3][SUGGEST_BYTES_MAX + 1];
    size_t left_bytes = strlen(left);
    size_t right_bytes = strlen(right);

    if (left_bytes >= SUGGEST_BYTES_MAX || right_bytes >= SUGGEST_BYTES_MAX) {
        return SUGGEST_BYTES_MAX;
    }
    for (size_t column = 0; column <= right_bytes; column++) {
        rows[0][column] = column;
    }
    for (size_t row = 1; row <= left_bytes; row++) {
        size_t *now = rows[row % 3];
        const size_t *above = rows[(row + 2) % 3];
        const size_t *higher = rows[(row + 1) % 3];

        now[0] = row;
        for (size_t column = 1; column <= right_bytes; column++) {
            size_t other = left[row - 1] != right[column - 1];

            now[column] = least(above[column - 1] + other,
                                least(above[column], now[column - 1]) + 1);
            if (row > 1 && column > 1 && left[row - 1] == right[column - 2] &&
                left[row - 2] == right[column - 1]) {
                now[column] = least(now[column], higher[column - 2] + 1);
            }
        }
    }
    return rows[left_bytes % 3][right_bytes];
}

const char *
suggest_nearest(const char *typed, const char *const *words, size_t count)
{
    const char *nearest = NULL;
    size_t allowed = strlen(typed) / 3;
    size_t best = allowed > 0 ? allowed + 1 : 2;

    for (size_t index = 0; index < count; index++) {
        size_t distance = suggest_distance(typed, words[index]);

        if (distance < best) {
            best = distance;
            nearest = words[index];
        }
    }
    return nearest;
}
