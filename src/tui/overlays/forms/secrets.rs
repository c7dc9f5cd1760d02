//! The forms for variables, API keys and Kozmoai Store API keys.

use std::path::PathBuf;

use super::{CREATE, FormOverlay, Purpose, SAVE, hidden, text};
use crate::error::Field;
use crate::model::{User, VariableType};
use crate::secret::{ExposeSecret, Secret};
use crate::service::{NewValue, VariableRow};
use crate::text::count;
use crate::tui::effect::{Job, Owner};
use crate::tui::overlays::{Event, Next};
use crate::tui::widgets::form::{Form, Value};
use crate::tui::widgets::input::SecretInput;

/// The purpose of such a form. Without an owner, the first field asks for one.
#[derive(Debug)]
pub enum SecretForm {
    /// Create a variable.
    NewVariable(Option<User>),
    /// Edit a variable.
    EditVariable(VariableRow),
    /// Export the variables of a user, or of all users.
    ExportVariables(Option<User>),
    /// Import variables.
    ImportVariables(Option<User>),
    /// Create an API key.
    NewApiKey(Option<User>),
    /// Set a Kozmoai Store API key.
    StoreKey(User),
    /// Filter a list by owner.
    FilterOwner,
}

/// A hidden value that keeps the lines of a pasted text.
fn multiline() -> Value {
    Value::Secret(SecretInput::multiline())
}

