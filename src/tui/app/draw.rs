//! Drawing the whole screen.
//!
//! ```text
//!  kozmoai  kozmoai (sled)  key 4babe69b                                  admin  superuser
//!  0 Overview  1 Users  2 Variables  3 API keys  …
//!  ✗ 4 failed sign-ins  ▲ weak key  ● 13 pending                                ! Go there
//!  Auto login is on: …                                              (permanent notices, if any)
//!  the screen
//!  the result of the last action
//!  n New  e Edit  a Active  …                                                        ? Help
//! ```

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

use super::places::Place;
use super::registry::ActionId;
use super::{App, global};
use crate::tui::action::{self, Action};
use crate::tui::parts::lockout;
use crate::tui::screen::Tone;
use crate::tui::widgets::key_hints::label_areas;
use crate::tui::widgets::paint::{draw_lines, draw_str, fit, rows, width, wrap};

/// The minimum size of the terminal.
const MINIMUM: (u16, u16) = (40, 12);
/// The height from which a line separates the titles from the screen if nothing needs attention.
const ROOMY: u16 = 20;
/// How messages name the key of the undo.
const UNDO: &str = "press u to undo";
/// The maximum number of lines of a message at the bottom, as a share of the height.
const MESSAGE_SHARE: u16 = 2;

impl App {
    /// Draws everything.
    pub fn draw(&mut self, frame: &mut Frame<'_>) {
        let area = frame.area();
        self.drawn = Some(self.env.now);
        self.seen = None;
        self.hits.begin(area);
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
        self.seen = Some(self.layers());
        // The last line always shows keys.
        let above = Rect { height: area.height - 1, ..area };
        if let Some(lock) = &self.lock {
            if self.lock_wait.is_some() {
                self.draw_keys(buffer, area, &[lockout::STOP]);
            } else {
                // Esc does not sign out, the button does.
                let keys: Vec<_> = lock.keys().into_iter().filter(|(key, _)| *key != "esc").collect();
                self.draw_keys(buffer, area, &keys);
            }
            self.is_lock_seen = true;
            return lock.draw(buffer, above, &self.theme);
        }
        let mut cursor = if self.user().is_some() {
            self.paint_inside(buffer, area)
        } else {
            let cursor = self.screens.view(self.route).draw(buffer, above, &self.theme, &self.env);
            self.foot(buffer, area);
            cursor
        };
        for overlay in &self.overlays {
            cursor = overlay.draw(buffer, above, &self.theme);
        }
        // Only now it is known whether it scrolls.
        if let Some(overlay) = self.overlays.last() {
            self.draw_keys(buffer, area, &overlay.keys());
        }
        cursor
    }

