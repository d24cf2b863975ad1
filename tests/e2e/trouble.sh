#!/bin/sh
# ctest: timeout=300
# A running node whose disk fills up says so, keeps what it has, and goes on
# unaided when there is room again.
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
rm "$street/ana/filler"
eventually "ana catches up" in_step ana ben
stop ana
