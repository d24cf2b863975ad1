/*
 * Every form: the command it is, where its fields go, and what is seen after.
 */
#include "net/web/page.h"

/* clang-format off */
#define WORD(name)   {name, FIELD_WORD, NULL}
#define OPTION(name) {name, FIELD_OPTION, "--" name}
#define TEXT(name)   {name, FIELD_TEXT, "--" name}
#define FLAG(name)   {name, FIELD_FLAG, "--" name}
#define KEPT(name)   {name, FIELD_KEPT, NULL}
#define FILES(name)  {name, FIELD_FILE, "--" name}
/* clang-format on */

/* A form of a post's kind: the fields that all kinds have, and its own. */
#define POSTING(verb, ...)                                                     \
    {                                                                          \
        .path = "/do/" verb, .access = ACCESS_RESIDENT, .words = {verb},       \
        .fields = {WORD("title"),   OPTION("text"), OPTION("tag"),             \
                   OPTION("until"), OPTION("for"),  FILES("photo"),            \
                   KEPT("kind"),    __VA_ARGS__},                              \
        .next = "/post/:code", .shown = "/new/:kind",                          \
    }

/* A step of a deal. */
#define STEP(verb, ...)                                                        \
    {                                                                          \
        .path = "/do/" verb, .access = ACCESS_RESIDENT, .words = {verb},       \
        .fields = {WORD("code"), __VA_ARGS__}, .next = "/deal/:code",          \
        .shown = "/deal/:code",                                                \
    }

/* What is done to a post. */
#define POST(verb, after, ...)                                                 \
    {                                                                          \
        .path = "/do/" verb, .access = ACCESS_RESIDENT, .words = {verb},       \
        .fields = {WORD("code"), __VA_ARGS__}, .next = after,                  \
        .shown = "/post/:code",                                                \
    }

/* What is done about a household. */
#define PERSON(verb)                                                           \
    {                                                                          \
        .path = "/do/" verb, .access = ACCESS_RESIDENT, .words = {verb},       \
        .fields = {WORD("household")}, .next = "/members",                     \
        .shown = "/members",                                                   \
    }

/* What is done about hours. */
#define HOURS(verb, ...)                                                       \
    {                                                                          \
        .path = "/do/" verb, .access = ACCESS_RESIDENT, .words = {verb},       \
        .fields = {__VA_ARGS__}, .next = "/hours", .shown = "/hours",          \
    }

const struct web_form web_forms[] = {
    POSTING("offer", OPTION("quantity"), OPTION("choose"), OPTION("decide")),
    POSTING("request", OPTION("quantity"), FLAG("urgent")),
    POSTING("lend",
            OPTION("quantity"),
            OPTION("days-max"),
            OPTION("buffer"),
            OPTION("parts"),
            FLAG("auto")),
    POSTING("skill", OPTION("quantity")),
    {.path = "/do/edit",
     .access = ACCESS_RESIDENT,
     .words = {"edit"},
     .fields = {WORD("code"), OPTION("title"), TEXT("text"), TEXT("tag"),
                OPTION("until"), OPTION("quantity"), TEXT("days-max"),
                TEXT("buffer"), TEXT("parts"), FILES("photo")},
     .next = "/post/:code",
     .shown = "/post/:code/edit"},
    POST("renew", "/post/:code", OPTION("until")),
    POST("withdraw", "/", OPTION("outcome")),
    POST("hide", "/", KEPT("from")),
    POST("unhide", "/post/:code", KEPT("from")),
    {.path = "/do/ask",
     .access = ACCESS_RESIDENT,
     .words = {"ask"},
     .fields = {WORD("code"), OPTION("quantity"), OPTION("from"), OPTION("to"),
                OPTION("text"), OPTION("for"), OPTION("role")},
     .next = "/deal/:code",
     .shown = "/post/:code"},
    STEP("change",
         OPTION("quantity"),
         OPTION("from"),
         OPTION("to"),
         OPTION("text")),
    STEP("yes",
         OPTION("when"),
         OPTION("where"),
         OPTION("until"),
         OPTION("text")),
    STEP("no", OPTION("because")),
    STEP("wait", OPTION("text")),
    STEP("drop", OPTION("because")),
    STEP("affirm", OPTION("text")),
    STEP("undo", OPTION("because")),
    STEP("out", OPTION("until"), OPTION("condition")),
    STEP("done", OPTION("condition")),
    STEP("missed", OPTION("text")),
    STEP("lost", OPTION("text")),
    STEP("fix", WORD("result")),
    STEP("hand-on", WORD("person")),
    STEP("note", WORD("text"), OPTION("where")),
    HOURS("pay",
          WORD("household"),
          WORD("time"),
          OPTION("because"),
          OPTION("for"),
          FLAG("gift")),
    HOURS("bill",
          WORD("household"),
          WORD("time"),
          OPTION("because"),
          OPTION("for")),
    HOURS("settle", WORD("code"), FLAG("yes")),
    HOURS("refuse", WORD("code"), OPTION("because")),
    PERSON("vouch"),
    PERSON("unvouch"),
    PERSON("block"),
    PERSON("unblock"),
    {.path = "/do/invite",
     .access = ACCESS_RESIDENT,
     .words = {"invite"},
     .fields = {OPTION("days")},
     .file = "invited.html",
     .next = "/members",
     .shown = "/invite"},
    {.path = "/do/profile",
     .access = ACCESS_RESIDENT,
     .words = {"profile"},
     .fields = {OPTION("name"), OPTION("person"), OPTION("at")},
     .next = "/settings",
     .shown = "/settings"},
    {.path = "/do/device-add",
     .access = ACCESS_RESIDENT,
     .words = {"device"},
     .fields = {WORD("what"), OPTION("minutes")},
     .file = "device.html",
     .next = "/settings",
     .shown = "/settings"},
    {.path = "/do/device-remove",
     .access = ACCESS_RESIDENT,
     .words = {"device"},
     .fields = {WORD("what"), WORD("machine")},
     .next = "/settings",
     .shown = "/settings"},
    {.path = "/do/init",
     .access = ACCESS_RESIDENT,
     .before_first = true,
     .words = {"init"},
     .fields = {OPTION("name"), OPTION("neighbourhood"), OPTION("at")},
     .next = "/",
     .shown = "/start"},
    {.path = "/do/join",
     .access = ACCESS_RESIDENT,
     .before_first = true,
     .words = {"join"},
     .fields = {WORD("invite"), OPTION("name")},
     .next = "/",
     .shown = "/start"},
    {.path = "/do/join-again", /* by another door, with the same keys */
     .access = ACCESS_RESIDENT,
     .words = {"join"},
     .fields = {WORD("invite")},
     .next = "/",
     .shown = "/"},
    {.path = "/do/restore",
     .access = ACCESS_RESIDENT,
     .before_first = true,
     .words = {"restore"},
     .fields = {{"backup", FIELD_FILE, NULL}},
     .next = "/",
     .shown = "/start"},
};

const size_t web_form_count = sizeof web_forms / sizeof web_forms[0];
