//! Files of users as spreadsheets write them: CSV with commas, semicolons or tabs. Anything ambiguous is refused, naming the
//! line.

use serde::de::IgnoredAny;

use super::row::{Flag, Row};
use crate::error::{Error, ImportError, Result};
use crate::secret::{Secret, Zeroizing};
use crate::service::row_files::{RefusedRow, RowError, Rows};
use crate::text::csv::{Malformed, Reader, Record, separator, unguard};
use crate::text::utf16;

/// The delimiters that are detected, the most likely first.
const DELIMITERS: [char; 3] = [',', ';', '\t'];
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Username,
    Password,
    PasswordHash,
    IsActive,
    Status,
    IsSuperuser,
    ProfileImage,
    LastSignIn,
    Ignored,
    /// Without a name; its cells must be empty.
    Nameless,
}

/// The names of columns, regardless of case, blanks, dashes and underscores. The columns of an export are accepted; ids and
/// times are ignored, but for whether there is a last sign-in.
const COLUMNS: [(&str, Column); 14] = [
    ("username", Column::Username),
    ("password", Column::Password),
    ("passwordhash", Column::PasswordHash),
    ("isactive", Column::IsActive),
    ("active", Column::IsActive),
    ("issuperuser", Column::IsSuperuser),
    ("superuser", Column::IsSuperuser),
    ("profileimage", Column::ProfileImage),
    ("id", Column::Ignored),
    ("status", Column::Status),
    ("createat", Column::Ignored),
    ("updatedat", Column::Ignored),
    ("lastloginat", Column::LastSignIn),
    ("", Column::Nameless),
];

/// Reads the rows of a file with this delimiter, or the one detected in its header line.
///
/// # Errors
/// `Usage`, naming the line, if it is not a file of users.
pub(super) fn read(bytes: &[u8], delimiter: Option<char>) -> Result<Rows<Row>> {
    let text = decoded(bytes)?;
    let mut text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
    let (mut first_line, mut delimiter) = (1, delimiter);
    // The line `sep=;` of spreadsheets.
    if let Some((named, rest)) = separator(text) {
        (first_line, text) = (2, rest);
        delimiter = delimiter.or(Some(named));
    }
    let delimiter = delimiter.map_or_else(|| detected(text, first_line), Ok)?;
    let mut records = records(text, first_line, delimiter);
    let header = records.next().ok_or_else(|| no_column(&[]))??;
    let columns = columns(&header)?;
    let read = |record: Result<Record>| {
        let (line, cells) = record?;
        let name = columns.iter().zip(&cells).find(|(column, _)| **column == Column::Username);
        let name = name.map_or_else(String::new, |(_, cell)| unguard(cell).to_owned());
        Ok((line, row(&columns, cells).map_err(|error| RefusedRow { name, error: error.at_line(line) })))
    };
    records.map(read).collect()
}

/// The text of a file, in UTF-8 or UTF-16. Other encodings are refused, since they can't be told apart.
fn decoded(bytes: &[u8]) -> Result<Zeroizing<String>> {
    if let Some(wide) = utf16::decoded(bytes).map_err(|_| ImportError::NotUtf16)? {
        return Ok(wide);
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        let line = 1 + bytes.iter().take(at).filter(|byte| **byte == b'\n').count();
        return Err(ImportError::NulByte { line }.into());
    }
    std::str::from_utf8(bytes)
        .map(|text| Zeroizing::new(text.to_owned()))
        .map_err(|error| undecodable(bytes, error.valid_up_to()).into())
}

/// The error about a byte of another encoding, with its cell unless that may be a secret.
fn undecodable(bytes: &[u8], at: usize) -> ImportError {
    let before = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default());
    let line = 1 + before.matches('\n').count();
    let beginning = before.rsplit('\n').next().unwrap_or_default();
    let rest = bytes.get(at..).unwrap_or_default();
    let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r' | b',' | b';' | b'\t')).unwrap_or(rest.len());
    let delimiter = detected(&before, 1).unwrap_or(',');
    let cells: Vec<&str> = beginning.split(delimiter).collect();
    let header = before.lines().find(|line| separator(&format!("{line}\n")).is_none()).unwrap_or_default();
    let column = header.split(delimiter).nth(cells.len() - 1).filter(|_| line > 1).map(|name| name.trim().trim_matches('"'));
    let cell = format!("{}{}", cells.last().copied().unwrap_or_default(), rest.get(..end).unwrap_or_default().escape_ascii());
    let is_secret = column.is_none_or(|name| matches!(known(name), None | Some(Column::Password | Column::PasswordHash)));
    ImportError::NotUtf8 { line: Some(line), column: column.map(str::to_owned), cell: (!is_secret).then_some(cell) }
}

