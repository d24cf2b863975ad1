/*
 * Any bytes as a file to import, the first one chooses the format: reading
 * comes to its end, each complaint is a sentence that can be printed, and what
 * is taken is a post that may be published.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "cli/draft.h"
#include "cli/reader.h"
#include "node/board/post.h"
#include "node/limits.h"
#include "node/record/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const uint64_t now_ms = UINT64_C(1795910399007);

/* It goes to a terminal and into JSON, with whatever the file had in it. */
static void check_sentence(const struct problem *why)
{
    json_t *text = json_string(why->text);

    assert(text != NULL);
    json_decref(text);
    assert(text_check(view_text(why->text), TEXT_LINE, PROBLEM_TEXT_BYTES) ==
           TEXT_RULE_OK);
}

static void check_post(const struct draft *draft)
{
    struct post post = draft->post;
    struct post again;
    struct bytes body;
    enum err err = ERR_OK;

    assert(draft->kind >= POST_OFFER && draft->kind <= POST_LOAN);
    memset(post.birth, 7, sizeof post.birth);
    post.revision = 1;
    post.posted_ms = now_ms;
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    err = post_write(&post, &body);
    assert(err == ERR_OK || err == ERR_FULL || err == ERR_INVALID);
    if (err == ERR_OK) {
        err = post_read(bytes_view(&body), &again);
        assert(err == ERR_OK);
        assert(view_equal(post.title, again.title));
    }
    bytes_release(&body);
}

static void import_one(const json_t *object)
{
    struct draft draft;
    struct problem why;
    enum err err = ERR_OK;

    problem_init(&why);
    draft_init(&draft, POST_OFFER, 0);
    err = draft_import(&draft, object, now_ms, &why);
    if (err == ERR_OK) {
        check_post(&draft);
    } else {
        assert(err == ERR_INVALID);
        check_sentence(&why);
    }
    draft_release(&draft);
}

static void import_all(FILE *file, enum reader_format format, size_t bytes)
{
    struct reader reader;
    struct problem why;
    json_t *object = NULL;
    uint64_t line = 0;
    enum err err = ERR_OK;

    problem_init(&why);
    err = reader_init(&reader, file, format, &why);
    if (err != ERR_OK) {
        assert(err == ERR_INVALID);
        check_sentence(&why);
        reader_release(&reader);
        return;
    }
    for (size_t each = 0;; each++) {
        assert(each <= bytes + 1);
        err = reader_next(&reader, &object, &why);
        assert(err == ERR_OK || err == ERR_INVALID);
        if (err == ERR_OK && object == NULL) {
            break;
        }
        assert(reader.line > line);
        line = reader.line;
        if (err == ERR_INVALID) {
            check_sentence(&why);
        } else {
            import_one(object);
            json_decref(object);
        }
    }
    reader_release(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    FILE *file = NULL;

    if (bytes < 2) {
        return 0;
    }
    file = fmemopen((void *)(uintptr_t)(data + 1), bytes - 1, "r");
    assert(file != NULL);
    import_all(file, data[0] == ',' ? READER_CSV : READER_JSONL, bytes);
    (void)fclose(file);
    return 0;
}
