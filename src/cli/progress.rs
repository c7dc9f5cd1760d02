//! How far long work is, on standard error: a bar on a terminal, elsewhere a line every few seconds.

use std::io::{self, IsTerminal};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Context;
use super::args::{Through, When};
use super::interrupt::asked_to_end;
use super::output::Output;
use crate::error::Result;
use crate::service::Stop;
use crate::service::rotation::{Progress, Stage};

/// Carries long work out with its progress shown, and lets it end itself on Ctrl-C.
pub(super) fn watched<T>(
    context: &Context<'_>,
    through: &Through,
    work: impl FnOnce(&mut dyn FnMut(Progress) -> bool) -> Result<T>,
) -> Result<T> {
    let asked_to_end = asked_to_end()?;
    let mut meter = Meter::new(context.output, through.progress);
    let done = work(&mut |progress| {
        meter.show(progress);
        !asked_to_end.load(Ordering::Relaxed)
    });
    meter.clear();
    done
}

/// Carries long work out that shows no progress, and lets it end itself on Ctrl-C.
pub(super) fn stoppable<T>(work: impl FnOnce(Stop<'_>) -> Result<T>) -> Result<T> {
    let asked_to_end = asked_to_end()?;
    work(&|| asked_to_end.load(Ordering::Relaxed))
}

/// How long nothing is said where there is no terminal.
const SILENCE: Duration = Duration::from_secs(3);

/// Shows progress.
struct Meter<'a> {
    output: &'a Output,
    shown: Shown,
    stage: Option<Stage>,
    begun: Instant,
}

enum Shown {
    Bar(ProgressBar),
    Lines { next: Instant },
    Nothing,
}

impl<'a> Meter<'a> {
    fn new(output: &'a Output, when: When) -> Self {
        let shown = match when {
            When::Never => Shown::Nothing,
            When::Auto if output.is_quiet() => Shown::Nothing,
            When::Auto | When::Always if io::stderr().is_terminal() => Shown::Bar(bar()),
            When::Auto | When::Always => Shown::Lines { next: Instant::now() + SILENCE },
        };
        let mut meter = Self { output, shown, stage: None, begun: Instant::now() };
        if matches!((&meter.shown, when), (Shown::Lines { .. }, When::Always)) {
            meter.shown = Shown::Lines { next: Instant::now() };
        }
        meter
    }

    fn show(&mut self, progress: Progress) {
        if self.stage != Some(progress.stage) {
            (self.stage, self.begun) = (Some(progress.stage), Instant::now());
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
                *next = Instant::now() + SILENCE;
                self.output.line_of_progress(&in_words(progress, self.begun.elapsed()));
            }
            Shown::Lines { .. } | Shown::Nothing => {}
        }
    }

    /// Leaves no trace of a bar.
    fn clear(&self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    let template = "{msg:18} {wide_bar} {human_pos}/{human_len}  {per_sec}  {eta} left";
    // A template that is not understood would leave the default one, which serves as well.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("━╸ "));
    }
    bar
}

fn in_words(progress: Progress, passed: Duration) -> String {
    let Progress { stage, done, total } = progress;
    let unit = stage.unit();
    let rate = done as f64 / passed.as_secs_f64().max(0.001);
    match total.filter(|total| *total > done && rate > 0.0) {
        Some(total) => {
            let left = (total - done) as f64 / rate;
            format!("{}: {done} of {total} {unit}, {rate:.0} a second, {left:.0} s left", stage.name())
        }
        None => format!("{}: {done} {unit}, {rate:.0} a second", stage.name()),
    }
}
