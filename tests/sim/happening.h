/*
 * What may happen in a season, and what a rogue may do, as tables.
 */
#ifndef TESTS_SIM_HAPPENING_H
#define TESTS_SIM_HAPPENING_H

/* Everything that may happen: its name, how often, and who does it. */
#define HAPPENING_MAP(X)                                                       \
    X(dial, 600, "two machines meet for some minutes")                         \
    X(post, 70, "a new post")                                                  \
    X(edit, 25, "a post is changed")                                           \
    X(withdraw, 15, "a post is withdrawn")                                     \
    X(renew, 6, "a post is signed again with a later end")                     \
    X(hours, 15, "hours are proposed")                                         \
    X(settle, 15, "hours are settled")                                         \
    X(letter, 20, "a letter to somebody")                                      \
    X(profile, 4, "a household is named anew")                                 \
    X(bulk, 2, "twenty posts at once")                                         \
    X(flurry, 2, "one post changed ten times in a row")                        \
    X(hub, 20, "a machine says where it can be dialled, or nowhere")           \
    X(stick, 6, "all that one keeps is carried to another")                    \
    X(join, 4, "somebody joins late")                                          \
    X(stolen, 3, "two join on one invite")                                     \
    X(vouch, 10, "a vouch, new or to confirm")                                 \
    X(unvouch, 3, "a vouch is taken back")                                     \
    X(keep, 8, "a home keeps fewer weeks of the board, or more")               \
    X(second_device, 2, "a phone is added to a computer")                      \
    X(restore_twice, 3, "one backup is put back on two machines")              \
    X(cut, 40, "a connection is cut in the middle")                            \
    X(cut_early, 15, "a connection is cut in its handshake")                   \
    X(stall, 10, "a connection is up and carries nothing")                     \
    X(slow, 15, "a connection takes seconds")                                  \
    X(jitter, 15, "a connection is uneven")                                    \
    X(double_dial, 15, "both dial at once")                                    \
    X(reconnect, 15, "a connection is cut and dialled at once")                \
    X(part, 10, "two cannot reach each other for hours")                       \
    X(split, 3, "the village falls in two halves")                             \
    X(isolate, 6, "one machine is cut off for a day")                          \
    X(sleep, 25, "a lid is closed for hours")                                  \
    X(stop, 15, "a machine is off for hours")                                  \
    X(crash, 20, "the power fails, and comes back at once")                    \
    X(crash_open, 15, "the power fails in an open transaction")                \
    X(crash_loop, 5, "a machine starts and fails three times")                 \
    X(slow_disk, 8, "commits take long")                                       \
    X(slow_pool, 8, "checking signatures takes seconds")                       \
    X(disk_full, 6, "a disk is full for a while")                              \
    X(disk_error, 6, "a disk fails once")                                      \
    X(rot, 5, "a card loses a record")                                         \
    X(journal_cut, 8, "old journal rows are cut off")                          \
    X(backup, 12, "a backup is made")                                          \
    X(restore, 6, "a backup is put back")                                      \
    X(skew, 8, "a clock is minutes off")                                       \
    X(drift, 6, "a clock runs fast or slow")                                   \
    X(jump_on, 4, "a clock is an hour ahead for some hours")                   \
    X(jump_back, 4, "a clock is set back an hour")                             \
    X(unset, 4, "a machine starts in 1970")                                    \
    X(far_future, 3, "a clock is ten years ahead for an hour")                 \
    X(misdeed, 60, "a rogue does what it does")

#define HAPPENING_NUMBER(name, weight, text) HAPPENING_##name,
enum happening { HAPPENING_MAP(HAPPENING_NUMBER) HAPPENING_COUNT };
#undef HAPPENING_NUMBER

/* What a rogue does to others. */
#define ROLE_MAP(X)                                                            \
    X(flood, "posts beyond its slots")                                         \
    X(backdate, "stamps of months ago")                                        \
    X(future, "stamps of the future")                                          \
    X(equivocate, "two versions of one stamp for two peers")                   \
    X(malformed, "signed records that the spec refuses")                       \
    X(forge, "records in other names, signatures that do not fit")             \
    X(noise, "bytes without meaning")                                          \
    X(withhold, "passes on nothing of one author")                             \
    X(churn, "keeps changing the roster")                                      \
    X(liar, "lies about weeks, lists and fingerprints")                        \
    X(mute, "never answers after its greeting")                                \
    X(no_ack, "acknowledges nothing")                                          \
    X(over_ack, "acknowledges more than it got")                               \
    X(replay, "hands out what was replaced or withdrawn")                      \
    X(strangers, "records of households it made up")                           \
    X(hello, "greets again and again, as somebody else")                       \
    X(ground, "records ground so that sketches do not come apart")             \
    X(endless, "symbols of nothing, without end")                              \
    X(sizes, "lies about its sets and what differs")                           \
    X(done, "is done too early, twice or never")                               \
    X(drip, "a byte a second")

#define ROLE_NUMBER(name, text) ROLE_##name,
enum role { ROLE_MAP(ROLE_NUMBER) ROLE_COUNT };
#undef ROLE_NUMBER

/* The name of a happening or a role. */
const char *happening_name(enum happening happening);
const char *role_name(enum role role);

#endif
