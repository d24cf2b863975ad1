#include "tests/lib/check.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

void check_err_at(enum err actual,
                  enum err wanted,
                  const char *call,
                  const char *file,
                  int line)
{
    if (actual != wanted) {
        print_error("%s\n    is %s, wanted %s\n", call, err_name(actual),
                    err_name(wanted));
        _fail(file, line);
    }
}

static void view_print(const char *label, struct view view)
{
    size_t index = 0;

    print_error("%s (%zu bytes):", label, view.bytes);
    for (index = 0; index < view.bytes; index++) {
        print_error("%s%02x", index % 32 == 0 ? "\n    " : "",
                    view.data[index]);
    }
    print_error("\n");
}

void check_view_at(struct view actual,
                   struct view wanted,
                   const char *file,
                   int line)
{
    if (!view_equal(actual, wanted)) {
        view_print("is", actual);
        view_print("wanted", wanted);
        _fail(file, line);
    }
}

struct view check_hex(const char *hex, unsigned char *out, size_t room)
{
    size_t bytes = 0;
    const char *end = NULL;

    if (sodium_hex2bin(out, room, hex, strlen(hex), " \n", &bytes, &end) != 0 ||
        *end != '\0') {
        print_error("not hexadecimal, or too long: %s\n", hex);
        fail();
    }
    return (struct view){out, bytes};
}

struct id check_id_of(unsigned char number)
{
    struct id id;

    memset(id.data, number, sizeof id.data);
    return id;
}
