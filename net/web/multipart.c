#include "net/web/multipart.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The value of a parameter, as in `; name="a b"`, or without quotes. */
static bool
parameter(const char *line, const char *name, char *out, size_t room)
{
    const size_t bytes = strlen(name);

    while ((line = strchr(line, ';')) != NULL) {
        size_t count = 0;

        line++;
        line += strspn(line, " \t");
        if (strncasecmp(line, name, bytes) != 0 || line[bytes] != '=') {
            continue;
        }
        line += bytes + 1;
        line += *line == '"';
        count = strcspn(line, line[-1] == '"' ? "\"" : "; \t\r\n");
        if (count >= room) {
            return false;
        }
        memcpy(out, line, count);
        out[count] = '\0';
        return true;
    }
    return false;
}

enum err multipart_init(struct multipart *multipart, const char *type)
{
    char boundary[BOUNDARY_BYTES_MAX + 1];

    memset(multipart, 0, sizeof *multipart);
    if (!parameter(type, "boundary", boundary, sizeof boundary) ||
        boundary[0] == '\0' || strpbrk(boundary, "\r\n") != NULL) {
        return ERR_INVALID;
    }
    multipart->delimiter_bytes =
        (size_t)snprintf(multipart->delimiter, sizeof multipart->delimiter,
                         "\r\n--%s", boundary);
    multipart->matched = 2; /* the first one needs no line end before it */
    return ERR_OK;
}

static void flush(struct multipart *multipart,
                  const struct multipart_events *events)
{
    if (multipart->run_bytes > 0 && multipart->is_open) {
        events->bytes(events->context,
                      (struct view){multipart->run, multipart->run_bytes});
    }
    multipart->run_bytes = 0;
}

static void put(struct multipart *multipart,
                unsigned char byte,
                const struct multipart_events *events)
{
    if (multipart->run_bytes == sizeof multipart->run) {
        flush(multipart, events);
    }
    multipart->run[multipart->run_bytes++] = byte;
}

/* The delimiter has one CR, at its beginning: what began to look like it and
 * is not, can only begin again with the byte that differs. */
static void take_body(struct multipart *multipart,
                      unsigned char byte,
                      const struct multipart_events *events)
{
    if (byte != (unsigned char)multipart->delimiter[multipart->matched]) {
        for (size_t index = 0; index < multipart->matched; index++) {
            put(multipart, (unsigned char)multipart->delimiter[index], events);
        }
        multipart->matched = 0;
    }
    if (byte != (unsigned char)multipart->delimiter[multipart->matched]) {
        put(multipart, byte, events);
        return;
    }
    multipart->matched++;
    if (multipart->matched < multipart->delimiter_bytes) {
        return;
    }
    flush(multipart, events);
    if (multipart->is_open) {
        events->end(events->context);
    }
    multipart->is_open = false;
    multipart->matched = 0;
    multipart->head_bytes = 0;
    multipart->state = MULTIPART_LINE;
}

static enum err take_line(struct multipart *multipart, unsigned char byte)
{
    multipart->head[multipart->head_bytes++] = (char)byte;
    if (multipart->head_bytes < 2) {
        return ERR_OK;
    }
    if (memcmp(multipart->head, "--", 2) == 0) {
        multipart->state = MULTIPART_ENDED;
        return ERR_OK;
    }
    multipart->state = MULTIPART_HEAD; /* its CR LF stays at the beginning */
    return memcmp(multipart->head, "\r\n", 2) == 0 ? ERR_OK : ERR_INVALID;
}

/* The lines are complete: what does Content-Disposition say? */
static enum err begin_part(struct multipart *multipart,
                           const struct multipart_events *events)
{
    static const char wanted[] = "\r\ncontent-disposition:";
    char name[WEB_NAME_BYTES_MAX] = "";
    char file[PART_HEAD_BYTES_MAX];
    char *line = multipart->head;

    while (line != NULL && strncasecmp(line, wanted, sizeof wanted - 1) != 0) {
        line = strstr(line + 2, "\r\n");
    }
    if (line == NULL) {
        return ERR_INVALID;
    }
    line += 2;
    line[strcspn(line, "\r\n")] = '\0';
    if (!parameter(line, "name", name, sizeof name)) {
        return ERR_INVALID;
    }
    multipart->is_open = true;
    multipart->state = MULTIPART_BODY;
    events->begin(events->context, name,
                  parameter(line, "filename", file, sizeof file) ? file : NULL);
    return ERR_OK;
}

static enum err take_head(struct multipart *multipart,
                          unsigned char byte,
                          const struct multipart_events *events)
{
    size_t *bytes = &multipart->head_bytes;

    if (*bytes == sizeof multipart->head - 1 || byte == '\0') {
        return ERR_INVALID;
    }
    multipart->head[(*bytes)++] = (char)byte;
    multipart->head[*bytes] = '\0';
    return *bytes >= 4 &&
                   memcmp(multipart->head + *bytes - 4, "\r\n\r\n", 4) == 0
               ? begin_part(multipart, events)
               : ERR_OK;
}

enum err multipart_take(struct multipart *multipart,
                        struct view piece,
                        const struct multipart_events *events)
{
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < piece.bytes; index++) {
        const unsigned char byte = piece.data[index];

        switch (multipart->state) {
        case MULTIPART_BODY:
            take_body(multipart, byte, events);
            break;
        case MULTIPART_LINE:
            err = take_line(multipart, byte);
            break;
        case MULTIPART_HEAD:
            err = take_head(multipart, byte, events);
            break;
        case MULTIPART_ENDED:
            return ERR_OK;
        }
    }
    if (err != ERR_OK) {
        multipart->state = MULTIPART_ENDED;
    }
    return err;
}

bool multipart_has_ended(const struct multipart *multipart)
{
    return multipart->state == MULTIPART_ENDED;
}
