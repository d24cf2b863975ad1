/*
 * The counter: what every command about posts and people does first and last.
 *
 * It opens the neighbourhood that the call is about, gives it a desk, and
 * prints what became of what was published.
 */
#ifndef CLI_COUNTER_H
#define CLI_COUNTER_H

#include "cli/desk.h"
#include "cli/draft.h"
#include "cli/drive.h"
#include "cli/program.h"
#include "node/err.h"

/* Does not move once it is open. */
struct counter {
    struct call *call; /* borrowed */
    struct drive drive;
    struct desk desk;
    bool is_looking;
};

/* Open and begin to look. After an error nothing is open. */
MUST_USE enum err
counter_open(struct counter *counter, struct call *call, enum store_mode mode);

/* The same for a folder that is chosen already. */
MUST_USE enum err counter_open_folder(struct counter *counter,
                                      struct call *call,
                                      const struct home_folder *folder,
                                      enum store_mode mode);

/* Close everything; may be called twice. */
void counter_close(struct counter *counter);

/* What most commands are: open, act, close. ERR_NOMEM, and errors of both. */
MUST_USE enum err counter_run(struct call *call,
                              enum store_mode mode,
                              enum err (*act)(struct counter *counter));

/* Stop looking, so that a command may write; and look again after it. */
void counter_pause(struct counter *counter);
MUST_USE enum err counter_resume(struct counter *counter);

/* Run a command of the core between two looks. Words for a refusal come from
 * here, if the caller has none: `why` stays empty for errors it should name. */
MUST_USE enum err counter_command(struct counter *counter,
                                  const struct command *command,
                                  struct answer *answer);

/* Where no node runs, what comes of a command is done at once: letters that
 * came are opened, who waits in line is promised what fell free. */
MUST_USE enum err counter_duties(struct counter *counter);

/* Make what was withdrawn vanish from the files, unless a running node will;
 * another process in the way leaves it to the next one. */
void counter_erase(struct counter *counter);

/* Publish a draft: a new post where `old` is NULL, else its next revision. */
MUST_USE enum err counter_publish(struct counter *counter,
                                  const struct draft *draft,
                                  const struct desk_post *old);

enum { COUNTER_WENT_BYTES = 64 };

/* Where what was published last went: "handed to 3 nodes", or that it
 * waits. */
void counter_went(const struct counter *counter,
                  char text[static COUNTER_WENT_BYTES]);

/* Print {"id","code","revision","handed_to"} and, for people, where it went.
 *
 * done   what happened to the post: "Published"
 * undo   the command that takes it back, or NULL
 */
MUST_USE enum err counter_report(struct counter *counter,
                                 const struct answer *answer,
                                 const char *code,
                                 const char *done,
                                 const char *undo);

/* Say why a post was not taken; other errors stay. Returns the error. */
MUST_USE enum err counter_refuse_post(struct counter *counter, enum err err);

#endif
