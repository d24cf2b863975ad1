/* Records come and go, in the transaction of whoever wants it. */
#include <assert.h>

#include "store/inside.h"
#include "store/journal.h"
#include "store/lane.h"
#include "store/ledger.h"
#include "store/live.h"
#include "store/photos.h"
#include "store/placed.h"
#include "store/rot.h"
#include "store/schema.h"
#include "store/search.h"

/* Nothing is kept until then. What rotten bytes say of their set and day may be
 * wrong: whoever counts such a leaving in finds that his sums are none of the
 * set, and reads it again. */
enum { DROP_DAY_OF_NOTHING = 0 };

/* What was erased is still in freed bytes, the log and the index: say so. */
static enum err mark_scrub(struct store *store,
                           const struct shelf_row *row,
                           bool was_indexed,
                           uint64_t sequence)
{
    enum err err = ERR_OK;

    if (row->is_tombstone || class_find(row->class)->set == SET_PRESENCE) {
        return ERR_OK;
    }
    if (was_indexed) {
        err = meta_set(&store->sql, META_ERASED_WORDS, sequence);
    }
    if (err == ERR_OK) {
        err = meta_set(&store->sql, META_ERASED_BYTES, sequence);
    }
    return err;
}

/* Take a post that is in runs out of what does not look whether it is still
 * there, while its words can be read. */
static enum err
forget_post(struct store *store, uint64_t seq, bool *was_indexed)
{
    struct kept kept;
    struct bytes bytes;
    struct record record;
    struct post post;
    struct id post_id;
    struct placed placed;
    uint64_t keeper = 0;
    uint64_t swept_ms = 0;
    bool is_post = false;
    enum err err = ERR_OK;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    err = kept_at(store, seq, &kept, &bytes);
    if (err == ERR_OK) {
        err = record_read_header(bytes_view(&bytes), &record);
    }
    is_post = err == ERR_OK && placed_glimpse_post(&record, &post, &post_id);
    *was_indexed = is_post && seq <= store->words_upto;
    if (is_post) {
        err = household_find(store, &record.household, &keeper);
        placed = placed_of(&record, &post, &post_id, keeper, seq);
        if (err == ERR_OK) {
            err = live_swept(store, &swept_ms);
        }
        if (err == ERR_OK && *was_indexed) {
            err = search_remove(store, seq, &post);
        }
        if (err == ERR_OK && !placed_has_ended(&placed, swept_ms)) {
            err = live_change(store, keeper, -1, 0);
        }
    }
    bytes_release(&bytes);
    return err == ERR_UNKNOWN ? ERR_OK : err; /* its name has rotten */
}

/* Take a half of a receipt off the ledger, while it can be read. */
static enum err forget_half(struct store *store, const struct kept *kept)
{
    struct kept again;
    struct bytes bytes;
    struct record record;
    enum err err = ERR_OK;

    if (kept->row.class != CLASS_RECEIPT) {
        return ERR_OK;
    }
    bytes_init(&bytes, RECORD_BYTES_MAX);
    err = kept_at(store, kept->seq, &again, &bytes);
    if (err == ERR_OK) {
        err = record_read_header(bytes_view(&bytes), &record);
    }
    if (err == ERR_OK) {
        err = ledger_leave(store, &record);
    }
    bytes_release(&bytes);
    return err;
}

/* What was derived from the roster is wrong when it changes, and may repeat
 * words of a record that went: it goes in the same transaction. */
static enum err forget_settled(struct store *store, enum set set)
{
    static const char text[] = "DELETE FROM snapshot WHERE number=?";
    struct query query;

    if (set != SET_ROSTER) {
        return ERR_OK;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, SNAPSHOT_SETTLED);
    return query_run(&query);
}

/* Erase it; the row of the journal says what it was counted in. */
static enum err erase_as(struct store *store,
                         const struct kept *kept,
                         const struct journal_row *row)
{
    bool was_indexed = false;
    uint64_t sequence = 0;
    enum err err = ERR_OK;

    if (kept->seq <= store->merged) {
        err = forget_post(store, kept->seq, &was_indexed);
    } else {
        tail_remove(&store->tail, id_prefix(&kept->row.id), kept->seq);
        tail_remove(&store->tail, id_prefix(&kept->row.slot), kept->seq);
        store->tail.is_sure = false;
        err = lane_use(store, &kept->row);
    }
    weeks_remove(&store->weeks, row->set, row->drop_day, kept->seq);
    if (err == ERR_OK) {
        err = forget_half(store, kept);
    }
    if (err == ERR_OK && kept->row.class == CLASS_POST) {
        err = photos_leave(store, &kept->row.slot);
    }
    if (err == ERR_OK) {
        err = journal_leave(store, kept->seq, row, &sequence);
    }
    if (err == ERR_OK) {
        err = forget_settled(store, row->set);
    }
    if (err == ERR_OK) {
        err = mark_scrub(store, &kept->row, was_indexed, sequence);
    }
    return err;
}

