#include "net/web/show.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "net/web/qr.h"
#include "net/web/show_words.h"
#include "node/record/time.h"

enum {
    TEXT_CHARS = 64,
    NEAR_DAYS = 6,
    MINUTE_S = 60,
    HOUR_S = 3600,
    DAY_S = 86400,
    LINE_BYTES = 160,
};

/* A time as the models have it, in the zone of the machine. */
static enum err
read_time(const json_t *value, uint64_t *ms, int64_t back_ms, struct tm *out)
{
    const char *text = json_string_value(value);
    time_t seconds = 0;

    if (text == NULL || time_parse(text, ms) != ERR_OK) {
        return ERR_INVALID;
    }
    *ms = (uint64_t)((int64_t)*ms - back_ms);
    seconds = (time_t)(*ms / 1000);
    return localtime_r(&seconds, out) == NULL ? ERR_INVALID : ERR_OK;
}

/* Forms of a time. */
enum form {
    FORM_DAY,
    FORM_YEAR,
    FORM_DATE,
    FORM_STAMP,
    FORM_FIELD,
    FORM_CLOCK,
    FORM_AHEAD,
    FORM_AHEAD_YEAR,
    FORM_TODAY,
    FORM_NEAR
};

static size_t form_write(enum form form, const struct tm *when, char *out)
{
    switch (form) {
    case FORM_DAY:
        return strftime(out, TEXT_CHARS, "%a %e %b", when);
    case FORM_YEAR:
        return strftime(out, TEXT_CHARS, "%e %b %Y", when);
    case FORM_DATE:
        return strftime(out, TEXT_CHARS, "%Y-%m-%d", when);
    case FORM_STAMP:
        return strftime(out, TEXT_CHARS, "%Y-%m-%d %H:%M", when);
    case FORM_FIELD:
        return strftime(out, TEXT_CHARS, "%Y-%m-%dT%H:%M", when);
    case FORM_CLOCK:
        return strftime(out, TEXT_CHARS, "%H:%M", when);
    case FORM_AHEAD:
        return strftime(out, TEXT_CHARS, "%a %e %b %H:%M", when);
    case FORM_AHEAD_YEAR:
        return strftime(out, TEXT_CHARS, "%e %b %Y %H:%M", when);
    case FORM_TODAY:
        return strftime(out, TEXT_CHARS, "today %H:%M", when);
    case FORM_NEAR:
        return strftime(out, TEXT_CHARS, "%a %H:%M", when);
    }
    return 0;
}

/* A day of another year has its year. */
static enum form day_form(const struct show *show, const struct tm *when)
{
    const time_t now = (time_t)(show->now_ms / 1000);
    struct tm today;

    return localtime_r(&now, &today) != NULL && when->tm_year != today.tm_year
               ? FORM_YEAR
               : FORM_DAY;
}

/* back_ms  taken from it first: 1 for the day that ends then */
static enum err put_time(const struct show *show,
                         const json_t *value,
                         enum form form,
                         int64_t back_ms,
                         struct bytes *out)
{
    char text[TEXT_CHARS];
    uint64_t ms = 0;
    struct tm when;
    enum err err = read_time(value, &ms, back_ms, &when);
    char *blank = NULL;

    if (err == ERR_OK && form == FORM_DAY) {
        form = day_form(show, &when);
    }
    if (err == ERR_OK && form_write(form, &when, text) == 0) {
        err = ERR_INVALID;
    }
    if (err != ERR_OK) {
        return err;
    }
    blank = strstr(text, "  "); /* %e has one before a single digit */
    if (blank != NULL) {
        memmove(blank, blank + 1, strlen(blank));
    }
    return bytes_append(out, view_text(text + (text[0] == ' ')));
}

static enum err show_day(void *context, const json_t *value, struct bytes *out)
{
    return put_time(context, value, FORM_DAY, 0, out);
}

static enum err show_date(void *context, const json_t *value, struct bytes *out)
{
    return put_time(context, value, FORM_DATE, 0, out);
}

/* Does a day begin then? Nobody means midnight. */
static bool is_day(const struct tm *when)
{
    return when->tm_hour == 0 && when->tm_min == 0;
}

/* A day, or what holds its time, too. */
static enum err put_exact(const struct show *show,
                          const json_t *value,
                          enum form form,
                          int64_t back_ms,
                          struct bytes *out)
{
    struct tm when;
    uint64_t ms = 0;

