#include "tests/lib/wire_again.h"

#include <string.h>

#include "node/limits.h"
#include "node/sync/wire_enrol.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"

static enum err write_weeks(const struct wire_message *message,
                            struct bytes *out)
{
    struct wire_week weeks[WEEKS_MAX];

    for (size_t index = 0; index < message->count; index++) {
        wire_week_at(message->items, index, &weeks[index]);
    }
    return wire_write_weeks(message, weeks, out);
}

static enum err write_ids(const struct wire_message *message, struct bytes *out)
{
    struct id ids[LIST_IDS_MAX];

    for (size_t index = 0; index < message->count; index++) {
        wire_id_at(message->items, index, &ids[index]);
        assert_true(wire_has_id(message->items, &ids[index]));
    }
    return message->type == WIRE_LIST
               ? wire_write_list(message, ids, message->count, out)
               : wire_write_want(message, ids, message->count, out);
}

static enum err write_records(const struct wire_message *message,
                              struct bytes *out)
{
    struct view items = message->items;
    struct view record;
    enum err err = wire_begin_records(message->set, out);

    while (err == ERR_OK && wire_take_record(&items, &record)) {
        err = wire_add_record(record, out);
    }
    return err;
}

static enum err write_bye(const struct wire_message *message, struct bytes *out)
{
    char text[256] = {0};

    if (message->text.bytes > 0) {
        memcpy(text, message->text.data, message->text.bytes);
    }
    if (strlen(text) != message->text.bytes) {
        return ERR_AGAIN; /* an end mark inside */
    }
    return wire_write_bye((enum wire_reason)message->reason, text, out);
}

enum err wire_again(const struct wire_message *message, struct bytes *out)
{
    switch (message->type) {
    case WIRE_HELLO:
        return wire_write_hello(&message->hello, out);
    case WIRE_WEEKS:
        return write_weeks(message, out);
    case WIRE_LIST:
    case WIRE_WANT:
        return write_ids(message, out);
    case WIRE_WANT_WEEK:
        return wire_write_want_week(message->set, message->week, out);
    case WIRE_RECORDS:
        return write_records(message, out);
    case WIRE_ACK:
        return wire_write_ack(message->bytes, out);
    case WIRE_ESTIMATE:
        return wire_write_estimate(message, out);
    case WIRE_ASK:
    case WIRE_KEYED:
        return wire_write_ask(message, out);
    case WIRE_SYMBOLS:
        return wire_write_symbols(message, out);
    case WIRE_FOUND:
        return wire_write_found(message, out);
    case WIRE_SIEVE:
        return wire_write_sieve(message, out);
    case WIRE_LISTED:
    case WIRE_DONE:
    case WIRE_LISTS:
    case WIRE_SIFT:
        return wire_write_mark(message->type, message->set, out);
    case WIRE_FINGERPRINTS:
        return wire_write_fingerprints(message->flags, &message->hello, out);
    case WIRE_BYE:
        return write_bye(message, out);
    case WIRE_ENROL:
        return wire_write_enrol(&message->enrolment, out);
    case WIRE_PHOTO_WANT:
        return wire_write_photo_want(&message->photo, out);
    case WIRE_PHOTO_PIECE:
        return wire_write_photo_piece(&message->photo, out);
    case WIRE_PHOTO_STATE:
        return wire_write_photo_state(&message->photo, out);
    case WIRE_TYPE_END:
        break;
    }
    return ERR_INVALID;
}
