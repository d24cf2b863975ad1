/* Hours as people ask for them: node/act/act_hours.c. */
#include <string.h>

#include "node/deal/hours_letter.h"
#include "node/limits.h"
#include "node/mail/thread.h"
#include "tests/lib/abode.h"
#include "tests/lib/check.h"

/* Ana founded the street, ben is full, and both know it. */
struct pair {
    struct abode ana;
    struct abode ben;
};

static void pair_init(struct pair *pair)
{
    struct command command = {.kind = COMMAND_VOUCH};

    abode_init(&pair->ana, 1);
    abode_init(&pair->ben, 2);
    abode_found(&pair->ana, "Ana");
    abode_join(&pair->ben, &pair->ana, "Ben");
    abode_tell(&pair->ben, &pair->ana);
    command.as.household = pair->ben.household.signing.public;
    check_ok(abode_command(&pair->ana, &command));
    abode_tell(&pair->ana, &pair->ben);
}

static void pair_release(struct pair *pair)
{
    abode_release(&pair->ana);
    abode_release(&pair->ben);
}

/* The half that the last step signed. */
static const struct record *half_of(const struct abode *home)
{
    for (size_t i = 0; i < home->actions.count; i++) {
        const struct action *action = &home->actions.items[i];

        if (action->kind == ACTION_STORE &&
            action->record->class == CLASS_RECEIPT) {
            return action->record;
        }
    }
    fail_msg("no half was signed");
    return NULL;
}

/* One proposes that `giver` gave `receiver` so long; what both then sign. */
static enum err propose(struct abode *home,
                        const struct abode *giver,
                        const struct abode *receiver,
                        uint16_t minutes,
                        struct receipt *out)
{
    struct command command = {.kind = COMMAND_RECEIPT};
    struct receipt *receipt = &command.as.receipt.receipt;
    enum err err = ERR_OK;

    *out = (struct receipt){.minutes = 0};
    receipt->giver = giver->household.signing.public;
    receipt->receiver = receiver->household.signing.public;
    receipt->minutes = minutes;
    err = abode_command(home, &command);
    if (err == ERR_OK) {
        check_ok(receipt_read(half_of(home)->body, out));
    }
    return err;
}

static enum err settle(struct abode *home, const struct receipt *receipt)
{
    struct command command = {.kind = COMMAND_RECEIPT};

    command.as.receipt.receipt = *receipt;
    command.as.receipt.is_answer = true;
    return abode_command(home, &command);
}

static int64_t balance(const struct abode *home, const struct abode *whose)
{
    int64_t minutes = 0;

    check_ok(home->port.balance(home->port.self,
                                &whose->household.signing.public, &minutes));
    return minutes;
}

static void who_proposed_waits_for_the_other_half(void **state)
{
    struct pair pair;
    struct receipt receipt;

    (void)state;
    pair_init(&pair);
    check_ok(propose(&pair.ana, &pair.ben, &pair.ana, 90, &receipt));
    assert_int_equal(receipt.minutes, 90);
    assert_int_equal(balance(&pair.ana, &pair.ben), 0);
    check_err(settle(&pair.ben, &receipt), ERR_UNKNOWN);
    abode_show(&pair.ana, &pair.ben, SET_LEDGER);
    assert_int_equal(balance(&pair.ben, &pair.ben), 0);
    check_ok(settle(&pair.ben, &receipt));
    assert_int_equal(balance(&pair.ben, &pair.ben), 90);
    assert_int_equal(balance(&pair.ben, &pair.ana), -90);
    abode_show(&pair.ben, &pair.ana, SET_LEDGER);
    assert_int_equal(balance(&pair.ana, &pair.ana), -90);
    pair_release(&pair);
}

static void nobody_settles_for_the_other(void **state)
{
    struct pair pair;
    struct receipt receipt;

    (void)state;
    pair_init(&pair);
    check_ok(propose(&pair.ana, &pair.ben, &pair.ana, 90, &receipt));
    check_err(settle(&pair.ana, &receipt), ERR_UNKNOWN);
    abode_show(&pair.ana, &pair.ben, SET_LEDGER);
    check_ok(settle(&pair.ben, &receipt));
    check_err(settle(&pair.ben, &receipt), ERR_DENIED);
    pair_release(&pair);
}

