#include "net/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "net/limits.h"

static atomic_int least_urgent = LOG_INFO;

/* The levels of syslog, which the journal reads at the start of a line. */
static const char *const journal_marks[] = {"<3>", "<4>", "<6>", "<7>"};
static const char *const words[] = {"error: ", "warning: ", "", "debug: "};

void log_set_level(enum log_level level)
{
    atomic_store(&least_urgent, (int)level);
}

static void make_plain(char *line, size_t chars)
{
    for (size_t i = 0; i < chars; i++) {
        if ((unsigned char)line[i] < ' ' || line[i] == 0x7f) {
            line[i] = '?';
        }
    }
}

void log_line(enum log_level level, const char *format, ...)
{
    char line[LOG_LINE_BYTES_MAX];
    bool is_journal = getenv("JOURNAL_STREAM") != NULL;
    int head = 0;
    int body = 0;
    size_t bytes = 0;
    va_list values;

    if ((int)level > atomic_load(&least_urgent)) {
        return;
    }
    head = snprintf(line, sizeof line, "%s",
                    is_journal ? journal_marks[level] : words[level]);
    va_start(values, format);
    body = vsnprintf(line + head, sizeof line - (size_t)head, format, values);
    va_end(values);
    if (head < 0 || body < 0) {
        return;
    }
    bytes = (size_t)head + (size_t)body;
    bytes = bytes < sizeof line - 1 ? bytes : sizeof line - 2;
    make_plain(line, bytes);
    line[bytes++] = '\n';
    /* One write a line: lines of two threads do not mix. */
    if (write(STDERR_FILENO, line, bytes) < 0) {
        return; /* there is nowhere left to say so */
    }
}
