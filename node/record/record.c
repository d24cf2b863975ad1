#include "node/record/record.h"

#include <assert.h>
#include <string.h>

#include "node/board/post.h"
#include "node/board/thanks.h"
#include "node/deal/receipt.h"
#include "node/limits.h"
#include "node/mail/seal.h"
#include "node/mail/sealing.h"
#include "node/record/body.h"
#include "node/record/council_body.h"
#include "node/record/pack.h"
#include "node/record/scan.h"
#include "node/record/time.h"

/* Offsets of the header; what follows is the body. */
enum {
    AT_FORMAT = 0,
    AT_CLASS = 1,
    AT_KIND = 2,
    AT_NEIGHBOURHOOD = 4,
    AT_HOUSEHOLD = 20,
    AT_SIGNER = 52,
    AT_LANE = 84,
    AT_N = 88,
    AT_STAMP = 92,
    AT_BODY_BYTES = 100,
};

/* Room to read any body whose structure is known. */
union body {
    struct body_household household;
    struct body_device device;
    struct body_rules rules;
    struct body_council council;
    struct body_join join;
    struct body_vouch vouch;
    struct body_invite invite;
    struct body_address address;
    struct body_manifest manifest;
    struct post post;
    struct thanks thanks;
    struct receipt receipt;
    struct sealed sealed;
    struct body_sealing sealing;
};

/* A body that this version does not know: canonical, and a map. */
static enum err body_strange_read(struct view body)
{
    uint32_t pairs = 0;
    enum err err = scan(body);

    return err == ERR_OK ? unpack_map(&body, &pairs) : err;
}

/* A founding council names the neighbourhood that it stands in. */
static enum err council_read(const struct record *record,
                             struct body_council *out)
{
    struct neighbourhood founded;
    struct council_content content;
    enum err err = body_council_read(record->body, out);

    if (err == ERR_OK) {
        err = council_content_read(out->content, &content);
    }
    if (err != ERR_OK || content.height > 0) {
        return err;
    }
    council_neighbourhood(out->content, &founded);
    return neighbourhood_equal(&founded, &record->neighbourhood)
               ? ERR_OK
               : ERR_MALFORMED;
}

/* Each side signs its own half, and nobody else one. */
static enum err half_read(const struct record *record, struct receipt *out)
{
    enum err err = receipt_read(record->body, out);

    if (err == ERR_OK &&
        receipt_side(out, &record->household) == RECEIPT_NEITHER) {
        err = ERR_MALFORMED;
    }
    return err;
}

/* Nobody thanks himself. */
static enum err thanks_of(const struct record *record, struct thanks *out)
{
    enum err err = thanks_read(record->body, out);

    return err == ERR_OK && id_equal(&out->household, &record->household)
               ? ERR_MALFORMED
               : err;
}

/* Kinds of other classes, and other kinds, are for later versions; but a slot
 * that is named by content does not tell kinds apart: another kind would take
 * the place of what was said for good. */
static enum err body_read_strange(const struct record *record)
{
    return class_find(record->class)->is_content_named
               ? ERR_MALFORMED
               : body_strange_read(record->body);
}

static enum err body_read(const struct record *record, union body *out)
{
    size_t count = 0;

    if (body_fields(record->class, record->kind, &count) == NULL) {
        return body_read_strange(record);
    }
    switch (record->class) {
    case CLASS_HOUSEHOLD:
        return body_household_read(record->body, &out->household);
    case CLASS_DEVICE:
        return body_device_read(record->body, &out->device);
    case CLASS_RULES:
        return body_rules_read(record->body, &out->rules);
    case CLASS_COUNCIL:
        return council_read(record, &out->council);
    case CLASS_JOIN:
        return body_join_read(record->body, &out->join);
    case CLASS_VOUCH:
        return record->kind == KIND_INVITE
                   ? body_invite_read(record->body, &out->invite)
                   : body_vouch_read(record->body, &out->vouch);
    case CLASS_ADDRESS:
        return body_address_read(record->body, &out->address);
    case CLASS_MANIFEST:
        return body_manifest_read(record->body, &out->manifest);
    case CLASS_POST:
        return post_read(record->body, &out->post);
    case CLASS_LETTER:
        return sealed_read(record->body, &out->sealed);
    case CLASS_SEALING:
        return body_sealing_read(record->body, &out->sealing);
    case CLASS_RECEIPT:
        return half_read(record, &out->receipt);
    case CLASS_SAY:
        return thanks_of(record, &out->thanks);
    case CLASS_CARRY:
    case CLASS_CIRCLE:
    case CLASS_END:
        break;
    }
    return ERR_MALFORMED;
}

