#include "node/record/scan.h"

#include <assert.h>
#include <stdbool.h>

#include "node/limits.h"
#include "node/record/text.h"

/* A form whose value follows its first byte; outside least..most a shorter
 * one exists. Of a negative number these are its bits. */
struct form {
    enum scan_type type;
    uint8_t bytes; /* 0: the first byte is refused */
    uint64_t least;
    uint64_t most;
};

enum {
    FORMS_FROM = 0xC4,
    FORMS_TO = 0xDF,
    KEY_MAX = 127,
};

#define TO_END UINT64_MAX
static const struct form forms[FORMS_TO - FORMS_FROM + 1] = {
    [0xC4 - FORMS_FROM] = {SCAN_BIN, 1, 0, TO_END},
    [0xC5 - FORMS_FROM] = {SCAN_BIN, 2, 0x100, TO_END},
    [0xC6 - FORMS_FROM] = {SCAN_BIN, 4, 0x10000, TO_END},
    [0xCC - FORMS_FROM] = {SCAN_UINT, 1, 0x80, TO_END},
    [0xCD - FORMS_FROM] = {SCAN_UINT, 2, 0x100, TO_END},
    [0xCE - FORMS_FROM] = {SCAN_UINT, 4, 0x10000, TO_END},
    [0xCF - FORMS_FROM] = {SCAN_UINT, 8, 0x100000000, TO_END},
    [0xD0 - FORMS_FROM] = {SCAN_NEGATIVE, 1, 0x80, 0xDF},
    [0xD1 - FORMS_FROM] = {SCAN_NEGATIVE, 2, 0x8000, 0xFF7F},
    [0xD2 - FORMS_FROM] = {SCAN_NEGATIVE, 4, 0x80000000, 0xFFFF7FFF},
    [0xD3 - FORMS_FROM] = {SCAN_NEGATIVE, 8, 0x8000000000000000,
                           0xFFFFFFFF7FFFFFFF},
    [0xD9 - FORMS_FROM] = {SCAN_TEXT, 1, 0x20, TO_END},
    [0xDA - FORMS_FROM] = {SCAN_TEXT, 2, 0x100, TO_END},
    [0xDB - FORMS_FROM] = {SCAN_TEXT, 4, 0x10000, TO_END},
    [0xDC - FORMS_FROM] = {SCAN_ARRAY, 2, 0x10, TO_END},
    [0xDD - FORMS_FROM] = {SCAN_ARRAY, 4, 0x10000, TO_END},
    [0xDE - FORMS_FROM] = {SCAN_MAP_OPEN, 2, 0x10, TO_END},
    [0xDF - FORMS_FROM] = {SCAN_MAP_OPEN, 4, 0x10000, TO_END},
};

struct rule_row {
    const char *number;
    const char *text;
};

#define RULE_ROW(name, number, text) {number, text},
static const struct rule_row rules[] = {SCAN_MAP(RULE_ROW)};
#undef RULE_ROW

/* A map or array that is open: what it still holds. */
struct open {
    uint64_t left; /* items; keys and values both count */
    int key;       /* of a map: the last one, -1 at first */
    bool is_map;
};

struct walk {
    struct view rest;
    struct open open[SCAN_DEPTH_MAX];
    unsigned depth;
    unsigned items;
};

/* Heads of a single byte; false where more follows. */
static bool head_of_byte(unsigned char first, struct scan_head *out)
{
    if (first < 0x80) {
        *out = (struct scan_head){SCAN_UINT, first};
    } else if (first < 0x90) {
        *out = (struct scan_head){SCAN_MAP_OPEN, first & 0x0FU};
    } else if (first < 0xA0) {
        *out = (struct scan_head){SCAN_ARRAY, first & 0x0FU};
    } else if (first < 0xC0) {
        *out = (struct scan_head){SCAN_TEXT, first & 0x1FU};
    } else if (first == 0xC2 || first == 0xC3) {
        *out = (struct scan_head){SCAN_BOOL, first & 0x01U};
    } else if (first >= 0xE0) {
        *out = (struct scan_head){SCAN_NEGATIVE, ~UINT64_C(0xFF) | first};
    } else {
        return false;
    }
    return true;
}

static uint64_t number_of(const unsigned char *data, size_t bytes)
{
    uint64_t value = 0;

    for (size_t i = 0; i < bytes; i++) {
        value = value << 8 | data[i];
    }
    return value;
}

