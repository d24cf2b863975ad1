#include "tests/lib/fixture.h"

#include <stdlib.h>

#include "node/limits.h"
#include "store/merge.h"
#include "store/search_follow.h"
#include "tests/lib/check.h"

int fixture_set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    assert_non_null(fixture);
    folder_make(&fixture->folder);
    for (unsigned i = 0; i < FIXTURE_AUTHORS; i++) {
        fixture->authors[i] = author_of(i);
    }
    bytes_init(&fixture->record, RECORD_BYTES_MAX);
    check_ok(store_open(fixture->folder.path, STORE_CREATE, &fixture->store));
    *state = fixture;
    return 0;
}

int fixture_set_up_merging(void **state)
{
    int failed = fixture_set_up(state);
    struct fixture *fixture = *state;

    fixture->merges = true;
    return failed;
}

int fixture_tear_down(void **state)
{
    struct fixture *fixture = *state;

    store_close(fixture->store);
    bytes_release(&fixture->record);
    folder_remove(&fixture->folder);
    free(fixture);
    return 0;
}

struct id fixture_put(struct fixture *fixture, unsigned author, uint32_t n)
{
    posting_sign(&fixture->authors[author], &(struct posting){.n = n},
                 &fixture->record);
    check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
    return posting_record(&fixture->record);
}

void fixture_commit(struct fixture *fixture)
{
    check_ok(store_commit(fixture->store, ERR_OK));
    if (fixture->merges) {
        fixture_merge(fixture->store);
    }
}

void fixture_keep(struct fixture *fixture)
{
    check_ok(store_begin(fixture->store));
    check_ok(store_put(fixture->store, bytes_view(&fixture->record)));
    fixture_commit(fixture);
}

void fixture_reopen(struct fixture *fixture, enum store_mode mode)
{
    store_close(fixture->store);
    check_ok(store_open(fixture->folder.path, mode, &fixture->store));
}

void fixture_merge(struct store *store)
{
    bool is_done = true;

    check_ok(store_begin(store));
    check_ok(merge_tail(store));
    while (search_behind(store) > 0) {
        check_ok(search_follow(store));
    }
    while (is_done) {
        check_ok(merge_runs(store, &is_done));
    }
    check_ok(store_commit(store, ERR_OK));
}
