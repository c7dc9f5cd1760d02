//! The line above a list: its title, what it is limited to, and on the right the selection, the matches and the position.
//!
//! ```text
//!   Users  /ann   only pending approval            ● 3 selected · 12 of 60,001 match · 4 of 12
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::list::{List, grouped};
use super::paint::{draw_right, draw_str, width};
use super::row::Row;
use super::search::Search;
use crate::tui::theme::Theme;

/// The columns between the parts of the line.
const GAP: u16 = 2;

/// What the line says besides the numbers of the list.
#[derive(Debug, Default)]
pub struct ListHead<'a> {
    /// The title.
    pub title: &'a str,
    /// Whose rows are listed, directly after the title.
    pub scope: Option<(String, Style)>,
    /// The search by name.
    pub search: Option<&'a Search>,
    /// The filters, as a clause.
    pub filters: Option<String>,
    /// Whether rows are missing because of a search or a filter.
    pub is_limited: bool,
    /// The order, if no title of a column shows it.
    pub order: Option<String>,
    /// A fact about all rows together, such as their size.
    pub sum: Option<String>,
}

impl<R: Row> List<R> {
    /// Draws the line. Returns the position of the cursor in the search, if that has the focus.
    pub fn draw_head(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, head: &ListHead<'_>) -> Option<Position> {
        let line = Rect { height: area.height.min(1), width: area.width.saturating_sub(1), ..area };
        let scope = head.scope.as_ref().map_or(0, |(text, _)| width(text));
        let search = head.search.and_then(Search::text).map_or(0, |text| width(&text) + 3);
        let title = width(head.title) + search + 4;
        let room = usize::from(line.width).saturating_sub(title);
        let mut numbers = self.numbers(head, room.saturating_sub(scope));
        // What is searched for is more important than whose rows are listed.
        let is_crowded = search > 0 && width(&numbers) + scope > room;
        if is_crowded {
            numbers = self.numbers(head, room);
        }
        let end = draw_right(buffer, line, area.y, &numbers, theme.dim);
        let left = Rect { width: end.saturating_sub(area.x + 1), ..line };
        let mut x = draw_str(buffer, left, area.x + 2, area.y, head.title, theme.accent);
        if let Some((text, style)) = head.scope.as_ref().filter(|_| !is_crowded) {
            x = draw_str(buffer, left, x, area.y, text, *style);
        }
        let (mut x, mut cursor) = (x + GAP, None);
        if let Some(search) = head.search {
            let place = Rect { x: x.min(left.right()), width: left.right().saturating_sub(x), ..left };
            (x, cursor) = search.draw(buffer, place, theme);
        }
        if let Some(text) = &head.filters {
            x = draw_str(buffer, left, x, area.y, text, theme.warning) + GAP;
        }
        // Half of an order says nothing.
        if let Some(text) = head.order.as_ref().filter(|text| usize::from(x) + width(text) <= left.right().into()) {
            draw_str(buffer, left, x, area.y, text, theme.dim);
        }
        cursor
    }

    /// The numbers that fit, the most important ones if not all do.
    fn numbers(&self, head: &ListHead<'_>, room: usize) -> String {
        let selected = Some(self.selected_count()).filter(|count| *count > 0);
        let selected = selected.map(|count| format!("● {} selected", grouped(count)));
        let matching = self.total().zip(self.unlimited_total()).filter(|_| head.is_limited);
        let matching = matching.map(|(matching, all)| format!("{} of {} match", grouped(matching), grouped(all)));
        let position = Some(self.position()).filter(|position| !position.is_empty());
        // What a change would concern is the most important, and how many match more than the position.
        let last: &[&Option<String>] = match (&selected, &matching) {
            (Some(_), _) => &[&selected],
            (None, Some(_)) => &[&matching],
            (None, None) => &[&position],
        };
        let choices: &[&[&Option<String>]] = if matching.is_some() {
            &[&[&selected, &head.sum, &matching, &position], &[&selected, &matching], last]
        } else {
            &[&[&selected, &head.sum, &position], &[&selected, &position], last]
        };
        let joined = |parts: &[&Option<String>]| parts.iter().filter_map(|part| part.as_deref()).collect::<Vec<_>>().join(" · ");
        let mut texts = choices.iter().map(|parts| joined(parts)).filter(|text| !text.is_empty());
        let first = texts.clone().find(|text| width(text) <= room);
        first.or_else(|| texts.next_back()).unwrap_or_default()
    }
}
