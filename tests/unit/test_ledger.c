/* Receipts added up: store/ledger, and the shelf in memory beside it. */
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "store/ledger.h"
#include "store/store.h"
#include "tests/lib/check.h"
#include "tests/lib/folder.h"
#include "tests/lib/memory_shelf.h"
#include "tests/lib/posting.h"

enum { HOUSEHOLDS = 5, STEPS = 400, DRAFTS = 40 };

struct fixture {
    struct folder folder;
    struct store *store;
    struct memory_shelf *memory;
    struct author authors[HOUSEHOLDS];
    struct bytes half;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    assert_non_null(fixture);
    folder_make(&fixture->folder);
    check_ok(store_open(fixture->folder.path, STORE_CREATE, &fixture->store));
    check_ok(store_begin(fixture->store));
    check_ok(memory_shelf_new(&fixture->memory));
    for (unsigned i = 0; i < HOUSEHOLDS; i++) {
        fixture->authors[i] = author_of(i);
    }
    bytes_init(&fixture->half, RECORD_BYTES_MAX);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    bytes_release(&fixture->half);
    memory_shelf_free(fixture->memory);
    store_close(fixture->store);
    folder_remove(&fixture->folder);
    free(fixture);
    return 0;
}

/* `giver` gave `receiver` so long; `number` tells equal ones apart. */
static struct receipt receipt_of(const struct fixture *fixture,
                                 unsigned giver,
                                 unsigned receiver,
                                 uint16_t minutes,
                                 unsigned char number)
{
    return (struct receipt){
        .giver = fixture->authors[giver].keys.public,
        .receiver = fixture->authors[receiver].keys.public,
        .minutes = minutes,
        .month = 682,
        .nonce = {number},
    };
}

/* A half comes, at both shelves; its id. */
static struct id come(struct fixture *fixture,
                      unsigned signer,
                      const struct receipt *receipt,
                      uint64_t after_ms)
{
    posting_half(&fixture->authors[signer], receipt, POSTING_NOW_MS + after_ms,
                 &fixture->half);
    check_ok(store_put(fixture->store, bytes_view(&fixture->half)));
    check_ok(memory_shelf_put(fixture->memory, bytes_view(&fixture->half)));
    return posting_record(&fixture->half);
}

static void leave(struct fixture *fixture, const struct id *id)
{
    check_ok(store_drop(fixture->store, id));
    check_ok(memory_shelf_drop(fixture->memory, id));
}

/* The balance of a household, the same at both shelves. */
static int64_t balance(const struct fixture *fixture, unsigned number)
{
    const struct id *household = &fixture->authors[number].keys.public;
    const struct shelf memory = memory_shelf_port(fixture->memory);
    int64_t stored = 0;
    int64_t slow = 0;

    check_ok(ledger_balance(fixture->store, household, &stored));
    check_ok(memory.balance(memory.self, household, &slow));
    assert_int_equal(stored, slow);
    return stored;
}

static void one_half_counts_nothing(void **state)
{
    struct fixture *fixture = *state;
    const struct receipt receipt = receipt_of(fixture, 0, 1, 90, 1);

    assert_int_equal(balance(fixture, 0), 0);
    (void)come(fixture, 1, &receipt, 0);
    assert_int_equal(balance(fixture, 0), 0);
    assert_int_equal(balance(fixture, 1), 0);
    (void)come(fixture, 0, &receipt, 5);
    assert_int_equal(balance(fixture, 0), 90);
    assert_int_equal(balance(fixture, 1), -90);
    assert_int_equal(balance(fixture, 2), 0);
}

static void unequal_minutes_do_not_settle(void **state)
{
    struct fixture *fixture = *state;
    const struct receipt said = receipt_of(fixture, 0, 1, 90, 1);
    const struct receipt heard = receipt_of(fixture, 0, 1, 60, 1);

    (void)come(fixture, 0, &said, 0);
    (void)come(fixture, 1, &heard, 0);
    assert_int_equal(balance(fixture, 0), 0);
    assert_int_equal(balance(fixture, 1), 0);
}

static void signed_twice_counts_once(void **state)
{
    struct fixture *fixture = *state;
    const struct receipt receipt = receipt_of(fixture, 0, 1, 90, 1);

    (void)come(fixture, 0, &receipt, 0);
    (void)come(fixture, 0, &receipt, 9);
    (void)come(fixture, 1, &receipt, 0);
    (void)come(fixture, 1, &receipt, 7);
    assert_int_equal(balance(fixture, 0), 90);
}

