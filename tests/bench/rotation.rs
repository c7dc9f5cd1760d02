//! The speed of rotations on each backend, compared with the fastest loop in Python on the same values in the same run; the time of
//! each stage; and the memory:
//!
//! ```text
//! cargo bench --bench rotation [-- embedded|sqlite|postgresql]
//! ```
//!
//! Needs a Python with `cryptography` and `psycopg` (`target/kozmoai`, which `.ci/run` creates, or `python3`), and for its last
//! part PostgreSQL. With `KOZMOAI_BENCH_SCALE=100` databases have a hundredth of their size, for a quick try. Fails if a goal is
//! missed.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints, and fails by panicking"
)]

#[path = "rotation/databases.rs"]
mod databases;
#[path = "measure.rs"]
mod measure;
#[expect(dead_code, reason = "the rest is for tests")]
#[path = "../support/secrets.rs"]
mod secrets;
#[expect(dead_code, reason = "the rest is for tests")]
#[path = "../support/server.rs"]
mod server;
#[path = "../support/skipped.rs"]
mod skipped;
#[path = "table.rs"]
mod table;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use databases::{Database, SIZE, values};
use jiff::Timestamp;
use kozmoai::service::backup::Destination;
use kozmoai::service::progress::{Progress, Stage};
use kozmoai::service::rotation::Request;
use kozmoai::text::grouped;
use measure::{PROGRAM, median, peak_memory, time, typical};
use secrets::{FIRST_KEY, operator, ring};
use table::{Amount, Goal, Table};

const TRIES: usize = 5;
/// How often the database of ten times as many values is rotated.
const TRIES_OF_MORE: usize = 3;
/// How much more than ten times as many values may take, of time and of memory.
const MOST_GROWTH: f64 = 1.3;

/// What is promised for a backend.
struct Promise {
    name: &'static str,
    /// How much faster than the loop in Python a rotation is.
    speed: f64,
    /// The memory limit, in MB.
    memory: f64,
    /// The limit for the growth of memory with ten times as many values.
    growth: Goal,
}

const EMBEDDED: Promise = Promise { name: "embedded", speed: 6.0, memory: 400.0, growth: Goal::None };
const SQLITE: Promise = Promise { name: "SQLite", speed: 5.0, memory: 100.0, growth: Goal::AtMost(MOST_GROWTH) };
const POSTGRESQL: Promise = Promise { name: "PostgreSQL", speed: 4.0, memory: 100.0, growth: Goal::AtMost(MOST_GROWTH) };

/// Returns how long the loop in Python takes on a database.
fn python(place: &str) -> Duration {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/kozmoai/bin/python");
    let python = if installed.exists() { installed } else { "python3".into() };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/python_loop.py");
    let output = Command::new(&python).arg(&script).arg(place).arg(FIRST_KEY).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Duration::from_secs_f64(String::from_utf8(output.stdout).unwrap().trim().parse().unwrap())
}

/// Decrypts and encrypts the same values without a database, on one core.
fn cryptography(table: &mut Table) -> Duration {
    let (old, new) = (ring(FIRST_KEY, &[]), ring("another key", &[FIRST_KEY]));
    let all: Vec<String> = (0..values()).map(|_| old.encrypt(&[7; SIZE], Timestamp::UNIX_EPOCH)).collect();
    let took = typical(TRIES, || {
        for value in &all {
            std::hint::black_box(new.reencrypt(&new.decrypt(value).unwrap()));
        }
    });
    table.report("cryptography alone, one core", speed(took));
    took
}

fn speed(time: Duration) -> Amount {
    Amount::Speed(values() as f64 / time.as_secs_f64())
}

type Stages = BTreeMap<&'static str, Duration>;

/// Rotates a database, and returns how long each stage took.
fn rotate(folder: &Path) -> (Duration, Stages) {
    let request = Request { backup: Destination::ConfigDir, ..secrets::request() };
    let service = secrets::service(folder);
    let (mut stages, mut last): (Stages, Option<(Stage, Instant)>) = (BTreeMap::new(), None);
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
    let took = begin.elapsed();
    if let Some((_, at)) = last {
        stages.insert("Putting in place", at.elapsed());
    }
    assert_eq!(report.rotated, values());
    (took, stages)
}

