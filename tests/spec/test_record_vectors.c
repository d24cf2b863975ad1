/*
 * spec/vectors/records*.json through the real code, both ways: bytes give the
 * stated fields, the stated fields give the same bytes, and what a rule
 * refuses is refused. record_vectors.py made them; it shares no code with us.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "node/board/code.h"
#include "node/board/post.h"
#include "node/deal/receipt.h"
#include "node/limits.h"
#include "node/record/body.h"
#include "node/record/council_body.h"
#include "node/record/record.h"
#include "node/record/scan.h"
#include "tests/lib/body_json.h"
#include "tests/lib/check.h"

static union any_body any;

static json_t *file_load(const char *path)
{
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error);

    if (root == NULL) {
        fail_msg("%s:%d: %s", path, error.line, error.text);
    }
    return root;
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    if (text == NULL) {
        fail_msg("the vector lacks %s", name);
    }
    return text;
}

static uint64_t number_of(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    assert_true(json_is_integer(value));
    return (uint64_t)json_integer_value(value);
}

static void json_must_equal(json_t *actual, const json_t *wanted)
{
    char *text = json_dumps(actual, JSON_COMPACT);

    if (!json_equal(actual, wanted)) {
        fail_msg("read: %s", text);
    }
    free(text);
    json_decref(actual);
}

/* Bytes to fields. */

static void body_must_read(struct view body,
                           const struct field *fields,
                           size_t count,
                           const json_t *wanted)
{
    check_ok(field_read(body, fields, count, &any, sizeof any));
    json_must_equal(body_to_json(&any, fields, count), wanted);
}

static void id_must_be(const struct id *actual, const char *hex)
{
    struct id wanted;

    check_ok(id_from_hex(hex, &wanted));
    check_id(actual, &wanted);
}

static void header_must_read(const struct record *record, const json_t *vector)
{
    char hex[NEIGHBOURHOOD_HEX_CHARS];

    assert_int_equal(record->class, number_of(vector, "class"));
    assert_int_equal(record->kind, number_of(vector, "kind"));
    neighbourhood_to_hex(&record->neighbourhood, hex);
    assert_string_equal(hex, text_of(vector, "neighbourhood"));
    id_must_be(&record->household, text_of(vector, "household"));
    id_must_be(&record->signer, text_of(vector, "signer"));
    assert_int_equal(record->lane, number_of(vector, "lane"));
    assert_int_equal(record->n, number_of(vector, "n"));
    assert_int_equal(record->stamp_ms, number_of(vector, "stamp"));
    id_must_be(&record->id, text_of(vector, "id"));
    id_must_be(&record->slot, text_of(vector, "slot"));
    assert_int_equal(record->drop_day, number_of(vector, "drop_day"));
}

static void post_must_be_named(const struct record *record,
                               const json_t *vector)
{
    struct post post;
    struct id id;
    char code[CODE_CHARS];

    check_ok(post_read(record->body, &post));
    post_id(&record->household, record->lane, record->n, post.birth, &id);
    id_must_be(&id, text_of(vector, "post"));
    post_code((enum post_kind)record->kind, post.title, &id, CODE_DIGITS_MAX,
              code);
    assert_string_equal(code, text_of(vector, "code"));
}

static void receipt_must_be_named(const struct record *record,
                                  const json_t *vector)
{
    struct id id;

    receipt_id(&record->neighbourhood, record->body, &id);
    id_must_be(&id, text_of(vector, "receipt"));
}

static void content_must_read(const struct record *record, const json_t *vector)
{
    struct body_council body;
    size_t count = 0;
    const struct field *fields = council_content_fields(&count);

    check_ok(body_council_read(record->body, &body));
    body_must_read(body.content, fields, count,
                   json_object_get(vector, "content"));
}

static void record_must_read(const json_t *vector)
{
    static unsigned char room[RECORD_BYTES_MAX];
    struct view bytes = check_hex(text_of(vector, "bytes"), room, sizeof room);
    const json_t *wanted = json_object_get(vector, "body");
    struct record record;
    size_t count = 0;
    const struct field *fields = NULL;

    check_ok(record_read(bytes, &record));
    check_ok(record_verify(bytes));
    header_must_read(&record, vector);
    assert_int_equal(record_is_tombstone(&record), json_is_null(wanted));
    if (json_is_string(wanted)) {
        json_must_equal(body_bin_to_json(record.body), wanted);
    } else if (json_is_object(wanted)) {
        fields = body_fields(record.class, record.kind, &count);
        assert_non_null(fields);
        body_must_read(record.body, fields, count, wanted);
    }
    if (json_object_get(vector, "content") != NULL) {
        content_must_read(&record, vector);
    }
    if (json_object_get(vector, "post") != NULL) {
        post_must_be_named(&record, vector);
    }
    if (json_object_get(vector, "receipt") != NULL) {
        receipt_must_be_named(&record, vector);
    }
}

/* Fields to bytes. */

