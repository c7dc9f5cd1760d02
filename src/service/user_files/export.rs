//! Exports of users.

use std::io::Write;

use serde::Serialize;

use super::Format;
use crate::error::{ImportError, Result};
use crate::model::user::PublicUser;
use crate::model::{AuditAction, Cursor, User, UserFilter, UserOrder};
use crate::service::Admin;
use crate::service::progress::Stage;
use crate::service::row_files::{JsonRows, unwritable};
use crate::text::csv::guard;

/// How many users are in memory at a time.
const WINDOW: usize = 500;

#[derive(Serialize)]
struct ExportedUser<'a> {
    #[serde(flatten)]
    user: PublicUser<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password_hash: Option<&'a str>,
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
        let (total, mut read) = (self.store.count_users(filter)?, 0);
        let mut windows = self.windows(filter).inspect(|window| {
            read += window.as_ref().map_or(0, |users| users.len() as u64);
            self.reporter.report(Stage::ExportingUsers, read, Some(total));
        });
        match format {
            Format::Csv => write_csv(&mut windows, out),
            Format::Json => write_json(&mut windows, total, with_password_hashes, out),
        }
    }

    /// The users that match a filter, a few hundred at a time.
    pub(in crate::service) fn windows<'a>(&'a self, filter: &'a UserFilter) -> impl Iterator<Item = Result<Vec<User>>> + 'a {
        let mut cursor = Cursor::FIRST;
        std::iter::from_fn(move || match self.store.users(filter, UserOrder::default(), &cursor, WINDOW) {
            Ok(users) => {
                cursor = Cursor::After(users.last().cloned()?);
                Some(Ok(users))
            }
            Err(error) => Some(Err(error)),
        })
    }
}

type Windows<'a> = &'a mut dyn Iterator<Item = Result<Vec<User>>>;

fn write_csv(windows: Windows<'_>, out: &mut dyn Write) -> Result<u64> {
    let mut csv = csv::Writer::from_writer(out);
    let header =
        ["id", "username", "profile_image", "is_active", "is_superuser", "status", "create_at", "updated_at", "last_login_at"];
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
                user.status().name().to_owned(),
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
    let mut rows = JsonRows::begin(out, &format!("{{\"total_count\":{total},\"users\":["))?;
    for window in windows {
        for user in window? {
            let password_hash = user.password.as_str().filter(|_| with_password_hashes);
            rows.add(&ExportedUser { user: user.public(), password_hash })?;
        }
    }
    rows.end("\n]}\n")
}
