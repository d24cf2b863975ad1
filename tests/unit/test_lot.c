/* A draw from the post to the promise: node/act/lot.h. */
#include "node/deal/draw.h"
#include "node/deal/sheet.h"
#include "node/moment.h"
#include "tests/lib/check.h"
#include "tests/lib/postman.h"

enum { MINUTE_MS = 60 * 1000 };

static struct round lane;

static int setup(void **state)
{
    (void)state;
    round_init(&lane);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    round_release(&lane);
    return 0;
}

static void carry(struct abode *from, struct abode *to)
{
    postman_carry(from, to, SET_MAIL);
    postman_carry(from, to, SET_BOARD);
}

/* So much later, what was said has come to each, and Ana's node looks. */
static void pass(uint64_t ms)
{
    struct abode *homes[] = {&lane.ana, &lane.ben, &lane.cem};

    for (size_t i = 0; i < 3; i++) {
        homes[i]->moment.now_ms += ms;
        homes[i]->moment.mono_ms += ms;
    }
    for (size_t i = 1; i < 3; i++) {
        carry(homes[i], &lane.ana);
    }
    abode_tick(&lane.ana);
    for (size_t i = 1; i < 3; i++) {
        carry(&lane.ana, homes[i]);
    }
}

static void offer_by_draw(uint64_t decide_ms)
{
    struct command command = {.kind = COMMAND_POST};

    command.as.post.is_new = true;
    command.as.post.kind = POST_OFFER;
    command.as.post.post.title = view_text("Ladder");
    command.as.post.post.choose = CHOOSE_DRAW;
    command.as.post.post.decide_ms = decide_ms;
    check_ok(abode_command(&lane.ana, &command));
    pass(MINUTE_MS);
}

static struct id ask(struct abode *who)
{
    struct command command = {.kind = COMMAND_ASK};

    command.as.ask.keeper = lane.ana.household.signing.public;
    answer_init(&who->answer);
    check_ok(abode_command(who, &command));
    return who->answer.deal;
}

static enum err take(void *visitor, const struct summary *summary)
{
    return sheet_read(summary, lane.ana.moment.now_ms, visitor);
}

static struct sheet sheet_of(struct abode *home, const struct id *deal)
{
    struct sheet sheet = {.deal.state = STATE_NONE};

    check_ok(home->port.mail.summary(home->port.self, deal, take, &sheet));
    return sheet;
}

static void check_both(struct abode *who, const struct id *deal, unsigned state)
{
    assert_int_equal(sheet_of(&lane.ana, deal).deal.state, state);
    assert_int_equal(sheet_of(who, deal).deal.state, state);
}

/* The post as Cem sees it. */
static struct post seen(struct bytes *bytes)
{
    struct shelf_row row;
    struct record record;
    struct post said;
    struct id slot;

    bytes_init(bytes, RECORD_BYTES_MAX);
    record_slot(CLASS_POST, &lane.ana.household.signing.public, 0, 0, &slot);
    check_ok(lane.cem.port.head(lane.cem.port.self, &slot, &row));
    check_ok(lane.cem.port.read(lane.cem.port.self, &row.id, bytes));
    check_ok(record_read(bytes_view(bytes), &record));
    check_ok(post_read(record.body, &said));
    return said;
}

/* Two ask for one thing: the lowest ticket wins, and the board shows it. */
static void a_draw_is_held_when_its_time_is_up(void **state)
{
    const struct id ben = lane.ben.household.signing.public;
    struct bytes bytes;
    struct post shown;
    struct id post;
    struct id deals[2];
    bool is_ben = false;

    (void)state;
    offer_by_draw(lane.ana.moment.now_ms + DAY_MS);
    deals[0] = ask(&lane.ben);
    deals[1] = ask(&lane.cem);
    pass(DAY_MS - 2 * MINUTE_MS);
    post = sheet_of(&lane.ana, &deals[0]).deal.post;
    shown = seen(&bytes);
    check_err(draw_verify(&shown, &post), ERR_AGAIN);
    bytes_release(&bytes);
    check_both(&lane.ben, &deals[0], STATE_ASKED);
    pass(2 * MINUTE_MS);
    pass(2 * MINUTE_MS);
    shown = seen(&bytes);
    check_ok(draw_verify(&shown, &post));
    assert_int_equal(shown.tickets_count, 2);
    is_ben = draw_rank(&shown, &post, &ben) == 0;
    check_both(&lane.ben, &deals[0], is_ben ? STATE_PROMISED : STATE_ASKED);
    check_both(&lane.cem, &deals[1], is_ben ? STATE_ASKED : STATE_PROMISED);
    bytes_release(&bytes);
}

/* Who asked is told of on the board in the very step of the draw. */
static void a_draw_is_a_revision_of_its_own(void **state)
{
    const struct id ben = lane.ben.household.signing.public;
    struct bytes bytes;
    struct post shown;
    struct id post;
    struct id deal;
    size_t count = 0;

    (void)state;
    offer_by_draw(lane.ana.moment.now_ms + MINUTE_MS);
    deal = ask(&lane.ben);
    carry(&lane.ben, &lane.ana);
    pass(DAY_MS);
    for (size_t index = 0; index < lane.ana.actions.count; index++) {
        const struct action *action = &lane.ana.actions.items[index];

        count +=
            action->kind == ACTION_STORE && action->record->class == CLASS_POST;
    }
    assert_int_equal(count, 1);
    pass(MINUTE_MS);
    pass(2 * MINUTE_MS);
    post = sheet_of(&lane.ana, &deal).deal.post;
    shown = seen(&bytes);
    assert_int_equal(shown.asks, 1);
    check_ok(draw_verify(&shown, &post));
    assert_int_equal(draw_rank(&shown, &post, &ben), 0);
    check_both(&lane.ben, &deal, STATE_PROMISED);
    bytes_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_draw_is_held_when_its_time_is_up,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_draw_is_a_revision_of_its_own, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
