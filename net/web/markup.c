#include "net/web/markup.h"

#include <string.h>

static bool is_space(unsigned char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* Add a letter to a name that is cut at its room. */
static void name_add(char name[static MARKUP_NAME_BYTES], unsigned char c)
{
    const size_t used = strlen(name);

    if (used + 1 < MARKUP_NAME_BYTES) {
        name[used] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        name[used + 1] = '\0';
    }
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        if (strcmp(name, names[index]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_raw(const struct markup *markup)
{
    static const char *const names[] = {"script", "style"};

    return is_one_of(markup->element, names, sizeof names / sizeof *names);
}

void markup_init(struct markup *markup)
{
    *markup = (struct markup){.state = MARKUP_TEXT};
}

/* Behind the ">" of a tag. */
static void tag_end(struct markup *markup)
{
    markup->state = is_raw(markup) ? MARKUP_RAW : MARKUP_TEXT;
}

static enum err take_open(struct markup *markup, unsigned char c)
{
    markup->element[0] = '\0';
    if (c == '!' || c == '?') {
        markup->state = MARKUP_NOTE;
        return ERR_OK;
    }
    if (c != '/' && !is_letter(c)) {
        return ERR_INVALID;
    }
    name_add(markup->element, c);
    markup->state = MARKUP_NAME;
    return ERR_OK;
}

static enum err take_name(struct markup *markup, unsigned char c)
{
    if (c == '>') {
        tag_end(markup);
    } else if (is_space(c) || c == '/') {
        markup->state = MARKUP_TAG;
    } else if (is_letter(c) || is_digit(c)) {
        name_add(markup->element, c);
    } else {
        return ERR_INVALID;
    }
    return ERR_OK;
}

static enum err take_tag(struct markup *markup, unsigned char c)
{
    if (c == '>') {
        tag_end(markup);
    } else if (is_letter(c)) {
        markup->attribute[0] = '\0';
        name_add(markup->attribute, c);
        markup->state = MARKUP_ATTRIBUTE;
    } else if (!is_space(c) && c != '/') {
        return ERR_INVALID;
    }
    return ERR_OK;
}

static enum err take_attribute(struct markup *markup, unsigned char c)
{
    if (c == '=') {
        markup->state = MARKUP_EQUALS;
    } else if (c == '>') {
        tag_end(markup);
    } else if (is_space(c)) {
        markup->state = MARKUP_TAG;
    } else if (is_letter(c) || is_digit(c) || c == '-' || c == ':') {
        name_add(markup->attribute, c);
    } else {
        return ERR_INVALID;
    }
    return ERR_OK;
}

static enum err take_value(struct markup *markup, unsigned char c)
{
    if (c == '"') {
        markup->state = MARKUP_TAG;
    } else if (!markup->is_begun) {
        markup->is_begun = true;
        markup->first = c;
    }
    return ERR_OK;
}

static enum err take_byte(struct markup *markup, unsigned char c)
{
    switch (markup->state) {
    case MARKUP_TEXT:
        markup->state = c == '<' ? MARKUP_OPEN : MARKUP_TEXT;
        return ERR_OK;
    case MARKUP_OPEN:
        return take_open(markup, c);
    case MARKUP_NAME:
        return take_name(markup, c);
    case MARKUP_TAG:
        return take_tag(markup, c);
    case MARKUP_ATTRIBUTE:
        return take_attribute(markup, c);
    case MARKUP_EQUALS:
        markup->state = MARKUP_VALUE;
        markup->is_begun = false;
        return c == '"' ? ERR_OK : ERR_INVALID;
    case MARKUP_VALUE:
        return take_value(markup, c);
    case MARKUP_NOTE:
        markup->state = c == '>' ? MARKUP_TEXT : MARKUP_NOTE;
        return ERR_OK;
    case MARKUP_RAW:
        markup->state = c == '<' ? MARKUP_OPEN : MARKUP_RAW;
        return ERR_OK;
    }
    return ERR_INVALID;
}

enum err markup_take(struct markup *markup, struct view text)
{
    enum err err = ERR_OK;

    for (size_t index = 0; index < text.bytes && err == ERR_OK; index++) {
        err = take_byte(markup, text.data[index]);
    }
    return err;
}

void markup_passed(struct markup *markup)
{
    if (markup->state == MARKUP_VALUE && !markup->is_begun) {
        markup->is_begun = true;
        markup->first = '/';
    }
}

static enum markup_place value_place(const struct markup *markup)
{
    static const char *const addresses[] = {
        "href",   "src",  "action",     "formaction", "poster",
        "cite",   "data", "xlink:href", "longdesc",   "background",
        "usemap", "icon", "manifest"};
    static const char *const never[] = {"style", "srcdoc", "srcset",
                                        "http-equiv", "integrity"};
    const char *name = markup->attribute;

    if (strncmp(name, "on", 2) == 0 ||
        is_one_of(name, never, sizeof never / sizeof *never)) {
        return PLACE_FORBIDDEN;
    }
    if (!is_one_of(name, addresses, sizeof addresses / sizeof *addresses)) {
        return PLACE_ATTRIBUTE;
    }
    if (!markup->is_begun) {
        return PLACE_ADDRESS;
    }
    return markup->first == '/' || markup->first == '?' || markup->first == '#'
               ? PLACE_PART
               : PLACE_FORBIDDEN;
}

enum markup_place markup_place(const struct markup *markup)
{
    switch (markup->state) {
    case MARKUP_TEXT:
        return PLACE_TEXT;
    case MARKUP_VALUE:
        return value_place(markup);
    case MARKUP_OPEN:
    case MARKUP_NAME:
    case MARKUP_TAG:
    case MARKUP_ATTRIBUTE:
    case MARKUP_EQUALS:
    case MARKUP_NOTE:
    case MARKUP_RAW:
        break;
    }
    return PLACE_FORBIDDEN;
}

void markup_settle(struct markup *markup)
{
    if (markup->state == MARKUP_ATTRIBUTE) {
        markup->state = MARKUP_TAG;
    }
}

bool markup_same(const struct markup *left, const struct markup *right)
{
    if (left->state != right->state) {
        return false;
    }
    return left->state != MARKUP_VALUE ||
           (strcmp(left->attribute, right->attribute) == 0 &&
            value_place(left) == value_place(right));
}

/* What stands for a character; NULL: itself. */
static const char *entity(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return c == 0x7f || (c < ' ' && c != '\n' && c != '\t') ? "" : NULL;
    }
}

static enum err write_escaped(struct view value, struct bytes *out)
{
    enum err err = ERR_OK;
    size_t from = 0;

    for (size_t at = 0; at < value.bytes && err == ERR_OK; at++) {
        const char *instead = entity(value.data[at]);

        if (instead == NULL) {
            continue;
        }
        err = bytes_append(out, (struct view){value.data + from, at - from});
        if (err == ERR_OK) {
            err = bytes_append(out, view_text(instead));
        }
        from = at + 1;
    }
    return err == ERR_OK ? bytes_append(out, (struct view){value.data + from,
                                                           value.bytes - from})
                         : err;
}

static enum err write_percent(struct view value, struct bytes *out)
{
    static const char digits[] = "0123456789ABCDEF";
    enum err err = ERR_OK;

    for (size_t at = 0; at < value.bytes && err == ERR_OK; at++) {
        const unsigned char c = value.data[at];
        const unsigned char coded[3] = {'%', (unsigned char)digits[c >> 4],
                                        (unsigned char)digits[c & 15]};
        const bool is_plain = is_letter(c) || is_digit(c) || c == '-' ||
                              c == '.' || c == '_' || c == '~';

        err = bytes_append(out, is_plain ? (struct view){&value.data[at], 1}
                                         : (struct view){coded, 3});
    }
    return err;
}

static bool begins(struct view value, const char *with)
{
    const struct view begin = view_text(with);

    return value.bytes >= begin.bytes &&
           memcmp(value.data, begin.data, begin.bytes) == 0;
}

/* A path on this node, or an address of the web. */
static bool is_address(struct view value)
{
    for (size_t at = 0; at < value.bytes; at++) {
        const unsigned char c = value.data[at];

        if (c <= ' ' || c >= 0x7f || c == '\\' || c == '"' || c == '<' ||
            c == '>' || c == '`') {
            return false;
        }
    }
    if (begins(value, "/")) {
        return !begins(value, "//");
    }
    return begins(value, "http://") || begins(value, "https://");
}

enum err
markup_write(enum markup_place place, struct view value, struct bytes *out)
{
    switch (place) {
    case PLACE_TEXT:
    case PLACE_ATTRIBUTE:
        return write_escaped(value, out);
    case PLACE_PART:
        return write_percent(value, out);
    case PLACE_ADDRESS:
        return is_address(value) ? write_escaped(value, out) : ERR_INVALID;
    case PLACE_FORBIDDEN:
        break;
    }
    return ERR_INVALID;
}
