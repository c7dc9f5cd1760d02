//! Lists: moves, windows and selections.

use std::ops::Range;

use kozmoai::model::{Cursor, Page};
use kozmoai::tui::widgets::list::{List, Move, Query, Row, WINDOW, grouped};
use proptest::prelude::*;

/// The number of rows that are kept at most, with those around the current one and those just read.
const MOST: usize = 3 * WINDOW + 50 + WINDOW;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct N(pub(super) u64);

impl Row for N {
    type Id = u64;
    type Key = u64;
    type Filter = ();
    fn id(&self) -> u64 {
        self.0
    }
    fn cursor_key(&self) -> u64 {
        self.0
    }
}

fn page(rows: Range<u64>, total: u64) -> Page<N> {
    Page { rows: rows.map(N).collect(), total: Some(total) }
}

/// Serves a list of `total` numbers with the rows it needs.
fn serve(list: &mut List<N>, total: u64, (cursor, limit): Query<N>) {
    let limit = limit as u64;
    let rows = match cursor {
        Cursor::Offset(first) | Cursor::From(first) => first..total.min(first + limit),
        Cursor::Last => total.saturating_sub(limit)..total,
        Cursor::After(last) => last + 1..total.min(last + 1 + limit),
        Cursor::Before(first) => first.saturating_sub(limit)..first,
    };
    list.take(&cursor, page(rows, total));
}

proptest! {
    #[test]
    fn moves_are_exact_and_memory_is_bounded(total in 0_u64..5_000, moves in prop::collection::vec(prop_oneof![
        (-120_isize..120).prop_map(Move::By), Just(Move::First), Just(Move::Last)], 0..200)) {
        let mut list = List::default();
        let first = list.restart();
        serve(&mut list, total, first);
        let mut expected: u64 = 0;
        for by in moves {
            expected = match by {
                Move::First => 0,
                Move::Last => total.saturating_sub(1),
                Move::By(rows) => {
                    // A move stops at the edge of the window; the rows beyond it are loaded for the next move.
                    let low = list.first();
                    let high = list.first() + list.rows().len().saturating_sub(1) as u64;
                    expected.saturating_add_signed(rows as i64).clamp(low, high)
                }
            };
            if let Some(query) = list.move_by(by) {
                serve(&mut list, total, query);
            }
            prop_assert_eq!(list.current().map(Row::id), (total > 0).then_some(expected));
            let position = format!("{} of {}", grouped(expected + 1), grouped(total));
            prop_assert_eq!(list.position(), if total > 0 { position } else { String::new() });
            prop_assert!(list.rows().len() <= MOST);
        }
    }
}

#[test]
fn current_row_and_selection_survive_a_reload() {
    let mut list = List::default();
    list.take(&Cursor::FIRST, page(0..10, 10));
    list.move_by(Move::By(4));
    list.toggle_selection();
    list.take(&Cursor::FIRST, page(2..10, 8));
    assert_eq!((list.current().map(Row::id), list.selected()), (Some(4), vec![N(4)]));
    list.restart();
    assert!(list.current().is_some(), "the old rows stay until the new ones arrive");
    assert_eq!(list.move_by(Move::By(1)), None);
    list.take(&Cursor::FIRST, page(2..10, 8));
    assert_eq!((list.current().map(Row::id), list.selected()), (Some(2), vec![N(4)]));
    list.move_by(Move::By(5));
    list.select_range();
    assert_eq!(list.selected(), [N(4), N(5), N(6), N(7)]);
    list.remove(&[5, 6, 7]);
    assert_eq!((list.selected_count(), list.total()), (1, Some(5)));
    list.remove(&[4]);
    assert_eq!((list.selected_count(), list.total()), (0, Some(4)));
    assert_eq!(grouped(1_234_567), "1,234,567");
}
