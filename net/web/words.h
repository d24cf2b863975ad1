/*
 * Commands made of rows and of what people typed, and the model that a
 * template sees. On the clerk's thread but for model_bare.
 */
#ifndef NET_WEB_WORDS_H
#define NET_WEB_WORDS_H

#include "net/web/inside.h"

/* What a template sees, without `me` and asks; NULL when memory runs out. */
json_t *model_bare(const struct visit *visit, const char *title);

/* With `me`; chooses the neighbourhood. NULL likewise. */
json_t *model_new(struct visit *visit, const char *title);

/* Is there a neighbourhood? */
bool model_is_set_up(const json_t *model);

/* A command that is being put together. */
struct model_words {
    const char *words[DESK_WORDS_MAX];
    size_t count;
    json_t *texts;                      /* owned: what they were made of */
    const char *behind[DESK_WORDS_MAX]; /* to follow "--"; borrowed */
    size_t behind_count;
};

/* Empty. ERR_NOMEM. All that add below have ERR_FULL, too: no more words. */
MUST_USE enum err words_init(struct model_words *words);

/* Add a word of a row, with values of the path and of the query: struct
 * web_ask. ERR_INVALID: the path has no such part. */
MUST_USE enum err words_add(struct model_words *words,
                            const char *word,
                            const json_t *parts,
                            const json_t *query);

/* Add "--option=value", or a flag where the value is NULL. */
MUST_USE enum err
words_option(struct model_words *words, const char *option, const char *value);

/* Add a word that no option can be; it outlives the words. */
MUST_USE enum err words_behind(struct model_words *words, const char *value);

/* Run it in the neighbourhood of the visit; `out` and what is returned as of
 * web_desk.ask. To be called once. */
int words_ask(struct model_words *words, struct visit *visit, json_t **out);

/* Give back what it owns; may be called twice. */
void words_release(struct model_words *words);

/* The status of HTTP for the exit code of a command. */
unsigned model_status(int code);

/* What the document of a failed command says, as {"text","try"} in words of the
 * page; a new reference, NULL when memory runs out. */
json_t *model_problem(const json_t *document);

#endif
