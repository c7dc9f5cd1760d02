//! The active key, compared with the key binding of the database: no value is encrypted with a key that is not the
//! database's.

use std::ops::ControlFlow;

use super::Service;
use crate::config::{Settings, WithOrigin};
use crate::crypto::keyring::{self, DecryptFailure, DecryptedBy, Keyring};
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
    binding: Option<KeyBinding>,
    origin: String,
}

impl Keys {
    /// The first change of every batch that changes secrets: it binds the database to the active key, and fails if it is bound
    /// to another one.
    pub(super) fn guard(&self) -> Change {
        let after = self.binding.clone().unwrap_or_else(|| self.active());
        Change::SetKeyBinding { before: self.binding.clone(), after }
    }

    /// The binding to the active key.
    fn active(&self) -> KeyBinding {
        KeyBinding { fingerprint: self.ring.fingerprint().to_owned(), origin: self.origin.clone() }
    }
}

impl Service {
    /// The keys, if the database is bound to the active one.
    ///
    /// # Errors
    /// `Key`: none is set, one is malformed, or the database is bound to another one; `Store`.
    pub(super) fn keys(&self) -> Result<Keys> {
        let keys = self.bound_keys(|ring, bound_to| ring.fingerprint() == bound_to)?;
        if keys.binding.is_some() {
            self.warn_of_lost_key(&keys)?;
        } else {
            self.require_useful_key(&keys)?;
        }
        Ok(keys)
    }

    /// The keys for decrypting: the database may be bound to a fallback key.
    ///
    /// # Errors
    /// As [`Service::keys`].
    pub(super) fn reading_ring(&self) -> Result<Keyring> {
        Ok(self.bound_keys(Keyring::knows)?.ring)
    }

    /// The keys, if they fit the key that the database is bound to, or that binding is wrong.
    fn bound_keys(&self, fits: impl Fn(&Keyring, &str) -> bool) -> Result<Keys> {
        self.refuse_interrupted_rotation()?;
        let ring = self.keyring()?;
        let mut keys = Keys { ring, binding: self.store.key_binding()?, origin: self.settings().secret_key.origin.to_string() };
        let other = keys.binding.clone().filter(|binding| !fits(&keys.ring, &binding.fingerprint));
        if let Some(binding) = other {
            if !self.corrects_binding(&binding, &keys)? {
                return Err(key_mismatch(binding, &keys));
            }
            keys.binding = self.store.key_binding()?;
        }
        Ok(keys)
    }

    /// The active key and the fallback keys, as they are set.
    ///
    /// # Errors
    /// `Key`: none is set, or one is malformed.
    pub(super) fn keyring(&self) -> Result<Keyring> {
        let (active, fallbacks) = self.parsed_keys()?;
        Keyring::new(&active, &fallbacks)
    }

    /// The binding to the active key, which has this fingerprint.
    pub(super) fn binding_to(&self, fingerprint: &str) -> KeyBinding {
        KeyBinding { fingerprint: fingerprint.to_owned(), origin: self.settings().secret_key.origin.to_string() }
    }

