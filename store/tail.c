#include "store/tail.h"

#include <stdlib.h>
#include <string.h>

#include "store/run.h"

enum { KEYS_AT_FIRST = 64, POSTS_AT_FIRST = 64 };

void tail_reset(struct tail *tail, uint64_t next)
{
    free(tail->keys);
    free(tail->orders);
    free(tail->posts);
    tally_release(&tail->lanes);
    *tail = (struct tail){.keys_next = next,
                          .posts_next = next,
                          .is_sorted = true,
                          .is_sure = true};
}

/* Where the search for a key begins. Keys are hashes already. */
static size_t home_of(const struct tail *tail, uint64_t key)
{
    return (size_t)(key ^ key >> 32) & (tail->key_room - 1);
}

static void insert(struct tail *tail, uint64_t key, uint64_t seq)
{
    size_t place = home_of(tail, key);

    while (tail->keys[place].seq != 0) {
        place = (place + 1) & (tail->key_room - 1);
    }
    tail->keys[place] = (struct tail_key){key, seq};
    tail->key_count++;
}

static enum err grow(struct tail *tail)
{
    struct tail_key *old = tail->keys;
    const size_t old_room = tail->key_room;
    const size_t room = old_room == 0 ? KEYS_AT_FIRST : 2 * old_room;
    struct tail_key *keys = calloc(room, sizeof *keys);

    if (keys == NULL) {
        return ERR_NOMEM;
    }
    tail->keys = keys;
    tail->key_room = room;
    tail->key_count = 0;
    for (size_t place = 0; place < old_room; place++) {
        if (old[place].seq != 0) {
            insert(tail, old[place].key, old[place].seq);
        }
    }
    free(old);
    return ERR_OK;
}

enum err tail_add(struct tail *tail, uint64_t key, uint64_t seq)
{
    if (2 * (tail->key_count + 1) > tail->key_room) {
        enum err err = grow(tail);

        if (err != ERR_OK) {
            return err;
        }
    }
    insert(tail, key, seq);
    return ERR_OK;
}

static enum err cut_keys(struct tail *tail, uint64_t upto)
{
    struct tail_key *left = malloc((tail->key_count + 1) * sizeof *left);
    size_t count = 0;

    if (left == NULL) {
        return ERR_NOMEM;
    }
    for (size_t place = 0; place < tail->key_room; place++) {
        if (tail->keys[place].seq > upto) {
            left[count++] = tail->keys[place];
        }
        tail->keys[place] = (struct tail_key){0, 0};
    }
    tail->key_count = 0;
    while (count > 0) {
        count--;
        insert(tail, left[count].key, left[count].seq);
    }
    free(left);
    return ERR_OK;
}

/* Keep the entries of an index whose records came later; how many they are. */
static size_t cut_entries(enum index index,
                          unsigned char *entries,
                          size_t count,
                          uint64_t upto)
{
    const size_t size = run_entry_bytes(index);
    size_t left = 0;

    for (size_t i = 0; i < count; i++) {
        if (run_entry_seq(index, entries + i * size) > upto) {
            memmove(entries + left * size, entries + i * size, size);
            left++;
        }
    }
    return left;
}

enum err tail_cut(struct tail *tail, uint64_t upto)
{
    const enum err err = cut_keys(tail, upto);

    if (err == ERR_OK) {
        (void)cut_entries(INDEX_ORDER, tail->orders, tail->post_count, upto);
        tail->post_count =
            cut_entries(INDEX_POST, tail->posts, tail->post_count, upto);
        tally_release(&tail->lanes);
        if (tail->posts_next <= upto) {
            tail->posts_next = upto + 1;
        }
    }
    return err;
}

void tail_expect(const struct tail *tail, uint64_t key)
{
    if (tail->key_room > 0) {
        __builtin_prefetch(&tail->keys[home_of(tail, key)], 1);
    }
}

uint64_t tail_find(const struct tail *tail, uint64_t key, size_t *at)
{
    size_t place = 0;

    if (tail->key_room == 0) {
        return 0;
    }
    place = (home_of(tail, key) + *at) & (tail->key_room - 1);
    while (tail->keys[place].seq != 0) {
        const struct tail_key *found = &tail->keys[place];

        (*at)++;
        if (found->key == key) {
            return found->seq;
        }
        place = (place + 1) & (tail->key_room - 1);
    }
    return 0;
}

/* Close the gap at `place`, so that no search ends there too early. */
static void close_gap(struct tail *tail, size_t place)
{
    const size_t mask = tail->key_room - 1;
    size_t next = (place + 1) & mask;

    while (tail->keys[next].seq != 0) {
        const size_t home = home_of(tail, tail->keys[next].key);

        if (((next - home) & mask) >= ((next - place) & mask)) {
            tail->keys[place] = tail->keys[next];
            place = next;
        }
        next = (next + 1) & mask;
    }
    tail->keys[place] = (struct tail_key){0, 0};
    tail->key_count--;
}

void tail_remove(struct tail *tail, uint64_t key, uint64_t seq)
{
    size_t at = 0;
    uint64_t found = tail_find(tail, key, &at);

    while (found != 0 && found != seq) {
        found = tail_find(tail, key, &at);
    }
    if (found != 0) {
        close_gap(tail, (home_of(tail, key) + at - 1) & (tail->key_room - 1));
    }
}

void tail_forget_posts(struct tail *tail, uint64_t next)
{
    tally_release(&tail->lanes);
    tail->post_count = 0;
    tail->posts_next = next;
    tail->is_sorted = true;
    tail->is_sure = true;
}

static enum err grow_posts(struct tail *tail)
{
    const size_t room =
        tail->post_room == 0 ? POSTS_AT_FIRST : 2 * tail->post_room;
    unsigned char *orders = realloc(tail->orders, room * ORDER_ENTRY_BYTES);
    unsigned char *posts = NULL;

    if (orders == NULL) {
        return ERR_NOMEM;
    }
    tail->orders = orders;
    posts = realloc(tail->posts, room * KEY_ENTRY_BYTES);
    if (posts == NULL) {
        return ERR_NOMEM;
    }
    tail->posts = posts;
    tail->post_room = room;
    return ERR_OK;
}

enum err tail_add_post(struct tail *tail,
                       const unsigned char *order,
                       const unsigned char *post)
{
    if (tail->post_count == tail->post_room) {
        enum err err = grow_posts(tail);

        if (err != ERR_OK) {
            return err;
        }
    }
    memcpy(tail->orders + tail->post_count * ORDER_ENTRY_BYTES, order,
           ORDER_ENTRY_BYTES);
    memcpy(tail->posts + tail->post_count * KEY_ENTRY_BYTES, post,
           KEY_ENTRY_BYTES);
    tail->post_count++;
    tail->is_sorted = false;
    return ERR_OK;
}

void tail_sort(struct tail *tail)
{
    if (!tail->is_sorted) {
        run_entries_sort(INDEX_ORDER, tail->orders, tail->post_count);
        run_entries_sort(INDEX_POST, tail->posts, tail->post_count);
        tail->is_sorted = true;
    }
}
