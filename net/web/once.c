#include "net/web/once.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

void once_init(struct once *once)
{
    memset(once, 0, sizeof *once);
}

static int feed(const char *buffer, size_t size, void *context)
{
    return crypto_generichash_update(context, (const unsigned char *)buffer,
                                     size);
}

void once_digest(const char *path,
                 const json_t *typed,
                 unsigned char out[static ONCE_DIGEST_BYTES])
{
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, NULL, 0, ONCE_DIGEST_BYTES);
    (void)crypto_generichash_update(&state, (const unsigned char *)path,
                                    strlen(path) + 1);
    (void)json_dump_callback(typed, feed, &state,
                             JSON_COMPACT | JSON_SORT_KEYS);
    (void)crypto_generichash_final(&state, out, ONCE_DIGEST_BYTES);
}

const char *once_find(const struct once *once,
                      const unsigned char digest[static ONCE_DIGEST_BYTES])
{
    for (size_t index = 0; index < WEB_ONCE_MAX; index++) {
        const struct once_outcome *outcome = &once->outcomes[index];

        if (outcome->location[0] != '\0' &&
            memcmp(outcome->digest, digest, ONCE_DIGEST_BYTES) == 0) {
            return outcome->location;
        }
    }
    return NULL;
}

void once_keep(struct once *once,
               const unsigned char digest[static ONCE_DIGEST_BYTES],
               const char *location)
{
    struct once_outcome *outcome = &once->outcomes[once->next];

    once->next = (once->next + 1) % WEB_ONCE_MAX;
    memcpy(outcome->digest, digest, ONCE_DIGEST_BYTES);
    (void)snprintf(outcome->location, sizeof outcome->location, "%s", location);
}
