/*
 * A QR code on a terminal, two modules a character by half blocks.
 */
#ifndef CLI_QR_H
#define CLI_QR_H

#include <stdbool.h>
#include <stdio.h>

#include "node/err.h"

/*
 * Draw a text, light modules as blocks: it reads on a dark terminal, and with
 * `has_colour` on any.
 *
 * ERR_FULL   too long for a QR code
 * ERR_NOMEM
 */
MUST_USE enum err qr_draw(FILE *file, const char *text, bool has_colour);

#endif
