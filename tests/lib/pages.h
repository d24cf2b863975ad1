/*
 * Models of the page as the server makes them, out of what commands printed on
 * a real street (tests/page/lib/models.sh).
 */
#ifndef TESTS_LIB_PAGES_H
#define TESTS_LIB_PAGES_H

#include <stdbool.h>

#include <jansson.h>

#include "net/web/page.h"
#include "node/bytes.h"

/* For whom a page is drawn. */
enum pages_reader { PAGES_GUEST, PAGES_RESIDENT, PAGES_NOBODY_YET };

/* A document of tests/page/models; fails the test when it is not there. */
json_t *pages_load(const char *name);

/* The model of a page: a new reference. Its asks are files of their names,
 * but of pages that show one deal. */
json_t *pages_model(const struct web_page *page, enum pages_reader reader);

/* The same without a row, for a template that is drawn by its name. */
json_t *pages_bare(const char *path, enum pages_reader reader);

/* The row of an address; NULL: there is none. */
const struct web_page *pages_at(const char *path);

/*
 * Draw a template; fails the test where that cannot be. With PAGES_OUT=FOLDER
 * it is left there, too.
 *
 * out  released by the caller; ends with a zero byte
 */
void pages_draw(const char *file,
                const char *path,
                json_t *model,
                struct bytes *out);

/* Does a page that was drawn hold this text? */
bool pages_has(const struct bytes *page, const char *text);

/* Does the page at an address, with its model as it is now? */
bool pages_show(const char *path, const json_t *model, const char *text);

#endif
