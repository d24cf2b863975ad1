#include "store/search.h"

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

enum err search_purge(struct store *store, bool is_first, bool *more)
{
    static const char text[] =
        "INSERT INTO search(search, rank) VALUES('merge', ?)";
    const int before = sqlite3_total_changes(store->sql.db);
    const int64_t pages = STORE_PURGE_PAGES;
    struct query query;
    enum err err = ERR_OK;

    query_begin(&query, &store->sql, text);
    query_number(&query, (uint64_t)(is_first ? -pages : pages));
    err = query_run(&query);
    /* FTS5 says so: fewer than two changes mean that all is merged. */
    *more = err == ERR_OK && sqlite3_total_changes(store->sql.db) - before > 1;
    return err;
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

typedef int take_word(void *self,
                      int flags,
                      const char *token,
                      int token_bytes,
                      int start,
                      int end);

/* Call `take` with each word of a text, as the index writes it. */
static enum err
each_word(struct store *store, struct view text, take_word *take, void *self)
{
    const char *arguments[] = {"remove_diacritics", "2"};
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
    (void)tokenizer.xTokenize(instance, self, FTS5_TOKENIZE_QUERY,
                              (const char *)text.data, (int)text.bytes, take);
    tokenizer.xDelete(instance);
    return ERR_OK;
}

void question_init(struct question *question)
{
    question->count = 0;
    bytes_init(&question->words, QUESTION_BYTES_MAX);
}

void question_release(struct question *question)
{
    bytes_release(&question->words);
}

struct asking {
    struct question *question;
    enum err err;
};

static int ask_word(void *self,
                    int flags,
                    const char *token,
                    int token_bytes,
                    int start,
                    int end)
{
    struct asking *asking = self;
    struct question *question = asking->question;
    struct view word = {(const unsigned char *)token, (size_t)token_bytes};

    (void)flags;
    (void)start;
    (void)end;
    if (question->count == SEARCH_WORDS_MAX) {
        asking->err = ERR_INVALID;
        return SQLITE_DONE;
    }
    question->count++;
    asking->err = bytes_append(&question->words, word);
    if (asking->err == ERR_OK) {
        asking->err = bytes_append_u8(&question->words, ' ');
    }
    return asking->err == ERR_OK ? SQLITE_OK : SQLITE_DONE;
}

enum err
question_add(struct store *store, struct question *question, struct view text)
{
    struct asking asking = {question, ERR_OK};
    enum err err = ERR_OK;

    if (text.bytes > TEXT_BYTES_MAX) {
        return ERR_INVALID;
    }
    err = each_word(store, text, ask_word, &asking);
    return err == ERR_OK ? asking.err : err;
}

/* The word at the front of what is left of a question. */
static struct view take_front(struct view *words)
{
    const unsigned char *end = memchr(words->data, ' ', words->bytes);
    struct view word = {words->data, (size_t)(end - words->data)};

    words->data = end + 1;
    words->bytes -= word.bytes + 1;
    return word;
}

enum err question_match(const struct question *question,
                        bool with_beginnings,
                        struct bytes *out)
{
    const struct view end = view_text(with_beginnings ? "\"* " : "\" ");
    struct view words = bytes_view(&question->words);
    enum err err = ERR_OK;

    /* A word has letters and digits only, so there is nothing to escape. */
    while (err == ERR_OK && words.bytes > 0) {
        err = bytes_append_u8(out, '"');
        if (err == ERR_OK) {
            err = bytes_append(out, take_front(&words));
        }
        if (err == ERR_OK) {
            err = bytes_append(out, end);
        }
    }
    return err;
}

struct fitting {
    const struct question *question;
    bool with_beginnings;
    unsigned found; /* a bit for each word that was found */
};

static int fit_word(void *self,
                    int flags,
                    const char *token,
                    int token_bytes,
                    int start,
                    int end)
{
    struct fitting *fitting = self;
    struct view words = bytes_view(&fitting->question->words);

    (void)flags;
    (void)start;
    (void)end;
    for (unsigned bit = 1; words.bytes > 0; bit *= 2) {
        const struct view word = take_front(&words);

        if ((word.bytes == (size_t)token_bytes ||
             (fitting->with_beginnings && word.bytes < (size_t)token_bytes)) &&
            memcmp(word.data, token, word.bytes) == 0) {
            fitting->found |= bit;
        }
    }
    return SQLITE_OK;
}

/* Make small letters of capitals; false where there are others than ASCII's. */
static bool lower_plain(struct bytes *words)
{
    unsigned char all = 0;

    for (size_t i = 0; i < words->bytes; i++) {
        const unsigned char letter = words->data[i];

        all |= letter;
        words->data[i] = letter >= 'A' && letter <= 'Z'
                             ? (unsigned char)(letter + ('a' - 'A'))
                             : letter;
    }
    return all < 0x80;
}

static bool has(struct view text, struct view word)
{
    while (text.bytes >= word.bytes) {
        const unsigned char *found =
            memchr(text.data, word.data[0], text.bytes - word.bytes + 1);

        if (found == NULL || memcmp(found, word.data, word.bytes) == 0) {
            return found != NULL;
        }
        text.bytes -= (size_t)(found + 1 - text.data);
        text.data = found + 1;
    }
    return false;
}

/* Of a plain text the index writes words as they stand there, in small letters;
 * of others it may leave out marks. */
static bool is_near(struct store *store, const struct question *question)
{
    struct view words = bytes_view(&question->words);
    bool is_so = true;

    if (lower_plain(&store->words)) {
        while (is_so && words.bytes > 0) {
            is_so = has(bytes_view(&store->words), take_front(&words));
        }
    }
    return is_so;
}

enum err question_is_near(struct store *store,
                          const struct question *question,
                          const struct post *post,
                          bool *is_so)
{
    enum err err = gather(store, post);

    *is_so = err == ERR_OK && is_near(store, question);
    return err;
}

enum err question_fits(struct store *store,
                       const struct question *question,
                       bool with_beginnings,
                       const struct post *post,
                       bool *fits)
{
    struct fitting fitting = {question, with_beginnings, 0};
    enum err err = gather(store, post);

    _Static_assert(SEARCH_WORDS_MAX < 32, "a bit for each");
    if (err == ERR_OK && is_near(store, question)) {
        err = each_word(store, bytes_view(&store->words), fit_word, &fitting);
    }
    *fits = fitting.found == (1U << question->count) - 1;
    return err;
}
