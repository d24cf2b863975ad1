# ctest: smoke timeout=300
# Raw requests: each row of the table in spec/page.md, sent as it stands.
. tests/e2e/lib/street.sh
. tests/e2e/lib/web.sh

at home init --name "Blue door" --neighbourhood "Mill Lane" >/dev/null 2>&1
at hall init --name "The hall" --neighbourhood "Mill Hall" >/dev/null 2>&1
PAGE=127.0.0.1:0 start home
PAGE=0.0.0.0:0 start hall --page-host hall.test

page_of home
log_in home
other=$cookie
get /new/offer "$other"
other_mark=$(hidden token)
log_in home
get /new/offer "$cookie"
mark=$(hidden token)
[ -n "$mark" ] && [ -n "$other_mark" ] || die "no form has a mark"
page_of hall
hall_port=$port
page_of home
home_port=$port

# header NAME VALUE: nothing for "-".
header() {
    case $2 in
    -) ;;
    *) printf '%s: %s\r\n' "$1" "$2" ;;
    esac
}

# One row, whose cells are the arguments.
request() {
    page=$1 method=$2 path=$3 host=$4 origin=$5 site=$6 type=$7 who=$8
    token=$9
    shift 9
    wanted=$1
    eval "port=\$${page}_port"
    us=127.0.0.1:$port
    count=$((count + 1))
    fields="kind=offer&title=Plums+$count&once=$count"
    case $token in
    good) fields="$fields&token=$mark" ;;
    other) fields="$fields&token=$other_mark" ;;
    esac
    host=$(echo "$host" | sed "s/PORT/$port/; s/^localhost\$/&:$port/")
    origin=$(echo "$origin" | sed "s/PORT/$port/; s,^us\$,http://$us,
        s,^https us\$,https://$us,; s,//us,//$us,")
    case $type in
    urlencoded) type=application/x-www-form-urlencoded ;;
    multipart)
        type="multipart/form-data; boundary=cut"
        fields=$(echo "$fields" | tr '&' '\n' | sed 's/^\([^=]*\)=\(.*\)/--cut\
Content-Disposition: form-data; name="\1"\
\
\2/' | sed 's/$/\r/'; printf -- '--cut--\r\n')
        ;;
    esac
    {
        printf '%s %s HTTP/1.1\r\nConnection: close\r\n' "$method" "$path"
        case $host in
        'us twice') header Host "$us"; header Host "$us" ;;
        us) header Host "$us" ;;
        *) header Host "$host" ;;
        esac
        header Origin "$origin"
        header Sec-Fetch-Site "$site"
        header Content-Type "$type"
        [ "$who" = guest ] || header Cookie "$cookie"
        case $method in
        POST | PUT) printf 'Content-Length: %s\r\n\r\n%s' "${#fields}" \
            "$fields" ;;
        *) printf '\r\n' ;;
        esac
    } | raw
    got=$(status_of)
    # Without a Host header HTTP/1.1 is refused as no request at all.
    [ "$host" != - ] || [ "$got" != 400 ] || got=421
    if [ "$got" != "$wanted" ]; then
        echo "row $count ($page $method $path): $got, not $wanted" >&2
        bad=$((bad + 1))
    fi
    protected "$got"
}

# What every answer of ours says, and what none says.
protected() {
    grep -qi '^Access-Control' "$street/answer" && die "row $count: CORS"
    case $1 in
    421) [ -z "$(body)" ] || [ "$host" = - ] ||
        die "row $count: 421 says something" ;;
    2* | 3* | 4*)
        grep -q "^Content-Security-Policy: default-src 'none';" \
            "$street/answer" && grep -q '^X-Content-Type-Options: nosniff' \
            "$street/answer" || die "row $count: not protected"
        ;;
    esac
}

before=$(at home board --json | jq length)
count=0
bad=0
rows=$(sed -n 's/^| \(h[oa][ml][el] |.*\) |$/\1/p' spec/page.md)
while IFS='|' read -r a b c d e f g h i j; do
    request $(echo $a) "$(echo $b)" "$(echo $c)" "$(echo $d)" "$(echo $e)" \
        "$(echo $f)" "$(echo $g)" "$(echo $h)" "$(echo $i)" $(echo $j)
done <<END
$rows
END
[ "$count" -ge 60 ] || die "only $count rows"
[ "$bad" -eq 0 ] || die "$bad of $count rows"
made=$(($(at home board --json | jq length) - before))
allowed=$(echo "$rows" | grep -c '| 303$')
[ "$made" -eq "$allowed" ] || die "$made posts, not $allowed"
say "$count requests answered as specified, $made posts made"
