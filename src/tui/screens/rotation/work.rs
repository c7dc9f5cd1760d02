//! A running task and its stages: finished, current and upcoming.

use crate::service::progress::{Progress, Stage};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::progress_meter::ProgressMeter;

/// A long-running task of the wizard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// The check of every value before the plan.
    Plan,
    /// A rotation.
    Rotate,
    /// The rest of an interrupted rotation.
    Resume,
    /// The rollback of an interrupted rotation.
    RollBack,
}

impl Operation {
    /// The name, at the beginning of a sentence.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Plan => "Rotation check",
            Self::Rotate | Self::Resume => "Rotation",
            Self::RollBack => "Rollback",
        }
    }

    /// What quitting meanwhile means.
    pub(super) const fn on_quit(self) -> &'static str {
        match self {
            Self::Plan => Task::CHANGES_NOTHING,
            Self::Rotate | Self::Resume => {
                "quitting interrupts it. During check and backup nothing has been changed yet; later it can be resumed or rolled \
                 back. No data is lost. Interrupt the rotation and quit?"
            }
            Self::RollBack => {
                "quitting interrupts it. It can be completed later, or the rotation resumed. No data is lost. Interrupt the \
                 rollback and quit?"
            }
        }
    }
}

/// A running task.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) operation: Operation,
    /// Whether it is being cancelled.
    pub(super) is_ending: bool,
    /// All stages, in order.
    stages: &'static [Stage],
    /// The stages that have begun.
    begun: Vec<(Stage, ProgressMeter)>,
    at: Timestamp,
}

impl Work {
    pub(super) const fn new(operation: Operation, backup: bool, now: Timestamp) -> Self {
        const WITH_BACKUP: &[Stage] =
            &[Stage::Checking, Stage::BackingUp, Stage::VerifyingBackup, Stage::Reencrypting, Stage::Verifying];
        const WITHOUT: &[Stage] = &[Stage::Checking, Stage::Reencrypting, Stage::Verifying];
        let stages = match operation {
            Operation::Plan => &[Stage::Checking],
            Operation::Rotate if backup => WITH_BACKUP,
            Operation::Rotate | Operation::Resume | Operation::RollBack => WITHOUT,
        };
        Self { operation, is_ending: false, stages, begun: Vec::new(), at: now }
    }

    pub(super) fn report(&mut self, progress: Progress, now: Timestamp) {
        self.at = now;
        if self.begun.last().is_none_or(|(stage, _)| *stage != progress.stage) {
            self.begun.push((progress.stage, ProgressMeter::new(now)));
        }
        if let Some((_, meter)) = self.begun.last_mut() {
            meter.report(progress.done, progress.total, now);
        }
    }

    /// Whether stopping now would leave an interrupted rotation.
    fn has_journal(&self) -> bool {
        let writes = |stage: &Stage| matches!(stage, Stage::Reencrypting | Stage::Verifying);
        match self.operation {
            Operation::Plan => false,
            Operation::Rotate => self.begun.last().is_some_and(|(stage, _)| writes(stage)),
            Operation::Resume | Operation::RollBack => true,
        }
    }

    /// The last line: keys, and what cancelling means.
    pub(super) fn foot(&self, is_low: bool) -> &'static str {
        match (self.operation, self.is_ending) {
            (Operation::Plan, true) => "Cancelling …",
            (Operation::Plan, false) => "This changes nothing. Esc Cancel",
            (_, true) => "Interrupting …",
            (_, false) if !self.has_journal() => "Nothing has been changed yet. Esc Interrupt",
            (_, false) if is_low => "Esc Interrupt, to resume or roll back later; no data is lost",
            (_, false) => "You can use other screens meanwhile. Esc Interrupt, to resume or roll back later; no data is lost",
        }
    }

    /// The keys that the footer names.
    pub(super) const fn keys(&self) -> &'static [(&'static str, &'static str)] {
        match self.operation {
            _ if self.is_ending => &[],
            Operation::Plan => &[("esc", "Cancel")],
            Operation::Rotate | Operation::Resume | Operation::RollBack => &[("esc", "Interrupt")],
        }
    }

    const fn title(&self) -> &'static str {
        match self.operation {
            Operation::Plan => "Checking every secret",
            Operation::Rotate => "Rotating the secret key",
            Operation::Resume => "Resuming the rotation",
            Operation::RollBack => "Rolling back the rotation",
        }
    }

    pub(super) fn write(&self, text: &mut Text, theme: &Theme) {
        text.paragraph(self.title(), theme.heading);
        text.blank_line();
        // Until the first report, the first stage is current.
        let current = self.begun.last().map(|(stage, _)| stage).or(self.stages.first());
        for stage in self.stages {
            let meter = self.begun.iter().rev().find(|(begun, _)| begun == stage).map(|(_, meter)| meter);
            let is_current = current == Some(stage);
            match meter {
                Some(meter) if is_current => meter.write(&format!("› {}", stage.name()), text, theme),
                Some(meter) => text.highlight(format!("✓ {}", stage.name()), meter.total_text(), theme.ok),
                None if is_current => text.highlight(format!("› {}", stage.name()), "…", theme.accent),
                None => text.highlight(format!("· {}", stage.name()), "", theme.dim),
            }
            if is_current {
                text.keep_visible();
            }
        }
    }
}
