#include "cli/qr.h"

#include <errno.h>

#include <qrencode.h>

enum { QUIET = 2 }; /* light modules around the code */

static bool is_light(const QRcode *code, int row, int column)
{
    if (row < 0 || column < 0 || row >= code->width || column >= code->width) {
        return true;
    }
    return (code->data[row * code->width + column] & 1) == 0;
}

static void draw_row(FILE *file, const QRcode *code, int row, bool has_colour)
{
    static const char *const halves[2][2] = {{" ", "\u2584"},
                                             {"\u2580", "\u2588"}};

    (void)fputs(has_colour ? "\033[97;40m" : "", file);
    for (int column = -QUIET; column < code->width + QUIET; column++) {
        bool upper = is_light(code, row, column);
        bool lower = is_light(code, row + 1, column);

        (void)fputs(halves[upper][lower], file);
    }
    (void)fputs(has_colour ? "\033[0m\n" : "\n", file);
}

enum err qr_draw(FILE *file, const char *text, bool has_colour)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);

    if (code == NULL) {
        return errno == ERANGE ? ERR_FULL : ERR_NOMEM;
    }
    for (int row = -QUIET; row < code->width + QUIET; row += 2) {
        draw_row(file, code, row, has_colour);
    }
    QRcode_free(code);
    return ERR_OK;
}