    /// Corrects the key binding where the values show that it is wrong: the active key decrypts all of them, or there are none.
    /// The database or its admin files were restored, or a lost key's values were deleted.
    fn corrects_binding(&self, binding: &KeyBinding, keys: &Keys) -> Result<bool> {
        let (mut decrypted, mut all) = (0_u64, true);
        self.store.values(&mut |values| {
            for value in values {
                match keys.ring.decrypt(&value.text) {
                    Ok(opened) if opened.by == DecryptedBy::Current => decrypted += 1,
                    Err(DecryptFailure::PlainText) => {}
                    Ok(_) | Err(_) => all = false,
                }
            }
            // One is enough.
            Ok(if all { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        if !all {
            return Ok(false);
        }
        let after = keys.active();
        let proof = if decrypted > 0 {
            format!("the active key {} decrypts all {}", after.fingerprint, text::count(decrypted, "value"))
        } else {
            format!("it holds no encrypted value, and the active key is {}", after.fingerprint)
        };
        let message = format!("The database was bound to the key {} (from {}), but {proof}", binding.fingerprint, binding.origin);
        if self.is_read_only() {
            self.notify(format!("{message}; the binding is corrected once the database is writable."));
            return Ok(true);
        }
        let detail = Some(format!("from {} to {}: {proof}", binding.fingerprint, after.fingerprint));
        let entry = self.entry(&Actor::System, AuditAction::KeyBindingCorrected, None, detail);
        self.commit(vec![Change::SetKeyBinding { before: Some(binding.clone()), after }], vec![entry])?;
        self.notify(format!("{message}: the binding was corrected."));
        Ok(true)
    }

    /// Why values cannot be decrypted: no key is set, one is malformed, or the database is bound to another one.
    pub fn key_trouble(&self) -> Option<Error> {
        self.reading_ring().err()
    }

    /// The error where no key is set; the database may be bound to one, which a journal may have.
    pub(super) fn missing_key(&self, bound_to: Option<KeyBinding>) -> Error {
        let error = Error::from(super::keys::missing(&self.settings()));
        let Some(KeyBinding { fingerprint, origin }) = bound_to else { return error };
        error.hint(self.remedy_in_journal(&fingerprint).unwrap_or(Remedy::SetBoundKey { fingerprint, origin }))
    }

    /// The active key and the fallback keys.
    pub(super) fn parsed_keys(&self) -> Result<(SecretKey, Vec<SecretKey>)> {
        let settings = self.settings();
        let Some(current) = &settings.secret_key.value else {
            return Err(self.missing_key(self.store.key_binding()?));
        };
        let older = self.older_keys()?;
        let older = older.iter().map(|WithOrigin { value, origin }| {
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
    pub(super) fn older_keys(&self) -> Result<Vec<WithOrigin<Secret>>> {
        let settings = self.settings();
        let WithOrigin { value: fallbacks, origin } = &settings.secret_key_fallbacks;
        let fallbacks = fallbacks.iter().map(|key| WithOrigin { value: key.clone(), origin: origin.clone() });
        // A journal that can't be used prevents every change anyway, but a check of the keys must still work.
        Ok(fallbacks.chain(self.kept_keys().unwrap_or_default()).collect())
    }

    /// Refuses a key that decrypts none of the values of a database that is not bound to any.
    fn require_useful_key(&self, keys: &Keys) -> Result<()> {
        // In one pass: a second one could see values that someone has just encrypted with this key.
        let mut holds_tokens = false;
        let is_useful = self.any_value(&mut |value| {
            holds_tokens |= keyring::is_token(&value.text);
            is_decrypted_by_active(&keys.ring, value)
        })?;
        if is_useful || !holds_tokens {
            return Ok(());
        }
        let KeyBinding { fingerprint: active, origin } = keys.active();
        Err(KeyError::KeyDecryptsNothing { active, origin }.into())
    }

    /// Warns if the database is bound to the active key, but that decrypts none of its values.
    fn warn_of_lost_key(&self, keys: &Keys) -> Result<()> {
        let (mut seen, mut holds_tokens, mut decrypts) = (0, false, false);
        self.any_value(&mut |value| {
            seen += 1;
            holds_tokens |= keyring::is_token(&value.text);
            decrypts |= keys.ring.decrypt(&value.text).is_ok();
            // Only the first values are tried.
            decrypts || seen >= TRIED
        })?;
        if holds_tokens && !decrypts {
            let none =
                if seen < TRIED { "no stored value".to_owned() } else { format!("none of the first {seen} stored values") };
            self.notify(format!(
                "The active key {} decrypts {none}: new values are encrypted with another key than those \
                 (`kozmoai key check`).",
                keys.ring.fingerprint()
            ));
        }
        Ok(())
    }

    /// Whether the active key decrypts any value of the database.
    pub(super) fn decrypts_any(&self, ring: &Keyring) -> Result<bool> {
        self.any_value(&mut |value| is_decrypted_by_active(ring, value))
    }

    /// Whether any value of the database is encrypted, with any key.
    pub(super) fn holds_tokens(&self) -> Result<bool> {
        self.any_value(&mut |value| keyring::is_token(&value.text))
    }

    /// Whether any value of the database satisfies the predicate.
    pub(super) fn any_value(&self, predicate: &mut (dyn FnMut(&EncryptedValue) -> bool + Send)) -> Result<bool> {
        let mut any = false;
        self.store.values(&mut |values| {
            any |= values.iter().any(&mut *predicate);
            // One is enough.
            Ok(if any { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(any)
    }
}

/// The keys of the settings, without those that a rotation keeps.
pub(super) fn of_settings(settings: &Settings) -> Result<Keyring> {
    let text = settings.secret_key.value.as_ref().ok_or_else(|| super::keys::missing(settings))?;
    let active = parse_active(text, &settings.secret_key.origin.to_string())?;
    let WithOrigin { value: fallbacks, origin } = &settings.secret_key_fallbacks;
    let fallbacks: Vec<SecretKey> = fallbacks.iter().map(|key| parse(key, &origin.to_string())).collect::<Result<_, _>>()?;
    Keyring::new(&active, &fallbacks)
}

fn key_mismatch(bound_to: KeyBinding, keys: &Keys) -> Error {
    let is_known = keys.ring.knows(&bound_to.fingerprint);
    let error = Error::from(KeyError::KeyMismatch {
        database: bound_to.fingerprint,
        database_origin: bound_to.origin,
        active: keys.ring.fingerprint().to_owned(),
        origin: keys.origin.clone(),
    });
    if is_known { error.hint(Remedy::AdoptActiveKey) } else { error }
}

fn is_decrypted_by_active(ring: &Keyring, value: &EncryptedValue) -> bool {
    ring.decrypt(&value.text).is_ok_and(|value| value.by == DecryptedBy::Current)
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
