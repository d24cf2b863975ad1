/*
 * What a node does by itself, a page at a time: drop what is past its day or
 * its scope, sweep, confirm invites, sign again what stands long, and what
 * deals have due.
 *
 * Rules G1, G3 to G6 and G13 of spec/acts.md.
 */
#include "node/act/act_deal.h"
#include "node/act/act_device.h"
#include "node/act/act_letter.h"
#include "node/board/post.h"
#include "node/inside.h"
#include "node/limits.h"
#include "node/record/record.h"

enum {
    PAGE_ROWS = 256,
    PAGE_PAUSE_MS = 20, /* between two pages, so that others get time */
    SESSIONS_BEFORE_RENEWAL = 3,
    CONFIRM_MS = 3 * DAY_MS,      /* an inviter who is silent agrees */
    CONFIRM_LATE_MS = 7 * DAY_MS, /* the same where he is seldom on */
};

void agenda_note_change(struct agenda *agenda, bool is_new_day)
{
    sweep_note_change(&agenda->sweep);
    agenda->renewal.is_due |= is_new_day;
    agenda->renewal.is_rescue_due |= is_new_day;
    agenda->is_resealing_due |= is_new_day;
}

static enum err agenda_wake(const struct step *step)
{
    return actions_wake(step->actions,
                        step->event->moment.mono_ms + PAGE_PAUSE_MS);
}

/* Everything that leaves its set one day after its drop day. */
static enum err agenda_expire(struct node *node, const struct step *step)
{
    const uint32_t day = day_of(step->event->moment.now_ms);
    struct shelf_row rows[PAGE_ROWS];
    size_t count = 0;
    enum err err = ERR_OK;

    if (day == 0 || day > DROP_DAY_NEVER) {
        return ERR_OK;
    }
    err = node->shelf.expired(node->shelf.self, (uint16_t)(day - 1), rows,
                              PAGE_ROWS, &count);
    for (size_t index = 0; index < count && err == ERR_OK; index++) {
        err = actions_drop(step->actions, &rows[index].id);
    }
    if (err == ERR_OK && count == PAGE_ROWS) {
        err = agenda_wake(step);
    }
    return err;
}

/* Alone in a neighbourhood, or in step with it: only then is a record that
 * we hold as the head sure to be the head. A restored node that has not met
 * the others yet must not sign again what they saw withdrawn. */
static bool may_sign_again(const struct node *node)
{
    return roster_count(node->roster) <= 1 ||
           sync_sessions(node->sync) >= SESSIONS_BEFORE_RENEWAL;
}

/* Who is cut off does not hear what another machine of the household withdraws
 * meanwhile. */
static bool may_renew(const struct node *node)
{
    return roster_count(node->roster) <= 1 || sync_is_in_touch(node->sync);
}

/* Have so many quarters of its retention passed? */
static bool
is_past(const struct shelf_row *row, unsigned quarters, uint64_t now_ms)
{
    const struct class_row *class = class_find(row->class);

    return row->stamp_ms +
               (uint64_t) class->retention_days * DAY_MS / 4 * quarters <=
           now_ms;
}

/* Household, device, rules, vouches and posts stand as long as their author
 * does; the rest is told once. */
static bool stands_long(const struct shelf_row *row)
{
    switch (row->class) {
    case CLASS_HOUSEHOLD:
    case CLASS_DEVICE:
    case CLASS_RULES:
    case CLASS_POST:
        return !row->is_tombstone;
    case CLASS_VOUCH:
        return !row->is_tombstone && row->kind == KIND_VOUCH;
    case CLASS_COUNCIL:
    case CLASS_JOIN:
    case CLASS_ADDRESS:
    case CLASS_MANIFEST:
    case CLASS_SAY:
    case CLASS_CARRY:
    case CLASS_LETTER:
    case CLASS_CIRCLE:
    case CLASS_RECEIPT:
    case CLASS_SEALING:
    case CLASS_END:
        break;
    }
    return false;
}

/* A machine without the household's key leaves its classes to the others. */
static bool may_sign(const struct node *node, enum record_class class)
{
    return !class_find(class)->is_household_signed ||
           keys_household_signs(node->config.household);
}

/* At half its time; a home that is seldom on for long, and meets one neighbour,
 * signs it at three quarters, rather than that it leaves. */
static bool is_to_renew(const struct node *node,
                        const struct shelf_row *row,
                        uint64_t now_ms)
{
    return stands_long(row) && may_sign(node, row->class) &&
           (is_past(row, may_sign_again(node) ? 2 : 3, now_ms) ||
            act_is_to_come(row, now_ms));
}

static enum err agenda_renew_page(struct node *node, const struct step *step)
{
    struct renewal *renewal = &node->agenda.renewal;
    const uint64_t now_ms = step->event->moment.now_ms;
    struct shelf_row rows[PAGE_ROWS];
    size_t count = 0;
    enum err err = node->shelf.household_rows(
        node->shelf.self, &node->config.household->signing.public,
        &renewal->cursor, rows, PAGE_ROWS, &count);

    for (size_t index = 0; index < count && err == ERR_OK; index++) {
        if (is_to_renew(node, &rows[index], now_ms)) {
            err = act_renew(node, step, &rows[index]);
        }
    }
    renewal->is_running = renewal->cursor > 0;
    return err;
}

