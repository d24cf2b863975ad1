#include "node/mail/thread.h"

#include <stdlib.h>

#include <sodium.h>

#include "node/limits.h"

enum {
    FIRST_ROOM = 8,
    TEXTS_BYTES_MAX = (THREAD_LETTERS_MAX + 1) * LETTER_TEXT_BYTES_MAX,
};

void thread_init(struct thread *thread)
{
    *thread = (struct thread){0};
    bytes_init(&thread->texts, TEXTS_BYTES_MAX);
}

void thread_release(struct thread *thread)
{
    if (thread->letters != NULL) {
        sodium_memzero(thread->letters, thread->room * sizeof(struct letter));
    }
    free(thread->letters);
    bytes_wipe(&thread->texts);
    thread_init(thread);
}

static enum err grow(struct thread *thread)
{
    const size_t room = thread->room == 0 ? FIRST_ROOM : 2 * thread->room;
    struct letter *letters = NULL;

    if (thread->count < thread->room) {
        return ERR_OK;
    }
    if (thread->count > THREAD_LETTERS_MAX) {
        return ERR_FULL;
    }
    letters = realloc(thread->letters, room * sizeof *letters);
    if (letters == NULL) {
        return ERR_NOMEM;
    }
    thread->letters = letters;
    thread->room = room;
    return ERR_OK;
}

/* The texts may have moved: let the contents point there again. */
static void point_again(struct thread *thread)
{
    const unsigned char *at = thread->texts.data;

    for (size_t index = 0; index < thread->count; index++) {
        thread->letters[index].content.data = at;
        at += thread->letters[index].content.bytes;
    }
}

static bool has(const struct thread *thread, const struct id *id)
{
    for (size_t index = 0; index < thread->count; index++) {
        if (id_equal(&thread->letters[index].id, id)) {
            return true;
        }
    }
    return false;
}

enum err thread_add(struct thread *thread, const struct letter *letter)
{
    enum err err = ERR_OK;

    if (has(thread, &letter->id)) {
        return ERR_OK;
    }
    err = grow(thread);
    if (err == ERR_OK) {
        err = bytes_append(&thread->texts, letter->content);
    }
    if (err == ERR_OK) {
        thread->letters[thread->count++] = *letter;
        point_again(thread);
    }
    return err;
}

struct loading {
    struct thread *thread;
    const struct neighbourhood *neighbourhood;
};

static enum err load(void *visitor, const struct filed *filed)
{
    const struct loading *loading = visitor;
    struct letter letter;

    if (letter_read(loading->neighbourhood, &filed->author, filed->text,
                    &letter) != ERR_OK) {
        return ERR_OK;
    }
    return thread_add(loading->thread, &letter);
}

enum err thread_load(struct thread *thread,
                     const struct shelf *shelf,
                     const struct neighbourhood *neighbourhood,
                     const struct id *id)
{
    struct loading loading = {thread, neighbourhood};
    enum err err = ERR_OK;

    thread_release(thread);
    err = shelf->mail.letters(shelf->self, id, load, &loading);
    if (err == ERR_FULL) {
        err = ERR_OK; /* what is past the ceiling is not looked at */
    }
    if (err != ERR_OK) {
        thread_release(thread);
    }
    return err;
}

/* What there is of letters, as one more by `author` would find it. */
struct crowd {
    const struct id *thread;
    const struct id *own;
    const struct id *author;
    uint64_t in_side; /* of the thread; by us, or by others */
    uint64_t in_all;
    uint64_t by_one;
};

static bool is_of_side(const struct crowd *crowd, const struct id *author)
{
    return id_equal(author, crowd->own) == id_equal(crowd->author, crowd->own);
}

static enum err count_side(void *visitor, const struct filed *filed)
{
    struct crowd *crowd = visitor;

    crowd->in_side += is_of_side(crowd, &filed->author);
    return ERR_OK;
}

/* The shelf does not show yet what this step files. */
static void count_step(const struct actions *actions, struct crowd *crowd)
{
    for (size_t index = 0; index < actions->count; index++) {
        const struct filed *filed = actions->items[index].filed;

        if (actions->items[index].kind == ACTION_FILE) {
            crowd->in_side += id_equal(&filed->thread, crowd->thread) &&
                              is_of_side(crowd, &filed->author);
            crowd->by_one += id_equal(&filed->author, crowd->author);
            crowd->in_all++;
        }
    }
}

static enum err count_shelf(const struct shelf *shelf, struct crowd *crowd)
{
    uint64_t in_thread = 0;
    uint64_t in_all = 0;
    uint64_t by_one = 0;
    enum err err = shelf->mail.letters_count(shelf->self, crowd->thread,
                                             &in_thread, &in_all);

    if (err == ERR_OK && in_thread + crowd->in_side >= THREAD_SIDE_MAX) {
        err =
            shelf->mail.letters(shelf->self, crowd->thread, count_side, crowd);
    }
    if (err == ERR_OK && !id_equal(crowd->author, crowd->own)) {
        err = shelf->mail.letters_by(shelf->self, crowd->author, &by_one);
    }
    crowd->in_all += in_all;
    crowd->by_one += by_one;
    return err;
}

enum err thread_has_room(const struct shelf *shelf,
                         const struct actions *actions,
                         const struct id *id,
                         const struct id *own,
                         const struct id *author,
                         bool *is_so)
{
    struct crowd crowd = {.thread = id, .own = own, .author = author};
    enum err err = ERR_OK;

    count_step(actions, &crowd);
    err = count_shelf(shelf, &crowd);
    *is_so = crowd.in_side < THREAD_SIDE_MAX && crowd.in_all < LETTERS_MAX &&
             (crowd.by_one < LETTERS_OF_ONE_MAX || id_equal(author, own));
    return err;
}
