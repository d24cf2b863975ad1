/* Templates: values, places, blocks, ceilings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/web/template.h"
#include "tests/lib/check.h"
#include "tests/lib/injections.h"

enum { OUT_BYTES_MAX = 1 << 16 };

/* Templates of a test, by name. */
struct shelf_of {
    const char *name;
    const char *text;
};

static enum err find(void *context, struct view name, struct view *out)
{
    for (const struct shelf_of *row = context; row->name != NULL; row++) {
        if (view_equal(name, view_text(row->name))) {
            *out = view_text(row->text);
            return ERR_OK;
        }
    }
    return ERR_UNKNOWN;
}

static enum err loud(void *context, const json_t *value, struct bytes *out)
{
    (void)context;
    if (!json_is_string(value)) {
        return ERR_INVALID;
    }
    return bytes_append(out, view_text("<LOUD>"));
}

static const struct template_filter filters[] = {{"loud", loud}};

/* Render a text with a model given as JSON with ' for ". */
static enum err
render_with(const char *text, const char *part, json_t *model, char *out)
{
    struct shelf_of rows[] = {{"page", text}, {"part", part}, {NULL, NULL}};
    const struct template_set set = {rows, find, filters, 1};
    struct bytes page;
    enum err err = ERR_OK;

    bytes_init(&page, OUT_BYTES_MAX);
    err = template_render(&set, "page", model, &page, NULL);
    memcpy(out, page.data == NULL ? (const unsigned char *)"" : page.data,
           page.bytes);
    out[page.bytes] = '\0';
    bytes_release(&page);
    return err;
}

static json_t *model_of(const char *json)
{
    char *text = strdup(json);
    json_t *model = NULL;

    assert_non_null(text);
    for (char *c = text; *c != '\0'; c++) {
        if (*c == '\'') {
            *c = '"';
        }
    }
    model = json_loads(text, 0, NULL);
    free(text);
    assert_non_null(model);
    return model;
}

struct case_of {
    const char *text;
    const char *model;
    const char *wanted; /* NULL: `err` */
    enum err err;
};

static void check_cases(const struct case_of *cases, size_t count)
{
    static char out[OUT_BYTES_MAX + 1];

    for (size_t index = 0; index < count; index++) {
        json_t *model = model_of(cases[index].model);
        enum err err = render_with(cases[index].text, "({{x}})", model, out);

        if (err != cases[index].err ||
            (cases[index].wanted != NULL &&
             strcmp(out, cases[index].wanted) != 0)) {
            fail_msg("%s: %s: %s", cases[index].text, err_name(err), out);
        }
        json_decref(model);
    }
}

static void a_value_is_escaped_for_its_place(void **state)
{
    static const struct case_of cases[] = {
        {"<p>{{x}}</p>", "{'x':'a<b>&\\\"'}", "<p>a&lt;b&gt;&amp;&quot;</p>",
         ERR_OK},
        {"<p title=\"{{x}}\">", "{'x':'\\\"><i>'}",
         "<p title=\"&quot;&gt;&lt;i&gt;\">", ERR_OK},
        {"<a href=\"/p/{{x}}\">", "{'x':'a b/../?&\\\"<'}",
         "<a href=\"/p/a%20b%2F..%2F%3F%26%22%3C\">", ERR_OK},
        {"<a href=\"{{x}}/y\">", "{'x':'/post/a-1'}",
         "<a href=\"/post/a-1/y\">", ERR_OK},
        {"<a href=\"{{x}}\">", "{'x':'http://hall.local:5480'}",
         "<a href=\"http://hall.local:5480\">", ERR_OK},
        {"<p>{{x}}</p>", "{'x':7}", "<p>7</p>", ERR_OK},
        {"<p>{{x|loud}}</p>", "{'x':'a'}", "<p>&lt;LOUD&gt;</p>", ERR_OK},
        {"<p>{{x}}</p>", "{'x':'a\\u0007\\u007fb'}", "<p>ab</p>", ERR_OK},
    };

    (void)state;
    check_cases(cases, sizeof cases / sizeof *cases);
}

