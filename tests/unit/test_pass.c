/* What lets one more machine into a household: node/people/pass. */
#include <string.h>

#include "node/people/pass.h"
#include "tests/lib/check.h"
#include "tests/lib/street.h"

static const struct neighbourhood mill_lane = {{1}};
static const struct neighbourhood elm_street = {{2}};

static struct pass pass_of(unsigned household)
{
    const struct signing_keys keys = street_keys(household);
    struct pass pass = {.one_time = street_one_time(5).public,
                        .until_ms = 1000};

    pass_sign(&pass, &mill_lane, &keys);
    return pass;
}

static void pass_is_for_one_place_and_time(void **state)
{
    const struct id ana = street_id(0);
    const struct id ben = street_id(1);
    struct pass pass = pass_of(0);

    (void)state;
    check_ok(pass_verify(&pass, &mill_lane, &ana));
    check_err(pass_verify(&pass, &mill_lane, &ben), ERR_SIGNATURE);
    check_err(pass_verify(&pass, &elm_street, &ana), ERR_SIGNATURE);
    pass.until_ms++;
    check_err(pass_verify(&pass, &mill_lane, &ana), ERR_SIGNATURE);
    pass = pass_of(0);
    pass.one_time = street_one_time(6).public;
    check_err(pass_verify(&pass, &mill_lane, &ana), ERR_SIGNATURE);
}

static struct enrolment enrolment_of(unsigned one_time)
{
    const struct keys_device device = street_device_keys(9);
    const struct signing_keys keys = street_one_time(one_time);
    struct enrolment enrolment = {.pass = pass_of(0),
                                  .signing = device.signing.public,
                                  .transport = device.transport.public,
                                  .sealing = device.sealing.public,
                                  .name = "phone"};

    enrolment_sign(&enrolment, &mill_lane, &keys);
    return enrolment;
}

static void enrolment_is_for_its_keys_and_name(void **state)
{
    const struct id ana = street_id(0);
    struct enrolment good = enrolment_of(5);
    struct enrolment bad = enrolment_of(6);
    struct id *const keys[] = {&bad.signing, &bad.transport, &bad.sealing};

    (void)state;
    check_ok(enrolment_verify(&good, &mill_lane, &ana));
    check_err(enrolment_verify(&bad, &mill_lane, &ana), ERR_SIGNATURE);
    check_err(enrolment_verify(&good, &elm_street, &ana), ERR_SIGNATURE);
    for (size_t index = 0; index < 3; index++) {
        bad = good;
        keys[index]->data[31] ^= 1;
        check_err(enrolment_verify(&bad, &mill_lane, &ana), ERR_SIGNATURE);
    }
    bad = good;
    memcpy(bad.name, "Phone", sizeof "Phone");
    check_err(enrolment_verify(&bad, &mill_lane, &ana), ERR_SIGNATURE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pass_is_for_one_place_and_time),
        cmocka_unit_test(enrolment_is_for_its_keys_and_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
