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
    X(LETTER, "letter", "a letter came")                                       \
    X(LIAR, "liar", "a household listed forged records as its own board")

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
