#include "cli/near.h"

#include <string.h>
#include <strings.h>

#include "store/local.h"

/* The cell that the rules give this name. */
static bool
find_place(const char *name, const struct ruled *ruled, struct cell *out)
{
    for (size_t index = 0; ruled != NULL && index < ruled->place_count;
         index++) {
        const struct ruled_place *place = &ruled->places[index];

        if (strcasecmp((const char *)place->name, name) == 0) {
            return cell_read(view_text((const char *)place->cell), out);
        }
    }
    return false;
}

enum err near_read(const char *text,
                   const struct ruled *ruled,
                   struct near *out,
                   struct problem *why)
{
    enum err err = ERR_OK;

    out->is_somewhere = strcmp(text, "none") != 0;
    if (!out->is_somewhere || cell_read(view_text(text), &out->cell) ||
        find_place(text, ruled, &out->cell)) {
        return ERR_OK;
    }
    err = problem_set(why, ERR_INVALID, "bad-cell",
                      "\"%.40s\" is no place: degrees north, a comma, degrees "
                      "east.",
                      text);
    problem_advise(why, "Write --at 51.46,-0.10; it is cut to a square of a "
                        "kilometre. kith rules lists the places with a name.");
    return err;
}

enum err near_recall(struct store *store, struct near *out)
{
    uint64_t number = 0;
    enum err err = local_fact(store, LOCAL_CELL, &number);

    out->is_somewhere = err == ERR_OK && cell_of_number(number, &out->cell);
    return err;
}

enum err near_remember(struct store *store, const struct near *near)
{
    const uint64_t number = near->is_somewhere ? cell_number(&near->cell) : 0;
    enum err err = store_begin(store);

    return err == ERR_OK
               ? store_commit(store, local_set_fact(store, LOCAL_CELL, number))
               : err;
}
