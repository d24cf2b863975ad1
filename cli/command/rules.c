/* rules: how many posts, letters and so on a household may have here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command/commands.h"
#include "cli/counter.h"
#include "cli/ruling.h"
#include "node/limits.h"
#include "node/record/body.h"

/* The rules of a class, as they are now. */
static struct slot_rule rule_now(const struct desk *desk, unsigned class)
{
    const enum record_class number = (enum record_class) class;

    return (struct slot_rule){
        .class = (uint8_t) class,
        .newcomer = roster_level_slots(desk->roster, LEVEL_NEWCOMER, number),
        .full = roster_level_slots(desk->roster, 1, number),
        .steward = roster_level_slots(desk->roster, 0, number),
    };
}

static bool is_usual(const struct slot_rule *rule)
{
    const enum record_class class = (enum record_class)rule->class;

    return rule->newcomer == class_slots(class, LEVEL_NEWCOMER) &&
           rule->full == class_slots(class, 1) &&
           rule->steward == class_slots(class, 0);
}

static json_t *rule_model(const struct slot_rule *rule)
{
    return json_pack(
        "{s:s, s:I, s:I, s:I, s:b}", "class", class_find(rule->class)->name,
        "newcomer", (json_int_t)rule->newcomer, "full", (json_int_t)rule->full,
        "steward", (json_int_t)rule->steward, "usual", is_usual(rule));
}

static enum err show(struct counter *counter)
{
    static const struct out_column columns[] = {
        {"class", "OF EACH", false, false},
        {"newcomer", "NEWCOMER", true, false},
        {"full", "FULL MEMBER", true, false},
        {"steward", "STEWARD", true, false},
        {"usual", "AS USUAL", false, false},
    };
    const struct out *out = &counter->call->out;
    json_t *rows = json_array();
    json_t *model = NULL;
    enum err err = rows == NULL ? ERR_NOMEM : ERR_OK;

    for (unsigned class = 1; err == ERR_OK && class < CLASS_END; class ++) {
        const struct slot_rule rule = rule_now(&counter->desk, class);

        if (class_has_rules(class) &&
            json_array_append_new(rows, rule_model(&rule)) != 0) {
            err = ERR_NOMEM;
        }
    }
    if (err == ERR_OK) {
        model = json_pack("{s:O}", "slots", rows);
        err = ruling_model(roster_ruled(counter->desk.roster), model);
    }
    if (err == ERR_OK) {
        out_json(out, model);
        err = out_table(out, rows, columns, sizeof columns / sizeof *columns);
        ruling_say(out, roster_ruled(counter->desk.roster));
    }
    json_decref(model);
    json_decref(rows);
    return err;
}

static enum err bad_rule(struct problem *why, const char *text)
{
    enum err err = problem_set(why, ERR_INVALID, "bad-rule",
                               "\"%.80s\" is no rule.", text);

    problem_advise(why,
                   "Write CLASS=NEWCOMER,FULL,STEWARD as in "
                   "post=64,256,16384; at most %d each. kith rules lists "
                   "the classes.",
                   SLOTS_MAX);
    return err;
}

static bool read_number(const char **at, char end, uint32_t *out)
{
    char *stop = NULL;
    const unsigned long number = strtoul(*at, &stop, 10);

    if (stop == *at || **at == '-' || **at == '+' || *stop != end ||
        number > SLOTS_MAX) {
        return false;
    }
    *out = (uint32_t)number;
    *at = stop + (end == '\0' ? 0 : 1);
    return true;
}

/* "post=64,256,16384" into the rules of all classes. */
static enum err read_rule(const char *text,
                          struct slot_rule rules[static CLASS_END],
                          struct problem *why)
{
    const char *equals = strchr(text, '=');

