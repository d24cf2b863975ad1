#include "cli/keep.h"

#include <stdio.h>

#include <sysexits.h>

#include "node/limits.h"
#include "node/scope.h"
#include "store/local.h"

enum err keep_read(const struct arguments *arguments,
                   unsigned *weeks,
                   bool *is_said,
                   struct problem *why)
{
    const char *text = arguments_value(arguments, "keep");
    enum err err = ERR_OK;

    *is_said = text != NULL;
    if (text == NULL || scope_parse(text, weeks) == ERR_OK) {
        return ERR_OK;
    }
    err = problem_set(why, ERR_INVALID, "bad-weeks",
                      "%.60s is not a number of weeks from 1 to %d, nor all.",
                      text, KEEP_WEEKS_MAX);
    problem_advise(why, "kith run --keep \"8 weeks\"");
    problem_exit(why, EX_USAGE);
    return err;
}

enum err keep_recall(struct store *store, unsigned *weeks)
{
    uint64_t kept = 0;
    enum err err = local_fact(store, LOCAL_KEEP_WEEKS, &kept);

    *weeks = kept <= KEEP_WEEKS_MAX ? (unsigned)kept : (unsigned)KEEP_ALL;
    return err;
}

enum err keep_remember(struct drive *drive, unsigned weeks, struct problem *why)
{
    unsigned before = 0;
    enum err err = keep_recall(drive->store, &before);

    if (err != ERR_OK || before == weeks) {
        return drive_explain(drive, err, why);
    }
    err = drive_begin(drive);
    if (err == ERR_OK) {
        err = drive_commit(
            drive, local_set_fact(drive->store, LOCAL_KEEP_WEEKS, weeks));
    }
    if (err == ERR_OK) {
        err = drive_restart(drive);
    }
    return drive_explain(drive, err, why);
}

void keep_words(unsigned weeks, char out[static KEEP_CHARS])
{
    if (weeks == KEEP_ALL) {
        (void)snprintf(out, KEEP_CHARS, "everything");
    } else if (weeks == 1) {
        (void)snprintf(out, KEEP_CHARS, "the last week");
    } else {
        (void)snprintf(out, KEEP_CHARS, "the last %u weeks", weeks);
    }
}
