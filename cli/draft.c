#include "cli/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sysexits.h>

#include "cli/field.h"
#include "cli/when.h"
#include "node/limits.h"
#include "node/moment.h"
#include "node/record/text.h"
#include "node/record/time.h"

enum { URGENT_DAYS = 3 };

const struct option_row draft_options[] = {
    {"text", "TEXT", "more about it; - reads standard input"},
    {"tag", "WORD", "a word to find it by; may be given again"},
    {"until", "DATE", "show it until then"},
    {"quantity", "N", "how many there are"},
    {"at", "CELL", "roughly where: 51.46,-0.10, or none"},
    {"photo", "FILE", "a JPEG or PNG of it; up to six"},
    {"reach", "REACH", "neighbourhood or nearby"},
    {"for", "NAME", "for somebody without a computer"},
    {"days-max", "N", "lend: days at most"},
    {"buffer", "HOURS", "lend: rest between two loans"},
    {"days-min", "N", "lend: days at least"},
    {"ahead", "DAYS", "lend: how early it can be booked"},
    {"parts", "A,B,C", "lend: what has to come back with it"},
    {"auto", NULL, "lend: free days are promised without asking you"},
    {"choose", "HOW",
     "offer: pick, first, simmer or draw, among those who ask"},
    {"decide", "DATE", "offer: when you are shown all who asked; in a day"},
    {"urgent", NULL, "request: for three days"},
    {"dry-run", NULL, "say what would be published, publish nothing"},
    {"from", "DATE", NULL}, /* of whoever asks: refused with what is meant */
    {"to", "DATE", NULL},
    {NULL, NULL, NULL},
};

void draft_init_from(struct draft *draft,
                     enum post_kind kind,
                     const struct post *post)
{
    *draft = (struct draft){.kind = (uint16_t)kind, .post = *post};
    bytes_init(&draft->title, TITLE_BYTES_MAX + 1);
    bytes_init(&draft->text, TEXT_BYTES_MAX + 1);
    album_init(&draft->album);
}

void draft_init(struct draft *draft, enum post_kind kind, uint64_t now_ms)
{
    const struct post post = {.until_ms = field_until_default(kind, now_ms)};

    draft_init_from(draft, kind, &post);
}

void draft_release(struct draft *draft)
{
    bytes_release(&draft->title);
    bytes_release(&draft->text);
    album_release(&draft->album);
}

enum err draft_title(struct draft *draft,
                     char *const *words,
                     size_t count,
                     struct problem *why)
{
    enum err err = ERR_OK;

    bytes_reset(&draft->title);
    for (size_t index = 0; index < count && err == ERR_OK; index++) {
        if (index > 0) {
            err = bytes_append(&draft->title, view_text(" "));
        }
        if (err == ERR_OK) {
            err = bytes_append(&draft->title, view_text(words[index]));
        }
    }
    if (err == ERR_FULL) {
        return field_too_long(why, "title", TITLE_BYTES_MAX);
    }
    if (err != ERR_OK) {
        return err;
    }
    return field_text(&draft->post.title, bytes_view(&draft->title), "title",
                      TITLE_BYTES_MAX, why);
}

static enum err draft_apply_text(struct draft *draft,
                                 const struct arguments *arguments,
                                 struct problem *why)
{
    const char *text = arguments_value(arguments, "text");
    struct view view = {NULL, 0};

    if (text == NULL) {
        return ERR_OK;
    }
    view = view_text(text);
    if (strcmp(text, "-") == 0) {
        enum err err = field_typed(&draft->text, "text", TEXT_BYTES_MAX, why);

        if (err != ERR_OK) {
            return err;
        }
        view = bytes_view(&draft->text);
    }
    if (view.bytes == 0) {
        draft->post.text = view; /* an edit may take the text away */
        return ERR_OK;
    }
    return field_text(&draft->post.text, view, "text", TEXT_BYTES_MAX, why);
}

static enum err draft_apply_tags(struct draft *draft,
                                 const struct arguments *arguments,
                                 struct problem *why)
{
    const char *tag = arguments_nth(arguments, "tag", 0);
    enum err err = ERR_OK;

