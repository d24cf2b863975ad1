#include "net/web/page.h"

const struct web_page web_pages[] = {
    {.path = "/",
     .access = ACCESS_GUEST,
     .file = "board.html",
     .title = "Board",
     .in_menu = true,
     .is_live = true,
     .asks = {{.name = "posts",
               .words = {"board", "--search=?q", "--kind=?kind"}}}},
    {.path = "/problem",
     .access = ACCESS_ANYONE,
     .before_first = true,
     .file = "problem.html",
     .title = "A problem"},
};

const size_t web_page_count = sizeof web_pages / sizeof web_pages[0];
