#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>

void progress_init(struct progress *progress,
                   const struct out *out,
                   const char *label)
{
    progress->label = label;
    progress->is_shown = out->is_error_terminal && !out->is_json;
    progress->columns = out->error_columns;
    progress->is_drawn = false;
    progress->drawn_parts = 0;
    progress->drawn_done = 0;
}

/* How many parts the bar has beside its words; 0: there is no room for one. */
static unsigned room_of(const struct progress *progress, uint64_t total)
{
    int words = 0;
    size_t taken = 0;

    if (progress->columns == 0) {
        return PROGRESS_PARTS;
    }
    words = snprintf(NULL, 0, "%s [] %" PRIu64 " of %" PRIu64 " ",
                     progress->label, total, total);
    taken = words < 0 ? progress->columns : (size_t)words;
    if (taken + PROGRESS_PARTS_MIN >= progress->columns) {
        return 0;
    }
    return progress->columns - 1 - taken < PROGRESS_PARTS
               ? (unsigned)(progress->columns - 1 - taken)
               : PROGRESS_PARTS;
}

static void draw_bar(const struct progress *progress, uint64_t total)
{
    const unsigned room = room_of(progress, total);
    const unsigned full = progress->drawn_parts * room / PROGRESS_PARTS;

    if (room == 0) {
        (void)fprintf(stderr, "\r%3u %% ",
                      progress->drawn_parts * 100 / PROGRESS_PARTS);
        return;
    }
    (void)fprintf(stderr, "\r%s [", progress->label);
    for (unsigned part = 0; part < room; part++) {
        (void)fputc(part < full ? '#' : '.', stderr);
    }
    (void)fprintf(stderr, "] %" PRIu64 " of %" PRIu64 " ", progress->drawn_done,
                  total);
}

/* A count where the end is not known; on a narrow terminal it alone. */
static void draw_count(const struct progress *progress)
{
    const int words = snprintf(NULL, 0, "%s %" PRIu64 " ", progress->label,
                               progress->drawn_done);
    const bool has_room = progress->columns == 0 ||
                          (words > 0 && (size_t)words < progress->columns);

    (void)fprintf(stderr, "\r%s%s%" PRIu64 " ", has_room ? progress->label : "",
                  has_room ? " " : "", progress->drawn_done);
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
        draw_count(progress);
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
