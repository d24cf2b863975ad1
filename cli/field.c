#include "cli/field.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <sysexits.h>

#include "node/limits.h"
#include "node/moment.h"
#include "node/record/text.h"

enum {
    OFFER_DAYS = 30,
    OFFER_DAYS_MAX = 90, /* longer is a thing nobody looks after */
    REQUEST_DAYS = 14,
    READ_BYTES = 512,
};

uint64_t field_until_default(enum post_kind kind, uint64_t now_ms)
{
    if (kind == POST_OFFER) {
        return now_ms + (uint64_t)OFFER_DAYS * DAY_MS;
    }
    if (kind == POST_REQUEST) {
        return now_ms + (uint64_t)REQUEST_DAYS * DAY_MS;
    }
    return 0;
}

enum err field_refuse(struct problem *why, const char *field, const char *what)
{
    enum err err =
        problem_set(why, ERR_INVALID, "bad-value", "The %s: %s.", field, what);

    problem_advise(why, "Mend the %s, then try again.", field);
    return err;
}

enum err
field_too_long(struct problem *why, const char *field, size_t bytes_max)
{
    enum err err = problem_set(why, ERR_INVALID, "bad-text",
                               "The %s is too long: %zu letters at most, and "
                               "one like \u00fc counts as two.",
                               field, bytes_max);

    problem_advise(why, "Shorten it%s.",
                   bytes_max < TEXT_BYTES_MAX ? "; a long story fits in --text"
                                              : "");
    return err;
}

/* Check a text and set it. */
enum err field_text(struct view *field,
                    struct view text,
                    const char *name,
                    size_t bytes_max,
                    struct problem *why)
{
    const enum text_kind kind =
        bytes_max == TEXT_BYTES_MAX ? TEXT_LINES : TEXT_LINE;
    const enum text_rule rule = text_check(text, kind, bytes_max);
    enum err err = ERR_OK;

    if (rule == TEXT_RULE_OK) {
        *field = text;
        return ERR_OK;
    }
    if (rule == TEXT_RULE_LONG) {
        return field_too_long(why, name, bytes_max);
    }
    err = problem_set(why, ERR_INVALID, "bad-text",
                      "The %s cannot be used: %s.", name, text_rule_text(rule));
    problem_advise(why, "Type it again with plain letters%s.",
                   kind == TEXT_LINE ? " on one line" : "");
    return err;
}

static enum err no_input(const char *reason, struct problem *why)
{
    enum err err = problem_set(why, ERR_UNKNOWN, "no-file",
                               "Standard input cannot be read: %s.", reason);

    problem_advise(why, "Write the text itself instead of -, or pipe it in.");
    problem_exit(why, EX_NOINPUT);
    return err;
}

enum err field_begin(char *text, size_t size, struct problem *why)
{
    text[fread(text, 1, size - 1, stdin)] = '\0';
    return ferror(stdin) == 0 ? ERR_OK : no_input(strerror(errno), why);
}

enum err field_typed(struct bytes *typed,
                     const char *name,
                     size_t bytes_max,
                     struct problem *why)
{
    char part[READ_BYTES];
    size_t count = 0;
    enum err err = ERR_OK;

    bytes_reset(typed);
    do {
        count = fread(part, 1, sizeof part, stdin);
        err = bytes_append(typed,
                           (struct view){(const unsigned char *)part, count});
    } while (err == ERR_OK && count == sizeof part);
    if (err == ERR_FULL) {
        return field_too_long(why, name, bytes_max);
    }
    if (ferror(stdin)) {
        return no_input(strerror(errno), why);
    }
    while (typed->bytes > 0 &&
           strchr("\r\n \t", typed->data[typed->bytes - 1]) != NULL) {
        typed->bytes--;
    }
    return err;
}

enum err field_number(uint64_t value,
                      uint64_t maximum,
                      const char *name,
                      uint16_t *field,
                      struct problem *why)
{
    enum err err = ERR_OK;

    if (value >= 1 && value <= maximum) {
        *field = (uint16_t)value;
        return ERR_OK;
    }
    err = problem_set(why, ERR_INVALID, "bad-number",
                      "The %s must be a number from 1 to %llu.", name,
                      (unsigned long long)maximum);
    problem_advise(why, "Write it in digits: 3");
    return err;
}

enum err field_reach(struct draft *draft, const char *text, struct problem *why)
{
    for (unsigned reach = 0; reach < REACH_CIRCLE; reach++) {
        if (strcmp(text, post_reach_name((enum post_reach)reach)) == 0) {
            draft->post.reach = (uint8_t)reach;
            return ERR_OK;
        }
    }
    return field_refuse(why, "reach", "it is neighbourhood or nearby");
}

enum err field_until(struct draft *draft,
                     uint64_t until_ms,
                     uint64_t now_ms,
                     struct problem *why)
{
    const uint64_t longest_ms = now_ms + (uint64_t)OFFER_DAYS_MAX * DAY_MS;
    enum err err = ERR_OK;

    if (until_ms <= now_ms) {
        err = problem_set(why, ERR_INVALID, "past-date",
                          "That date is past; nobody would see the post.");
        problem_advise(why, "Give --until a day to come.");
        return err;
    }
    draft->post.until_ms = draft->kind == POST_OFFER && until_ms > longest_ms
                               ? longest_ms
                               : until_ms;
    return ERR_OK;
}

enum err field_tag(struct draft *draft, struct view tag, struct problem *why)
{
    struct post *post = &draft->post;

    if (post->tags_count == TAGS_MAX) {
        return field_refuse(why, "tags", "there may be eight");
    }
    for (size_t index = 0; index < post->tags_count; index++) {
        if (view_equal(post->tags[index], tag)) {
            return ERR_OK;
        }
    }
    return field_text(&post->tags[post->tags_count++], tag, "tag",
                      TAG_BYTES_MAX, why);
}
