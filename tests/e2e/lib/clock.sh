# The wall clock of the program, turned. Sourced after street.sh.
right_kith=$KITH
clock=$(dirname "$KITH")/tests/libe2e_clock.so

# clock_is VARIABLE=SECONDS: of clock.c, for what is run from here on.
clock_is() {
    cat >"$street/kith" <<END
#!/bin/sh
ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD=$clock $1 \\
    exec $right_kith "\$@"
END
    chmod +x "$street/kith"
    KITH=$street/kith
}

clock_is_right() {
    KITH=$right_kith
}
