#include "tests/sim/history.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/moment.h"
#include "node/people/council.h"
#include "node/record/body.h"
#include "node/record/council_body.h"
#include "tests/lib/check.h"
#include "tests/sim/chance.h"

/* Of LANES a household may have more than count. */
enum { FIRST_DAY = 20000, HOUR_MS = 60 * 60 * 1000, LANES = 12 };

/* Keys of all histories, made once. */
static struct {
    bool is_made;
    struct signing_keys households[HISTORY_HOUSEHOLDS];
    struct keys_device devices[HISTORY_DEVICES];
    struct signing_keys one_time[HISTORY_KEYS];
} keys;

struct maker {
    struct history *history;
    struct chance chance;
    uint64_t first_ms;
};

static void make_keys(void)
{
    unsigned char seed[KEY_SEED_BYTES] = {0x17};
    struct keys_household household;

    for (unsigned index = 0; index < HISTORY_HOUSEHOLDS; index++) {
        seed[1] = (unsigned char)index;
        keys_household_make(seed, &household);
        keys.households[index] = household.signing;
    }
    for (unsigned index = 0; index < HISTORY_DEVICES; index++) {
        seed[1] = (unsigned char)index;
        keys_device_make(seed, &keys.devices[index]);
    }
    for (unsigned index = 0; index < HISTORY_KEYS; index++) {
        seed[1] = (unsigned char)index;
        keys_one_time_make(seed, &keys.one_time[index]);
    }
    keys.is_made = true;
}

const struct id *history_household(unsigned household)
{
    return &keys.households[household].public;
}

const struct id *history_device(unsigned key)
{
    return &keys.devices[key].signing.public;
}

static unsigned pick(struct maker *maker, unsigned limit)
{
    return (unsigned)chance_below(&maker->chance, limit);
}

static bool one_in(struct maker *maker, unsigned count)
{
    return chance_in(&maker->chance, count);
}

static enum record_class class_of(enum fact_kind kind)
{
    switch (kind) {
    case FACT_COUNCIL:
        return CLASS_COUNCIL;
    case FACT_PROFILE:
        return CLASS_HOUSEHOLD;
    case FACT_DEVICE:
        return CLASS_DEVICE;
    case FACT_RULES:
        return CLASS_RULES;
    case FACT_VOUCH:
    case FACT_INVITE:
        return CLASS_VOUCH;
    case FACT_JOIN:
        return CLASS_JOIN;
    case FACT_POST:
        break;
    }
    return CLASS_POST;
}

/* Sign what a fact says. A post's body is one that no version knows, which
 * nothing here reads. */
static void
fact_sign(const struct history *history, struct fact *fact, struct bytes *body)
{
    const bool is_post = fact->kind == FACT_POST;
    const struct record_draft draft = {
        .class = class_of(fact->kind),
        .kind = fact->kind == FACT_INVITE ? KIND_INVITE
                : is_post                 ? 999
                                          : 1,
        .neighbourhood = history->neighbourhood,
        .household = *history_household(fact->author),
        .lane = fact->lane,
        .n = fact->n,
        .stamp_ms = fact->stamp_ms,
        .body = fact->is_empty ? (struct view){NULL, 0} : bytes_view(body),
    };

    bytes_init(&fact->bytes, RECORD_BYTES_MAX);
    check_ok(record_write(&draft,
                          is_post ? keys.devices[fact->subject].signing.secret
                                  : keys.households[fact->author].secret,
                          &fact->bytes));
    check_ok(record_read(bytes_view(&fact->bytes), &fact->record));
    bytes_release(body);
}

/* Take the next place for a fact, stamped somewhere in the history: some are
 * stamped alike, some date back, a few lie ahead. */
static struct fact *fact_begin(struct maker *maker, enum fact_kind kind)
{
    struct history *history = maker->history;
    const size_t place = history->count++;
    struct fact *fact = &history->facts[place];

