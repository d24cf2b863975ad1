/*
 * A station: loop, net, control socket and core thread, put together over
 * open drives. `kith run` keeps one up; `kith join` has one for seconds.
 *
 *   station_open -> station_dial ... -> station_run -> station_close
 */
#ifndef CLI_STATION_H
#define CLI_STATION_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "cli/core.h"
#include "cli/drive.h"
#include "cli/notify.h"
#include "cli/problem.h"
#include "net/net.h"
#include "net/web/web.h"
#include "node/err.h"

/* Does not move once it is open. */
struct station {
    struct core core;
    uv_loop_t loop;
    uv_signal_t signals[2]; /* SIGTERM, SIGINT */
    struct net *net;
    struct control *control; /* NULL: none */
    pthread_t thread;
    bool has_loop;
    bool has_core;
    size_t signal_count;
    struct notify *notify; /* borrowed; NULL: nobody is told */
    struct web *web;       /* NULL: no page */
};

struct station_config {
    struct drive *drives; /* borrowed; outlive the station */
    size_t drive_count;
    const char *const *listen; /* borrowed for the call */
    size_t listen_count;
    const char *socket;       /* of the control; NULL: none, and no signals */
    bool is_hub;              /* takes hundreds of connections */
    bool has_lan;             /* looks for nodes on the local network */
    bool has_plan;            /* dials whom it knows, and hubs */
    const char *const *named; /* borrowed: "HOST:PORT", where a hub is dialled
                                 beside what it listens on */
    size_t named_count;
    struct notify *notify;         /* borrowed; outlives the station; or NULL */
    const struct web_config *page; /* borrowed for the call; NULL: no page */
};

/*
 * Begin to listen; nothing runs yet. `station->core.after` may be set next.
 *
 * ERR_BUSY  a port is in use; `why` says which
 * After an error nothing is open.
 */
MUST_USE enum err station_open(struct station *station,
                               const struct station_config *config,
                               struct problem *why);

/* Keep a connection to "[KEY@]ADDR:PORT", for one neighbourhood.
 *
 * ERR_INVALID  it is none */
MUST_USE enum err station_dial(struct station *station,
                               size_t neighbourhood,
                               const char *address);

/* Dial where peers of a neighbourhood were met, the latest first; whatever
 * key they had: a hub that was restored has another, and who may join in is
 * settled by the network key and the roster. */
MUST_USE enum err station_dial_known(struct station *station,
                                     size_t neighbourhood);

/* Run until a signal, a request or `after` ends it. */
MUST_USE enum err station_run(struct station *station);

/* Give everything back; may be called twice. */
void station_close(struct station *station);

#endif