static void half_that_leaves_takes_the_receipt_along(void **state)
{
    struct fixture *fixture = *state;
    const struct receipt receipt = receipt_of(fixture, 0, 1, 90, 1);
    const struct id given = come(fixture, 0, &receipt, 0);
    const struct id had = come(fixture, 1, &receipt, 0);

    leave(fixture, &given);
    assert_int_equal(balance(fixture, 1), 0);
    (void)come(fixture, 0, &receipt, 0);
    assert_int_equal(balance(fixture, 1), -90);
    leave(fixture, &given);
    leave(fixture, &had);
    assert_int_equal(balance(fixture, 0), 0);
}

/* What a visit saw. */
struct seen {
    struct ledger_entry entries[DRAFTS];
    size_t count;
};

static enum err see(void *visitor, const struct ledger_entry *entry)
{
    struct seen *seen = visitor;

    assert_true(seen->count < DRAFTS);
    seen->entries[seen->count++] = *entry;
    return ERR_OK;
}

static void statement_is_newest_first(void **state)
{
    struct fixture *fixture = *state;
    const struct id *household = &fixture->authors[0].keys.public;
    struct seen seen = {.count = 0};

    for (unsigned char i = 0; i < 4; i++) {
        const struct receipt receipt =
            receipt_of(fixture, i % 2, 1 - i % 2, (uint16_t)(5 * (i + 1)), i);

        (void)come(fixture, 0, &receipt, i);
    }
    check_ok(ledger_of(fixture->store, household, 3, see, &seen));
    assert_int_equal(seen.count, 3);
    assert_int_equal(seen.entries[0].receipt.minutes, 20);
    assert_int_equal(seen.entries[2].receipt.minutes, 10);
    assert_int_equal(seen.entries[0].giver_ms, 0);
    assert_int_equal(seen.entries[0].receiver_ms, POSTING_NOW_MS + 3);
    assert_false(ledger_is_settled(&seen.entries[0]));
    seen.count = 0;
    household = &fixture->authors[4].keys.public;
    check_ok(ledger_of(fixture->store, household, 3, see, &seen));
    assert_int_equal(seen.count, 0);
}

static void receipts_are_found_by_their_ids(void **state)
{
    struct fixture *fixture = *state;
    struct id least = {{0}};
    struct id greatest;
    struct seen all = {.count = 0};
    struct seen one = {.count = 0};

    memset(greatest.data, 0xff, ID_BYTES);
    for (unsigned char i = 0; i < LEDGER_CODE_ROWS_MAX + 2; i++) {
        const struct receipt receipt = receipt_of(fixture, 0, 1, 5, i);

        (void)come(fixture, 0, &receipt, i);
    }
    check_ok(ledger_between(fixture->store, &least, &greatest, see, &all));
    assert_int_equal(all.count, LEDGER_CODE_ROWS_MAX);
    check_ok(ledger_between(fixture->store, &all.entries[3].id,
                            &all.entries[3].id, see, &one));
    assert_int_equal(one.count, 1);
    check_id(&one.entries[0].id, &all.entries[3].id);
}

/* Halves come, come again and leave, by chance; the shelf in memory adds all
 * up anew each time. */
static void balances_add_up_to_zero(void **state)
{
    struct fixture *fixture = *state;
    uint32_t chance = 7;
    int64_t moved = 0;

    for (unsigned step = 0; step < STEPS; step++) {
        int64_t sum = 0;
        unsigned draft = 0;
        struct receipt receipt;
        struct id id;

        chance = chance * 1664525 + 1013904223;
        draft = (chance >> 8) % DRAFTS;
        receipt = receipt_of(fixture, draft % HOUSEHOLDS,
                             (draft + 1 + draft / HOUSEHOLDS % 4) % HOUSEHOLDS,
                             (uint16_t)(5 + draft * 5), (unsigned char)draft);
        id = come(fixture,
                  (chance >> 20) % 2 == 0
                      ? draft % HOUSEHOLDS
                      : (draft + 1 + draft / HOUSEHOLDS % 4) % HOUSEHOLDS,
                  &receipt, (chance >> 24) % 3);
        if ((chance >> 28) < 5) {
            leave(fixture, &id);
        }
        for (unsigned i = 0; i < HOUSEHOLDS; i++) {
            int64_t minutes = balance(fixture, i);

            sum += minutes;
            moved += minutes > 0 ? minutes : 0;
        }
        assert_int_equal(sum, 0);
    }
    assert_true(moved > 0);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(one_half_counts_nothing),
        CLAIM(unequal_minutes_do_not_settle),
        CLAIM(signed_twice_counts_once),
        CLAIM(half_that_leaves_takes_the_receipt_along),
        CLAIM(statement_is_newest_first),
        CLAIM(receipts_are_found_by_their_ids),
        CLAIM(balances_add_up_to_zero),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