    assert_true(place < HISTORY_FACTS_MAX);
    *fact = (struct fact){.kind = kind};
    fact->author = pick(maker, HISTORY_HOUSEHOLDS);
    fact->stamp_ms =
        chance_between(&maker->chance, maker->first_ms, history->now_ms);
    if (one_in(maker, 8)) {
        fact->stamp_ms =
            history->facts[pick(maker, (unsigned)place + 1)].stamp_ms;
    }
    if (one_in(maker, 25)) {
        fact->stamp_ms = history->now_ms + pick(maker, HOUR_MS);
    }
    return fact;
}

static int compare_ids(const void *left, const void *right)
{
    return id_compare(left, right);
}

static size_t ids_of(uint32_t bits, struct id *out, size_t max)
{
    size_t count = 0;

    for (unsigned index = 0; index < HISTORY_HOUSEHOLDS; index++) {
        if ((bits >> index & 1U) != 0 && count < max) {
            out[count++] = *history_household(index);
        }
    }
    qsort(out, count, sizeof *out, compare_ids);
    return count;
}

static void write_content(const struct history *history,
                          const struct history_content *content,
                          struct bytes *out)
{
    struct council_content agreed = {.height = content->height};

    if (content->height == 0) {
        agreed.name = view_text("History");
        memset(agreed.birth, 7, sizeof agreed.birth);
    } else {
        agreed.previous = history->contents[content->previous].hash;
    }
    agreed.stewards_count =
        ids_of(content->stewards, agreed.stewards, STEWARDS_MAX);
    agreed.voters_count = ids_of(content->voters, agreed.voters, VOTERS_MAX);
    check_ok(council_content_write(&agreed, out));
}

static void sign_council(struct maker *maker, struct fact *fact)
{
    struct history *history = maker->history;
    struct body_council council = {0};
    struct bytes content;
    struct bytes body;

    bytes_init(&content, BODY_BYTES_MAX_ROSTER);
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    write_content(history, &history->contents[fact->subject], &content);
    council.content = bytes_view(&content);
    for (unsigned index = 0; index < HISTORY_HOUSEHOLDS; index++) {
        if ((fact->signers >> index & 1U) != 0) {
            check_ok(body_council_sign(&council, &history->neighbourhood,
                                       &keys.households[index]));
        }
    }
    check_ok(body_council_write(&council, &body));
    fact_sign(history, fact, &body);
    bytes_release(&content);
}

/* Anybody's bits, at least one of them and at most `max`. */
static uint32_t some(struct maker *maker, unsigned max)
{
    unsigned count = 1 + pick(maker, max);
    uint32_t bits = 0;

    while (count-- > 0) {
        bits |= 1U << pick(maker, 8);
    }
    return bits;
}

static void name_content(struct history *history,
                         struct history_content *content)
{
    struct bytes bytes;

    bytes_init(&bytes, BODY_BYTES_MAX_ROSTER);
    write_content(history, content, &bytes);
    council_hash(bytes_view(&bytes), &content->hash);
    if (content->height == 0) {
        council_neighbourhood(bytes_view(&bytes), &history->neighbourhood);
    }
    bytes_release(&bytes);
}

static bool is_known_content(const struct history *history,
                             const struct history_content *content)
{
    for (size_t index = 0; index < history->content_count; index++) {
        if (id_equal(&history->contents[index].hash, &content->hash)) {
            return true;
        }
    }
    return false;
}

static void add_content(struct maker *maker)
{
    struct history *history = maker->history;
    struct history_content *next = &history->contents[history->content_count];

    *next = (struct history_content){.stewards = 1};
    do {
        if (history->content_count > 0) {
            next->previous = pick(maker, (unsigned)history->content_count);
            next->height = history->contents[next->previous].height + 1;
            next->stewards = some(maker, 3);
            next->voters = one_in(maker, 2) ? some(maker, 4) : 0;
        }
        name_content(history, next);
    } while (is_known_content(history, next));
    history->content_count++;
}

