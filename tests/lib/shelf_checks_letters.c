#include <string.h>

#include "node/limits.h"
#include "tests/lib/check.h"
#include "tests/lib/shelf_checks.h"
#include "tests/lib/shelf_checks_inside.h"

/* What a walk saw, in its order. */
struct seen {
    unsigned char numbers[MANY]; /* first bytes of ids */
    size_t count;
    size_t most; /* the visit after it fails */
    char last[MANY];
};

static struct filed letter_of(unsigned char id,
                              unsigned char thread,
                              uint64_t written_ms,
                              const char *text)
{
    return (struct filed){
        .id = check_id_of(id),
        .thread = check_id_of(thread),
        .author = check_id_of(0xAA),
        .written_ms = written_ms,
        .kind = 7,
        .text = view_text(text),
    };
}

static void file(const struct shelf_case *shelf, const struct filed *letter)
{
    const struct action action = {.kind = ACTION_FILE,
                                  .filed = (struct filed *)(uintptr_t)letter};

    check_ok(shelf->apply(shelf->self, &action));
}

static void sum_up(const struct shelf_case *shelf,
                   unsigned char thread,
                   unsigned char subject,
                   uint32_t number,
                   uint64_t due_ms,
                   const char *text)
{
    struct summary summary = {
        .thread = check_id_of(thread),
        .subject = check_id_of(subject),
        .number = number,
        .due_ms = due_ms,
        .bytes = view_text(text),
    };
    const struct action action = {.kind = ACTION_SUMMARY, .summary = &summary};

    check_ok(shelf->apply(shelf->self, &action));
}

static enum err see(struct seen *seen, unsigned char number, struct view text)
{
    if (seen->most > 0 && seen->count == seen->most) {
        return ERR_FULL;
    }
    seen->numbers[seen->count++] = number;
    memcpy(seen->last, text.data, text.bytes);
    seen->last[text.bytes] = '\0';
    return ERR_OK;
}

static enum err see_letter(void *visitor, const struct filed *letter)
{
    assert_int_equal(letter->kind, 7);
    return see(visitor, letter->id.data[0], letter->text);
}

static enum err see_summary(void *visitor, const struct summary *summary)
{
    return see(visitor, summary->thread.data[0], summary->bytes);
}

static void
check_seen(const struct seen *seen, const char *numbers, const char *last)
{
    assert_int_equal(seen->count, strlen(numbers));
    for (size_t index = 0; index < seen->count; index++) {
        assert_int_equal(seen->numbers[index], numbers[index]);
    }
    assert_string_equal(seen->last, last);
}

void shelf_files_letters_by_thread(const struct shelf_case *shelf)
{
    const struct shelf_mail *mail = &shelf->port.mail;
    const struct filed letters[] = {
        letter_of('c', 'c', 30, "third"),
        letter_of('a', 'c', 10, "first"),
        letter_of('b', 'c', 10, "second"),
        letter_of('d', 'd', 20, "elsewhere"),
        letter_of('a', 'd', 99, "filed already"),
    };
    struct action handed = {
        .kind = ACTION_HANDED, .id = check_id_of('b'), .when_ms = 500};
    struct id thread = check_id_of('c');
    struct filed found;
    struct seen seen = {.count = 0};
    uint64_t in_thread = 0;
    uint64_t in_all = 0;
    uint64_t by_one = 0;

    for (size_t index = 0; index < 5; index++) {
        file(shelf, &letters[index]);
    }
    check_ok(mail->letters(shelf->port.self, &thread, see_letter, &seen));
    check_seen(&seen, "abc", "third");
    check_ok(
        mail->letters_count(shelf->port.self, &thread, &in_thread, &in_all));
    assert_int_equal(in_thread, 3);
    assert_int_equal(in_all, 4);
    check_ok(mail->letters_by(shelf->port.self, &letters[0].author, &by_one));
    assert_int_equal(by_one, 4);
    check_ok(mail->letters_by(shelf->port.self, &thread, &by_one));
    assert_int_equal(by_one, 0);
    check_ok(shelf->apply(shelf->self, &handed));
    handed.when_ms = 900; /* the first time counts */
    check_ok(shelf->apply(shelf->self, &handed));
    check_ok(mail->filed(shelf->port.self, &handed.id, &found));
    assert_int_equal(found.handed_ms, 500);
    assert_int_equal(found.written_ms, 10);
    check_id(&found.thread, &thread);
    check_id(&found.author, &letters[0].author);
    handed.id = check_id_of('x');
    check_err(mail->filed(shelf->port.self, &handed.id, &found), ERR_UNKNOWN);
    seen = (struct seen){.most = 1};
    check_err(mail->letters(shelf->port.self, &thread, see_letter, &seen),
              ERR_FULL);
}

