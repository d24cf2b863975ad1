#include "cli/command/commands.h"

/* In the order in which --help shows them. */
const struct verb *const verb_table[] = {
    &verb_init,      &verb_invite,  &verb_join,     &verb_run,
    &verb_offer,     &verb_lend,    &verb_request,  &verb_skill,
    &verb_edit,      &verb_renew,   &verb_withdraw, &verb_hand_over,
    &verb_take_over, &verb_board,   &verb_show,     &verb_hide,
    &verb_unhide,    &verb_wish,    &verb_digest,   &verb_memory,
    &verb_thank,     &verb_ask,     &verb_deals,    &verb_due,
    &verb_calendar,  &verb_change,  &verb_yes,      &verb_no,
    &verb_wait,      &verb_drop,    &verb_affirm,   &verb_undo,
    &verb_out,       &verb_done,    &verb_missed,   &verb_lost,
    &verb_fix,       &verb_hand_on, &verb_note,     &verb_hours,
    &verb_pay,       &verb_bill,    &verb_settle,   &verb_refuse,
    &verb_import,    &verb_export,  &verb_members,  &verb_vouch,
    &verb_unvouch,   &verb_block,   &verb_unblock,  &verb_profile,
    &verb_council,   &verb_rules,   &verb_device,   &verb_page,
    &verb_status,    &verb_peers,   &verb_doctor,   &verb_log,
    &verb_watch,     &verb_backup,  &verb_restore,  &verb_bundle,
    &verb_version,
};

const size_t verb_count = sizeof verb_table / sizeof verb_table[0];
