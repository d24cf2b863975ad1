/*
 * The search index: FTS5 without contents. It knows which words a post has
 * (title, text, tags), not where, and forgets a word only when it is told
 * the same text again, and for good in search_purge.
 */
#include <assert.h>
#include <string.h>

#include "store/inside.h"

/* Title, text and tags, one a line, in store->words. */
static enum err gather(struct store *store, const struct post *post)
{
    struct bytes *words = &store->words;
    size_t i = 0;
    enum err err = ERR_OK;

    bytes_reset(words);
    err = bytes_append(words, post->title);
    if (err == ERR_OK) {
        err = bytes_append_u8(words, '\n');
    }
    if (err == ERR_OK) {
        err = bytes_append(words, post->text);
    }
    for (i = 0; err == ERR_OK && i < post->tags_count; i++) {
        err = bytes_append_u8(words, '\n');
        if (err == ERR_OK) {
            err = bytes_append(words, post->tags[i]);
        }
    }
    return err;
}

/* Tell the index about the words of one row. */
static enum err tell(struct store *store,
                     const char *text,
                     uint64_t seq,
                     const struct post *post)
{
    struct query query;
    enum err err = gather(store, post);

    if (err != ERR_OK) {
        return err;
    }
    query_begin(&query, &store->sql, text);
    query_number(&query, seq);
    query_text(&query, bytes_view(&store->words));
    return query_run(&query);
}

enum err search_add(struct store *store, uint64_t seq, const struct post *post)
{
    static const char text[] = "INSERT INTO search(rowid, words) VALUES(?, ?)";

    return tell(store, text, seq, post);
}

enum err
search_remove(struct store *store, uint64_t seq, const struct post *post)
{
    static const char text[] = "INSERT INTO search(search, rowid, words)"
                               " VALUES('delete', ?, ?)";

    return tell(store, text, seq, post);
}

enum err search_purge(struct store *store)
{
    static const char text[] = "INSERT INTO search(search) VALUES('optimize')";
    struct query query;

    query_begin(&query, &store->sql, text);
    return query_run(&query);
}

/* FTS5's own interface, by which its tokenizer can be called. */
static fts5_api *fts5(struct store *store)
{
    static const char text[] = "SELECT fts5(?1)";
    fts5_api *api = NULL;
    struct query query;

    query_begin(&query, &store->sql, text);
    if (query.err == ERR_OK) {
        (void)sqlite3_bind_pointer(query.statement, 1, &api, "fts5_api_ptr",
                                   NULL);
    }
    (void)query_row(&query);
    return query_end(&query) == ERR_OK ? api : NULL;
}

/* The question as it grows, word by word. */
struct question {
    struct bytes *text;
    size_t words;
    enum err err;
};

/* One word in quotes, with a star: whatever begins with it. A word has
 * letters and digits only, so there is nothing to escape. */
static int add_word(void *self,
                    int flags,
                    const char *token,
                    int token_bytes,
                    int start,
                    int end)
{
    struct question *question = self;
    struct view word = {(const unsigned char *)token, (size_t)token_bytes};

    (void)flags;
    (void)start;
    (void)end;
    if (question->words == SEARCH_WORDS_MAX ||
        word.bytes > SEARCH_WORD_BYTES_MAX) {
        question->err = ERR_INVALID;
        return SQLITE_DONE;
    }
    question->words++;
    question->err = bytes_append_u8(question->text, '"');
    if (question->err == ERR_OK) {
        question->err = bytes_append(question->text, word);
    }
    if (question->err == ERR_OK) {
        question->err = bytes_append(question->text, view_text("\"* "));
    }
    return question->err == ERR_OK ? SQLITE_OK : SQLITE_DONE;
}

enum err
search_question(struct store *store, struct view words, struct bytes *out)
{
    const char *arguments[] = {"remove_diacritics", "2"};
    struct question question = {.text = out, .err = ERR_OK};
    fts5_api *api = fts5(store);
    fts5_tokenizer tokenizer;
    Fts5Tokenizer *instance = NULL;
    void *context = NULL;

    if (api == NULL ||
        api->xFindTokenizer(api, "unicode61", &context, &tokenizer) !=
            SQLITE_OK ||
        tokenizer.xCreate(context, arguments, 2, &instance) != SQLITE_OK) {
        return ERR_NOMEM;
    }
    if (words.bytes > TEXT_BYTES_MAX) {
        question.err = ERR_INVALID;
    } else {
        (void)tokenizer.xTokenize(instance, &question, FTS5_TOKENIZE_QUERY,
                                  (const char *)words.data, (int)words.bytes,
                                  add_word);
    }
    tokenizer.xDelete(instance);
    if (question.err == ERR_OK && question.words == 0) {
        question.err = ERR_UNKNOWN;
    }
    return question.err;
}
