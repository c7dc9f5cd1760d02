#!/usr/bin/env python3
"""Small .env files, valid and malformed, with the bindings that python-dotenv parses before `${...}` is resolved.

  make_dotenv.py [SEED] > dotenv.json

Needs the package `python-dotenv`, 1.2 as Kozmoai 0.1.8 pins it. Prints a JSON list of [text, [[name, value or null], ...]].
"""
import io, json, random, sys

from dotenv.parser import parse_stream

rnd = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 20240518)
PIECES = ["KOZMOAI_SECRET_KEY", "A", "B", "'C'", "export ", "export", "=", " = ", "\t", " ", "  # note", "#", "#x", "\n", "\n", "\r\n", "\r", "'", '"', "\\", "\\'", '\\"',
          "\\n", "\\\\", "value", "pa$$word", "${A}", "$A", "é世", "'a b'", '"a b"', "'a#b'", "dBuuuB_FHLvU8T9e", "=x", "a b", "\u00a0", "\x0b", "", ".", "-"]
cases = []
while len(cases) < 1500:
    text = "".join(rnd.choice(PIECES) for _ in range(rnd.randint(0, 14)))
    if rnd.random() < 0.4:
        text = "".join(f"{rnd.choice('ABC')}{rnd.choice(['=', ' = ', ''])}{rnd.choice(PIECES)}{rnd.choice(PIECES)}{rnd.choice(PIECES)}\n" for _ in range(rnd.randint(1, 4)))
    if rnd.random() < 0.02:
        text = "\ufeff" + text
    # Opening a file in text mode would normalise newlines; the Rust side reads bytes, so both kinds are kept here.
    bindings = [[b.key, b.value] for b in parse_stream(io.StringIO(text, newline="")) if b.key is not None]
    cases.append([text, bindings])
json.dump(cases, sys.stdout, ensure_ascii=True, separators=(",", ":"))
