//! The keyring: the active key, which encrypts and decrypts, and fallback keys, which only decrypt.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::Timestamp;

use super::fernet::{Cipher, Token, was_a_token};
use super::secret_key::SecretKey;
use crate::error::{KeyError, Result};
use crate::secret::Zeroizing;

/// The key that decrypted a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecryptedBy {
    /// The active key.
    Current,
    /// A fallback key, by its index.
    Fallback(usize),
}

/// Why a value cannot be decrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecryptFailure {
    /// It is not a Fernet token, but plaintext.
    PlainText,
    /// It begins like a token, but is not a complete one.
    Damaged,
    /// It is a token, but of a key that was not given, or was tampered with.
    NoKey,
}

/// A decrypted value.
pub struct Decrypted {
    /// The plaintext.
    pub plaintext: Zeroizing<Vec<u8>>,
    /// The key that decrypted it.
    pub by: DecryptedBy,
    /// When its token was created, in seconds since 1970.
    pub timestamp: u64,
}

/// Whether a value is encrypted, with any key.
pub fn is_token(value: &str) -> bool {
    Token::decode(value).is_some()
}

#[derive(Clone)]
struct RingKey {
    fingerprint: String,
    cipher: Cipher,
}

/// The keys that values are encrypted and decrypted with.
pub struct Keyring {
    current: RingKey,
    fallbacks: Vec<RingKey>,
    /// The key that decrypted the last value: the most likely one for the next. 0 is the active key, 1 the first fallback key.
    likely: AtomicUsize,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({} and {} fallbacks)", self.current.fingerprint, self.fallbacks.len())
    }
}

impl Keyring {
    /// A keyring. A fallback key that is repeated, or is the active key, counts once.
    ///
    /// # Errors
    /// `CipherFailed`.
    pub fn new(current: &SecretKey, fallbacks: &[SecretKey]) -> Result<Self> {
        let mut ring = Self { current: ring_key(current)?, fallbacks: Vec::new(), likely: AtomicUsize::new(0) };
        for key in fallbacks {
            let key = ring_key(key)?;
            let known =
                key.fingerprint == ring.current.fingerprint || ring.fallbacks.iter().any(|k| k.fingerprint == key.fingerprint);
            if !known {
                ring.fallbacks.push(key);
            }
        }
        Ok(ring)
    }

    /// The active key without the fallbacks.
    #[must_use]
    pub fn current_alone(&self) -> Self {
        Self { current: self.current.clone(), fallbacks: Vec::new(), likely: AtomicUsize::new(0) }
    }

    /// The active key's fingerprint.
    pub fn fingerprint(&self) -> &str {
        &self.current.fingerprint
    }

    /// Whether a key has this fingerprint.
    pub fn knows(&self, fingerprint: &str) -> bool {
        self.fingerprint() == fingerprint || self.fallback_fingerprints().any(|fallback| fallback == fingerprint)
    }

    /// The fingerprints of the fallback keys, in order.
    pub fn fallback_fingerprints(&self) -> impl Iterator<Item = &str> {
        self.fallbacks.iter().map(|key| key.fingerprint.as_str())
    }

    /// Encrypts a value with the active key.
    pub fn encrypt(&self, plaintext: &[u8], now: Timestamp) -> String {
        self.current.cipher.seal(plaintext, u64::try_from(now.as_second()).unwrap_or(0))
    }

    /// Decrypts a value. The order in which the keys are tried only matters for the time: a token has one key.
    ///
    /// # Errors
    /// Why it cannot be decrypted.
    pub fn decrypt(&self, value: &str) -> Result<Decrypted, DecryptFailure> {
        let likely = self.likely.load(Ordering::Relaxed);
        // Nearly all are opened at once.
        if let Some(decrypted) = Token::probable(value).and_then(|token| self.open(likely, &token)) {
            return Ok(decrypted);
        }
        let failure = || if was_a_token(value) { DecryptFailure::Damaged } else { DecryptFailure::PlainText };
        let token = Token::decode(value).ok_or_else(failure)?;
        let mut keys = 0..=self.fallbacks.len();
        let opened = keys.find_map(|place| Some((place, self.open(place, &token)?)));
        let (place, decrypted) = opened.ok_or(DecryptFailure::NoKey)?;
        self.likely.store(place, Ordering::Relaxed);
        Ok(decrypted)
    }

