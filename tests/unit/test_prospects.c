#include <stdio.h>
#include <string.h>

#include "node/meet/prospects.h"
#include "tests/lib/check.h"

enum { SAID_MAX = 4096 };

static const unsigned char secret[16] = {1};
static struct prospects prospects;
static struct prospect_plan plan;
static struct prospect_link links[PROSPECTS_MAX];
static char said[SAID_MAX]; /* "+a -b ": begun, ended */

static void note(char sign, const struct prospect *prospect)
{
    const size_t used = strlen(said);

    (void)snprintf(said + used, sizeof said - used, "%c%s ", sign,
                   prospect->text);
}

static void begun(void *context, const struct prospect *prospect)
{
    (void)context;
    note('+', prospect);
}

static void ended(void *context, const struct prospect *prospect)
{
    (void)context;
    note('-', prospect);
}

static int set_up(void **state)
{
    (void)state;
    check_ok(prospects_init(&prospects, secret));
    plan = (struct prospect_plan){
        .mono_ms = 1000, .links = links, .begun = begun, .ended = ended};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    prospects_release(&prospects);
    prospects_release(&prospects);
    return 0;
}

static void name(const char *text, uint64_t success_ms, bool is_hub)
{
    struct prospect one = {.origin = is_hub ? ORIGIN_HUB : ORIGIN_INVITE,
                           .is_hub = is_hub,
                           .success_ms = success_ms};

    (void)snprintf(one.text, sizeof one.text, "%s", text);
    prospects_name(&prospects, &one);
}

static const char *what_changed(void)
{
    said[0] = '\0';
    prospects_plan(&prospects, &plan);
    return said;
}

/* A link to the address that was dialled. */
static void link_to(const char *text)
{
    links[plan.link_count++] = (struct prospect_link){.text = text};
}

static void who_answered_comes_first_and_hubs_before_homes(void **state)
{
    (void)state;
    name("home-new:1", 200, false);
    name("home-old:1", 100, false);
    name("hub-silent:1", 0, true);
    name("home-silent:1", 0, false);
    name("hub-old:1", 50, true);
    name("hub-new:1", 60, true);
    assert_string_equal(what_changed(),
                        "+hub-new:1 +hub-old:1 +home-new:1 +home-old:1 "
                        "+hub-silent:1 +home-silent:1 ");
    assert_string_equal(what_changed(), "");
}

static void no_more_are_dialled_than_links_are_wanted(void **state)
{
    char text[16];

    (void)state;
    for (unsigned each = 0; each < 2 * MEET_LINKS; each++) {
        (void)snprintf(text, sizeof text, "h%02u:1", each);
        name(text, 1000 - each, false);
    }
    plan.others = 3;
    assert_string_equal(what_changed(), "+h00:1 +h01:1 +h02:1 +h03:1 +h04:1 ");
    plan.others = 0;
    assert_string_equal(what_changed(), "+h05:1 +h06:1 +h07:1 ");
}

static void in_vain_gives_way_only_where_another_waits(void **state)
{
    char text[16];

    (void)state;
    for (unsigned each = 0; each < MEET_LINKS; each++) {
        (void)snprintf(text, sizeof text, "h%02u:1", each);
        name(text, 1000 - each, false);
    }
    (void)what_changed();
    plan.mono_ms += 10 * MEET_TRY_MS;
    assert_string_equal(what_changed(), "");
    name("late:1", 1, false);
    assert_string_equal(what_changed(), "-h00:1 +late:1 ");
    assert_string_equal(what_changed(), "");
    /* Whoever gave way rests, and comes again. */
    plan.mono_ms += MEET_REST_MS - 1;
    assert_string_equal(what_changed(), "");
    plan.mono_ms += 1;
    assert_string_equal(what_changed(), "-h01:1 +h00:1 ");
}

static void rest_doubles_up_to_its_bound(void **state)
{
    static const unsigned minutes[] = {1, 2, 4, 8, 16, 32, 60, 60};
    struct prospect *gone = &prospects.items[0];
    struct prospect *other = &prospects.items[1];

    (void)state;
    plan.others = MEET_LINKS - 1;
    name("gone:1", 2, false);
    name("other:1", 1, false);
    for (size_t row = 0; row < sizeof minutes / sizeof minutes[0]; row++) {
        gone->again_ms = 0;
        other->is_tried = false;
        assert_string_equal(what_changed(), "+gone:1 ");
        other->again_ms = 0;
        plan.mono_ms += MEET_TRY_MS;
        assert_string_equal(what_changed(), "-gone:1 +other:1 ");
        assert_int_equal(gone->again_ms - plan.mono_ms,
                         minutes[row] * 60 * 1000);
    }
}

static void who_is_linked_stays_and_starts_anew(void **state)
{
    (void)state;
    plan.others = MEET_LINKS - 1;
    name("there:1", 2, false);
    assert_string_equal(what_changed(), "+there:1 ");
    prospects.items[0].failures = 5;
    link_to("there:1");
    assert_string_equal(what_changed(), "");
    assert_int_equal(prospects.items[0].failures, 0);
    name("other:1", 1, false);
    plan.mono_ms += 100 * MEET_TRY_MS;
    assert_string_equal(what_changed(), "");
    plan.link_count = 0; /* it is gone: from now on it is tried in vain */
    assert_string_equal(what_changed(), "");
    plan.mono_ms += MEET_TRY_MS;
    assert_string_equal(what_changed(), "-there:1 +other:1 ");
}

