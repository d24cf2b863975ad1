/*
 * What every test includes: cmocka with the headers that it wants before it,
 * and checks that speak of our own types.
 *
 * cmocka owns the names test_malloc, test_free, fail and skip.
 */
#ifndef TESTS_LIB_CHECK_H
#define TESTS_LIB_CHECK_H

/* cmocka.h needs these four before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"

/* The call returns ERR_OK; else its text and the error's name are printed. */
#define check_ok(call) check_err_at((call), ERR_OK, #call, __FILE__, __LINE__)

/* The call returns this error and no other. */
#define check_err(call, wanted)                                                \
    check_err_at((call), (wanted), #call, __FILE__, __LINE__)

/*
 * A view holds the bytes of another, else both are printed as hexadecimal.
 * The second may be written as (struct view){data, bytes}.
 */
#define check_view(actual, ...)                                                \
    check_view_at((actual), (__VA_ARGS__), __FILE__, __LINE__)

/* A view holds the characters of a C string. */
#define check_view_text(actual, text)                                          \
    check_view_at((actual), view_text(text), __FILE__, __LINE__)

/* Two `struct id` are equal. */
#define check_id(actual, wanted)                                               \
    check_view_at((struct view){(actual)->data, ID_BYTES},                     \
                  (struct view){(wanted)->data, ID_BYTES}, __FILE__, __LINE__)

/* The functions behind the macros: where is a file name and its line. */
void check_err_at(enum err actual,
                  enum err wanted,
                  const char *call,
                  const char *file,
                  int line);
void check_view_at(struct view actual,
                   struct view wanted,
                   const char *file,
                   int line);

/*
 * Bytes from hexadecimal digits; spaces between them are skipped. Fails the
 * test when they are no such digits or more than `room` bytes.
 */
struct view check_hex(const char *hex, unsigned char *out, size_t room);

/*
 * An identifier that is easy to tell from others in a failure: all its bytes
 * are `number`.
 */
struct id check_id_of(unsigned char number);

#endif
