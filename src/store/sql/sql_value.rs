//! Values in rows, and their text form where a backend has no type for them.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::prelude::*;

/// A value in a row or a parameter of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) enum SqlValue {
    /// NULL.
    Null,
    /// A boolean.
    Flag(bool),
    /// A number; where a time is compared, microseconds since 1970.
    Int(i64),
    /// Text or JSON.
    Text(String),
    /// The id of a row.
    Id(Uuid),
    /// A time.
    Time(Timestamp),
    /// An array, on PostgreSQL only.
    List(Vec<SqlValue>),
    /// Bytes that are no text: on SQLite, which allows them in any column, and the place of a row on PostgreSQL.
    Bytes(Vec<u8>),
}

/// Implements the conversion of types into the variants that hold them.
macro_rules! into_sql_value {
    ($($from:ty => $variant:ident),* $(,)?) => {$(
        impl From<$from> for SqlValue {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}

into_sql_value! { &str => Text, String => Text, bool => Flag, i64 => Int, Uuid => Id, Timestamp => Time }

impl From<u64> for SqlValue {
    fn from(number: u64) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl<T: Into<Self>> From<Option<T>> for SqlValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A time as Kozmoai writes it in SQLite: UTC, without a time zone.
pub(in crate::store) fn time_text(time: Timestamp) -> String {
    TimeZone::UTC.to_datetime(time).strftime("%Y-%m-%d %H:%M:%S%.6f").to_string()
}

/// Parses such a time; SQLite itself writes no fraction, and other programs may have added a time zone.
pub(in crate::store) fn time_in(text: &str) -> Option<Timestamp> {
    match text.parse::<Timestamp>() {
        Ok(time) => Some(time),
        Err(_) => TimeZone::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok(),
    }
}

/// The values of a row, in the order of the query's columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::store) struct Row(pub(in crate::store) Vec<SqlValue>);

impl Row {
    fn value(&self, place: usize) -> &SqlValue {
        self.0.get(place).unwrap_or(&SqlValue::Null)
    }

    /// Whether a value is NULL.
    pub(in crate::store) fn is_null(&self, place: usize) -> bool {
        *self.value(place) == SqlValue::Null
    }

    /// A text, without a copy.
    pub(in crate::store) fn str(&self, place: usize) -> Result<&str> {
        match self.value(place) {
            SqlValue::Text(text) => Ok(text),
            other => Err(unexpected(other, "text")),
        }
    }

    pub(in crate::store) fn text(&self, place: usize) -> Result<String> {
        self.str(place).map(str::to_owned)
    }

    /// Takes a text out of the row.
    pub(in crate::store) fn take_text(&mut self, place: usize) -> Result<String> {
        match self.0.get_mut(place) {
            Some(SqlValue::Text(text)) => Ok(std::mem::take(text)),
            _ => Err(unexpected(self.value(place), "text")),
        }
    }

    pub(in crate::store) fn maybe_text(&self, place: usize) -> Result<Option<String>> {
        self.maybe(place, Self::text)
    }

    pub(in crate::store) fn int(&self, place: usize) -> Result<i64> {
        match self.value(place) {
            SqlValue::Int(number) => Ok(*number),
            other => Err(unexpected(other, "a number")),
        }
    }

    pub(in crate::store) fn flag(&self, place: usize) -> Result<bool> {
        match self.value(place) {
            SqlValue::Flag(flag) => Ok(*flag),
            SqlValue::Int(number) => Ok(*number != 0),
            other => Err(unexpected(other, "true or false")),
        }
    }

    pub(in crate::store) fn id(&self, place: usize) -> Result<Uuid> {
        match self.value(place) {
            SqlValue::Id(id) => Ok(*id),
            SqlValue::Text(text) => Uuid::try_parse(text).map_err(|error| unexpected(self.value(place), "an ID").because(error)),
            other => Err(unexpected(other, "an ID")),
        }
    }

    pub(in crate::store) fn maybe_id(&self, place: usize) -> Result<Option<Uuid>> {
        self.maybe(place, Self::id)
    }

    pub(in crate::store) fn time(&self, place: usize) -> Result<Timestamp> {
        match self.value(place) {
            SqlValue::Time(time) => Ok(*time),
            SqlValue::Text(text) => time_in(text).ok_or_else(|| unexpected(self.value(place), "a time")),
            other => Err(unexpected(other, "a time")),
        }
    }

    pub(in crate::store) fn maybe_time(&self, place: usize) -> Result<Option<Timestamp>> {
        self.maybe(place, Self::time)
    }

    fn maybe<T>(&self, place: usize, read: impl FnOnce(&Self, usize) -> Result<T>) -> Result<Option<T>> {
        if self.is_null(place) { Ok(None) } else { read(self, place).map(Some) }
    }
}

/// The error for a value of the wrong type; without the value, which may be a secret.
fn unexpected(found: &SqlValue, expected: &'static str) -> Error {
    let found = match found {
        SqlValue::Null => "nothing",
        SqlValue::Flag(_) => "true or false",
        SqlValue::Int(_) => "a number",
        SqlValue::Text(_) => "another text",
        SqlValue::Id(_) => "an ID",
        SqlValue::Time(_) => "a time",
        SqlValue::List(_) => "a list",
        SqlValue::Bytes(_) => "bytes",
    };
    DamageError::Value { found, expected }.into()
}
