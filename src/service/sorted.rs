//! Windows of lists in an order that no database keeps: one pass over all rows, which holds no more than the window.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::progress::{Stage, Watch, check_cancelled};
use super::user_secrets::by_name;
use super::{ApiKeyRow, Reader, VariableRow};
use crate::error::Result;
use crate::model::{ApiKey, Cursor, Order, Page, Timestamp, User, UserId, VariableId, VariableType};
use crate::store::SecretsPart;
use crate::text;

/// How many rows are counted between two looks at whether that is cancelled.
const COUNTED_AT_ONCE: u64 = 1_000;

/// A sort key for variables; ties are sorted by owner, then name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariableSort {
    /// The owner's name, regardless of case.
    Owner,
    /// The name, regardless of case.
    Name,
    /// Credential before Generic.
    Type,
    /// When it was last set.
    LastSet,
}

/// A sort key for API keys; ties are sorted by owner, then creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeySort {
    /// The owner's name, regardless of case.
    Owner,
    /// The name, regardless of case; those without one come first.
    Name,
    /// Active, expires soon, expired, revoked.
    Status,
    /// The time of creation.
    Created,
    /// The time of the last use; those that were never used come first.
    LastUsed,
    /// The number of uses.
    Uses,
    /// The expiry; those without one come last.
    Expires,
}

/// How many rows of a list match, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListCounts {
    /// Those that match.
    pub matching: u64,
    /// All that the list could show.
    pub all: u64,
}

/// What a row is sorted by first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SortValue {
    Nothing,
    Number(i64),
    Text(String),
    Last,
}

impl SortValue {
    fn time(at: Option<Timestamp>) -> Self {
        at.map_or(Self::Nothing, |at| Self::Number(at.as_microsecond()))
    }
}

/// The place of a variable or an API key in a list: no two have the same.
type Place = (SortValue, (String, String), (String, String, i64, Uuid));

impl Reader<'_> {
    /// A page of variables whose names contain a text, in any order.
    ///
    /// # Errors
    /// `Store`.
    pub fn sorted_variables(
        &self,
        search: Option<&str>,
        order: Order<VariableSort>,
        cursor: &Cursor<VariableRow>,
        limit: usize,
    ) -> Result<Page<VariableRow>> {
        let search = search.and_then(text::Search::new);
        let place = |owner: &User, name: &str, kind: VariableType, set: Option<Timestamp>, id: VariableId| -> Place {
            let value = match order.sort {
                VariableSort::Owner => SortValue::Nothing,
                VariableSort::Name => SortValue::Text(text::fold(name)),
                VariableSort::Type => SortValue::Text(kind.name().to_owned()),
                VariableSort::LastSet => SortValue::time(set),
            };
            (value, by_name(owner), (text::fold(name), name.to_owned(), 0, id.0))
        };
        let at = cursor.map(|row| place(&row.owner, &row.name, row.kind, row.updated_at.or(row.created_at), row.id));
        let mut window = Window::new(&at, order.descending, limit);
        self.each_user(SecretsPart::All, &mut |owner, secrets| {
            for variable in secrets.variables {
                if search.as_ref().is_none_or(|search| search.finds(&variable.name)) {
                    let set = variable.updated_at.or(variable.created_at);
                    let place = place(owner, &variable.name, variable.kind, set, variable.id);
                    window.add(place, (owner.clone(), variable));
                }
            }
            Ok(())
        })?;
        let ring = self.reading_ring().ok();
        Ok(window.finish(|(owner, variable)| self.variable_row(&owner, &variable, ring.as_ref())))
    }

    /// A page of API keys, in any order.
    ///
    /// # Errors
    /// `Store`.
    pub fn sorted_api_keys(&self, order: Order<ApiKeySort>, cursor: &Cursor<ApiKeyRow>, limit: usize) -> Result<Page<ApiKeyRow>> {
        let place = |row: &ApiKeyRow| -> Place {
            let ApiKey { id, name, created_at, last_used_at, total_uses, expires_at, .. } = &row.key;
            let value = match order.sort {
                ApiKeySort::Owner => SortValue::Nothing,
                ApiKeySort::Name => name.as_deref().map_or(SortValue::Nothing, |name| SortValue::Text(text::fold(name))),
                ApiKeySort::Status => SortValue::Number(row.state as i64),
                ApiKeySort::Created => SortValue::time(Some(*created_at)),
                ApiKeySort::LastUsed => SortValue::time(*last_used_at),
                ApiKeySort::Uses => SortValue::Number(i64::try_from(*total_uses).unwrap_or(i64::MAX)),
                ApiKeySort::Expires => expires_at.map_or(SortValue::Last, |at| SortValue::time(Some(at))),
            };
            (value, by_name(&row.owner), (String::new(), String::new(), created_at.as_microsecond(), id.0))
        };
        let at = cursor.map(place);
        let mut window = Window::new(&at, order.descending, limit);
        self.each_api_key(&mut |row| {
            window.add(place(&row), row);
            Ok(())
        })?;
        Ok(window.finish(|row| row))
    }

    /// How many variables have a name that contains a text, and this owner, if one is given; and how many there are.
    ///
    /// # Errors
    /// `Interrupted` if it is cancelled; `Store`.
    pub fn count_variables(&self, search: Option<&str>, owner: Option<UserId>, watch: Watch<'_>) -> Result<ListCounts> {
        let search = search.and_then(text::Search::new);
        let mut counts = ListCounts::default();
        self.each_user(SecretsPart::All, &mut |user, secrets| {
            let is_meant = owner.is_none_or(|owner| owner == user.id);
            for variable in &secrets.variables {
                let matches = is_meant && search.as_ref().is_none_or(|search| search.finds(&variable.name));
                counts.add(matches, watch)?;
            }
            Ok(())
        })?;
        Ok(counts)
    }

    /// How many API keys this owner has, if one is given; and how many there are.
    ///
    /// # Errors
    /// `Interrupted` if it is cancelled; `Store`.
    pub fn count_api_keys(&self, owner: Option<UserId>, watch: Watch<'_>) -> Result<ListCounts> {
        let mut counts = ListCounts::default();
        self.each_user(SecretsPart::ApiKeys, &mut |user, secrets| {
            let matches = owner.is_none_or(|owner| owner == user.id);
            secrets.api_keys.iter().try_for_each(|_| counts.add(matches, watch))
        })?;
        Ok(counts)
    }
}

