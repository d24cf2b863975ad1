/*
 * spec/vectors/sketch.json through the real code. sketch_vectors.py made it
 * from the spec; it shares no code with us.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "node/sync/sketch_peel.h"
#include "tests/lib/check.h"

enum { SIZE = 64, PLACES_BELOW = 4096, SIZE_MANY = 1024 };

struct vectors {
    json_t *root;
    struct item_key key;
    struct projection projection;
};

static struct view hex_at(const json_t *object, const char *name)
{
    static unsigned char data[4][4096];
    static size_t turn;
    const char *hex = json_string_value(json_object_get(object, name));

    assert_non_null(hex);
    turn = (turn + 1) % 4;
    return check_hex(hex, data[turn], sizeof data[turn]);
}

static unsigned long number_at(const json_t *object, const char *name)
{
    assert_true(json_is_integer(json_object_get(object, name)));
    return (unsigned long)json_integer_value(json_object_get(object, name));
}

static struct id id_at(const json_t *object)
{
    struct id id;

    memcpy(id.data, hex_at(object, "id").data, ID_BYTES);
    return id;
}

static int setup(void **state)
{
    struct vectors *vectors = calloc(1, sizeof *vectors);
    struct neighbourhood neighbourhood;

    assert_non_null(vectors);
    vectors->root = json_load_file("spec/vectors/sketch.json", 0, NULL);
    assert_non_null(vectors->root);
    memcpy(neighbourhood.data, hex_at(vectors->root, "neighbourhood").data,
           NEIGHBOURHOOD_BYTES);
    item_key_make(&neighbourhood, &vectors->key);
    projection_init(&vectors->projection, hex_at(vectors->root, "binding"));
    *state = vectors;
    return 0;
}

static int teardown(void **state)
{
    struct vectors *vectors = *state;

    json_decref(vectors->root);
    free(vectors);
    return 0;
}

static void key_is_of_the_neighbourhood(void **state)
{
    const struct vectors *vectors = *state;

    check_view(((struct view){vectors->key.data, SKETCH_KEY_BYTES}),
               hex_at(vectors->root, "key"));
}

static void ratios_are_the_roots_that_the_spec_says(void **state)
{
    const struct vectors *vectors = *state;
    const json_t *dense = json_object_get(vectors->root, "dense");
    const json_t *sparse = json_object_get(vectors->root, "sparse");

    for (uint64_t check = 0; check < 8; check++) {
        const json_t *wanted = check == 0 ? dense : sparse;
        struct mapping mapping;

        mapping_init(&mapping, check);
        assert_int_equal(json_array_size(wanted), MAP_RATIOS);
        for (size_t byte = 0; byte < MAP_RATIOS; byte++) {
            assert_int_equal(mapping.ratios[byte],
                             json_integer_value(json_array_get(wanted, byte)));
        }
    }
}

static void items_are_where_the_spec_says(void **state)
{
    const struct vectors *vectors = *state;
    const json_t *vector = NULL;
    size_t number = 0;

    assert_true(json_array_size(json_object_get(vectors->root, "items")) > 10);
    json_array_foreach(json_object_get(vectors->root, "items"), number, vector)
    {
        const json_t *places = json_object_get(vector, "places");
        const struct id id = id_at(vector);
        unsigned char bytes[ITEM_BYTES];
        struct mapping at;
        struct item item;
        uint64_t check = 0;

        item_make((uint16_t)number_at(vector, "day"), &id, &item);
        item_write(&item, bytes);
        check_view(((struct view){bytes, ITEM_BYTES}), hex_at(vector, "item"));
        check = item_check(&item, &vectors->key);
        assert_true(check == get_u64(hex_at(vector, "check").data));
        assert_int_equal(projection_of(&vectors->projection, check),
                         get_u32(hex_at(vector, "projected").data));
        mapping_init(&at, check);
        for (size_t index = 0; index < json_array_size(places); index++) {
            assert_int_equal(at.index,
                             json_integer_value(json_array_get(places, index)));
            mapping_next(&at);
        }
        assert_true(at.index >= PLACES_BELOW);
    }
}

static void keyed_items_depend_on_session_set_and_round(void **state)
{
    const struct vectors *vectors = *state;
    const json_t *vector = NULL;
    size_t number = 0;

    json_array_foreach(json_object_get(vectors->root, "keyed"), number, vector)
    {
        const struct id id = id_at(vector);
        unsigned char bytes[ITEM_BYTES];
        struct item_key key;
        struct item item;

        keyed_key_make(hex_at(vectors->root, "binding"),
                       (uint8_t)number_at(vector, "set"),
                       (uint32_t)number_at(vector, "round"), &key);
        keyed_item_make(&key, &id, &item);
        item_write(&item, bytes);
        check_view(((struct view){bytes, ITEM_BYTES}), hex_at(vector, "item"));
    }
}

/* The records numbered from the first number to before the second. */
static void fill(struct sketch *sketch, const json_t *range, size_t size)
{
    json_int_t first = json_integer_value(json_array_get(range, 0));
    json_int_t end = json_integer_value(json_array_get(range, 1));

    check_ok(sketch_clear(sketch, size));
    for (json_int_t number = first; number < end; number++) {
        char text[32];
        struct id id;
        struct item item;

        (void)snprintf(text, sizeof text, "id %lld", (long long)number);
        assert_int_equal(crypto_generichash(id.data, ID_BYTES,
                                            (const unsigned char *)text,
                                            strlen(text), NULL, 0),
                         0);
        item_make((uint16_t)(20000 + number % 100), &id, &item);
        sketch_add(sketch, &item);
    }
}

