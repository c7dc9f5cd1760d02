//! Exports and imports of variables: `[{"name", "type", "value", "default_fields"}]`.
//!
//! A value of null is unknown: importing such a row leaves the variable's value unchanged, so that an export without the
//! values of Credentials can be edited and imported again.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::commit::SecretsChange;
use super::row_files::{RowError, read_all, unwritable};
use super::variables::{A_VALUE, A_VARIABLE, by_name, change, fresh, open, reveals, unreadable};
use super::{Owner, Reader};
use crate::crypto::keyring::Keyring;
use crate::error::{Error, ImportError, Result, SecretError};
use crate::model::user_secrets::{check_name, check_value};
use crate::model::{AuditAction, UserSecrets, Variable, VariableType};
use crate::secret::{self, ExposeSecret, Secret};
use crate::text;

/// The result for one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedVariable {
    /// The row's number in the file, from 1.
    pub row: u64,
    /// The name in it.
    pub name: String,
    /// Whether it replaces a variable; or what is wrong with it.
    pub result: Result<bool, RowError>,
}

/// The result of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableImport {
    /// All rows.
    pub rows: Vec<ImportedVariable>,
    /// Whether the variables were set: all rows are valid and it is not a dry run.
    pub done: bool,
}

impl VariableImport {
    /// The number of invalid rows.
    pub fn refused(&self) -> usize {
        self.rows.iter().filter(|row| row.result.is_err()).count()
    }
}

#[derive(Serialize)]
struct Exported<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a str>,
    name: &'a str,
    r#type: &'static str,
    value: Option<&'a str>,
    default_fields: &'a [String],
}

/// A row of a file. The output of lists and exports is accepted; owner and id are ignored.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(default)]
    name: String,
    #[serde(default)]
    r#type: Option<String>,
    #[serde(default, deserialize_with = "secret::from_json")]
    value: Option<Secret>,
    #[serde(default)]
    default_fields: Option<Vec<String>>,
    #[serde(default, rename = "id")]
    _id: Option<serde::de::IgnoredAny>,
    #[serde(default, rename = "user")]
    _user: Option<serde::de::IgnoredAny>,
}

impl Reader<'_> {
    /// Writes the variables of one user, or all with their owners, and returns their number. Values of Credentials are written
    /// as null unless `reveal` is set, and so are values that cannot be decrypted.
    ///
    /// # Errors
    /// `Key`: values are to be revealed and the active key is not the database's; `Undecryptable`: some could not be decrypted, and
    /// were written as null; `Store`; `Unexpected` if the output cannot be written.
    pub fn export_variables(&self, reveal: bool, out: &mut dyn Write) -> Result<u64> {
        let ring = if reveal { Some(self.reading_ring()?) } else { self.reading_ring().ok() };
        // The values of Credentials must not be revealed without a record.
        if reveal || !self.is_read_only() {
            let detail = if reveal { "with the values of Credentials" } else { "without the values of Credentials" };
            let entry = self.entry(AuditAction::VariablesExported, Some(detail.to_owned()));
            self.record_read(entry)?;
        }
        let (mut written, mut unopened) = (0, Vec::new());
        out.write_all(b"[").map_err(unwritable)?;
        self.each_user(&mut |of, secrets| {
            for variable in by_name(secrets.variables) {
                let value =
                    (reveal || variable.kind == VariableType::Generic).then(|| readable(ring.as_ref(), &variable)).flatten();
                if reveal && value.is_none() {
                    unopened.push(format!("{} of {}", variable.name, of.username));
                }
                let row = Exported {
                    user: self.owner.is_none().then_some(of.username.as_str()),
                    name: &variable.name,
                    r#type: variable.kind.name(),
                    value: value.as_ref().map(ExposeSecret::expose_secret),
                    default_fields: &variable.default_fields,
                };
                out.write_all(if written == 0 { b"\n" } else { b",\n" }).map_err(unwritable)?;
                let row = text::json::line(&row).map_err(unwritable)?;
                out.write_all(row.as_bytes()).map_err(unwritable)?;
                written += 1;
            }
            Ok(())
        })?;
        let end: &[u8] = if written == 0 { b"]\n" } else { b"\n]\n" };
        out.write_all(end).and_then(|()| out.flush()).map_err(unwritable)?;
        if unopened.is_empty() { Ok(written) } else { Err(unreadable(&unopened)) }
    }
}

