//! The progress of long operations on standard error: a bar on a terminal. Elsewhere there are lines, if they are wanted.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
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

/// The bar on the terminal, of which there is only one. Whatever else is printed erases it first.
static BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// The stage of the operation. Whoever locks it keeps the operation from going on to the next one.
static STAGE: Mutex<Option<Stage>> = Mutex::new(None);

/// Removes the bar, and stops the operation at its present stage, which is returned, until the result is dropped.
pub(crate) fn stop() -> MutexGuard<'static, Option<Stage>> {
    let stage = STAGE.lock().unwrap_or_else(PoisonError::into_inner);
    erase();
    stage
}

/// Removes the bar from the terminal.
pub(crate) fn erase() {
    if let Some(bar) = current().take() {
        bar.finish_and_clear();
    }
}

fn current() -> MutexGuard<'static, Option<ProgressBar>> {
    BAR.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Shows the progress of an operation.
pub(crate) struct ProgressMeter {
    shown: Shown,
    stage: Option<Stage>,
    begun: Instant,
    started: Instant,
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
        Self { shown, stage: None, begun: now, started: now }
    }

    /// Shows the progress; `print` prints a line of it.
    pub(crate) fn show(&mut self, progress: Progress, print: impl FnOnce(&str)) {
        let mut stage = STAGE.lock().unwrap_or_else(PoisonError::into_inner);
        *stage = Some(progress.stage);
        if self.stage != Some(progress.stage) {
            (self.stage, self.started) = (Some(progress.stage), Instant::now());
            erase();
        }
        if progress.stage == Stage::Committing {
            return;
        }
        let now = Instant::now();
        match &mut self.shown {
            Shown::Bar { delay } => {
                // Data on the same terminal is progress enough.
                let is_in_the_way = progress.stage.writes_data() && io::stdout().is_terminal();
                if now.duration_since(self.begun) >= *delay && !is_in_the_way {
                    draw(progress, self.started.elapsed());
                }
            }
            Shown::Lines { next } if *next <= now => {
                *next = now + INTERVAL;
                print(&format!("{}: {}", progress.stage.name(), described(progress, self.started.elapsed())));
            }
            Shown::Lines { .. } | Shown::Nothing => {}
        }
    }
}

fn draw(progress: Progress, passed: Duration) {
    let mut current = current();
    let bar = current.get_or_insert_with(|| {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::term_like_with_hz(Box::new(ShortLines), RATE));
        let template = if progress.total.is_some() { "{msg:21} {wide_bar} {prefix}" } else { "{msg:21} {prefix}" };
        // With an invalid template the default style stays, which is good enough.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸ "));
        }
        bar.set_message(progress.stage.name());
        bar
    });
    bar.set_length(progress.total.unwrap_or(progress.done));
    bar.set_prefix(described(progress, passed));
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

/// How much is done, and how long the rest takes at the same pace.
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
        None => format!("{}{unit}", number(done)),
    }
}

fn time_left(seconds: f64) -> String {
    // Rounded up: less time is a pleasant surprise.
    let seconds = seconds.ceil() as u64;
    match seconds {
        0..=90 => format!(", {seconds} s left"),
        91..=5_400 => format!(", {} min left", seconds.div_ceil(60)),
        _ => format!(", {} h left", seconds.div_ceil(3_600)),
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
        assert_eq!(described(at(7, None), Duration::from_secs(1)), "7 users");
        assert_eq!(described(at(0, Some(0)), Duration::ZERO), "0 users");
    }
}
