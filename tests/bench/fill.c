/*
 * Fill a household's data folder with a busy street: members that vouch for
 * one another and 400-byte posts of theirs, all signed for real.
 *
 *   bench_fill FOLDER MEMBERS POSTS [FIRST]
 *
 * FOLDER is that of a neighbourhood which `kith init` founded. The founder
 * vouches for the first hundred; two of those vouch for each further member.
 * Post FIRST (0 unless told) is the first one; with a later one than 0 the
 * members are there already, and the same ones go on posting.
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
    MEMBER_POSTS_MAX = 2048, /* the council's rules let each have so many */
    NEWCOMER_POSTS_MAX = 32,
    STEWARD_POSTS_MAX = 16384,
    FIRST_MEMBERS = 100,
    VOUCHERS = 2,
    BATCH = 1000,
    TITLE_ROOM = 64,
    TEXT_BYTES = 170,
    TEXT_ROOM = TEXT_BYTES + TITLE_ROOM,
};

struct member {
    struct keys_household household;
    struct keys_device device;
    uint32_t vouches; /* given so far */
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

static enum err fill_rules(struct fill *fill)
{
    const struct signing_keys *steward = &fill->keys.household.signing;
    struct record_draft draft = fill_draft(fill, CLASS_RULES, &steward->public);
    const struct body_rules body = {
        .slots = {{CLASS_POST, NEWCOMER_POSTS_MAX, MEMBER_POSTS_MAX,
                   STEWARD_POSTS_MAX}},
        .slots_count = 1,
    };
    struct bytes bytes;
    enum err err = ERR_OK;

    bytes_init(&bytes, BODY_BYTES_MAX_ROSTER);
    err = body_rules_write(&body, &bytes);
    draft.body = bytes_view(&bytes);
    if (err == ERR_OK) {
        err = fill_put(fill, &draft, steward->secret);
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

static void make_keys(struct fill *fill, size_t index)
{
    unsigned char seed[KEY_SEED_BYTES] = {1};

    put_u64(seed + 8, index);
    keys_household_make(seed, &fill->members[index].household);
    seed[0] = 2;
    keys_device_make(seed, &fill->members[index].device);
}

static enum err fill_member(struct fill *fill, size_t index)
{
    struct member *member = &fill->members[index];
    const struct id *id = &member->household.signing.public;
    enum err err = ERR_OK;

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

/* Words of a street, another choice for each index: text of one pattern would
 * be packed by systems that compress what no street's text could be. */
static void fill_text(size_t index, char *text, size_t room)
{
    static const char words[] =
        "a about after all and any apple as ask at autumn bag basket bell "
        "bench bike blue boil book borrow box bread bring broken bucket by "
        "call can chair clean coat collect come cup cut day deep door drill "
        "dry each early evening fetch few find fine first fit five fix flower "
        "for friday from full garden get give glass gone good green hand heavy "
        "help hold home hook hour house if in is it jam jar keep key kind "
        "kitchen lamp large late leave lend light little long look low made "
        "may meet mend milk monday morning need new next nice night no of old "
        "on one open or other our oven paint pair part pick plant please plum "
        "quick rain red rent ring roof room round rubber sack saturday saw "
        "screw sell set shed shelf short side sit small soft some soon soup "
        "spare spring stand step stone stop street sunday table take tall ten "
        "tent than that the them then they thing this three till time to tool "
        "top try two under until up use very wall want warm water we week well "
        "wheel when who will wine winter";
    uint64_t state = (uint64_t)index * 6364136223846793005u + 1;
    size_t bytes = 0;

    while (bytes < TEXT_BYTES) {
        const char *word = words;
        size_t space = 0;

        state = state * 6364136223846793005u + 1442695040888963407u;
        word += (state >> 33) % (sizeof words - 1);
        while (word > words && word[-1] != ' ') {
            word--;
        }
        space = strcspn(word, " ");
        bytes += (size_t)snprintf(text + bytes, room - bytes, "%.*s ",
                                  (int)space, word);
    }
    text[TEXT_BYTES - 1] = '.';
    text[TEXT_BYTES] = '\0';
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
    fill_text(index, text, sizeof text);
    post.title = view_text(title);
    post.text = view_text(text);
    put_u64(post.birth, index);
    draft.n = (uint32_t)(index / fill->member_count);
    bytes_init(&bytes, BODY_BYTES_MAX_SMALL);
    err = post_write(&post, &bytes);
    draft.body = bytes_view(&bytes);
    if (err == ERR_OK) {
        err = fill_put(fill, &draft, member->device.signing.secret);
    }
    bytes_release(&bytes);
    return err;
}

static enum err fill_street(struct fill *fill)
{
    enum err err = fill_rules(fill);

    for (size_t index = 0; index < fill->member_count && err == ERR_OK;
         index++) {
        err = fill_member(fill, index);
    }
    return err;
}

static enum err fill_all(struct fill *fill, size_t first, size_t posts)
{
    enum err err = store_begin(fill->store);

    for (size_t index = 0; index < fill->member_count; index++) {
        make_keys(fill, index);
    }
    if (err == ERR_OK && first == 0) {
        err = fill_street(fill);
    }
    for (size_t index = 0; index < posts && err == ERR_OK; index++) {
        err = fill_post(fill, first + index);
    }
    return store_commit(fill->store, err);
}

int main(int argc, char **argv)
{
    struct fill fill = {0};
    bool is_whole = false;
    enum err err = ERR_INVALID;

    if (argc != 4 && argc != 5) {
        (void)fprintf(stderr,
                      "usage: bench_fill FOLDER MEMBERS POSTS [FIRST]\n");
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
        err = fill_all(&fill, argc == 5 ? strtoul(argv[4], NULL, 10) : 0,
                       strtoul(argv[3], NULL, 10));
    }
    for (bool more = err == ERR_OK; more && err == ERR_OK;) {
        err = store_idle(fill.store, &more); /* as a running node would */
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
