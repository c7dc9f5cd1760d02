//! The secret key: from the text in KOZMOAI_SECRET_KEY to the 32 bytes of a Fernet key, by the rules of Kozmoai's
//! `ensure_valid_key` (kozmoai-base 0.1.8).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::python::{self, Base64Error};
use crate::error::{Error, KeyError, KeyFlaw, Result, SECRET_KEY};
use crate::secret::{ExposeSecret, Secret, Zeroizing};

/// Keys are derived from texts with fewer characters than this; longer ones are decoded.
const DERIVED_BELOW: usize = 32;

/// The strength of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// The text encodes 32 bytes.
    Full,
    /// The bytes are derived from a short text, and as easy to guess as that.
    Derived,
}

/// A valid secret key.
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
    /// `KeyMalformed`: the text is neither short nor base64 of 32 bytes. The error names lengths, never the text.
    pub fn parse(text: &Secret) -> Result<Self, KeyError> {
        let text = text.expose_secret();
        let characters = text.chars().count();
        if characters < DERIVED_BELOW {
            return Ok(Self { bytes: python::random_bytes_seeded_with(text), strength: Strength::Derived });
        }
        let mut padded = Zeroizing::new(String::with_capacity(text.len() + 4));
        padded.push_str(text);
        padded.extend(std::iter::repeat_n('=', 4 - characters % 4));
        let malformed = |flaw| KeyError::KeyMalformed { what: SECRET_KEY, flaw, origin: None };
        let decoded = python::urlsafe_b64decode(padded.as_bytes()).map_err(|error| {
            malformed(match error {
                Base64Error::Surplus => KeyFlaw::Length { characters },
                Base64Error::Padding => KeyFlaw::Incomplete { characters },
            })
        })?;
        let bytes = <[u8; 32]>::try_from(decoded.as_slice())
            .map_err(|_| malformed(KeyFlaw::Bytes { characters, bytes: decoded.len() }))?;
        Ok(Self { bytes: Zeroizing::new(bytes), strength: Strength::Full })
    }

    /// Refuses placeholders of instructions, such as `…` or `<your key>`, from which Kozmoai would derive a key that everyone
    /// can guess, and an empty text, which is no key once it is stored.
    ///
    /// # Errors
    /// `KeyPlaceholder`, `KeyMalformed`.
    pub fn refuse_placeholder(text: &Secret) -> Result<(), KeyError> {
        let text = text.expose_secret();
        if text.is_empty() {
            return Err(KeyError::KeyMalformed { what: SECRET_KEY, flaw: KeyFlaw::Empty, origin: None });
        }
        let text = text.trim();
        // Docker's --env-file keeps quotes.
        let quoted = ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote));
        let text = quoted.unwrap_or(text).trim();
        let in_brackets = text.starts_with('<') && text.ends_with('>') && text.chars().count() < DERIVED_BELOW;
        if !in_brackets && !matches!(text, "…" | "...") {
            return Ok(());
        }
        Err(KeyError::KeyPlaceholder { origin: None })
    }

    /// The bytes of the Fernet key.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// Its strength.
    pub const fn strength(&self) -> Strength {
        self.strength
    }

    /// 16 hexadecimal digits of a hash of the key, which identify it without revealing it.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::new().chain_update(b"kozmoai secret key fingerprint").chain_update(self.bytes.as_slice()).finalize();
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Generates a key: 32 random bytes of the operating system as 43 URL-safe characters.
///
/// # Errors
/// `NoRandomness`.
pub fn generate() -> Result<Secret> {
    let mut bytes = Zeroizing::new([0; 32]);
    fill_random(bytes.as_mut_slice())?;
    Ok(Secret::from(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
}

/// Fills a buffer with random bytes of the operating system.
///
/// # Errors
/// `NoRandomness`.
pub fn fill_random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|error| Error::from(KeyError::NoRandomness).because(error))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use base64::engine::general_purpose::URL_SAFE;

    /// Texts and the keys that Kozmoai derives from them, from `tests/vectors/make_keys.py`.
    const VECTORS: &str = include_str!("../../tests/vectors/keys.json");

    fn fernet_key(text: &str) -> String {
        URL_SAFE.encode(SecretKey::parse(&Secret::from(text)).unwrap().bytes.as_slice())
    }

    #[test]
    fn short_texts_derive_kozmoais_keys() {
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
    fn long_texts_decode_as_in_python() {
        let key = "dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg";
        for spelling in [key.to_owned(), format!("{key}="), key.replace('_', "/"), format!("'{key}='"), format!("{key}\n")] {
            assert_eq!(fernet_key(&spelling), format!("{key}="), "{spelling}");
        }
        for refused in [&key[..42], &"0".repeat(64), &"f".repeat(32), "correct horse battery staple and more!"] {
            let error = SecretKey::parse(&Secret::from(refused)).unwrap_err();
            assert_eq!(error.code(), "key_malformed");
            assert!(!error.to_string().contains(refused));
        }
    }

    #[test]
    fn placeholders_are_refused() {
        for text in ["…", "...", " ... ", "<your key>", "<...>", "<>", "\"…\"", "'...'"] {
            assert_eq!(SecretKey::refuse_placeholder(&Secret::from(text)).unwrap_err().code(), "key_placeholder", "{text}");
        }
        assert_eq!(SecretKey::refuse_placeholder(&Secret::from("")).unwrap_err().code(), "key_malformed");
        for text in [" ", "....", "changeme", "<dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg>"] {
            assert!(SecretKey::refuse_placeholder(&Secret::from(text)).is_ok(), "{text}");
        }
    }

    #[test]
    fn generated_keys_are_strong_and_unique() {
        let (one, two) = (generate().unwrap(), generate().unwrap());
        assert_eq!(one.expose_secret().len(), 43);
        let key = SecretKey::parse(&one).unwrap();
        assert_eq!(key.strength(), Strength::Full);
        assert_eq!(format!("{key:?}"), format!("SecretKey({})", key.fingerprint()));
        assert_ne!(key.fingerprint(), SecretKey::parse(&two).unwrap().fingerprint());
    }

    #[test]
    fn every_vector_gives_kozmoais_key() {
        let cases: Vec<(String, Option<String>)> = serde_json::from_str(VECTORS).unwrap();
        assert!(cases.len() >= 2_000);
        for (text, expected) in cases {
            let parsed = SecretKey::parse(&Secret::from(text.as_str()));
            let key = parsed.as_ref().ok().map(|key| key.bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
            assert_eq!(key, expected, "{text:?}");
            if let Err(error) = parsed {
                assert!(error.code() == "key_malformed" && !error.to_string().contains(&text), "{text:?}");
            }
        }
    }
}
