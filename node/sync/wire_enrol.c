#include "node/sync/wire_enrol.h"

#include <string.h>

#include "node/record/text.h"
#include "node/sync/wire.h"

static enum err take(struct view *from, unsigned char *out, size_t bytes)
{
    struct view part;
    enum err err = view_take(from, bytes, &part);

    if (err == ERR_OK) {
        memcpy(out, part.data, bytes);
    }
    return err;
}

static enum err take_pass(struct view *from, struct pass *pass)
{
    enum err err = take(from, pass->one_time.data, ID_BYTES);

    if (err == ERR_OK) {
        err = view_take_u64(from, &pass->until_ms);
    }
    return err == ERR_OK ? take(from, pass->signature, SIGNATURE_BYTES) : err;
}

/* The rules of text are those of the record that it will stand in. */
static enum err take_name(struct view *from,
                          char out[static NAME_BYTES_MAX + 1])
{
    struct view name = {NULL, 0};
    uint8_t bytes = 0;
    enum err err = view_take_u8(from, &bytes);

    if (err == ERR_OK) {
        err = view_take(from, bytes, &name);
    }
    memset(out, 0, NAME_BYTES_MAX + 1);
    if (err != ERR_OK || bytes == 0) {
        return err;
    }
    if (text_check(name, TEXT_LINE, NAME_BYTES_MAX) != TEXT_RULE_OK) {
        return ERR_MALFORMED;
    }
    memcpy(out, name.data, name.bytes);
    return ERR_OK;
}

enum err wire_take_enrol(struct view *from, struct enrolment *out)
{
    struct id *const keys[] = {&out->signing, &out->transport, &out->sealing};
    enum err err = take_pass(from, &out->pass);

    for (size_t index = 0; err == ERR_OK && index < sizeof keys / sizeof *keys;
         index++) {
        err = take(from, keys[index]->data, ID_BYTES);
    }
    if (err == ERR_OK) {
        err = take_name(from, out->name);
    }
    return err == ERR_OK ? take(from, out->signature, SIGNATURE_BYTES) : err;
}

static enum err
append(struct bytes *out, const unsigned char *data, size_t bytes)
{
    return bytes_append(out, (struct view){data, bytes});
}

static enum err write_pass(const struct pass *pass, struct bytes *out)
{
    enum err err = append(out, pass->one_time.data, ID_BYTES);

    if (err == ERR_OK) {
        err = bytes_append_u64(out, pass->until_ms);
    }
    return err == ERR_OK ? append(out, pass->signature, SIGNATURE_BYTES) : err;
}

enum err wire_write_enrol(const struct enrolment *enrolment, struct bytes *out)
{
    const struct id *const keys[] = {&enrolment->signing, &enrolment->transport,
                                     &enrolment->sealing};
    const struct view name = view_text(enrolment->name);
    enum err err = bytes_append_u8(out, (uint8_t)WIRE_ENROL);

    if (err == ERR_OK) {
        err = write_pass(&enrolment->pass, out);
    }
    for (size_t index = 0; err == ERR_OK && index < sizeof keys / sizeof *keys;
         index++) {
        err = append(out, keys[index]->data, ID_BYTES);
    }
    if (err == ERR_OK) {
        err = bytes_append_u8(out, (uint8_t)name.bytes);
    }
    if (err == ERR_OK) {
        err = bytes_append(out, name);
    }
    return err == ERR_OK ? append(out, enrolment->signature, SIGNATURE_BYTES)
                         : err;
}
