#include "cli/tell.h"

#define TELL_MAP(X)                                                            \
    X(JOINED, "joined", "a household joined on an invite")                     \
    X(JOIN_CLASH, "join-clash", "a second household joined on one invite")     \
    X(VOUCHED, "vouched", "a household was vouched for")                       \
    X(UNVOUCHED, "unvouched", "a vouch was taken back")                        \
    X(CUT_OFF, "cut-off", "a household lost its standing")                     \
    X(COUNCIL, "council", "there is a new council")                            \
    X(PEER_REFUSED, "peer-refused", "a connection was refused")                \
    X(SYNCED, "synced", "in step with a node")                                 \
    X(CLOCK, "clock", "the clock of this machine is not set")                  \
    X(CLONED, "cloned", "another machine signs with this device's key")        \
    X(ENROLLED, "enrolled", "a new machine is a device of your household")     \
    X(LIAR, "liar", "a household listed forged records as its own board")      \
    X(LETTER, "letter", "a letter came")                                       \
    X(HEIR, "heir", "a thing is yours to keep, if you take it over")           \
    X(TAKEN, "taken", "keeps now what you handed over")                        \
    X(DEAL_ASK, "deal-ask", "somebody asks for something of yours")            \
    X(DEAL_CHANGE, "deal-change", "what was asked for is another now")         \
    X(DEAL_YES, "deal-yes", "your ask was answered with yes")                  \
    X(DEAL_NO, "deal-no", "your ask was answered with no")                     \
    X(DEAL_WAIT, "deal-wait", "you wait in line")                              \
    X(DEAL_DROP, "deal-drop", "who asked does not want it any more")           \
    X(DEAL_AFFIRM, "deal-affirm", "who asked is going to come")                \
    X(DEAL_UNDO, "deal-undo", "a promise was taken back")                      \
    X(DEAL_LAPSE, "deal-lapse", "a promise lapsed, since nobody affirmed it")  \
    X(DEAL_OUT, "deal-out", "something was handed over")                       \
    X(DEAL_DONE, "deal-done", "something is done, or back")                    \
    X(DEAL_MISSED, "deal-missed", "somebody says that you did not meet")       \
    X(DEAL_LOST, "deal-lost", "something is said to be lost")                  \
    X(DEAL_FIX, "deal-fix", "a mark was put right")                            \
    X(DEAL_HAND_ON, "deal-hand-on", "somebody else comes instead")             \
    X(DEAL_NOTE, "deal-note", "there is a note for you")                       \
    X(DEAL_NEXT, "deal-next", "something fell free for who waits first")       \
    X(DEAL_SOON, "deal-soon", "a hand-over is near")                           \
    X(DEAL_DUE, "deal-due", "something is to be brought back soon")            \
    X(DEAL_OVERDUE, "deal-overdue", "something should be back by now")         \
    X(POST_SOON, "post-soon", "your post ends in three days")                  \
    X(POST_OVER, "post-over", "your post has ended")                           \
    X(POST_YEAR, "post-year", "your post has stood for a year")                \
    X(WISH, "wish", "something that you wish for is on the board")             \
    X(SENT_AWAY, "sent-away", "its node does not count you as a member")

#define TELL_NAME(kind, name, words)                                           \
    case TELL_##kind:                                                          \
        return name;
#define TELL_WORDS(kind, name, words)                                          \
    case TELL_##kind:                                                          \
        return words;

const char *tell_name(enum tell_kind kind)
{
    switch (kind) {
        TELL_MAP(TELL_NAME)
    }
    return "unknown";
}

const char *tell_words(enum tell_kind kind)
{
    switch (kind) {
        TELL_MAP(TELL_WORDS)
    }
    return "something that this version has no words for";
}
