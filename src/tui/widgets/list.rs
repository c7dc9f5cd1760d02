//! The one list: a window of rows of a longer list, with columns, a chosen row and marks.
//!
//! It holds some hundred rows around the chosen one whatever the list's length, and says which rows it needs next.
//! Choice and marks go by id, so they outlast reloading.

use std::cell::Cell;
use std::collections::BTreeMap;

/// How many rows are asked for at a time.
pub const WINDOW: usize = 200;
/// With more than this many rows, those farthest away are let go.
const MOST: usize = 3 * WINDOW;
/// As near as this to the window's edge, the next rows are asked for.
const NEAR: usize = 50;

/// A row of a list.
pub trait Row: Clone {
    /// What tells it from all others, for good.
    type Id: Copy + Ord + std::fmt::Debug;
    /// Its id.
    fn id(&self) -> Self::Id;
}

/// What a list needs to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need<R> {
    /// Nothing.
    Nothing,
    /// The rows after this one.
    After(R),
    /// The rows before this one.
    Before(R),
    /// The first rows.
    First,
    /// The last rows.
    Last,
}

/// A move through the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// So many rows down, or up if negative.
    By(isize),
    /// To the very first row.
    First,
    /// To the very last.
    Last,
}

/// A list and the place one is at.
#[derive(Clone, Debug)]
pub struct List<R: Row> {
    pub(super) rows: Vec<R>,
    /// How many rows of the whole list stand before the window.
    pub(super) first: u64,
    pub(super) total: Option<u64>,
    pub(super) chosen: usize,
    /// Whether rows stand after the window.
    more: bool,
    pub(super) marks: BTreeMap<R::Id, R>,
    /// The mark set last, where a range begins.
    anchor: Option<R::Id>,
    /// The number of the first row in sight. Drawing moves it, and only as far as it must.
    pub(super) top: Cell<u64>,
    /// Whether the rows are those of the list before, and the new ones on their way.
    outdated: bool,
    /// Whether anything was read yet.
    pub(super) loaded: bool,
}

impl<R: Row> Default for List<R> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            first: 0,
            total: None,
            chosen: 0,
            more: false,
            marks: BTreeMap::new(),
            anchor: None,
            top: Cell::new(0),
            outdated: false,
            loaded: false,
        }
    }
}

impl<R: Row> List<R> {
    /// The chosen row.
    pub fn chosen(&self) -> Option<&R> {
        self.rows.get(self.chosen)
    }

    /// How many rows of the whole list stand before the window; none once another list was begun.
    pub const fn first(&self) -> u64 {
        if self.outdated { 0 } else { self.first }
    }

    /// How many rows the whole list has, if that is known.
    pub const fn total(&self) -> Option<u64> {
        self.total
    }

    /// The rows in the window.
    pub fn rows(&self) -> &[R] {
        &self.rows
    }

    /// The marked rows; the chosen one if none is marked.
    pub fn picked(&self) -> Vec<R> {
        if self.marks.is_empty() { self.chosen().cloned().into_iter().collect() } else { self.marks.values().cloned().collect() }
    }

    /// How many rows are marked.
    pub fn marked(&self) -> usize {
        self.marks.len()
    }

    /// Marks the chosen row or takes its mark away.
    pub fn toggle_mark(&mut self) {
        let Some(row) = self.rows.get(self.chosen) else { return };
        self.anchor = None;
        if self.marks.remove(&row.id()).is_none() {
            self.marks.insert(row.id(), row.clone());
            self.anchor = Some(row.id());
        }
    }

    /// Marks all rows from the mark set last to the chosen one; the chosen one alone if that mark is out of the window.
    pub fn mark_range(&mut self) {
        let anchor = self.anchor.and_then(|id| self.rows.iter().position(|row| row.id() == id)).unwrap_or(self.chosen);
        let (from, to) = (anchor.min(self.chosen), anchor.max(self.chosen));
        let range = self.rows.iter().skip(from).take(to + 1 - from);
        self.marks.extend(range.map(|row| (row.id(), row.clone())));
        self.anchor = self.chosen().map(Row::id);
    }

