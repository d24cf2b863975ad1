/*
 * Stories of two who were apart: the eight conflicts of spec/deals.md. Each
 * side says something while its cable is cut; after they meet both see the
 * same.
 *
 * Ana keeps things, on two machines, ana and shed; ben and cem ask for them.
 * All meet at the hall, which has no side in anything.
 */
#include <string.h>

#include "node/deal/promise.h"
#include "tests/lib/check.h"
#include "tests/sim/bargain.h"
#include "tests/sim/deed.h"
#include "tests/sim/machine.h"
#include "tests/sim/story.h"

static struct world world;
static const char *const everybody[] = {"ana", "shed", "ben", "cem"};

static struct machine *at(const char *who)
{
    return world_machine(&world, who);
}

static int set_up(void **state)
{
    (void)state;
    world_init(&world, 29);
    story_found(&world, "hall");
    story_member(&world, "ana", "hall");
    story_member(&world, "ben", "hall");
    story_member(&world, "cem", "hall");
    story_second(&world, "ana", "shed");
    story_connect(&world, "shed", "hall");
    world_run(&world, MINUTE_MS);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_release(&world);
    return 0;
}

static void apart(const char *who)
{
    story_cut(&world, who, "hall");
    world_run(&world, 1000);
}

/* All cables are mended, and all is quiet. */
static void meet(void)
{
    for (size_t each = 0; each < FIELD_COUNT(everybody); each++) {
        story_heal(&world, everybody[each], "hall");
    }
    world_run(&world, 5 * (uint64_t)MINUTE_MS);
}

static uint64_t in_hours(unsigned hours)
{
    return WORLD_BEGIN_MS + world.now_ms + hours * (uint64_t)HOUR_MS;
}

static struct id post(enum post_kind kind, const char *title)
{
    const struct post said = {.title = view_text(title)};
    struct id id;

    check_ok(bargain_offer(&world, at("ana"), kind, &said, &id));
    world_run(&world, 5000);
    return id;
}

static struct id ask_days(const char *who,
                          const struct id *subject,
                          unsigned from_hours,
                          unsigned to_hours)
{
    static struct bargain_post seen;
    struct deal_step said = {.kind = STEP_ASK};
    struct id deal;

    if (to_hours > 0) {
        said.from_ms = in_hours(from_hours);
        said.to_ms = in_hours(to_hours);
    }
    assert_true(bargain_find(at(who), subject, &seen));
    check_ok(bargain_ask(&world, at(who), &seen, &said, &deal));
    world_run(&world, 5000);
    return deal;
}

static struct id ask(const char *who, const struct id *subject)
{
    return ask_days(who, subject, 0, 0);
}

static enum err try(const char *who, enum step_kind kind, const struct id *deal)
{
    struct deal_step said = {.kind = (uint8_t)kind};

    if (kind == STEP_YES) {
        said.when_ms = in_hours(2);
        said.hold_ms = in_hours(8);
    } else if (kind == STEP_NOTE) {
        said.text = view_text("I ring twice");
    }
    return bargain_say(&world, at(who), deal, &said);
}

static void say(const char *who, enum step_kind kind, const struct id *deal)
{
    check_ok(try(who, kind, deal));
    world_run(&world, 5000);
}

static struct deal seen(const char *who, const struct id *deal)
{
    struct bargain_deal here;
    struct deal found;

    bargain_see(&world, at(who), deal, &here);
    assert_true(here.is_here);
    found = here.deal;
    bargain_release(&here);
    return found;
}

/* Every machine of both sides has the same letters and comes to this. */
static void
all_see(const char *claimant, const struct id *deal, enum deal_state state)
{
    const char *const sides[] = {"ana", "shed", claimant};
    struct bargain_deal first;

    bargain_see(&world, at("ana"), deal, &first);
    for (size_t each = 0; each < FIELD_COUNT(sides); each++) {
        struct bargain_deal here;

        bargain_see(&world, at(sides[each]), deal, &here);
        assert_true(here.is_here);
        assert_string_equal(state_name(here.deal.state), state_name(state));
        assert_int_equal(here.deal.letters, first.deal.letters);
        assert_int_equal(here.deal.aside, 0);
        assert_true(bargain_alike(&here.deal, &first.deal));
        bargain_release(&here);
    }
    bargain_release(&first);
}

