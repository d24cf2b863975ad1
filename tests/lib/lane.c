#include "tests/lib/lane.h"

#include "node/record/record.h"
#include "tests/lib/check.h"

struct round lane;

int lane_setup(void **state)
{
    (void)state;
    round_init(&lane);
    return 0;
}

int lane_teardown(void **state)
{
    (void)state;
    round_release(&lane);
    return 0;
}

/* Let time pass for all three. */
void lane_pass(uint64_t ms)
{
    struct abode *homes[] = {&lane.ana, &lane.ben, &lane.cem};

    for (size_t index = 0; index < 3; index++) {
        homes[index]->moment.now_ms += ms;
        homes[index]->moment.mono_ms += ms;
    }
}

/* What is said by one of them comes to the others, and is acted on. */
void lane_carry(void)
{
    struct abode *homes[] = {&lane.ana, &lane.ben, &lane.cem};

    lane_pass(1000);
    for (size_t from = 0; from < 3; from++) {
        for (size_t to = 0; to < 3; to++) {
            if (from != to) {
                postman_carry(homes[from], homes[to], SET_MAIL);
                postman_carry(homes[from], homes[to], SET_BOARD);
            }
        }
    }
}

void lane_settle(void)
{
    lane_carry();
    abode_tick(&lane.ana);
    lane_carry();
}

/* Ana's post, on every board. */
void lane_post(uint16_t kind, const struct post *said)
{
    struct command command = {.kind = COMMAND_POST};

    command.as.post.is_new = true;
    command.as.post.kind = kind;
    command.as.post.post = *said;
    command.as.post.post.title = view_text("Ladder");
    check_ok(abode_command(&lane.ana, &command));
    lane_carry();
}

enum err
lane_ask(struct abode *who, uint64_t from_ms, uint64_t to_ms, struct id *deal)
{
    struct command command = {.kind = COMMAND_ASK};
    enum err err = ERR_OK;

    command.as.ask.keeper = lane.ana.household.signing.public;
    command.as.ask.step.from_ms = from_ms;
    command.as.ask.step.to_ms = to_ms;
    answer_init(&who->answer);
    err = abode_command(who, &command);
    *deal = who->answer.deal;
    return err;
}

enum err lane_say(struct abode *who, const struct id *deal, enum step_kind kind)
{
    struct command command = {.kind = COMMAND_DEAL};

    command.as.deal.deal = *deal;
    command.as.deal.step.kind = (uint8_t)kind;
    answer_init(&who->answer);
    return abode_command(who, &command);
}

static enum err take(void *visitor, const struct summary *summary)
{
    struct sheet *sheet = visitor;

    check_ok(sheet_read(summary, lane.ana.moment.now_ms, sheet));
    sheet->deal.letters = (uint16_t)summary->number;
    return ERR_OK;
}

/* The sheet of a deal; its texts are gone, `letters` is its number. */
struct sheet lane_sheet(struct abode *home, const struct id *deal)
{
    struct sheet sheet = {.deal.state = STATE_NONE};

    check_ok(home->port.mail.summary(home->port.self, deal, take, &sheet));
    return sheet;
}

unsigned lane_state(struct abode *home, const struct id *deal)
{
    return lane_sheet(home, deal).deal.state;
}

void lane_check(struct abode *who, const struct id *deal, unsigned state)
{
    assert_int_equal(lane_state(&lane.ana, deal), state);
    assert_int_equal(lane_state(who, deal), state);
}

/* The post as one of them sees it. */
struct post lane_seen(struct abode *home, struct bytes *bytes)
{
    struct shelf_row row;
    struct record record;
    struct post said;
    struct id slot;

    bytes_init(bytes, RECORD_BYTES_MAX);
    record_slot(CLASS_POST, &lane.ana.household.signing.public, 0, 0, &slot);
    check_ok(home->port.head(home->port.self, &slot, &row));
    check_ok(home->port.read(home->port.self, &row.id, bytes));
    check_ok(record_read(bytes_view(bytes), &record));
    check_ok(post_read(record.body, &said));
    return said;
}

size_t lane_told(const struct abode *home, enum tell_kind kind)
{
    size_t count = 0;

    for (size_t index = 0; index < home->actions.count; index++) {
        count += home->actions.items[index].kind == ACTION_TELL &&
                 home->actions.items[index].tell.kind == kind;
    }
    return count;
}
