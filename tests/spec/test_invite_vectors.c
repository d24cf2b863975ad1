/*
 * Every vector of spec/vectors/invite.json through cli/invitation, both ways.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "cli/invitation.h"
#include "tests/lib/check.h"
#include "tests/lib/vectors.h"

/* The bytes of a member that is hexadecimal are these. */
static void
check_member(const json_t *object, const char *key, struct view actual)
{
    unsigned char wanted[INVITATION_RECORD_BYTES_MAX];

    check_view(actual,
               check_hex(vectors_text(object, key), wanted, sizeof wanted));
}

static void check_address(const json_t *wanted,
                          const struct invitation_address *address)
{
    static const struct id none;
    const char *key = vectors_text(wanted, "key");

    assert_string_equal(address->text, vectors_text(wanted, "text"));
    if (key == NULL) {
        check_id(&address->transport, &none);
    } else {
        check_member(wanted, "key",
                     (struct view){address->transport.data, ID_BYTES});
    }
}

static void check_invite(const json_t *wanted, const struct invitation *read)
{
    const json_t *addresses = json_object_get(wanted, "addresses");

    check_member(wanted, "network_key",
                 (struct view){read->network_key, INVITATION_KEY_BYTES});
    check_member(wanted, "one_time_seed",
                 (struct view){read->one_time_seed, KEY_SEED_BYTES});
    check_member(wanted, "record", bytes_view(&read->record));
    assert_string_equal(read->place, vectors_text(wanted, "place"));
    assert_int_equal(read->address_count, json_array_size(addresses));
    for (size_t index = 0; index < read->address_count; index++) {
        check_address(json_array_get(addresses, index),
                      &read->addresses[index]);
    }
}

static void check_both_ways(const json_t *wanted)
{
    struct invitation invitation;
    struct bytes text;

    invitation_init(&invitation);
    bytes_init(&text, INVITATION_TEXT_BYTES_MAX);
    check_ok(invitation_read(vectors_text(wanted, "text"), &invitation));
    check_invite(wanted, &invitation);
    check_ok(invitation_write(&invitation, &text));
    assert_string_equal((const char *)text.data, vectors_text(wanted, "text"));
    bytes_release(&text);
    invitation_release(&invitation);
}

static void every_invite_reads_and_is_written_again(void **state)
{
    (void)state;
    vectors_each("invite", "invites", 5, check_both_ways);
}

static void check_refused(const json_t *wanted)
{
    struct invitation invitation;

    invitation_init(&invitation);
    vectors_refused(wanted,
                    invitation_read(vectors_text(wanted, "text"), &invitation));
    assert_int_equal(invitation.record.bytes, 0);
    invitation_release(&invitation);
}

static void every_refusal_is_for_its_reason(void **state)
{
    (void)state;
    vectors_each("invite", "refused", 11, check_refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_invite_reads_and_is_written_again),
        cmocka_unit_test(every_refusal_is_for_its_reason),
    };

    if (sodium_init() < 0) {
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
