# Shared by the architecture tests, which source it and then say:
#
#   check()   prints one line for each violation in the tree $ROOT
#   plant()   makes violations in an empty tree, with `planted` below
#   begin "$@"
#
# Without arguments `begin` runs check on the project and fails when anything
# was printed. With --planted it proves that the check can fail: each violation
# that plant() makes must be reported, and a tree without it must pass.

: "${ROOT:=$(cd "$(dirname "$0")/../.." && pwd)}"
export LC_ALL=C

# Files of the tree by pattern, without what is built: files '*.c' '*.h'
files() {
    for pattern; do
        find . \( -path ./build -o -path ./.git \) -prune -o -type f \
            -path "./${pattern#./}" -print
    done | sed 's,^\./,,' | sort
}

# planted FILE WANTED: standard input becomes FILE in a tree of its own; the
# check must print a line that contains WANTED. WANTED of `nothing` asks that
# it print nothing at all.
planted() {
    tree=$(mktemp -d)
    mkdir -p "$(dirname "$tree/$1")"
    cat >"$tree/$1"
    printed=$(cd "$tree" && ROOT=$tree && check 2>&1)
    rm -rf "$tree"
    judged "$1" "$2" "$printed"
}

# judged NAME WANTED PRINTED: one line of the tally (a file, since a pipe into
# planted makes it run in a shell of its own).
judged() {
    if [ "$2" = nothing ]; then
        set -- "$1" "$2" "$3" "${3:+"wrong: $1: reported: $3"}"
    else
        case $3 in
        *"$2"*) set -- "$1" "$2" "$3" '' ;;
        *) set -- "$1" "$2" "$3" "wrong: $1: wanted \"$2\", printed: $3" ;;
        esac
    fi
    echo "${4:-right}" >>"$tally"
}

begin() {
    if [ "${1:-}" = --planted ]; then
        tally=$(mktemp)
        plant
        grep '^wrong' "$tally"
        count=$(wc -l <"$tally")
        right=$(grep -cx right "$tally")
        rm -f "$tally"
        echo "$count planted, $right judged as they should be"
        [ "$count" -gt 0 ] && [ "$right" -eq "$count" ]
        exit
    fi
    cd "$ROOT" || exit 1
    printed=$(check 2>&1)
    [ -z "$printed" ] && exit 0
    printf '%s\n' "$printed"
    exit 1
}