void shelf_keeps_one_summary_a_thread(const struct shelf_case *shelf)
{
    const struct shelf_mail *mail = &shelf->port.mail;
    const struct id ladder = check_id_of('L');
    const struct id second = check_id_of('b');
    struct seen seen = {.count = 0};
    uint64_t cursor = 0;

    sum_up(shelf, 'a', 'L', 1, 300, "asked");
    sum_up(shelf, 'b', 'M', 1, 0, "done");
    sum_up(shelf, 'c', 'L', 2, 200, "waiting");
    sum_up(shelf, 'a', 'L', 1, 100, "promised");
    check_ok(mail->summaries(shelf->port.self, &cursor, see_summary, &seen));
    check_seen(&seen, "abc", "waiting");
    seen = (struct seen){.count = 0};
    check_ok(mail->summaries_of(shelf->port.self, &ladder, see_summary, &seen));
    check_seen(&seen, "ac", "waiting");
    seen = (struct seen){.count = 0};
    check_ok(mail->summaries_due(shelf->port.self, 199, see_summary, &seen));
    check_seen(&seen, "a", "promised");
    seen = (struct seen){.count = 0};
    check_ok(mail->summaries_due(shelf->port.self, 200, see_summary, &seen));
    check_seen(&seen, "ac", "waiting");
    seen = (struct seen){.count = 0};
    check_ok(mail->summary(shelf->port.self, &second, see_summary, &seen));
    check_seen(&seen, "b", "done");
    seen = (struct seen){.count = 0};
    check_ok(mail->summary(shelf->port.self, &ladder, see_summary, &seen));
    check_seen(&seen, "", "");
    seen = (struct seen){.most = 2};
    cursor = 0;
    check_err(mail->summaries(shelf->port.self, &cursor, see_summary, &seen),
              ERR_FULL);
    seen = (struct seen){.most = 2};
    check_ok(mail->summaries(shelf->port.self, &cursor, see_summary, &seen));
    check_seen(&seen, "c", "waiting");
}

void shelf_forgets_a_thread_for_good(const struct shelf_case *shelf)
{
    const struct shelf_mail *mail = &shelf->port.mail;
    const struct filed one = letter_of('a', 'a', 1, "one");
    const struct filed other = letter_of('b', 'b', 1, "other");
    const struct action forget = {.kind = ACTION_FORGET,
                                  .id = check_id_of('a')};
    struct seen seen = {.count = 0};
    uint64_t cursor = 0;
    uint64_t in_thread = 0;
    uint64_t in_all = 0;

    file(shelf, &one);
    file(shelf, &other);
    sum_up(shelf, 'a', 'L', 1, 1, "one");
    sum_up(shelf, 'b', 'L', 2, 1, "other");
    check_ok(shelf->apply(shelf->self, &forget));
    check_ok(shelf->apply(shelf->self, &forget));
    check_ok(mail->letters_count(shelf->port.self, &one.thread, &in_thread,
                                 &in_all));
    assert_int_equal(in_thread, 0);
    assert_int_equal(in_all, 1);
    check_ok(mail->summaries(shelf->port.self, &cursor, see_summary, &seen));
    check_seen(&seen, "b", "other");
}