static enum err erase(struct store *store, const struct kept *kept)
{
    const struct journal_row row = {.set = class_find(kept->row.class)->set,
                                    .is_added = false,
                                    .id = kept->row.id,
                                    .drop_day = kept->row.drop_day};

    return erase_as(store, kept, &row);
}

/* Of one whose header cannot be read nothing else can be taken back. */
static enum err
erase_unread(struct store *store, uint64_t seq, const struct journal_row *row)
{
    uint64_t sequence = 0;
    enum err err = journal_leave(store, seq, row, &sequence);

    tail_remove(&store->tail, id_prefix(&row->id), seq);
    store->tail.is_sure = false;
    if (err == ERR_OK) {
        err = forget_settled(store, row->set);
    }
    return err == ERR_OK ? meta_set(&store->sql, META_ERASED_BYTES, sequence)
                         : err;
}

enum err store_drop_rotten(struct store *store, const struct rotten_row *rotten)
{
    const struct journal_row row = {.set = SET_ROSTER,
                                    .is_added = false,
                                    .id = rotten->id,
                                    .drop_day = DROP_DAY_OF_NOTHING};
    struct kept kept;
    enum err err = kept_at(store, rotten->seq, &kept, NULL);

    assert(sqlite3_get_autocommit(store->sql.db) == 0);
    if (err == ERR_UNKNOWN) {
        return erase_unread(store, rotten->seq, &row);
    }
    if (err != ERR_OK) {
        return err;
    }
    return rotten->has_id ? erase(store, &kept) : erase_as(store, &kept, &row);
}

static enum err insert(struct store *store, const struct record *record)
{
    const enum set set = class_find(record->class)->set;
    uint64_t household = 0;
    uint64_t seq = 0;
    enum err err = household_number(store, &record->household, &household);

    if (err == ERR_OK) {
        err = journal_come(store, record, &seq);
    }
    if (err == ERR_OK) {
        err = weeks_add(&store->weeks, set, record->drop_day, seq);
    }
    if (err == ERR_OK) {
        err = forget_settled(store, set);
    }
    if (err == ERR_OK) {
        err = ledger_come(store, record);
    }
    if (err == ERR_OK) {
        err = photos_come(store, record);
    }
    if (err == ERR_OK) {
        err = tail_add(&store->tail, id_prefix(&record->id), seq);
    }
    if (err == ERR_OK) {
        err = tail_add(&store->tail, id_prefix(&record->slot), seq);
    }
    if (err == ERR_OK && store->tail.posts_next == seq) {
        err = tail_note(store, record, household, seq);
        store->tail.posts_next = seq + 1;
    }
    if (err == ERR_OK) {
        filter_add(&store->filter, id_prefix(&record->id));
        filter_add(&store->filter, id_prefix(&record->slot));
        store->tail.keys_next = seq + 1;
        lane_note(store, record);
    }
    return err;
}

enum err store_put_record(struct store *store, const struct record *record)
{
    struct kept head;
    enum err err = ERR_OK;

    assert(sqlite3_get_autocommit(store->sql.db) == 0);
    err = kept_head_of(store, record, &head);
    if (err == ERR_OK) {
        if (!record_is_newer(record->stamp_ms, &record->id, head.row.stamp_ms,
                             &head.row.id)) {
            return ERR_OK;
        }
        err = erase(store, &head);
    } else if (err == ERR_UNKNOWN) {
        err = ERR_OK;
    }
    return err == ERR_OK ? insert(store, record) : err;
}

void store_expect(const struct store *store, const struct record *record)
{
    filter_expect(&store->filter, id_prefix(&record->id));
    filter_expect(&store->filter, id_prefix(&record->slot));
    tail_expect(&store->tail, id_prefix(&record->id));
    tail_expect(&store->tail, id_prefix(&record->slot));
}

enum err store_put(struct store *store, struct view bytes)
{
    struct record record;
    enum err err = record_read(bytes, &record);

    return err == ERR_OK ? store_put_record(store, &record) : err;
}

enum err store_keep(struct store *store, enum snapshot place, struct view bytes)
{
    static const char text[] =
        "INSERT INTO snapshot(number, bytes) VALUES(?1, ?2)"
        " ON CONFLICT(number) DO UPDATE SET bytes=excluded.bytes";
    struct query query;

    assert(sqlite3_get_autocommit(store->sql.db) == 0);
    query_begin(&query, &store->sql, text);
    query_number(&query, (uint64_t)place);
    query_view(&query, bytes);
    return query_run(&query);
}

enum err store_drop(struct store *store, const struct id *id)
{
    struct kept kept;
    enum err err = ERR_OK;

    assert(sqlite3_get_autocommit(store->sql.db) == 0);
    err = kept_by_id(store, id, &kept, NULL);
    if (err == ERR_UNKNOWN) {
        return ERR_OK;
    }
    return err == ERR_OK ? erase(store, &kept) : err;
}
