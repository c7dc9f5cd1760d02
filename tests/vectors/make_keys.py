#!/usr/bin/env python3
"""Texts of secret keys, valid and malformed, with the Fernet key that Kozmoai 0.1.8 derives from them.

  make_keys.py [SEED] > keys.json

Needs only the standard library. Prints a JSON list of [text, 32 bytes in hex], or [text, null] for a text that is refused.
"""
import base64, binascii, json, random, sys

CASES = 2400
rnd = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 20240518)
ODD = " \t\n\r=-_+/.,*~\\\"'{}#é世ß👋\u200b\u0301\x00\x7f"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def fernet_key(text):
    """The effect of `ensure_valid_key`: seeded randomness below 32 characters, else padding and lenient decoding."""
    if len(text) < 32:
        seeded = random.Random()
        seeded.seed(text)
        return bytes(seeded.getrandbits(8) for _ in range(32))
    try:
        # As bytes: a str with a character outside ASCII is refused before it is decoded.
        padded = text + "=" * (4 - len(text) % 4)
        key = base64.urlsafe_b64decode(padded.encode())
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == 32 else None


def whole():
    key = base64.urlsafe_b64encode(rnd.randbytes(rnd.choice([32] * 8 + [31, 33, 24, 48]))).decode()
    return rnd.choice([key, key.rstrip("="), key.rstrip("="), key.replace("-", "+").replace("_", "/")])


def odd(most):
    return "".join(rnd.choice(ODD) for _ in range(rnd.randint(1, most)))


def text():
    kind = rnd.randrange(11)
    key = whole()
    at = rnd.randrange(len(key) + 1)
    if kind == 0: return "".join(rnd.choice(LETTERS + ODD) for _ in range(rnd.randint(0, 31)))
    if kind == 1: return "".join(rnd.choice(ODD) for _ in range(rnd.randint(28, 36)))
    if kind == 2: return key
    if kind == 3: return rnd.choice(["'%s'", '"%s"', " %s", "%s\n", "\ufeff%s", "%s  # note"]) % key
    if kind == 4: return key[:at] + odd(5) + key[at:]
    if kind == 5: return key[:at]
    if kind == 6: return key[:at] + "=" * rnd.randint(1, 5) + key[at:]
    if kind == 7: return key + rnd.choice(["=", "==", "===", "====", "A", "AA", "=A", "==A", "A=", "AAAA"])
    if kind == 8: return key[:-rnd.randint(1, 3)] + odd(3)
    if kind == 9: return rnd.randbytes(rnd.randint(8, 32)).hex()
    return "".join(rnd.choice(LETTERS + ODD) for _ in range(rnd.randint(31, 60)))


cases = []
for _ in range(CASES):
    secret = text()
    key = fernet_key(secret)
    cases.append([secret, key and key.hex()])
json.dump(cases, sys.stdout, ensure_ascii=True, separators=(",", ":"))
print()
print(f"{len(cases)} cases, {sum(case[1] is None for case in cases)} refused", file=sys.stderr)
