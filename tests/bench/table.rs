//! The table that a benchmark prints: each work with the peer that it was compared with in the same run.

#![allow(dead_code, clippy::allow_attributes, reason = "each benchmark that shares these uses some of them")]

use std::fmt::{self, Display};
use std::process::ExitCode;
use std::time::Duration;

use kozmoai::text::grouped;

const TITLES: [&str; 6] = ["work", "ours", "peer", "ratio", "goal", ""];

/// A figure.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Amount {
    Time(Duration),
    /// Values in a second.
    Speed(f64),
    /// Memory or disk, in MB.
    Megabytes(f64),
    RoundTrips(f64),
}

impl Amount {
    /// The figure in its unit, which is seconds for times.
    fn value(self) -> f64 {
        match self {
            Self::Time(time) => time.as_secs_f64(),
            Self::Speed(value) | Self::Megabytes(value) | Self::RoundTrips(value) => value,
        }
    }
}

impl From<Duration> for Amount {
    fn from(time: Duration) -> Self {
        Self::Time(time)
    }
}

impl Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) if time.as_secs() > 0 => write!(f, "{:.2} s", time.as_secs_f64()),
            Self::Time(time) => write!(f, "{:.2} ms", time.as_secs_f64() * 1e3),
            Self::Speed(speed) => write!(f, "{}/s", grouped(speed.round() as u64)),
            Self::Megabytes(size) => write!(f, "{size:.1} MB"),
            Self::RoundTrips(number) => write!(f, "{number:.0}"),
        }
    }
}

/// What the ratio of ours to the peer must be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    /// Anything: the row is only a report.
    None,
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    fn is_met(self, ratio: f64) -> bool {
        match self {
            Self::None => true,
            Self::AtMost(most) => ratio <= most,
            Self::AtLeast(least) => ratio >= least,
        }
    }
}

/// The rows of a benchmark. They are printed when it is dropped, so that a panic loses none.
pub(crate) struct Table {
    /// The name of the benchmark, and the sizes of its databases.
    title: String,
    rows: Vec<[String; 6]>,
    goals: usize,
    missed: usize,
}

impl Table {
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), rows: Vec::new(), goals: 0, missed: 0 }
    }

    /// Adds a figure without a peer.
    pub(crate) fn report(&mut self, work: impl Into<String>, ours: impl Into<Amount>) {
        self.add([work.into(), ours.into().to_string(), String::new(), String::new(), String::new(), String::new()]);
    }

    /// Adds a figure with the one that it is compared with.
    pub(crate) fn compare(
        &mut self,
        work: impl Into<String>,
        ours: impl Into<Amount>,
        (peer, figure): (&str, impl Into<Amount>),
        goal: Goal,
    ) {
        let (ours, figure) = (ours.into(), figure.into());
        let ratio = ours.value() / figure.value();
        let (wanted, verdict) = match goal {
            Goal::None => (String::new(), ""),
            Goal::AtMost(limit) | Goal::AtLeast(limit) => {
                let sign = if matches!(goal, Goal::AtMost(_)) { '≤' } else { '≥' };
                self.goals += 1;
                // A ratio that is no number meets no goal.
                let met = goal.is_met(ratio);
                self.missed += usize::from(!met);
                (format!("{sign} {limit}"), if met { "met" } else { "MISSED" })
            }
        };
        let peer = format!("{peer}: {figure}");
        self.add([work.into(), ours.to_string(), peer, format!("{ratio:.2}"), wanted, verdict.to_owned()]);
    }

    /// Adds a figure with an absolute limit.
    pub(crate) fn limit(&mut self, work: impl Into<String>, ours: impl Into<Amount>, most: impl Into<Amount>) {
        self.compare(work, ours, ("limit", most), Goal::AtMost(1.0));
    }

    fn add(&mut self, row: [String; 6]) {
        // The table itself is printed at the end.
        eprintln!("  {}: {}", row[0], row[1]);
        self.rows.push(row);
    }

    /// Returns whether every goal was met, as an exit code.
    pub(crate) fn finish(self) -> ExitCode {
        if self.missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        let titles = TITLES.map(str::to_owned);
        let width = |column: usize| {
            let cells = std::iter::once(&titles).chain(&self.rows).map(|row| row[column].chars().count());
            cells.max().unwrap_or_default()
        };
        let widths: [usize; 6] = std::array::from_fn(width);
        let line = |row: &[String; 6]| {
            let [work, ours, peer, ratio, goal, verdict] = row;
            let [of_work, of_ours, of_peer, of_ratio, of_goal, of_verdict] = widths;
            println!(
                "| {work:of_work$} | {ours:>of_ours$} | {peer:of_peer$} | {ratio:>of_ratio$} | {goal:of_goal$} | {verdict:of_verdict$} |"
            );
        };
        println!("\n{}\n{}\n", self.title, machine());
        line(&titles);
        line(&widths.map(|width| "-".repeat(width)));
        self.rows.iter().for_each(line);
        println!("\n{} of {} goals met", self.goals - self.missed, self.goals);
    }
}

/// Returns a line about the machine, and about the build where its figures say little.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.split_once(':'));
        value.map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let cpu = field(&read("/proc/cpuinfo"), "model name");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = field(&read("/proc/meminfo"), "MemTotal");
    let megabytes = memory.split(' ').next().and_then(|kilobytes| kilobytes.parse().ok()).unwrap_or(0_u64) / 1_024;
    let (kernel, load) = (read("/proc/sys/kernel/osrelease"), read("/proc/loadavg"));
    let load = load.split(' ').next().unwrap_or_default();
    let build = if cfg!(debug_assertions) { "; a debug build, whose figures say little" } else { "" };
    format!("{cpu}, {cores} cores, {} MB of memory, Linux {}, load {load} at the end{build}", grouped(megabytes), kernel.trim())
}
