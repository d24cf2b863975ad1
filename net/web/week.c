#include "net/web/week.h"

#include "node/moment.h"
#include "node/record/time.h"

enum { WEEK_DAYS = 7 };

/* A time of a post; 0: it has none. */
static uint64_t time_of(const json_t *post, const char *key)
{
    const char *text = json_string_value(json_object_get(post, key));
    uint64_t ms = 0;

    return text != NULL && time_parse(text, &ms) == ERR_OK ? ms : 0;
}

enum err week_add(json_t *model, uint64_t now_ms)
{
    const uint64_t week_ms = WEEK_DAYS * DAY_MS;
    json_t *fresh = json_array();
    json_t *ending = json_array();
    json_t *post = NULL;
    size_t index = 0;
    int failed = 0;

    json_array_foreach(json_object_get(model, "board"), index, post)
    {
        const uint64_t until_ms = time_of(post, "until");

        if (time_of(post, "posted") + week_ms > now_ms) {
            failed |= json_array_append(fresh, post);
        } else if (until_ms != 0 && until_ms < now_ms + week_ms) {
            failed |= json_array_append(ending, post);
        }
    }
    failed |= json_object_set_new(model, "fresh", fresh);
    failed |= json_object_set_new(model, "ending", ending);
    failed |= json_object_set_new(
        model, "is_cut",
        json_boolean(json_array_size(json_object_get(model, "board")) >=
                     WEEK_POSTS_MAX));
    return failed == 0 ? ERR_OK : ERR_NOMEM;
}
