#include "net/web/asset.h"

#include <string.h>

static const struct {
    const char *ending;
    const char *type;
} types[] = {
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".txt", "text/plain; charset=utf-8"},
};

const struct asset *asset_find(struct view name)
{
    for (size_t index = 0; index < asset_count; index++) {
        if (view_equal(name, view_text(assets[index].name))) {
            return &assets[index];
        }
    }
    return NULL;
}

const char *asset_type(const struct asset *asset)
{
    const char *ending = strrchr(asset->name, '.');

    for (size_t index = 0;
         ending != NULL && index < sizeof types / sizeof types[0]; index++) {
        if (strcmp(ending, types[index].ending) == 0) {
            return types[index].type;
        }
    }
    return NULL;
}
