//! How fast every secret goes under a new key, beside the fastest loop in Python in the same run, and where the time goes:
//! `cargo bench --bench rotation`.
//!
//! Needs a Python with `cryptography`: `target/venv`, which `.ci/run` makes, or `python3`. Ends badly when a goal is missed.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark prints, and fails by panicking")]

#[path = "../support/secrets.rs"]
mod secrets;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use kozmoai::service::backup::Destination;
use kozmoai::service::rotation::{Progress, Request, Stage};
use secrets::{FIRST_KEY, operator, ring};

const VALUES: usize = 100_000;
/// In bytes, before they are encrypted.
const SIZE: usize = 64;
/// How many times as fast as the loop in Python it must be.
const GOAL: f64 = 4.0;
/// The most memory, in MB.
const MOST_MEMORY: f64 = 400.0;
const TRIES: usize = 3;

/// Seconds that the loop in Python takes; the least of some tries.
fn python(folder: &Path) -> f64 {
    let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/venv/bin/python");
    let python = if venv.exists() { venv } else { "python3".into() };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/python_loop.py");
    let one = |n: usize| {
        let file = folder.join(format!("{n}.db"));
        let output = Command::new(&python).arg(&script).arg(file).arg(VALUES.to_string()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().parse::<f64>().unwrap()
    };
    (0..TRIES).map(one).fold(f64::MAX, f64::min)
}

/// Seconds that opening and sealing the same values takes without any store, on one core.
fn cryptography() -> f64 {
    let (old, new) = (ring(FIRST_KEY, &[]), ring("another key", &[FIRST_KEY]));
    let values: Vec<String> = (0..VALUES).map(|_| old.seal(&[7; SIZE], Timestamp::UNIX_EPOCH)).collect();
    let begin = Instant::now();
    for value in &values {
        std::hint::black_box(new.reseal(&new.open(value).unwrap()));
    }
    begin.elapsed().as_secs_f64()
}

fn rotate(folder: &Path) -> (f64, BTreeMap<&'static str, Duration>) {
    let request = Request {
        new_key: None,
        old_keys: Vec::new(),
        backup: Destination::ConfigDir,
        allow_unreadable: false,
        allow_weak_key: false,
        update_sources: true,
        online: false,
    };
    let service = secrets::service(folder);
    let (mut stages, mut last): (BTreeMap<&str, Duration>, Option<(Stage, Instant)>) = (BTreeMap::new(), None);
    let begin = Instant::now();
    let report = service
        .rotate(&operator(), &request, &mut |Progress { stage, .. }| {
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

/// The most memory that the program itself takes to rotate them, in MB.
fn memory(folder: &Path) -> f64 {
    let mut program = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
    program.env_clear().current_dir(folder).args(["--config-dir", "config", "rotate", "--yes", "-q"]);
    let mut child = program.stdout(std::process::Stdio::null()).spawn().unwrap();
    let mut most = 0.0_f64;
    while child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
        most = most.max(line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or(0.0) / 1024.0);
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success());
    most
}

fn main() -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    let python = python(folder.path());
    let pure = cryptography();
    println!("Python's loop          {:>9.0} values a second", VALUES as f64 / python);
    println!("cryptography, one core {:>9.0} values a second", VALUES as f64 / pure);
    let mut met = true;
    for users in [1_000, 10, 1] {
        let folder = tempfile::tempdir().unwrap();
        secrets::seed_alike(folder.path(), users, VALUES / users, SIZE);
        let (mut best, mut parts) = (f64::MAX, BTreeMap::new());
        for _ in 0..TRIES {
            let (seconds, stages) = rotate(folder.path());
            if seconds < best {
                (best, parts) = (seconds, stages);
            }
        }
        let memory = memory(folder.path());
        let ratio = python / best;
        met &= ratio >= GOAL && memory <= MOST_MEMORY;
        println!("{users} users with {} values each: {:.0} values a second", VALUES / users, VALUES as f64 / best);
        println!("  {ratio:.1} x Python's loop (at least {GOAL}), {:.2} x the time of cryptography alone", best / pure);
        println!("  {memory:.0} MB (at most {MOST_MEMORY})");
        for (name, time) in parts {
            println!("  {name:20} {:>7.0} ms", time.as_secs_f64() * 1e3);
        }
    }
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
