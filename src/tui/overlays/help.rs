//! The keyboard shortcuts, by group, in as many columns as fit.
//!
//! ```text
//!  Navigation                  Users                       Selection
//!  ↑ ↓ j k  Move               n        Create user        space      Select
//!  0        Go to overview     d delete Delete …           backspace  Clear selection
//! ```

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::event::Event;
use super::menu::Item;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::frame;
use crate::tui::widgets::paint::{draw_str, rows, truncate, width, wrap};
use crate::tui::widgets::pointer::{Hits, Pointer};
use crate::tui::widgets::scroll::Scroll;

/// The minimum and the maximum width of a column.
const NARROW: u16 = 34;
const WIDE: u16 = 46;
/// The gap between two columns.
const GAP: u16 = 3;
/// The maximum number of columns.
const MOST: u16 = 3;

/// The shortcuts under one heading; the detail of an item is its keys.
#[derive(Clone, Debug)]
pub struct HelpGroup {
    /// The heading.
    pub heading: &'static str,
    /// The shortcuts.
    pub items: Vec<Item>,
}

/// A drawn line: the keys, and what they do.
struct Line<'a> {
    /// The number of the shortcut among all of them.
    place: Option<usize>,
    keys: &'a str,
    text: String,
    /// Where the text begins.
    indent: u16,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Heading,
    Enabled,
    Disabled,
    Blank,
}

/// The keyboard shortcuts.
#[derive(Debug)]
pub struct HelpOverlay {
    groups: Vec<HelpGroup>,
    scroll: Scroll,
    /// The shortcuts by their numbers, where they can be clicked; none is the last line, which closes the help.
    hits: Hits<Option<usize>>,
}

impl HelpOverlay {
    /// Shows these groups, without empty ones.
    pub fn new(groups: impl IntoIterator<Item = HelpGroup>) -> Self {
        let groups = groups.into_iter().filter(|group| !group.items.is_empty()).collect();
        Self { groups, scroll: Scroll::default(), hits: Hits::default() }
    }

    /// Whether not everything fitted in the last drawing.
    pub const fn is_cut(&self) -> bool {
        self.scroll.is_needed()
    }

    /// What is pressed in it.
    pub(super) fn keys(&self) -> Vec<(&'static str, &'static str)> {
        let scroll = self.is_cut().then_some(("↑ ↓", "Scroll"));
        std::iter::once(("esc", "Close")).chain(scroll).collect()
    }

    pub(super) fn key<T>(&mut self, key: KeyEvent) -> Event<T> {
        match key.code {
            KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q' | '?') | KeyCode::F(1) => return Event::Close,
            code => _ = self.scroll.key(code),
        }
        Event::Handled
    }

    /// Handles the mouse: a click on a shortcut does what its key does.
    pub(super) fn point<T: Clone>(&mut self, pointer: Pointer, choices: &[Option<T>]) -> Event<T> {
        if let Some(rows) = self.hits.scrolled(pointer) {
            self.scroll.scroll_by(rows);
        }
        match self.hits.clicked(pointer) {
            Some(Some(place)) => choices.get(place).cloned().flatten().map_or(Event::Handled, Event::CloseAnd),
            Some(None) => Event::Close,
            None => Event::Handled,
        }
    }

    /// The lines of each column.
    fn columns(&self, number: u16, columns: u16) -> Vec<Vec<Line<'_>>> {
        let groups = || {
            let mut first = 0;
            self.groups.iter().map(move |group| {
                let lines = lines(group, first, columns);
                first += group.items.len();
                lines
            })
        };
        let lengths: Vec<usize> = groups().map(|lines| lines.len()).collect();
        // The least height at which all groups, each in one piece, fit into so many columns.
        let height = (lengths.iter().copied().max().unwrap_or(0)..).find(|height| packed(&lengths, *height) <= number.into());
        let height = height.unwrap_or(usize::MAX);
        let mut packed: Vec<Vec<Line<'_>>> = vec![Vec::new()];
        for lines in groups() {
            match packed.last_mut() {
                Some(column) if column.is_empty() => *column = lines,
                Some(column) if column.len() + 1 + lines.len() <= height => {
                    column.push(Line { place: None, keys: "", text: String::new(), indent: 0, kind: Kind::Blank });
                    column.extend(lines);
                }
                Some(_) | None => packed.push(lines),
            }
        }
        packed
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let room = area.width.saturating_sub(4);
        let number = ((room + GAP) / (NARROW + GAP)).clamp(1, MOST);
        let column = ((room + GAP) / number).saturating_sub(GAP).min(WIDE);
        let columns = self.columns(number, column);
        let height = columns.iter().map(Vec::len).max().unwrap_or(0);
        let used = rows(columns.len()) * (column + GAP) - GAP;
        let inner = frame(buffer, area, theme, "Keyboard shortcuts", used, rows(height).saturating_add(2), false);
        let body = Rect { height: inner.height.saturating_sub(2), ..inner };
        let top = self.scroll.top(height, body.height.into());
        self.hits.begin(inner);
        for (place, lines) in (0..).zip(&columns) {
            let place = Rect { x: body.x + place * (column + GAP), width: column, ..body }.intersection(body);
            for (line, y) in lines.iter().skip(top).zip(place.y..place.bottom()) {
                let (keys, text): (Style, Style) = match line.kind {
                    Kind::Heading => (theme.heading, theme.heading),
                    Kind::Enabled => (theme.accent, theme.text),
                    Kind::Disabled | Kind::Blank => (theme.dim, theme.dim),
                };
                if line.place.is_some() {
                    self.hits.add(Rect { y, height: 1, ..place }, line.place);
                }
                draw_str(buffer, place, place.x, y, line.keys, keys);
                draw_str(buffer, place, place.x + line.indent, y, &line.text, text);
            }
        }
        let more = if self.is_cut() { "↑ ↓ More · " } else { "" };
        let foot = Rect { y: inner.bottom().saturating_sub(1), height: inner.height.min(1), ..inner };
        draw_str(buffer, foot, foot.x, foot.y, &format!("{more}Esc Close"), theme.dim);
        self.hits.add(foot, None);
        None
    }
}

/// The number of columns of this height that groups of these lengths take, with a blank line between two.
fn packed(lengths: &[usize], height: usize) -> usize {
    let (mut columns, mut used) = (1, 0);
    for length in lengths {
        if used > 0 && used + 1 + length > height {
            (columns, used) = (columns + 1, *length);
        } else {
            used += length + usize::from(used > 0);
        }
    }
    columns
}

/// The lines of a group at a width: its heading, and each shortcut with why it is disabled. `first` is the number of its first
/// shortcut.
fn lines(group: &HelpGroup, first: usize, columns: u16) -> Vec<Line<'_>> {
    let keys = group.items.iter().map(|item| width(&item.detail)).max().unwrap_or(0);
    let indent = rows(keys + 2).min(columns / 2);
    let room = usize::from(columns - indent).max(1);
    let mut lines = vec![Line { place: None, keys: "", text: group.heading.to_owned(), indent: 0, kind: Kind::Heading }];
    for (item, place) in group.items.iter().zip(first..) {
        let place = Some(place);
        let (text, kind) = match &item.disabled {
            None => (item.title.clone(), Kind::Enabled),
            Some(why) => (format!("{} ({why})", item.title), Kind::Disabled),
        };
        let names = std::iter::once(item.detail.as_str()).chain(std::iter::repeat(""));
        lines.extend(names.zip(wrap(&text, room)).map(|(keys, text)| Line {
            place,
            keys,
            text: truncate(&text, room),
            indent,
            kind,
        }));
    }
    lines
}
