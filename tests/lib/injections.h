/*
 * Texts that would run a script if a page took them for its own: each way out
 * of a place, with each thing that could be run behind it.
 */
#ifndef TESTS_LIB_INJECTIONS_H
#define TESTS_LIB_INJECTIONS_H

#include <stddef.h>

enum { INJECTIONS = 320, INJECTION_BYTES = 128 };

/* The n-th text, 0 to INJECTIONS - 1; no two are alike. */
void injection(size_t n, char out[static INJECTION_BYTES]);

#endif
