//! What a database can do and how it stores secrets: everything on which rules depend. An address only opens and names a
//! database.

/// How passwords are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordStorage {
    /// With argon2id.
    Argon2id,
    /// With bcrypt, as Kozmoai does.
    Bcrypt,
}

/// How API keys are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeyStorage {
    /// As hashes.
    Hashed,
    /// As plaintext.
    Plaintext,
    /// Encrypted, as a newer generation of Kozmoai does.
    Encrypted,
}

/// What remains of overwritten ciphertexts after a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Residue {
    /// Nothing: the database was written to a new directory.
    Nothing,
    /// Possibly some in the free space of the file.
    FreeSpace,
    /// All of them in dead rows, until the server removes those.
    DeadRows,
}

/// The capabilities of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// How passwords are hashed.
    pub passwords: PasswordStorage,
    /// How API keys are stored.
    pub api_keys: ApiKeyStorage,
    /// Whether API keys can expire, and revoked ones are kept. Without this, every key that exists is accepted, so revoking one
    /// deletes it.
    pub has_api_key_states: bool,
    /// Whether Generic variables are encrypted, as Credentials always are.
    pub encrypts_generic_variables: bool,
    /// Whether a short passphrase derives the same key here as in Kozmoai.
    pub derives_same_keys: bool,
    /// Whether every record with an owner is known, so that ownership can be transferred.
    pub knows_owned_records: bool,
    /// Whether one process at a time has the database open, so that there are no other clients.
    pub is_exclusive: bool,
    /// What remains of overwritten ciphertexts.
    pub residue: Residue,
}

impl Capabilities {
    /// Whether the database is of a newer generation of Kozmoai, which encrypts more than this version can.
    pub fn is_newer_generation(self) -> bool {
        self.api_keys == ApiKeyStorage::Encrypted
    }
}
