//! Exports and imports of users as CSV or JSON.
//!
//! Spreadsheets evaluate cells that begin with `=`, `+`, `-` or `@`, so such names are written to CSV with an apostrophe
//! before them, and read back without it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};

use serde::{Deserialize, Serialize};

mod csv_file;
mod json_file;

use super::Admin;
use super::rows::RowError;
use crate::crypto::password;
use crate::error::{Error, ImportError, Result, UserError};
use crate::model::user::{PasswordHash, PublicUser, check_username};
use crate::model::{AuditAction, Cursor, User, UserFilter, UserOrder};
use crate::secret::{Secret, Zeroizing};
use crate::{text, threads};

/// How many users are in memory at a time.
const WINDOW: usize = 500;
/// How many names are looked up one by one; for more, reading all users is faster.
const MOST_LOOKUPS: usize = 1000;
/// The size limit of a file, in bytes.
const LARGEST: u64 = 256 << 20;

/// The format of a file of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With a header line.
    Csv,
    /// `{"total_count": N, "users": [...]}` or a plain list of users.
    Json,
}

/// The result for one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRow {
    /// The number of the row, from 1, without the header.
    pub row: u64,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The username in it.
    pub username: String,
    /// What is wrong with it, if anything.
    pub result: Result<(), RowError>,
}

/// The result of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// All rows.
    pub rows: Vec<ImportedRow>,
    /// Warnings about names that look alike.
    pub warnings: Vec<String>,
    /// Whether the users were created: all rows are valid and it is not a dry run.
    pub done: bool,
}

impl ImportReport {
    /// The number of invalid rows.
    pub fn refused(&self) -> usize {
        self.rows.iter().filter(|row| row.result.is_err()).count()
    }
}

#[derive(Serialize)]
struct ExportedUser<'a> {
    #[serde(flatten)]
    user: PublicUser<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password_hash: Option<&'a str>,
}

/// The rows of a file, each with its first line, or the reason why it is invalid.
type Rows = Vec<(u64, Result<Row, Refused>)>;

/// An invalid row.
#[derive(Clone, Debug)]
struct Refused {
    /// The username in it, if any.
    username: String,
    error: RowError,
}

/// A row of a file. The output of an export is accepted; ids and times are ignored.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: Option<Secret>,
    #[serde(default)]
    password_hash: Option<String>,
    #[serde(default)]
    is_active: Option<Flag>,
    #[serde(default)]
    is_superuser: Option<Flag>,
    #[serde(default)]
    profile_image: Option<String>,
    #[serde(default, rename = "status")]
    _status: Option<serde::de::IgnoredAny>,
    #[serde(default, rename = "id")]
    _id: Option<serde::de::IgnoredAny>,
    #[serde(default, rename = "create_at")]
    _create_at: Option<serde::de::IgnoredAny>,
    #[serde(default, rename = "updated_at")]
    _updated_at: Option<serde::de::IgnoredAny>,
    #[serde(default, rename = "last_login_at")]
    _last_login_at: Option<serde::de::IgnoredAny>,
}

/// A flag as written in JSON or CSV.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Flag {
    Bool(bool),
    Number(u8),
    Text(String),
}

impl Flag {
    fn value(&self) -> Result<bool, ImportError> {
        let text = match self {
            Self::Bool(flag) => return Ok(*flag),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.trim().to_ascii_lowercase(),
        };
        match text.as_str() {
            "true" | "yes" | "1" | "on" | "y" | "t" => Ok(true),
            "false" | "no" | "0" | "off" | "n" | "f" => Ok(false),
            _ => Err(ImportError::NotAFlag { value: text }),
        }
    }
}

