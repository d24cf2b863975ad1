# ctest: smoke timeout=100
# What goes wrong on the page, and who is told what: the words of the page, a
# way on for whoever reads it, and nothing that is typed in a terminal.
. tests/e2e/lib/street.sh
. tests/e2e/lib/web.sh

at home init --name "Blue door" --neighbourhood "Mill Lane" >/dev/null 2>&1
at hall init --name "The hall" --neighbourhood "Mill Hall" >/dev/null 2>&1
PAGE=127.0.0.1:0 start home
PAGE=0.0.0.0:0 start hall

has() {
    body | grep -q "$1"
}

has_not() {
    ! has "$1"
}

# plain WHAT STATUS: that status, and no command or option in its words; the
# address bar of a page has no blank before two dashes.
plain() {
    check "$1 is answered" is "$(status_of)" "$2"
    body | sed 's/<[^>]*>//g' | grep -E '(^|[ :])kith [a-z]|(^| )--[a-z]' &&
        die "$1: a command of a terminal"
}

page_of home
log_in home
say "who is logged in has the menu on what is not there"
get /nothing "$cookie"
plain "an unknown address" 404
check "with the menu" has '<nav class="menu"'
check "and no way to log in" has_not 'How to log in'
get /nothing
plain "an unknown address for a stranger" 404
check "without the menu" has_not '<nav class="menu"'

say "a home is open to nobody, and says so"
get /
check "a stranger has to log in" is "$(status_of)" 403
check "and is told how" has '<code>kith page</code>'
check "no board is promised" has_not 'open to anyone'
get /login
check "nor where one logs in" has_not 'open to anyone'
check "nor below it" has_not 'href="/wall"'
get /help
check "nor in the help" has_not 'href="/doctor"'
get /in/0123
plain "a link that is too old" 410
check "it leads on" has 'href="/login"'
check "and not to a board that is closed" has_not 'Back to the board'

say "what is refused is told in the words of the page"
get /new/lend "$cookie"
token=$(hidden token)
post /do/lend "$cookie" "token=$token&once=a&kind=lend&title=Tent&days-max=x"
plain "a number that is none" 422
check "it names the field" has '&quot;Days at most&quot; takes a whole number'
long=$(printf '%0130d' 0)
post /do/lend "$cookie" "token=$token&once=b&kind=lend&title=$long"
plain "a long title" 422
post /do/lend "$cookie" "token=$token&once=c&kind=lend&title=+"
plain "no title" 422
post /do/lend "$cookie" "token=$token&once=d&kind=lend&title=T&until=never"
plain "no day" 422
post /do/vouch "$cookie" "token=$token&once=e&household=Nobody"
plain "nobody of that name" 404
post /do/yes "$cookie" "token=$token&once=f&code=tent-m2x.1"
plain "no such deal" 404
post /do/offer '' "kind=offer&title=Medlars"
plain "a form of nobody" 403
check "it says how to log in" has 'href="/login" target="_blank"'

say "a hall's board is open, its household's pages are not"
page_of hall
get /deals
check "a guest has to log in" is "$(status_of)" 403
check "and reads where this is" has '<span class="place">Mill Hall'
check "and may read the board" has 'open to anyone'
get /nothing
plain "an unknown address for a guest" 404
check "and reads where this is" has '<span class="place">Mill Hall'
check "the board is the way back" has 'Back to the board'
get /in/0123
plain "a link that is too old, for a guest" 410
check "and reads where this is" has '<span class="place">Mill Hall'
