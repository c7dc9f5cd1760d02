//! Drawing lists.

use kozmoai::model::{Cursor, Page};
use kozmoai::tui::theme::{Meaning, Theme};
use kozmoai::tui::widgets::list::{List, Move, Row};
use kozmoai::tui::widgets::table::{Cell, Column, TableView};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::list::N;

const COLUMNS: &[Column<N>] = &[
    Column { title: "Number", min: 8, max: 20, shown_from: 0, cell: |row, ()| row.0.to_string().into() },
    Column { title: "Twice", min: 8, max: 8, shown_from: 30, cell: |row, ()| (row.0 * 2).to_string().into() },
    Column { title: "Long", min: 8, max: 36, shown_from: 60, cell: |_, ()| "long".into() },
];

fn take(list: &mut List<N>, rows: u64) {
    list.take(&Cursor::FIRST, Page { rows: (0..rows).map(N).collect(), total: Some(rows) });
}

fn drawn(list: &List<N>, area: Rect, view: &TableView<'_, N>) -> Vec<String> {
    let mut buffer = Buffer::empty(area);
    list.draw(&mut buffer, area, &Theme::mono(), view);
    let line = |y| (area.x..area.right()).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (area.y..area.bottom()).map(line).collect()
}

fn numbers(list: &List<N>, area: Rect) -> Vec<String> {
    let columns = COLUMNS.iter().collect();
    drawn(list, area, &TableView { columns, context: (), sorted: Some(("Number", false)), empty: "Nothing." })
}

/// A column whose cells fill it.
const fn filled(min: u16, max: u16, shown_from: u16) -> Column<N> {
    Column { title: "", min, max, shown_from, cell: |_, ()| "x".repeat(100).into() }
}

#[test]
fn columns_are_omitted_and_grow_from_the_left() {
    let columns = [filled(8, 20, 0), filled(8, 8, 30), filled(8, 36, 60)];
    let mut list = List::default();
    take(&mut list, 1);
    let at = |room| {
        let view = TableView { columns: columns.iter().collect(), context: (), sorted: None, empty: "" };
        let row = drawn(&list, Rect::new(0, 0, room, 2), &view).remove(1);
        row.trim_matches('›').split_whitespace().map(|cell| cell.chars().count()).collect::<Vec<_>>()
    };
    assert_eq!(at(5), [3]);
    assert_eq!(at(20), [16]);
    assert_eq!(at(40), [20, 8]);
    assert_eq!(at(60), [20, 8, 24]);
    assert_eq!(at(200), [20, 8, 36]);
}

#[test]
fn visible_rows_move_only_when_needed() {
    let mut list = List::default();
    let area = Rect::new(0, 0, 20, 11);
    assert!(numbers(&list, area)[2].contains("Loading"));
    take(&mut list, 100);
    let first = |list: &List<N>| numbers(list, area)[1].trim_matches(['›', ' ', '█']).to_owned();
    assert_eq!(first(&list), "0");
    list.move_by(Move::By(20));
    assert_eq!(first(&list), "13");
    list.move_by(Move::By(-4));
    assert_eq!(first(&list), "13", "moving up changes the current row, not the visible rows");
    list.move_by(Move::By(-4));
    assert_eq!(first(&list), "10");
    list.move_by(Move::Last);
    assert_eq!(first(&list), "90");
    take(&mut list, 0);
    assert!(numbers(&list, area)[2].contains("Nothing."));
}

proptest! {
    #[test]
    fn current_row_is_visible_at_any_size(
        rows in 1_u64..80, columns in 0_u16..90, height in 0_u16..20, moves in prop::collection::vec(-30_isize..30, 1..20)) {
        let mut list = List::default();
        take(&mut list, rows);
        let area = Rect::new(3, 2, columns, height);
        for by in moves {
            list.move_by(Move::By(by));
            let lines = numbers(&list, area);
            let current = list.current().map_or(0, Row::id).to_string();
            if height > 1 && columns >= 8 {
                let row: Vec<&String> = lines.iter().filter(|line| line.starts_with('›')).collect();
                prop_assert_eq!(row.len(), 1);
                prop_assert_eq!(row[0].split_whitespace().nth(1), Some(current.as_str()));
            }
        }
    }
}

#[test]
fn cells_have_the_style_of_their_meaning_except_in_the_current_row() {
    let column: Column<N> =
        Column { title: "", min: 8, max: 8, shown_from: 0, cell: |_, ()| Cell::new("✗ refused", Meaning::Danger) };
    let mut list = List::default();
    take(&mut list, 2);
    let view = TableView { columns: vec![&column], context: (), sorted: None, empty: "" };
    let (area, theme) = (Rect::new(0, 0, 20, 3), Theme::dark());
    let mut buffer = Buffer::empty(area);
    list.draw(&mut buffer, area, &theme, &view);
    let colours = [1, 2].map(|y| buffer[(2, y)].fg);
    assert_eq!(colours.map(Some), [theme.selection.fg, theme.danger.fg]);
    assert_eq!([1, 2].map(|y| buffer[(2, y)].symbol()), ["✗"; 2], "the sign is there in both");
}