    if (read_time(value, &ms, 0, &when) != ERR_OK) {
        return ERR_INVALID;
    }
    return is_day(&when) ? put_time(show, value, FORM_DATE, back_ms, out)
                         : put_time(show, value, form, 0, out);
}

static enum err
show_stamp(void *context, const json_t *value, struct bytes *out)
{
    return put_exact(context, value, FORM_STAMP, 0, out);
}

static enum err show_pick(void *context, const json_t *value, struct bytes *out)
{
    return put_exact(context, value, FORM_FIELD, 0, out);
}

static enum err
show_lastpick(void *context, const json_t *value, struct bytes *out)
{
    return put_exact(context, value, FORM_FIELD, 1, out);
}

static enum err
show_picker(void *context, const json_t *value, struct bytes *out)
{
    struct tm when;
    uint64_t ms = 0;

    (void)context;
    if (read_time(value, &ms, 0, &when) != ERR_OK) {
        return ERR_INVALID;
    }
    return bytes_append(out,
                        view_text(is_day(&when) ? "date" : "datetime-local"));
}

static enum err
show_clock(void *context, const json_t *value, struct bytes *out)
{
    return put_time(context, value, FORM_CLOCK, 0, out);
}

/* Local days from one to the other; a day of a changing clock is one too. */
static long days_apart(struct tm from, struct tm to)
{
    long seconds = 0;

    from.tm_hour = to.tm_hour = 12;
    from.tm_min = to.tm_min = from.tm_sec = to.tm_sec = 0;
    from.tm_isdst = to.tm_isdst = -1;
    seconds = (long)(mktime(&to) - mktime(&from));
    return (seconds + (seconds < 0 ? -DAY_S : DAY_S) / 2) / DAY_S;
}

static enum err show_when(void *context, const json_t *value, struct bytes *out)
{
    const struct show *show = context;
    const time_t now = (time_t)(show->now_ms / 1000);
    struct tm when;
    struct tm today;
    uint64_t ms = 0;
    long apart = 0;

    if (read_time(value, &ms, 0, &when) != ERR_OK ||
        localtime_r(&now, &today) == NULL) {
        return ERR_INVALID;
    }
    if (is_day(&when)) {
        return put_time(context, value, FORM_DAY, 0, out);
    }
    apart = days_apart(today, when);
    if (apart == 0) {
        return put_time(context, value, FORM_TODAY, 0, out);
    }
    if (apart >= -NEAR_DAYS && apart <= NEAR_DAYS) {
        return put_time(context, value, FORM_NEAR, 0, out);
    }
    if (apart > 0) {
        return put_time(context, value,
                        when.tm_year == today.tm_year ? FORM_AHEAD
                                                      : FORM_AHEAD_YEAR,
                        0, out);
    }
    return put_time(context, value, FORM_DAY, 0, out);
}

/* An end: a day by itself is meant to its last second. */
static enum err show_ends(void *context, const json_t *value, struct bytes *out)
{
    struct tm last;
    uint64_t ms = 0;

    if (read_time(value, &ms, 1, &last) != ERR_OK) {
        return ERR_INVALID;
    }
    return last.tm_hour == 23 && last.tm_min == 59
               ? put_time(context, value, FORM_DAY, 1, out)
               : show_when(context, value, out);
}

static enum err put_count(struct bytes *out, uint64_t count, const char *unit)
{
    char text[TEXT_CHARS];

    (void)snprintf(text, sizeof text, "%" PRIu64 " %s%s ago", count, unit,
                   count == 1 || unit[1] == '\0' || unit[2] == 'n' ? "" : "s");
    return bytes_append(out, view_text(text));
}

static enum err show_ago(void *context, const json_t *value, struct bytes *out)
{
    const struct show *show = context;
    struct tm when;
    uint64_t ms = 0;
    uint64_t seconds = 0;

    if (read_time(value, &ms, 0, &when) != ERR_OK) {
        return ERR_INVALID;
    }
    seconds = ms < show->now_ms ? (show->now_ms - ms) / 1000 : 0;
    if (seconds < 2 * MINUTE_S) {
        return bytes_append(out, view_text("just now"));
    }
    if (seconds < HOUR_S) {
        return put_count(out, seconds / MINUTE_S, "min");
    }
    if (seconds < DAY_S) {
        return put_count(out, seconds / HOUR_S, "h");
    }
    return seconds < 14 * DAY_S ? put_count(out, seconds / DAY_S, "day")
                                : put_count(out, seconds / (7 * DAY_S), "week");
}

