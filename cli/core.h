/*
 * The core thread of `kith run`: takes what the loop thread hands over, steps
 * the cores in transactions of many events, and lets the rest go once it is
 * committed.
 *
 *   loop thread --inbox--> drive_begin, drive_step ..., drive_commit
 *               <--net---- sends, closes, batches to verify
 *
 * It also notices what other processes wrote, and answers the control socket.
 */
#ifndef CLI_CORE_H
#define CLI_CORE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "cli/drive.h"
#include "cli/inbox.h"
#include "cli/invitation.h"
#include "cli/meet.h"
#include "net/config.h"
#include "net/control.h"
#include "net/net.h"
#include "net/web/web.h"

enum {
    CORE_EVENTS_MAX = 512,      /* of one transaction */
    CORE_BATCH_MS_MAX = 25,     /* of one turn */
    CORE_HOLD_MS_MAX = 60,      /* so long a transaction waits for batches */
    CORE_HOLD_BATCHES = 2,      /* ... while so many are being checked */
    CORE_HOLD_ACTIONS = 1400,   /* ... and less than this is to be written: a
                                   quarter of a window, so that who sends has
                                   something to send */
    CORE_POLL_MS = 1000,        /* other processes are looked for */
    CORE_TICK_MS = 10 * 1000,   /* at the latest */
    CORE_PEERS_MAX = 1024,      /* connections of all neighbourhoods */
    CORE_WAITING_MAX = 32,      /* nudges that wait for their answer */
    CORE_HANDED_MS_MAX = 150,   /* so long they wait */
    CORE_PAUSE_MS_FIRST = 1000, /* after a failed transaction */
    CORE_PAUSE_MS_MAX = 30 * 1000,
    CORE_QUIET_MS = 50,  /* quiet so long: time for the search index */
    CORE_IDLE_MS = 1000, /* and so long: time to merge, and to erase words */
};

/* A connection, as net told of it. */
struct core_peer {
    uint32_t peer;
    unsigned neighbourhood;
    bool is_dialled;
    uint64_t since_ms;                  /* trusted time */
    char address[PARCEL_ADDRESS_CHARS]; /* as it was dialled */
    enum origin origin;
    struct id transport;
};

/* A nudge that waits until its records were handed on. */
struct core_waiting {
    uint64_t request;
    unsigned neighbourhood;
    uint64_t sequence;
    uint64_t until_mono_ms;
};

/* One neighbourhood of the process. */
struct core_part {
    struct drive *drive;    /* borrowed; outlives the core */
    struct actions actions; /* of the open transaction, then let go */
    bool is_open;           /* a transaction is open */
    uint64_t open_mono_ms;  /* since when */
    size_t checking;        /* batches that the pool has */
    bool is_changed;        /* the journal has grown: step once more */
    bool is_tick_due;
    uint64_t wake_mono_ms; /* the core wants a tick then */
    uint64_t data_version;
    uint64_t paused_until_mono_ms; /* after a failure; 0: it works */
    uint64_t pause_ms;
    uint64_t scrub_mono_ms; /* not before */
    uint64_t scrub_ms;      /* since when one is under way; 0: none is */
    struct meet meet;
    uint64_t behind_mono_ms; /* no word for the search index before that */
    bool has_more;           /* its store has work for when nothing happens */
    bool is_tidied; /* what a power cut left of photos was looked for */
};

struct core {
    struct core_part parts[HOME_FOLDERS_MAX];
    size_t part_count;
    struct inbox inbox;
    struct net *net;         /* borrowed; set before the thread starts */
    struct control *control; /* borrowed; NULL: none */
    struct web *web;         /* borrowed; NULL: no page */
    json_t *listening;       /* owned; set before the thread starts */
    struct core_peer *peers; /* owned; CORE_PEERS_MAX */
    struct node_peer *views; /* owned; PEERS_MAX, room to look at them */
    size_t peer_count;
    struct prospect_link *links; /* owned; CORE_PEERS_MAX, room for a plan */
    bool has_plan; /* dials whom it knows; set before the thread starts */
    /* What a person says this node's addresses are; likewise. */
    char named[MEET_NAMED_MAX][INVITATION_ADDRESS_CHARS];
    size_t named_count;
    struct core_waiting waiting[CORE_WAITING_MAX];
    size_t waiting_count;
    uint64_t poll_mono_ms;
    uint64_t busy_mono_ms;    /* when something last happened */
    uint64_t rested_mono_ms;  /* after which of these times we rested */
    _Atomic uint64_t mark_ms; /* trusted time for the loop thread */
    _Atomic unsigned synced;  /* sessions completed, all neighbourhoods */

    /* May be NULL. `after` follows each turn, on the core thread, and ends
     * it by true; `stopped` follows the end of net, on the loop thread. */
    void *watcher;
    bool (*after)(void *watcher, struct core *core);
    void (*stopped)(void *watcher);
};

/* Make ready over open drives. ERR_NOMEM. */
MUST_USE enum err
core_init(struct core *core, struct drive *drives, size_t count);

/* Give it back; the thread has ended. */
void core_release(struct core *core);

/* What net tells goes to this core. */
struct net_events core_events(struct core *core);

/* A request of the control socket, on the loop thread; context: the core. */
void core_asked(void *context, uint64_t request, struct view line);

/*
 * One round: what is due, what waits, one commit for each part. The first
 * one goes before anybody is dialled, so that the greeting is known by then.
 */
void core_turn(struct core *core);

/* The core thread; context: the core. Runs until core_stop, then stops net. */
void *core_run(void *context);

/* End the core thread; from any thread. */
void core_stop(struct core *core);

#endif
