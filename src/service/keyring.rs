//! The active key, compared with the key binding of the database: no value is encrypted with a key that is not the
//! database's.

use std::ops::ControlFlow;

use super::Service;
use crate::config::Sourced;
use crate::crypto::keyring::{self, Keyring, OpenedBy, Unopened};
use crate::crypto::secret_key::SecretKey;
use crate::error::{Error, FALLBACK_KEY, KeyError, Remedy, Result};
use crate::model::{Actor, AuditAction, EncryptedValue, KeyBinding};
use crate::secret::Secret;
use crate::store::Change;
use crate::text;

/// The number of values that are tried before a warning.
const TRIED: usize = 1000;

/// The active key with its fallbacks, and the key binding.
pub(super) struct Keys {
    /// Encrypts and decrypts.
    pub(super) ring: Keyring,
    mark: Option<KeyBinding>,
    origin: String,
}

impl Keys {
    /// The first change of every batch that changes secrets: it binds the database to the active key, and fails if it is bound
    /// to another one.
    pub(super) fn guard(&self) -> Change {
        let after = self.mark.clone().unwrap_or_else(|| self.as_mark());
        Change::SetKeyBinding { before: self.mark.clone(), after }
    }

    /// The binding to the active key.
    pub(super) fn as_mark(&self) -> KeyBinding {
        KeyBinding { fingerprint: self.ring.fingerprint().to_owned(), origin: self.origin.clone() }
    }
}

impl Service {
    /// The keys, if the database is bound to the active one.
    ///
    /// # Errors
    /// `Key`: none is set, one is malformed, or the database is bound to another one; `Store`.
    pub(super) fn keys(&self) -> Result<Keys> {
        self.refuse_interrupted_rotation()?;
        let (current, older) = self.parsed_keys()?;
        let origin = self.settings().secret_key.origin.to_string();
        let mut keys = Keys { ring: Keyring::new(&current, &older)?, mark: self.store.key_binding()?, origin };
        match &keys.mark {
            Some(mark) if mark.fingerprint != keys.ring.fingerprint() => {
                if !self.corrects_binding(mark, &keys)? {
                    return Err(self.another_key(mark, &keys));
                }
                keys.mark = self.store.key_binding()?;
                Ok(keys)
            }
            Some(_) => {
                self.warn_of_lost_key(&keys)?;
                Ok(keys)
            }
            None => self.tried_on_values(keys),
        }
    }

    /// The keys for decrypting: the database may be bound to a fallback key.
    ///
    /// # Errors
    /// As [`Service::keys`].
    pub(super) fn reading_ring(&self) -> Result<Keyring> {
        self.refuse_interrupted_rotation()?;
        let (current, older) = self.parsed_keys()?;
        let ring = Keyring::new(&current, &older)?;
        let known = |mark: &KeyBinding| {
            ring.fingerprint() == mark.fingerprint || ring.fallback_fingerprints().any(|older| older == mark.fingerprint)
        };
        match self.store.key_binding()? {
            Some(mark) if !known(&mark) => {
                let origin = self.settings().secret_key.origin.to_string();
                let keys = Keys { ring, mark: None, origin };
                if self.corrects_binding(&mark, &keys)? { Ok(keys.ring) } else { Err(self.another_key(&mark, &keys)) }
            }
            _ => Ok(ring),
        }
    }

