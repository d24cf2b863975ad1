/*
 * Why a step of a deal was not taken, for who explains it to a person.
 */
#ifndef NODE_ACT_REFUSAL_H
#define NODE_ACT_REFUSAL_H

enum refusal {
    REFUSAL_NONE,
    REFUSAL_TABLE,      /* the table does not allow it */
    REFUSAL_OWN,        /* the post is our own */
    REFUSAL_OVER,       /* the post is closed, over or gone */
    REFUSAL_NO_DEALS,   /* such posts have no deals */
    REFUSAL_ASKED,      /* we have a live ask for it; `deal` is that one */
    REFUSAL_OFTEN,      /* we have asked for it as often as one may */
    REFUSAL_LEFT,       /* nothing, or not so much, is left */
    REFUSAL_TAKEN,      /* the days are taken; free_from_ms and free_to_ms are
                           the nearest that are not, or 0 */
    REFUSAL_DAYS,       /* the post's rules: too many, too few, too early; or no
                           days where some are needed */
    REFUSAL_NOT_BACK,   /* somebody has the thing, or is promised it: `deal` */
    REFUSAL_TOGETHER,   /* what is asked for with it has not come yet */
    REFUSAL_NO_MACHINE, /* no machine of the other side is known */
    REFUSAL_LETTERS,    /* no letter can be written before others expire */
};

#endif
