#include "cli/when_words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t,";

static void small_copy(char *out, const char *from, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        const char letter = from[index];

        out[index] = (char)(letter >= 'A' && letter <= 'Z' ? letter + 'a' - 'A'
                                                           : letter);
    }
    out[count] = '\0';
}

enum err when_words_split(const char *text, struct when_words *out)
{
    const char *from = text + strspn(text, blanks);

    *out = (struct when_words){0};
    while (*from != '\0') {
        const size_t count = strcspn(from, blanks);

        if (out->count == WHEN_WORDS_MAX || count >= WHEN_WORD_BYTES) {
            return ERR_INVALID;
        }
        small_copy(out->text[out->count++], from, count);
        from += count;
        from += strspn(from, blanks);
    }
    return out->count > 0 ? ERR_OK : ERR_INVALID;
}

const char *when_words_peek(const struct when_words *words, size_t ahead)
{
    const size_t index = words->next + ahead;

    return index < words->count ? words->text[index] : "";
}

bool when_words_take(struct when_words *words, const char *word)
{
    const bool is_it = strcmp(when_words_peek(words, 0), word) == 0;

    words->next += is_it;
    return is_it;
}

int when_word_name(const char *word, const char *const *names, int count)
{
    const size_t bytes = strlen(word);

    for (int index = 0; bytes >= 3 && index < count; index++) {
        if (strncmp(word, names[index], bytes) == 0) {
            return index;
        }
    }
    return -1;
}

const char *
when_word_number(const char *word, long minimum, long maximum, int *out)
{
    char *end = NULL;
    long value = 0;

    if (!isdigit((unsigned char)word[0])) {
        return NULL;
    }
    value = strtol(word, &end, 10);
    if (value < minimum || value > maximum) {
        return NULL;
    }
    *out = (int)value;
    return end;
}
