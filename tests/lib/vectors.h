/*
 * Vectors of spec/vectors: lists of objects in files of JSON, each of which a
 * test runs through the code.
 */
#ifndef TESTS_LIB_VECTORS_H
#define TESTS_LIB_VECTORS_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "node/bytes.h"
#include "node/err.h"

/* What is done with each vector. */
typedef void vector_check(const json_t *vector);

/* Run each object of a list of spec/vectors/NAME.json; fewer than `least` of
 * them are a failure. */
void vectors_each(const char *name,
                  const char *list,
                  size_t least,
                  vector_check *check);

/* Members of a vector; a text that is not there is NULL. */
const char *vectors_text(const json_t *vector, const char *key);
uint64_t vectors_number(const json_t *vector, const char *key);

/* Read a member in hexadecimal of exactly `room` bytes. */
void vectors_bytes(const json_t *vector,
                   const char *key,
                   unsigned char *out,
                   size_t room);

/* A member in hexadecimal of at most `max` bytes; `out` is made ready here and
 * owned by the caller. */
void vectors_hex(const json_t *vector,
                 const char *key,
                 size_t max,
                 struct bytes *out);

/* It was refused for the reason that its member "error" names. */
void vectors_refused(const json_t *vector, enum err err);

#endif