static void check_tally(const struct sketch *sketch, const json_t *wanted)
{
    unsigned char bytes[TALLY_BYTES];
    unsigned char expected[TALLY_BYTES];

    tally_write(&sketch->tally, bytes);
    check_view(((struct view){bytes, TALLY_BYTES}),
               check_hex(json_string_value(wanted), expected, TALLY_BYTES));
}

static size_t count_found(const struct peeler *peeler, const json_t *wanted)
{
    const json_t *hex = NULL;
    size_t place = 0;
    size_t count = 0;

    json_array_foreach(wanted, place, hex)
    {
        unsigned char bytes[ITEM_BYTES];
        struct item item;

        (void)check_hex(json_string_value(hex), bytes, sizeof bytes);
        item_read(bytes, &item);
        for (size_t index = 0; index < peeler->found_count; index++) {
            count += memcmp(&peeler->found[index].item, &item, sizeof item) == 0
                         ? 1U
                         : 0U;
        }
    }
    return count;
}

/* What the spec says is only there and only here is found, and no more. */
static void check_peeled(const struct vectors *vectors, const json_t *vector)
{
    const json_t *here = json_object_get(vector, "only_first");
    const json_t *there = json_object_get(vector, "only_second");
    static unsigned char ours[SIZE_MANY * SYMBOL_BYTES];
    static unsigned char theirs[SIZE_MANY * SYMBOL_BYTES];
    struct sketch first;
    struct sketch second;
    struct frozen frozen;
    struct peeler peeler;

    sketch_init(&first, &vectors->key);
    sketch_init(&second, &vectors->key);
    fill(&first, json_object_get(vector, "first"), SIZE_MANY);
    fill(&second, json_object_get(vector, "second"), SIZE_MANY);
    frozen_init(&frozen, &first);
    frozen_write(&frozen, &vectors->projection, 0, SIZE_MANY, ours);
    frozen_init(&frozen, &second);
    frozen_write(&frozen, &vectors->projection, 0, SIZE_MANY, theirs);
    peeler_init(&peeler, &vectors->key, &vectors->projection);
    check_ok(peeler_take(&peeler, ours, theirs, SIZE_MANY));
    assert_true(peeler_is_done(&peeler));
    assert_int_equal(peeler.found_count,
                     json_array_size(here) + json_array_size(there));
    assert_int_equal(count_found(&peeler, here), json_array_size(here));
    assert_int_equal(count_found(&peeler, there), json_array_size(there));
    peeler_release(&peeler);
    sketch_release(&first);
    sketch_release(&second);
}

static void sets_have_the_symbols_that_the_spec_says(void **state)
{
    const struct vectors *vectors = *state;
    const json_t *vector = NULL;
    size_t number = 0;

    json_array_foreach(json_object_get(vectors->root, "sets"), number, vector)
    {
        const json_t *tallies = json_object_get(vector, "tallies");
        unsigned char symbols[SIZE * SYMBOL_BYTES];
        struct sketch first;
        struct sketch second;
        struct frozen frozen;

        sketch_init(&first, &vectors->key);
        sketch_init(&second, &vectors->key);
        fill(&first, json_object_get(vector, "first"), SIZE);
        fill(&second, json_object_get(vector, "second"), SIZE);
        frozen_init(&frozen, &first);
        frozen_write(&frozen, &vectors->projection, 0, SIZE, symbols);
        check_view(((struct view){symbols, sizeof symbols}),
                   hex_at(vector, "symbols"));
        check_tally(&first, json_array_get(tallies, 0));
        check_tally(&second, json_array_get(tallies, 1));
        assert_int_equal(
            tally_estimate(&first.tally, &second.tally,
                           (int64_t)first.count - (int64_t)second.count),
            number_at(vector, "estimate"));
        sketch_release(&first);
        sketch_release(&second);
        check_peeled(vectors, vector);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(key_is_of_the_neighbourhood),
        cmocka_unit_test(ratios_are_the_roots_that_the_spec_says),
        cmocka_unit_test(items_are_where_the_spec_says),
        cmocka_unit_test(keyed_items_depend_on_session_set_and_round),
        cmocka_unit_test(sets_have_the_symbols_that_the_spec_says),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