static void an_address_that_is_no_address_is_refused(void **state)
{
    static const struct case_of cases[] = {
        {"<a href=\"{{x}}\">", "{'x':'javascript:alert(1)'}", NULL,
         ERR_INVALID},
        {"<a href=\"{{x}}\">", "{'x':'//e.example'}", NULL, ERR_INVALID},
        {"<a href=\"{{x}}\">", "{'x':'/\\\\e.example'}", NULL, ERR_INVALID},
        {"<a href=\"{{x}}\">", "{'x':' /a'}", NULL, ERR_INVALID},
        {"<a href=\"{{x}}\">", "{'x':'data:text/html,x'}", NULL, ERR_INVALID},
        {"<a href=\"java{{x}}\">", "{'x':'script:a'}", NULL, ERR_INVALID},
        {"<form action=\"{{x}}\">", "{'x':'kith:a'}", NULL, ERR_INVALID},
    };

    (void)state;
    check_cases(cases, sizeof cases / sizeof *cases);
}

static void a_value_where_none_is_safe_is_refused(void **state)
{
    static const struct case_of cases[] = {
        {"<p {{x}}>", "{'x':'a'}", NULL, ERR_INVALID},
        {"<{{x}}>", "{'x':'a'}", NULL, ERR_INVALID},
        {"<p title={{x}}>", "{'x':'a'}", NULL, ERR_INVALID},
        {"<p title='{{x}}'>", "{'x':'a'}", NULL, ERR_INVALID},
        {"<p onclick=\"{{x}}\">", "{'x':'a'}", NULL, ERR_INVALID},
        {"<p style=\"{{x}}\">", "{'x':'a'}", NULL, ERR_INVALID},
        {"<p STYLE=\"{{x}}\">", "{'x':'a'}", NULL, ERR_INVALID},
        {"<script>{{x}}</script>", "{'x':'a'}", NULL, ERR_INVALID},
        {"<style>{{x}}</style>", "{'x':'a'}", NULL, ERR_INVALID},
        {"<!-- {{x}} -->", "{'x':'a'}", NULL, ERR_INVALID},
        {"<iframe srcdoc=\"{{x}}\">", "{'x':'a'}", NULL, ERR_INVALID},
        {"<a {{#if x}}href{{else}}title{{/if}}=\"{{x}}\">", "{'x':'a'}", NULL,
         ERR_INVALID},
        {"<a href=\"{{#if x}}javascript:{{else}}/{{/if}}{{x}}\">", "{'x':'a'}",
         NULL, ERR_INVALID},
    };

    (void)state;
    check_cases(cases, sizeof cases / sizeof *cases);
}

static void a_missing_value_is_an_error(void **state)
{
    static const struct case_of cases[] = {
        {"{{y}}", "{'x':1}", NULL, ERR_UNKNOWN},
        {"{{x.y}}", "{'x':{}}", NULL, ERR_UNKNOWN},
        {"{{x}}", "{'x':null}", NULL, ERR_UNKNOWN},
        {"{{x}}", "{'x':[1]}", NULL, ERR_UNKNOWN},
        {"{{x|quiet}}", "{'x':'a'}", NULL, ERR_UNKNOWN},
        {"{{#if y}}{{/if}}", "{'x':1}", NULL, ERR_UNKNOWN},
        {"{{#each x as y}}{{/each}}", "{'x':1}", NULL, ERR_UNKNOWN},
        {"{{> nothing}}", "{'x':1}", NULL, ERR_UNKNOWN},
        {"{{#if x.y}}a{{else}}b{{/if}}", "{'x':{}}", "b", ERR_OK},
    };

    (void)state;
    check_cases(cases, sizeof cases / sizeof *cases);
}

