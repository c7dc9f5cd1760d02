//! The keyring: the current key, which writes and reads, and older ones, which only read.

use std::fmt;

use jiff::Timestamp;

use super::fernet::{Cipher, Token, was_a_token};
use super::secret_key::SecretKey;
use crate::error::{Error, Kind, Result};
use crate::secret::Zeroizing;

/// Which key opened a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenedBy {
    /// The current key.
    Current,
    /// An older key: its place among the fallbacks, from 0.
    Fallback(usize),
}

/// Why a value can't be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unopened {
    /// It is no Fernet token: a value in plain text.
    PlainText,
    /// It begins as a token does, but is no whole one.
    Damaged,
    /// It is a token, but was made by a key that is not given, or was changed.
    NoKey,
}

/// A value in the clear.
pub struct Opened {
    /// The bytes.
    pub plaintext: Zeroizing<Vec<u8>>,
    /// Which key opened it.
    pub by: OpenedBy,
    /// When its token was made, in seconds since 1970.
    pub timestamp: u64,
}

/// Whether a value was encrypted, under whatever key.
pub fn is_token(value: &str) -> bool {
    Token::decode(value).is_some()
}

#[derive(Clone)]
struct Held {
    fingerprint: String,
    cipher: Cipher,
}

/// The keys in force.
pub struct Keyring {
    current: Held,
    fallbacks: Vec<Held>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({} and {} older)", self.current.fingerprint, self.fallbacks.len())
    }
}

impl Keyring {
    /// A keyring; a fallback that is the current key again, or twice there, is held once.
    ///
    /// # Errors
    /// `Unexpected` if the cryptography refuses a key of 32 bytes.
    pub fn new(current: &SecretKey, fallbacks: &[SecretKey]) -> Result<Self> {
        let mut ring = Self { current: held(current)?, fallbacks: Vec::new() };
        for key in fallbacks {
            let key = held(key)?;
            let known =
                key.fingerprint == ring.current.fingerprint || ring.fallbacks.iter().any(|k| k.fingerprint == key.fingerprint);
            if !known {
                ring.fallbacks.push(key);
            }
        }
        Ok(ring)
    }

    /// The same current key, and no older one beside it.
    #[must_use]
    pub fn current_alone(&self) -> Self {
        Self { current: self.current.clone(), fallbacks: Vec::new() }
    }

    /// Names the current key.
    pub fn fingerprint(&self) -> &str {
        &self.current.fingerprint
    }

    /// Whether the key of this fingerprint is among them.
    pub fn knows(&self, fingerprint: &str) -> bool {
        self.fingerprint() == fingerprint || self.fallback_fingerprints().any(|older| older == fingerprint)
    }

    /// Names the older keys, in order.
    pub fn fallback_fingerprints(&self) -> impl Iterator<Item = &str> {
        self.fallbacks.iter().map(|key| key.fingerprint.as_str())
    }

    /// Encrypts a value under the current key.
    pub fn seal(&self, plaintext: &[u8], now: Timestamp) -> String {
        self.current.cipher.seal(plaintext, u64::try_from(now.as_second()).unwrap_or(0))
    }

    /// Decrypts a value with whichever key opens it, the current one first.
    ///
    /// # Errors
    /// Why it can't be opened.
    pub fn open(&self, value: &str) -> Result<Opened, Unopened> {
        let unopened = || if was_a_token(value) { Unopened::Damaged } else { Unopened::PlainText };
        let token = Token::decode(value).ok_or_else(unopened)?;
        let older = self.fallbacks.iter().enumerate().map(|(place, key)| (OpenedBy::Fallback(place), key));
        std::iter::once((OpenedBy::Current, &self.current))
            .chain(older)
            .find_map(|(by, key)| key.cipher.open(&token).map(|plaintext| Opened { plaintext, by, timestamp: token.timestamp() }))
            .ok_or(Unopened::NoKey)
    }

    /// Encrypts an opened value under the current key, its timestamp kept.
    pub fn reseal(&self, opened: &Opened) -> String {
        self.current.cipher.seal(&opened.plaintext, opened.timestamp)
    }
}

fn held(key: &SecretKey) -> Result<Held> {
    let cipher = Cipher::new(key).ok_or_else(|| Error::new(Kind::Unexpected, "The cryptography refused a key of 32 bytes."))?;
    Ok(Held { fingerprint: key.fingerprint(), cipher })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::secret::Secret;

    /// Tokens with what Python's `cryptography` makes of them, by `tests/vectors/make_tokens.py`.
    const VECTORS: &str = include_str!("../../tests/vectors/tokens.json");

    fn ring(current: &str, older: &[&str]) -> Keyring {
        let key = |text: &str| SecretKey::parse(&Secret::from(text)).unwrap();
        Keyring::new(&key(current), &older.iter().map(|text| key(text)).collect::<Vec<_>>()).unwrap()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn tokens_are_taken_and_refused_as_python_does() {
        let cases: Vec<(String, String, Option<String>)> = serde_json::from_str(VECTORS).unwrap();
        assert!(cases.len() >= 2_000);
        for (key, token, plaintext) in cases {
            let opened = ring(&key, &[]).open(&token).ok().map(|opened| hex(&opened.plaintext));
            assert_eq!(opened, plaintext, "{token:?}");
        }
    }

    #[test]
    fn a_value_goes_from_an_older_key_to_the_current_one_with_its_time() {
        let sealed = ring("an older key", &[]).seal(b"secret", "2026-05-18T12:00:00Z".parse().unwrap());
        let keys = ring("the current key", &["the current key", "an older key", "an older key"]);
        assert_eq!(keys.fallback_fingerprints().count(), 1);
        let opened = keys.open(&sealed).unwrap();
        assert_eq!((opened.plaintext.as_slice(), opened.by), (&b"secret"[..], OpenedBy::Fallback(0)));
        let again = ring("the current key", &[]).open(&keys.reseal(&opened)).unwrap();
        assert_eq!((again.plaintext.as_slice(), again.timestamp), (&b"secret"[..], opened.timestamp));
    }

    #[test]
    fn plain_text_is_told_from_what_no_key_opens() {
        let keys = ring("a key", &[]);
        let foreign = ring("another key", &[]).seal(b"x", "2026-05-18T12:00:00Z".parse().unwrap());
        assert_eq!(keys.open("eu-west-1").err(), Some(Unopened::PlainText));
        assert_eq!(keys.open(&foreign).err(), Some(Unopened::NoKey));
        assert_eq!(keys.open(&foreign[..40]).err(), Some(Unopened::Damaged));
    }
}
