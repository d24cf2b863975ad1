#include "node/limits.h"
#include "node/sync/sync.h"
#include "node/sync/wire_write.h"
#include "tests/lib/check.h"
#include "tests/lib/pair.h"
#include "tests/torture/torture.h"

/* What a scene begins with; made while nothing is refused. */
struct stage {
    struct street street;
    struct pair pair;
    struct side *side;
    struct scene scene;
    struct sync *sync;
    struct bytes hello;
    struct bytes weeks; /* of which we have none: all of ours go out */
    struct bytes records;
    struct verify_batch *batch; /* owned; NULL: none came out */
};

static void stage_set(struct stage *stage)
{
    const struct wire_message head = {.set = SET_BOARD, .count = 1};
    const struct wire_week week = {.week = 3, .count = 1};
    const struct wire_hello hello = {.household = street_id(2)};
    struct record_draft draft = {
        .class = CLASS_POST,
        .kind = 99,
        .stamp_ms = street_ms(0),
        .body = pair_body(POST_BODY_BYTES),
    };
    struct bytes record;

    *stage = (struct stage){0};
    pair_street(&stage->street, 4);
    pair_init(&stage->pair, &stage->street, 1, 2);
    stage->side = &stage->pair.sides[0];
    pair_keep_street(&stage->pair, 0, &stage->street);
    pair_keep_posts(&stage->pair, 0, &stage->street, 0, 0, 20);
    pair_nudge(&stage->pair, 0);
    stage->scene = (struct scene){
        .shelf = &stage->side->port,
        .roster = stage->side->roster,
        .moment = &stage->pair.moment,
        .actions = &stage->side->actions,
    };
    bytes_init(&stage->hello, 1024);
    check_ok(wire_write_hello(&hello, &stage->hello));
    bytes_init(&stage->weeks, 1024);
    check_ok(wire_write_weeks(&head, &week, &stage->weeks));
    bytes_init(&stage->records, RECORDS_BYTES_MAX);
    check_ok(wire_begin_records(SET_BOARD, &stage->records));
    pair_sign(&stage->street, 3, &draft, &record);
    check_ok(wire_add_record(bytes_view(&record), &stage->records));
    bytes_release(&record);
    draft.stamp_ms = stage->pair.moment.now_ms + DAY_MS; /* it waits */
    draft.n = 1;
    pair_sign(&stage->street, 3, &draft, &record);
    check_ok(wire_add_record(bytes_view(&record), &stage->records));
    bytes_release(&record);
}

static void stage_clear(struct stage *stage)
{
    sync_free(stage->sync);
    verify_batch_free(stage->batch);
    bytes_release(&stage->hello);
    bytes_release(&stage->weeks);
    bytes_release(&stage->records);
    pair_release(&stage->pair);
    street_release(&stage->street);
}

static void take_batch(struct stage *stage)
{
    struct actions *actions = &stage->side->actions;

    for (size_t index = 0; index < actions->count; index++) {
        if (actions->items[index].kind == ACTION_VERIFY) {
            stage->batch = action_take_batch(&actions->items[index]);
        }
    }
}

static enum err play(struct stage *stage)
{
    struct peer_up up = {.hello = bytes_view(&stage->hello)};
    struct verify_batch *batch = NULL;
    enum err err = sync_new(&stage->side->config, &stage->sync);

    up.transport = stage->pair.sides[1].device.transport.public;
    if (err == ERR_OK) {
        err = sync_tick(stage->sync, &stage->scene);
    }
    if (err == ERR_OK) {
        err = sync_peer_up(stage->sync, &stage->scene, 1, &up);
    }
    if (err == ERR_OK) {
        err = sync_message(stage->sync, &stage->scene, 1,
                           bytes_view(&stage->weeks));
    }
    if (err == ERR_OK) {
        err = sync_message(stage->sync, &stage->scene, 1,
                           bytes_view(&stage->records));
    }
    take_batch(stage);
    if (err == ERR_OK) {
        batch = stage->batch;
        stage->batch = NULL;
        verify_batch_run(batch);
        err = sync_verified(stage->sync, &stage->scene, batch);
    }
    return err;
}

/* A link, a comparison and records; when it fails the next step closes the
 * link and goes on. */
static enum err session(void *given)
{
    struct stage stage;
    struct node_peer peer;
    enum err err = ERR_OK;

    (void)given;
    torture_pause();
    stage_set(&stage);
    torture_resume();
    err = play(&stage);
    torture_pause();
    if (stage.sync != NULL) {
        check_ok(sync_tick(stage.sync, &stage.scene));
        assert_int_equal(sync_peers(stage.sync, &peer, 1),
                         err == ERR_OK ? 1 : 0);
    }
    stage_clear(&stage);
    torture_resume();
    return err;
}

static void refused_memory_ends_the_step_and_not_the_node(void **state)
{
    (void)state;
    torture_run(session, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_memory_ends_the_step_and_not_the_node),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
