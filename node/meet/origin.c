#include "node/meet/origin.h"

const char *origin_name(enum origin origin)
{
    switch (origin) {
    case ORIGIN_INCOMING:
        return "incoming";
    case ORIGIN_TYPED:
        return "typed";
    case ORIGIN_INVITE:
        return "invite";
    case ORIGIN_HUB:
        return "hub";
    case ORIGIN_LAN:
        return "lan";
    case ORIGIN_COUNT:
        break;
    }
    return "";
}
