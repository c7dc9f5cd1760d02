//! Drawing a list: titles, visible rows and a scroll bar.
//!
//! ```text
//!   Username ▲        Active    Superuser
//! ● alice             ✓ yes     · no         █
//! › bob               · no      · no         ░
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::list::{List, Row};
use super::paint::{draw_str, fit, width};
use crate::tui::theme::Theme;

/// The gap between two columns.
const GAP: u16 = 2;
/// The columns before the first one, for a row's sign.
const SIGN: u16 = 2;
/// The number of rows kept visible above and below the current one.
const AROUND: u64 = 2;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The title.
    pub title: &'static str,
    /// The minimum width.
    pub columns: u16,
    /// The maximum width; columns on the left grow first.
    pub most: u16,
    /// The width of the table below which the column is omitted.
    pub shown_from: u16,
}

/// A column's index, and where it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    index: usize,
    x: u16,
    columns: u16,
}

/// The columns that are shown at a width, and their positions.
fn places(columns: &[Column], room: u16) -> Vec<Place> {
    let shown = || columns.iter().enumerate().filter(|(_, column)| room >= column.shown_from);
    let least: u16 = shown().map(|(_, column)| column.columns + GAP).sum();
    let mut spare = room.saturating_sub(SIGN + least);
    let mut x = SIGN;
    let mut places = Vec::new();
    for (index, column) in shown() {
        let more = column.most.saturating_sub(column.columns).min(spare);
        spare -= more;
        places.push(Place { index, x, columns: column.columns + more });
        x += column.columns + more + GAP;
    }
    places
}

impl<R: Row> List<R> {
    /// Draws titles and rows. `cells` returns the text of each column; `sorted` is the sort column and whether the order is
    /// descending.
    #[expect(clippy::too_many_arguments, reason = "each describes the one table that is drawn")]
    pub fn draw(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        theme: &Theme,
        columns: &[Column],
        sorted: Option<(usize, bool)>,
        empty: &str,
        cells: impl Fn(&R) -> Vec<String>,
    ) {
        let places = places(columns, area.width);
        let cell = |place: &Place, y: u16| Rect { x: area.x + place.x, y, width: place.columns, height: 1 }.intersection(area);
        for place in &places {
            let arrow = match sorted {
                Some((by, descending)) if by == place.index => [" ▲", " ▼"][usize::from(descending)],
                _ => "",
            };
            let room = usize::from(place.columns).saturating_sub(width(arrow));
            let title = columns.get(place.index).map_or("", |column| column.title);
            let cell = cell(place, area.y);
            draw_str(buffer, cell, cell.x, area.y, &format!("{}{arrow}", fit(title, room)), theme.heading);
        }
        let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        if self.rows.is_empty() {
            let text = if self.loaded { empty } else { "Loading …" };
            draw_str(buffer, body, area.x + SIGN, area.y + 2, text, theme.dim);
            return;
        }
        let top = self.scroll(body.height.into());
        let skip = usize::try_from(top.saturating_sub(self.first)).unwrap_or(0);
        for ((place, row), y) in self.rows.iter().enumerate().skip(skip).zip(body.y..body.bottom()) {
            let is_selected = self.selection.contains_key(&row.id());
            let (sign, style) = match (place == self.chosen, is_selected) {
                (true, true) => ("●", theme.selection),
                (true, false) => ("›", theme.selection),
                (false, true) => ("●", theme.accent),
                (false, false) => (" ", theme.text),
            };
            let row_style = if place == self.chosen { theme.selection } else { theme.text };
            buffer.set_style(Rect { y, height: 1, ..body }, row_style);
            draw_str(buffer, body, body.x, y, sign, style);
            let texts = cells(row);
            for place in &places {
                let cell = cell(place, y);
                draw_str(buffer, cell, cell.x, y, texts.get(place.index).map_or("", String::as_str), row_style);
            }
        }
        self.draw_bar(buffer, body, theme.line, top);
    }

