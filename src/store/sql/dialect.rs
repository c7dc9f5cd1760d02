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
    /// The query for the types of columns that may store values in another form, as text; none if a column accepts any text.
    pub(in crate::store) unusual_types: Option<fn(&[EncryptedColumn]) -> String>,
    /// The query for the number of things in the tables of columns, such as constraints, because of which the backend may refuse
    /// some rows and allow others.
    pub(in crate::store) distinctions: fn(&[EncryptedColumn]) -> String,
    /// The clause that locks the rows of a query until the transaction ends.
    pub(in crate::store) locking: &'static str,
    /// The schema of temporary tables.
    pub(in crate::store) temporary: &'static str,
    /// What follows the columns of a temporary table for rewritten values.
    pub(in crate::store) scratch_options: &'static str,
}

/// Quotes an SQL identifier.
pub(in crate::store) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// An SQL list of strings, none of which contains a quote.
pub(in crate::store) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}
