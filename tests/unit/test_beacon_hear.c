/*
 * What a node does about the beacons it hears. They are handed to it here;
 * nothing is sent into any network.
 */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "net/beacon.h"
#include "net/dial.h"
#include "node/moment.h"
#include "tests/lib/nodes.h"

enum { TODAY = (int)((uint64_t)NOW_S * 1000 / DAY_MS) };

/* A node begins to hear, at no socket. */
static struct lan *hears(struct street *street, struct side *side)
{
    struct lan *lan = calloc(1, sizeof *lan);

    assert_non_null(lan);
    lan->net = side->net;
    lan->dials = LAN_DIALS_MAX;
    lan->dial_ms = net_mono_ms(side->net);
    (void)uv_timer_init(&street->loop, &lan->timer);
    lan->timer.data = lan;
    lan->handles = 1;
    side->net->handles++;
    side->net->lan = lan;
    for (unsigned i = 0; i < NET_NEIGHBOURHOODS_MAX; i++) {
        lan->callers[i].due_ms = net_mono_ms(side->net) + 1000 * 1000;
    }
    return lan;
}

/* Somebody of the neighbourhood that both are in. */
struct voice {
    unsigned char owner; /* whose transport key the tag is made of */
    int day;             /* of the key, from today */
    uint8_t flags;
    uint16_t port;
    uint32_t address; /* it comes from; 0: loopback */
};

static void tag_of(const struct voice *voice,
                   unsigned char key[static BEACON_KEY_BYTES],
                   unsigned char tag[static BEACON_TAG_BYTES])
{
    const struct net_neighbourhood hood = hood_of(20, voice->owner);
    struct noise_pair pair;

    beacon_key(hood.psk, &hood.id, (uint32_t)(TODAY + voice->day), key);
    noise_pair_derive(hood.transport_secret, &pair);
    beacon_tag(key, pair.public, tag);
}

static void say(struct lan *lan, const struct voice *voice)
{
    struct sockaddr_in from = {.sin_family = AF_INET};
    struct beacon beacon = {.flags = voice->flags, .port = voice->port};
    unsigned char key[BEACON_KEY_BYTES];
    unsigned char nonce[BEACON_NONCE_BYTES];
    unsigned char packet[BEACON_BYTES];

    from.sin_addr.s_addr =
        htonl(voice->address == 0 ? INADDR_LOOPBACK : voice->address);
    randombytes_buf(nonce, sizeof nonce);
    tag_of(voice, key, beacon.tag);
    beacon_seal(key, nonce, &beacon, packet);
    lan_hear(lan, (struct sockaddr *)&from, packet, sizeof packet);
}

static uint16_t port_of(const struct side *side)
{
    const char *colon = strrchr(net_address(side->net, 0), ':');

    return (uint16_t)strtoul(colon + 1, NULL, 10);
}

static void who_is_heard_is_dialled(void **state)
{
    struct street *street = *state;
    struct lan *lan = hears(street, &street->ben);

    say(lan, &(struct voice){.owner = 2, .port = port_of(&street->ana)});
    turn_until(street, street->ben.ups == 1 && street->ana.ups == 1);
    assert_int_equal(street->ben.up.origin, ORIGIN_LAN);
    assert_int_equal(street->ana.up.origin, ORIGIN_INCOMING);
    /* The link is up: he may call as he likes. */
    lan->others[0].again_ms = 0;
    say(lan, &(struct voice){.owner = 2, .port = 1});
    assert_int_equal(street->ben.net->dial_count, 1);
}

static void clocks_may_be_a_day_apart(void **state)
{
    struct street *street = *state;
    struct lan *lan = hears(street, &street->ben);

    for (int day = -3; day <= 3; day++) {
        const size_t before = lan->other_count;

        say(lan, &(struct voice){.owner = (unsigned char)(50 + day),
                                 .day = day,
                                 .port = 1});
        assert_int_equal(lan->other_count - before, day >= -1 && day <= 1);
    }
}

static void strangers_and_garbage_are_nobody(void **state)
{
    struct street *street = *state;
    struct lan *lan = hears(street, &street->ben);
    const struct sockaddr_in from = {.sin_family = AF_INET};
    unsigned char packet[LAN_PACKET_BYTES];

    for (size_t bytes = 0; bytes < sizeof packet; bytes++) {
        lan->heard = 0;
        memset(lan->shares, 0, sizeof lan->shares);
        randombytes_buf(packet, sizeof packet);
        lan_hear(lan, (const struct sockaddr *)&from, packet, bytes);
    }
    assert_int_equal(lan->other_count, 0);
    assert_int_equal(street->ben.net->dial_count, 0);
}

static void its_own_voice_means_nothing(void **state)
{
    struct street *street = *state;
    struct lan *lan = hears(street, &street->ben);

    say(lan, &(struct voice){.owner = 3, .flags = BEACON_ASKS, .port = 1});
    assert_int_equal(lan->other_count, 0);
    assert_true(lan->callers[0].due_ms > net_mono_ms(street->ben.net) + 1000);
}

