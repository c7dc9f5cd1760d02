//! Files of users as spreadsheets write them: CSV with commas, semicolons or tabs. Anything ambiguous is refused, naming the
//! line.

use super::row::{Flag, Refused, Row, Rows, unguard, utf16};
use crate::error::{Error, ImportError, Result};
use crate::secret::{self, Secret, Zeroizing};
use crate::service::row_files::RowError;

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
    IsSuperuser,
    ProfileImage,
    Ignored,
    /// Without a name; its cells must be empty.
    Nameless,
}

/// The names of columns, regardless of case, blanks, dashes and underscores. The columns of an export are accepted; ids and
/// times are ignored.
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
    ("status", Column::Ignored),
    ("createat", Column::Ignored),
    ("updatedat", Column::Ignored),
    ("lastloginat", Column::Ignored),
    ("", Column::Nameless),
];

/// A record: its first line, from 1, and its cells.
type Record = (u64, Vec<Zeroizing<String>>);

/// Reads the rows of a file with this delimiter, or the one detected in its header line.
///
/// # Errors
/// `Usage`, naming the line, if it is not a file of users.
pub(super) fn read(bytes: &[u8], delimiter: Option<char>) -> Result<Rows> {
    let text = decoded(bytes)?;
    let mut text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
    let (mut first_line, mut delimiter) = (1, delimiter);
    // The line `sep=;` of spreadsheets.
    if let Some((named, rest)) = separator(text) {
        (first_line, text) = (2, rest);
        delimiter = delimiter.or(Some(named));
    }
    let delimiter = delimiter.map_or_else(|| detected(text, first_line), Ok)?;
    let mut reader = Reader { rest: text, line: first_line, delimiter };
    let header = loop {
        match reader.record()? {
            Some((_, cells)) if is_blank(&cells) => {}
            Some(header) => break header,
            None => return Err(no_column(&[])),
        }
    };
    let columns = columns(&header)?;
    let mut rows = Rows::new();
    while let Some((line, cells)) = reader.record()? {
        if !is_blank(&cells) {
            let name = columns.iter().zip(&cells).find(|(column, _)| **column == Column::Username);
            let username = name.map_or_else(String::new, |(_, cell)| unguard(cell).to_owned());
            rows.push((line, row(&columns, cells).map_err(|error| Refused { username, error: error.at_line(line) })));
        }
    }
    Ok(rows)
}

