#include "tests/sim/told.h"

#include <stdio.h>
#include <string.h>

#include "node/board/post.h"
#include "node/record/body.h"
#include "node/record/council_body.h"
#include "node/record/record.h"
#include "node/sync/wire.h"
#include "tests/lib/check.h"

enum { WORDS_CHARS_MAX = 160 };

const char *told_name(const struct world *world, const struct id *household)
{
    for (size_t index = 0; index < world->machine_count; index++) {
        const struct machine *machine = &world->machines[index];

        if (id_equal(&machine->household.signing.public, household)) {
            return machine->name;
        }
    }
    return "somebody";
}

/* Who has this one-time key: whoever was told of an invite. */
static void
vouch_words(const struct world *world, const struct record *record, char *words)
{
    struct body_vouch vouch;
    const char *author = told_name(world, &record->household);

    if (record->kind == KIND_INVITE) {
        (void)snprintf(words, WORDS_CHARS_MAX, "invite of %s", author);
        return;
    }
    check_ok(body_vouch_read(record->body, &vouch));
    (void)snprintf(words, WORDS_CHARS_MAX, "%svouch of %s for %s",
                   vouch.is_withdrawn ? "withdrawn " : "", author,
                   told_name(world, &vouch.household));
}

static void people_words(const struct world *world,
                         const struct record *record,
                         char *words)
{
    const char *author = told_name(world, &record->household);

    if (record->class == CLASS_VOUCH && record->body.bytes > 0) {
        vouch_words(world, record, words);
    } else if (record->class == CLASS_DEVICE) {
        (void)snprintf(words, WORDS_CHARS_MAX, "device %u of %s",
                       (unsigned)record->n, author);
    } else {
        (void)snprintf(words, WORDS_CHARS_MAX, "%s of %s",
                       class_find(record->class)->name, author);
    }
}

/* "offer ladder", or "" for what is no post that still says something. */
static uint32_t post_words(const struct record *record, char *words)
{
    struct post post;

    words[0] = '\0';
    if (record->class != CLASS_POST || record->body.bytes == 0 ||
        post_read(record->body, &post) != ERR_OK) {
        return 0;
    }
    (void)snprintf(words, WORDS_CHARS_MAX, "%s %.*s",
                   post_kind_name(record->kind), (int)post.title.bytes,
                   (const char *)post.title.data);
    return post.revision;
}

static void told_post(struct world *world,
                      const struct machine *machine,
                      const struct record *record)
{
    char words[WORDS_CHARS_MAX];
    char from[MACHINE_NAME_CHARS + 8] = "";
    uint32_t revision = post_words(record, words);
    bool is_own =
        id_equal(&record->household, &machine->household.signing.public);

    if (!is_own) {
        (void)snprintf(from, sizeof from, " from %s",
                       told_name(world, &record->household));
    }
    if (revision == 0) {
        trace_line(&world->trace, TRACE_POSTS, world->now_ms,
                   "%s: stores withdrawal %u%s", machine->name,
                   (unsigned)record->n, from);
    } else if (is_own || revision > 1) {
        trace_line(&world->trace, TRACE_POSTS, world->now_ms,
                   "%s: stores %s, revision %u%s", machine->name, words,
                   (unsigned)revision, from);
    } else {
        trace_line(&world->trace, TRACE_POSTS, world->now_ms, "%s: stores %s%s",
                   machine->name, words, from);
    }
}

static void say_record(const struct world *world,
                       const struct machine *machine,
                       const char *verb,
                       const struct record *record)
{
    print_message("[%llu] %s %s %s%s %u/%u of %s, stamped %lld\n",
                  (unsigned long long)world->now_ms, machine->name, verb,
                  record->body.bytes == 0 ? "withdrawn " : "",
                  class_find(record->class)->name, (unsigned)record->lane,
                  (unsigned)record->n, told_name(world, &record->household),
                  (long long)(record->stamp_ms - WORLD_BEGIN_MS));
}

void told_put(const struct world *world,
              const struct machine *machine,
              struct view bytes)
{
    struct record record;

    if (world->is_talking) {
        check_ok(record_read(bytes, &record));
        say_record(world, machine, "puts", &record);
    }
}

void told_store(struct world *world,
                const struct machine *machine,
                struct view bytes)
{
    char words[WORDS_CHARS_MAX];
    struct record record;
    struct shelf port = memory_shelf_port(machine->shelf);
    struct shelf_row row;

    trace_mix_bytes(&world->trace, bytes);
    if (world->trace.topics == 0) {
        return;
    }
    check_ok(record_read(bytes, &record));
    if (port.find(port.self, &record.id, &row) != ERR_OK) {
        return; /* it was not newer */
    }
    if (class_find(record.class)->set == SET_ROSTER) {
        people_words(world, &record, words);
        trace_line(&world->trace, TRACE_PEOPLE, world->now_ms, "%s: stores %s",
                   machine->name, words);
    } else if (record.class == CLASS_POST) {
        told_post(world, machine, &record);
    }
}

