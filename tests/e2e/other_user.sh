#!/bin/sh
# ctest: timeout=120
# Two users of one machine: root, who helps, and one whose folder it is. Where
# this is not run by root it is left out.
if [ "$(id -u)" -ne 0 ] || ! command -v setpriv >/dev/null; then
    echo "left out: not root, or no setpriv"
    exit 77
fi
. "$(dirname "$0")/lib/street.sh"
user=65534

# as HOUSEHOLD COMMAND...: the program as that user.
as() {
    as_home=$1
    shift
    KITH_HOME=$street/$as_home XDG_RUNTIME_DIR='' setpriv --reuid=$user \
        --regid=$user --clear-groups "$KITH" "$@"
}

setpriv --reuid=$user --regid=$user --clear-groups "$KITH" version \
    >/dev/null 2>&1 || {
    echo "left out: the program cannot be reached by another user"
    exit 77
}

# All that it holds belongs to that user.
all_theirs() {
    is "$(find "$street/$1" ! -uid $user)" ""
}

chmod 755 "$street"
mkdir "$street/ben"
chown $user:$user "$street/ben"

say "who may not look into a folder is told whose it is"
at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
for mode in 700 755; do
    chmod $mode "$street/ana"
    exit_of 77 as ana status --json
    check "whose it is" is "$(jq -r .error.name "$street/out")" not-yours
    exit_of 77 as ana offer Tea
    check "in words" grep -q "belongs to another user" "$street/err"
done

say "nor is a file that may not be read a folder that may not be written"
at ana backup "$street/backup" >/dev/null 2>&1 || die "a backup"
exit_of 66 as ben/new restore "$street/backup" --json
check "why" is "$(jq -r .error.name "$street/out")" cannot-read

say "what root makes in a folder belongs to its user"
as ben init --name "Ben" --neighbourhood "Elm" >/dev/null || die "ben founds"
check "all is ben's" all_theirs ben
cp -a "$street/ben" "$street/moved" # a copy: its keys are written again
at moved offer "Tea" >/dev/null 2>&1 || die "root offers"
check "all is ben's yet" all_theirs moved
start moved
stop moved
check "after a node of root's too" all_theirs moved
check "ben goes on" as moved offer "Jam" >/dev/null 2>&1
check "both are there" is "$(as moved board --json | jq length)" 2