static enum err
show_length(void *context, const json_t *value, struct bytes *out)
{
    const json_int_t minutes = json_integer_value(value);
    const json_int_t whole = minutes < 0 ? -minutes : minutes;
    const char *sign = minutes < 0 ? "-" : "";
    char text[TEXT_CHARS];

    (void)context;
    if (!json_is_integer(value)) {
        return ERR_INVALID;
    }
    if (whole < 60) {
        (void)snprintf(text, sizeof text, "%s%d min", sign, (int)whole);
    } else if (whole % 60 == 0) {
        (void)snprintf(text, sizeof text, "%s%" JSON_INTEGER_FORMAT " h", sign,
                       whole / 60);
    } else {
        (void)snprintf(text, sizeof text, "%s%" JSON_INTEGER_FORMAT " h %d min",
                       sign, whole / 60, (int)(whole % 60));
    }
    return bytes_append(out, view_text(text));
}

/* Bytes of the character that begins here: never half of one. */
static size_t character_bytes(const char *text)
{
    size_t bytes = text[0] == '\0' ? 0 : 1;

    while (bytes > 0 && ((unsigned char)text[bytes] & 0xc0) == 0x80) {
        bytes++;
    }
    return bytes;
}

static enum err
show_initial(void *context, const json_t *value, struct bytes *out)
{
    const char *text = json_string_value(value);

    (void)context;
    if (text == NULL) {
        return ERR_INVALID;
    }
    return bytes_append(
        out, (struct view){(const unsigned char *)text, character_bytes(text)});
}

static enum err show_line(void *context, const json_t *value, struct bytes *out)
{
    const char *text = json_string_value(value);
    const size_t all = text == NULL ? 0 : strlen(text);
    size_t bytes = 0;
    enum err err = text == NULL ? ERR_INVALID : ERR_OK;

    (void)context;
    while (err == ERR_OK && bytes < all && bytes < LINE_BYTES) {
        const size_t next = character_bytes(text + bytes);

        err = text[bytes] == '\n'
                  ? bytes_append(out, view_text(" "))
                  : bytes_append(
                        out, (struct view){(const unsigned char *)text + bytes,
                                           next});
        bytes += next;
    }
    if (err == ERR_OK && bytes < all) {
        err = bytes_append(out, view_text("\u2026"));
    }
    return err;
}

/* What was typed into the n-th field of a name. */
static enum err put_typed(const json_t *value, size_t n, struct bytes *out)
{
    const json_t *one = json_is_array(value) ? json_array_get(value, n) : value;
    const char *text = json_string_value(one);

    if (text == NULL || (n > 0 && !json_is_array(value))) {
        return ERR_OK;
    }
    return bytes_append(out, view_text(text));
}

static enum err
show_typed(void *context, const json_t *value, struct bytes *out)
{
    (void)context;
    return put_typed(value, 0, out);
}

static enum err
show_second(void *context, const json_t *value, struct bytes *out)
{
    (void)context;
    return put_typed(value, 1, out);
}

static enum err
show_third(void *context, const json_t *value, struct bytes *out)
{
    (void)context;
    return put_typed(value, 2, out);
}

static enum err show_qr(void *context, const json_t *value, struct bytes *out)
{
    (void)context;
    return json_is_string(value) ? qr_outline(json_string_value(value), out)
                                 : ERR_INVALID;
}

static enum err
show_qrbox(void *context, const json_t *value, struct bytes *out)
{
    (void)context;
    return json_is_string(value) ? qr_box(json_string_value(value), out)
                                 : ERR_INVALID;
}

const struct template_filter show_filters[] = {
    {"when", show_when},       {"ago", show_ago},
    {"day", show_day},         {"ends", show_ends},
    {"date", show_date},       {"stamp", show_stamp},
    {"clock", show_clock},     {"length", show_length},
    {"kind", show_kind},       {"state", show_state},
    {"initial", show_initial}, {"line", show_line},
    {"qr", show_qr},           {"qrbox", show_qrbox},
    {"typed", show_typed},     {"second", show_second},
    {"third", show_third},     {"count", show_count},
    {"rest", show_rest},       {"pages", show_pages},
    {"commas", show_commas},   {"room", show_room},
    {"field", show_field},     {"step", show_step},
    {"sheet", show_sheet},     {"picker", show_picker},
    {"pick", show_pick},       {"lastpick", show_lastpick},
    {"event", show_event},
};
const size_t show_filter_count = sizeof show_filters / sizeof *show_filters;
