#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "cli/invitation.h"
#include "tests/lib/check.h"

static struct invitation made;
static struct invitation back;
static struct bytes text;

static void make(size_t addresses)
{
    unsigned char record[211];

    memset(record, 0xee, sizeof record);
    memset(made.network_key, 9, sizeof made.network_key);
    memset(made.one_time_seed, 7, sizeof made.one_time_seed);
    check_ok(bytes_append(&made.record, (struct view){record, sizeof record}));
    (void)snprintf(made.place, sizeof made.place, "Mill Lane");
    made.address_count = addresses;
    for (size_t index = 0; index < addresses; index++) {
        (void)snprintf(made.addresses[index].text, INVITATION_ADDRESS_CHARS,
                       "192.168.1.%zu:5484", index + 1);
        made.addresses[index].transport = check_id_of(5);
    }
}

static int set_up(void **state)
{
    (void)state;
    invitation_init(&made);
    invitation_init(&back);
    bytes_init(&text, INVITATION_TEXT_BYTES_MAX);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    invitation_release(&made);
    invitation_release(&back);
    bytes_release(&text);
    return 0;
}

static const char *written(void)
{
    check_ok(invitation_write(&made, &text));
    assert_int_equal(text.data[text.bytes - 1], '\0');
    return (const char *)text.data;
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    make(3);
    made.addresses[2].transport = check_id_of(6);
    memset(&made.addresses[0].transport, 0, sizeof(struct id));
    assert_int_equal(strncmp(written(), "kith:", 5), 0);
    check_ok(invitation_read(written(), &back));
    assert_memory_equal(back.network_key, made.network_key,
                        INVITATION_KEY_BYTES);
    assert_memory_equal(back.one_time_seed, made.one_time_seed, KEY_SEED_BYTES);
    check_view(bytes_view(&back.record), bytes_view(&made.record));
    assert_string_equal(back.place, "Mill Lane");
    assert_int_equal(back.address_count, 3);
    for (size_t index = 0; index < 3; index++) {
        assert_string_equal(back.addresses[index].text,
                            made.addresses[index].text);
        check_id(&back.addresses[index].transport,
                 &made.addresses[index].transport);
    }
}

static void a_key_of_two_addresses_is_written_once(void **state)
{
    size_t one = 0;

    (void)state;
    make(1);
    (void)written();
    one = text.bytes;
    invitation_release(&made);
    make(2);
    (void)written();
    assert_true(text.bytes < one + 30);
}

static void blanks_of_mail_programs_are_skipped(void **state)
{
    char *folded = malloc(3 * INVITATION_TEXT_BYTES_MAX);
    const char *from = NULL;
    size_t at = 0;

    (void)state;
    assert_non_null(folded);
    make(1);
    from = written();
    folded[at++] = '\n';
    for (size_t index = 0; from[index] != '\0'; index++) {
        folded[at++] = from[index];
        if (index > 5 && index % 60 == 0) {
            memcpy(folded + at, "\r\n  ", 4);
            at += 4;
        }
    }
    folded[at++] = '\n';
    folded[at] = '\0';
    check_ok(invitation_read(folded, &back));
    assert_string_equal(back.place, "Mill Lane");
    free(folded);
}

static void every_damaged_character_is_noticed(void **state)
{
    char damaged[1024];

    (void)state;
    make(2);
    (void)snprintf(damaged, sizeof damaged, "%s", written());
    for (size_t index = 5; damaged[index] != '\0'; index++) {
        char kept = damaged[index];

        damaged[index] = kept == 'A' ? 'B' : 'A';
        check_err(invitation_read(damaged, &back), ERR_CORRUPT);
        assert_int_equal(back.record.bytes, 0);
        damaged[index] = kept;
    }
    check_ok(invitation_read(damaged, &back));
}

static void every_cut_is_noticed(void **state)
{
    char cut[1024];

    (void)state;
    make(1);
    (void)snprintf(cut, sizeof cut, "%s", written());
    for (size_t chars = strlen(cut); chars-- > 5;) {
        cut[chars] = '\0';
        check_err(invitation_read(cut, &back), ERR_CORRUPT);
    }
    cut[4] = '\0';
    check_err(invitation_read(cut, &back), ERR_INVALID);
}

static void what_is_no_invite_is_told_apart(void **state)
{
    (void)state;
    check_err(invitation_read("", &back), ERR_INVALID);
    check_err(invitation_read("https://example.org/", &back), ERR_INVALID);
    check_err(invitation_read("Kith:AAAA", &back), ERR_INVALID);
    check_err(invitation_read("kith:", &back), ERR_CORRUPT);
    check_err(invitation_read("kith:!!!!", &back), ERR_CORRUPT);
}

static void a_text_that_is_too_long_is_refused(void **state)
{
    static const char start[] = {'k', 'i', 't', 'h', ':'};
    char *longer = calloc(1, 2 * INVITATION_TEXT_BYTES_MAX);

    (void)state;
    assert_non_null(longer);
    memset(longer, 'A', 2 * INVITATION_TEXT_BYTES_MAX - 1);
    memcpy(longer, start, sizeof start);
    check_err(invitation_read(longer, &back), ERR_CORRUPT);
    free(longer);
}

/* It is printed before anybody has looked at it. */
static void a_place_that_would_move_the_cursor_is_refused(void **state)
{
    static const char *const places[] = {"\033]0;Hi\007", "Mill\nLane",
                                         "Mill\xFF"};

    (void)state;
    make(1);
    for (size_t index = 0; index < sizeof places / sizeof *places; index++) {
        (void)snprintf(made.place, sizeof made.place, "%s", places[index]);
        check_err(invitation_read(written(), &back), ERR_CORRUPT);
    }
    made.place[0] = '\0'; /* not known to whoever invites */
    check_ok(invitation_read(written(), &back));
}

static void code_of_a_machine_is_no_invite(void **state)
{
    char *other = NULL;

    (void)state;
    make(1);
    made.kind = INVITATION_DEVICE;
    assert_int_equal(strncmp(written(), "kith-device:", 12), 0);
    check_ok(invitation_read(written(), &back));
    assert_int_equal(back.kind, INVITATION_DEVICE);
    other = calloc(1, text.bytes);
    assert_non_null(other);
    (void)snprintf(other, text.bytes, "kith:%s", written() + 12);
    check_err(invitation_read(other, &back), ERR_CORRUPT);
    free(other);
    made.kind = INVITATION_HOUSEHOLD;
    check_ok(invitation_read(written(), &back));
    assert_int_equal(back.kind, INVITATION_HOUSEHOLD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_read, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_key_of_two_addresses_is_written_once,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(blanks_of_mail_programs_are_skipped,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_damaged_character_is_noticed,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_cut_is_noticed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_invite_is_told_apart, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            a_place_that_would_move_the_cursor_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(code_of_a_machine_is_no_invite, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_text_that_is_too_long_is_refused,
                                        set_up, tear_down),
    };

    if (sodium_init() < 0) {
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