static enum promise
listed(const char *who, const struct id *subject, const struct id *deal)
{
    static struct bargain_post kept;
    const struct deal here = seen(who, deal);

    assert_true(bargain_find(at(who), subject, &kept));
    return promise_of(&kept.post, kind_find(here.kind), &here.yes);
}

/* Two asks for one thing, and each machine of its keeper says another yes. */
static void promised_by_both(const struct id *subject, struct id deals[2])
{
    deals[0] = ask("ben", subject);
    deals[1] = ask("cem", subject);
    apart("ana");
    apart("shed");
    say("ana", STEP_YES, &deals[0]);
    say("shed", STEP_YES, &deals[1]);
    meet();
    all_see("ben", &deals[0], STATE_PROMISED);
    all_see("cem", &deals[1], STATE_PROMISED);
}

static void one_keeper_decides(void **state)
{
    const struct id sofa = post(POST_OFFER, "sofa");
    struct id deals[2];

    (void)state;
    promised_by_both(&sofa, deals);
    assert_false(bargain_is_twice(&world, at("ana"), &deals[0]));
    assert_true(bargain_is_twice(&world, at("ana"), &deals[1]));
    assert_true(bargain_is_twice(&world, at("shed"), &deals[1]));
    world_run(&world, 3 * (uint64_t)HOUR_MS);
    assert_int_equal(listed("ben", &sofa, &deals[0]), PROMISE_BOUND);
    assert_int_equal(listed("cem", &sofa, &deals[1]), PROMISE_TWICE);
    say("shed", STEP_UNDO, &deals[1]);
    meet();
    all_see("cem", &deals[1], STATE_UNDONE);
}

static void more_held_than_there_is(void **state)
{
    static struct bargain_post kept;
    const struct id sofa = post(POST_OFFER, "sofa");
    struct id deals[2];

    (void)state;
    promised_by_both(&sofa, deals);
    world_run(&world, 3 * (uint64_t)HOUR_MS);
    assert_true(bargain_find(at("hall"), &sofa, &kept));
    assert_int_equal(kept.post.held_count, 2);
    assert_true(promise_is_too_many(&kept.post, kind_find(DEAL_OFFER)));
    say("ana", STEP_UNDO, &deals[1]);
    world_run(&world, 3 * (uint64_t)HOUR_MS);
    assert_true(bargain_find(at("hall"), &sofa, &kept));
    assert_false(promise_is_too_many(&kept.post, kind_find(DEAL_OFFER)));
}

static void several_who_keep_one_thing(void **state)
{
    const struct id ladder = post(POST_LOAN, "ladder");
    const struct id deal = ask("ben", &ladder);

    (void)state;
    apart("ana"); /* the desk */
    say("shed", STEP_YES, &deal);
    world_run(&world, 3 * (uint64_t)HOUR_MS);
    assert_int_equal(seen("ben", &deal).state, STATE_PROMISED);
    assert_int_equal(listed("ben", &ladder, &deal), PROMISE_NOT_YET);
    meet();
    world_run(&world, 3 * (uint64_t)HOUR_MS);
    all_see("ben", &deal, STATE_PROMISED);
    assert_int_equal(listed("ben", &ladder, &deal), PROMISE_BOUND);
}

