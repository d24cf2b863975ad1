#include "cli/viewer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/ask.h"
#include "cli/clock.h"
#include "store/photos.h"

enum {
    PAUSE_MS = 20,      /* between two looks */
    AGAIN_MS = 1000,    /* until the node is asked once more */
    PAGE_MS = 700,      /* so long a page waits for one */
    COMMAND_MS = 15000, /* so long a command waits for one */
    ASK_MS = 500,
};

/* Ask the node to fetch it; false: none runs, or it knows nobody to ask. */
static bool ask_for(const struct viewer *viewer,
                    const struct photo_reference *photo,
                    enum photo_part part)
{
    char hex[ID_HEX_CHARS];
    json_t *request = NULL;
    json_t *answer = NULL;
    bool is_coming = false;

    id_to_hex(&photo->id, hex);
    request =
        json_pack("{s:s, s:s, s:s, s:b}", "do", "photo", "in", viewer->folder,
                  "photo", hex, "large", part == PHOTO_LARGE);
    if (request != NULL &&
        ask_node(viewer->socket, request, ASK_MS, &answer) == ERR_OK) {
        is_coming = json_is_true(json_object_get(answer, "coming"));
    }
    json_decref(answer);
    json_decref(request);
    return is_coming;
}

enum err viewer_take(const struct viewer *viewer,
                     const struct photo_reference *photo,
                     enum photo_part part,
                     int wait_ms,
                     struct bytes *out)
{
    const uint64_t until_ms = clock_mono_ms() + (uint64_t)wait_ms;
    uint64_t asked_ms = 0;
    enum err err = photos_take(viewer->store, photo, part, out);

    while (err == ERR_UNKNOWN) {
        const uint64_t now_ms = clock_mono_ms();

        if (asked_ms == 0 || now_ms >= asked_ms + AGAIN_MS) {
            asked_ms = now_ms;
            if (!ask_for(viewer, photo, part)) {
                return ERR_AGAIN;
            }
        }
        if (now_ms >= until_ms) {
            return ERR_AGAIN;
        }
        (void)poll(NULL, 0, PAUSE_MS);
        err = photos_take(viewer->store, photo, part, out);
    }
    return err;
}

enum err viewer_find(const struct where *where,
                     const char *in,
                     const char *hex,
                     enum photo_part part,
                     struct bytes *out)
{
    struct viewer viewer = {.socket = where->socket};
    struct photo_reference photo;
    struct home_folder folder;
    struct problem why;
    struct id id;
    enum err err = ERR_OK;

    problem_init(&why);
    if (id_from_hex(hex, &id) != ERR_OK ||
        where_choose(where, in, &folder, &why) != ERR_OK) {
        return ERR_UNKNOWN;
    }
    viewer.folder = folder.name;
    err = store_open(folder.path, STORE_READ, &viewer.store);
    if (err == ERR_OK) {
        err = photos_find(viewer.store, &id, &photo);
    }
    if (err == ERR_OK) {
        err = viewer_take(&viewer, &photo, part, PAGE_MS, out);
    }
    store_close(viewer.store);
    return err;
}

static enum err refuse_file(const char *path, struct problem *why)
{
    enum err err = ERR_INVALID;

    if (errno == EEXIST) {
        err = problem_set(why, err, "file-exists", "%.300s is there already.",
                          path);
    } else {
        err = problem_set(why, err, "cannot-write", "%.300s cannot be written.",
                          path);
    }
    problem_advise(why, "Name an empty folder that you may write to.");
    problem_exit(why, 73);
    return err;
}

static enum err
write_file(const char *path, struct view bytes, struct problem *why)
{
    const int descriptor =
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
    size_t done = 0;

    if (file == NULL) {
        return refuse_file(path, why);
    }
    done = fwrite(bytes.data, 1, bytes.bytes, file);
    if (fclose(file) != 0 || done != bytes.bytes) {
        (void)unlink(path);
        return refuse_file(path, why);
    }
    return ERR_OK;
}

/* One photo of a post; it is no fault that it has not come yet. */
static enum err write_photo(struct counter *counter,
                            const struct desk_post *post,
                            size_t index,
                            const char *folder,
                            json_t *files)
{
    const struct viewer viewer = {
        .socket = counter->drive.socket,
        .folder = counter->drive.folder.name,
        .store = counter->drive.store,
    };
    const char *code = json_string_value(json_object_get(post->model, "code"));
    char path[PATH_BYTES_MAX];
    struct bytes bytes;
    enum err err = ERR_OK;

    bytes_init(&bytes, PHOTO_BYTES_MAX);
    (void)snprintf(path, sizeof path, "%s/%s-%zu.jpg", folder, code, index + 1);
    err = viewer_take(&viewer, &post->said.photos[index], PHOTO_LARGE,
                      COMMAND_MS, &bytes);
    if (err == ERR_OK) {
        err = write_file(path, bytes_view(&bytes), &counter->call->why);
        if (err == ERR_OK &&
            json_array_append_new(files, json_string(path)) != 0) {
            err = ERR_NOMEM;
        }
    }
    bytes_release(&bytes);
    return err == ERR_AGAIN ? ERR_OK : err;
}

enum err viewer_write(struct counter *counter,
                      const struct desk_post *post,
                      const char *folder,
                      json_t **files)
{
    enum err err = ERR_OK;

    *files = json_array();
    if (*files == NULL) {
        return ERR_NOMEM;
    }
    if (access(folder, W_OK | X_OK) != 0) {
        err =
            problem_set(&counter->call->why, ERR_INVALID, "no-folder",
                        "%.300s is no folder that can be written to.", folder);
        problem_advise(&counter->call->why,
                       "Make it first, or name another one.");
        problem_exit(&counter->call->why, 73);
    }
    for (size_t index = 0; err == ERR_OK && index < post->said.photos_count;
         index++) {
        err = write_photo(counter, post, index, folder, *files);
    }
    if (err != ERR_OK) {
        json_decref(*files);
        *files = NULL;
    }
    return err;
}