static void a_question_is_answered_soon_and_once_a_second(void **state)
{
    struct street *street = *state;
    struct lan *lan = hears(street, &street->ben);
    const uint64_t now_ms = net_mono_ms(street->ben.net);
    struct lan_caller *caller = &lan->callers[0];

    say(lan, &(struct voice){.owner = 9, .port = 0});
    assert_true(caller->due_ms > now_ms + 1000);
    say(lan, &(struct voice){.owner = 9, .flags = BEACON_ASKS, .port = 0});
    assert_in_range(caller->due_ms, now_ms + LAN_ANSWER_MS_MIN,
                    now_ms + LAN_ANSWER_MS_MIN + LAN_ANSWER_MS_SPREAD);
    caller->called_ms = now_ms == 0 ? 1 : now_ms;
    caller->due_ms = now_ms + LAN_CALL_MS;
    say(lan, &(struct voice){.owner = 9, .flags = BEACON_ASKS, .port = 0});
    assert_in_range(caller->due_ms, now_ms + LAN_QUIET_MS,
                    now_ms + LAN_QUIET_MS + 1);
    assert_int_equal(street->ben.net->dial_count, 0);
}

/* Of two that hear each other one dials, and the other after a while. */
static void the_smaller_tag_dials_first(void **state)
{
    struct street *street = *state;
    struct lan *lan = hears(street, &street->ana);
    struct voice voice = {.owner = 100, .port = 1};
    const struct voice own = {.owner = 2};
    unsigned char key[BEACON_KEY_BYTES];
    unsigned char mine[BEACON_TAG_BYTES];
    unsigned char tag[BEACON_TAG_BYTES];

    tag_of(&own, key, mine);
    for (; voice.owner < 104; voice.owner++) {
        const size_t before = street->ana.net->dial_count;

        voice.port++;
        tag_of(&voice, key, tag);
        say(lan, &voice);
        assert_int_equal(street->ana.net->dial_count - before,
                         memcmp(mine, tag, sizeof tag) < 0);
        if (memcmp(mine, tag, sizeof tag) > 0) {
            lan->others[lan->other_count - 1].first_ms -= LAN_TURN_MS;
            say(lan, &voice);
            assert_int_equal(street->ana.net->dial_count - before, 1);
        }
    }
}

static void one_source_has_its_share_only(void **state)
{
    struct street *street = *state;
    struct lan *lan = hears(street, &street->ben);

    for (unsigned char owner = 100; owner < 200; owner++) {
        say(lan, &(struct voice){.owner = owner, .port = 1});
    }
    assert_int_equal(lan->heard, LAN_PACKETS_MAX_SOURCE);
    assert_int_equal(lan->other_count, LAN_PACKETS_MAX_SOURCE);
}

static void a_crowd_makes_no_storm(void **state)
{
    struct street *street = *state;
    struct lan *lan = hears(street, &street->ben);
    unsigned heard = 0;

    for (unsigned round = 0; round < 40; round++) {
        lan->second = 0; /* a second later */
        for (unsigned char owner = 100; owner < 200; owner++) {
            say(lan, &(struct voice){.owner = owner,
                                     .port = (uint16_t)(1 + round),
                                     .address = 0x7F010000U + owner});
        }
        heard = lan->heard > heard ? lan->heard : heard;
    }
    assert_in_range(heard, LAN_PACKETS_MAX_SOURCE + 1, LAN_PACKETS_MAX);
    assert_int_equal(lan->other_count, LAN_OTHERS_MAX);
    assert_int_equal(street->ben.net->dial_count, LAN_DIALS_MAX);
}

static void all_together_have_a_ceiling(void **state)
{
    struct street *street = *state;
    struct lan *lan = hears(street, &street->ben);

    for (uint32_t source = 0; source < 5000; source++) {
        say(lan, &(struct voice){
                     .owner = 9, .port = 0, .address = 0x7F010000U + source});
    }
    assert_int_equal(lan->heard, LAN_PACKETS_MAX);
}

/* Nobody is there: it is tried a few times, and not again for a while. */
static void who_is_not_there_is_given_up(void **state)
{
    struct street *street = *state;
    struct lan *lan = hears(street, &street->ben);
    const struct voice voice = {.owner = 9, .port = 1};

    say(lan, &voice);
    assert_int_equal(street->ben.net->dial_count, 1);
    turn_until(street, street->ben.net->dials == NULL);
    say(lan, &voice);
    assert_int_equal(street->ben.net->dial_count, 0);
    lan->others[0].again_ms = 0;
    say(lan, &voice);
    assert_int_equal(street->ben.net->dial_count, 1);
    assert_int_equal(lan->others[0].dials, 2);
    assert_in_range(lan->others[0].again_ms,
                    net_mono_ms(street->ben.net) + 2 * LAN_AGAIN_MS,
                    net_mono_ms(street->ben.net) + 2 * LAN_AGAIN_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        street_claim(who_is_heard_is_dialled),
        street_claim(clocks_may_be_a_day_apart),
        street_claim(strangers_and_garbage_are_nobody),
        street_claim(its_own_voice_means_nothing),
        street_claim(a_question_is_answered_soon_and_once_a_second),
        street_claim(the_smaller_tag_dials_first),
        street_claim(one_source_has_its_share_only),
        street_claim(a_crowd_makes_no_storm),
        street_claim(all_together_have_a_ceiling),
        street_claim(who_is_not_there_is_given_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
