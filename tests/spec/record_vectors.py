#!/usr/bin/env python3
"""Writes spec/vectors/records*.json, from spec/records.md alone.

It shares no code with the program: hashes are Python's, Ed25519 and X25519 are
written out below after RFC 8032 and RFC 7748. Slow, and run by hand only:

    python3 tests/spec/record_vectors.py
"""
import hashlib
import json
import re

# Ed25519 and X25519

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e = (y1 - x1) * (y2 - x2) % P
    f = (y1 + x1) * (y2 + x2) % P
    g = 2 * t1 * t2 * D % P
    h = 2 * z1 * z2 % P
    e, i, j, k = f - e, h - g, h + g, f + e
    return (e * i % P, j * k % P, i * j % P, e * k % P)


def times(n, point):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = add(out, point)
        point, n = add(point, point), n >> 1
    return out


BY = 4 * pow(5, P - 2, P) % P
BX2 = (BY * BY - 1) * pow(D * BY * BY + 1, P - 2, P) % P
BX = pow(BX2, (P + 3) // 8, P)
if (BX * BX - BX2) % P:
    BX = BX * pow(2, (P - 1) // 4, P) % P
if BX & 1:
    BX = P - BX
BASE = (BX, BY, 1, BX * BY % P)


def encode(point):
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def expand(seed):
    half = hashlib.sha512(seed).digest()
    a = int.from_bytes(half[:32], "little") & (1 << 254) - 8 | 1 << 254
    return a, half[32:]


def ed_public(seed):
    return encode(times(expand(seed)[0], BASE))


def ed_sign(seed, message):
    a, prefix = expand(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % Q
    start = encode(times(r, BASE))
    h = hashlib.sha512(start + ed_public(seed) + message).digest()
    s = (r + int.from_bytes(h, "little") * a) % Q
    return start + s.to_bytes(32, "little")


def x_public(secret):
    k = int.from_bytes(secret, "little") & (1 << 254) - 8 | 1 << 254
    x2, z2, x3, z3, swap = 1, 0, 9, 1, 0
    for t in reversed(range(255)):
        bit = k >> t & 1
        if swap ^ bit:
            x2, z2, x3, z3 = x3, z3, x2, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb = d * a, c * b
        x3, z3 = (da + cb) ** 2 % P, 9 * (da - cb) ** 2 % P
        e = (a * a - b * b) % P
        x2, z2 = a * a * b * b % P, e * (a * a + 121665 * e) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


# spec/records.md

WORDS = re.search(r"## Words.*?```\n(.*?)```", open("spec/records.md").read(),
                  re.S).group(1).split()


def hashed(domain, *parts):
    message = domain.encode() + b"\0" + b"".join(parts)
    return hashlib.blake2b(message, digest_size=32).digest()


def signed(seed, domain, *parts):
    return ed_sign(seed, domain.encode() + b"\0" + b"".join(parts))


def subkey(seed, what):
    return hashlib.blake2b(f"kith {what} key v1\0".encode(), digest_size=32,
                           key=seed).digest()


class Home:
    def __init__(self, number):
        self.seed = bytes([number]) * 32
        self.household = subkey(self.seed, "household")
        self.signing = subkey(self.seed, "signing")
        self.one_time = subkey(self.seed, "one-time")
        self.id = ed_public(self.household)
        self.transport = x_public(subkey(self.seed, "transport"))
        self.sealing = x_public(subkey(self.seed, "sealing"))

    def words(self):
        h = hashed("kith words v1", self.id)
        return WORDS[h[0]] + "-" + WORDS[h[1]]

    def as_json(self):
        return {"seed": self.seed.hex(), "household": self.id.hex(),
                "signing": ed_public(self.signing).hex(),
                "transport": self.transport.hex(),
                "sealing": self.sealing.hex(),
                "one_time": ed_public(self.one_time).hex(),
                "words": self.words()}


def head(count, small, small_max, forms):
    if count <= small_max:
        return bytes([small | count])
    for first, size in forms:
        if count < 1 << 8 * size:
            return bytes([first]) + count.to_bytes(size, "big")
    raise ValueError(count)


def pack(value):
    if value is True:
        return b"\xc3"
    if isinstance(value, int):
        return head(value, 0, 127,
                    ((0xCC, 1), (0xCD, 2), (0xCE, 4), (0xCF, 8)))
    if isinstance(value, str):
        utf8 = value.encode()
        return head(len(utf8), 0xA0, 31, ((0xD9, 1), (0xDA, 2))) + utf8
    if isinstance(value, bytes):
        return head(len(value), 0, -1, ((0xC4, 1), (0xC5, 2))) + value
    if isinstance(value, list):
        return head(len(value), 0x90, 15, ((0xDC, 2),)) + b"".join(
            pack(item) for item in value)
    return head(len(value), 0x80, 15, ((0xDE, 2),)) + b"".join(
        pack(key) + pack(value[key]) for key in sorted(value))


RETENTION = {1: 400, 2: 400, 3: 400, 4: None, 5: 60, 6: 400, 7: 14, 8: 14,
             9: 120, 10: 120, 11: 10, 12: 30, 13: 120, 14: None,
             15: 120}
STAMP = 1796119200123


def header(number, kind, place, household, signer, lane, n, stamp, body):
    return (bytes([1, number]) + kind.to_bytes(2, "big") + place + household +
            signer + lane.to_bytes(4, "big") + n.to_bytes(4, "big") +
            stamp.to_bytes(8, "big") + len(body).to_bytes(2, "big") + body)


def record(name, number, kind, home, body, fields, lane=0, n=0, stamp=STAMP,
           slot=None):
    """body: bytes of the body; fields: the same for people."""
    secret = home.household if number <= 6 else home.signing
    signer = ed_public(secret)
    message = header(number, kind, PLACE, home.id, signer, lane, n, stamp, body)
    slot = slot or [home.id, lane.to_bytes(4, "big"), n.to_bytes(4, "big")]
    days = RETENTION[number]
    drop = 65535 if days is None else min(stamp // 86400000 + days, 65534)
    return {"name": name, "seed": home.seed.hex(), "class": number,
            "kind": kind, "neighbourhood": PLACE.hex(),
            "household": home.id.hex(), "signer": signer.hex(), "lane": lane,
            "n": n, "stamp": stamp, "body": fields,
            "bytes": (message + signed(secret, "kith record v1",
                                       message)).hex(),
            "id": hashed("kith id v1", message).hex(),
            "slot": hashed("kith slot v1", bytes([number]), *slot).hex(),
            "drop_day": drop}


ANA, BEN = Home(1), Home(2)
CONTENT = pack({1: 0, 3: [ANA.id], 5: "Mill Lane", 6: bytes(range(16))})
COUNCIL = hashed("kith council v1", CONTENT)
PLACE = COUNCIL[:16]
LATER = pack({1: 1, 2: COUNCIL, 3: sorted([ANA.id, BEN.id]), 4: [BEN.id]})


def council(name, content, homes, stated):
    homes = sorted(homes, key=lambda home: home.id)
    pairs = [[home.id, signed(home.household, "kith council v1", PLACE,
                              content)] for home in homes]
    fields = {"content": content.hex(),
              "signatures": [{"household": a.hex(), "signature": b.hex()}
                             for a, b in pairs]}
    body = pack({1: content, 2: pairs})
    out = record(name, 4, 1, ANA, body, fields, slot=[body])
    out["content"] = stated
    return out


def join():
    key = ed_public(BEN.one_time)
    signature = signed(BEN.one_time, "kith join v1", PLACE, BEN.id)
    return record("join", 5, 1, BEN,
                  pack({1: key, 2: signature, 3: "Red gate"}),
                  {"one_time": key.hex(), "signature": signature.hex(),
                   "name": "Red gate"}, slot=[key, BEN.id])


def post(name, kind, fields, keyed, lane, n):
    out = record(name, 9, kind, ANA, pack(keyed), fields, lane=lane, n=n)
    out["post"] = hashed("kith post v1", ANA.id, lane.to_bytes(4, "big"),
                         n.to_bytes(4, "big"), keyed[1]).hex()
    bits = int(out["post"], 16)
    digits = "0123456789abcdefghjkmnpqrstvwxyz"
    out["code"] = fields["title"].split()[0].lower() + "-" + "".join(
        digits[bits >> 256 - 5 * i & 31] for i in range(1, 17))
    return out


def receipt(name, home, keyed):
    names = "giver receiver minutes month nonce gift corrects".split()
    fields = {names[key - 1]: value.hex() if isinstance(value, bytes)
              else value for key, value in keyed.items()}
    out = record(name, 14, 1, home, pack(keyed), fields,
                 slot=[home.id, pack(keyed)])
    out["receipt"] = hashed("kith receipt v1", PLACE, pack(keyed)).hex()
    return out


def records():
    device = {1: ed_public(ANA.signing), 2: ANA.transport, 3: ANA.sealing,
              4: "kitchen", 5: [[bytes([7]) * 32, 1700000000000]],
              6: bytes([9]) * 32}
    birth = bytes(range(8))
    smallest = {1: birth, 2: 1, 3: STAMP, 4: "Ladder"}
    full = {1: birth, 2: 3, 3: STAMP - 5, 4: "Wallpaper table",
            5: "Folds to 60 cm.\nCaf\u00e9 paint on it \U0001f3a8.",
            6: ["tools", "paint"], 7: STAMP + 86400000, 8: 2,
            9: "51.45,-0.01", 10: 1, 11: "Mrs Bell", 12: 1, 13: 0, 14: 300,
            15: True, 16: "taken", 17: 14, 18: 24, 19: ["table", "clamps"],
            20: [bytes([3]) * 16, bytes([2]) * 16], 21: 3, 22: STAMP + 5,
            23: bytes([4]) * 32, 24: bytes([5]) * 32,
            25: [bytes([1]) * 16, bytes([6]) * 16], 26: True,
            27: [[20800, 20801], [20805, 20805]], 28: 2, 29: 90, 30: 0,
            31: bytes([8]) * 32,
            32: [[bytes([7]) * 32, 524288, 1600, 1200],
                 [bytes([6]) * 32, 1, 1, 1]]}
    names = ("birth revision posted title text tags until quantity cell reach "
             "for status left asks first outcome days_max buffer "
             "parts held choose decide commitment secret tickets auto busy "
             "days_min ahead desk heir photos").split()

    def said(key, value):
        if isinstance(value, bytes):
            return value.hex()
        if key == 27:
            return [{"first": first, "last": last} for first, last in value]
        if key == 32:
            return [{"id": item[0].hex(), "bytes": item[1], "width": item[2],
                     "height": item[3]} for item in value]
        return ([said(0, item) for item in value] if isinstance(value, list)
                else value)

    def named(keyed):
        return {names[key - 1]: said(key, value)
                for key, value in keyed.items()}

    smallest_receipt = {1: ANA.id, 2: BEN.id, 3: 5, 4: 0, 5: bytes(range(16))}
    fullest_receipt = {1: ANA.id, 2: BEN.id, 3: 1440, 4: 682, 5: bytes(16),
                       6: True, 7: bytes([7]) * 32}
    strange = pack({40: "of a later version"})
    return [
        council("founding council", CONTENT, [ANA],
                {"height": 0, "stewards": [ANA.id.hex()], "name": "Mill Lane",
                 "birth": bytes(range(16)).hex()}),
        council("later council", LATER, [ANA, BEN],
                {"height": 1, "previous": COUNCIL.hex(),
                 "stewards": sorted([ANA.id.hex(), BEN.id.hex()]),
                 "voters": [BEN.id.hex()]}),
        record("household", 1, 1, ANA, pack({1: "Blue door",
                                             2: ["Ana", "Jos\u00e9"]}),
               {"name": "Blue door", "people": ["Ana", "Jos\u00e9"]}),
        record("device", 2, 1, ANA, pack(device),
               {"signing": device[1].hex(), "transport": device[2].hex(),
                "sealing": device[3].hex(), "name": "kitchen",
                "former": [{"key": (bytes([7]) * 32).hex(),
                            "ended": 1700000000000}],
                "one_time": (bytes([9]) * 32).hex()}, n=2),
        record("device struck out", 2, 1, ANA, pack({}), {}, n=2**32 - 1),
        record("rules", 3, 1, ANA, pack({1: [[6, 0, 24, 128],
                                             [9, 64, 256, 65536]]}),
               {"slots": [{"class": 6, "newcomer": 0, "full": 24,
                           "steward": 128},
                          {"class": 9, "newcomer": 64, "full": 256,
                           "steward": 65536}]}),
        join(),
        record("vouch", 6, 1, ANA, pack({1: BEN.id}),
               {"household": BEN.id.hex()}, n=11),
        record("vouch withdrawn", 6, 1, ANA, pack({1: BEN.id, 2: True}),
               {"household": BEN.id.hex(), "withdrawn": True}, n=11,
               stamp=STAMP + 1),
        record("invite", 6, 2, ANA,
               pack({1: ed_public(BEN.one_time), 2: STAMP + 1209600000}),
               {"one_time": ed_public(BEN.one_time).hex(),
                "until": STAMP + 1209600000}, n=127),
        record("address", 7, 1, ANA,
               pack({1: ["192.0.2.7:5484", "[2001:db8::7]:5484"], 2: 1}),
               {"addresses": ["192.0.2.7:5484", "[2001:db8::7]:5484"],
                "flags": 1}, lane=70000),
        record("manifest", 8, 1, ANA,
               pack({1: [[3000, 7, bytes([8]) * 16],
                         [3001, 65536, bytes([9]) * 16]]}),
               {"weeks": [{"week": 3000, "records": 7,
                           "hash": (bytes([8]) * 16).hex()},
                          {"week": 3001, "records": 65536,
                           "hash": (bytes([9]) * 16).hex()}]}),
        post("smallest post", 3, named(smallest), smallest, 0, 0),
        post("fullest post", 1, named(full), full, 3, 65535),
        record("post withdrawn", 9, 3, ANA, b"", None, stamp=2**53),
        record("post of a later kind", 9, 900, ANA, strange, strange.hex(),
               n=5),
        record("letter", 12, 2, ANA, pack({1: bytes(300)}),
               pack({1: bytes(300)}).hex(), n=63),
        receipt("receipt", ANA, smallest_receipt),
        receipt("other half of the receipt", BEN, smallest_receipt),
        receipt("gift that corrects", BEN, fullest_receipt),
    ]


# What must be refused, and by which rule

def refused(good):
    raw = {entry["name"]: bytes.fromhex(entry["bytes"]) for entry in good}
    post_bytes, house, device = (raw["smallest post"], raw["household"],
                                raw["device"])
    out = []

    def add_case(name, rule, data):
        out.append({"name": name, "rule": rule, "bytes": data.hex()})

    def put(data, at, value):
        return data[:at] + value + data[at + len(value):]

    def bodied(data, body):
        return (data[:100] + len(body).to_bytes(2, "big") + body + data[-64:])

    add_case("nothing", "R1", b"")
    add_case("one byte short", "R1", post_bytes[:-1])
    add_case("one byte long", "R1", post_bytes + b"\0")
    add_case("format 2", "R2", put(post_bytes, 0, b"\2"))
    add_case("class 0", "R2", put(post_bytes, 1, b"\0"))
    add_case("class 16", "R2", put(post_bytes, 1, b"\x10"))
    add_case("kind 0", "R2", put(post_bytes, 2, b"\0\0"))
    add_case("n of 65536", "R3", put(post_bytes, 88, b"\0\1\0\0"))
    add_case("stamp past 2^53", "R3",
             put(post_bytes, 92, (2**53 + 1).to_bytes(8, "big")))
    add_case("household signed by another", "R4", put(house, 52, BEN.id))
    add_case("household in lane 1", "R4", put(house, 84, b"\0\0\0\1"))
    add_case("second household slot", "R5", put(house, 88, b"\0\0\0\1"))
    add_case("device in lane 1", "R4", put(device, 84, b"\0\0\0\1"))
    add_case("join with a number", "R6", put(raw["join"], 88, b"\0\0\0\1"))
    add_case("join of kind 2", "R6", put(raw["join"], 2, b"\0\2"))
    add_case("receipt in lane 1", "R6", put(raw["receipt"], 87, b"\1"))
    add_case("receipt of kind 2", "R6", put(raw["receipt"], 2, b"\0\2"))
    add_case("letter of 4097 bytes", "R7",
             bodied(raw["letter"], pack({0: bytes(4097 - 5)})))
    add_case("vouch blanked", "R8", bodied(raw["vouch"], b""))
    add_case("receipt blanked", "R8", bodied(raw["receipt"], b""))
    half = {1: ANA.id, 2: BEN.id, 3: 90, 4: 682, 5: bytes(16)}
    for name, changed in (("ninety-one minutes", {3: 91}),
                          ("hours for oneself", {2: ANA.id}),
                          ("hours between two others", {1: bytes([1]) * 32})):
        add_case(name, "F13", bodied(raw["receipt"], pack(half | changed)))
    add_case("no minutes", "F4", bodied(raw["receipt"], pack(half | {3: 0})))
    for name, rule, body in SCANNED:
        add_case("letter: " + name, rule,
                 bodied(raw["letter"], bytes.fromhex(body)))
    add_case("body is an array", "R9", bodied(raw["letter"], b"\x90"))
    add_case("founding elsewhere", "R11",
             put(raw["founding council"], 4, b"\0"))
    add_case("field 3 of a household", "F1",
             bodied(house, pack({1: "a", 3: 1})))
    add_case("household without name", "F2", bodied(house, pack({2: ["a"]})))
    add_case("no people, said", "F3", bodied(house, pack({1: "a", 2: []})))
    add_case("withdrawn is false", "F3",
             bodied(raw["vouch"], pack({1: BEN.id}).replace(b"\x81", b"\x82",
                                                            1) + b"\2\xc2"))
    add_case("key of 31 bytes", "F4", bodied(raw["vouch"],
                                             pack({1: bytes(31)})))
    add_case("revision 0", "F4", bodied(post_bytes, pack(
        {1: bytes(8), 2: 0, 3: 1, 4: "a"})))
    add_case("nine tags", "F4", bodied(post_bytes, pack(
        {1: bytes(8), 2: 1, 3: 1, 4: "a", 6: ["t"] * 9})))
    add_case("busy days descend", "F5", bodied(post_bytes, pack(
        {1: bytes(8), 2: 1, 3: 1, 4: "a", 27: [[9, 9], [8, 9]]})))
    add_case("promise of 15 bytes", "F4", bodied(post_bytes, pack(
        {1: bytes(8), 2: 1, 3: 1, 4: "a", 20: [bytes(15)]})))
    add_case("33 promises", "F4", bodied(post_bytes, pack(
        {1: bytes(8), 2: 1, 3: 1, 4: "a", 20: [bytes(16)] * 33})))
    add_case("tickets that descend", "F5", bodied(post_bytes, pack(
        {1: bytes(8), 2: 1, 3: 1, 4: "a",
         25: [bytes([2]) * 16, bytes([1]) * 16]})))
    photo = [bytes(32), 1, 1, 1]
    for name, rule, photos in (
            ("seven photos", "F4", [photo] * 7),
            ("photo of 512 KiB and a byte", "F4", [[bytes(32), 524289, 1, 1]]),
            ("photo of 1601 pixels", "F4", [[bytes(32), 1, 1601, 1]]),
            ("photo without height", "F5", [photo[:3]]),
            ("no photos, said", "F3", [])):
        add_case(name, rule, bodied(post_bytes, pack(
            {1: bytes(8), 2: 1, 3: 1, 4: "a", 32: photos})))
    add_case("key 63", "F1", bodied(post_bytes, pack(
        {1: bytes(8), 2: 1, 3: 1, 4: "a", 63: 1})))
    add_case("rules descend", "F5", bodied(raw["rules"], pack(
        {1: [[9, 1, 1, 1], [6, 1, 1, 1]]})))
    add_case("manifest of a week twice", "F5", bodied(raw["manifest"], pack(
        {1: [[3000, 7, bytes([8]) * 16], [3000, 8, bytes([9]) * 16]]})))
    add_case("manifest of a short hash", "F4", bodied(raw["manifest"], pack(
        {1: [[3000, 7, bytes([8]) * 15]]})))
    add_case("former with one place", "F5", bodied(device, pack(
        {5: [[bytes(32)]]})))
    for name, rule, text in (
            ("empty name", "T1", ""), ("name of 65 bytes", "T2", "n" * 65),
            ("tab in a name", "T4", "a\tb"),
            ("name that turns", "T5", "a\u202eb"),
            ("name with a zero width space", "T6", "a\u200bb"),
            ("name with a space behind", "T7", "a ")):
        add_case(name, rule, bodied(house, pack({1: text})))
    add_case("device with one key", "F8", bodied(device, pack({1: ANA.id})))
    add_case("council signed twice", "F9", bodied(
        raw["founding council"],
        pack({1: CONTENT, 2: [[ANA.id, bytes(64)]] * 2})))
    add_case("founding without birth", "F10", bodied(
        raw["founding council"],
        pack({1: pack({1: 0, 3: [ANA.id]}), 2: [[ANA.id, bytes(64)]]})))
    for name, key in (("record", "smallest post"), ("join", "join"),
                      ("council", "founding council")):
        add_case("signature of the " + name, "R12",
                 raw[key][:-1] + bytes([raw[key][-1] ^ 1]))
    for name, at, home in (("join", 142, BEN), ("founding council", -10, ANA)):
        message = bytearray(raw[name][:-64])
        message[at] ^= 1
        message = bytes(message)
        add_case("signature inside a " + name, "R13",
                 message + signed(home.household, "kith record v1", message))
    return out


SCANNED = [
    ("cut", "S1", "8100"), ("4 GB of array", "S1", "ddffffffff"),
    ("4 GB of map", "S1", "dfffffffff"), ("4 GB of bin", "S1", "c6ffffffff"),
    ("4 GB of text", "S1", "dbffffffff"), ("two values", "S2", "8080"),
    ("nil", "S3", "8100c0"), ("unused byte", "S3", "8100c1"),
    ("float", "S3", "8100ca00000000"), ("4 GB of ext", "S3", "c9ffffffff"),
    ("timestamp", "S3", "8100d6ff00000000"), ("long number", "S4", "8100cc01"),
    ("long negative", "S4", "8100d0ff"), ("signed for nothing", "S4",
                                          "8100d001"),
    ("long text", "S4", "8100d90161"), ("long array", "S4", "8100dc0000"),
    ("long map", "S4", "de0000"), ("same key twice", "S5", "8200010001"),
    ("keys descend", "S5", "8201010001"), ("text as key", "S5", "81a16101"),
    ("key 128", "S5", "81cc8001"), ("byte ff in text", "S6", "8100a1ff"),
    ("surrogate", "S6", "8100a3eda080"), ("overlong", "S6", "8100a2c080"),
    ("nine deep", "S7", "8100" + "91" * 7 + "90"),
    ("513 values", "S8", "8100dc01fe" + "00" * 510),
]


def write(path, document):
    with open(path, "w", encoding="utf-8") as out:
        json.dump(document, out, indent=1, ensure_ascii=True)
        out.write("\n")


def main():
    good = records()
    write("spec/vectors/records.json",
          {"about": "Records and their fields, see spec/records.md.",
           "keys": [ANA.as_json(), BEN.as_json()], "records": good})
    write("spec/vectors/records-refused.json",
          {"about": "Bytes that are refused, and the rule they break.",
           "records": refused(good)})


if __name__ == "__main__":
    main()
