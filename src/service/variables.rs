//! Global variables: listed, set, revealed, deleted. Values are encrypted; those of Credentials are revealed only on
//! request, which the audit log records.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

use super::commit::SecretsChange;
use super::look_alikes::did_you_mean;
use super::{Owner, Reader, Service};
use crate::crypto::keyring::{DecryptFailure, Keyring};
use crate::error::{Error, Result, SecretError};
use crate::model::user_secrets::{check_name, check_value};
use crate::model::{AuditAction, Cursor, Page, Timestamp, User, UserId, UserSecrets, Variable, VariableId, VariableType};
use crate::secret::{ExposeSecret, Secret};
use crate::store::SecretsPart;
use crate::text;

/// A value as lists show it.
#[derive(Clone, Debug)]
pub enum ListedValue {
    /// Of a Credential, which lists never show.
    Hidden,
    /// Of a Generic variable.
    Plaintext(Secret),
    /// No key decrypts it.
    Undecryptable,
    /// Nothing can be decrypted now: no usable key is set, the database is bound to another one, or a rotation was interrupted.
    Locked,
}

/// A variable as lists show it.
#[derive(Clone, Debug)]
pub struct VariableRow {
    /// The owner.
    pub owner: Arc<User>,
    /// The id.
    pub id: VariableId,
    /// The name.
    pub name: String,
    /// Credential or Generic.
    pub kind: VariableType,
    /// The value, where lists show it.
    pub value: ListedValue,
    /// Whether the value is stored as plaintext although the database should encrypt it.
    pub is_plaintext: bool,
    /// The fields of flows that use it by default.
    pub default_fields: Vec<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last set.
    pub updated_at: Option<Timestamp>,
}

/// The sort key of a user's variables: the name regardless of case, the name, the id.
pub type VariableSortKey = (String, String, VariableId);

fn sort_key(variable: &Variable) -> VariableSortKey {
    (text::fold(&variable.name), variable.name.clone(), variable.id)
}

impl VariableRow {
    /// Its sort key.
    pub fn sort_key(&self) -> VariableSortKey {
        (text::fold(&self.name), self.name.clone(), self.id)
    }
}

/// The new state of a variable.
#[derive(Clone, Debug)]
pub struct VariableEdit {
    /// The name.
    pub name: String,
    /// The value; the default is the current one. A new variable needs one.
    pub value: Option<Secret>,
    /// Credential or Generic; the default is the current type, and Credential for a new variable.
    pub kind: Option<VariableType>,
    /// The fields of flows that use it by default; the default is the current ones.
    pub default_fields: Option<Vec<String>>,
    /// Refuses an existing name instead of changing that variable.
    pub must_be_new: bool,
}

/// A revealed value.
#[derive(Clone, Debug)]
pub struct Revealed {
    /// The variable.
    pub variable: VariableRow,
    /// The value.
    pub value: Secret,
    /// Whether it is stored as plaintext; setting it encrypts it.
    pub in_plain_text: bool,
    /// Why the audit log could not record it, if so.
    pub unrecorded: Option<String>,
}

impl Reader<'_> {
    /// A page of variables whose names contain a text, regardless of case.
    ///
    /// # Errors
    /// `Store`.
    pub fn variables(
        &self,
        search: Option<&str>,
        cursor: &Cursor<(UserId, VariableSortKey)>,
        limit: usize,
    ) -> Result<Page<VariableRow>> {
        let search = search.and_then(text::Search::new);
        let ring = self.reading_ring().ok();
        let pick = |secrets: UserSecrets| {
            let admitted = |variable: &Variable| search.as_ref().is_none_or(|wanted| wanted.finds(&variable.name));
            secrets.variables.into_iter().filter(admitted).map(|variable| (sort_key(&variable), variable)).collect()
        };
        self.page(SecretsPart::All, cursor, limit, &pick, |owner, variable| self.variable_row(owner, &variable, ring.as_ref()))
    }

    /// Passes every variable to `visit`.
    ///
    /// # Errors
    /// `Store`; those of `visit`.
    pub fn each_variable(&self, visit: &mut dyn FnMut(VariableRow) -> Result<()>) -> Result<()> {
        let ring = self.reading_ring().ok();
        self.each_user(SecretsPart::All, &mut |owner, secrets| {
            by_name(secrets.variables).iter().try_for_each(|variable| visit(self.variable_row(owner, variable, ring.as_ref())))
        })
    }
}

