/*
 * A hundred new records among very many, between two machines whose words take
 * 100 ms: how many round trips of symbols, how many bytes, how long.
 *
 *     ctest: timeout=600
 *
 * DIFFERENCES_RECORDS and DIFFERENCES_TRIALS say how many of each; the full
 * measure is 1000000 and 1000.
 */
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/sync/wire.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"
#include "tests/sim/cable.h"
#include "tests/sim/machine.h"
#include "tests/sim/story.h"

enum {
    RECORDS = 100000,
    TRIALS = 50,
    NEW = 100,
    DELAY_MS = 100,
    BODY_BYTES = 240, /* a record of 406 */
    PER_HOUSEHOLD = 1000,
    SLOTS = 16000,
    DAYS = 50,
    KIND_UNKNOWN = 999,
    ROSTER_MOST = 100,
    MEET_MS = 4000,
    HOUSEHOLD_AT = 20, /* in the bytes of a record */
    N_AT = 88,
    STAMP_AT = 92,
    RECONCILED_BYTES_MAX = 3400,
    AT_ONCE_PERCENT_MIN = 98,
    FEW_TRIALS = 1000, /* below that luck may take some */
    FEW_PERCENT_MIN = 95,
    BOTH_PERCENT_MIN = 60,
    FEW_BYTES_MAX = 3600,
};

/* What one trial took. */
struct taken {
    uint64_t bytes;    /* of all messages but records */
    unsigned helpings; /* of symbols */
    unsigned lists;    /* messages of anything but the first symbols */
    uint64_t heard_ms; /* when the listener heard the greeting */
    uint64_t last_ms;  /* when the last record arrived */
};

struct trials {
    struct world world;
    struct machine *ana;
    struct machine *ben;
    struct taken taken;
    uint32_t n;
    struct id ids[NEW];
};

/* The sums of many trials. */
struct sums {
    uint64_t trials;
    uint64_t at_once;
    uint64_t helpings;
    uint64_t bytes;
    uint64_t ms;
    uint64_t ms_max;
};

static uint64_t setting(const char *name, uint64_t usual)
{
    const char *text = getenv(name);

    return text == NULL ? usual : strtoull(text, NULL, 10);
}

/* The sim says what arrives; a greeting is no message, but arrives so. */
static void
hear(void *self, size_t cable, bool is_listener, struct view message)
{
    struct trials *trials = self;
    struct taken *taken = &trials->taken;
    struct wire_message read;

    (void)cable;
    (void)is_listener;
    check_ok(wire_read(message, &read));
    if (read.type == WIRE_RECORDS) {
        taken->last_ms = trials->world.now_ms;
    } else {
        taken->bytes += message.bytes;
    }
    taken->helpings += read.type == WIRE_SYMBOLS && read.left == 0;
    taken->lists += read.type == WIRE_WEEKS || read.type == WIRE_LIST ||
                    read.type == WIRE_LISTS || read.type == WIRE_KEYED;
}

/* A record of somebody whom nobody knows, and signed by nobody: it is on both
 * shelves already, and nobody asks before the day ends. */
static void make_old(void *self, size_t index, struct record *out)
{
    struct bytes *sheet = self;
    unsigned char seed[KEY_SEED_BYTES] = {0};
    struct keys_household household;

    if (index % PER_HOUSEHOLD == 0) {
        put_u64(seed, index);
        keys_household_make(seed, &household);
        memcpy(sheet->data + HOUSEHOLD_AT, household.signing.public.data,
               ID_BYTES);
    }
    put_u32(sheet->data + N_AT, (uint32_t)(index % PER_HOUSEHOLD));
    put_u64(sheet->data + STAMP_AT,
            WORLD_BEGIN_MS - index % DAYS * (uint64_t)DAY_MS);
    check_ok(record_read(bytes_view(sheet), out));
}

static void sign(const struct trials *trials,
                 uint32_t n,
                 uint64_t stamp_ms,
                 struct bytes *out)
{
    const struct record_draft draft = {
        .class = CLASS_POST,
        .kind = KIND_UNKNOWN,
        .neighbourhood = trials->world.neighbourhood,
        .household = trials->ana->household.signing.public,
        .n = n,
        .stamp_ms = stamp_ms,
        .body = pair_body(BODY_BYTES),
    };

    bytes_init(out, RECORD_BYTES_MAX);
    check_ok(record_write(&draft, trials->ana->device.signing.secret, out));
}

static void changed(struct trials *trials, struct machine *machine)
{
    struct event event = {.kind = EVENT_CHANGED};

    check_ok(memory_shelf_commit(machine->shelf));
    check_ok(machine_step(&trials->world, machine, &event, NULL));
}

static void begin(struct trials *trials, size_t records)
{
    struct world *world = &trials->world;
    struct bytes sheet;

    world_init(world, 1);
    world->hooks = (struct world_hooks){.self = trials, .heard = hear};
    story_found(world, "ana");
    story_member(world, "ben", "ana");
    story_disconnect(world, "ana", "ben");
    trials->ana = world_machine(world, "ana");
    trials->ben = world_machine(world, "ben");
    sign(trials, 0, WORLD_BEGIN_MS, &sheet);
    check_ok(memory_shelf_fill(trials->ana->shelf, records, make_old, &sheet));
    check_ok(memory_shelf_fill(trials->ben->shelf, records, make_old, &sheet));
    bytes_release(&sheet);
    changed(trials, trials->ana);
    changed(trials, trials->ben);
    world_run(world, MINUTE_MS);
    story_connect(world, "ana", "ben"); /* what else there is to tell */
    world_run(world, MINUTE_MS);
    story_disconnect(world, "ana", "ben");
    world_run(world, MINUTE_MS);
}

