//! The inputs that an error can be about.

/// An input of a command or a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The name of a user.
    Username,
    /// A new password, or the one to sign in with.
    Password,
    /// The current password.
    CurrentPassword,
    /// The owner of a variable or an API key.
    Owner,
    /// The name of a variable or an API key.
    Name,
    /// The value of a variable, or a Kozmoai Store API key.
    Value,
    /// The type of a variable.
    Type,
    /// The expiry of an API key.
    Expiry,
    /// A file or a directory, by its path.
    File,
    /// The address of a database.
    Database,
    /// The new secret key of a rotation.
    NewKey,
    /// Previous secret keys, with which values may still be encrypted.
    OldKeys,
    /// The file that the previous secret key is written into.
    PreviousKeyFile,
    /// The directory of the backup.
    Backup,
    /// The number of backups to keep.
    Keep,
    /// The age of the backups to delete.
    OlderThan,
}

impl Field {
    /// Returns the name in JSON output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Password => "password",
            Self::CurrentPassword => "current_password",
            Self::Owner => "owner",
            Self::Name => "name",
            Self::Value => "value",
            Self::Type => "type",
            Self::Expiry => "expiry",
            Self::File => "file",
            Self::Database => "database",
            Self::NewKey => "new_key",
            Self::OldKeys => "old_keys",
            Self::PreviousKeyFile => "keep_old_key",
            Self::Backup => "backup",
            Self::Keep => "keep",
            Self::OlderThan => "older_than",
        }
    }
}
