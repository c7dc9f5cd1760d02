//! After kills at random times, a database contains every acknowledged commit, and none partially.

#![expect(clippy::print_stdout, reason = "a test prints what it saw")]

mod calls;
mod leftovers;
mod mounts;
mod restores;
mod swaps;
mod transfers;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::thorough::{self, times_of};
use crate::support::{secrets, server, skipped};

/// How many times each writer is killed; KOZMOAI_TEST_KILLS overrides it.
const KILLS: usize = 40;
/// The same on a server, where each kill takes longer.
const SERVER_KILLS: usize = 15;
/// The same in thorough runs, everywhere.
const THOROUGH_KILLS: usize = 80;

/// A helper program, built with the tests.
fn example(name: &str) -> Command {
    let mut path = PathBuf::from(env!("CARGO_BIN_EXE_kozmoai"));
    path.pop();
    Command::new(path.join("examples").join(name))
}

/// The results of killed writers.
struct Killed {
    kills: usize,
    /// The number of acknowledged commits.
    acknowledged: u64,
    /// How often a commit was begun and not acknowledged, as the writer reports.
    begun: usize,
    /// The output of the verifiers.
    said: Vec<String>,
}

impl Killed {
    fn said(&self, words: &str) -> usize {
        self.said.iter().filter(|said| said.contains(words)).count()
    }
}

/// A mounted `.env`, as in containers: it can only be written in place.
struct Mount(PathBuf);

impl Mount {
    /// None if this account can't mount anything.
    fn of(folder: &Path) -> Option<Self> {
        let (real, path) = (folder.join("real.env"), folder.join(".env"));
        std::fs::copy(&path, &real).unwrap();
        Command::new("mount")
            .arg("--bind")
            .arg(real)
            .arg(&path)
            .stderr(Stdio::null())
            .status()
            .unwrap()
            .success()
            .then_some(Self(path))
    }

    /// Whether it can be mounted.
    fn is_possible() -> bool {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".env"), "").unwrap();
        let mounted = Self::of(folder.path()).is_some();
        if !mounted {
            skipped::skipped("this account can't mount a file");
        }
        mounted
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        assert!(Command::new("umount").arg(&self.0).status().unwrap().success());
    }
}

/// Kills a writer repeatedly, each time in a new folder that was `prepared`, and verifies the result. It is killed within this
/// many microseconds, or longer on a busy machine, after which `settled` may wait. A third of the `kills` must occur in the
/// middle of an operation, and some after one; more kills are made until they have.
fn kill(
    name: &str,
    kills: usize,
    longest: u64,
    prepared: &dyn Fn(&Path) -> Option<Mount>,
    settled: &dyn Fn(),
    in_the_middle: &dyn Fn(&Killed) -> usize,
) -> Killed {
    let kills = times_of("KOZMOAI_TEST_KILLS", kills, THOROUGH_KILLS);
    let (mut seed, mut span) = (0x9e37_79b9_7f4a_7c15_u64, longest);
    let mut killed = Killed { kills: 0, acknowledged: 0, begun: 0, said: Vec::new() };
    let has_enough = |killed: &Killed| in_the_middle(killed) * 3 >= kills && killed.acknowledged > 0;
    while killed.kills < kills || (!has_enough(&killed) && killed.kills < kills * 4) {
        let kill = killed.kills;
        killed.kills += 1;
        let folder = tempfile::tempdir().unwrap();
        let _mounted = prepared(folder.path());
        let mut writer =
            example(name).arg("write").arg(folder.path()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // xorshift: times that are spread, and the same in every run.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        std::thread::sleep(Duration::from_micros(20_000 + seed % span));
        writer.kill().unwrap();
        let lines: Vec<String> = BufReader::new(writer.stdout.take().unwrap()).lines().map_while(Result::ok).collect();
        let last = lines.iter().filter_map(|line| line.strip_prefix("ACK ")?.parse::<u64>().ok()).next_back().unwrap_or(0);
        writer.wait().unwrap();
        // About half of the kills come after an acknowledged commit.
        span = if last == 0 { span * 5 / 4 } else { (span * 4 / 5).max(longest) };
        settled();
        let verdict = example(name).arg("verify").arg(folder.path()).arg(last.to_string()).output().unwrap();
        assert!(verdict.status.success(), "kill {kill} after act {last}: {}", String::from_utf8_lossy(&verdict.stderr));
        killed.acknowledged += last;
        killed.begun += usize::from(lines.last().is_some_and(|line| line.starts_with("BEGIN ")));
        killed.said.push(String::from_utf8(verdict.stdout).unwrap());
    }
    let (middle, all) = (in_the_middle(&killed), killed.kills);
    println!("{all} kills, {middle} in the middle, {} acknowledged", killed.acknowledged);
    assert!(has_enough(&killed), "{middle} of {all} in the middle, {} acknowledged", killed.acknowledged);
    killed
}

#[test]
fn acknowledged_commits_survive_a_kill() {
    kill_acts(KILLS, 120_000, &|_| {}, &|| {});
}

#[test]
fn sqlite_commits_survive_a_kill_in_both_files() {
    let place = |folder: &Path| drop(secrets::keep_in_sqlite(folder));
    let killed = kill_acts(2 * KILLS, 120_000, &place, &|| {});
    let between = killed.said("between two files");
    println!("{between} between the two files");
    assert!(between > 0, "no commit was interrupted between the two files");
}

#[test]
fn postgresql_commits_survive_a_kill() {
    let Some(server) = server::server() else { return };
    let database = std::cell::RefCell::new(String::new());
    let place = |folder: &Path| {
        *database.borrow_mut() = server.fresh();
        secrets::keep_in(folder, &server.address(&database.borrow()));
    };
    kill_acts(SERVER_KILLS, 300_000, &place, &|| server.wait_until_alone(&database.borrow()));
}

fn kill_acts(kills: usize, longest: u64, place: &dyn Fn(&Path), settled: &dyn Fn()) -> Killed {
    let prepared = |folder: &Path| {
        place(folder);
        None
    };
    kill("changes", kills, longest, &prepared, settled, &|killed| killed.begun)
}

/// The location of a rotation's key file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KeyFile {
    /// In the folder.
    Usual,
    /// Mounted there.
    Mounted,
}

