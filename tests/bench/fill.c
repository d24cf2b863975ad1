/*
 * Fill a household's data folder with a busy street: members that vouch for
 * one another and 400-byte posts of theirs, all signed for real.
 *
 *   bench_fill FOLDER MEMBERS POSTS
 *
 * FOLDER is that of a neighbourhood which `kith init` founded. The founder
 * vouches for the first hundred; two of those vouch for each further member.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "node/board/post.h"
#include "node/limits.h"
#include "node/moment.h"
#include "node/record/body.h"
#include "node/record/identity.h"
#include "node/record/record.h"
#include "store/keys.h"
#include "store/store.h"

enum {
    FIRST_MEMBERS = 100,
    VOUCHERS = 2,
    BATCH = 1000,
    TITLE_ROOM = 64,
    TEXT_ROOM = 256,
};

struct member {
    struct keys_household household;
    struct keys_device device;
    uint32_t vouches; /* given so far */
    uint32_t posts;
};

struct fill {
    struct store *store;
    struct keys keys;
    struct member *members;
    size_t member_count;
    uint64_t now_ms;
    size_t in_batch;
};

static enum err fill_put(struct fill *fill,
                         const struct record_draft *draft,
                         const unsigned char *secret)
{
    struct bytes bytes;
    enum err err = ERR_OK;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    err = record_write(draft, secret, &bytes);
    if (err == ERR_OK) {
        err = store_put(fill->store, bytes_view(&bytes));
    }
    bytes_release(&bytes);
    if (err == ERR_OK && ++fill->in_batch == BATCH) {
        fill->in_batch = 0;
        err = store_commit(fill->store, ERR_OK);
        if (err == ERR_OK) {
            err = store_begin(fill->store);
        }
    }
    return err;
}

static struct record_draft fill_draft(const struct fill *fill,
                                      enum record_class class,
                                      const struct id *household)
{
    return (struct record_draft){
        .class = class,
        .kind = 1,
        .neighbourhood = fill->keys.neighbourhood,
        .household = *household,
        .stamp_ms = fill->now_ms,
    };
}

static enum err
fill_name(struct fill *fill, struct member *member, size_t index)
{
    struct record_draft draft =
        fill_draft(fill, CLASS_HOUSEHOLD, &member->household.signing.public);
    char name[TITLE_ROOM];
    struct body_household body = {{NULL, 0}, {{NULL, 0}}, 0};
    struct body_device device = {
        .signing = member->device.signing.public,
        .transport = member->device.transport.public,
        .sealing = member->device.sealing.public,
    };
    struct bytes bytes;
    enum err err = ERR_OK;

    (void)snprintf(name, sizeof name, "House %zu", index + 1);
    body.name = view_text(name);
    bytes_init(&bytes, BODY_BYTES_MAX_ROSTER);
    err = body_household_write(&body, &bytes);
    draft.body = bytes_view(&bytes);
    if (err == ERR_OK) {
        err = fill_put(fill, &draft, member->household.signing.secret);
    }
    bytes_reset(&bytes);
    if (err == ERR_OK) {
        err = body_device_write(&device, &bytes);
    }
    draft.class = CLASS_DEVICE;
    draft.body = bytes_view(&bytes);
    if (err == ERR_OK) {
        err = fill_put(fill, &draft, member->household.signing.secret);
    }
    bytes_release(&bytes);
    return err;
}

static enum err fill_vouch(struct fill *fill,
                           const struct signing_keys *voucher,
                           uint32_t n,
                           const struct id *subject)
{
    struct record_draft draft = fill_draft(fill, CLASS_VOUCH, &voucher->public);
    const struct body_vouch body = {.household = *subject};
    struct bytes bytes;
    enum err err = ERR_OK;

    draft.n = n;
    bytes_init(&bytes, BODY_BYTES_MAX_ROSTER);
    err = body_vouch_write(&body, &bytes);
    draft.body = bytes_view(&bytes);
    if (err == ERR_OK) {
        err = fill_put(fill, &draft, voucher->secret);
    }
    bytes_release(&bytes);
    return err;
}

