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

/* Behind a name: what that household did; behind a colon: what came of it. */
enum err show_event(void *context, const json_t *value, struct bytes *out)
{
    static const struct word words[] = {
        {"joined", " joined on an invite"},
        {"join-clash", " came second on an invite"},
        {"vouched", " was vouched for"},
        {"unvouched", " has one vouch less: it was taken back"},
        {"cut-off", " is no member any more"},
        {"council", "There are new stewards."},
        {"clock", "The clock of this machine is not set"},
        {"cloned", "Another machine signs with the key of this one"},
        {"enrolled", "A new machine is one of yours."},
        {"liar", " listed forged posts as its own"},
        {"heir", " would like you to keep this from now on"},
        {"taken", " keeps from now on what you handed over"},
        {"deal-ask", " asks about it"},
        {"deal-change", " asks for a change"},
        {"deal-yes", " said yes"},
        {"deal-no", " said no this time"},
        {"deal-wait", " put you in line"},
        {"deal-drop", " called it off"},
        {"deal-affirm", " is going to come"},
        {"deal-undo", " took the promise back"},
        {"deal-lapse", ": the time of the promise is past"},
        {"deal-out", " said that it was handed over"},
        {"deal-done", " said that it is done, or back"},
        {"deal-missed", " said that nobody came"},
        {"deal-lost", " said that it will not come back"},
        {"deal-fix", " put a mark right"},
        {"deal-hand-on", " sends somebody else"},
        {"deal-note", " wrote to you"},
        {"deal-next", ": it fell free for whoever is first in line"},
        {"deal-soon", ": the hand-over is near"},
        {"deal-due", ": it is to be brought back soon"},
        {"deal-overdue", ": it should be back by now"},
        {"post-soon", "Your post ends in three days"},
        {"post-over", "Your post has ended"},
        {"post-year", "Your post has stood for a year"},
        {"wish", " posted something that you wish for"},
        {"sent-away", " does not count you as a member any more"},
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