impl Owner<'_> {
    /// Creates a variable, or changes the value, type or fields of the one with this name. Returns it, and whether it is new.
    ///
    /// # Errors
    /// `Usage`: no name, no value, or too long ones; `Key`: none, a malformed one, or not the database's; `Conflict`: the
    /// name exists and must be new, a Credential's value would become visible, or changed meanwhile; `Store`.
    pub fn set_variable(&self, edit: &VariableEdit) -> Result<(VariableRow, bool)> {
        let name = BTreeSet::from([edit.name.as_str()]);
        self.change_secrets(self.user.id, SecretsPart::Variables(&name), |before| {
            let existing = before.variables.iter().find(|variable| variable.name == edit.name);
            self.refuse_generic_change(existing, edit)?;
            check(edit, existing)?;
            let keys = self.keys()?;
            let set = edited(edit, existing, &keys.ring, self.now());
            let done = match (existing, &edit.value) {
                (None, _) => "new",
                (Some(_), Some(_)) => "new value",
                (Some(_), None) => "value unchanged",
            };
            let entry = self.entry(AuditAction::VariableSet, Some(format!("{}, {}, {done}", set.name, set.kind.name())));
            let row = self.variable_row(&self.user, &set, Some(&keys.ring));
            let after = with_variables(before, [set]);
            Ok(((row, existing.is_none()), Some(SecretsChange { after, guard: Some(keys.guard()), entry })))
        })
    }

    /// Deletes a variable.
    ///
    /// # Errors
    /// `NotFound`; `Conflict`: changed meanwhile; `Store`.
    pub fn delete_variable(&self, name: &str) -> Result<()> {
        let part = BTreeSet::from([name]);
        self.change_secrets(self.user.id, SecretsPart::Variables(&part), |before| self.without_variable(before, name)).map(drop)
    }

    /// Returns the type of the variable that [`Owner::delete_variable`] would delete, and changes nothing.
    ///
    /// # Errors
    /// Those of [`Owner::delete_variable`].
    pub fn plan_variable_deletion(&self, name: &str) -> Result<VariableType> {
        let part = BTreeSet::from([name]);
        self.plan_secrets(self.user.id, SecretsPart::Variables(&part), |before| self.without_variable(before, name))
    }

    fn without_variable(&self, before: &UserSecrets, name: &str) -> Result<(VariableType, Option<SecretsChange>)> {
        let Variable { id, kind, .. } = self.named(before, name)?;
        let (deleted, kind, mut after) = (*id, *kind, before.clone());
        after.variables.retain(|variable| variable.id != deleted);
        let entry = self.entry(AuditAction::VariableDeleted, Some(name.to_owned()));
        Ok((kind, Some(SecretsChange { after, guard: None, entry })))
    }

    /// Reveals a value, after recording it in the audit log unless the database is not writable.
    ///
    /// # Errors
    /// `NotFound`; `Key`: none, a malformed one, or not the database's; `Undecryptable`: it cannot be decrypted; `NotAllowed` if
    /// opened read-only; `Store`.
    pub fn reveal_variable(&self, name: &str) -> Result<Revealed> {
        let secrets = self.store.secrets_part(self.user.id, SecretsPart::Variables(&BTreeSet::from([name])))?;
        let variable = self.named(&secrets, name)?;
        let ring = self.reading_ring()?;
        let (value, in_plain_text) = match open(&ring, &variable.value) {
            Ok(value) => (value, false),
            Err(Some(plain)) => {
                let is_usual = variable.kind == VariableType::Generic && !self.capabilities().encrypts_generic_variables;
                (plain, !is_usual)
            }
            Err(None) => return Err(unreadable(&[format!("{name} of {}", self.user.username)])),
        };
        let unrecorded = self.record_read(self.entry(AuditAction::VariableRevealed, Some(name.to_owned())))?;
        let variable = self.variable_row(&self.user, variable, Some(&ring));
        Ok(Revealed { variable, value, in_plain_text, unrecorded })
    }

    fn named<'a>(&self, secrets: &'a UserSecrets, name: &str) -> Result<&'a Variable> {
        match secrets.variables.iter().find(|variable| variable.name == name) {
            Some(variable) => Ok(variable),
            None => Err(self.no_variable(name)?),
        }
    }

    /// The error about a variable that does not exist.
    fn no_variable(&self, name: &str) -> Result<Error> {
        let likeness = text::likeness(name);
        let names = self.store.secrets(self.user.id)?.variables.into_iter().map(|variable| variable.name);
        let alike: Vec<String> = names.filter(|other| text::likeness(other) == likeness).collect();
        let error = Error::from(SecretError::VariableNotFound { owner: self.user.username.clone(), name: name.to_owned() });
        Ok(if alike.is_empty() { error } else { error.hint(did_you_mean(&alike, name)) })
    }
}

