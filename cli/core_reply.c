/*
 * What the running node answers over its control socket.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/clock.h"
#include "cli/core_inside.h"
#include "cli/out.h"
#include "net/limits.h"
#include "net/log.h"
#include "node/sync/limits.h"

/* An answer on its way to the loop thread. */
struct reply {
    struct control *control; /* borrowed; lives until net has stopped */
    uint64_t request;
    char *text; /* owned */
};

static void deliver(void *context)
{
    struct reply *reply = context;
    enum err err =
        control_answer(reply->control, reply->request, view_text(reply->text));

    if (err != ERR_OK) {
        log_line(LOG_WARNING, "an answer was lost: reason=\"%s\"",
                 err_text(err));
    }
    free(reply->text);
    free(reply);
}

/* Takes the document over; NULL is out of memory. */
static void answer(struct core *core, uint64_t request, json_t *document)
{
    struct reply *reply = calloc(1, sizeof *reply);

    if (reply != NULL && document != NULL) {
        reply->control = core->control;
        reply->request = request;
        reply->text = json_dumps(document, JSON_COMPACT);
    }
    json_decref(document);
    if (reply == NULL || reply->text == NULL ||
        net_post(core->net, deliver, reply) != ERR_OK) {
        if (reply != NULL) {
            free(reply->text);
        }
        free(reply);
        log_line(LOG_WARNING, "no memory for an answer");
    }
}

/* The part that a request is about, or NULL. */
static struct core_part *find_part(struct core *core, const json_t *request)
{
    const char *in = json_string_value(json_object_get(request, "in"));

    for (size_t index = 0; index < core->part_count; index++) {
        struct core_part *part = &core->parts[index];

        if (in == NULL || strcmp(in, part->drive->folder.name) == 0) {
            return part;
        }
    }
    return NULL;
}

static size_t count_live(struct core *core, const struct core_part *part)
{
    size_t count = node_peers(part->drive->node, core->views, PEERS_MAX);
    size_t live = 0;

    for (size_t index = 0; index < count; index++) {
        live += core->views[index].is_live && core->views[index].is_member;
    }
    return live;
}

static json_t *status(const struct core *core)
{
    json_t *named = json_array();

    for (size_t index = 0; index < core->named_count; index++) {
        if (json_array_append_new(named, json_string(core->named[index])) !=
            0) {
            json_decref(named);
            named = NULL;
        }
    }
    return json_pack("{s:I,s:O,s:o,s:s?,s:I}", "pid", (json_int_t)getpid(),
                     "listen", core->listening, "named", named, "page",
                     core->web != NULL ? web_base(core->web) : NULL, "peers",
                     (json_int_t)core->peer_count);
}

/* A new link to log in by; null where there is no page. */
static json_t *page(struct core *core)
{
    char link[WEB_LINK_BYTES];

    if (core->web == NULL) {
        return json_pack("{s:n,s:n}", "page", "link");
    }
    web_link(core->web, link);
    return json_pack("{s:s,s:s}", "page", web_base(core->web), "link", link);
}

static const struct core_peer *find_address(const struct core *core,
                                            uint32_t peer)
{
    for (size_t index = 0; index < core->peer_count; index++) {
        if (core->peers[index].peer == peer) {
            return &core->peers[index];
        }
    }
    return NULL;
}

static const char *state_of(const struct node_peer *peer)
{
    if (!peer->is_member) {
        return "guest";
    }
    return peer->is_live ? "live" : "syncing";
}

/* An id in full; null while it is not known. */
static json_t *id_json(const struct id *id)
{
    char hex[ID_HEX_CHARS];

    if (id_is_zero(id)) {
        return json_null();
    }
    id_to_hex(id, hex);
    return json_string(hex);
}

static json_t *peer_json(const struct core *core, const struct node_peer *peer)
{
    const struct core_peer *met = find_address(core, peer->number);

    return json_pack(
        "{s:o,s:o,s:s,s:b,s:s,s:o,s:s,s:I,s:I,s:I,s:I,s:{s:I,s:I,s:I}}",
        "household", id_json(&peer->household), "device",
        id_json(&peer->device), "address", met != NULL ? met->address : "",
        "dialled", peer->is_dialled, "from",
        origin_name(met != NULL ? met->origin : ORIGIN_INCOMING), "since",
        out_time_json(met != NULL ? met->since_ms : 0), "state", state_of(peer),
        "bytes_in", (json_int_t)peer->bytes_in, "bytes_out",
        (json_int_t)peer->bytes_out, "records_in", (json_int_t)peer->records_in,
        "records_out", (json_int_t)peer->records_out, "sync", "symbols",
        (json_int_t)peer->symbols, "differences", (json_int_t)peer->differences,
        "rounds", (json_int_t)peer->rounds);
}