/// Kills rotations, each in a new database.
fn kill_rotations(kills: usize, longest: u64, key_file: KeyFile, place: &dyn Fn() -> Vec<String>, settled: &dyn Fn()) {
    if key_file == KeyFile::Mounted && !Mount::is_possible() {
        return;
    }
    let seed = |folder: &Path| {
        assert!(example("rotations").arg("seed").arg(folder).args(place()).status().unwrap().success());
        (key_file == KeyFile::Mounted).then(|| Mount::of(folder).unwrap())
    };
    kill("rotations", kills, longest, &seed, settled, &|killed| killed.said("in flight"));
}

/// How many times a writer of a mounted key file is killed, which otherwise does the same.
const fn fewer(kills: usize, key_file: KeyFile) -> usize {
    match key_file {
        KeyFile::Usual => kills,
        KeyFile::Mounted => kills / 2,
    }
}

fn kill_embedded(key_file: KeyFile) {
    kill_rotations(fewer(KILLS, key_file), 250_000, key_file, &Vec::new, &|| {});
}

fn kill_sqlite(key_file: KeyFile) {
    kill_rotations(fewer(KILLS, key_file), 250_000, key_file, &|| vec!["sqlite".to_owned()], &|| {});
}

fn kill_postgres(key_file: KeyFile) {
    let Some(server) = server::server() else { return };
    let database = std::cell::RefCell::new(String::new());
    let place = || {
        *database.borrow_mut() = server.fresh();
        vec![server.address(&database.borrow())]
    };
    // The server may still be processing statements of the killed process.
    kill_rotations(fewer(SERVER_KILLS, key_file), 400_000, key_file, &place, &|| server.wait_until_alone(&database.borrow()));
}

#[test]
fn killed_rotation_loses_nothing() {
    kill_embedded(KeyFile::Usual);
}

#[test]
fn killed_rotation_on_sqlite_loses_nothing() {
    kill_sqlite(KeyFile::Usual);
}

#[test]
fn killed_rotation_on_postgresql_loses_nothing() {
    kill_postgres(KeyFile::Usual);
}

#[test]
fn killed_rotation_with_mounted_key_file_loses_nothing() {
    kill_embedded(KeyFile::Mounted);
}

#[test]
fn killed_sqlite_rotation_with_mounted_key_loses_nothing() {
    kill_sqlite(KeyFile::Mounted);
}

#[test]
fn killed_postgresql_rotation_with_mounted_key_loses_nothing() {
    kill_postgres(KeyFile::Mounted);
}