/// Whether all cells are empty, as spreadsheets write rows that were cleared.
fn is_blank(cells: &[Zeroizing<String>]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

/// The text of a file, in UTF-8 or UTF-16. Other encodings are refused, since they can't be told apart.
fn decoded(bytes: &[u8]) -> Result<Zeroizing<String>> {
    if let Some(wide) = utf16(bytes) {
        return wide;
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

/// The delimiter of a line `sep=;` before the header, and the text after that line.
fn separator(text: &str) -> Option<(char, &str)> {
    let end = text.find(['\n', '\r'])?;
    let line = text[..end].trim_matches('"');
    let prefix = line.get(..4).filter(|prefix| prefix.eq_ignore_ascii_case("sep="))?;
    let mut named = line[prefix.len()..].chars();
    let delimiter = named.next()?;
    // Spreadsheets pad every line with delimiters.
    let rest = text[end..].strip_prefix("\r\n").unwrap_or(&text[end + 1..]);
    named.all(|c| c == delimiter).then_some((delimiter, rest))
}

/// The delimiter with which the header has a column `username`.
fn detected(text: &str, line: u64) -> Result<char> {
    let header = |delimiter| -> Result<Option<Record>> {
        let mut reader = Reader { rest: text, line, delimiter };
        while let Some((line, cells)) = reader.record()? {
            // A row of delimiters alone is blank, whichever of them is the right one.
            if !cells.iter().all(|cell| cell.trim_matches(DELIMITERS).trim().is_empty()) {
                return Ok(Some((line, cells)));
            }
        }
        Ok(None)
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

/// A reader of records according to RFC 4180.
struct Reader<'a> {
    rest: &'a str,
    line: u64,
    delimiter: char,
}

impl Reader<'_> {
    /// The next record; none at the end.
    fn record(&mut self) -> Result<Option<Record>> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let (begin, mut cells) = (self.line, Vec::new());
        loop {
            cells.push(self.cell()?);
            if let Some(rest) = self.rest.strip_prefix(self.delimiter) {
                self.rest = rest;
                continue;
            }
            let ended = ["\r\n", "\n", "\r"].iter().find_map(|end| self.rest.strip_prefix(end));
            if let Some(rest) = ended {
                self.rest = rest;
                self.line += 1;
            }
            return Ok(Some((begin, cells)));
        }
    }

    fn cell(&mut self) -> Result<Zeroizing<String>> {
        if let Some(rest) = self.rest.strip_prefix('"') {
            self.rest = rest;
            return self.quoted();
        }
        let end = self.rest.find([self.delimiter, '\n', '\r']).unwrap_or(self.rest.len());
        let cell = &self.rest[..end];
        if cell.trim_start().starts_with('"') {
            return Err(malformed(self.line, "a blank precedes a quote"));
        }
        self.rest = &self.rest[end..];
        Ok(Zeroizing::new(cell.to_owned()))
    }

    /// A quoted cell, in which two quotes are one.
    fn quoted(&mut self) -> Result<Zeroizing<String>> {
        let begin = self.line;
        let mut cell = Zeroizing::new(String::new());
        loop {
            let Some(end) = self.rest.find('"') else {
                return Err(malformed(begin, "the quote that begins there has no end"));
            };
            let part = &self.rest[..end];
            self.line += part.replace("\r\n", "\n").matches(['\n', '\r']).count() as u64;
            secret::append(&mut cell, part);
            self.rest = &self.rest[end + 1..];
            if let Some(rest) = self.rest.strip_prefix('"') {
                secret::append(&mut cell, "\"");
                self.rest = rest;
                continue;
            }
            if self.rest.is_empty() || self.rest.starts_with([self.delimiter, '\n', '\r']) {
                return Ok(cell);
            }
            return Err(malformed(begin, "text follows a quoted cell, or the quote that begins there has no end"));
        }
    }
}

fn malformed(line: u64, reason: &'static str) -> Error {
    ImportError::NotCsv { line, reason }.into()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
    use super::*;
    use crate::secret::ExposeSecret;

    fn names(file: &[u8]) -> Vec<(u64, String, Option<String>)> {
        let rows = read(file, None).unwrap_or_else(|error| panic!("{error}: {file:?}"));
        let shown = |row: Row| (row.username, row.password.map(|password| password.expose_secret().to_owned()));
        rows.into_iter().map(|(line, row)| (line, shown(row.unwrap()))).map(|(line, (name, word))| (line, name, word)).collect()
    }

    #[test]
    fn spreadsheet_files_are_read() {
        let expected = [(2, "anna".to_owned(), Some("p;w".to_owned())), (3, "zoë".to_owned(), None)];
        for file in [
            "username,password\nanna,p;w\nzoë,\n",
            "\u{feff}Username;PASSWORD\r\nanna;\"p;w\"\r\nzoë;\r\n",
            "User Name\tPassword\t\t\nanna\tp;w\t\t\nzoë\t\t\t",
            "\"username\",\" pass word \",\nanna,p;w,,,\nzoë,,\n,,\n",
        ] {
            assert_eq!(names(file.as_bytes()), expected, "{file:?}");
            let wide: Vec<u8> = file.trim_start_matches('\u{feff}').encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(names(&[&[0xff, 0xfe], wide.as_slice()].concat()), expected);
        }
        let named = "sep=;\r\nusername;password\r\nanna;\"p;w\"\r\n\r\nzoë;\r\n";
        assert_eq!(names(named.as_bytes()), [(3, expected[0].1.clone(), expected[0].2.clone()), (5, "zoë".to_owned(), None)]);
        let piped = read(b"username|password\nanna|p;w\n", Some('|')).unwrap();
        assert_eq!(piped.len(), 1);
    }

    #[test]
    fn refusals_name_the_line() {
        for (file, words) in [
            (&b"username,password\nanna,\"pw1\nbert,pw2\n"[..], "line 2"),
            (b"username,password\nanna,x\nbert,\"pw1\ncarl,\"pw2\"\n", "line 3"),
            (b"username,password\nanna, \"pw\"\n", "line 2"),
            (b"username,pasword\nanna,x\nbert,y\n", "\"pasword\" (line 1)"),
            (b"username,Username\nanna,x\n", "twice (line 1)"),
            (b"name\nanna\n", "no column `username`"),
            (b"", "no header line"),
            (b"username\nanna\ncaf\xe9\n", "line 3, column username (\"caf\\xe9\")"),
            (b"username;password\nanna;s\xe9cret\n", "line 2, column password."),
        ] {
            let error = read(file, None).unwrap_err();
            assert!(error.message().contains(words), "{error}");
            assert!(!error.to_string().contains("cret") && !error.to_string().contains("pw1"), "{error}");
        }
        for (file, words) in [
            ("username,is_active\nanna,perhaps\n", "line 2, column is_active"),
            ("username,password\nanna\n", "line 2: 1 cell instead of 2"),
            ("username\nanna,x\n", "line 2: 2 cells instead of 1"),
            ("username,\nanna,x\n", "line 2: A cell is in a column without a name"),
        ] {
            let why = read(file.as_bytes(), None).unwrap().remove(0).1.unwrap_err().error.to_string();
            assert!(why.contains(words), "{why}");
        }
    }
}
