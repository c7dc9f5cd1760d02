//! The forms on variables.

use std::path::PathBuf;

use super::actions::Choice;
use super::jobs::Job;
use crate::error::Field;
use crate::model::{User, VariableType};
use crate::secret::{ExposeSecret, Secret};
use crate::service::{NewValue, VariableRow};
use crate::text::count;
use crate::tui::overlays::form::{CREATE, FormOverlay, SAVE, Submitted};
use crate::tui::parts::owner::{Owner, OwnerField, titled};
use crate::tui::widgets::form::{Form, Value};
use crate::tui::widgets::input::{SecretInput, TextInput};

const VALUES: &str = "Type or paste; the value stays hidden.";
const KEPT_VALUE: &str = "Without a new value, the current one is kept.";

fn text(value: &str) -> Value {
    Value::Text(TextInput::with(value))
}

/// A hidden value that keeps the lines of a pasted text.
fn multiline() -> Value {
    Value::Secret(SecretInput::multiline())
}

const fn kind(is_generic: bool) -> VariableType {
    if is_generic { VariableType::Generic } else { VariableType::Credential }
}

/// The form for creating a variable.
pub(super) fn create(owner: OwnerField) -> FormOverlay<Choice> {
    let fields = vec![("Name", text("")), ("Value", multiline()), ("Generic", Value::Check(false)), ("Default fields", text(""))];
    let (title, form, at) = (owner.title("Create variable"), owner.form(fields, CREATE), owner.first());
    let errors = owner.clone();
    let submit = move |form: &mut Form| {
        let new = NewValue {
            name: form.text(at).to_owned(),
            value: Some(form.secret(at + 1)),
            kind: Some(kind(form.checked(at + 2))),
            default_fields: Some(names(form.text(at + 3))),
            must_be_new: true,
        };
        Submitted::Wait(Choice::Run(Job::Set { owner: owner.owner(form), new }))
    };
    let overlay = FormOverlay::new(title, form, submit).advice(move |form| advice(form, at + 1, VALUES, ""));
    errors.errors(overlay).error_at(Field::Name, at).error_at(Field::Value, at + 1)
}

/// The form for editing a variable.
pub(super) fn edit(row: VariableRow, is_own: bool) -> FormOverlay<Choice> {
    let fields = [
        ("New value", multiline()),
        ("Generic", Value::Check(row.kind == VariableType::Generic)),
        ("Default fields", text(&row.default_fields.join(", "))),
    ];
    let title = titled(&format!("Edit \"{}\"", row.name), Some(&row.owner), is_own);
    let submit = move |form: &mut Form| {
        let new = NewValue {
            name: row.name.clone(),
            value: Some(form.secret(0)).filter(|value| !value.expose_secret().is_empty()),
            kind: Some(kind(form.checked(1))),
            default_fields: Some(names(form.text(2))),
            must_be_new: false,
        };
        Submitted::Wait(Choice::Run(Job::Set { owner: Owner::User(Box::new((*row.owner).clone())), new }))
    };
    FormOverlay::new(title, Form::new(fields, SAVE), submit)
        .advice(|form| advice(form, 0, KEPT_VALUE, KEPT_VALUE))
        .error_at(Field::Value, 0)
}

/// The form for the file of an export.
pub(super) fn export(owner: Option<User>) -> FormOverlay<Choice> {
    let mut form = Form::new([("File", text("variables.json")), ("Reveal", Value::Check(false))], &["Cancel", "Export"]);
    form.advice =
        Some("Creates a .json file that only you can read. Reveal includes the values of Credentials, in plaintext.".to_owned());
    let owners = owner.as_ref().map_or_else(|| "all users".to_owned(), |owner| format!("\"{}\"", owner.username));
    let submit = move |form: &mut Form| {
        let path = PathBuf::from(form.text(0));
        Submitted::Wait(Choice::Run(Job::Export { owner: owner.clone(), reveal: form.checked(1), path }))
    };
    FormOverlay::new(format!("Export variables of {owners}"), form, submit).error_at(Field::File, 0).small()
}

/// The form for the file of an import.
pub(super) fn import(owner: OwnerField) -> FormOverlay<Choice> {
    let (title, at) = (owner.title("Import variables"), owner.first());
    let mut form = owner.form(vec![("File", text(""))], &["Cancel", "Import"]);
    form.advice = Some("JSON, as written by an export. All or nothing; existing variables are replaced.".to_owned());
    let errors = owner.clone();
    let submit = move |form: &mut Form| {
        let path = PathBuf::from(form.text(at));
        Submitted::Wait(Choice::Run(Job::Import { owner: owner.owner(form), path }))
    };
    errors.errors(FormOverlay::new(title, form, submit)).error_at(Field::File, at).small()
}

/// A line about the focused field; the field `value` is the hidden one.
fn advice(form: &Form, value: usize, empty: &str, other: &str) -> String {
    match form.focused_field().map(|field| field.wrapping_sub(value)) {
        Some(0) => extent(&form.secret(value)).unwrap_or_else(|| empty.to_owned()),
        Some(1) => "Generic values are shown in lists; Credentials never are.".to_owned(),
        Some(2) => "Flow fields that use it by default, separated by commas.".to_owned(),
        _ => other.to_owned(),
    }
}

/// The length of a hidden value.
fn extent(value: &Secret) -> Option<String> {
    let value = value.expose_secret();
    let (characters, lines) = (value.chars().count() as u64, value.split('\n').count() as u64);
    (characters > 0).then(|| format!("{}, {}", count(characters, "character"), count(lines, "line")))
}

/// The names of a comma-separated list.
fn names(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
