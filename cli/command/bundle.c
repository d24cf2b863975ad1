/* bundle: everything that is kept, as a file that a stick carries. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sysexits.h>

#include "cli/bundle_file.h"
#include "cli/command/commands.h"
#include "cli/counter.h"

static json_t *model(const char *path, const struct bundle_report *report)
{
    json_t *sets = json_object();
    json_t *document = NULL;

    for (int set = 0; sets != NULL && set < SET_COUNT; set++) {
        if (json_object_set_new(
                sets, set_name((enum set)set),
                json_integer((json_int_t)report->counts[set])) != 0) {
            json_decref(sets);
            sets = NULL;
        }
    }
    if (sets != NULL) {
        document =
            json_pack("{s:o,s:I,s:o,s:I,s:o}", "file", out_file_json(path),
                      "bytes", (json_int_t)report->bytes, "written",
                      out_time_json(report->written_ms), "records",
                      (json_int_t)report->records, "sets", sets);
    }
    return document;
}

static enum err report_written(struct counter *counter,
                               const char *path,
                               const struct bundle_report *report)
{
    const struct out *out = &counter->call->out;
    json_t *document = model(path, report);

    if (document == NULL) {
        return ERR_NOMEM;
    }
    out_json(out, document);
    json_decref(document);
    out_say(out, "%" PRIu64 " records are in %s (%" PRIu64 " kB).",
            report->records, path, (report->bytes + 999) / 1000);
    out_hint(out, "Any home of %s can take them in: kith bundle read %s",
             roster_place(counter->desk.roster), path);
    return ERR_OK;
}

static enum err report_read(struct counter *counter,
                            const char *path,
                            const struct bundle_report *report)
{
    const struct out *out = &counter->call->out;
    json_t *document = model(path, report);
    enum err err = ERR_OK;

    if (document == NULL ||
        json_object_set_new(document, "new",
                            json_integer((json_int_t)report->taken)) != 0) {
        err = ERR_NOMEM;
    }
    if (err == ERR_OK) {
        out_json(out, document);
        out_say(out, "Read %" PRIu64 " records, %" PRIu64 " of them new.",
                report->records, report->taken);
        out_hint(out, "See them: kith board");
    }
    json_decref(document);
    return err;
}

static enum err bundle_write(struct counter *counter, const char *path)
{
    struct call *call = counter->call;
    struct bundle_report report;
    struct progress progress;
    enum err err = ERR_OK;

    progress_init(&progress, &call->out, "Writing");
    err = bundle_file_write(&counter->drive, path, &progress, &report,
                            &call->why);
    progress_end(&progress);
    return err == ERR_OK ? report_written(counter, path, &report) : err;
}

static enum err bundle_read(struct counter *counter, const char *path)
{
    struct call *call = counter->call;
    struct bundle_report report;
    struct progress progress;
    enum err err = ERR_OK;

    counter_pause(counter);
    progress_init(&progress, &call->out, "Reading");
    err =
        bundle_file_read(&counter->drive, path, &progress, &report, &call->why);
    progress_end(&progress);
    if (err != ERR_OK) {
        return err;
    }
    drive_nudge(&counter->drive);
    err = counter_duties(counter);
    if (err == ERR_OK) {
        err = counter_resume(counter);
    }
    return err == ERR_OK ? report_read(counter, path, &report) : err;
}

static enum err bundle_run(struct call *call)
{
    const char *what = call->arguments.words[0];
    const char *path = call->arguments.words[1];
    const bool is_write = strcmp(what, "write") == 0;
    struct counter *counter = NULL;
    enum err err = ERR_OK;

    if (!is_write && strcmp(what, "read") != 0) {
        err = problem_set(&call->why, ERR_INVALID, "bad-word",
                          "A bundle is written or read, not \"%.40s\".", what);
        problem_advise(&call->why, "kith bundle write FILE");
        problem_exit(&call->why, EX_USAGE);
        return err;
    }
    counter = calloc(1, sizeof *counter);
    if (counter == NULL) {
        return ERR_NOMEM;
    }
    err = counter_open(counter, call, is_write ? STORE_READ : STORE_WRITE);
    if (err == ERR_OK) {
        err =
            is_write ? bundle_write(counter, path) : bundle_read(counter, path);
        counter_close(counter);
    }
    free(counter);
    return err;
}

const struct verb verb_bundle = {
    .name = "bundle",
    .group = GROUP_NODE,
    .usage = "write|read FILE",
    .summary = "the board as a file, for a stick to carry",
    .example = "kith bundle write /media/stick/mill-lane.kith\n"
               "kith bundle read /media/stick/mill-lane.kith",
    .words_min = 2,
    .words_max = 2,
    .run = bundle_run,
};