static void what_was_seen(void **state)
{
    static struct bargain_post kept;
    const struct id tent = post(POST_LOAN, "tent");
    struct id deal;

    (void)state;
    apart("ben");
    assert_true(bargain_find(at("ana"), &tent, &kept));
    kept.post.days_max = 2;
    check_ok(bargain_edit(&world, at("ana"), &kept));
    deal = ask("ben", &tent);
    meet();
    say("ana", STEP_YES, &deal);
    all_see("ben", &deal, STATE_PROMISED);
    assert_true(seen("ben", &deal).needs_affirm);
    say("ben", STEP_AFFIRM, &deal);
    all_see("ben", &deal, STATE_PROMISED);
    assert_false(seen("ana", &deal).needs_affirm);
}

static void custody_beats_dates(void **state)
{
    const struct id drill = post(POST_LOAN, "drill");
    const struct id one = ask_days("ben", &drill, 1, 30);
    const struct id two = ask_days("cem", &drill, 72, 96);

    (void)state;
    say("ana", STEP_YES, &one);
    say("ana", STEP_YES, &two);
    say("ben", STEP_AFFIRM, &one);
    say("cem", STEP_AFFIRM, &two);
    say("ana", STEP_OUT, &one);
    world_run(&world, 73 * (uint64_t)HOUR_MS);
    apart("ana");
    say("ben", STEP_DONE, &one);
    check_err(try("ana", STEP_OUT, &two), ERR_STATE);
    meet();
    all_see("ben", &one, STATE_OUT);
    check_err(try("ana", STEP_OUT, &two), ERR_STATE);
    apart("shed");
    say("ana", STEP_DONE, &one);
    say("ana", STEP_OUT, &two);
    check_err(try("shed", STEP_OUT, &two), ERR_STATE);
    meet();
    all_see("ben", &one, STATE_DONE);
    all_see("cem", &two, STATE_OUT);
    assert_false(bargain_is_twice(&world, at("shed"), &two));
}

/* The other side says that it has it, too: one of the two is shown. */
static void out_with_two_is_shown(void **state)
{
    const struct id drill = post(POST_LOAN, "drill");
    const struct id one = ask_days("ben", &drill, 1, 30);
    const struct id two = ask_days("cem", &drill, 72, 96);

    (void)state;
    say("ana", STEP_YES, &one);
    say("ana", STEP_YES, &two);
    apart("cem");
    say("ana", STEP_OUT, &one);
    say("cem", STEP_OUT, &two);
    meet();
    all_see("ben", &one, STATE_OUT);
    all_see("cem", &two, STATE_OUT);
    assert_false(bargain_is_twice(&world, at("ana"), &one));
    assert_true(bargain_is_twice(&world, at("ana"), &two));
    assert_true(bargain_is_twice(&world, at("shed"), &two));
}

static void drop_beats_yes(void **state)
{
    const struct id ladder = post(POST_LOAN, "ladder");
    const struct id deal = ask("ben", &ladder);

    (void)state;
    apart("ben");
    apart("ana");
    say("ben", STEP_DROP, &deal);
    say("ana", STEP_YES, &deal);
    assert_int_equal(seen("ana", &deal).state, STATE_PROMISED);
    meet();
    all_see("ben", &deal, STATE_DROPPED);
}

static void out_beats_undo(void **state)
{
    const struct id ladder = post(POST_LOAN, "ladder");
    const struct id deal = ask("ben", &ladder);

    (void)state;
    say("ana", STEP_YES, &deal);
    apart("ben");
    apart("ana");
    say("ana", STEP_UNDO, &deal);
    say("ben", STEP_OUT, &deal);
    meet();
    all_see("ben", &deal, STATE_OUT);
}

static void an_affirm_in_time_beats_the_lapse(void **state)
{
    const struct id ladder = post(POST_LOAN, "ladder");
    const struct id deal = ask("ben", &ladder);

    (void)state;
    say("ana", STEP_YES, &deal);
    apart("ben");
    say("ben", STEP_AFFIRM, &deal);
    world_run(&world, 10 * (uint64_t)HOUR_MS);
    assert_int_equal(seen("ana", &deal).state, STATE_LAPSED);
    meet();
    all_see("ben", &deal, STATE_PROMISED);
}

