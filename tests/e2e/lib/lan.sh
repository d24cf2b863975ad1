# A local network of this machine: hosts as network namespaces, joined by a
# bridge in one more. Sourced after street.sh. Nothing of it touches the
# network that the machine itself is in.
lan=kith-$$
hosts=

lan_leave() {
    for host in $hosts; do
        ip netns del "$lan-$host" 2>/dev/null
    done
    ip netns del "$lan" 2>/dev/null
    leave
}

# Where this user may not make namespaces, perhaps one of its own may; else
# the test is skipped, loudly.
lan_begin() {
    if ! ip netns add "$lan" 2>/dev/null; then
        if [ -z "${LAN_AGAIN:-}" ] && unshare -Urnm true 2>/dev/null; then
            LAN_AGAIN=1 exec unshare -Urnm sh -c \
                'mount -t tmpfs none /run && exec sh "$0"' "$0"
        fi
        echo "SKIPPED: this user may not make network namespaces," \
            "so nothing was tested here." >&2
        failed=77
        exit 77
    fi
    trap lan_leave EXIT INT TERM
    ip -n "$lan" link add bridge type bridge mcast_snooping 0 &&
        ip -n "$lan" link set bridge up || die "no bridge can be made"
}

# host NAME NUMBER: 10.77.0.NUMBER and an IPv6 address of its own.
host() {
    ip netns add "$lan-$1" || die "no namespace for $1"
    hosts="$hosts $1"
    ip -n "$lan-$1" link set lo up
    ip -n "$lan" link add "port$2" type veth peer name eth netns "$lan-$1" &&
        ip -n "$lan" link set "port$2" master bridge up &&
        ip -n "$lan-$1" addr add "10.77.0.$2/24" dev eth &&
        ip -n "$lan-$1" link set eth up || die "no cable to $1"
}

# on HOST COMMAND...: in its namespace, as the household of the same name.
on() {
    on_host=$1
    shift
    KITH_HOME=$street/$on_host XDG_RUNTIME_DIR='' \
        ip netns exec "$lan-$on_host" "$@"
}

# runs HOST OPTION...: its node, in the background.
runs() {
    runs_host=$1
    shift
    KITH_HOME=$street/$runs_host XDG_RUNTIME_DIR='' \
        ip netns exec "$lan-$runs_host" "$KITH" run "$@" \
        >>"$street/$runs_host.log" 2>&1 &
    eval "node_$runs_host=$!"
    nodes="$nodes $!"
    eventually "the node of $runs_host starts" is_up "$runs_host"
}

# knows HOST COUNT: it is connected to so many.
knows() {
    is "$(at "$1" peers --json | jq length)" "$2"
}
