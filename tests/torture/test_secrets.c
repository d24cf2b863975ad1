/*
 * What holds a secret is not moved while it grows: the block that it leaves
 * is given back as it is.
 */
#include "cli/invitation.h"
#include "tests/lib/check.h"
#include "tests/torture/torture.h"

struct letting {
    struct invitation invitation;
    struct bytes text;
};

static enum err write_text(void *given)
{
    struct letting *letting = given;

    return invitation_write(&letting->invitation, &letting->text);
}

static void invitation_is_packed_in_one_block(void **state)
{
    static struct letting letting;
    struct torture_report report;

    (void)state;
    invitation_init(&letting.invitation);
    bytes_init(&letting.text, INVITATION_TEXT_BYTES_MAX);
    check_ok(bytes_reserve(&letting.text, INVITATION_TEXT_BYTES_MAX));
    report = torture_try(write_text, &letting);
    assert_int_equal(report.allocations, 1);
    assert_int_equal(report.leaked + report.swallowed + report.strange, 0);
    bytes_release(&letting.text);
    invitation_release(&letting.invitation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(invitation_is_packed_in_one_block),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
