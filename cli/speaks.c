#include "cli/speaks.h"

#include <string.h>

#include "node/limits.h"
#include "node/record/body.h"
#include "node/record/record.h"

/* What the household's own record says; ERR_UNKNOWN: there is none. */
static enum err read_profile(const struct desk *desk,
                             const struct id *household,
                             struct bytes *bytes,
                             struct body_household *out)
{
    const struct shelf shelf = store_shelf(desk->store);
    struct record record;
    struct shelf_row row;
    struct id slot;
    enum err err = ERR_OK;

    record_slot(CLASS_HOUSEHOLD, household, 0, 0, &slot);
    err = shelf.head(shelf.self, &slot, &row);
    if (err == ERR_OK) {
        err = shelf.read(shelf.self, &row.id, bytes);
    }
    if (err == ERR_OK) {
        err = record_read(bytes_view(bytes), &record);
    }
    if (err != ERR_OK) {
        return err;
    }
    return record_is_tombstone(&record) ? ERR_UNKNOWN
                                        : body_household_read(record.body, out);
}

enum err
speaks_people(const struct desk *desk, const struct id *household, json_t **out)
{
    struct body_household said = {.people_count = 0};
    json_t *names = json_array();
    struct bytes bytes;
    enum err err = names == NULL ? ERR_NOMEM : ERR_OK;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    if (err == ERR_OK) {
        err = read_profile(desk, household, &bytes, &said);
        err = err == ERR_UNKNOWN ? ERR_OK : err;
    }
    for (size_t index = 0; index < said.people_count && err == ERR_OK;
         index++) {
        json_t *name = json_stringn((const char *)said.people[index].data,
                                    said.people[index].bytes);

        err = json_array_append_new(names, name) == 0 ? ERR_OK : ERR_NOMEM;
    }
    bytes_release(&bytes);
    if (err != ERR_OK) {
        json_decref(names);
        return err;
    }
    *out = names;
    return ERR_OK;
}

enum err speaks_hint(struct counter *counter)
{
    const struct call *call = counter->call;
    const char *whom = arguments_value(&call->arguments, "for");
    json_t *names = NULL;
    json_t *name = NULL;
    size_t index = 0;
    bool is_named = whom == NULL || whom[0] == '\0';
    enum err err = ERR_OK;

    if (is_named || call->out.is_json) {
        return ERR_OK;
    }
    err = counter_resume(counter);
    if (err == ERR_OK) {
        err = speaks_people(&counter->desk, &counter->desk.own, &names);
    }
    json_array_foreach(names, index, name)
    {
        is_named |= strcmp(json_string_value(name), whom) == 0;
    }
    if (err == ERR_OK && !is_named) {
        out_hint(&call->out,
                 "Say openly that you speak for them: kith profile --person "
                 "\"%s\"",
                 whom);
    }
    json_decref(names);
    return err;
}

enum err speaks_mark(json_t *row, const char *key)
{
    const char *whom = json_string_value(json_object_get(row, "for"));
    const char *text = json_string_value(json_object_get(row, key));

    if (whom == NULL || text == NULL) {
        return ERR_OK;
    }
    return json_object_set_new(row, key,
                               json_sprintf("%s (for %s)", text, whom)) == 0
               ? ERR_OK
               : ERR_NOMEM;
}
