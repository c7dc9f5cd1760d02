//! The speed of rotations on each backend, compared with the fastest loop in Python on the same database in the same run; the
//! time of each stage; and the memory:
//!
//! ```text
//! cargo bench --bench rotation [-- embedded|sqlite|postgresql]
//! ```
//!
//! Needs a Python with `cryptography` and `psycopg` (`target/kozmoai`, which `.ci/run` creates, or `python3`), and for its last
//! part PostgreSQL. Fails if a goal is missed.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark prints, and fails by panicking")]

#[path = "../support/secrets.rs"]
mod secrets;
#[path = "../support/postgres.rs"]
mod server;
#[path = "../support/skipped.rs"]
mod skipped;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use kozmoai::service::backup::Destination;
use kozmoai::service::progress::{Progress, Stage};
use kozmoai::service::rotation::Request;
use secrets::{FIRST_KEY, operator, ring};
use tempfile::TempDir;

const VALUES: usize = 100_000;
/// The size of values in bytes, before they are encrypted.
const SIZE: usize = 64;
/// The memory limit for the embedded database, in MB.
const MOST_MEMORY: f64 = 400.0;
/// The limit for the growth of memory with ten times as many values.
const MOST_GROWTH: f64 = 1.3;
const TRIES: usize = 3;

fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Returns the seconds that the loop in Python takes on a database.
fn python(place: &str) -> f64 {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/kozmoai/bin/python");
    let python = if installed.exists() { installed } else { "python3".into() };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/python_loop.py");
    let output = Command::new(&python).arg(&script).arg(place).arg(FIRST_KEY).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}

/// Returns the fewest seconds that the loop in Python takes on copies of a file.
fn python_on_sqlite() -> f64 {
    let folder = home();
    let file = secrets::keep_in_sqlite(folder.path());
    secrets::seed_alike(folder.path(), 1_000, VALUES / 1_000, SIZE);
    least((0..TRIES).map(|n| {
        let copy = folder.path().join(format!("{n}.db"));
        let db = rusqlite::Connection::open(&file).unwrap();
        db.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
        python(copy.to_str().unwrap())
    }))
}

fn python_on_postgres(server: &server::Server, database: &str) -> f64 {
    least((0..TRIES).map(|_| {
        let copy = server.copy_of(database);
        server.client(&copy).batch_execute("CHECKPOINT").unwrap();
        python(&format!("host={} port={} user=postgres dbname={copy}", server.folder.display(), server.port))
    }))
}

fn least(seconds: impl Iterator<Item = f64>) -> f64 {
    seconds.fold(f64::MAX, f64::min)
}

/// Returns the seconds for decrypting and encrypting the same values without a database, on one core.
fn cryptography() -> f64 {
    let (old, new) = (ring(FIRST_KEY, &[]), ring("another key", &[FIRST_KEY]));
    let values: Vec<String> = (0..VALUES).map(|_| old.encrypt(&[7; SIZE], Timestamp::UNIX_EPOCH)).collect();
    let begin = Instant::now();
    for value in &values {
        std::hint::black_box(new.reencrypt(&new.decrypt(value).unwrap()));
    }
    begin.elapsed().as_secs_f64()
}

fn rotate(folder: &Path) -> (f64, BTreeMap<&'static str, Duration>) {
    let request = Request { backup: Destination::ConfigDir, ..secrets::request() };
    let service = secrets::service(folder);
    let (mut stages, mut last): (BTreeMap<&str, Duration>, Option<(Stage, Instant)>) = (BTreeMap::new(), None);
    let begin = Instant::now();
    let report = service
        .admin(&operator())
        .unwrap()
        .rotate(&request, &mut |Progress { stage, .. }| {
            let now = Instant::now();
            let (since, at) = last.replace((stage, now)).unwrap_or((stage, begin));
            *stages.entry(since.name()).or_default() += now - at;
            true
        })
        .unwrap();
    let seconds = begin.elapsed().as_secs_f64();
    if let Some((_, at)) = last {
        stages.insert("Putting in place", at.elapsed());
    }
    assert_eq!(report.rotated, VALUES as u64);
    (seconds, stages)
}

