#include "net/web/route.h"

#include <string.h>

static size_t segment(const char *text)
{
    return strcspn(text, "/");
}

static bool take_part(const char *name,
                      size_t name_bytes,
                      const char *part,
                      size_t bytes,
                      json_t *parts)
{
    char key[WEB_NAME_BYTES_MAX];

    if (bytes == 0 || name_bytes >= sizeof key) {
        return false;
    }
    if (parts == NULL) {
        return true;
    }
    memcpy(key, name, name_bytes);
    key[name_bytes] = '\0';
    return json_object_set_new(parts, key, json_stringn(part, bytes)) == 0;
}

bool route_fits(const char *pattern, const char *path, json_t *parts)
{
    while (*pattern != '\0' && *path != '\0') {
        size_t wanted = segment(pattern);
        size_t given = segment(path);

        if (pattern[0] == ':') {
            if (!take_part(pattern + 1, wanted - 1, path, given, parts)) {
                return false;
            }
        } else if (wanted != given || memcmp(pattern, path, given) != 0) {
            return false;
        }
        pattern += wanted;
        path += given;
        if (*pattern != *path) {
            return false;
        }
        pattern += *pattern == '/';
        path += *path == '/';
    }
    return *pattern == *path;
}

const struct web_page *route_page(const char *path, json_t *parts)
{
    for (size_t index = 0; index < web_page_count; index++) {
        if (route_fits(web_pages[index].path, path, NULL)) {
            return route_fits(web_pages[index].path, path, parts)
                       ? &web_pages[index]
                       : NULL;
        }
    }
    return NULL;
}

const struct web_form *route_form(const char *path)
{
    for (size_t index = 0; index < web_form_count; index++) {
        if (strcmp(web_forms[index].path, path) == 0) {
            return &web_forms[index];
        }
    }
    return NULL;
}

const struct web_page *route_pattern(const char *pattern)
{
    size_t bytes = strcspn(pattern, "?");

    for (size_t index = 0; index < web_page_count; index++) {
        if (strlen(web_pages[index].path) == bytes &&
            memcmp(web_pages[index].path, pattern, bytes) == 0) {
            return &web_pages[index];
        }
    }
    return NULL;
}

static const char *
lookup(const char *name, const json_t *const *from, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        const char *text =
            json_string_value(json_object_get(from[index], name));

        if (text != NULL && text[0] != '\0') {
            return text;
        }
    }
    return NULL;
}

static bool is_plain(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '.' ||
           byte == '_' || byte == '~';
}

static bool put(char *out, size_t *used, const char *text, size_t bytes)
{
    if (bytes >= WEB_PATH_BYTES_MAX - *used) {
        return false;
    }
    memcpy(out + *used, text, bytes);
    *used += bytes;
    out[*used] = '\0';
    return true;
}

static bool put_encoded(char *out, size_t *used, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    bool fits = true;

    for (; fits && *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;
        const char hex[] = {'%', digits[byte >> 4], digits[byte & 15]};

        fits = is_plain(byte) ? put(out, used, text, 1)
                              : put(out, used, hex, sizeof hex);
    }
    return fits;
}

bool route_fill(const char *pattern,
                const json_t *const *from,
                size_t count,
                char out[static WEB_PATH_BYTES_MAX])
{
    size_t used = 0;

    out[0] = '\0';
    while (*pattern != '\0') {
        char name[WEB_NAME_BYTES_MAX];
        const char *value = NULL;
        size_t bytes = strcspn(pattern, ":");

        if (bytes > 0) {
            if (!put(out, &used, pattern, bytes)) {
                return false;
            }
            pattern += bytes;
            continue;
        }
        bytes = strcspn(pattern + 1, "/?&=#");
        if (bytes >= sizeof name) {
            return false;
        }
        memcpy(name, pattern + 1, bytes);
        name[bytes] = '\0';
        value = lookup(name, from, count);
        if (value == NULL || !put_encoded(out, &used, value)) {
            return false;
        }
        pattern += 1 + bytes;
    }
    return true;
}
