/* What those who misbehave do in a season. */
#include "tests/sim/rogue.h"

#include <stdlib.h>
#include <string.h>

#include "node/limits.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/sim/cable.h"
#include "tests/sim/deed.h"
#include "tests/sim/machine.h"
#include "tests/sim/season.h"

enum { BURST = 20, NOISE_BYTES_MAX = 2000, LIE_ONE_IN = 3 };

static struct record_draft draft_of(const struct season *season,
                                    const struct machine *rogue,
                                    uint32_t n,
                                    int64_t stamp_offset_ms)
{
    const struct world *world = &season->world;
    uint64_t now_ms = machine_moment(world, rogue).now_ms;

    return (struct record_draft){
        .class = CLASS_POST,
        .kind = POST_OFFER,
        .neighbourhood = world->neighbourhood,
        .household = rogue->household.signing.public,
        .lane = deed_lane(rogue),
        .n = n,
        .stamp_ms = (uint64_t)((int64_t)now_ms + stamp_offset_ms),
    };
}

/* Sign a post with any draft; false: not even a liar can write it. */
static bool sign(struct season *season,
                 struct record_draft *draft,
                 const unsigned char *secret,
                 struct bytes *out)
{
    struct post post = {
        .revision = 1,
        .posted_ms = WORLD_BEGIN_MS,
        .title = view_text("bargain"),
    };
    struct bytes body;
    bool is_signed = false;

    chance_bytes(&season->world.chance, post.birth, POST_BIRTH_BYTES);
    bytes_init(&body, BODY_BYTES_MAX_SMALL);
    check_ok(post_write(&post, &body));
    if (draft->class == CLASS_POST) {
        draft->body = bytes_view(&body);
    }
    bytes_reset(out);
    is_signed = record_write(draft, secret, out) == ERR_OK;
    bytes_release(&body);
    return is_signed;
}

void rogue_shelve(struct season *season,
                  struct machine *rogue,
                  struct view record)
{
    struct event event = {.kind = EVENT_CHANGED};

    if (machine_is_up(rogue) &&
        memory_shelf_put(rogue->shelf, record) == ERR_OK &&
        memory_shelf_commit(rogue->shelf) == ERR_OK) {
        (void)machine_step(&season->world, rogue, &event, NULL);
    }
}

/* Say it to everybody it is connected to, or to the first `most`. */
static size_t shout(struct season *season,
                    const struct machine *rogue,
                    struct view message,
                    size_t most)
{
    struct world *world = &season->world;
    size_t index = world_index(world, rogue);
    size_t told = 0;

    for (size_t place = 0; place < world->cable_count && told < most; place++) {
        const struct cable *cable = &world->cables[place];

        for (unsigned side = 0; side < 2; side++) {
            if (cable->number != 0 && cable->ends[side] == index &&
                cable->peers[side] != 0) {
                cable_put(world, place, side == 1, message);
                told++;
            }
        }
    }
    return told;
}

static size_t shout_record(struct season *season,
                           const struct machine *rogue,
                           struct view record,
                           size_t most)
{
    struct bytes message;
    size_t told = 0;

    bytes_init(&message, MESSAGE_BYTES_MAX);
    check_ok(wire_begin_records(SET_BOARD, &message));
    check_ok(wire_add_record(record, &message));
    told = shout(season, rogue, bytes_view(&message), most);
    bytes_release(&message);
    return told;
}

static bool do_flood(struct season *season, struct machine *rogue)
{
    static const enum record_class classes[] = {CLASS_POST, CLASS_SAY,
                                                CLASS_LETTER, CLASS_CARRY};
    struct chance *chance = &season->world.chance;
    struct bytes bytes;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    for (int count = 0; count < BURST; count++) {
        struct record_draft draft =
            draft_of(season, rogue,
                     (uint32_t)chance_below(
                         chance, chance_in(chance, 2) ? 300 : SLOTS_MAX * 2),
                     0);

        draft.class = classes[chance_below(chance, 4)];
        draft.kind = draft.class == CLASS_LETTER ? 2 : draft.kind;
        draft.lane = (uint32_t)chance_below(chance, LANES_MAX);
        if (sign(season, &draft, rogue->device.signing.secret, &bytes)) {
            rogue_shelve(season, rogue, bytes_view(&bytes));
        }
    }
    bytes_release(&bytes);
    return true;
}

