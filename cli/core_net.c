/*
 * The loop thread's side of the core: what net tells becomes a parcel.
 */
#include <stdio.h>
#include <string.h>

#include "cli/clock.h"
#include "cli/core_inside.h"

/* Taken, also where nobody takes any more; false where there is no room. */
static bool put(struct core *core, struct parcel *parcel)
{
    enum err err = inbox_put(&core->inbox, parcel);

    if (err != ERR_OK) {
        parcel_free(parcel);
    }
    return err != ERR_FULL;
}

/* A parcel for what net tells; net keeps that where there is no memory, and
 * tells it again. */
static bool make(struct core *core,
                 enum parcel_kind kind,
                 struct view bytes,
                 struct parcel **out)
{
    const bool is_made = parcel_new(kind, bytes, out) == ERR_OK;

    if (!is_made) {
        inbox_starve(&core->inbox);
    }
    return is_made;
}

_Static_assert((int)BINDING_BYTES == (int)NET_HASH_BYTES, "of a handshake");

static bool on_up(void *context, const struct net_up *up)
{
    const char *address = up->address;
    struct parcel *parcel = NULL;

    if (!make(context, PARCEL_UP, up->greeting, &parcel)) {
        return false;
    }
    parcel->neighbourhood = up->neighbourhood;
    parcel->peer = up->peer;
    parcel->is_dialled = up->is_dialled;
    parcel->transport = up->transport;
    memcpy(parcel->binding, up->hash, sizeof parcel->binding);
    parcel->origin = up->origin;
    if (up->dialled != NULL && strlen(up->dialled) < sizeof parcel->address) {
        address = up->dialled; /* a name outlasts the number it stands for */
    }
    (void)snprintf(parcel->address, sizeof parcel->address, "%s", address);
    return put(context, parcel);
}

static bool on_message(void *context,
                       unsigned neighbourhood,
                       uint32_t peer,
                       struct view message)
{
    struct parcel *parcel = NULL;

    if (!make(context, PARCEL_MESSAGE, message, &parcel)) {
        return false;
    }
    parcel->neighbourhood = neighbourhood;
    parcel->peer = peer;
    return put(context, parcel);
}

static bool
on_down(void *context, unsigned neighbourhood, uint32_t peer, enum err err)
{
    const struct view nothing = {NULL, 0};
    struct parcel *parcel = NULL;

    (void)err; /* net has logged it */
    if (!make(context, PARCEL_DOWN, nothing, &parcel)) {
        return false;
    }
    parcel->neighbourhood = neighbourhood;
    parcel->peer = peer;
    return put(context, parcel);
}

static bool
on_verified(void *context, unsigned neighbourhood, struct verify_batch *batch)
{
    struct core *core = context;
    const struct view nothing = {NULL, 0};
    struct parcel *parcel = NULL;
    enum err err = ERR_OK;

    if (!make(core, PARCEL_VERIFIED, nothing, &parcel)) {
        return false;
    }
    parcel->neighbourhood = neighbourhood;
    parcel->batch = batch;
    err = inbox_put(&core->inbox, parcel);
    if (err == ERR_FULL) {
        parcel->batch = NULL; /* net keeps it */
    }
    if (err != ERR_OK) {
        parcel_free(parcel);
    }
    return err != ERR_FULL;
}

static uint64_t on_now(void *context)
{
    struct core *core = context;
    const struct moment moment = clock_now(core->mark_ms, 0);

    return moment.is_plausible ? moment.now_ms : 0;
}

static void on_stopped(void *context)
{
    struct core *core = context;

    if (core->stopped != NULL) {
        core->stopped(core->watcher);
    }
}

struct net_events core_events(struct core *core)
{
    return (struct net_events){
        .context = core,
        .up = on_up,
        .message = on_message,
        .down = on_down,
        .verified = on_verified,
        .now_ms = on_now,
        .stopped = on_stopped,
    };
}

void core_asked(void *context, uint64_t request, struct view line)
{
    static const char busy[] = "{\"error\":\"busy\"}";
    struct core *core = context;
    struct parcel *parcel = NULL;
    enum err err = parcel_new(PARCEL_ASKED, line, &parcel);

    if (err == ERR_OK) {
        parcel->request = request;
        err = inbox_put(&core->inbox, parcel);
    }
    if (err != ERR_OK) {
        parcel_free(parcel);
        err = control_answer(core->control, request, view_text(busy));
        (void)err; /* then the client waits for its deadline */
    }
}
