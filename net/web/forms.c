#include "net/web/page.h"

const struct web_form web_forms[] = {
    {.path = "/do/withdraw",
     .access = ACCESS_RESIDENT,
     .words = {"withdraw"},
     .fields = {{"code", FIELD_WORD, NULL},
                {"outcome", FIELD_OPTION, "--outcome"}},
     .next = "/",
     .shown = "/"},
};

const size_t web_form_count = sizeof web_forms / sizeof web_forms[0];
