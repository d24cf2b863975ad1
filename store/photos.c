#include "store/photos.h"

#include <assert.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/board/post.h"
#include "store/file.h"
#include "store/glimpse.h"
#include "store/inside.h"
#include "store/photo_file.h"

static enum err
run_with_id(struct store *store, const char *text, const struct id *id)
{
    struct query query;

    query_begin(&query, &store->sql, text);
    query_id(&query, id);
    return query_run(&query);
}

/* A number that a constant statement gives for an id, or for none. */
static enum err number_of(struct store *store,
                          const char *text,
                          const struct id *id,
                          uint64_t *out)
{
    struct query query;

    *out = 0;
    query_begin(&query, &store->sql, text);
    if (id != NULL) {
        query_id(&query, id);
    }
    if (query_row(&query)) {
        *out = query_get(&query, 0);
    }
    return query_end(&query);
}

/* Mark what is to go with this commit. */
static enum err doom(struct store *store, const struct id *id)
{
    static const char text[] = "UPDATE photo_file SET doomed=1 WHERE id=?";

    store->has_doomed = true;
    return run_with_id(store, text, id);
}

static enum err come_one(struct store *store,
                         const struct id *slot,
                         const struct photo_reference *photo)
{
    static const char text[] = "INSERT INTO photo(id, slot, bytes, width,"
                               " height) VALUES(?, ?, ?, ?, ?)";
    static const char saved[] = "UPDATE photo_file SET doomed=0 WHERE id=?";
    struct query query;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_id(&query, &photo->id);
    query_id(&query, slot);
    query_number(&query, photo->bytes);
    query_number(&query, photo->width);
    query_number(&query, photo->height);
    err = query_run(&query);
    return err == ERR_OK ? run_with_id(store, saved, &photo->id) : err;
}

enum err photos_come(struct store *store, const struct record *record)
{
    struct photo_reference photos[PHOTOS_MAX];
    size_t count = 0;
    enum err err = ERR_OK;

    if (record->class == CLASS_POST && post_kind_name(record->kind) != NULL &&
        glimpse_photos(record->body)) {
        count = photo_references(record->body, photos);
    }
    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        err = come_one(store, &record->slot, &photos[index]);
    }
    return err;
}

enum err photos_leave(struct store *store, const struct id *slot)
{
    static const char listed[] = "SELECT id FROM photo WHERE slot=?";
    static const char left[] = "DELETE FROM photo WHERE slot=?";
    static const char others[] = "SELECT count(*) FROM photo WHERE id=?";
    struct id ids[PHOTOS_MAX];
    struct query query;
    uint64_t uses = 0;
    size_t count = 0;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, listed);
    query_id(&query, slot);
    while (count < PHOTOS_MAX && query_row(&query)) {
        query_get_id(&query, 0, &ids[count++]);
    }
    err = query_end(&query);
    if (err == ERR_OK && count > 0) {
        err = run_with_id(store, left, slot);
    }
    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        err = number_of(store, others, &ids[index], &uses);
        if (err == ERR_OK && uses == 0) {
            err = doom(store, &ids[index]);
        }
    }
    return err;
}

enum err photos_forget(struct store *store, const struct id *id)
{
    static const char text[] =
        "UPDATE photo_file SET doomed=1 WHERE id=? AND NOT EXISTS"
        " (SELECT 1 FROM photo WHERE photo.id=photo_file.id)";

    store->has_doomed = true;
    return run_with_id(store, text, id);
}

enum err photos_find(struct store *store,
                     const struct id *id,
                     struct photo_reference *out)
{
    static const char text[] =
        "SELECT bytes, width, height FROM photo WHERE id=? LIMIT 1";
    struct query query;
    bool is_found = false;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_id(&query, id);
    if (query_row(&query)) {
        is_found = true;
        out->id = *id;
        out->bytes = (uint32_t)query_get(&query, 0);
        out->width = (uint16_t)query_get(&query, 1);
        out->height = (uint16_t)query_get(&query, 2);
    }
    err = query_end(&query);
    return err == ERR_OK && !is_found ? ERR_UNKNOWN : err;
}

/* Those of others that came first go until there is room for more. */
static enum err make_room(struct store *store, uint64_t more)
{
    static const char sum[] =
        "SELECT coalesce(sum(small+large), 0) FROM photo_file WHERE doomed=0";
    static const char oldest[] =
        "SELECT id, small+large FROM photo_file WHERE own=0 AND doomed=0"
        " ORDER BY came LIMIT 1";
    uint64_t used = 0;
    enum err err = number_of(store, sum, NULL, &used);