static void who_came_to_us_is_not_dialled(void **state)
{
    struct prospect hub = {
        .text = "hub:1", .is_hub = true, .whom = check_id_of(7)};

    (void)state;
    prospects_name(&prospects, &hub);
    links[0] = (struct prospect_link){"", check_id_of(7)};
    plan.link_count = 1;
    assert_string_equal(what_changed(), "");
    plan.link_count = 0;
    assert_string_equal(what_changed(), "+hub:1 ");
}

/* A hub at four addresses is one link: the others are for others. */
static void who_is_reached_elsewhere_takes_no_place(void **state)
{
    struct prospect hub = {.is_hub = true, .whom = check_id_of(7)};
    char text[16];

    (void)state;
    for (unsigned each = 0; each < 4; each++) {
        (void)snprintf(hub.text, sizeof hub.text, "hub:%u", each);
        hub.success_ms = 9 - each;
        prospects_name(&prospects, &hub);
    }
    for (unsigned each = 0; each < MEET_LINKS; each++) {
        (void)snprintf(text, sizeof text, "h%02u:1", each);
        name(text, 1000 - each, false);
    }
    assert_string_equal(
        what_changed(),
        "+hub:0 +hub:1 +hub:2 +hub:3 +h00:1 +h01:1 +h02:1 +h03:1 ");
    links[0] = (struct prospect_link){"hub:1", check_id_of(7)};
    plan.link_count = 1;
    assert_string_equal(what_changed(),
                        "-hub:0 -hub:2 -hub:3 +h04:1 +h05:1 +h06:1 ");
    assert_string_equal(what_changed(), "");
}

static void what_nobody_names_any_more_is_forgotten(void **state)
{
    (void)state;
    name("kept:1", 2, false);
    name("tried:1", 3, false);
    name("linked:1", 4, false);
    (void)what_changed();
    link_to("linked:1");
    (void)what_changed();
    prospects_begin(&prospects);
    name("kept:1", 2, false);
    prospects_end(&prospects);
    assert_int_equal(prospects.count, 3);
    assert_string_equal(what_changed(), "-tried:1 ");
    prospects_begin(&prospects);
    name("kept:1", 2, false);
    prospects_end(&prospects);
    assert_int_equal(prospects.count, 2);
}

static void one_text_is_one_and_the_best_of_it_counts(void **state)
{
    (void)state;
    name("hall:1", 5, false);
    name("hall:1", 0, true);
    name("hall:1", 3, false);
    assert_int_equal(prospects.count, 1);
    assert_true(prospects.items[0].is_hub);
    assert_int_equal(prospects.items[0].success_ms, 5);
    assert_int_equal(prospects.items[0].origin, ORIGIN_INVITE);
    prospects_begin(&prospects);
    name("hall:1", 5, false);
    prospects_end(&prospects);
    assert_false(prospects.items[0].is_hub); /* its record has lapsed */
}

static void all_together_have_a_ceiling(void **state)
{
    struct prospect endless;
    char text[16];

    (void)state;
    memset(&endless, 'x', sizeof endless);
    prospects_name(&prospects, &endless);
    name("", 1, false);
    assert_int_equal(prospects.count, 0);
    for (unsigned each = 0; each <= PROSPECTS_MAX; each++) {
        (void)snprintf(text, sizeof text, "h%u:1", each);
        name(text, 0, true);
    }
    assert_int_equal(prospects.count, PROSPECTS_MAX);
}

/* A street of homes does not knock at one hub's door in one order. */
static void ties_are_broken_otherwise_in_each_node(void **state)
{
    const unsigned char others[16] = {2};
    char first[SAID_MAX];

    (void)state;
    for (unsigned node = 0; node < 2; node++) {
        char text[16];

        for (unsigned each = 0; each < 20; each++) {
            (void)snprintf(text, sizeof text, "h%u:1", each);
            name(text, 0, true);
        }
        (void)what_changed();
        if (node == 0) {
            memcpy(first, said, sizeof first);
            prospects_release(&prospects);
            check_ok(prospects_init(&prospects, others));
        }
    }
    assert_string_not_equal(first, said);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(who_answered_comes_first_and_hubs_before_homes),
        CLAIM(no_more_are_dialled_than_links_are_wanted),
        CLAIM(in_vain_gives_way_only_where_another_waits),
        CLAIM(rest_doubles_up_to_its_bound),
        CLAIM(who_is_linked_stays_and_starts_anew),
        CLAIM(who_came_to_us_is_not_dialled),
        CLAIM(who_is_reached_elsewhere_takes_no_place),
        CLAIM(what_nobody_names_any_more_is_forgotten),
        CLAIM(one_text_is_one_and_the_best_of_it_counts),
        CLAIM(all_together_have_a_ceiling),
        CLAIM(ties_are_broken_otherwise_in_each_node),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
