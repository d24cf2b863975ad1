#include "tests/sim/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/check.h"
#include "tests/sim/chance.h"

enum { LINE_CHARS_MAX = 400 };

void trace_init(struct trace *trace)
{
    *trace = (struct trace){0};
}

void trace_release(struct trace *trace)
{
    free(trace->text);
    *trace = (struct trace){0};
}

void trace_restart(struct trace *trace, uint64_t now_ms)
{
    trace->begin_ms = now_ms;
    trace->chars = 0;
    if (trace->text != NULL) {
        trace->text[0] = '\0';
    }
}

void trace_line(struct trace *trace,
                enum trace_topic topic,
                uint64_t now_ms,
                const char *format,
                ...)
{
    va_list arguments;
    char *line = NULL;
    int chars = 0;

    if ((trace->topics & (unsigned)topic) == 0) {
        return;
    }
    if (trace->room - trace->chars < LINE_CHARS_MAX) {
        trace->room = trace->room * 2 + LINE_CHARS_MAX;
        trace->text = realloc(trace->text, trace->room);
        assert_non_null(trace->text);
    }
    line = trace->text + trace->chars;
    chars = snprintf(line, LINE_CHARS_MAX, "[%4llu] ",
                     (unsigned long long)(now_ms - trace->begin_ms));
    va_start(arguments, format);
    chars += vsnprintf(line + chars, (size_t)(LINE_CHARS_MAX - chars - 1),
                       format, arguments);
    va_end(arguments);
    assert_true(chars < LINE_CHARS_MAX - 1);
    line[chars] = '\n';
    line[chars + 1] = '\0';
    trace->chars += (size_t)chars + 1;
}

void trace_mix(struct trace *trace, uint64_t number)
{
    trace->hash = chance_mix(trace->hash ^ number);
}

void trace_mix_bytes(struct trace *trace, struct view bytes)
{
    size_t place = 0;

    for (; place + 8 <= bytes.bytes; place += 8) {
        trace->hash = (trace->hash ^ get_u64(bytes.data + place)) *
                      UINT64_C(0x9e3779b97f4a7c15);
        trace->hash ^= trace->hash >> 29;
    }
    for (; place < bytes.bytes; place++) {
        trace->hash = (trace->hash ^ bytes.data[place]) * 0x100000001b3;
    }
}

/* The end of the line that begins here, or of the text. */
static const char *line_end(const char *line)
{
    const char *end = strchr(line, '\n');

    return end != NULL ? end : line + strlen(line);
}

static bool lines_equal(const char *line, const char *wanted)
{
    const char *end = line_end(line);

    if (*wanted != '[') {
        const char *words = strstr(line, "] ");

        line = words != NULL && words < end ? words + 2 : line;
    }
    return end - line == line_end(wanted) - wanted &&
           memcmp(line, wanted, (size_t)(end - line)) == 0;
}

size_t trace_differs(const struct trace *trace, const char *wanted)
{
    const char *line = trace->text != NULL ? trace->text : "";
    size_t number = 1;

    for (; *line != '\0' || *wanted != '\0'; number++) {
        if (*line == '\0' || *wanted == '\0' || !lines_equal(line, wanted)) {
            return number;
        }
        line = line_end(line);
        line += *line == '\n' ? 1 : 0;
        wanted = line_end(wanted);
        wanted += *wanted == '\n' ? 1 : 0;
    }
    return 0;
}
