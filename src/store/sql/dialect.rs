//! The spelling of SQL, which differs between the backends.

use super::prelude::*;

/// A dialect of SQL.
pub(in crate::store) struct Dialect {
    /// The clause that sorts text by its bytes.
    pub(in crate::store) bytewise: &'static str,
    /// The function that returns the position of a text in another one, or 0.
    pub(in crate::store) position: &'static str,
    /// The expression that sorts by a column with times, those without one first.
    pub(in crate::store) time_key: fn(&str) -> String,
    /// The value of such an expression.
    pub(in crate::store) time_key_of: fn(Option<Timestamp>) -> SqlValue,
    /// The id of a user `u` as the administration data writes it.
    pub(in crate::store) user_key: &'static str,
    /// The query for every column of every table: table, column, whether it can contain text, whether it contains bytes.
    pub(in crate::store) columns: &'static str,
    /// The query for the triggers and rules on tables, an SQL list: kind, name, table.
    pub(in crate::store) triggers: fn(&str) -> String,
    /// The name that identifies a row of any table.
    pub(in crate::store) row_address: &'static str,
    /// The expression for the text in a quoted column, which may contain bytes.
    pub(in crate::store) text_of: fn(&str, bool) -> String,
    /// The condition that a quoted column, which may contain bytes, contains something that looks encrypted; see
    /// [`super::unknown_tokens::contains_token`].
    pub(in crate::store) contains_token: fn(&str, bool) -> String,
}

/// Quotes an SQL identifier.
pub(in crate::store) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// An SQL list of strings, none of which contains a quote.
pub(in crate::store) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}
