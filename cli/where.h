/*
 * Where things are: the home folder of this user, the socket of its running
 * node, and the neighbourhood a command is about.
 *
 * Home is $KITH_HOME, else $XDG_DATA_HOME/kith, else ~/.local/share/kith; of a
 * path from here its whole path.
 */
#ifndef CLI_WHERE_H
#define CLI_WHERE_H

#include "cli/problem.h"
#include "node/err.h"
#include "store/home.h"

enum {
    SOCKET_PATH_BYTES = 104, /* what every system takes */
    HOME_BYTES_MAX = 480,    /* SQLite takes 512 of a file; ours end behind */
};

struct where {
    char home[PATH_BYTES_MAX];
    char socket[SOCKET_PATH_BYTES];     /* of the running node */
    char own_socket[SOCKET_PATH_BYTES]; /* of one that is started now */
};

/*
 * Find home and socket from the environment; neither need exist.
 *
 * ERR_INVALID  no home is to be found, or too long a one; `why` says what to
 *              set
 */
MUST_USE enum err where_find(struct where *where, struct problem *why);

/* The neighbourhoods of a home; of too many the first. ERR_DENIED: they are
 * another user's. */
MUST_USE enum err where_list(const struct where *where,
                             struct home_list *out,
                             struct problem *why);

/*
 * The folder a command is about: the only one, or the one that --in names by
 * the name of the neighbourhood, or by the first digits of its id.
 *
 * in  may be NULL
 *
 * ERR_UNKNOWN    there is none; `why` says how to begin, or which there are
 * ERR_AMBIGUOUS  several, and `in` does not choose; `why` lists them
 */
MUST_USE enum err where_choose(const struct where *where,
                               const char *in,
                               struct home_folder *out,
                               struct problem *why);

#endif
