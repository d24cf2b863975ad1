#!/bin/sh
# ctest: serial timeout=600
# Every address that the node lists, in Chromium: its content is there, axe
# finds nothing against WCAG 2.2 AA, at 320, 360 touch, 1280 and 1920 px, dark,
# and with scripts off.
cd "$(dirname "$0")/../.." || exit 70
. tests/e2e/lib/street.sh
. tests/page/lib/browser.sh
. tests/page/lib/fill.sh

browser_needed
HALL_OPTIONS="--page 127.0.0.1:0"
fill_start
fill_board
eventually "the hall has every post" has_posts hall 23
fill_deals
fill_hours
say "each address of the list"
DRIVE_S=560 drive routes.mjs