impl Admin<'_> {
    /// Writes the users that match the filter and returns their number. Password hashes are included only on request, and
    /// only in JSON.
    ///
    /// # Errors
    /// `Usage`: hashes in CSV; `Store`; `Unexpected` if the output cannot be written.
    pub fn export_users(
        &self,
        filter: &UserFilter,
        format: Format,
        with_password_hashes: bool,
        out: &mut dyn Write,
    ) -> Result<u64> {
        if with_password_hashes && format == Format::Csv {
            return Err(ImportError::HashesNeedJson.into());
        }
        let detail = if with_password_hashes { "with password hashes" } else { "without password hashes" };
        self.record_if_writable(self.entry(AuditAction::UsersExported, None, Some(detail.to_owned())))?;
        let mut windows = self.windows(filter);
        match format {
            Format::Csv => write_csv(&mut windows, out),
            Format::Json => write_json(&mut windows, self.store.count_users(filter)?, with_password_hashes, out),
        }
    }

    /// The users that match a filter, a few hundred at a time.
    fn windows<'a>(&'a self, filter: &'a UserFilter) -> impl Iterator<Item = Result<Vec<User>>> + 'a {
        let mut cursor = Cursor::FIRST;
        std::iter::from_fn(move || match self.store.users(filter, UserOrder::default(), &cursor, WINDOW) {
            Ok(users) => {
                cursor = Cursor::After(users.last().cloned()?);
                Some(Ok(users))
            }
            Err(error) => Some(Err(error)),
        })
    }

    /// Reads users and creates all of them, or none and reports why. A row without a password creates a user who can't sign in
    /// until one is set.
    ///
    /// # Errors
    /// `Usage`: not a file of users; `Store`. Invalid rows are in the report.
    pub fn import_users(&self, format: Format, input: &mut dyn Read, dry_run: bool) -> Result<ImportReport> {
        match format {
            Format::Csv => self.import_csv(None, input, dry_run),
            Format::Json => self.import_rows(json_file::read(&read_all(input)?)?, dry_run),
        }
    }

    /// The same for a CSV file whose cells are separated by `delimiter`, by default the one of its header line.
    ///
    /// # Errors
    /// As [`Service::import_users`].
    pub fn import_csv(&self, delimiter: Option<char>, input: &mut dyn Read, dry_run: bool) -> Result<ImportReport> {
        self.import_rows(csv_file::read(&read_all(input)?, delimiter)?, dry_run)
    }

    fn import_rows(&self, rows: Rows, dry_run: bool) -> Result<ImportReport> {
        let mut names = BTreeSet::new();
        let mut report = ImportReport { rows: Vec::with_capacity(rows.len()), warnings: Vec::new(), done: false };
        for (number, (line, row)) in (1..).zip(&rows) {
            let result = match row {
                Ok(row) => self.check_row(row, &mut names)?.map_err(|error| error.at_line(*line)),
                Err(refused) => Err(refused.error.clone()),
            };
            let username = row.as_ref().map_or_else(|refused| refused.username.clone(), |row| row.username.clone());
            report.rows.push(ImportedRow { row: number, line: *line, username, result });
        }
        report.warnings = alike(&report.rows);
        report.warnings.extend(self.alike_existing(&report.rows)?);
        if report.refused() > 0 || dry_run || rows.is_empty() {
            return Ok(report);
        }
        let rows: Vec<Row> = rows.into_iter().filter_map(|(_, row)| row.ok()).collect();
        let (mut changes, mut entries) = (Vec::new(), Vec::new());
        for (row, hash) in rows.iter().zip(self.hashes(&rows)?) {
            let flag = |flag: &Option<Flag>, default| flag.as_ref().and_then(|flag| flag.value().ok()).unwrap_or(default);
            let active = flag(&row.is_active, self.settings().new_user_is_active.value);
            let mut user: User = self.new_user(&row.username, hash, active, flag(&row.is_superuser, false));
            user.profile_image = row.profile_image.clone().filter(|image| !image.is_empty());
            let (creation, entry) = self.creation(&user);
            changes.extend(creation);
            entries.push(entry);
        }
        self.commit(changes, entries)?;
        report.done = true;
        Ok(report)
    }

    /// Warnings about names in a file that look the same as those of existing users.
    fn alike_existing(&self, rows: &[ImportedRow]) -> Result<Vec<String>> {
        let mut valid: BTreeMap<String, Vec<&ImportedRow>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.result.is_ok()) {
            valid.entry(text::likeness(&row.username)).or_default().push(row);
        }
        let mut warnings = BTreeSet::new();
        let mut compare = |existing: &str| {
            for row in valid.get(&text::likeness(existing)).into_iter().flatten() {
                let warning = text::look_alike(&row.username, existing);
                warnings.insert((row.row, format!("Row {} (line {}): {warning}", row.row, row.line)));
            }
        };
        if rows.len() <= MOST_LOOKUPS {
            for row in valid.values().flatten() {
                self.look_alikes(&row.username)?.iter().for_each(|existing| compare(existing));
            }
        } else {
            for window in self.windows(&UserFilter::default()) {
                window?.iter().for_each(|user| compare(&user.username));
            }
        }
        Ok(warnings.into_iter().map(|(_, warning)| warning).collect())
    }

    /// Validates a row. The outer error is a failure of the database, the inner one the row's.
    fn check_row(&self, row: &Row, names: &mut BTreeSet<String>) -> Result<Result<(), RowError>> {
        let is_taken = self.store.user_by_name(&row.username)?.is_some();
        Ok(self.check_fields(row, names.insert(row.username.clone()), is_taken))
    }

    fn check_fields(&self, row: &Row, is_first: bool, is_taken: bool) -> Result<(), RowError> {
        let problem = |error: Error| error.problem().clone();
        check_username(&row.username).map_err(problem)?;
        if !is_first {
            return Err(ImportError::RepeatedName { what: "username" }.into());
        }
        if is_taken {
            return Err(UserError::UsernameTaken { username: row.username.clone() }.into());
        }
        row.is_active.iter().chain(&row.is_superuser).try_for_each(|flag| flag.value().map(drop))?;
        match (&row.password, &row.password_hash) {
            (Some(_), Some(_)) => Err(ImportError::PasswordAndHash.into()),
            (Some(password), None) => Ok(self.check_password(&row.username, password).map_err(problem)?),
            (None, Some(hash)) if !password::is_hash(hash) => Err(ImportError::UnknownHash.into()),
            (None, Some(hash)) if password::is_too_costly(hash) => {
                Err(ImportError::CostlyHash { reason: password::too_costly() }.into())
            }
            (None, Some(hash)) if !password::can_be_kept(self.scheme(), hash) => Err(ImportError::NotBcrypt.into()),
            (None, _) => Ok(()),
        }
    }

    /// The password hash of each row, computed on all cores.
    fn hashes(&self, rows: &[Row]) -> Result<Vec<PasswordHash>> {
        let one = |row: &Row| match (&row.password, &row.password_hash) {
            (Some(password), _) => self.hash_password(password),
            (None, Some(hash)) => Ok(PasswordHash::new(hash.clone())),
            (None, None) => Ok(PasswordHash::none()),
        };
        threads::on_all_cores(rows.iter(), one).into_iter().collect()
    }
}

