//! The pane beside the secret key and its rotation: what happened to the key, and the backups.

use super::beside::{Pane, write_events};
use crate::service::overview::NewestEvents;
use crate::tui::screen::prelude::*;

/// The number of the part of the screen's data.
const PART: u8 = 0;

/// The pane beside the secret key.
#[derive(Debug, Default)]
pub struct KeyHistoryPane {
    pane: Pane,
    history: Option<NewestEvents>,
}

impl KeyHistoryPane {
    /// Has the history read by this job.
    pub fn load<J, C>(read: J, cx: &mut Context<'_, J, C>) {
        cx.query_part(PART, read);
    }

    /// Whether there was room for it in the last drawing.
    pub const fn is_shown(&self) -> bool {
        self.pane.is_shown()
    }

    /// Handles the mouse: the wheel scrolls the pane below it. True if it did.
    pub fn point(&self, pointer: Pointer) -> bool {
        self.pane.point(pointer)
    }

    /// Takes the history.
    pub fn take(&mut self, history: NewestEvents) {
        self.history = Some(history);
    }

    /// Draws the pane, if there is room. Returns what is left for the screen.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, now: Timestamp) -> Rect {
        self.pane.draw(buffer, area, theme, "…", || {
            let mut text = Text::default();
            match &self.history {
                Some(history) => write_events(&mut text, history, theme, now),
                None => text.paragraph("Loading …", theme.dim),
            }
            Some(("Rotations, adoptions, backups and restores", text))
        })
    }
}
