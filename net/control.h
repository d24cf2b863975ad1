/*
 * The control socket: commands of the same user ask the running node.
 *
 * A Unix socket, mode 0600, that talks only to the uid it runs under. A
 * request is one line, its answer is one line; both are opaque here.
 * Everything happens on the loop thread.
 */
#ifndef NET_CONTROL_H
#define NET_CONTROL_H

#include <stdint.h>

#include <uv.h>

#include "node/bytes.h"
#include "node/err.h"

struct control; /* opaque */

/*
 * Listen at a path; a socket file that nobody listens at is replaced. SIGPIPE
 * is ignored in the whole process from now on.
 *
 * handler  is called with each request, without its newline, borrowed for
 *          the call. It is answered with control_answer under the same
 *          number, at once or later; the next line of that client is read
 *          only then.
 *
 * ERR_BUSY     somebody listens there, or it is another kind of file
 * ERR_INVALID  the path is too long for a socket
 * ERR_IO, ERR_NOMEM
 */
MUST_USE enum err
control_new(uv_loop_t *loop,
            const char *path,
            void (*handler)(void *context, uint64_t request, struct view line),
            void *context,
            struct control **out);

/*
 * Answer a request; a newline is added. Ignored when its client is gone.
 *
 * ERR_FULL   over CONTROL_ANSWER_BYTES_MAX with the newline
 * ERR_NOMEM
 * In both cases the client is told nothing and closed.
 */
MUST_USE enum err
control_answer(struct control *control, uint64_t request, struct view line);

/*
 * Close it with all its clients and remove the socket; the memory is given
 * back by the loop once everything is closed. NULL is nothing.
 */
void control_free(struct control *control);

#endif
