//! Drawing the whole screen.
//!
//! ```text
//!  kozmoai   1 Users  2 Audit  3 Settings  4 Account                       admin · superuser
//!  ──────────────────────────────────────────────────────────────────────────────────────────
//!  Auto login is on: …                                              (permanent notices, if any)
//!  the screen
//!  the result of the last action
//!  n New  e Edit  a Active  …                                                        ? Help
//! ```

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use super::registry::ActionId;
use super::{App, global};
use crate::tui::action::Action;
use crate::tui::route::Route;
use crate::tui::screen::Tone;
use crate::tui::widgets::paint::{draw_lines, draw_right, draw_str, truncate, width, wrap};

/// The first text in the header where there is room.
const NAME: &str = "kozmoai  ";
/// The minimum size of the terminal.
const MINIMUM: (u16, u16) = (40, 12);
/// The maximum number of lines of a message at the bottom.
const MESSAGE_ROWS: u16 = 4;

impl App {
    /// Draws everything.
    pub fn draw(&mut self, frame: &mut Frame<'_>) {
        let area = frame.area();
        let cursor = self.paint(frame.buffer_mut(), area);
        if let Some(cursor) = cursor.filter(|cursor| area.contains(*cursor)) {
            frame.set_cursor_position(cursor);
        }
    }

    fn paint(&mut self, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        buffer.set_style(area, self.theme.text);
        if area.width < MINIMUM.0 || area.height < MINIMUM.1 {
            let text = format!("Terminal too small (minimum {} × {})", MINIMUM.0, MINIMUM.1);
            draw_str(buffer, area, area.x, area.y + area.height / 2, &text, self.theme.text);
            return None;
        }
        if let Some(lock) = &self.lock {
            return lock.draw(buffer, area, &self.theme);
        }
        let mut cursor = if self.user().is_some() {
            self.paint_inside(buffer, area)
        } else {
            let cursor = self.screens.view(self.route).draw(buffer, area, &self.theme, &self.env);
            self.foot(buffer, area);
            cursor
        };
        for overlay in &self.overlays {
            cursor = overlay.draw(buffer, area, &self.theme);
        }
        cursor
    }

    fn paint_inside(&mut self, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        self.head(buffer, area);
        let mut y = area.y + 2;
        for notice in self.permanent_notices() {
            let line = Rect { y, height: 1, ..area };
            buffer.set_style(line, self.theme.notice);
            draw_str(buffer, line, line.x + 2, y, notice, self.theme.notice);
            y += 1;
        }
        let body = Rect { y, height: area.bottom().saturating_sub(y + 2), ..area };
        self.page = isize::try_from(body.height.saturating_sub(3)).unwrap_or(1).max(1);
        let cursor = self.screens.view(self.route).draw(buffer, body, &self.theme, &self.env);
        self.foot(buffer, area);
        cursor
    }

    fn head(&self, buffer: &mut Buffer, area: Rect) {
        let theme = &self.theme;
        let line = Rect { height: 1, ..area };
        let user = self.user();
        let tabs: Vec<_> = Route::TABS.iter().zip(0..).filter(|(route, _)| route.admits(user)).collect();
        let titled = |whole: bool| -> Vec<String> {
            let title = |(route, number): &(&Route, i32)| {
                if whole || **route == self.route.tab() { format!(" {number} {} ", route.title()) } else { format!(" {number} ") }
            };
            tabs.iter().map(title).collect()
        };
        let who = |with_rights: bool| {
            let rights = if with_rights && user.is_some_and(|user| user.is_superuser) { " · superuser" } else { "" };
            user.map_or_else(String::new, |user| {
                format!("{}{rights} ", truncate(&user.username, if with_rights { 24 } else { 12 }))
            })
        };
        // If there is not enough room, these are dropped in turn: the program's name, the rights, the titles of other screens.
        let widths = |titles: &[String]| titles.iter().map(|title| width(title) + 1).sum::<usize>();
        let fits = |name: &str, rights: bool, whole: bool| {
            1 + width(name) + widths(&titled(whole)) + width(&who(rights)) <= usize::from(area.width)
        };
        let variants = [(NAME, true, true), ("", true, true), ("", false, true), ("", true, false), ("", false, false)];
        let (name, rights, whole) =
            variants.into_iter().find(|(name, rights, whole)| fits(name, *rights, *whole)).unwrap_or(("", false, false));
        let end = draw_right(buffer, line, area.y, &who(rights), theme.dim);
        let room = Rect { width: end.saturating_sub(area.x), ..line };
        let mut x = draw_str(buffer, room, area.x + 1, area.y, name, theme.accent);
        for ((route, _), title) in tabs.iter().zip(titled(whole)) {
            let style = if **route == self.route.tab() { theme.selection } else { theme.text };
            x = draw_str(buffer, room, x, area.y, &title, style) + 1;
        }
        draw_str(buffer, area, area.x, area.y + 1, &"─".repeat(area.width.into()), theme.line);
    }

