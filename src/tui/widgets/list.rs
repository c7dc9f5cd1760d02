//! A window of rows of a longer list, with a current row and selected rows.
//!
//! It holds a few hundred rows around the current one, whatever the length of the list, and requests more rows when needed. The
//! current row and the selection go by id, so that they survive a reload.

use std::cell::Cell;

use super::pointer::Hits;
pub use super::row::Row;
use super::selection::Selection;
use crate::model::{Cursor, Page};
pub use crate::text::grouped;

/// The number of rows requested at a time.
pub const WINDOW: usize = 200;
/// The number of rows above which the most distant ones are dropped.
const MOST: usize = 3 * WINDOW;
/// The distance from the edge of the window at which more rows are requested.
const NEAR: usize = 50;
/// The number of rows kept visible above and below the current one.
pub(super) const AROUND: u64 = 2;

/// The rows to read: where they begin, and how many.
pub type Query<R> = (Cursor<<R as Row>::Key>, usize);

/// A move through the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// This many rows down, or up if negative.
    By(isize),
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

impl Move {
    /// The number of rows, where there is no row to move to.
    pub const fn rows(self) -> isize {
        match self {
            Self::By(rows) => rows,
            Self::First => isize::MIN,
            Self::Last => isize::MAX,
        }
    }
}

/// What can be clicked in a list.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<I> {
    /// The row with this id.
    Row(I),
    /// The title of a column.
    Title(&'static str),
}

/// A list with its current row.
#[derive(Clone, Debug)]
pub struct List<R: Row> {
    pub(super) rows: Vec<R>,
    /// The number of rows before the window.
    pub(super) first: u64,
    pub(super) total: Option<u64>,
    /// The number of rows without search and filter, if known.
    all: Option<u64>,
    pub(super) current: usize,
    /// Whether there are rows after the window.
    more: bool,
    pub(super) selection: Selection<R>,
    /// The row that was selected last, where a range begins.
    anchor: Option<R::Id>,
    /// The number of the first visible row. Drawing moves it only as far as needed.
    pub(super) top: Cell<u64>,
    /// The number of rows that there was room for in the last drawing.
    pub(super) room: Cell<u64>,
    pub(super) hits: Hits<Place<R::Id>>,
    /// Whether the number of rows before the window is not known.
    is_unnumbered: bool,
    /// Whether the rows from a certain one on were asked for, wherever it is.
    is_jumping: bool,
    /// Whether the rows belong to the previous query, and the new ones are not there yet.
    outdated: bool,
    /// Whether any rows were loaded.
    pub(super) loaded: bool,
}

impl<R: Row> Default for List<R> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            first: 0,
            total: None,
            all: None,
            current: 0,
            more: false,
            selection: Selection::default(),
            anchor: None,
            top: Cell::new(0),
            room: Cell::new(0),
            hits: Hits::default(),
            is_unnumbered: false,
            is_jumping: false,
            outdated: false,
            loaded: false,
        }
    }
}

impl<R: Row> List<R> {
    /// The current row.
    pub fn current(&self) -> Option<&R> {
        self.rows.get(self.current)
    }

    /// Passes a copy of the current row, if there is one, to `act`.
    pub fn with_current(&self, act: impl FnOnce(R)) {
        if let Some(row) = self.current() {
            act(row.clone());
        }
    }

    /// The number of rows before the window; 0 while a new query is pending.
    pub const fn first(&self) -> u64 {
        if self.outdated { 0 } else { self.first }
    }

    /// The number of rows of the whole list, if known.
    pub const fn total(&self) -> Option<u64> {
        self.total
    }

    /// The number of rows without search and filter, if known.
    pub const fn unlimited_total(&self) -> Option<u64> {
        self.all
    }

    /// Takes the number of rows of the whole list, and that without search and filter, as far as they are known.
    pub const fn set_counts(&mut self, total: Option<u64>, all: Option<u64>) {
        if total.is_some() {
            self.total = total;
        }
        if all.is_some() {
            self.all = all;
        }
    }

    /// Whether all rows are in the window.
    pub fn is_whole(&self) -> bool {
        !self.outdated && self.loaded && self.total == Some(self.rows.len() as u64)
    }

    /// The rows in the window.
    pub fn rows(&self) -> &[R] {
        &self.rows
    }

    /// The selection.
    pub const fn selection(&self) -> &Selection<R> {
        &self.selection
    }

    /// The rows that were selected one by one; the current one if nothing is selected.
    pub fn selected(&self) -> Vec<R> {
        if self.selection.is_empty() {
            self.current().cloned().into_iter().collect()
        } else {
            self.selection.rows().cloned().collect()
        }
    }

