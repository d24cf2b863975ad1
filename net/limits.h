/*
 * Ceilings of the outside world: sockets, queues and their times, each with
 * its unit and its reason. The ceilings of the core are in node/limits.h.
 */
#ifndef NET_LIMITS_H
#define NET_LIMITS_H

enum {
    NET_NEIGHBOURHOODS_MAX = 8, /* of one process; each is a door */

    /* Before authentication: cheap for us, dear for a stranger. */
    HANDSHAKE_MS_MAX = 10 * 1000, /* the whole handshake */
    STRANGERS_MAX = 32,           /* unauthenticated connections at once */
    STRANGERS_EARLY = 16,         /* from here on some are dropped */
    STRANGERS_PER_ADDRESS = 8,    /* of one IPv4 address or IPv6 /64 */
    STRANGERS_PER_LOOPBACK = 24,  /* several nodes of one machine */
    BACKLOG_MAX = 128,

    /* Addresses that failed at the handshake wait before they are heard. */
    PENALTIES_MAX = 256,     /* addresses remembered */
    PENALTY_FREE = 4,        /* failures that cost nothing */
    PENALTY_MS_FIRST = 1000, /* then doubled each time */
    PENALTY_MS_MAX = 5 * 60 * 1000,
    PENALTY_MS_FORGET = 15 * 60 * 1000,

    /* Connections. */
    LISTEN_MAX = 8,     /* addresses listened on */
    PEERS_IN_HOME = 24, /* authenticated, incoming */
    PEERS_IN_HUB = 512,
    PEERS_OUT_MAX = 64,                 /* addresses dialled */
    ALIVE_MS = 25 * 1000,               /* quiet so long: send a sign of life */
    SILENT_MS = 75 * 1000,              /* heard nothing so long: gone */
    LINK_QUEUE_BYTES_MAX = 4096 * 1024, /* sealed; two windows */
    READ_BYTES_MAX = 64 * 1024,
    ENDING_MS_MAX = 3 * 1000, /* to write what is left, then gone */

    /* Dialling: an address is tried again after a growing, jittered pause. */
    RESOLVING_MAX = 1, /* names asked for at once, each by a worker */
    DIAL_MS_FIRST = 250,
    DIAL_MS_MAX = 5 * 60 * 1000,
    DIAL_MS_MAX_LOOPBACK = 2000,
    DIAL_LAN_TRIES = 3,      /* of an address that only a beacon named */
    ADDRESS_CHARS_MAX = 336, /* KEY@name:port with the end mark */

    /* The local network: a few packets a minute find a neighbour, and no
     * flood of them may cost more than a hundredth of a core. */
    LAN_PORT = 5484,            /* UDP */
    LAN_CALL_MS = 30 * 1000,    /* between two calls, a third more or less */
    LAN_CALLS_FIRST = 3,        /* that ask, 1 and 2 s apart */
    LAN_QUIET_MS = 1000,        /* between an answer and the call before */
    LAN_ANSWER_MS_MIN = 20,     /* from a question to its answer */
    LAN_ANSWER_MS_SPREAD = 200, /* and so much more, by chance */
    LAN_PACKET_BYTES = 512,     /* read of one; a beacon has 52 */
    LAN_PACKETS_MAX = 128,      /* opened in a second, 24 keys each */
    LAN_PACKETS_MAX_SOURCE = 8, /* of them from the same share of sources */
    LAN_SHARES = 64,            /* of sources */
    LAN_OTHERS_MAX = 64,        /* remembered */
    LAN_INTERFACES_MAX = 16,    /* addresses called at */
    LAN_TURN_MS = 2500,         /* then the greater tag dials as well */
    LAN_DIALS_MAX = 8,          /* begun at once */
    LAN_DIAL_MS = 5 * 1000,     /* then one in so long */
    LAN_AGAIN_MS = 30 * 1000,   /* until one is dialled again, doubled */
    LAN_AGAIN_MS_MAX = 16 * 60 * 1000,
    LAN_LINKS_MAX = 8, /* dialled and up: nobody else is looked for */

    /* Between the threads. */
    CALLS_MAX = 4096,                  /* calls that wait for the loop */
    CALL_BYTES_MAX = 16 * 1024 * 1024, /* what they carry */
    VERIFY_MAX = 256,                  /* batches in the pool */
    VERIFY_SHARE = 8, /* records of one that a worker takes at once: 0.4 ms */

    /* The control socket. */
    CONTROL_CLIENTS_MAX = 16,
    CONTROL_LINE_BYTES_MAX = 64 * 1024,
    CONTROL_ANSWER_BYTES_MAX = 1024 * 1024, /* 600 peers, 1 KiB of each */
    CONTROL_MS_MAX = 30 * 1000, /* a client that sends half a line */

    LOG_LINE_BYTES_MAX = 512,
};

#endif
