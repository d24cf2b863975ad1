#include "net/web/form.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/web/policy.h"

static void fail(struct form *form, enum err err)
{
    if (form->err == ERR_OK) {
        form->err = err;
    }
}

/* Our fields have plain names. */
static bool is_name(const char *name)
{
    for (; *name != '\0'; name++) {
        if (*name <= ' ' || *name > '~') {
            return false;
        }
    }
    return true;
}

enum err form_add(json_t *typed, const char *name, json_t *value)
{
    json_t *before = json_object_get(typed, name);
    json_t *both = NULL;

    if (value == NULL || !is_name(name)) {
        json_decref(value);
        return ERR_INVALID; /* or not UTF-8 */
    }
    if (before == NULL) {
        return json_object_set_new(typed, name, value) == 0 ? ERR_OK
                                                            : ERR_NOMEM;
    }
    if (json_is_array(before)) {
        return json_array_append_new(before, value) == 0 ? ERR_OK : ERR_NOMEM;
    }
    both = json_pack("[O,o]", before, value);
    return both != NULL && json_object_set_new(typed, name, both) == 0
               ? ERR_OK
               : ERR_NOMEM;
}

/* Browsers end lines with CR LF; a text of ours with LF. */
static size_t plain_lines(char *text, size_t bytes)
{
    size_t kept = 0;

    for (size_t index = 0; index < bytes; index++) {
        if (text[index] == '\r' && index + 1 < bytes &&
            text[index + 1] == '\n') {
            continue;
        }
        text[kept++] = text[index];
    }
    return kept;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* A text as a value, without the blanks around it, which phones add and no
 * text may have; NULL where it is no text. Changes the bytes. */
static json_t *text_value(char *text, size_t bytes)
{
    bytes = plain_lines(text, bytes);
    while (bytes > 0 && is_blank(text[bytes - 1])) {
        bytes--;
    }
    while (bytes > 0 && is_blank(*text)) {
        text++;
        bytes--;
    }
    return memchr(text, '\0', bytes) != NULL ? NULL : json_stringn(text, bytes);
}

static int digit(unsigned char byte)
{
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* Undo the encoding in place. False: "%" without two digits. */
static bool decode(char *text, size_t *bytes)
{
    unsigned char *out = (unsigned char *)text;
    size_t kept = 0;

    for (size_t index = 0; index < *bytes; index++) {
        unsigned char byte = out[index];

        if (byte == '+') {
            byte = ' ';
        } else if (byte == '%') {
            const bool fits = index + 2 < *bytes;
            const int high = fits ? digit(out[index + 1]) : -1;
            const int low = fits ? digit(out[index + 2]) : -1;

            if (high < 0 || low < 0) {
                return false;
            }
            byte = (unsigned char)(high * 16 + low);
            index += 2;
        }
        out[kept++] = byte;
    }
    *bytes = kept;
    return true;
}

static enum err read_pair(char *text, size_t bytes, json_t *out)
{
    char *value = memchr(text, '=', bytes);
    size_t name_bytes = value == NULL ? bytes : (size_t)(value - text);
    size_t value_bytes = value == NULL ? 0 : bytes - name_bytes - 1;
    char name[WEB_NAME_BYTES_MAX];

    value = value == NULL ? text : value + 1;
    if (!decode(text, &name_bytes) || !decode(value, &value_bytes) ||
        name_bytes == 0 || name_bytes >= sizeof name ||
        memchr(text, '\0', name_bytes) != NULL) {
        return ERR_INVALID;
    }
    memcpy(name, text, name_bytes);
    name[name_bytes] = '\0';
    return form_add(out, name, text_value(value, value_bytes));
}

enum err form_read(struct view text, json_t *out)
{
    char *copy = malloc(text.bytes + 1);
    enum err err = copy == NULL ? ERR_NOMEM : ERR_OK;
    size_t count = 0;
    size_t at = 0;

    if (copy != NULL && text.bytes > 0) {
        memcpy(copy, text.data, text.bytes);
    }
    while (err == ERR_OK && at < text.bytes) {
        char *end = memchr(copy + at, '&', text.bytes - at);
        size_t bytes =
            end == NULL ? text.bytes - at : (size_t)(end - copy) - at;

        if (bytes > 0) {
            err = count++ < WEB_VALUES_MAX ? read_pair(copy + at, bytes, out)
                                           : ERR_FULL;
        }
        at += bytes + 1;
    }
    free(copy);
    return err;
}

/* Only what is text, and fits, is of use to its owner. */
static void keep_name(struct form_file *file, const char *name)
{
    json_t *text = strlen(name) < sizeof file->name ? json_string(name) : NULL;

    if (text != NULL) {
        memcpy(file->name, name, strlen(name) + 1);
    }
    json_decref(text);
}

static enum err
open_file(struct form *form, const char *field, const char *name)
{
    struct form_file *file = &form->files[form->file_count];
    int count = 0;

    if (form->file_count == WEB_FILES_MAX) {
        return ERR_FULL;
    }
    memset(file, 0, sizeof *file);
    (void)snprintf(file->field, sizeof file->field, "%s", field);
    keep_name(file, name);
    count = snprintf(file->path, sizeof file->path, "%s/upload-XXXXXX",
                     form->folder);
    if (count < 0 || (size_t)count >= sizeof file->path) {
        return ERR_INVALID;
    }
    form->descriptor = mkstemp(file->path);
    if (form->descriptor < 0) {
        return errno == ENOSPC ? ERR_DISK_FULL : ERR_IO;
    }
    form->file_count++;
    return ERR_OK;
}

static void fail_file(struct form *form, enum err err)
{
    if (form->file_err == ERR_OK) {
        form->file_err = err;
    }
}

static void begin(void *context, const char *name, const char *file)
{
    struct form *form = context;
    const bool is_file = file != NULL;

    (void)snprintf(form->name, sizeof form->name, "%s", name);
    bytes_reset(&form->text);
    form->is_skipped =
        name[0] == '\0' ||
        (is_file && (form->folder == NULL || form->file_err != ERR_OK));
    if (form->count++ == WEB_VALUES_MAX) {
        fail(form, ERR_FULL);
    }
    if (form->err == ERR_OK && is_file && !form->is_skipped) {
        fail_file(form, open_file(form, name, file));
        form->is_skipped = form->file_err != ERR_OK;
    }
}

static enum err write_all(int descriptor, struct view bytes)
{
    while (bytes.bytes > 0) {
        ssize_t done = write(descriptor, bytes.data, bytes.bytes);

        if (done < 0 && errno != EINTR) {
            return errno == ENOSPC ? ERR_DISK_FULL : ERR_IO;
        }
        if (done > 0) {
            bytes.data += done;
            bytes.bytes -= (size_t)done;
        }
    }
    return ERR_OK;
}

static void take_bytes(void *context, struct view bytes)
{
    struct form *form = context;
    struct form_file *file = NULL;

    if (form->err != ERR_OK || form->is_skipped) {
        return;
    }
    if (form->descriptor < 0) {
        form->bytes += bytes.bytes;
        fail(form, form->bytes > WEB_FORM_BYTES_MAX
                       ? ERR_FULL
                       : bytes_append(&form->text, bytes));
        return;
    }
    file = &form->files[form->file_count - 1];
    file->bytes += bytes.bytes;
    fail_file(form, file->bytes > WEB_FILE_BYTES_MAX
                        ? ERR_FULL
                        : write_all(form->descriptor, bytes));
    form->is_skipped = form->file_err != ERR_OK;
}

/* A file input that nobody chose a file for sends an empty one. */
static void end_file(struct form *form)
{
    struct form_file *file = &form->files[form->file_count - 1];

    if (close(form->descriptor) != 0) {
        fail_file(form, ERR_IO);
    }
    form->descriptor = -1;
    if (file->bytes == 0) {
        (void)unlink(file->path);
        form->file_count--;
    }
}

static void end(void *context)
{
    struct form *form = context;

    if (form->descriptor >= 0) {
        end_file(form);
    } else if (form->err == ERR_OK && !form->is_skipped) {
        fail(form,
             form_add(form->typed, form->name,
                      text_value((char *)form->text.data, form->text.bytes)));
    }
}

enum err form_init(struct form *form, const char *type, const char *folder)
{
    memset(form, 0, sizeof *form);
    form->descriptor = -1;
    form->folder = folder;
    bytes_init(&form->text, WEB_FORM_BYTES_MAX);
    form->typed = json_object();
    if (form->typed == NULL || bytes_reserve(&form->text, 1) != ERR_OK) {
        return ERR_NOMEM;
    }
    form->is_multipart = policy_type_is(type, "multipart/form-data");
    return form->is_multipart ? multipart_init(&form->multipart, type) : ERR_OK;
}

void form_take(struct form *form, struct view piece)
{
    const struct multipart_events events = {form, begin, take_bytes, end};

    if (form->err == ERR_OK) {
        fail(form, form->is_multipart
                       ? multipart_take(&form->multipart, piece, &events)
                       : bytes_append(&form->text, piece));
    }
}

enum err form_end(struct form *form)
{
    if (form->descriptor >= 0) {
        end_file(form);
    }
    if (!form->is_multipart) {
        fail(form, form_read(bytes_view(&form->text), form->typed));
    } else if (!multipart_has_ended(&form->multipart)) {
        fail(form, ERR_INVALID);
    }
    fail(form, form->file_err);
    return form->err;
}

void form_name_files(const struct form *form,
                     const char *text,
                     char *out,
                     size_t bytes)
{
    size_t kept = 0;

    while (*text != '\0' && kept + 1 < bytes) {
        const char *name = NULL;

        for (size_t index = 0; name == NULL && index < form->file_count;
             index++) {
            const struct form_file *file = &form->files[index];
            const size_t chars = strlen(file->path);

            if (file->name[0] != '\0' &&
                strncmp(text, file->path, chars) == 0) {
                name = file->name;
                text += chars;
            }
        }
        if (name == NULL) {
            out[kept++] = *text++;
        } else {
            kept += (size_t)snprintf(out + kept, bytes - kept, "%s", name);
        }
    }
    out[kept < bytes ? kept : bytes - 1] = '\0';
}

void form_release(struct form *form)
{
    if (form->descriptor >= 0) {
        (void)close(form->descriptor);
        form->descriptor = -1;
    }
    while (form->file_count > 0) {
        (void)unlink(form->files[--form->file_count].path);
    }
    bytes_release(&form->text);
    json_decref(form->typed);
    form->typed = NULL;
}
