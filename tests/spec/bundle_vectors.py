#!/usr/bin/env python3
"""Writes spec/vectors/bundle.json from spec/bundle.md alone.

Records come from spec/vectors/records.json; run it from the root. It shares
no code with the program.
"""
import hashlib
import json

from seal import seal

MAGIC = b"kith bundle v1\n\0"
SETS = {"roster": 0, "presence": 1, "board": 2, "ledger": 3, "mail": 4}
SET_OF = {1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 1, 8: 1, 9: 2, 10: 2, 11: 2,
          12: 4, 13: 4, 14: 3}

with open("spec/vectors/records.json", encoding="utf-8") as file:
    known = json.load(file)["records"]
place = bytes.fromhex(known[0]["neighbourhood"])
network_key = bytes(range(32))
nonce = bytes(range(100, 124))


def head_of(neighbourhood=place, magic=MAGIC):
    return (magic + neighbourhood + (1700000000000).to_bytes(8, "big") +
            nonce)


def key_of(neighbourhood=place):
    return hashlib.blake2b(b"kith bundle key v1\0" + neighbourhood,
                           digest_size=32, key=network_key).digest()


def sealed(head, number, plain):
    tail = int.from_bytes(nonce[16:], "big") ^ number
    made = seal(key_of(head[16:32]), nonce[:16] + tail.to_bytes(8, "big"),
                head, plain)
    return len(made).to_bytes(4, "big") + made


def records_of(number, some):
    return bytes([number]) + b"".join(
        len(one).to_bytes(2, "big") + one for one in some)


def last_of(counts):
    return b"\xff" + b"".join(count.to_bytes(4, "big") for count in counts)


def bundle(plains, head=None):
    head = head or head_of()
    return head + b"".join(sealed(head, number, plain)
                           for number, plain in enumerate(plains))


def some_of(number, most):
    return [bytes.fromhex(one["bytes"]) for one in known
            if bytes.fromhex(one["neighbourhood"]) == place and
            SET_OF[one["class"]] == number][:most]


def case(name, sets):
    counts = [len(sets.get(number, [])) for number in range(5)]
    plains = [records_of(number, sets[number]) for number in sorted(sets)]
    return {
        "name": name,
        "network_key": network_key.hex(),
        "neighbourhood": place.hex(),
        "written": 1700000000000,
        "nonce": nonce.hex(),
        "parcels": [{"set": number,
                     "records": records_of(number, sets[number])[1:].hex()}
                    for number in sorted(sets)],
        "counts": counts,
        "bytes": bundle(plains + [last_of(counts)]).hex(),
    }


roster, board = some_of(0, 3), some_of(2, 2)
cases = [
    case("nothing", {}),
    case("people", {0: roster}),
    case("people and posts", {0: roster, 2: board}),
]


def refused(rule, error, data):
    return {"rule": rule, "error": error, "network_key": network_key.hex(),
            "bytes": data.hex()}


none = last_of([0] * 5)
post = records_of(2, board)
other = bytes(16)
refusals = [
    refused("W1", "INVALID", b"PK\3\4" + head_of()[4:]),
    refused("W1", "VERSION", head_of(magic=b"kith bundle v2\n\0")),
    refused("W2", "CORRUPT", bundle([bytes([5]) + post[1:], none])),
    refused("W2", "CORRUPT", bundle([bytes([0]) + post[1:], none])),
    refused("W2", "CORRUPT", bundle([post[:-1], none])),
    refused("W2", "CORRUPT", bundle([bytes([2]), none])),
    refused("W2", "CORRUPT", bundle([post, none], head_of(other))),
    refused("W3", "CORRUPT", bundle([none[:-1]])),
    refused("W3", "CORRUPT", bundle([none + b"\0"])),
    refused("W4", "CORRUPT", bundle([none])[:-1] + b"\0"),
    refused("W4", "CORRUPT", head_of() + sealed(head_of(), 1, none)),
    refused("W4", "CORRUPT", head_of() + (16).to_bytes(4, "big") + bytes(16)),
    refused("W4", "CORRUPT", head_of() + b"\xff" * 64),
]

with open("spec/vectors/bundle.json", "w", encoding="utf-8") as out:
    json.dump({"bundles": cases, "refused": refusals}, out, indent=1)
    out.write("\n")
