#include "net/web/show_words.h"

#include <stdio.h>
#include <string.h>

#include "net/web/spoken.h"

enum {
    TEXT_CHARS = 64,
    LINE_BYTES = 160,
    WALL_CARDS = 6, /* on a page of the wall, as in wall.css */
    WALL_PAGES = 10,
    BOARD_CARDS = 50, /* as pages.c asks for, */
    SHEET_ROWS = 100, /* of paper likewise */
    LONG_ROOM = 60,   /* bytes, and more than that is a long text */
    LONGER_ROOM = 240,
    LONGEST_ROOM = 700,
    LINE_ROOM = 30,
};

/* A word of the models, and what people read. */
struct word {
    const char *word;
    const char *shown;
};

static enum err put_word(const struct word *words,
                         size_t count,
                         const json_t *value,
                         struct bytes *out)
{
    const char *word = json_string_value(value);

    if (word == NULL) {
        return ERR_INVALID;
    }
    for (size_t index = 0; index < count; index++) {
        if (strcmp(words[index].word, word) == 0) {
            return bytes_append(out, view_text(words[index].shown));
        }
    }
    return bytes_append(out, view_text(word));
}

enum err show_kind(void *context, const json_t *value, struct bytes *out)
{
    static const struct word words[] = {
        {"offer", "To give away"}, {"request", "Wanted"}, {"loan", "To borrow"},
        {"skill", "Skill"},        {"meal", "Meal"},      {"event", "Event"},
        {"project", "Project"},    {"notice", "Notice"},  {"hours", "Hours"},
    };

    (void)context;
    return put_word(words, sizeof words / sizeof *words, value, out);
}

enum err show_state(void *context, const json_t *value, struct bytes *out)
{
    static const struct word words[] = {
        {"waiting", "in line"},
        {"out", "handed over"},
        {"undone", "taken back"},
        {"dropped", "called off"},
        {"missed", "nobody came"},
        {"away", "lent out"},
        {"closed", "over"},
        {"proposed", "not settled yet"},
        {"full", "member"},
        {"look", "needs a look"},
        {"none", "waits for a choice"},
    };

    (void)context;
    return put_word(words, sizeof words / sizeof *words, value, out);
}

enum err show_step(void *context, const json_t *value, struct bytes *out)
{
    static const struct word words[] = {
        {"ask", "asked"},
        {"yes", "said yes"},
        {"no", "said no"},
        {"change", "asked for a change"},
        {"wait", "put in line"},
        {"drop", "called it off"},
        {"affirm", "comes"},
        {"undo", "took it back"},
        {"lapse", "time is past"},
        {"out", "handed over"},
        {"missed", "nobody came"},
        {"fix", "put right"},
        {"hand-on", "another comes"},
        {"note", "a word"},
    };

    (void)context;
    return put_word(words, sizeof words / sizeof *words, value, out);
}

enum err show_count(void *context, const json_t *value, struct bytes *out)
{
    const size_t count = json_array_size(value);
    char text[TEXT_CHARS];

    (void)context;
    (void)snprintf(text, sizeof text, "%s%zu thing%s on the board",
                   count < WALL_CARDS * WALL_PAGES ? "" : "the first ", count,
                   count == 1 ? "" : "s");
    return json_is_array(value) ? bytes_append(out, view_text(text))
                                : ERR_INVALID;
}

/* What a board says behind its last card. */
enum err show_rest(void *context, const json_t *value, struct bytes *out)
{
    char text[LINE_BYTES];

    (void)context;
    (void)snprintf(text, sizeof text,
                   "These are the first %d: look for a word, or choose a kind, "
                   "to see others.",
                   BOARD_CARDS);
    return json_array_size(value) < BOARD_CARDS
               ? ERR_OK
               : bytes_append(out, view_text(text));
}

/* What a printed board says below its last row. */
enum err show_sheet(void *context, const json_t *value, struct bytes *out)
{
    char text[LINE_BYTES];

    (void)context;
    (void)snprintf(text, sizeof text,
                   "These are the first %d; the board itself has all.",
                   SHEET_ROWS);
    return json_array_size(value) < SHEET_ROWS
               ? ERR_OK
               : bytes_append(out, view_text(text));
}

/* A line of its own takes as much as half a line of letters. */
enum err show_room(void *context, const json_t *value, struct bytes *out)
{
    const char *text = json_string_value(value);
    size_t bytes = 0;

    (void)context;
    if (text == NULL) {
        return ERR_INVALID;
    }
    for (; *text != '\0'; text++) {
        bytes += *text == '\n' ? LINE_ROOM : 1;
    }
    return bytes_append(out, view_text(bytes < LONG_ROOM      ? ""
                                       : bytes < LONGER_ROOM  ? "long"
                                       : bytes < LONGEST_ROOM ? "longer"
                                                              : "longest"));
}

enum err show_field(void *context, const json_t *value, struct bytes *out)
{
    const char *name = json_string_value(value);

    (void)context;
    return name == NULL ? ERR_INVALID
                        : bytes_append(out, view_text(spoken_field(name)));
}

enum err show_commas(void *context, const json_t *value, struct bytes *out)
{
    enum err err = json_is_array(value) ? ERR_OK : ERR_INVALID;
    const json_t *each = NULL;
    size_t index = 0;

    (void)context;
    json_array_foreach(value, index, each)
    {
        if (err == ERR_OK && index > 0) {
            err = bytes_append(out, view_text(", "));
        }
        if (err == ERR_OK) {
            err = json_is_string(each)
                      ? bytes_append(out, view_text(json_string_value(each)))
                      : ERR_INVALID;
        }
    }
    return err;
}

enum err show_pages(void *context, const json_t *value, struct bytes *out)
{
    const size_t count = (json_array_size(value) + WALL_CARDS - 1) / WALL_CARDS;
    char text[TEXT_CHARS];

    (void)context;
    (void)snprintf(text, sizeof text, "pages-%zu",
                   count < WALL_PAGES ? count : (size_t)WALL_PAGES);
    return json_is_array(value) ? bytes_append(out, view_text(text))
                                : ERR_INVALID;
}
