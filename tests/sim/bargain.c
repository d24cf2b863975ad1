#include "tests/sim/bargain.h"

#include <string.h>

#include "node/deal/stock.h"
#include "node/record/record.h"
#include "tests/lib/check.h"
#include "tests/lib/talk.h"
#include "tests/sim/deed.h"
#include "tests/sim/machine.h"

enum { DEALS_MAX = 512 };

/* Do it, in one process or another, and wait until it is on disk. */
static enum err command(struct world *world,
                        struct machine *machine,
                        const struct command *command,
                        struct answer *answer)
{
    const bool is_apart = world->apart_one_in > 0 &&
                          chance_in(&world->chance, world->apart_one_in);
    uint64_t number = 0;
    enum err err = ERR_OK;

    if (machine->is_unannounced) {
        machine->is_unannounced = deed_device(world, machine) != ERR_OK;
    }
    number = machine->number;
    err = machine_command(world, machine, command, answer, is_apart);
    if (err == ERR_OK && machine_is_up(machine)) {
        machine_commit(world, machine);
    }
    return err == ERR_OK && machine->number != number ? ERR_IO : err;
}

/* The same, of whose answer nothing is wanted but one id. */
static enum err simply(struct world *world,
                       struct machine *machine,
                       const struct command *wanted,
                       struct id *post,
                       struct id *deal)
{
    struct answer answer;
    enum err err = ERR_OK;

    answer_init(&answer);
    err = command(world, machine, wanted, &answer);
    if (post != NULL) {
        *post = answer.post;
    }
    if (deal != NULL) {
        *deal = answer.deal;
    }
    answer_release(&answer);
    return err;
}

enum err bargain_offer(struct world *world,
                       struct machine *machine,
                       enum post_kind kind,
                       const struct post *post,
                       struct id *out)
{
    const struct command wanted = {
        .kind = COMMAND_POST,
        .as.post = {.is_new = true, .kind = (uint16_t)kind, .post = *post},
    };

    return simply(world, machine, &wanted, out, NULL);
}

/* What is looked for on a board. */
struct looking {
    const struct machine *machine;
    const struct id *id;   /* NULL: any */
    struct chance *chance; /* NULL: the first */
    bool is_own;
    bool is_heirs; /* whose heir is to be the machine's home */
    struct bargain_post *out;
    unsigned count;
};

static void take(struct bargain_post *out, const struct record *record)
{
    const struct view body = {out->bytes, record->body.bytes};

    memcpy(out->bytes, record->body.data, record->body.bytes);
    check_ok(post_read(body, &out->post));
    out->keeper = record->household;
    out->kind = record->kind;
    out->lane = record->lane;
    out->n = record->n;
}

static bool is_wanted(const struct looking *looking,
                      const struct record *record,
                      struct id *id)
{
    const struct id *own = &looking->machine->household.signing.public;
    struct post post;

    if (record->class != CLASS_POST || record->body.bytes == 0 ||
        kind_find(record->kind) == NULL ||
        post_read(record->body, &post) != ERR_OK) {
        return false;
    }
    post_id(&record->household, record->lane, record->n, post.birth, id);
    if (looking->is_heirs && !id_equal(own, &post.heir)) {
        return false;
    }
    return looking->id != NULL
               ? id_equal(looking->id, id)
               : id_equal(own, &record->household) == looking->is_own;
}

static enum err look(void *visitor, struct view bytes)
{
    struct looking *looking = visitor;
    struct record record;
    struct id id;

    check_ok(record_read(bytes, &record));
    if (is_wanted(looking, &record, &id)) {
        looking->count++;
        if (looking->chance == NULL ||
            chance_in(looking->chance, looking->count)) {
            take(looking->out, &record);
            looking->out->id = id;
        }
    }
    return ERR_OK;
}

static bool find(struct looking *looking)
{
    const struct shelf port = memory_shelf_port(looking->machine->shelf);

    check_ok(port.walk_bytes(port.self, SET_BOARD, look, looking));
    return looking->count > 0;
}

bool bargain_any(struct world *world,
                 const struct machine *machine,
                 bool is_own,
                 struct bargain_post *out)
{
    struct looking looking = {
        .machine = machine,
        .chance = &world->chance,
        .is_own = is_own,
        .out = out,
    };

    return find(&looking);
}

bool bargain_any_heirs(struct world *world,
                       const struct machine *machine,
                       struct bargain_post *out)
{
    struct looking looking = {
        .machine = machine,
        .chance = &world->chance,
        .is_heirs = true,
        .out = out,
    };

    return find(&looking);
}

bool bargain_find(const struct machine *machine,
                  const struct id *id,
                  struct bargain_post *out)
{
    struct looking looking = {.machine = machine, .id = id, .out = out};

    return find(&looking);
}

enum err bargain_edit(struct world *world,
                      struct machine *machine,
                      const struct bargain_post *post)
{
    const struct command wanted = {
        .kind = COMMAND_POST,
        .as.post = {.lane = post->lane, .n = post->n, .post = post->post},
    };

    return simply(world, machine, &wanted, NULL, NULL);
}

