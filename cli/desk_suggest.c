/*
 * Which posts somebody may have meant whose code fits none.
 */
#include <stdio.h>
#include <string.h>

#include "cli/desk.h"

enum { SUGGESTED_MAX = 4, SUGGESTED_BYTES = SUGGESTED_MAX * (CODE_CHARS + 4) };

/* "ladder-7kq or ladder-m2x". */
static void codes_join(const json_t *posts, char out[static SUGGESTED_BYTES])
{
    size_t index = 0;
    size_t used = 0;
    json_t *post = NULL;

    out[0] = '\0';
    json_array_foreach(posts, index, post)
    {
        used +=
            (size_t)snprintf(out + used, SUGGESTED_BYTES - used, "%s%s",
                             index == 0 ? "" : " or ",
                             json_string_value(json_object_get(post, "code")));
    }
}

/* By its words; too many of them are none. */
static enum err suggest(const struct desk *desk,
                        struct view words,
                        char out[static SUGGESTED_BYTES])
{
    const struct desk_board wanted = {.words = words, .limit = SUGGESTED_MAX};
    json_t *posts = NULL;
    enum err err = desk_board(desk, &wanted, &posts);

    codes_join(posts, out);
    json_decref(posts);
    return err == ERR_INVALID ? ERR_OK : err;
}

enum err desk_post_unknown(const struct desk *desk,
                           const char *text,
                           struct problem *why)
{
    const char *dash = strrchr(text, '-');
    struct view words = view_text(text);
    char codes[SUGGESTED_BYTES] = "";
    enum err err = ERR_OK;

    if (dash != NULL) {
        words.bytes = (size_t)(dash - text);
    }
    if (words.bytes > 0) {
        err = suggest(desk, words, codes);
    }
    if (err != ERR_OK) {
        return err;
    }
    err = problem_set(why, ERR_UNKNOWN, "unknown-post",
                      "There is no post \"%.60s\".", text);
    if (codes[0] != '\0') {
        problem_advise(why, "Did you mean %s?", codes);
    } else {
        problem_advise(why, "kith board --all shows what there is.");
    }
    return err;
}