static bool do_stamps(struct season *season, struct machine *rogue)
{
    static const int64_t past_days[] = {1, 89, 118, 119, 120, 121, 122, 400};
    static const int64_t future_minutes[] = {5, 9, 11, 60, 1440, 576000};
    struct chance *chance = &season->world.chance;
    bool is_past =
        season->roles[world_index(&season->world, rogue)] == ROLE_backdate;
    struct bytes bytes;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    for (int count = 0; count < BURST; count++) {
        struct record_draft draft = draft_of(
            season, rogue, (uint32_t)chance_below(chance, 40),
            is_past ? -past_days[chance_below(chance, 8)] * DAY_MS
                    : future_minutes[chance_below(chance, 6)] * MINUTE_MS);

        if (sign(season, &draft, rogue->device.signing.secret, &bytes)) {
            rogue_shelve(season, rogue, bytes_view(&bytes));
            (void)shout_record(season, rogue, bytes_view(&bytes), SIZE_MAX);
        }
    }
    bytes_release(&bytes);
    return true;
}

static bool do_equivocate(struct season *season, struct machine *rogue)
{
    struct record_draft draft = draft_of(
        season, rogue, (uint32_t)chance_below(&season->world.chance, 30), 0);
    struct bytes bytes;
    size_t told = 0;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    for (size_t most = 1; most <= 3; most++) {
        if (sign(season, &draft, rogue->device.signing.secret, &bytes)) {
            told += shout_record(season, rogue, bytes_view(&bytes), most);
        }
    }
    rogue_shelve(season, rogue, bytes_view(&bytes));
    bytes_release(&bytes);
    return told > 0;
}

/* Change a record, and sign it again so that only the spec refuses it. */
static bool do_malformed(struct season *season, struct machine *rogue)
{
    struct chance *chance = &season->world.chance;
    struct record_draft draft = draft_of(season, rogue, 1, 0);
    struct bytes bytes;
    struct view part;
    size_t told = 0;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    if (sign(season, &draft, rogue->device.signing.secret, &bytes)) {
        size_t changes = (size_t)chance_between(chance, 1, 3);

        part = (struct view){bytes.data, bytes.bytes - RECORD_SIGNATURE_BYTES};
        for (size_t count = 0; count < changes; count++) {
            bytes.data[chance_below(chance, part.bytes)] ^=
                (unsigned char)(1U << chance_below(chance, 8));
        }
        identity_sign(DOMAIN_RECORD, &part, 1, rogue->device.signing.secret,
                      bytes.data + part.bytes);
        if (chance_in(chance, 4)) {
            bytes.bytes -= (size_t)chance_below(chance, 60);
        }
        told = shout_record(season, rogue, bytes_view(&bytes), SIZE_MAX);
    }
    bytes_release(&bytes);
    return told > 0;
}

static bool do_forge(struct season *season, struct machine *rogue)
{
    struct chance *chance = &season->world.chance;
    const struct machine *victim = season_anyone(season);
    struct record_draft draft =
        draft_of(season, rogue, (uint32_t)chance_below(chance, 30), 0);
    struct bytes bytes;
    size_t told = 0;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    if (victim != NULL && chance_in(chance, 2)) {
        draft.household = victim->household.signing.public;
    }
    if (sign(season, &draft, rogue->device.signing.secret, &bytes)) {
        if (victim != NULL &&
            !id_equal(&draft.household, &rogue->household.signing.public)) {
            /* His own key, in the header too, is his victim's. */
            memcpy(bytes.data + 52, victim->device.signing.public.data,
                   chance_in(chance, 2) ? ID_BYTES : 0);
        } else {
            bytes.data[bytes.bytes - 1 - chance_below(chance, 64)] ^= 1;
        }
        told = shout_record(season, rogue, bytes_view(&bytes), SIZE_MAX);
    }
    bytes_release(&bytes);
    return told > 0;
}