    if (tag != NULL) {
        draft->post.tags_count = 0; /* those given replace those there were */
    }
    for (size_t index = 0; tag != NULL && err == ERR_OK; index++) {
        if (tag[0] != '\0') { /* an edit may take the tags away */
            err = field_tag(draft, view_text(tag), why);
        }
        tag = arguments_nth(arguments, "tag", index + 1);
    }
    return err;
}

/* "ladder, two feet ,rope": the parts between the commas. */
static enum err
draft_apply_parts(struct draft *draft, const char *list, struct problem *why)
{
    struct post *post = &draft->post;
    enum err err = ERR_OK;

    post->parts_count = 0;
    while (list != NULL && *list != '\0' && err == ERR_OK) {
        size_t bytes = strcspn(list, ",");
        struct view part = {(const unsigned char *)list, bytes};

        list += bytes + (list[bytes] == ',' ? 1 : 0);
        while (part.bytes > 0 && part.data[0] == ' ') {
            part.data++;
            part.bytes--;
        }
        while (part.bytes > 0 && part.data[part.bytes - 1] == ' ') {
            part.bytes--;
        }
        if (part.bytes == 0) {
            continue;
        }
        if (post->parts_count == PARTS_COUNT_MAX) {
            return field_refuse(why, "parts", "there are too many");
        }
        err = field_text(&post->parts[post->parts_count++], part, "part",
                         PART_BYTES_MAX, why);
    }
    return err;
}

static enum err draft_apply_numbers(struct draft *draft,
                                    const struct arguments *arguments,
                                    struct problem *why)
{
    static const struct {
        const char *option;
        uint64_t limits[2];
    } rows[] = {
        {"quantity", {1, QUANTITY_MAX}},   {"days-max", {0, LOAN_DAYS_MAX}},
        {"buffer", {0, BUFFER_HOURS_MAX}}, {"days-min", {0, LOAN_DAYS_MAX}},
        {"ahead", {0, LOAN_DAYS_MAX}}, /* 0, as empty: there is no such limit */
    };
    uint16_t *fields[] = {&draft->post.quantity, &draft->post.days_max,
                          &draft->post.buffer_hours, &draft->post.days_min,
                          &draft->post.ahead_days};
    enum err err = ERR_OK;

    for (size_t index = 0; index < sizeof rows / sizeof *rows && err == ERR_OK;
         index++) {
        const char *text = arguments_value(arguments, rows[index].option);
        uint64_t value = *fields[index];

        if (text != NULL && text[0] == '\0' && rows[index].limits[0] == 0) {
            value = 0;
        } else {
            err = arguments_number(arguments, rows[index].option,
                                   rows[index].limits, &value, why);
        }
        if (err == ERR_OK) {
            *fields[index] = (uint16_t)value;
        }
    }
    return err;
}

void draft_place(struct draft *draft, const struct near *near)
{
    draft->cell[0] = '\0';
    if (near->is_somewhere) {
        cell_write(&near->cell, draft->cell);
    }
    draft->post.cell = view_text(draft->cell);
}

static enum err draft_apply_place(struct draft *draft,
                                  const struct arguments *arguments,
                                  struct problem *why)
{
    const char *cell = arguments_value(arguments, "at");
    const char *whom = arguments_value(arguments, "for");
    const char *reach = arguments_value(arguments, "reach");
    struct near near = {.is_somewhere = false};
    enum err err = ERR_OK;

    if (cell != NULL) {
        err = near_read(cell, draft->ruled, &near, why);
    }
    if (err == ERR_OK && cell != NULL) {
        draft_place(draft, &near);
    }
    if (err == ERR_OK && whom != NULL) {
        err = field_text(&draft->post.acts_for, view_text(whom), "name",
                         NAME_BYTES_MAX, why);
    }
    if (err == ERR_OK && reach != NULL) {
        err = field_reach(draft, reach, why);
    }
    return err;
}

static enum err refuse_decide(struct problem *why)
{
    enum err err = problem_set(why, ERR_INVALID, "missing-option",
                               "Only a draw, or an offer that simmers, has a "
                               "time to decide.");

    problem_advise(why,
                   "Let a draw choose who gets it, or leave the day of the "
                   "draw out.");
    problem_exit(why, EX_USAGE);
    return err;
}

