#!/usr/bin/env python3
"""Runs commands with one system call failing, or killed at it, and checks what they leave behind.

  python3 tests/fault_sweep.py [--faults 40] [--seed N] [--engines embedded,sqlite,postgresql] [--commands rotate,backup] [--binary PATH]

Each fault is tried in a fresh copy of an installation: an error at the k-th call of a kind, once or for all later calls too, or SIGKILL.
`--faults`, or FAULTS in the environment, is the number for each command on each database (0: all there are). Afterwards everyday commands run without a fault, and must find:

- the state before the command or the one after it, nothing in between; the one after it if the command ended with 0
- a database that opens, an intact audit log, secrets that can all be decrypted, and no scratch file
- an interrupted rotation that `rotate resume` or `rotate rollback` ends, and any other command that can be run again

The command itself must end within the time limit, with a documented exit code, without a panic, and must say why it failed.
Needs strace; the part on PostgreSQL needs its programs. Where they are missing the test prints SKIPPED and does nothing.
"""
import argparse, collections, concurrent.futures, contextlib, glob, json, os, pathlib, random, re, shutil, signal, socket, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests/fixtures/kozmoai-0.1.8"
EXIT_CODES = {*range(12), 130}
# The errors to inject for each system call. Those in LASTING are also tried as a permanent state: a full disk, a lost device.
ERRORS = {
    "write": ["ENOSPC", "EIO", "EINTR", "EDQUOT"], "pwrite64": ["ENOSPC", "EIO", "EINTR"], "writev": ["ENOSPC"],
    "fsync": ["EIO", "ENOSPC", "EINTR"], "fdatasync": ["EIO", "ENOSPC"], "sync_file_range": ["EIO", "ENOSPC"],
    "openat": ["EMFILE", "ENFILE", "EACCES", "EROFS", "EIO", "ENOSPC", "EINTR"], "mkdir": ["ENOSPC", "EROFS", "EACCES"], "mkdirat": ["ENOSPC", "EROFS"],
    "rename": ["EIO", "ENOSPC", "EROFS"], "renameat": ["EIO", "ENOSPC"], "renameat2": ["EIO", "ENOSPC", "EINVAL", "EROFS"],
    "link": ["EPERM", "EMLINK", "ENOSPC"], "linkat": ["EPERM", "ENOSPC"], "unlink": ["EIO", "EACCES", "EROFS"], "unlinkat": ["EIO", "EACCES", "EROFS"],
    "rmdir": ["EACCES", "EIO"], "ftruncate": ["ENOSPC", "EIO", "EINTR"], "fallocate": ["ENOSPC", "EIO", "EOPNOTSUPP"], "copy_file_range": ["EIO", "ENOSPC"],
    "mmap": ["ENOMEM"], "clone3": ["EAGAIN"], "flock": ["ENOLCK", "EINTR", "EIO"], "fcntl": ["ENOLCK", "EINTR"],
    "fchown": ["EPERM", "EIO"], "fchmod": ["EPERM", "EROFS"], "chmod": ["EPERM", "EIO"], "chown": ["EPERM"], "read": ["EIO", "EINTR"], "pread64": ["EIO", "EINTR"],
    "getdents64": ["EIO", "ENOMEM"], "statx": ["EIO", "EACCES"], "newfstatat": ["EIO", "EACCES"], "lseek": ["EIO"], "getrandom": ["EINTR"],
    "socket": ["EMFILE"], "connect": ["ECONNREFUSED", "ETIMEDOUT", "EINTR"], "sendto": ["ECONNRESET", "EPIPE"], "recvfrom": ["ECONNRESET", "EIO"],
    "epoll_ctl": ["ENOMEM"], "eventfd2": ["EMFILE"],
}
# Calls that only matter for a client of a server.
OF_CLIENTS = {"socket", "connect", "sendto", "recvfrom", "epoll_ctl", "eventfd2"}
LASTING = {"ENOSPC", "EDQUOT", "EIO", "EROFS", "EMFILE", "ENFILE", "ENOMEM", "EAGAIN", "ENOLCK", "ECONNREFUSED", "ECONNRESET", "EPERM", "EACCES"}
PASSWORD, NEW_KEY = "correct horse battery", "N" * 42 + "g"
NOT_PART_OF_IT = "error while loading shared libraries"       # The fault hit the loader, not the program.


