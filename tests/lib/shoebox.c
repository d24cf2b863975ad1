#include "tests/lib/shoebox.h"

#include <string.h>

#include "node/limits.h"
#include "tests/lib/camera.h"
#include "tests/lib/check.h"

enum { ATTACHED_MAX = 8, FILE_BYTES_MAX = 4 * PHOTO_BYTES_MAX };

/* The port is asked with the shelf's own `self`. */
static struct {
    const void *self;
    struct shoebox *box;
} attached[ATTACHED_MAX];

static struct shoebox *box_of(const void *self)
{
    for (size_t i = 0; i < ATTACHED_MAX; i++) {
        if (attached[i].self == self) {
            return attached[i].box;
        }
    }
    return NULL;
}

static struct shoe *find(const void *self, const struct id *id)
{
    struct shoebox *box = box_of(self);

    for (size_t i = 0; i < box->count; i++) {
        if (id_equal(&box->photos[i].photo.id, id)) {
            return &box->photos[i];
        }
    }
    return NULL;
}

static enum err
port_find(void *self, const struct id *id, struct photo_reference *out)
{
    const struct shoe *shoe = find(self, id);

    if (shoe == NULL) {
        return ERR_UNKNOWN;
    }
    *out = shoe->photo;
    return ERR_OK;
}

static bool port_has(void *self, const struct id *id, enum photo_part part)
{
    const struct shoe *shoe = find(self, id);

    return shoe != NULL && shoe->parts[part].bytes > 0;
}

static enum err port_head(void *self, const struct id *id, struct bytes *out)
{
    const struct shoe *shoe = find(self, id);

    bytes_reset(out);
    return shoe == NULL || shoe->head.bytes == 0
               ? ERR_UNKNOWN
               : bytes_append(out, bytes_view(&shoe->head));
}

static enum err port_piece(void *self,
                           const struct id *id,
                           enum photo_part part,
                           size_t index,
                           struct bytes *out)
{
    const struct shoe *shoe = find(self, id);
    const size_t begin = index * PHOTO_PIECE_BYTES;
    struct view piece = {NULL, 0};

    bytes_reset(out);
    if (shoe == NULL || shoe->parts[part].bytes <= begin) {
        return ERR_UNKNOWN;
    }
    piece.data = shoe->parts[part].data + begin;
    piece.bytes = shoe->parts[part].bytes - begin;
    if (piece.bytes > PHOTO_PIECE_BYTES) {
        piece.bytes = PHOTO_PIECE_BYTES;
    }
    return bytes_append(out, piece);
}

static enum err port_missing(void *self,
                             enum photo_part part,
                             struct photo_reference *out,
                             size_t max,
                             size_t *count)
{
    const struct shoebox *box = box_of(self);

    *count = 0;
    for (size_t i = 0; i < box->count && *count < max; i++) {
        if (box->photos[i].parts[part].bytes == 0) {
            out[(*count)++] = box->photos[i].photo;
        }
    }
    return ERR_OK;
}

void shoebox_init(struct shoebox *box)
{
    memset(box, 0, sizeof *box);
}

void shoebox_attach(struct shoebox *box, struct shelf *shelf)
{
    size_t place = 0;

    while (attached[place].self != NULL && attached[place].box != box) {
        place++;
        assert_true(place < ATTACHED_MAX);
    }
    attached[place].self = shelf->self;
    attached[place].box = box;
    shelf->photos = (struct shelf_photos){
        .find = port_find,
        .has = port_has,
        .head = port_head,
        .piece = port_piece,
        .missing = port_missing,
    };
}

void shoebox_release(struct shoebox *box)
{
    for (size_t i = 0; i < box->count; i++) {
        bytes_release(&box->photos[i].head);
        bytes_release(&box->photos[i].parts[PHOTO_SMALL]);
        bytes_release(&box->photos[i].parts[PHOTO_LARGE]);
    }
    for (size_t i = 0; i < ATTACHED_MAX; i++) {
        if (attached[i].box == box) {
            attached[i].self = NULL;
            attached[i].box = NULL;
        }
    }
    box->count = 0;
}

