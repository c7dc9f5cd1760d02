//! The command palette: every action and every place, found by typing.

use std::cmp::Reverse;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::event::Event;
use super::menu::{FOOT_KEYS, foot};
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::frame;
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::key_hints::KeyHints;
use crate::tui::widgets::matching::{Match, Typed, draw_marked};
use crate::tui::widgets::paint::{draw_right, draw_str, width};
use crate::tui::widgets::pointer::{ENTER, Hits, Pointer};

/// The maximum number of entries shown at once.
const MOST_ROWS: u16 = 16;
/// The maximum width.
const COLUMNS: u16 = 92;

/// How easily an entry is found and carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guard {
    /// By any match.
    #[default]
    None,
    /// Destructive: only by the beginnings of words. Enter carries it out if its first word or its command was typed.
    Destructive,
    /// It reveals a secret: the same, but of the command only the whole one counts.
    Secret,
}

/// An entry of the palette.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The title.
    pub title: String,
    /// Other names, such as the equivalent commands.
    pub aliases: Vec<&'static str>,
    /// The screen it belongs to, if that is not the present one.
    pub place: Option<&'static str>,
    /// The keys that do the same.
    pub keys: String,
    /// How easily it is found.
    pub guard: Guard,
    /// Why it is disabled, if it is.
    pub disabled: Option<String>,
}

impl Entry {
    /// The title without an explanation in parentheses, by which nobody looks for it.
    fn name(&self) -> &str {
        self.title.split(" (").next().unwrap_or_default()
    }

    fn find(&self, typed: &Typed) -> Option<Match> {
        match self.guard {
            Guard::None => typed.find(self.name(), &self.aliases),
            Guard::Destructive | Guard::Secret => typed.find_strictly(self.name(), &self.aliases),
        }
    }

    /// Whether Enter may carry it out although the user did not move to it.
    fn is_meant(&self, typed: &Typed) -> bool {
        let verb = |command: &str| typed.names(command.rsplit(' ').next().unwrap_or_default(), &[]);
        match self.guard {
            Guard::None => true,
            Guard::Secret => typed.names(self.name(), &self.aliases),
            Guard::Destructive => typed.names(self.name(), &self.aliases) || self.aliases.iter().any(|alias| verb(alias)),
        }
    }
}

/// The command palette.
#[derive(Debug)]
pub struct Palette {
    entries: Vec<Entry>,
    /// The entries that match, best first, and how they do.
    shown: Vec<(usize, Match)>,
    input: TextInput,
    /// The current entry; none if the only matches are guarded ones that may not be meant.
    current: Option<usize>,
    error: Option<String>,
    /// The entries by their numbers, where they can be clicked.
    hits: Hits<usize>,
    /// The keys of the last line.
    hints: KeyHints,
}

