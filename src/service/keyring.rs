//! The keys in force, held against what the store remembers: a value is never written under a key that is not the
//! store's own.

use std::ops::ControlFlow;

use super::Service;
use crate::config::Sourced;
use crate::crypto::keyring::{self, Keyring, OpenedBy, Unopened};
use crate::crypto::secret_key::SecretKey;
use crate::error::{Error, Kind, Result};
use crate::model::{Actor, AuditAction, KeyMark, Value};
use crate::secret::Secret;
use crate::store::Change;
use crate::text;

/// What can be done where the active key is not the database's.
pub(super) const OTHER_KEY: &str = "Set the key that they are encrypted with; `kozmoai key check` says which key decrypts which value. If it is \
                                    lost, `kozmoai key adopt` makes the active key the database's.";

/// How many values are tried before something is said of all.
const TRIED: usize = 1000;

/// The keys in force and what the store remembers of them.
pub(super) struct Keys {
    /// Reads and writes.
    pub(super) ring: Keyring,
    mark: Option<KeyMark>,
    origin: String,
}

impl Keys {
    /// Goes before every change of secrets: the store remembers this key from now on, and has no other meanwhile.
    pub(super) fn guard(&self) -> Change {
        let after = self.mark.clone().unwrap_or_else(|| self.as_mark());
        Change::SetKeyMark { before: self.mark.clone(), after }
    }

    /// What a store remembers of the current key.
    pub(super) fn as_mark(&self) -> KeyMark {
        KeyMark { fingerprint: self.ring.fingerprint().to_owned(), origin: self.origin.clone() }
    }
}

impl Service {
    /// The keyring of the settings, if it is the one that the store is under.
    ///
    /// # Errors
    /// `Key`: none is set, one is malformed, or the store is under another one, with both origins named; `Store`.
    pub(super) fn keys(&self) -> Result<Keys> {
        self.refuse_unfinished_rotation()?;
        let (current, older) = self.parsed_keys()?;
        let origin = self.settings().secret_key.origin.to_string();
        let mut keys = Keys { ring: Keyring::new(&current, &older)?, mark: self.store.key_mark()?, origin };
        match &keys.mark {
            Some(mark) if mark.fingerprint != keys.ring.fingerprint() => {
                if !self.corrects_binding(mark, &keys)? {
                    return Err(self.another_key(mark, &keys));
                }
                keys.mark = self.store.key_mark()?;
                Ok(keys)
            }
            Some(_) => {
                self.warn_of_lost_key(&keys)?;
                Ok(keys)
            }
            None => self.tried_on_values(keys),
        }
    }

    /// The keyring for reading: the key that the store is under may be among the older ones.
    ///
    /// # Errors
    /// As [`Service::keys`].
    pub(super) fn reading_ring(&self) -> Result<Keyring> {
        self.refuse_unfinished_rotation()?;
        let (current, older) = self.parsed_keys()?;
        let ring = Keyring::new(&current, &older)?;
        let known = |mark: &KeyMark| {
            ring.fingerprint() == mark.fingerprint || ring.fallback_fingerprints().any(|older| older == mark.fingerprint)
        };
        match self.store.key_mark()? {
            Some(mark) if !known(&mark) => {
                let origin = self.settings().secret_key.origin.to_string();
                let keys = Keys { ring, mark: None, origin };
                if self.corrects_binding(&mark, &keys)? { Ok(keys.ring) } else { Err(self.another_key(&mark, &keys)) }
            }
            _ => Ok(ring),
        }
    }

    /// Corrects the key binding where the values prove it wrong: the active key decrypts all of them, or there are none. A
    /// database or what lies beside it was restored, or the key was lost with everything under it.
    fn corrects_binding(&self, mark: &KeyMark, keys: &Keys) -> Result<bool> {
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
        let said = format!("The database was bound to the key {} (from {}), but {proof}", mark.fingerprint, mark.origin);
        if self.is_read_only() {
            self.notify(format!("{said}; the binding is corrected as soon as something may be written."));
            return Ok(true);
        }
        let detail = Some(format!("from {} to {}: {proof}", mark.fingerprint, after.fingerprint));
        let entry = self.entry(&Actor::System, AuditAction::KeyBindingCorrected, None, detail);
        self.commit(vec![Change::SetKeyMark { before: Some(mark.clone()), after }], vec![entry])?;
        self.notify(format!("{said}: the binding was corrected."));
        Ok(true)
    }

    /// Why values can't be read with the keys in force, if so: none is set, one is malformed, or the store is under another.
    pub fn key_trouble(&self) -> Option<Error> {
        self.reading_ring().err()
    }

