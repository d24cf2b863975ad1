/* Refused memory where nodes find one another, and in bundles. */
#include <stdlib.h>
#include <string.h>

#include "node/meet/prospects.h"
#include "node/sync/bundle.h"
#include "tests/lib/abode.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"
#include "tests/torture/torture.h"

/* Records are sealed, opened and compared. */
static enum err carries(void *given)
{
    static const unsigned char key[BUNDLE_KEY_BYTES] = {1};
    const struct street *street = given;
    const struct bundle_head head = {.neighbourhood = street->neighbourhood};
    struct bundle_parcel parcel = {.set = SET_ROSTER};
    struct bundle_parcel read = {.is_last = false};
    unsigned char bytes[BUNDLE_HEAD_BYTES];
    struct bundle writer;
    struct bundle reader;
    struct bytes records;
    struct bytes sealed;
    struct bytes plain;
    enum err err = ERR_OK;

    bundle_write_head(&head, bytes);
    bundle_begin(&writer, bytes, key);
    bundle_begin(&reader, bytes, key);
    bytes_init(&records, RECORDS_BYTES_MAX);
    bytes_init(&sealed, BUNDLE_SIZE_BYTES + BUNDLE_SEALED_BYTES_MAX);
    bytes_init(&plain, BUNDLE_PARCEL_BYTES_MAX);
    err = bytes_append_u16(&records, (uint16_t)street->records[0].bytes);
    if (err == ERR_OK) {
        err = bytes_append(&records, bytes_view(&street->records[0]));
    }
    parcel.records = bytes_view(&records);
    if (err == ERR_OK) {
        err = bundle_seal(&writer, &parcel, &sealed);
        assert_int_equal(sealed.bytes > 0, err == ERR_OK);
    }
    if (err == ERR_OK) {
        err = bundle_open(&reader,
                          (struct view){sealed.data + BUNDLE_SIZE_BYTES,
                                        sealed.bytes - BUNDLE_SIZE_BYTES},
                          &plain, &read);
        assert_int_equal(reader.parcels, err == ERR_OK);
    }
    bytes_release(&records);
    bytes_release(&sealed);
    bytes_release(&plain);
    bundle_release(&writer);
    bundle_release(&reader);
    return err;
}

static void refused_parcel_is_not_half_sealed(void **state)
{
    struct street street;

    (void)state;
    street_init(&street);
    (void)street_profile(&street, 0, 0);
    torture_run(carries, &street);
    street_release(&street);
}

/* A hub says where it is: nothing is signed, or all of it. */
static enum err says(void *given)
{
    const struct view address = view_text("10.0.0.1:5484");
    struct event event = {.kind = EVENT_REACHABLE};
    struct abode ana;
    enum err err = ERR_OK;

    (void)given;
    torture_pause();
    abode_init(&ana, 1);
    ana.config.is_hub = true;
    abode_found(&ana, "Hall");
    abode_tick(&ana);
    actions_release(&ana.actions);
    event.moment = ana.moment;
    event.as.reachable = (struct reachable){&address, 1};
    torture_resume();
    err = node_step(ana.node, &event, &ana.actions, NULL);
    torture_pause();
    assert_int_equal(ana.actions.count, err == ERR_OK);
    abode_release(&ana);
    torture_resume();
    return err;
}

static void refused_address_is_not_published(void **state)
{
    (void)state;
    torture_run(says, NULL);
}

static enum err plans(void *given)
{
    static const unsigned char secret[16];
    struct prospects prospects;
    enum err err = prospects_init(&prospects, secret);

    (void)given;
    prospects_release(&prospects);
    return err;
}

static void refused_plan_is_none(void **state)
{
    (void)state;
    torture_run(plans, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_parcel_is_not_half_sealed),
        cmocka_unit_test(refused_address_is_not_published),
        cmocka_unit_test(refused_plan_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
