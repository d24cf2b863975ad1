/*
 * Before the first run: the page alone, on which a neighbourhood is founded,
 * joined or restored.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/page.h"
#include "store/home.h"

enum { LOOK_MS = 250, LOOKS_MIN = 2 };

static const int signal_numbers[] = {SIGTERM, SIGINT};

struct first {
    struct page *page;
    const struct where *where;
    struct web *web;
    uv_loop_t loop;
    uv_timer_t timer;
    uv_signal_t signals[2];
    struct home_list list;
    int looks; /* in a row that found a neighbourhood */
    bool is_ended;
};

static void end(struct first *first)
{
    web_stop(first->web);
    uv_close((uv_handle_t *)&first->timer, NULL);
    for (size_t index = 0; index < 2; index++) {
        uv_close((uv_handle_t *)&first->signals[index], NULL);
    }
}

/* Wait until the command that makes it has come to its end. */
static void on_timer(uv_timer_t *timer)
{
    struct first *first = timer->data;
    const enum err err = home_list(first->where->home, &first->list);

    if (atomic_load(&first->page->is_asked) ||
        (err != ERR_OK && err != ERR_FULL) || first->list.count == 0) {
        first->looks = 0;
        return;
    }
    if (++first->looks >= LOOKS_MIN) {
        end(first);
    }
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct first *first = handle->data;

    (void)number;
    if (!first->is_ended) {
        first->is_ended = true;
        end(first);
    }
}

static void begin(struct first *first)
{
    (void)uv_timer_init(&first->loop, &first->timer);
    first->timer.data = first;
    (void)uv_timer_start(&first->timer, on_timer, LOOK_MS, LOOK_MS);
    for (size_t index = 0; index < 2; index++) {
        (void)uv_signal_init(&first->loop, &first->signals[index]);
        first->signals[index].data = first;
        (void)uv_signal_start(&first->signals[index], on_signal,
                              signal_numbers[index]);
    }
}

enum err
page_first(struct page *page, const struct where *where, const struct out *out)
{
    const struct web_config config = page_config(page);
    struct first *first = calloc(1, sizeof *first);
    enum err err = ERR_NOMEM;

    if (first == NULL) {
        return ERR_NOMEM;
    }
    first->page = page;
    first->where = where;
    if (uv_loop_init(&first->loop) != 0) {
        free(first);
        return ERR_NOMEM;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    err = web_new(&first->loop, &config, &first->web);
    if (err == ERR_OK) {
        begin(first);
        out_say(out, "There is no neighbourhood here yet. Begin on the page:");
        page_announce(first->web, out);
        (void)fflush(stdout);
    }
    (void)uv_run(&first->loop, UV_RUN_DEFAULT);
    web_free(first->web);
    (void)uv_loop_close(&first->loop);
    if (err == ERR_OK && first->is_ended) {
        err = ERR_CLOSED;
    }
    free(first);
    return err;
}
