/* import and export: many posts at once, as lines of JSON or as CSV. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sysexits.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/progress.h"
#include "cli/reader.h"
#include "store/local.h"

enum {
    BATCH_POSTS = 256,   /* of one transaction */
    REFUSALS_MAX = 20,   /* told one by one */
    SHARE_OF_FILE = 1000 /* progress is told in thousandths */
};

struct import {
    struct counter counter;
    struct reader reader;
    struct progress progress;
    struct actions actions;
    struct near home; /* where a post is that does not say so */
    FILE *file;
    long bytes; /* of the file; 0 if that cannot be told */
    uint64_t imported;
    uint64_t kept; /* of these, committed */
    uint64_t unchanged;
    uint64_t refused;
    json_t *refusals;
    bool is_rehearsal; /* one transaction, that is rolled back at the end */
    bool is_writing;   /* a transaction is open */
    size_t in_batch;
};

static enum err import_note(struct import *import, struct problem *why)
{
    struct problem noted = *why;
    enum err err = why->err;

    import->refused++;
    if (strncmp(why->text, "Line ", 5) != 0) {
        err = problem_set(&noted, err, "bad-line", "Line %llu: %s",
                          (unsigned long long)import->reader.line, why->text);
    }
    (void)err; /* it is no error of the import */
    problem_init(why);
    if (json_array_size(import->refusals) >= REFUSALS_MAX) {
        return ERR_OK;
    }
    out_hint(&import->counter.call->out, "%s", noted.text);
    return json_array_append_new(import->refusals,
                                 json_pack("{s:I, s:s}", "line",
                                           (json_int_t)import->reader.line,
                                           "text", noted.text)) == 0
               ? ERR_OK
               : ERR_NOMEM;
}

static enum err import_begin(struct import *import)
{
    enum err err = ERR_OK;

    if (!import->is_writing) {
        counter_pause(&import->counter);
        err = drive_begin(&import->counter.drive);
        import->is_writing = err == ERR_OK;
    }
    return err;
}

static enum err import_commit(struct import *import, enum err err)
{
    actions_reset(&import->actions);
    import->in_batch = 0;
    if (import->is_writing) {
        import->is_writing = false;
        if (import->is_rehearsal && err == ERR_OK) {
            err = drive_commit(&import->counter.drive, ERR_STATE);
            return err == ERR_STATE ? drive_restart(&import->counter.drive)
                                    : err;
        }
        err = drive_commit(&import->counter.drive, err);
        import->kept = err == ERR_OK ? import->imported : import->kept;
    }
    return err;
}

/* Publish one draft and remember where it came from. */
static enum err import_publish(struct import *import,
                               const struct draft *draft,
                               struct view source)
{
    struct command command = {
        .kind = COMMAND_POST,
        .as.post = {.is_new = true, .kind = draft->kind, .post = draft->post}};
    struct event event = {.kind = EVENT_COMMAND, .as.command = &command};
    struct answer answer;
    enum err err = ERR_OK;

    answer_init(&answer);
    err = drive_step(&import->counter.drive, &event, &import->actions, &answer);
    actions_reset(&import->actions);
    if (err == ERR_OK && source.bytes > 0) {
        err =
            local_set_source(import->counter.drive.store, source, &answer.post);
    }
    answer_release(&answer);
    return err;
}

/* Was this source imported before? */
static enum err
import_is_known(struct import *import, struct view source, bool *is_known)
{
    struct id post;
    enum err err = ERR_UNKNOWN;

    if (source.bytes > 0) {
        err = local_source(import->counter.drive.store, source, &post);
    }
    *is_known = err == ERR_OK;
    return err == ERR_UNKNOWN ? ERR_OK : err;
}

static struct view object_source(const json_t *object)
{
    const json_t *value = json_object_get(object, "source");

    if (!json_is_string(value)) {
        return (struct view){NULL, 0};
    }
    return (struct view){(const unsigned char *)json_string_value(value),
                         json_string_length(value)};
}

static enum err import_object(struct import *import, const json_t *object)
{
    struct problem *why = &import->counter.call->why;
    const struct view source = object_source(object);
    struct draft draft;
    bool is_known = false;
    enum err err = ERR_OK;

    draft_init(&draft, POST_OFFER, 0);
    if (source.bytes > LOCAL_SOURCE_BYTES_MAX) {
        err = problem_set(why, ERR_INVALID, "bad-source",
                          "The source is longer than %d bytes.",
                          LOCAL_SOURCE_BYTES_MAX);
    }
    if (err == ERR_OK) {
        draft.ruled = roster_ruled(import->counter.desk.roster);
        draft_place(&draft, &import->home);
        err = draft_import(&draft, object, import->counter.desk.now_ms, why);
    }
    if (err != ERR_OK) {
        draft_release(&draft);
        return err == ERR_INVALID ? import_note(import, why) : err;
    }
    err = import_begin(import);
    if (err == ERR_OK) {
        err = import_is_known(import, source, &is_known);
    }
    if (err == ERR_OK && is_known) {
        import->unchanged++;
    } else if (err == ERR_OK) {
        err = import_publish(import, &draft, source);
        import->imported += err == ERR_OK;
        import->in_batch += err == ERR_OK;
    }
    draft_release(&draft);
    return err;
}