    /// Marks every row in the window too.
    pub fn mark_all(&mut self) {
        self.marks.extend(self.rows.iter().map(|row| (row.id(), row.clone())));
    }

    /// Takes all marks away.
    pub fn clear_marks(&mut self) {
        self.marks.clear();
    }

    /// Another list begins. Its rows were asked for; until they come the old ones stay in sight, so that nothing flickers.
    pub const fn restart(&mut self) {
        self.outdated = true;
    }

    /// Moves, and says which rows are needed now.
    pub fn go(&mut self, by: Move) -> Need<R> {
        let last = self.rows.len().saturating_sub(1);
        match by {
            Move::First if self.first > 0 => return Need::First,
            Move::Last if self.more => return Need::Last,
            Move::First => self.chosen = 0,
            Move::Last => self.chosen = last,
            Move::By(rows) => self.chosen = self.chosen.saturating_add_signed(rows).min(last),
        }
        match self.rows.as_slice() {
            _ if self.outdated => Need::Nothing,
            [.., row] if self.more && self.chosen + NEAR > last => Need::After(row.clone()),
            [row, ..] if self.first > 0 && self.chosen < NEAR => Need::Before(row.clone()),
            _ => Need::Nothing,
        }
    }

    /// The rows from number `first` on, in place of all others.
    pub fn replace(&mut self, first: u64, rows: Vec<R>, total: Option<u64>, asked: usize) {
        if std::mem::take(&mut self.outdated) {
            (self.rows, self.first, self.chosen) = (Vec::new(), 0, 0);
        }
        let id = self.chosen().map(Row::id);
        self.more = rows.len() >= asked && total.is_none_or(|total| first + (rows.len() as u64) < total);
        let (place, old_first) = (self.chosen, self.first);
        (self.rows, self.first, self.total, self.loaded) = (rows, first, total, true);
        let same = id.and_then(|id| self.rows.iter().position(|row| row.id() == id));
        let place = (old_first + place as u64).saturating_sub(first);
        self.chosen = same.unwrap_or_else(|| usize::try_from(place).unwrap_or(0).min(self.rows.len().saturating_sub(1)));
        let fresh = |marked: &R| self.rows.iter().find(|row| row.id() == marked.id()).cloned();
        let renewed: Vec<R> = self.marks.values().filter_map(fresh).collect();
        self.marks.extend(renewed.into_iter().map(|row| (row.id(), row)));
    }

    /// The last rows, the very last of them chosen.
    pub fn replace_with_last(&mut self, rows: Vec<R>, total: Option<u64>) {
        let first = total.unwrap_or(0).saturating_sub(rows.len() as u64);
        self.replace(first, rows, total, usize::MAX);
        self.more = false;
        self.chosen = self.rows.len().saturating_sub(1);
    }

    /// Rows that follow the window.
    pub fn append(&mut self, rows: Vec<R>, asked: usize) {
        self.more = rows.len() >= asked;
        self.rows.extend(rows);
        let surplus = self.rows.len().saturating_sub(MOST).min(self.chosen.saturating_sub(NEAR));
        self.rows.drain(..surplus);
        self.first += surplus as u64;
        self.chosen -= surplus;
    }

    /// Rows that stand right before the window.
    pub fn prepend(&mut self, rows: Vec<R>, asked: usize) {
        let added = rows.len();
        self.first = if added < asked { 0 } else { self.first.saturating_sub(added as u64) };
        self.rows.splice(..0, rows);
        self.chosen += added;
        if self.rows.len() > MOST {
            let keep = MOST.max(self.chosen + NEAR);
            self.more |= self.rows.len() > keep;
            self.rows.truncate(keep);
        }
    }

    /// Takes rows away that are gone, their marks too.
    pub fn forget(&mut self, gone: &[R::Id]) {
        let before = self.rows.len();
        self.rows.retain(|row| !gone.contains(&row.id()));
        self.marks.retain(|id, _| !gone.contains(id));
        self.total = self.total.map(|total| total.saturating_sub((before - self.rows.len()) as u64));
        self.chosen = self.chosen.min(self.rows.len().saturating_sub(1));
    }

