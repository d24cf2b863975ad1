/*
 * What was typed: the values of a query and of a form, as a JSON object
 * {NAME: text} or {NAME: [text, ...]} where a name is there several times.
 *
 * Bodies come in pieces of any size. Text is UTF-8 without NUL, its line ends
 * are "\n", and blanks around it are left out. Files go into a folder, for
 * their owner alone, and are removed with the form.
 */
#ifndef NET_WEB_FORM_H
#define NET_WEB_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "net/web/limits.h"
#include "net/web/multipart.h"
#include "node/bytes.h"
#include "node/err.h"

enum { FORM_PATH_BYTES = 512, FORM_FILE_NAME_BYTES = 128 };

/* A file that was sent. */
struct form_file {
    char field[WEB_NAME_BYTES_MAX];
    char path[FORM_PATH_BYTES];
    char name[FORM_FILE_NAME_BYTES]; /* as its owner has it; perhaps "" */
    size_t bytes;
};

struct form {
    json_t *typed;      /* owned: an object */
    const char *folder; /* for files; borrowed; NULL: none are taken */
    struct form_file files[WEB_FILES_MAX];
    size_t file_count;
    int descriptor; /* of the last file while it comes; else -1 */
    bool is_multipart;
    struct multipart multipart;
    char name[WEB_NAME_BYTES_MAX]; /* of the part that comes */
    bool is_skipped;               /* it has no name that counts */
    struct bytes text;             /* of the part, or of a whole body */
    size_t count;                  /* values taken */
    size_t bytes;                  /* of all values */
    enum err err;                  /* the first that happened; the rest of the
                                      body is passed over */
    enum err file_err;             /* likewise of files; texts go on */
};

/*
 * Make ready for a body.
 *
 * type    its Content-Type
 * folder  where files are kept; NULL: they are passed over
 *
 * ERR_INVALID  a type without a boundary that fits
 * ERR_NOMEM
 */
MUST_USE enum err
form_init(struct form *form, const char *type, const char *folder);

/* Take a piece. What is wrong with it is told at the end. */
void form_take(struct form *form, struct view piece);

/*
 * It is complete. What was typed before an error is kept.
 *
 * ERR_FULL     too many values or files, one of them too large
 * ERR_INVALID  no such body, or text that is no UTF-8
 * ERR_DISK_FULL, ERR_IO, ERR_NOMEM
 */
MUST_USE enum err form_end(struct form *form);

/*
 * Copy a sentence that names files by their paths here, and name them as their
 * owner does; what does not fit is cut off.
 */
void form_name_files(const struct form *form,
                     const char *text,
                     char *out,
                     size_t bytes);

/* Remove the files, give memory back; may be called twice. */
void form_release(struct form *form);

/*
 * Read a query or a body, "q=two+words&kind=loan", into an object.
 *
 * ERR_FULL, ERR_INVALID, ERR_NOMEM; what came before is kept
 */
MUST_USE enum err form_read(struct view text, json_t *out);

/* Add a value under a name, as a text or to its array; takes the value.
 * ERR_INVALID: NULL, or a name that is not of printable ASCII. */
MUST_USE enum err form_add(json_t *typed, const char *name, json_t *value);

#endif
