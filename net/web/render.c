/*
 * Pages drawn: a template of the files in the program, with the filters, and
 * what a calendar of the month needs worked out before.
 */
#include "net/web/render.h"

#include <stdio.h>
#include <string.h>

#include "net/log.h"
#include "net/web/asset.h"
#include "net/web/month.h"
#include "net/web/page.h"
#include "net/web/show.h"
#include "net/web/week.h"
#include "node/record/time.h"

enum { FILE_CHARS = 64 };

/* A file by its name; a partial goes without the ending. */
static enum err find(void *context, struct view name, struct view *out)
{
    const struct asset *asset = asset_find(name);
    char file[FILE_CHARS];

    (void)context;
    if (asset == NULL) {
        (void)snprintf(file, sizeof file, "%.*s.html", (int)name.bytes,
                       (const char *)name.data);
        asset = asset_find(view_text(file));
    }
    if (asset == NULL) {
        return ERR_UNKNOWN;
    }
    *out = (struct view){asset->data, asset->bytes};
    return ERR_OK;
}

enum err render(const char *file,
                json_t *model,
                struct bytes *out,
                struct template_fault *fault)
{
    const char *now = json_string_value(
        json_object_get(json_object_get(model, "page"), "now"));
    struct show show = {.now_ms = 0};
    const struct template_set set = {&show, find, show_filters,
                                     show_filter_count};
    enum err err = ERR_OK;

    *fault = (struct template_fault){.line = 0};
    if (now == NULL || time_parse(now, &show.now_ms) != ERR_OK) {
        return ERR_INVALID;
    }
    if (json_object_get(json_object_get(model, "show"), "calendar") != NULL) {
        err = month_add(model, show.now_ms);
    }
    if (err == ERR_OK && strcmp(file, "week.html") == 0) {
        err = week_add(model, show.now_ms);
    }
    return err == ERR_OK ? template_render(&set, file, model, out, fault) : err;
}

enum err page_render(const char *file, json_t *model, struct bytes *out)
{
    struct template_fault fault;
    const enum err err = render(file, model, out, &fault);

    if (err != ERR_OK && fault.line > 0) {
        log_line(LOG_ERROR, "a template fails: name=%s line=%u tag=\"%s\"",
                 fault.name, fault.line, fault.tag);
    }
    return err;
}
