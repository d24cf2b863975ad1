/*
 * Pages drawn from the templates in the program.
 */
#ifndef NET_WEB_RENDER_H
#define NET_WEB_RENDER_H

#include <jansson.h>

#include "net/web/template.h"
#include "node/bytes.h"
#include "node/err.h"

/*
 * page_render, which also says where a template failed. A model with "show"
 * gets "months", the booked days.
 */
MUST_USE enum err render(const char *file,
                         json_t *model,
                         struct bytes *out,
                         struct template_fault *fault);

#endif
