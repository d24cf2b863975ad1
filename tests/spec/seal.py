"""XChaCha20-Poly1305 for the makers of vectors, from RFC 8439 and the draft
of XChaCha; shares no code with the program."""
import struct


def rotate(x, n):
    return ((x << n) | (x >> (32 - n))) & 0xFFFFFFFF


def quarter(s, a, b, c, d):
    for x, y, z, n in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8),
                       (c, d, b, 7)):
        s[x] = (s[x] + s[y]) & 0xFFFFFFFF
        s[z] = rotate(s[z] ^ s[x], n)


def rounds(start):
    s = list(start)
    for _ in range(10):
        for i in range(4):
            quarter(s, i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(s, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return s


def state(key, tail):
    return (list(struct.unpack("<4I", b"expand 32-byte k")) +
            list(struct.unpack("<8I", key)) + list(struct.unpack("<4I", tail)))


def hchacha20(key, nonce16):
    s = rounds(state(key, nonce16))
    return struct.pack("<8I", *(s[:4] + s[12:]))


def block(key, counter, nonce12):
    start = state(key, struct.pack("<I", counter) + nonce12)
    return struct.pack("<16I", *((x + y) & 0xFFFFFFFF
                                 for x, y in zip(rounds(start), start)))


def poly1305(key, data):
    r = int.from_bytes(key[:16], "little")
    r &= 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(data), 16):
        piece = int.from_bytes(data[at:at + 16] + b"\1", "little")
        total = (total + piece) * r % ((1 << 130) - 5)
    total += int.from_bytes(key[16:], "little")
    return (total & ((1 << 128) - 1)).to_bytes(16, "little")


def padded(data):
    return data + bytes(-len(data) % 16)


def seal(key, nonce24, beside, plain):
    """The sealed bytes and the tag behind them."""
    inner = hchacha20(key, nonce24[:16])
    nonce = bytes(4) + nonce24[16:]
    sealed = b""
    for at in range(0, len(plain), 64):
        stream = block(inner, 1 + at // 64, nonce)
        sealed += bytes(x ^ y for x, y in zip(plain[at:at + 64], stream))
    tag = poly1305(block(inner, 0, nonce)[:32],
                   padded(beside) + padded(sealed) +
                   struct.pack("<QQ", len(beside), len(sealed)))
    return sealed + tag


# The example of draft-irtf-cfrg-xchacha-03, A.3.1, so that no mistake here
# becomes a vector.
assert seal(
    bytes(range(0x80, 0xA0)), bytes(range(0x40, 0x58)),
    bytes.fromhex("50515253c0c1c2c3c4c5c6c7"),
    b"Ladies and Gentlemen of the class of '99: If I could offer you only "
    b"one tip for the future, sunscreen would be it.")[-16:].hex() == (
        "c0875924c1c7987947deafd8780acf49")
