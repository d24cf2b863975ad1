/*
 * spec/vectors/wire.json and fingerprint.json through the real code: messages
 * are read and written again, sets hash to what is stated. wire_vectors.py
 * made them; it shares no code with us.
 */
#include <string.h>

#include <jansson.h>

#include "node/limits.h"
#include "node/sync/fingerprint.h"
#include "node/sync/wire.h"
#include "tests/lib/check.h"
#include "tests/lib/wire_again.h"

static json_t *file_load(const char *path)
{
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error);

    if (root == NULL) {
        fail_msg("%s:%d: %s", path, error.line, error.text);
    }
    return root;
}

static struct view hex_at(const json_t *object, const char *name)
{
    static unsigned char data[4][4096];
    static size_t turn;
    const char *hex = json_string_value(json_object_get(object, name));

    assert_non_null(hex);
    turn = (turn + 1) % 4;
    return check_hex(hex, data[turn], sizeof data[turn]);
}

static json_int_t number_at(const json_t *object, const char *name)
{
    assert_true(json_is_integer(json_object_get(object, name)));
    return json_integer_value(json_object_get(object, name));
}

static void messages_are_read_and_written_again(void **state)
{
    json_t *root = file_load("spec/vectors/wire.json");
    const json_t *vector = NULL;
    struct wire_message message;
    struct bytes out;
    size_t index = 0;

    (void)state;
    assert_true(json_array_size(json_object_get(root, "accepted")) > 10);
    json_array_foreach(json_object_get(root, "accepted"), index, vector)
    {
        struct view bytes = hex_at(vector, "message");

        check_ok(wire_read(bytes, &message));
        bytes_init(&out, RECORDS_BYTES_MAX);
        check_ok(wire_again(&message, &out));
        check_view(bytes_view(&out), bytes);
        bytes_release(&out);
    }
    json_decref(root);
}

static void messages_against_a_rule_are_refused(void **state)
{
    json_t *root = file_load("spec/vectors/wire.json");
    const json_t *vector = NULL;
    struct wire_message message;
    size_t index = 0;

    (void)state;
    assert_true(json_array_size(json_object_get(root, "refused")) > 10);
    json_array_foreach(json_object_get(root, "refused"), index, vector)
    {
        const char *rule = json_string_value(json_object_get(vector, "rule"));

        check_err(wire_read(hex_at(vector, "message"), &message),
                  strcmp(rule, "W2") == 0 ? ERR_PROTOCOL : ERR_MALFORMED);
    }
    json_decref(root);
}

static void fill(const json_t *records, struct fingerprint *out)
{
    const json_t *record = NULL;
    size_t index = 0;
    struct id id;

    fingerprint_init(out);
    json_array_foreach(records, index, record)
    {
        struct view bytes = hex_at(record, "id");

        assert_int_equal(bytes.bytes, ID_BYTES);
        memcpy(id.data, bytes.data, ID_BYTES);
        check_ok(
            fingerprint_add(out, (uint16_t)number_at(record, "drop_day"), &id));
    }
}

static void weeks_must_be(const struct fingerprint *fingerprint,
                          const json_t *wanted)
{
    struct wire_week weeks[WEEKS_MAX];
    size_t count = fingerprint_weeks(fingerprint, 0, weeks);

    assert_int_equal(count, json_array_size(wanted));
    for (size_t index = 0; index < count; index++) {
        const json_t *week = json_array_get(wanted, index);

        assert_int_equal(weeks[index].week, number_at(week, "week"));
        assert_int_equal(weeks[index].count, number_at(week, "records"));
        check_view(hex_at(week, "hash"),
                   (struct view){weeks[index].hash, WIRE_HASH_BYTES});
    }
}

static void sets_hash_to_what_is_stated(void **state)
{
    json_t *root = file_load("spec/vectors/fingerprint.json");
    const json_t *vector = NULL;
    size_t index = 0;

    (void)state;
    assert_true(json_array_size(json_object_get(root, "vectors")) > 5);
    json_array_foreach(json_object_get(root, "vectors"), index, vector)
    {
        struct fingerprint fingerprint;
        struct wire_set set;

        fill(json_object_get(vector, "records"), &fingerprint);
        fingerprint_set(&fingerprint, 0, &set);
        check_view(hex_at(vector, "fingerprint"),
                   (struct view){set.fingerprint, WIRE_HASH_BYTES});
        weeks_must_be(&fingerprint, json_object_get(vector, "weeks"));
        fingerprint_release(&fingerprint);
    }
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_read_and_written_again),
        cmocka_unit_test(messages_against_a_rule_are_refused),
        cmocka_unit_test(sets_hash_to_what_is_stated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
