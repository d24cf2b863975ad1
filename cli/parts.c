#include "cli/parts.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/limits.h"

enum { NAMES_BYTES = 240 };

/* What stands between two commas, without spaces around it. */
static struct view next_word(const char **list)
{
    const size_t bytes = strcspn(*list, ",");
    struct view word = {(const unsigned char *)*list, bytes};

    *list += bytes + ((*list)[bytes] == ',' ? 1 : 0);
    while (word.bytes > 0 && word.data[0] == ' ') {
        word.data++;
        word.bytes--;
    }
    while (word.bytes > 0 && word.data[word.bytes - 1] == ' ') {
        word.bytes--;
    }
    return word;
}

static bool begins(struct view part, struct view word)
{
    if (word.bytes > part.bytes) {
        return false;
    }
    for (size_t index = 0; index < word.bytes; index++) {
        if (tolower(part.data[index]) != tolower(word.data[index])) {
            return false;
        }
    }
    return true;
}

/* The part with this name or number, or the one whose name begins so. */
static size_t find_part(const struct post *post, struct view word)
{
    size_t found = post->parts_count;
    size_t fits = 0;

    for (size_t index = 0; index < post->parts_count; index++) {
        char number[24];

        (void)snprintf(number, sizeof number, "%zu", index + 1);
        if (view_equal(word, view_text(number)) ||
            (begins(post->parts[index], word) &&
             post->parts[index].bytes == word.bytes)) {
            return index;
        }
        if (begins(post->parts[index], word)) {
            found = index;
            fits++;
        }
    }
    return fits == 1 ? found : post->parts_count;
}

static enum err
refuse(const struct post *post, struct view word, struct problem *why)
{
    char names[NAMES_BYTES] = "";
    size_t used = 0;
    enum err err = ERR_OK;

    for (size_t index = 0; index < post->parts_count && used < sizeof names;
         index++) {
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%.*s",
                                 index == 0 ? "" : ", ",
                                 (int)post->parts[index].bytes,
                                 (const char *)post->parts[index].data);
    }
    if (post->parts_count == 0) {
        err = problem_set(why, ERR_INVALID, "no-parts",
                          "The post names no parts that could be missing.");
        problem_advise(why, "Say it with --condition \"A peg is gone\".");
        return err;
    }
    err = problem_set(
        why, ERR_INVALID, "unknown-part", "It has no part \"%.*s\".",
        (int)(word.bytes < PART_BYTES_MAX ? word.bytes : PART_BYTES_MAX),
        (const char *)word.data);
    problem_advise(why, "Its parts are %s.", names);
    return err;
}

enum err parts_of_post(const struct post *post,
                       const char *list,
                       uint16_t *missing,
                       struct problem *why)
{
    uint16_t bits = 0;

    while (*list != '\0') {
        const struct view word = next_word(&list);
        const size_t part =
            word.bytes == 0 ? post->parts_count : find_part(post, word);

        if (part == post->parts_count) {
            return refuse(post, word, why);
        }
        bits = (uint16_t)(bits | 1U << part);
    }
    *missing = bits;
    return ERR_OK;
}

/* The post that a deal is about; ERR_UNKNOWN: it is gone. */
static enum err find_post(const struct desk *desk,
                          const struct desk_deal *deal,
                          struct desk_post *post)
{
    char code[DEAL_CODE_CHARS];
    struct problem unsaid = {.text = ""};
    char *dot = NULL;
    enum err err = ERR_OK;

    (void)snprintf(code, sizeof code, "%s", deal->code);
    dot = strrchr(code, '.');
    if (dot != NULL) {
        *dot = '\0';
    }
    err = desk_post_find(desk, code, post, &unsaid);
    if (err == ERR_AMBIGUOUS ||
        (err == ERR_OK && !id_equal(&post->post, &deal->sheet.deal.post))) {
        err = ERR_UNKNOWN;
    }
    return err;
}

enum err parts_read(const struct desk *desk,
                    const struct desk_deal *deal,
                    const char *list,
                    uint16_t *missing,
                    struct problem *why)
{
    struct desk_post post;
    enum err err = ERR_OK;

    desk_post_init(&post);
    err = find_post(desk, deal, &post);
    if (err == ERR_UNKNOWN) {
        err = problem_set(why, err, "unknown-post",
                          "The post is gone, so its parts are not known.");
        problem_advise(why, "Say it with --condition \"A peg is gone\".");
    }
    if (err == ERR_OK) {
        err = parts_of_post(&post.said, list, missing, why);
    }
    desk_post_release(&post);
    return err;
}

/* Names for the bits. */
static json_t *names_of(const struct post *post, uint16_t missing)
{
    json_t *names = json_array();
    int failed = names == NULL ? -1 : 0;

    for (size_t part = 0; part < PARTS_COUNT_MAX && failed == 0; part++) {
        if ((missing & 1U << part) == 0) {
            continue;
        }
        failed = json_array_append_new(
            names, part < post->parts_count
                       ? json_stringn((const char *)post->parts[part].data,
                                      post->parts[part].bytes)
                       : json_sprintf("part %zu", part + 1));
    }
    if (failed != 0) {
        json_decref(names);
        return NULL;
    }
    return names;
}

enum err
parts_show(const struct desk *desk, const struct desk_deal *deal, json_t *model)
{
    const struct sheet_beside *beside = &deal->sheet.beside;
    struct desk_post post;
    enum err err = ERR_OK;

    desk_post_init(&post);
    if ((beside->missing_in | beside->missing_out) != 0) {
        err = find_post(desk, deal, &post);
    }
    if (err == ERR_UNKNOWN) {
        desk_post_release(&post);
        desk_post_init(&post);
        err = ERR_OK;
    }
    if (err == ERR_OK &&
        (json_object_set_new(model, "missing_out",
                             names_of(&post.said, beside->missing_out)) != 0 ||
         json_object_set_new(model, "missing",
                             names_of(&post.said, beside->missing_in)) != 0)) {
        err = ERR_NOMEM;
    }
    desk_post_release(&post);
    return err;
}
