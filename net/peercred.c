/* struct ucred is not in POSIX: this file alone asks for GNU extensions. */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier): see above */

#include "net/peercred.h"

#include <sys/socket.h>

enum err peercred_uid(int descriptor, uint32_t *out)
{
    struct ucred credentials;
    socklen_t bytes = sizeof credentials;

    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &bytes) !=
            0 ||
        bytes != sizeof credentials) {
        return ERR_IO;
    }
    *out = (uint32_t)credentials.uid;
    return ERR_OK;
}