static void nobody_signs_for_two_others(void **state)
{
    struct pair pair;
    struct abode cleo;
    struct receipt receipt;

    (void)state;
    pair_init(&pair);
    abode_init(&cleo, 3);
    check_err(propose(&pair.ana, &pair.ben, &cleo, 90, &receipt), ERR_DENIED);
    check_err(propose(&pair.ana, &pair.ana, &cleo, 90, &receipt),
              ERR_UNKNOWN); /* no member */
    check_err(propose(&pair.ana, &pair.ana, &pair.ana, 90, &receipt),
              ERR_INVALID);
    check_err(propose(&pair.ana, &pair.ana, &pair.ben, 91, &receipt),
              ERR_INVALID);
    abode_release(&cleo);
    pair_release(&pair);
}

static void equal_ones_are_two_receipts(void **state)
{
    struct pair pair;
    struct receipt first;
    struct receipt second;

    (void)state;
    pair_init(&pair);
    check_ok(propose(&pair.ana, &pair.ben, &pair.ana, 90, &first));
    check_ok(propose(&pair.ana, &pair.ben, &pair.ana, 90, &second));
    assert_memory_not_equal(first.nonce, second.nonce, RECEIPT_NONCE_BYTES);
    abode_show(&pair.ana, &pair.ben, SET_LEDGER);
    check_ok(settle(&pair.ben, &first));
    check_ok(settle(&pair.ben, &second));
    assert_int_equal(balance(&pair.ben, &pair.ben), 180);
    pair_release(&pair);
}

/* Ten hours below zero for who pays; giving is free until fifty above. */
static void floor_and_ceiling_ask_first(void **state)
{
    struct command command = {.kind = COMMAND_RECEIPT};
    struct pair pair;
    struct receipt receipt;

    (void)state;
    pair_init(&pair);
    check_err(propose(&pair.ana, &pair.ben, &pair.ana, 605, &receipt),
              ERR_STATE);
    check_ok(propose(&pair.ana, &pair.ben, &pair.ana, 600, &receipt));
    abode_show(&pair.ana, &pair.ben, SET_LEDGER);
    check_ok(settle(&pair.ben, &receipt));
    abode_show(&pair.ben, &pair.ana, SET_LEDGER);
    check_err(propose(&pair.ana, &pair.ben, &pair.ana, 5, &receipt), ERR_STATE);
    check_ok(propose(&pair.ana, &pair.ana, &pair.ben, 1440, &receipt));
    command.as.receipt.receipt = receipt;
    command.as.receipt.receipt.giver = receipt.receiver;
    command.as.receipt.receipt.receiver = receipt.giver;
    command.as.receipt.is_meant = true;
    check_ok(abode_command(&pair.ana, &command));
    pair_release(&pair);
}

/* Ana founded the street, and is its steward. */
static void rules_say_how_far_a_balance_goes(void **state)
{
    struct command command = {.kind = COMMAND_RULES};
    struct pair pair;
    struct receipt receipt;

    (void)state;
    pair_init(&pair);
    command.as.rules.has_floor = true;
    command.as.rules.floor_hours = 1;
    check_ok(abode_command(&pair.ana, &command));
    check_err(propose(&pair.ana, &pair.ben, &pair.ana, 65, &receipt),
              ERR_STATE);
    check_ok(propose(&pair.ana, &pair.ben, &pair.ana, 60, &receipt));
    pair_release(&pair);
}

static void who_gains_past_the_ceiling_is_asked_too(void **state)
{
    struct pair pair;
    struct receipt receipt;

    (void)state;
    pair_init(&pair);
    for (unsigned i = 0; i < 2; i++) {
        struct command command = {.kind = COMMAND_RECEIPT};

        check_ok(propose(&pair.ben, &pair.ben, &pair.ana, 1440, &receipt));
        abode_show(&pair.ben, &pair.ana, SET_LEDGER);
        command.as.receipt.receipt = receipt;
        command.as.receipt.is_answer = true;
        command.as.receipt.is_meant = true;
        check_ok(abode_command(&pair.ana, &command));
        abode_show(&pair.ana, &pair.ben, SET_LEDGER);
    }
    check_ok(propose(&pair.ben, &pair.ben, &pair.ana, 120, &receipt));
    check_err(propose(&pair.ben, &pair.ben, &pair.ana, 125, &receipt),
              ERR_STATE);
    pair_release(&pair);
}

static void gift_is_marked(void **state)
{
    struct command command = {.kind = COMMAND_RECEIPT};
    struct receipt *receipt = &command.as.receipt.receipt;
    struct pair pair;
    struct receipt signed_one;

    (void)state;
    pair_init(&pair);
    *receipt = (struct receipt){
        .giver = pair.ben.household.signing.public,
        .receiver = pair.ana.household.signing.public,
        .minutes = 60,
        .is_gift = true,
    };
    check_ok(abode_command(&pair.ana, &command));
    check_ok(receipt_read(half_of(&pair.ana)->body, &signed_one));
    assert_true(signed_one.is_gift);
    pair_release(&pair);
}

