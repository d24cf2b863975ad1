#include "cli/arguments.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sysexits.h>

#include "cli/suggest.h"

const struct option_row arguments_common[] = {
    {"json", NULL, "print one JSON document"},
    {"in", "NEIGHBOURHOOD", "which one, where you are in several"},
    {"help", NULL, "show this"},
    {NULL, NULL, NULL},
};

/* The rows of both tables, in the order in which getopt_long sees them. */
struct known {
    const struct option_row *rows[OPTIONS_MAX];
    struct option options[OPTIONS_MAX + 1];
    size_t count;
};

static void known_add(struct known *known, const struct option_row *rows)
{
    for (; rows != NULL && rows->name != NULL; rows++) {
        struct option *option = &known->options[known->count];

        assert(known->count < OPTIONS_MAX);
        option->name = rows->name;
        option->has_arg = rows->value != NULL ? required_argument : no_argument;
        known->rows[known->count++] = rows;
    }
}

static enum err
refuse(const struct known *known, const char *given, struct problem *why)
{
    const char *words[OPTIONS_MAX];
    char name[SUGGEST_BYTES_MAX] = "";
    const char *nearest = NULL;
    enum err err = ERR_INVALID;

    err = problem_set(why, ERR_INVALID, "unknown-option",
                      "This command has no option %s, or not in this form.",
                      given);
    problem_exit(why, EX_USAGE);
    for (size_t index = 0; index < known->count; index++) {
        words[index] = known->options[index].name;
    }
    if (strncmp(given, "--", 2) == 0) {
        strncpy(name, given + 2, sizeof name - 1);
        name[strcspn(name, "=")] = '\0';
        nearest = suggest_nearest(name, words, known->count);
    }
    if (nearest != NULL) {
        problem_advise(why, "Did you mean --%s?", nearest);
    } else {
        problem_advise(why, "Add --help to see its options");
    }
    return err;
}

static enum err lacks_value(const char *given, struct problem *why)
{
    enum err err = problem_set(why, ERR_INVALID, "missing-value",
                               "%s needs a value after it.", given);

    problem_exit(why, EX_USAGE);
    problem_advise(why, "Add --help to see what it takes");
    return err;
}

/* The word that is no option: of several letters getopt is still inside. */
static const char *stumbled(int argc, char **argv)
{
    const char *last = argv[optind - 1];
    const char *next = optind < argc ? argv[optind] : "";
    const bool is_last = strlen(last) == 2 && last[0] == '-';

    return optopt != 0 && !is_last && next[0] == '-' ? next : last;
}

enum err arguments_read(struct arguments *arguments,
                        const struct option_row *rows,
                        int argc,
                        char **argv,
                        struct problem *why)
{
    struct known known = {.count = 0};
    int place = 0;
    int found = 0;

    memset(arguments, 0, sizeof *arguments);
    known_add(&known, rows);
    known_add(&known, arguments_common);
    opterr = 0;
    optind = 0; /* begin anew, also in a second call of one process */
    while ((found = getopt_long(argc, argv, ":", known.options, &place)) !=
           -1) {
        struct argument *argument = &arguments->given[arguments->count];

        if (found != 0) {
            const char *given = stumbled(argc, argv);

            return found == ':' ? lacks_value(given, why)
                                : refuse(&known, given, why);
        }
        if (arguments->count == ARGUMENTS_MAX) {
            return problem_set(why, ERR_FULL, "too-many-options",
                               "More than %d options are given.",
                               ARGUMENTS_MAX);
        }
        argument->name = known.rows[place]->name;
        argument->value = optarg;
        arguments->count++;
    }
    arguments->words = argv + optind;
    arguments->word_count = (size_t)(argc - optind);
    return ERR_OK;
}

bool arguments_has(const struct arguments *arguments, const char *name)
{
    for (size_t index = 0; index < arguments->count; index++) {
        if (strcmp(arguments->given[index].name, name) == 0) {
            return true;
        }
    }
    return false;
}

const char *arguments_value(const struct arguments *arguments, const char *name)
{
    const char *value = NULL;

    for (size_t index = 0; index < arguments->count; index++) {
        if (strcmp(arguments->given[index].name, name) == 0) {
            value = arguments->given[index].value;
        }
    }
    return value;
}

const char *
arguments_nth(const struct arguments *arguments, const char *name, size_t n)
{
    for (size_t index = 0; index < arguments->count; index++) {
        if (strcmp(arguments->given[index].name, name) != 0) {
            continue;
        }
        if (n == 0) {
            return arguments->given[index].value;
        }
        n--;
    }
    return NULL;
}

enum err arguments_number(const struct arguments *arguments,
                          const char *name,
                          const uint64_t limits[static 2],
                          uint64_t *out,
                          struct problem *why)
{
    const char *value = arguments_value(arguments, name);
    char *end = NULL;
    unsigned long long number = 0;

    if (value == NULL) {
        return ERR_OK;
    }
    errno = 0;
    number = strtoull(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || value[0] == '-' ||
        number < limits[0] || number > limits[1]) {
        enum err err = problem_set(why, ERR_INVALID, "bad-number",
                                   "--%s takes a whole number from %" PRIu64
                                   " to %" PRIu64 ".",
                                   name, limits[0], limits[1]);

        problem_advise(why, "--%s %" PRIu64, name, limits[0]);
        problem_exit(why, EX_USAGE);
        return err;
    }
    *out = number;
    return ERR_OK;
}
