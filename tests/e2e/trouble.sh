#!/bin/sh
# ctest: timeout=300
# A full disk, a folder that cannot be written, a clock that is not set: each
# is said in a sentence, nothing is half-written, and it works again after.
#
# The disks are small ones in a mount namespace of this test's own. Where the
# system gives none (in a chroot), the parts with disks are left out.
if [ -z "${DISKS:-}" ] && unshare -rm true 2>/dev/null; then
    DISKS=yes exec unshare -rm sh "$0"
fi
. "$(dirname "$0")/lib/street.sh"
trap 'umount -l "$street/ana" "$street/locked" 2>/dev/null; leave' EXIT

error_is() {
    check "the error is called $1" is "$(jq -r .error.name "$street/out")" "$1"
    check "it says what to do" jq -e '.error.try | length > 5' "$street/out" \
        >/dev/null
}

disks() {
    say "a full disk"
    mkdir "$street/ana"
    mount -t tmpfs -o size=2m small "$street/ana" || die "mounts"
    at ana init --name "Ana" --neighbourhood "Mill Lane" >/dev/null ||
        die founds
    at ana offer "Before" >/dev/null || die posts
    dd if=/dev/zero of="$street/ana/filler" bs=4k >/dev/null 2>&1
    before=$(digests ana)
    full=no
    post=0
    while [ "$post" -lt 200 ] && [ "$full" = no ]; do
        post=$((post + 1))
        before=$(digests ana)
        at ana offer "Jar $post" --json >"$street/out" || full=yes
    done
    check "the disk fills up" is "$full" yes
    exit_of 73 at ana offer "One too many" --json
    error_is disk-full
    check "nothing is half-written" is "$(digests ana)" "$before"
    check "reading goes on" shows ana before
    rm "$street/ana/filler"
    check "with room again it works" at ana offer "After" >/dev/null
    check "and is on the board" shows ana after

    say "a node on a full disk recovers unaided"
    start ana
    join ben ana "Ben"
    start ben --peer "$(listens ana)"
    eventually "ana knows ben" is_member ana Ben
    dd if=/dev/zero of="$street/ana/filler" bs=4k >/dev/null 2>&1
    post=0
    while [ "$post" -lt 30 ]; do
        post=$((post + 1))
        at ben offer "Long $post $(printf '%0100d' 0)" \
            --text "$(printf '%02500d' "$post")" >/dev/null || die "ben posts"
    done
    eventually "ana says so" grep -q 'nothing can be kept now' "$street/ana.log"
    rm "$street/ana/filler"
    eventually "ana catches up" in_step ana ben
    stop ana
    stop ben
    rm -rf "$street/ben"

    say "a folder that cannot be written"
    mount -o remount,ro "$street/ana" || die "remounts"
    exit_of 73 at ana offer "Jam" --json
    error_is read-only
    exit_of 73 at ana run --listen 127.0.0.1:0 --json
    mount -o remount,rw "$street/ana" || die "remounts"
    check "it works again" at ana offer "Jam" >/dev/null
    mkdir "$street/locked"
    mount -t tmpfs -o ro,size=1m locked "$street/locked"
    exit_of 73 at locked init --name "Nobody" --json
    error_is read-only
}

if [ -n "${DISKS:-}" ]; then
    disks
else
    say "no mount namespaces here: left out the parts with disks"
fi

say "a clock of 1970"
at ben init --name "Ben" --neighbourhood "Elm Street" >/dev/null || die founds
cat >"$street/clock.c" <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
int clock_gettime(clockid_t which, struct timespec *out)
{
    int (*real)(clockid_t, struct timespec *) =
        (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT,
                                                     "clock_gettime");
    int failed = real(which, out);
    if (which == CLOCK_REALTIME) {
        out->tv_sec = 1234;
    }
    return failed;
}
C
${CC:-cc} -shared -fPIC -o "$street/clock.so" "$street/clock.c" -ldl ||
    die "compiles"
early() {
    LD_PRELOAD="$street/clock.so" at "$@"
}
before=$(digests ben)
exit_of 75 early ben offer "Jam" --json
error_is clock-not-set
exit_of 75 early nobody init --name "Nobody" --json
error_is clock-not-set
check "nothing is left" test ! -e "$street/nobody"
check "reading goes on" early ben board >/dev/null
check "ben's folder is as before" is "$(digests ben)" "$before"
