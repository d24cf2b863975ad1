/*
 * Every vector of spec/vectors/letters.json: the text is written and read, the
 * body opens for each of its machines and for nobody else, and what must not
 * open does not.
 */
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "node/limits.h"
#include "node/mail/letter.h"
#include "node/mail/seal.h"
#include "tests/lib/check.h"

enum { ROOM = BODY_BYTES_MAX_SMALL };

static json_t *root;
static struct neighbourhood here;
static struct id author;

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* Hexadecimal of a member, into room of its own. */
static struct view
hex_of(const json_t *object, const char *key, unsigned char out[static ROOM])
{
    return check_hex(text_of(object, key), out, ROOM);
}

static void id_of(const json_t *object, const char *key, struct id *out)
{
    check_ok(id_from_hex(text_of(object, key), out));
}

static int setup(void **state)
{
    json_error_t error;

    (void)state;
    root = json_load_file("spec/vectors/letters.json", 0, &error);
    assert_non_null(root);
    check_ok(neighbourhood_from_hex(text_of(root, "neighbourhood"), &here));
    id_of(root, "author", &author);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    json_decref(root);
    return 0;
}

/* Write the text of a vector again, as its author. */
static void write_again(const json_t *vector, struct bytes *text)
{
    static unsigned char content[ROOM];
    unsigned char nonce[ROOM];
    struct signing_keys device;
    const struct letter_author by = {&here, &author, &device};
    struct letter_draft draft = {
        .kind = (uint16_t)json_integer_value(json_object_get(vector, "kind")),
        .content = hex_of(vector, "content", content),
    };
    const json_t *readers = json_object_get(vector, "readers");
    struct id seed;
    struct id thread;
    struct id answers;
    struct id id;
    struct id wanted;

    id_of(root, "signing_seed", &seed);
    assert_int_equal(
        crypto_sign_seed_keypair(device.public.data, device.secret, seed.data),
        0);
    if (text_of(vector, "thread")[0] != '\0') {
        id_of(vector, "thread", &thread);
        draft.thread = &thread;
    }
    if (text_of(vector, "answers")[0] != '\0') {
        id_of(vector, "answers", &answers);
        draft.answers = &answers;
    }
    draft.readers_count = json_array_size(readers);
    for (size_t index = 0; index < draft.readers_count; index++) {
        check_ok(id_from_hex(json_string_value(json_array_get(readers, index)),
                             &draft.readers[index]));
    }
    (void)hex_of(vector, "letter_nonce", nonce);
    check_ok(letter_write(
        &by, &draft,
        (uint64_t)json_integer_value(json_object_get(vector, "written")), nonce,
        text, &id));
    id_of(vector, "id", &wanted);
    check_id(&id, &wanted);
}

static void texts_are_written_and_read(void **state)
{
    const json_t *vector = NULL;
    size_t index = 0;

    (void)state;
    assert_true(json_array_size(json_object_get(root, "letters")) >= 5);
    json_array_foreach(json_object_get(root, "letters"), index, vector)
    {
        static unsigned char room[ROOM];
        const struct view wanted = hex_of(vector, "text", room);
        struct letter letter;
        struct id id;
        struct bytes text;

        bytes_init(&text, LETTER_TEXT_BYTES_MAX);
        write_again(vector, &text);
        check_view(bytes_view(&text), wanted);
        check_ok(letter_verify(&here, &author, wanted));
        check_ok(letter_read(&here, &author, wanted, &letter));
        id_of(vector, "id", &id);
        check_id(&letter.id, &id);
        bytes_release(&text);
    }
}

/* Open a body by a secret; the stall where it was found. */
static enum err open_with(const char *secret,
                          struct view body,
                          size_t *stall,
                          struct bytes *text)
{
    const struct seal_place place = {&here, &author};
    struct exchange_keys keys;
    struct seal_pair pair;
    struct sealed sealed;
    struct id bytes;

    check_ok(id_from_hex(secret, &bytes));
    exchange_keys_make(bytes.data, &keys);
    check_ok(sealed_read(body, &sealed));
    check_ok(seal_pair_make(&keys, &sealed.sender, &pair));
    *stall = seal_find(&sealed, &pair);
    return *stall == STALLS ? ERR_UNKNOWN
                            : seal_open(&place, &sealed, *stall, &keys, text);
}

static void bodies_open_for_their_machines(void **state)
{
    static unsigned char body[ROOM];
    static unsigned char room[ROOM];
    const json_t *vector = NULL;
    const json_t *machine = NULL;
    struct bytes text;
    size_t index = 0;
    size_t number = 0;
    size_t stall = 0;

    (void)state;
    bytes_init(&text, LETTER_TEXT_BYTES_MAX);
    json_array_foreach(json_object_get(root, "letters"), index, vector)
    {
        const struct view sealed = hex_of(vector, "body", body);

        json_array_foreach(json_object_get(vector, "machines"), number, machine)
        {
            check_ok(
                open_with(text_of(machine, "secret"), sealed, &stall, &text));
            assert_int_equal(
                stall, json_integer_value(json_object_get(machine, "stall")));
            check_view(bytes_view(&text), hex_of(vector, "text", room));
        }
        check_err(
            open_with(text_of(root, "signing_seed"), sealed, &stall, &text),
            ERR_UNKNOWN);
    }
    bytes_release(&text);
}

static void broken_bodies_do_not_open(void **state)
{
    static unsigned char body[ROOM];
    const json_t *vector = NULL;
    struct bytes text;
    size_t index = 0;
    size_t stall = 0;

    (void)state;
    bytes_init(&text, LETTER_TEXT_BYTES_MAX);
    assert_true(json_array_size(json_object_get(root, "refused")) >= 5);
    json_array_foreach(json_object_get(root, "refused"), index, vector)
    {
        check_err(open_with(text_of(vector, "secret"),
                            hex_of(vector, "body", body), &stall, &text),
                  ERR_MALFORMED);
        assert_int_equal(stall, 3);
        assert_int_equal(text.bytes, 0);
    }
    bytes_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_written_and_read),
        cmocka_unit_test(bodies_open_for_their_machines),
        cmocka_unit_test(broken_bodies_do_not_open),
    };

    return sodium_init() < 0 ? 1
                             : cmocka_run_group_tests(tests, setup, teardown);
}
