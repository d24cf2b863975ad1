# ctest: smoke timeout=200
# Where the page is, and how a household begins on it.
. tests/e2e/lib/street.sh
. tests/e2e/lib/web.sh

# runs HOUSEHOLD OPTION...: its node in the background, as it is by default.
runs() {
    runs_home=$1
    shift
    KITH_HOME=$street/$runs_home XDG_RUNTIME_DIR='' "$KITH" run --no-lan \
        --only-peers --listen 127.0.0.1:0 "$@" >"$street/$runs_home.log" 2>&1 &
    eval "node_$runs_home=$!"
    nodes="$nodes $!"
}

has_link() {
    grep -q '^Page: ' "$street/$1.log"
}

# link_of HOUSEHOLD: of its log; sets `us`, `port` and `link`.
link_of() {
    eventually "the page of $1" has_link "$1"
    link=$(sed -n 's,^Page: http://[^/]*\(/.*\),\1,p' "$street/$1.log" |
        tail -n 1)
    us=$(sed -n 's,^Page: http://\([^/]*\)/.*,\1,p' "$street/$1.log" |
        tail -n 1)
    port=${us##*:}
}

say "two nodes of one machine have a page each"
runs home
link_of home
begun=$us
runs other
link_of other
[ "$us" != "$begun" ] || die "both are at $us"
stop other
check "nothing was kept" test ! -e "$street/other/page/sessions"

say "an address that is taken is an error when it was asked for"
at late init --name Late --neighbourhood Late >/dev/null 2>&1
exit_of 69 at late run --listen 127.0.0.1:0 --no-lan --page "$begun"
exit_of 64 at late run --listen 127.0.0.1:0 --no-lan --page nowhere
exit_of 66 at none run --listen 127.0.0.1:0 --no-lan --page none
check "and nothing was made" test ! -e "$street/none"

say "a neighbourhood is founded on the page, and the node goes on"
link_of home
post "$link" '' ''
cookie=$(sed -n 's/^Set-Cookie: \([^;]*\);.*/\1/p' "$street/answer")
get / "$cookie"
first=$(sed -n 's/^Location: \([^ ]*\)\r$/\1/p' "$street/answer")
get "$first" "$cookie"
check "there is a page to begin on" is "$(status_of)" 200
token=$(hidden token)
post /do/init "$cookie" "token=$token&once=1&name=&neighbourhood=Mill+Lane"
check "a name is asked for" is "$(status_of)" 422
body | grep -q 'value="Mill Lane"' || die "what was typed is lost"
post /do/init "$cookie" \
    "token=$token&once=2&name=Blue+door&neighbourhood=Mill+Lane"
check "it is founded" is "$(status_of)" 303
eventually "the node goes on" is_up home
get / "$cookie"
check "the board is there, logged in as before" is "$(status_of)" 200
body | grep -q 'Mill Lane' || die "it is not the board of Mill Lane"
is "$(at home status --json | jq -r .node.page)" "http://$us" ||
    die "status does not say where the page is"
stop home
