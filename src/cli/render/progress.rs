//! The progress of long operations on standard error: a bar on a terminal. Elsewhere there are lines, if they are wanted.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use crate::cli::args::shared::When;
use crate::service::progress::{Progress, Stage};
use crate::text;

/// An operation that takes less time shows no progress.
const DELAY: Duration = Duration::from_secs(1);
/// The interval between lines of progress where there is no terminal.
const INTERVAL: Duration = Duration::from_secs(3);

/// The columns of a terminal that does not say how many it has.
const USUAL_WIDTH: u16 = 80;
/// The columns that stay free at the end of the line.
const END: u16 = 3;
/// How often the bar is drawn at most, in a second.
const RATE: u8 = 10;

/// How often the time is shown of an operation that reports nothing meanwhile.
const TICK: Duration = Duration::from_millis(250);

/// The bar on the terminal, of which there is only one. Whatever else is printed erases it first.
static BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// The latest progress. Whoever locks it keeps the operation from going on to the next stage.
static LATEST: Mutex<Option<Latest>> = Mutex::new(None);

/// The latest progress of an operation.
#[derive(Clone, Copy)]
struct Latest {
    progress: Progress,
    /// When the operation began to report.
    begun: Instant,
    /// When the stage began.
    started: Instant,
}

/// An operation that goes on to no other stage until this is dropped.
pub(crate) struct Stopped(MutexGuard<'static, Option<Latest>>);

impl Stopped {
    /// The stage at which it was stopped, if it had begun.
    pub(crate) fn stage(&self) -> Option<Stage> {
        self.0.map(|latest| latest.progress.stage)
    }
}

/// Removes the bar, and stops the operation at its present stage.
pub(crate) fn stop() -> Stopped {
    let latest = latest();
    erase();
    Stopped(latest)
}

/// Removes the bar of an operation that has ended.
pub(crate) fn finish() {
    *latest() = None;
    erase();
}

/// Removes the bar from the terminal, until there is more progress.
pub(crate) fn erase() {
    if let Some(bar) = current().take() {
        bar.finish_and_clear();
    }
}

fn latest() -> MutexGuard<'static, Option<Latest>> {
    LATEST.lock().unwrap_or_else(PoisonError::into_inner)
}

fn current() -> MutexGuard<'static, Option<ProgressBar>> {
    BAR.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Shows the progress of an operation.
pub(crate) struct ProgressMeter {
    shown: Shown,
}

enum Shown {
    Bar { delay: Duration },
    Lines { next: Instant },
    Nothing,
}

impl ProgressMeter {
    /// The progress as `--progress` and `--quiet` want it.
    pub(crate) fn new(when: When, is_quiet: bool) -> Self {
        let now = Instant::now();
        let is_terminal = io::stderr().is_terminal();
        let shown = match when {
            When::Auto if is_terminal && !is_quiet => Shown::Bar { delay: DELAY },
            When::Always if is_terminal => Shown::Bar { delay: Duration::ZERO },
            When::Always => Shown::Lines { next: now },
            When::Auto | When::Never => Shown::Nothing,
        };
        Self { shown }
    }

    /// Shows the progress; `print` prints a line of it.
    pub(crate) fn show(&mut self, progress: Progress, print: impl FnOnce(&str)) {
        let (mut latest, now) = (latest(), Instant::now());
        let same_stage = latest.filter(|latest| latest.progress.stage == progress.stage);
        if same_stage.is_none() {
            erase();
        }
        let begun = latest.map_or(now, |latest| latest.begun);
        let shown = Latest { progress, begun, started: same_stage.map_or(now, |latest| latest.started) };
        *latest = Some(shown);
        match &mut self.shown {
            Shown::Bar { delay } => {
                keep_drawing(*delay);
                draw_after(*delay, shown);
            }
            Shown::Lines { next } if *next <= now && progress.stage != Stage::Committing => {
                *next = now + INTERVAL;
                print(&format!("{}: {}", progress.stage.name(), described(progress, shown.started.elapsed())));
            }
            Shown::Lines { .. } | Shown::Nothing => {}
        }
    }
}

/// Draws the latest progress again and again, because an operation may report nothing for long, such as a commit.
fn keep_drawing(delay: Duration) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let draw_latest = move || {
            loop {
                std::thread::sleep(TICK);
                let latest = latest();
                if let Some(shown) = *latest {
                    draw_after(delay, shown);
                }
            }
        };
        // Without a thread, progress is drawn when it is reported.
        drop(std::thread::Builder::new().spawn(draw_latest));
    });
}

