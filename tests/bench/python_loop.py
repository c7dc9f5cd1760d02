"""The loop that rotations are compared with, the fastest with Python's cryptography and its drivers:

  python_loop.py FILE|CONNINFO KEY     re-encrypts every variable of a Kozmoai database (SQLite file or PostgreSQL) from this key
                                       to a new one, and prints the seconds
"""
import sys, time
from cryptography.fernet import Fernet, MultiFernet

place, key = sys.argv[1], sys.argv[2]
if "=" in place:
    import psycopg
    db, mark = psycopg.connect(place), "%s"
else:
    import sqlite3
    db, mark = sqlite3.connect(place), "?"
    db.execute("PRAGMA journal_mode=WAL")
begin = time.perf_counter()
both = MultiFernet([Fernet(Fernet.generate_key()), Fernet(key + "=")])
rows = db.execute("SELECT value, id FROM variable").fetchall()
db.cursor().executemany(
    f"UPDATE variable SET value = {mark} WHERE id = {mark}", ((both.rotate(value.encode()).decode(), id) for value, id in rows)
)
db.commit()
print(time.perf_counter() - begin)
