/* Checks of tests/lib/shelf_checks.h: derived state that the core keeps. */
#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/posting.h"
#include "tests/lib/shelf_checks.h"

void shelf_recalls_what_was_last_kept(const struct shelf_case *shelf)
{
    static const unsigned char words[] = "first, then another";
    const struct view first = {words, 5};
    const struct view second = {words, sizeof words};
    struct bytes out;

    bytes_init(&out, SNAPSHOT_BYTES_MAX);
    check_err(shelf->port.recall(shelf->port.self, SNAPSHOT_SETTLED, &out),
              ERR_UNKNOWN);
    check_ok(shelf->keep(shelf->self, SNAPSHOT_SETTLED, second));
    check_ok(shelf->keep(shelf->self, SNAPSHOT_SETTLED, first));
    check_ok(shelf->keep(shelf->self, SNAPSHOT_COUNT - 1, second));
    check_ok(shelf->port.recall(shelf->port.self, SNAPSHOT_SETTLED, &out));
    assert_true(view_equal(bytes_view(&out), first));
    check_ok(shelf->port.recall(shelf->port.self, SNAPSHOT_COUNT - 1, &out));
    assert_true(view_equal(bytes_view(&out), second));
    bytes_release(&out);
}

static void put_post(const struct shelf_case *shelf)
{
    const struct author author = author_of(1);
    struct bytes bytes;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    posting_sign(&author, &(struct posting){0}, &bytes);
    check_ok(shelf->put(shelf->self, bytes_view(&bytes)));
    bytes_release(&bytes);
}

/* Put a profile; the id of its record. */
static struct id put_profile(const struct shelf_case *shelf)
{
    const struct author author = author_of(1);
    struct bytes bytes;
    struct id id;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    posting_profile(&author, "Ana", POSTING_NOW_MS, &bytes);
    id = posting_record(&bytes);
    check_ok(shelf->put(shelf->self, bytes_view(&bytes)));
    bytes_release(&bytes);
    return id;
}

void shelf_forgets_what_a_roster_record_makes_wrong(
    const struct shelf_case *shelf)
{
    static const unsigned char word[] = "derived";
    const struct view derived = {word, sizeof word};
    struct id profile;
    struct bytes out;

    bytes_init(&out, SNAPSHOT_BYTES_MAX);
    check_ok(shelf->keep(shelf->self, SNAPSHOT_SETTLED, derived));
    check_ok(shelf->keep(shelf->self, SNAPSHOT_SETS, derived));
    put_post(shelf);
    check_ok(shelf->port.recall(shelf->port.self, SNAPSHOT_SETTLED, &out));
    profile = put_profile(shelf);
    check_err(shelf->port.recall(shelf->port.self, SNAPSHOT_SETTLED, &out),
              ERR_UNKNOWN);
    check_ok(shelf->keep(shelf->self, SNAPSHOT_SETTLED, derived));
    check_ok(shelf->drop(shelf->self, &profile));
    check_err(shelf->port.recall(shelf->port.self, SNAPSHOT_SETTLED, &out),
              ERR_UNKNOWN);
    check_ok(shelf->port.recall(shelf->port.self, SNAPSHOT_SETS, &out));
    bytes_release(&out);
}
