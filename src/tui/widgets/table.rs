//! Drawing a list: titles, visible rows and a scroll bar.
//!
//! ```text
//!   Username ▲        Active    Superuser
//! ● alice             ✓ yes     · no         █
//! › bob               · no      · no         ░
//! ```

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;
use ratatui::widgets::{Clear, Row as TableRow, Scrollbar, ScrollbarOrientation, ScrollbarState, StatefulWidget, Table, Widget};

use super::list::{AROUND, List, Place};
use super::paint::{draw_lines, truncate, width, wrap};
use super::row::Row;
use crate::tui::theme::{Meaning, Theme};

/// The gap between two columns.
const GAP: u16 = 2;
/// The columns before the first one, for a row's sign.
const SIGN: u16 = 2;

/// A cell: a text and what it means. The text tells the meaning without colours too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    text: Cow<'static, str>,
    meaning: Meaning,
}

impl Cell {
    /// A text that means this.
    pub fn new(text: impl Into<Cow<'static, str>>, meaning: Meaning) -> Self {
        Self { text: text.into(), meaning }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl<T: Into<Cow<'static, str>>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::new(text, Meaning::Plain)
    }
}

/// A column of a table of `R`; its cells may depend on a context of all rows.
#[derive(Debug)]
pub struct Column<R, C = ()> {
    /// The title.
    pub title: &'static str,
    /// The minimum width.
    pub min: u16,
    /// The maximum width; columns on the left grow first.
    pub max: u16,
    /// The width of the table below which the column is omitted.
    pub shown_from: u16,
    /// The cell of a row.
    pub cell: fn(&R, &C) -> Cell,
}

/// The columns that are shown at a width, and the width of each.
fn layout<'a, R, C>(columns: &[&'a Column<R, C>], room: u16) -> Vec<(&'a Column<R, C>, u16)> {
    let shown = || columns.iter().copied().filter(|column| room >= column.shown_from);
    let least: u16 = shown().map(|column| column.min + GAP).sum();
    let mut spare = room.saturating_sub(SIGN + least);
    let mut rest = room.saturating_sub(SIGN);
    let mut layout = Vec::new();
    for column in shown() {
        let more = column.max.saturating_sub(column.min).min(spare);
        spare -= more;
        let columns = (column.min + more).min(rest);
        rest = rest.saturating_sub(columns + GAP);
        layout.push((column, columns));
    }
    layout
}

/// The sign of an order.
const fn arrow(descending: bool) -> &'static str {
    if descending { " ▼" } else { " ▲" }
}

/// The order of a list, as a clause, if the column that it is sorted by is omitted at this width.
pub fn hidden_order<R, C>(columns: &[&Column<R, C>], sorted: Option<(&str, bool)>, room: u16) -> Option<String> {
    let (title, descending) = sorted?;
    let is_shown = columns.iter().any(|column| column.title == title && room >= column.shown_from);
    let is_name = title.chars().all(char::is_uppercase);
    let title = if is_name { title.to_owned() } else { title.to_lowercase() };
    (!is_shown).then(|| format!("by {title}{}", arrow(descending)))
}

/// What a table shows besides its rows.
#[derive(Debug)]
pub struct TableView<'a, R, C = ()> {
    /// The columns.
    pub columns: Vec<&'a Column<R, C>>,
    /// The context of the cells.
    pub context: C,
    /// The title of the sort column, and whether the order is descending.
    pub sorted: Option<(&'static str, bool)>,
    /// The sentence that replaces the rows if there are none.
    pub empty: &'a str,
}

