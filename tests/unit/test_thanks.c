/* Thanks: their body, who may say them, and taking them back. */
#include <string.h>

#include "node/board/thanks.h"
#include "node/limits.h"
#include "node/record/record.h"
#include "tests/lib/check.h"
#include "tests/lib/lane.h"

static enum err thank(struct abode *who, const struct abode *whom)
{
    struct command command = {.kind = COMMAND_THANK};

    command.as.thanks.household = whom->household.signing.public;
    command.as.thanks.text = view_text("The ladder saved the day");
    command.as.thanks.title = view_text("Ladder");
    command.as.thanks.post = whom->household.signing.public;
    return abode_command(who, &command);
}

/* The thanks in the first slot of one, as another keeps them. */
static enum err read_first(struct abode *home,
                           const struct abode *author,
                           struct bytes *bytes,
                           struct thanks *out)
{
    struct record record;
    struct shelf_row head;
    struct id slot;
    enum err err = ERR_OK;

    record_slot(CLASS_SAY, &author->household.signing.public, 0, 0, &slot);
    err = home->port.head(home->port.self, &slot, &head);
    if (err == ERR_OK && head.is_tombstone) {
        return ERR_UNKNOWN;
    }
    if (err == ERR_OK) {
        err = home->port.read(home->port.self, &head.id, bytes);
    }
    if (err == ERR_OK) {
        check_ok(record_read(bytes_view(bytes), &record));
        assert_int_equal(record.kind, KIND_THANKS);
        err = thanks_read(record.body, out);
    }
    return err;
}

static void members_read_them_and_the_author_takes_them_back(void **state)
{
    struct command back = {.kind = COMMAND_UNTHANK};
    struct thanks thanks = {.household = {{0}}};
    struct bytes bytes;

    (void)state;
    bytes_init(&bytes, RECORD_BYTES_MAX);
    check_ok(thank(&lane.ben, &lane.ana));
    lane_carry();
    check_ok(read_first(&lane.cem, &lane.ben, &bytes, &thanks));
    assert_true(
        id_equal(&thanks.household, &lane.ana.household.signing.public));
    assert_true(view_equal(thanks.title, view_text("Ladder")));
    check_err(abode_command(&lane.cem, &back), ERR_UNKNOWN);
    check_ok(abode_command(&lane.ben, &back));
    lane_carry();
    check_err(read_first(&lane.cem, &lane.ben, &bytes, &thanks), ERR_UNKNOWN);
    check_err(abode_command(&lane.ben, &back), ERR_UNKNOWN);
    bytes_release(&bytes);
}

static void nobody_thanks_himself_or_a_stranger(void **state)
{
    struct abode stranger;

    (void)state;
    abode_init(&stranger, 99);
    check_err(thank(&lane.ben, &lane.ben), ERR_DENIED);
    check_err(thank(&lane.ben, &stranger), ERR_UNKNOWN);
    abode_release(&stranger);
}

static void slots_of_thanks_end(void **state)
{
    const uint32_t limit = class_slots(CLASS_SAY, 1);

    (void)state;
    for (uint32_t n = 0; n < limit; n++) {
        check_ok(thank(&lane.ben, &lane.ana));
    }
    check_err(thank(&lane.ben, &lane.ana), ERR_FULL);
}

enum { AT_HOUSEHOLD = 20 };

static void record_that_thanks_its_author_is_refused(void **state)
{
    const struct id *ana = &lane.ana.household.signing.public;
    struct thanks thanks = {.household = *ana, .text = view_text("Wonderful")};
    struct record_draft draft = {.class = CLASS_SAY,
                                 .kind = KIND_THANKS,
                                 .household = lane.ben.household.signing.public,
                                 .stamp_ms = lane.ben.moment.now_ms};
    struct record record;
    struct bytes body;
    struct bytes bytes;

    (void)state;
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    bytes_init(&bytes, RECORD_BYTES_MAX);
    check_ok(thanks_write(&thanks, &body));
    draft.body = bytes_view(&body);
    check_ok(record_write(&draft, lane.ben.device.signing.secret, &bytes));
    check_ok(record_read(bytes_view(&bytes), &record));
    memcpy(bytes.data + AT_HOUSEHOLD, ana->data, ID_BYTES);
    check_err(record_read(bytes_view(&bytes), &record), ERR_MALFORMED);
    bytes_release(&body);
    bytes_release(&bytes);
}

static void text_has_a_ceiling(void **state)
{
    static char text[THANKS_BYTES_MAX + 2];
    struct thanks thanks = {.household = {{1}}};
    struct bytes body;

    (void)state;
    memset(text, 'x', sizeof text - 1);
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    thanks.text = (struct view){(const unsigned char *)text, THANKS_BYTES_MAX};
    check_ok(thanks_write(&thanks, &body));
    thanks.text.bytes++;
    bytes_reset(&body);
    check_err(thanks_write(&thanks, &body), ERR_INVALID);
    thanks.text.bytes = 0;
    check_err(thanks_write(&thanks, &body), ERR_INVALID);
    bytes_release(&body);
}

#define CLAIM(name)                                                            \
    cmocka_unit_test_setup_teardown(name, lane_setup, lane_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(members_read_them_and_the_author_takes_them_back),
        CLAIM(nobody_thanks_himself_or_a_stranger),
        CLAIM(slots_of_thanks_end),
        CLAIM(record_that_thanks_its_author_is_refused),
        CLAIM(text_has_a_ceiling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