    while (err == ERR_OK && used + more > store->photos_bytes_max) {
        struct query query;
        struct id id;
        uint64_t bytes = 0;

        query_begin(&query, &store->sql, oldest);
        if (query_row(&query)) {
            query_get_id(&query, 0, &id);
            bytes = query_get(&query, 1);
        }
        err = query_end(&query);
        if (err == ERR_OK) {
            err = bytes == 0 ? ERR_FULL : doom(store, &id);
        }
        used -= bytes;
    }
    return err;
}

enum err
photos_put(struct store *store, const struct photo_file *file, uint64_t now_ms)
{
    static const char text[] =
        "INSERT INTO photo_file(id, small, large, came, own, doomed)"
        " VALUES(?1, ?2, ?3, ?4, ?5, 0) ON CONFLICT(id) DO UPDATE SET"
        " small=max(small, excluded.small), large=max(large, excluded.large),"
        " own=max(own, excluded.own), doomed=0";
    const bool is_small = file->part == PHOTO_SMALL;
    const struct view front = is_small ? file->head : (struct view){NULL, 0};
    const uint64_t bytes = front.bytes + file->picture.bytes;
    struct query query;
    enum err err = ERR_OK;

    assert(sqlite3_get_autocommit(store->sql.db) == 0);
    err = make_room(store, bytes);
    if (err == ERR_OK) {
        err = photo_file_write(store->folder, &file->id, file->part, front,
                               file->picture);
    }
    if (err != ERR_OK) {
        return err;
    }
    query_begin(&query, &store->sql, text);
    query_id(&query, &file->id);
    query_number(&query, is_small ? bytes : 0);
    query_number(&query, is_small ? 0 : bytes);
    query_number(&query, now_ms);
    query_number(&query, file->origin == PHOTO_OWN ? 1 : 0);
    return query_run(&query);
}

bool photos_has(struct store *store, const struct id *id, enum photo_part part)
{
    static const char small[] =
        "SELECT small FROM photo_file WHERE id=? AND doomed=0";
    static const char large[] =
        "SELECT large FROM photo_file WHERE id=? AND doomed=0";
    uint64_t bytes = 0;

    return number_of(store, part == PHOTO_SMALL ? small : large, id, &bytes) ==
               ERR_OK &&
           bytes > 0;
}

enum err
photos_head(struct store *store, const struct id *id, struct bytes *out)
{
    size_t bytes = 0;
    enum err err =
        photo_file_read(store->folder, id, PHOTO_SMALL, 0, HEAD_BYTES_MAX, out);

    if (err != ERR_OK) {
        return err;
    }
    bytes = photo_head_bytes(bytes_view(out));
    if (bytes == 0 || bytes > out->bytes) {
        return ERR_UNKNOWN;
    }
    out->bytes = bytes;
    return ERR_OK;
}

enum err photos_read(struct store *store,
                     const struct photo_file *wanted,
                     size_t offset,
                     size_t max,
                     struct bytes *out)
{
    if (wanted->part == PHOTO_SMALL) {
        enum err err = photo_file_read(store->folder, &wanted->id, PHOTO_SMALL,
                                       0, HEAD_PIECES, out);

        if (err != ERR_OK) {
            return err;
        }
        offset += photo_head_bytes(bytes_view(out));
    }
    return photo_file_read(store->folder, &wanted->id, wanted->part, offset,
                           max, out);
}

/* Compare each piece with its hash. */
static enum err check_pieces(const struct photo_head *head,
                             enum photo_part part,
                             struct view all)
{
    const size_t count = photo_piece_count(head->parts[part].bytes);
    enum err err =
        all.bytes == head->parts[part].bytes ? ERR_OK : ERR_MALFORMED;

    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        const struct view piece = {
            all.data + index * PHOTO_PIECE_BYTES,
            photo_piece_bytes(&head->parts[part], index)};

        err = photo_piece_check(head, part, index, piece);
    }
    return err;
}

enum err photos_take(struct store *store,
                     const struct photo_reference *wanted,
                     enum photo_part part,
                     struct bytes *out)
{
    const struct photo_file file = {.id = wanted->id, .part = part};
    struct photo_head head;
    struct bytes bytes;
    enum err err = ERR_OK;

    bytes_init(&bytes, HEAD_BYTES_MAX);
    err = photos_head(store, &wanted->id, &bytes);
    if (err == ERR_OK) {
        err = photo_head_read(bytes_view(&bytes), wanted, &head);
    }
    if (err == ERR_OK) {
        err = photos_read(store, &file, 0, head.parts[part].bytes, out);
    }
    if (err == ERR_OK) {
        err = check_pieces(&head, part, bytes_view(out));
    }
    bytes_release(&bytes);
    return err == ERR_MALFORMED ? ERR_UNKNOWN : err;
}

