//! Descriptions of the schemas of Kozmoai's family. The statements and algorithms beside this file know a database only through
//! its description, which is chosen by its columns, because version numbers are no reliable sign.
//!
//! Another schema is another description in [`SCHEMAS`]: it says where it differs from [`KOZMOAI`].

use super::prelude::*;

/// A table and one of its columns.
pub(in crate::store) type TableColumn = (&'static str, &'static str);

/// The description of a schema.
#[derive(Debug)]
pub(in crate::store) struct Schema {
    /// Columns of which any one shows that a database has this schema; none for the one that is assumed otherwise.
    pub(super) signs: &'static [TableColumn],
    /// The tables that it must have, with these columns and possibly others.
    pub(super) required: &'static [Table],
    /// The tables that this program writes to.
    pub(super) written: &'static [&'static str],
    /// Every column with encrypted values: the inventory of a rotation.
    pub(in crate::store) encrypted: &'static [EncryptedColumn],
    /// Columns in which newer generations store encrypted values, which this program can't rewrite.
    pub(super) encrypted_by_newer: &'static [TableColumn],
    /// The data, inputs and outputs of flows. Text there is the users' own, unless a key decrypts it.
    pub(super) flow_texts: &'static [TableColumn],
    /// What depends on a user, in the order in which it is deleted with the user.
    pub(super) dependents: &'static [Dependent],
    /// How passwords are hashed.
    pub(super) passwords: PasswordStorage,
    /// How API keys are stored.
    pub(super) api_keys: ApiKeyStorage,
    /// Whether Generic variables are encrypted, as Credentials always are.
    pub(super) encrypts_generic_variables: bool,
    /// Whether a short passphrase derives the same key as in Kozmoai.
    pub(super) derives_same_keys: bool,
    /// Whether [`Self::dependents`] is complete.
    pub(super) knows_owned_records: bool,
}

/// A table. The values of a row are in the order of its columns.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    /// The first one identifies the rows.
    pub(super) columns: &'static [&'static str],
}

/// A column with encrypted values.
#[derive(Debug)]
pub(in crate::store) struct EncryptedColumn {
    pub(in crate::store) table: &'static str,
    /// The column with the ids of the rows.
    pub(in crate::store) key: &'static str,
    pub(in crate::store) column: &'static str,
    /// The location of the value in the row with this id.
    pub(in crate::store) location: fn(Uuid) -> SecretLocation,
}

/// Rows that depend on a user.
#[derive(Debug)]
pub(super) struct Dependent {
    pub(super) table: &'static str,
    /// The column that refers to the owner.
    pub(super) column: &'static str,
    pub(super) owner: Owner,
    pub(super) on_delete: OnDelete,
}

/// What a row refers to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner {
    /// The user.
    User,
    /// A folder of the user's.
    Folder,
    /// A flow in a folder of the user's, whoever owns the flow.
    Flow,
}

/// What happens to a row when its user is deleted.
#[derive(Clone, Copy, Debug)]
pub(super) enum OnDelete {
    /// It is deleted.
    Delete,
    /// It is kept without an owner.
    Detach,
}

const fn dependent(table: &'static str, column: &'static str, owner: Owner, on_delete: OnDelete) -> Dependent {
    Dependent { table, column, owner, on_delete }
}

/// The table of users.
pub(super) const USERS: Table = Table {
    name: "user",
    columns: &[
        "id",
        "username",
        "password",
        "profile_image",
        "is_active",
        "is_superuser",
        "create_at",
        "updated_at",
        "last_login_at",
        "store_api_key",
    ],
};
/// The table of folders.
pub(super) const FOLDERS: Table = Table { name: "folder", columns: &["id", "user_id", "name", "description", "parent_id"] };
/// The table of variables.
pub(super) const VARIABLES: Table = Table {
    name: "variable",
    columns: &["id", "user_id", "name", "value", "type", "default_fields", "created_at", "updated_at"],
};
/// The table of API keys.
pub(super) const API_KEYS: Table = Table {
    name: "apikey",
    columns: &["id", "user_id", "name", "api_key", "created_at", "last_used_at", "total_uses", "is_active"],
};

