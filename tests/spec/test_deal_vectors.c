/*
 * Every vector of spec/vectors/deals.json: steps are read and written to the
 * same bytes, what must be refused is, and hashes come out the same.
 */
#include <string.h>

#include <jansson.h>

#include "node/deal/draw.h"
#include "node/deal/step.h"
#include "tests/lib/body_json.h"
#include "tests/lib/check.h"

static json_t *root;
static unsigned char room[BODY_BYTES_MAX_SMALL];

static int setup(void **state)
{
    json_error_t error;

    (void)state;
    root = json_load_file("spec/vectors/deals.json", 0, &error);
    assert_non_null(root);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    json_decref(root);
    return 0;
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static struct view bytes_of(const json_t *vector)
{
    return check_hex(text_of(vector, "bytes"), room, sizeof room);
}

static void check_step(const json_t *vector)
{
    size_t count = 0;
    const struct field *fields = step_fields(&count);
    const json_t *wanted = json_object_get(vector, "fields");
    struct view bytes = bytes_of(vector);
    struct deal_step step;
    union any_body told;
    struct bytes out;
    json_t *said = NULL;

    bytes_init(&out, DEAL_CONTENT_BYTES_MAX);
    check_ok(step_read(bytes, &step));
    said = body_to_json(&step, fields, count);
    assert_true(json_equal(said, wanted));
    body_from_json(wanted, fields, count, &told);
    check_ok(step_write(&told.step, &out));
    check_view(bytes_view(&out), bytes);
    json_decref(said);
    bytes_release(&out);
}

static void steps_are_read_and_written_alike(void **state)
{
    const json_t *vector = NULL;
    size_t i = 0;

    (void)state;
    json_array_foreach(json_object_get(root, "steps"), i, vector)
    {
        check_step(vector);
    }
    assert_true(i >= 2 * (STEP_END - 1) - 1);
}

static void refused_bytes_are_refused(void **state)
{
    const json_t *vector = NULL;
    size_t i = 0;

    (void)state;
    json_array_foreach(json_object_get(root, "refused"), i, vector)
    {
        struct deal_step step;

        if (step_read(bytes_of(vector), &step) != ERR_MALFORMED) {
            fail_msg("%s is not refused", text_of(vector, "name"));
        }
    }
    assert_true(i > 30);
}

static void terms_come_out_the_same(void **state)
{
    const json_t *vector = NULL;
    size_t i = 0;
    size_t count = 0;
    const struct field *fields = post_fields(&count);

    (void)state;
    json_array_foreach(json_object_get(root, "terms"), i, vector)
    {
        unsigned char terms[TERMS_BYTES];
        union any_body told;

        body_from_json(json_object_get(vector, "post"), fields, count, &told);
        step_terms(&told.post, terms);
        assert_memory_equal(
            terms, check_hex(text_of(vector, "terms"), room, sizeof room).data,
            TERMS_BYTES);
    }
    assert_true(i > 2);
}

static void id_of(const json_t *object, const char *key, struct id *out)
{
    check_ok(id_from_hex(text_of(object, key), out));
}

static void a_draw_comes_out_the_same(void **state)
{
    const json_t *draw = json_object_get(root, "draw");
    const json_t *opened = json_object_get(draw, "opened");
    const json_t *value = NULL;
    const char *key = NULL;
    struct id secret;
    struct id id;
    struct id claimants[TICKETS_MAX];
    struct post post = {.choose = CHOOSE_DRAW};
    size_t count = 0;

    (void)state;
    id_of(draw, "secret", &secret);
    id_of(draw, "post", &id);
    (void)check_hex(text_of(draw, "commitment"), post.commitment, ID_BYTES);
    json_object_foreach(json_object_get(draw, "tickets"), key, value)
    {
        struct post_ticket ticket;

        check_ok(id_from_hex(key, &claimants[count]));
        draw_ticket(secret.data, &claimants[count], &id, &ticket);
        assert_memory_equal(
            ticket.data,
            check_hex(json_string_value(value), room, sizeof room).data,
            TICKET_BYTES);
        count++;
    }
    check_ok(draw_open(&post, &id, secret.data, claimants, count));
    assert_int_equal(post.tickets_count, json_array_size(opened));
    for (size_t i = 0; i < count; i++) {
        const char *hex = json_string_value(json_array_get(opened, i));

        assert_memory_equal(post.tickets[i].data,
                            check_hex(hex, room, sizeof room).data,
                            TICKET_BYTES);
    }
    check_ok(draw_verify(&post, &id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_read_and_written_alike),
        cmocka_unit_test(refused_bytes_are_refused),
        cmocka_unit_test(terms_come_out_the_same),
        cmocka_unit_test(a_draw_comes_out_the_same),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
