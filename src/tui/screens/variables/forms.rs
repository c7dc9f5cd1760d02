//! The forms on variables.

use super::actions::{Choice, Job};
use crate::model::VariableType;
use crate::model::user_secrets::{check_name, check_value};
use crate::service::{VariableEdit, VariableRow};
use crate::tui::parts::owner::{Owner, titled};
use crate::tui::screen::prelude::*;

/// The types, as they are offered.
const TYPES: [VariableType; 2] = [VariableType::Credential, VariableType::Generic];
const TYPE_NAMES: &[&str] = &[TYPES[0].name(), TYPES[1].name()];

/// The form for a variable; an existing one keeps its name.
fn variable(
    owner: Owner,
    existing: Option<&str>,
    value: FormField,
    kind: VariableType,
    default_fields: &[String],
) -> Form<Choice> {
    let must_be_new = existing.is_none();
    let chosen = TYPES.iter().position(|one| *one == kind).unwrap_or(0);
    let fields = [
        owner.field(),
        FormField::text("Name", existing.unwrap_or_default())
            .reports(Field::Name)
            .shown_if(must_be_new)
            .checked(|name, _| check_name("a variable", name.value())),
        value.reports(Field::Value).checked(move |value, _| {
            let is_kept = !must_be_new && value.is_empty();
            if is_kept { Ok(()) } else { check_value("The value of a variable", value.secret_value().expose_secret()) }
        }),
        FormField::choice("Type", TYPE_NAMES, chosen).help("Generic values are shown in lists; Credentials never are."),
        FormField::text("Default fields", &default_fields.join(", "))
            .help("Flow fields that use it by default, separated by commas."),
    ];
    let buttons = if must_be_new { CREATE } else { SAVE };
    Form::new(fields, buttons, move |[named, name, value, kind, default_fields]| {
        let names = default_fields.value().split(',').map(str::trim).filter(|name| !name.is_empty());
        let new = VariableEdit {
            name: name.value().to_owned(),
            value: (must_be_new || !value.is_empty()).then(|| value.secret_value()),
            kind: TYPES.get(kind.chosen()).copied(),
            default_fields: Some(names.map(str::to_owned).collect()),
            must_be_new,
        };
        Choice::from(Job::Set { owner: owner.submitted(named), new })
    })
}

/// The form for creating a variable.
pub(super) fn create(owner: Owner) -> FormOverlay<Choice> {
    let title = owner.title("Create variable");
    let value = FormField::multiline_secret("Value").help("Type or paste; the value stays hidden.");
    let form = variable(owner, None, value, VariableType::Credential, &[]);
    FormOverlay::new(title, form.note("").beginning_at(Field::Name))
}

/// The form for editing a variable.
pub(super) fn edit(row: &VariableRow, is_own: bool) -> FormOverlay<Choice> {
    let title = titled(&format!("Edit \"{}\"", row.name), Some(&row.owner), is_own);
    let owner = Owner::known(User::clone(&row.owner));
    let value = FormField::multiline_secret("New value");
    let form = variable(owner, Some(&row.name), value, row.kind, &row.default_fields);
    FormOverlay::new(title, form.note("Without a new value, the current one is kept."))
}

/// The form for the file of an export.
pub(super) fn export(owner: Option<User>) -> FormOverlay<Choice> {
    let owners = owner.as_ref().map_or_else(|| "all users".to_owned(), |owner| format!("\"{}\"", owner.username));
    let fields = [FormField::file("variables.json"), FormField::checkbox("Reveal", false)];
    let form = Form::new(fields, ["Cancel", "Export"], move |[path, reveal]| {
        Choice::from(Job::Export { owner: owner.clone(), reveal: reveal.is_checked(), path: path.value().into() })
    });
    let form = form.note("Creates a .json file that only you can read. Reveal includes the values of Credentials, in plaintext.");
    FormOverlay::new(format!("Export variables of {owners}"), form).small()
}

/// The form for the file of an import.
pub(super) fn import(owner: Owner) -> FormOverlay<Choice> {
    let title = owner.title("Import variables");
    let form = Form::new([owner.field(), FormField::file("")], ["Cancel", "Import"], move |[named, path]| {
        Choice::from(Job::Import { owner: owner.submitted(named), path: path.value().into() })
    });
    let form = form.note("JSON, as written by an export. All or nothing; existing variables are replaced.");
    FormOverlay::new(title, form.beginning_at(Field::File)).small()
}
