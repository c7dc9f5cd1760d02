//! Exports and imports of variables: `[{"name", "type", "value", "default_fields"}]`.
//!
//! A value of null is unknown: importing such a row leaves the variable's value unchanged, so that an export without the
//! values of Credentials can be edited and imported again.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::commit::SecretsChange;
use super::progress::Stage;
use super::row_files::{ImportReport, JsonRows, Places, RefusedRow, Rows, problem_of_json, read_all};
use super::variables::{by_name, check, edited, open, unreadable, with_variables};
use super::{Owner, Reader, VariableEdit};
use crate::crypto::keyring::Keyring;
use crate::error::{ImportError, Result};
use crate::model::{AuditAction, UserSecrets, Variable, VariableType};
use crate::secret::{self, ExposeSecret, Secret};
use crate::store::SecretsPart;
use crate::text;

#[derive(Serialize)]
struct Exported<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a str>,
    name: &'a str,
    r#type: &'static str,
    value: Option<&'a str>,
    default_fields: &'a [String],
}

/// A row of a file. The output of lists and exports is accepted; owner, id and times are ignored.
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
    #[serde(default, rename = "created_at")]
    _created_at: Option<serde::de::IgnoredAny>,
    #[serde(default, rename = "updated_at")]
    _updated_at: Option<serde::de::IgnoredAny>,
}

/// The output of a list.
#[derive(Deserialize)]
struct Listed<'a> {
    #[serde(borrow)]
    variables: Vec<&'a RawValue>,
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
        let mut unopened = Vec::new();
        let mut rows = JsonRows::begin(out, "[")?;
        self.each_user(SecretsPart::All, &mut |of, secrets| {
            for variable in by_name(secrets.variables) {
                let value =
                    (reveal || variable.kind == VariableType::Generic).then(|| readable(ring.as_ref(), &variable)).flatten();
                if reveal && value.is_none() {
                    unopened.push(format!("{} of {}", variable.name, of.username));
                }
                rows.add(&Exported {
                    user: self.owner.is_none().then_some(of.username.as_str()),
                    name: &variable.name,
                    r#type: variable.kind.name(),
                    value: value.as_ref().map(ExposeSecret::expose_secret),
                    default_fields: &variable.default_fields,
                })?;
                self.reporter.report(Stage::ExportingVariables, rows.written, None);
            }
            Ok(())
        })?;
        let end = if rows.written == 0 { "]\n" } else { "\n]\n" };
        let written = rows.end(end)?;
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
    pub fn import_variables(&self, input: &mut dyn Read, dry_run: bool) -> Result<ImportReport> {
        let rows = parse(&read_all(input)?)?;
        let names = rows.iter().filter_map(|(_, row)| row.as_ref().ok()).map(|edit| edit.name.as_str()).collect();
        self.change_secrets(self.user.id, SecretsPart::Variables(&names), |before| self.imported(&rows, dry_run, before))
    }

    /// A user's secrets after an import.
    fn imported(
        &self,
        rows: &Rows<VariableEdit>,
        dry_run: bool,
        before: &UserSecrets,
    ) -> Result<(ImportReport, Option<SecretsChange>)> {
        let known: BTreeMap<&str, &Variable> = before.variables.iter().map(|known| (known.name.as_str(), known)).collect();
        let existing = |edit: &VariableEdit| known.get(edit.name.as_str()).copied();
        let edits = || rows.iter().filter_map(|(_, row)| row.as_ref().ok());
        edits().try_for_each(|edit| self.refuse_generic_change(existing(edit), edit))?;
        let (mut names, mut report) = (BTreeSet::new(), ImportReport::default());
        for (line, row) in rows {
            let (name, result) = match row {
                Err(refused) => (&refused.name, Err(refused.error.clone())),
                Ok(edit) => (
                    &edit.name,
                    match check(edit, existing(edit)) {
                        Err(error) => Err(error.problem().clone().into()),
                        Ok(()) if !names.insert(&edit.name) => Err(ImportError::RepeatedName { what: "name" }.into()),
                        Ok(()) => Ok(existing(edit).is_some()),
                    },
                ),
            };
            report.add(*line, name.clone(), result);
        }
        if dry_run || !report.is_valid() {
            return Ok((report, None));
        }
        let (keys, now) = (self.keys()?, self.now());
        let edited = edits().zip(1..).map(|(edit, number)| {
            self.reporter.report(Stage::Encrypting, number, Some(rows.len() as u64));
            edited(edit, existing(edit), &keys.ring, now)
        });
        let after = with_variables(before, edited);
        let replaced = report.rows.iter().filter(|row| row.result == Ok(true)).count() as u64;
        let count = text::count(report.rows.len() as u64, "variable");
        let detail = if replaced == 0 { count } else { format!("{count}, {replaced} of them replaced") };
        let entry = self.entry(AuditAction::VariablesImported, Some(detail));
        report.done = true;
        Ok((report, Some(SecretsChange { after, guard: Some(keys.guard()), entry })))
    }
}

/// The decrypted or plaintext value of a variable; none if it cannot be decrypted.
fn readable(ring: Option<&Keyring>, variable: &Variable) -> Option<Secret> {
    open(ring?, &variable.value).map_or_else(|plain| plain, Some)
}

fn parse(bytes: &[u8]) -> Result<Rows<VariableEdit>> {
    let text = std::str::from_utf8(bytes).map_err(|_| ImportError::NotVariableList)?;
    let rows: Vec<&RawValue> = match serde_json::from_str(text) {
        Ok(rows) => rows,
        Err(_) => serde_json::from_str::<Listed<'_>>(text).map_err(|_| ImportError::NotVariableList)?.variables,
    };
    let mut places = Places::of(text);
    Ok(rows.into_iter().map(|row| (places.next(row.get()).0 as u64, edit_of(row.get()))).collect())
}

/// The edit that a row describes.
fn edit_of(row: &str) -> Result<VariableEdit, RefusedRow> {
    let refused = |name, problem: ImportError| RefusedRow { name, error: problem.into() };
    let Row { name, r#type, value, default_fields, .. } =
        serde_json::from_str(row).map_err(|error| refused(String::new(), problem_of_json(&error, None)))?;
    match r#type.as_deref().map(VariableType::from_name) {
        Some(None) => Err(refused(name, ImportError::UnknownType)),
        kind => Ok(VariableEdit { name, value, kind: kind.flatten(), default_fields, must_be_new: false }),
    }
}