static struct shoe *add(struct shoebox *box,
                        const struct view parts[static PHOTO_PARTS],
                        const struct photo_picture *sizes,
                        bool is_here)
{
    struct shoe *shoe = &box->photos[box->count++];

    assert_true(box->count <= SHOEBOX_PHOTOS);
    memset(shoe, 0, sizeof *shoe);
    bytes_init(&shoe->head, HEAD_BYTES_MAX);
    bytes_init(&shoe->parts[PHOTO_SMALL], SMALL_BYTES_MAX);
    bytes_init(&shoe->parts[PHOTO_LARGE], PHOTO_BYTES_MAX);
    check_ok(photo_head_write(parts, sizes, &shoe->head, &shoe->photo.id));
    shoe->photo.bytes = (uint32_t)parts[PHOTO_LARGE].bytes;
    shoe->photo.width = sizes[PHOTO_LARGE].width;
    shoe->photo.height = sizes[PHOTO_LARGE].height;
    if (is_here) {
        check_ok(bytes_append(&shoe->parts[PHOTO_SMALL], parts[PHOTO_SMALL]));
        check_ok(bytes_append(&shoe->parts[PHOTO_LARGE], parts[PHOTO_LARGE]));
    } else {
        bytes_reset(&shoe->head);
    }
    return shoe;
}

struct shoe *
shoebox_add(struct shoebox *box, unsigned number, unsigned side, bool is_here)
{
    const struct camera near = {.width = side, .height = side, .noise = 200};
    const struct camera far = {.width = 40 + number, .height = 30};
    const struct photo_picture sizes[PHOTO_PARTS] = {
        {0, (uint16_t)(40 + number), 30}, {0, (uint16_t)side, (uint16_t)side}};
    struct view views[PHOTO_PARTS];
    struct bytes parts[PHOTO_PARTS];
    struct shoe *shoe = NULL;

    bytes_init(&parts[PHOTO_SMALL], FILE_BYTES_MAX);
    bytes_init(&parts[PHOTO_LARGE], FILE_BYTES_MAX);
    camera_jpeg(&far, &parts[PHOTO_SMALL]);
    camera_jpeg(&near, &parts[PHOTO_LARGE]);
    views[PHOTO_SMALL] = bytes_view(&parts[PHOTO_SMALL]);
    views[PHOTO_LARGE] = bytes_view(&parts[PHOTO_LARGE]);
    shoe = add(box, views, sizes, is_here);
    bytes_release(&parts[PHOTO_SMALL]);
    bytes_release(&parts[PHOTO_LARGE]);
    return shoe;
}

struct shoe *shoebox_add_junk(struct shoebox *box, bool is_here)
{
    static const unsigned char junk[3 * PHOTO_PIECE_BYTES] = {0xFF, 0xD8};
    static const struct photo_picture sizes[PHOTO_PARTS] = {{0, 9, 9},
                                                            {0, 99, 99}};
    const struct view parts[PHOTO_PARTS] = {{junk, 700}, {junk, sizeof junk}};

    return add(box, parts, sizes, is_here);
}

void shoebox_keep(struct shoebox *box, const struct action *action)
{
    struct view bytes = bytes_view(&action->bytes);

    for (size_t i = 0; i < box->count; i++) {
        struct shoe *shoe = &box->photos[i];

        if (!id_equal(&shoe->photo.id, &action->id)) {
            continue;
        }
        if (action->part == PHOTO_SMALL) {
            const size_t head = photo_head_bytes(bytes);

            bytes_reset(&shoe->head);
            check_ok(
                bytes_append(&shoe->head, (struct view){bytes.data, head}));
            bytes.data += head;
            bytes.bytes -= head;
        }
        bytes_reset(&shoe->parts[action->part]);
        check_ok(bytes_append(&shoe->parts[action->part], bytes));
    }
}

bool shoebox_has(const struct shoebox *box, enum photo_part part)
{
    return box->photos[0].parts[part].bytes > 0;
}
