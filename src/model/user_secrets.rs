//! The secrets of a user: global variables, API keys and the Kozmoai Store API key. Values are ciphertext here.
//!
//! All secrets of a user are one record, because databases write a few larger records faster than many small ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::id::{ApiKeyId, UserId, VariableId};
use crate::error::{Error, Result, SecretError};
use crate::text;

/// The longest name of a variable or an API key, in characters.
const NAME_MAX: usize = 255;
/// The longest value, in bytes.
pub const VALUE_MAX: usize = 1 << 20;

/// The kind of a global variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum VariableType {
    /// Never listed in plaintext.
    Credential,
    /// May be listed in plaintext.
    Generic,
}

impl VariableType {
    /// Returns its name in Kozmoai.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Credential => "Credential",
            Self::Generic => "Generic",
        }
    }

    /// Returns the type with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Credential, Self::Generic].into_iter().find(|kind| kind.name() == name)
    }
}

/// Checks a new name of a variable or an API key (`what`): 1 to 255 characters, not only blanks, no invisible or control
/// characters.
///
/// # Errors
/// `Usage`, saying what is wrong with it.
pub fn check_name(what: &'static str, name: &str) -> Result<()> {
    Err(Error::from(if name.trim().is_empty() {
        SecretError::NameMissing { what }
    } else if text::has_unsafe(name) {
        SecretError::NameUnsafe { what, name: name.to_owned() }
    } else if name.contains(text::REPLACEMENT) {
        SecretError::NameDamaged { what, name: name.to_owned() }
    } else if name.chars().count() > NAME_MAX {
        SecretError::NameTooLong { what, limit: NAME_MAX }
    } else {
        return Ok(());
    }))
}

/// Checks a value (`what`) before it is stored. Kozmoai accepts no empty ones.
///
/// # Errors
/// `Usage`, saying what is wrong with it, without the value.
pub fn check_value(what: &'static str, value: &str) -> Result<()> {
    Err(Error::from(match value.len() {
        0 => SecretError::ValueMissing { what },
        1..=VALUE_MAX => return Ok(()),
        _ => SecretError::ValueTooLong { what, limit: VALUE_MAX },
    }))
}

/// A global variable; its value is encrypted whatever its type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// The id.
    pub id: VariableId,
    /// Its name, unique among its user's variables.
    pub name: String,
    /// The value as a Fernet token.
    pub value: String,
    /// Credential or Generic.
    pub kind: VariableType,
    /// The fields in flows that use it by default.
    pub default_fields: Vec<String>,
    /// The time of creation.
    pub created_at: Option<Timestamp>,
    /// The time of the last change.
    pub updated_at: Option<Timestamp>,
}

/// The stored form of an API key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoredApiKey {
    /// The SHA-256 of the key in lower-case hexadecimal digits, which is all that the embedded database stores.
    Hash(String),
    /// The key in plaintext, as Kozmoai's own tables store it.
    Plain(String),
}

impl StoredApiKey {
    /// Hashes a key.
    pub fn hashed(key: &str) -> Self {
        Self::Hash(Sha256::digest(key).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Returns the hash of the key.
    pub fn hash(&self) -> String {
        match self {
            Self::Hash(hash) => hash.clone(),
            Self::Plain(key) => Self::hashed(key).hash(),
        }
    }
}

impl fmt::Debug for StoredApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[API key]")
    }
}

/// An API key; the key itself is shown once, when it is created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// The id.
    pub id: ApiKeyId,
    /// The name that its owner gave it.
    pub name: Option<String>,
    /// The stored form of the key.
    pub kept: StoredApiKey,
    /// The first characters of the key, to tell keys apart.
    pub prefix: String,
    /// The time of creation.
    pub created_at: Timestamp,
    /// The time of the last use, if any.
    pub last_used_at: Option<Timestamp>,
    /// The number of uses.
    pub total_uses: u64,
    /// Whether it is valid; false once revoked.
    pub is_active: bool,
    /// The expiry, if any.
    pub expires_at: Option<Timestamp>,
}

impl ApiKey {
    /// Returns the part of a key that identifies it in lists, as in Kozmoai.
    pub fn prefix_of(key: &str) -> String {
        key.chars().take(8).collect()
    }
}

/// All secrets of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserSecrets {
    /// Global variables, by name.
    pub variables: Vec<Variable>,
    /// API keys, oldest first.
    pub api_keys: Vec<ApiKey>,
    /// The Kozmoai Store API key, as a Fernet token.
    pub store_api_key: Option<String>,
}

