//! Errors about changes that the database or the program as a whole refuses.

use super::Remedy;
use super::define::errors;

errors! {
    /// Why nothing can be changed.
    pub enum ChangeError {
        /// The database cannot be written.
        DatabaseReadOnly {
            /// Why not.
            reason: String,
        } = "database_read_only", NotAllowed, ("Nothing can be changed: {reason}.")
            => "Reading and a backup to another disk work; fix the cause to change something.".into();

        /// The console was opened with `--read-only`.
        OpenedReadOnly = "opened_read_only", NotAllowed, ("Nothing can be changed: this console was opened read-only.")
            => Remedy::ReopenWritable;

        /// The database was rotated to another key while the operation was prepared.
        KeyChanged = "key_changed", Conflict, ("The database was rotated to another key meanwhile; nothing was done.")
            => Remedy::StartAgain;
    }
}