static void correction_names_a_settled_receipt(void **state)
{
    struct command command = {.kind = COMMAND_RECEIPT};
    struct receipt *back = &command.as.receipt.receipt;
    struct pair pair;
    struct receipt receipt;
    struct id wrong;

    (void)state;
    pair_init(&pair);
    check_ok(propose(&pair.ana, &pair.ben, &pair.ana, 90, &receipt));
    wrong = pair.ana.answer.receipt;
    abode_show(&pair.ana, &pair.ben, SET_LEDGER);
    check_ok(settle(&pair.ben, &receipt));
    check_id(&pair.ben.answer.receipt, &wrong);
    back->giver = receipt.receiver;
    back->receiver = receipt.giver;
    back->minutes = 30;
    back->corrects = wrong;
    check_ok(abode_command(&pair.ben, &command));
    abode_show(&pair.ben, &pair.ana, SET_LEDGER);
    check_ok(receipt_read(half_of(&pair.ben)->body, &receipt));
    check_id(&receipt.corrects, &wrong);
    check_ok(settle(&pair.ana, &receipt));
    assert_int_equal(balance(&pair.ana, &pair.ben), 60);
    pair_release(&pair);
}

/* The words that were filed in the thread of a receipt. */
static void said_must_be(struct abode *home,
                         const struct id *receipt,
                         enum hours_word word,
                         const char *because)
{
    struct thread thread;
    struct hours_letter said;

    thread_init(&thread);
    check_ok(thread_load(&thread, &home->port, &home->neighbourhood, receipt));
    assert_int_equal(thread.count, 1);
    assert_int_equal(thread.letters[0].kind, LETTER_HOURS);
    check_ok(hours_letter_read(thread.letters[0].content, &said));
    assert_int_equal(said.word, word);
    check_view(said.because, view_text(because));
    thread_release(&thread);
}

static void refused_counts_nothing(void **state)
{
    struct command command = {.kind = COMMAND_REFUSE};
    struct pair pair;
    struct receipt receipt;

    (void)state;
    pair_init(&pair);
    check_ok(propose(&pair.ana, &pair.ben, &pair.ana, 90, &receipt));
    abode_show(&pair.ana, &pair.ben, SET_LEDGER);
    command.as.receipt.receipt = receipt;
    command.as.receipt.because = view_text("It was a favour");
    check_ok(abode_command(&pair.ben, &command));
    said_must_be(&pair.ben, &pair.ben.answer.receipt, HOURS_REFUSED,
                 "It was a favour");
    assert_int_equal(balance(&pair.ben, &pair.ben), 0);
    pair_release(&pair);
}

static bool stands_in(struct view bytes, struct view text)
{
    for (size_t at = 0; at + text.bytes <= bytes.bytes; at++) {
        if (memcmp(bytes.data + at, text.data, text.bytes) == 0) {
            return true;
        }
    }
    return false;
}

static void what_for_is_for_the_other_alone(void **state)
{
    static const char because[] = "Two shelves in the hall";
    struct command command = {.kind = COMMAND_RECEIPT};
    struct receipt *receipt = &command.as.receipt.receipt;
    struct pair pair;
    struct view half;

    (void)state;
    pair_init(&pair);
    receipt->giver = pair.ben.household.signing.public;
    receipt->receiver = pair.ana.household.signing.public;
    receipt->minutes = 60;
    command.as.receipt.because = view_text(because);
    check_ok(abode_command(&pair.ana, &command));
    said_must_be(&pair.ana, &pair.ana.answer.receipt, HOURS_PROPOSED, because);
    half = half_of(&pair.ana)->bytes;
    assert_true(stands_in(half, (struct view){receipt->giver.data, ID_BYTES}));
    assert_false(stands_in(half, view_text(because)));
    pair_release(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_proposed_waits_for_the_other_half),
        cmocka_unit_test(nobody_settles_for_the_other),
        cmocka_unit_test(nobody_signs_for_two_others),
        cmocka_unit_test(equal_ones_are_two_receipts),
        cmocka_unit_test(floor_and_ceiling_ask_first),
        cmocka_unit_test(who_gains_past_the_ceiling_is_asked_too),
        cmocka_unit_test(rules_say_how_far_a_balance_goes),
        cmocka_unit_test(gift_is_marked),
        cmocka_unit_test(correction_names_a_settled_receipt),
        cmocka_unit_test(refused_counts_nothing),
        cmocka_unit_test(what_for_is_for_the_other_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