static void slot_find(struct record *record, const union body *body)
{
    if (record->class == CLASS_JOIN) {
        record_slot_join(&body->join.one_time, &record->household,
                         &record->slot);
    } else if (record->class == CLASS_COUNCIL) {
        record_slot_council(record->body, &record->slot);
    } else if (record->class == CLASS_RECEIPT) {
        record_slot_receipt(&record->household, record->body, &record->slot);
    } else {
        record_slot(record->class, &record->household, record->lane, record->n,
                    &record->slot);
    }
}

/* The fields as they stand; the class is still to be checked. */
static void header_read(struct view bytes, struct record *out)
{
    const unsigned char *at = bytes.data;

    *out = (struct record){.bytes = bytes};
    out->class = (enum record_class)at[AT_CLASS];
    out->kind = get_u16(at + AT_KIND);
    memcpy(out->neighbourhood.data, at + AT_NEIGHBOURHOOD, NEIGHBOURHOOD_BYTES);
    memcpy(out->household.data, at + AT_HOUSEHOLD, ID_BYTES);
    memcpy(out->signer.data, at + AT_SIGNER, ID_BYTES);
    out->lane = get_u32(at + AT_LANE);
    out->n = get_u32(at + AT_N);
    out->stamp_ms = get_u64(at + AT_STAMP);
    out->body =
        (struct view){at + RECORD_HEADER_BYTES, get_u16(at + AT_BODY_BYTES)};
}

/* The rules of the slot's number, by class. */
static bool is_number_good(const struct record *record,
                           const struct class_row *row)
{
    if (row->is_household_signed &&
        (record->lane != 0 || !id_equal(&record->signer, &record->household))) {
        return false;
    }
    if (row->is_content_named) {
        return record->lane == 0 && record->n == 0;
    }
    if (record->class == CLASS_DEVICE) {
        return true; /* n is its lane */
    }
    return record->n <
           (record->class == CLASS_HOUSEHOLD ? row->slots_full : SLOTS_MAX);
}

static enum err header_check(const struct record *record)
{
    const struct class_row *row = class_find(record->class);
    size_t bytes = RECORD_BYTES_MIN + record->body.bytes;

    if (row == NULL || record->bytes.data[AT_FORMAT] != RECORD_FORMAT ||
        record->kind == 0 || bytes != record->bytes.bytes ||
        record->body.bytes > row->body_bytes_max ||
        record->stamp_ms > TIME_MS_MAX || !is_number_good(record, row)) {
        return ERR_MALFORMED;
    }
    return row->is_lasting && record->body.bytes == 0 ? ERR_MALFORMED : ERR_OK;
}

static struct view signed_part(struct view bytes)
{
    assert(bytes.bytes >= RECORD_BYTES_MIN);
    return (struct view){bytes.data, bytes.bytes - RECORD_SIGNATURE_BYTES};
}

enum err record_read_header(struct view bytes, struct record *out)
{
    enum err err = ERR_OK;

    if (bytes.bytes < RECORD_BYTES_MIN || bytes.bytes > RECORD_BYTES_MAX) {
        return ERR_MALFORMED;
    }
    header_read(bytes, out);
    err = header_check(out);
    if (err == ERR_OK) {
        out->drop_day = class_drop_day(out->class, out->stamp_ms);
    }
    return err;
}

void record_id(struct view bytes, struct id *out)
{
    const struct view part = signed_part(bytes);

    identity_hash(DOMAIN_ID, &part, 1, out);
}

enum err record_read(struct view bytes, struct record *out)
{
    union body body; /* of several kB: only what is read is set */
    enum err err = record_read_header(bytes, out);

