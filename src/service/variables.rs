//! Global variables: listed, set, revealed, deleted. Values are encrypted; those of Credentials are revealed only on
//! request, which the audit log records.

use std::sync::Arc;

use uuid::Uuid;

use super::Service;
use super::retry::VaultChange;
use crate::crypto::keyring::{Keyring, Unopened};
use crate::error::{Error, Result, SecretError};
use crate::model::user_secrets::{check_name, check_value};
use crate::model::{Actor, AuditAction, Cursor, Page, Timestamp, User, UserId, UserSecrets, Variable, VariableId, VariableType};
use crate::secret::{ExposeSecret, Secret};
use crate::text;

/// A variable in messages about its name.
pub(super) const A_VARIABLE: &str = "a variable";
/// Its value in messages.
pub(super) const A_VALUE: &str = "The value of a variable";

/// A value as lists show it.
#[derive(Clone, Debug)]
pub enum Shown {
    /// Of a Credential, which lists never show.
    Hidden,
    /// Of a Generic variable.
    Clear(Secret),
    /// It cannot be decrypted.
    Unreadable,
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
    pub value: Shown,
    /// The fields of flows that use it by default.
    pub default_fields: Vec<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it was last set.
    pub updated_at: Option<Timestamp>,
}

/// The sort key of a user's variables: the name regardless of case, the name, the id.
pub type VariableKey = (String, String, VariableId);

impl VariableRow {
    /// Its sort key.
    pub fn key(&self) -> VariableKey {
        (text::fold(&self.name), self.name.clone(), self.id)
    }
}

/// A filter for lists of variables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VariableFilter {
    /// Only variables of this user.
    pub owner: Option<UserId>,
    /// Only names that contain this text, regardless of case.
    pub search: Option<String>,
}

/// The new state of a variable.
#[derive(Clone, Debug)]
pub struct NewValue {
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

impl Service {
    /// A window of variables.
    ///
    /// # Errors
    /// `NotAllowed` for another user's unless the actor is a superuser; `Store`.
    pub fn variables(
        &self,
        actor: &Actor,
        filter: &VariableFilter,
        cursor: &Cursor<(UserId, VariableKey)>,
        limit: usize,
    ) -> Result<Page<VariableRow>> {
        self.require_reader(actor, filter.owner)?;
        let search = filter.search.as_deref().and_then(text::Search::new);
        let ring = self.reading_ring().ok();
        let pick = |secrets: UserSecrets| {
            let admitted = |variable: &Variable| search.as_ref().is_none_or(|wanted| wanted.finds(&variable.name));
            let key = |variable: &Variable| (text::fold(&variable.name), variable.name.clone(), variable.id);
            secrets.variables.into_iter().filter(admitted).map(|variable| (key(&variable), variable)).collect()
        };
        self.window(filter.owner, cursor, limit, &pick, |owner, variable| row(owner, &variable, ring.as_ref()))
    }

    /// Passes every variable of one user to `visit`, or all by username.
    ///
    /// # Errors
    /// As [`Service::variables`]; those of `visit`.
    pub fn each_variable(
        &self,
        actor: &Actor,
        owner: Option<&User>,
        visit: &mut dyn FnMut(VariableRow) -> Result<()>,
    ) -> Result<()> {
        self.require_reader(actor, owner.map(|owner| owner.id))?;
        let ring = self.reading_ring().ok();
        self.each_vault(owner, &mut |owner, secrets| {
            by_name(secrets.variables).iter().try_for_each(|variable| visit(row(owner, variable, ring.as_ref())))
        })
    }

    /// Creates a variable, or changes the value, type or fields of the one with this name. Returns it, and whether it is new.
    ///
    /// # Errors
    /// `Usage`: no name, no value, or too long ones; `Key`: none, a malformed one, or not the database's; `Conflict`: the
    /// name exists and must be new, a Credential's value would become visible, or changed meanwhile; `NotAllowed`, `Store`.
    pub fn set_variable(&self, actor: &Actor, owner: &User, new: &NewValue) -> Result<(VariableRow, bool)> {
        self.require_owner(actor, owner.id)?;
        if let Some(value) = &new.value {
            check_value(A_VALUE, value.expose_secret())?;
        }
        self.change_vault(owner.id, |before| self.variable_set(actor, owner, new, before))
    }

