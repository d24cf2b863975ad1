/*
 * Commands: what a person asks of the core, and what it answers.
 *
 * Words and codes are the desk's business; here a post is a slot and a
 * household is its key.
 */
#ifndef NODE_ACT_COMMAND_H
#define NODE_ACT_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "node/board/post.h"
#include "node/board/thanks.h"
#include "node/bytes.h"
#include "node/deal/receipt.h"
#include "node/deal/step.h"
#include "node/id.h"
#include "node/limits.h"
#include "node/record/body.h"
#include "node/record/identity.h"

enum command_kind {
    COMMAND_FOUND,     /* found the neighbourhood of this node */
    COMMAND_JOIN,      /* take up an invite */
    COMMAND_PROFILE,   /* a new name, new people */
    COMMAND_DEVICE,    /* announce the keys of this device in its lane */
    COMMAND_STRIKE,    /* strike a machine of ours out */
    COMMAND_INVITE,    /* make an invite for one household */
    COMMAND_VOUCH,     /* vouch for a household, or confirm who joined */
    COMMAND_UNVOUCH,   /* take a vouch back */
    COMMAND_COUNCIL,   /* agree to the next council */
    COMMAND_RULES,     /* say how many slots there are */
    COMMAND_POST,      /* publish a post, or a new version of one */
    COMMAND_WITHDRAW,  /* withdraw a post */
    COMMAND_RENEW,     /* sign a post again with a later `until` */
    COMMAND_HAND_OVER, /* offer a post of ours to another keeper, or not */
    COMMAND_TAKE_OVER, /* post as ours what another hands over */
    COMMAND_RECEIPT,   /* sign our half of a receipt for hours */
    COMMAND_REFUSE,    /* tell the other side that we do not sign its half */
    COMMAND_ASK,       /* ask for a post of another */
    COMMAND_DEAL,      /* any other step of a deal */
    COMMAND_THANK,     /* thank a household, for all to read */
    COMMAND_UNTHANK,   /* take thanks of ours back */
    COMMAND_DUTIES, /* do what deals have due; answers whether there is more */
};

struct command_profile {
    struct view name;
    struct view people[PEOPLE_MAX];
    size_t people_count;
};

struct command_found {
    struct view council; /* the content that gave the neighbourhood its id */
    struct command_profile profile;
};

struct command_join {
    struct view invite;           /* the signed INVITE record */
    struct signing_keys one_time; /* made from the seed in the invite */
    struct view name;
    bool keeps_profile; /* the one it has stays; only JOIN says the name */
};

struct command_post {
    bool is_new;
    uint16_t kind; /* enum post_kind, where new */
    uint32_t lane; /* of the version that is replaced, where not new */
    uint32_t n;
    struct post post; /* birth, revision, posted and first are filled in */
};

struct command_council {
    struct view content;          /* of the next council; or empty, and */
    struct view signed_by_others; /* its body, as far as it is signed */
};

struct command_receipt {
    struct receipt receipt; /* nonce and month are filled in, where new */
    bool is_answer;         /* the other side has signed it */
    bool is_meant;          /* past the floor or the ceiling, too */
    struct view because;    /* told to the other side alone; may be empty */
    struct view acts_for;   /* a person without a computer; may be empty */
};

struct command_slot {
    uint32_t lane;
    uint32_t n;
};

struct command_ask {
    struct id keeper; /* whose post it is */
    uint32_t lane;    /* of the post */
    uint32_t n;
    struct deal_step step; /* what is asked; the post's own facts, as its title,
                              are filled in */
    struct deal_step out;  /* for someone outside: as it is handed over */
    struct command_slot with[ASK_WITH_MAX]; /* other posts of the keeper, which
                                               are wanted too or not at all */
    size_t with_count;
};

struct command_deal {
    struct id deal;
    struct deal_step step;
};

struct command_heir {
    struct command_slot slot; /* of the post that changes hands */
    struct id household;      /* HAND_OVER: to whom, zero: to nobody after all;
                                 TAKE_OVER: whose it is */
    struct view cell;         /* TAKE_OVER: where it is from now on */
    uint64_t until_ms;        /* TAKE_OVER: shown until then */
};

struct command {
    enum command_kind kind;
    union {
        struct command_found found;
        struct command_profile profile;
        struct command_join join;
        uint64_t invite_until_ms;       /* INVITE */
        struct id household;            /* VOUCH, UNVOUCH */
        struct id device;               /* STRIKE: its signing key */
        struct command_post post;       /* POST; RENEW and WITHDRAW: lane and n;
                                           RENEW: post.until_ms */
        struct command_council council; /* COUNCIL */
        struct body_rules rules;        /* RULES */
        struct command_receipt receipt; /* RECEIPT; REFUSE: receipt, because */
        struct command_ask ask;         /* ASK */
        struct thanks thanks;           /* THANK */
        struct command_slot unthank;    /* UNTHANK */
        struct command_deal deal;       /* DEAL */
        struct command_heir heir;       /* HAND_OVER, TAKE_OVER */
    } as;
};

/* Is it about a post, or about hours, and not about people? */
bool command_is_post(const struct command *command);
bool command_is_hours(const struct command *command);

/* Is it about thanks? */
bool command_is_thanks(const struct command *command);

/* Is it about deals? */
bool command_is_deal(const struct command *command);

#endif
