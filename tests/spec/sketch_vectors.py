"""Make spec/vectors/sketch.json.

Written from spec/sketch.md alone; shares no code with the program. Run it
from the root: python3 tests/spec/sketch_vectors.py
"""
import hashlib
import json
import struct

from wire_vectors import chacha20, id_of

MASK = (1 << 64) - 1


def rotate(x, n):
    return ((x << n) | (x >> (64 - n))) & MASK


def sip_round(v):
    v[0] = (v[0] + v[1]) & MASK
    v[1] = rotate(v[1], 13) ^ v[0]
    v[0] = rotate(v[0], 32)
    v[2] = (v[2] + v[3]) & MASK
    v[3] = rotate(v[3], 16) ^ v[2]
    v[0] = (v[0] + v[3]) & MASK
    v[3] = rotate(v[3], 21) ^ v[0]
    v[2] = (v[2] + v[1]) & MASK
    v[1] = rotate(v[1], 17) ^ v[2]
    v[2] = rotate(v[2], 32)


def siphash(key, data, wide):
    """SipHash-2-4 of 8 bytes, or of 16 (wide), as the reference code."""
    k0, k1 = struct.unpack("<2Q", key)
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D,
         k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]
    if wide:
        v[1] ^= 0xEE
    end = len(data) - len(data) % 8
    words = [struct.unpack("<Q", data[i:i + 8])[0] for i in range(0, end, 8)]
    words.append(len(data) % 256 << 56 | int.from_bytes(data[end:], "little"))
    for word in words:
        v[3] ^= word
        sip_round(v)
        sip_round(v)
        v[0] ^= word
    v[2] ^= 0xEE if wide else 0xFF
    for _ in range(4):
        sip_round(v)
    out = struct.pack("<Q", v[0] ^ v[1] ^ v[2] ^ v[3])
    if wide:
        v[1] ^= 0xDD
        for _ in range(4):
            sip_round(v)
        out += struct.pack("<Q", v[0] ^ v[1] ^ v[2] ^ v[3])
    return out


def blake(data):
    return hashlib.blake2b(data, digest_size=32).digest()


def greatest(fits):
    low, high = 0, 1 << 40
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


DENSE = [greatest(lambda t: t**8 * (2 * b + 1) <= 512 * 65536**8)
         for b in range(256)]
SPARSE = [greatest(lambda t: t**16 * (2 * b + 1)**9 <= 512**9 * 65536**16)
          for b in range(256)]


def check_of(item, key):
    return int.from_bytes(siphash(key, item, False), "little")


def places(check, size):
    table = DENSE if check % 8 == 0 else SPARSE
    state, i, out = check, 0, []
    while i < size:
        out.append(i)
        state = (state * 6364136223846793005 + 1442695040888963407) & MASK
        i += 1 + ((2 * i + 3) * (table[state >> 56] - 65536) >> 17)
    return out


def rows_of(binding):
    stream = chacha20(blake(b"kith project v1\0" + binding), 256)
    return struct.unpack(">32Q", stream)


def project(check, rows):
    return sum((bin(check & row).count("1") & 1) << j
               for j, row in enumerate(rows))


def scramble(x):
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ x >> 27) * 0x94D049BB133111EB & MASK
    return x ^ x >> 31


def tally_of(checks):
    counters = [0] * 128
    for check in checks:
        for w in range(2):
            bits = scramble((check + (w + 1) * 0x9E3779B97F4A7C15) & MASK)
            for k in range(64):
                counters[64 * w + k] += bits >> k & 1
    out = b""
    for plane in range(10):
        for w in range(2):
            word = sum((counters[64 * w + k] >> plane & 1) << k
                       for k in range(64))
            out += struct.pack(">Q", word)
    return counters, out


def estimate(first, second, more):
    total = 0
    for a, b in zip(first, second):
        total += ((2 * (a - b) - more + 1024) % 2048 - 1024) ** 2
    return (total + 64) // 128


def symbols_of(items, key, rows, size):
    sums = [[0, 0] for _ in range(size)]
    for item in items:
        check = check_of(item, key)
        for i in places(check, size):
            sums[i][0] ^= int.from_bytes(item, "big")
            sums[i][1] ^= check
    return b"".join(x.to_bytes(12, "big") + struct.pack(">I", project(c, rows))
                    for x, c in sums)


def item_of(day, number):
    return struct.pack(">H", day) + id_of(number)[:10]


def sets(key, rows):
    out = []
    for name, first, second in (
        ("one apart", range(0, 40), range(0, 41)),
        ("five apart", range(0, 33), range(2, 36)),
        ("twenty apart", range(0, 60), range(10, 70)),
        ("nothing in common", range(0, 7), range(100, 105)),
        ("many", range(0, 1500), range(0, 1600)),
    ):
        a = [item_of(20000 + n % 100, n) for n in first]
        b = [item_of(20000 + n % 100, n) for n in second]
        counters_a, tally_a = tally_of([check_of(x, key) for x in a])
        counters_b, tally_b = tally_of([check_of(x, key) for x in b])
        out.append({
            "name": name,
            "first": [first.start, first.stop],
            "second": [second.start, second.stop],
            "symbols": symbols_of(a, key, rows, 64).hex(),
            "tallies": [tally_a.hex(), tally_b.hex()],
            "estimate": estimate(counters_a, counters_b, len(a) - len(b)),
            "only_first": sorted(x.hex() for x in set(a) - set(b)),
            "only_second": sorted(x.hex() for x in set(b) - set(a)),
        })
    return out


def main():
    assert siphash(bytes(range(16)), b"", False).hex() == "310e0edd47db6f72"
    assert siphash(bytes(range(16)), b"", True).hex() == (
        "a3817f04ba25a8e66df67214c7550293")
    neighbourhood = bytes(range(16))
    binding = bytes(range(64, 128))
    key = blake(b"kith sketch v1\0" + neighbourhood)[:16]
    rows = rows_of(binding)
    items = []
    for number in range(40):
        day = (20000 + 977 * number) % 65536
        item = item_of(day, number)
        check = check_of(item, key)
        items.append({
            "day": day, "id": id_of(number).hex(), "item": item.hex(),
            "check": f"{check:016x}", "places": places(check, 4096),
            "projected": f"{project(check, rows):08x}",
        })
    keyed = []
    for number, (one, turn) in enumerate(((0, 0), (2, 0), (2, 1), (4, 99999))):
        secret = blake(b"kith keyed v1\0" + binding + bytes([one]) +
                       struct.pack(">I", turn))[:16]
        keyed.append({
            "set": one, "round": turn, "id": id_of(number).hex(),
            "item": siphash(secret, id_of(number), True)[:12].hex(),
        })
    with open("spec/vectors/sketch.json", "w") as file:
        json.dump({
            "made_by": "tests/spec/sketch_vectors.py, from spec/sketch.md",
            "neighbourhood": neighbourhood.hex(), "binding": binding.hex(),
            "key": key.hex(), "dense": DENSE, "sparse": SPARSE,
            "items": items, "keyed": keyed, "sets": sets(key, rows),
        }, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