/// Returns the program's peak memory for a rotation in MB, and the seconds.
fn memory(folder: &Path) -> (f64, f64) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
    program.env_clear().current_dir(folder).args(["--config-dir", "config", "rotate", "--yes", "-q"]);
    if let Some(url) = secrets::store_url(folder) {
        program.args(["--store", &url]);
    }
    let begin = Instant::now();
    let mut child = program.stdout(Stdio::null()).spawn().unwrap();
    let mut most = 0.0_f64;
    while child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
        most = most.max(line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or(0.0) / 1024.0);
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success());
    (most, begin.elapsed().as_secs_f64())
}

/// Rotates a database several times and compares the best time with the loop in Python; returns whether the goal is met.
fn compare(folder: &Path, what: &str, goal: f64, (python, pure): (f64, f64)) -> bool {
    let (mut best, mut parts) = (f64::MAX, BTreeMap::new());
    for _ in 0..TRIES {
        let (seconds, stages) = rotate(folder);
        if seconds < best {
            (best, parts) = (seconds, stages);
        }
    }
    let ratio = python / best;
    println!("{what}: {:.0} values a second", VALUES as f64 / best);
    println!("  {ratio:.1} x Python's loop (at least {goal}), {:.2} x the time of cryptography alone", best / pure);
    for (name, time) in parts {
        println!("  {name:20} {:>7.0} ms", time.as_secs_f64() * 1e3);
    }
    ratio >= goal
}

fn embedded(python: f64, pure: f64) -> bool {
    let mut met = true;
    for users in [1_000, 10, 1] {
        let folder = home();
        secrets::seed_alike(folder.path(), users, VALUES / users, SIZE);
        met &=
            compare(folder.path(), &format!("embedded, {users} users with {} values each", VALUES / users), 4.0, (python, pure));
        let (memory, _) = memory(folder.path());
        println!("  {memory:.0} MB (at most {MOST_MEMORY})");
        met &= memory <= MOST_MEMORY;
    }
    met
}

/// Whether ten times as many values, which `multiply` creates, take no more memory.
fn growth(folder: &Path, multiply: impl FnOnce()) -> bool {
    let (few, seconds) = memory(folder);
    multiply();
    let (many, longer) = memory(folder);
    println!("  {few:.0} MB; of ten times as many {many:.0} MB (at most {MOST_GROWTH} x) in {:.1} x the time", longer / seconds);
    many <= few * MOST_GROWTH
}

/// Returns the SQL that copies every variable nine times; `id` is the dialect's expression for a new id.
fn nine_more(id: &str) -> String {
    format!(
        "INSERT INTO variable (id, name, value, type, created_at, user_id)
         WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < 9)
         SELECT {id}, name || '_' || n, value, type, created_at, user_id FROM variable, more"
    )
}

fn sqlite(python: f64, pure: f64) -> bool {
    let folder = home();
    let file = secrets::keep_in_sqlite(folder.path());
    secrets::seed_alike(folder.path(), 1_000, VALUES / 1_000, SIZE);
    let fast = compare(folder.path(), "SQLite", 4.0, (python, pure));
    let multiply = || rusqlite::Connection::open(&file).unwrap().execute_batch(&nine_more("lower(hex(randomblob(16)))")).unwrap();
    growth(folder.path(), multiply) && fast
}

fn postgres(pure: f64) -> bool {
    let Some(server) = server::server() else { return true };
    let (folder, database) = (home(), server.fresh());
    secrets::keep_in(folder.path(), &server.address(&database));
    secrets::seed_alike(folder.path(), 1_000, VALUES / 1_000, SIZE);
    server.wait_until_alone(&database);
    let python = python_on_postgres(server, &database);
    println!("Python's loop, psycopg {:>9.0} values a second", VALUES as f64 / python);
    let fast = compare(folder.path(), "PostgreSQL", 3.0, (python, pure));
    growth(folder.path(), || server.client(&database).batch_execute(&nine_more("gen_random_uuid()")).unwrap()) && fast
}

fn main() -> ExitCode {
    // Cargo adds a flag.
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let wants = |engine: &str| wanted.as_ref().is_none_or(|wanted| wanted == engine);
    let pure = cryptography();
    println!("cryptography, one core {:>9.0} values a second", VALUES as f64 / pure);
    let mut met = true;
    if wants("embedded") || wants("sqlite") {
        let python = python_on_sqlite();
        println!("Python's loop, sqlite3 {:>9.0} values a second", VALUES as f64 / python);
        met &= !wants("embedded") || embedded(python, pure);
        met &= !wants("sqlite") || sqlite(python, pure);
    }
    met &= !wants("postgresql") || postgres(pure);
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
