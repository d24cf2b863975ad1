#include "net/web/httpd.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <dlfcn.h>

struct httpd httpd;

/* A function of a library; POSIX lets its address pass through void *. */
static bool find(void *library, const char *name, void *out, size_t bytes)
{
    void *found = dlsym(library, name);

    memcpy(out, &found, bytes);
    return found != NULL;
}

enum err httpd_load(void)
{
    static void *library; /* never given back: the page is there to the end */

    if (library != NULL) {
        return ERR_OK;
    }
    library = dlopen(HTTPD_LIBRARY, RTLD_NOW | RTLD_LOCAL);
#define HTTPD_FIND(name)                                                       \
    if (library != NULL &&                                                     \
        !find(library, "MHD_" #name, &httpd.name, sizeof httpd.name)) {        \
        library = NULL;                                                        \
    }
    HTTPD_FUNCTIONS(HTTPD_FIND)
#undef HTTPD_FIND
    return library != NULL ? ERR_OK : ERR_UNKNOWN;
}