/// Warnings about different names in a file that look the same: in another case, or composed differently.
fn alike(rows: &[ImportedRow]) -> Vec<String> {
    let mut seen: BTreeMap<String, &ImportedRow> = BTreeMap::new();
    let mut warnings = Vec::new();
    for row in rows {
        let first = seen.entry(text::likeness(&row.username)).or_insert(row);
        if first.username != row.username {
            warnings.push(format!(
                "Rows {} and {} (lines {} and {}) have names that look alike: \"{}\" and \"{}\".",
                first.row,
                row.row,
                first.line,
                row.line,
                text::code_points(&first.username),
                text::code_points(&row.username),
            ));
        }
    }
    warnings
}

type Windows<'a> = &'a mut dyn Iterator<Item = Result<Vec<User>>>;

pub(super) fn unwritable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::from(ImportError::ExportNotWritten).because(error)
}

fn write_csv(windows: Windows<'_>, out: &mut dyn Write) -> Result<u64> {
    let mut csv = csv::Writer::from_writer(out);
    let header = ["id", "username", "profile_image", "is_active", "is_superuser", "create_at", "updated_at", "last_login_at"];
    csv.write_record(header).map_err(unwritable)?;
    let mut written = 0;
    for window in windows {
        for user in window? {
            let flag = |flag: bool| flag.to_string();
            csv.write_record([
                user.id.to_string(),
                guard(&user.username),
                guard(user.profile_image.as_deref().unwrap_or_default()),
                flag(user.is_active),
                flag(user.is_superuser),
                user.create_at.to_string(),
                user.updated_at.to_string(),
                user.last_login_at.map_or_else(String::new, |at| at.to_string()),
            ])
            .map_err(unwritable)?;
            written += 1;
        }
    }
    csv.flush().map_err(unwritable)?;
    Ok(written)
}

fn write_json(windows: Windows<'_>, total: u64, with_password_hashes: bool, out: &mut dyn Write) -> Result<u64> {
    write!(out, "{{\"total_count\":{total},\"users\":[").map_err(unwritable)?;
    let mut written = 0;
    for window in windows {
        for user in window? {
            let password_hash = user.password.as_str().filter(|_| with_password_hashes);
            out.write_all(if written == 0 { b"\n" } else { b",\n" }).map_err(unwritable)?;
            let row = text::json::line(&ExportedUser { user: user.public(), password_hash }).map_err(unwritable)?;
            out.write_all(row.as_bytes()).map_err(unwritable)?;
            written += 1;
        }
    }
    out.write_all(b"\n]}\n").and_then(|()| out.flush()).map_err(unwritable)?;
    Ok(written)
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn guard(text: &str) -> String {
    if is_formula(text) || text.strip_prefix('\'').is_some_and(|rest| is_formula(rest.trim_start_matches('\''))) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn unguard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest.trim_start_matches('\''))).unwrap_or(text)
}

/// The text of a file with the byte order mark of UTF-16, as Excel and PowerShell write it; none without one.
fn utf16(bytes: &[u8]) -> Option<Result<Zeroizing<String>>> {
    let (read, rest): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xff, 0xfe, rest @ ..] => (u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => (u16::from_be_bytes, rest),
        _ => return None,
    };
    let (pairs, odd) = rest.as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().copied().map(read)).collect();
    let text = text.ok().filter(|_| odd.is_empty()).map(Zeroizing::new);
    Some(text.ok_or_else(|| ImportError::NotUtf16.into()))
}

/// The content of a file, which may contain passwords.
pub(super) fn read_all(input: &mut dyn Read) -> Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    input.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| Error::from(ImportError::NotReadable).because(error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(ImportError::TooLarge.into());
    }
    Ok(bytes)
}
