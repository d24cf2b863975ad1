"""Make spec/vectors/wire.json and fingerprint.json.

Written from spec/wire.md and spec/sync.md alone; shares no code with the
program. Run it from the root: python3 tests/spec/wire_vectors.py
"""
import hashlib
import json
import struct


def rotate(x, n):
    return ((x << n) | (x >> (32 - n))) & 0xFFFFFFFF


def quarter(s, a, b, c, d):
    for x, y, z, n in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8),
                       (c, d, b, 7)):
        s[x] = (s[x] + s[y]) & 0xFFFFFFFF
        s[z] = rotate(s[z] ^ s[x], n)


def chacha20(key, count):
    out = b""
    for block in range((count + 63) // 64):
        start = list(struct.unpack("<4I", b"expand 32-byte k"))
        start += list(struct.unpack("<8I", key)) + [block, 0, 0, 0]
        s = list(start)
        for _ in range(10):
            for i in range(4):
                quarter(s, i, 4 + i, 8 + i, 12 + i)
            for i in range(4):
                quarter(s, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4,
                        12 + (i + 3) % 4)
        out += struct.pack(
            "<16I", *((x + y) & 0xFFFFFFFF for x, y in zip(s, start)))
    return out[:count]


def hash_of(ids):
    lanes = [0] * 1024
    for one in ids:
        for i, lane in enumerate(struct.unpack("<1024H", chacha20(one, 2048))):
            lanes[i] = (lanes[i] + lane) % 65536
    state = struct.pack("<1024H", *lanes)
    return hashlib.blake2b(state, digest_size=16).digest()


def id_of(number):
    return hashlib.blake2b(b"id %d" % number, digest_size=32).digest()


def fingerprints():
    vectors = []
    for name, records in (
        ("empty", []),
        ("one", [(140, 1)]),
        ("two weeks", [(139, 1), (140, 2)]),
        ("a week ends on its seventh day", [(133, 1), (139, 2), (140, 3)]),
        ("for ever", [(65535, number) for number in range(5)]),
        ("many", [(20000 + number % 40, number) for number in range(100)]),
    ):
        weeks = sorted({day // 7 for day, _ in records})
        vectors.append({
            "name": name,
            "records": [{"drop_day": day, "id": id_of(number).hex()}
                        for day, number in records],
            "weeks": [{
                "week": week,
                "records": sum(day // 7 == week for day, _ in records),
                "hash": hash_of([id_of(number) for day, number in records
                                 if day // 7 == week]).hex(),
            } for week in weeks],
            "fingerprint": hash_of([id_of(n) for _, n in records]).hex(),
        })
    return vectors


def sets():
    out = bytes([5])
    for number in range(5):
        out += id_of(number)[:16] + struct.pack(">IH", 1000 * number, 0)
    return out


def ids(numbers):
    found = sorted(id_of(number) for number in numbers)
    return struct.pack(">H", len(found)) + b"".join(found)


def enrol(name):
    return (id_of(80) + struct.pack(">Q", 1790000000000) + bytes(range(64)) +
            id_of(81) + id_of(82) + id_of(83) + bytes([len(name)]) + name +
            bytes(range(64, 128)))


def accepted():
    hello = (bytes([1, 0, 1]) + id_of(70) + id_of(71) +
             struct.pack(">Q", 1790000000000) + sets())
    weeks = b"".join(struct.pack(">HI", week, count) + id_of(week)[:16]
                     for week, count in ((2900, 3), (2901, 1), (9362, 12)))
    record = bytes(range(166))
    return [
        ("HELLO of a hub", hello),
        ("WEEKS", bytes([2, 2]) + struct.pack(">HH", 0, 3) + weeks),
        ("WEEKS from the first of them on", bytes([2, 2]) +
         struct.pack(">HH", 2900, 3) + weeks),
        ("WEEKS of an empty set", bytes([2, 4, 0, 0, 0, 0])),
        ("LIST", bytes([3, 2]) + struct.pack(">HB", 2900, 1) +
         ids(range(3))),
        ("WANT of a list of three", bytes([4, 2]) + struct.pack(">H", 3) +
         ids([1])),
        ("WANT of nothing", bytes([4, 2, 0, 3, 0, 0])),
        ("WANT_WEEK", bytes([5, 0]) + struct.pack(">H", 9362)),
        ("RECORDS", bytes([6, 3]) + struct.pack(">HH", 1, 166) + record),
        ("ACK", bytes([7]) + struct.pack(">I", 262144)),
        ("LISTED", bytes([8, 2])),
        ("DONE", bytes([9, 0])),
        ("FINGERPRINTS", bytes([10, 1]) + sets()),
        ("FINGERPRINTS of nodes in step", bytes([10, 1, 0]) + bytes(range(16))),
        ("BYE", bytes([11, 3, 5]) + b"sorry"),
        ("BYE of a later version", bytes([11, 99, 0])),
        ("ENROL of a phone", bytes([18]) + enrol(b"phone")),
        ("ENROL without a name", bytes([18]) + enrol(b"")),
        ("PHOTO_WANT of eight pieces for another", bytes([21]) + id_of(90) +
         bytes([2, 1, 24, 8])),
        ("PHOTO_PIECE, a head of three bytes", bytes([22]) + id_of(90) +
         bytes([0, 0, 0, 3]) + b"abc"),
        ("PHOTO_STATE: wait", bytes([23]) + id_of(90) + bytes([1, 1])),
        ("ESTIMATE", bytes([12, 2]) + struct.pack(">HI", 0, 100000) +
         bytes(range(160))),
        ("ASK", bytes([13, 2]) + struct.pack(">H", 16384)),
        ("SYMBOLS", bytes([14, 2]) + struct.pack(">HH", 0, 3) +
         bytes(range(48))),
        ("FOUND", bytes([15, 2, 1]) + struct.pack(">H", 2) +
         bytes(range(16))),
        ("FOUND of nothing", bytes([15, 2, 1, 0, 0])),
        ("LISTS", bytes([16, 2])),
        ("KEYED", bytes([17, 2]) + struct.pack(">IH", 7, 200)),
        ("SIFT", bytes([19, 2])),
        ("SIEVE of one part", bytes([20, 2]) + struct.pack(">HH", 0, 64) +
         bytes(range(64))),
        ("SIEVE that is being built", bytes([20, 2]) +
         struct.pack(">HH", 63, 0)),
    ]


def refused():
    return [
        ("nothing", "W1", b""),
        ("byte left over", "W1", bytes([9, 0, 0])),
        ("cut", "W1", bytes([7, 0, 0, 1])),
        ("type 0", "W2", bytes([0])),
        ("type kept for later", "W2", bytes([24])),
        ("four sets", "W3", bytes([10, 0, 4]) + bytes(88)),
        ("set 5", "W1", bytes([8, 5])),
        ("week twice", "W4", bytes([2, 2, 0, 0, 0, 2]) +
         2 * (struct.pack(">HI", 7, 1) + bytes(16))),
        ("empty week", "W4", bytes([2, 2, 0, 0, 0, 1]) +
         struct.pack(">HI", 7, 0) + bytes(16)),
        ("week before the first", "W4", bytes([2, 2, 0, 8, 0, 1]) +
         struct.pack(">HI", 7, 1) + bytes(16)),
        ("id twice", "W5", bytes([3, 2, 0, 7, 1, 0, 2]) + 2 * bytes(32)),
        ("short list that is not the last", "W5",
         bytes([3, 2, 0, 7, 0, 0, 1]) + bytes(32)),
        ("more wanted than listed", "W6",
         bytes([4, 2, 0, 0, 0, 1]) + bytes(32)),
        ("no records", "W7", bytes([6, 2, 0, 0])),
        ("record of 165 bytes", "W7",
         bytes([6, 2, 0, 1]) + struct.pack(">H", 165) + bytes(165)),
        ("ENROL of a line feed", "W17", bytes([18]) + enrol(b"a\nb")),
        ("ENROL of 65 bytes", "W17", bytes([18]) + enrol(b"x" * 65)),
        ("ACK of nothing", "W8", bytes([7, 0, 0, 0, 0])),
        ("tally cut", "W13", bytes([12, 2]) + bytes(6 + 159)),
        ("ASK of nothing", "W14", bytes([13, 2, 0, 0])),
        ("ASK of too much", "W14", bytes([13, 2]) +
         struct.pack(">H", 16385)),
        ("SYMBOLS without one", "W15", bytes([14, 2, 0, 0, 0, 0])),
        ("few symbols that are not the last", "W15", bytes([14, 2]) +
         struct.pack(">HH", 1, 1) + bytes(16)),
        ("short FOUND that is not the last", "W16",
         bytes([15, 2, 0, 0, 1]) + bytes(8)),
        ("SIEVE without a byte", "W18", bytes([20, 2, 0, 0, 0, 0])),
        ("SIEVE that ends within a block", "W18", bytes([20, 2]) +
         struct.pack(">HH", 0, 63) + bytes(63)),
        ("short SIEVE that is not the last", "W18", bytes([20, 2]) +
         struct.pack(">HH", 1, 64) + bytes(64)),
        ("SIEVE of too many parts", "W18", bytes([20, 2]) +
         struct.pack(">HH", 64, 0)),
        ("KEYED of nothing", "W14", bytes([17, 2, 0, 0, 0, 0, 0, 0])),
    ]


def write(name, about, members):
    with open("spec/vectors/%s.json" % name, "w") as out:
        json.dump({"about": about, **members}, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    write("fingerprint", "Sets of records and what weeks and set hash to.",
          {"vectors": fingerprints()})
    write("wire", "Messages that are read, and written again as they stand; "
          "messages that are refused, and by which rule.",
          {"accepted": [{"name": name, "message": message.hex()}
                        for name, message in accepted()],
           "refused": [{"name": name, "rule": rule, "message": message.hex()}
                       for name, rule, message in refused()]})
