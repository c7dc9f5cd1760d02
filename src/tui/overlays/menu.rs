//! A list to choose from, filtered by typing.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::event::Event;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::frame;
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::key_hints::KeyHints;
use crate::tui::widgets::matching::{Match, Typed};
use crate::tui::widgets::paint::{draw_right, draw_str, width};
use crate::tui::widgets::pointer::{ENTER, Hits, Pointer};

/// The maximum number of lines shown at once.
const MOST_ROWS: u16 = 14;

/// The keys that the last line names.
pub(super) const FOOT_KEYS: &[(&str, KeyCode)] = &[("Enter Choose", KeyCode::Enter), ("Esc Close", KeyCode::Esc)];

/// An entry of a menu.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// The title.
    pub title: String,
    /// The text at the right end.
    pub detail: String,
    /// Why it is disabled, if it is.
    pub disabled: Option<String>,
}

impl Item {
    /// One of several choices, of which one is current.
    pub fn choice(title: impl Into<String>, is_current: bool) -> Self {
        let detail = if is_current { "current" } else { "" };
        Self { title: title.into(), detail: detail.to_owned(), disabled: None }
    }
}

/// A menu.
#[derive(Debug)]
pub struct Menu {
    title: &'static str,
    items: Vec<Item>,
    /// The matching items, best first.
    shown: Vec<usize>,
    input: TextInput,
    chosen: usize,
    error: Option<String>,
    /// The items by their numbers, where they can be clicked.
    hits: Hits<usize>,
    /// The keys of the last line.
    hints: KeyHints,
}

impl Menu {
    /// Creates a menu of these items.
    pub fn new(title: &'static str, items: Vec<Item>) -> Self {
        let shown = (0..items.len()).collect();
        Self {
            title,
            items,
            shown,
            input: TextInput::default(),
            chosen: 0,
            error: None,
            hits: Hits::default(),
            hints: KeyHints::default(),
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.input.insert(text);
        self.filter();
    }

    pub(super) fn key<T: Clone>(&mut self, key: KeyEvent, choices: &[T]) -> Event<T> {
        self.error = None;
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => return Event::Close,
            KeyCode::Enter => {
                let Some(place) = self.shown.get(self.chosen).copied() else { return Event::Handled };
                let disabled = self.items.get(place).and_then(|item| item.disabled.as_deref());
                return Event::of_entry(disabled, choices.get(place), &mut self.error);
            }
            code if code == KeyCode::Down || (control && code == KeyCode::Char('n')) => self.go(1),
            code if code == KeyCode::Up || (control && code == KeyCode::Char('p')) => self.go(-1),
            _ if self.input.key(key) => self.filter(),
            _ => {}
        }
        Event::Handled
    }

    /// Handles the mouse: a click on an item chooses it.
    pub(super) fn point<T: Clone>(&mut self, pointer: Pointer, choices: &[T]) -> Event<T> {
        if let Some(rows) = self.hits.scrolled(pointer) {
            self.go(rows);
        }
        if let Some(key) = self.hints.clicked(pointer) {
            return self.key(key, choices);
        }
        let clicked = self.hits.clicked(pointer);
        let Some(line) = clicked.and_then(|item| self.shown.iter().position(|shown| *shown == item)) else {
            return Event::Handled;
        };
        self.chosen = line;
        self.key(ENTER, choices)
    }

    fn go(&mut self, by: isize) {
        self.chosen = self.chosen.saturating_add_signed(by).min(self.shown.len().saturating_sub(1));
    }

    fn filter(&mut self) {
        let typed = Typed::new(self.input.value());
        let found = |(place, item): (usize, &Item)| Some((typed.find(&item.title, &[])?, place));
        let mut found: Vec<(Match, usize)> = self.items.iter().enumerate().filter_map(found).collect();
        if !typed.is_empty() {
            found.sort_by_key(|(found, place)| (found.closeness, std::cmp::Reverse(found.score), *place));
        }
        self.shown = found.into_iter().map(|(_, place)| place).collect();
        self.chosen = 0;
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let rows = u16::try_from(self.items.len()).unwrap_or(MOST_ROWS).min(MOST_ROWS) + 2;
        let inner = frame(buffer, area, theme, self.title, 60.min(area.width.saturating_sub(4)), rows, false);
        let field = Rect { height: 1, ..inner };
        let cursor = self.input.draw(buffer, field, theme.field);
        let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(2), ..inner };
        self.hits.begin(inner);
        let top = self.chosen.saturating_sub(usize::from(body.height.saturating_sub(1)));
        for (line, place) in self.shown.iter().enumerate().skip(top) {
            let y = body.y + u16::try_from(line - top).unwrap_or(u16::MAX);
            let (Some(item), true) = (self.items.get(*place), y < body.bottom()) else { break };
            let style = match (line == self.chosen, &item.disabled) {
                (true, _) => theme.selection,
                (false, Some(_)) => theme.dim,
                (false, None) => theme.text,
            };
            let row = Rect { y, height: 1, ..body };
            buffer.set_style(row, style);
            self.hits.add(row, *place);
            let aside = draw_right(buffer, row, y, &item.detail, style);
            let room = Rect { width: aside.saturating_sub(row.x + 2), ..row };
            draw_str(buffer, room, row.x, y, &format!("{} {}", if line == self.chosen { "›" } else { " " }, item.title), style);
        }
        if self.shown.is_empty() {
            draw_str(buffer, body, body.x + 2, body.y, "No matches.", theme.dim);
        }
        let foot = self.error.as_deref().unwrap_or_else(|| foot(inner.width));
        let style = if self.error.is_some() { theme.warning } else { theme.dim };
        let line = Rect { y: inner.bottom().saturating_sub(1), height: inner.height.min(1), ..inner };
        draw_str(buffer, line, line.x, line.y, foot, style);
        self.hints.find(buffer, line, FOOT_KEYS);
        Some(cursor)
    }
}

/// The last line of what is chosen from, at a width.
pub(super) fn foot(columns: u16) -> &'static str {
    const SHORT: &str = "Enter Choose · Esc Close";
    const LONG: &str = "Type to filter · Enter Choose · Esc Close";
    if width(LONG) > columns.into() { SHORT } else { LONG }
}
