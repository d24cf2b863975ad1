#include "node/people/council.h"

#include <string.h>

#include "node/people/state.h"

static size_t count_signed(const struct id *ids,
                           size_t count,
                           const struct body_council *body)
{
    size_t found = 0;

    for (size_t index = 0; index < count; index++) {
        for (size_t at = 0; at < body->signatures_count; at++) {
            found += id_equal(&ids[index], &body->signatures[at].household);
        }
    }
    return found;
}

enum council_support council_support(const struct council_content *before,
                                     const struct body_council *next)
{
    size_t stewards =
        count_signed(before->stewards, before->stewards_count, next);
    size_t voters = count_signed(before->voters, before->voters_count, next);

    if (2 * stewards > before->stewards_count) {
        return COUNCIL_BY_STEWARDS;
    }
    if (before->voters_count > 0 && 3 * voters >= 2 * before->voters_count) {
        return COUNCIL_BY_VOTERS;
    }
    return COUNCIL_UNSUPPORTED;
}

enum err council_found(struct view name,
                       const unsigned char birth[static BIRTH_BYTES],
                       const struct id *founder,
                       struct bytes *content,
                       struct neighbourhood *neighbourhood)
{
    struct council_content council = {
        .stewards = {*founder}, .stewards_count = 1, .name = name};
    size_t begin = content->bytes;
    enum err err = ERR_OK;

    memcpy(council.birth, birth, BIRTH_BYTES);
    err = council_content_write(&council, content);
    if (err == ERR_OK) {
        council_neighbourhood(
            (struct view){content->data + begin, content->bytes - begin},
            neighbourhood);
    }
    return err;
}

static enum err content_at(const struct chain *chain,
                           size_t height,
                           struct council_content *content)
{
    struct body_council body;
    enum err err = ERR_UNKNOWN;

    if (height < chain->count) {
        err = body_council_read(entry_body(chain->adopted[height]), &body);
    }
    return err == ERR_OK ? council_content_read(body.content, content) : err;
}

void councils_settle(struct roster *roster)
{
    const struct chain *chain = &roster->chain;
    struct council_content content;

    if (content_at(chain, 0, &content) == ERR_OK && content.name.bytes > 0 &&
        content.name.bytes <= NAME_BYTES_MAX) {
        memcpy(roster->place, content.name.data, content.name.bytes);
    }
    if (chain->count == 0 ||
        content_at(chain, chain->count - 1, &content) != ERR_OK) {
        return;
    }
    roster->has_council = true;
    roster->council = (struct roster_council){
        .height = content.height,
        .hash = chain->adopted[chain->count - 1]->subject,
        .steward_count = content.stewards_count,
        .voter_count = content.voters_count,
    };
    memcpy(roster->council.stewards, content.stewards,
           sizeof roster->council.stewards);
    memcpy(roster->council.voters, content.voters,
           sizeof roster->council.voters);
}

enum err roster_council(const struct roster *roster, struct roster_council *out)
{
    if (!roster->has_council) {
        return ERR_UNKNOWN;
    }
    *out = roster->council;
    return ERR_OK;
}

const char *roster_place(const struct roster *roster)
{
    return roster->place;
}
