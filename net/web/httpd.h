/*
 * libmicrohttpd, loaded when a page is served and not with the program: with
 * all that it needs itself (TLS, which a page on this machine does not use) it
 * takes 2.5 ms, a third of a command. Names and meanings are the library's;
 * httpd.run is MHD_run. For the files of web only.
 */
#ifndef NET_WEB_HTTPD_H
#define NET_WEB_HTTPD_H

#include <microhttpd.h>

#include "node/err.h"

/* Each function of it that is called here. */
#define HTTPD_FUNCTIONS(each)                                                  \
    each(add_response_header) each(create_response_from_buffer)                \
        each(create_response_from_callback) each(destroy_response)             \
            each(get_connection_info) each(get_connection_values)              \
                each(get_daemon_info) each(get_timeout)                        \
                    each(lookup_connection_value) each(queue_response)         \
                        each(resume_connection) each(run) each(start_daemon)   \
                            each(stop_daemon) each(suspend_connection)

#define HTTPD_POINTER(name) __typeof__(MHD_##name) *name;
struct httpd {
    HTTPD_FUNCTIONS(HTTPD_POINTER)
};
#undef HTTPD_POINTER

extern struct httpd httpd;

/* Load it, once. ERR_UNKNOWN: it is not on this machine. */
MUST_USE enum err httpd_load(void);

#endif
