#include "cli/program.h"

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sysexits.h>

#include "cli/suggest.h"

enum { VERBS_MAX = 96, GROUPS = GROUP_NODE + 1 };

static const char *const group_titles[GROUPS] = {
    "Begin", "Posts", "Deals", "People", "The node and its data"};

static bool is_any(const char *word, const char *one, const char *other)
{
    return strcmp(word, one) == 0 || strcmp(word, other) == 0;
}

static const struct verb *
find(const struct verb *const *verbs, size_t count, const char *name)
{
    for (size_t index = 0; index < count; index++) {
        const struct verb *verb = verbs[index];

        if (strcmp(verb->name, name) == 0 ||
            (verb->alias != NULL && strcmp(verb->alias, name) == 0)) {
            return verb;
        }
    }
    return NULL;
}

/* Help is for people, whatever else was asked for. */
static struct out for_people(const struct out *out)
{
    struct out plain = *out;

    plain.is_json = false;
    return plain;
}

static void
help(const struct out *any, const struct verb *const *verbs, size_t count)
{
    const struct out plain = for_people(any);
    const struct out *out = &plain;

    out_say(out,
            "Begin with one of these:\n"
            "  kith init --name \"Blue door\" --neighbourhood \"Mill Lane\""
            "\n"
            "  kith join kith:...\n"
            "\n"
            "kith COMMAND [--json] [--in NEIGHBOURHOOD] ...");
    for (size_t group = 0; group < GROUPS; group++) {
        bool is_titled = false;

        for (size_t index = 0; index < count; index++) {
            if (verbs[index]->group != (enum verb_group)group) {
                continue;
            }
            if (!is_titled) {
                out_say(out, "\n%s", group_titles[group]);
            }
            is_titled = true;
            out_say(out, "  %-10s %s", verbs[index]->name,
                    verbs[index]->summary);
        }
    }
    out_say(out, "\nkith COMMAND --help shows an example and the options.");
}

static void help_options(const struct out *out, const struct option_row *rows)
{
    char left[40];

    for (; rows != NULL && rows->name != NULL; rows++) {
        if (rows->help == NULL) {
            continue; /* understood, to say what to do instead */
        }
        (void)snprintf(left, sizeof left, "--%s %s", rows->name,
                       rows->value != NULL ? rows->value : "");
        out_say(out, "  %-22s %s", left, rows->help);
    }
}

static void help_verb(const struct out *any, const struct verb *verb)
{
    const struct out plain = for_people(any);
    const struct out *out = &plain;
    const char *line = verb->example;

    out_say(out, "%s", strchr(line, '\n') == NULL ? "Example" : "Examples");
    while (*line != '\0') {
        int chars = (int)strcspn(line, "\n");

        out_say(out, "  %.*s", chars, line);
        line += chars;
        line += *line == '\n';
    }
    out_say(out, "\nkith %s%s%s: %s", verb->name,
            verb->usage[0] != '\0' ? " " : "", verb->usage, verb->summary);
    if (verb->alias != NULL) {
        out_say(out, "also: kith %s", verb->alias);
    }
    out_say(out, "\nOptions");
    help_options(out, verb->options);
    help_options(out, arguments_common);
}

static enum err unknown_command(const struct verb *const *verbs,
                                size_t count,
                                const char *typed,
                                struct problem *why)
{
    const char *words[2 * VERBS_MAX];
    size_t word_count = 0;
    const char *nearest = NULL;
    enum err err = ERR_INVALID;

    for (size_t index = 0; index < count && index < VERBS_MAX; index++) {
        words[word_count++] = verbs[index]->name;
        if (verbs[index]->alias != NULL) {
            words[word_count++] = verbs[index]->alias;
        }
    }
    nearest = suggest_nearest(typed, words, word_count);
    if (nearest != NULL) {
        err = problem_set(why, ERR_INVALID, "unknown-command",
                          "There is no command \"%s\"; did you mean %s?", typed,
                          nearest);
        problem_advise(why, "kith %s --help", nearest);
    } else {
        err = problem_set(why, ERR_INVALID, "unknown-command",
                          "There is no command \"%s\".", typed);
        problem_advise(why, "kith --help");
    }
    problem_exit(why, EX_USAGE);
    return err;
}

static enum err check_words(struct call *call)
{
    size_t given = call->arguments.word_count;
    const struct verb *verb = call->verb;
    enum err err = ERR_OK;