impl<R: Row> List<R> {
    /// Draws titles and rows.
    pub fn draw<C>(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, view: &TableView<'_, R, C>) {
        let layout = layout(&view.columns, area.width);
        let titles = layout.iter().map(|(column, columns)| {
            let arrow = view.sorted.filter(|(title, _)| *title == column.title).map_or("", |(_, descending)| arrow(descending));
            let room = usize::from(*columns).saturating_sub(width(arrow));
            Span::styled(format!("{}{arrow}", truncate(column.title, room)), theme.heading)
        });
        let header = TableRow::new(std::iter::once(Span::default()).chain(titles));
        let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let top = self.scroll(body.height.into());
        self.hits.begin(area);
        let skip = usize::try_from(top.saturating_sub(self.first)).unwrap_or(0);
        let visible = self.rows.iter().enumerate().skip(skip).take(body.height.into());
        for ((_, row), y) in visible.clone().zip(body.y..body.bottom()) {
            self.hits.add(Rect { y, height: 1, ..body }, Place::Row(row.id()));
        }
        let rows = visible.map(|(place, row)| {
            let is_current = place == self.current;
            let sign = match (is_current, self.selection.contains(row)) {
                (true, false) => Span::raw("›"),
                (true, true) => Span::raw("●"),
                (false, true) => Span::styled("●", theme.accent),
                (false, false) => Span::default(),
            };
            let cells = layout.iter().map(|(column, columns)| {
                let Cell { text, meaning } = (column.cell)(row, &view.context);
                // Hardly any colour could be read on that of the current row.
                let style = if is_current { theme.selection } else { theme.style(meaning) };
                Span::styled(truncate(&text, (*columns).into()), style)
            });
            let style = if is_current { theme.selection } else { theme.text };
            TableRow::new(std::iter::once(sign).chain(cells)).style(style)
        });
        // The sign is followed by a blank, and each column by a gap.
        let mut rest = area.width.saturating_sub(SIGN);
        let widths = layout.iter().map(|(column, columns)| {
            let with_gap = (columns + GAP).min(rest);
            let title = Rect { x: area.right() - rest, width: with_gap, height: area.height.min(1), ..area };
            self.hits.add(title, Place::Title(column.title));
            rest -= with_gap;
            with_gap
        });
        let table = Table::new(rows, std::iter::once(SIGN).chain(widths)).header(header).column_spacing(0);
        Widget::render(table, area, buffer);
        if self.rows.is_empty() {
            let text = if self.loaded { view.empty } else { "Loading …" };
            let place = Rect { x: area.x + SIGN, width: area.width.saturating_sub(SIGN + 1), ..body };
            let place = Rect { y: place.y + 1, height: place.height.saturating_sub(1), ..place };
            draw_lines(buffer, place, &wrap(text, place.width.into()), theme.dim);
        }
        self.draw_bar(buffer, body, theme, top);
    }

    /// The number of the first visible row. It changes only if the current row would not be visible.
    fn scroll(&self, room: u64) -> u64 {
        self.room.set(room);
        let end = self.first + self.rows.len() as u64;
        let current = self.first + self.current as u64;
        let around = AROUND.min(room.saturating_sub(1) / 2);
        let lowest = (current + around + 1).saturating_sub(room);
        let top = self.top.get().clamp(lowest, current.saturating_sub(around).max(lowest));
        self.top.set(top.min(end.saturating_sub(room)).max(self.first).min(current));
        self.top.get()
    }

    /// Draws a scroll bar at the right end.
    fn draw_bar(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, top: u64) {
        let room = u64::from(area.height);
        let Some(total) = self.total.filter(|total| *total > room && !area.is_empty()) else { return };
        let number = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
        let mut state = ScrollbarState::new(number(total - room + 1)).position(number(top)).viewport_content_length(number(room));
        let bar = Scrollbar::new(ScrollbarOrientation::VerticalRight).begin_symbol(None).end_symbol(None);
        let bar = bar.track_symbol(Some(" ")).thumb_symbol("█").style(theme.line);
        // Not on the colour of the current row, on which it could hardly be seen.
        let column = Rect { x: area.right() - 1, width: 1, ..area }.intersection(buffer.area);
        Clear.render(column, buffer);
        buffer.set_style(column, theme.text);
        StatefulWidget::render(bar, area, buffer, &mut state);
    }
}