static enum scan_rule
head_of_form(struct view bytes, const struct form *form, struct scan_head *out)
{
    uint64_t value = 0;

    if (form->bytes == 0) {
        return SCAN_TYPE;
    }
    if (bytes.bytes < (size_t)form->bytes + 1) {
        return SCAN_SHORT;
    }
    value = number_of(bytes.data + 1, form->bytes);
    if (value < form->least || value > form->most) {
        return SCAN_LONG;
    }
    if (form->type == SCAN_NEGATIVE && form->bytes < 8) {
        value |= ~UINT64_C(0) << (8 * form->bytes);
    }
    *out = (struct scan_head){form->type, value};
    return SCAN_OK;
}

enum scan_rule scan_head_take(struct view *rest, struct scan_head *out)
{
    enum scan_rule rule = SCAN_OK;
    size_t taken = 1;

    if (rest->bytes == 0) {
        return SCAN_SHORT;
    }
    if (!head_of_byte(rest->data[0], out)) {
        const struct form *form = NULL;

        if (rest->data[0] < FORMS_FROM) {
            return SCAN_TYPE;
        }
        form = &forms[rest->data[0] - FORMS_FROM];
        rule = head_of_form(*rest, form, out);
        taken += form->bytes;
    }
    if (rule == SCAN_OK) {
        rest->data += taken;
        rest->bytes -= taken;
    }
    return rule;
}

static enum scan_rule key_check(struct open *map, const struct scan_head *head)
{
    if (head->type != SCAN_UINT || head->value > KEY_MAX ||
        (int)head->value <= map->key) {
        return SCAN_KEY;
    }
    map->key = (int)head->value;
    return SCAN_OK;
}

static enum scan_rule open_push(struct walk *walk, const struct scan_head *head)
{
    bool is_map = head->type == SCAN_MAP_OPEN;

    if (walk->depth == SCAN_DEPTH_MAX) {
        return SCAN_DEPTH;
    }
    walk->open[walk->depth++] =
        (struct open){is_map ? 2 * head->value : head->value, -1, is_map};
    return SCAN_OK;
}

static enum scan_rule content_take(struct walk *walk,
                                   const struct scan_head *head)
{
    struct view content = {NULL, 0};

    if (view_take(&walk->rest, (size_t)head->value, &content) != ERR_OK) {
        return SCAN_SHORT;
    }
    if (head->type == SCAN_TEXT && !text_is_utf8(content)) {
        return SCAN_UTF8;
    }
    return SCAN_OK;
}

static enum scan_rule value_take(struct walk *walk)
{
    struct scan_head head = {SCAN_UINT, 0};
    enum scan_rule rule = scan_head_take(&walk->rest, &head);

    if (rule != SCAN_OK) {
        return rule;
    }
    if (++walk->items > SCAN_ITEMS_MAX) {
        return SCAN_ITEMS;
    }
    if (walk->depth > 0) {
        struct open *open = &walk->open[walk->depth - 1];

        if (open->is_map && open->left % 2 == 0) {
            rule = key_check(open, &head);
        }
        open->left--;
    }
    if (rule != SCAN_OK) {
        return rule;
    }
    if (head.type == SCAN_ARRAY || head.type == SCAN_MAP_OPEN) {
        return open_push(walk, &head);
    }
    if (head.type == SCAN_TEXT || head.type == SCAN_BIN) {
        return content_take(walk, &head);
    }
    return SCAN_OK;
}

enum scan_rule scan_check(struct view document)
{
    struct walk walk = {.rest = document};
    enum scan_rule rule = SCAN_OK;

    do {
        rule = value_take(&walk);
        while (walk.depth > 0 && walk.open[walk.depth - 1].left == 0) {
            walk.depth--;
        }
    } while (rule == SCAN_OK && walk.depth > 0);
    if (rule == SCAN_OK && walk.rest.bytes > 0) {
        rule = SCAN_TRAILING;
    }
    return rule;
}

enum err scan(struct view document)
{
    return scan_check(document) == SCAN_OK ? ERR_OK : ERR_MALFORMED;
}

const char *scan_rule_number(enum scan_rule rule)
{
    assert(rule < SCAN_RULE_COUNT);
    return rules[rule].number;
}

const char *scan_rule_text(enum scan_rule rule)
{
    assert(rule < SCAN_RULE_COUNT);
    return rules[rule].text;
}
