/*
 * The log: one line an event, to standard error, in words with name=value
 * pairs behind them. Under systemd lines carry their level for the journal.
 * No keys, no contents of records, ever.
 */
#ifndef NET_LOG_H
#define NET_LOG_H

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

/* The least urgent level that is written from now on; at first LOG_INFO. */
void log_set_level(enum log_level level);

/*
 * Write one line; from any thread. What would not fit into
 * LOG_LINE_BYTES_MAX is cut, and control characters become '?'.
 */
void log_line(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
