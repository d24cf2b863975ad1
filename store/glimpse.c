#include "store/glimpse.h"

#include <string.h>

/* Keys of a post: see spec/records.md. */
enum {
    KEY_BIRTH = 1,
    KEY_POSTED = 3,
    KEY_TITLE = 4,
    KEY_TEXT = 5,
    KEY_TAGS = 6,
    KEY_UNTIL = 7,
    KEY_CELL = 9,
    KEY_STATUS = 12,
    KEY_ASKS = 14,
    KEY_FIRST = 15,
    KEY_PHOTOS = 32,
};

/* One value of a MessagePack body as its head tells it. */
struct value {
    uint64_t number;  /* of a number, or a bool */
    struct view view; /* of a text, or bytes */
    size_t items;     /* that follow: of an array; twice those of a map */
};

static bool take_number(struct view *from, size_t bytes, uint64_t *out)
{
    *out = 0;
    if (from->bytes < bytes) {
        return false;
    }
    for (size_t i = 0; i < bytes; i++) {
        *out = *out << 8 | from->data[i];
    }
    from->data += bytes;
    from->bytes -= bytes;
    return true;
}

static bool take_view(struct view *from, size_t bytes, struct view *out)
{
    return view_take(from, bytes, out) == ERR_OK;
}

/* A value whose size or number stands in the bytes behind its head. */
static bool take_long(struct view *from, unsigned head, struct value *out)
{
    uint64_t size = 0;

    switch (head) {
    case 0xc2: /* false, true */
    case 0xc3:
        out->number = head & 1;
        return true;
    case 0xc4: /* bytes */
    case 0xc5:
        return take_number(from, head - 0xc3, &size) &&
               take_view(from, (size_t)size, &out->view);
    case 0xcc: /* numbers */
    case 0xcd:
    case 0xce:
    case 0xcf:
        return take_number(from, (size_t)1 << (head - 0xcc), &out->number);
    case 0xd9: /* texts */
    case 0xda:
        return take_number(from, head - 0xd8, &size) &&
               take_view(from, (size_t)size, &out->view);
    case 0xdc: /* an array, a map */
    case 0xde:
        if (!take_number(from, 2, &size)) {
            return false;
        }
        out->items = (size_t)(head == 0xde ? 2 * size : size);
        return true;
    default:
        return false;
    }
}

static bool take(struct view *from, struct value *out)
{
    unsigned head = 0;

    *out = (struct value){.number = 0};
    if (from->bytes == 0) {
        return false;
    }
    head = from->data[0];
    from->data++;
    from->bytes--;
    if (head < 0x80) {
        out->number = head;
        return true;
    }
    if (head < 0xa0) {
        out->items = (head & 15) * (head < 0x90 ? 2 : 1);
        return true;
    }
    if (head < 0xc0) {
        return take_view(from, head & 31, &out->view);
    }
    return take_long(from, head, out);
}

/* Go past all that is inside an array or a map. */
static bool skip(struct view *from, size_t items)
{
    struct value value;

    while (items > 0) {
        if (items > from->bytes || !take(from, &value)) {
            return false;
        }
        items += value.items;
        items--;
    }
    return true;
}

static bool take_tags(struct view *from, size_t count, struct post *out)
{
    struct value value;

    if (count > TAGS_MAX) {
        return false;
    }
    for (; out->tags_count < count; out->tags_count++) {
        if (!take(from, &value) || value.items > 0) {
            return false;
        }
        out->tags[out->tags_count] = value.view;
    }
    return true;
}

/* Put a value where it belongs. */
static void keep(uint64_t key, const struct value *value, struct post *out)
{
    switch (key) {
    case KEY_BIRTH:
        if (value->view.bytes == POST_BIRTH_BYTES) {
            memcpy(out->birth, value->view.data, POST_BIRTH_BYTES);
        }
        break;
    case KEY_POSTED:
        out->posted_ms = value->number;
        break;
    case KEY_TITLE:
        out->title = value->view;
        break;
    case KEY_TEXT:
        out->text = value->view;
        break;
    case KEY_UNTIL:
        out->until_ms = value->number;
        break;
    case KEY_CELL:
        out->cell = value->view;
        break;
    case KEY_STATUS:
        out->status = (uint8_t)value->number;
        break;
    case KEY_ASKS:
        out->asks = (uint16_t)value->number;
        break;
    case KEY_FIRST:
        out->is_first = value->number != 0;
        break;
    default:
        break;
    }
}

bool glimpse_post(struct view body, struct post *out)
{
    struct value map;

    memset(out, 0, sizeof *out);
    if (!take(&body, &map)) {
        return false;
    }
    for (size_t pairs = map.items / 2; pairs > 0; pairs--) {
        struct value key;
        struct value value;

        if (!take(&body, &key) || !take(&body, &value)) {
            return false;
        }
        if (key.number == KEY_TAGS) {
            if (!take_tags(&body, value.items, out)) {
                return false;
            }
        } else if (!skip(&body, value.items)) {
            return false;
        } else {
            keep(key.number, &value, out);
        }
    }
    return body.bytes == 0 && out->title.bytes > 0;
}

bool glimpse_photos(struct view body)
{
    struct value key = {.number = 0};
    struct value value;

    if (!take(&body, &value)) {
        return false;
    }
    for (size_t pairs = value.items / 2; pairs > 0; pairs--) {
        if (!take(&body, &key) || key.number >= KEY_PHOTOS ||
            !take(&body, &value) || !skip(&body, value.items)) {
            break;
        }
    }
    return key.number == KEY_PHOTOS;
}
