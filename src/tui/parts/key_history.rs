//! The pane beside the secret key and its rotation: what happened to the key, and the backups.

use std::cell::Cell as Shared;

use super::beside::{self, write_events};
use crate::service::overview::NewestEvents;
use crate::tui::screen::prelude::*;

/// The number of the part of the screen's data.
const PART: u8 = 0;

/// The pane beside the secret key.
#[derive(Debug, Default)]
pub struct KeyHistoryPane {
    /// Whether there was room for it in the last drawing.
    is_shown: Shared<bool>,
    history: Option<NewestEvents>,
}

impl KeyHistoryPane {
    /// Has the history read by this job.
    pub fn load<J, C>(read: J, cx: &mut Context<'_, J, C>) {
        cx.query_part(PART, read);
    }

    /// Whether there was room for it in the last drawing.
    pub const fn is_shown(&self) -> bool {
        self.is_shown.get()
    }

    /// Takes the history.
    pub fn take(&mut self, history: NewestEvents) {
        self.history = Some(history);
    }

    /// Draws the pane, if there is room. Returns what is left for the screen.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, now: Timestamp) -> Rect {
        let (rest, pane) = beside::split(area);
        self.is_shown.set(pane.is_some());
        if let Some(pane) = pane {
            let mut text = Text::default();
            match &self.history {
                Some(history) => write_events(&mut text, history, theme, now),
                None => text.paragraph("Loading …", theme.dim),
            }
            beside::draw(buffer, pane, theme, Some(("Rotations, adoptions, backups and restores", text)), "…");
        }
        rest
    }
}
