# A street with things on its board. Sourced after tests/e2e/lib/street.sh.
#
# fill_start  the hall and three homes, running
# fill_board  what they post
# fill_deals  deals in every state that a list shows, and some hours

fill_start() {
    at hall init --name "Mill Hall" --neighbourhood "Mill Lane" \
        --at 51.4613,-0.1056 >/dev/null || die "the hall founds"
    start hall ${HALL_OPTIONS:-}
    for fill_who in blue red cleo; do
        case $fill_who in
        blue) fill_name="Blue door" ;;
        red) fill_name="Red gate" ;;
        cleo) fill_name="Cleo and Sam" ;;
        esac
        join "$fill_who" hall "$fill_name"
        start "$fill_who" --peer "$(listens hall)"
        at hall vouch "$fill_name" >/dev/null || die "the hall vouches"
        at "$fill_who" profile --at 51.4621,-0.1034 >/dev/null ||
            die "$fill_who says where it is"
    done
}

fill_board() {
    at hall lend "Ladder, 5 m" --tag tools --days-max 3 --buffer 12 \
        --text "Three parts, rubber feet. Please bring it back dry. How: \
https://example.org/ladders/three-parts/how-they-are-put-up-and-taken-down" \
        --parts "ladder,bag,two hooks"
    at hall lend "Projector and screen" --tag film --tag hall --auto \
        --days-max 4 --text "For film nights. HDMI and VGA."
    at hall lend "Folding tables, six" --quantity 6 --tag party
    at hall skill "Repair café: small appliances" --tag repair \
        --text "First Saturday of the month. Bring the thing and its plug."
    at hall offer "Paint, four half tins" --tag paint --quantity 4 \
        --text "White and a green that looks better than it sounds."
    at hall request "Two people to carry chairs" --quantity 2 \
        --until "in 3 days" --text "Friday at six, half an hour. Tea after."
    at blue offer "Plum jam, six jars" --quantity 6 --tag food \
        --text "From the tree at the corner. Jars back, please."
    at blue lend "Sewing machine" --tag tools --days-max 7
    at blue skill "Concertina for beginners" --tag music --tag lessons \
        --text "Tuesdays or whenever it rains."
    at blue request "A cat sitter in the first week of December"
    at blue offer "Children's bike, 16 inch" --tag bike --choose draw \
        --decide "in 2 days" \
        --text "Red, one bell, no stabilisers. We draw among all who ask."
    at red offer "Sofa, brown, two seats" --tag furniture \
        --text "Comes apart. You need a van and one friend."
    at red lend "Pressure washer" --tag tools --buffer 4
    at red request "Help with a wardrobe" --urgent \
        --text "It is up one flight and does not want to come down."
    at red skill "German conversation" --tag lessons --text "Or Swabian."
    at red offer "Rhubarb, more than we can eat" --tag food
    at cleo lend "Tent for four" --tag outdoors --days-max 10 \
        --parts "tent,poles,pegs,mallet"
    at cleo lend "Bread tins" --tag kitchen
    at cleo offer "Moving boxes, about twenty" --quantity 20
    at cleo request "Loan of a drill on Sunday" --tag tools
    at cleo skill "Bicycle repair" --tag bike --tag repair \
        --text "Punctures while you wait, gears if you leave it overnight."
    at cleo offer "Spider plants, potted" --quantity 5 --tag garden
    at cleo skill "Form filling and letters" --tag paper \
        --text "I read small print for a living."
} >/dev/null

# code HOUSEHOLD WORDS: of the one post that has them.
code() {
    at "$1" board --json --all --search "$2" | jq -r '.[0].code // empty'
}

# ask HOUSEHOLD KEEPER WORDS OPTION...: $asked is the deal's id, both have it.
fill_ask() {
    fill_who=$1
    fill_keeper=$2
    fill_words=$3
    shift 3
    eventually "$fill_who sees $fill_words" shows "$fill_who" "$fill_words"
    asked=$(at "$fill_who" ask "$(code "$fill_who" "$fill_words")" "$@" --json |
        jq -r .id)
    eventually "$fill_keeper has the ask" has_deal "$fill_keeper" "$asked"
}

has_deal() {
    at "$1" deals --all --json | jq -e --arg id "$2" 'any(.[]; .id == $id)' \
        >/dev/null
}

# step HOUSEHOLD OTHER STATE STEP OPTION...: of $asked, and OTHER sees STATE.
fill_step() {
    fill_who=$1
    fill_other=$2
    fill_state=$3
    fill_what=$4
    shift 4
    fill_code=$(at "$fill_who" deals --all --json |
        jq -r --arg id "$asked" '.[] | select(.id == $id) | .code')
    at "$fill_who" "$fill_what" "$fill_code" "$@" >/dev/null ||
        die "$fill_who: $fill_what"
    eventually "$fill_other sees $fill_state" fill_is "$fill_other" \
        "$fill_state"
}

fill_is() {
    at "$1" deals --all --json | jq -e --arg id "$asked" --arg state "$2" \
        'any(.[]; .id == $id and .state == $state)' >/dev/null
}

fill_deals() {
    fill_ask blue hall Ladder --from "in 2 days" --to "in 4 days" \
        --text "For the gutter at the back."
    fill_ask red hall Ladder --from "in 6 days" --to "in 7 days"
    fill_step hall red promised yes --when "in 6 days" --where "The side gate"
    fill_ask cleo hall Ladder --from "in 6 days" --to "in 8 days"
    fill_step hall cleo waiting wait
    fill_ask cleo hall Folding --quantity 2
    fill_step hall cleo promised yes --when "tomorrow 10:00"
    fill_step hall cleo out out
    fill_ask blue hall Paint --quantity 2 --text "The green, please."
    fill_ask hall blue Plum --quantity 2
    fill_step blue hall promised yes --when "sat 10:00" --where "Blue door"
    fill_ask hall red "Pressure washer" --from tomorrow --to "in 2 days"
    fill_step red hall promised yes --when "tomorrow 9:00"
    fill_step red hall out out
    fill_ask hall blue Sewing
    fill_step blue hall declined no --because "It is at the mender's"
    fill_ask red blue Concertina --text "Never held one."
    fill_ask hall cleo Tent --from "in 10 days" --to "in 12 days"
}

fill_hours() {
    at hall pay "Blue door" 1h30 --because "Two shelves in the kitchen"
    at red pay "Mill Hall" 2h --because "Chairs on Friday"
    at blue bill "Mill Hall" 1h --because "Concertina lesson"
    eventually "the hall is asked" fill_turns 2
    at hall pay "Cleo and Sam" 3h --gift --because "Welcome"
} >/dev/null

fill_turns() {
    [ "$(at hall hours --json | jq '[.entries[] | select(.turn)] | length')" \
        -ge "$1" ]
}