static void missed_against_out(void **state)
{
    const struct id ladder = post(POST_LOAN, "ladder");
    const struct id deal = ask("ben", &ladder);

    (void)state;
    say("ana", STEP_YES, &deal);
    say("ben", STEP_AFFIRM, &deal);
    world_run(&world, 3 * (uint64_t)HOUR_MS);
    apart("ben");
    apart("ana");
    say("ben", STEP_OUT, &deal);
    say("ana", STEP_MISSED, &deal);
    meet();
    all_see("ben", &deal, (enum deal_state)seen("ben", &deal).state);
    assert_int_equal(seen("ana", &deal).mark, MARK_DIFFER);
}

/* Ben's second letter comes to the shed before the first: by cem, who met him
 * later, and by the hall. */
static void never_order_of_arrival(void **state)
{
    const struct id tent = post(POST_LOAN, "tent");
    struct id deal;

    (void)state;
    apart("shed");
    deal = ask_days("ben", &tent, 24, 240);
    apart("ana");
    say("ana", STEP_YES, &deal);
    for (unsigned each = 0; each < 5; each++) {
        say("ben", STEP_NOTE, &deal);
    }
    say("ben", STEP_DROP, &deal);
    meet();
    all_see("ben", &deal, STATE_DROPPED);
    assert_int_equal(seen("shed", &deal).letters, 8);
}

static void expiry_is_computed_by_each_reader(void **state)
{
    static struct bargain_post kept;
    const struct id soup = post(POST_OFFER, "soup");
    const struct id deal = ask("ben", &soup);
    const struct deal_step said = {.kind = STEP_ASK};
    struct id none;

    (void)state;
    assert_true(bargain_find(at("ana"), &soup, &kept));
    kept.post.until_ms = in_hours(24);
    check_ok(bargain_edit(&world, at("ana"), &kept));
    world_run(&world, MINUTE_MS);
    apart("ana");
    say("ana", STEP_YES, &deal);
    say("ana", STEP_NOTE, &deal);
    meet();
    say("ben", STEP_AFFIRM, &deal);
    world_run(&world, 25 * (uint64_t)HOUR_MS);
    assert_true(bargain_find(at("cem"), &soup, &kept));
    check_err(bargain_ask(&world, at("cem"), &kept, &said, &none), ERR_STATE);
    all_see("ben", &deal, STATE_PROMISED);
    say("ben", STEP_OUT, &deal);
    all_see("ben", &deal, STATE_DONE);
}

static void a_deal_outlives_the_text_of_its_post(void **state)
{
    static struct bargain_post kept;
    const struct id mixer = post(POST_LOAN, "mixer");
    const struct id one = ask("ben", &mixer);
    const struct id two = ask("cem", &mixer);

    (void)state;
    say("ana", STEP_YES, &one);
    apart("ben");
    apart("ana");
    say("ben", STEP_OUT, &one);
    assert_true(bargain_find(at("ana"), &mixer, &kept));
    check_ok(bargain_withdraw(&world, at("ana"), &kept));
    meet();
    assert_false(bargain_find(at("ben"), &mixer, &kept));
    all_see("ben", &one, STATE_OUT);
    all_see("cem", &two, STATE_DECLINED);
    say("ana", STEP_DONE, &one);
    all_see("ben", &one, STATE_DONE);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(one_keeper_decides),
        STORY(more_held_than_there_is),
        STORY(several_who_keep_one_thing),
        STORY(what_was_seen),
        STORY(custody_beats_dates),
        STORY(out_with_two_is_shown),
        STORY(drop_beats_yes),
        STORY(out_beats_undo),
        STORY(an_affirm_in_time_beats_the_lapse),
        STORY(missed_against_out),
        STORY(never_order_of_arrival),
        STORY(expiry_is_computed_by_each_reader),
        STORY(a_deal_outlives_the_text_of_its_post),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
