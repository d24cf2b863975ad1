/* Two nodes of which one keeps fewer weeks: node/sync/sets_scope.c. */
#include <string.h>

#include "node/limits.h"
#include "node/scope.h"
#include "node/sync/sets_scope.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"

enum { KEEP = 4, POSTS = 800, NOBODY = 0, HOME = 0, HUB = 1 };

/* Household 1 keeps so many weeks, household 2 all; side 0 dials. Posts are
 * of eight weeks. */
struct met {
    struct street street;
    struct pair pair;
};

static void meet(struct met *met, unsigned keep_weeks, unsigned other_weeks)
{
    pair_street(&met->street, 4);
    pair_init(&met->pair, &met->street, 1, 2);
    met->pair.sides[0].config.keep_weeks = keep_weeks;
    met->pair.sides[1].config.keep_weeks = other_weeks;
    pair_keep_street(&met->pair, 0, &met->street);
    pair_keep_street(&met->pair, 1, &met->street);
}

static void part(struct met *met)
{
    pair_release(&met->pair);
    street_release(&met->street);
}

static void live(struct met *met)
{
    pair_connect(&met->pair);
    pair_run(&met->pair);
    assert_true(pair_peer(&met->pair, 0).is_live);
    assert_true(pair_peer(&met->pair, 1).is_live);
}

/* How much was said to compare sets. */
static unsigned compared(const struct met *met)
{
    unsigned said = 0;

    for (size_t side = 0; side < 2; side++) {
        said += met->pair.sides[side].said[WIRE_SYMBOLS] +
                met->pair.sides[side].said[WIRE_WEEKS];
    }
    return said;
}

static void start_again(struct met *met, size_t side)
{
    struct side *one = &met->pair.sides[side];

    pair_cut(&met->pair);
    check_ok(memory_shelf_commit(one->shelf));
    sync_free(one->sync);
    one->sync = NULL;
    check_ok(sync_new(&one->config, &one->sync));
    one->is_loaded = false;
    one->wake_ms = 0;
}

static uint16_t first_week(const struct met *met, unsigned keep_weeks)
{
    return scope_from_week(SET_BOARD, keep_weeks, met->pair.moment.now_ms);
}

struct counting {
    uint16_t from_week;
    size_t count;
};

static enum err count_one(void *visitor, const struct id *id, uint16_t drop_day)
{
    struct counting *counting = visitor;

    (void)id;
    counting->count += scope_has(counting->from_week, drop_day);
    return ERR_OK;
}

/* How many records of the board a side keeps from a week on. */
static size_t kept_from(struct met *met, size_t side, uint16_t from_week)
{
    const struct shelf *port = &met->pair.sides[side].port;
    struct counting counting = {from_week, 0};

    check_ok(port->walk_ids(port->self, SET_BOARD, count_one, &counting));
    return counting.count;
}

static void small_home_takes_in_what_it_keeps(void **state)
{
    struct met met;
    uint16_t from_week = 0;

    (void)state;
    meet(&met, KEEP, KEEP_ALL);
    pair_keep_posts(&met.pair, HUB, &met.street, NOBODY, 0, POSTS);
    live(&met);
    from_week = first_week(&met, KEEP);
    assert_int_equal(pair_count(&met.pair, HUB, SET_BOARD), POSTS);
    assert_int_equal(pair_count(&met.pair, HOME, SET_BOARD),
                     kept_from(&met, HUB, from_week));
    assert_int_equal(kept_from(&met, HOME, from_week),
                     kept_from(&met, HUB, from_week));
    assert_in_range(pair_count(&met.pair, HOME, SET_BOARD), POSTS / 8 * KEEP,
                    POSTS / 8 * (KEEP + 1));
    assert_int_equal(pair_peer(&met.pair, HUB).records_out,
                     pair_count(&met.pair, HOME, SET_BOARD));
    part(&met);
}

/* Once in step they say no more than two who keep all. */
static void homes_of_different_scopes_agree_and_are_in_step(void **state)
{
    static const unsigned weeks[][2] = {
        {KEEP, KEEP_ALL}, {KEEP_ALL, KEEP}, {2, 6}, {6, 2}, {1, 17}};

    (void)state;
    for (size_t index = 0; index < sizeof weeks / sizeof *weeks; index++) {
        struct met met;
        unsigned before = 0;

        meet(&met, weeks[index][0], weeks[index][1]);
        pair_keep_posts(&met.pair, 0, &met.street, NOBODY, 0, POSTS);
        pair_keep_posts(&met.pair, 1, &met.street, NOBODY, 0, POSTS);
        pair_keep_posts(&met.pair, 1, &met.street, 3, 0, 40);
        live(&met);
        before = compared(&met);
        assert_true(before >= 1);
        pair_wait(&met.pair, 10 * 60 * 1000);
        assert_int_equal(compared(&met), before);
        start_again(&met, 0);
        live(&met);
        assert_int_equal(compared(&met), before);
        part(&met);
    }
}

