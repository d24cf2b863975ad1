#include "cli/fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/clock.h"
#include "cli/progress.h"
#include "cli/station.h"
#include "net/log.h"
#include "store/digest.h"
#include "store/local.h"

enum { KNOCKS_MAX = 8, OF_NAME_MAX = 4 }; /* addresses, and what one has */

/* A socket that is connecting; -1: none. */
static int begin_knock(const struct addrinfo *to)
{
    int file = socket(to->ai_family, SOCK_STREAM, 0);

    if (file >= 0 && (fcntl(file, F_SETFL, O_NONBLOCK) != 0 ||
                      (connect(file, to->ai_addr, to->ai_addrlen) != 0 &&
                       errno != EINPROGRESS))) {
        (void)close(file);
        file = -1;
    }
    return file;
}

/* Knock at "ADDR:PORT" or "[ADDR]:PORT"; a name may stand for several, of
 * which the first need not be the one that is heard. */
static size_t begin_knocks(const char *address,
                           struct pollfd knocks[static OF_NAME_MAX])
{
    char host[LOCAL_ADDRESS_BYTES_MAX];
    const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_NUMERICSERV};
    const char *colon = strrchr(address, ':');
    struct addrinfo *found = NULL;
    size_t chars = 0;
    size_t count = 0;

    if (colon == NULL || (size_t)(colon - address) >= sizeof host) {
        return 0;
    }
    chars = (size_t)(colon - address);
    if (address[0] == '[' && chars > 2) {
        address++;
        chars -= 2;
    }
    memcpy(host, address, chars);
    host[chars] = '\0';
    if (getaddrinfo(host, colon + 1, &wanted, &found) != 0) {
        return 0;
    }
    for (const struct addrinfo *each = found;
         each != NULL && count < OF_NAME_MAX; each = each->ai_next) {
        knocks[count++] = (struct pollfd){begin_knock(each), POLLOUT, 0};
    }
    freeaddrinfo(found);
    return count;
}

/* Has one of them connected? A socket that failed is closed. */
static bool is_answered(struct pollfd *knocks, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        int failed = 0;
        socklen_t bytes = sizeof failed;

        if (knocks[index].fd < 0 || knocks[index].revents == 0) {
            continue;
        }
        if (getsockopt(knocks[index].fd, SOL_SOCKET, SO_ERROR, &failed,
                       &bytes) == 0 &&
            failed == 0) {
            return true;
        }
        (void)close(knocks[index].fd);
        knocks[index].fd = -1;
    }
    return false;
}

static bool is_any_open(const struct pollfd *knocks, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        if (knocks[index].fd >= 0) {
            return true;
        }
    }
    return false;
}

bool fetch_knock(const char *const *addresses, size_t count)
{
    const uint64_t until_ms = clock_mono_ms() + FETCH_KNOCK_MS;
    struct pollfd knocks[KNOCKS_MAX * OF_NAME_MAX];
    size_t begun = 0;
    bool is_found = false;

    for (size_t index = 0; index < count && index < KNOCKS_MAX; index++) {
        begun += begin_knocks(addresses[index], knocks + begun);
    }
    while (!is_found && is_any_open(knocks, begun)) {
        const uint64_t now_ms = clock_mono_ms();

        if (now_ms >= until_ms ||
            poll(knocks, (nfds_t)begun, (int)(until_ms - now_ms)) == 0) {
            break;
        }
        is_found = is_answered(knocks, begun);
    }
    for (size_t index = 0; index < begun; index++) {
        if (knocks[index].fd >= 0) {
            (void)close(knocks[index].fd);
        }
    }
    return is_found;
}

/* What the core thread watches while it fetches. */
struct visit {
    struct station station;
    struct progress progress;
    uint64_t records_first;
    uint64_t records;
    uint64_t quiet_since_ms;
    size_t peers; /* connected at the last turn */
    uint64_t up_ms;
    bool was_up;       /* a handshake was completed */
    bool is_sent_away; /* somebody let us speak and closed */
    bool is_blind; /* no address answers: only a beacon may bring somebody */
    enum fetch_end end;
};

