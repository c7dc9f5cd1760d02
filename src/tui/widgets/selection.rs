//! The selected rows of a list: some by id, or all that pass a filter, except some.
//!
//! Rows that pass a filter are not read for being selected, so a selection costs the same however many there are.

use std::collections::{BTreeMap, BTreeSet};

use super::row::Row;

/// Every row that passes a filter, except some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matching<R: Row> {
    /// The filter.
    pub filter: R::Filter,
    /// Those that were deselected.
    pub except: BTreeSet<R::Id>,
    /// The number of rows that pass the filter, as far as it is known.
    total: u64,
}

/// The selected rows.
#[derive(Clone, Debug)]
pub struct Selection<R: Row> {
    /// Those that were selected one by one; none passes the filter of `matching`.
    rows: BTreeMap<R::Id, R>,
    matching: Option<Matching<R>>,
}

impl<R: Row> Default for Selection<R> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), matching: None }
    }
}

impl<R: Row> Selection<R> {
    /// The number of selected rows.
    pub fn count(&self) -> u64 {
        let matching = self.matching.as_ref().map_or(0, |matching| matching.total.saturating_sub(matching.except.len() as u64));
        self.rows.len() as u64 + matching
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.matching.is_none()
    }

    /// Whether a row is selected.
    pub fn contains(&self, row: &R) -> bool {
        match &self.matching {
            Some(matching) if row.passes(&matching.filter) => !matching.except.contains(&row.id()),
            _ => self.rows.contains_key(&row.id()),
        }
    }

    /// The rows that were selected one by one.
    pub fn rows(&self) -> impl Iterator<Item = &R> {
        self.rows.values()
    }

    /// The filter whose rows are selected, if any.
    pub const fn matching(&self) -> Option<&Matching<R>> {
        self.matching.as_ref()
    }

    /// Selects a row.
    pub fn insert(&mut self, row: R) {
        match &mut self.matching {
            Some(matching) if row.passes(&matching.filter) => drop(matching.except.remove(&row.id())),
            _ => drop(self.rows.insert(row.id(), row)),
        }
    }

    /// Deselects a row.
    pub fn remove(&mut self, row: &R) {
        match &mut self.matching {
            Some(matching) if row.passes(&matching.filter) => drop(matching.except.insert(row.id())),
            _ => drop(self.rows.remove(&row.id())),
        }
    }

    /// Selects every row that passes a filter, of which there are `total`, instead of those that pass another one.
    pub fn insert_matching(&mut self, filter: R::Filter, total: u64) {
        self.rows.retain(|_, row| !row.passes(&filter));
        self.matching = Some(Matching { filter, except: BTreeSet::new(), total });
    }

    /// Takes the number of rows that pass a filter, if it is the one of the selection.
    pub fn recount(&mut self, filter: &R::Filter, total: u64) {
        if let Some(matching) = self.matching.as_mut().filter(|matching| matching.filter == *filter) {
            matching.total = total;
        }
    }

    /// Clears the selection.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Forgets deleted rows.
    pub fn forget(&mut self, gone: &[R::Id]) {
        self.rows.retain(|id, _| !gone.contains(id));
        if let Some(matching) = &mut self.matching {
            matching.except.retain(|id| !gone.contains(id));
        }
    }

    /// Replaces a row that was changed.
    pub fn renew(&mut self, fresh: &R) {
        let is_matching = self.matching.as_ref().is_some_and(|matching| fresh.passes(&matching.filter));
        if is_matching {
            self.rows.remove(&fresh.id());
        } else if let Some(row) = self.rows.get_mut(&fresh.id()) {
            *row = fresh.clone();
        } else if let Some(matching) = &mut self.matching {
            matching.except.remove(&fresh.id());
        }
    }
}
