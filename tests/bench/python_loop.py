"""The loop that rotations are measured against, the fastest that Python's cryptography and sqlite3 give:

  python_loop.py FILE VALUES     makes FILE with so many values of 64 bytes, then prints the seconds that rotating them takes
"""
import os, sqlite3, sys, time
from cryptography.fernet import Fernet, MultiFernet

path, count = sys.argv[1], int(sys.argv[2])
old, new = Fernet(Fernet.generate_key()), Fernet(Fernet.generate_key())
db = sqlite3.connect(path)
db.execute("PRAGMA journal_mode=WAL")
db.execute("CREATE TABLE variable (id TEXT PRIMARY KEY, value TEXT)")
db.executemany("INSERT INTO variable VALUES (?, ?)", ((os.urandom(16).hex(), old.encrypt(os.urandom(64)).decode()) for _ in range(count)))
db.commit()
begin = time.perf_counter()
both = MultiFernet([new, old])
rows = db.execute("SELECT value, id FROM variable").fetchall()
db.executemany("UPDATE variable SET value = ? WHERE id = ?", ((both.rotate(value.encode()).decode(), id) for value, id in rows))
db.commit()
print(time.perf_counter() - begin)
