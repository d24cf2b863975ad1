#include "tests/lib/street.h"

#include <stdlib.h>
#include <string.h>

#include "node/moment.h"
#include "node/people/council.h"
#include "tests/lib/check.h"

enum {
    INVITE_DAYS = 14,
    HALF_DAY_MS = DAY_MS / 2,
    KNOWN_KEYS = 256, /* of households; others are made each time */
};

/* Keys that were made once; making them takes longer than signing. */
static struct {
    bool has_signing;
    bool has_device;
    struct signing_keys signing;
    struct keys_device device;
} known[KNOWN_KEYS];

uint64_t street_ms(int day)
{
    return (uint64_t)(STREET_DAY + day) * DAY_MS + HALF_DAY_MS;
}

uint32_t street_day(int day)
{
    return (uint32_t)(STREET_DAY + day);
}

static void seed_of(unsigned number, unsigned char seed[static KEY_SEED_BYTES])
{
    memset(seed, 0x5e, KEY_SEED_BYTES);
    put_u32(seed, number);
}

static struct signing_keys household_keys(unsigned household)
{
    unsigned char seed[KEY_SEED_BYTES];
    struct keys_household keys;

    seed_of(household, seed);
    keys_household_make(seed, &keys);
    return keys.signing;
}

struct signing_keys street_keys(unsigned household)
{
    if (household >= KNOWN_KEYS) {
        return household_keys(household);
    }
    if (!known[household].has_signing) {
        known[household].signing = household_keys(household);
        known[household].has_signing = true;
    }
    return known[household].signing;
}

struct id street_id(unsigned household)
{
    return street_keys(household).public;
}

static struct keys_device device_keys(unsigned household)
{
    unsigned char seed[KEY_SEED_BYTES];
    struct keys_device keys;

    seed_of(household, seed);
    keys_device_make(seed, &keys);
    return keys;
}

struct keys_device street_device_keys(unsigned household)
{
    if (household >= KNOWN_KEYS) {
        return device_keys(household);
    }
    if (!known[household].has_device) {
        known[household].device = device_keys(household);
        known[household].has_device = true;
    }
    return known[household].device;
}

struct signing_keys street_one_time(unsigned number)
{
    unsigned char seed[KEY_SEED_BYTES];
    struct signing_keys keys;

    seed_of(number, seed);
    keys_one_time_make(seed, &keys);
    return keys;
}

static size_t street_keep(struct street *street, struct bytes *record)
{
    if (street->count == street->room) {
        street->room = street->room == 0 ? 64 : 2 * street->room;
        street->records =
            realloc(street->records, street->room * sizeof *street->records);
        assert_non_null(street->records);
    }
    street->records[street->count] = *record;
    return street->count++;
}

size_t street_sign(struct street *street,
                   unsigned household,
                   const struct record_draft *draft)
{
    const struct signing_keys keys = street_keys(household);
    struct record_draft whole = *draft;
    struct bytes record;

    whole.household = keys.public;
    whole.neighbourhood = street->neighbourhood;
    bytes_init(&record, RECORD_BYTES_MAX);
    check_ok(record_write(&whole, keys.secret, &record));
    return street_keep(street, &record);
}

/* Sign what a body writer wrote, and give the body back. */
static size_t sign_body(struct street *street,
                        unsigned household,
                        struct record_draft draft,
                        struct bytes *body)
{
    size_t place = 0;

    draft.body = bytes_view(body);
    place = street_sign(street, household, &draft);
    bytes_release(body);
    return place;
}

static size_t sign_council(struct street *street,
                           const struct body_council *council,
                           unsigned author,
                           int day)
{
    struct bytes body;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_council_write(council, &body));
    return sign_body(street, author,
                     (struct record_draft){.class = CLASS_COUNCIL,
                                           .kind = 1,
                                           .stamp_ms = street_ms(day)},
                     &body);
}

