//! The live tail: new events appear as they are recorded. It reads only what is new.

use jiff::SignedDuration;

use crate::tui::screen::prelude::*;

/// How often it looks for new events.
const INTERVAL: SignedDuration = SignedDuration::from_secs(1);

/// The live tail.
#[derive(Debug)]
pub(super) struct Tail {
    /// When it last looked for new events.
    read_at: Timestamp,
    pub(super) is_reading: bool,
}

impl Tail {
    /// Begins now.
    pub(super) const fn new(now: Timestamp) -> Self {
        Self { read_at: now, is_reading: false }
    }

    /// Whether to look for new events now, which then counts as done.
    pub(super) fn begin(&mut self, now: Timestamp) -> bool {
        // If the clock is set back, the wait starts again.
        self.read_at = self.read_at.min(now);
        let is_due = !self.is_reading && self.due().is_none_or(|due| due <= now);
        if is_due {
            (self.read_at, self.is_reading) = (now, true);
        }
        is_due
    }

    /// When to look again. While the console is locked, nothing is read, but the time passes.
    pub(super) fn next_tick(&self, now: Timestamp) -> Option<Timestamp> {
        self.due().max(now.checked_add(INTERVAL).ok())
    }

    fn due(&self) -> Option<Timestamp> {
        self.read_at.checked_add(INTERVAL).ok()
    }
}
