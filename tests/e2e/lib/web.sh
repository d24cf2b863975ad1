# The page of a node, spoken to byte by byte. Sourced after street.sh.
http=$(dirname "$KITH")/tests/e2e_http
crlf=$(printf '\r\nx')
crlf=${crlf%x}

# page_of HOUSEHOLD: sets `us` (number and port) and `port`.
page_of() {
    us=127.0.0.1:$(at "$1" status --json | jq -r '.node.page' |
        sed 's/.*://')
    port=${us##*:}
}

# raw: sends standard input to the page; the answer is in $street/answer.
raw() {
    "$http" "$port" >"$street/answer"
}

status_of() {
    sed -n '1s/^[^ ]* \([0-9]*\).*/\1/p' "$street/answer"
}

body() {
    sed '1,/^\r*$/d' "$street/answer"
}

# get PATH [COOKIE]
get() {
    printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n' "$1" \
        "$us" "${2:+Cookie: $2$crlf}" | raw
}

# post PATH COOKIE BODY: as a form of ours.
post() {
    printf 'POST %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s%s%s\r\n%s' \
        "$1" "$us" "${2:+Cookie: $2$crlf}" \
        "Content-Type: application/x-www-form-urlencoded$crlf" \
        "Content-Length: ${#3}$crlf" "$3" | raw
}

# log_in HOUSEHOLD: sets `cookie`.
log_in() {
    post "$(at "$1" page --json | jq -r .link | sed 's,^http://[^/]*,,')" '' ''
    cookie=$(sed -n 's/^Set-Cookie: \([^;]*\);.*/\1/p' "$street/answer")
    [ -n "$cookie" ] || die "$1 cannot log in: $(cat "$street/answer")"
}

# hidden NAME: the value of a hidden field of the page in the answer.
hidden() {
    body | tr '<' '\n' | head -n 1000 |
        sed -n "s/^input.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" | head -n 1
}
