//! The progress of long operations on standard error: a bar on a terminal, elsewhere a line every few seconds.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::args::shared::When;
use crate::cli::render::output::Output;
use crate::service::progress::{Progress, Stage};

/// The interval between lines of progress where there is no terminal.
const INTERVAL: Duration = Duration::from_secs(3);

/// Shows the progress of an operation.
pub(crate) struct ProgressMeter<'a> {
    output: &'a Output,
    shown: Shown,
    stage: Option<Stage>,
    started: Instant,
}

enum Shown {
    Bar(ProgressBar),
    Lines { next: Instant },
    Nothing,
}

impl<'a> ProgressMeter<'a> {
    pub(crate) fn new(output: &'a Output, when: When) -> Self {
        let shown = match when {
            When::Never => Shown::Nothing,
            When::Auto if output.is_quiet() => Shown::Nothing,
            When::Auto | When::Always if io::stderr().is_terminal() => Shown::Bar(bar()),
            When::Auto => Shown::Lines { next: Instant::now() + INTERVAL },
            When::Always => Shown::Lines { next: Instant::now() },
        };
        Self { output, shown, stage: None, started: Instant::now() }
    }

    pub(crate) fn show(&mut self, progress: Progress) {
        if self.stage != Some(progress.stage) {
            (self.stage, self.started) = (Some(progress.stage), Instant::now());
            if let Shown::Bar(bar) = &self.shown {
                bar.reset();
                bar.set_message(progress.stage.name());
            }
        }
        match &mut self.shown {
            Shown::Bar(bar) => {
                bar.set_length(progress.total.unwrap_or(progress.done));
                bar.set_position(progress.done);
            }
            Shown::Lines { next } if *next <= Instant::now() => {
                *next = Instant::now() + INTERVAL;
                self.output.line_of_progress(&line_of(progress, self.started.elapsed()));
            }
            Shown::Lines { .. } | Shown::Nothing => {}
        }
    }

    /// Removes the bar.
    pub(crate) fn clear(&self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    let template = "{msg:18} {wide_bar} {human_pos}/{human_len}  {per_sec}  {eta} left";
    // With an invalid template the default style stays, which is good enough.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("━╸ "));
    }
    bar
}

fn line_of(progress: Progress, passed: Duration) -> String {
    let Progress { stage, done, total } = progress;
    let unit = stage.unit();
    let rate = done as f64 / passed.as_secs_f64().max(0.001);
    match total.filter(|total| *total > done && rate > 0.0) {
        Some(total) => {
            let left = (total - done) as f64 / rate;
            format!("{}: {done} of {total} {unit}, {rate:.0}/s, {left:.0} s left", stage.name())
        }
        None => format!("{}: {done} {unit}, {rate:.0}/s", stage.name()),
    }
}