enum err photos_missing(struct store *store,
                        enum photo_part part,
                        struct photo_reference *out,
                        size_t max,
                        size_t *count)
{
    _Static_assert(PHOTOS_LOOKED_MAX == 1024, "stands in the text below");
    static const char text[] =
        "SELECT id, bytes, width, height FROM photo WHERE"
        " number>(SELECT coalesce(max(number), 0) FROM photo)-1024 AND"
        " NOT EXISTS (SELECT 1 FROM photo_file WHERE photo_file.id=photo.id"
        " AND doomed=0 AND CASE ?1 WHEN 0 THEN small ELSE large END>0)"
        " ORDER BY number DESC LIMIT ?2";
    struct query query;

    *count = 0;
    query_begin(&query, &store->sql, text);
    query_number(&query, (uint64_t)part);
    query_number(&query, max);
    while (*count < max && query_row(&query)) {
        struct photo_reference *photo = &out[(*count)++];

        query_get_id(&query, 0, &photo->id);
        photo->bytes = (uint32_t)query_get(&query, 1);
        photo->width = (uint16_t)query_get(&query, 2);
        photo->height = (uint16_t)query_get(&query, 3);
    }
    return query_end(&query);
}

/* Remove the files of one that is doomed; false: there is none left. */
static enum err clean_one(struct store *store, bool *is_one)
{
    static const char text[] =
        "SELECT id FROM photo_file WHERE doomed=1 LIMIT 1";
    static const char gone[] = "DELETE FROM photo_file WHERE id=?";
    struct query query;
    struct id id;
    enum err err = ERR_OK;

    *is_one = false;
    query_begin(&query, &store->sql, text);
    if (query_row(&query)) {
        query_get_id(&query, 0, &id);
        *is_one = true;
    }
    err = query_end(&query);
    if (err == ERR_OK && *is_one) {
        err = photo_file_remove(store->folder, &id);
    }
    return err == ERR_OK && *is_one ? run_with_id(store, gone, &id) : err;
}

/* Files first and rows after: a power cut between leaves what is done
 * again. */
enum err photos_clean(struct store *store)
{
    static const char text[] = "SELECT count(*) FROM photo_file WHERE doomed=1";
    bool is_one = true;
    uint64_t count = 0;
    enum err err = number_of(store, text, NULL, &count);

    store->has_doomed = false;
    if (err != ERR_OK || count == 0) {
        return err;
    }
    err = store_begin(store);
    if (err != ERR_OK) {
        return err;
    }
    while (err == ERR_OK && is_one) {
        err = clean_one(store, &is_one);
    }
    err = store_commit(store, err);
    store->has_doomed = err != ERR_OK;
    return err;
}

static enum err is_known(void *visitor, const struct id *id, bool *stays)
{
    static const char text[] = "SELECT count(*) FROM photo_file WHERE id=?";
    struct store *store = visitor;
    uint64_t count = 0;
    enum err err = number_of(store, text, id, &count);

    *stays = count > 0;
    return err;
}

enum err photos_tidy(struct store *store, uint64_t now_ms)
{
    static const char text[] =
        "UPDATE photo_file SET doomed=1 WHERE came<? AND NOT EXISTS"
        " (SELECT 1 FROM photo WHERE photo.id=photo_file.id)";
    const uint64_t before_ms =
        now_ms > PHOTOS_LOOSE_MS ? now_ms - PHOTOS_LOOSE_MS : 0;
    struct query query;
    enum err err = store_begin(store);

    if (err != ERR_OK) {
        return err;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, before_ms);
    err = store_commit(store, query_run(&query));
    if (err == ERR_OK) {
        err = photos_clean(store);
    }
    if (err == ERR_OK) {
        err = photo_file_walk(store->folder, before_ms / 1000, is_known, store);
    }
    return err;
}

static enum err
port_find(void *self, const struct id *id, struct photo_reference *out)
{
    return photos_find(self, id, out);
}

static bool port_has(void *self, const struct id *id, enum photo_part part)
{
    return photos_has(self, id, part);
}

static enum err port_head(void *self, const struct id *id, struct bytes *out)
{
    return photos_head(self, id, out);
}

static enum err port_piece(void *self,
                           const struct id *id,
                           enum photo_part part,
                           size_t index,
                           struct bytes *out)
{
    const struct photo_file wanted = {.id = *id, .part = part};

    return photos_read(self, &wanted, index * PHOTO_PIECE_BYTES,
                       PHOTO_PIECE_BYTES, out);
}

static enum err port_missing(void *self,
                             enum photo_part part,
                             struct photo_reference *out,
                             size_t max,
                             size_t *count)
{
    return photos_missing(self, part, out, max, count);
}

void photos_port(struct shelf_photos *port)
{
    *port = (struct shelf_photos){
        .find = port_find,
        .has = port_has,
        .head = port_head,
        .piece = port_piece,
        .missing = port_missing,
    };
}
