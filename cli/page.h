/*
 * The page of this household: where `kith run` serves it, and its door to the
 * commands of this program.
 */
#ifndef CLI_PAGE_H
#define CLI_PAGE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "cli/arguments.h"
#include "cli/out.h"
#include "cli/problem.h"
#include "cli/where.h"
#include "net/web/web.h"
#include "node/err.h"
#include "store/limits.h"

/* Does not move while a page is served. */
struct page {
    struct web_socket socket; /* descriptor -1: there is no page */
    const char *hosts[WEB_HOSTS_MAX];
    size_t host_count;
    char folder[PATH_BYTES_MAX];
    atomic_bool is_asked; /* a command runs at this moment */
};

/* There is none. */
void page_init(struct page *page);

/*
 * Listen where --page says; by default at 127.0.0.1:5480, or at any port where
 * that one is taken, or nowhere.
 *
 * ERR_BUSY, ERR_INVALID, ERR_DENIED, ERR_IO  --page was given, and `why` says
 *                                            what is wrong with it
 */
MUST_USE enum err page_listen(struct page *page,
                              const struct arguments *arguments,
                              const struct out *out,
                              struct problem *why);

/* Get ready to serve the page of a home folder, which need not exist.
 * Standard input is nothing from now on. */
MUST_USE enum err page_open(struct page *page, const struct where *where);

/* Is there one? */
bool page_is_on(const struct page *page);

/* What the server is told; borrows the page. */
struct web_config page_config(struct page *page);

/*
 * Serve the page alone, until a neighbourhood was begun on it or by a command
 * elsewhere.
 *
 * ERR_CLOSED  it was ended by a signal before
 */
MUST_USE enum err
page_first(struct page *page, const struct where *where, const struct out *out);

/* Say where it is, with a link to log in. */
void page_announce(struct web *web, const struct out *out);

/* Listen no more; may be called twice. */
void page_release(struct page *page);

#endif
