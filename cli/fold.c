#include "cli/fold.h"

#include <stdbool.h>
#include <string.h>

enum {
    HEAD_COLUMNS_MAX = 26, /* what stands before the text, as in a list */
    TEXT_COLUMNS_MIN = 14, /* what has to be left beside it */
};

static bool is_character(char c)
{
    return ((unsigned char)c & 0xC0) != 0x80;
}

size_t fold_columns(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++) {
        count += is_character(*text);
    }
    return count;
}

/* Bytes of so many characters, or of all there are. */
static size_t bytes_of(const char *text, size_t columns)
{
    size_t bytes = 0;

    while (text[bytes] != '\0' && (columns > 0 || !is_character(text[bytes]))) {
        columns -= is_character(text[bytes]);
        bytes++;
    }
    return bytes;
}

size_t fold_fit(const char *text, size_t columns)
{
    const size_t all = bytes_of(text, columns);
    size_t bytes = all;

    if (text[all] == '\0') {
        return all;
    }
    while (bytes > 0 && text[bytes] != ' ') {
        bytes--;
    }
    while (bytes > 0 && text[bytes - 1] == ' ') {
        bytes--;
    }
    return bytes > 0 ? bytes : all;
}

/* Where the lines below a line begin: two blanks end what stands before its
 * text, but behind a sentence. */
static size_t hanging(const char *line, size_t columns)
{
    const size_t blanks = strspn(line, " ");
    const char *gap = strstr(line + blanks, "  ");
    size_t head = blanks;

    if (gap != NULL && gap > line && strchr(".!?", gap[-1]) == NULL) {
        head = (size_t)(gap - line) + strspn(gap, " ");
    }
    if (head > HEAD_COLUMNS_MAX || head + TEXT_COLUMNS_MIN > columns) {
        head = blanks;
    }
    return head + TEXT_COLUMNS_MIN > columns ? 0 : head;
}

/* Bytes of the next piece: what fits, or one word that does not. */
static size_t piece_bytes(const char *text, size_t columns)
{
    const size_t blanks = strspn(text, " ");
    const size_t bytes = fold_fit(text, columns);

    if (text[bytes] == '\0' || text[bytes] == ' ') {
        return bytes;
    }
    return blanks + strcspn(text + blanks, " ");
}

static void print_line(FILE *file, const char *line, size_t columns)
{
    const size_t below = columns == 0 ? 0 : hanging(line, columns);
    size_t indent = 0;

    while (columns > 0 && fold_columns(line) > columns - indent) {
        const size_t bytes = piece_bytes(line, columns - indent);

        (void)fprintf(file, "%*s%.*s\n", (int)indent, "", (int)bytes, line);
        line += bytes;
        line += strspn(line, " ");
        indent = below;
        if (*line == '\0') {
            return;
        }
    }
    (void)fprintf(file, "%*s%s\n", (int)indent, "", line);
}

void fold_print(FILE *file, const char *text, size_t columns)
{
    char line[4096];

    for (const char *end = NULL; (end = strchr(text, '\n')) != NULL;
         text = end + 1) {
        if ((size_t)(end - text) < sizeof line) {
            memcpy(line, text, (size_t)(end - text));
            line[end - text] = '\0';
            print_line(file, line, columns);
        } else {
            (void)fprintf(file, "%.*s\n", (int)(end - text), text);
        }
    }
    print_line(file, text, columns);
}