static bool do_noise(struct season *season, struct machine *rogue)
{
    struct chance *chance = &season->world.chance;
    unsigned char noise[NOISE_BYTES_MAX];
    size_t bytes = (size_t)chance_below(chance, NOISE_BYTES_MAX);

    chance_bytes(chance, noise, sizeof noise);
    noise[0] = (unsigned char)chance_below(chance, WIRE_TYPE_END + 1);
    noise[1] = (unsigned char)chance_below(chance, 6);
    noise[2] = (unsigned char)chance_below(chance, 3);
    return shout(season, rogue, (struct view){noise, bytes}, SIZE_MAX) > 0;
}

static bool do_churn(struct season *season, struct machine *rogue)
{
    struct world *world = &season->world;
    int done = 0;

    for (int count = 0; count < BURST; count++) {
        const struct machine *other = season_anyone(season);

        if (other != NULL && machine_is_up(rogue)) {
            enum command_kind kind =
                chance_in(&world->chance, 2) ? COMMAND_VOUCH : COMMAND_UNVOUCH;

            done += deed_on(world, rogue, kind,
                            &other->household.signing.public) == ERR_OK;
        }
    }
    return done > 0;
}

static bool do_replay(struct season *season, struct machine *rogue)
{
    size_t told = 0;

    for (size_t index = 0; index < season->replay_count; index++) {
        const struct old_record *old = &season->replays[index];

        told += shout_record(season, rogue,
                             (struct view){old->data, old->bytes}, SIZE_MAX);
    }
    return told > 0;
}

static bool do_strangers(struct season *season, struct machine *rogue)
{
    unsigned char seed[KEY_SEED_BYTES];
    struct keys_household stranger;
    struct bytes bytes;
    size_t told = 0;

    bytes_init(&bytes, RECORD_BYTES_MAX);
    for (int count = 0; count < BURST; count++) {
        struct record_draft draft = draft_of(season, rogue, 0, 0);

        chance_bytes(&season->world.chance, seed, sizeof seed);
        keys_household_make(seed, &stranger);
        draft.household = stranger.signing.public;
        if (sign(season, &draft, rogue->device.signing.secret, &bytes)) {
            told += shout_record(season, rogue, bytes_view(&bytes), SIZE_MAX);
        }
    }
    bytes_release(&bytes);
    return told > 0;
}

static bool do_hello(struct season *season, struct machine *rogue)
{
    const struct machine *victim = season_anyone(season);
    struct wire_hello hello = {.minor = WIRE_MINOR};
    struct bytes message;
    bool is_told = false;

    if (victim == NULL) {
        return false;
    }
    hello.household = victim->household.signing.public;
    hello.device = victim->device.signing.public;
    hello.now_ms = chance_next(&season->world.chance);
    bytes_init(&message, MESSAGE_BYTES_MAX);
    check_ok(wire_write_hello(&hello, &message));
    is_told = shout(season, rogue, bytes_view(&message), SIZE_MAX) > 0;
    bytes_release(&message);
    return is_told;
}

