//! Users out of and into files, CSV or JSON.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, so such names are written into CSV with
//! an apostrophe before them, and read back without it.

use std::collections::BTreeSet;
use std::io::{Read, Write};

use serde::{Deserialize, Serialize};

use super::{Seek, Service};
use crate::crypto::password;
use crate::error::{Error, Kind, Result};
use crate::model::user::{PasswordHash, PublicUser, check_username};
use crate::model::{Actor, AuditAction, User, UserFilter, UserOrder};
use crate::secret::Secret;
use crate::{text, threads};

/// How many users are held in memory at a time.
const WINDOW: usize = 500;
/// The largest file taken, in bytes.
const LARGEST: u64 = 256 << 20;
/// What is wrong with a hash that Kozmoai can't verify, on its own database.
const NOT_KOZMOAIS: &str = "Kozmoai verifies bcrypt hashes only, and this password_hash is none: \
    leave it out, and set a password with `kozmoai users passwd` afterwards.";

/// The form of a file of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With a header line.
    Csv,
    /// `{"total_count": N, "users": [...]}` or a plain list of users.
    Json,
}

/// What an import does with one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRow {
    /// The row's number in the file, from 1, the header not counted.
    pub row: u64,
    /// The name it holds.
    pub username: String,
    /// Fine, or what is wrong with it.
    pub result: Result<(), String>,
}

/// What an import did or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// Every row.
    pub rows: Vec<ImportedRow>,
    /// Whether the users were made: all rows were fine and it was no dry run.
    pub done: bool,
}

impl ImportReport {
    /// How many rows can't be taken.
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

/// A row as a file holds it. What an export writes is taken; ids and times are made anew.
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
    #[serde(default, rename = "id")]
    _id: Option<serde::de::IgnoredAny>,
    #[serde(default, rename = "create_at")]
    _create_at: Option<serde::de::IgnoredAny>,
    #[serde(default, rename = "updated_at")]
    _updated_at: Option<serde::de::IgnoredAny>,
    #[serde(default, rename = "last_login_at")]
    _last_login_at: Option<serde::de::IgnoredAny>,
}

/// A flag as JSON or a cell spells it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Flag {
    Bool(bool),
    Number(u8),
    Text(String),
}

impl Flag {
    fn value(&self) -> Result<bool, String> {
        let text = match self {
            Self::Bool(flag) => return Ok(*flag),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.trim().to_ascii_lowercase(),
        };
        match text.as_str() {
            "true" | "yes" | "1" => Ok(true),
            "false" | "no" | "0" => Ok(false),
            _ => Err("is_active and is_superuser are true or false".to_owned()),
        }
    }
}

impl Service {
    /// Writes every user that passes the filter, in windows; password hashes go along only on demand, and only into JSON.
    /// Gives how many were written.
    ///
    /// # Errors
    /// `Usage`: hashes into CSV; `NotAllowed`, `Store`; `Unexpected` when the output can't be written.
    pub fn export_users(
        &self,
        actor: &Actor,
        filter: &UserFilter,
        format: Format,
        with_password_hashes: bool,
        out: &mut dyn Write,
    ) -> Result<u64> {
        self.require_superuser(actor)?;
        if with_password_hashes && format == Format::Csv {
            return Err(Error::new(Kind::Usage, "Password hashes are exported into JSON only.").hint("Add --format json."));
        }
        let detail = if with_password_hashes { "with password hashes" } else { "without password hashes" };
        if !self.is_read_only() {
            self.commit(Vec::new(), vec![self.entry(actor, AuditAction::UsersExported, None, Some(detail.to_owned()))])?;
        }
        let mut seek = Seek::Offset(0);
        let mut windows = std::iter::from_fn(|| {
            let window = self.store.users(filter, UserOrder::default(), &seek, WINDOW);
            match window {
                Ok(users) => {
                    let last = users.last().cloned()?;
                    seek = Seek::After(Box::new(last));
                    Some(Ok(users))
                }
                Err(error) => Some(Err(error)),
            }
        });
        match format {
            Format::Csv => write_csv(&mut windows, out),
            Format::Json => write_json(&mut windows, self.store.count_users(filter)?, with_password_hashes, out),
        }
    }

    /// Reads users and makes them all, or none and says why. A row without a password makes a user who can't sign in
    /// until one is set.
    ///
    /// # Errors
    /// `Usage`: no such file of users at all; `NotAllowed`, `Store`. Rows that can't be taken are in the report.
    pub fn import_users(&self, actor: &Actor, format: Format, input: &mut dyn Read, dry_run: bool) -> Result<ImportReport> {
        self.require_superuser(actor)?;
        let rows = match format {
            Format::Csv => read_csv(input)?,
            Format::Json => read_json(input)?,
        };
        let mut names = BTreeSet::new();
        let mut report = ImportReport { rows: Vec::with_capacity(rows.len()), done: false };
        for (number, row) in (1..).zip(&rows) {
            let result = match row {
                Ok(row) => self.check_row(row, &mut names)?,
                Err(unreadable) => Err(unreadable.clone()),
            };
            let username = row.as_ref().map_or_else(|_| String::new(), |row| row.username.clone());
            report.rows.push(ImportedRow { row: number, username, result });
        }
        if report.refused() > 0 || dry_run || rows.is_empty() {
            return Ok(report);
        }
        let rows: Vec<Row> = rows.into_iter().filter_map(Result::ok).collect();
        let (mut changes, mut entries) = (Vec::new(), Vec::new());
        for (row, hash) in rows.iter().zip(self.hashes(&rows)?) {
            let flag = |flag: &Option<Flag>, default| flag.as_ref().and_then(|flag| flag.value().ok()).unwrap_or(default);
            let active = flag(&row.is_active, self.settings().new_user_is_active.value);
            let mut user: User = self.fresh_user(&row.username, hash, active, flag(&row.is_superuser, false));
            user.profile_image = row.profile_image.clone().filter(|image| !image.is_empty());
            let (creation, entry) = self.creation(actor, &user);
            changes.extend(creation);
            entries.push(entry);
        }
        self.commit(changes, entries)?;
        report.done = true;
        Ok(report)
    }

