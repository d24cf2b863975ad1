/*
 * The search index: FTS5 without contents. It knows which words the posts in
 * runs have (title, text, tags), not where, and forgets a word only when it
 * is told the same text again, and for good in search_purge. Posts that it has
 * not seen yet (store/search_follow.h) are read. Inside store/.
 */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "node/board/post.h"
#include "node/bytes.h"
#include "node/err.h"
#include "node/limits.h"

/* What the index makes of a text and a tag may be longer than they are: small
 * letters than capitals. */
enum { QUESTION_BYTES_MAX = 2 * TEXT_BYTES_MAX };

struct store;

/* Bring the words of a post into the search index, or out of it. */
MUST_USE enum err
search_add(struct store *store, uint64_t seq, const struct post *post);
MUST_USE enum err
search_remove(struct store *store, uint64_t seq, const struct post *post);

/* Rewrite a slice of the search index without what was removed: the first,
 * or the next. `more` says that it is not all yet. */
MUST_USE enum err search_purge(struct store *store, bool is_first, bool *more);

/* What people ask for: words of which each begins a word that is looked for,
 * as the index writes words, one after another with a space behind each. */
struct question {
    struct bytes words;
    size_t count;
};

/* Take memory only when words come. */
void question_init(struct question *question);

/* May be called twice. */
void question_release(struct question *question);

/*
 * Add the words of a text.
 *
 * ERR_INVALID  more than SEARCH_WORDS_MAX words: so many were added; or a text
 *              that is longer than those of posts
 */
MUST_USE enum err
question_add(struct store *store, struct question *question, struct view text);

/* The question as the index understands it, appended to `out`.
 *
 * with_beginnings  words that begin with those asked for fit too; the index
 *                  has to merge all their posts before it names the first
 */
MUST_USE enum err question_match(const struct question *question,
                                 bool with_beginnings,
                                 struct bytes *out);

/* Does a post answer it? As question_match. */
MUST_USE enum err question_fits(struct store *store,
                                const struct question *question,
                                bool with_beginnings,
                                const struct post *post,
                                bool *fits);

/* Might it, by a look at its letters, which costs a tenth of that? */
MUST_USE enum err question_is_near(struct store *store,
                                   const struct question *question,
                                   const struct post *post,
                                   bool *is_so);

#endif
