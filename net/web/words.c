/* Commands made of the words of a row and of what people typed. */
#include "net/web/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum err words_init(struct model_words *words)
{
    memset(words, 0, sizeof *words);
    words->texts = json_array();
    return words->texts == NULL ? ERR_NOMEM : ERR_OK;
}

void words_release(struct model_words *words)
{
    json_decref(words->texts);
    words->texts = NULL;
}

static enum err push(struct model_words *words, const char *word)
{
    if (words->count + words->behind_count >= DESK_WORDS_MAX - 3) {
        return ERR_FULL; /* room for --in, -- and the rest */
    }
    words->words[words->count++] = word;
    return ERR_OK;
}

/* A new text of two parts, which lives as long as the words. */
static const char *
joined(struct model_words *words, struct view name, const char *value)
{
    json_t *text = NULL;

    if (value == NULL) {
        text = json_stringn((const char *)name.data, name.bytes);
    } else {
        text = json_sprintf("%.*s=%s", (int)name.bytes, (const char *)name.data,
                            value);
    }
    return json_array_append_new(words->texts, text) == 0
               ? json_string_value(text)
               : NULL;
}

static enum err
push_option(struct model_words *words, struct view name, const char *value)
{
    const char *text = joined(words, name, value);

    return text == NULL ? ERR_NOMEM : push(words, text);
}

enum err
words_option(struct model_words *words, const char *option, const char *value)
{
    return push_option(words, view_text(option), value);
}

enum err words_behind(struct model_words *words, const char *value)
{
    if (words->count + words->behind_count >= DESK_WORDS_MAX - 3) {
        return ERR_FULL;
    }
    words->behind[words->behind_count++] = value;
    return ERR_OK;
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text != NULL && text[0] != '\0' ? text : NULL;
}

enum err words_add(struct model_words *words,
                   const char *word,
                   const json_t *parts,
                   const json_t *query)
{
    const size_t bytes = strcspn(word, "=?:");
    const bool is_assigned = word[bytes] == '=';
    const char *mark = word + bytes + is_assigned;
    const struct view name = {(const unsigned char *)word, bytes};
    const char *value = NULL;

    if (*mark != '?' && *mark != ':') {
        return push(words, word);
    }
    value = text_of(*mark == ':' ? parts : query, mark + 1);
    if (value == NULL) {
        return bytes == 0 && *mark == ':' ? ERR_INVALID : ERR_OK;
    }
    if (bytes == 0) {
        return words_behind(words, value);
    }
    return push_option(words, name, is_assigned ? value : NULL);
}

int words_ask(struct model_words *words, struct visit *visit, json_t **out)
{
    char in[8 + NEIGHBOURHOOD_CHARS];

    *out = NULL;
    if (visit->in[0] != '\0') {
        (void)snprintf(in, sizeof in, "--in=%s", visit->in);
        words->words[words->count++] = in;
    }
    words->words[words->count++] = "--";
    for (size_t index = 0; index < words->behind_count; index++) {
        words->words[words->count++] = words->behind[index];
    }
    return visit->web->desk.ask(visit->web->desk.context, words->count,
                                words->words, out);
}