void told_drop(struct world *world,
               const struct machine *machine,
               const struct id *id)
{
    char words[WORDS_CHARS_MAX];
    struct shelf port = memory_shelf_port(machine->shelf);
    struct bytes bytes;
    struct record record;

    trace_mix_bytes(&world->trace, (struct view){id->data, ID_BYTES});
    if (world->trace.topics == 0 && !world->is_talking) {
        return;
    }
    bytes_init(&bytes, RECORD_BYTES_MAX);
    if (port.read(port.self, id, &bytes) == ERR_OK) {
        check_ok(record_read(bytes_view(&bytes), &record));
        if (world->is_talking) {
            say_record(world, machine, "drops", &record);
        }
        if (post_words(&record, words) > 0) {
            trace_line(&world->trace, TRACE_POSTS, world->now_ms,
                       "%s: drops %s of %s", machine->name, words,
                       told_name(world, &record.household));
        } else if (class_find(record.class)->set == SET_ROSTER) {
            people_words(world, &record, words);
            trace_line(&world->trace, TRACE_PEOPLE, world->now_ms,
                       "%s: drops %s", machine->name, words);
        }
    }
    bytes_release(&bytes);
}

void told_tell(struct world *world,
               const struct machine *machine,
               const struct tell *tell)
{
    static const char *const words[] = {
        [TELL_JOINED] = "joined",
        [TELL_JOIN_CLASH] = "join clash",
        [TELL_VOUCHED] = "vouched for",
        [TELL_UNVOUCHED] = "unvouched",
        [TELL_CUT_OFF] = "cut off",
        [TELL_COUNCIL] = "council",
        [TELL_PEER_REFUSED] = "refused",
        [TELL_SYNCED] = "in step with",
        [TELL_CLOCK] = "clock is not set",
        [TELL_CLONED] = "our key is used",
        [TELL_ENROLLED] = "new machine",
        [TELL_LETTER] = "letter of",
        [TELL_LIAR] = "manifest lies",
        [TELL_HEIR] = "is to keep a thing of",
        [TELL_TAKEN] = "a thing is taken by",
        [TELL_DEAL_ASK] = "ask of",
        [TELL_DEAL_CHANGE] = "change of",
        [TELL_DEAL_YES] = "yes of",
        [TELL_DEAL_NO] = "no of",
        [TELL_DEAL_WAIT] = "wait of",
        [TELL_DEAL_DROP] = "drop of",
        [TELL_DEAL_AFFIRM] = "affirm of",
        [TELL_DEAL_UNDO] = "undo of",
        [TELL_DEAL_LAPSE] = "lapse of",
        [TELL_DEAL_OUT] = "out of",
        [TELL_DEAL_DONE] = "done of",
        [TELL_DEAL_MISSED] = "missed of",
        [TELL_DEAL_LOST] = "lost of",
        [TELL_DEAL_FIX] = "fix of",
        [TELL_DEAL_HAND_ON] = "hand-on of",
        [TELL_DEAL_NOTE] = "note of",
        [TELL_DEAL_NEXT] = "next in line is",
        [TELL_DEAL_SOON] = "hand-over is near with",
        [TELL_DEAL_DUE] = "due with",
        [TELL_DEAL_OVERDUE] = "late with",
        [TELL_POST_SOON] = "a post ends soon",
        [TELL_POST_OVER] = "a post has ended",
        [TELL_POST_YEAR] = "a post has stood a year",
        [TELL_WISH] = "a wish fits a post of",
        [TELL_SENT_AWAY] = "is sent away by",
    };
    bool is_link = tell->kind == TELL_SYNCED;

    if (world->hooks.tell != NULL) {
        world->hooks.tell(world->hooks.self, world_index(world, machine), tell);
    }
    if (id_is_zero(&tell->subject)) {
        trace_line(&world->trace, is_link ? TRACE_LINKS : TRACE_TELLS,
                   world->now_ms, "%s: hears: %s", machine->name,
                   words[tell->kind]);
    } else {
        trace_line(&world->trace, is_link ? TRACE_LINKS : TRACE_TELLS,
                   world->now_ms, "%s: hears: %s %s", machine->name,
                   words[tell->kind], told_name(world, &tell->subject));
    }
}

void told_message(const struct world *world,
                  const struct cable *cable,
                  bool is_listener,
                  struct view message)
{
    static const char *const words[] = {
        "nothing",      "HELLO",   "WEEKS",    "LIST",   "WANT",
        "WANT_WEEK",    "RECORDS", "ACK",      "LISTED", "DONE",
        "FINGERPRINTS", "BYE",     "ESTIMATE", "ASK",    "SYMBOLS",
        "FOUND",        "LISTS",   "KEYED",    "ENROL",
    };
    struct wire_message read = {.type = WIRE_TYPE_END};
    const struct machine *machines = world->machines;

    if (!world->is_talking) {
        return;
    }
    if (wire_read(message, &read) != ERR_OK) {
        read.type = 0;
    }
    print_message("[%llu] %s -%s-> %s: %s set %u count %u week %u bytes %u\n",
                  (unsigned long long)world->now_ms,
                  machines[cable->ends[!is_listener]].name,
                  is_listener ? "" : "-",
                  machines[cable->ends[is_listener]].name, words[read.type],
                  (unsigned)read.set, (unsigned)read.count, (unsigned)read.week,
                  (unsigned)read.bytes);
}
