#include "node/board/post.h"

#include <assert.h>
#include <string.h>

#include "node/record/identity.h"
#include "node/record/text.h"
#include "node/record/time.h"

static const struct field tag[] = {
    {.name = "tag",
     .type = FIELD_LINE,
     .maximum = TAG_BYTES_MAX,
     .width = sizeof(struct view)},
};

static const struct field part[] = {
    {.name = "part",
     .type = FIELD_LINE,
     .maximum = PART_BYTES_MAX,
     .width = sizeof(struct view)},
};

static const struct field held[] = {
    {.name = "yes",
     .type = FIELD_KEY,
     FIELD_BYTES(HELD_BYTES),
     FIELD_AT(struct post_held, yes)},
};

static const struct field ticket[] = {
    {.name = "ticket",
     .type = FIELD_KEY,
     FIELD_BYTES(TICKET_BYTES),
     FIELD_AT(struct post_ticket, data)},
};

static const struct field busy[] = {
    {.name = "first",
     .key = 0,
     .type = FIELD_NUMBER,
     .minimum = 0,
     .maximum = UINT32_MAX,
     FIELD_AT(struct post_busy, first)},
    {.name = "last",
     .key = 1,
     .type = FIELD_NUMBER,
     .minimum = 0,
     .maximum = UINT32_MAX,
     FIELD_AT(struct post_busy, last)},
};

static const struct field photo[] = {
    {.name = "id",
     .key = 0,
     .type = FIELD_KEY,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct photo_reference, id)},
    {.name = "bytes",
     .key = 1,
     .type = FIELD_NUMBER,
     .minimum = 1,
     .maximum = PHOTO_BYTES_MAX,
     FIELD_AT(struct photo_reference, bytes)},
    {.name = "width",
     .key = 2,
     .type = FIELD_NUMBER,
     .minimum = 1,
     .maximum = PHOTO_SIDE_MAX,
     FIELD_AT(struct photo_reference, width)},
    {.name = "height",
     .key = 3,
     .type = FIELD_NUMBER,
     .minimum = 1,
     .maximum = PHOTO_SIDE_MAX,
     FIELD_AT(struct photo_reference, height)},
};

static const struct field fields[] = {
    {.name = "birth",
     .key = 1,
     .type = FIELD_KEY,
     FIELD_BYTES(POST_BIRTH_BYTES),
     FIELD_AT(struct post, birth)},
    {.name = "revision",
     .key = 2,
     .type = FIELD_NUMBER,
     .minimum = 1,
     .maximum = UINT32_MAX,
     FIELD_AT(struct post, revision)},
    {.name = "posted",
     .key = 3,
     .type = FIELD_NUMBER,
     .minimum = 0,
     .maximum = TIME_MS_MAX,
     FIELD_AT(struct post, posted_ms)},
    {.name = "title",
     .key = 4,
     .type = FIELD_LINE,
     .maximum = TITLE_BYTES_MAX,
     FIELD_AT(struct post, title)},
    {.name = "text",
     .key = 5,
     .type = FIELD_LINES,
     .is_optional = true,
     .maximum = TEXT_BYTES_MAX,
     FIELD_AT(struct post, text)},
    {.name = "tags",
     .key = 6,
     .type = FIELD_ROWS,
     .is_optional = true,
     FIELD_ROWS_AT(struct post, tags, tag)},
    {.name = "until",
     .key = 7,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = TIME_MS_MAX,
     FIELD_AT(struct post, until_ms)},
    {.name = "quantity",
     .key = 8,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = QUANTITY_MAX,
     FIELD_AT(struct post, quantity)},
    {.name = "cell",
     .key = 9,
     .type = FIELD_LINE,
     .is_optional = true,
     .maximum = CELL_BYTES_MAX,
     FIELD_AT(struct post, cell)},
    {.name = "reach",
     .key = 10,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = REACH_END - 1,
     FIELD_AT(struct post, reach)},
    {.name = "for",
     .key = 11,
     .type = FIELD_LINE,
     .is_optional = true,
     .maximum = NAME_BYTES_MAX,
     FIELD_AT(struct post, acts_for)},
    {.name = "status",
     .key = 12,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = STATUS_END - 1,
     FIELD_AT(struct post, status)},
    {.name = "left",
     .key = 13,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = QUANTITY_MAX,
     FIELD_AT(struct post, left),
     .has_offset = offsetof(struct post, has_left)},
    {.name = "asks",
     .key = 14,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = QUANTITY_MAX,
     FIELD_AT(struct post, asks)},
    {.name = "first",
     .key = 15,
     .type = FIELD_BOOL,
     .is_optional = true,
     FIELD_AT(struct post, is_first)},
    {.name = "outcome",
     .key = 16,
     .type = FIELD_LINE,
     .is_optional = true,
     .maximum = OUTCOME_BYTES_MAX,
     FIELD_AT(struct post, outcome)},
    {.name = "days_max",
     .key = 17,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = LOAN_DAYS_MAX,
     FIELD_AT(struct post, days_max)},
    {.name = "buffer",
     .key = 18,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = BUFFER_HOURS_MAX,
     FIELD_AT(struct post, buffer_hours)},
    {.name = "parts",
     .key = 19,
     .type = FIELD_ROWS,
     .is_optional = true,
     FIELD_ROWS_AT(struct post, parts, part)},
    {.name = "held",
     .key = 20,
     .type = FIELD_ROWS,
     .is_optional = true,
     FIELD_ROWS_AT(struct post, held, held)},
    {.name = "choose",
     .key = 21,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = CHOOSE_END - 1,
     FIELD_AT(struct post, choose)},
    {.name = "decide",
     .key = 22,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = TIME_MS_MAX,
     FIELD_AT(struct post, decide_ms)},
    {.name = "commitment",
     .key = 23,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct post, commitment)},
    {.name = "secret",
     .key = 24,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(SECRET_BYTES),
     FIELD_AT(struct post, secret)},
    {.name = "tickets",
     .key = 25,
     .type = FIELD_ROWS,
     .is_optional = true,
     .is_ascending = true,
     FIELD_ROWS_AT(struct post, tickets, ticket)},
    {.name = "auto",
     .key = 26,
     .type = FIELD_BOOL,
     .is_optional = true,
     FIELD_AT(struct post, is_auto)},
    {.name = "busy",
     .key = 27,
     .type = FIELD_ROWS,
     .is_optional = true,
     .is_ascending = true,
     FIELD_ROWS_AT(struct post, busy, busy)},
    {.name = "days_min",
     .key = 28,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = LOAN_DAYS_MAX,
     FIELD_AT(struct post, days_min)},
    {.name = "ahead",
     .key = 29,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = LOAN_DAYS_MAX,
     FIELD_AT(struct post, ahead_days)},
    {.name = "desk",
     .key = 30,
     .type = FIELD_NUMBER,
     .is_optional = true,
     .minimum = 0,
     .maximum = UINT32_MAX,
     FIELD_AT(struct post, desk),
     .has_offset = offsetof(struct post, has_desk)},
    {.name = "heir",
     .key = 31,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct post, heir)},
    {.name = "photos",
     .key = 32,
     .type = FIELD_ROWS,
     .is_optional = true,
     FIELD_ROWS_AT(struct post, photos, photo)},
    {.name = "was",
     .key = 33,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct post, was)},
    {.name = "next",
     .key = 34,
     .type = FIELD_KEY,
     .is_optional = true,
     FIELD_BYTES(ID_BYTES),
     FIELD_AT(struct post, next)},
};