enum err bargain_withdraw(struct world *world,
                          struct machine *machine,
                          const struct bargain_post *post)
{
    const struct command wanted = {
        .kind = COMMAND_WITHDRAW,
        .as.post = {.lane = post->lane, .n = post->n},
    };

    return simply(world, machine, &wanted, NULL, NULL);
}

enum err bargain_hand_over(struct world *world,
                           struct machine *machine,
                           const struct bargain_post *post,
                           const struct id *heir)
{
    const struct command wanted = {
        .kind = COMMAND_HAND_OVER,
        .as.heir = {.household = *heir, .slot = {post->lane, post->n}},
    };

    return simply(world, machine, &wanted, NULL, NULL);
}

enum err bargain_take_over(struct world *world,
                           struct machine *machine,
                           const struct bargain_post *post,
                           uint64_t until_ms)
{
    const struct command wanted = {
        .kind = COMMAND_TAKE_OVER,
        .as.heir = {.household = post->keeper,
                    .slot = {post->lane, post->n},
                    .until_ms = until_ms},
    };

    return simply(world, machine, &wanted, NULL, NULL);
}

enum err bargain_ask(struct world *world,
                     struct machine *machine,
                     const struct bargain_post *post,
                     const struct deal_step *said,
                     struct id *deal)
{
    const struct command wanted = {
        .kind = COMMAND_ASK,
        .as.ask = {.keeper = post->keeper,
                   .lane = post->lane,
                   .n = post->n,
                   .step = *said},
    };

    return simply(world, machine, &wanted, NULL, deal);
}

enum err bargain_say(struct world *world,
                     struct machine *machine,
                     const struct id *deal,
                     const struct deal_step *said)
{
    const struct command wanted = {
        .kind = COMMAND_DEAL,
        .as.deal = {.deal = *deal, .step = *said},
    };

    return simply(world, machine, &wanted, NULL, NULL);
}

struct sheets {
    uint64_t now_ms;
    struct deal *out;
    size_t count;
    size_t max;
};

static enum err add_sheet(void *visitor, const struct summary *summary)
{
    struct sheets *sheets = visitor;
    struct sheet sheet;

    check_ok(sheet_read(summary, sheets->now_ms, &sheet));
    if (sheets->count < sheets->max) {
        sheets->out[sheets->count++] = sheet.deal;
    }
    return ERR_OK;
}

size_t bargain_sheets(const struct world *world,
                      const struct machine *machine,
                      struct deal *out,
                      size_t max)
{
    const struct shelf port = memory_shelf_port(machine->shelf);
    struct sheets sheets = {WORLD_BEGIN_MS + world->now_ms, out, 0, max};
    uint64_t cursor = 0;

    check_ok(port.mail.summaries(port.self, &cursor, add_sheet, &sheets));
    return sheets.count;
}

void bargain_see(const struct world *world,
                 const struct machine *machine,
                 const struct id *deal,
                 struct bargain_deal *out)
{
    const struct shelf port = memory_shelf_port(machine->shelf);

    thread_init(&out->thread);
    check_ok(thread_load(&out->thread, &port, &world->neighbourhood, deal));
    out->is_here =
        deal_replay(out->thread.letters, out->thread.count,
                    WORLD_BEGIN_MS + world->now_ms, &out->deal) == ERR_OK;
}

void bargain_release(struct bargain_deal *deal)
{
    thread_release(&deal->thread);
}

static void blank(struct deal *deal)
{
    struct view *const texts[] = {
        &deal->title, &deal->outside, &deal->acts_for,      &deal->person,
        &deal->role,  &deal->where,   &deal->condition_out, &deal->condition_in,
    };

    for (size_t each = 0; each < FIELD_COUNT(texts); each++) {
        *texts[each] = (struct view){NULL, 0};
    }
}

bool bargain_alike(const struct deal *one, const struct deal *other)
{
    struct deal left = *one;
    struct deal right = *other;

    blank(&left);
    blank(&right);
    return talk_alike(&left, &right) && view_equal(one->title, other->title) &&
           view_equal(one->where, other->where) &&
           view_equal(one->acts_for, other->acts_for) &&
           view_equal(one->person, other->person) &&
           view_equal(one->condition_out, other->condition_out) &&
           view_equal(one->condition_in, other->condition_in);
}

/* The place of a deal among sheets; ends the test where it is not there. */
static size_t
place_of(const struct deal *deals, size_t count, const struct id *deal)
{
    size_t place = 0;

    while (place < count && !id_equal(&deals[place].id, deal)) {
        place++;
    }
    assert_true(place < count);
    return place;
}

bool bargain_is_twice(const struct world *world,
                      const struct machine *machine,
                      const struct id *deal)
{
    static struct deal deals[DEALS_MAX];
    static struct bargain_post post;
    const size_t count = bargain_sheets(world, machine, deals, DEALS_MAX);
    const struct deal found = deals[place_of(deals, count, deal)];
    struct stock stock = {&post.post, kind_find(found.kind), &found.post, deals,
                          0};

    for (size_t each = 0; each < count; each++) {
        if (id_equal(&deals[each].post, &found.post)) {
            deals[stock.count++] = deals[each];
        }
    }
    post.post = (struct post){.quantity = 1};
    (void)bargain_find(machine, &found.post, &post);
    return stock_is_twice(&stock, &found, WORLD_BEGIN_MS + world->now_ms);
}
