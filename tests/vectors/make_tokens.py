#!/usr/bin/env python3
"""Fernet tokens, valid and malformed, with the result of Python's cryptography as Kozmoai uses it.

  make_tokens.py [SEED] > tokens.json

Needs the package `cryptography`. One JSON list of [key text, token, plaintext in hex or null] is printed; the token is text as it
might be in a database. The default seed is that of the file next to this script.
"""
import base64, json, random, sys

from cryptography.fernet import Fernet, InvalidToken

CASES = 2400
rnd = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 20240518)
KEYS = [base64.urlsafe_b64encode(rnd.randbytes(32)).decode().rstrip("=") for _ in range(4)]
ODD = " \t\n\r=-_+/.,*~\\\"'{}é世\u200b\x00"


def sealed(key, text, when):
    iv = rnd.randbytes(16)
    return Fernet(key + "=")._encrypt_from_parts(text, when, iv).decode()


def forged(key):
    """A token with a valid signature over wrong or odd parts."""
    from cryptography.hazmat.primitives import hashes, hmac
    body = rnd.choice([b"\x80", b"\x80", b"\x80", b"\x81", b"\x00", b""]) + rnd.randbytes(rnd.choice([0, 7, 8, 8, 8])) + rnd.randbytes(
        rnd.choice([0, 15, 16, 16, 16])) + rnd.randbytes(rnd.choice([0, 1, 15, 16, 16, 32, 33]))
    mac = hmac.HMAC(base64.urlsafe_b64decode(key + "=")[:16], hashes.SHA256())
    mac.update(body)
    return base64.urlsafe_b64encode(body + mac.finalize()).decode()


def damaged(token):
    kind = rnd.randrange(12)
    at = rnd.randrange(len(token) + 1)
    if kind == 0: return token
    if kind == 1: return token.rstrip("=")
    if kind == 2: return token + rnd.choice(["\n", " ", "=", "==", "A", "AAAA", "====", "\r\n"])
    if kind == 3: return token.replace("-", "+").replace("_", "/")
    if kind == 4: return token[:at] + "".join(rnd.choice(ODD) for _ in range(rnd.randint(1, 4))) + token[at:]
    if kind == 5: return token[:at]
    if kind == 6: return token[:at] + rnd.choice("ABCabc0123") + token[at + 1:]
    if kind == 7: return "".join(rnd.choice(ODD + "gAAAAABm0123abc") for _ in range(rnd.randint(0, 120)))
    if kind == 8: return rnd.choice(["'%s'", '"%s"', "b'%s'", " %s", "%s\n", "\ufeff%s"]) % token
    if kind == 9: return "\n".join(token[i:i + 64] for i in range(0, len(token), 64))
    if kind == 10: return token[:at] + token[at + 1:]
    return token[:at] + "=" * rnd.randint(1, 3) + token[at:]


# The vectors of the Fernet specification: generate, verify and invalid. Two are invalid only by their time, which is ignored for
# stored secrets.
SPEC_KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4"
SPEC = """
gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==
gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==
gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA==
%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==
gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm
gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==
gAAAAAAdwStRAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAnja1xKYyhd-Y6mSkTOyTGJmw2Xc2a6kBd-iX9b_qXQcw==
gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==
gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==
""".split()


def opened(key, token):
    try: return Fernet(key + "=").decrypt(token.encode()).hex()
    except InvalidToken: return None


cases = [[SPEC_KEY, token, opened(SPEC_KEY, token)] for token in SPEC]
for n in range(CASES):
    key, other = rnd.sample(KEYS, 2)
    text = rnd.choice([rnd.randbytes(rnd.randint(0, 70)), "Grüße, 世界 👋".encode(), b"", b"sk-" + rnd.randbytes(8).hex().encode()])
    when = rnd.choice([0, 1, 1_700_000_000, 4_102_444_800, 2**32, 2**40, 2**63, 2**64 - 1])
    token = forged(key) if n % 6 == 0 else sealed(key, text, when)
    token = damaged(token) if n % 4 else token
    key = other if n % 17 == 0 else key
    cases.append([key, token, opened(key, token)])
json.dump(cases, sys.stdout, ensure_ascii=True, separators=(",", ":"), indent=None)
print()
print(f"{len(cases)} cases, {sum(c[2] is not None for c in cases)} open", file=sys.stderr)