/// The fields, after one for the owner if that is not known; `likely` is its initial text.
fn owned(owner: Option<&User>, likely: &str, rest: Vec<(&'static str, Value)>) -> Vec<(&'static str, Value)> {
    let owner = owner.is_none().then(|| ("Owner", text(likely)));
    owner.into_iter().chain(rest).collect()
}

/// A title with the owner, unless that is the signed-in user.
fn titled(title: &str, owner: Option<&User>, own: bool) -> String {
    match owner {
        Some(owner) if !own => format!("{title} for \"{}\"", owner.username),
        _ => title.to_owned(),
    }
}

impl FormOverlay {
    fn of_secrets(title: String, purpose: SecretForm, form: Form) -> Self {
        Self::of(title, Purpose::Secrets(purpose), form)
    }

    /// The form for creating a variable.
    pub fn new_variable(owner: Option<User>, own: bool, likely: &str) -> Self {
        let rest =
            vec![("Name", text("")), ("Value", multiline()), ("Generic", Value::Check(false)), ("Default fields", text(""))];
        let title = titled("Create variable", owner.as_ref(), own);
        let mut form = Form::new(owned(owner.as_ref(), likely, rest), CREATE);
        form.focus(usize::from(owner.is_none()));
        Self::of_secrets(title, SecretForm::NewVariable(owner), form)
    }

    /// The form for editing a variable.
    pub fn edit_variable(row: VariableRow, own: bool) -> Self {
        let fields = [
            ("New value", multiline()),
            ("Generic", Value::Check(row.kind == VariableType::Generic)),
            ("Default fields", text(&row.default_fields.join(", "))),
        ];
        let title = titled(&format!("Edit \"{}\"", row.name), Some(&row.owner), own);
        Self::of_secrets(title, SecretForm::EditVariable(row), Form::new(fields, SAVE))
    }

    /// The form for the file of an export.
    pub fn export_variables(owner: Option<User>) -> Self {
        let fields = [("File", text("variables.json")), ("Reveal", Value::Check(false))];
        let mut form = Form::new(fields, &["Cancel", "Export"]);
        form.advice = Some(
            "Creates a .json file that only you can read. Reveal includes the values of Credentials, in plaintext.".to_owned(),
        );
        let owners = owner.as_ref().map_or_else(|| "all users".to_owned(), |owner| format!("\"{}\"", owner.username));
        Self::of_secrets(format!("Export variables of {owners}"), SecretForm::ExportVariables(owner), form)
    }

    /// The form for the file of an import.
    pub fn import_variables(owner: Option<User>, own: bool, likely: &str) -> Self {
        let title = titled("Import variables", owner.as_ref(), own);
        let mut form = Form::new(owned(owner.as_ref(), likely, vec![("File", text(""))]), &["Cancel", "Import"]);
        form.focus(usize::from(owner.is_none()));
        form.advice = Some("JSON, as written by an export. All or nothing; existing variables are replaced.".to_owned());
        Self::of_secrets(title, SecretForm::ImportVariables(owner), form)
    }

    /// The form for creating an API key.
    pub fn new_api_key(owner: Option<User>, own: bool, likely: &str) -> Self {
        let title = titled("Create API key", owner.as_ref(), own);
        let rest = vec![("Name", text("")), ("Expires", text(""))];
        let mut form = Form::new(owned(owner.as_ref(), likely, rest), CREATE);
        form.focus(usize::from(owner.is_none()));
        form.advice = Some("Expires: a duration such as 90d, or a date; empty means never.".to_owned());
        Self::of_secrets(title, SecretForm::NewApiKey(owner), form)
    }

    /// The form for a user's Kozmoai Store API key.
    pub fn store_key(owner: User, own: bool) -> Self {
        let title = titled("Kozmoai Store API key", Some(&owner), own);
        Self::of_secrets(title, SecretForm::StoreKey(owner), Form::new([("Key", hidden())], SAVE))
    }

    /// The form for the owner to filter by.
    pub fn filter_owner(current: &str) -> Self {
        let mut form = Form::new([("Owner", text(current))], &["Cancel", "Filter"]);
        form.advice = Some("A username; empty shows all users.".to_owned());
        Self::of_secrets("Filter by owner".to_owned(), SecretForm::FilterOwner, form)
    }
}

impl SecretForm {
    /// Whether closing it loses no more than a word.
    pub(super) const fn is_small(&self) -> bool {
        matches!(self, Self::ExportVariables(_) | Self::ImportVariables(_) | Self::FilterOwner)
    }

    /// The owner, and the index of the first field after the one that asks for the owner.
    fn owner(owner: Option<&User>, form: &Form) -> (Owner, usize) {
        match owner {
            Some(owner) => (Owner::User(Box::new(owner.clone())), 0),
            None => (Owner::Named(form.text(0).to_owned()), 1),
        }
    }

    /// The event of a submitted form.
    pub(super) fn submit(&self, form: &Form) -> Event {
        let kind = |field| if form.checked(field) { VariableType::Generic } else { VariableType::Credential };
        Event::Wait(match self {
            Self::NewVariable(owner) => {
                let (owner, at) = Self::owner(owner.as_ref(), form);
                let new = NewValue {
                    name: form.text(at).to_owned(),
                    value: Some(form.secret(at + 1)),
                    kind: Some(kind(at + 2)),
                    default_fields: Some(fields(form.text(at + 3))),
                    must_be_new: true,
                };
                Job::SetVariable { owner, new }
            }
            Self::EditVariable(row) => {
                let new = NewValue {
                    name: row.name.clone(),
                    value: Some(form.secret(0)).filter(|value| !is_empty(value)),
                    kind: Some(kind(1)),
                    default_fields: Some(fields(form.text(2))),
                    must_be_new: false,
                };
                Job::SetVariable { owner: Owner::User(Box::new((*row.owner).clone())), new }
            }
            Self::ExportVariables(owner) => {
                Job::ExportVariables { owner: owner.clone(), reveal: form.checked(1), path: PathBuf::from(form.text(0)) }
            }
            Self::ImportVariables(owner) => {
                let (owner, at) = Self::owner(owner.as_ref(), form);
                Job::ImportVariables { owner, path: PathBuf::from(form.text(at)) }
            }
            Self::NewApiKey(owner) => {
                let (owner, at) = Self::owner(owner.as_ref(), form);
                Job::CreateApiKey { owner, name: form.text(at).to_owned(), expires: form.text(at + 1).to_owned() }
            }
            Self::StoreKey(owner) => Job::SetStoreKey { owner: owner.clone(), key: form.secret(0) },
            Self::FilterOwner if form.text(0).is_empty() => return Event::CloseAnd(Next::ClearOwner),
            Self::FilterOwner => Job::FindUser(form.text(0).to_owned()),
        })
    }

    /// The index of the input that an error is about.
    pub(super) fn input_of(&self, field: Field) -> Option<usize> {
        match (self, field) {
            (
                Self::NewVariable(None) | Self::ImportVariables(None) | Self::NewApiKey(None) | Self::FilterOwner,
                Field::Username,
            ) => Some(0),
            (Self::NewVariable(owner) | Self::NewApiKey(owner), Field::Name) => Some(usize::from(owner.is_none())),
            (Self::NewVariable(owner), Field::Value) | (Self::NewApiKey(owner), Field::Expiry) => {
                Some(usize::from(owner.is_none()) + 1)
            }
            (Self::EditVariable(_) | Self::StoreKey(_), Field::Value) | (Self::ExportVariables(_), Field::File) => Some(0),
            (Self::ImportVariables(owner), Field::File) => Some(usize::from(owner.is_none())),
            _ => None,
        }
    }

    /// A line about the focused input, such as the length of a hidden value.
    pub(super) fn advice(&self, form: &Form) -> Option<String> {
        let (value, what) = match self {
            Self::NewVariable(owner) => (usize::from(owner.is_none()) + 1, ""),
            Self::EditVariable(_) => (0, "Without a new value, the current one is kept."),
            _ => return None,
        };
        match form.focused_field() {
            Some(field) if field == value => Some(extent(&form.secret(value)).unwrap_or_else(|| {
                if what.is_empty() { "Type or paste; the value stays hidden.".to_owned() } else { what.to_owned() }
            })),
            Some(field) if field == value + 1 => Some("Generic values are shown in lists; Credentials never are.".to_owned()),
            Some(field) if field == value + 2 => Some("Flow fields that use it by default, separated by commas.".to_owned()),
            _ => Some(what.to_owned()),
        }
    }
}

/// The length of a hidden value.
fn extent(value: &Secret) -> Option<String> {
    let value = value.expose_secret();
    let (characters, lines) = (value.chars().count() as u64, value.split('\n').count() as u64);
    (characters > 0).then(|| format!("{}, {}", count(characters, "character"), count(lines, "line")))
}

fn is_empty(value: &Secret) -> bool {
    value.expose_secret().is_empty()
}

/// The names of a comma-separated list.
fn fields(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|field| !field.is_empty()).map(str::to_owned).collect()
}