static void import_show(struct import *import)
{
    const long at = ftell(import->file);
    uint64_t share = 0;

    if (import->bytes > 0 && at > 0) {
        share = (uint64_t)at * SHARE_OF_FILE / (uint64_t)import->bytes;
    }
    progress_show(&import->progress, share,
                  import->bytes > 0 ? SHARE_OF_FILE : 0);
}

/* Everything up to the end of the file, or to what cannot go on. What was
 * good before is kept. */
static enum err import_all(struct import *import)
{
    struct problem *why = &import->counter.call->why;
    json_t *object = NULL;
    enum err err = ERR_OK;

    do {
        err = reader_next(&import->reader, &object, why);
        if (err == ERR_INVALID) {
            err = import_note(import, why);
            continue;
        }
        if (err == ERR_OK && object != NULL) {
            err = import_object(import, object);
        }
        if (object == NULL) {
            break;
        }
        json_decref(object);
        if (err == ERR_OK && !import->is_rehearsal &&
            import->in_batch >= BATCH_POSTS) {
            err = import_commit(import, ERR_OK);
            import_show(import);
        }
    } while (err == ERR_OK);
    if (err_blame(err) == BLAME_USER) {
        /* no room for more posts: those that found room stay */
        enum err kept = import_commit(import, ERR_OK);

        return kept == ERR_OK ? err : kept;
    }
    return import_commit(import, err);
}

static enum err import_refuse(struct import *import, enum err err)
{
    struct problem *why = &import->counter.call->why;

    if (err == ERR_FULL && why->text[0] == '\0') {
        err = problem_set(why, err, "too-many-posts",
                          "Line %llu: you have as many posts as your standing "
                          "allows; %llu %s imported.",
                          (unsigned long long)import->reader.line,
                          (unsigned long long)import->imported,
                          import->is_rehearsal ? "can be" : "were");
        problem_advise(why, "kith withdraw makes room; import the file again, "
                            "posts with a source are not repeated.");
    } else if (err == ERR_DENIED) {
        err = problem_set(why, err, "no-standing",
                          "Nobody vouches for your household any more, so "
                          "nobody would see the posts.");
        problem_advise(why, "Ask a neighbour to vouch for you again; kith "
                            "members shows who is here.");
    } else if (err == ERR_OK && import->refused > 0) {
        err = problem_set(why, ERR_INVALID, "bad-lines",
                          "%llu %s refused; the other posts %s imported.",
                          (unsigned long long)import->refused,
                          import->refused == 1 ? "line was" : "lines were",
                          import->is_rehearsal ? "can be" : "are");
        problem_advise(why, "Mend those lines and import the file again; give "
                            "each post a source so that none is repeated.");
        problem_exit(why, EX_DATAERR);
    }
    return err;
}

/* The same for all; when lines were refused, beside the error. */
static enum err import_report(struct import *import, bool is_refused)
{
    struct out *out = &import->counter.call->out;
    json_t *document =
        json_pack("{s:I, s:I, s:I, s:O, s:I, s:b}", "imported",
                  (json_int_t)import->imported, "unchanged",
                  (json_int_t)import->unchanged, "refused",
                  (json_int_t)import->refused, "refusals", import->refusals,
                  "handed_to", (json_int_t)import->counter.drive.handed_to,
                  "dry_run", import->is_rehearsal);

    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_say(out, "%s %llu, unchanged %llu, refused %llu.",
            import->is_rehearsal ? "Would import" : "Imported",
            (unsigned long long)import->imported,
            (unsigned long long)import->unchanged,
            (unsigned long long)import->refused);
    if (import->refused > REFUSALS_MAX) {
        out_hint(out, "Only the first %d that were refused are told.",
                 REFUSALS_MAX);
    }
    if (is_refused) {
        out_beside(out, document);
    } else {
        out_json(out, document);
        json_decref(document);
    }
    return ERR_OK;
}

static enum err
import_no_file(const char *path, const char *reason, struct problem *why)
{
    enum err err = problem_set(why, ERR_UNKNOWN, "no-file",
                               "%.200s cannot be read: %s.", path, reason);

    problem_advise(why, "Name a file that you may read, or - for standard "
                        "input.");
    problem_exit(why, EX_NOINPUT);
    return err;
}

/* What was published before stays, and is told. */
static enum err import_broke(struct import *import, enum err err)
{
    struct call *call = import->counter.call;
    const char *path = call->arguments.words[0];

    if (ferror(import->file)) {
        err = import_no_file(path, strerror(errno), &call->why);
    } else {
        err = drive_explain(&import->counter.drive, err, &call->why);
    }
    if (import->kept > 0 && !import->is_rehearsal) {
        problem_advise(&call->why,
                       "%sImport it again: %llu of its posts are published, "
                       "and those with a source are not repeated.",
                       err == ERR_DISK_FULL ? "Free some space. " : "",
                       (unsigned long long)import->kept);
    }
    return err;
}