static void body_write(const json_t *vector, struct bytes *out)
{
    static unsigned char room[BODY_BYTES_MAX_ROSTER];
    const json_t *wanted = json_object_get(vector, "body");
    size_t count = 0;
    const struct field *fields =
        body_fields((enum record_class)number_of(vector, "class"),
                    (uint16_t)number_of(vector, "kind"), &count);

    if (json_is_string(wanted)) {
        check_ok(bytes_append(
            out, check_hex(json_string_value(wanted), room, sizeof room)));
    } else if (json_is_object(wanted)) {
        body_from_json(wanted, fields, count, &any);
        check_ok(field_write(&any, fields, count, out));
    }
}

static void record_must_write(const json_t *vector)
{
    static unsigned char room[RECORD_BYTES_MAX];
    unsigned char seed[KEY_SEED_BYTES];
    struct keys_household home;
    struct keys_device device;
    struct bytes body;
    struct bytes out;
    struct record_draft draft = {
        .class = (enum record_class)number_of(vector, "class"),
        .kind = (uint16_t)number_of(vector, "kind"),
        .lane = (uint32_t)number_of(vector, "lane"),
        .n = (uint32_t)number_of(vector, "n"),
        .stamp_ms = number_of(vector, "stamp"),
    };

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    bytes_init(&out, RECORD_BYTES_MAX);
    (void)check_hex(text_of(vector, "seed"), seed, sizeof seed);
    keys_household_make(seed, &home);
    keys_device_make(seed, &device);
    check_ok(neighbourhood_from_hex(text_of(vector, "neighbourhood"),
                                    &draft.neighbourhood));
    draft.household = home.signing.public;
    body_write(vector, &body);
    draft.body = bytes_view(&body);
    check_ok(record_write(&draft,
                          class_find(draft.class)->is_household_signed
                              ? home.signing.secret
                              : device.signing.secret,
                          &out));
    check_view(bytes_view(&out),
               check_hex(text_of(vector, "bytes"), room, sizeof room));
    bytes_release(&body);
    bytes_release(&out);
}

static void each_record(void (*check)(const json_t *vector))
{
    json_t *root = file_load("spec/vectors/records.json");
    const json_t *records = json_object_get(root, "records");

    assert_true(json_array_size(records) > 15);
    for (size_t i = 0; i < json_array_size(records); i++) {
        check(json_array_get(records, i));
    }
    json_decref(root);
}

static void bytes_give_the_stated_fields(void **state)
{
    (void)state;
    each_record(record_must_read);
}

static void stated_fields_give_the_bytes(void **state)
{
    (void)state;
    each_record(record_must_write);
}

static void seeds_give_the_stated_keys(void **state)
{
    json_t *root = file_load("spec/vectors/records.json");
    const json_t *keys = json_object_get(root, "keys");

    (void)state;
    assert_int_equal(json_array_size(keys), 2);
    for (size_t i = 0; i < json_array_size(keys); i++) {
        const json_t *vector = json_array_get(keys, i);
        unsigned char seed[KEY_SEED_BYTES];
        struct keys_household home;
        struct keys_device device;
        struct signing_keys one_time;
        char words[WORDS_CHARS];

        (void)check_hex(text_of(vector, "seed"), seed, sizeof seed);
        keys_household_make(seed, &home);
        keys_device_make(seed, &device);
        keys_one_time_make(seed, &one_time);
        identity_words(&home.signing.public, words);
        id_must_be(&home.signing.public, text_of(vector, "household"));
        id_must_be(&device.signing.public, text_of(vector, "signing"));
        id_must_be(&device.transport.public, text_of(vector, "transport"));
        id_must_be(&device.sealing.public, text_of(vector, "sealing"));
        id_must_be(&one_time.public, text_of(vector, "one_time"));
        assert_string_equal(words, text_of(vector, "words"));
    }
    json_decref(root);
}

/* The rule that the body of a record breaks in the scan. */
static enum scan_rule body_rule(struct view record)
{
    return scan_check((struct view){record.data + RECORD_HEADER_BYTES,
                                    record.bytes - RECORD_BYTES_MIN});
}

/* R12 and R13 are about signatures, all other rules about structure. */
static void refused_bytes_are_refused(void **state)
{
    static unsigned char room[RECORD_BYTES_MAX];
    json_t *root = file_load("spec/vectors/records-refused.json");
    const json_t *records = json_object_get(root, "records");

    (void)state;
    assert_true(json_array_size(records) > 60);
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *vector = json_array_get(records, i);
        const char *rule = text_of(vector, "rule");
        bool is_signature =
            strcmp(rule, "R12") == 0 || strcmp(rule, "R13") == 0;
        struct view bytes =
            check_hex(text_of(vector, "bytes"), room, sizeof room);
        struct record record;
        enum err err = record_read(bytes, &record);

        if (err == ERR_OK && is_signature) {
            err = record_verify(bytes);
        }
        if (rule[0] == 'S') {
            assert_string_equal(scan_rule_number(body_rule(bytes)), rule);
        }
        if (err != (is_signature ? ERR_SIGNATURE : ERR_MALFORMED)) {
            fail_msg("%s (%s): %s", text_of(vector, "name"), rule,
                     err_text(err));
        }
    }
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_give_the_stated_fields),
        cmocka_unit_test(stated_fields_give_the_bytes),
        cmocka_unit_test(seeds_give_the_stated_keys),
        cmocka_unit_test(refused_bytes_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
