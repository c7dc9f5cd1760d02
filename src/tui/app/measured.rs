//! The long-running task as it is measured, whichever screen shows it.

use crate::model::Timestamp;
use crate::service::progress::{Progress, Stage};
use crate::tui::widgets::progress_meter::ProgressMeter;

/// The long-running task as it is measured, whichever screen shows it.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) began: Timestamp,
    pub(super) stage: Option<(Stage, ProgressMeter)>,
}

impl Measured {
    /// Starts measuring now.
    pub(super) const fn new(now: Timestamp) -> Self {
        Self { began: now, stage: None }
    }

    /// Takes the progress.
    pub(super) fn report(&mut self, progress: Progress, now: Timestamp) {
        let same = self.stage.take().filter(|(stage, _)| *stage == progress.stage);
        let (_, meter) = self.stage.insert(same.unwrap_or_else(|| (progress.stage, ProgressMeter::new(now))));
        meter.report(progress.done, progress.total, now);
    }
}
