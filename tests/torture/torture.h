/*
 * Refused memory: a scene runs once for each allocation in it, and that one is
 * refused; then again with all later ones refused as well.
 *
 * The linker sends malloc, calloc, realloc and free of our own code here
 * (-Wl,--wrap); allocations inside shared libraries are not seen.
 */
#ifndef TESTS_TORTURE_TORTURE_H
#define TESTS_TORTURE_TORTURE_H

#include <stddef.h>

#include "node/err.h"

/*
 * A scene does its work and gives everything back, whatever happens. It says
 * ERR_OK or the error that it met; that a failed call changed nothing it
 * checks itself.
 */
typedef enum err torture_scene(void *given);

struct torture_report {
    size_t allocations; /* of the scene while none is refused */
    size_t leaked;      /* runs that left a block behind */
    size_t swallowed;   /* refused runs that said ERR_OK */
    size_t strange;     /* refused runs with an error other than ERR_NOMEM */
};

/*
 * Run a scene with no refusal, then with each. `given` is passed to it. The
 * scene must say ERR_OK while nothing is refused, else the test fails.
 */
struct torture_report torture_try(torture_scene *scene, void *given);

/*
 * The same; fails the test when the scene allocates nothing, leaks, swallows
 * a refusal or calls it by another name.
 */
void torture_run(torture_scene *scene, void *given);

/*
 * Between these two calls nothing is refused: for the part of a scene that
 * only prepares it. What is taken there must still be given back.
 */
void torture_pause(void);
void torture_resume(void);

#endif
