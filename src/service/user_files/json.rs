//! Files of users in JSON: `{"total_count": N, "users": [...]}` as exports write it, or a plain list. Errors name line and
//! column.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::row::Row;
use crate::error::{Error, ImportError, Remedy, Result};
use crate::service::row_files::{Places, RefusedRow, RowError, Rows, problem_of_json};
use crate::text::utf16;

#[derive(Deserialize)]
struct Wrapped<'a> {
    #[serde(borrow)]
    users: Vec<&'a RawValue>,
}

/// Reads the rows of a file.
///
/// # Errors
/// `Usage`, naming line and column, if it is not a file of users.
pub(super) fn read(bytes: &[u8]) -> Result<Rows<Row>> {
    let wide = utf16::decoded(bytes).map_err(|_| ImportError::NotUtf16)?;
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
    let (mut rows, mut places) = (Rows::with_capacity(users.len()), Places::of(text));
    for user in users {
        let (line, column) = places.next(user.get());
        let (line, row) = match serde_json::from_str::<Row>(user.get()) {
            Ok(row) => (line, Ok(row)),
            Err(error) => {
                let (line, column) = match error.line() {
                    0 | 1 => (line, column + error.column().max(1) - 1),
                    further => (line + further - 1, error.column()),
                };
                let problem = problem_of_json(&error, Some((line, column)));
                if matches!(problem, ImportError::UnknownField { .. }) {
                    return Err(problem.into());
                }
                let error = RowError::new(problem).at_line(line as u64).in_column(column.to_string());
                (line, Err(RefusedRow { name: String::new(), error }))
            }
        };
        rows.push((line as u64, row));
    }
    Ok(rows)
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
