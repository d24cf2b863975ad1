/*
 * Whose turn it is to write: of several processes that want to, one stands at
 * the door of the store, and who has just let go waits behind it. Otherwise a
 * node that writes without a pause would be overtaken by luck alone.
 *
 * The door is a lock on the folder; it is held only from asking to write until
 * writing begins, and a folder without such locks does without. Inside store/.
 */
#ifndef STORE_TURN_H
#define STORE_TURN_H

#include <stdbool.h>

/* The folder as something that can be locked; -1: it cannot. */
int turn_open(const char *folder);

/* Wait at the door, at most STORE_BUSY_MS_MAX. false: another stands there. */
bool turn_take(int turn);

/* Leave the door to the next. */
void turn_give(int turn);

/* Leave it for good; -1 is nothing. */
void turn_close(int turn);

#endif
