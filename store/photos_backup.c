/* Our own photos in a backup, and the folder of one that is given up. */
#include <unistd.h>

#include "store/file.h"
#include "store/inside.h"
#include "store/photo_file.h"
#include "store/photos.h"

enum { FILE_BYTES_MAX = HEAD_BYTES_MAX + PHOTO_BYTES_MAX };

enum err photos_own(struct store *store, photos_visit *visit, void *visitor)
{
    static const char text[] =
        "SELECT id FROM photo_file WHERE own=1 AND doomed=0 ORDER BY id";
    struct query query;
    struct bytes file;
    struct id id;
    enum err visited = ERR_OK;
    enum err err = ERR_OK;

    bytes_init(&file, FILE_BYTES_MAX);
    query_begin(&query, &store->sql, text);
    while (visited == ERR_OK && query_row(&query)) {
        query_get_id(&query, 0, &id);
        for (unsigned part = 0; visited == ERR_OK && part < PHOTO_PARTS;
             part++) {
            visited = photo_file_read(store->folder, &id, (enum photo_part)part,
                                      0, FILE_BYTES_MAX, &file);
            if (visited == ERR_OK) {
                visited = visit(visitor, &id, (enum photo_part)part,
                                bytes_view(&file));
            } else if (visited == ERR_UNKNOWN) {
                visited = ERR_OK; /* somebody removed it by hand */
            }
        }
    }
    err = query_end(&query);
    bytes_release(&file);
    return err == ERR_OK ? visited : err;
}

enum err photos_restore(const char *folder,
                        const struct id *id,
                        enum photo_part part,
                        struct view file)
{
    return photo_file_write(folder, id, part, (struct view){NULL, 0}, file);
}

static enum err is_unwanted(void *visitor, const struct id *id, bool *stays)
{
    (void)visitor;
    (void)id;
    *stays = false;
    return ERR_OK;
}

enum err photos_remove(const char *folder)
{
    enum err err = photo_file_walk(folder, UINT64_MAX, is_unwanted, NULL);

    return err == ERR_OK ? photo_file_remove_folders(folder) : err;
}