    if (err == ERR_OK && !record_is_tombstone(out)) {
        err = body_read(out, &body);
    }
    if (err == ERR_OK) {
        record_id(bytes, &out->id);
        slot_find(out, &body);
    }
    return err;
}

void record_move(struct record *record, const unsigned char *data)
{
    record->bytes.data = data;
    record->body.data = data + RECORD_HEADER_BYTES;
}

bool record_is_newer(uint64_t left_stamp_ms,
                     const struct id *left,
                     uint64_t right_stamp_ms,
                     const struct id *right)
{
    if (left_stamp_ms != right_stamp_ms) {
        return left_stamp_ms > right_stamp_ms;
    }
    return id_compare(left, right) > 0;
}

bool record_is_tombstone(const struct record *record)
{
    return record->body.bytes == 0;
}

/* The header, the body, and an empty place for the signature. */
static enum err draft_append(const struct record_draft *draft,
                             const unsigned char *signer,
                             struct bytes *out)
{
    unsigned char header[RECORD_HEADER_BYTES] = {0};
    static const unsigned char unsigned_yet[RECORD_SIGNATURE_BYTES];
    enum err err = ERR_OK;

    header[AT_FORMAT] = RECORD_FORMAT;
    header[AT_CLASS] = (unsigned char)draft->class;
    put_u16(header + AT_KIND, draft->kind);
    memcpy(header + AT_NEIGHBOURHOOD, draft->neighbourhood.data,
           NEIGHBOURHOOD_BYTES);
    memcpy(header + AT_HOUSEHOLD, draft->household.data, ID_BYTES);
    memcpy(header + AT_SIGNER, signer, ID_BYTES);
    put_u32(header + AT_LANE, draft->lane);
    put_u32(header + AT_N, draft->n);
    put_u64(header + AT_STAMP, draft->stamp_ms);
    put_u16(header + AT_BODY_BYTES, (uint16_t)draft->body.bytes);
    err = bytes_append(out, (struct view){header, sizeof header});
    if (err == ERR_OK) {
        err = bytes_append(out, draft->body);
    }
    if (err == ERR_OK) {
        err =
            bytes_append(out, (struct view){unsigned_yet, sizeof unsigned_yet});
    }
    return err;
}

enum err record_write(const struct record_draft *draft,
                      const unsigned char secret[static 64],
                      struct bytes *out)
{
    size_t before = out->bytes;
    struct record record;
    struct view whole = {NULL, 0};
    struct view part = {NULL, 0};
    enum err err = ERR_OK;

    if (draft->body.bytes > UINT16_MAX) {
        return ERR_MALFORMED;
    }
    err = draft_append(draft, secret + SIGNATURE_BYTES - ID_BYTES, out);
    if (err == ERR_OK) {
        whole = (struct view){out->data + before, out->bytes - before};
        err = record_read(whole, &record);
    }
    if (err == ERR_OK) {
        part = signed_part(whole);
        identity_sign(DOMAIN_RECORD, &part, 1, secret,
                      out->data + before + part.bytes);
    } else {
        out->bytes = before;
    }
    return err;
}

/* The signatures inside the body of a JOIN or COUNCIL. */
static enum err inner_verify(const struct record *record)
{
    union body body;
    enum err err = ERR_OK;

    if (record->class == CLASS_JOIN) {
        err = body_join_read(record->body, &body.join);
        return err != ERR_OK
                   ? err
                   : body_join_verify(&body.join, &record->neighbourhood,
                                      &record->household);
    }
    if (record->class == CLASS_COUNCIL) {
        err = body_council_read(record->body, &body.council);
        return err != ERR_OK
                   ? err
                   : body_council_verify(&body.council, &record->neighbourhood);
    }
    return ERR_OK;
}

enum err record_verify(struct view bytes)
{
    struct record record;
    struct view part = signed_part(bytes);
    enum err err = ERR_OK;

    header_read(bytes, &record);
    err = identity_verify(DOMAIN_RECORD, &part, 1, &record.signer,
                          bytes.data + part.bytes);
    return err == ERR_OK ? inner_verify(&record) : err;
}