static void blocks_follow_their_conditions(void **state)
{
    static const struct case_of cases[] = {
        {"{{#if x}}a{{else}}b{{/if}}", "{'x':true}", "a", ERR_OK},
        {"{{#if !x}}a{{elif y}}b{{else}}c{{/if}}", "{'x':1,'y':'z'}", "b",
         ERR_OK},
        {"{{#if x == \"a b\"}}1{{/if}}", "{'x':'a b'}", "1", ERR_OK},
        {"{{#if x != y}}1{{/if}}", "{'x':'a','y':'b'}", "1", ERR_OK},
        {"{{#if x > 1 and x < 9}}1{{/if}}", "{'x':5}", "1", ERR_OK},
        {"{{#if x or y}}1{{/if}}", "{'x':'','y':[1]}", "1", ERR_OK},
        {"{{#each x as y}}<{{y}}>{{/each}}", "{'x':[1]}", NULL, ERR_INVALID},
        {"{{#each x as y}}[{{y.z}}]{{/each}}", "{'x':[{'z':1},{'z':2}]}",
         "[1][2]", ERR_OK},
        {"{{#each x as y}}a{{else}}none{{/each}}", "{'x':[]}", "none", ERR_OK},
        {"{{#each x as y}}[{{y}}]{{/each}}", "{'x':'a'}", "[a]", ERR_OK},
        {"{{#each x as y}}{{y.name}}={{y.value}};{{/each}}", "{'x':{'a':1}}",
         "a=1;", ERR_OK},
        {"{{x.first}}", "{'x':['p','q']}", "p", ERR_OK},
        {"{{> part x=\"b\"}}{{> part x=y.z}}", "{'x':'a','y':{'z':'c'}}",
         "(b)(c)", ERR_OK},
        {"{{! a remark }}<p{{! no }}>", "{'x':1}", "<p>", ERR_OK},
        {"<option{{! }} {{#if x}}selected{{/if}}>", "{'x':1}",
         "<option selected>", ERR_OK},
    };

    (void)state;
    check_cases(cases, sizeof cases / sizeof *cases);
}

static void a_template_that_is_wrong_is_refused(void **state)
{
    static const struct case_of cases[] = {
        {"{{#if x}}", "{'x':1}", NULL, ERR_INVALID},
        {"{{/if}}", "{'x':1}", NULL, ERR_INVALID},
        {"{{x", "{'x':1}", NULL, ERR_INVALID},
        {"{{}}", "{'x':1}", NULL, ERR_INVALID},
        {"{{#if x}}a{{/each}}", "{'x':1}", NULL, ERR_INVALID},
        {"{{#while x}}a{{/while}}", "{'x':1}", NULL, ERR_INVALID},
        {"{{#if x === y}}a{{/if}}", "{'x':1,'y':1}", NULL, ERR_INVALID},
        {"{{#if x}}<p{{/if}}>", "{'x':1}", NULL, ERR_INVALID},
        {"{{#if x}}a{{else}}<p title=\"{{/if}}", "{'x':1}", NULL, ERR_INVALID},
        {"{{> part x}}", "{'x':1}", NULL, ERR_INVALID},
    };

    (void)state;
    check_cases(cases, sizeof cases / sizeof *cases);
}

static void what_calls_itself_ends(void **state)
{
    static char out[OUT_BYTES_MAX + 1];
    json_t *model = model_of("{'x':1}");

    (void)state;
    check_err(render_with("{{> part}}", "{{> part}}", model, out), ERR_FULL);
    json_decref(model);
}