static void hub_that_dials_a_small_home_agrees_too(void **state)
{
    struct met met;
    uint16_t from_week = 0;

    (void)state;
    meet(&met, KEEP_ALL, KEEP);
    pair_keep_posts(&met.pair, 0, &met.street, NOBODY, 0, POSTS);
    pair_keep_posts(&met.pair, 1, &met.street, 3, 0, 40);
    live(&met);
    from_week = first_week(&met, KEEP);
    assert_int_equal(kept_from(&met, 0, from_week),
                     kept_from(&met, 1, from_week));
    assert_true(pair_count(&met.pair, 1, SET_BOARD) < POSTS);
    assert_int_equal(met.pair.sides[1].said[WIRE_BYE], 0);
    part(&met);
}

static void from_week_that_moves_on_is_agreed_again(void **state)
{
    struct met met;
    unsigned before = 0;

    (void)state;
    meet(&met, KEEP, KEEP_ALL);
    pair_keep_posts(&met.pair, 0, &met.street, NOBODY, 0, POSTS);
    pair_keep_posts(&met.pair, 1, &met.street, NOBODY, 0, POSTS);
    live(&met);
    before = compared(&met);
    for (unsigned day = 0; day < 2 * WEEK_DAYS; day++) {
        met.pair.moment.now_ms += DAY_MS;
        pair_wait(&met.pair, 5 * 60 * 1000);
    }
    assert_int_equal(compared(&met), before);
    assert_true(pair_peer(&met.pair, 0).is_live);
    pair_keep_posts(&met.pair, 1, &met.street, 3, 0, 8);
    pair_nudge(&met.pair, 1);
    pair_wait(&met.pair, 5 * 60 * 1000);
    assert_int_equal(kept_from(&met, 0, first_week(&met, KEEP)),
                     kept_from(&met, 1, first_week(&met, KEEP)));
    part(&met);
}

static void follower_passes_over_weeks_that_it_does_not_keep(void **state)
{
    struct met met;

    (void)state;
    meet(&met, KEEP_ALL, KEEP);
    met.pair.sides[1].is_plain = true;
    pair_keep_posts(&met.pair, 0, &met.street, NOBODY, 0, POSTS);
    pair_keep_posts(&met.pair, 1, &met.street, 3, 0, 40);
    live(&met);
    assert_true(met.pair.sides[0].said[WIRE_WEEKS] > 0);
    assert_int_equal(kept_from(&met, 0, first_week(&met, KEEP)),
                     kept_from(&met, 1, first_week(&met, KEEP)));
    assert_true(pair_peer(&met.pair, 0).records_out < POSTS);
    part(&met);
}

static void old_records_are_not_pushed_to_a_small_home(void **state)
{
    struct met met;
    unsigned before = 0;

    (void)state;
    meet(&met, 1, KEEP_ALL);
    live(&met);
    before = compared(&met);
    pair_keep_posts(&met.pair, HUB, &met.street, NOBODY, 0, 80);
    pair_nudge(&met.pair, HUB);
    pair_wait(&met.pair, 5 * 60 * 1000);
    assert_int_equal(pair_peer(&met.pair, HUB).records_out,
                     kept_from(&met, HUB, first_week(&met, 1)));
    assert_int_equal(pair_count(&met.pair, HOME, SET_BOARD),
                     kept_from(&met, HUB, first_week(&met, 1)));
    assert_int_equal(compared(&met), before);
    part(&met);
}

/* The hub says a record before the scope; how many signatures are checked. */
static unsigned say_past(struct met *met, unsigned household, struct view body)
{
    const struct record_draft draft = {
        .class = CLASS_POST,
        .kind = 99,
        .stamp_ms = street_ms(0) - (uint64_t)7 * (KEEP + 2) * DAY_MS,
        .body = body,
    };
    const unsigned verified = met->pair.sides[HOME].verified;
    struct bytes message;
    struct bytes record;

    bytes_init(&message, RECORDS_BYTES_MAX);
    pair_sign(&met->street, household, &draft, &record);
    check_ok(wire_begin_records(SET_BOARD, &message));
    check_ok(wire_add_record(bytes_view(&record), &message));
    pair_say(&met->pair, HOME, bytes_view(&message));
    pair_run(&met->pair);
    bytes_release(&message);
    bytes_release(&record);
    return met->pair.sides[HOME].verified - verified;
}