/// The delimiter with which the header has a column `username`.
fn detected(text: &str, line: u64) -> Result<char> {
    // A row of delimiters alone is blank, whichever of them is the right one.
    let is_blank = |cells: &[Zeroizing<String>]| cells.iter().all(|cell| cell.trim_matches(DELIMITERS).trim().is_empty());
    let header = |delimiter| {
        records(text, line, delimiter).find(|record| record.as_ref().map_or(true, |(_, cells)| !is_blank(cells))).transpose()
    };
    for delimiter in DELIMITERS {
        if let Ok(Some((_, cells))) = header(delimiter)
            && cells.iter().any(|cell| known(cell) == Some(Column::Username))
        {
            return Ok(delimiter);
        }
    }
    let cells = header(',')?.map_or_else(Vec::new, |(_, cells)| cells);
    Err(no_column(&cells))
}

fn no_column(cells: &[Zeroizing<String>]) -> Error {
    if cells.is_empty() { ImportError::HeaderMissing } else { ImportError::UsernameColumnMissing }.into()
}

fn known(name: &str) -> Option<Column> {
    let name: String =
        name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect();
    COLUMNS.iter().find(|(known, _)| *known == name).map(|(_, column)| *column)
}

fn columns((line, cells): &Record) -> Result<Vec<Column>> {
    let names: Vec<String> = cells.iter().filter(|cell| known(cell).is_none()).map(|cell| cell.to_string()).collect();
    if !names.is_empty() {
        return Err(ImportError::UnknownColumns { names, line: *line }.into());
    }
    let mut columns = Vec::with_capacity(cells.len());
    for (cell, column) in cells.iter().filter_map(|cell| Some((cell, known(cell)?))) {
        if columns.contains(&column) && !matches!(column, Column::Ignored | Column::Nameless) {
            return Err(ImportError::RepeatedColumn { name: cell.to_string(), line: *line }.into());
        }
        columns.push(column);
    }
    if columns.contains(&Column::Username) { Ok(columns) } else { Err(no_column(cells)) }
}

fn row(columns: &[Column], cells: Vec<Zeroizing<String>>) -> Result<Row, RowError> {
    let surplus = cells.iter().skip(columns.len());
    // Spreadsheets omit empty cells at the end of a row.
    let least = columns.iter().rposition(|column| *column != Column::Nameless).map_or(0, |last| last + 1);
    if cells.len() < least || surplus.into_iter().any(|cell| !cell.is_empty()) {
        return Err(ImportError::CellCount { cells: cells.len(), columns: columns.len() }.into());
    }
    let mut row = Row::default();
    for (column, cell) in columns.iter().zip(cells) {
        let some = |cell: &str| Some(cell.to_owned()).filter(|cell| !cell.is_empty());
        match column {
            Column::Username => row.username = unguard(&cell).to_owned(),
            Column::Password if cell.is_empty() => {}
            Column::Password => row.password = Some(Secret::from(cell.as_str())),
            Column::PasswordHash => row.password_hash = some(&cell),
            Column::IsActive => row.is_active = flag("is_active", &cell)?,
            Column::Status => row.status = some(&cell),
            Column::LastSignIn => row.last_login_at = some(&cell).map(|_| IgnoredAny),
            Column::IsSuperuser => row.is_superuser = flag("is_superuser", &cell)?,
            Column::ProfileImage => row.profile_image = some(unguard(&cell)),
            Column::Ignored => {}
            Column::Nameless if cell.is_empty() => {}
            Column::Nameless => return Err(ImportError::NamelessColumn.into()),
        }
    }
    Ok(row)
}

fn flag(column: &str, cell: &str) -> Result<Option<Flag>, RowError> {
    if cell.trim().is_empty() {
        return Ok(None);
    }
    let flag = Flag::Text(cell.to_owned());
    match flag.value() {
        Ok(_) => Ok(Some(flag)),
        Err(error) => Err(RowError::new(error).in_column(column)),
    }
}

/// The records that are not blank.
fn records(text: &str, line: u64, delimiter: char) -> impl Iterator<Item = Result<Record>> {
    let is_blank = |cells: &[Zeroizing<String>]| cells.iter().all(|cell| cell.trim().is_empty());
    let malformed = |Malformed { line, reason }| ImportError::NotCsv { line, reason }.into();
    // Spreadsheets write rows that were cleared as empty cells.
    Reader::new(text, line, delimiter)
        .filter(move |record| record.as_ref().map_or(true, |(_, cells)| !is_blank(cells)))
        .map(move |record| record.map_err(malformed))
}
