/*
 * A QR code as the outline of an SVG path, to be filled in one colour.
 */
#ifndef NET_WEB_QR_H
#define NET_WEB_QR_H

#include "node/bytes.h"
#include "node/err.h"

/*
 * Append the path: a rectangle for each run of dark modules.
 *
 * ERR_INVALID  too long for a QR code
 */
MUST_USE enum err qr_outline(const char *text, struct bytes *out);

/* Append its view box, with the quiet zone: "-4 -4 33 33". */
MUST_USE enum err qr_box(const char *text, struct bytes *out);

#endif
