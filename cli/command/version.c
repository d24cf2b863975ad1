#include "cli/command/commands.h"

static enum err version_run(struct call *call)
{
    json_t *document = json_pack("{s:s}", "version", KITH_VERSION);

    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(&call->out, document);
    json_decref(document);
    out_say(&call->out, "kith %s", KITH_VERSION);
    return ERR_OK;
}

const struct verb verb_version = {
    .name = "version",
    .group = GROUP_NODE,
    .usage = "",
    .summary = "which kith this is",
    .example = "kith version",
    .run = version_run,
};