void street_init(struct street *street)
{
    const unsigned char birth[BIRTH_BYTES] = {1, 2, 3};
    const struct signing_keys founder = street_keys(0);
    struct body_council council = {0};
    struct bytes content;

    *street = (struct street){0};
    bytes_init(&content, BODY_BYTES_MAX_ROSTER);
    check_ok(council_found(view_text("Mill Lane"), birth, &founder.public,
                           &content, &street->neighbourhood));
    council.content = bytes_view(&content);
    council_hash(council.content, &street->root);
    check_ok(body_council_sign(&council, &street->neighbourhood, &founder));
    sign_council(street, &council, 0, 0);
    bytes_release(&content);
}

void street_release(struct street *street)
{
    for (size_t index = 0; index < street->count; index++) {
        bytes_release(&street->records[index]);
    }
    free(street->records);
    *street = (struct street){0};
}

static size_t street_say(struct street *street,
                         unsigned from,
                         uint32_t n,
                         const struct body_vouch *vouch,
                         int day)
{
    struct bytes body;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_vouch_write(vouch, &body));
    return sign_body(street, from,
                     (struct record_draft){.class = CLASS_VOUCH,
                                           .kind = KIND_VOUCH,
                                           .n = n,
                                           .stamp_ms = street_ms(day)},
                     &body);
}

size_t street_vouch(struct street *street,
                    unsigned from,
                    uint32_t n,
                    unsigned about,
                    int day)
{
    const struct body_vouch vouch = {.household = street_id(about)};

    return street_say(street, from, n, &vouch, day);
}

size_t street_unvouch(struct street *street,
                      unsigned from,
                      uint32_t n,
                      unsigned about,
                      int day)
{
    const struct body_vouch vouch = {.household = street_id(about),
                                     .is_withdrawn = true};

    return street_say(street, from, n, &vouch, day);
}

size_t street_invite(struct street *street,
                     unsigned from,
                     uint32_t n,
                     unsigned key,
                     int day)
{
    const struct body_invite invite = {.one_time = street_one_time(key).public,
                                       .until_ms =
                                           street_ms(day + INVITE_DAYS)};
    struct bytes body;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_invite_write(&invite, &body));
    return sign_body(street, from,
                     (struct record_draft){.class = CLASS_VOUCH,
                                           .kind = KIND_INVITE,
                                           .n = n,
                                           .stamp_ms = street_ms(day)},
                     &body);
}

size_t
street_join(struct street *street, unsigned key, unsigned household, int day)
{
    const struct signing_keys one_time = street_one_time(key);
    const struct id id = street_id(household);
    struct body_join join = {.name = view_text("Joiner")};
    struct bytes body;

    body_join_sign(&join, &one_time, &street->neighbourhood, &id);
    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_join_write(&join, &body));
    return sign_body(street, household,
                     (struct record_draft){.class = CLASS_JOIN,
                                           .kind = 1,
                                           .stamp_ms = street_ms(day)},
                     &body);
}

size_t street_profile(struct street *street, unsigned household, int day)
{
    const struct body_household profile = {.name = view_text("Blue door")};
    struct bytes body;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_household_write(&profile, &body));
    return sign_body(street, household,
                     (struct record_draft){.class = CLASS_HOUSEHOLD,
                                           .kind = 1,
                                           .stamp_ms = street_ms(day)},
                     &body);
}

size_t street_device(struct street *street,
                     unsigned household,
                     const struct body_device *device,
                     int day)
{
    return street_device_in(street, household, 0, device, day);
}

size_t street_device_in(struct street *street,
                        unsigned household,
                        uint32_t lane,
                        const struct body_device *device,
                        int day)
{
    struct bytes body;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_device_write(device, &body));
    return sign_body(street, household,
                     (struct record_draft){.class = CLASS_DEVICE,
                                           .kind = 1,
                                           .n = lane,
                                           .stamp_ms = street_ms(day)},
                     &body);
}

