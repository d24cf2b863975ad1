/* How a kept record is found: in memory when it is new, else by the runs. */
#include <string.h>

#include "store/inside.h"
#include "store/lane.h"
#include "store/walk.h"

bool kept_is_sound(struct view bytes, const struct id *id)
{
    struct id found;

    if (bytes.bytes < RECORD_BYTES_MIN) {
        return false;
    }
    record_id(bytes, &found);
    return id_equal(&found, id);
}

enum err kept_row(struct view bytes, const struct id *id, struct shelf_row *out)
{
    struct record record;
    enum err err = record_read_header(bytes, &record);

    if (err == ERR_OK && class_find(record.class)->is_content_named) {
        err = record_read(bytes, &record); /* its slot is in its body */
    } else if (err == ERR_OK) {
        record_slot(record.class, &record.household, record.lane, record.n,
                    &record.slot);
    }
    if (err != ERR_OK) {
        return ERR_UNKNOWN;
    }
    *out = (struct shelf_row){.id = *id,
                              .slot = record.slot,
                              .household = record.household,
                              .signer = record.signer,
                              .class = record.class,
                              .kind = record.kind,
                              .lane = record.lane,
                              .n = record.n,
                              .stamp_ms = record.stamp_ms,
                              .drop_day = record.drop_day,
                              .is_tombstone = record_is_tombstone(&record)};
    return ERR_OK;
}

enum err kept_at(struct store *store,
                 uint64_t seq,
                 struct kept *out,
                 struct bytes *bytes)
{
    static const char text[] =
        "SELECT id, bytes FROM whole WHERE seq=? AND state=0";
    struct query query;
    enum err found = ERR_UNKNOWN;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, seq);
    if (query_row(&query)) {
        struct view view = query_get_view(&query, 1);
        struct id id;

        query_get_id(&query, 0, &id);
        out->seq = seq;
        found = kept_row(view, &id, &out->row);
        if (found == ERR_OK && bytes != NULL) {
            bytes_reset(bytes);
            found = bytes_append(bytes, view);
        }
    }
    err = query_end(&query);
    return err == ERR_OK ? found : err;
}

enum err is_gone(struct store *store, uint64_t seq, bool *is_so)
{
    static const char text[] = "SELECT 1 FROM gone WHERE seq=?";
    struct query query;

    query_begin(&query, &store->sql, text);
    query_number(&query, seq);
    *is_so = query_row(&query);
    return query_end(&query);
}

/* What is looked for: an id, a slot, or an id that begins so. */
struct sought {
    uint64_t key;
    const struct id *id;         /* NULL: not by id */
    const struct id *slot;       /* NULL: not by slot */
    const struct record *record; /* whose slot it is; NULL: not known */
    struct kept *out;
    struct bytes *bytes;
};

/* Is it the one at this sequence? ERR_UNKNOWN: no, look further. */
static enum err try_at(struct store *store, uint64_t seq, struct sought *sought)
{
    struct kept kept;
    bool is_it = false;
    enum err err = kept_at(store, seq, &kept, sought->bytes);

    if (err != ERR_OK) {
        return err;
    }
    if (sought->slot != NULL) {
        is_it = id_equal(sought->slot, &kept.row.slot);
    } else if (sought->id != NULL) {
        is_it = id_equal(sought->id, &kept.row.id);
    } else {
        is_it = id_prefix(&kept.row.id) == sought->key;
    }
    if (is_it) {
        *sought->out = kept;
    }
    return is_it ? ERR_OK : ERR_UNKNOWN;
}

static enum err seek_tail(struct store *store, struct sought *sought)
{
    uint64_t seq = 0;
    size_t at = 0;
    enum err err = ERR_UNKNOWN;

    seq = tail_find(&store->tail, sought->key, &at);
    while (err == ERR_UNKNOWN && seq != 0) {
        err = try_at(store, seq, sought);
        seq = tail_find(&store->tail, sought->key, &at);
    }
    return err;
}

/* Try what one run has under a key. */
static enum err
seek_run(struct store *store, struct run *run, struct sought *sought)
{
    unsigned char bound[KEY_ENTRY_BYTES];
    unsigned char part[RUN_PART_BYTES];
    size_t number = 0;
    size_t count = 0;
    size_t at = 0;
    enum err err = ERR_OK;

    run_entry_put(bound, sought->key, 0);
    err = run_find_part(store, run, bound, &number);
    if (err == ERR_OK) {
        err = run_read_part(store, run, number, part, &count);
    }
    at = run_entries_from(INDEX_KEY, part, count, bound);
    while (err == ERR_OK) {
        if (at == count) {
            number++;
            at = 0;
            if (number == run->parts) {
                return ERR_UNKNOWN;
            }
            err = run_read_part(store, run, number, part, &count);
            continue;
        }
        if (get_u64(part + at * KEY_ENTRY_BYTES) != sought->key) {
            return ERR_UNKNOWN;
        }
        err =
            try_at(store, run_entry_seq(INDEX_KEY, part + at * KEY_ENTRY_BYTES),
                   sought);
        if (err != ERR_UNKNOWN) {
            return err;
        }
        err = ERR_OK;
        at++;
    }
    return err;
}