def command(arguments, stdin="", start="full"):
    """A command and its database: `full`, `interrupted` in a rotation, `none`, or `empty` next to a full `sled:///source`."""
    return {"arguments": arguments.split(), "stdin": stdin, "start": start}


COMMANDS = {
    "superuser": command("superuser --username chief --password-stdin", PASSWORD),
    "users import": command("users import people.json"),
    "variables set": command("variables set anna NEW --value-stdin", "a value"),
    "variables import": command("variables import anna variables.json"),
    "users delete": command("users delete ben --confirm ben"),
    "rotate": command("rotate --yes"),
    "rotate to a given key": command("rotate --yes --no-backup --new-key-file new_key"),
    "rotate resume": command("rotate resume", start="interrupted"),
    "rotate rollback": command("rotate rollback", start="interrupted"),
    "backup": command("backup copy.backup"),
    "restore": command("restore older.backup", start="none"),
    "restore --replace": command("restore older.backup --replace"),
    "store copy": command("store copy sled:///source DATABASE", start="empty"),
}


# Commands that open the database next.
OPENERS = ["users list", "rotate status", "doctor", "key check", "audit verify"]


class Embedded:
    name, url = "embedded", ""

    def create(self, home): pass
    def remove(self, home): pass
    def keep(self, home): return None
    def put(self, kept, home): pass
    def settle(self): pass
    def spare(self, home): return f"sled:///{home}/spare"


class Sqlite(Embedded):
    name, url = "sqlite", "sqlite:///kozmoai.db"

    def create(self, home):
        import sqlite3
        with contextlib.closing(sqlite3.connect(home / "kozmoai.db")) as db:
            db.executescript((FIXTURES / "schema-sqlite.sql").read_text())

    def remove(self, home):
        for path in home.glob("kozmoai.db*"): path.unlink()

    def spare(self, home): return f"sqlite:///{home}/spare.db"


