#include "node/act/act_deal.h"

enum err deal_received(struct node *node,
                       const struct step *step,
                       const struct letter *letter)
{
    const struct tell tell = {
        .kind = TELL_LETTER,
        .subject = letter->author,
        .other = letter->thread,
        .number = letter->kind,
    };

    /* What another machine of ours wrote is no news here. */
    return id_equal(&letter->author, &node->config.household->signing.public)
               ? ERR_OK
               : actions_tell(step->actions, &tell);
}
