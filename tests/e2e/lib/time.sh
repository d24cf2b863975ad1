# The time of day of everything that runs, turned while it runs. Sourced after
# street.sh and before the first node starts.
. "$(dirname "$0")/lib/clock.sh"

# it_is SHIFT: from now on, as "+3d" or "+90m"; from the real time.
it_is() {
    case $1 in
    *d) seconds=$((${1%d} * 86400)) ;;
    *h) seconds=$((${1%h} * 3600)) ;;
    *m) seconds=$((${1%m} * 60)) ;;
    *) die "a shift of days, hours or minutes: $1" ;;
    esac
    echo "$seconds" >"$street/time.new"
    mv "$street/time.new" "$street/time"
}

it_is +0d
clock_is CLOCK_SHIFT_FILE="$street/time"
