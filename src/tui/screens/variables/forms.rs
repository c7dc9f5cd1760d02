//! The forms on variables.

use std::path::PathBuf;

use super::actions::{Choice, Job};
use crate::model::VariableType;
use crate::service::{VariableEdit, VariableRow};
use crate::tui::parts::owner::{Owner, OwnerField, titled};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::form::{Checkbox, Form, FormWidget, SecretField, TextField, fields};

#[derive(Debug)]
struct VariableForm {
    owner: OwnerField,
    /// Of a new variable only.
    name: Option<TextField>,
    value: SecretField,
    generic: Checkbox,
    default_fields: TextField,
    /// The name of an existing variable.
    edited: String,
}

impl VariableForm {
    fn new(owner: OwnerField, value: SecretField, kind: VariableType, default_fields: &[String]) -> Self {
        Self {
            owner,
            name: None,
            value: value.reports(Field::Value),
            generic: Checkbox::new("Generic", kind == VariableType::Generic)
                .help("Generic values are shown in lists; Credentials never are."),
            default_fields: TextField::new("Default fields", &default_fields.join(", "))
                .help("Flow fields that use it by default, separated by commas."),
            edited: String::new(),
        }
    }
}

impl Form for VariableForm {
    type Value = (Owner, VariableEdit);
    fields!(owner, name, value, generic, default_fields);

    fn value(&mut self) -> Option<(Owner, VariableEdit)> {
        let must_be_new = self.name.is_some();
        let names = self.default_fields.text().split(',').map(str::trim).filter(|name| !name.is_empty());
        let new = VariableEdit {
            name: self.name.as_ref().map_or(self.edited.as_str(), TextField::text).to_owned(),
            value: (must_be_new || !self.value.is_empty()).then(|| self.value.secret()),
            kind: Some(if self.generic.is_checked() { VariableType::Generic } else { VariableType::Credential }),
            default_fields: Some(names.map(str::to_owned).collect()),
            must_be_new,
        };
        Some((self.owner.value(), new))
    }
}

fn set((owner, new): (Owner, VariableEdit)) -> Choice {
    Choice::from(Job::Set { owner, new })
}

/// The form for creating a variable.
pub(super) fn create(owner: OwnerField) -> FormOverlay<Choice> {
    let title = owner.title("Create variable");
    let value = SecretField::multiline("Value").help("Type or paste; the value stays hidden.");
    let mut form = VariableForm::new(owner, value, VariableType::Credential, &[]);
    form.name = Some(TextField::new("Name", "").reports(Field::Name));
    FormOverlay::new(title, FormWidget::new(form, CREATE).note("").beginning_at(Field::Name), set)
}

/// The form for editing a variable.
pub(super) fn edit(row: VariableRow, is_own: bool) -> FormOverlay<Choice> {
    let title = titled(&format!("Edit \"{}\"", row.name), Some(&row.owner), is_own);
    let owner = OwnerField::known(User::clone(&row.owner));
    let mut form = VariableForm::new(owner, SecretField::multiline("New value"), row.kind, &row.default_fields);
    form.edited = row.name;
    FormOverlay::new(title, FormWidget::new(form, SAVE).note("Without a new value, the current one is kept."), set)
}

#[derive(Debug)]
struct ExportForm {
    file: TextField,
    reveal: Checkbox,
}

impl Form for ExportForm {
    /// The file, and whether the values of Credentials are included.
    type Value = (PathBuf, bool);
    fields!(file, reveal);

    fn value(&mut self) -> Option<(PathBuf, bool)> {
        Some((self.file.text().into(), self.reveal.is_checked()))
    }
}

/// The form for the file of an export.
pub(super) fn export(owner: Option<User>) -> FormOverlay<Choice> {
    let file = TextField::new("File", "variables.json").reports(Field::File);
    let form = FormWidget::new(ExportForm { file, reveal: Checkbox::new("Reveal", false) }, ["Cancel", "Export"])
        .note("Creates a .json file that only you can read. Reveal includes the values of Credentials, in plaintext.");
    let owners = owner.as_ref().map_or_else(|| "all users".to_owned(), |owner| format!("\"{}\"", owner.username));
    let choice = move |(path, reveal)| Choice::from(Job::Export { owner: owner.clone(), reveal, path });
    FormOverlay::new(format!("Export variables of {owners}"), form, choice).small()
}

#[derive(Debug)]
struct ImportForm {
    owner: OwnerField,
    file: TextField,
}

impl Form for ImportForm {
    type Value = (Owner, PathBuf);
    fields!(owner, file);

    fn value(&mut self) -> Option<(Owner, PathBuf)> {
        Some((self.owner.value(), self.file.text().into()))
    }
}

/// The form for the file of an import.
pub(super) fn import(owner: OwnerField) -> FormOverlay<Choice> {
    let title = owner.title("Import variables");
    let file = TextField::new("File", "").reports(Field::File);
    let form = FormWidget::new(ImportForm { owner, file }, ["Cancel", "Import"])
        .note("JSON, as written by an export. All or nothing; existing variables are replaced.")
        .beginning_at(Field::File);
    FormOverlay::new(title, form, |(owner, path)| Choice::from(Job::Import { owner, path })).small()
}
