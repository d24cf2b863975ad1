#include "tests/sim/memo.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "tests/lib/check.h"

void memo_init(struct memo *memo, bool is_forgetful)
{
    *memo = (struct memo){.is_forgetful = is_forgetful};
}

void memo_release(struct memo *memo)
{
    free(memo->answers);
    memo->answers = NULL;
    memo->count = 0;
    memo->room = 0;
}

/* The answer of this hash, or the free place where it belongs. */
static struct memo_answer *memo_place(const struct memo *memo,
                                      const uint64_t hash[static 2])
{
    size_t place = (size_t)hash[0] & (memo->room - 1);

    while (memo->answers[place].hash[0] != 0 &&
           memcmp(memo->answers[place].hash, hash, 16) != 0) {
        place = (place + 1) & (memo->room - 1);
    }
    return &memo->answers[place];
}

static void memo_grow(struct memo *memo)
{
    struct memo larger = *memo;
    size_t index = 0;

    if (memo->count * 2 < memo->room) {
        return;
    }
    larger.room = memo->room == 0 ? 4096 : memo->room * 2;
    larger.answers = calloc(larger.room, sizeof *larger.answers);
    assert_non_null(larger.answers);
    for (index = 0; index < memo->room; index++) {
        const struct memo_answer *answer = &memo->answers[index];

        if (answer->hash[0] != 0) {
            *memo_place(&larger, answer->hash) = *answer;
        }
    }
    free(memo->answers);
    *memo = larger;
}

static bool really_check(const struct record *record)
{
    struct verify_batch *batch = NULL;
    bool is_valid = false;

    check_ok(verify_batch_new(0, 1, record->bytes.bytes, &batch));
    verify_batch_add(batch, record, true);
    verify_batch_run(batch);
    is_valid = batch->items[0].is_valid;
    verify_batch_free(batch);
    return is_valid;
}

void memo_verify(struct memo *memo, struct verify_batch *batch)
{
    size_t index = 0;

    if (memo->is_forgetful) {
        memo->checked += batch->count;
        verify_batch_run(batch);
        return;
    }
    for (index = 0; index < batch->count; index++) {
        struct verify_item *item = &batch->items[index];
        struct memo_answer *answer = NULL;
        uint64_t hash[2] = {0, 0};

        memo_grow(memo);
        (void)crypto_generichash((unsigned char *)hash, sizeof hash,
                                 item->record.bytes.data,
                                 item->record.bytes.bytes, NULL, 0);
        hash[0] |= 1;
        answer = memo_place(memo, hash);
        if (answer->hash[0] == 0) {
            memcpy(answer->hash, hash, sizeof hash);
            answer->is_valid = really_check(&item->record);
            memo->count++;
            memo->checked++;
        }
        item->is_valid = answer->is_valid;
    }
}