impl Owner<'_> {
    /// Reads variables and sets all of them for the user in one transaction, or none and reports why. An existing variable gets
    /// the row's value, type and fields; what the row leaves out is unchanged.
    ///
    /// # Errors
    /// `Usage`: not such a file; `Key`: none, a malformed one, or not the database's; `Conflict`: changed meanwhile;
    /// `Store`. Invalid rows are in the report.
    pub fn import_variables(&self, input: &mut dyn Read, dry_run: bool) -> Result<VariableImport> {
        let rows = parse(&read_all(input)?)?;
        self.change_secrets(self.user.id, |before| self.imported(&rows, dry_run, before))
    }

    /// A user's secrets after an import.
    fn imported(
        &self,
        rows: &[Result<Row, RowError>],
        dry_run: bool,
        before: &UserSecrets,
    ) -> Result<(VariableImport, Option<SecretsChange>)> {
        let known: BTreeMap<&str, usize> = before.variables.iter().enumerate().map(|(at, v)| (v.name.as_str(), at)).collect();
        let mut names = BTreeSet::new();
        let mut report = VariableImport { rows: Vec::with_capacity(rows.len()), done: false };
        for row in rows.iter().flatten() {
            let existing = known.get(row.name.as_str()).and_then(|at| before.variables.get(*at));
            let kind = row.r#type.as_deref().and_then(VariableType::from_name);
            self.refuse_generic_change(existing, row.value.is_some(), kind)?;
        }
        for (number, row) in (1..).zip(rows) {
            let result = row.as_ref().map_err(Clone::clone).and_then(|row| {
                let existing = known.get(row.name.as_str()).and_then(|at| before.variables.get(*at));
                check_row(row, existing)?;
                if !names.insert(row.name.as_str()) {
                    return Err(ImportError::RepeatedName { what: "name" }.into());
                }
                Ok(existing.is_some())
            });
            let name = row.as_ref().map_or_else(|_| String::new(), |row| row.name.clone());
            report.rows.push(ImportedVariable { row: number, name, result });
        }
        if report.refused() > 0 || dry_run || rows.is_empty() {
            return Ok((report, None));
        }
        let keys = self.keys()?;
        let after = self.merged(before, &known, rows.iter().flatten(), &keys.ring);
        let replaced = report.rows.iter().filter(|row| row.result == Ok(true)).count() as u64;
        let count = text::count(report.rows.len() as u64, "variable");
        let detail = if replaced == 0 { count } else { format!("{count}, {replaced} of them replaced") };
        let entry = self.entry(AuditAction::VariablesImported, Some(detail));
        report.done = true;
        Ok((report, Some(SecretsChange { after, guard: Some(keys.guard()), entry })))
    }

    /// The secrets with all rows applied.
    fn merged<'a>(
        &self,
        before: &UserSecrets,
        known: &BTreeMap<&str, usize>,
        rows: impl Iterator<Item = &'a Row>,
        ring: &Keyring,
    ) -> UserSecrets {
        let mut after = before.clone();
        let now = self.now();
        for row in rows {
            let kind = row.r#type.as_deref().and_then(VariableType::from_name);
            let value = row.value.as_ref().map(|value| ring.encrypt(value.expose_secret().as_bytes(), now));
            match known.get(row.name.as_str()).and_then(|at| after.variables.get_mut(*at)) {
                // Can't fail: the row was checked.
                Some(variable) => _ = change(variable, value, kind, row.default_fields.clone(), now),
                None => after.variables.extend(value.map(|value| fresh(&row.name, value, kind, row.default_fields.clone(), now))),
            }
        }
        after.variables.sort_by(|a, b| a.name.cmp(&b.name));
        after
    }
}

/// The decrypted or plaintext value of a variable; none if it cannot be decrypted.
fn readable(ring: Option<&Keyring>, variable: &Variable) -> Option<Secret> {
    open(ring?, &variable.value).map_or_else(|plain| plain, Some)
}

fn check_row(row: &Row, existing: Option<&Variable>) -> Result<(), RowError> {
    let problem = |error: Error| error.problem().clone();
    if existing.is_none() {
        check_name(A_VARIABLE, &row.name).map_err(problem)?;
    }
    let kind = row.r#type.as_deref().map(VariableType::from_name);
    if kind == Some(None) {
        return Err(ImportError::UnknownType.into());
    }
    match (&row.value, existing) {
        (Some(value), _) => Ok(check_value(A_VALUE, value.expose_secret()).map_err(problem)?),
        (None, Some(variable)) if reveals(variable.kind, kind.flatten()) => Err(SecretError::CredentialStaysHidden.into()),
        (None, Some(_)) => Ok(()),
        (None, None) => Err(SecretError::VariableNeedsValue.into()),
    }
}

fn parse(bytes: &[u8]) -> Result<Vec<Result<Row, RowError>>> {
    let rows: Vec<&RawValue> = serde_json::from_slice(bytes).map_err(|_| ImportError::NotVariableList)?;
    let row = |text: &RawValue| {
        serde_json::from_str::<Row>(text.get()).map_err(|error| {
            // Only the message about an unknown field is safe to use: that about a wrong type contains the value.
            let message = error.to_string();
            match message.strip_prefix("unknown field").and_then(|rest| rest.split(',').next()) {
                Some(field) => ImportError::UnknownField { name: field.trim().to_owned(), place: None },
                None => ImportError::WrongFieldType,
            }
            .into()
        })
    };
    Ok(rows.into_iter().map(row).collect())
}
