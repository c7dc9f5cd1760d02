//! Errors about secret keys, the files that contain them, the key binding, and databases of a newer generation.

use std::fmt;
use std::path::{Path, PathBuf};

use super::Remedy;
use super::define::errors;

/// What the key of `KOZMOAI_SECRET_KEY` is called in messages.
pub const SECRET_KEY: &str = "secret key";
/// What a key of `KOZMOAI_SECRET_KEY_FALLBACKS` is called in messages.
pub const FALLBACK_KEY: &str = "fallback key";

errors! {
    /// What is wrong with a secret key, or with the cryptography.
    pub enum KeyError {
        /// No secret key is set.
        KeyMissing {
            /// The key file that does not exist; none without a configuration directory.
            file: Option<PathBuf>,
        } = "key_missing", Key, ("No secret key is set: {}.", unset(file.as_deref())) => Remedy::GenerateKey;

        /// A secret key or a fallback key does not encode 32 bytes.
        KeyMalformed {
            /// What the key is called.
            what: &'static str,
            /// What is wrong with it.
            flaw: KeyFlaw,
            /// Where the key comes from, if known.
            origin: Option<String>,
        } = "key_malformed", Key, ("The {what}{} is unusable: {flaw}.", from(origin.as_deref())) => Remedy::UseGeneratedKey;

        /// The secret key is a placeholder of the documentation, such as `<your key>`.
        KeyPlaceholder {
            /// Where the key comes from, if known.
            origin: Option<String>,
        } = "key_placeholder", Key, ("The secret key{} is a placeholder.", from(origin.as_deref())) => Remedy::UseGeneratedKey;

        /// A key is to be written to a file that is not a .env file.
        NotEnvFile {
            /// The file.
            path: PathBuf,
        } = "not_env_file", Usage [File], ("{} is not a .env file and was left unchanged.", path.display())
            => "Name a .env file; `kozmoai keygen --raw` prints only the key, for a key file.".into();

        /// The .env file already contains a secret key.
        EnvFileHasKey {
            /// The file.
            path: PathBuf,
        } = "env_file_has_key", Conflict, ("{} already contains a secret key and was left unchanged.", path.display())
            => "Secrets are encrypted with that key: overwriting it would lose them. Write the new key to another file.".into();

        /// The values of the database are encrypted with another key than the active one.
        KeyMismatch {
            /// The key that the database is bound to.
            database: String,
            /// Where that key came from.
            database_origin: String,
            /// The active key.
            active: String,
            /// Where the active key comes from.
            origin: String,
        } = "key_mismatch", Key,
            ("The database is bound to the key {database} (from {database_origin}), but the active key is {active} (from {origin}).")
            => Remedy::SetDatabaseKey;

        /// The database is not bound to a key yet, and the active key decrypts none of its values.
        KeyDecryptsNothing {
            /// The active key.
            active: String,
            /// Where it comes from.
            origin: String,
        } = "key_decrypts_nothing", Key, ("The active key {active} (from {origin}) decrypts none of the database's values.")
            => Remedy::SetDatabaseKey;

        /// The database is of a newer generation, which this version would damage.
        NewerGeneration {
            /// How that generation differs.
            difference: Difference,
        } = "newer_generation", Store,
            ("The database is of a newer generation of Kozmoai, which {difference}; nothing was changed.")
            => difference.remedy();

        /// The operating system has no random bytes.
        NoRandomness = "no_randomness", Unexpected, ("The operating system provided no random bytes.");

        /// The cryptography refuses a valid key.
        CipherFailed = "cipher_failed", Unexpected, ("The cryptography refused a key of 32 bytes.");

        /// The cryptography cannot hash a password.
        PasswordHashFailed = "password_hash_failed", Unexpected, ("The password can't be hashed.");
    }
}

impl KeyError {
    /// Adds where the key comes from.
    #[must_use]
    pub fn of(mut self, source: &str) -> Self {
        if let Self::KeyMalformed { origin, .. } | Self::KeyPlaceholder { origin } = &mut self {
            *origin = Some(source.to_owned());
        }
        self
    }
}

/// What is wrong with the text of a key; never the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFlaw {
    /// There is no text, which counts as no key.
    Empty,
    /// No base64 text has this length.
    Length {
        /// In characters.
        characters: usize,
    },
    /// The text is not complete base64.
    Incomplete {
        /// In characters.
        characters: usize,
    },
    /// The text encodes more or fewer than 32 bytes.
    Bytes {
        /// In characters.
        characters: usize,
        /// How many bytes it encodes.
        bytes: usize,
    },
}

impl fmt::Display for KeyFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty, which counts as not set"),
            Self::Length { characters } => write!(f, "its {characters} characters are one too many or too few for base64"),
            Self::Incomplete { characters } => write!(f, "its {characters} characters are not complete base64"),
            Self::Bytes { characters, bytes } => write!(f, "its {characters} characters decode to {bytes} bytes instead of 32"),
        }
    }
}

/// How a newer generation of the database differs from what this version writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Generic variables are not encrypted.
    GenericPlaintext,
    /// API keys are encrypted.
    ApiKeysEncrypted,
    /// More records have an owner.
    MoreOwned,
    /// Short texts give other keys.
    Derivation,
    /// More values are encrypted.
    MoreEncrypted {
        /// How many.
        count: u64,
    },
}

impl Difference {
    fn remedy(self) -> Remedy {
        Remedy::from(match self {
            Self::GenericPlaintext => "Set it in the application, or as a Credential.",
            Self::ApiKeysEncrypted | Self::MoreOwned => "Use the application for that.",
            Self::Derivation => {
                "First change to a key of 32 random bytes with the application's own tool: this version supports that."
            }
            Self::MoreEncrypted { .. } => "Rotate the key with the application's own tool.",
        })
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GenericPlaintext => {
                f.write_str("keeps Generic variables in plaintext, and an encrypted one would disappear from the application")
            }
            Self::ApiKeysEncrypted => f.write_str("keeps API keys encrypted, which this version does not"),
            Self::MoreOwned => f.write_str(
                "keeps personal folders, triggers, connections and MCP servers by owner, which this version cannot transfer",
            ),
            Self::Derivation => f.write_str("derives another key from a text of fewer than 32 characters"),
            Self::MoreEncrypted { count } => {
                let values = crate::text::count(*count, "value");
                write!(f, "encrypts more than variables: {values} would stay encrypted with the previous key")
            }
        }
    }
}

fn from(origin: Option<&str>) -> String {
    origin.map(|origin| format!(" (from {origin})")).unwrap_or_default()
}

fn unset(file: Option<&Path>) -> String {
    file.map_or_else(
        || "KOZMOAI_SECRET_KEY has no value, and there is no configuration directory (`--config-dir` names one)".to_owned(),
        |file| format!("KOZMOAI_SECRET_KEY has no value, and {} does not exist", file.display()),
    )
}