    if (given >= verb->words_min && given <= verb->words_max) {
        return ERR_OK;
    }
    if (given < verb->words_min) {
        err = problem_set(&call->why, ERR_INVALID, "missing-word",
                          "kith %s needs %s.", verb->name, verb->usage);
    } else {
        err = problem_set(
            &call->why, ERR_INVALID, "too-many-words",
            "kith %s does not know what to do with \"%s\"%s.", verb->name,
            call->arguments.words[verb->words_max],
            verb->words_max > 0 ? "; quote a title of several words" : "");
    }
    problem_advise(&call->why, "%.*s", (int)strcspn(verb->example, "\n"),
                   verb->example);
    problem_exit(&call->why, EX_USAGE);
    return err;
}

static enum err run_verb(struct call *call, int argc, char **argv)
{
    enum err err = arguments_read(&call->arguments, call->verb->options, argc,
                                  argv, &call->why);

    if (err != ERR_OK) {
        return err;
    }
    if (arguments_has(&call->arguments, "help")) {
        help_verb(&call->out, call->verb);
        return ERR_OK;
    }
    err = check_words(call);
    if (err != ERR_OK) {
        return err;
    }
    return call->verb->run(call);
}

/* Errors in the arguments follow --json too, so look for it first. */
static bool wants_json(int argc, char **argv)
{
    for (int index = 1; index < argc; index++) {
        if (strcmp(argv[index], "--") == 0) {
            return false;
        }
        if (strcmp(argv[index], "--json") == 0) {
            return true;
        }
    }
    return false;
}

/* Whoever read along has gone, as head does, and wants no more words. */
static bool reader_is_gone(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};

    return poll(&out, 1, 0) == 1 && (out.revents & (POLLERR | POLLHUP)) != 0;
}

/* What was printed is on its way; ERR_IO: it was not taken, and is lost. */
static enum err print_end(struct problem *why)
{
    enum err err = ERR_OK;

    if ((fflush(stdout) == 0 && ferror(stdout) == 0) || reader_is_gone()) {
        return ERR_OK;
    }
    err = problem_set(why, ERR_IO, "cannot-print",
                      "What this command prints could not be written; what it "
                      "does was done.");
    problem_advise(why, "Is the disk full? Look with kith status before you "
                        "do it again.");
    return err;
}

static int finish(struct call *call, enum err err)
{
    if (err == ERR_OK && call->out.sink == NULL) {
        err = print_end(&call->why);
        call->out.is_json &= err == ERR_OK; /* it is told where one can */
    }
    if (err != ERR_OK) {
        problem_complete(&call->why, err);
        if (call->why.advice[0] == '\0' && call->verb != NULL) {
            problem_advise(&call->why, "kith %s --help shows an example.",
                           call->verb->name);
        }
        out_problem(&call->out, &call->why);
    }
    out_beside(&call->out, NULL);
    return err == ERR_OK ? EX_OK : call->why.exit;
}

int program_call(const struct verb *const *verbs,
                 size_t count,
                 int argc,
                 char **argv,
                 json_t **out)
{
    struct call *call = calloc(1, sizeof *call);
    enum err err = ERR_OK;
    int code = EX_OSERR;

    *out = NULL;
    if (call == NULL) {
        return code;
    }
    problem_init(&call->why);
    call->out = (struct out){.is_json = true, .sink = out};
    call->verb = find(verbs, count, argv[0]);
    if (call->verb == NULL) {
        err = unknown_command(verbs, count, argv[0], &call->why);
    } else {
        err = run_verb(call, argc, argv);
    }
    code = finish(call, err);
    free(call);
    return code;
}

int program_run(const struct verb *const *verbs,
                size_t count,
                int argc,
                char **argv)
{
    static struct call call;
    const char *name = argc > 1 ? argv[1] : "--help";
    enum err err = ERR_OK;

    memset(&call, 0, sizeof call);
    problem_init(&call.why);
    out_init(&call.out, wants_json(argc, argv));
    if (argc > 2 && strcmp(name, "help") == 0) {
        name = argv[2];
        call.verb = find(verbs, count, name);
        if (call.verb != NULL) {
            help_verb(&call.out, call.verb);
            return finish(&call, ERR_OK);
        }
    }
    if (is_any(name, "--help", "help") || strcmp(name, "-h") == 0) {
        help(&call.out, verbs, count);
        return argc > 1 ? finish(&call, ERR_OK) : EX_USAGE;
    }
    if (is_any(name, "--version", "-V")) {
        name = "version";
    }
    call.verb = find(verbs, count, name);
    if (call.verb == NULL) {
        err = unknown_command(verbs, count, name, &call.why);
    } else {
        err = run_verb(&call, argc - 1, argv + 1);
    }
    return finish(&call, err);
}
