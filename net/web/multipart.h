/*
 * multipart/form-data, in pieces of any size: where each part begins, what it
 * is called, its bytes, its end. RFC 7578.
 *
 * Pure: no memory is taken; what is found is told at once.
 */
#ifndef NET_WEB_MULTIPART_H
#define NET_WEB_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

#include "net/web/limits.h"
#include "node/bytes.h"
#include "node/err.h"

enum {
    BOUNDARY_BYTES_MAX = 70,                      /* RFC 2046 */
    DELIMITER_BYTES_MAX = BOUNDARY_BYTES_MAX + 5, /* CR LF - - and the end */
    PART_HEAD_BYTES_MAX = 1024,
    PART_RUN_BYTES = 4096 /* told at a time */
};

enum multipart_state {
    MULTIPART_BODY,  /* of a part, or before the first */
    MULTIPART_LINE,  /* behind a delimiter: CR LF or - - */
    MULTIPART_HEAD,  /* the lines that say what a part is */
    MULTIPART_ENDED, /* the last delimiter has come; the rest is nothing */
};

/* What is told; `context` first. */
struct multipart_events {
    void *context;
    /* A part begins. file: the name that the file has there; NULL: a text. */
    void (*begin)(void *context, const char *name, const char *file);
    void (*bytes)(void *context, struct view bytes);
    void (*end)(void *context);
};

struct multipart {
    enum multipart_state state;
    bool is_open; /* a part has begun */
    char delimiter[DELIMITER_BYTES_MAX];
    size_t delimiter_bytes;
    size_t matched; /* bytes of the delimiter that were seen */
    char head[PART_HEAD_BYTES_MAX];
    size_t head_bytes;
    unsigned char run[PART_RUN_BYTES];
    size_t run_bytes;
};

/*
 * Make ready, by the boundary that a Content-Type names.
 *
 * ERR_INVALID  it names none, or one longer than BOUNDARY_BYTES_MAX
 */
MUST_USE enum err multipart_init(struct multipart *multipart, const char *type);

/*
 * Take a piece.
 *
 * ERR_INVALID  it is no such body; the rest of it is nothing
 */
MUST_USE enum err multipart_take(struct multipart *multipart,
                                 struct view piece,
                                 const struct multipart_events *events);

/* Has the last delimiter come? */
bool multipart_has_ended(const struct multipart *multipart);

#endif
