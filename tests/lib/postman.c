#include "tests/lib/postman.h"

#include "node/act/act_letter.h"
#include "node/inside.h"
#include "node/record/record.h"
#include "tests/lib/check.h"

static void apply(struct abode *home, struct actions *actions)
{
    for (size_t index = 0; index < actions->count; index++) {
        check_ok(memory_shelf_apply(home->shelf, &actions->items[index]));
    }
    check_ok(memory_shelf_commit(home->shelf));
}

static void catch_up(struct abode *home)
{
    struct event event = {.kind = EVENT_CHANGED};

    check_ok(abode_step(home, &event));
}

enum err postman_write_all(struct abode *from,
                           const struct letter_draft *drafts,
                           size_t count,
                           struct id *letters)
{
    struct event event = {.kind = EVENT_COMMAND, .moment = from->moment};
    struct actions actions;
    struct answer answer;
    const struct step step = {&event, &actions, &answer};
    enum err err = ERR_OK;

    catch_up(from);
    put_u64(event.seed, ++from->steps);
    actions_init(&actions);
    answer_init(&answer);
    for (size_t index = 0; err == ERR_OK && index < count; index++) {
        err = act_letter(from->node, &step, &drafts[index], &letters[index]);
    }
    if (err == ERR_OK) {
        apply(from, &actions);
    }
    actions_release(&actions);
    answer_release(&answer);
    return err;
}

enum err postman_write(struct abode *from,
                       const struct abode *to,
                       const struct id *thread,
                       const char *word,
                       struct id *letter)
{
    const struct letter_draft draft = {
        .kind = LETTER_DEAL,
        .thread = thread,
        .readers = {to->household.signing.public},
        .readers_count = 1,
        .content = view_text(word),
    };

    return postman_write_all(from, &draft, 1, letter);
}

static enum err copy(void *visitor, struct view bytes)
{
    return memory_shelf_put(visitor, bytes);
}

void postman_carry(struct abode *from, struct abode *to, enum set set)
{
    check_ok(from->port.walk_bytes(from->port.self, set, copy, to->shelf));
    check_ok(memory_shelf_commit(to->shelf));
    catch_up(to);
}

size_t postman_count(struct abode *home, const struct id *thread)
{
    uint64_t in_thread = 0;
    uint64_t in_all = 0;

    check_ok(home->port.mail.letters_count(home->port.self, thread, &in_thread,
                                           &in_all));
    return (size_t)in_thread;
}

void postman_check_last(struct abode *home,
                        const struct id *id,
                        const char *word)
{
    struct thread thread;

    thread_init(&thread);
    check_ok(thread_load(&thread, &home->port, &home->neighbourhood, id));
    assert_true(thread.count > 0);
    check_view_text(thread.letters[thread.count - 1].content, word);
    thread_release(&thread);
}

enum err postman_record(struct abode *home,
                        const struct abode *author,
                        uint32_t n,
                        struct bytes *out)
{
    struct shelf_row row;
    struct id slot;
    enum err err = ERR_OK;

    record_slot(CLASS_LETTER, &author->household.signing.public, 0, n, &slot);
    err = home->port.head(home->port.self, &slot, &row);
    return err == ERR_OK ? home->port.read(home->port.self, &row.id, out) : err;
}

void postman_roll(struct abode *home)
{
    unsigned char seed[KEY_SEED_BYTES] = {
        home->household.signing.public.data[0], 5};

    put_u64(seed + 8, ++home->steps);
    sealing_roll(&home->months, home->moment.now_ms, seed);
}

uint64_t postman_filed(struct abode *home)
{
    const struct id none = {{0}};
    uint64_t in_thread = 0;
    uint64_t in_all = 0;

    check_ok(home->port.mail.letters_count(home->port.self, &none, &in_thread,
                                           &in_all));
    return in_all;
}

static void vouch(struct abode *host, struct abode *guest, const char *name)
{
    struct command command = {.kind = COMMAND_VOUCH};

    abode_init(guest, (unsigned char)name[0]);
    abode_join(guest, host, name);
    abode_tell(guest, host);
    command.as.household = guest->household.signing.public;
    check_ok(abode_command(host, &command));
}

void round_init(struct round *round)
{
    abode_init(&round->ana, 1);
    abode_found(&round->ana, "Ana");
    vouch(&round->ana, &round->ben, "Ben");
    vouch(&round->ana, &round->cem, "Cem");
    abode_tell(&round->ana, &round->ben);
    abode_tell(&round->ana, &round->cem);
}

void round_release(struct round *round)
{
    abode_release(&round->ana);
    abode_release(&round->ben);
    abode_release(&round->cem);
}