/// The location of an encrypted value, with the names of Kozmoai's tables and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecretLocation {
    /// A variable's value.
    Variable(VariableId),
    /// A user's Kozmoai Store API key.
    StoreKey(UserId),
}

impl SecretLocation {
    /// Returns Kozmoai's table.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Variable(_) => "variable",
            Self::StoreKey(_) => "user",
        }
    }

    /// Returns the column.
    pub const fn column(self) -> &'static str {
        match self {
            Self::Variable(_) => "value",
            Self::StoreKey(_) => "store_api_key",
        }
    }

    /// Returns the id of the row.
    pub const fn id(self) -> uuid::Uuid {
        match self {
            Self::Variable(id) => id.0,
            Self::StoreKey(id) => id.0,
        }
    }
}

/// An encrypted value and its location.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EncryptedValue {
    /// Its location.
    pub place: SecretLocation,
    /// The value as it is stored: a Fernet token, unless it is damaged.
    pub text: String,
}

impl UserSecrets {
    /// Sorts it for comparisons: variables by name, keys by time of creation.
    pub fn sort(&mut self) {
        self.variables.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        self.api_keys.sort_by_key(|key| (key.created_at, key.id));
    }

    /// The variables that differ between two versions.
    pub fn changed_variables<'a>(before: &'a Self, after: &'a Self) -> RowChanges<'a, VariableId, Variable> {
        changed_rows(&before.variables, &after.variables, |variable| variable.id)
    }

    /// The API keys that differ between two versions.
    pub fn changed_api_keys<'a>(before: &'a Self, after: &'a Self) -> RowChanges<'a, ApiKeyId, ApiKey> {
        changed_rows(&before.api_keys, &after.api_keys, |key| key.id)
    }

    /// Applies the changes between two other versions to this one, so that concurrent changes of different records do not
    /// conflict; none if the same record was changed here as well. A revocation of API keys conflicts with new API keys, because
    /// it must not miss any. The two versions may be a part of all secrets: what is in neither does not change.
    pub fn rebased(mut self, before: &Self, after: &Self) -> Option<Self> {
        let changed = Self::changed_variables(before, after);
        let names: BTreeSet<&str> = changed.values().filter_map(|(_, new)| new.map(|new| new.name.as_str())).collect();
        change_rows(&mut self.variables, changed, |variable| variable.id)?;
        if !names.is_empty() {
            // A name may be duplicate only if it was before.
            let named = |secrets: &'_ Self| {
                let named = secrets.variables.iter().filter(|variable| names.contains(variable.name.as_str()));
                named.map(|variable| (variable.id, variable.name.clone())).collect::<BTreeSet<_>>()
            };
            if !named(&self).is_subset(&named(after)) {
                return None;
            }
        }
        let changed = Self::changed_api_keys(before, after);
        let only_adds = changed.values().all(|(old, _)| old.is_none());
        let are_same =
            || self.api_keys.len() == before.api_keys.len() && self.api_keys.iter().all(|key| before.api_keys.contains(key));
        if !only_adds && !are_same() {
            return None;
        }
        change_rows(&mut self.api_keys, changed, |key| key.id)?;
        if before.store_api_key != after.store_api_key {
            if self.store_api_key != before.store_api_key {
                return None;
            }
            self.store_api_key.clone_from(&after.store_api_key);
        }
        self.sort();
        Some(self)
    }

    /// Whether there are no secrets.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns every encrypted value of the user, for rotations.
    pub fn values_mut(&mut self, user: UserId) -> impl Iterator<Item = (SecretLocation, &mut String)> {
        let variables = self.variables.iter_mut().map(|variable| (SecretLocation::Variable(variable.id), &mut variable.value));
        variables.chain(self.store_api_key.as_mut().map(|value| (SecretLocation::StoreKey(user), value)))
    }
}

/// The old and the new version of each row that differs, by its id; the old one is none for a new row, the new one for a deleted
/// row.
pub type RowChanges<'a, I, R> = BTreeMap<I, (Option<&'a R>, Option<&'a R>)>;

fn changed_rows<'a, I: Ord, R: PartialEq>(before: &'a [R], after: &'a [R], id: impl Fn(&R) -> I) -> RowChanges<'a, I, R> {
    let mut rows: RowChanges<'a, I, R> = before.iter().map(|row| (id(row), (Some(row), None))).collect();
    for row in after {
        rows.entry(id(row)).or_default().1 = Some(row);
    }
    rows.retain(|_, (old, new)| old != new);
    rows
}

