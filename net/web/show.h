/*
 * How values are shown on pages: times, lengths, words for kinds and states,
 * QR codes. Filters of templates; what they make is escaped like all else.
 *
 *   when    "today 18:04", "Sat 10:00", "Sat 28 Nov", "3 Mar 2028"; what lies
 *           ahead always with its time, "Sat 5 Dec 10:00", if it has one
 *   ago     "just now", "5 min ago", "3 h ago", "2 days ago"
 *   day     "Sat 28 Nov"; `last` the same of the day that ends then
 *   date    "2026-11-28"; `stamp` with its time, if it has one
 *   picker  the type of field that holds a time: "date" where a day begins or
 *           ends, else "datetime-local"; `pick` what it holds, `lastpick`
 *           likewise, of the day that ends then
 *   clock   "18:04"
 *   length  minutes as "1 h 30 min", "-45 min"
 *   kind    "To borrow"; `state` "in line"; both as they are where unknown
 *   initial the first letter
 *   line    a text on one line, cut at some 160 bytes
 *   step    what a step said: "put in line"
 *   typed   what was typed, where a field is there once or more; `second` and
 *           `third` of several
 *   count   of a list: "23 things on the board"; `pages`: "pages-4"; `rest`
 *           of a board, and `sheet` of a printed one, that it is cut
 *   commas  texts of a list, with commas between
 *   room    how much of a poster a text needs: "", "long", "longer", "longest"
 *   field   what a field of a form is called, by its name
 *   qr      the outline of a QR code; `qrbox` its view box
 *
 * Times are those of the machine's zone.
 */
#ifndef NET_WEB_SHOW_H
#define NET_WEB_SHOW_H

#include <stddef.h>
#include <stdint.h>

#include "net/web/template.h"

/* What filters look at. */
struct show {
    uint64_t now_ms;
};

/* The filters; their context is a struct show. */
extern const struct template_filter show_filters[];
extern const size_t show_filter_count;

#endif