    /// Decrypts a token with the key of this number.
    fn open(&self, place: usize, token: &Token<'_>) -> Option<Decrypted> {
        let fallback = place.checked_sub(1);
        let key = fallback.map_or(Some(&self.current), |place| self.fallbacks.get(place))?;
        let plaintext = key.cipher.open(token)?;
        let by = fallback.map_or(DecryptedBy::Current, DecryptedBy::Fallback);
        Some(Decrypted { plaintext, by, timestamp: token.timestamp() })
    }

    /// Encrypts a decrypted value with the active key, keeping its timestamp.
    pub fn reencrypt(&self, opened: &Decrypted) -> String {
        self.current.cipher.seal(&opened.plaintext, opened.timestamp)
    }
}

fn ring_key(key: &SecretKey) -> Result<RingKey> {
    let cipher = Cipher::new(key).ok_or(KeyError::CipherFailed)?;
    Ok(RingKey { fingerprint: key.fingerprint(), cipher })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::secret::Secret;

    /// Tokens and what Python's `cryptography` decrypts them to, from `tests/vectors/make_tokens.py`.
    const VECTORS: &str = include_str!("../../tests/vectors/tokens.json");

    fn ring(current: &str, fallbacks: &[&str]) -> Keyring {
        let key = |text: &str| SecretKey::parse(&Secret::from(text)).unwrap();
        Keyring::new(&key(current), &fallbacks.iter().map(|text| key(text)).collect::<Vec<_>>()).unwrap()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn tokens_decrypt_as_in_python() {
        let cases: Vec<(String, String, Option<String>)> = serde_json::from_str(VECTORS).unwrap();
        assert!(cases.len() >= 2_000);
        for (key, token, plaintext) in cases {
            let opened = ring(&key, &[]).decrypt(&token).ok().map(|opened| hex(&opened.plaintext));
            assert_eq!(opened, plaintext, "{token:?}");
        }
    }

    #[test]
    fn reseal_keeps_timestamp() {
        let sealed = ring("a fallback key", &[]).encrypt(b"secret", "2026-05-18T12:00:00Z".parse().unwrap());
        let keys = ring("the active key", &["the active key", "a fallback key", "a fallback key"]);
        assert_eq!(keys.fallback_fingerprints().count(), 1);
        assert_eq!(format!("{keys:?}"), format!("Keyring({} and 1 fallbacks)", keys.fingerprint()));
        let opened = keys.decrypt(&sealed).unwrap();
        assert_eq!((opened.plaintext.as_slice(), opened.by), (&b"secret"[..], DecryptedBy::Fallback(0)));
        let again = ring("the active key", &[]).decrypt(&keys.reencrypt(&opened)).unwrap();
        assert_eq!((again.plaintext.as_slice(), again.timestamp), (&b"secret"[..], opened.timestamp));
    }

    #[test]
    fn values_of_several_keys_are_told_apart_in_any_order() {
        let keys = ring("a", &["b", "c"]);
        let sealed = ["a", "b", "c"].map(|key| ring(key, &[]).encrypt(key.as_bytes(), "2026-05-18T12:00:00Z".parse().unwrap()));
        let by = [DecryptedBy::Current, DecryptedBy::Fallback(0), DecryptedBy::Fallback(1)];
        for place in [0, 2, 2, 1, 0, 1, 2, 0, 0] {
            let opened = keys.decrypt(&sealed[place]).unwrap();
            assert_eq!((opened.plaintext.as_slice(), opened.by), (["a", "b", "c"][place].as_bytes(), by[place]));
        }
    }

    #[test]
    fn plaintext_differs_from_undecryptable_token() {
        let keys = ring("a key", &[]);
        let foreign = ring("another key", &[]).encrypt(b"x", "2026-05-18T12:00:00Z".parse().unwrap());
        assert_eq!(keys.decrypt("eu-west-1").err(), Some(DecryptFailure::PlainText));
        assert_eq!(keys.decrypt(&foreign).err(), Some(DecryptFailure::NoKey));
        assert_eq!(keys.decrypt(&foreign[..40]).err(), Some(DecryptFailure::Damaged));
    }
}