/// Applies changes to rows; none if one of those rows was changed here as well.
fn change_rows<I: Ord, R: Clone + PartialEq>(
    rows: &mut Vec<R>,
    mut changes: RowChanges<'_, I, R>,
    id: impl Fn(&R) -> I,
) -> Option<()> {
    if changes.is_empty() {
        return Some(());
    }
    let mut is_current = true;
    rows.retain_mut(|row| {
        let Some((old, new)) = changes.remove(&id(row)) else { return true };
        is_current &= old == Some(row);
        match new {
            Some(new) => row.clone_from(new),
            None => return false,
        }
        true
    });
    // What remains has no row here.
    is_current &= changes.values().all(|(old, _)| old.is_none());
    rows.extend(changes.into_values().filter_map(|(_, new)| new.cloned()));
    is_current.then_some(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use uuid::Uuid;

    fn variable(id: u128, name: &str, value: &str) -> Variable {
        Variable {
            id: VariableId(Uuid::from_u128(id)),
            name: name.to_owned(),
            value: value.to_owned(),
            kind: VariableType::Credential,
            default_fields: Vec::new(),
            created_at: None,
            updated_at: None,
        }
    }

    fn key(id: u128, is_active: bool) -> ApiKey {
        ApiKey {
            id: ApiKeyId(Uuid::from_u128(id)),
            name: None,
            kept: StoredApiKey::hashed("sk-x"),
            prefix: "sk-x".to_owned(),
            created_at: Timestamp::UNIX_EPOCH,
            last_used_at: None,
            total_uses: 0,
            is_active,
            expires_at: None,
        }
    }

    fn secrets(variables: &[Variable], api_keys: &[ApiKey], store_api_key: Option<&str>) -> UserSecrets {
        UserSecrets {
            variables: variables.to_vec(),
            api_keys: api_keys.to_vec(),
            store_api_key: store_api_key.map(str::to_owned),
        }
    }

    #[test]
    fn changes_of_different_records_are_merged() {
        let [a, b, c] = [variable(1, "A", "1"), variable(2, "B", "1"), variable(3, "C", "1")];
        let before = secrets(&[a.clone(), b.clone()], &[], None);
        let here = secrets(&[a, variable(2, "B", "2"), c.clone()], &[key(9, true)], Some("s"));
        // Another value of A, and D is new.
        let after = secrets(&[variable(1, "A", "2"), b, variable(4, "D", "1")], &[key(8, true)], None);
        let expected = secrets(
            &[variable(1, "A", "2"), variable(2, "B", "2"), c, variable(4, "D", "1")],
            &[key(8, true), key(9, true)],
            Some("s"),
        );
        assert_eq!(here.rebased(&before, &after).unwrap(), expected);
    }

    #[test]
    fn changes_of_same_record_conflict() {
        let a = |value| variable(1, "A", value);
        let one = [key(7, true)];
        let before = secrets(&[a("1")], &one, Some("s"));
        for (here, after) in [
            (secrets(&[a("2")], &one, Some("s")), secrets(&[a("3")], &one, Some("s"))),
            (secrets(&[], &one, Some("s")), secrets(&[a("3")], &one, Some("s"))),
            (secrets(&[a("2")], &one, Some("s")), secrets(&[], &one, Some("s"))),
            // The same new name, or the same new id.
            (
                secrets(&[a("1"), variable(2, "N", "x")], &one, Some("s")),
                secrets(&[a("1"), variable(3, "N", "y")], &one, Some("s")),
            ),
            (
                secrets(&[a("1"), variable(2, "M", "x")], &one, Some("s")),
                secrets(&[a("1"), variable(2, "N", "y")], &one, Some("s")),
            ),
            (secrets(&[a("1")], &one, Some("t")), secrets(&[a("1")], &one, Some("u"))),
            (secrets(&[a("1")], &one, None), secrets(&[a("1")], &one, Some("u"))),
            // A revocation of all keys must not miss a new one.
            (secrets(&[a("1")], &[key(7, true), key(8, true)], Some("s")), secrets(&[a("1")], &[key(7, false)], Some("s"))),
        ] {
            assert_eq!(here.clone().rebased(&before, &after), None, "{here:?} {after:?}");
            assert_eq!(before.clone().rebased(&before, &after).unwrap(), after);
        }
    }
}
