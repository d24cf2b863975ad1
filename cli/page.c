#include "cli/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <sysexits.h>

#include "cli/command/commands.h"
#include "cli/viewer.h"
#include "store/guestbook.h"

enum { DESCRIPTORS_MIN = 4096 };

static const char usual[] = "127.0.0.1:5480";
static const char any_port[] = "127.0.0.1:0";

void page_init(struct page *page)
{
    memset(page, 0, sizeof *page);
    page->socket.descriptor = -1;
}

static enum err explain(enum err err, const char *address, struct problem *why)
{
    switch ((int)err) {
    case ERR_BUSY:
        err =
            problem_set(why, err, "port-in-use",
                        "Another program already listens on %.100s.", address);
        problem_advise(why, "kith run --page 127.0.0.1:0 takes a free port");
        problem_exit(why, EX_UNAVAILABLE);
        break;
    case ERR_DENIED:
        err = problem_set(why, err, "cannot-listen",
                          "This user may not listen on %.100s.", address);
        problem_advise(why, "kith run --page 127.0.0.1:5480");
        problem_exit(why, EX_UNAVAILABLE);
        break;
    case ERR_INVALID:
        err = problem_set(why, err, "bad-address",
                          "%.100s is no address of this machine for the page.",
                          address);
        problem_advise(why, "kith run --page 127.0.0.1:5480, or none");
        problem_exit(why, EX_USAGE);
        break;
    case ERR_UNKNOWN:
        err = problem_set(why, err, "no-page",
                          "The page needs libmicrohttpd, which is not there.");
        problem_advise(why, "sudo apt install libmicrohttpd12, or: "
                            "kith run --page none");
        problem_exit(why, EX_UNAVAILABLE);
        break;
    default:
        break;
    }
    return err;
}

static enum err read_hosts(struct page *page,
                           const struct arguments *arguments,
                           struct problem *why)
{
    const char *host = NULL;

    while ((host = arguments_nth(arguments, "page-host", page->host_count)) !=
           NULL) {
        if (page->host_count == WEB_HOSTS_MAX) {
            return problem_set(why, ERR_FULL, "too-many-names",
                               "The page has %d names at most.", WEB_HOSTS_MAX);
        }
        page->hosts[page->host_count++] = host;
    }
    return ERR_OK;
}

enum err page_listen(struct page *page,
                     const struct arguments *arguments,
                     const struct out *out,
                     struct problem *why)
{
    const char *address = arguments_value(arguments, "page");
    enum err err = read_hosts(page, arguments, why);

    if (err != ERR_OK || (address != NULL && strcmp(address, "none") == 0)) {
        return err;
    }
    if (address != NULL) {
        return explain(web_listen(address, &page->socket), address, why);
    }
    err = web_listen(usual, &page->socket);
    if (err == ERR_BUSY) {
        err = web_listen(any_port, &page->socket);
    }
    if (err == ERR_UNKNOWN) {
        out_hint(out, "There is no page: it needs libmicrohttpd, which is not "
                      "there. sudo apt install libmicrohttpd12");
    } else if (err != ERR_OK) {
        out_hint(out, "There is no page: this machine does not let kith "
                      "listen on 127.0.0.1.");
    }
    return ERR_OK;
}

bool page_is_on(const struct page *page)
{
    return page->socket.descriptor >= 0;
}

/* A hub has 512 peers, and as many viewers; the usual limit is 1024. */
static void allow_descriptors(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
        limit.rlim_cur < DESCRIPTORS_MIN) {
        limit.rlim_cur =
            limit.rlim_max < DESCRIPTORS_MIN ? limit.rlim_max : DESCRIPTORS_MIN;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

enum err page_open(struct page *page, const struct where *where)
{
    enum err err = ERR_OK;

    if (!page_is_on(page)) {
        return ERR_OK;
    }
    err = guestbook_name(where->home, page->folder);
    if (err != ERR_OK) {
        return err;
    }
    allow_descriptors();
    /* A value "-" means standard input to a command; nobody types there. */
    return freopen("/dev/null", "r", stdin) != NULL ? ERR_OK : ERR_IO;
}

/* ---- the door ---- */

/* A command may reorder and write what it is given. */
static int
ask(void *context, size_t count, const char *const *words, json_t **out)
{
    struct page *page = context;
    char *argv[DESK_WORDS_MAX + 1] = {NULL};
    int code = EX_OSERR;
    size_t copied = 0;

    atomic_store(&page->is_asked, true);
    while (copied < count && copied < DESK_WORDS_MAX) {
        argv[copied] = strdup(words[copied]);
        if (argv[copied] == NULL) {
            goto out;
        }
        copied++;
    }
    code = program_call(verb_table, verb_count, (int)copied, argv, out);
out:
    while (copied > 0) {
        free(argv[--copied]);
    }
    atomic_store(&page->is_asked, false);
    return code;
}

static enum err photo(void *context,
                      const char *in,
                      const char *hex,
                      bool is_small,
                      struct bytes *out)
{
    struct where where;
    struct problem why;

    (void)context;
    problem_init(&why);
    if (where_find(&where, &why) != ERR_OK) {
        return ERR_UNKNOWN;
    }
    return viewer_find(&where, in, hex, is_small ? PHOTO_SMALL : PHOTO_LARGE,
                       out);
}

static enum err load(void *context, struct bytes *out)
{
    const struct page *page = context;

    return guestbook_load(page->folder, out);
}

static enum err save(void *context, struct view bytes)
{
    const struct page *page = context;

    return guestbook_save(page->folder, bytes);
}

struct web_config page_config(struct page *page)
{
    return (struct web_config){
        .desk = {.context = page,
                 .ask = ask,
                 .photo = photo,
                 .load = load,
                 .save = save},
        .socket = &page->socket,
        .hosts = page->hosts,
        .host_count = page->host_count,
        .folder = page->folder,
        .version = KITH_VERSION,
    };
}

void page_announce(struct web *web, const struct out *out)
{
    char link[WEB_LINK_BYTES];

    web_link(web, link);
    out_say(out, "Page: %s", link);
}

void page_release(struct page *page)
{
    web_close(&page->socket);
}
