//! The secret key: from the text in KOZMOAI_SECRET_KEY to the 32 bytes of a Fernet key, by the rules of Kozmoai's
//! `ensure_valid_key` (kozmoai-base 0.1.8).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::python::{self, Base64Error};
use crate::error::{Error, Kind, Result};
use crate::secret::{ExposeSecret, Secret, Zeroizing};

/// Shorter texts, in characters, are not decoded but derived from.
const DERIVED_BELOW: usize = 32;

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
    bytes: Zeroizing<[u8; 32]>,
    strength: Strength,
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.fingerprint())
    }
}

impl SecretKey {
    /// Parses a key's text.
    ///
    /// # Errors
    /// `Key`: it is neither short nor base64 of 32 bytes. The message names lengths, never the text.
    pub fn parse(text: &Secret) -> Result<Self> {
        let text = text.expose_secret();
        let length = text.chars().count();
        if length < DERIVED_BELOW {
            return Ok(Self { bytes: python::random_bytes_seeded_with(text), strength: Strength::Derived });
        }
        let mut padded = Zeroizing::new(String::with_capacity(text.len() + 4));
        padded.push_str(text);
        padded.extend(std::iter::repeat_n('=', 4 - length % 4));
        let refused = |why: String| {
            Error::new(Kind::Key, format!("The secret key is unusable: {why}."))
                .hint("A key is 43 URL-safe base64 characters, as `kozmoai keygen` makes them.")
        };
        let decoded = python::urlsafe_b64decode(padded.as_bytes()).map_err(|error| {
            refused(match error {
                Base64Error::Surplus => format!("its {length} characters are one too many or too few for base64"),
                Base64Error::Padding => format!("its {length} characters are no whole base64 text"),
            })
        })?;
        let bytes = <[u8; 32]>::try_from(decoded.as_slice())
            .map_err(|_| refused(format!("its {length} characters decode to {} bytes instead of 32", decoded.len())))?;
        Ok(Self { bytes: Zeroizing::new(bytes), strength: Strength::Full })
    }

    /// Refuses what instructions put in a key's place, such as `…` or `<your key>`, and is pasted with them. Kozmoai would
    /// derive a key from it that everyone knows.
    ///
    /// # Errors
    /// `Key`.
    pub fn refuse_placeholder(text: &Secret) -> Result<()> {
        let text = text.expose_secret().trim();
        // Quotes are kept by what reads an environment file to the letter.
        let quoted = ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote));
        let text = quoted.unwrap_or(text).trim();
        let in_brackets = text.starts_with('<') && text.ends_with('>') && text.chars().count() < DERIVED_BELOW;
        if !in_brackets && !matches!(text, "…" | "...") {
            return Ok(());
        }
        Err(Error::new(Kind::Key, "The secret key is a placeholder.")
            .hint("Put a key of your own there, as `kozmoai keygen` makes it."))
    }

    /// The Fernet key.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// How good its text is.
    pub const fn strength(&self) -> Strength {
        self.strength
    }

    /// Names the key without showing it: 16 hexadecimal digits of a hash of the 32 bytes.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::new().chain_update(b"kozmoai secret key fingerprint").chain_update(self.bytes.as_slice()).finalize();
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A new key: 43 URL-safe characters from 32 random bytes of the operating system.
///
/// # Errors
/// `Unexpected` if the operating system has no randomness to give.
pub fn generate() -> Result<Secret> {
    let mut bytes = Zeroizing::new([0; 32]);
    fill_random(bytes.as_mut_slice())?;
    Ok(Secret::from(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
}

/// Random bytes of the operating system.
///
/// # Errors
/// `Unexpected` if it has none to give.
pub fn fill_random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes)
        .map_err(|error| Error::new(Kind::Unexpected, "The operating system gave no random bytes.").because(error))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use base64::engine::general_purpose::URL_SAFE;

    /// Texts with what Kozmoai makes of them, by `tests/vectors/make_keys.py`.
    const VECTORS: &str = include_str!("../../tests/vectors/keys.json");

    fn fernet_key(text: &str) -> String {
        URL_SAFE.encode(SecretKey::parse(&Secret::from(text)).unwrap().bytes.as_slice())
    }

    #[test]
    fn short_texts_are_derived_as_kozmoai_derives_them() {
        let known = [
            ("randomly_generated_secure_key", "1Sgd563SOazws7Gwo2y4NHJ6XWsesJJQ3t7VOOKJqTw="),
            ("", "9XSYNGPdu8A421fGnwH3maFTXdwMdWNOMdErgkRkqQY="),
            ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "T3nTelcw0nx0d4yZnAB0zVAH-7wPSSJz_VowiIQahaI="),
            ("pässwörd-✓", "TzuJy-UCESkL0OQFr_HT23kV7ZDSFccD7Cn7fVFBg7k="),
        ];
        for (text, key) in known {
            assert_eq!(fernet_key(text), key, "{text}");
        }
    }

    #[test]
    fn long_texts_are_decoded_or_refused_as_python_does() {
        let key = "dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg";
        for spelling in [key.to_owned(), format!("{key}="), key.replace('_', "/"), format!("'{key}='"), format!("{key}\n")] {
            assert_eq!(fernet_key(&spelling), format!("{key}="), "{spelling}");
        }
        for refused in [&key[..42], &"0".repeat(64), &"f".repeat(32), "correct horse battery staple and more!"] {
            let error = SecretKey::parse(&Secret::from(refused)).unwrap_err();
            assert_eq!(error.kind(), Kind::Key);
            assert!(!error.to_string().contains(refused));
        }
    }

    #[test]
    fn placeholder_is_no_key() {
        for text in ["…", "...", " ... ", "<your key>", "<...>", "<>", "\"…\"", "'...'"] {
            assert_eq!(SecretKey::refuse_placeholder(&Secret::from(text)).unwrap_err().kind(), Kind::Key, "{text}");
        }
        for text in ["", "....", "changeme", "<dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg>"] {
            assert!(SecretKey::refuse_placeholder(&Secret::from(text)).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_generated_key_is_full_and_fresh() {
        let (one, two) = (generate().unwrap(), generate().unwrap());
        assert_eq!(one.expose_secret().len(), 43);
        let key = SecretKey::parse(&one).unwrap();
        assert_eq!(key.strength(), Strength::Full);
        assert_ne!(key.fingerprint(), SecretKey::parse(&two).unwrap().fingerprint());
    }

    #[test]
    fn every_text_gives_the_key_that_kozmoai_makes_of_it() {
        let cases: Vec<(String, Option<String>)> = serde_json::from_str(VECTORS).unwrap();
        assert!(cases.len() >= 2_000);
        for (text, expected) in cases {
            let parsed = SecretKey::parse(&Secret::from(text.as_str()));
            let key = parsed.as_ref().ok().map(|key| key.bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
            assert_eq!(key, expected, "{text:?}");
            if let Err(error) = parsed {
                assert!(error.kind() == Kind::Key && !error.to_string().contains(&text), "{text:?}");
            }
        }
    }
}