    fn permanent_notices(&self) -> impl Iterator<Item = &'static str> {
        let auto = self.env.is_auto_login();
        [
            auto.then_some("Auto login is on: anyone here is a superuser. Set KOZMOAI_AUTO_LOGIN=False."),
            self.env.info.read_only.then_some("Read-only: nothing can be changed."),
        ]
        .into_iter()
        .flatten()
    }

    /// The last two lines: the message, and the keys of this screen.
    fn foot(&self, buffer: &mut Buffer, area: Rect) {
        let theme = &self.theme;
        let line = Rect { y: area.bottom().saturating_sub(2), height: 1, ..area };
        if let Some(toast) = &self.toast {
            let (sign, style) = match toast.tone {
                Tone::Done => ("✓", theme.ok),
                Tone::Warning => ("!", theme.warning),
                Tone::Failed => ("!", theme.danger),
            };
            let lines = wrap(&toast.text, usize::from(area.width).saturating_sub(4));
            let rows = u16::try_from(lines.len()).unwrap_or(MESSAGE_ROWS).min(MESSAGE_ROWS);
            // A longer message covers the last rows of the screen.
            let place = Rect { y: line.bottom().saturating_sub(rows), height: rows, ..area }.intersection(area);
            Clear.render(place, buffer);
            buffer.set_style(place, theme.text);
            draw_str(buffer, place, place.x + 1, place.y, &format!("{sign} "), style);
            draw_lines(buffer, Rect { x: place.x + 3, width: place.width.saturating_sub(3), ..place }, &lines, style);
        } else if let Some(task) = self.env.task.filter(|task| task.route.tab() != self.route.tab()) {
            let running = format!("… {} in progress, press 4", task.name);
            draw_str(buffer, line, line.x + 1, line.y, &running, theme.dim);
        } else if self.has_pending_changes() {
            draw_str(buffer, line, line.x + 1, line.y, "Working …", theme.dim);
        }
        if self.user().is_none() {
            return;
        }
        let line = Rect { y: area.bottom().saturating_sub(1), ..line };
        if let Some(keys) = self.screens.view(self.route).typing_keys() {
            draw_str(buffer, line, line.x + 1, line.y, keys, theme.dim);
            return;
        }
        let shown = self.available_actions().filter(|action| !action.short.is_empty());
        let is_last = |action: &&Action<_>| matches!(action.id, ActionId::App(global::Action::Help | global::Action::Quit));
        let (last, first): (Vec<_>, Vec<_>) = shown.partition(is_last);
        let key = |action: &Action<_>| action.keys.first().copied().unwrap_or_default();
        let columns = |action: &Action<_>| width(key(action)) + width(action.short) + 3;
        let mut draw = |x: u16, action: &Action<_>| {
            let style = if self.why_disabled(action).is_some() { theme.dim } else { theme.accent };
            let x = draw_str(buffer, line, x, line.y, key(action), style) + 1;
            draw_str(buffer, line, x, line.y, action.short, theme.dim) + 2
        };
        let reserved: usize = last.iter().copied().map(columns).sum();
        let mut room = usize::from(area.width).saturating_sub(reserved + 1);
        let mut x = line.x + 1;
        for action in first {
            // Actions that do not fit are shown in the help only.
            let Some(left) = room.checked_sub(columns(action)) else { continue };
            room = left;
            x = draw(x, action);
        }
        x = line.right().saturating_sub(u16::try_from(reserved).unwrap_or(0)).max(x);
        for action in last {
            x = draw(x, action);
        }
    }
}
