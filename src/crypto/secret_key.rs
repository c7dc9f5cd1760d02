//! The secret key: from the text in KOZMOAI_SECRET_KEY to the 32 bytes of a Fernet key, by Kozmoai's own rules.

use crate::error::Result;
use crate::secret::{Secret, Zeroizing};

/// How good a key's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// The text encodes 32 bytes.
    Full,
    /// Shorter than 32 characters: the bytes are derived from it, so they can be guessed as easily as the text.
    Derived,
}

/// A usable secret key.
pub struct SecretKey {
    /// The Fernet key's 32 bytes.
    #[expect(dead_code, reason = "read by the keyring")]
    bytes: Zeroizing<[u8; 32]>,
}

impl SecretKey {
    /// Parses a key's text. # Errors `Key`: it is of neither form; the message names lengths, never the text.
    pub fn parse(_text: &Secret) -> Result<Self> {
        todo!()
    }

    /// How good its text is.
    pub fn strength(&self) -> Strength {
        todo!()
    }

    /// Names the key without showing it: 16 hexadecimal digits of a hash of the 32 bytes.
    pub fn fingerprint(&self) -> String {
        todo!()
    }
}

/// A new key: 43 URL-safe characters from 32 random bytes of the operating system.
pub fn generate() -> Result<Secret> {
    todo!()
}
