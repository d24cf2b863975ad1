/*
 * Where an address came from: how we know that somebody may be there.
 */
#ifndef NODE_MEET_ORIGIN_H
#define NODE_MEET_ORIGIN_H

/* Numbers are kept on disk; a later one does not replace an earlier one. */
enum origin {
    ORIGIN_INCOMING, /* they dialled us: no address to dial */
    ORIGIN_TYPED,    /* a person named it */
    ORIGIN_INVITE,   /* it stood in the invite */
    ORIGIN_HUB,      /* a hub's ADDRESS record */
    ORIGIN_LAN,      /* a beacon on the local network */
    ORIGIN_COUNT,
};

/* The word for it in JSON: "typed"; "" for a number that is none. */
const char *origin_name(enum origin origin);

#endif
