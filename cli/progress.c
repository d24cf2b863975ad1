#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>

void progress_init(struct progress *progress,
                   const struct out *out,
                   const char *label)
{
    progress->label = label;
    progress->is_shown = out->is_error_terminal && !out->is_json;
    progress->is_drawn = false;
    progress->drawn_parts = 0;
    progress->drawn_done = 0;
}

static void draw_bar(const struct progress *progress, uint64_t total)
{
    (void)fprintf(stderr, "\r%s [", progress->label);
    for (unsigned part = 0; part < PROGRESS_PARTS; part++) {
        (void)fputc(part < progress->drawn_parts ? '#' : '.', stderr);
    }
    (void)fprintf(stderr, "] %" PRIu64 " of %" PRIu64 " ", progress->drawn_done,
                  total);
}

void progress_show(struct progress *progress, uint64_t done, uint64_t total)
{
    unsigned parts = 0;

    if (!progress->is_shown) {
        return;
    }
    if (total > 0) {
        done = done < total ? done : total;
        parts = (unsigned)(done * PROGRESS_PARTS / total);
    }
    if (progress->is_drawn && parts == progress->drawn_parts &&
        done < progress->drawn_done + 100) {
        return;
    }
    progress->is_drawn = true;
    progress->drawn_parts = parts;
    progress->drawn_done = done;
    if (total > 0) {
        draw_bar(progress, total);
    } else {
        (void)fprintf(stderr, "\r%s %" PRIu64 " ", progress->label, done);
    }
    (void)fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->is_drawn) {
        (void)fprintf(stderr, "\r\033[K");
        (void)fflush(stderr);
    }
    progress->is_drawn = false;
}
