/*
 * Any records as a roster: a length of two bytes before each, unsigned. The
 * order in which they are added changes nothing, and what is kept alone gives
 * the same people and keeps itself.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "node/people/roster.h"
#include "tests/lib/alike.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

enum { RECORDS_MAX = 256, FIRST_DAY = 20000 };

struct records {
    struct record items[RECORDS_MAX];
    size_t count;
};

static void records_read(struct view input, struct records *records)
{
    struct view bytes;
    uint16_t length = 0;

    while (records->count < RECORDS_MAX &&
           view_take_u16(&input, &length) == ERR_OK &&
           view_take(&input, length, &bytes) == ERR_OK) {
        struct record *next = &records->items[records->count];

        if (record_read(bytes, next) == ERR_OK &&
            class_find(next->class)->set == SET_ROSTER) {
            records->count++;
        }
    }
}

/* A roster of the records, or of those that another one keeps. */
static struct roster *
fill(const struct records *records, uint32_t day, const struct roster *keeper)
{
    struct roster *roster = NULL;

    assert(roster_new(&records->items[0].neighbourhood, &roster) == ERR_OK);
    for (size_t index = records->count; index > 0; index--) {
        const struct record *record =
            &records
                 ->items[keeper == NULL ? records->count - index : index - 1];
        enum err err = ERR_OK;

        if (keeper == NULL || roster_keeps(keeper, &record->id)) {
            err = roster_add(roster, record, false);
        }
        assert(err == ERR_OK || err == ERR_MALFORMED);
    }
    assert(roster_settle(roster, day) == ERR_OK);
    return roster;
}

static void must_be_alike(const struct roster *left, const struct roster *right)
{
    assert(roster_count(left) == roster_count(right));
    for (size_t index = 0; index < roster_count(left); index++) {
        const struct roster_household *one = roster_at(left, index);
        const struct roster_household *two = roster_at(right, index);

        assert(id_equal(&one->id, &two->id));
        assert(one->is_clashed == two->is_clashed);
        assert(one->since_ms == two->since_ms);
        for (size_t mode = 0; mode < STANDING_MODES; mode++) {
            assert(one->level[mode] == two->level[mode]);
            assert(mode == 0 || one->level[mode] <= one->level[mode - 1]);
        }
    }
}

static enum err pass(void *visitor, struct view bytes)
{
    size_t *left = visitor;

    assert(bytes.bytes <= *left);
    *left -= bytes.bytes;
    return ERR_OK;
}

static void ask(const struct roster *roster)
{
    struct roster_council council;
    struct roster_voucher vouchers[4];
    struct roster_vouch vouches[4];
    size_t left = GUEST_BYTES_MAX;

    if (roster_council(roster, &council) == ERR_OK) {
        assert(roster_level(roster, &council.stewards[0], STANDING_LIVE) == 0);
    }
    for (size_t index = 0; index < roster_count(roster); index++) {
        const struct id *id = &roster_at(roster, index)->id;

        assert(roster_find(roster, id) == roster_at(roster, index));
        (void)roster_vouchers(roster, id, vouchers, 4);
        (void)roster_vouches_of(roster, id, vouches, 4);
    }
    if (roster_count(roster) > 0) {
        assert(roster_credentials(roster, &roster_at(roster, 0)->id, left, pass,
                                  &left) == ERR_OK);
    }
}

static void must_thaw(const struct roster *roster, uint32_t day)
{
    const struct id own = {{1}};
    struct roster *thawed = roster_thawed(roster, &own, day);

    assert(thawed != NULL && rosters_are_alike(roster, thawed));
    roster_free(thawed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static struct records records;
    struct roster *roster = NULL;
    struct roster *alone = NULL;
    uint32_t day = 0;

    if (bytes < 2) {
        return 0;
    }
    day = FIRST_DAY + get_u16(data) % 512U;
    records.count = 0;
    records_read((struct view){data + 2, bytes - 2}, &records);
    if (records.count == 0) {
        return 0;
    }
    roster = fill(&records, day, NULL);
    alone = fill(&records, day, roster);
    ask(roster);
    must_be_alike(roster, alone);
    must_thaw(roster, day);
    for (size_t index = 0; index < records.count; index++) {
        const struct id *id = &records.items[index].id;

        assert(roster_keeps(roster, id) == roster_keeps(alone, id));
    }
    roster_free(alone);
    roster_free(roster);
    return 0;
}
