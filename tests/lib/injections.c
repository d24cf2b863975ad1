#include "tests/lib/injections.h"

#include <stdio.h>

static const char *const ways[] = {
    "",      "\"",      "'",        "\">",         "'>",
    "<!--",  "-->",     "</title>", "</textarea>", "</script>",
    "]]>",   "&quot;>", "&#34;>",   "\xc2\xab\">", "`>",
    "{{x}}", "%22%3E",  "\\\">",    "\n\">",       "</style>",
};

static const char *const deeds[] = {
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    " onmouseover=alert(1) x=",
    " autofocus onfocus=alert(1) ",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>x</a>",
    "<style>@import'//e.example/x'</style>",
    "<meta http-equiv=refresh content='0;url=//e.example'>",
    "<base href=//e.example/>",
    "<form action=//e.example><input type=submit>",
    "<math><mtext></p><img src=x onerror=alert(1)>",
    "//e.example/x",
    "<ScRiPt\n>alert(1)</sCrIpT\t>",
};

void injection(size_t n, char out[static INJECTION_BYTES])
{
    const size_t count = sizeof deeds / sizeof *deeds;

    (void)snprintf(out, INJECTION_BYTES, "%s%s", ways[n / count % 20],
                   deeds[n % count]);
}
