#!/usr/bin/env python3
"""Writes spec/vectors/letters.json, from spec/letters.md alone.

Shares no code with the program. Run it from the root:
python3 tests/spec/letter_vectors.py
"""
import hashlib
import json
import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
import record_vectors as records
import seal as aead

P = 2**255 - 19
PLACE = bytes(range(16))
NEVER = bytes(24)


def x25519(secret, point):
    """RFC 7748, with any point."""
    k = int.from_bytes(secret, "little") & (1 << 254) - 8 | 1 << 254
    u = int.from_bytes(point, "little") & (1 << 255) - 1
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for t in reversed(range(255)):
        bit = k >> t & 1
        if swap ^ bit:
            x2, z2, x3, z3 = x3, z3, x2, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb = d * a, c * b
        x3, z3 = (da + cb) ** 2 % P, u * (da - cb) ** 2 % P
        e = (a * a - b * b) % P
        x2, z2 = a * a * b * b % P, e * (a * a + 121665 * e) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


def random(what, count):
    return hashlib.shake_256(what.encode()).digest(count)


def public(secret):
    return x25519(secret, (9).to_bytes(32, "little"))


def stall(letter, reader):
    pair = records.hashed("kith letter pair v1",
                          x25519(letter["sender_secret"], reader),
                          letter["sender"], reader)
    tag = records.hashed("kith letter tag v1", pair, letter["nonce"])[:8]
    wrap = records.hashed("kith letter stall v1",
                          x25519(letter["ephemeral_secret"], reader),
                          letter["ephemeral"], reader)
    return tag + aead.seal(wrap, NEVER, b"", letter["key"])


def padded(text):
    size = min(s for s in (512, 1024, 3072) if s >= len(text) + 2)
    return (len(text).to_bytes(2, "big") + text).ljust(size, b"\0")


def body_of(letter, plain, commitment=None, author=None):
    """The body of a record; `plain` is what is sealed."""
    commitment = commitment or records.hashed(
        "kith letter commit v1", letter["key"], letter["nonce"])
    beside = (PLACE + (author or letter["author"]) + letter["sender"] +
              letter["ephemeral"])
    return records.pack({
        1: letter["sender"], 2: letter["ephemeral"], 3: letter["nonce"],
        4: b"".join(letter["stalls"]), 5: commitment,
        6: aead.seal(letter["key"], letter["nonce"], beside, plain)})


def make(name, places, content, thread=None, answers=None, readers=1,
         kind=1):
    home = records.Home(7)
    letter = {
        "sender_secret": random(name + " sender", 32),
        "ephemeral_secret": random(name + " ephemeral", 32),
        "nonce": random(name + " nonce", 24),
        "key": random(name + " key", 32),
        "author": home.id,
    }
    letter["sender"] = public(letter["sender_secret"])
    letter["ephemeral"] = public(letter["ephemeral_secret"])
    letter["stalls"] = [random(f"{name} stall {i}", 56) for i in range(8)]
    secrets = []
    for number, place in enumerate(places):
        secrets.append(random(f"{name} reader {number}", 32))
        letter["stalls"][place] = stall(letter, public(secrets[-1]))
    document = {
        1: kind, 4: 1796119200123,
        5: sorted(random(f"household {i}", 32) for i in range(readers)),
        6: content, 7: random(name + " letter", 16),
        8: records.ed_public(home.signing)}
    if thread:
        document[2] = thread
    if answers:
        document[3] = answers
    packed = records.pack(document)
    text = packed + records.signed(home.signing, "kith letter v1", PLACE,
                                   home.id, packed)
    vector = {
        "name": name, "kind": kind, "written": document[4],
        "thread": (thread or b"").hex(), "answers": (answers or b"").hex(),
        "readers": [r.hex() for r in document[5]],
        "content": content.hex(), "letter_nonce": document[7].hex(),
        "text": text.hex(),
        "id": records.hashed("kith letter v1", PLACE, home.id,
                             packed).hex(),
        "sender_secret": letter["sender_secret"].hex(),
        "ephemeral_secret": letter["ephemeral_secret"].hex(),
        "nonce": letter["nonce"].hex(), "key": letter["key"].hex(),
        "machines": [{"secret": s.hex(), "stall": p}
                     for s, p in zip(secrets, places)],
        "body": body_of(letter, padded(text)).hex(),
    }
    return vector, letter, text


def main():
    home = records.Home(7)
    thread = random("thread", 32)
    made = [
        make("an ask", [3], bytes.fromhex("8101a3796573")),
        make("an answer to two machines", [7, 0], b"\x80", thread,
             random("answers", 32)),
        make("to two households", [1, 2, 5], b"\x80", thread, readers=2,
             kind=65535),
        make("all stalls, middle size", list(range(8)), bytes(700)),
        make("the longest", [4], bytes(2700), thread, thread, 2),
    ]
    vector, letter, text = made[0]
    secret = vector["machines"][0]["secret"]
    plain = padded(text)
    cases = [
        ("a zero too few: the next size", "S2", body_of(
            letter, plain.ljust(1024, b"\0"))),
        ("padded with a one", "S2", body_of(letter, plain[:-1] + b"\1")),
        ("longer than its size", "S2", body_of(
            letter, b"\xff\xff" + plain[2:])),
        ("another commitment", "S5", body_of(
            letter, plain, commitment=random("other", 32))),
        ("of another author", "S6", body_of(
            letter, plain, author=random("other", 32))),
    ]
    refused = [{"name": n, "rule": r, "stall": 3, "secret": secret,
                "body": b.hex()} for n, r, b in cases]
    with open("spec/vectors/letters.json", "w") as file:
        json.dump({
            "about": "Letters, sealed and open: spec/letters.md.",
            "neighbourhood": PLACE.hex(), "author": home.id.hex(),
            "signing_seed": home.signing.hex(),
            "letters": [m[0] for m in made], "refused": refused,
        }, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
