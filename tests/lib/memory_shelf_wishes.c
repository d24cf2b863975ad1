/* Wishes of a shelf in memory: a word each, which stands in a title. */
#include <string.h>

#include "node/board/post.h"
#include "tests/lib/check.h"
#include "tests/lib/memory_shelf_inside.h"

void memory_shelf_wish(struct memory_shelf *shelf, const char *word)
{
    struct wished *wished = &shelf->wished;

    assert_true(wished->word_count < WISH_WORDS);
    wished->words[wished->word_count++] = word;
}

static bool has_word(struct view title, const char *word)
{
    const size_t bytes = strlen(word);

    for (size_t at = 0; at + bytes <= title.bytes; at++) {
        if (memcmp(title.data + at, word, bytes) == 0) {
            return true;
        }
    }
    return false;
}

enum err shelf_wish(void *self,
                    const struct id *keeper,
                    const struct id *id,
                    const struct post *post,
                    uint32_t *number)
{
    const struct memory_shelf *shelf = self;
    const struct wished *wished = &shelf->wished;

    (void)keeper;
    for (size_t index = 0; index < wished->found_count; index++) {
        if (id_equal(&wished->found[index], id)) {
            return ERR_UNKNOWN;
        }
    }
    for (size_t index = 0; index < wished->word_count; index++) {
        if (has_word(post->title, wished->words[index])) {
            *number = (uint32_t)index + 1;
            return ERR_OK;
        }
    }
    return ERR_UNKNOWN;
}

enum err shelf_wishes(void *self, uint64_t *count)
{
    const struct memory_shelf *shelf = self;

    *count = shelf->wished.word_count;
    return ERR_OK;
}

enum err shelf_note_wish(struct memory_shelf *shelf, const struct id *post)
{
    struct wished *wished = &shelf->wished;

    if (wished->found_count == WISH_FOUND) {
        return ERR_FULL;
    }
    wished->found[wished->found_count++] = *post;
    return ERR_OK;
}

void shelf_sweep_wishes(struct memory_shelf *shelf, bool is_commit)
{
    struct wished *wished = &shelf->wished;

    if (is_commit) {
        wished->kept_count = wished->found_count;
    } else {
        wished->found_count = wished->kept_count;
    }
}