size_t street_rules(struct street *street,
                    unsigned household,
                    const struct body_rules *rules,
                    int day)
{
    struct bytes body;

    bytes_init(&body, BODY_BYTES_MAX_ROSTER);
    check_ok(body_rules_write(rules, &body));
    return sign_body(street, household,
                     (struct record_draft){.class = CLASS_RULES,
                                           .kind = 1,
                                           .stamp_ms = street_ms(day)},
                     &body);
}

static int compare_ids(const void *left, const void *right)
{
    return id_compare(left, right);
}

static size_t ids_of(const unsigned *households, size_t count, struct id *out)
{
    for (size_t index = 0; index < count; index++) {
        out[index] = street_id(households[index]);
    }
    qsort(out, count, sizeof *out, compare_ids);
    return count;
}

size_t street_council(struct street *street,
                      const struct street_council *council,
                      struct id *hash)
{
    struct council_content agreed = {
        .height = council->height,
        .previous =
            council->previous == NULL ? street->root : *council->previous,
    };
    struct body_council body = {0};
    struct bytes content;
    size_t place = 0;

    agreed.stewards_count =
        ids_of(council->stewards, council->steward_count, agreed.stewards);
    agreed.voters_count =
        ids_of(council->voters, council->voter_count, agreed.voters);
    bytes_init(&content, BODY_BYTES_MAX_ROSTER);
    check_ok(council_content_write(&agreed, &content));
    body.content = bytes_view(&content);
    council_hash(body.content, hash);
    for (size_t index = 0; index < council->signer_count; index++) {
        const struct signing_keys keys = street_keys(council->signers[index]);

        check_ok(body_council_sign(&body, &street->neighbourhood, &keys));
    }
    place = sign_council(street, &body, council->signers[0], council->day);
    bytes_release(&content);
    return place;
}

struct record street_record(const struct street *street, size_t place)
{
    struct record record;

    check_ok(record_read(bytes_view(&street->records[place]), &record));
    return record;
}

struct roster *
street_roster_of(const struct street *street, unsigned own, int day)
{
    const struct id own_id = street_id(own);
    struct roster *roster = NULL;

    check_ok(roster_new(&street->neighbourhood, &roster));
    for (size_t index = 0; index < street->count; index++) {
        const struct record record = street_record(street, index);

        check_ok(roster_add(roster, &record,
                            own != NOBODY_OWN &&
                                id_equal(&record.household, &own_id)));
    }
    check_ok(roster_settle(roster, street_day(day)));
    return roster;
}

struct roster *street_roster(const struct street *street, int day)
{
    return street_roster_of(street, NOBODY_OWN, day);
}

uint8_t street_level(const struct roster *roster,
                     unsigned household,
                     enum standing_mode mode)
{
    const struct id id = street_id(household);

    return roster_level(roster, &id, mode);
}

bool street_keeps(const struct roster *roster,
                  const struct street *street,
                  size_t place)
{
    const struct record record = street_record(street, place);

    return roster_keeps(roster, &record.id);
}

struct id street_widen(struct street *street)
{
    const struct street_council council = {
        .height = 1,
        .stewards = {1, 2, 3},
        .steward_count = 3,
        .voters = {4, 5, 6},
        .voter_count = 3,
        .signers = {0},
        .signer_count = 1,
        .day = 1,
    };
    struct id hash;

    street_council(street, &council, &hash);
    return hash;
}

struct street_council
street_next(const struct id *previous, unsigned steward, size_t signer_count)
{
    return (struct street_council){
        .previous = previous,
        .height = 2,
        .stewards = {steward},
        .steward_count = 1,
        .signers = {1, 2, 3},
        .signer_count = signer_count,
        .day = 2,
    };
}

uint32_t street_height(const struct street *street, struct id *hash)
{
    struct roster *roster = street_roster(street, 3);
    struct roster_council council;

    check_ok(roster_council(roster, &council));
    *hash = council.hash;
    roster_free(roster);
    return council.height;
}