static enum err agenda_renew(struct node *node, const struct step *step)
{
    struct renewal *renewal = &node->agenda.renewal;
    bool *is_due =
        may_sign_again(node) ? &renewal->is_due : &renewal->is_rescue_due;

    if (*is_due && !renewal->is_running) {
        *is_due = false;
        renewal->is_running = true;
        renewal->cursor = 0;
    }
    return renewal->is_running ? agenda_renew_page(node, step) : ERR_OK;
}

/* One JOIN in time and so long a silence are a yes; two are for a person. */
static bool is_agreed(const struct roster_vouch *vouch,
                      uint64_t silence_ms,
                      uint64_t now_ms)
{
    return vouch->is_invite && !vouch->is_withdrawn && vouch->joins == 1 &&
           vouch->joined_ms <= vouch->until_ms &&
           vouch->joined_ms + silence_ms <= now_ms;
}

static enum err agenda_confirm(struct node *node, const struct step *step)
{
    struct roster_vouch vouches[PAGE_ROWS];
    const uint64_t now_ms = step->event->moment.now_ms;
    const uint64_t silence_ms =
        (uint64_t)(may_sign_again(node) ? CONFIRM_MS : CONFIRM_LATE_MS);
    const size_t count =
        roster_vouches_of(node->roster, &node->config.household->signing.public,
                          vouches, PAGE_ROWS);
    enum err err = ERR_OK;

    for (size_t index = 0; index < count && err == ERR_OK; index++) {
        if (is_agreed(&vouches[index], silence_ms, now_ms)) {
            err = act_confirm(node, step, &vouches[index]);
        }
    }
    return err;
}

/* Once a day. Nobody else writes in this machine's own lane: so this need not
 * wait until we are in step. */
static enum err agenda_reseal(struct node *node, const struct step *step)
{
    const struct roster_device *own = own_device(node);

    if (own == NULL || !node->agenda.is_resealing_due) {
        return ERR_OK;
    }
    node->agenda.is_resealing_due = false;
    return act_reseal(node, step, own->lane);
}

/* What signs again, and so has to wait until we are in step. */
static enum err agenda_sign(struct node *node, const struct step *step)
{
    enum err err = ERR_OK;

    if (may_renew(node)) {
        err = agenda_renew(node, step);
    }
    if (err == ERR_OK && (may_sign_again(node) || may_renew(node)) &&
        may_sign(node, CLASS_VOUCH)) {
        err = agenda_confirm(node, step);
    }
    if (err == ERR_OK && node->agenda.renewal.is_running && may_renew(node)) {
        err = agenda_wake(step);
    }
    return err;
}

/* A node that no DEVICE record lists is a stranger to everybody for good:
 * nobody else can announce it. Perhaps no copy of the record is left, or
 * another machine took the same lane. One that was struck out stays out, and
 * where all lanes are taken a person has to strike one out. */
static enum err agenda_announce(const struct node *node,
                                const struct step *step)
{
    const struct roster_household *own =
        roster_find(node->roster, &node->config.household->signing.public);
    uint32_t lane = 0;
    enum err err = ERR_OK;

    if (own == NULL || own_device(node) != NULL ||
        !keys_household_signs(node->config.household)) {
        return ERR_OK;
    }
    err = act_announce(node, step, &lane);
    return err == ERR_DENIED || err == ERR_FULL ? ERR_OK : err;
}

static enum err agenda_deals(struct node *node, const struct step *step)
{
    bool has_more = false;
    enum err err = desk_moved_run(node, step);

    if (err == ERR_OK) {
        err = deal_duties(node, step, &has_more);
    }
    return err == ERR_OK && (has_more || node->agenda.desk.is_running)
               ? agenda_wake(step)
               : err;
}

static enum err agenda_nudge(struct node *node, const struct step *step)
{
    enum err err = nudge_run(node, step);

    return err == ERR_OK && node->agenda.nudge.is_running ? agenda_wake(step)
                                                          : err;
}

enum err agenda_run(struct node *node, const struct step *step)
{
    enum err err = ERR_OK;

    if (!step->event->moment.is_plausible) {
        return ERR_OK;
    }
    err = agenda_reseal(node, step); /* before the mail of a month ago goes */
    if (err == ERR_OK) {
        err = agenda_expire(node, step);
    }
    if (err == ERR_OK) {
        err = narrow_run(node, step);
    }
    if (err == ERR_OK) {
        err = agenda_announce(node, step);
    }
    if (err == ERR_OK) {
        err = sweep_run(node, step);
    }
    if (err == ERR_OK &&
        (sweep_is_due(&node->agenda.sweep) || node->agenda.narrow.is_running)) {
        err = agenda_wake(step);
    }
    if (err == ERR_OK) {
        err = act_manifest(node, step);
    }
    if (err == ERR_OK) {
        err = act_sealing(node, step);
    }
    if (err == ERR_OK) {
        err = agenda_deals(node, step);
    }
    if (err == ERR_OK) {
        err = agenda_nudge(node, step);
    }
    return err == ERR_OK ? agenda_sign(node, step) : err;
}