    /// A user's secrets after a variable is set.
    fn variable_set(
        &self,
        actor: &Actor,
        owner: &User,
        new: &NewValue,
        before: &UserSecrets,
    ) -> Result<((VariableRow, bool), Option<VaultChange>)> {
        let keys = self.keys()?;
        let known = before.variables.iter().find(|variable| variable.name == new.name);
        self.refuse_generic_change(known, new.value.is_some(), new.kind)?;
        let mut after = before.clone();
        let now = self.now();
        let value = new.value.as_ref().map(|value| keys.ring.seal(value.expose_secret().as_bytes(), now));
        let same_value = value.is_none();
        let known = after.variables.iter_mut().find(|variable| variable.name == new.name);
        let is_new = known.is_none();
        let set = match known {
            Some(_) if new.must_be_new => {
                return Err(SecretError::VariableExists { name: new.name.clone() }.into());
            }
            Some(variable) => {
                change(variable, value, new.kind, new.default_fields.clone(), now)?;
                variable.clone()
            }
            None => {
                check_name(A_VARIABLE, &new.name)?;
                let value = value.ok_or(SecretError::VariableNeedsValue)?;
                let variable = fresh(&new.name, value, new.kind, new.default_fields.clone(), now);
                insert(&mut after, variable.clone());
                variable
            }
        };
        let done = if is_new {
            "new"
        } else if same_value {
            "value unchanged"
        } else {
            "new value"
        };
        let detail = format!("{}, {}, {done}", set.name, set.kind.name());
        let entry = self.entry(actor, AuditAction::VariableSet, Some(owner), Some(detail));
        let row = row(&Arc::new(owner.clone()), &set, Some(&keys.ring));
        Ok(((row, is_new), Some(VaultChange { after, guard: Some(keys.guard()), entry })))
    }

    /// Refuses a change that would encrypt a Generic variable, or leave a Credential in plaintext, where the database forbids it.
    pub(super) fn refuse_generic_change(
        &self,
        known: Option<&Variable>,
        has_value: bool,
        kind: Option<VariableType>,
    ) -> Result<()> {
        let before = known.map(|variable| variable.kind);
        let after = kind.or(before).unwrap_or(VariableType::Credential);
        let changes_kind = before.is_some_and(|before| before != after);
        let is_wrong = if after == VariableType::Generic { has_value || changes_kind } else { changes_kind && !has_value };
        if is_wrong { self.refuse_generic() } else { Ok(()) }
    }

    /// Deletes a variable.
    ///
    /// # Errors
    /// `NotFound`; `Conflict`: changed meanwhile; `NotAllowed`, `Store`.
    pub fn delete_variable(&self, actor: &Actor, owner: &User, name: &str) -> Result<()> {
        self.require_owner(actor, owner.id)?;
        self.change_vault(owner.id, |before| {
            let deleted = named(before, owner, name)?.id;
            let mut after = before.clone();
            after.variables.retain(|variable| variable.id != deleted);
            let entry = self.entry(actor, AuditAction::VariableDeleted, Some(owner), Some(name.to_owned()));
            Ok(((), Some(VaultChange { after, guard: None, entry })))
        })
    }