/// Compares rotations with the loop in Python, each on its own copy of the same values.
fn compare(table: &mut Table, promise: &Promise, what: &str, (ours, pythons): (&Database, &Database), cryptography: Duration) {
    let (mut loops, mut rotations) = (Vec::new(), Vec::new());
    for _ in 0..TRIES {
        loops.push(python(&pythons.copy().place()));
        rotations.push(rotate(ours.copy().folder()));
    }
    let alone = median(loops);
    let ours = median(rotations.iter().map(|(took, _)| *took).collect());
    let work = format!("rotation, {what}");
    table.compare(&work, speed(ours), ("Python's loop", speed(alone)), Goal::AtLeast(promise.speed));
    table.compare(&work, speed(ours), ("cryptography alone, one core", speed(cryptography)), Goal::None);
    let stages = rotations.into_iter().find_map(|(took, stages)| (took == ours).then_some(stages)).unwrap_or_default();
    for (stage, took) in stages {
        table.report(format!("rotation, {what}: {stage}"), took);
    }
}

/// Rotates a database with the program, and returns how long that takes and its peak memory.
fn rotate_with_program(folder: &Path) -> (Duration, f64) {
    let mut program = Command::new(PROGRAM);
    program.env_clear().current_dir(folder).args(["--config-dir", "config", "rotate", "--yes", "-q"]);
    if let Some(url) = secrets::store_url(folder) {
        program.args(["--store", &url]);
    }
    let mut most = 0.0_f64;
    let took = time(|| {
        let mut child = program.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        while child.try_wait().unwrap().is_none() {
            most = most.max(peak_memory(child.id()).unwrap_or_default());
            std::thread::sleep(Duration::from_millis(2));
        }
        assert!(child.wait().unwrap().success());
    });
    (took, most)
}

/// Compares rotations of a database with those of one that has ten times as many values.
fn growth(table: &mut Table, promise: &Promise, few: &Database, many: &Database) {
    let (mut with_few, mut with_many) = (Vec::new(), Vec::new());
    for _ in 0..TRIES_OF_MORE {
        for (database, figures) in [(few, &mut with_few), (many, &mut with_many)] {
            figures.push(rotate_with_program(database.copy().folder()));
        }
    }
    let times = |figures: &[(Duration, f64)]| median(figures.iter().map(|(took, _)| *took).collect());
    let peaks = |figures: &[(Duration, f64)]| median(figures.iter().map(|(_, peak)| *peak).collect());
    let (number, more) = (grouped(values()), grouped(10 * values()));
    let work = format!("time of a rotation, {more} values, {}", promise.name);
    let peer = format!("10 x that of {number}");
    table.compare(work, times(&with_many), (&peer, times(&with_few) * 10), Goal::AtMost(MOST_GROWTH));
    let peak = Amount::Megabytes(peaks(&with_few));
    let work = format!("peak memory of a rotation, {more} values, {}", promise.name);
    table.compare(work, Amount::Megabytes(peaks(&with_many)), (&format!("that of {number}"), peak), promise.growth);
}

fn limit(table: &mut Table, promise: &Promise, what: &str, database: &Database) {
    let (_, peak) = rotate_with_program(database.copy().folder());
    table.limit(format!("peak memory of a rotation, {what}"), Amount::Megabytes(peak), Amount::Megabytes(promise.memory));
}

fn embedded(table: &mut Table, cryptography: Duration) {
    for (users, owners) in [(1_000, "1,000 users"), (10, "10 users"), (1, "one user")] {
        let (database, twin) = (Database::embedded(users, values()), Database::sqlite(users, values()));
        let what = format!("embedded, {} values of {owners}", grouped(values()));
        compare(table, &EMBEDDED, &what, (&database, &twin), cryptography);
        limit(table, &EMBEDDED, &what, &database);
    }
    growth(table, &EMBEDDED, &Database::embedded(1_000, values()), &Database::embedded(10_000, 10 * values()));
}

/// Measures what is alike on the SQL databases.
fn sql(table: &mut Table, promise: &Promise, database: &Database, cryptography: Duration) {
    compare(table, promise, promise.name, (database, database), cryptography);
    limit(table, promise, promise.name, database);
    growth(table, promise, database, &database.ten_times().unwrap());
}

fn sqlite(table: &mut Table, cryptography: Duration) {
    sql(table, &SQLITE, &Database::sqlite(1_000, values()), cryptography);
}

fn postgresql(table: &mut Table, cryptography: Duration) {
    let Some(server) = server::server_on_disk() else { return };
    sql(table, &POSTGRESQL, &Database::postgresql(server, 1_000, values()), cryptography);
}

type Part = fn(&mut Table, Duration);

const PARTS: &[(&str, Part)] = &[("embedded", embedded), ("sqlite", sqlite), ("postgresql", postgresql)];

fn main() -> ExitCode {
    let wanted = measure::wanted(PARTS);
    let mut table = Table::new(format!("rotation: {} values of {SIZE} bytes", grouped(values())));
    let cryptography = cryptography(&mut table);
    for (name, part) in wanted {
        eprintln!("{name}");
        part(&mut table, cryptography);
    }
    table.finish()
}