static void what_is_before_the_scope_is_not_verified(void **state)
{
    struct met met;

    (void)state;
    for (unsigned household = 0; household < 2; household++) {
        meet(&met, KEEP, KEEP_ALL);
        live(&met);
        /* That of household 1 is our own. */
        assert_int_equal(say_past(&met, household, pair_body(POST_BODY_BYTES)),
                         household);
        assert_int_equal(pair_count(&met.pair, HOME, SET_BOARD), household);
        part(&met);
    }
}

static void withdrawal_before_the_scope_is_kept(void **state)
{
    struct met met;

    (void)state;
    meet(&met, KEEP, KEEP_ALL);
    live(&met);
    assert_int_equal(say_past(&met, 0, (struct view){NULL, 0}), 1);
    assert_int_equal(pair_count(&met.pair, HOME, SET_BOARD), 1);
    part(&met);
}

static void who_widens_is_given_what_it_lacks(void **state)
{
    struct met met;

    (void)state;
    meet(&met, 2, KEEP_ALL);
    pair_keep_posts(&met.pair, HUB, &met.street, NOBODY, 0, POSTS);
    live(&met);
    assert_true(pair_count(&met.pair, HOME, SET_BOARD) < POSTS / 2);
    met.pair.sides[HOME].config.keep_weeks = 6;
    start_again(&met, HOME);
    live(&met);
    assert_int_equal(pair_count(&met.pair, HOME, SET_BOARD),
                     kept_from(&met, HUB, first_week(&met, 6)));
    met.pair.sides[HOME].config.keep_weeks = KEEP_ALL;
    start_again(&met, HOME);
    live(&met);
    assert_true(pair_is_equal(&met.pair));
    part(&met);
}

/* How often ids of the board are walked over, at the hub. */
static struct {
    enum err (*real)(void *self,
                     enum set set,
                     shelf_visit_id *visit,
                     void *visitor);
    unsigned boards;
} walks;

static enum err
count_walk(void *self, enum set set, shelf_visit_id *visit, void *visitor)
{
    walks.boards += set == SET_BOARD ? 1U : 0U;
    return walks.real(self, set, visit, visitor);
}

static const struct sketch *sketch_from(struct met *met, uint16_t week)
{
    struct side *hub = &met->pair.sides[HUB];
    const struct shelf_week from = {SET_BOARD, week};
    const struct scene scene = {
        .shelf = &hub->port,
        .roster = hub->roster,
        .moment = &met->pair.moment,
        .actions = &hub->actions,
    };
    const struct sketch *sketch = NULL;

    check_ok(sets_sketch(hub->sync, &scene, &from, &sketch));
    return sketch;
}

static void one_sketch_serves_all_homes_of_a_scope(void **state)
{
    struct met met;

    (void)state;
    meet(&met, KEEP, KEEP_ALL);
    pair_keep_posts(&met.pair, HUB, &met.street, NOBODY, 0, POSTS);
    pair_keep_posts(&met.pair, HOME, &met.street, 3, 0, 40);
    walks.real = met.pair.sides[HUB].port.walk_ids;
    met.pair.sides[HUB].port.walk_ids = count_walk;
    live(&met);
    assert_true(met.pair.sides[HUB].said[WIRE_ESTIMATE] > 0);
    walks.boards = 0;
    for (unsigned home = 0; home < 20; home++) {
        pair_keep_posts(&met.pair, HUB, &met.street, NOBODY, POSTS + home * 8,
                        8);
        pair_nudge(&met.pair, HUB);
        start_again(&met, HOME);
        pair_keep_posts(&met.pair, HOME, &met.street, 3, 40 + home, 1);
        live(&met);
    }
    assert_int_equal(walks.boards, 0);
    assert_true(met.pair.sides[HUB].said[WIRE_ESTIMATE] >= 20);
    part(&met);
}

struct filling {
    uint16_t from_week;
    struct sketch *sketch;
};

static enum err fill_one(void *visitor, const struct id *id, uint16_t drop_day)
{
    const struct filling *filling = visitor;
    struct item item;

    if (scope_has(filling->from_week, drop_day)) {
        item_make(drop_day, id, &item);
        sketch_add(filling->sketch, &item);
    }
    return ERR_OK;
}

/* Is it what a fresh walk makes? */
static void
must_be_fresh(struct met *met, const struct sketch *sketch, uint16_t from_week)
{
    const struct shelf *port = &met->pair.sides[HUB].port;
    struct sketch fresh;
    const struct filling filling = {from_week, &fresh};

    sketch_init(&fresh, &sketch->key);
    check_ok(sketch_clear(&fresh, sketch->size));
    check_ok(memory_shelf_port(met->pair.sides[HUB].shelf)
                 .walk_ids(port->self, SET_BOARD, fill_one,
                           (void *)(uintptr_t)&filling));
    assert_int_equal(fresh.count, sketch->count);
    assert_memory_equal(fresh.symbols, sketch->symbols,
                        sketch->size * sizeof *sketch->symbols);
    assert_memory_equal(&fresh.tally, &sketch->tally, sizeof fresh.tally);
    sketch_release(&fresh);
}

