#include "cli/out.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli/fold.h"

static bool colour_is_wanted(void)
{
    const char *term = getenv("TERM");
    const char *no_colour = getenv("NO_COLOR");

    if (no_colour != NULL && no_colour[0] != '\0') {
        return false;
    }
    return term != NULL && strcmp(term, "dumb") != 0;
}

static size_t columns_of(int descriptor, bool is_terminal)
{
    struct winsize size = {0};

    return is_terminal && ioctl(descriptor, TIOCGWINSZ, &size) == 0
               ? size.ws_col
               : 0;
}

void out_init(struct out *out, bool is_json)
{
    out->is_json = is_json;
    out->is_terminal = isatty(STDOUT_FILENO) == 1;
    out->is_error_terminal = isatty(STDERR_FILENO) == 1;
    out->is_interactive =
        !is_json && out->is_error_terminal && isatty(STDIN_FILENO) == 1;
    out->has_colour = out->is_error_terminal && colour_is_wanted();
    out->columns = columns_of(STDOUT_FILENO, out->is_terminal);
    out->error_columns = columns_of(STDERR_FILENO, out->is_error_terminal);
    out->beside = NULL;
    out->sink = NULL;
}

/* Folded where there is room to; else as it is. */
__attribute__((format(printf, 3, 0))) static void
line(FILE *file, size_t columns, const char *format, va_list arguments)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *memory = columns == 0 ? NULL : open_memstream(&text, &bytes);

    (void)vfprintf(memory != NULL ? memory : file, format, arguments);
    if (memory == NULL) {
        (void)fputc('\n', file);
    } else if (fclose(memory) == 0) {
        fold_print(file, text, columns);
    }
    free(text);
}

void out_say(const struct out *out, const char *format, ...)
{
    va_list arguments;

    if (out->is_json) {
        return;
    }
    va_start(arguments, format);
    line(stdout, out->columns, format, arguments);
    va_end(arguments);
}

void out_hint(const struct out *out, const char *format, ...)
{
    va_list arguments;

    if (out->is_json) {
        return;
    }
    (void)fflush(stdout);
    va_start(arguments, format);
    line(stderr, out->error_columns, format, arguments);
    va_end(arguments);
}

void out_json(const struct out *out, json_t *document)
{
    if (!out->is_json) {
        return;
    }
    if (out->sink != NULL) {
        json_decref(*out->sink);
        *out->sink = json_incref(document);
        return;
    }
    (void)json_dumpf(document, stdout,
                     out->is_terminal ? JSON_INDENT(2) : JSON_COMPACT);
    (void)fputc('\n', stdout);
}

static void problem_json(const struct out *out, const struct problem *why)
{
    json_t *document =
        json_pack("{s:{s:s,s:s,s:s}}", "error", "name", why->name, "text",
                  why->text, "try", why->advice);

    if (document == NULL) {
        (void)puts("{\"error\":{\"name\":\"nomem\",\"text\":"
                   "\"out of memory\",\"try\":\"\"}}");
        return;
    }
    (void)json_object_update_missing(document, out->beside); /* extras */
    out_json(out, document);
    json_decref(document);
}

void out_beside(struct out *out, json_t *document)
{
    json_decref(out->beside);
    out->beside = document;
}

void out_problem(const struct out *out, const struct problem *why)
{
    if (out->is_json) {
        problem_json(out, why);
        return;
    }
    (void)fflush(stdout);
    (void)fputs(out->has_colour ? "\033[31mkith:\033[0m " : "kith: ", stderr);
    fold_print(stderr, why->text, /* beside what stands there already */
               out->error_columns > 6 ? out->error_columns - 6 : 0);
    if (why->advice[0] != '\0') {
        out_hint(out, "  %s", why->advice);
    }
}

bool out_ask(const struct out *out, const char *question)
{
    char answer[16] = "";

    if (!out->is_interactive) {
        return false;
    }
    (void)fprintf(stderr, "%s [y/N] ", question);
    if (fgets(answer, sizeof answer, stdin) == NULL) {
        return false;
    }
    return answer[0] == 'y' || answer[0] == 'Y';
}

void out_time(uint64_t ms, char text[static OUT_TIME_CHARS])
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm parts;
    char whole[20] = "";

    if (gmtime_r(&seconds, &parts) == NULL || parts.tm_year > 9999 - 1900 ||
        strftime(whole, sizeof whole, "%Y-%m-%dT%H:%M:%S", &parts) == 0) {
        memcpy(whole, "9999-12-31T23:59:59", sizeof whole);
    }
    (void)snprintf(text, OUT_TIME_CHARS, "%s.%03uZ", whole,
                   (unsigned)(ms % 1000));
}

void out_names(const json_t *rows, char text[static OUT_CELL_BYTES_MAX])
{
    static const char more[] = ", ...";
    const json_t *row = NULL;
    size_t index = 0;
    size_t used = 0;

    text[0] = '\0';
    json_array_foreach(rows, index, row)
    {
        const char *name = json_string_value(
            json_is_string(row) ? row : json_object_get(row, "name"));

        name = name == NULL ? "" : name;
        if (used + 2 + strlen(name) + sizeof more > OUT_CELL_BYTES_MAX) {
            (void)snprintf(text + used, OUT_CELL_BYTES_MAX - used, "%s", more);
            return;
        }
        used += (size_t)snprintf(text + used, OUT_CELL_BYTES_MAX - used, "%s%s",
                                 used > 0 ? ", " : "", name);
    }
}

json_t *out_time_json(uint64_t ms)
{
    char text[OUT_TIME_CHARS];

    if (ms == 0) {
        return json_null();
    }
    out_time(ms, text);
    return json_string(text);
}

json_t *out_file_json(const char *path)
{
    char *plain = strdup(path);
    json_t *file = NULL;

    if (plain != NULL) {
        problem_plain(plain);
        file = json_string(plain);
    }
    free(plain);
    return file;
}