    /// Corrects the key binding where the values show that it is wrong: the active key decrypts all of them, or there are none.
    /// The database or its admin files were restored, or a lost key's values were deleted.
    fn corrects_binding(&self, mark: &KeyBinding, keys: &Keys) -> Result<bool> {
        let (mut decrypted, mut all) = (0_u64, true);
        self.store.values(&mut |values| {
            for value in values {
                match keys.ring.open(&value.text) {
                    Ok(opened) if opened.by == OpenedBy::Current => decrypted += 1,
                    Err(Unopened::PlainText) => {}
                    Ok(_) | Err(_) => all = false,
                }
            }
            // One is enough.
            Ok(if all { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        if !all {
            return Ok(false);
        }
        let after = keys.as_mark();
        let proof = if decrypted > 0 {
            format!("the active key {} decrypts all {}", after.fingerprint, text::count(decrypted, "value"))
        } else {
            format!("it holds no encrypted value, and the active key is {}", after.fingerprint)
        };
        let message = format!("The database was bound to the key {} (from {}), but {proof}", mark.fingerprint, mark.origin);
        if self.is_read_only() {
            self.notify(format!("{message}; the binding is corrected once the database is writable."));
            return Ok(true);
        }
        let detail = Some(format!("from {} to {}: {proof}", mark.fingerprint, after.fingerprint));
        let entry = self.entry(&Actor::System, AuditAction::KeyBindingCorrected, None, detail);
        self.commit(vec![Change::SetKeyBinding { before: Some(mark.clone()), after }], vec![entry])?;
        self.notify(format!("{message}: the binding was corrected."));
        Ok(true)
    }

    /// Why values cannot be decrypted: no key is set, one is malformed, or the database is bound to another one.
    pub fn key_trouble(&self) -> Option<Error> {
        self.reading_ring().err()
    }

    /// The active key and the fallback keys.
    pub(super) fn parsed_keys(&self) -> Result<(SecretKey, Vec<SecretKey>)> {
        let settings = self.settings();
        let current = settings.secret_key.value.as_ref().ok_or_else(|| super::keys::missing(&settings))?;
        let older = self.older_keys()?;
        let older = older.iter().map(|Sourced { value, origin }| {
            SecretKey::parse(value).map_err(|error| match error {
                KeyError::KeyMalformed { flaw, .. } => {
                    KeyError::KeyMalformed { what: FALLBACK_KEY, flaw, origin: Some(origin.to_string()) }
                }
                error => error,
            })
        });
        let current = parse_active(current, &settings.secret_key.origin.to_string())?;
        self.refuse_short_key(&current)?;
        Ok((current, older.collect::<Result<_, KeyError>>()?))
    }

    /// The fallback keys of the settings, then the keys that a rotation keeps for other clients.
    pub(super) fn older_keys(&self) -> Result<Vec<Sourced<Secret>>> {
        let settings = self.settings();
        let Sourced { value: fallbacks, origin } = &settings.secret_key_fallbacks;
        let fallbacks = fallbacks.iter().map(|key| Sourced { value: key.clone(), origin: origin.clone() });
        // A journal that can't be used prevents every change anyway, but a check of the keys must still work.
        Ok(fallbacks.chain(self.kept_keys().unwrap_or_default()).collect())
    }

    fn another_key(&self, mark: &KeyBinding, keys: &Keys) -> Error {
        let error = Error::from(KeyError::KeyMismatch {
            database: mark.fingerprint.clone(),
            database_origin: mark.origin.clone(),
            active: keys.ring.fingerprint().to_owned(),
            origin: keys.origin.clone(),
        });
        if keys.ring.knows(&mark.fingerprint) { error.hint(Remedy::RotateToActiveKey) } else { error }
    }

    /// A database without a key binding accepts only a key that decrypts some of its values.
    fn tried_on_values(&self, keys: Keys) -> Result<Keys> {
        // In one pass: a second one could see values that someone has just encrypted with this key.
        let mut holds_tokens = false;
        let decrypts_any = self.any_value(&mut |value| {
            holds_tokens |= keyring::is_token(&value.text);
            is_decrypted_by_active(&keys.ring, value)
        })?;
        if decrypts_any || !holds_tokens {
            return Ok(keys);
        }
        Err(KeyError::KeyDecryptsNothing { active: keys.ring.fingerprint().to_owned(), origin: keys.origin }.into())
    }

    /// Warns if the database is bound to the active key, but that decrypts none of its values.
    fn warn_of_lost_key(&self, keys: &Keys) -> Result<()> {
        let (mut seen, mut holds_tokens, mut decrypts) = (0, false, false);
        self.any_value(&mut |value| {
            seen += 1;
            holds_tokens |= keyring::is_token(&value.text);
            decrypts |= keys.ring.open(&value.text).is_ok();
            // Only the first values are tried.
            decrypts || seen >= TRIED
        })?;
        if holds_tokens && !decrypts {
            self.notify(format!(
                "The active key {} decrypts no stored value: new values are encrypted with another key than those \
                 (`kozmoai key check`).",
                keys.ring.fingerprint()
            ));
        }
        Ok(())
    }

    /// Whether the active key decrypts any value of the database.
    pub(super) fn opens_any(&self, ring: &Keyring) -> Result<bool> {
        self.any_value(&mut |value| is_decrypted_by_active(ring, value))
    }

    /// Whether any value of the database is encrypted, with any key.
    pub(super) fn holds_tokens(&self) -> Result<bool> {
        self.any_value(&mut |value| keyring::is_token(&value.text))
    }

    /// Whether any value of the database satisfies the predicate.
    fn any_value(&self, predicate: &mut dyn FnMut(&EncryptedValue) -> bool) -> Result<bool> {
        let mut any = false;
        self.store.values(&mut |values| {
            any |= values.iter().any(&mut *predicate);
            // One is enough.
            Ok(if any { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(any)
    }
}

fn is_decrypted_by_active(ring: &Keyring, value: &EncryptedValue) -> bool {
    ring.open(&value.text).is_ok_and(|value| value.by == OpenedBy::Current)
}

/// Parses a key that encrypts, which must not be a placeholder; the error names its origin.
pub(super) fn parse_active(text: &Secret, origin: &str) -> Result<SecretKey, KeyError> {
    SecretKey::refuse_placeholder(text).map_err(|error| error.of(origin))?;
    parse(text, origin)
}

/// Parses a key; the error names its origin.
pub(super) fn parse(text: &Secret, origin: &str) -> Result<SecretKey, KeyError> {
    SecretKey::parse(text).map_err(|error| error.of(origin))
}
