/*
 * One enum for everything that can go wrong, each with who is to blame.
 *
 * NOBODY is not a fault, PEER costs that neighbour its budget, USER is told
 * in words, HOST stops or tries again. Only the driver acts on blame; the
 * core only names it.
 */
#ifndef NODE_ERR_H
#define NODE_ERR_H

#define MUST_USE __attribute__((warn_unused_result))

#define ERR_MAP(X)                                                             \
    X(OK, NOBODY, "done")                                                      \
    X(NOMEM, HOST, "out of memory")                                            \
    X(FULL, USER, "a limit is reached")                                        \
    X(MALFORMED, PEER, "bytes do not follow the spec")                         \
    X(SIGNATURE, PEER, "a signature does not match")                           \
    X(PROTOCOL, PEER, "a message that is not allowed here")                    \
    X(VERSION, NOBODY, "the other side speaks another version")                \
    X(STATE, USER, "step not allowed in this state")                           \
    X(UNKNOWN, USER, "no such thing")                                          \
    X(AMBIGUOUS, USER, "more than one thing fits")                             \
    X(INVALID, USER, "a value is out of its range")                            \
    X(DENIED, USER, "not allowed")                                             \
    X(EARLY, NOBODY, "stamped in the future")                                  \
    X(LATE, NOBODY, "past its drop day")                                       \
    X(STRANGER, NOBODY, "its author has no standing here")                     \
    X(OLDER, NOBODY, "a newer version is kept")                                \
    X(CLOCK, HOST, "the clock is not set")                                     \
    X(BUSY, HOST, "in use by another process")                                 \
    X(AGAIN, NOBODY, "not now, try again")                                     \
    X(CLOSED, NOBODY, "the other side closed")                                 \
    X(TIMEOUT, NOBODY, "no answer in time")                                    \
    X(IO, HOST, "the disk or the network failed")                              \
    X(DISK_FULL, HOST, "the disk is full")                                     \
    X(READ_ONLY, HOST, "the folder cannot be written")                         \
    X(CORRUPT, HOST, "stored bytes are damaged")                               \
    X(NEWER_STORE, HOST, "the data folder is of a newer version of kith")

#define ERR_NUMBER(name, blame, text) ERR_##name,
enum err { ERR_MAP(ERR_NUMBER) ERR_COUNT };
#undef ERR_NUMBER

enum blame { BLAME_NOBODY, BLAME_PEER, BLAME_USER, BLAME_HOST };

/* Who is to blame; BLAME_HOST for a number outside the enum. */
enum blame err_blame(enum err err);

/* The name without ERR_ in capitals, a constant string; never NULL. */
const char *err_name(enum err err);

/* What happened in a few words, a constant string; never NULL. */
const char *err_text(enum err err);

#endif