/* Mostly signed by those who may, sometimes by others too. */
static void add_council(struct maker *maker, unsigned content)
{
    const struct history *history = maker->history;
    const struct history_content *next = &history->contents[content];
    const struct history_content *before = &history->contents[next->previous];
    struct fact *fact = fact_begin(maker, FACT_COUNCIL);

    fact->subject = content;
    if (next->height == 0) {
        fact->signers = one_in(maker, 8) ? 3 : 1;
        fact->author = 0;
    } else {
        fact->signers = one_in(maker, 2) ? before->stewards : some(maker, 6);
        fact->signers |= one_in(maker, 4) ? before->voters : 0;
    }
    while ((fact->signers >> fact->author & 1U) == 0 && !one_in(maker, 20)) {
        fact->author = pick(maker, HISTORY_HOUSEHOLDS);
    }
    sign_council(maker, fact);
}

static void add_vouch(struct maker *maker)
{
    struct fact *fact = fact_begin(maker, FACT_VOUCH);
    struct body_vouch vouch = {0};
    struct bytes body;

    fact->author = pick(maker, one_in(maker, 3) ? HISTORY_HOUSEHOLDS : 4);
    fact->n = pick(maker, one_in(maker, 6) ? 140 : 8);
    fact->subject = pick(maker, HISTORY_HOUSEHOLDS);
    fact->is_withdrawn = one_in(maker, 4);
    vouch.household = *history_household(fact->subject);
    vouch.is_withdrawn = fact->is_withdrawn;
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_vouch_write(&vouch, &body));
    fact_sign(maker->history, fact, &body);
}

static void add_invite(struct maker *maker)
{
    struct fact *fact = fact_begin(maker, FACT_INVITE);
    struct body_invite invite = {0};
    struct bytes body;

    fact->author = pick(maker, 6);
    fact->n = pick(maker, 8);
    fact->subject = pick(maker, HISTORY_KEYS);
    fact->is_withdrawn = one_in(maker, 5);
    fact->ended_ms = fact->stamp_ms + pick(maker, 20) * (uint64_t)DAY_MS;
    invite.one_time = keys.one_time[fact->subject].public;
    invite.until_ms = fact->ended_ms;
    invite.is_withdrawn = fact->is_withdrawn;
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_invite_write(&invite, &body));
    fact_sign(maker->history, fact, &body);
}

static void add_join(struct maker *maker)
{
    struct fact *fact = fact_begin(maker, FACT_JOIN);
    struct body_join join = {.name = view_text("J")};
    struct bytes body;

    fact->subject = pick(maker, HISTORY_KEYS);
    body_join_sign(&join, &keys.one_time[fact->subject],
                   &maker->history->neighbourhood,
                   history_household(fact->author));
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_join_write(&join, &body));
    fact_sign(maker->history, fact, &body);
}

static void add_profile(struct maker *maker)
{
    const struct body_household profile = {.name = view_text("P")};
    struct fact *fact = fact_begin(maker, FACT_PROFILE);
    struct bytes body;

    fact->is_empty = one_in(maker, 4);
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_household_write(&profile, &body));
    fact_sign(maker->history, fact, &body);
}

static void add_device(struct maker *maker)
{
    struct fact *fact = fact_begin(maker, FACT_DEVICE);
    struct body_device device = {0};
    struct bytes body;

    fact->n = pick(maker, LANES);
    if (one_in(maker, 3)) {
        fact->author = 0; /* the founder has more lanes than count */
    }
    fact->is_empty = one_in(maker, 8);
    fact->subject = one_in(maker, 6) ? 0 : 1 + pick(maker, HISTORY_DEVICES - 1);
    if (fact->subject != 0) {
        device.signing = keys.devices[fact->subject].signing.public;
        device.transport = keys.devices[fact->subject].transport.public;
        device.sealing = keys.devices[fact->subject].sealing.public;
    }
    if (one_in(maker, 2)) {
        fact->former = 1 + pick(maker, HISTORY_DEVICES - 1);
        fact->ended_ms = fact->stamp_ms;
        device.former[0].key = *history_device(fact->former);
        device.former[0].ended_ms = fact->ended_ms;
        device.former_count = 1;
    }
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_device_write(&device, &body));
    fact_sign(maker->history, fact, &body);
}

