//! Imports of users.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};

use super::row::{Flag, Row};
use super::{Format, csv, json};
use crate::crypto::password;
use crate::error::{Error, ImportError, Result, UserError};
use crate::model::user::{PasswordHash, check_username};
use crate::model::{User, UserFilter, UserStatus};
use crate::service::Admin;
use crate::service::progress::Stage;
use crate::service::row_files::{ImportReport, ImportedRow, RowError, Rows, read_all};
use crate::{text, threads};

/// How many names are looked up one by one; for more, reading all users is faster.
const MOST_LOOKUPS: usize = 1000;

impl Admin<'_> {
    /// Reads users and creates all of them, or none and reports why. A row without a password creates a user who can't sign in
    /// until one is set.
    ///
    /// # Errors
    /// `Usage`: not a file of users; `Store`. Invalid rows are in the report.
    pub fn import_users(&self, format: Format, input: &mut dyn Read, dry_run: bool) -> Result<ImportReport> {
        match format {
            Format::Csv => self.import_csv(None, input, dry_run),
            Format::Json => self.import_rows(json::read(&read_all(input)?)?, dry_run),
        }
    }

    /// The same for a CSV file whose cells are separated by `delimiter`, by default the one of its header line.
    ///
    /// # Errors
    /// As [`Admin::import_users`].
    pub fn import_csv(&self, delimiter: Option<char>, input: &mut dyn Read, dry_run: bool) -> Result<ImportReport> {
        self.import_rows(csv::read(&read_all(input)?, delimiter)?, dry_run)
    }

    fn import_rows(&self, rows: Rows<Row>, dry_run: bool) -> Result<ImportReport> {
        let mut names = BTreeSet::new();
        let mut report = ImportReport::default();
        for (line, row) in &rows {
            let (name, result) = match row {
                Ok(row) => {
                    let is_taken = self.store.user_by_name(&row.username)?.is_some();
                    let checked = self.check_row(row, names.insert(&row.username), is_taken);
                    (&row.username, checked.map_err(|error| error.at_line(*line)))
                }
                Err(refused) => (&refused.name, Err(refused.error.clone())),
            };
            report.add(*line, name.clone(), result.map(|()| false));
        }
        report.warnings = alike(&report.rows);
        report.warnings.extend(self.alike_existing(&report.rows)?);
        if dry_run || !report.is_valid() {
            return Ok(report);
        }
        let rows: Vec<Row> = rows.into_iter().filter_map(|(_, row)| row.ok()).collect();
        let (mut changes, mut entries) = (Vec::new(), Vec::new());
        for (row, hash) in rows.iter().zip(self.hashes(&rows)?) {
            let flag = |flag: &Option<Flag>, default| flag.as_ref().and_then(|flag| flag.value().ok()).unwrap_or(default);
            let status = row.status().ok().flatten();
            let active = status.map_or(self.settings().new_user_is_active.value, |status| status == UserStatus::Active);
            let mut user: User = self.new_user(&row.username, hash, active, flag(&row.is_superuser, false));
            user.was_deactivated = status == Some(UserStatus::Deactivated);
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
            valid.entry(text::likeness(&row.name)).or_default().push(row);
        }
        let mut warnings = BTreeSet::new();
        let mut compare = |existing: &str| {
            for row in valid.get(&text::likeness(existing)).into_iter().flatten() {
                let warning = text::look_alike(&row.name, existing);
                warnings.insert((row.row, format!("Row {} (line {}): {warning}", row.row, row.line)));
            }
        };
        if rows.len() <= MOST_LOOKUPS {
            for row in valid.values().flatten() {
                self.look_alikes(&row.name)?.iter().for_each(|existing| compare(existing));
            }
        } else {
            for window in self.windows(&UserFilter::default()) {
                window?.iter().for_each(|user| compare(&user.username));
            }
        }
        Ok(warnings.into_iter().map(|(_, warning)| warning).collect())
    }

    fn check_row(&self, row: &Row, is_first: bool, is_taken: bool) -> Result<(), RowError> {
        let problem = |error: Error| error.problem().clone();
        check_username(&row.username).map_err(problem)?;
        if !is_first {
            return Err(ImportError::RepeatedName { what: "username" }.into());
        }
        if is_taken {
            return Err(UserError::UsernameTaken { username: row.username.clone() }.into());
        }
        row.status()?;
        row.is_superuser.iter().try_for_each(|flag| flag.value().map(drop))?;
        match (&row.password, &row.password_hash) {
            (Some(_), Some(_)) => Err(ImportError::PasswordAndHash.into()),
            (Some(password), None) => Ok(self.check_password(&row.username, password).map_err(problem)?),
            (None, Some(hash)) if !password::is_hash(hash) => Err(ImportError::UnknownHash.into()),
            (None, Some(hash)) if password::is_too_costly(hash) => {
                Err(ImportError::CostlyHash { reason: password::too_costly() }.into())
            }
            (None, Some(hash)) if !password::can_be_stored(self.scheme(), hash) => Err(ImportError::NotBcrypt.into()),
            (None, _) => Ok(()),
        }
    }

    /// The password hash of each row, computed on all cores.
    fn hashes(&self, rows: &[Row]) -> Result<Vec<PasswordHash>> {
        let done = AtomicU64::new(0);
        let one = |row: &Row| {
            let hash = match (&row.password, &row.password_hash) {
                (Some(password), _) => self.hash_password(password),
                (None, Some(hash)) => Ok(PasswordHash::new(hash.clone())),
                (None, None) => Ok(PasswordHash::none()),
            };
            self.reporter.report(Stage::Hashing, done.fetch_add(1, Ordering::Relaxed) + 1, Some(rows.len() as u64));
            hash
        };
        threads::on_all_cores(rows.iter(), one).into_iter().collect()
    }
}

/// Warnings about different names in a file that look the same: in another case, or composed differently.
fn alike(rows: &[ImportedRow]) -> Vec<String> {
    let mut seen: BTreeMap<String, &ImportedRow> = BTreeMap::new();
    let mut warnings = Vec::new();
    for row in rows {
        let first = seen.entry(text::likeness(&row.name)).or_insert(row);
        if first.name != row.name {
            warnings.push(format!(
                "Rows {} and {} (lines {} and {}) have names that look alike: \"{}\" and \"{}\".",
                first.row,
                row.row,
                first.line,
                row.line,
                text::code_points(&first.name),
                text::code_points(&row.name),
            ));
        }
    }
    warnings
}