static uint64_t count_records(struct store *store)
{
    uint64_t total = 0;

    for (int set = 0; set < SET_COUNT; set++) {
        uint64_t records = 0;

        if (store_count(store, (enum set)set, &records) == ERR_OK) {
            total += records;
        }
    }
    return total;
}

/* Nothing of theirs has come so far. */
static bool is_at_the_door(const struct visit *visit)
{
    return visit->records <= visit->records_first;
}

/* Who comes and goes. Whoever closes after the time of a guest has judged what
 * we showed; whoever breaks off earlier says nothing by it. */
static void note_peers(struct visit *visit, size_t peers, uint64_t now_ms)
{
    if (peers > visit->peers) {
        visit->was_up = true;
        visit->up_ms = now_ms;
    } else if (peers < visit->peers) {
        visit->is_sent_away |= now_ms >= visit->up_ms + SENT_AWAY_MS;
    }
    visit->peers = peers;
}

static bool is_given_up(struct visit *visit, uint64_t quiet_ms)
{
    if (visit->was_up && is_at_the_door(visit)) {
        if (visit->is_sent_away && visit->peers == 0) {
            visit->end = FETCH_REFUSED;
            return true;
        }
        visit->end = FETCH_WAITING;
        return quiet_ms >= FETCH_DOOR_MS;
    }
    visit->end = visit->was_up ? FETCH_BROKEN : FETCH_NOBODY;
    if (!visit->was_up && visit->is_blind) {
        return quiet_ms >= FETCH_LAN_MS;
    }
    return quiet_ms >= FETCH_QUIET_MS;
}

static bool after_turn(void *watcher, struct core *core)
{
    struct visit *visit = watcher;
    const uint64_t now_ms = clock_mono_ms();
    const uint64_t records = count_records(core->parts[0].drive->store);

    note_peers(visit, core->peer_count, now_ms);
    if (records != visit->records) {
        visit->records = records;
        visit->quiet_since_ms = now_ms;
        progress_show(&visit->progress, records, 0);
    }
    if (core->synced > 0) {
        visit->end = FETCH_SYNCED;
        return true;
    }
    return is_given_up(visit, now_ms - visit->quiet_since_ms);
}

static void after_net(void *watcher)
{
    (void)watcher; /* nothing else keeps this loop running */
}

static enum err
run_visit(struct visit *visit, struct drive *drive, struct problem *why)
{
    const struct station_config config = {
        .drives = drive, .drive_count = 1, .has_lan = visit->is_blind};
    enum err err = station_open(&visit->station, &config, why);

    if (err != ERR_OK) {
        return err;
    }
    visit->quiet_since_ms = clock_mono_ms();
    visit->records_first = count_records(drive->store);
    visit->records = visit->records_first;
    visit->station.core.watcher = visit;
    visit->station.core.after = after_turn;
    visit->station.core.stopped = after_net;
    err = station_dial_known(&visit->station, 0);
    if (err == ERR_OK) {
        err = station_run(&visit->station);
    }
    station_close(&visit->station);
    return err;
}

/* Is anybody there at all? Spares ten seconds where nobody is. */
static bool is_anybody_there(struct store *store)
{
    struct local_address known[KNOCKS_MAX];
    const char *texts[KNOCKS_MAX];
    size_t count = 0;

    if (local_addresses(store, known, KNOCKS_MAX, &count) != ERR_OK) {
        return false;
    }
    for (size_t index = 0; index < count; index++) {
        texts[index] = known[index].text;
    }
    return fetch_knock(texts, count);
}

enum err fetch_board(struct drive *drive,
                     const struct out *out,
                     bool has_lan,
                     enum fetch_end *end,
                     struct problem *why)
{
    const bool is_blind = !is_anybody_there(drive->store);
    struct visit *visit = NULL;
    enum err err = ERR_OK;

    *end = FETCH_NOBODY;
    if (is_blind && !has_lan) {
        return ERR_OK;
    }
    visit = calloc(1, sizeof *visit);
    if (visit == NULL) {
        return ERR_NOMEM;
    }
    visit->is_blind = is_blind;
    log_set_level(LOG_ERROR);
    progress_init(&visit->progress, out, "Fetching");
    err = run_visit(visit, drive, why);
    progress_end(&visit->progress);
    *end = visit->end;
    free(visit);
    return err;
}
