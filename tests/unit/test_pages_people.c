/* The page of neighbours offers what changes something, and nothing else. */
#include <stdlib.h>

#include "tests/lib/check.h"
#include "tests/lib/pages.h"

/* Only a vouch that was given can be taken back. */
static void a_vouch_of_ones_own_can_be_taken_back(void **state)
{
    static const char path[] = "/members";
    json_t *model = pages_model(pages_at(path), PAGES_RESIDENT);
    json_t *members = json_object_get(model, "members");
    const json_t *own = json_object_get(
        json_object_get(json_object_get(model, "me"), "household"), "id");
    json_t *voucher = json_pack("{s:O,s:s,s:b}", "id", own, "name", "Mill Hall",
                                "by_invite", 0);

    (void)state;
    while (json_array_size(members) > 1) {
        (void)json_array_remove(members, 1);
    }
    (void)json_array_append_new(
        members, json_pack("{s:s,s:s,s:s,s:s,s:s,s:b,s:[O]}", "name", "Ana",
                           "id", "00ff", "code", "jam-fern", "standing", "full",
                           "since", "2026-11-22T09:11:34.546Z", "clashed", 0,
                           "vouched_by", voucher));
    assert_true(pages_show(path, model, "Take my vouch back"));
    (void)json_object_set_new(voucher, "id", json_string("0123"));
    assert_true(pages_show(path, model, "I know them"));
    assert_false(pages_show(path, model, "Take my vouch back"));
    json_decref(voucher);
    json_decref(model);
}

/* Of hiding and showing what somebody posts, only what changes something. */
static void what_is_hidden_can_be_shown_and_else_hidden(void **state)
{
    static const char path[] = "/members";
    json_t *model = pages_model(pages_at(path), PAGES_RESIDENT);
    json_t *members = json_object_get(model, "members");
    json_t *member = NULL;
    size_t index = 0;

    (void)state;
    assert_true(pages_show(path, model, "Hide all they post, here"));
    assert_false(pages_show(path, model, "Show what they post again"));
    assert_false(pages_show(path, model, "hidden here"));
    json_array_foreach(members, index, member)
    {
        assert_false(json_is_true(json_object_get(member, "blocked")));
        (void)json_object_set_new(member, "blocked", json_true());
    }
    assert_true(pages_show(path, model, "Show what they post again"));
    assert_true(pages_show(path, model, "hidden here"));
    assert_false(pages_show(path, model, "Hide all they post, here"));
    json_decref(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_vouch_of_ones_own_can_be_taken_back),
        cmocka_unit_test(what_is_hidden_can_be_shown_and_else_hidden),
    };

    (void)setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
