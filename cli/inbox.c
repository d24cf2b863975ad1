#include "cli/inbox.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum err inbox_init(struct inbox *inbox)
{
    pthread_condattr_t monotonic;

    memset(inbox, 0, sizeof *inbox);
    inbox->parcels = calloc(INBOX_PARCELS_MAX, sizeof(struct parcel *));
    if (inbox->parcels == NULL) {
        return ERR_NOMEM;
    }
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&inbox->lock, NULL);
    (void)pthread_cond_init(&inbox->news, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    return ERR_OK;
}

void inbox_release(struct inbox *inbox)
{
    struct parcel *parcel = NULL;

    if (inbox->parcels == NULL) {
        return;
    }
    while ((parcel = inbox_take(inbox)) != NULL) {
        parcel_free(parcel);
    }
    free(inbox->parcels);
    inbox->parcels = NULL;
    (void)pthread_cond_destroy(&inbox->news);
    (void)pthread_mutex_destroy(&inbox->lock);
}

enum err
parcel_new(enum parcel_kind kind, struct view bytes, struct parcel **out)
{
    struct parcel *parcel = calloc(1, sizeof *parcel);
    enum err err = ERR_OK;

    if (parcel == NULL) {
        return ERR_NOMEM;
    }
    parcel->kind = kind;
    bytes_init(&parcel->bytes, INBOX_BYTES_MAX);
    err = bytes_append(&parcel->bytes, bytes);
    if (err != ERR_OK) {
        parcel_free(parcel);
        return err;
    }
    *out = parcel;
    return ERR_OK;
}

void parcel_free(struct parcel *parcel)
{
    if (parcel == NULL) {
        return;
    }
    bytes_release(&parcel->bytes);
    verify_batch_free(parcel->batch);
    free(parcel);
}

static size_t weight(const struct parcel *parcel)
{
    return sizeof *parcel + parcel->bytes.bytes +
           (parcel->batch != NULL ? parcel->batch->bytes.bytes : 0);
}

enum err inbox_put(struct inbox *inbox, struct parcel *parcel)
{
    enum err err = ERR_OK;

    (void)pthread_mutex_lock(&inbox->lock);
    if (inbox->is_closed) {
        err = ERR_CLOSED;
    } else if (inbox->count == INBOX_PARCELS_MAX ||
               (inbox->count > 0 &&
                inbox->bytes + weight(parcel) > INBOX_BYTES_MAX)) {
        inbox->is_starved = true;
        err = ERR_FULL;
    } else {
        size_t place = (inbox->first + inbox->count) % INBOX_PARCELS_MAX;

        inbox->parcels[place] = parcel;
        inbox->count++;
        inbox->bytes += weight(parcel);
        (void)pthread_cond_signal(&inbox->news);
    }
    (void)pthread_mutex_unlock(&inbox->lock);
    return err;
}

struct parcel *inbox_take(struct inbox *inbox)
{
    struct parcel *parcel = NULL;

    (void)pthread_mutex_lock(&inbox->lock);
    if (inbox->count > 0) {
        parcel = inbox->parcels[inbox->first];
        inbox->first = (inbox->first + 1) % INBOX_PARCELS_MAX;
        inbox->count--;
        inbox->bytes -= weight(parcel);
    }
    (void)pthread_mutex_unlock(&inbox->lock);
    return parcel;
}

bool inbox_wait(struct inbox *inbox, uint64_t until_mono_ms)
{
    const struct timespec until = {
        .tv_sec = (time_t)(until_mono_ms / 1000),
        .tv_nsec = (long)(until_mono_ms % 1000) * 1000000,
    };
    bool is_open = false;
    int failed = 0;

    (void)pthread_mutex_lock(&inbox->lock);
    while (inbox->count == 0 && !inbox->is_closed && failed == 0) {
        failed = pthread_cond_timedwait(&inbox->news, &inbox->lock, &until);
    }
    is_open = !inbox->is_closed;
    (void)pthread_mutex_unlock(&inbox->lock);
    return is_open;
}

void inbox_close(struct inbox *inbox)
{
    (void)pthread_mutex_lock(&inbox->lock);
    inbox->is_closed = true;
    (void)pthread_cond_broadcast(&inbox->news);
    (void)pthread_mutex_unlock(&inbox->lock);
}

bool inbox_is_closed(struct inbox *inbox)
{
    bool is_closed = false;

    (void)pthread_mutex_lock(&inbox->lock);
    is_closed = inbox->is_closed;
    (void)pthread_mutex_unlock(&inbox->lock);
    return is_closed;
}

void inbox_starve(struct inbox *inbox)
{
    (void)pthread_mutex_lock(&inbox->lock);
    inbox->is_starved = true;
    (void)pthread_mutex_unlock(&inbox->lock);
}

bool inbox_can_resume(struct inbox *inbox)
{
    bool can = false;

    (void)pthread_mutex_lock(&inbox->lock);
    can = inbox->is_starved && inbox->count < INBOX_PARCELS_MAX / 2 &&
          inbox->bytes < INBOX_BYTES_MAX / 2;
    if (can) {
        inbox->is_starved = false;
    }
    (void)pthread_mutex_unlock(&inbox->lock);
    return can;
}