    /// The key in force and the older ones, as the settings hold them.
    pub(super) fn parsed_keys(&self) -> Result<(SecretKey, Vec<SecretKey>)> {
        let settings = self.settings();
        let current = settings.secret_key.value.as_ref().ok_or_else(|| super::keys::missing(&settings))?;
        let older = self.older_keys()?;
        let older = older.iter().map(|Sourced { value, origin }| {
            SecretKey::parse(value).map_err(|error| {
                Error::new(Kind::Key, format!("An older key (from KOZMOAI_SECRET_KEY_FALLBACKS, {origin}) is unusable."))
                    .hint(error.message())
            })
        });
        let current = parse_active(current, &settings.secret_key.origin.to_string())?;
        self.refuse_short_key(&current)?;
        Ok((current, older.collect::<Result<_>>()?))
    }

    /// The older keys that values are read with: the fallbacks of the settings, then those that a rotation keeps for others.
    pub(super) fn older_keys(&self) -> Result<Vec<Sourced<Secret>>> {
        let settings = self.settings();
        let Sourced { value: fallbacks, origin } = &settings.secret_key_fallbacks;
        let fallbacks = fallbacks.iter().map(|key| Sourced { value: key.clone(), origin: origin.clone() });
        // A journal that is not used stands in the way of every change by itself; which key decrypts what is then still told.
        Ok(fallbacks.chain(self.keys_of_waiting_rotation().unwrap_or_default()).collect())
    }

    fn another_key(&self, mark: &KeyMark, keys: &Keys) -> Error {
        let (theirs, ours) = (&mark.fingerprint, keys.ring.fingerprint());
        let error = Error::new(
            Kind::Key,
            format!(
                "The store's values are under the key {theirs} (from {}), but the key in force is {ours} (from {}).",
                mark.origin, keys.origin
            ),
        );
        if keys.ring.knows(theirs) {
            return error.hint("The store's key is among the fallbacks: `kozmoai rotate` brings every value under the new one.");
        }
        error.hint(OTHER_KEY)
    }

    /// A store that remembers no key yet is taken over only by a key that opens something of what it holds.
    fn tried_on_values(&self, keys: Keys) -> Result<Keys> {
        // In one reading: of two the second could see the first value that somebody keeps under this very key.
        let mut holds_tokens = false;
        let opens_any = self.any_value(&mut |value| {
            holds_tokens |= keyring::is_token(&value.text);
            is_opened_by_current(&keys.ring, value)
        })?;
        if opens_any || !holds_tokens {
            return Ok(keys);
        }
        Err(Error::new(
            Kind::Key,
            format!("The key {} (from {}) opens none of the store's values.", keys.ring.fingerprint(), keys.origin),
        )
        .hint(OTHER_KEY))
    }

    /// Warns where the database is bound to the active key, and that decrypts nothing of it.
    fn warn_of_lost_key(&self, keys: &Keys) -> Result<()> {
        let (mut seen, mut holds_tokens, mut decrypts) = (0, false, false);
        self.any_value(&mut |value| {
            seen += 1;
            holds_tokens |= keyring::is_token(&value.text);
            decrypts |= keys.ring.open(&value.text).is_ok();
            // What is not found among the first ones is not looked for any further.
            decrypts || seen >= TRIED
        })?;
        if holds_tokens && !decrypts {
            self.notify(format!(
                "The active key {} decrypts no stored value: what is set now is encrypted with another key than those \
                 (`kozmoai key check`).",
                keys.ring.fingerprint()
            ));
        }
        Ok(())
    }

    /// Whether the current key of a ring opens any of the store's values.
    pub(super) fn opens_any(&self, ring: &Keyring) -> Result<bool> {
        self.any_value(&mut |value| is_opened_by_current(ring, value))
    }

    /// Whether any of the store's values is encrypted, under whatever key.
    pub(super) fn holds_tokens(&self) -> Result<bool> {
        self.any_value(&mut |value| keyring::is_token(&value.text))
    }

    /// Whether any of the store's values is so.
    fn any_value(&self, is_so: &mut dyn FnMut(&Value) -> bool) -> Result<bool> {
        let mut any = false;
        self.store.values(&mut |values| {
            any |= values.iter().any(&mut *is_so);
            // One is enough.
            Ok(if any { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(any)
    }
}

fn is_opened_by_current(ring: &Keyring, value: &Value) -> bool {
    ring.open(&value.text).is_ok_and(|value| value.by == OpenedBy::Current)
}

/// The same of a key that is to encrypt: a placeholder is none.
pub(super) fn parse_active(text: &Secret, origin: &str) -> Result<SecretKey> {
    SecretKey::refuse_placeholder(text).map_err(|error| from(&error, origin))?;
    parse(text, origin)
}

/// A key out of its text, whose origin is told when it can't be used.
pub(super) fn parse(text: &Secret, origin: &str) -> Result<SecretKey> {
    SecretKey::parse(text).map_err(|error| from(&error, origin))
}

fn from(error: &Error, origin: &str) -> Error {
    let hint = error.next_step();
    let told = Error::new(Kind::Key, format!("{} It came from {origin}.", error.message()));
    hint.into_iter().fold(told, Error::hint)
}
