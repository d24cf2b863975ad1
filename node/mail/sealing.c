#include "node/mail/sealing.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "node/moment.h"
#include "node/record/time.h"

enum { MONTHS_A_YEAR = 12, EPOCH_YEAR = 1970 };

static const struct field month_columns[] = {
    {.name = "month",
     .key = 0,
     .type = FIELD_NUMBER,
     .minimum = 0,
     .maximum = UINT16_MAX,
     FIELD_AT(struct sealing_month, month)},
    {.name = "key",
     .key = 1,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct sealing_month, key)},
};

static const struct field fields[] = {
    {.name = "months",
     .key = 1,
     .type = FIELD_ROWS,
     .minimum = 1,
     .is_ascending = true,
     FIELD_ROWS_AT(struct body_sealing, months, month_columns)},
};

uint16_t sealing_month(uint64_t ms)
{
    const struct civil civil = time_civil(ms);

    return (uint16_t)((civil.year - EPOCH_YEAR) * MONTHS_A_YEAR + civil.month -
                      1);
}

bool sealing_is_over(uint16_t month, uint64_t now_ms)
{
    const struct civil next = {
        .year = (uint16_t)(EPOCH_YEAR + (month + 1) / MONTHS_A_YEAR),
        .month = (uint8_t)((month + 1) % MONTHS_A_YEAR + 1),
        .day = 1,
    };
    uint64_t end_ms = 0;

    if (time_from_civil(&next, &end_ms) != ERR_OK) {
        return false; /* past the year 9999 */
    }
    return now_ms >= end_ms + (uint64_t)SEALING_DAYS_AFTER * DAY_MS;
}

const struct exchange_keys *sealing_find(const struct sealing_keys *keys,
                                         uint16_t month)
{
    for (size_t index = 0; index < keys->count; index++) {
        const struct sealing_secret *secret = &keys->secrets[index];

        if (secret->month == month && !secret->is_former) {
            return &secret->keys;
        }
    }
    return NULL;
}

static bool has_over(const struct sealing_keys *keys, uint64_t now_ms)
{
    for (size_t index = 0; index < keys->count; index++) {
        if (sealing_is_over(keys->secrets[index].month, now_ms)) {
            return true;
        }
    }
    return false;
}

/* Has the clock gone on for a day since one was seen to be over? */
static bool went_on(const struct sealing_keys *keys, uint64_t now_ms)
{
    return keys->over_ms != 0 && now_ms >= keys->over_ms + DAY_MS;
}

/* What over_ms is to be from now on. */
static uint64_t over_since(const struct sealing_keys *keys, uint64_t now_ms)
{
    if (!has_over(keys, now_ms) || went_on(keys, now_ms)) {
        return 0;
    }
    return keys->over_ms == 0 || keys->over_ms > now_ms ? now_ms
                                                        : keys->over_ms;
}

bool sealing_is_due(const struct sealing_keys *keys, uint64_t now_ms)
{
    const uint16_t now = sealing_month(now_ms);

    if (over_since(keys, now_ms) != keys->over_ms) {
        return true;
    }
    for (uint16_t ahead = 0; ahead <= SEALING_MONTHS_AHEAD; ahead++) {
        if (sealing_find(keys, (uint16_t)(now + ahead)) == NULL) {
            return true;
        }
    }
    return false;
}

/* Take one out; what stood there is wiped. */
static void destroy(struct sealing_keys *keys, size_t at)
{
    struct sealing_secret *secrets = keys->secrets;

    assert(at < keys->count);
    keys->count--;
    memmove(&secrets[at], &secrets[at + 1],
            (keys->count - at) * sizeof secrets[0]);
    sodium_memzero(&secrets[keys->count], sizeof secrets[0]);
}

static void destroy_over(struct sealing_keys *keys, uint64_t at_ms)
{
    for (size_t index = keys->count; index > 0; index--) {
        if (sealing_is_over(keys->secrets[index - 1].month, at_ms)) {
            destroy(keys, index - 1);
        }
    }
}

