/*
 * What the checks of a shelf share: putting something on it.
 */
#ifndef TESTS_LIB_SHELF_CHECKS_INSIDE_H
#define TESTS_LIB_SHELF_CHECKS_INSIDE_H

#include <stdint.h>

#include "node/id.h"
#include "tests/lib/posting.h"
#include "tests/lib/shelf_checks.h"

enum { DAY = 86400000, MANY = 40 };

/* Put something of an author; the answer is the id of its record. */
struct id shelf_put_post(const struct shelf_case *shelf,
                         unsigned number,
                         const struct posting *posting);

/* The same of a letter. */
struct id shelf_put_letter(const struct shelf_case *shelf,
                           unsigned number,
                           uint32_t n,
                           uint64_t stamp_ms);

/* The same of a withdrawal. */
struct id shelf_withdraw(const struct shelf_case *shelf,
                         unsigned number,
                         uint32_t n,
                         uint64_t stamp_ms);

#endif
