/*
 * A season: some weeks in a village, as one seed makes them.
 *
 * Residents live (life.c), things break (weather.c), some misbehave
 * (rogue.c). Then everything is mended, all meet again, and what they keep
 * and show must be the same (judge.c).
 */
#ifndef TESTS_SIM_SEASON_H
#define TESTS_SIM_SEASON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "node/board/post.h"
#include "tests/sim/deed.h"
#include "tests/sim/happening.h"
#include "tests/sim/world.h"

enum { WITHDRAWN_MAX = 4096, REPLAYS_MAX = 64 };

/* Plans above this are the ends of what the weather began; below it they are
 * numbers of cables to be cut; 0 is the next happening. */
#define WEATHER_ENDS (UINT64_C(1) << 40)

/* A post that its keeper withdrew. */
struct withdrawn {
    struct id household;
    struct id tombstone;
    char title[TITLE_BYTES_MAX + 1]; /* titles are unique in a season */
};

/* A record that was good once, for whoever hands it out again. */
struct old_record {
    unsigned char *data; /* owned */
    size_t bytes;
};

struct season {
    struct world world;
    uint64_t days;
    size_t size;     /* machines at the beginning */
    size_t size_max; /* and with those who join late */
    size_t rogues;
    enum role roles[MACHINES_MAX];
    uint64_t counts[HAPPENING_COUNT];
    uint64_t misdeeds[ROLE_COUNT];
    struct withdrawn withdrawn[WITHDRAWN_MAX];
    size_t withdrawn_count;
    struct old_record replays[REPLAYS_MAX];
    size_t replay_count;
    size_t rounds;   /* of meetings until all kept the same */
    uint64_t titles; /* given so far */
    uint64_t end_ms; /* of the part in which things happen */
    bool is_over;
};

/* Live through a season; ends the test where its judge is not content. The
 * hash of its trace, which is the same with a forgetful memo and without.
 * `season` keeps the counts and owns nothing after. */
uint64_t season_run(struct season *season,
                    uint64_t seed,
                    uint64_t days,
                    bool is_forgetful);

/* Its machines found a place and join it, within the first hours. */
void season_populate(struct season *season);

/* Let a happening happen; false where it found nobody to happen to. */
bool life_happen(struct season *season, enum happening happening);
bool weather_happen(struct season *season, enum happening happening);
bool rogue_happen(struct season *season);

/* What a rogue's machine sends: true where it was taken care of. */
bool rogue_send(void *self, size_t place, bool is_listener, struct view *bytes);

/* Join somebody on a fresh invite, meeting the inviter; false: refused. */
bool life_join(struct season *season, const char *name);

/* Meet for `ms`; SIZE_MAX where they cannot. */
size_t season_meet(struct season *season,
                   struct machine *dialler,
                   struct machine *listener,
                   uint64_t ms);

/* A machine more for a household: from a copy of its folder, or by putting one
 * backup back on two machines. */
bool life_second_device(struct season *season);
bool life_restore_twice(struct season *season);

/* Somebody writes to somebody. */
bool life_letter(struct season *season);

/* Propose hours to somebody; settle what was proposed. */
bool life_hours(struct season *season);
bool life_settle(struct season *season);

/* A backup is put back: what nobody else has heard of is lost for good. */
void life_forget(struct season *season, const struct machine *machine);

/* A title that no other post has. */
void season_title(struct season *season, char title[static 32]);

/* A random machine: honest and up; or NULL. */
struct machine *season_anyone(struct season *season);

/* A random cable that is up; SIZE_MAX where there is none. */
size_t season_any_cable(struct season *season);

/* Something that the weather began ends. */
void weather_end(struct season *season, uint64_t number);

/* Everything is right again, but nobody is connected. */
void weather_mend(struct season *season);

/* All honest members keep and show the same. */
void judge_season(struct season *season);

#endif
