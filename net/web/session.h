/*
 * Who has logged in: sessions, the links that begin them, and the marks that
 * prove that a form is one of ours.
 *
 * Secrets are random text in hex; only their hashes are kept. Time and random
 * bytes are given. For one thread at a time.
 */
#ifndef NET_WEB_SESSION_H
#define NET_WEB_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/web/limits.h"
#include "node/bytes.h"
#include "node/err.h"

enum {
    SESSION_HASH_BYTES = 32,
    SESSION_LINE_BYTES = 96,
    SESSION_SAVED_BYTES_MAX = WEB_SESSIONS_MAX * SESSION_LINE_BYTES
};

struct session {
    unsigned char hash[SESSION_HASH_BYTES];
    uint64_t made_s; /* since 1970 */
};

struct session_link {
    unsigned char hash[SESSION_HASH_BYTES];
    uint64_t until_mono_ms; /* 0: a free place */
};

struct session_book {
    struct session sessions[WEB_SESSIONS_MAX];
    size_t count;
    struct session_link links[WEB_LINKS_MAX];
    uint64_t minute;   /* in which the failures are counted */
    unsigned failures; /* of logging in */
};

/* Nobody is logged in. */
void session_init(struct session_book *book);

/* Random bytes as a secret. */
void session_secret(const unsigned char random[static WEB_SECRET_BYTES],
                    char out[static WEB_SECRET_CHARS]);

/* A link with this secret may be used once, for WEB_LINK_MS_MAX; the one that
 * ends first makes room. */
void session_link_add(struct session_book *book,
                      const char *secret,
                      uint64_t mono_ms);

/* Is there such a link? It stays. */
bool session_link_is(const struct session_book *book,
                     const char *secret,
                     uint64_t mono_ms);

/*
 * Use up a link and begin a session with the secret `fresh`; the oldest one
 * makes room.
 *
 * ERR_UNKNOWN  no such link
 * ERR_AGAIN    too many that failed within a minute
 */
MUST_USE enum err session_begin(struct session_book *book,
                                const char *link,
                                const char *fresh,
                                uint64_t now_s,
                                uint64_t mono_ms);

/* Has this secret a session, not older than WEB_SESSION_DAYS? */
bool session_is(const struct session_book *book,
                const char *secret,
                uint64_t now_s);

/* Forget the session of a secret. */
void session_end(struct session_book *book, const char *secret);

/* The mark of all forms of a session: nobody else can know it. */
void session_token(const char *secret, char out[static WEB_SECRET_CHARS]);

/* Same text, in the same time whether or not. */
bool session_same(const char *left, const char *right);

/* Append all sessions as lines; ERR_NOMEM. */
MUST_USE enum err session_save(const struct session_book *book,
                               struct bytes *out);

/* Replace all sessions by such lines; a line that is none ends it. */
void session_load(struct session_book *book, struct view lines);

#endif
