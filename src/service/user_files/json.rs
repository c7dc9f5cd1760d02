//! Files of users in JSON: `{"total_count": N, "users": [...]}` as exports write it, or a plain list. Errors name line and
//! column.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::row::{Refused, Row, Rows, utf16};
use crate::error::{Error, ImportError, Remedy, Result};
use crate::service::row_files::RowError;

#[derive(Deserialize)]
struct Wrapped<'a> {
    #[serde(borrow)]
    users: Vec<&'a RawValue>,
}

/// Reads the rows of a file.
///
/// # Errors
/// `Usage`, naming line and column, if it is not a file of users.
pub(super) fn read(bytes: &[u8]) -> Result<Rows> {
    let wide = utf16(bytes).transpose()?;
    let text = wide.as_ref().map_or_else(|| std::str::from_utf8(bytes), |wide| Ok(wide.as_str()));
    let text = text.map_err(|error| {
        let line = 1 + bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count();
        ImportError::NotUtf8 { line: Some(line), column: None, cell: None }
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| malformed(text, &error))?;
    let users = if text.trim_start().starts_with('[') {
        serde_json::from_str::<Vec<&RawValue>>(text)
    } else {
        serde_json::from_str::<Wrapped<'_>>(text).map(|wrapped| wrapped.users)
    };
    let users = users.map_err(|_| ImportError::NotUserList)?;
    let mut rows = Rows::with_capacity(users.len());
    for user in users {
        let (line, column) = place(text, user.get());
        let row = serde_json::from_str::<Row>(user.get());
        let row = row.map_err(|error| {
            let (line, column) = match error.line() {
                0 | 1 => (line, column + error.column().max(1) - 1),
                further => (line + further - 1, error.column()),
            };
            let message = error.to_string();
            // Names of fields are not secret, but values may be.
            let problem = match message.strip_prefix("unknown field ").and_then(|rest| rest.split(", expected").next()) {
                Some(field) => ImportError::UnknownField { name: field.to_owned(), place: Some((line, column)) },
                None if message.starts_with("duplicate field") => ImportError::RepeatedField,
                None => ImportError::WrongFieldType,
            };
            (line, column, problem)
        });
        rows.push((
            line as u64,
            match row {
                Ok(row) => Ok(row),
                Err((_, _, problem @ ImportError::UnknownField { .. })) => return Err(problem.into()),
                Err((line, column, problem)) => Err(Refused {
                    username: String::new(),
                    error: RowError::new(problem).at_line(line as u64).in_column(column.to_string()),
                }),
            },
        ));
    }
    Ok(rows)
}

/// The line and column at which a part of a text begins, from 1.
fn place(text: &str, part: &str) -> (usize, usize) {
    let at = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let before = text.get(..at).unwrap_or_default();
    (1 + before.matches('\n').count(), 1 + before.rsplit('\n').next().unwrap_or_default().chars().count())
}

/// The error about malformed JSON. Messages about syntax contain no part of the text.
fn malformed(text: &str, error: &serde_json::Error) -> Error {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or_default();
    let refused = Error::from(ImportError::NotJson { line: error.line(), column: error.column(), reason: what.to_owned() });
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let is_lines =
        what == "trailing characters" && first.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(first).is_ok();
    if is_lines { refused.hint(Remedy::JoinJsonLines) } else { refused }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn refusals_name_line_and_column() {
        for (file, words) in [
            ("[{\"username\":\"anna\",\n  \"password\" \"hidden\"}]", "line 2, column 14"),
            ("[{\"username\":", "line 1, column 13"),
            ("[\n {\"username\":\"anna\"},\n {\"username\":\"b\",\"pasword\":\"hidden\"}]", "`pasword` (line 3, column 26)"),
            ("{\"people\":[]}", "not a list of users"),
        ] {
            let error = read(file.as_bytes()).unwrap_err();
            assert!(error.message().contains(words) && !error.to_string().contains("hidden"), "{error}");
        }
        let why = read(b"[\n {\"username\":\"anna\",\"is_active\":{}}]").unwrap().remove(0).1.unwrap_err().error.to_string();
        assert!(why.starts_with("line 2"), "{why}");
        let lines = read(b"{\"username\":\"anna\"}\n{\"username\":\"bert\"}\n").unwrap_err();
        assert!(lines.next_step().unwrap().contains("jq"), "{lines}");
        assert_eq!(read("\u{feff}[{\"username\":\"anna\"}]".as_bytes()).unwrap().len(), 1);
    }
}
