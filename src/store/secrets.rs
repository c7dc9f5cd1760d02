//! Encrypted values, API keys, and the key binding.

use super::prelude::*;

/// Is shown values, some at a time and on a thread of its own, until it has seen enough.
pub type ValueVisitor<'a> = &'a mut (dyn FnMut(&[EncryptedValue]) -> Result<ControlFlow<()>> + Send);

/// The key binding of a database, before an operation and after it.
#[derive(Clone, Copy, Debug)]
pub struct KeyGuard<'a> {
    /// The expected present binding.
    pub before: Option<&'a KeyBinding>,
    /// The new binding; none keeps the present one.
    pub after: Option<&'a KeyBinding>,
}

/// The work of [`SecretStore::rewrite`], on a thread of its own while the database reads and writes. An error of any method ends the rewrite; nothing was changed then.
pub trait Rewrite: Send {
    /// Changes some values, and checks the new ones.
    ///
    /// # Errors
    /// Ends the rewrite.
    fn change(&mut self, values: &mut [EncryptedValue]) -> Result<()>;

    /// Verifies values as they are stored afterwards: all of them, except those that another client changed.
    ///
    /// # Errors
    /// Ends the rewrite.
    fn verify(&mut self, values: &[EncryptedValue]) -> Result<()>;

    /// Everything is changed and verified: the last check before the commit.
    ///
    /// # Errors
    /// Ends the rewrite.
    fn before_commit(&mut self) -> Result<()>;
}

/// How every value is rewritten.
#[derive(Clone, Copy, Debug)]
pub struct RewriteOptions<'a> {
    /// The expected present key binding.
    pub before: Option<&'a KeyBinding>,
    /// The new key binding.
    pub after: &'a KeyBinding,
    /// The audit event.
    pub audit: &'a AuditEntry,
    /// Keeps values that another client changes in the meantime, instead of ending the rewrite.
    pub online: bool,
}

/// Unknown encrypted values: text outside the inventory that looks encrypted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownTokens {
    /// Table, column and row of each, the first hundred.
    pub found: Vec<(String, String, String)>,
    /// Their total number.
    pub count: u64,
    /// Those that one of the given keys decrypts, the first hundred.
    pub decrypted: Vec<(String, String, String)>,
    /// The number of those.
    pub decrypted_count: u64,
    /// How many are where a newer generation stores encrypted values, with any key.
    pub of_newer: u64,
    /// How many were skipped in the data of flows, where such text is the user's own.
    pub in_flows: u64,
}

/// The owner of an encrypted value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretOwner {
    /// The user.
    pub user: UserId,
    /// The user's name.
    pub username: String,
    /// The name of the variable; none for a Kozmoai Store API key.
    pub variable: Option<String>,
}

/// A part of a user's secrets. What it costs to read a part of Kozmoai's own database grows with the part; the embedded one
/// stores all secrets of a user in one record.
#[derive(Clone, Copy, Debug)]
pub enum SecretsPart<'a> {
    /// All of them.
    All,
    /// The variables with these names.
    Variables(&'a BTreeSet<&'a str>),
    /// The API keys.
    ApiKeys,
    /// The Kozmoai Store API key.
    StoreKey,
}

impl SecretsPart<'_> {
    /// Drops what is not in this part.
    pub(super) fn take_from(self, secrets: UserSecrets) -> UserSecrets {
        let UserSecrets { mut variables, api_keys, store_api_key } = secrets;
        match self {
            Self::All => UserSecrets { variables, api_keys, store_api_key },
            Self::Variables(names) => {
                variables.retain(|variable| names.contains(variable.name.as_str()));
                UserSecrets { variables, ..UserSecrets::default() }
            }
            Self::ApiKeys => UserSecrets { api_keys, ..UserSecrets::default() },
            Self::StoreKey => UserSecrets { store_api_key, ..UserSecrets::default() },
        }
    }
}

/// Reads the secrets of users, and re-encrypts all of them.
///
/// # Errors
/// Every method returns `Store` if the database can't be read or written, is damaged, or is gone.
pub trait SecretStore {
    /// The secrets of a user; empty if there are none.
    fn secrets(&self, user: UserId) -> Result<UserSecrets> {
        self.secrets_part(user, SecretsPart::All)
    }

    /// A part of the secrets of a user, and nothing else.
    fn secrets_part(&self, user: UserId, part: SecretsPart<'_>) -> Result<UserSecrets>;

    /// The user who has the API key with this id.
    fn api_key_owner(&self, id: ApiKeyId) -> Result<Option<UserId>>;

    /// The secrets that are not empty of at most `limit` users after this one, in the order of the users' ids.
    fn secrets_after(&self, after: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>>;

    /// The same for the users right before this one, or for the last users; still in ascending order.
    fn secrets_before(&self, before: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>>;

    /// The key binding: the key that the values are encrypted with.
    fn key_binding(&self) -> Result<Option<KeyBinding>>;

    /// Shows every encrypted value to `visit`, some at a time, from one consistent snapshot. `visit` may not call the store; an
    /// error of it is returned.
    fn values(&self, visit: ValueVisitor<'_>) -> Result<()>;

    /// The owners of a few values, in the same order; none for one that does not exist, or without an owner.
    fn secret_owners(&self, places: &[SecretLocation]) -> Result<Vec<Option<SecretOwner>>>;

    /// Changes every encrypted value atomically: all of them are changed, verified, and committed with the key binding and the
    /// audit event, or nothing is changed. The change is durable before it returns. Returns the locations that another client
    /// changed in the meantime, which only [`RewriteOptions::online`] allows. Returns `Conflict` if the key binding is not the expected
    /// one.
    fn rewrite(&self, work: &mut dyn Rewrite, terms: &RewriteOptions<'_>) -> Result<Vec<SecretLocation>>;

    /// Locks the database against other rotations, on any machine, until the result is dropped.
    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>>;

    /// The same for a plan, which leaves no file.
    fn lock_plan(&self) -> Result<Box<dyn Send + '_>> {
        self.lock_rotation()
    }

    /// Checks everything that a rewrite will need at its end, without changing anything.
    ///
    /// # Errors
    /// `Store` if a rewrite would fail.
    fn preflight(&self) -> Result<()> {
        Ok(())
    }

    /// Searches every column that could contain encrypted values outside the inventory; `decrypts` tries each of them.
    fn unknown_tokens(&self, decrypts: &mut dyn FnMut(&str) -> bool) -> Result<UnknownTokens>;

    /// Variables and API keys whose owner does not exist, as text; the embedded database has none.
    fn ownerless(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }
}
