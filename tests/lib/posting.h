/*
 * Signed posts and other records for tests of the store: an author by
 * number, a post by its title.
 */
#ifndef TESTS_LIB_POSTING_H
#define TESTS_LIB_POSTING_H

#include <stdint.h>

#include "node/board/post.h"
#include "node/bytes.h"
#include "node/deal/receipt.h"
#include "node/id.h"
#include "node/record/identity.h"
#include "node/record/record.h"

/* 2026-11-21T00:00:00Z, the beginning of a day: when tests begin. */
#define POSTING_NOW_MS (UINT64_C(20778) * 86400000)

/* A household whose one key signs everything. */
struct author {
    struct signing_keys keys;
};

/* The same number is the same author. */
struct author author_of(unsigned number);

/* What a test says of a post; zero is left out. */
struct posting {
    uint32_t n;
    uint32_t lane;
    enum post_kind kind; /* 0: an offer */
    uint64_t stamp_ms;   /* 0: POSTING_NOW_MS */
    uint64_t posted_ms;  /* 0: the stamp */
    uint64_t until_ms;
    uint16_t asks;
    uint8_t birth; /* tells posts of one slot apart */
    uint8_t status;
    bool is_first;
    const char *title; /* NULL: "Ladder" */
    const char *text;
    const char *tag;
    const char *cell;
    const struct photo_reference *photos;
    size_t photos_count;
};

/* Replace `out` by the signed record of a post. */
void posting_sign(const struct author *author,
                  const struct posting *posting,
                  struct bytes *out);

/* Replace `out` by the record that withdraws a slot of posts. */
void posting_withdraw(const struct author *author,
                      uint32_t n,
                      uint64_t stamp_ms,
                      struct bytes *out);

/* Replace `out` by a letter: a record of another set. */
void posting_letter(const struct author *author,
                    uint32_t n,
                    uint64_t stamp_ms,
                    struct bytes *out);

/* Replace `out` by the author's half of a receipt. */
void posting_half(const struct author *author,
                  const struct receipt *receipt,
                  uint64_t stamp_ms,
                  struct bytes *out);

/* Replace `out` by the record of a machine in a lane that is struck out. */
void posting_machine(const struct author *author,
                     uint32_t lane,
                     uint64_t stamp_ms,
                     struct bytes *out);

/* Replace `out` by the profile of a household: a record of the roster. */
void posting_profile(const struct author *author,
                     const char *name,
                     uint64_t stamp_ms,
                     struct bytes *out);

/* The id of the post, the id of a record. */
struct id posting_id(const struct author *author,
                     const struct posting *posting);
struct id posting_record(const struct bytes *bytes);

#endif
