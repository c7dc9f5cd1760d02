//! Fernet tokens, accepted and rejected as Kozmoai's Python does.
//!
//! The crate `fernet` does the cryptography. It is stricter than Python's `cryptography` about a token's base64 (no
//! blanks, no `+` and `/`) and rejects timestamps in the future; so tokens are decoded here by Python's rules, passed on
//! in canonical form, and decrypted with the latest possible time as "now". Stored secrets do not expire.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use fernet::Fernet;

use super::python;
use super::secret_key::SecretKey;
use crate::secret::Zeroizing;

/// The bytes of a token besides its ciphertext: version, timestamp, initialisation vector, HMAC.
const OVERHEAD: usize = 1 + 8 + 16 + 32;
/// The first byte of every token.
const VERSION: u8 = 0x80;
/// The bytes of an AES block. With its padding, every ciphertext is a multiple of it and never empty.
const BLOCK: usize = 16;
/// The latest "now" that cannot overflow: the crate adds a minute of clock skew to it.
const END_OF_TIME: u64 = u64::MAX - 60;
/// The start of every token's base64, until the year 2106.
const USUAL_START: &str = "gAAAA";

/// A token's bytes, decoded but not verified.
pub(super) struct Token<'a> {
    canonical: Cow<'a, str>,
    timestamp: u64,
}

impl<'a> Token<'a> {
    /// A text that is a token if a key decrypts it: one in canonical form, of which only the beginning is decoded here.
    pub(super) fn probable(text: &'a str) -> Option<Self> {
        let body = text.trim_end_matches('=').len();
        let is_padded = text.len() - body == body.wrapping_neg() % 4;
        let begin = URL_SAFE.decode(text.get(..12)?).ok()?;
        let timestamp = u64::from_be_bytes(begin.get(1..9)?.try_into().ok()?);
        is_padded.then(|| Self { canonical: text.into(), timestamp })
    }

    /// Decodes a token; none if the text is not one.
    pub(super) fn decode(text: &'a str) -> Option<Self> {
        // Nearly all tokens are canonical, and need none of Python's rules.
        let decoded = URL_SAFE.decode(text).ok();
        let canonical = decoded.is_some();
        let bytes = match decoded {
            Some(bytes) => bytes,
            None => python::urlsafe_b64decode(text.as_bytes()).ok()?.to_vec(),
        };
        let is_token =
            bytes.first() == Some(&VERSION) && bytes.len() >= OVERHEAD + BLOCK && (bytes.len() - OVERHEAD).is_multiple_of(BLOCK);
        let timestamp = u64::from_be_bytes(bytes.get(1..9)?.try_into().ok()?);
        is_token.then(|| Self { canonical: if canonical { text.into() } else { URL_SAFE.encode(&bytes).into() }, timestamp })
    }

    /// When it was created, in seconds since 1970; not authentic until the token is decrypted.
    pub(super) const fn timestamp(&self) -> u64 {
        self.timestamp
    }
}

/// Whether a text that is not a token is a damaged one, rather than plaintext.
pub(super) fn was_a_token(text: &str) -> bool {
    text.trim_start().starts_with(USUAL_START)
}

/// One Fernet key.
#[derive(Clone)]
pub(super) struct Cipher(Fernet);

impl Cipher {
    /// The cipher of a secret key; none only if the crate rejects 32 bytes.
    pub(super) fn new(key: &SecretKey) -> Option<Self> {
        let text = Zeroizing::new(URL_SAFE.encode(key.bytes()));
        Fernet::new(&text).map(Self)
    }

    /// Decrypts a token; none if this key did not create it.
    pub(super) fn open(&self, token: &Token<'_>) -> Option<Zeroizing<Vec<u8>>> {
        self.0.decrypt_at_time(&token.canonical, None, END_OF_TIME).ok().map(Zeroizing::new)
    }

    /// Encrypts a plaintext; `timestamp` is in seconds since 1970.
    pub(super) fn seal(&self, plaintext: &[u8], timestamp: u64) -> String {
        self.0.encrypt_at_time(plaintext, timestamp)
    }
}
