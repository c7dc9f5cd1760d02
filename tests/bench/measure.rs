//! How benchmarks measure: medians of tries that alternate, so that other load affects ours and the peer alike.

#![allow(dead_code, clippy::allow_attributes, reason = "each benchmark that shares these uses some of them")]

use std::fs::DirEntry;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::table::Amount;

/// The program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_kozmoai");
/// What divides the sizes of the databases, for a quick try.
const SCALE: &str = "KOZMOAI_BENCH_SCALE";

/// Returns a size, divided by `KOZMOAI_BENCH_SCALE`.
#[expect(clippy::disallowed_methods, reason = "the environment says how much is measured")]
pub(crate) fn scaled(size: u64) -> u64 {
    let scale = std::env::var(SCALE).map_or(1, |text| text.parse().unwrap());
    size / scale
}

/// Returns the parts of a benchmark whose names contain one of the words in the command line; all if there are none.
pub(crate) fn wanted<T: Copy>(parts: &[(&'static str, T)]) -> Vec<(&'static str, T)> {
    // Cargo adds an option of its own.
    let words: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let is_wanted = |part: &str| words.is_empty() || words.iter().any(|word| part.contains(word.as_str()));
    let found: Vec<_> = parts.iter().copied().filter(|(name, _)| is_wanted(name)).collect();
    let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
    assert!(!found.is_empty(), "the parts are: {}", names.join(", "));
    found
}

/// Returns the median of figures; the lower one of two in the middle.
pub(crate) fn median<T: Copy + PartialOrd>(mut figures: Vec<T>) -> T {
    figures.sort_by(|one, other| one.partial_cmp(other).unwrap());
    figures[(figures.len() - 1) / 2]
}

/// Returns the time of some work.
pub(crate) fn time(work: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}

/// Returns the median time of each work. They are tried in turn, and every second time in reverse.
pub(crate) fn medians<const N: usize>(tries: usize, mut works: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut times: [Vec<Duration>; N] = std::array::from_fn(|_| Vec::new());
    for attempt in 0..tries {
        for place in 0..N {
            let place = if attempt % 2 == 0 { place } else { N - 1 - place };
            times[place].push(time(&mut works[place]));
        }
    }
    times.map(median)
}

/// Returns the median time of one work.
pub(crate) fn typical(tries: usize, mut work: impl FnMut()) -> Duration {
    let [time] = medians(tries, [&mut work]);
    time
}

/// Runs a process without input and output; it must succeed.
pub(crate) fn run(command: &mut Command) {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}

/// Returns the peak memory of a running process in MB; none if it has ended.
pub(crate) fn peak_memory(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1_024.0)
}

/// Returns the size of a file, or of the files in a directory.
pub(crate) fn size(path: &Path) -> Amount {
    fn bytes(path: &Path) -> u64 {
        if !path.is_dir() {
            return path.metadata().unwrap().len();
        }
        let inside = |entry: std::io::Result<DirEntry>| bytes(&entry.unwrap().path());
        std::fs::read_dir(path).unwrap().map(inside).sum()
    }
    Amount::Megabytes(bytes(path) as f64 / 1e6)
}