/// Draws the progress, unless the operation has only just begun.
fn draw_after(delay: Duration, latest: Latest) {
    if latest.begun.elapsed() >= delay {
        draw(latest);
    }
}

fn draw(Latest { progress, started, .. }: Latest) {
    // Data on the same terminal is progress enough.
    if progress.stage.writes_data() && io::stdout().is_terminal() {
        return;
    }
    let mut current = current();
    let bar = current.get_or_insert_with(|| {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::term_like_with_hz(Box::new(ShortLines), RATE));
        let template = if progress.total.is_some() { "{msg:21} {wide_bar} {prefix}" } else { "{msg:21} {spinner} {prefix}" };
        // With an invalid template the default style stays, which is good enough.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸ "));
        }
        bar.set_message(progress.stage.name());
        bar
    });
    bar.set_length(progress.total.unwrap_or(progress.done));
    bar.set_prefix(described(progress, started.elapsed()));
    bar.set_position(progress.done);
}

/// Standard error without the ends of its lines. The terminal shows `^C` behind the bar: if that began another line, the bar could
/// not be erased any more.
#[derive(Debug)]
struct ShortLines;

impl ShortLines {
    /// Moves the cursor by some rows or columns.
    fn move_cursor(distance: usize, direction: char) -> io::Result<()> {
        if distance > 0 { write!(io::stderr(), "\x1b[{distance}{direction}") } else { Ok(()) }
    }
}

impl TermLike for ShortLines {
    fn width(&self) -> u16 {
        let columns = rustix::termios::tcgetwinsize(io::stderr()).map_or(0, |size| size.ws_col);
        if columns > 0 { columns.saturating_sub(END).max(1) } else { USUAL_WIDTH }
    }

    fn move_cursor_up(&self, rows: usize) -> io::Result<()> {
        Self::move_cursor(rows, 'A')
    }

    fn move_cursor_down(&self, rows: usize) -> io::Result<()> {
        Self::move_cursor(rows, 'B')
    }

    fn move_cursor_right(&self, columns: usize) -> io::Result<()> {
        Self::move_cursor(columns, 'C')
    }

    fn move_cursor_left(&self, columns: usize) -> io::Result<()> {
        Self::move_cursor(columns, 'D')
    }

    fn write_line(&self, line: &str) -> io::Result<()> {
        writeln!(io::stderr(), "{line}")
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        write!(io::stderr(), "{text}")
    }

    fn clear_line(&self) -> io::Result<()> {
        write!(io::stderr(), "\r\x1b[2K")
    }

    fn flush(&self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// How much is done, and how long the rest takes at the same pace, or if that is unknown, how long it has taken.
fn described(progress: Progress, passed: Duration) -> String {
    let Progress { stage, done, total } = progress;
    let number = |n: u64| if stage.unit() == "bytes" { text::size(n) } else { n.to_string() };
    let unit = if stage.unit() == "bytes" { String::new() } else { format!(" {}", stage.unit()) };
    let rate = done as f64 / passed.as_secs_f64().max(0.001);
    match total.filter(|total| *total > 0) {
        Some(total) => {
            let percent = done.min(total) * 100 / total;
            let left = if rate > 0.0 && done < total { time_left((total - done) as f64 / rate) } else { String::new() };
            format!("{percent:>3} %  {} of {}{unit}{left}", number(done), number(total))
        }
        None => {
            let count = if done > 0 { format!("{}{unit}, ", number(done)) } else { String::new() };
            format!("{count}{}", length(passed.as_secs()))
        }
    }
}

fn time_left(seconds: f64) -> String {
    // Rounded up: less time is a pleasant surprise.
    format!(", {} left", length(seconds.ceil() as u64))
}

fn length(seconds: u64) -> String {
    match seconds {
        0..=90 => format!("{seconds} s"),
        91..=5_400 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3_600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_has_percent_count_and_time_left() {
        let at = |done, total| Progress { stage: Stage::Hashing, done, total };
        assert_eq!(described(at(25, Some(100)), Duration::from_secs(10)), " 25 %  25 of 100 users, 30 s left");
        assert_eq!(described(at(100, Some(100)), Duration::from_secs(10)), "100 %  100 of 100 users");
        assert_eq!(described(at(1, Some(1_000)), Duration::from_secs(1)), "  0 %  1 of 1000 users, 17 min left");
        assert_eq!(described(at(7, None), Duration::from_secs(1)), "7 users, 1 s");
        assert_eq!(described(at(0, Some(0)), Duration::ZERO), "0 s");
    }
}
