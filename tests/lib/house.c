#include "tests/lib/house.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "cli/movein.h"
#include "node/record/council_body.h"
#include "store/digest.h"
#include "tests/lib/check.h"

static void place(struct house *house)
{
    memset(house, 0, sizeof *house);
    assert_true(sodium_init() >= 0);
    folder_make(&house->folder);
    (void)snprintf(house->where.home, sizeof house->where.home, "%s",
                   house->folder.path);
    (void)snprintf(house->where.socket, sizeof house->where.socket,
                   "%.90s/kith.sock", house->folder.path);
    drive_init(&house->drive);
}

void house_found(struct house *house, const char *name)
{
    struct council_content content = {.stewards_count = 1,
                                      .name = view_text("Mill Lane")};
    struct command command = {.kind = COMMAND_FOUND};
    struct problem why;
    struct bytes council;
    struct keys keys;

    place(house);
    problem_init(&why);
    bytes_init(&council, 512);
    movein_keys(&keys);
    randombytes_buf(keys.network_key, sizeof keys.network_key);
    content.stewards[0] = keys.household.signing.public;
    randombytes_buf(content.birth, sizeof content.birth);
    check_ok(council_content_write(&content, &council));
    council_neighbourhood(bytes_view(&council), &keys.neighbourhood);
    command.as.found.council = bytes_view(&council);
    command.as.found.profile.name = view_text(name);
    check_ok(movein(&house->drive, &house->where, &keys, &command, &why));
    bytes_release(&council);
}

void house_join(struct house *house, struct house *host, const char *name)
{
    struct command command = {.kind = COMMAND_INVITE};
    struct problem why;
    struct answer answer;
    struct keys keys;

    place(house);
    problem_init(&why);
    answer_init(&answer);
    command.as.invite_until_ms = drive_moment(&host->drive).now_ms + DAY_MS;
    check_ok(drive_command(&host->drive, &command, false, &answer, &why));
    movein_keys(&keys);
    keys.neighbourhood = host->drive.keys.neighbourhood;
    memcpy(keys.network_key, host->drive.keys.network_key,
           sizeof keys.network_key);
    command.kind = COMMAND_JOIN;
    command.as.join = (struct command_join){
        .invite = bytes_view(&answer.invite),
        .name = view_text(name),
    };
    keys_one_time_make(answer.one_time_seed, &command.as.join.one_time);
    check_ok(movein(&house->drive, &house->where, &keys, &command, &why));
    answer_release(&answer);
}

struct id house_offer(struct house *house, const char *title)
{
    const struct command command = {
        .kind = COMMAND_POST,
        .as.post = {.is_new = true,
                    .kind = POST_OFFER,
                    .post.title = view_text(title)},
    };
    struct problem why;
    struct answer answer;
    struct id post;

    problem_init(&why);
    answer_init(&answer);
    check_ok(drive_command(&house->drive, &command, false, &answer, &why));
    post = answer.post;
    answer_release(&answer);
    return post;
}

void house_reopen(struct house *house)
{
    const struct home_folder folder = house->drive.folder;
    struct problem why;

    problem_init(&why);
    drive_release(&house->drive);
    check_ok(
        drive_open(&house->drive, &house->where, &folder, STORE_WRITE, &why));
}

uint64_t house_count(struct house *house, enum set set)
{
    uint64_t records = 0;

    check_ok(store_count(house->drive.store, set, &records));
    return records;
}

void house_leave(struct house *house)
{
    drive_release(&house->drive);
    folder_remove(&house->folder);
}
