#include "node/err.h"

#include <stddef.h>

struct err_row {
    enum blame blame;
    const char *name;
    const char *text;
};

#define ERR_ROW(name, blame, text) {BLAME_##blame, #name, text},
static const struct err_row rows[] = {ERR_MAP(ERR_ROW)};
#undef ERR_ROW

static const struct err_row *err_find(enum err err)
{
    static const struct err_row strange = {BLAME_HOST, "STRANGE",
                                           "an error without a number"};

    if ((size_t)err >= sizeof rows / sizeof rows[0]) {
        return &strange;
    }
    return &rows[err];
}

enum blame err_blame(enum err err)
{
    return err_find(err)->blame;
}

const char *err_name(enum err err)
{
    return err_find(err)->name;
}

const char *err_text(enum err err)
{
    return err_find(err)->text;
}
