/*
 * Models of the page as the server makes them, out of what commands printed on
 * a real street (tests/page/lib/models.sh).
 */
#ifndef TESTS_LIB_PAGES_H
#define TESTS_LIB_PAGES_H

#include <jansson.h>

#include "net/web/page.h"

/* For whom a page is drawn. */
enum pages_reader { PAGES_GUEST, PAGES_RESIDENT, PAGES_NOBODY_YET };

/* A document of tests/page/models; fails the test when it is not there. */
json_t *pages_load(const char *name);

/* The model of a page: a new reference. Its asks are files of their names,
 * but of pages that show one deal. */
json_t *pages_model(const struct web_page *page, enum pages_reader reader);

/* The same without a row, for a template that is drawn by its name. */
json_t *pages_bare(const char *path, enum pages_reader reader);

#endif
