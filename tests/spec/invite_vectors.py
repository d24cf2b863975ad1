#!/usr/bin/env python3
"""Writes spec/vectors/invite.json from spec/invite.md alone.

It shares no code with the program: hashlib and base64 do all of the work.
"""
import base64
import hashlib
import json


def checksum(body):
    return hashlib.blake2b(
        body, digest_size=32, key=b"kith invite text v1").digest()[:8]


def text(body):
    packed = base64.urlsafe_b64encode(body + checksum(body)).decode()
    return "kith:" + packed.rstrip("=")


def pack(case, version=1):
    body = bytes([version])
    body += bytes.fromhex(case["network_key"])
    body += bytes.fromhex(case["one_time_seed"])
    record = bytes.fromhex(case["record"])
    body += len(record).to_bytes(2, "big") + record
    place = case["place"].encode()
    body += bytes([len(place)]) + place
    body += bytes([len(case["addresses"])])
    before = None
    for address in case["addresses"]:
        key = address["key"]
        if key is None:
            body += bytes([0])
        elif key == before:
            body += bytes([2])
        else:
            body += bytes([1]) + bytes.fromhex(key)
        before = key
        where = address["text"].encode()
        body += bytes([len(where)]) + where
    return body


def case(name, record, place, addresses):
    made = {
        "name": name,
        "network_key": bytes(range(32)).hex(),
        "one_time_seed": bytes(range(32, 64)).hex(),
        "record": record,
        "place": place,
        "addresses": addresses,
    }
    made["text"] = text(pack(made))
    return made


def address(key, where):
    return {"key": key, "text": where}


key, other = "aa" * 32, "bb" * 32
record = bytes(n * 7 % 256 for n in range(211)).hex()
cases = [
    case("nobody to be reached", record, "Mill Lane", []),
    case("one address", record, "Mill Lane",
         [address(key, "192.168.1.7:5484")]),
    case("two addresses of one node", record, "Mill Lane",
         [address(key, "192.168.1.7:5484"),
          address(key, "[2001:db8::7]:5484")]),
    case("three nodes, one without a key", record, "Straße",
         [address(key, "10.0.0.1:1"), address(None, "10.0.0.2:65535"),
          address(other, "[::1]:5484")]),
    case("nothing but what must be", "00", "", []),
]

good = pack(cases[1])
four = dict(cases[0], addresses=[address(None, "10.0.0.1:1")] * 4)
long_place = dict(cases[0], place="x" * 65)
long_address = dict(cases[0], addresses=[address(None, "1" * 64)])
refused = [
    {"rule": "N1", "error": "INVALID", "text": "https://example.org/"},
    {"rule": "N1", "error": "CORRUPT", "text": "kith:AA+/"},
    {"rule": "N3", "error": "CORRUPT", "text": cases[1]["text"][:-1]},
    {"rule": "N3", "error": "CORRUPT",
     "text": "kith:" + base64.urlsafe_b64encode(
         good + bytes(8)).decode().rstrip("=")},
    {"rule": "N4", "error": "CORRUPT", "text": text(good + b"\0")},
    {"rule": "N2", "error": "CORRUPT", "text": text(good[:-1])},
    {"rule": "N2", "error": "CORRUPT", "text": text(pack(four))},
    {"rule": "N2", "error": "CORRUPT", "text": text(pack(long_place))},
    {"rule": "N2", "error": "CORRUPT", "text": text(pack(long_address))},
    {"rule": "N2", "error": "CORRUPT",
     "text": text(pack(cases[0])[:-1] + bytes([1, 2, 1]) + b"x")},
    {"rule": "N5", "error": "VERSION", "text": text(pack(cases[1], 2))},
]

with open("spec/vectors/invite.json", "w", encoding="utf-8") as out:
    json.dump({"invites": cases, "refused": refused}, out, indent=1,
              ensure_ascii=False)
    out.write("\n")