/* New ones of the steward's, some at each of the two. */
static void post(struct trials *trials, bool is_on_both)
{
    const uint64_t now_ms = WORLD_BEGIN_MS + trials->world.now_ms;

    for (size_t index = 0; index < NEW; index++) {
        struct bytes bytes;
        struct record record;

        trials->n = (trials->n + 1) % SLOTS;
        sign(trials, trials->n, now_ms, &bytes);
        check_ok(record_read(bytes_view(&bytes), &record));
        trials->ids[index] = record.id;
        check_ok(memory_shelf_keep(is_on_both && index % 2 == 1
                                       ? trials->ben->shelf
                                       : trials->ana->shelf,
                                   &record));
        bytes_release(&bytes);
    }
    changed(trials, trials->ana);
    changed(trials, trials->ben);
}

static void take_away(struct trials *trials, struct machine *machine)
{
    for (size_t index = 0; index < NEW; index++) {
        check_ok(memory_shelf_drop(machine->shelf, &trials->ids[index]));
    }
    changed(trials, machine);
}

/* Meet once; afterwards both have everything, until it is taken away. */
static void meet(struct trials *trials, size_t records, bool is_ana_dialling)
{
    struct world *world = &trials->world;
    struct machine *dialler = is_ana_dialling ? trials->ana : trials->ben;
    size_t place = 0;

    memset(&trials->taken, 0, sizeof trials->taken);
    place = cable_dial(world, dialler,
                       is_ana_dialling ? trials->ben : trials->ana, DELAY_MS);
    assert_int_not_equal(place, SIZE_MAX);
    trials->taken.heard_ms = world->now_ms + 3 * (uint64_t)DELAY_MS;
    world_run(world, MEET_MS);
    assert_int_equal(memory_shelf_count(trials->ana->shelf),
                     memory_shelf_count(trials->ben->shelf));
    assert_in_range(memory_shelf_count(trials->ana->shelf), records + NEW,
                    records + NEW + ROSTER_MOST);
    cable_cut(world, place);
    world_run(world, MEET_MS);
    take_away(trials, trials->ana);
    take_away(trials, trials->ben);
}

static void note(const struct taken *taken, struct sums *sums)
{
    const uint64_t ms = taken->last_ms - taken->heard_ms;

    sums->trials++;
    sums->at_once += taken->helpings == 1 && taken->lists == 0;
    sums->helpings += taken->helpings;
    sums->bytes += taken->bytes;
    sums->ms += ms;
    sums->ms_max = ms > sums->ms_max ? ms : sums->ms_max;
}

static void say(const char *what, const struct sums *sums)
{
    const double trials = (double)sums->trials;

    print_message("%s: %llu trials, at once %.1f %% (limit %d), round trips "
                  "%.2f, bytes %.0f (limit %d, ratio %.2f), all there after "
                  "%.0f ms, at most %llu\n",
                  what, (unsigned long long)sums->trials,
                  100 * (double)sums->at_once / trials, AT_ONCE_PERCENT_MIN,
                  (double)sums->helpings / trials, (double)sums->bytes / trials,
                  RECONCILED_BYTES_MAX,
                  (double)sums->bytes / trials / RECONCILED_BYTES_MAX,
                  (double)sums->ms / trials, (unsigned long long)sums->ms_max);
}

static struct sums try_many(struct trials *trials, bool is_on_both)
{
    const size_t records = (size_t)setting("DIFFERENCES_RECORDS", RECORDS);
    const uint64_t count = setting("DIFFERENCES_TRIALS", TRIALS);
    struct sums sums = {0};

    for (uint64_t trial = 0; trial < count; trial++) {
        post(trials, is_on_both);
        meet(trials, records, trial % 2 == 0);
        note(&trials->taken, &sums);
    }
    return sums;
}

static int setup(void **state)
{
    struct trials *trials = calloc(1, sizeof *trials);

    assert_non_null(trials);
    begin(trials, (size_t)setting("DIFFERENCES_RECORDS", RECORDS));
    *state = trials;
    return 0;
}

static int teardown(void **state)
{
    world_release(&((struct trials *)*state)->world);
    free(*state);
    return 0;
}

static void hundred_new_take_one_round_trip(void **state)
{
    const struct sums sums = try_many(*state, false);

    say("100 new at one", &sums);
    assert_true(sums.at_once * 100 >=
                sums.trials * (sums.trials < FEW_TRIALS ? FEW_PERCENT_MIN
                                                        : AT_ONCE_PERCENT_MIN));
    assert_true(sums.bytes <=
                sums.trials * (sums.trials < FEW_TRIALS
                                   ? (uint64_t)FEW_BYTES_MAX
                                   : (uint64_t)RECONCILED_BYTES_MAX));
    assert_in_range(sums.ms / sums.trials, 3 * DELAY_MS, 4 * DELAY_MS);
}

/* Nothing tells how many of each: the estimate alone. */
static void fifty_new_at_each_cost_hardly_more(void **state)
{
    const struct sums sums = try_many(*state, true);

    say("50 new at each", &sums);
    assert_true(sums.at_once * 100 >= sums.trials * BOTH_PERCENT_MIN);
    assert_true(sums.bytes <= sums.trials * FEW_BYTES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hundred_new_take_one_round_trip),
        cmocka_unit_test(fifty_new_at_each_cost_hardly_more),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
