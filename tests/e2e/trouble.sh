#!/bin/sh
# ctest: timeout=300
# A running node whose disk fills up says so, keeps what it has, and goes on
# unaided when there is room again. So does one that starts there.
#
# The disk is a small one in a mount namespace of this test's own. Where the
# system gives none (in a chroot), there is nothing to test.
unshare -rm true 2>/dev/null || {
    echo "left out: no mount namespace here"
    exit 77
}
if [ -z "${DISKS:-}" ]; then
    DISKS=yes exec unshare -rm sh "$0"
fi
. "$(dirname "$0")/lib/street.sh"
trap 'umount -l "$street/ana" 2>/dev/null; leave' EXIT

mkdir "$street/ana"
mount -t tmpfs -o size=2m small "$street/ana" || die "mounts"
at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null || die founds
start ana
join ben ana "Ben"
start ben --peer "$(listens ana)"
eventually "ana knows ben" is_member ana Ben
dd if=/dev/zero of="$street/ana/filler" bs=4k >/dev/null 2>&1
post=0
while [ "$post" -lt 30 ]; do
    post=$((post + 1))
    at ben offer "Long $post $(printf '%0100d' 0)" \
        --text "$(printf '%02500d' "$post")" >/dev/null 2>&1 ||
        die "ben posts"
done
eventually "ana says so" grep -q 'nothing can be kept now' "$street/ana.log"

stop ben
rm "$street/ana/filler"
at ana offer "Plum jam" >/dev/null 2>&1 || die "ana posts"
stop ana
dd if=/dev/zero of="$street/ana/filler" bs=4k >/dev/null 2>&1
dd if=/dev/zero of="$street/ana/more" bs=64 >/dev/null 2>&1
check "it is full" test "$(df --output=avail "$street/ana" | tail -n 1)" -eq 0
: >"$street/ana.log"
start ana
check "what ana has is shown" shows ana jam
exit_of 75 at ana run --listen 127.0.0.1:0 --page none
check "no process is named that is none" is "$(head -n 1 "$street/err")" \
    "kith: kith is running here already."
at ben offer "Ladder" >/dev/null 2>&1 || die "ben posts"
start ben --peer "$(listens ana)"
eventually "ana says again that nothing can be kept" \
    grep -q 'nothing can be kept now' "$street/ana.log"
rm "$street/ana/filler" "$street/ana/more"
eventually "ana catches up" in_step ana ben
stop ana
