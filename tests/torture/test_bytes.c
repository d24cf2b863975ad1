#include "tests/lib/check.h"
#include "tests/torture/torture.h"

/* Grow far beyond the first room; a refused append leaves what is held. */
static enum err grows(void *given)
{
    struct bytes bytes;
    enum err err = ERR_OK;
    unsigned number = 0;

    (void)given;
    bytes_init(&bytes, 65536);
    for (number = 0; number < 1000 && err == ERR_OK; number++) {
        err = bytes_append_u32(&bytes, number);
    }
    if (err != ERR_OK) {
        assert_int_equal(bytes.bytes, 4 * (number - 1));
        number--;
    }
    while (number > 0) {
        number--;
        assert_int_equal(get_u32(bytes.data + 4 * (size_t)number), number);
    }
    bytes_release(&bytes);
    return err;
}

static void refused_growth_keeps_what_is_held(void **state)
{
    (void)state;
    torture_run(grows, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_growth_keeps_what_is_held),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