    /// Puts changed rows in the places of the old ones.
    pub fn renew(&mut self, rows: impl IntoIterator<Item = R>) {
        for fresh in rows {
            if let Some(row) = self.rows.iter_mut().find(|row| row.id() == fresh.id()) {
                *row = fresh.clone();
            }
            if let Some(mark) = self.marks.get_mut(&fresh.id()) {
                *mark = fresh;
            }
        }
    }

    /// Where one is, in words.
    pub fn position(&self) -> String {
        match (self.total, self.chosen()) {
            (Some(total), Some(_)) => format!("{} of {}", grouped(self.first + self.chosen as u64 + 1), grouped(total)),
            (None, Some(_)) => format!("{}", self.first + self.chosen as u64 + 1),
            _ => String::new(),
        }
    }
}

/// A number with its thousands set apart.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq)]
    struct N(u64);

    impl Row for N {
        type Id = u64;
        fn id(&self) -> u64 {
            self.0
        }
    }

    /// A list of `total` numbers that is served whatever it needs.
    fn serve(list: &mut List<N>, total: u64, need: &Need<N>) {
        let rows = |range: std::ops::Range<u64>| range.map(N).collect::<Vec<_>>();
        let window = WINDOW as u64;
        match *need {
            Need::Nothing => {}
            Need::First => {
                list.restart();
                list.replace(0, rows(0..total.min(window)), Some(total), WINDOW);
            }
            Need::Last => list.replace_with_last(rows(total.saturating_sub(window)..total), Some(total)),
            Need::After(N(last)) => list.append(rows(last + 1..total.min(last + 1 + window)), WINDOW),
            Need::Before(N(first)) => list.prepend(rows(first.saturating_sub(window)..first), WINDOW),
        }
    }

    proptest! {
        #[test]
        fn one_is_always_where_one_went_and_only_a_window_is_held(total in 0_u64..5_000, moves in prop::collection::vec(prop_oneof![
            (-120_isize..120).prop_map(Move::By), Just(Move::First), Just(Move::Last)], 0..200)) {
            let mut list = List::default();
            serve(&mut list, total, &Need::First);
            let mut expected: u64 = 0;
            for by in moves {
                expected = match by {
                    Move::First => 0,
                    Move::Last => total.saturating_sub(1),
                    Move::By(rows) => {
                        // A move ends at the window's edge, and the rows beyond it are there for the next one.
                        let low = list.first();
                        let high = list.first() + list.rows().len().saturating_sub(1) as u64;
                        expected.saturating_add_signed(rows as i64).clamp(low, high)
                    }
                };
                let need = list.go(by);
                serve(&mut list, total, &need);
                prop_assert_eq!(list.chosen().map(Row::id), (total > 0).then_some(expected));
                prop_assert_eq!(list.first() + list.chosen as u64, expected);
                prop_assert!(list.rows().len() <= MOST + NEAR + WINDOW);
            }
        }
    }

    #[test]
    fn choice_and_marks_outlast_a_reload() {
        let mut list = List::default();
        list.replace(0, (0..10).map(N).collect(), Some(10), WINDOW);
        list.go(Move::By(4));
        list.toggle_mark();
        list.replace(0, (2..10).map(N).collect(), Some(8), WINDOW);
        assert_eq!((list.chosen().map(Row::id), list.picked()), (Some(4), vec![N(4)]));
        list.restart();
        assert!(list.chosen().is_some(), "the old rows stay until the new ones come");
        assert_eq!(list.go(Move::By(1)), Need::Nothing);
        list.replace(0, (2..10).map(N).collect(), Some(8), WINDOW);
        assert_eq!((list.chosen().map(Row::id), list.picked()), (Some(2), vec![N(4)]));
        list.go(Move::By(5));
        list.mark_range();
        assert_eq!(list.picked(), [N(4), N(5), N(6), N(7)]);
        list.forget(&[5, 6, 7]);
        assert_eq!((list.marked(), list.total()), (1, Some(5)));
        list.forget(&[4]);
        assert_eq!((list.marked(), list.total()), (0, Some(4)));
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
