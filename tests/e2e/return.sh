#!/bin/sh
# The hall's card dies and its keeper restores it: a new device with new keys
# at the old address. Whoever remembers the address finds it again.
. "$(dirname "$0")/lib/street.sh"

at hall init --name "Hall" --neighbourhood "Mill Lane" >/dev/null || die founds
start hall
address=$(listens hall)
join ben hall "Ben"

# Ben's node remembers where it met the hall; nobody tells it again.
remembers() {
    KITH_HOME=$street/ben XDG_RUNTIME_DIR='' "$KITH" run --no-lan \
        --listen 127.0.0.1:0 >>"$street/ben.log" 2>&1 &
    node_ben=$!
    nodes="$nodes $node_ben"
    eventually "ben's node starts" is_up ben
}

remembers
eventually "the hall knows ben" is_member hall Ben
at ben offer "Jam of before" >/dev/null || die "ben posts"
eventually "the hall has the jam" shows hall "jam before"
at hall backup "$street/hall.backup" >/dev/null || die "backs up"
stop hall KILL
rm -rf "$street/hall"
at hall restore "$street/hall.backup" >/dev/null || die "restores"
LISTEN=$address start hall
at ben offer "Jam of after" >/dev/null || die "ben posts"
eventually "the restored hall has the new jam" shows hall "jam after"
eventually "they are in step" in_step hall ben
