#include "net/web/spoken.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { CLAUSE_BYTES_MAX = 512 };

/* Options, and what their fields are called on the page. */
static const struct {
    const char *option;
    const char *field;
} fields[] = {
    {"title", "Title"},
    {"household", "Who"},
    {"time", "How long"},
    {"invite", "The invite"},
    {"quantity", "How many"},
    {"days-max", "Days at most"},
    {"buffer", "Hours of rest between two loans"},
    {"days", "Good for so many days"},
    {"parts", "What has to come back with it"},
    {"until", "Show it until"},
    {"decide", "The draw is on"},
    {"choose", "Who gets it"},
    {"urgent", "It is urgent"},
    {"text", "More about it"},
    {"tag", "Words to find it by"},
    {"photo", "Photos"},
    {"for", "For somebody without a computer"},
    {"from", "From"},
    {"to", "To"},
    {"when", "When to hand it over"},
    {"where", "Where"},
    {"condition", "Its condition"},
    {"because", "The reason"},
    {"name", "What neighbours call you"},
    {"neighbourhood", "The street or the place"},
    {"at", "Roughly where"},
};

/* Where a clause ends, and what may stand before the next. */
static const char *const ends[] = {". ", "? ", "; ", ", or ", ": kith "};

/* Only in a terminal, wherever it stands in a clause. */
static const char *const typed[] = {"kith run", "KITH_HOME", " --"};

static void put(char *out, size_t bytes, const char *text, size_t count)
{
    const size_t used = strlen(out);

    (void)snprintf(out + used, bytes - used, "%.*s", (int)count, text);
}

static bool is_name(char c)
{
    return islower((unsigned char)c) || c == '-';
}

/* The field that an option at `at` is; NULL where it is no option of ours. */
static const char *field_at(const char *said, const char *at, size_t *bytes)
{
    const char *name = at + 2;
    size_t count = 0;

    if (strncmp(at, "--", 2) != 0 || (at > said && at[-1] != ' ')) {
        return NULL;
    }
    while (is_name(name[count])) {
        count++;
    }
    for (size_t index = 0; index < sizeof fields / sizeof *fields; index++) {
        if (strlen(fields[index].option) == count &&
            strncmp(fields[index].option, name, count) == 0) {
            *bytes = count + 2;
            return fields[index].field;
        }
    }
    return NULL;
}

static void put_fields(const char *said, char *out, size_t bytes)
{
    for (const char *at = said; *at != '\0';) {
        size_t count = 1;
        const char *field = field_at(said, at, &count);

        if (field != NULL) {
            put(out, bytes, "\"", 1);
            put(out, bytes, field, strlen(field));
            put(out, bytes, "\"", 1);
        } else {
            put(out, bytes, at, 1);
        }
        at += count;
    }
}

const char *spoken_field(const char *name)
{
    for (size_t index = 0; index < sizeof fields / sizeof *fields; index++) {
        if (strcmp(fields[index].option, name) == 0) {
            return fields[index].field;
        }
    }
    return name;
}

void spoken_text(const char *said, char *out, size_t bytes)
{
    out[0] = '\0';
    if (strncmp(said, "kith ", 5) == 0) {
        put(out, bytes, "Something that this form needs is missing.", bytes);
        return;
    }
    put_fields(said, out, bytes);
}

static bool is_typed(const char *clause)
{
    bool found = strncmp(clause, "kith ", 5) == 0 ||
                 strncmp(clause, "sudo ", 5) == 0 ||
                 strncmp(clause, "--", 2) == 0;

    for (size_t index = 0; index < sizeof typed / sizeof *typed; index++) {
        found |= strstr(clause, typed[index]) != NULL;
    }
    return found;
}

/* How much of it is one clause; `end` is what follows, "" at the end. */
static size_t clause_bytes(const char *said, const char **end)
{
    size_t least = strlen(said);

    *end = "";
    for (size_t index = 0; index < sizeof ends / sizeof *ends; index++) {
        const char *at = strstr(said, ends[index]);

        if (at != NULL && (size_t)(at - said) < least) {
            least = (size_t)(at - said);
            *end = ends[index];
        }
    }
    return least;
}

/* A clause that is kept; `before` is what stood behind the last one kept. */
static void
put_clause(const char *clause, const char *before, char *out, size_t bytes)
{
    const bool is_first = out[0] == '\0';

    put(out, bytes, before, bytes);
    put(out, bytes, clause, bytes);
    if (is_first && islower((unsigned char)out[0]) != 0) {
        out[0] = (char)(out[0] - 'a' + 'A');
    }
}

/* It is a sentence, whatever stood behind it. */
static void close_sentence(const char *end, char *out, size_t bytes)
{
    if (out[0] != '\0' && strcmp(end, "") != 0) {
        put(out, bytes, end[0] == '?' ? "?" : ".", 1);
    }
}

void spoken_advice(const char *said, char *out, size_t bytes)
{
    const char *before = "";
    const char *end = NULL;

    out[0] = '\0';
    for (const char *at = said; *at != '\0';) {
        char raw[CLAUSE_BYTES_MAX];
        char clause[CLAUSE_BYTES_MAX] = "";
        const size_t count = clause_bytes(at, &end);

        (void)snprintf(raw, sizeof raw, "%.*s", (int)count, at);
        put_fields(raw, clause, sizeof clause);
        if (!is_typed(raw[0] == '-' ? raw : clause)) {
            put_clause(clause, before, out, bytes);
            before = end[0] == ':' ? ". " : end;
        }
        /* A command behind a colon is a clause by itself. */
        at += count + (end[0] == ':' ? 2 : strlen(end));
    }
    close_sentence(before, out, bytes);
}