    /// The number of selected rows.
    pub fn selected_count(&self) -> u64 {
        self.selection.count()
    }

    /// Selects or deselects the current row.
    pub fn toggle_selection(&mut self) {
        let Some(row) = self.rows.get(self.current) else { return };
        let is_selected = self.selection.contains(row);
        self.anchor = (!is_selected).then(|| row.id());
        if is_selected {
            self.selection.remove(row);
        } else {
            self.selection.insert(row.clone());
        }
    }

    /// Selects all rows from the one selected last to the current one; only the current one if the other is outside the window.
    pub fn select_range(&mut self) {
        let anchor = self.anchor.and_then(|id| self.rows.iter().position(|row| row.id() == id)).unwrap_or(self.current);
        let (from, to) = (anchor.min(self.current), anchor.max(self.current));
        for row in self.rows.iter().skip(from).take(to + 1 - from) {
            self.selection.insert(row.clone());
        }
        self.anchor = self.current().map(Row::id);
    }

    /// Selects every row that passes the filter of the list: each of them if all are in the window, else by the filter, without
    /// reading them.
    pub fn select_all(&mut self, filter: &R::Filter) {
        if self.is_whole() {
            self.rows.iter().for_each(|row| self.selection.insert(row.clone()));
        } else {
            self.selection.insert_matching(filter.clone(), self.total.unwrap_or(0));
        }
    }

    /// Takes the present number of rows that pass a filter.
    pub fn recount_selection(&mut self, filter: &R::Filter) {
        if let Some(total) = self.total {
            self.selection.recount(filter, total);
        }
    }

    /// Clears the selection.
    pub fn clear_selection(&mut self) {
        self.selection.clear();
        self.anchor = None;
    }

    /// Starts a new query. Until its rows arrive, the old ones stay visible, so that nothing flickers.
    pub const fn restart(&mut self) -> Query<R> {
        self.outdated = true;
        (Cursor::FIRST, WINDOW)
    }

    /// The rows to read for a reload: the same ones.
    pub fn reload(&self) -> Query<R> {
        let cursor = self.rows.first().filter(|_| self.first() > 0).map_or(Cursor::FIRST, |row| Cursor::From(row.cursor_key()));
        (cursor, self.rows.len().max(WINDOW))
    }

    /// Moves, and returns the rows to read next, if any.
    pub fn move_by(&mut self, by: Move) -> Option<Query<R>> {
        let last = self.rows.len().saturating_sub(1);
        match by {
            Move::First if self.first > 0 => return Some(self.restart()),
            Move::Last if self.more => return Some((Cursor::Last, WINDOW)),
            Move::First => self.current = 0,
            Move::Last => self.current = last,
            Move::By(rows) => self.current = self.current.saturating_add_signed(rows).min(last),
        }
        let cursor = match self.rows.as_slice() {
            _ if self.outdated => return None,
            [.., row] if self.more && self.current + NEAR > last => Cursor::After(row.cursor_key()),
            [row, ..] if self.first > 0 && self.current < NEAR => Cursor::Before(row.cursor_key()),
            _ => return None,
        };
        Some((cursor, WINDOW))
    }

    /// Moves to the row with this id; false if it is not in the window.
    pub fn move_to(&mut self, id: R::Id) -> bool {
        let place = self.rows.iter().position(|row| row.id() == id);
        self.current = place.unwrap_or(self.current);
        place.is_some()
    }

    /// The rows from this one on, wherever in the list it is.
    pub fn jump_to(&mut self, row: &R) -> Query<R> {
        self.is_jumping = true;
        (Cursor::From(row.cursor_key()), WINDOW)
    }

    /// Takes the rows that were read.
    pub fn take(&mut self, cursor: &Cursor<R::Key>, page: Page<R>) {
        let Page { rows, total } = page;
        let is_jump = std::mem::take(&mut self.is_jumping);
        self.is_unnumbered &= !matches!(cursor, Cursor::Offset(_) | Cursor::Last);
        match cursor {
            Cursor::From(_) if is_jump => {
                (self.is_unnumbered, self.current) = (true, 0);
                self.rows.clear();
                // As far as is known, there are others before.
                self.replace(1, rows, total.or(self.total));
                self.current = 0;
            }
            Cursor::Offset(first) => self.replace(*first, rows, total),
            Cursor::From(_) => self.replace(self.first(), rows, total.or(self.total)),
            Cursor::Last => self.replace_with_last(rows, total),
            Cursor::After(_) => self.append(rows),
            Cursor::Before(_) => self.prepend(rows),
        }
    }

