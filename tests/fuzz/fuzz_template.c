/* Templates of any text, and a model with texts from the input: whatever comes
 * out, a value has not become part of the page. */
#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "net/web/template.h"

enum { OUT_BYTES_MAX = 1 << 18 };

struct given {
    struct view text;
};

static enum err find(void *context, struct view name, struct view *out)
{
    const struct given *given = context;

    if (name.bytes != 4) {
        return ERR_UNKNOWN;
    }
    *out = given->text;
    return ERR_OK;
}

/* Does a text hold the beginning of the mark as it is? */
static bool holds(struct view text)
{
    for (size_t at = 0; at + 3 <= text.bytes; at++) {
        if (memcmp(text.data + at, "<zq", 3) == 0) {
            return true;
        }
    }
    return false;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t bytes)
{
    struct given given = {{data, bytes}};
    const struct template_set set = {&given, find, NULL, 0};
    static const char mark[] = "<zq\"zq'zq>";
    json_t *model = json_pack("{s:s, s:[s,s], s:{s:s}, s:i}", "x", mark, "y",
                              mark, mark, "z", "a", mark, "n", 3);
    struct bytes out;
    enum err err = ERR_OK;

    bytes_init(&out, OUT_BYTES_MAX);
    err = template_render(&set, "page", model, &out, NULL);
    if (err == ERR_OK && !holds((struct view){data, bytes})) {
        assert(!holds(bytes_view(&out)));
    }
    bytes_release(&out);
    json_decref(model);
    return 0;
}
