/*
 * The trace: what happened, as lines that a person can read and a story can
 * expect, and as one hash that a second run of the seed must repeat.
 */
#ifndef TESTS_SIM_TRACE_H
#define TESTS_SIM_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/bytes.h"

/* What a story is about; other lines are not written. */
enum trace_topic {
    TRACE_POSTS = 1,
    TRACE_PEOPLE = 2,
    TRACE_LINKS = 4,
    TRACE_TELLS = 8,
};

struct trace {
    unsigned topics;   /* of enum trace_topic; 0: no text at all */
    uint64_t begin_ms; /* lines count from here */
    char *text;        /* owned */
    size_t chars;
    size_t room;
    uint64_t hash; /* of everything that was mixed in */
};

/* Make ready and empty. */
void trace_init(struct trace *trace);

/* Give back; may be called twice. */
void trace_release(struct trace *trace);

/* Forget the lines; the next ones count from this time. */
void trace_restart(struct trace *trace, uint64_t now_ms);

/* Write a line, where its topic is wanted. */
__attribute__((format(printf, 4, 5))) void trace_line(struct trace *trace,
                                                      enum trace_topic topic,
                                                      uint64_t now_ms,
                                                      const char *format,
                                                      ...);

/* Mix numbers and bytes into the hash. */
void trace_mix(struct trace *trace, uint64_t number);
void trace_mix_bytes(struct trace *trace, struct view bytes);

/*
 * Compare the lines with those wanted. Where a wanted line does not begin
 * with '[', the time of the line is not compared. The number of the first
 * line that differs, from 1; 0: all are the same.
 */
size_t trace_differs(const struct trace *trace, const char *wanted);

#endif
