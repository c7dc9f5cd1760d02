//! The strip below the titles of the screens: what needs attention, worst first, and a banner where the secret key is needed
//! and cannot be used.

use std::mem::discriminant;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::places::Place;
use super::registry::ActionId;
use super::{App, global};
use crate::tui::parts::concern;
use crate::tui::route::Route;
use crate::tui::widgets::paint::{draw_right, draw_str, width};

/// What the end of the strip says.
const KEY: &str = "! Go there";

impl App {
    /// Whether anything needs attention.
    pub(super) fn has_strip(&self) -> bool {
        self.why_not_attend().is_none()
    }

    /// Draws what needs attention; what there is no room for is counted.
    pub(super) fn draw_strip(&self, buffer: &mut Buffer, line: Rect) {
        let concerns = self.env.attention.as_ref().map_or(&[][..], |attention| &attention.concerns);
        let line = Rect { x: line.x + 1, width: line.width.saturating_sub(2), ..line };
        let texts: Vec<_> =
            concerns.iter().map(|concern| (concern, format!("{} {concern}", concern::sign(concern.level())))).collect();
        let needed = |number: usize| -> usize {
            let more = if number < texts.len() { 4 } else { 0 };
            texts[..number].iter().map(|(_, text)| width(text) + 2).sum::<usize>() + more
        };
        // The hint gives way to what needs attention.
        let room = usize::from(line.width);
        let fits = |room: usize| (1..=texts.len()).rev().find(|number| needed(*number) <= room + 2);
        let with_key =
            fits(room.saturating_sub(width(KEY) + 2)).filter(|number| *number == texts.len() || fits(room) == Some(*number));
        let shown = with_key.or_else(|| fits(room)).unwrap_or(1).min(texts.len());
        let mut x = line.x;
        for (concern, text) in &texts[..shown] {
            let level = concern::style(concern.level(), &self.theme);
            let is_here = self.attended == Some(discriminant(*concern));
            let style = if is_here { self.theme.selection } else { level };
            let end = draw_str(buffer, line, x, line.y, text, style);
            let place = Place::Concern(discriminant(*concern), concern.fixed_by());
            self.hits.add(Rect { x, width: end - x, ..line }, place);
            x = end + 2;
        }
        if shown < texts.len() {
            draw_str(buffer, line, x, line.y, &format!("+{}", texts.len() - shown), self.theme.dim);
        }
        if with_key.is_some() {
            let x = draw_right(buffer, line, line.y, KEY, self.theme.dim);
            let attend = ActionId::App(global::Action::Attend);
            self.hits.add(Rect { x, width: line.right().saturating_sub(x), ..line }, Place::Action(attend));
        }
    }

    /// Why values cannot be decrypted, on the screens that need a key.
    pub(super) fn key_banner(&self) -> Option<String> {
        let needs_key = matches!(self.route, Route::Overview | Route::Variables | Route::SecretKey | Route::Rotation);
        let trouble = self.env.attention.as_ref().filter(|_| needs_key)?.key_trouble()?;
        Some(format!("✗ {trouble}"))
    }
}