static enum err fill_member(struct fill *fill, size_t index)
{
    struct member *member = &fill->members[index];
    const struct id *id = &member->household.signing.public;
    unsigned char seed[KEY_SEED_BYTES] = {1};
    enum err err = ERR_OK;

    put_u64(seed + 8, index);
    keys_household_make(seed, &member->household);
    seed[0] = 2;
    keys_device_make(seed, &member->device);
    err = fill_name(fill, member, index);
    if (err == ERR_OK && index < FIRST_MEMBERS) {
        return fill_vouch(fill, &fill->keys.household.signing, (uint32_t)index,
                          id);
    }
    for (size_t count = 0; count < VOUCHERS && err == ERR_OK; count++) {
        struct member *voucher =
            &fill->members[(VOUCHERS * index + count) % FIRST_MEMBERS];

        err = fill_vouch(fill, &voucher->household.signing, voucher->vouches++,
                         id);
    }
    return err;
}

static struct member *member_of(const struct fill *fill, size_t index)
{
    assert(fill->member_count > 0);
    return &fill->members[index % fill->member_count];
}

/* A post of about 400 bytes as a record, with words to search for. */
static enum err fill_post(struct fill *fill, size_t index)
{
    static const char *const things[] = {"ladder", "jam",  "drill", "tent",
                                         "chair",  "lamp", "bike",  "books"};
    struct member *member = member_of(fill, index);
    struct record_draft draft =
        fill_draft(fill, CLASS_POST, &member->household.signing.public);
    char title[TITLE_ROOM];
    char text[TEXT_ROOM];
    struct post post = {
        .revision = 1,
        .posted_ms = fill->now_ms - index * 1000,
        .until_ms = fill->now_ms + (uint64_t)60 * DAY_MS,
        .tags = {view_text("street")},
        .tags_count = 1,
    };
    struct bytes bytes;
    enum err err = ERR_OK;

    (void)snprintf(title, sizeof title, "A %s, number %zu", things[index % 8],
                   index);
    (void)snprintf(text, sizeof text,
                   "Good as new and looking for a home in the street; ring the "
                   "bell on any evening but %zu. It comes with all of its "
                   "parts and a word of advice if you need one.",
                   index % 97);
    post.title = view_text(title);
    post.text = view_text(text);
    put_u64(post.birth, index);
    draft.n = member->posts++;
    bytes_init(&bytes, BODY_BYTES_MAX_SMALL);
    err = post_write(&post, &bytes);
    draft.body = bytes_view(&bytes);
    if (err == ERR_OK) {
        err = fill_put(fill, &draft, member->device.signing.secret);
    }
    bytes_release(&bytes);
    return err;
}

static enum err fill_all(struct fill *fill, size_t posts)
{
    enum err err = store_begin(fill->store);

    for (size_t index = 0; index < fill->member_count && err == ERR_OK;
         index++) {
        err = fill_member(fill, index);
    }
    for (size_t index = 0; index < posts && err == ERR_OK; index++) {
        err = fill_post(fill, index);
    }
    return store_commit(fill->store, err);
}

int main(int argc, char **argv)
{
    struct fill fill = {0};
    bool is_whole = false;
    enum err err = ERR_INVALID;

    if (argc != 4) {
        (void)fprintf(stderr, "usage: bench_fill FOLDER MEMBERS POSTS\n");
        return 64;
    }
    fill.member_count = strtoul(argv[2], NULL, 10);
    fill.now_ms = (uint64_t)time(NULL) * 1000;
    fill.members = calloc(fill.member_count, sizeof *fill.members);
    keys_init(&fill.keys);
    if (fill.members != NULL && fill.member_count > 0) {
        err = keys_load(argv[1], &fill.keys, &is_whole);
    }
    if (err == ERR_OK) {
        err = store_open(argv[1], STORE_WRITE, &fill.store);
    }
    if (err == ERR_OK) {
        err = fill_all(&fill, strtoul(argv[3], NULL, 10));
    }
    store_close(fill.store);
    keys_release(&fill.keys);
    free(fill.members);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "bench_fill: %s\n", err_text(err));
        return 70;
    }
    return 0;
}
