/*
 * The oracle: who has standing and what is kept, worked out the slow way.
 *
 * It reads facts, not records, and shares no code with node/people: rules
 * are applied to everybody again and again until nothing changes.
 */
#ifndef TESTS_SIM_ORACLE_H
#define TESTS_SIM_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/sim/history.h"

enum { ORACLE_NOBODY = -1, ORACLE_MODES = 3 };

struct oracle {
    bool kept[HISTORY_FACTS_MAX];
    uint8_t level[ORACLE_MODES][HISTORY_HOUSEHOLDS];
    bool is_clashed[HISTORY_HOUSEHOLDS];
    size_t council; /* content in force; HISTORY_CONTENTS: none */
};

/*
 * Judge the facts that are marked at a time.
 *
 * is_there  of each fact
 * own       household whose records are kept in any case, or ORACLE_NOBODY
 */
void oracle_judge(struct oracle *oracle,
                  const struct history *history,
                  const bool *is_there,
                  uint64_t now_ms,
                  int own);

#endif