    /// Whether a row can be taken, and why not; a store that fails is no fault of the row.
    fn check_row(&self, row: &Row, names: &mut BTreeSet<String>) -> Result<Result<(), String>> {
        let is_taken = self.store.user_by_name(&row.username)?.is_some();
        Ok(self.check_fields(row, names.insert(row.username.clone()), is_taken))
    }

    fn check_fields(&self, row: &Row, is_first: bool, is_taken: bool) -> Result<(), String> {
        let said = |error: Error| error.message().to_owned();
        check_username(&row.username).map_err(said)?;
        if !is_first {
            return Err("This username stands in the file twice.".to_owned());
        }
        if is_taken {
            return Err("This username is unavailable.".to_owned());
        }
        row.is_active.iter().chain(&row.is_superuser).try_for_each(|flag| flag.value().map(drop))?;
        match (&row.password, &row.password_hash) {
            (Some(_), Some(_)) => Err("A row holds a password or its hash, not both.".to_owned()),
            (Some(password), None) => self.check_password(&row.username, password).map_err(said),
            (None, Some(hash)) if !password::is_hash(hash) => Err("The password_hash is neither argon2 nor bcrypt.".to_owned()),
            (None, Some(hash)) if password::is_too_costly(hash) => Err(format!("The password_hash {}.", password::too_costly())),
            (None, Some(hash)) if !password::can_be_kept(self.scheme(), hash) => Err(NOT_KOZMOAIS.to_owned()),
            (None, _) => Ok(()),
        }
    }

    /// The password hash of each row, made on every core.
    fn hashes(&self, rows: &[Row]) -> Result<Vec<PasswordHash>> {
        let scheme = self.scheme();
        let one = |row: &Row| match (&row.password, &row.password_hash) {
            (Some(password), _) => password::hash(scheme, password).map(PasswordHash::new),
            (None, Some(hash)) => Ok(PasswordHash::new(hash.clone())),
            (None, None) => Ok(PasswordHash::none()),
        };
        threads::on_all_cores(rows.iter(), one).into_iter().collect()
    }
}

type Windows<'a> = &'a mut dyn Iterator<Item = Result<Vec<User>>>;

pub(super) fn unwritable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(Kind::Unexpected, "The export can't be written.").because(error)
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

fn read_csv(input: &mut dyn Read) -> Result<Vec<Result<Row, String>>> {
    let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(input.take(LARGEST));
    let headers = csv.headers().map_err(|error| no_users("CSV", &error))?.clone();
    if !headers.iter().any(|name| name == "username") {
        return Err(Error::new(Kind::Usage, "The file's first line names no column `username`.")
            .hint("Columns: username, password or password_hash, is_active, is_superuser."));
    }
    let rows = csv.records().map(|record| {
        let record = record.map_err(|error| why(&error))?;
        let mut row: Row = record.deserialize(Some(&headers)).map_err(|error| why(&error))?;
        row.username = unguard(&row.username).to_owned();
        row.profile_image = row.profile_image.map(|image| unguard(&image).to_owned());
        row.password_hash = row.password_hash.filter(|hash| !hash.is_empty());
        Ok(row)
    });
    Ok(rows.collect())
}

/// What is wrong with a record, without its content, which may hold a password.
fn why(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } if err.to_string().contains("unknown field") => {
            "The file has a column that is not known.".to_owned()
        }
        csv::ErrorKind::UnequalLengths { .. } => "The row has another number of cells than the first line.".to_owned(),
        _ => "The row can't be read.".to_owned(),
    }
}

fn read_json(input: &mut dyn Read) -> Result<Vec<Result<Row, String>>> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum File {
        Wrapped { users: Vec<serde_json::Value> },
        List(Vec<serde_json::Value>),
    }
    let file: File = serde_json::from_reader(input.take(LARGEST)).map_err(|error| no_users("JSON", &error))?;
    let (File::Wrapped { users } | File::List(users)) = file;
    let row = |value: serde_json::Value| {
        serde_json::from_value::<Row>(value).map_err(|error| {
            // The message of an unknown field names the field; that of a wrong type would show the value.
            let text = error.to_string();
            if text.starts_with("unknown field") { text } else { "The row's fields have other types than expected.".to_owned() }
        })
    };
    Ok(users.into_iter().map(row).collect())
}

fn no_users(form: &str, _error: &dyn std::error::Error) -> Error {
    Error::new(Kind::Usage, format!("The file is no {form} file of users."))
        .hint("Look at `kozmoai users export` for its form; name another form with --format.")
}
