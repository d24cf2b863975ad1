# A street on this machine: households as folders, nodes as real processes.
# Sourced by the tests of this folder. KITH names the program.
#
# Every wait is for something that happens, with a deadline; what was started
# here is ended here, by its process id.
set -u
KITH=${KITH:-$PWD/build/release/kith}
DEADLINE=${DEADLINE:-60}
street=$(mktemp -d)
nodes=
failed=0

leave() {
    trap - EXIT INT TERM
    for node in $nodes; do
        kill -KILL "$node" 2>/dev/null
    done
    wait 2>/dev/null
    if [ "$failed" -ne 0 ] && [ -n "${KEEP:-}" ]; then
        echo "left in place: $street" >&2
    else
        rm -rf "$street"
    fi
    exit "$failed"
}
trap leave EXIT INT TERM

# at HOUSEHOLD COMMAND...: the program as one household.
at() {
    at_home=$1
    shift
    KITH_HOME=$street/$at_home XDG_RUNTIME_DIR='' "$KITH" "$@"
}

now_ms() {
    date +%s%3N
}

say() {
    echo "$*"
}

die() {
    echo "FAILED: $*" >&2
    for log in "$street"/*.log; do
        [ -f "$log" ] && { echo "--- $log" >&2; tail -n 15 "$log" >&2; }
    done
    failed=1
    exit 1
}

# check WHAT COMMAND...: it must succeed now.
check() {
    check_what=$1
    shift
    "$@" || die "$check_what"
}

# eventually WHAT COMMAND...: it must succeed before the deadline.
eventually() {
    eventually_what=$1
    shift
    eventually_end=$(($(date +%s) + DEADLINE))
    until "$@" >/dev/null 2>&1; do
        [ "$(date +%s)" -lt "$eventually_end" ] ||
            die "$eventually_what, within $DEADLINE s"
        sleep 0.05
    done
}

# is LEFT RIGHT: the two are the same text.
is() {
    [ "$1" = "$2" ] || { echo "\"$1\" is not \"$2\"" >&2; return 1; }
}

# exit_of CODE COMMAND...: it must end with this code; what it printed is in
# $street/out and $street/err.
exit_of() {
    exit_wanted=$1
    shift
    "$@" >"$street/out" 2>"$street/err"
    exit_got=$?
    [ "$exit_got" -eq "$exit_wanted" ] || {
        cat "$street/out" "$street/err" >&2
        die "exit $exit_got instead of $exit_wanted: $*"
    }
}

# listens HOUSEHOLD: the address its node listens on.
listens() {
    at "$1" status --json | jq -r '.node.listen[0] // empty'
}

is_up() {
    case $(listens "$1") in
    *:0 | '') return 1 ;;
    *:*) return 0 ;;
    esac
    return 1
}

# start HOUSEHOLD OPTION...: its node, in the background.
start() {
    start_home=$1
    shift
    KITH_HOME=$street/$start_home XDG_RUNTIME_DIR='' "$KITH" run --no-lan \
        --only-peers --listen "${LISTEN:-127.0.0.1:0}" \
        --page "${PAGE:-none}" "$@" \
        >>"$street/$start_home.log" 2>&1 &
    eval "node_$start_home=$!"
    nodes="$nodes $!"
    eventually "the node of $start_home starts" is_up "$start_home"
}

# pid HOUSEHOLD: the process of its node.
pid() {
    eval "echo \$node_$1"
}

# stop HOUSEHOLD [SIGNAL]: end its node and wait for that.
stop() {
    stop_pid=$(pid "$1")
    kill "-${2:-TERM}" "$stop_pid" || die "$1 was not running"
    wait "$stop_pid" 2>/dev/null
    nodes=$(echo " $nodes " | sed "s/ $stop_pid / /")
}

# join HOUSEHOLD INVITER NAME: by an invite of INVITER.
join() {
    join_invite=$(at "$2" invite --json | jq -r .invite)
    [ -n "$join_invite" ] || die "$2 could not invite"
    at "$1" join "$join_invite" --name "$3" --no-lan --json \
        >"$street/$1.join" ||
        die "$1 could not join"
}

# posts HOUSEHOLD: how many posts its board shows.
posts() {
    at "$1" board --json --limit 100000 | jq length
}

shows() {
    at "$1" board --json --limit 100000 --search "$2" |
        jq -e 'length > 0' >/dev/null
}

shows_not() {
    ! shows "$1" "$2"
}

has_posts() {
    [ "$(posts "$1")" -eq "$2" ]
}

# digests HOUSEHOLD: of all of its sets.
digests() {
    at "$1" status --json |
        jq -c '.neighbourhoods[0].sets | map_values(.digest)'
}

in_step() {
    [ "$(digests "$1")" = "$(digests "$2")" ]
}

is_member() {
    at "$1" members --json |
        jq -e --arg name "$2" \
            'any(.[]; .name == $name and .standing != "none")' >/dev/null
}
