#!/bin/sh
# ctest: serial timeout=400
# 320 texts that would run a script: by a file at one node, over the gossip to
# another, and by forms there; its page shows each as text, and none runs.
# And a name of somebody else that leads to our address.
cd "$(dirname "$0")/../.." || exit 70
. tests/e2e/lib/street.sh
. tests/page/lib/browser.sh

browser_needed
at hall init --name "Mill Hall" --neighbourhood "Mill Lane" >/dev/null ||
    die "the hall founds"
start hall
join blue hall 'Blue <script>alert(1)</script>'
start blue --peer "$(listens hall)" --page 127.0.0.1:0
node tests/page/lib/injections.mjs >"$street/posts.jsonl" || die "no texts"
at hall import "$street/posts.jsonl" --json >"$street/import" ||
    die "the hall imports: $(cat "$street/import")"
eventually "blue has them all" has_posts blue 320
say "each of them, as text"
DRIVE_S=300 drive injected.mjs
say "a name that leads here"
export CHROMIUM_ARGS='--host-resolver-rules=MAP evil.example 127.0.0.1'
DRIVE_S=60 drive rebound.mjs
