/*
 * The promises of node/shelf.h as checks that any shelf must pass: the store
 * over SQLite, and the shelf in memory that stands in for it.
 */
#ifndef TESTS_LIB_SHELF_CHECKS_H
#define TESTS_LIB_SHELF_CHECKS_H

#include "node/actions.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/id.h"
#include "node/shelf.h"

/* An empty shelf with the two calls that change it. */
struct shelf_case {
    struct shelf port;
    void *self;
    enum err (*put)(void *self, struct view record);
    enum err (*drop)(void *self, const struct id *id);
    enum err (*keep)(void *self, enum snapshot place, struct view bytes);
    /* Cut the journal's oldest rows until so many are left; may be NULL. */
    void (*cut_journal)(void *self, size_t rows);
    /* What a driver does with ACTION_FILE and the like. */
    enum err (*apply)(void *self, const struct action *action);
};

/* Each takes an empty shelf and fails the test where it breaks a promise. */
void shelf_newest_of_a_slot_wins(const struct shelf_case *shelf);
void shelf_finds_what_it_keeps(const struct shelf_case *shelf);
void shelf_forgets_what_was_dropped(const struct shelf_case *shelf);
void shelf_walks_the_ids_of_a_set(const struct shelf_case *shelf);
void shelf_walks_bytes_of_one_set(const struct shelf_case *shelf);
void shelf_visitor_may_end_a_walk_and_read(const struct shelf_case *shelf);
void shelf_pages_a_week(const struct shelf_case *shelf);
void shelf_streams_a_week(const struct shelf_case *shelf);
void shelf_pages_a_household(const struct shelf_case *shelf);
void shelf_scans_everything_once(const struct shelf_case *shelf);
void shelf_names_what_expired(const struct shelf_case *shelf);
void shelf_gives_unused_slots_first(const struct shelf_case *shelf);
void shelf_journals_every_change(const struct shelf_case *shelf);
void shelf_recalls_what_was_last_kept(const struct shelf_case *shelf);
void shelf_forgets_what_a_roster_record_makes_wrong(
    const struct shelf_case *shelf);
void shelf_tells_when_the_journal_was_cut(const struct shelf_case *shelf);
void shelf_files_letters_by_thread(const struct shelf_case *shelf);
void shelf_keeps_one_summary_a_thread(const struct shelf_case *shelf);
void shelf_forgets_a_thread_for_good(const struct shelf_case *shelf);

#endif
