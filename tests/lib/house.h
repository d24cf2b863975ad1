/*
 * A household with a real data folder for one test: founded, or joined on an
 * invite of another, without any network.
 */
#ifndef TESTS_LIB_HOUSE_H
#define TESTS_LIB_HOUSE_H

#include "cli/drive.h"
#include "cli/where.h"
#include "tests/lib/folder.h"

struct house {
    struct folder folder; /* its KITH_HOME */
    struct where where;
    struct drive drive; /* open */
};

/* Found "Mill Lane"; fails the test where it cannot. */
void house_found(struct house *house, const char *name);

/* Join the neighbourhood of another, which makes the invite. */
void house_join(struct house *house, struct house *host, const char *name);

/* Publish an offer; its post id. */
struct id house_offer(struct house *house, const char *title);

/* Close and open again, as the next command would. */
void house_reopen(struct house *house);

/* How many records a set holds. */
uint64_t house_count(struct house *house, enum set set);

/* Close it and remove the folder. */
void house_leave(struct house *house);

#endif
