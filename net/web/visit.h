/*
 * One visit on the loop thread: from the head of a request to its answer.
 */
#ifndef NET_WEB_VISIT_H
#define NET_WEB_VISIT_H

#include "net/web/inside.h"

/* The handler of libmicrohttpd, and its end; `cls` is the web. */
enum MHD_Result visit_request(void *cls,
                              struct MHD_Connection *connection,
                              const char *url,
                              const char *method,
                              const char *version,
                              const char *upload_data,
                              size_t *upload_data_size,
                              void **con_cls);
void visit_completed(void *cls,
                     struct MHD_Connection *connection,
                     void **con_cls,
                     enum MHD_RequestTerminationCode toe);

/* It has its answer: go on with the connection. */
void visit_resume(struct visit *visit);

/* What else there is but the tables: assets, links, photos. False: nothing. */
bool visit_other(struct visit *visit, enum policy_what *what);

#endif
