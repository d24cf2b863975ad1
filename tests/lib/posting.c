#include "tests/lib/posting.h"

#include <string.h>

#include "node/record/body.h"
#include "tests/lib/check.h"

struct author author_of(unsigned number)
{
    unsigned char seed[KEY_SEED_BYTES] = {0};
    struct keys_household keys;
    struct author author;

    put_u32(seed, number);
    keys_household_make(seed, &keys);
    author.keys = keys.signing;
    return author;
}

static const struct neighbourhood place = {{0x5a}};

static void
sign(const struct author *author, struct record_draft *draft, struct bytes *out)
{
    draft->neighbourhood = place;
    draft->household = author->keys.public;
    bytes_reset(out);
    check_ok(record_write(draft, author->keys.secret, out));
}

static uint64_t stamp_of(const struct posting *posting)
{
    return posting->stamp_ms == 0 ? POSTING_NOW_MS : posting->stamp_ms;
}

void posting_sign(const struct author *author,
                  const struct posting *posting,
                  struct bytes *out)
{
    struct post post = {
        .birth = {posting->birth},
        .revision = 1,
        .posted_ms =
            posting->posted_ms == 0 ? stamp_of(posting) : posting->posted_ms,
        .until_ms = posting->until_ms,
        .asks = posting->asks,
        .status = posting->status,
        .is_first = posting->is_first,
        .title = view_text(posting->title == NULL ? "Ladder" : posting->title),
    };
    struct record_draft draft = {
        .class = CLASS_POST,
        .kind = posting->kind == 0 ? POST_OFFER : (uint16_t)posting->kind,
        .lane = posting->lane,
        .n = posting->n,
        .stamp_ms = stamp_of(posting),
    };
    struct bytes body;

    if (posting->text != NULL) {
        post.text = view_text(posting->text);
    }
    if (posting->tag != NULL) {
        post.tags[post.tags_count++] = view_text(posting->tag);
    }
    if (posting->cell != NULL) {
        post.cell = view_text(posting->cell);
    }
    for (size_t i = 0; i < posting->photos_count; i++) {
        post.photos[post.photos_count++] = posting->photos[i];
    }
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    check_ok(post_write(&post, &body));
    draft.body = bytes_view(&body);
    sign(author, &draft, out);
    bytes_release(&body);
}

void posting_withdraw(const struct author *author,
                      uint32_t n,
                      uint64_t stamp_ms,
                      struct bytes *out)
{
    struct record_draft draft = {
        .class = CLASS_POST, .kind = POST_OFFER, .n = n, .stamp_ms = stamp_ms};

    sign(author, &draft, out);
}

void posting_letter(const struct author *author,
                    uint32_t n,
                    uint64_t stamp_ms,
                    struct bytes *out)
{
    static const unsigned char body[] = {0x81, 0x18, 0x01};
    struct record_draft draft = {.class = CLASS_LETTER,
                                 .kind = 2,
                                 .n = n,
                                 .stamp_ms = stamp_ms,
                                 .body = {body, sizeof body}};

    sign(author, &draft, out);
}

void posting_machine(const struct author *author,
                     uint32_t lane,
                     uint64_t stamp_ms,
                     struct bytes *out)
{
    static const unsigned char body[] = {0x80};
    struct record_draft draft = {.class = CLASS_DEVICE,
                                 .kind = 1,
                                 .n = lane,
                                 .stamp_ms = stamp_ms,
                                 .body = {body, sizeof body}};

    sign(author, &draft, out);
}

void posting_half(const struct author *author,
                  const struct receipt *receipt,
                  uint64_t stamp_ms,
                  struct bytes *out)
{
    struct record_draft draft = {
        .class = CLASS_RECEIPT, .kind = KIND_HOURS, .stamp_ms = stamp_ms};
    struct bytes body;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(receipt_write(receipt, &body));
    draft.body = bytes_view(&body);
    sign(author, &draft, out);
    bytes_release(&body);
}

void posting_profile(const struct author *author,
                     const char *name,
                     uint64_t stamp_ms,
                     struct bytes *out)
{
    const struct body_household household = {.name = view_text(name)};
    struct record_draft draft = {
        .class = CLASS_HOUSEHOLD, .kind = 1, .stamp_ms = stamp_ms};
    struct bytes body;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_household_write(&household, &body));
    draft.body = bytes_view(&body);
    sign(author, &draft, out);
    bytes_release(&body);
}

struct id posting_id(const struct author *author, const struct posting *posting)
{
    const unsigned char birth[POST_BIRTH_BYTES] = {posting->birth};
    struct id id;

    post_id(&author->keys.public, posting->lane, posting->n, birth, &id);
    return id;
}

struct id posting_record(const struct bytes *bytes)
{
    struct record record;

    check_ok(record_read(bytes_view(bytes), &record));
    return record.id;
}
