#include "net/web/qr.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include <qrencode.h>

enum { QUIET = 4, STEP_CHARS = 64 };

static enum err encode(const char *text, QRcode **out)
{
    *out = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
    if (*out == NULL) {
        return errno == ENOMEM ? ERR_NOMEM : ERR_INVALID;
    }
    return ERR_OK;
}

static bool is_dark(const QRcode *code, int row, int column)
{
    return column < code->width &&
           (code->data[row * code->width + column] & 1) != 0;
}

static enum err draw_row(const QRcode *code, int row, struct bytes *out)
{
    char step[STEP_CHARS];
    enum err err = ERR_OK;

    for (int column = 0; column < code->width && err == ERR_OK; column++) {
        int count = 0;

        while (is_dark(code, row, column + count)) {
            count++;
        }
        if (count > 0) {
            (void)snprintf(step, sizeof step, "M%d %dh%dv1h-%dz", column, row,
                           count, count);
            err = bytes_append(out, view_text(step));
        }
        column += count;
    }
    return err;
}

enum err qr_outline(const char *text, struct bytes *out)
{
    QRcode *code = NULL;
    enum err err = encode(text, &code);

    for (int row = 0; err == ERR_OK && row < code->width; row++) {
        err = draw_row(code, row, out);
    }
    QRcode_free(code);
    return err;
}

enum err qr_box(const char *text, struct bytes *out)
{
    char box[STEP_CHARS];
    QRcode *code = NULL;
    enum err err = encode(text, &code);

    if (err == ERR_OK) {
        (void)snprintf(box, sizeof box, "-%d -%d %d %d", QUIET, QUIET,
                       code->width + 2 * QUIET, code->width + 2 * QUIET);
        err = bytes_append(out, view_text(box));
    }
    QRcode_free(code);
    return err;
}
