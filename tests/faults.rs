//! Killed at random moments, a store holds every act that was said to be done, and none by half.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, tells what it saw, and is told how much to do by its environment"
)]

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// How many times each writer is killed; KOZMOAI_TEST_KILLS asks for more or fewer.
const KILLS: u32 = 200;

/// A program of the tests, built beside them.
fn example(name: &str) -> Command {
    let mut path = PathBuf::from(env!("CARGO_BIN_EXE_kozmoai"));
    path.pop();
    Command::new(path.join("examples").join(name))
}

/// Kills a writer again and again, each time in a folder of its own, and lets what is left be verified. It is killed
/// before so many microseconds are over. Gives how many kills there were, how many acts were acknowledged in all, and what
/// the verifiers printed.
fn kill(name: &str, seeded: bool, longest: u64) -> (u32, u64, Vec<String>) {
    let kills = std::env::var("KOZMOAI_TEST_KILLS").map_or(KILLS, |text| text.parse().unwrap());
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let (mut acknowledged, mut said) = (0, Vec::new());
    for kill in 0..kills {
        let folder = tempfile::tempdir().unwrap();
        if seeded {
            assert!(example(name).arg("seed").arg(folder.path()).status().unwrap().success());
        }
        let mut writer =
            example(name).arg("write").arg(folder.path()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // xorshift: moments that are spread, and the same in every run.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        std::thread::sleep(Duration::from_micros(20_000 + seed % longest));
        writer.kill().unwrap();
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines().map_while(Result::ok);
        let last = lines.filter_map(|line| line.strip_prefix("ACK ")?.parse::<u64>().ok()).last().unwrap_or(0);
        writer.wait().unwrap();
        let verdict = example(name).arg("verify").arg(folder.path()).arg(last.to_string()).output().unwrap();
        assert!(verdict.status.success(), "kill {kill} after act {last}: {}", String::from_utf8_lossy(&verdict.stderr));
        acknowledged += last;
        said.push(String::from_utf8(verdict.stdout).unwrap());
    }
    (kills, acknowledged, said)
}

#[test]
fn every_acknowledged_act_outlasts_a_kill_and_none_is_half_done() {
    let (kills, acknowledged, _) = kill("acts", false, 120_000);
    assert!(acknowledged > u64::from(kills), "the writer was killed before it did anything: {acknowledged} acts");
}

#[test]
fn a_rotation_that_is_killed_loses_no_secret_and_can_be_ended_either_way() {
    let (kills, acknowledged, said) = kill("rotations", true, 250_000);
    let in_flight = said.iter().filter(|said| said.contains("in flight")).count();
    println!("{kills} kills, {in_flight} in flight, {acknowledged} rotations acknowledged");
    assert!(in_flight * 3 >= said.len() && acknowledged > 0, "{in_flight} of {kills} in flight, {acknowledged} acknowledged");
}