enum { PEER_BYTES = 1024 }; /* of JSON, and more than one takes */
_Static_assert(PEERS_MAX *PEER_BYTES <= CONTROL_ANSWER_BYTES_MAX, "all fit");

static json_t *peers(struct core *core, const struct core_part *part)
{
    size_t count = node_peers(part->drive->node, core->views, PEERS_MAX);
    json_t *list = json_array();

    for (size_t index = 0; list != NULL && index < count; index++) {
        if (json_array_append_new(list, peer_json(core, &core->views[index])) !=
            0) {
            json_decref(list);
            list = NULL;
        }
    }
    return json_pack("{s:o}", "peers", list);
}

static void nudge(struct core *core,
                  struct core_part *part,
                  uint64_t request,
                  const json_t *asked)
{
    struct core_waiting *waiting = &core->waiting[core->waiting_count];

    part->is_changed = true;
    if (core->waiting_count == CORE_WAITING_MAX) {
        answer(core, request, json_pack("{s:i}", "handed_to", 0));
        return;
    }
    core->waiting_count++;
    waiting->request = request;
    waiting->neighbourhood = (unsigned)core_index(core, part);
    waiting->sequence =
        (uint64_t)json_integer_value(json_object_get(asked, "sequence"));
    waiting->until_mono_ms = clock_mono_ms() + CORE_HANDED_MS_MAX;
}

void core_answer_waiting(struct core *core)
{
    const uint64_t now_ms = clock_mono_ms();

    for (size_t index = core->waiting_count; index-- > 0;) {
        struct core_waiting *waiting = &core->waiting[index];
        const struct core_part *part = &core->parts[waiting->neighbourhood];
        size_t handed = 0;

        if (part->is_changed && now_ms < waiting->until_mono_ms) {
            continue; /* the core has not seen it yet */
        }
        if (part->drive->node != NULL) {
            handed = node_handed_to(part->drive->node, waiting->sequence);
            if (handed < count_live(core, part) &&
                now_ms < waiting->until_mono_ms) {
                continue;
            }
        }
        answer(core, waiting->request,
               json_pack("{s:I}", "handed_to", (json_int_t)handed));
        *waiting = core->waiting[--core->waiting_count];
    }
}

/* Somebody here wants to see a photo. It may come if there is a neighbour. */
static void fetch_photo(struct core *core,
                        struct core_part *part,
                        uint64_t request,
                        const json_t *asked)
{
    const char *hex = json_string_value(json_object_get(asked, "photo"));
    struct event event = {.kind = EVENT_PHOTO};
    bool is_coming = count_live(core, part) > 0;

    event.as.photo.part = json_is_true(json_object_get(asked, "large"))
                              ? PHOTO_LARGE
                              : PHOTO_SMALL;
    is_coming = hex != NULL && id_from_hex(hex, &event.as.photo.id) == ERR_OK &&
                core_step(core, part, &event) && is_coming;
    answer(core, request, json_pack("{s:b}", "coming", is_coming));
}

static void reply_about(struct core *core,
                        struct core_part *part,
                        const json_t *request,
                        uint64_t number)
{
    const char *what = json_string_value(json_object_get(request, "do"));

    if (strcmp(what, "nudge") == 0) {
        nudge(core, part, number, request);
    } else if (strcmp(what, "status") == 0) {
        answer(core, number, status(core));
    } else if (strcmp(what, "page") == 0) {
        answer(core, number, page(core));
    } else if (strcmp(what, "peers") == 0) {
        answer(core, number, peers(core, part));
    } else if (strcmp(what, "photo") == 0) {
        fetch_photo(core, part, number, request);
    } else if (strcmp(what, "stop") == 0) {
        answer(core, number, json_pack("{s:b}", "stopping", 1));
        core_stop(core);
    } else {
        answer(core, number, json_pack("{s:s}", "error", "unknown"));
    }
}

void core_reply(struct core *core, const struct parcel *asked)
{
    json_t *request = json_loadb((const char *)asked->bytes.data,
                                 asked->bytes.bytes, 0, NULL);

    struct core_part *part = find_part(core, request);

    if (!json_is_string(json_object_get(request, "do")) || part == NULL ||
        part->drive->node == NULL) {
        answer(core, asked->request, json_pack("{s:s}", "error", "unknown"));
    } else {
        reply_about(core, part, request, asked->request);
    }
    json_decref(request);
}
