/* The head of a request: spec/page.md, rules W1 to W4. */
#include "net/web/policy.h"
#include "tests/lib/check.h"

static const char urlencoded[] = "application/x-www-form-urlencoded";

static struct policy policy_of(const char *address)
{
    struct policy policy;

    policy_init(&policy, address, 5480);
    return policy;
}

/* A form of ours, sent as a browser does. */
static struct policy_head good_form(void)
{
    return (struct policy_head){
        .method = "POST",
        .host = "127.0.0.1:5480",
        .host_count = 1,
        .origin = "http://127.0.0.1:5480",
        .site = "same-origin",
        .type = urlencoded,
        .length = "12",
        .what = WHAT_FORM,
    };
}

static void a_home_is_reached_by_its_number_and_localhost(void **state)
{
    const struct policy policy = policy_of("127.0.0.1");
    static const char *const others[] = {
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1:5481",
        "127.0.0.2:5480",
        "evil.example",
        "evil.example:5480",
        "127.0.0.1:5480:1",
        "127.0.0.1:05480x",
        "127.0.0.1:05480",
        "",
        ":5480",
        "[127.0.0.1]:5480",
        "127.1:5480",
        "2130706433:5480",
        "[::1:5480",
        "localhost.:5480",
        "127.0.0.1:65536",
        "127.0.0.1:-5480",
        "127.0.0.1:5480 ",
    };

    (void)state;
    assert_true(policy_host_is_ours(&policy, "127.0.0.1:5480"));
    assert_true(policy_host_is_ours(&policy, "localhost:5480"));
    assert_true(policy_host_is_ours(&policy, "LOCALHOST:5480"));
    assert_false(policy_host_is_ours(&policy, NULL));
    for (size_t index = 0; index < sizeof others / sizeof others[0]; index++) {
        assert_false(policy_host_is_ours(&policy, others[index]));
    }
}

static void a_hall_is_reached_by_any_number_and_its_names(void **state)
{
    struct policy policy = policy_of("0.0.0.0");

    (void)state;
    assert_true(policy_host_is_ours(&policy, "192.168.1.20:5480"));
    assert_true(policy_host_is_ours(&policy, "[fe80::1]:5480"));
    assert_false(policy_host_is_ours(&policy, "hall.local:5480"));
    policy.hosts[policy.host_count++] = "hall.local";
    assert_true(policy_host_is_ours(&policy, "Hall.local:5480"));
    assert_false(policy_host_is_ours(&policy, "evil.hall.local:5480"));
    policy.port = 80;
    assert_true(policy_host_is_ours(&policy, "hall.local"));
}

static void a_form_of_ours_goes_on(void **state)
{
    const struct policy policy = policy_of("127.0.0.1");
    struct policy_head head = good_form();

    (void)state;
    assert_int_equal(policy_judge(&policy, &head), 0);
    head.origin = NULL;
    head.site = NULL;
    assert_int_equal(policy_judge(&policy, &head), 0);
    head.type = "multipart/form-data; boundary=x";
    assert_int_equal(policy_judge(&policy, &head), 0);
}

static void a_form_from_elsewhere_is_refused(void **state)
{
    const struct policy policy = policy_of("127.0.0.1");
    static const char *const origins[] = {"null", "http://evil.example",
                                          "https://127.0.0.1:5480",
                                          "http://127.0.0.1:5481", ""};
    static const char *const sites[] = {"cross-site", "same-site", "none", ""};

    (void)state;
    for (size_t index = 0; index < 5; index++) {
        struct policy_head head = good_form();

        head.origin = origins[index];
        assert_int_equal(policy_judge(&policy, &head), 403);
    }
    for (size_t index = 0; index < 4; index++) {
        struct policy_head head = good_form();

        head.site = sites[index];
        assert_int_equal(policy_judge(&policy, &head), 403);
    }
}

static void what_no_form_sends_is_refused(void **state)
{
    const struct policy policy = policy_of("127.0.0.1");
    struct policy_head head = good_form();

    (void)state;
    head.type = "text/plain";
    assert_int_equal(policy_judge(&policy, &head), 415);
    head.type = "application/x-www-form-urlencodedx";
    assert_int_equal(policy_judge(&policy, &head), 415);
    head = good_form();
    head.length = NULL;
    assert_int_equal(policy_judge(&policy, &head), 411);
    head.length = "65536";
    assert_int_equal(policy_judge(&policy, &head), 0);
    head.length = "65537";
    assert_int_equal(policy_judge(&policy, &head), 413);
    head.what = WHAT_UPLOAD;
    assert_int_equal(policy_judge(&policy, &head), 0);
    head.length = "50331649";
    assert_int_equal(policy_judge(&policy, &head), 413);
    head.length = "99999999999999999999999";
    assert_int_equal(policy_judge(&policy, &head), 413);
    head.length = "12x";
    assert_int_equal(policy_judge(&policy, &head), 400);
}

static void a_method_fits_its_address(void **state)
{
    const struct policy policy = policy_of("127.0.0.1");
    static const struct {
        const char *method;
        enum policy_what what;
        unsigned status;
    } rows[] = {
        {"GET", WHAT_PAGE, 0},       {"HEAD", WHAT_PAGE, 0},
        {"POST", WHAT_PAGE, 405},    {"GET", WHAT_FORM, 405},
        {"HEAD", WHAT_UPLOAD, 405},  {"GET", WHAT_BOTH, 0},
        {"POST", WHAT_BOTH, 0},      {"PUT", WHAT_PAGE, 405},
        {"OPTIONS", WHAT_FORM, 405}, {"get", WHAT_PAGE, 405},
        {"GET", WHAT_NOTHING, 404},  {"DELETE", WHAT_NOTHING, 405},
    };

    (void)state;
    for (size_t index = 0; index < sizeof rows / sizeof rows[0]; index++) {
        struct policy_head head = good_form();

        head.method = rows[index].method;
        head.what = rows[index].what;
        assert_int_equal(policy_judge(&policy, &head), rows[index].status);
    }
}

static void the_wrong_host_is_judged_first(void **state)
{
    const struct policy policy = policy_of("127.0.0.1");
    struct policy_head head = good_form();

    (void)state;
    head.method = "PUT";
    head.host_count = 2;
    assert_int_equal(policy_judge(&policy, &head), 421);
    head.host_count = 0;
    assert_int_equal(policy_judge(&policy, &head), 421);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_home_is_reached_by_its_number_and_localhost),
        cmocka_unit_test(a_hall_is_reached_by_any_number_and_its_names),
        cmocka_unit_test(a_form_of_ours_goes_on),
        cmocka_unit_test(a_form_from_elsewhere_is_refused),
        cmocka_unit_test(what_no_form_sends_is_refused),
        cmocka_unit_test(a_method_fits_its_address),
        cmocka_unit_test(the_wrong_host_is_judged_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
