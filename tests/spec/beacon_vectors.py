#!/usr/bin/env python3
"""Writes spec/vectors/beacon.json from spec/discovery.md alone; run it from
the root. It shares no code with the program."""
import hashlib
import json

from seal import seal

network_key = bytes(range(32))
nonce = bytes(range(200, 224))


def key_of(place, day):
    return hashlib.blake2b(
        b"kith beacon key v1\0" + place + day.to_bytes(4, "big"),
        digest_size=32, key=network_key).digest()


def tag_of(key, transport):
    return hashlib.blake2b(b"kith beacon tag v1\0" + transport,
                           digest_size=32, key=key).digest()[:8]


def sealed(key, version, flags, port, tag):
    plain = bytes([version, flags]) + port.to_bytes(2, "big") + tag
    return nonce + seal(key, nonce, b"", plain)


def case(name, day, flags, port):
    place, transport = bytes(range(16)), bytes(range(64, 96))
    key = key_of(place, day)
    tag = tag_of(key, transport)
    return {
        "name": name,
        "network_key": network_key.hex(),
        "neighbourhood": place.hex(),
        "day": day,
        "transport": transport.hex(),
        "nonce": nonce.hex(),
        "flags": flags,
        "port": port,
        "key": key.hex(),
        "tag": tag.hex(),
        "bytes": sealed(key, 1, flags, port, tag).hex(),
    }


cases = [
    case("a call", 20000, 0, 5484),
    case("a question of one who cannot be dialled", 20000, 1, 0),
    case("the next day", 20001, 0, 5484),
    case("flags of a later version", 20000, 0xFE, 65535),
]
key = bytes.fromhex(cases[0]["key"])
good = bytes.fromhex(cases[0]["bytes"])
refused = [
    {"rule": "L3", "error": "STRANGER", "key": cases[2]["key"],
     "bytes": good.hex()},
    {"rule": "L3", "error": "STRANGER", "key": key.hex(),
     "bytes": (good[:-1] + bytes([good[-1] ^ 1])).hex()},
    {"rule": "L2", "error": "VERSION", "key": key.hex(),
     "bytes": sealed(key, 2, 0, 5484, bytes(8)).hex()},
]

with open("spec/vectors/beacon.json", "w", encoding="utf-8") as out:
    json.dump({"beacons": cases, "refused": refused}, out, indent=1)
    out.write("\n")