static void add_rules(struct maker *maker)
{
    struct fact *fact = fact_begin(maker, FACT_RULES);
    struct body_rules rules = {.slots = {{.class = CLASS_POST}},
                               .slots_count = 1};
    struct bytes body;

    fact->author = pick(maker, 4);
    fact->n = pick(maker, 2);
    fact->is_empty = one_in(maker, 5);
    for (size_t level = 0; level < 3; level++) {
        fact->slots[level] = pick(maker, 6);
    }
    rules.slots[0].newcomer = fact->slots[0];
    rules.slots[0].full = fact->slots[1];
    rules.slots[0].steward = fact->slots[2];
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_rules_write(&rules, &body));
    fact_sign(maker->history, fact, &body);
}

/* A post is mostly signed by a key that its author announced some time. */
static void add_post(struct maker *maker)
{
    static const unsigned char later[] = {0x81, 0x28, 0x01};
    const struct history *history = maker->history;
    struct fact *fact = fact_begin(maker, FACT_POST);
    struct bytes body;

    fact->lane = pick(maker, LANES);
    fact->n = pick(maker, one_in(maker, 4) ? 200 : 6);
    fact->subject = 1 + pick(maker, HISTORY_DEVICES - 1);
    for (unsigned attempt = 0; attempt < 60; attempt++) {
        const struct fact *other =
            &history->facts[pick(maker, (unsigned)history->count)];

        if (other->kind == FACT_DEVICE && other->subject != 0) {
            fact->author = other->author;
            fact->subject = other->subject;
            fact->lane = one_in(maker, 4) ? fact->lane : other->n;
            break;
        }
    }
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    check_ok(bytes_append(&body, (struct view){later, sizeof later}));
    fact_sign(history, fact, &body);
}

/* Two facts of one record would be one fact. */
static void leave_out_repeated(struct history *history)
{
    const size_t last = history->count - 1;

    for (size_t place = 0; place < last; place++) {
        if (id_equal(&history->facts[place].record.id,
                     &history->facts[last].record.id)) {
            bytes_release(&history->facts[last].bytes);
            history->count--;
            return;
        }
    }
}

static void add_fact(struct maker *maker)
{
    static void (*const add[])(struct maker *) = {
        add_vouch, add_vouch, add_vouch,   add_vouch,  add_invite,
        add_join,  add_join,  add_profile, add_device, add_device,
        add_rules, add_post,  add_post,    add_post};

    if (one_in(maker, 12)) {
        add_council(maker, pick(maker, HISTORY_CONTENTS));
    } else {
        add[pick(maker, sizeof add / sizeof add[0])](maker);
    }
    leave_out_repeated(maker->history);
}

void history_init(struct history *history, uint64_t seed)
{
    struct maker maker = {.history = history};
    unsigned days = 0;
    unsigned left = 0;

    if (!keys.is_made) {
        make_keys();
    }
    *history = (struct history){0};
    chance_init(&maker.chance, seed);
    days = one_in(&maker, 4) ? 370 + pick(&maker, 60) : 5 + pick(&maker, 120);
    maker.first_ms = FIRST_DAY * (uint64_t)DAY_MS;
    history->now_ms = maker.first_ms + days * (uint64_t)DAY_MS +
                      pick(&maker, (unsigned)DAY_MS);
    for (unsigned content = 0; content < HISTORY_CONTENTS; content++) {
        add_content(&maker);
    }
    add_council(&maker, 0);
    left = 20 + pick(&maker, HISTORY_FACTS_MAX - 21);
    while (left-- > 0) {
        add_fact(&maker);
    }
}

void history_release(struct history *history)
{
    for (size_t place = 0; place < history->count; place++) {
        bytes_release(&history->facts[place].bytes);
    }
    history->count = 0;
}