/* Take all keys of the runs into the filter. */
static enum err fill_filter(struct store *store, size_t keys_max)
{
    struct walk walk;
    const unsigned char *entry = NULL;
    enum err err = filter_make(&store->filter, keys_max);

    if (err != ERR_OK) {
        return err;
    }
    err = walk_begin(&walk, store, walk_of(store, INDEX_KEY), NULL, 0);
    do {
        if (err == ERR_OK) {
            err = walk_next(&walk, &entry);
        }
        if (err == ERR_OK && entry != NULL) {
            filter_add(&store->filter, get_u64(entry));
        }
    } while (err == ERR_OK && entry != NULL);
    walk_release(&walk);
    for (size_t i = 0; err == ERR_OK && i < store->tail.key_room; i++) {
        if (store->tail.keys[i].seq != 0) {
            filter_add(&store->filter, store->tail.keys[i].key);
        }
    }
    if (err != ERR_OK) {
        filter_release(&store->filter);
    }
    return err;
}

/* Who looks for many keys makes a filter of those that there are. */
static enum err need_filter(struct store *store)
{
    const struct walk_range range = walk_of(store, INDEX_KEY);
    uint64_t keys = STORE_FILTER_KEYS_MIN;

    store->probes++;
    if (store->filter.words != NULL ||
        store->probes < STORE_FILTER_PROBES_MIN) {
        return ERR_OK;
    }
    for (size_t i = 0; i < range.count; i++) {
        keys += store->runs.items[range.place + i].entries;
    }
    keys += store->tail.key_count;
    keys += keys / 2;
    return keys > STORE_FILTER_KEYS_MAX ? ERR_OK
                                        : fill_filter(store, (size_t)keys);
}

static enum err seek_runs(struct store *store, struct sought *sought)
{
    const struct walk_range range = walk_of(store, INDEX_KEY);
    enum err err = ERR_UNKNOWN;

    for (size_t i = range.count; err == ERR_UNKNOWN && i > 0; i--) {
        err = seek_run(store, &store->runs.items[range.place + i - 1], sought);
    }
    return err;
}

/* Is it a slot whose number nobody has used, as far as runs go? Who looks for
 * many has a filter, which is quicker still. */
static enum err
is_fresh(struct store *store, const struct sought *sought, bool *is_so)
{
    const struct record *record = sought->record;
    uint64_t used = 0;
    enum err err = ERR_OK;

    *is_so = false;
    if (record == NULL || class_find(record->class)->is_content_named) {
        return ERR_OK;
    }
    err = lane_written(store, record, &used);
    *is_so = err == ERR_OK && record->n >= used;
    return err;
}

/* What is in no run need not be looked for in each of them. */
static enum err
is_absent(struct store *store, const struct sought *sought, bool *is_so)
{
    enum err err = ERR_OK;

    *is_so = walk_of(store, INDEX_KEY).count == 0 ||
             absent_has(&store->absent, sought->key);
    if (*is_so) {
        return ERR_OK;
    }
    err = need_filter(store);
    if (err == ERR_OK && store->filter.words == NULL) {
        return is_fresh(store, sought, is_so);
    }
    *is_so = err == ERR_OK && !filter_may_have(&store->filter, sought->key);
    return err;
}

/* The filter knows the tail, too. */
static enum err seek_all(struct store *store, struct sought *sought)
{
    bool is_so = false;
    enum err err = tail_know_keys(store);

    if (err != ERR_OK) {
        return err;
    }
    if (!filter_may_have(&store->filter, sought->key)) {
        return ERR_UNKNOWN;
    }
    err = seek_tail(store, sought);
    if (err != ERR_UNKNOWN) {
        return err;
    }
    err = is_absent(store, sought, &is_so);
    if (err == ERR_OK) {
        err = is_so ? ERR_UNKNOWN : seek_runs(store, sought);
    }
    if (err == ERR_UNKNOWN) {
        absent_note(&store->absent, sought->key);
    }
    return err;
}

static enum err seek(struct store *store, struct sought *sought)
{
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    return err == ERR_OK ? glance_end(store, is_ours, seek_all(store, sought))
                         : err;
}

enum err kept_by_id(struct store *store,
                    const struct id *id,
                    struct kept *out,
                    struct bytes *bytes)
{
    struct sought sought = {
        .key = id_prefix(id), .id = id, .out = out, .bytes = bytes};

    return seek(store, &sought);
}

enum err
kept_by_slot(struct store *store, const struct id *slot, struct kept *out)
{
    struct sought sought = {.key = id_prefix(slot), .slot = slot, .out = out};

    return seek(store, &sought);
}

enum err
kept_head_of(struct store *store, const struct record *record, struct kept *out)
{
    struct sought sought = {.key = id_prefix(&record->slot),
                            .slot = &record->slot,
                            .record = record,
                            .out = out};

    return seek(store, &sought);
}

enum err kept_by_prefix(struct store *store, uint64_t prefix, struct kept *out)
{
    struct sought sought = {.key = prefix, .out = out};

    return seek(store, &sought);
}