static const char *const kind_names[POST_KIND_END] = {
    [POST_OFFER] = "offer",     [POST_REQUEST] = "request",
    [POST_LOAN] = "loan",       [POST_SKILL] = "skill",
    [POST_MEAL] = "meal",       [POST_EVENT] = "event",
    [POST_PROJECT] = "project", [POST_NOTICE] = "notice",
};

const char *post_kind_name(unsigned kind)
{
    return kind < POST_KIND_END ? kind_names[kind] : NULL;
}

unsigned post_kind_find(struct view name)
{
    for (unsigned kind = POST_OFFER; kind < POST_KIND_END; kind++) {
        if (view_equal(name, view_text(kind_names[kind]))) {
            return kind;
        }
    }
    return 0;
}

const char *post_status_name(enum post_status status)
{
    static const char *const names[STATUS_END] = {"open", "promised", "away",
                                                  "closed"};

    assert(status < STATUS_END);
    return names[status];
}

const char *post_reach_name(enum post_reach reach)
{
    static const char *const names[REACH_END] = {"neighbourhood", "nearby",
                                                 "circle"};

    assert(reach < REACH_END);
    return names[reach];
}

static const char *const choice_names[CHOOSE_END] = {"pick", "first", "simmer",
                                                     "draw"};

const char *post_choice_name(enum post_choice choice)
{
    assert(choice < CHOOSE_END);
    return choice_names[choice];
}

enum post_choice post_choice_find(struct view name)
{
    enum post_choice choice = CHOOSE_PICK;

    while (choice < CHOOSE_END &&
           !view_equal(name, view_text(choice_names[choice]))) {
        choice++;
    }
    return choice;
}

enum err post_read(struct view body, struct post *out)
{
    return field_read(body, fields, FIELD_COUNT(fields), out, sizeof *out);
}

enum err post_write(const struct post *post, struct bytes *out)
{
    return field_write(post, fields, FIELD_COUNT(fields), out);
}

void post_id(const struct id *household,
             uint32_t lane,
             uint32_t n,
             const unsigned char birth[static POST_BIRTH_BYTES],
             struct id *out)
{
    unsigned char number[8];
    struct view parts[] = {{household->data, ID_BYTES},
                           {number, sizeof number},
                           {birth, POST_BIRTH_BYTES}};

    put_u32(number, lane);
    put_u32(number + 4, n);
    identity_hash(DOMAIN_POST, parts, FIELD_COUNT(parts), out);
}

const struct field *post_fields(size_t *count)
{
    *count = FIELD_COUNT(fields);
    return fields;
}
