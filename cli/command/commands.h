/*
 * The rows of all commands, one in each file of this folder.
 */
#ifndef CLI_COMMAND_COMMANDS_H
#define CLI_COMMAND_COMMANDS_H

#include "cli/program.h"

/* All of them. */
extern const struct verb *const verb_table[];
extern const size_t verb_count;

extern const struct verb verb_init;
extern const struct verb verb_invite;
extern const struct verb verb_join;
extern const struct verb verb_run;
extern const struct verb verb_page;
extern const struct verb verb_status;
extern const struct verb verb_peers;
extern const struct verb verb_doctor;
extern const struct verb verb_log;
extern const struct verb verb_watch;
extern const struct verb verb_backup;
extern const struct verb verb_restore;
extern const struct verb verb_bundle;
extern const struct verb verb_members;
extern const struct verb verb_vouch;
extern const struct verb verb_unvouch;
extern const struct verb verb_profile;
extern const struct verb verb_council;
extern const struct verb verb_rules;
extern const struct verb verb_device;
extern const struct verb verb_version;
extern const struct verb verb_offer;
extern const struct verb verb_lend;
extern const struct verb verb_request;
extern const struct verb verb_skill;
extern const struct verb verb_edit;
extern const struct verb verb_renew;
extern const struct verb verb_withdraw;
extern const struct verb verb_hand_over;
extern const struct verb verb_take_over;
extern const struct verb verb_hours;
extern const struct verb verb_pay;
extern const struct verb verb_bill;
extern const struct verb verb_settle;
extern const struct verb verb_refuse;
extern const struct verb verb_board;
extern const struct verb verb_show;
extern const struct verb verb_hide;
extern const struct verb verb_wish;
extern const struct verb verb_memory;
extern const struct verb verb_thank;
extern const struct verb verb_digest;
extern const struct verb verb_unhide;
extern const struct verb verb_block;
extern const struct verb verb_unblock;
extern const struct verb verb_ask;
extern const struct verb verb_deals;
extern const struct verb verb_due;
extern const struct verb verb_calendar;
extern const struct verb verb_change;
extern const struct verb verb_yes;
extern const struct verb verb_no;
extern const struct verb verb_wait;
extern const struct verb verb_drop;
extern const struct verb verb_affirm;
extern const struct verb verb_undo;
extern const struct verb verb_out;
extern const struct verb verb_done;
extern const struct verb verb_missed;
extern const struct verb verb_lost;
extern const struct verb verb_fix;
extern const struct verb verb_hand_on;
extern const struct verb verb_note;
extern const struct verb verb_import;
extern const struct verb verb_export;

#endif