    /// Replaces all rows with those from number `first` on.
    fn replace(&mut self, first: u64, rows: Vec<R>, total: Option<u64>) {
        if std::mem::take(&mut self.outdated) {
            (self.rows, self.first, self.current, self.total) = (Vec::new(), 0, 0, None);
        }
        let id = self.current().map(Row::id);
        self.more = rows.len() >= WINDOW && total.is_none_or(|total| first + (rows.len() as u64) < total);
        let (place, old_first) = (self.current, self.first);
        // The previous number, until it is counted again, but never less than is there.
        let total = total.or_else(|| self.total.map(|total| total.max(first + rows.len() as u64)));
        (self.rows, self.first, self.total, self.loaded) = (rows, first, total, true);
        let same = id.and_then(|id| self.rows.iter().position(|row| row.id() == id));
        let place = (old_first + place as u64).saturating_sub(first);
        self.current = same.unwrap_or_else(|| usize::try_from(place).unwrap_or(0).min(self.rows.len().saturating_sub(1)));
        self.rows.iter().for_each(|row| self.selection.renew(row));
    }

    /// Replaces all rows with the last ones, and moves to the last.
    fn replace_with_last(&mut self, rows: Vec<R>, total: Option<u64>) {
        let total = total.or(self.total);
        let first = total.unwrap_or(0).saturating_sub(rows.len() as u64);
        self.replace(first, rows, total);
        self.more = false;
        self.current = self.rows.len().saturating_sub(1);
    }

    /// Appends rows that follow the window.
    fn append(&mut self, rows: Vec<R>) {
        self.more = rows.len() >= WINDOW;
        self.rows.extend(rows);
        let surplus = self.rows.len().saturating_sub(MOST).min(self.current.saturating_sub(NEAR));
        self.rows.drain(..surplus);
        self.first += surplus as u64;
        self.current -= surplus;
    }

    /// Prepends rows that directly precede the window.
    fn prepend(&mut self, rows: Vec<R>) {
        let added = rows.len();
        // Before a window whose number is not known, there may always be more.
        let least = u64::from(self.is_unnumbered);
        self.first = if added < WINDOW { 0 } else { self.first.saturating_sub(added as u64).max(least) };
        self.is_unnumbered &= added >= WINDOW;
        self.rows.splice(..0, rows);
        self.current += added;
        if self.rows.len() > MOST {
            let keep = MOST.max(self.current + NEAR);
            self.more |= self.rows.len() > keep;
            self.rows.truncate(keep);
        }
    }

    /// Takes new rows, which come before all others. The current row stays the same, except that whoever is at the first row
    /// stays there.
    pub fn take_new(&mut self, rows: Vec<R>) {
        let (rows_added, added) = (rows.len(), rows.len() as u64);
        let is_at_start = self.first == 0 && self.current == 0;
        let is_scrolled = self.top.get() > self.first;
        self.total = self.total.map(|total| total + added);
        if self.first == 0 {
            self.rows.splice(..0, rows);
            self.current += if is_at_start { 0 } else { rows_added };
            self.more |= self.rows.len() > MOST.max(self.current + NEAR);
            self.rows.truncate(MOST.max(self.current + NEAR));
        } else {
            self.first += added;
        }
        if is_scrolled {
            self.top.set(self.top.get() + added);
        }
    }

    /// Removes deleted rows, also from the selection.
    pub fn remove(&mut self, gone: &[R::Id]) {
        let before = self.rows.len();
        self.rows.retain(|row| !gone.contains(&row.id()));
        self.selection.forget(gone);
        self.total = self.total.map(|total| total.saturating_sub((before - self.rows.len()) as u64));
        self.current = self.current.min(self.rows.len().saturating_sub(1));
    }

    /// Replaces changed rows.
    pub fn update_rows(&mut self, rows: impl IntoIterator<Item = R>) {
        for fresh in rows {
            self.selection.renew(&fresh);
            if let Some(row) = self.rows.iter_mut().find(|row| row.id() == fresh.id()) {
                *row = fresh;
            }
        }
    }

    /// The position, as text.
    pub fn position(&self) -> String {
        match (self.total, self.current()) {
            (Some(total), Some(_)) if self.is_unnumbered => format!("of {}", grouped(total)),
            (None, Some(_)) if self.is_unnumbered => String::new(),
            (Some(total), Some(_)) => format!("{} of {}", grouped(self.first + self.current as u64 + 1), grouped(total)),
            (None, Some(_)) => format!("{}", self.first + self.current as u64 + 1),
            _ => String::new(),
        }
    }
}
