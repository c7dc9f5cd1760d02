//! What is going on: its stages, those done, the one at work, those to come.

use crate::model::Timestamp;
use crate::service::rotation::{Progress, Stage};
use crate::tui::theme::Theme;
use crate::tui::widgets::meter::Meter;
use crate::tui::widgets::text::Text;

/// What may be going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Every value is looked at.
    Plan,
    /// A rotation.
    Rotate,
    /// The rest of one.
    Resume,
    /// The way back.
    RollBack,
}

/// What is going on.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) what: What,
    /// Whether it was asked to end.
    pub(super) is_ending: bool,
    /// Those that will come, in order.
    stages: &'static [Stage],
    /// Those that have begun.
    begun: Vec<(Stage, Meter)>,
    at: Timestamp,
}

impl Work {
    pub(super) const fn new(what: What, backup: bool, now: Timestamp) -> Self {
        const WITH_BACKUP: &[Stage] = &[Stage::Checking, Stage::BackingUp, Stage::Proving, Stage::Reencrypting, Stage::Verifying];
        const WITHOUT: &[Stage] = &[Stage::Checking, Stage::Reencrypting, Stage::Verifying];
        let stages = match what {
            What::Plan => &[Stage::Checking],
            What::Rotate if backup => WITH_BACKUP,
            What::Rotate | What::Resume | What::RollBack => WITHOUT,
        };
        Self { what, is_ending: false, stages, begun: Vec::new(), at: now }
    }

    pub(super) fn tell(&mut self, progress: Progress, now: Timestamp) {
        self.at = now;
        if self.begun.last().is_none_or(|(stage, _)| *stage != progress.stage) {
            self.begun.push((progress.stage, Meter::new(now)));
        }
        if let Some((_, meter)) = self.begun.last_mut() {
            meter.tell(progress.done, progress.total, now);
        }
    }

    /// Whether something would have to be ended, once it is stopped now.
    pub(super) fn has_journal(&self) -> bool {
        let writes = |stage: &Stage| matches!(stage, Stage::Reencrypting | Stage::Verifying);
        match self.what {
            What::Plan => false,
            What::Rotate => self.begun.last().is_some_and(|(stage, _)| writes(stage)),
            What::Resume | What::RollBack => true,
        }
    }

    pub(super) fn title(&self) -> &'static str {
        match self.what {
            What::Plan => "Opening every secret",
            What::Rotate => "Bringing every secret under the new key",
            What::Resume => "Doing what is left of the rotation",
            What::RollBack => "Taking the rotation back",
        }
    }

    pub(super) fn write(&self, text: &mut Text, theme: &Theme) {
        text.words(self.title(), theme.heading);
        text.gap();
        // Before anything is told of it, the first one is at work.
        let current = self.begun.last().map(|(stage, _)| stage).or(self.stages.first());
        for stage in self.stages {
            let meter = self.begun.iter().rev().find(|(begun, _)| begun == stage).map(|(_, meter)| meter);
            let is_at_work = current == Some(stage);
            match meter {
                Some(meter) if is_at_work => meter.write(&format!("› {}", stage.name()), text, theme),
                Some(meter) => text.alike(format!("✓ {}", stage.name()), meter.sum(), theme.ok),
                None if is_at_work => text.alike(format!("› {}", stage.name()), "…", theme.accent),
                None => text.alike(format!("· {}", stage.name()), "", theme.dim),
            }
            if is_at_work {
                text.keep_in_sight();
            }
        }
    }
}
