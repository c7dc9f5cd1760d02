//! A parser for the values in rows in COPY format, so that a backup can be verified without reading them back from the server.
//!
//! ```text
//! field <tab> field <newline>     \N is NULL; a tab, a newline, a backslash and the like in a field are escaped
//! ```

use super::prelude::*;

/// The rows of one table, passed in parts that may end anywhere.
pub(super) struct CopyRows {
    column: &'static EncryptedColumn,
    /// The positions of the id and the value.
    places: (usize, usize),
    /// The beginning of an incomplete row.
    rest: Vec<u8>,
    values: Vec<EncryptedValue>,
}

impl CopyRows {
    /// A parser for a table with these columns; none if a required one is missing.
    pub(super) fn of(column: &'static EncryptedColumn, columns: &[String]) -> Option<Self> {
        let place = |name: &str| columns.iter().position(|column| column == name);
        let places = (place(column.key)?, place(column.column)?);
        Some(Self { column, places, rest: Vec::new(), values: Vec::new() })
    }

    /// Parses a part; false if it contains anything but rows in COPY format.
    pub(super) fn take(&mut self, part: &[u8], visit: BackupVisitor<'_>) -> Result<bool> {
        self.rest.extend_from_slice(part);
        let mut begin = 0;
        while let Some(length) = memchr::memchr(b'\n', &self.rest[begin..]) {
            let Some(value) = self.value(&self.rest[begin..begin + length]) else { return Ok(false) };
            self.values.extend(value);
            begin += length + 1;
            if self.values.len() >= WINDOW {
                visit(&std::mem::take(&mut self.values))?;
            }
        }
        self.rest.drain(..begin);
        Ok(true)
    }

    /// Shows the last values to `visit`; false if the last row is incomplete.
    pub(super) fn end(self, visit: BackupVisitor<'_>) -> Result<bool> {
        if !self.values.is_empty() {
            visit(&self.values)?;
        }
        Ok(self.rest.is_empty())
    }

    /// The value of a row, if it has one; the outer none means that it is not a row of this table.
    fn value(&self, row: &[u8]) -> Option<Option<EncryptedValue>> {
        let field = |place| row.split(|byte| *byte == b'\t').nth(place);
        let (id, text) = (field(self.places.0)?, field(self.places.1)?);
        if text == b"\\N" {
            return Some(None);
        }
        let id = Uuid::try_parse_ascii(id).ok()?;
        let text = String::from_utf8(unescaped(text)).ok()?;
        Some(Some(EncryptedValue { place: (self.column.location)(id), text }))
    }
}

/// A field without its escapes.
fn unescaped(field: &[u8]) -> Vec<u8> {
    if memchr::memchr(b'\\', field).is_none() {
        return field.to_vec();
    }
    let (mut text, mut bytes) = (Vec::with_capacity(field.len()), field.iter());
    while let Some(byte) = bytes.next() {
        text.push(match byte {
            b'\\' => match bytes.next() {
                Some(b'b') => 0x08,
                Some(b't') => b'\t',
                Some(b'n') => b'\n',
                Some(b'v') => 0x0b,
                Some(b'f') => 0x0c,
                Some(b'r') => b'\r',
                Some(other) => *other,
                None => b'\\',
            },
            other => *other,
        });
    }
    text
}