impl Service {
    /// Refuses a change that would encrypt a Generic variable, or leave a Credential in plaintext, where the database forbids it.
    pub(super) fn refuse_generic_change(&self, existing: Option<&Variable>, edit: &VariableEdit) -> Result<()> {
        let (before, has_value) = (existing.map(|variable| variable.kind), edit.value.is_some());
        let after = edit.kind.or(before).unwrap_or(VariableType::Credential);
        let changes_kind = before.is_some_and(|before| before != after);
        let is_wrong = if after == VariableType::Generic { has_value || changes_kind } else { changes_kind && !has_value };
        if is_wrong { self.refuse_generic() } else { Ok(()) }
    }

    /// A variable as lists show it.
    pub(super) fn variable_row(&self, owner: &Arc<User>, variable: &Variable, ring: Option<&Keyring>) -> VariableRow {
        let opened = ring.map_or(Err(None), |ring| open(ring, &variable.value));
        let closed = if ring.is_some() { ListedValue::Undecryptable } else { ListedValue::Locked };
        let is_to_encrypt = variable.kind == VariableType::Credential || self.capabilities().encrypts_generic_variables;
        let is_plaintext = matches!(opened, Err(Some(_))) && is_to_encrypt;
        let value = match (opened, variable.kind) {
            (Err(None), _) => closed,
            (_, VariableType::Credential) => ListedValue::Hidden,
            (Ok(value) | Err(Some(value)), VariableType::Generic) => ListedValue::Plaintext(value),
        };
        VariableRow {
            owner: Arc::clone(owner),
            id: variable.id,
            name: variable.name.clone(),
            kind: variable.kind,
            value,
            is_plaintext,
            default_fields: variable.default_fields.clone(),
            created_at: variable.created_at,
            updated_at: variable.updated_at,
        }
    }
}

/// The decrypted value; else the stored one, if it is plaintext.
pub(super) fn open(ring: &Keyring, value: &str) -> Result<Secret, Option<Secret>> {
    match ring.decrypt(value) {
        Ok(opened) => std::str::from_utf8(&opened.plaintext).map(Secret::from).map_err(|_| None),
        Err(DecryptFailure::PlainText) => Err(Some(Secret::from(value))),
        Err(DecryptFailure::Damaged | DecryptFailure::NoKey) => Err(None),
    }
}

/// The error about values that cannot be decrypted.
pub(super) fn unreadable(names: &[String]) -> Error {
    match names {
        [name] => SecretError::ValueUndecryptable { name: name.clone() }.into(),
        names => Error::from(SecretError::ValuesUndecryptable { count: names.len() as u64 }).details(names.to_vec()),
    }
}

/// Checks an edit of a variable, which exists or is new. A change of the type alone never makes a value visible in lists, since
/// no event would record that.
pub(super) fn check(edit: &VariableEdit, existing: Option<&Variable>) -> Result<()> {
    match (existing, &edit.value) {
        (Some(_), _) if edit.must_be_new => return Err(SecretError::VariableExists { name: edit.name.clone() }.into()),
        (Some(before), None) if before.kind == VariableType::Credential && edit.kind == Some(VariableType::Generic) => {
            return Err(SecretError::CredentialStaysHidden.into());
        }
        (None, _) => check_name("a variable", &edit.name)?,
        (Some(_), _) => {}
    }
    match &edit.value {
        Some(value) => check_value("The value of a variable", value.expose_secret()),
        None if existing.is_none() => Err(SecretError::VariableNeedsValue.into()),
        None => Ok(()),
    }
}

/// A variable after an edit that was checked.
pub(super) fn edited(edit: &VariableEdit, existing: Option<&Variable>, ring: &Keyring, now: Timestamp) -> Variable {
    let mut variable = existing.cloned().unwrap_or_else(|| Variable {
        id: VariableId(Uuid::new_v4()),
        name: edit.name.clone(),
        value: String::new(),
        kind: VariableType::Credential,
        default_fields: Vec::new(),
        created_at: Some(now),
        updated_at: None,
    });
    if let Some(value) = &edit.value {
        variable.value = ring.encrypt(value.expose_secret().as_bytes(), now);
    }
    variable.kind = edit.kind.unwrap_or(variable.kind);
    if let Some(fields) = &edit.default_fields {
        variable.default_fields.clone_from(fields);
    }
    variable.updated_at = Some(now);
    variable
}

/// The secrets with these variables, which replace those of the same ids.
pub(super) fn with_variables(before: &UserSecrets, variables: impl IntoIterator<Item = Variable>) -> UserSecrets {
    let all = before.variables.iter().cloned().chain(variables).map(|variable| (variable.id, variable));
    let variables = all.collect::<BTreeMap<_, _>>().into_values().collect();
    let mut after = UserSecrets { variables, ..before.clone() };
    after.variables.sort_by(|a, b| a.name.cmp(&b.name));
    after
}

/// Variables in the order of lists.
pub(super) fn by_name(mut variables: Vec<Variable>) -> Vec<Variable> {
    variables.sort_by_cached_key(sort_key);
    variables
}