    fn paint_inside(&mut self, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        let row = |y: u16| Rect { y, height: 1, ..area }.intersection(area);
        let header = self.draw_gauge(buffer, row(area.y));
        self.draw_header(buffer, header);
        self.draw_tabs(buffer, row(area.y + 1));
        let mut y = area.y + 2;
        if self.has_strip() {
            self.draw_strip(buffer, row(y));
            y += 1;
        } else if area.height >= ROOMY {
            draw_str(buffer, area, area.x, y, &"─".repeat(area.width.into()), self.theme.line);
            y += 1;
        }
        let banner = self.key_banner().map(|text| (text, self.theme.danger));
        let notices = self.permanent_notices().map(|text| (text.to_owned(), self.theme.notice));
        for (text, style) in banner.into_iter().chain(notices) {
            buffer.set_style(row(y), style);
            draw_str(buffer, row(y), area.x + 2, y, &text, style);
            y += 1;
        }
        let body = Rect { y, height: area.bottom().saturating_sub(y + 2), ..area };
        self.page = isize::try_from(body.height.saturating_sub(3)).unwrap_or(1).max(1);
        let cursor = self.screens.view(self.route).draw(buffer, body, &self.theme, &self.env);
        self.foot(buffer, area);
        cursor
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

    /// The last two lines: the message, and the keys of this screen, if nothing is in front of it.
    fn foot(&self, buffer: &mut Buffer, area: Rect) {
        let theme = &self.theme;
        let line = Rect { y: area.bottom().saturating_sub(2), height: 1, ..area };
        if let Some(toast) = &self.toast {
            let (sign, style) = match toast.tone {
                Tone::Done => ("✓", theme.ok),
                Tone::Warning => ("!", theme.warning),
                Tone::Failed => ("!", theme.danger),
            };
            let columns = usize::from(area.width).saturating_sub(4);
            let lines = fit(wrap(&toast.text, columns), area.height / MESSAGE_SHARE, columns);
            let rows = rows(lines.len());
            // A longer message covers the last rows of the screen.
            let place = Rect { y: line.bottom().saturating_sub(rows), height: rows, ..area }.intersection(area);
            Clear.render(place, buffer);
            buffer.set_style(place, theme.text);
            self.hits.add(place, Place::Message);
            draw_str(buffer, place, place.x + 1, place.y, &format!("{sign} "), style);
            let words = Rect { x: place.x + 3, width: place.width.saturating_sub(3), ..place };
            draw_lines(buffer, words, &lines, style);
            for label in label_areas(words, &lines, UNDO) {
                self.hits.add(label, Place::Action(ActionId::App(global::Action::Undo)));
            }
        } else if self.has_pending_changes() {
            // The sign-in screen names the database there.
            Clear.render(line, buffer);
            buffer.set_style(line, theme.text);
            draw_str(buffer, line, line.x + 1, line.y, "Working …", theme.dim);
        }
        if !self.overlays.is_empty() {
            return;
        }
        if let Some(keys) = self.screens.view(self.route).typing_keys() {
            self.draw_keys(buffer, area, &keys);
            return;
        }
        let line = Rect { y: area.bottom().saturating_sub(1), ..line };
        let shown = self.available_actions().filter(|action| !action.short.is_empty());
        let is_last = |action: &&Action<_>| matches!(action.id, ActionId::App(global::Action::Help | global::Action::Quit));
        let (last, first): (Vec<_>, Vec<_>) = shown.partition(is_last);
        let key = |action: &Action<_>| action.keys.first().copied().unwrap_or_default();
        let columns = |action: &Action<_>| width(key(action)) + width(action.short) + 3;
        let mut x = self.draw_keys(buffer, area, self.screens.view(self.route).step_keys());
        let mut draw = |x: u16, action: &Action<_>| {
            let style = if self.why_disabled(action).is_some() { theme.dim } else { theme.accent };
            let end = draw_key(buffer, line, x, (key(action), style), (action.short, theme.dim));
            self.hits.add(Rect { x, width: end.saturating_sub(x + 2), ..line }, Place::Action(action.id));
            end
        };
        let reserved: usize = last.iter().copied().map(columns).sum();
        let mut room = usize::from(line.right().saturating_sub(x)).saturating_sub(reserved);
        for action in first {
            // Actions that do not fit are shown in the help only.
            let Some(left) = room.checked_sub(columns(action)) else { continue };
            room = left;
            x = draw(x, action);
        }
        x = line.right().saturating_sub(u16::try_from(reserved).unwrap_or(0)).max(x);
        for action in last {
            // Beside the keys of a step, there may be no room even for these.
            if usize::from(x) + columns(action) <= usize::from(line.right()) + 2 {
                x = draw(x, action);
            }
        }
    }

    /// The last line with these keys, as far as there is room. Returns the column after them.
    fn draw_keys(&self, buffer: &mut Buffer, area: Rect, keys: &[(&str, &str)]) -> u16 {
        let line = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
        let mut x = line.x + 1;
        for (key, label) in keys {
            if usize::from(x) + width(key) + width(label) < usize::from(line.right()) {
                let end = draw_key(buffer, line, x, (key, self.theme.accent), (label, self.theme.dim));
                if let Some(pressed) = action::key_of(key) {
                    self.hits.add(Rect { x, width: end.saturating_sub(x + 2), ..line }, Place::Key(pressed));
                }
                x = end;
            }
        }
        x
    }
}

/// Draws a key and what it does. Returns the column where the next one begins.
fn draw_key(buffer: &mut Buffer, line: Rect, x: u16, key: (&str, Style), label: (&str, Style)) -> u16 {
    let x = draw_str(buffer, line, x, line.y, key.0, key.1) + 1;
    draw_str(buffer, line, x, line.y, label.0, label.1) + 2
}
