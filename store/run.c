#include "store/run.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store/inside.h"
#include "store/placed.h"

enum { PLACE_BITS = 20 }; /* of the part's number, behind the run's */

size_t run_entry_bytes(enum index index)
{
    return index == INDEX_ORDER ? ORDER_ENTRY_BYTES : KEY_ENTRY_BYTES;
}

uint64_t run_entry_seq(enum index index, const unsigned char *entry)
{
    const unsigned char *end = entry + run_entry_bytes(index) - SEQ_BYTES;

    return ((uint64_t)end[0] << 32) | get_u32(end + 1);
}

void run_entry_put(unsigned char out[static KEY_ENTRY_BYTES],
                   uint64_t key,
                   uint64_t seq)
{
    put_u64(out, key);
    out[8] = (unsigned char)(seq >> 32);
    put_u32(out + 9, (uint32_t)seq);
}

size_t run_entries_from(enum index index,
                        const unsigned char *entries,
                        size_t count,
                        const unsigned char *bound)
{
    const size_t size = run_entry_bytes(index);
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (memcmp(entries + middle * size, bound, size) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void runs_release(struct runs *runs)
{
    for (size_t place = 0; place < runs->count; place++) {
        bytes_release(&runs->items[place].fences);
    }
    runs->count = 0;
    runs->numbers = 0;
}

/* The row of a query as a run. false: it is none. */
static bool get_run(struct query *query, struct run *out)
{
    const struct view least = query_get_view(query, 9);

    *out = (struct run){.number = query_get(query, 0),
                        .index = (enum index)query_get(query, 1),
                        .level = (unsigned)query_get(query, 2),
                        .first = query_get(query, 3),
                        .last = query_get(query, 4),
                        .entries = query_get(query, 5),
                        .parts = (size_t)query_get(query, 6),
                        .newest_ms = query_get(query, 7),
                        .made = query_get(query, 8)};
    bytes_init(&out->fences, out->parts * run_entry_bytes(out->index));
    if (least.bytes != run_entry_bytes(out->index)) {
        return false;
    }
    memcpy(out->least, least.data, least.bytes);
    return true;
}

enum err runs_load(struct store *store)
{
    static const char text[] =
        "SELECT number, index_number, level, first, last, entries, parts,"
        " newest, made, least FROM run ORDER BY index_number, first";
    struct runs *runs = &store->runs;
    struct query query;
    bool is_sound = true;
    enum err err = ERR_OK;

    runs_release(runs);
    query_begin(&query, &store->sql, text);
    while (is_sound && query_row(&query)) {
        is_sound = runs->count < STORE_RUNS_MAX &&
                   query_get(&query, 1) < (uint64_t)INDEX_COUNT &&
                   get_run(&query, &runs->items[runs->count]);
        if (is_sound) {
            if (runs->items[runs->count].number > runs->numbers) {
                runs->numbers = runs->items[runs->count].number;
            }
            runs->count++;
        }
    }
    err = query_end(&query);
    return err == ERR_OK && !is_sound ? ERR_CORRUPT : err;
}

static uint64_t place_of(const struct run *run, size_t part)
{
    return (run->number << PLACE_BITS) | part;
}

void run_begin(struct run_writer *writer,
               struct store *store,
               struct run_name name)
{
    writer->store = store;
    writer->used = 0;
    writer->run = (struct run){.number = store->runs.numbers + 1,
                               .index = name.index,
                               .level = name.level,
                               .first = name.first,
                               .last = name.last,
                               .made = store->last};
    bytes_init(&writer->run.fences, RUN_FENCES_BYTES_MAX);
}

static enum err write_part(struct run_writer *writer)
{
    static const char text[] = "INSERT INTO part(place, bytes) VALUES(?, ?)";
    struct run *run = &writer->run;
    struct query query;

    assert(run->parts < (size_t)1 << PLACE_BITS);
    query_begin(&query, &writer->store->sql, text);
    query_number(&query, place_of(run, run->parts));
    query_view(&query, (struct view){writer->part, writer->used});
    run->parts++;
    writer->used = 0;
    return query_run(&query);
}

/* What a run says of all its entries. */
static void note_entry(struct run *run, const unsigned char *entry)
{
    struct placed placed;

    if (run->entries == 1) {
        memcpy(run->least, entry, run_entry_bytes(run->index));
    }
    if (run->index == INDEX_ORDER) {
        placed_get(entry, &placed);
        run->newest_ms = placed.posted_ms > run->newest_ms ? placed.posted_ms
                                                           : run->newest_ms;
    }
}

enum err run_add(struct run_writer *writer, const unsigned char *entry)
{
    const size_t size = run_entry_bytes(writer->run.index);
    enum err err = ERR_OK;

    if (writer->used + size > RUN_PART_BYTES) {
        err = write_part(writer);
    }
    if (err == ERR_OK && writer->used == 0) {
        err = bytes_append(&writer->run.fences, (struct view){entry, size});
    }
    if (err == ERR_OK) {
        memcpy(writer->part + writer->used, entry, size);
        writer->used += size;
        writer->run.entries++;
        note_entry(&writer->run, entry);
    }
    return err;
}

/* Where a run belongs in the list. */
static size_t place_for(const struct runs *runs, const struct run *run)
{
    size_t place = runs->count;

    while (place > 0 && (runs->items[place - 1].index > run->index ||
                         (runs->items[place - 1].index == run->index &&
                          runs->items[place - 1].first > run->first))) {
        place--;
    }
    return place;
}

static enum err write_row(struct run_writer *writer)
{
    static const char text[] =
        "INSERT INTO run(number, index_number, level, first, last, entries,"
        " parts, newest, made, least) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    static const char fences[] = "INSERT INTO fence(run, bytes) VALUES(?, ?)";
    const struct run *run = &writer->run;
    struct query query;
    enum err err = ERR_OK;

    query_begin(&query, &writer->store->sql, text);
    query_number(&query, run->number);
    query_number(&query, (uint64_t)run->index);
    query_number(&query, run->level);
    query_number(&query, run->first);
    query_number(&query, run->last);
    query_number(&query, run->entries);
    query_number(&query, run->parts);
    query_number(&query, run->newest_ms);
    query_number(&query, run->made);
    query_view(&query, (struct view){run->least, run_entry_bytes(run->index)});
    err = query_run(&query);
    if (err == ERR_OK) {
        query_begin(&query, &writer->store->sql, fences);
        query_number(&query, run->number);
        query_view(&query, bytes_view(&run->fences));
        err = query_run(&query);
    }
    return err;
}

enum err run_end(struct run_writer *writer, enum err err)
{
    struct runs *runs = &writer->store->runs;

    if (err == ERR_OK && writer->used > 0) {
        err = write_part(writer);
    }
    if (err == ERR_OK && writer->run.parts > 0) {
        err = runs->count < STORE_RUNS_MAX ? write_row(writer) : ERR_FULL;
    }
    if (err == ERR_OK && writer->run.parts > 0) {
        const size_t place = place_for(runs, &writer->run);

        memmove(&runs->items[place + 1], &runs->items[place],
                (runs->count - place) * sizeof runs->items[0]);
        runs->items[place] = writer->run;
        runs->count++;
        runs->numbers = writer->run.number;
    } else {
        bytes_release(&writer->run.fences);
    }
    return err;
}

enum err run_delete(struct store *store, size_t place)
{
    static const char parts[] = "DELETE FROM part WHERE place>=? AND place<=?";
    static const char fences[] = "DELETE FROM fence WHERE run=?";
    static const char row[] = "DELETE FROM run WHERE number=?";
    struct runs *runs = &store->runs;
    struct run *run = &runs->items[place];
    struct query query;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, parts);
    query_number(&query, place_of(run, 0));
    query_number(&query, place_of(run, run->parts - 1));
    err = query_run(&query);
    if (err == ERR_OK) {
        query_begin(&query, &store->sql, fences);
        query_number(&query, run->number);
        err = query_run(&query);
    }
    if (err == ERR_OK) {
        query_begin(&query, &store->sql, row);
        query_number(&query, run->number);
        err = query_run(&query);
    }
    if (err == ERR_OK) {
        bytes_release(&run->fences);
        runs->count--;
        memmove(run, run + 1, (runs->count - place) * sizeof *run);
    }
    return err;
}

static enum err need_fences(struct store *store, struct run *run)
{
    static const char text[] = "SELECT bytes FROM fence WHERE run=?";
    struct query query;
    struct view view;
    enum err copied = ERR_CORRUPT;
    enum err err = ERR_OK;

    if (run->fences.bytes > 0) {
        return ERR_OK;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, run->number);
    if (query_row(&query)) {
        view = query_get_view(&query, 0);
        if (view.bytes == run->parts * run_entry_bytes(run->index)) {
            copied = bytes_append(&run->fences, view);
        }
    }
    err = query_end(&query);
    return err == ERR_OK ? copied : err;
}

static size_t part_of(const struct run *run, const unsigned char *bound)
{
    const size_t size = run_entry_bytes(run->index);
    size_t low = 0;
    size_t high = run->parts;

    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;

        if (memcmp(run->fences.data + middle * size, bound, size) < 0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

enum err run_find_part(struct store *store,
                       struct run *run,
                       const unsigned char *bound,
                       size_t *part)
{
    enum err err = ERR_OK;

    *part = 0;
    if (run->parts == 1 ||
        memcmp(bound, run->least, run_entry_bytes(run->index)) <= 0) {
        return ERR_OK; /* nothing to choose */
    }
    err = need_fences(store, run);
    if (err == ERR_OK) {
        *part = part_of(run, bound);
    }
    return err;
}

enum err run_read_part(struct store *store,
                       const struct run *run,
                       size_t part,
                       unsigned char out[static RUN_PART_BYTES],
                       size_t *count)
{
    static const char text[] = "SELECT bytes FROM part WHERE place=?";
    const size_t size = run_entry_bytes(run->index);
    struct query query;
    struct view view;
    enum err read = ERR_CORRUPT;
    enum err err = ERR_OK;

    *count = 0;
    query_begin(&query, &store->sql, text);
    query_number(&query, place_of(run, part));
    if (query_row(&query)) {
        view = query_get_view(&query, 0);
        if (view.bytes > 0 && view.bytes <= RUN_PART_BYTES &&
            view.bytes % size == 0) {
            memcpy(out, view.data, view.bytes);
            *count = view.bytes / size;
            read = ERR_OK;
        }
    }
    err = query_end(&query);
    return err == ERR_OK ? read : err;
}
