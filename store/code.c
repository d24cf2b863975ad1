/*
 * Posts by their ids and codes: INDEX_POST has the first 64 bits of each post
 * id, in order, so codes that begin alike are neighbours.
 */
#include <string.h>

#include "store/board_inside.h"
#include "store/held.h"
#include "store/walk.h"

enum {
    DIGIT_BITS = 5,
    SHARED_BITS = 10, /* one code in a thousand */
};

/* Posts that may be meant. */
struct meant {
    const struct id *first; /* ids from this one */
    const struct id *last;  /* to this one, included */
    uint64_t seqs[BOARD_CODE_ROWS_MAX];
    size_t count;
};

/* Take a post in if it is there and its id lies in the range. */
static enum err take(struct store *store, uint64_t seq, struct meant *meant)
{
    struct board_post post;
    enum err err = board_post_read(store, seq, &post);

    if (err == ERR_OK && id_compare(&post.id, meant->first) >= 0 &&
        id_compare(&post.id, meant->last) <= 0) {
        meant->seqs[meant->count++] = seq;
    }
    board_post_release(&post);
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

static enum err take_from(struct walk *walk, struct meant *meant)
{
    unsigned char bound[KEY_ENTRY_BYTES];
    const unsigned char *entry = NULL;
    enum err err = ERR_OK;

    run_entry_put(bound, id_prefix(meant->first), 0);
    err = walk_seek(walk, bound);
    if (err == ERR_OK) {
        err = walk_next(walk, &entry);
    }
    while (err == ERR_OK && entry != NULL &&
           get_u64(entry) <= id_prefix(meant->last) &&
           meant->count < BOARD_CODE_ROWS_MAX) {
        err = take(walk->store, run_entry_seq(INDEX_POST, entry), meant);
        if (err == ERR_OK) {
            err = walk_next(walk, &entry);
        }
    }
    return err;
}

/* Find the posts whose ids lie in a range; inside a transaction. */
static enum err find_meant(struct store *store, struct meant *meant)
{
    struct walk walk = {.cursors = NULL};
    enum err err = tail_know_posts(store);

