#!/usr/bin/env python3
"""Writes spec/vectors/deals.json, from spec/deals.md alone.

Shares no code with the program. Run it from the root:
python3 tests/spec/deal_vectors.py
"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(__file__))
import record_vectors as records

PAGE = open("spec/deals.md").read()
DAY = 86400000
AT = 1800057600000


def rows(heading):
    """The cells of the table whose heading begins like this."""
    lines = PAGE[PAGE.index(heading):].split("\n")[2:]
    for line in lines:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


FIELDS = {int(row[0]): row[1] for row in rows("| key | name | type |")}
STEPS = {row[1]: (int(row[0]),
                  [int(key) for key in re.findall(r"\d+", row[2])],
                  [int(key) for key in re.findall(r"\d+", row[3])])
         for row in rows("| step | name | must hold |")}

# One value for each key, and what else is good there.
VALUES = {2: bytes([0x50]) * 32, 3: 3, 4: 7, 5: bytes(range(1, 9)),
          6: "Ladder, 3 m", 7: 2, 8: 65535, 9: 2, 10: AT + DAY,
          11: AT + 3 * DAY, 12: "cook", 13: "For the gutter.\nThank you \u2764",
          14: "Mrs Bell", 15: AT + 2 * DAY, 16: AT + DAY + 36000000,
          17: "12 Mill Lane,\nside gate", 18: "a scratch", 19: 5,
          20: AT + 4 * DAY, 21: 10, 22: "Ben", 23: bytes([0x51]) * 32,
          24: "Mr Cole"}


def step(name, keys, **other):
    number = STEPS[name][0]
    body = {1: number, **{key: VALUES[key] for key in keys}}
    body.update({int(key[1:]): value for key, value in other.items()})
    return body


def named(body):
    return {FIELDS[key]: value.hex() if isinstance(value, bytes) else value
            for key, value in body.items()}


def good():
    for name, (_, must, may) in STEPS.items():
        yield name + ", least", step(name, must)
        if may:
            yield name + ", most", step(name, must + may)


def refused():
    for name, (_, must, may) in STEPS.items():
        for key in must:
            yield (f"{name} without {FIELDS[key]}", "E1",
                   step(name, [k for k in must if k != key]))
        strange = [k for k in VALUES if k not in must + may]
        if strange:
            yield (f"{name} with {FIELDS[strange[0]]}", "E1",
                   step(name, must + strange[:1]))
    ask = STEPS["ask"][1]
    yield "days that end where they begin", "E2", step(
        "ask", ask, k10=AT, k11=AT)
    yield "days without a beginning", "E2", step("ask", ask, k11=AT)
    yield "step 17", "F4", {1: 17}
    yield "step 0", "F4", {1: 0}
    yield "no step", "F2", {13: "x"}
    yield "field 25", "F1", step("drop", [], k25=1)
    yield "empty text", "F3", step("drop", [], k13="")
    yield "fix to a yes", "F4", step("fix", [], k21=3)
    yield "a place of 257 bytes", "F4", step("yes", STEPS["yes"][1],
                                             k17="x" * 257)
    yield "text of 2001 bytes", "F4", step("note", [], k13="x" * 2001)


def terms(post):
    parts = post.get("parts", [])
    numbers = [post.get("quantity", 1), post.get("days_min", 0),
               post.get("days_max", 0), post.get("buffer", 0),
               post.get("ahead", 0), post.get("choose", 0),
               len(post.get("cell", "").encode()), len(parts)]
    numbers += [len(part.encode()) for part in parts] + [0] * (16 - len(parts))
    return records.hashed(
        "kith terms v1", b"".join(n.to_bytes(2, "big") for n in numbers),
        post.get("cell", "").encode(), *[part.encode() for part in parts])[:8]


POSTS = [{}, {"quantity": 4, "choose": 3, "cell": "51.45,-0.01"},
         {"days_min": 1, "days_max": 14, "buffer": 24, "ahead": 90,
          "parts": ["ladder", "rope", "caf\u00e9 hook"]}]


def draw():
    secret, post = bytes([7]) * 32, bytes([0x50]) * 32
    claimants = [bytes([number]) * 32 for number in range(1, 6)]
    tickets = {claimant.hex(): records.hashed("kith ticket v1", secret,
                                              claimant, post)[:16].hex()
               for claimant in claimants}
    return {"secret": secret.hex(), "post": post.hex(),
            "commitment": records.hashed("kith draw v1", secret, post).hex(),
            "tickets": tickets, "opened": sorted(tickets.values())}


def main():
    records.write("spec/vectors/deals.json", {
        "about": "Steps of deals, terms and a draw, see spec/deals.md.",
        "steps": [{"name": name, "fields": named(body),
                   "bytes": records.pack(body).hex()} for name, body in good()],
        "refused": [{"name": name, "rule": rule,
                     "bytes": records.pack(body).hex()}
                    for name, rule, body in refused()],
        "terms": [{"post": post, "terms": terms(post).hex()}
                  for post in POSTS],
        "draw": draw()})


if __name__ == "__main__":
    main()