    for (unsigned class = 1; equals != NULL && class < CLASS_END; class ++) {
        const size_t bytes = (size_t)(equals - text);
        const char *name = class_find(class)->name;
        const char *at = equals + 1;
        struct slot_rule rule = {.class = (uint8_t) class};

        if (!class_has_rules(class) || strlen(name) != bytes ||
            strncmp(name, text, bytes) != 0) {
            continue;
        }
        if (!read_number(&at, ',', &rule.newcomer) ||
            !read_number(&at, ',', &rule.full) ||
            !read_number(&at, '\0', &rule.steward)) {
            break;
        }
        rules[class] = rule;
        return ERR_OK;
    }
    return bad_rule(why, text);
}

/* What is in force, with what was asked for; only what is not as usual. */
static enum err read_rules(struct counter *counter, struct body_rules *out)
{
    const struct arguments *arguments = &counter->call->arguments;
    const char *text = arguments_nth(arguments, "slots", 0);
    struct slot_rule rules[CLASS_END] = {{.class = 0}};
    enum err err = ERR_OK;

    for (unsigned class = 1; class < CLASS_END; class ++) {
        rules[class] = rule_now(&counter->desk, class);
    }
    for (size_t n = 0; text != NULL && err == ERR_OK; n++) {
        err = read_rule(text, rules, &counter->call->why);
        text = arguments_nth(arguments, "slots", n + 1);
    }
    for (unsigned class = 1; class < CLASS_END; class ++) {
        if (class_has_rules(class) && !is_usual(&rules[class])) {
            out->slots[out->slots_count++] = rules[class];
        }
    }
    return err;
}

static enum err change(struct counter *counter)
{
    struct call *call = counter->call;
    struct command command = {.kind = COMMAND_RULES};
    struct ruled ruled = *roster_ruled(counter->desk.roster);
    struct answer answer;
    enum err err = ERR_OK;

    if (!arguments_has(&call->arguments, "usual")) {
        err = read_rules(counter, &command.as.rules);
        if (err == ERR_OK) {
            err = ruling_apply(&ruled, &call->arguments, &call->why);
        }
        ruling_body(&ruled, &command.as.rules);
    }
    if (err != ERR_OK) {
        return err;
    }
    answer_init(&answer);
    err = counter_command(counter, &command, &answer);
    answer_release(&answer);
    if (err == ERR_DENIED && call->why.text[0] == '\0') {
        err = problem_set(&call->why, err, "no-steward",
                          "Only stewards say the rules.");
        problem_advise(&call->why, "kith council shows who they are.");
    }
    if (err == ERR_OK) {
        err = counter_resume(counter);
    }
    if (err == ERR_OK) {
        err = show(counter);
    }
    if (err == ERR_OK && arguments_has(&call->arguments, "dry-run")) {
        out_say(&call->out, "These hold; the new ones can be said, and were "
                            "not.");
    }
    return err;
}

static enum err rules_run(struct call *call)
{
    const bool is_change = arguments_has(&call->arguments, "slots") ||
                           ruling_is_given(&call->arguments) ||
                           arguments_has(&call->arguments, "usual");

    return is_change ? counter_run(call, STORE_WRITE, change)
                     : counter_run(call, STORE_READ, show);
}

static const struct option_row rules_options[] = {
    {"slots", "CLASS=N,N,N", "so many for newcomers, full members, stewards"},
    {"floor", "HOURS", "a balance may go so far below zero; 10"},
    {"ceiling", "HOURS", "and so far above; 50"},
    {"shared", "YES|NO", "a session of several: an equal share each"},
    {"first-waits", "YES|NO", "a newcomer's first post shows after two days"},
    {"place", "NAME=CELL", "what people call a place; =none takes it away"},
    {"usual", NULL, "all of it as usual again"},
    {"dry-run", NULL, "check only; publish nothing"},
    {NULL, NULL, NULL},
};

const struct verb verb_rules = {
    .name = "rules",
    .group = GROUP_PEOPLE,
    .usage = "",
    .summary =
        "what holds here for posts, hours and places; stewards change it",
    .example =
        "kith rules --slots post=64,256,16384\nkith rules --floor 20 --place "
        "\"The green=51.46,-0.10\"",
    .options = rules_options,
    .run = rules_run,
};