/// The schema of Kozmoai 0.1.8.
pub(in crate::store) const KOZMOAI: Schema = Schema {
    signs: &[],
    required: &[API_KEYS, FOLDERS, USERS, VARIABLES],
    written: &["apikey", "file", "flow", "folder", "user", "variable"],
    encrypted: &[
        EncryptedColumn {
            table: "variable",
            key: "id",
            column: "value",
            location: |id| SecretLocation::Variable(VariableId(id)),
        },
        EncryptedColumn {
            table: "user",
            key: "id",
            column: "store_api_key",
            location: |id| SecretLocation::StoreKey(UserId(id)),
        },
    ],
    encrypted_by_newer: &[
        ("apikey", "api_key"),
        ("connection_oauth", "encrypted_verifier"),
        ("connection_secret", "encrypted_payload"),
        ("deployment_provider_account", "api_key"),
        ("folder", "auth_settings"),
        ("job", "job_metadata"),
        ("mcp_server", "config"),
        ("sso_config", "client_secret_encrypted"),
        ("trigger", "signing_secret_encrypted"),
        ("trigger_cleanup", "encrypted_credential"),
    ],
    flow_texts: &[
        ("flow", "data"),
        ("message", "content_blocks"),
        ("message", "files"),
        ("message", "properties"),
        ("message", "text"),
        ("transaction", "error"),
        ("transaction", "inputs"),
        ("transaction", "outputs"),
        ("vertex_build", "artifacts"),
        ("vertex_build", "data"),
        ("vertex_build", "params"),
    ],
    // As Kozmoai does: with API keys, variables and folders, and with all flows in those folders, whoever owns them, their
    // builds and transactions. Messages are kept without their flow, and the user's flows in no folder or in another user's
    // without an owner. The rows of files, which Kozmoai forgets, are deleted too; the files themselves are kept.
    dependents: &[
        dependent("transaction", "flow_id", Owner::Flow, OnDelete::Delete),
        dependent("vertex_build", "flow_id", Owner::Flow, OnDelete::Delete),
        dependent("message", "flow_id", Owner::Flow, OnDelete::Detach),
        dependent("flow", "folder_id", Owner::Folder, OnDelete::Delete),
        dependent("flow", "user_id", Owner::User, OnDelete::Detach),
        dependent("file", "user_id", Owner::User, OnDelete::Delete),
        dependent("apikey", "user_id", Owner::User, OnDelete::Delete),
        dependent("variable", "user_id", Owner::User, OnDelete::Delete),
        dependent("folder", "parent_id", Owner::Folder, OnDelete::Detach),
        dependent("folder", "user_id", Owner::User, OnDelete::Delete),
    ],
    passwords: PasswordStorage::Bcrypt,
    api_keys: ApiKeyStorage::Plaintext,
    encrypts_generic_variables: true,
    derives_same_keys: true,
    knows_owned_records: true,
};

/// A newer generation, which encrypts API keys and stores Generic variables as plaintext. This program reads it, and refuses
/// what it can't do.
const ENCRYPTING_API_KEYS: Schema = Schema {
    signs: &[("apikey", "api_key_hash"), ("deployment_provider_account", "api_key"), ("sso_config", "client_secret_encrypted")],
    api_keys: ApiKeyStorage::Encrypted,
    encrypts_generic_variables: false,
    ..KOZMOAI
};

/// An even newer one, which also derives another key from a short passphrase, and has further records with owners.
const DERIVING_OTHER_KEYS: Schema = Schema {
    signs: &[
        ("apikey", "expires_at"),
        ("connection_secret", "encrypted_payload"),
        ("mcp_server", "config"),
        ("trigger", "signing_secret_encrypted"),
        ("user", "retired_at"),
        ("variable", "is_environment_managed"),
    ],
    derives_same_keys: false,
    knows_owned_records: false,
    ..ENCRYPTING_API_KEYS
};

/// The schemas with signs, newest first.
pub(super) static SCHEMAS: [Schema; 2] = [DERIVING_OTHER_KEYS, ENCRYPTING_API_KEYS];
/// The schema of a database without any of these signs.
pub(super) static ASSUMED: Schema = KOZMOAI;

/// The hash of an account without a password: Kozmoai needs one that it can parse, and no password matches this one.
pub(super) const NO_PASSWORD: &str = "$2b$12$.....................................................";

/// A table with administration data.
#[derive(Debug)]
pub(in crate::store) struct AdminTable {
    pub(in crate::store) name: &'static str,
    /// Its columns.
    pub(super) columns: &'static str,
}

/// The tables with administration data, all of which a backup includes. `state` has one row.
pub(in crate::store) const ADMIN_TABLES: [AdminTable; 4] = [
    AdminTable {
        name: "state",
        columns: "id TEXT PRIMARY KEY, format BIGINT NOT NULL, fingerprint TEXT, origin TEXT, head_seq BIGINT NOT NULL, \
                  head_hash TEXT NOT NULL",
    },
    AdminTable {
        name: "event",
        columns: "seq BIGINT PRIMARY KEY, entry TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL",
    },
    AdminTable { name: "failure", columns: "name TEXT PRIMARY KEY, count BIGINT NOT NULL, last_at BIGINT NOT NULL" },
    // The users who were deactivated. Rows of active ones mean nothing: whoever becomes inactive again is deactivated again.
    AdminTable { name: "deactivated", columns: "id TEXT PRIMARY KEY" },
];