impl Palette {
    /// Creates a palette of these entries; among equal matches, the earlier one comes first.
    pub fn new(entries: Vec<Entry>) -> Self {
        let (shown, input) = (Vec::new(), TextInput::default());
        let (hits, hints) = (Hits::default(), KeyHints::default());
        let mut palette = Self { entries, shown, input, current: None, error: None, hits, hints };
        palette.filter();
        palette
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
            KeyCode::Char('k') if control && self.input.value().is_empty() => return Event::Close,
            KeyCode::Enter => return self.choose(choices),
            KeyCode::Down => self.go(1),
            KeyCode::Up => self.go(-1),
            KeyCode::PageDown => self.go(isize::from(MOST_ROWS.cast_signed())),
            KeyCode::PageUp => self.go(-isize::from(MOST_ROWS.cast_signed())),
            KeyCode::Char('n') if control => self.go(1),
            KeyCode::Char('p') if control => self.go(-1),
            _ => {
                if self.input.key(key) {
                    self.filter();
                }
            }
        }
        Event::Handled
    }

    /// Handles the mouse: a click on an entry chooses it.
    pub(super) fn point<T: Clone>(&mut self, pointer: Pointer, choices: &[T]) -> Event<T> {
        if let Some(rows) = self.hits.scrolled(pointer) {
            self.go(rows);
        }
        if let Some(key) = self.hints.clicked(pointer) {
            return self.key(key, choices);
        }
        let clicked = self.hits.clicked(pointer);
        let Some(line) = clicked.and_then(|entry| self.shown.iter().position(|(place, _)| *place == entry)) else {
            return Event::Handled;
        };
        self.current = Some(line);
        self.key(ENTER, choices)
    }

    fn choose<T: Clone>(&mut self, choices: &[T]) -> Event<T> {
        let Some((place, _)) = self.current.and_then(|current| self.shown.get(current)) else {
            self.error = (!self.shown.is_empty()).then(|| "Choose one with ↑ ↓ first.".to_owned());
            return Event::Handled;
        };
        let disabled = self.entries.get(*place).and_then(|entry| entry.disabled.as_deref());
        Event::of_entry(disabled, choices.get(*place), &mut self.error)
    }

    fn go(&mut self, by: isize) {
        let last = self.shown.len().saturating_sub(1);
        self.current = match self.current {
            _ if self.shown.is_empty() => None,
            None => Some(0),
            Some(current) => Some(current.saturating_add_signed(by).min(last)),
        };
    }

    fn filter(&mut self) {
        let typed = Typed::new(self.input.value());
        let found = |(place, entry): (usize, &Entry)| Some((place, entry.find(&typed)?));
        self.shown = self.entries.iter().enumerate().filter_map(found).collect();
        if !typed.is_empty() {
            // A guarded entry is never before another one that matches as closely.
            self.shown.sort_by_key(|(place, found)| {
                let entry = &self.entries[*place];
                (found.closeness, entry.guard, entry.place.is_some(), Reverse(found.score), *place)
            });
        }
        let first = self.shown.first().map(|(place, _)| &self.entries[*place]);
        self.current = first.filter(|entry| entry.is_meant(&typed)).map(|_| 0);
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let rows = u16::try_from(self.entries.len()).unwrap_or(MOST_ROWS).min(MOST_ROWS) + 2;
        let inner = frame(buffer, area, theme, "Command palette", COLUMNS.min(area.width.saturating_sub(4)), rows, false);
        let found = format!("{} of {}", self.shown.len(), self.entries.len());
        let field = Rect { height: 1, width: inner.width.saturating_sub(u16::try_from(width(&found) + 1).unwrap_or(0)), ..inner };
        let cursor = self.input.draw(buffer, field, theme.field);
        draw_right(buffer, inner, inner.y, &found, theme.dim);
        let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(2), ..inner };
        self.hits.begin(inner);
        let top = self.current.unwrap_or(0).saturating_sub(usize::from(body.height.saturating_sub(1)));
        for ((line, (place, found)), y) in self.shown.iter().enumerate().skip(top).zip(body.y..body.bottom()) {
            if let Some(entry) = self.entries.get(*place) {
                let row = Rect { y, height: 1, ..body };
                self.hits.add(row, *place);
                draw_entry(buffer, row, theme, entry, found, self.current == Some(line));
            }
        }
        if self.shown.is_empty() {
            draw_str(buffer, body, body.x + 2, body.y, "No matches.", theme.dim);
        }
        let current = self.current.and_then(|current| self.shown.get(current)).and_then(|(place, _)| self.entries.get(*place));
        let why = current.and_then(|entry| entry.disabled.as_ref());
        let (text, style) = match (&self.error, why) {
            (Some(error), _) => (error.clone(), theme.warning),
            (None, Some(why)) => (format!("Disabled: {why}"), theme.dim),
            (None, None) if current.is_none() && !self.shown.is_empty() => ("↑ ↓ Choose · Esc Close".to_owned(), theme.dim),
            (None, None) => (foot(inner.width).to_owned(), theme.dim),
        };
        let line = Rect { y: inner.bottom().saturating_sub(1), height: inner.height.min(1), ..inner };
        draw_str(buffer, line, line.x, line.y, &text, style);
        self.hints.find(buffer, line, FOOT_KEYS);
        Some(cursor)
    }
}

/// Draws a line: the title, and at the right end the command that matches, the screen and the keys, as far as there is room.
fn draw_entry(buffer: &mut Buffer, row: Rect, theme: &Theme, entry: &Entry, found: &Match, is_current: bool) {
    let style = match (is_current, &entry.disabled) {
        (true, _) => theme.selection,
        (false, Some(_)) => theme.dim,
        (false, None) => theme.text,
    };
    let aside = if is_current { theme.selection } else { theme.dim };
    buffer.set_style(row, style);
    let mut end = draw_right(buffer, row, row.y, &entry.keys, aside);
    let needed = usize::from(row.x) + 2 + width(&entry.title) + 2;
    let room = |end: u16, text: &str| usize::from(end).checked_sub(needed + width(text) + 2).is_some();
    if let Some(place) = entry.place.filter(|place| room(end, place)) {
        let right = if entry.keys.is_empty() { end } else { end.saturating_sub(2) };
        end = draw_right(buffer, Rect { width: right.saturating_sub(row.x), ..row }, row.y, place, aside);
    }
    let alias = found.alias.as_ref().and_then(|(alias, marks)| Some((*entry.aliases.get(*alias)?, marks)));
    if let Some((alias, marks)) = alias.filter(|(alias, _)| room(end, alias)) {
        let x = end.saturating_sub(2 + u16::try_from(width(alias)).unwrap_or(0));
        draw_marked(buffer, row, x, row.y, alias, aside, marks);
        end = x;
    }
    let title = Rect { width: end.saturating_sub(row.x + 2), ..row };
    let x = draw_str(buffer, title, row.x, row.y, if is_current { "› " } else { "  " }, style);
    draw_marked(buffer, title, x, row.y, &entry.title, style, &found.title);
}
