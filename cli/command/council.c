/* council: who the stewards are, and how the street agrees on others. */
#include "node/people/council.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "node/limits.h"
#include "node/record/council_body.h"

enum {
    PROPOSAL_CHARS_MAX = 24 * 1024, /* of a proposal, as pasted */
    BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
};

static const char prefix[] = "kith-council:";

/* Households of a list as {"name","id"} each; NULL when memory runs out. */
static json_t *
households(const struct desk *desk, const struct id *ids, size_t count)
{
    json_t *array = json_array();

    for (size_t i = 0; array != NULL && i < count; i++) {
        if (json_array_append_new(array, desk_household(desk, &ids[i])) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *council_model(const struct desk *desk,
                             uint32_t height,
                             const struct id *stewards,
                             size_t steward_count,
                             const struct id *voters,
                             size_t voter_count)
{
    return json_pack("{s:I, s:o, s:o}", "height", (json_int_t)height,
                     "stewards", households(desk, stewards, steward_count),
                     "voters", households(desk, voters, voter_count));
}

static void
say_list(const struct out *out, const char *what, const json_t *list)
{
    json_t *household = NULL;
    size_t index = 0;

    json_array_foreach(list, index, household)
    {
        out_say(out, "%-9s %s", index == 0 ? what : "",
                json_string_value(json_object_get(household, "name")));
    }
}

static void say_council(const struct out *out, const json_t *model)
{
    say_list(out, "stewards", json_object_get(model, "stewards"));
    say_list(out, "voters", json_object_get(model, "voters"));
}

static enum err show(struct counter *counter)
{
    struct call *call = counter->call;
    struct roster_council council;
    json_t *model = NULL;
    enum err err = roster_council(counter->desk.roster, &council);

    if (err != ERR_OK) {
        return err;
    }
    model = council_model(&counter->desk, council.height, council.stewards,
                          council.steward_count, council.voters,
                          council.voter_count);
    if (model == NULL) {
        return ERR_NOMEM;
    }
    out_json(&call->out, model);
    say_council(&call->out, model);
    out_hint(&call->out,
             council.steward_count == 1
                 ? "One steward alone can be lost: kith council propose "
                   "--steward A --steward B"
                 : "More than half of the stewards decide on the next ones.");
    json_decref(model);
    return ERR_OK;
}

static enum err print_rehearsal(const struct counter *counter, json_t *model)
{
    const struct out *out = &counter->call->out;

    if (json_object_set_new(model, "proposal", json_null()) != 0 ||
        json_object_set_new(model, "adopted", json_false()) != 0) {
        return ERR_NOMEM;
    }
    out_json(out, model);
    say_council(out, model);
    out_say(out, "This can be done; nothing was.");
    return ERR_OK;
}

/* Proposals as text, from one steward to the next. */

static enum err print_proposal(const struct counter *counter,
                               const struct answer *answer,
                               json_t *model)
{
    const struct out *out = &counter->call->out;
    const size_t chars =
        sodium_base64_encoded_len(answer->council.bytes, BASE64);
    char *text = malloc(sizeof prefix + chars);
    json_t *value = NULL;

    if (text == NULL) {
        return ERR_NOMEM;
    }
    memcpy(text, prefix, sizeof prefix);
    (void)sodium_bin2base64(text + sizeof prefix - 1, chars,
                            answer->council.data, answer->council.bytes,
                            BASE64);
    value = answer->is_adopted ? json_null() : json_string(text);
    if (json_object_set_new(model, "proposal", value) != 0 ||
        json_object_set_new(model, "adopted",
                            json_boolean(answer->is_adopted)) != 0) {
        free(text);
        return ERR_NOMEM;
    }
    out_json(out, model);
    say_council(out, model);
    if (answer->is_adopted) {
        out_say(out, "Adopted: this is the council now.");
    } else {
        out_say(out, "%s", text);
        out_hint(out, "More have to agree. Hand them this text: kith council "
                      "sign kith-council:...");
    }
    free(text);
    return ERR_OK;
}

/* Bytes of a proposal as typed or pasted, with blanks. */
static enum err
proposal_read(const char *given, struct bytes *out, struct problem *why)
{
    const size_t chars = strlen(given);
    enum err err = ERR_OK;
    size_t bytes = 0;

    while (*given == ' ' || *given == '\n') {
        given++;
    }
    if (strncmp(given, prefix, sizeof prefix - 1) != 0 ||
        chars > PROPOSAL_CHARS_MAX) {
        err = problem_set(why, ERR_MALFORMED, "no-proposal",
                          "That is not a proposal for a council.");
        problem_advise(why, "It begins with %s", prefix);
        problem_exit(why, 65);
        return err;
    }
    bytes_reset(out);
    err = bytes_reserve(out, chars);
    if (err != ERR_OK) {
        return err;
    }
    given += sizeof prefix - 1;
    if (sodium_base642bin(out->data, chars, given, strlen(given), " \r\n\t",
                          &bytes, NULL, BASE64) != 0) {
        bytes = 0;
    }
    out->bytes = bytes;
    return ERR_OK;
}

static enum err council_refuse(struct problem *why, enum err err)
{
    if (why->text[0] != '\0') {
        return err;
    }
    if (err == ERR_MALFORMED || err == ERR_SIGNATURE) {
        err = problem_set(why, ERR_MALFORMED, "damaged-proposal",
                          "The proposal is damaged, or of another "
                          "neighbourhood.");
        problem_advise(why, "Ask for the whole text again.");
        problem_exit(why, 65);
    } else if (err == ERR_STATE) {
        err = problem_set(why, ERR_DENIED, "old-proposal",
                          "The council has changed since that was proposed.");
        problem_advise(why, "Propose it anew: kith council propose");
    } else if (err == ERR_DENIED) {
        err = problem_set(why, err, "no-steward",
                          "Only stewards and voters of the council decide on "
                          "the next one.");
        problem_advise(why, "kith council shows who they are.");
    } else if (err == ERR_UNKNOWN) {
        err = problem_set(why, ERR_DENIED, "no-member",
                          "A steward must be a member here.");
        problem_advise(why, "kith members shows who is.");
    }
    return err;
}

static bool has_vote(const struct roster_council *now, const struct id *own)
{
    return id_is_among(now->stewards, now->steward_count, own) ||
           id_is_among(now->voters, now->voter_count, own);
}

/* A steward needs nobody's vouch. One who is left out and has none would be
 * cut off, with all that hangs on it: that has to be meant. */
static enum err check_left_out(struct counter *counter,
                               const struct council_content *next)
{
    struct problem *why = &counter->call->why;
    struct roster_council now;
    struct roster_voucher voucher;
    enum err err = roster_council(counter->desk.roster, &now);

    if (err == ERR_OK && !has_vote(&now, &counter->desk.own)) {
        return ERR_OK; /* is refused for that */
    }
    for (size_t i = 0; err == ERR_OK && i < now.steward_count; i++) {
        const struct id *steward = &now.stewards[i];
        json_t *model = NULL;

        if (id_is_among(next->stewards, next->stewards_count, steward) ||
            roster_vouchers(counter->desk.roster, steward, &voucher, 1) > 0) {
            continue;
        }
        model = desk_household(&counter->desk, steward);
        err = problem_set(why, ERR_DENIED, "would-cut-off",
                          "Nobody vouches for %s, who would be cut off when no "
                          "longer a steward.",
                          json_string_value(json_object_get(model, "name")));
        problem_advise(why,
                       id_equal(steward, &counter->desk.own)
                           ? "Name yourselves too, --steward \"%s\"; or add "
                             "--yes."
                           : "kith vouch \"%s\" first; or add --yes.",
                       json_string_value(json_object_get(model, "name")));
        json_decref(model);
    }
    return err;
}

/* The content of what is agreed to, if it can be read. */
static enum err check_wanted(struct counter *counter,
                             const struct command_council *wanted)
{
    struct body_council body = {.content = wanted->content};
    struct council_content next;
    enum err err = ERR_OK;

    if (wanted->signed_by_others.bytes > 0) {
        err = body_council_read(wanted->signed_by_others, &body);
    }
    if (err == ERR_OK) {
        err = council_content_read(body.content, &next);
    }
    if (err == ERR_OK && !arguments_has(&counter->call->arguments, "yes")) {
        err = check_left_out(counter, &next);
    }
    return err;
}

/* Agree, and show what it came to. */
static enum err agree(struct counter *counter, const struct command *command)
{
    struct call *call = counter->call;
    struct answer answer;
    struct body_council body;
    struct council_content next;
    json_t *model = NULL;
    enum err err = ERR_OK;

    answer_init(&answer);
    err = check_wanted(counter, &command->as.council);
    if (err == ERR_OK) {
        err = counter_command(counter, command, &answer);
    }
    if (err == ERR_OK) {
        err = body_council_read(bytes_view(&answer.council), &body);
    }
    if (err == ERR_OK) {
        err = council_content_read(body.content, &next);
    }
    if (err == ERR_OK) {
        err = counter_resume(counter);
    }
    if (err == ERR_OK) {
        model =
            council_model(&counter->desk, next.height, next.stewards,
                          next.stewards_count, next.voters, next.voters_count);
        err = model == NULL ? ERR_NOMEM : ERR_OK;
    }
    if (err == ERR_OK) {
        err = arguments_has(&call->arguments, "dry-run")
                  ? print_rehearsal(counter, model)
                  : print_proposal(counter, &answer, model);
    }
    json_decref(model);
    answer_release(&answer);
    return err == ERR_OK ? ERR_OK : council_refuse(&call->why, err);
}

/* Put a household into an ascending list, once. */
static enum err
insert(struct id *ids, size_t *count, size_t max, const struct id *id)
{
    size_t at = 0;

    while (at < *count && id_compare(&ids[at], id) < 0) {
        at++;
    }
    if (at < *count && id_equal(&ids[at], id)) {
        return ERR_OK;
    }
    if (*count == max) {
        return ERR_FULL;
    }
    memmove(ids + at + 1, ids + at, (*count - at) * sizeof *ids);
    ids[at] = *id;
    (*count)++;
    return ERR_OK;
}

static enum err read_households(struct counter *counter,
                                const char *option,
                                struct id *ids,
                                size_t *count,
                                size_t max)
{
    struct call *call = counter->call;
    const char *name = arguments_nth(&call->arguments, option, 0);
    enum err err = ERR_OK;

    for (size_t n = 0; name != NULL && err == ERR_OK; n++) {
        struct id id;

        err = desk_household_find(&counter->desk, name, &id, &call->why);
        if (err == ERR_OK) {
            err = insert(ids, count, max, &id);
        }
        if (err == ERR_FULL) {
            err = problem_set(&call->why, err, "too-many",
                              "A council has at most %zu of the option --%s.",
                              max, option);
        }
        name = arguments_nth(&call->arguments, option, n + 1);
    }
    return err;
}

static enum err propose(struct counter *counter)
{
    struct command command = {.kind = COMMAND_COUNCIL};
    struct council_content next = {.height = 0};
    struct problem *why = &counter->call->why;
    struct roster_council now;
    struct bytes content;
    enum err err = roster_council(counter->desk.roster, &now);

    bytes_init(&content, BODY_BYTES_MAX_ROSTER);
    if (err == ERR_OK) {
        err = read_households(counter, "steward", next.stewards,
                              &next.stewards_count, STEWARDS_MAX);
    }
    if (err == ERR_OK) {
        err = read_households(counter, "voter", next.voters, &next.voters_count,
                              VOTERS_MAX);
    }
    if (err == ERR_OK && next.stewards_count == 0) {
        err = problem_set(why, ERR_INVALID, "no-stewards",
                          "A council needs a steward.");
        problem_advise(why, "kith council propose --steward A --steward B "
                            "names all of the next council.");
    }
    if (err == ERR_OK) {
        next.height = now.height + 1;
        next.previous = now.hash;
        err = council_content_write(&next, &content);
    }
    if (err == ERR_OK) {
        command.as.council.content = bytes_view(&content);
        err = agree(counter, &command);
    }
    bytes_release(&content);
    return err;
}

static enum err sign(struct counter *counter)
{
    struct command command = {.kind = COMMAND_COUNCIL};
    struct call *call = counter->call;
    struct bytes body;
    enum err err = ERR_OK;

    bytes_init(&body, PROPOSAL_CHARS_MAX);
    err = proposal_read(call->arguments.words[1], &body, &call->why);
    if (err == ERR_OK) {
        command.as.council.signed_by_others = bytes_view(&body);
        err = body.bytes == 0 ? council_refuse(&call->why, ERR_MALFORMED)
                              : agree(counter, &command);
    }
    bytes_release(&body);
    return err;
}

static enum err council_run(struct call *call)
{
    const size_t count = call->arguments.word_count;
    const char *word = count > 0 ? call->arguments.words[0] : "show";
    enum err err = ERR_OK;

    if (strcmp(word, "show") == 0 && count < 2) {
        return counter_run(call, STORE_READ, show);
    }
    if (strcmp(word, "propose") == 0 && count == 1) {
        return counter_run(call, STORE_WRITE, propose);
    }
    if (strcmp(word, "sign") == 0 && count == 2) {
        return counter_run(call, STORE_WRITE, sign);
    }
    err = problem_set(&call->why, ERR_INVALID, "usage",
                      "kith council takes: nothing, propose with --steward, or "
                      "sign and a proposal.");
    problem_advise(&call->why, "kith council --help");
    problem_exit(&call->why, 64);
    return err;
}

static const struct option_row council_options[] = {
    {"steward", "HOUSEHOLD", "propose: one of the next council; repeat it"},
    {"voter", "HOUSEHOLD", "propose: who may act when stewards do not"},
    {"yes", NULL, "even if a former steward is cut off by it"},
    {"dry-run", NULL, "check only; publish nothing"},
    {NULL, NULL, NULL},
};

const struct verb verb_council = {
    .name = "council",
    .group = GROUP_PEOPLE,
    .usage = "[propose|sign PROPOSAL]",
    .summary = "the stewards of the street, and agreeing on the next ones",
    .example = "kith council propose --steward \"Mill hall\" --steward Ana\n"
               "kith council sign kith-council:...",
    .options = council_options,
    .words_max = 2,
    .run = council_run,
};
