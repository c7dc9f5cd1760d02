//! Which key decrypts how many secrets, and whose cannot be decrypted.

use crate::error::Result;
use crate::service::Admin;
use crate::service::keys::KeyCheck;
use crate::service::progress::Watch;
use crate::service::undecryptable::UndecryptableSecret;

/// How many undecryptable secrets are named.
const MOST_NAMED: usize = 20;

/// The number of secrets by the key that decrypts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretsByKey {
    /// All of them.
    pub total: u64,
    /// The active key, then the fallback keys.
    pub keys: Vec<KeyShare>,
    /// Those that are not encrypted.
    pub plaintext: u64,
    /// Whether plaintext is usual: a newer generation of Kozmoai does not encrypt Generic variables.
    pub has_usual_plaintext: bool,
    /// Those that cannot be decrypted.
    pub undecryptable: u64,
    /// The first of those, at most 20.
    pub named: Vec<UndecryptableSecret>,
}

/// The number of secrets that a key decrypts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyShare {
    /// The key.
    pub fingerprint: String,
    /// Whether it is the active key.
    pub is_active: bool,
    /// The number.
    pub count: u64,
}

impl SecretsByKey {
    /// The numbers of a check, without the names of undecryptable secrets.
    pub fn of(checked: &KeyCheck) -> Self {
        let share =
            |(fingerprint, count): &(String, u64)| KeyShare { fingerprint: fingerprint.clone(), is_active: false, count: *count };
        let active = KeyShare { fingerprint: checked.fingerprint.clone(), is_active: true, count: checked.stats.current };
        Self {
            total: checked.stats.total,
            keys: std::iter::once(active).chain(checked.fallbacks.iter().map(share)).collect(),
            plaintext: checked.stats.plaintext,
            has_usual_plaintext: checked.has_usual_plaintext,
            undecryptable: checked.stats.unreadable.len() as u64,
            named: Vec::new(),
        }
    }

    /// The number of secrets that only previous keys decrypt.
    pub fn by_previous_keys(&self) -> u64 {
        self.keys.iter().filter(|key| !key.is_active).map(|key| key.count).sum()
    }
}

impl Admin<'_> {
    /// Decrypts every secret and counts them by key. `watch` receives the progress and can cancel it.
    ///
    /// # Errors
    /// `Key` if a key is missing or malformed; `Interrupted` if it is cancelled; `Store`.
    pub fn secrets_by_key(&self, watch: Watch<'_>) -> Result<SecretsByKey> {
        let checked = self.count_by_key(watch)?;
        let named = self.undecryptable_secrets(&checked.stats, MOST_NAMED)?;
        Ok(SecretsByKey { named, ..SecretsByKey::of(&checked) })
    }
}