impl ListCounts {
    /// Counts a row.
    pub(super) fn add(&mut self, matches: bool, watch: Watch<'_>) -> Result<()> {
        self.all += 1;
        self.matching += u64::from(matches);
        if self.all.is_multiple_of(COUNTED_AT_ONCE) {
            check_cancelled(watch, Stage::Checking, self.all, None)?;
        }
        Ok(())
    }
}

/// The rows of a window, picked from all rows, which come in any order.
pub(super) struct Window<'a, K, T> {
    cursor: &'a Cursor<K>,
    descending: bool,
    limit: usize,
    rows: BTreeMap<K, T>,
    seen: u64,
}

impl<'a, K: Ord, T> Window<'a, K, T> {
    pub(super) const fn new(cursor: &'a Cursor<K>, descending: bool, limit: usize) -> Self {
        Self { cursor, descending, limit, rows: BTreeMap::new(), seen: 0 }
    }

    /// Takes a row, with its place in ascending order.
    pub(super) fn add(&mut self, place: K, row: T) {
        self.seen += 1;
        let compared = |at: &K| if self.descending { at.cmp(&place) } else { place.cmp(at) };
        let (is_in, most) = match self.cursor {
            Cursor::Offset(skipped) => (true, self.limit.saturating_add(usize::try_from(*skipped).unwrap_or(usize::MAX))),
            Cursor::From(at) => (compared(at).is_ge(), self.limit),
            Cursor::After(at) => (compared(at).is_gt(), self.limit),
            Cursor::Before(at) => (compared(at).is_lt(), self.limit),
            Cursor::Last => (true, self.limit),
        };
        if !is_in {
            return;
        }
        self.rows.insert(place, row);
        if self.rows.len() > most {
            let _farthest =
                if self.cursor.is_backward() == self.descending { self.rows.pop_last() } else { self.rows.pop_first() };
        }
    }

    /// The rows of the window, in the order of the list, and the number of all rows.
    pub(super) fn finish<R>(self, show: impl FnMut(T) -> R) -> Page<R> {
        let skipped = if let Cursor::Offset(skipped) = self.cursor { usize::try_from(*skipped).unwrap_or(usize::MAX) } else { 0 };
        let rows = self.rows.into_values();
        let rows =
            if self.descending { rows.rev().skip(skipped).map(show).collect() } else { rows.skip(skipped).map(show).collect() };
        Page { rows, total: Some(self.seen) }
    }
}