/* Where there is no room for a month the oldest of a former machine goes; else
 * the last, where only a clock that was wrong can have made it; else the
 * oldest. */
static void make_room(struct sealing_keys *keys, uint16_t month)
{
    for (size_t index = 0;
         keys->count == SEALING_SECRETS_MAX && index < keys->count; index++) {
        if (keys->secrets[index].is_former) {
            destroy(keys, index);
        }
    }
    if (keys->count == SEALING_SECRETS_MAX) {
        const size_t last = keys->count - 1;
        const bool is_far =
            keys->secrets[last].month > month + SEALING_MONTHS_AHEAD;

        destroy(keys, is_far ? last : 0);
    }
}

static void make(struct sealing_keys *keys,
                 uint16_t month,
                 const unsigned char seed[static KEY_SEED_BYTES])
{
    struct sealing_secret made = {.month = month};
    unsigned char number[2];
    const struct view parts[] = {{seed, KEY_SEED_BYTES},
                                 {number, sizeof number}};
    struct id secret;
    size_t at = 0;

    put_u16(number, month);
    identity_hash(DOMAIN_KEY_MONTH, parts, FIELD_COUNT(parts), &secret);
    exchange_keys_make(secret.data, &made.keys);
    make_room(keys, month);
    while (at < keys->count && keys->secrets[at].month <= month) {
        at++;
    }
    memmove(&keys->secrets[at + 1], &keys->secrets[at],
            (keys->count - at) * sizeof keys->secrets[0]);
    keys->secrets[at] = made;
    keys->count++;
    sodium_memzero(&made, sizeof made);
    sodium_memzero(&secret, sizeof secret);
}

void sealing_roll(struct sealing_keys *keys,
                  uint64_t now_ms,
                  const unsigned char seed[static KEY_SEED_BYTES])
{
    const uint16_t now = sealing_month(now_ms);
    const uint64_t noted_ms = over_since(keys, now_ms);

    if (has_over(keys, now_ms) && went_on(keys, now_ms)) {
        destroy_over(keys, keys->over_ms);
    }
    keys->over_ms = noted_ms;
    for (uint16_t ahead = 0; ahead <= SEALING_MONTHS_AHEAD; ahead++) {
        const uint16_t month = (uint16_t)(now + ahead);

        if (sealing_find(keys, month) == NULL) {
            make(keys, month, seed);
        }
    }
}

void sealing_part(struct sealing_keys *keys)
{
    for (size_t index = 0; index < keys->count; index++) {
        keys->secrets[index].is_former = true;
    }
}

void sealing_release(struct sealing_keys *keys)
{
    sodium_memzero(keys, sizeof *keys);
}

void sealing_published(const struct sealing_keys *keys,
                       uint64_t now_ms,
                       struct body_sealing *out)
{
    const unsigned now = sealing_month(now_ms);

    *out = (struct body_sealing){.months_count = 0};
    for (unsigned month = now < SEALING_MONTHS_PAST ? 0
                                                    : now - SEALING_MONTHS_PAST;
         month <= now + SEALING_MONTHS_AHEAD; month++) {
        const struct exchange_keys *found = sealing_find(keys, (uint16_t)month);

        if (found != NULL) {
            out->months[out->months_count++] =
                (struct sealing_month){(uint16_t)month, found->public};
        }
    }
}

const struct id *body_sealing_find(const struct body_sealing *body,
                                   uint16_t month)
{
    for (size_t index = 0; index < body->months_count; index++) {
        if (body->months[index].month == month) {
            return &body->months[index].key;
        }
    }
    return NULL;
}

enum err body_sealing_read(struct view body, struct body_sealing *out)
{
    return field_read(body, fields, FIELD_COUNT(fields), out, sizeof *out);
}

enum err body_sealing_write(const struct body_sealing *body, struct bytes *out)
{
    return field_write(body, fields, FIELD_COUNT(fields), out);
}

const struct field *sealing_fields(size_t *count)
{
    *count = FIELD_COUNT(fields);
    return fields;
}