class Postgresql(Embedded):
    """A server for the test: faults are injected into its client."""
    name = "postgresql"

    def __init__(self, programs):
        self.programs, self.folder = programs, pathlib.Path(tempfile.mkdtemp(prefix="kozmoai-sweep-pg-"))
        self.folder.chmod(0o777)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.account = []
        if os.geteuid() == 0:
            account = subprocess.run(["id", "-u", "postgres"], capture_output=True, text=True).stdout.strip() or "65534"
            self.account = ["setpriv", f"--reuid={account}", "--clear-groups"]
        self.as_server("initdb", "-D", self.folder / "data", "-U", "postgres", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self.server = subprocess.Popen([*self.account, programs / "postgres", "-D", self.folder / "data", "-k", self.folder, "-p", str(self.port), "-c",
                                        "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while subprocess.run([programs / "pg_isready", "-q", "-h", self.folder, "-p", str(self.port)]).returncode:
            if self.server.poll() is not None: sys.exit("fault sweep: PostgreSQL does not start")
            time.sleep(0.1)
        self.count = 0
        self.url = f"postgresql://postgres@/work?host={self.folder}&port={self.port}"
        self.sql("CREATE DATABASE schema_only")
        self.psql("schema_only", (FIXTURES / "schema-postgresql.sql").read_text())

    def as_server(self, program, *arguments):
        return subprocess.run([*self.account, self.programs / program, *arguments], check=True, capture_output=True, text=True)

    def psql(self, database, text):
        done = subprocess.run([self.programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-p", str(self.port), "-U", "postgres", "-d", database, "-f", "-"],
                              input=text, capture_output=True, text=True)
        if done.returncode: sys.exit(f"fault sweep: psql: {done.stderr}")

    def sql(self, *statements): self.psql("postgres", ";\n".join(statements) + ";\n")

    def replace(self, name, template): self.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {template}")

    def create(self, home): self.replace("work", "schema_only")
    remove = create

    def keep(self, home):
        self.count += 1
        self.replace(f"kept_{self.count}", "work")
        return f"kept_{self.count}"

    def put(self, kept, home): self.replace("work", kept)

    def spare(self, home):
        self.replace("spare", "schema_only")
        return self.url.replace("/work?", "/spare?")

    def settle(self):
        # The server notices a lost client at its next read; wait until its work has ended.
        self.psql("postgres", "DO $$ BEGIN FOR i IN 1..500 LOOP PERFORM pg_stat_clear_snapshot();"
                  " EXIT WHEN NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = 'work'); PERFORM pg_sleep(0.02); END LOOP; END $$;")

    def stop(self):
        self.server.send_signal(signal.SIGQUIT)
        self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Sweep:
    def __init__(self, engine, options, box):
        self.engine, self.options, self.box = engine, options, box
        self.home, self.program = box / "home", options.binary
        self.odd, self.codes, self.tried, self.late, self.skipped = [], collections.Counter(), 0, 0, 0

    def environment(self):
        names = {"PATH": os.environ["PATH"], "HOME": self.home, "USER": "sweep", "KOZMOAI_CONFIG_DIR": self.home / "config", "TMPDIR": self.home / "tmp", "RUST_BACKTRACE": "0"}
        if self.engine.url: names["KOZMOAI_DATABASE_URL"] = self.engine.url
        return {name: str(value) for name, value in names.items()}

    def run(self, arguments, stdin="", before=(), limit=60):
        """Runs the program in the home; None if it does not end."""
        process = subprocess.Popen([*before, self.program, "--no-input", *arguments], cwd=self.home, env=self.environment(), stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        try:
            out, err = process.communicate(stdin.encode(), timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return None
        return subprocess.CompletedProcess(arguments, process.returncode, out.decode(errors="replace"), err.decode(errors="replace"))

    def must(self, *arguments, stdin=""):
        done = self.run(arguments, stdin)
        if done is None or done.returncode: sys.exit(f"fault sweep: {self.engine.name}: {' '.join(arguments)} fails without a fault: {done and done.stderr}")
        return done

    def arguments(self, what):
        database = self.engine.url or f"sled:///{self.home}/config/store"
        given = [database if word == "DATABASE" else word for word in what["arguments"]]
        if "--replace" in given and "--yes" in self.must("restore", "--help").stdout: given.append("--yes")
        return given

    # Installations.

    def prepare(self, what):
        """Sets up an installation in the home, and keeps it."""
        shutil.rmtree(self.home, ignore_errors=True)
        for folder in (self.home, self.home / "config", self.home / "tmp"): folder.mkdir(mode=0o700)
        self.engine.create(self.home)
        self.must("keygen", "--write", ".env")
        place = ["--store", "sled:///source"] if what["start"] == "empty" else []
        people = [{"username": name, "is_active": True} for name in ("anna", "ben")]
        (self.home / "start.json").write_text(json.dumps(people))
        (self.home / "people.json").write_text(json.dumps([{"username": name} for name in ("carl", "dora", "emil")]))
        (self.home / "variables.json").write_text(json.dumps([{"name": f"MANY_{n}", "type": "Credential", "value": f"value {n}", "default_fields": []} for n in range(5)]))
        (self.home / "new_key").write_text(NEW_KEY)
        (self.home / "new_key").chmod(0o600)
        self.must(*place, "superuser", "--username", "root", "--password-stdin", stdin=PASSWORD)
        self.must(*place, "users", "import", "start.json")
        for name in ("anna", "ben"):
            self.must(*place, "variables", "set", name, "TOKEN", "--value-stdin", stdin=f"secret of {name}")
            self.must(*place, "store-key", "set", name, "--value-stdin", stdin=f"store key of {name}")
        self.must(*place, "backup", "older.backup")
        self.must(*place, "variables", "set", "ben", "LATER", "--value-stdin", stdin="after the backup")
        if what["start"] == "interrupted": self.interrupt()
        if what["start"] == "none":
            shutil.rmtree(self.home / "config")
            self.engine.remove(self.home)
        return self.keep()

    def interrupt(self):
        """Kills a rotation at a random file operation so that it is interrupted."""
        kept = self.keep()
        for _ in range(200):
            call, k = self.random.choice(["fsync", "fsync", "rename", "renameat2", "write", "sendto"]), self.random.randrange(1, 60)
            self.put(kept)
            self.run(["rotate", "--yes"], before=["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject={call}:signal=KILL:when={k}"])
            self.engine.settle()
            if (self.home / "config/rotation.json").exists(): return
        sys.exit(f"fault sweep: {self.engine.name}: no kill leaves an interrupted rotation")

    def keep(self):
        kept = pathlib.Path(tempfile.mkdtemp(dir=self.box))
        subprocess.run(["cp", "-a", f"{self.home}/.", kept], check=True)
        return kept, self.engine.keep(self.home)

    def put(self, kept):
        shutil.rmtree(self.home, ignore_errors=True)
        subprocess.run(["cp", "-a", kept[0], self.home], check=True)
        self.engine.put(kept[1], self.home)

    # What is left.

    def files(self):
        """The names of all files; what is random or a number in them is replaced by `#`."""
        found = (path.relative_to(self.home).as_posix() for path in self.home.rglob("*"))
        return {re.sub(r"[0-9a-fA-F]{6,}|\d+", "#", name) for name in found if not name.startswith(("config/store/", "source/"))}

    def observe(self, first, allowed=None):
        """The state as everyday commands show it: (state, complaints). The first of them leaves only `allowed` files."""
        complaints, state = [], {}

        def ask(*arguments, fine=(0,)):
            done = self.run(arguments, limit=30)
            if done is None: complaints.append(f"`{' '.join(arguments)}` does not end"); return None
            if "panicked" in done.stderr: complaints.append(f"`{' '.join(arguments)}` panics: {done.stderr[-300:]}")
            if done.returncode not in fine and not (state.get("users") == 8 and done.returncode == 8):
                complaints.append(f"`{' '.join(arguments)}` ends with {done.returncode}: {done.stderr.strip()[:300]}")
            return done

        if allowed:
            opener = self.random.choice(OPENERS)
            ask(*opener.split(), fine=range(12))
            # Only its own commands resume or roll back an interrupted rotation.
            if left := self.files() - allowed - {"config/rotation.json", "config/backups", "config/backups/kozmoai-#T#Z.backup"}:
                complaints.append(f"left behind after `{opener}`: {sorted(left)}")
        users = ask("users", "list", "--json", fine=(0, 8))
        if users and users.returncode == 0:
            state["users"] = sorted((user["username"], user["is_active"], user["is_superuser"]) for user in json.loads(users.stdout)["users"])
        else: state["users"] = users and users.returncode
        status = ask("rotate", "status", "--json", fine=(0, 10))
        if status and status.returncode in (0, 10) and json.loads(status.stdout)["state"] != "none":
            way = self.random.choice(["resume", "rollback"])
            state["ended by"] = way
            ask("rotate", way)
        if state["users"] not in (None, 8):
            ask("audit", "verify")
            ask("key", "check")
            variables = ask("variables", "export", "--reveal", "-q")
            if variables and variables.returncode == 0: state["variables"] = sorted((v["user"], v["name"], v["value"]) for v in json.loads(variables.stdout))
            doctor = ask("doctor", fine=(0,))
        key = ask("key", "show", "--json")
        if key and key.returncode == 0: state["key"] = "previous" if json.loads(key.stdout)["fingerprint"] == self.fingerprint else "new"
        for path in self.home.glob("copy.backup"):
            done = ask("restore", path.name, "--store", self.engine.spare(self.home))
            state[path.name] = done and done.returncode == 0
        for path in self.home.glob("spare*"): shutil.rmtree(path) if path.is_dir() else path.unlink()
        return state, complaints

    # Faults.

    def count(self, arguments, stdin=""):
        """The number of calls of each kind, in the thread with the most of them."""
        log = self.box / "log"
        done = self.run(arguments, stdin, before=["strace", "-f", "-qq", "-o", log, "-e", "trace=" + ",".join(f"?{call}" for call in ERRORS)])
        counts = collections.defaultdict(collections.Counter)
        for line in log.read_text(errors="replace").splitlines():
            if found := re.match(r"(\d+)\s+(\w+)\(", line): counts[found[2]][found[1]] += 1
        return done, {call: max(of_threads.values()) for call, of_threads in counts.items()}

    def faults(self, counts, loader):
        """All faults in random order, but with every kind of call early."""
        by_call = []
        for call, errors in ERRORS.items():
            if call in OF_CLIENTS and self.engine.name != "postgresql": continue
            first = loader.get(call, 0) + 1
            each = []
            for k in range(first, counts.get(call, 0) + 1):
                each.append(f"inject={call}:signal=KILL:when={k}")
                for error in errors:
                    each.append(f"inject={call}:error={error}:when={k}")
                    if error in LASTING: each.append(f"inject={call}:error={error}:when={k}+")
            self.random.shuffle(each)
            if each: by_call.append(each)
        self.random.shuffle(by_call)
        mixed = [each[turn] for turn in range(max(map(len, by_call))) for each in by_call if turn < len(each)]
        return mixed[:self.options.faults or None]

    def sweep(self, name, what):
        self.random = random.Random(f"{self.options.seed} {self.engine.name} {name}")
        tried, odd, late, skipped = self.tried, len(self.odd), self.late, self.skipped
        began = time.monotonic()
        kept = self.prepare(what)
        self.fingerprint = None
        asked, field = (("rotate", "status"), "old_fingerprint") if what["start"] == "interrupted" else (("key", "show"), "fingerprint")
        self.fingerprint = json.loads(self.must(*asked, "--json").stdout)[field]
        arguments = self.arguments(what)
        _, loader = self.count(["--version"])
        self.put(kept)
        done, counts = self.count(arguments, what["stdin"])
        if done is None or done.returncode: sys.exit(f"fault sweep: {self.engine.name}: {name} fails without a fault: {done and done.stderr}")
        after, complaints = self.observe(first=False)
        files_after = self.files()
        self.put(kept)
        before, more = self.observe(first=True)
        if complaints or more: sys.exit(f"fault sweep: {self.engine.name}: {name}: not right without a fault: {complaints + more}")
        allowed = files_after | self.files()
        if what["start"] == "interrupted": allowed |= {"config/backups"}
        for fault in [self.options.only] if self.options.only else self.faults(counts, loader):
            self.attempt(name, what, arguments, kept, fault, before, after, allowed)
        print(f"{self.engine.name:10} {name:22} {self.tried - tried:5} faults, {self.late - late:3} failures after the change was made, "
              f"{self.skipped - skipped:3} met by the loader, {len(self.odd) - odd:3} bad  ({time.monotonic() - began:.0f} s)", flush=True)
        shutil.rmtree(kept[0], ignore_errors=True)

    def attempt(self, name, what, arguments, kept, fault, before, after, allowed):
        def complain(why):
            self.odd.append(why)
            again = f"tests/fault_sweep.py --seed {self.options.seed} --engines {self.engine.name} --commands '{name}' --only {fault}"
            print(f"BAD {self.engine.name}, {name}, {fault}: {why}\n    again: {again}", flush=True)

        kill, lasting = "signal=KILL" in fault, fault.endswith("+")
        # strace sends no signal from a seccomp stop, so kills are traced call by call.
        quick = [] if kill else ["--seccomp-bpf"]
        trace = ["strace", "-f", *quick, "-qq", "-o", "/dev/null", "-e", "trace=" + re.match(r"inject=(\w+):", fault)[1], "-e", fault]
        self.put(kept)
        done = self.run(arguments, what["stdin"], before=trace, limit=self.options.limit)
        if done is None:
            # A busy machine is not a hang: try again with four times the time.
            self.put(kept)
            done = self.run(arguments, what["stdin"], before=trace, limit=4 * self.options.limit)
        self.tried += 1
        self.engine.settle()
        if done is None:
            complain(f"does not end within {4 * self.options.limit} s")
        else:
            if NOT_PART_OF_IT in done.stderr: self.skipped += 1; return
            self.codes["killed" if done.returncode == -signal.SIGKILL else done.returncode] += 1
            if re.search(r"panicked|/rustc/|\.cargo/|RUST_BACKTRACE", done.stderr): complain(f"panic text: {done.stderr.strip()[:400]}")
            if not kill and done.returncode not in EXIT_CODES: complain(f"exit code {done.returncode}: {done.stderr.strip()[-300:]}")
            silent = done.returncode > 0 and not done.stderr.strip()
            if silent and not (lasting and "=write:" in fault): complain(f"exit code {done.returncode} without a message")
        code = done.returncode if done else None
        if "unlink" in fault:
            # Files that SQLite cannot delete are kept with the database. Leftovers of a backup are deleted by the next backup of
            # that name.
            companions = {f"kozmoai.db.replaced{side}{end}" for side in ("", ".admin") for end in ("-wal", "-shm", "-journal")}
            allowed = allowed | {"copy.backup.#.new"} | companions
        state, complaints = self.observe(first=True, allowed=allowed)
        ended_by = state.pop("ended by", None)
        said = f" | exit {code}: {done.stderr.strip()[:300] if done else ''}"
        for why in complaints: complain(why + said)
        is_after, is_before = state == after, state == {k: v for k, v in before.items() if k != "ended by"}
        if what["start"] == "interrupted" and not is_after: is_before = state in self.ends(kept)
        if not is_after and not is_before: complain(f"half done: {self.difference(state, before, after)}{said}")
        if code == 0 and not (is_after or ended_by): complain(f"exit 0, not done{said}")
        if code not in (0, None) and not kill and is_after and before != after and not ended_by: self.late += 1; self.options.verbose and print(f"late: {self.engine.name}, {name}, {fault}{said}")
        if left := self.files() - allowed: complain(f"left behind: {sorted(left)}{said}")
        # The observing commands create a missing embedded database and bind an empty one on a server to the key, so a restore is
        # refused.
        is_created = what["start"] == "none" and self.engine.name != "sqlite"
        if is_before and not is_after and not is_created and what["start"] != "interrupted" and not ended_by and not complaints:
            again = self.run(arguments, what["stdin"])
            if again is None or again.returncode: complain(f"can't be run again: {again and again.stderr.strip()[:300]}{said}")

    def ends(self, kept):
        """The states in which an interrupted rotation may end: after `resume` and after `rollback`."""
        if not hasattr(self, "_ends") or self._ends[0] != kept:
            saved, found = self.keep(), []
            for way in ("resume", "rollback"):
                self.put(kept)
                self.must("rotate", way)
                found.append(self.observe(first=False)[0])
            self.put(saved)
            self._ends = (kept, found)
        return self._ends[1]

    def difference(self, state, before, after):
        return {key: (state.get(key), "before", before.get(key), "after", after.get(key)) for key in {*state, *before, *after} if state.get(key) not in (before.get(key), after.get(key))} or (state, before, after)


def postgresql_programs():
    found = sorted(pathlib.Path(folder) for folder in [*os.environ["PATH"].split(os.pathsep), *glob.glob("/usr/lib/postgresql/*/bin")])
    return next((folder for folder in reversed(found) if (folder / "initdb").exists() and (folder / "postgres").exists() and (folder / "psql").exists()), None)


def sweep_engine(name, options):
    """Sweeps all commands on one database: (engine, number of faults, of bad ones, exit codes)."""
    if name == "postgresql":
        programs = postgresql_programs()
        if not programs:
            print("fault sweep: SKIPPED on postgresql, it is not installed", flush=True)
            return name, 0, 0, {}
        engine = Postgresql(programs)
    else: engine = {"embedded": Embedded, "sqlite": Sqlite}[name]()
    box = pathlib.Path(tempfile.mkdtemp(prefix="kozmoai-sweep-"))
    try:
        sweep = Sweep(engine, options, box)
        for command_name, what in COMMANDS.items():
            if not options.commands or command_name in options.commands.split(","): sweep.sweep(command_name, what)
        return name, sweep.tried, len(sweep.odd), dict(sorted(sweep.codes.items(), key=str))
    finally:
        if name == "postgresql": engine.stop()
        shutil.rmtree(box, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", type=int, default=int(os.environ.get("FAULTS", 40)))
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--engines", default="embedded,sqlite,postgresql")
    parser.add_argument("--commands", default="")
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "target/debug/kozmoai")
    parser.add_argument("--limit", type=float, default=10, help="seconds a command may take")
    parser.add_argument("--only", default="", help="one fault as it was printed, such as inject=fsync:error=EIO:when=4+")
    parser.add_argument("--verbose", action="store_true", help="print failures after the change was made, too")
    options = parser.parse_args()
    if not shutil.which("strace"):
        print("fault sweep: SKIPPED, no strace")
        return 0
    print(f"fault sweep: seed {options.seed}", flush=True)
    with tempfile.NamedTemporaryFile(prefix="kozmoai-", delete=True) as copy:
        # A copy, because a concurrent build must not replace the program.
        program = pathlib.Path(copy.name + ".program")
        shutil.copy(options.binary, program)
        options.binary = program
        try:
            with concurrent.futures.ProcessPoolExecutor(max_workers=2) as pool:
                results = list(pool.map(sweep_engine, options.engines.split(","), [options] * 3))
        finally: program.unlink()
    bad = sum(result[2] for result in results)
    for name, tried, odd, codes in results: print(f"fault sweep: {name}: {tried} faults, {odd} bad, exit codes {codes}")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