static enum err import_file(struct import *import)
{
    struct call *call = import->counter.call;
    enum err err = ERR_OK;
    enum err reported = ERR_OK;

    progress_init(&import->progress, &call->out, "Importing");
    err = import_all(import);
    progress_end(&import->progress);
    if (import->kept > 0 && !import->is_rehearsal) {
        drive_nudge(&import->counter.drive);
    }
    if (err != ERR_OK && err_blame(err) == BLAME_HOST) {
        return import_broke(import, err);
    }
    err = import_refuse(import, err);
    reported = import_report(import, err != ERR_OK);
    return err == ERR_OK ? reported : err;
}

static enum err import_open(struct import *import, struct call *call)
{
    const char *path = call->arguments.words[0];
    struct stat found;
    enum err err = ERR_OK;

    import->file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (import->file == NULL) {
        return import_no_file(path, strerror(errno), &call->why);
    }
    if (fstat(fileno(import->file), &found) == 0 && S_ISDIR(found.st_mode)) {
        return import_no_file(path, "it is a folder", &call->why);
    }
    if (import->file != stdin && fseek(import->file, 0, SEEK_END) == 0) {
        import->bytes = ftell(import->file);
        rewind(import->file);
    }
    err = counter_open(&import->counter, call, STORE_WRITE);
    return err == ERR_OK
               ? near_recall(import->counter.drive.store, &import->home)
               : err;
}

static enum err import_run(struct call *call)
{
    struct import *import = calloc(1, sizeof *import);
    enum reader_format format = READER_JSONL;
    enum err err = ERR_NOMEM;

    if (import == NULL) {
        return ERR_NOMEM;
    }
    actions_init(&import->actions);
    import->is_rehearsal = arguments_has(&call->arguments, "dry-run");
    import->refusals = json_array();
    err = import->refusals == NULL
              ? ERR_NOMEM
              : reader_format(call->arguments.words[0],
                              arguments_value(&call->arguments, "format"),
                              &format, &call->why);
    if (err == ERR_OK) {
        err = import_open(import, call);
    }
    if (err == ERR_OK) {
        err = reader_init(&import->reader, import->file, format, &call->why);
        if (err == ERR_OK) {
            err = import_file(import);
        }
        reader_release(&import->reader);
        counter_close(&import->counter);
    }
    if (import->file != NULL && import->file != stdin) {
        (void)fclose(import->file);
    }
    actions_release(&import->actions);
    json_decref(import->refusals);
    free(import);
    return err;
}

static const struct option_row import_options[] = {
    {"format", "FORMAT", "jsonl or csv; by the file's name otherwise"},
    {"dry-run", NULL, "say what would be imported, publish nothing"},
    {NULL, NULL, NULL},
};

const struct verb verb_import = {
    .name = "import",
    .group = GROUP_POSTS,
    .usage = "FILE",
    .summary = "publish many posts from a file; - reads standard input",
    .example = "kith import posts.csv",
    .options = import_options,
    .words_min = 1,
    .words_max = 1,
    .run = import_run,
};

/* One line for each post of this household, as import reads it. */
static enum err export_print(const struct counter *counter, json_t *rows)
{
    const struct out *out = &counter->call->out;

    if (out->is_json) {
        out_json(out, rows);
        return ERR_OK;
    }
    for (size_t index = 0; index < json_array_size(rows); index++) {
        json_t *row = json_array_get(rows, index);
        char *line = NULL;

        if (json_object_set(row, "source", json_object_get(row, "id")) != 0) {
            return ERR_NOMEM;
        }
        line = json_dumps(row, JSON_COMPACT);
        if (line == NULL) {
            return ERR_NOMEM;
        }
        out_say(out, "%s", line);
        free(line);
    }
    return ERR_OK;
}

static enum err export_run(struct call *call)
{
    const struct desk_board wanted = {
        .is_mine = !arguments_has(&call->arguments, "all"),
        .with_ended = true,
        .with_hidden = true,
        .limit = BOARD_ROWS_MAX,
    };
    struct counter *counter = calloc(1, sizeof *counter);
    json_t *rows = NULL;
    enum err err = ERR_NOMEM;

    if (counter == NULL) {
        return ERR_NOMEM;
    }
    err = counter_open(counter, call, STORE_READ);
    if (err == ERR_OK) {
        err = desk_board(&counter->desk, &wanted, &rows);
        if (err == ERR_OK) {
            err = export_print(counter, rows);
        }
        json_decref(rows);
        counter_close(counter);
    }
    free(counter);
    return err;
}

static const struct option_row export_options[] = {
    {"all", NULL, "the whole board, not only your own posts"},
    {NULL, NULL, NULL},
};

const struct verb verb_export = {
    .name = "export",
    .group = GROUP_POSTS,
    .usage = "",
    .summary = "print your posts as lines of JSON",
    .example = "kith export > posts.jsonl",
    .options = export_options,
    .run = export_run,
};