static enum err pick_one(void *visitor, const struct id *id, uint16_t drop_day)
{
    struct id *picked = visitor;

    (void)drop_day;
    *picked = *id;
    return ERR_OK;
}

static void scoped_sketch_follows_the_journal(void **state)
{
    struct side *hub = NULL;
    struct met met;
    uint16_t from_week = 0;
    struct id id;

    (void)state;
    meet(&met, KEEP_ALL, KEEP_ALL);
    hub = &met.pair.sides[HUB];
    pair_keep_posts(&met.pair, HUB, &met.street, NOBODY, 0, POSTS);
    live(&met);
    from_week = first_week(&met, KEEP);
    must_be_fresh(&met, sketch_from(&met, from_week), from_week);
    walks.real = hub->port.walk_ids;
    hub->port.walk_ids = count_walk;
    walks.boards = 0;
    for (unsigned turn = 0; turn < 20; turn++) {
        pair_keep_posts(&met.pair, HUB, &met.street, 3, turn * 6, 6);
        check_ok(walks.real(hub->port.self, SET_BOARD, pick_one, &id));
        check_ok(memory_shelf_drop(hub->shelf, &id));
        pair_nudge(&met.pair, HUB);
        pair_run(&met.pair);
        must_be_fresh(&met, sketch_from(&met, from_week), from_week);
    }
    assert_int_equal(walks.boards, 0);
    part(&met);
}

static void so_many_scopes_have_sketches_and_others_lists(void **state)
{
    struct met met;
    uint16_t week = 0;

    (void)state;
    meet(&met, KEEP_ALL, KEEP_ALL);
    pair_keep_posts(&met.pair, HUB, &met.street, NOBODY, 0, POSTS);
    live(&met);
    week = first_week(&met, 6);
    for (uint16_t more = 0; more < SCOPED_MAX; more++) {
        assert_non_null(sketch_from(&met, (uint16_t)(week + more)));
    }
    assert_null(sketch_from(&met, (uint16_t)(week + SCOPED_MAX)));
    assert_non_null(sketch_from(&met, week));
    met.pair.moment.mono_ms += SCOPED_MS;
    assert_non_null(sketch_from(&met, (uint16_t)(week + SCOPED_MAX)));
    assert_non_null(sketch_from(&met, (uint16_t)(week + 2)));
    /* What all of the set is needs none of its own. */
    assert_ptr_equal(sketch_from(&met, 0),
                     &met.pair.sides[HUB].sync->sketches[SET_BOARD]);
    part(&met);
}

/* Too many weeks are named at once: they are listed, and agree. */
static void home_without_a_sketch_is_served_by_lists(void **state)
{
    struct met met;
    uint16_t week = 0;

    (void)state;
    meet(&met, KEEP_ALL, KEEP_ALL);
    pair_keep_posts(&met.pair, HUB, &met.street, NOBODY, 0, POSTS);
    live(&met);
    pair_keep_posts(&met.pair, HOME, &met.street, 3, 0, 40);
    met.pair.sides[HOME].config.keep_weeks = KEEP;
    start_again(&met, HOME);
    week = first_week(&met, KEEP);
    for (uint16_t more = 1; more <= SCOPED_MAX; more++) {
        assert_non_null(sketch_from(&met, (uint16_t)(week + more)));
    }
    live(&met);
    assert_true(met.pair.sides[HUB].said[WIRE_LISTS] > 0);
    assert_int_equal(kept_from(&met, HOME, first_week(&met, KEEP)),
                     kept_from(&met, HUB, first_week(&met, KEEP)));
    part(&met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_home_takes_in_what_it_keeps),
        cmocka_unit_test(homes_of_different_scopes_agree_and_are_in_step),
        cmocka_unit_test(hub_that_dials_a_small_home_agrees_too),
        cmocka_unit_test(from_week_that_moves_on_is_agreed_again),
        cmocka_unit_test(follower_passes_over_weeks_that_it_does_not_keep),
        cmocka_unit_test(old_records_are_not_pushed_to_a_small_home),
        cmocka_unit_test(what_is_before_the_scope_is_not_verified),
        cmocka_unit_test(withdrawal_before_the_scope_is_kept),
        cmocka_unit_test(who_widens_is_given_what_it_lacks),
        cmocka_unit_test(one_sketch_serves_all_homes_of_a_scope),
        cmocka_unit_test(scoped_sketch_follows_the_journal),
        cmocka_unit_test(so_many_scopes_have_sketches_and_others_lists),
        cmocka_unit_test(home_without_a_sketch_is_served_by_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