static void blocks_deeper_than_the_ceiling_are_refused(void **state)
{
    static char out[OUT_BYTES_MAX + 1];
    char text[TEMPLATE_DEPTH_MAX * 20 + 40] = "";
    json_t *model = model_of("{'x':1}");

    (void)state;
    for (unsigned depth = 1; depth <= TEMPLATE_DEPTH_MAX; depth++) {
        const size_t used = strlen(text);

        (void)snprintf(text + used, sizeof text - used, "{{#if x}}");
    }
    for (unsigned depth = 1; depth <= TEMPLATE_DEPTH_MAX; depth++) {
        const size_t used = strlen(text);

        (void)snprintf(text + used, sizeof text - used, "{{/if}}");
    }
    check_err(render_with(text, "", model, out), ERR_FULL);
    memmove(text, text + strlen("{{#if x}}"), strlen(text));
    text[strlen(text) - strlen("{{/if}}")] = '\0';
    check_ok(render_with(text, "", model, out));
    json_decref(model);
}

static void a_page_past_its_ceiling_is_refused(void **state)
{
    struct shelf_of rows[] = {{"page", "0123456789"}, {NULL, NULL}};
    const struct template_set set = {rows, find, NULL, 0};
    json_t *model = json_object();
    struct bytes page;

    (void)state;
    bytes_init(&page, 9);
    check_err(template_render(&set, "page", model, &page, NULL), ERR_FULL);
    bytes_release(&page);
    bytes_init(&page, 10);
    check_ok(template_render(&set, "page", model, &page, NULL));
    bytes_release(&page);
    json_decref(model);
}

static void a_fault_says_where_it_is(void **state)
{
    struct shelf_of rows[] = {
        {"page", "a\n{{> part}}"}, {"part", "b\nc\n{{gone}}"}, {NULL, NULL}};
    const struct template_set set = {rows, find, NULL, 0};
    struct template_fault fault;
    json_t *model = json_object();
    struct bytes page;

    (void)state;
    bytes_init(&page, OUT_BYTES_MAX);
    check_err(template_render(&set, "page", model, &page, &fault), ERR_UNKNOWN);
    assert_string_equal(fault.name, "part");
    assert_int_equal(fault.line, 3);
    assert_string_equal(fault.tag, "gone");
    bytes_release(&page);
    json_decref(model);
}

static size_t count_of(const char *text, const char *bytes)
{
    size_t count = 0;

    for (; *text != '\0'; text++) {
        count += strchr(bytes, *text) != NULL;
    }
    return count;
}

/* Every place of a page, and nothing of it is the page's own. */
static void injected_scripts_are_text(void **state)
{
    static const char page[] =
        "<p title=\"{{x}}\">{{x}}</p><a href=\"/q?x={{x}}\">{{x|loud}}</a>"
        "<textarea>{{x}}</textarea>{{#each y as z}}<i>{{z}}</i>{{/each}}";
    static char out[OUT_BYTES_MAX + 1];
    static char plain[OUT_BYTES_MAX + 1];
    json_t *harmless = json_pack("{s:s, s:[s]}", "x", "a", "y", "a");

    (void)state;
    check_ok(render_with(page, "", harmless, plain));
    for (size_t n = 0; n < INJECTIONS; n++) {
        char text[INJECTION_BYTES];
        json_t *model = NULL;

        injection(n, text);
        model = json_pack("{s:s, s:[s]}", "x", text, "y", text);
        assert_non_null(model);
        check_ok(render_with(page, "", model, out));
        if (count_of(out, "<>\"'") != count_of(plain, "<>\"'")) {
            fail_msg("%s becomes %s", text, out);
        }
        json_decref(model);
    }
    json_decref(harmless);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_escaped_for_its_place),
        cmocka_unit_test(an_address_that_is_no_address_is_refused),
        cmocka_unit_test(a_value_where_none_is_safe_is_refused),
        cmocka_unit_test(a_missing_value_is_an_error),
        cmocka_unit_test(blocks_follow_their_conditions),
        cmocka_unit_test(a_template_that_is_wrong_is_refused),
        cmocka_unit_test(what_calls_itself_ends),
        cmocka_unit_test(blocks_deeper_than_the_ceiling_are_refused),
        cmocka_unit_test(a_page_past_its_ceiling_is_refused),
        cmocka_unit_test(a_fault_says_where_it_is),
        cmocka_unit_test(injected_scripts_are_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