    /// The number of the first visible row. It changes only if the current row would not be visible.
    fn scroll(&self, room: u64) -> u64 {
        let end = self.first + self.rows.len() as u64;
        let chosen = self.first + self.chosen as u64;
        let around = AROUND.min(room.saturating_sub(1) / 2);
        let lowest = (chosen + around + 1).saturating_sub(room);
        let top = self.top.get().clamp(lowest, chosen.saturating_sub(around).max(lowest));
        self.top.set(top.min(end.saturating_sub(room)).max(self.first).min(chosen));
        self.top.get()
    }

    /// Draws a scroll bar at the right end.
    fn draw_bar(&self, buffer: &mut Buffer, area: Rect, style: Style, top: u64) {
        let room = u64::from(area.height);
        let Some(total) = self.total.filter(|total| *total > room && !area.is_empty()) else { return };
        let long = (room * room / total).max(1);
        let from = top * (room - long) / (total - room).max(1);
        for (place, y) in (area.y..area.bottom()).enumerate() {
            let inside = (from..from + long).contains(&(place as u64));
            draw_str(buffer, area, area.right() - 1, y, if inside { "█" } else { " " }, style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::list::{Move, WINDOW};
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone)]
    struct N(u64);

    impl Row for N {
        type Id = u64;
        fn id(&self) -> u64 {
            self.0
        }
    }

    const COLUMNS: &[Column] = &[
        Column { title: "Number", columns: 8, most: 20, shown_from: 0 },
        Column { title: "Twice", columns: 8, most: 8, shown_from: 30 },
        Column { title: "Long", columns: 8, most: 36, shown_from: 60 },
    ];

    fn drawn(list: &List<N>, area: Rect) -> Vec<String> {
        let mut buffer = Buffer::empty(area);
        let cells = |row: &N| vec![row.0.to_string(), (row.0 * 2).to_string(), "long".to_owned()];
        list.draw(&mut buffer, area, &Theme::mono(), COLUMNS, Some((0, false)), "Nothing.", cells);
        let line = |y| (area.x..area.right()).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        (area.y..area.bottom()).map(line).collect()
    }

    #[test]
    fn columns_are_omitted_and_grow_from_the_left() {
        let at = |room| places(COLUMNS, room).iter().map(|place| (place.x, place.columns)).collect::<Vec<_>>();
        assert_eq!(at(20), [(2, 16)]);
        assert_eq!(at(40), [(2, 20), (24, 8)]);
        assert_eq!(at(60), [(2, 20), (24, 8), (34, 24)]);
        assert_eq!(at(200), [(2, 20), (24, 8), (34, 36)]);
    }

    #[test]
    fn visible_rows_move_only_when_needed() {
        let mut list = List::default();
        let area = Rect::new(0, 0, 20, 11);
        assert!(drawn(&list, area)[2].contains("Loading"));
        list.replace(0, (0..100).map(N).collect(), Some(100), WINDOW);
        let first = |list: &List<N>| drawn(list, area)[1].trim_matches(['›', ' ', '█']).to_owned();
        assert_eq!(first(&list), "0");
        list.go(Move::By(20));
        assert_eq!(first(&list), "13");
        list.go(Move::By(-4));
        assert_eq!(first(&list), "13", "moving up changes the current row, not the visible rows");
        list.go(Move::By(-4));
        assert_eq!(first(&list), "10");
        list.go(Move::Last);
        assert_eq!(first(&list), "90");
        list.replace(0, Vec::new(), Some(0), WINDOW);
        assert!(drawn(&list, area)[2].contains("Nothing."));
    }

    proptest! {
        #[test]
        fn current_row_is_visible_at_any_size(
            rows in 1_u64..80, columns in 0_u16..90, height in 0_u16..20, moves in prop::collection::vec(-30_isize..30, 1..20)) {
            let mut list = List::default();
            list.replace(0, (0..rows).map(N).collect(), Some(rows), WINDOW);
            let area = Rect::new(3, 2, columns, height);
            for by in moves {
                list.go(Move::By(by));
                let lines = drawn(&list, area);
                let chosen = list.chosen().map_or(0, Row::id).to_string();
                if height > 1 && columns >= 8 {
                    let row: Vec<&String> = lines.iter().filter(|line| line.starts_with('›')).collect();
                    prop_assert_eq!(row.len(), 1);
                    prop_assert_eq!(row[0].split_whitespace().nth(1), Some(chosen.as_str()));
                }
            }
        }
    }
}