    if (err == ERR_OK) {
        err = walk_begin(&walk, store, walk_of(store, INDEX_POST),
                         store->tail.posts, store->tail.post_count);
    }
    if (err == ERR_OK) {
        err = take_from(&walk, meant);
    }
    walk_release(&walk);
    return err;
}

/* Visit them; `count` is how many there are. */
static enum err visit_meant(struct store *store,
                            struct meant *meant,
                            const struct delivery *delivery)
{
    size_t held = 0;
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    if (err != ERR_OK) {
        return err;
    }
    err = find_meant(store, meant);
    for (size_t i = 0; err == ERR_OK && i < meant->count; i++) {
        err = board_deliver(store, meant->seqs[i], delivery);
    }
    if (err == ERR_OK) {
        err = held_between(store, meant->first, meant->last,
                           BOARD_CODE_ROWS_MAX - meant->count, delivery, &held);
        meant->count += held;
    }
    return glance_end(store, is_ours, err);
}

enum err board_find(struct store *store,
                    const struct id *post,
                    uint64_t now_ms,
                    board_visit *visit,
                    void *visitor)
{
    const struct delivery delivery = {now_ms, visit, visitor};
    struct meant meant = {.first = post, .last = post};
    enum err err = visit_meant(store, &meant, &delivery);

    return err == ERR_OK && meant.count == 0 ? ERR_UNKNOWN : err;
}

/* 64 hexadecimal digits as a post id. */
static bool is_whole_id(struct view code, struct id *post)
{
    char hex[ID_HEX_CHARS];

    if (code.bytes != ID_HEX_CHARS - 1) {
        return false;
    }
    memcpy(hex, code.data, code.bytes);
    hex[code.bytes] = '\0';
    return id_from_hex(hex, post) == ERR_OK;
}

enum err board_by_code(struct store *store,
                       struct view code,
                       uint64_t now_ms,
                       board_visit *visit,
                       void *visitor)
{
    const struct delivery delivery = {now_ms, visit, visitor};
    struct id first;
    struct id last;
    struct meant meant = {.first = &first, .last = &last};

    if (is_whole_id(code, &first)) {
        last = first;
    } else if (!post_code_range(code, &first, &last)) {
        return ERR_OK;
    }
    return visit_meant(store, &meant, &delivery);
}

/* Digits that post ids with these first bits have in common at least. */
static unsigned digits_in_common(uint64_t left, uint64_t right)
{
    const uint64_t differs = left ^ right;
    unsigned bits = 0;

    while (bits < 64 && (differs >> (63 - bits) & 1) == 0) {
        bits++;
    }
    return bits / DIGIT_BITS;
}

unsigned code_digits_alike(const struct id *left, const struct id *right)
{
    return digits_in_common(id_prefix(left), id_prefix(right));
}

/* Raise `digits` until the code tells the post from another, when that is
 * there and is another. */
static enum err tell_apart(struct store *store,
                           const struct id *id,
                           const unsigned char *entry,
                           unsigned *digits,
                           bool *is_told)
{
    const unsigned needed = digits_in_common(id_prefix(id), get_u64(entry)) + 1;
    const uint64_t seq = run_entry_seq(INDEX_POST, entry);
    struct board_post other;
    bool is_erased = false;
    enum err err = ERR_OK;

    *is_told = false;
    if (get_u64(entry) != id_prefix(id)) {
        err = is_gone(store, seq, &is_erased);
        *is_told = err == ERR_OK && !is_erased;
    } else { /* itself, or one in 2^64 */
        err = board_post_read(store, seq, &other);
        *is_told = err == ERR_OK && !id_equal(&other.id, id);
        board_post_release(&other);
        err = err == ERR_UNKNOWN ? ERR_OK : err;
    }
    if (*is_told && needed > *digits) {
        *digits = needed;
    }
    return err;
}

/* The neighbours of a post on one side. */
static enum err tell_above(struct store *store,
                           struct walk *walk,
                           const struct id *post,
                           unsigned *digits)
{
    unsigned char bound[KEY_ENTRY_BYTES];
    const unsigned char *entry = NULL;
    bool is_told = false;
    enum err err = ERR_OK;

    run_entry_put(bound, id_prefix(post), 0);
    err = walk_seek(walk, bound);
    if (err == ERR_OK) {
        err = walk_next(walk, &entry);
    }
    while (err == ERR_OK && entry != NULL && !is_told) {
        err = tell_apart(store, post, entry, digits, &is_told);
        if (err == ERR_OK && !is_told) {
            err = walk_next(walk, &entry);
        }
    }
    return err;
}

/* The greatest entry below `bound`, in runs or not. */
static enum err below(struct store *store,
                      const unsigned char *bound,
                      unsigned char out[static ENTRY_BYTES_MAX])
{
    const struct tail *tail = &store->tail;
    const size_t at =
        run_entries_from(INDEX_POST, tail->posts, tail->post_count, bound);
    enum err err = walk_below(store, walk_of(store, INDEX_POST), bound, out);

    if ((err == ERR_OK || err == ERR_UNKNOWN) && at > 0) {
        const unsigned char *loose = tail->posts + (at - 1) * KEY_ENTRY_BYTES;

        if (err == ERR_UNKNOWN || memcmp(loose, out, KEY_ENTRY_BYTES) > 0) {
            memcpy(out, loose, KEY_ENTRY_BYTES);
        }
        err = ERR_OK;
    }
    return err;
}

static enum err
tell_below(struct store *store, const struct id *post, unsigned *digits)
{
    unsigned char bound[KEY_ENTRY_BYTES];
    unsigned char entry[ENTRY_BYTES_MAX];
    bool is_told = false;
    enum err err = ERR_OK;

    run_entry_put(bound, id_prefix(post), 0);
    while (err == ERR_OK && !is_told) {
        err = below(store, bound, entry);
        if (err == ERR_OK) {
            err = tell_apart(store, post, entry, digits, &is_told);
            memcpy(bound, entry, sizeof bound);
        }
    }
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

/* Look for the posts that begin like this one. */
static enum err
tell(struct store *store, const struct id *post, unsigned *digits)
{
    struct walk walk = {.cursors = NULL};
    unsigned alike = 0;
    enum err err = tail_know_posts(store);

    if (err == ERR_OK) {
        err = walk_begin(&walk, store, walk_of(store, INDEX_POST),
                         store->tail.posts, store->tail.post_count);
    }
    if (err == ERR_OK) {
        err = tell_above(store, &walk, post, digits);
    }
    if (err == ERR_OK) {
        err = tell_below(store, post, digits);
    }
    walk_release(&walk);
    if (err == ERR_OK) {
        err = held_alike(store, post, &alike);
    }
    if (err == ERR_OK && alike >= *digits) {
        *digits = alike + 1;
    }
    return err;
}

/* Records of the board: as many as its posts, or a few more. */
static uint64_t board_records(const struct store *store)
{
    uint64_t count = 0;

    for (size_t i = 0; i < store->weeks.count; i++) {
        if (store->weeks.items[i].week.set == SET_BOARD) {
            count += store->weeks.items[i].count;
        }
    }
    return count;
}

/* So many that of a thousand codes about one fits another post. */
static unsigned digits_for(uint64_t records)
{
    unsigned bits = SHARED_BITS;

    for (; records > 0; records /= 2) {
        bits++;
    }
    return (bits + DIGIT_BITS - 1) / DIGIT_BITS;
}

enum err board_code_digits(struct store *store,
                           const struct id *post,
                           bool is_sure,
                           unsigned *digits)
{
    uint64_t held = 0;
    uint64_t records = 0;
    bool is_long = false;
    bool is_ours = false;
    enum err err = glance_begin(store, &is_ours);

    *digits = CODE_DIGITS_MIN;
    if (err != ERR_OK) {
        return err;
    }
    err = held_span(store, &held); /* each of these would be read */
    records = held + board_records(store);
    is_long = held > 0 || records > BOARD_CODES_SURE_MAX;
    if (is_long) {
        *digits = digits_for(records);
    }
    if (err == ERR_OK && (is_sure || !is_long)) {
        err = tell(store, post, digits);
    }
    if (*digits > CODE_DIGITS_MAX) {
        *digits = CODE_DIGITS_MAX;
    }
    return glance_end(store, is_ours, err);
}
