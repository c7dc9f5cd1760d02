//! The forms for variables, API keys and store keys.

use std::path::PathBuf;

use super::{FormOverlay, Purpose, SAVE, hidden, text};
use crate::error::Field;
use crate::model::{User, VariableType};
use crate::secret::{ExposeSecret, Secret};
use crate::service::{NewValue, VariableRow};
use crate::text::count;
use crate::tui::effect::{Job, Whose};
use crate::tui::overlays::{Event, Next};
use crate::tui::widgets::form::{Form, Value};
use crate::tui::widgets::input::SecretInput;

/// What such a form is for. Where no user is given, the first field asks for one.
#[derive(Debug)]
pub enum SecretForm {
    /// Make a variable.
    NewVariable(Option<User>),
    /// Change a variable.
    EditVariable(VariableRow),
    /// Write a user's variables into a file, or everyone's.
    ExportVariables(Option<User>),
    /// Set the variables of a file.
    ImportVariables(Option<User>),
    /// Make an API key.
    NewApiKey(Option<User>),
    /// Set a store API key.
    StoreKey(User),
    /// Narrow a list to a user's.
    Whose,
}

/// A value that may have several lines, if it is pasted.
fn whole() -> Value {
    Value::Secret(SecretInput::whole())
}

/// Fields with one for the user before them, if that has to be asked; `likely` stands in it.
fn owned(owner: Option<&User>, likely: &str, rest: Vec<(&'static str, Value)>) -> Vec<(&'static str, Value)> {
    let user = owner.is_none().then(|| ("User", text(likely)));
    user.into_iter().chain(rest).collect()
}

/// A title that says whose.
fn titled(title: &str, owner: Option<&User>, own: bool) -> String {
    match owner {
        Some(owner) if !own => format!("{title} of {}", owner.username),
        _ => title.to_owned(),
    }
}

impl FormOverlay {
    fn of_secrets(title: String, purpose: SecretForm, form: Form) -> Self {
        Self::of(title, Purpose::Secrets(purpose), form)
    }

    /// A form for making a variable.
    pub fn new_variable(owner: Option<User>, own: bool, likely: &str) -> Self {
        let rest = vec![("Name", text("")), ("Value", whole()), ("Generic", Value::Check(false)), ("Default fields", text(""))];
        let title = titled("New variable", owner.as_ref(), own);
        let mut form = Form::new(owned(owner.as_ref(), likely, rest), SAVE);
        form.focus(usize::from(owner.is_none()));
        Self::of_secrets(title, SecretForm::NewVariable(owner), form)
    }

    /// A form for changing a variable.
    pub fn edit_variable(row: VariableRow, own: bool) -> Self {
        let fields = [
            ("New value", whole()),
            ("Generic", Value::Check(row.kind == VariableType::Generic)),
            ("Default fields", text(&row.default_fields.join(", "))),
        ];
        let title = titled(&format!("Edit {}", row.name), Some(&row.owner), own);
        Self::of_secrets(title, SecretForm::EditVariable(row), Form::new(fields, SAVE))
    }

    /// A form for the file that variables are written into.
    pub fn export_variables(owner: Option<User>) -> Self {
        let fields = [("File", text("variables.json")), ("Reveal", Value::Check(false))];
        let mut form = Form::new(fields, &["Cancel", "Write"]);
        form.advice = Some("A new .json file, for you alone. Reveal: with the values of Credentials, in the clear.".to_owned());
        let whose = owner.as_ref().map_or_else(|| "everyone".to_owned(), |owner| owner.username.clone());
        Self::of_secrets(format!("Export the variables of {whose}"), SecretForm::ExportVariables(owner), form)
    }

    /// A form for the file that variables are taken from.
    pub fn import_variables(owner: Option<User>, own: bool, likely: &str) -> Self {
        let title = titled("Import variables", owner.as_ref(), own);
        let mut form = Form::new(owned(owner.as_ref(), likely, vec![("File", text(""))]), &["Cancel", "Import"]);
        form.focus(usize::from(owner.is_none()));
        form.advice = Some("JSON, as an export has it. All or none; a name that is taken is replaced.".to_owned());
        Self::of_secrets(title, SecretForm::ImportVariables(owner), form)
    }

    /// A form for making an API key.
    pub fn new_api_key(owner: Option<User>, own: bool, likely: &str) -> Self {
        let title = titled("New API key", owner.as_ref(), own);
        let rest = vec![("Name", text("")), ("Expires", text(""))];
        let mut form = Form::new(owned(owner.as_ref(), likely, rest), &["Cancel", "Make"]);
        form.focus(usize::from(owner.is_none()));
        form.advice = Some("Expires: a span such as 90d, or a date; nothing is never.".to_owned());
        Self::of_secrets(title, SecretForm::NewApiKey(owner), form)
    }

    /// A form for somebody's store API key.
    pub fn store_key(owner: User, own: bool) -> Self {
        let title = titled("Store API key", Some(&owner), own);
        Self::of_secrets(title, SecretForm::StoreKey(owner), Form::new([("Key", hidden())], SAVE))
    }

    /// A form for the user whose things are to be shown.
    pub fn whose(current: &str) -> Self {
        let mut form = Form::new([("User", text(current))], &["Cancel", "Show"]);
        form.advice = Some("A user's name; nothing shows everyone's.".to_owned());
        Self::of_secrets("Whose".to_owned(), SecretForm::Whose, form)
    }
}

impl SecretForm {
    /// Whether leaving it loses no more than a word.
    pub(super) const fn is_small(&self) -> bool {
        matches!(self, Self::ExportVariables(_) | Self::ImportVariables(_) | Self::Whose)
    }

    /// The user meant, and the place of the first field after the one that asks for them.
    fn owner(owner: Option<&User>, form: &Form) -> (Whose, usize) {
        match owner {
            Some(owner) => (Whose::User(Box::new(owner.clone())), 0),
            None => (Whose::Named(form.text(0).to_owned()), 1),
        }
    }

    /// What a filled-in form asks for.
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
                Job::SetVariable { owner: Whose::User(Box::new((*row.owner).clone())), new }
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
            Self::Whose if form.text(0).is_empty() => return Event::CloseAnd(Next::Everyones),
            Self::Whose => Job::FindUser(form.text(0).to_owned()),
        })
    }

    /// The place of the input that an error is about. Where the owner is asked for, that input comes first.
    pub(super) fn input_of(&self, field: Field) -> Option<usize> {
        match (self, field) {
            (Self::NewVariable(None) | Self::ImportVariables(None) | Self::NewApiKey(None) | Self::Whose, Field::Username) => {
                Some(0)
            }
            (Self::NewVariable(owner) | Self::NewApiKey(owner), Field::Name) => Some(usize::from(owner.is_none())),
            (Self::NewVariable(owner), Field::Value) | (Self::NewApiKey(owner), Field::Expiry) => {
                Some(usize::from(owner.is_none()) + 1)
            }
            (Self::EditVariable(_) | Self::StoreKey(_), Field::Value) => Some(0),
            _ => None,
        }
    }

    /// A line about what is being filled in, for what is typed hidden can't be seen.
    pub(super) fn advice(&self, form: &Form) -> Option<String> {
        let (value, what) = match self {
            Self::NewVariable(owner) => (usize::from(owner.is_none()) + 1, ""),
            Self::EditVariable(_) => (0, "Without a new value it keeps its own."),
            _ => return None,
        };
        match form.focused_field() {
            Some(field) if field == value => Some(extent(&form.secret(value)).unwrap_or_else(|| {
                if what.is_empty() { "Paste or type it; it stays hidden.".to_owned() } else { what.to_owned() }
            })),
            Some(field) if field == value + 1 => Some("Generic values are listed; those of Credentials never are.".to_owned()),
            Some(field) if field == value + 2 => Some("The fields of flows that take it, apart by commas.".to_owned()),
            _ => Some(what.to_owned()),
        }
    }
}

/// How much a hidden value is.
fn extent(value: &Secret) -> Option<String> {
    let value = value.expose_secret();
    let (characters, lines) = (value.chars().count() as u64, value.split('\n').count() as u64);
    (characters > 0).then(|| format!("{}, {}", count(characters, "character"), count(lines, "line")))
}

fn is_empty(value: &Secret) -> bool {
    value.expose_secret().is_empty()
}

/// The names in a list with commas.
fn fields(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|field| !field.is_empty()).map(str::to_owned).collect()
}