    /// Reveals a value, after recording it in the audit log unless the database is not writable.
    ///
    /// # Errors
    /// `NotFound`; `Key`: none, a malformed one, or not the database's; `Unreadable`: it cannot be decrypted; `NotAllowed`,
    /// also if opened read-only; `Store`.
    pub fn reveal_variable(&self, actor: &Actor, owner: &User, name: &str) -> Result<Revealed> {
        self.require_owner(actor, owner.id)?;
        let secrets = self.store.secrets(owner.id)?;
        let variable = named(&secrets, owner, name)?;
        let ring = self.reading_ring()?;
        let (value, in_plain_text) = match open(&ring, &variable.value) {
            Ok(value) => (value, false),
            Err(Some(plain)) => {
                let is_usual = variable.kind == VariableType::Generic && !self.store.capabilities().encrypts_generic_variables;
                (plain, !is_usual)
            }
            Err(None) => return Err(unreadable(&[format!("{name} of {}", owner.username)])),
        };
        let entry = self.entry(actor, AuditAction::VariableRevealed, Some(owner), Some(name.to_owned()));
        let unrecorded = self.record_read(entry)?;
        Ok(Revealed { variable: row(&Arc::new(owner.clone()), variable, Some(&ring)), value, in_plain_text, unrecorded })
    }
}

/// The decrypted value; else the stored one, if it is plaintext.
pub(super) fn open(ring: &Keyring, value: &str) -> Result<Secret, Option<Secret>> {
    match ring.open(value) {
        Ok(opened) => std::str::from_utf8(&opened.plaintext).map(Secret::from).map_err(|_| None),
        Err(Unopened::PlainText) => Err(Some(Secret::from(value))),
        Err(Unopened::Damaged | Unopened::NoKey) => Err(None),
    }
}

/// The error about values that cannot be decrypted.
pub(super) fn unreadable(names: &[String]) -> Error {
    match names {
        [name] => SecretError::ValueUndecryptable { name: name.clone() }.into(),
        names => Error::from(SecretError::ValuesUndecryptable { count: names.len() as u64 }).details(names.to_vec()),
    }
}

/// A variable as lists show it.
pub(super) fn row(owner: &Arc<User>, variable: &Variable, ring: Option<&Keyring>) -> VariableRow {
    let value = match (ring.map(|ring| open(ring, &variable.value)), variable.kind) {
        (None | Some(Err(None)), _) => Shown::Unreadable,
        (Some(_), VariableType::Credential) => Shown::Hidden,
        (Some(Ok(value) | Err(Some(value))), VariableType::Generic) => Shown::Clear(value),
    };
    VariableRow {
        owner: Arc::clone(owner),
        id: variable.id,
        name: variable.name.clone(),
        kind: variable.kind,
        value,
        default_fields: variable.default_fields.clone(),
        created_at: variable.created_at,
        updated_at: variable.updated_at,
    }
}

/// Changes a variable. A change of its type alone never makes its value visible in lists, since no event would record that.
pub(super) fn change(
    variable: &mut Variable,
    value: Option<String>,
    kind: Option<VariableType>,
    default_fields: Option<Vec<String>>,
    now: Timestamp,
) -> Result<(), SecretError> {
    let kind = kind.unwrap_or(variable.kind);
    if value.is_none() && reveals(variable.kind, Some(kind)) {
        return Err(SecretError::CredentialStaysHidden);
    }
    variable.kind = kind;
    variable.updated_at = Some(now);
    if let Some(value) = value {
        variable.value = value;
    }
    if let Some(fields) = default_fields {
        variable.default_fields = fields;
    }
    Ok(())
}

/// Whether another type would make a hidden value visible in lists.
pub(super) fn reveals(before: VariableType, after: Option<VariableType>) -> bool {
    before == VariableType::Credential && after == Some(VariableType::Generic)
}

/// A new variable.
pub(super) fn fresh(
    name: &str,
    value: String,
    kind: Option<VariableType>,
    default_fields: Option<Vec<String>>,
    now: Timestamp,
) -> Variable {
    Variable {
        id: VariableId(Uuid::new_v4()),
        name: name.to_owned(),
        value,
        kind: kind.unwrap_or(VariableType::Credential),
        default_fields: default_fields.unwrap_or_default(),
        created_at: Some(now),
        updated_at: Some(now),
    }
}

/// Inserts a variable in the order of names.
fn insert(secrets: &mut UserSecrets, variable: Variable) {
    let place = secrets.variables.partition_point(|other| other.name < variable.name);
    secrets.variables.insert(place, variable);
}

/// Variables in the order of lists.
pub(super) fn by_name(mut variables: Vec<Variable>) -> Vec<Variable> {
    variables.sort_by_cached_key(|variable| (text::fold(&variable.name), variable.name.clone(), variable.id));
    variables
}

fn named<'a>(secrets: &'a UserSecrets, owner: &User, name: &str) -> Result<&'a Variable> {
    secrets.variables.iter().find(|variable| variable.name == name).ok_or_else(|| {
        let known = |variable: &&Variable| text::likeness(&variable.name) == text::likeness(name);
        let error = Error::from(SecretError::VariableNotFound { owner: owner.username.clone(), name: name.to_owned() });
        let alike: Vec<String> = secrets.variables.iter().filter(known).map(|variable| variable.name.clone()).collect();
        if alike.is_empty() {
            return error;
        }
        error.hint(super::users::did_you_mean(&alike, name))
    })
}
