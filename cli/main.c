/*
 * kith: the command table. Each command is a file of cli/command/.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <sodium.h>
#include <sysexits.h>

#include "cli/command/commands.h"
#include "cli/program.h"

/* In the order in which --help shows them. */
static const struct verb *const verbs[] = {
    &verb_init,     &verb_invite,  &verb_join,    &verb_run,      &verb_offer,
    &verb_lend,     &verb_request, &verb_skill,   &verb_edit,     &verb_renew,
    &verb_withdraw, &verb_board,   &verb_show,    &verb_hide,     &verb_unhide,
    &verb_ask,      &verb_deals,   &verb_due,     &verb_calendar, &verb_change,
    &verb_yes,      &verb_no,      &verb_wait,    &verb_drop,     &verb_affirm,
    &verb_undo,     &verb_out,     &verb_done,    &verb_missed,   &verb_lost,
    &verb_fix,      &verb_hand_on, &verb_note,    &verb_hours,    &verb_pay,
    &verb_bill,     &verb_settle,  &verb_refuse,  &verb_import,   &verb_export,
    &verb_members,  &verb_vouch,   &verb_unvouch, &verb_block,    &verb_unblock,
    &verb_profile,  &verb_council, &verb_rules,   &verb_device,   &verb_status,
    &verb_peers,    &verb_doctor,  &verb_log,     &verb_watch,    &verb_backup,
    &verb_restore,  &verb_bundle,  &verb_version,
};

/* Titles have letters of all scripts; tables must count their columns. All
 * else is said in English, so that a command need not load twelve files. */
static void choose_locale(void)
{
    const char *chosen = setlocale(LC_CTYPE, "");

    if (chosen == NULL || strcmp(chosen, "C") == 0 ||
        strcmp(chosen, "POSIX") == 0) {
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    }
}

/* The zone by its file: else each time that is written looks whether it is
 * still the same one, a hundred times for a board. */
static void choose_zone(void)
{
    (void)setenv("TZ", ":/etc/localtime", 0);
}

int main(int argc, char **argv)
{
    const struct rlimit no_core = {0, 0};

    (void)umask(077); /* keys and posts are nobody else's business */
    (void)setrlimit(RLIMIT_CORE, &no_core);
    choose_locale();
    choose_zone();
    if (sodium_init() < 0) {
        (void)fputs("kith: no random numbers on this machine.\n", stderr);
        return EX_SOFTWARE;
    }
    return program_run(verbs, sizeof verbs / sizeof verbs[0], argc, argv);
}
