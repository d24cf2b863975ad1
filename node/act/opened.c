#include "node/act/opened.h"

#include "node/limits.h"
#include "node/mail/limits.h"
#include "node/record/record.h"

void opened_init(struct opened *opened)
{
    bytes_init(&opened->bytes, RECORD_BYTES_MAX);
    bytes_init(&opened->text, LETTER_TEXT_BYTES_MAX);
}

void opened_release(struct opened *opened)
{
    bytes_release(&opened->bytes);
    bytes_wipe(&opened->text);
}

enum err opened_read(struct opened *opened,
                     struct node *node,
                     const struct shelf_row *row)
{
    struct record record;
    enum err err = node->shelf.read(node->shelf.self, &row->id, &opened->bytes);

    if (err == ERR_OK) {
        err = record_read_header(bytes_view(&opened->bytes), &record);
    }
    if (err == ERR_OK) {
        err = opener_open(&node->receiving.opener, &record, &opened->text);
    }
    if (err == ERR_OK) {
        err = sealed_read(record.body, &opened->sealed);
    }
    return err == ERR_OK
               ? letter_read(&node->config.neighbourhood, &row->household,
                             bytes_view(&opened->text), &opened->letter)
               : err;
}
