# ctest: smoke timeout=60
# What is set now stands in the form; sent as it stands, it changes nothing.
. tests/e2e/lib/street.sh
. tests/e2e/lib/web.sh

at home init --name "Blue door" --neighbourhood "Mill Lane" \
    --at 51.4613,-0.1056 >/dev/null 2>&1
PAGE=127.0.0.1:0 start home
page_of home
log_in home

settings() {
    get /settings "$cookie"
    check "the settings are shown" is "$(status_of)" 200
    token=$(hidden token)
    once=$(hidden once)
}

# typed: what stands in the field of the place.
typed() {
    body | sed -n 's/.*name="at"[^>]* value="\([^"]*\)".*/\1/p'
}

place_is() {
    settings
    check "the form has the place" is "$(typed)" "$1"
    check "the household has it" is \
        "$(at home profile --json | jq -r .cell)" "$1"
}

# save NAME PLACE
save() {
    post /do/profile "$cookie" \
        "token=$token&once=$once&name=$1&at=$2"
}

say "the place that is set stands in its field"
place_is 51.46,-0.11
save Blue+door 51.46,-0.11
check "as it stands it is taken" is "$(status_of)" 303
place_is 51.46,-0.11

say "what is no place is told, and stays typed"
save Blue+door the+mill
check "it is refused" is "$(status_of)" 422
check "it stays typed" is "$(typed)" "the mill"
body | grep -q 'is no place' || die "it does not say what is wrong"

say "it is taken away"
settings
save Blue+door none
check "it is taken" is "$(status_of)" 303
place_is ''
stop home