static enum err draft_apply_choice(struct draft *draft,
                                   const struct arguments *arguments,
                                   uint64_t now_ms,
                                   struct problem *why)
{
    const char *choose = arguments_value(arguments, "choose");
    const char *decide = arguments_value(arguments, "decide");
    struct post *post = &draft->post;
    const uint64_t decided_ms = post->decide_ms;
    enum err err = ERR_OK;

    if (choose != NULL) {
        const enum post_choice choice = post_choice_find(view_text(choose));

        if (choice == CHOOSE_END) {
            return field_refuse(why, "choice",
                                "it is pick, first, simmer or draw");
        }
        post->choose = (uint8_t)choice;
        post->decide_ms = choice == CHOOSE_SIMMER || choice == CHOOSE_DRAW
                              ? now_ms + (uint64_t)DAY_MS
                              : 0;
    }
    if (decide != NULL && post->choose != CHOOSE_SIMMER &&
        post->choose != CHOOSE_DRAW) {
        return refuse_decide(why);
    }
    if (decide != NULL) {
        err = when_read_after(decide, now_ms, now_ms, WHEN_BEGIN,
                              &post->decide_ms, why);
    }
    if (err == ERR_OK && decide != NULL && post->decide_ms <= now_ms &&
        post->decide_ms != decided_ms) {
        return field_refuse(why, "time to decide", "it must lie ahead");
    }
    return err;
}

/* What a kind of post alone has a word for. */
static enum err draft_apply_kind(struct draft *draft,
                                 const struct arguments *arguments,
                                 uint64_t now_ms,
                                 struct problem *why)
{
    struct post *post = &draft->post;

    if (arguments_has(arguments, "urgent")) {
        post->until_ms = now_ms + (uint64_t)URGENT_DAYS * DAY_MS;
    }
    post->is_auto |= arguments_has(arguments, "auto");
    return draft_apply_choice(draft, arguments, now_ms, why);
}

/* One that is there already is not listed twice. */
static void list_photo(struct post *post, const struct photo_reference *photo)
{
    for (size_t index = 0; index < post->photos_count; index++) {
        if (id_equal(&post->photos[index].id, &photo->id)) {
            return;
        }
    }
    post->photos[post->photos_count++] = *photo;
}

/* Those given replace those there were. Comes last: it is what takes time. */
static enum err draft_apply_photos(struct draft *draft,
                                   const struct arguments *arguments,
                                   struct problem *why)
{
    const char *path = arguments_nth(arguments, "photo", 0);
    struct post *post = &draft->post;
    enum err err = ERR_OK;

    if (path != NULL || arguments_has(arguments, "no-photos")) {
        post->photos_count = 0;
    }
    for (size_t index = 0; path != NULL && err == ERR_OK; index++) {
        err = album_add(&draft->album, path, why);
        if (err == ERR_OK) {
            list_photo(post, &draft->album.prints[index].reference);
        }
        path = arguments_nth(arguments, "photo", index + 1);
    }
    return err;
}

enum err draft_apply(struct draft *draft,
                     const struct arguments *arguments,
                     uint64_t now_ms,
                     struct problem *why)
{
    const char *until = arguments_value(arguments, "until");
    const char *parts = arguments_value(arguments, "parts");
    uint64_t until_ms = 0;
    enum err err = draft_apply_text(draft, arguments, why);

    if (err == ERR_OK) {
        err = draft_apply_kind(draft, arguments, now_ms, why);
    }
    if (err == ERR_OK) {
        err = draft_apply_tags(draft, arguments, why);
    }
    if (err == ERR_OK && until != NULL) {
        err = when_read(until, now_ms, WHEN_END, &until_ms, why);
        if (err == ERR_OK) {
            err = field_until(draft, until_ms, now_ms, why);
        }
    }
    if (err == ERR_OK) {
        err = draft_apply_numbers(draft, arguments, why);
    }
    if (err == ERR_OK) {
        err = draft_apply_place(draft, arguments, why);
    }
    if (err == ERR_OK && parts != NULL) {
        err = draft_apply_parts(draft, parts, why);
    }
    return err == ERR_OK ? draft_apply_photos(draft, arguments, why) : err;
}
