//! Fernet tokens, taken and refused as Kozmoai's Python does.
//!
//! The crate `fernet` does the cryptography. It is stricter than Python's `cryptography` about a token's base64 (no
//! blanks, no `+` and `/`) and refuses timestamps in the future; so tokens are decoded here by Python's rules, handed
//! over in canonical form, and read as of the end of time. Stored secrets have no time limit.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use fernet::Fernet;

use super::python;
use super::secret_key::SecretKey;
use crate::secret::Zeroizing;

/// Version byte, timestamp, initialisation vector, HMAC: what every token holds beside its ciphertext.
const OVERHEAD: usize = 1 + 8 + 16 + 32;
/// The first byte of every token.
const VERSION: u8 = 0x80;
/// The bytes of one AES block; padding makes every ciphertext a multiple of it and never empty.
const BLOCK: usize = 16;
/// The crate adds a minute of allowed clock skew to "now" before it compares; this is the latest that can't overflow.
const END_OF_TIME: u64 = u64::MAX - 60;
/// How the base64 of a token made before the year 2106 begins.
const USUAL_BEGINNING: &str = "gAAAA";

/// A token's bytes, decoded but not verified.
pub(super) struct Token<'a> {
    canonical: Cow<'a, str>,
    timestamp: u64,
}

impl<'a> Token<'a> {
    /// Decodes a token; none if it can't be one.
    pub(super) fn decode(text: &'a str) -> Option<Self> {
        // Hardly any token is spelled otherwise than the crate spells it, and then Python's rules have nothing to mend.
        let spelled_so = URL_SAFE.decode(text).ok();
        let canonical = spelled_so.is_some();
        let bytes = match spelled_so {
            Some(bytes) => bytes,
            None => python::urlsafe_b64decode(text.as_bytes()).ok()?.to_vec(),
        };
        let shaped =
            bytes.first() == Some(&VERSION) && bytes.len() >= OVERHEAD + BLOCK && (bytes.len() - OVERHEAD).is_multiple_of(BLOCK);
        let timestamp = u64::from_be_bytes(bytes.get(1..9)?.try_into().ok()?);
        shaped.then(|| Self { canonical: if canonical { text.into() } else { URL_SAFE.encode(&bytes).into() }, timestamp })
    }

    /// When it was made, in seconds since 1970; not to be trusted before the token was opened.
    pub(super) const fn timestamp(&self) -> u64 {
        self.timestamp
    }
}

/// Whether a text that is no token was meant to be one: damaged, rather than a secret in plain text.
pub(super) fn was_a_token(text: &str) -> bool {
    text.trim_start().starts_with(USUAL_BEGINNING)
}

/// One Fernet key.
#[derive(Clone)]
pub(super) struct Cipher(Fernet);

impl Cipher {
    /// The cipher of a secret key; none only if the crate refused 32 bytes.
    pub(super) fn new(key: &SecretKey) -> Option<Self> {
        let text = Zeroizing::new(URL_SAFE.encode(key.bytes()));
        Fernet::new(&text).map(Self)
    }

    /// The plaintext of a token that this key made.
    pub(super) fn open(&self, token: &Token<'_>) -> Option<Zeroizing<Vec<u8>>> {
        self.0.decrypt_at_time(&token.canonical, None, END_OF_TIME).ok().map(Zeroizing::new)
    }

    /// A token for a plaintext, made at `timestamp`, in seconds since 1970.
    pub(super) fn seal(&self, plaintext: &[u8], timestamp: u64) -> String {
        self.0.encrypt_at_time(plaintext, timestamp)
    }
}
