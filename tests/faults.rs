//! Killed at random moments, a store holds every act that was said to be done, and none by half.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and is told how much to do by its environment"
)]

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// How many times a writer is killed; KOZMOAI_TEST_KILLS asks for more or fewer.
const KILLS: u32 = 200;

/// The example `acts`, built beside the tests.
fn acts() -> Command {
    let mut path = PathBuf::from(env!("CARGO_BIN_EXE_kozmoai"));
    path.pop();
    Command::new(path.join("examples/acts"))
}

#[test]
fn every_acknowledged_act_outlasts_a_kill_and_none_is_half_done() {
    let kills = std::env::var("KOZMOAI_TEST_KILLS").map_or(KILLS, |text| text.parse().unwrap());
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut acknowledged_in_all = 0;
    for kill in 0..kills {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = acts().arg("write").arg(folder.path()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // xorshift: moments that are spread, and the same in every run.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        std::thread::sleep(Duration::from_micros(20_000 + seed % 120_000));
        writer.kill().unwrap();
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines().map_while(Result::ok);
        let last = lines.filter_map(|line| line.strip_prefix("ACK ")?.parse::<u64>().ok()).last().unwrap_or(0);
        writer.wait().unwrap();
        let verdict = acts().arg("verify").arg(folder.path()).arg(last.to_string()).output().unwrap();
        assert!(verdict.status.success(), "kill {kill} after act {last}: {}", String::from_utf8_lossy(&verdict.stderr));
        acknowledged_in_all += last;
    }
    assert!(acknowledged_in_all > u64::from(kills), "the writer was killed before it did anything: {acknowledged_in_all} acts");
}
