//! Sets the passwords of several users from a file of lines `NAME:PASSWORD`, all or nothing.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Admin;
use super::progress::Stage;
use super::row_files::{ImportReport, RowError, read_all};
use super::users::forget_failures;
use crate::error::{ImportError, Problem, Result, UserError};
use crate::model::user::PasswordHash;
use crate::model::{AuditAction, User};
use crate::secret::Secret;
use crate::store::Change;
use crate::threads;

impl Admin<'_> {
    /// Reads lines `NAME:PASSWORD` and sets all passwords, or none and reports why. The first colon ends the name. The failed
    /// sign-ins of the users are reset. Nothing is hashed before every line is checked.
    ///
    /// # Errors
    /// `Usage`: the file is not text, or empty; `Conflict`: a user was changed meanwhile; `Store`. Invalid
    /// lines are in the report.
    pub fn set_passwords(&self, input: &mut dyn Read) -> Result<ImportReport> {
        let bytes = read_all(input)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| ImportError::NotUtf8 { line: None, column: None, cell: None })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (mut names, mut wanted) = (BTreeSet::new(), Vec::new());
        let mut report = ImportReport::default();
        for (number, line) in (1..).zip(text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))) {
            if line.is_empty() {
                continue;
            }
            let (username, password) = line
                .split_once(':')
                .map_or((String::new(), None), |(name, password)| (name.to_owned(), Some(Secret::from(password))));
            let result = match password {
                None => Err(ImportError::NotNamePassword.into()),
                Some(_) if !names.insert(username.clone()) => Err(ImportError::RepeatedName { what: "username" }.into()),
                Some(password) => self.user_to_set(&username, &password)?.map(|user| wanted.push((user, password))),
            };
            report.add(number, username, result.map(|()| true).map_err(|problem| RowError::new(problem).at_line(number)));
        }
        if report.rows.is_empty() {
            return Err(ImportError::NoLines.into());
        }
        if !report.is_valid() {
            return Ok(report);
        }
        let hashes = self.new_hashes(&wanted)?;
        for (row, hash) in report.rows.iter_mut().zip(&hashes) {
            if hash.is_none() {
                row.result = Err(RowError::new(UserError::PasswordUnchanged).at_line(row.line));
            }
        }
        if !report.is_valid() {
            return Ok(report);
        }
        let (mut changes, mut entries) = (Vec::new(), Vec::new());
        for ((user, _), password) in wanted.into_iter().zip(hashes.into_iter().flatten()) {
            let after = User { password, updated_at: self.now(), ..user.clone() };
            entries.push(self.entry(AuditAction::PasswordSet, Some(&user), None));
            changes.push(forget_failures(&user));
            changes.push(Change::UpdateUser { before: user, after });
        }
        self.commit(changes, entries)?;
        report.done = true;
        Ok(report)
    }

    /// The user of a line, or why the password can't be set, as far as no hash has to be computed.
    fn user_to_set(&self, username: &str, password: &Secret) -> Result<Result<User, Problem>> {
        let Some(user) = self.store.user_by_name(username)? else {
            return Ok(Err(UserError::UserNotFound { username: username.to_owned() }.into()));
        };
        if let Err(error) = self.check_password(username, password) {
            return Ok(Err(error.problem().clone()));
        }
        Ok(Ok(user))
    }

    /// The hash of each password, computed on all cores; none for one that the user already has.
    fn new_hashes(&self, wanted: &[(User, Secret)]) -> Result<Vec<Option<PasswordHash>>> {
        let (done, total) = (AtomicU64::new(0), Some(wanted.len() as u64));
        let hash = |(user, password): &(User, Secret)| {
            let is_present = self.is_password_of(user, password)?;
            let hash = (!is_present).then(|| self.hash_password(password)).transpose();
            self.reporter.report(Stage::Hashing, done.fetch_add(1, Ordering::Relaxed) + 1, total);
            hash
        };
        threads::on_all_cores(wanted.iter(), hash).into_iter().collect()
    }
}
