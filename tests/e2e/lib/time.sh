# The time of day of everything that runs, turned while it runs. Sourced after
# street.sh and before the first node starts. Clocks that time-outs use are
# left alone: with libfaketime's "fix" for them a thread that waits with a
# time-out asks again and again instead, and a node takes a whole core.
right_kith=$KITH
faketime=$(ls /usr/lib/*/faketime/libfaketime.so.1 2>/dev/null | head -n 1)
[ -n "$faketime" ] || { echo "needs the package faketime"; exit 77; }

# it_is SHIFT: from now on, as "+3d" or "+90m"; from the real time.
it_is() {
    echo "$1" >"$street/time.new"
    mv "$street/time.new" "$street/time"
}

it_is +0
cat >"$street/kith" <<END
#!/bin/sh
FAKETIME_TIMESTAMP_FILE=$street/time FAKETIME_NO_CACHE=1 NO_FAKE_STAT=1 \\
    FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1 \\
    FAKETIME_FORCE_MONOTONIC_FIX=0 \\
    LD_PRELOAD=$faketime exec $right_kith "\$@"
END
chmod +x "$street/kith"
KITH=$street/kith