bool rogue_happen(struct season *season)
{
    static bool (*const deeds[ROLE_COUNT])(struct season *,
                                           struct machine *) = {
        [ROLE_flood] = do_flood,         [ROLE_backdate] = do_stamps,
        [ROLE_future] = do_stamps,       [ROLE_equivocate] = do_equivocate,
        [ROLE_malformed] = do_malformed, [ROLE_forge] = do_forge,
        [ROLE_noise] = do_noise,         [ROLE_churn] = do_churn,
        [ROLE_replay] = do_replay,       [ROLE_strangers] = do_strangers,
        [ROLE_hello] = do_hello,         [ROLE_ground] = rogue_grind,
        [ROLE_sizes] = rogue_greet,
    };
    struct world *world = &season->world;
    size_t index = 0;
    enum role role = ROLE_COUNT;
    bool is_done = false;

    if (season->rogues == 0) {
        return false;
    }
    index =
        season->size - 1 - (size_t)chance_below(&world->chance, season->rogues);
    role = season->roles[index];
    if (!machine_is_up(&world->machines[index]) || deeds[role] == NULL) {
        return false; /* it lies in what it sends, or does not send */
    }
    is_done = deeds[role](season, &world->machines[index]);
    season->misdeeds[role] += is_done ? 1 : 0;
    return is_done;
}

/* Hand on the records but for those of the founder. */
static bool withhold(const struct season *season,
                     size_t place,
                     bool is_listener,
                     struct view message)
{
    const struct id *victim =
        &season->world.machines[0].household.signing.public;
    struct wire_message read;
    struct bytes left;
    struct view record;
    bool is_changed = false;

    if (wire_read(message, &read) != ERR_OK || read.type != WIRE_RECORDS) {
        return false;
    }
    bytes_init(&left, MESSAGE_BYTES_MAX);
    check_ok(wire_begin_records(read.set, &left));
    while (wire_take_record(&read.items, &record)) {
        if (memcmp(record.data + 20, victim->data, ID_BYTES) == 0 &&
            read.set != SET_ROSTER) {
            is_changed = true;
        } else {
            check_ok(wire_add_record(record, &left));
        }
    }
    if (is_changed) {
        struct season *changing = season->world.hooks.self;

        cable_put(&changing->world, place, is_listener, bytes_view(&left));
    }
    bytes_release(&left);
    return is_changed;
}

static bool
lie(struct season *season, size_t place, bool is_listener, struct view message)
{
    struct chance *chance = &season->world.chance;
    unsigned char *lied = NULL;

    if (message.data[0] == WIRE_HELLO || message.data[0] == WIRE_RECORDS ||
        message.bytes < 3 || !chance_in(chance, LIE_ONE_IN)) {
        return false;
    }
    lied = malloc(message.bytes);
    assert_non_null(lied);
    memcpy(lied, message.data, message.bytes);
    lied[chance_between(chance, 1, message.bytes - 1)] ^=
        (unsigned char)(1U << chance_below(chance, 8));
    cable_put(&season->world, place, is_listener,
              (struct view){lied, message.bytes});
    free(lied);
    return true;
}

bool rogue_send(void *self, size_t place, bool is_listener, struct view *bytes)
{
    struct season *season = self;
    struct world *world = &season->world;
    enum role role = season->roles[world->cables[place].ends[is_listener]];
    unsigned char type = bytes->bytes > 0 ? bytes->data[0] : 0;
    struct wire_message message;
    bool is_done = false;

    if (role == ROLE_withhold) {
        is_done = withhold(season, place, is_listener, *bytes);
    } else if (role == ROLE_liar) {
        is_done = lie(season, place, is_listener, *bytes);
    } else if (role == ROLE_mute) {
        is_done = type != WIRE_HELLO;
    } else if (role == ROLE_no_ack) {
        is_done = type == WIRE_ACK;
    } else if (role == ROLE_over_ack && type == WIRE_ACK) {
        cable_put(world, place, is_listener, *bytes);
        cable_put(world, place, is_listener, *bytes);
        is_done = true;
    } else if (wire_read(*bytes, &message) == ERR_OK) {
        is_done = rogue_sketch_send(season, place, is_listener, &message);
    }
    season->misdeeds[role] += is_done ? 1 : 0;
    return is_done;
}
