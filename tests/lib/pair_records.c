#include <string.h>

#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"
#include "tests/lib/pair_day.h"

void pair_street(struct street *street, unsigned count)
{
    street_init(street);
    for (unsigned number = 0; number < count; number++) {
        const struct keys_device keys = street_device_keys(number);
        const struct body_device device = {
            .signing = keys.signing.public,
            .transport = keys.transport.public,
            .sealing = keys.sealing.public,
        };

        street_profile(street, number, 0);
        street_device(street, number, &device, 0);
        if (number > 0) {
            street_vouch(street, 0, number - 1, number, 0);
        }
    }
}

void pair_keep_street(struct pair *pair,
                      size_t side,
                      const struct street *street)
{
    for (size_t place = 0; place < street->count; place++) {
        check_ok(memory_shelf_put(pair->sides[side].shelf,
                                  bytes_view(&street->records[place])));
    }
}

void pair_sign(const struct street *street,
               unsigned household,
               const struct record_draft *draft,
               struct bytes *out)
{
    const struct keys_device keys = street_device_keys(household);
    struct record_draft whole = *draft;

    whole.household = street_id(household);
    whole.neighbourhood = street->neighbourhood;
    bytes_init(out, RECORD_BYTES_MAX);
    check_ok(record_write(&whole, keys.signing.secret, out));
}

/* {1: "xxx..."} with a text of the size that is left. */
struct view pair_body(size_t bytes)
{
    static unsigned char body[BODY_BYTES_MAX_SMALL];
    size_t text = bytes - (bytes < 36 ? 3 : bytes < 260 ? 4 : 5);

    assert_true(bytes >= 4 && bytes <= sizeof body);
    memset(body, 'x', sizeof body);
    body[0] = 0x81;
    body[1] = 0x01;
    if (bytes < 36) {
        body[2] = (unsigned char)(0xa0 | text);
    } else if (bytes < 260) {
        body[2] = 0xd9;
        body[3] = (unsigned char)text;
    } else {
        body[2] = 0xda;
        put_u16(body + 3, (uint16_t)text);
    }
    return (struct view){body, bytes};
}

void pair_keep_posts(struct pair *pair,
                     size_t side,
                     const struct street *street,
                     unsigned household,
                     uint32_t n,
                     size_t count)
{
    for (size_t index = 0; index < count; index++) {
        const struct record_draft draft = {
            .class = CLASS_POST,
            .kind = 99,
            .n = n + (uint32_t)index,
            .stamp_ms = street_ms(0) - (uint64_t)(index % 8) * 7 * DAY_MS,
            .body = pair_body(POST_BODY_BYTES),
        };
        struct bytes record;

        pair_sign(street, household, &draft, &record);
        check_ok(
            memory_shelf_put(pair->sides[side].shelf, bytes_view(&record)));
        bytes_release(&record);
    }
}

void pair_keep_day(struct pair *pair,
                   size_t side,
                   const struct street *street,
                   uint32_t n,
                   uint32_t end,
                   int day)
{
    for (; n < end; n++) {
        const struct record_draft draft = {
            .class = CLASS_POST,
            .kind = 99,
            .n = n,
            .stamp_ms = street_ms(day),
            .body = pair_body(POST_BODY_BYTES),
        };
        struct bytes record;

        pair_sign(street, 0, &draft, &record);
        check_ok(
            memory_shelf_put(pair->sides[side].shelf, bytes_view(&record)));
        bytes_release(&record);
    }
}

static enum err count_id(void *visitor, const struct id *id, uint16_t drop_day)
{
    size_t *count = visitor;

    (void)id;
    (void)drop_day;
    (*count)++;
    return ERR_OK;
}

size_t pair_count(struct pair *pair, size_t side, enum set set)
{
    const struct shelf *port = &pair->sides[side].port;
    size_t count = 0;

    check_ok(port->walk_ids(port->self, set, count_id, &count));
    return count;
}

struct looking {
    const struct shelf *in;
    bool is_equal;
};

static enum err find_id(void *visitor, const struct id *id, uint16_t drop_day)
{
    struct looking *looking = visitor;
    struct shelf_row row;

    (void)drop_day;
    if (looking->in->find(looking->in->self, id, &row) != ERR_OK) {
        looking->is_equal = false;
    }
    return ERR_OK;
}

bool pair_is_equal(struct pair *pair)
{
    struct looking looking = {&pair->sides[1].port, true};
    const struct shelf *from = &pair->sides[0].port;

    for (int set = 0; set < (int)SET_COUNT; set++) {
        check_ok(from->walk_ids(from->self, (enum set)set, find_id, &looking));
        if (pair_count(pair, 0, (enum set)set) !=
            pair_count(pair, 1, (enum set)set)) {
            return false;
        }
    }
    return looking.is_equal;
}

struct node_peer pair_peer(struct pair *pair, size_t side)
{
    struct node_peer peer;

    assert_int_equal(sync_peers(pair->sides[side].sync, &peer, 1), 1);
    return peer;
}

void meeting_init(struct meeting *meeting)
{
    pair_street(&meeting->street, 4);
    pair_init(&meeting->pair, &meeting->street, 1, 2);
    pair_keep_street(&meeting->pair, 0, &meeting->street);
    pair_keep_street(&meeting->pair, 1, &meeting->street);
}

void meeting_release(struct meeting *meeting)
{
    pair_release(&meeting->pair);
    street_release(&meeting->street);
}
