#include "net/web/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

enum { DAY_S = 24 * 3600, MINUTE_MS = 60 * 1000, HEX_CHARS = 65 };

static void hash_of(const char *secret,
                    unsigned char out[static SESSION_HASH_BYTES])
{
    static const unsigned char domain[] = "kith page session";

    (void)crypto_generichash(out, SESSION_HASH_BYTES,
                             (const unsigned char *)secret, strlen(secret),
                             domain, sizeof domain - 1);
}

void session_init(struct session_book *book)
{
    memset(book, 0, sizeof *book);
}

void session_secret(const unsigned char random[static WEB_SECRET_BYTES],
                    char out[static WEB_SECRET_CHARS])
{
    (void)sodium_bin2hex(out, WEB_SECRET_CHARS, random, WEB_SECRET_BYTES);
}

void session_link_add(struct session_book *book,
                      const char *secret,
                      uint64_t mono_ms)
{
    struct session_link *link = &book->links[0];

    for (size_t index = 1; index < WEB_LINKS_MAX; index++) {
        if (book->links[index].until_mono_ms < link->until_mono_ms) {
            link = &book->links[index];
        }
    }
    hash_of(secret, link->hash);
    link->until_mono_ms = mono_ms + WEB_LINK_MS_MAX;
}

static size_t
link_find(const struct session_book *book, const char *secret, uint64_t mono_ms)
{
    unsigned char hash[SESSION_HASH_BYTES];
    size_t index = 0;

    hash_of(secret, hash);
    while (index < WEB_LINKS_MAX &&
           (book->links[index].until_mono_ms <= mono_ms ||
            memcmp(book->links[index].hash, hash, sizeof hash) != 0)) {
        index++;
    }
    return index;
}

bool session_link_is(const struct session_book *book,
                     const char *secret,
                     uint64_t mono_ms)
{
    return link_find(book, secret, mono_ms) < WEB_LINKS_MAX;
}

/* At the place of the oldest where all are taken. */
static struct session *make_room(struct session_book *book)
{
    struct session *oldest = &book->sessions[0];

    if (book->count < WEB_SESSIONS_MAX) {
        return &book->sessions[book->count++];
    }
    for (size_t index = 1; index < book->count; index++) {
        if (book->sessions[index].made_s < oldest->made_s) {
            oldest = &book->sessions[index];
        }
    }
    return oldest;
}

enum err session_begin(struct session_book *book,
                       const char *link,
                       const char *fresh,
                       uint64_t now_s,
                       uint64_t mono_ms)
{
    struct session *session = NULL;
    size_t place = 0;

    if (book->minute != mono_ms / MINUTE_MS) {
        book->minute = mono_ms / MINUTE_MS;
        book->failures = 0;
    }
    place = link_find(book, link, mono_ms);
    if (place == WEB_LINKS_MAX && book->failures >= WEB_LOGINS_PER_MINUTE) {
        return ERR_AGAIN;
    }
    if (place == WEB_LINKS_MAX) {
        book->failures++;
        return ERR_UNKNOWN;
    }
    book->links[place].until_mono_ms = 0;
    session = make_room(book);
    hash_of(fresh, session->hash);
    session->made_s = now_s;
    return ERR_OK;
}

static size_t find(const struct session_book *book, const char *secret)
{
    unsigned char hash[SESSION_HASH_BYTES];
    size_t index = 0;

    hash_of(secret, hash);
    while (index < book->count &&
           memcmp(book->sessions[index].hash, hash, sizeof hash) != 0) {
        index++;
    }
    return index;
}

bool session_is(const struct session_book *book,
                const char *secret,
                uint64_t now_s)
{
    size_t place = secret == NULL ? book->count : find(book, secret);

    return place < book->count &&
           now_s < book->sessions[place].made_s +
                       (uint64_t)WEB_SESSION_DAYS * DAY_S;
}

void session_end(struct session_book *book, const char *secret)
{
    size_t place = find(book, secret);

    if (place < book->count) {
        book->sessions[place] = book->sessions[--book->count];
    }
}

void session_token(const char *secret, char out[static WEB_SECRET_CHARS])
{
    static const unsigned char domain[] = "kith page token";
    unsigned char hash[WEB_SECRET_BYTES];

    (void)crypto_generichash(hash, sizeof hash, (const unsigned char *)secret,
                             strlen(secret), domain, sizeof domain - 1);
    session_secret(hash, out);
}

bool session_same(const char *left, const char *right)
{
    size_t bytes = strlen(left);

    return bytes == strlen(right) && sodium_memcmp(left, right, bytes) == 0;
}

enum err session_save(const struct session_book *book, struct bytes *out)
{
    enum err err = ERR_OK;

    for (size_t index = 0; err == ERR_OK && index < book->count; index++) {
        const struct session *session = &book->sessions[index];
        char hex[HEX_CHARS];
        char line[SESSION_LINE_BYTES];

        (void)sodium_bin2hex(hex, sizeof hex, session->hash,
                             sizeof session->hash);
        (void)snprintf(line, sizeof line, "%s %" PRIu64 "\n", hex,
                       session->made_s);
        err = bytes_append(out, view_text(line));
    }
    return err;
}

/* "HASH SECONDS"; false: it is no such line. */
static bool read_line(const char *line, struct session *out)
{
    size_t bytes = 0;
    const char *end = NULL;

    return sodium_hex2bin(out->hash, sizeof out->hash, line, strlen(line), NULL,
                          &bytes, &end) == 0 &&
           bytes == sizeof out->hash && *end == ' ' &&
           (out->made_s = strtoull(end + 1, NULL, 10)) > 0;
}

void session_load(struct session_book *book, struct view lines)
{
    book->count = 0;
    while (lines.bytes > 0 && book->count < WEB_SESSIONS_MAX) {
        const unsigned char *end = memchr(lines.data, '\n', lines.bytes);
        size_t bytes = end == NULL ? 0 : (size_t)(end - lines.data);
        char line[SESSION_LINE_BYTES];

        if (end == NULL || bytes >= sizeof line) {
            return;
        }
        memcpy(line, lines.data, bytes);
        line[bytes] = '\0';
        if (!read_line(line, &book->sessions[book->count])) {
            return;
        }
        book->count++;
        lines = (struct view){end + 1, lines.bytes - bytes - 1};
    }
}
