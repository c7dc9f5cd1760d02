//! Errors about backups, their restoration and the backups of rotations.

use std::path::{Path, PathBuf};

use super::Remedy;
use super::define::errors;

errors! {
    /// What is wrong with a backup or its restoration.
    pub enum BackupError {
        /// The backup was written and verified, but the audit log has no event of it.
        NotRecorded {
            /// The backup.
            path: PathBuf,
        } = "backup_not_recorded", Unexpected,
            ("{} was written and verified, but the audit log could not record it.", path.display());

        /// The backup failed its verification, so it was not kept.
        NotVerified = "backup_not_verified", Store, ("The backup failed its verification and was not kept.")
            => "If the database itself is damaged, keep a copy of it as it is and restore an earlier backup.".into();

        /// The backup cannot be written, for example because the disk is full.
        NotWritten {
            /// The file or the stream.
            name: String,
        } = "backup_not_written", Store, ("The backup {name} cannot be written.")
            => "Check the free disk space. Nothing was changed.".into();

        /// The backup of a rotation does not match the database, because another process changed it.
        Mismatch = "backup_mismatch", Conflict, ("The backup does not match the database; nothing was changed.")
            => "Make sure that no other process uses the database, then try again.".into();

        /// Values in the backup of a rotation cannot be decrypted, but could be before.
        Undecryptable {
            /// How many.
            count: u64,
        } = "backup_undecryptable", Undecryptable,
            ("{} in the backup cannot be decrypted, but could be before; nothing was changed.", crate::text::count(*count, "value"))
            => Remedy::FindOtherKeyWriter;

        /// The operation was interrupted.
        Interrupted {
            /// What that left.
            outcome: &'static str,
        } = "backup_interrupted", Interrupted, ("Interrupted; {outcome}.");

        /// A backup from standard input cannot be stored temporarily.
        InputNotStored = "backup_input_not_stored", Unexpected, ("The backup from standard input cannot be stored temporarily.");

        /// The backup is of another kind of database.
        OtherBackend {
            /// The backup.
            path: PathBuf,
            /// The backend of the database that it contains.
            backend: String,
            /// The database to be restored.
            database: String,
            /// Its backend.
            wanted: &'static str,
        } = "backup_other_backend", Store,
            ("{} contains a database of {backend}, but {database} is one of {wanted}.", path.display())
            => Remedy::RestoreThenCopy;

        /// The backup was restored, but the restored database could not be opened, recorded or checked.
        RestoredWithError {
            /// The backup.
            path: PathBuf,
            /// Where the replaced database is kept.
            replaced: Option<PathBuf>,
            /// What failed, as the end of the sentence.
            failure: &'static str,
        } = "restored_with_error", Unexpected,
            ("{} was restored{}, but {failure}.", path.display(), kept(replaced.as_deref())) => Remedy::RunDoctor;

        /// The backup does not exist.
        NotFound {
            /// Its path.
            path: PathBuf,
        } = "backup_not_found", NotFound [File], ("{} cannot be read.", path.display());

        /// The backup cannot be read.
        NotReadable {
            /// Its path.
            path: PathBuf,
        } = "backup_not_readable", Usage [File], ("{} cannot be read.", path.display());

        /// The file is not a backup.
        NotABackup {
            /// Its path.
            path: PathBuf,
        } = "not_a_backup", Store [File], ("{} is not a backup of kozmoai.", path.display())
            => "Use another backup; nothing was changed.".into();

        /// The backup is truncated or damaged.
        Damaged {
            /// Its path.
            path: PathBuf,
            /// What is wrong with it.
            damage: &'static str,
        } = "backup_damaged", Store [File], ("{} is damaged: {damage}.", path.display())
            => "Use another backup; nothing was changed.".into();

        /// A newer version of kozmoai wrote the backup.
        NewerVersion {
            /// Its path.
            path: PathBuf,
        } = "backup_newer_version", Store [File], ("{} was written by a newer version of kozmoai.", path.display())
            => "Restore it with that version; nothing was changed.".into();

        /// The directory of the backups of rotations cannot be read.
        DirectoryNotReadable {
            /// Its path.
            path: PathBuf,
        } = "backup_directory_not_readable", Usage, ("{} cannot be read.", path.display());

        /// The number of backups to keep is not a number.
        KeepInvalid {
            /// What was given.
            text: String,
        } = "backups_to_keep_invalid", Usage [Keep], ("\"{text}\" is not a number of backups.");

        /// The age of the backups to delete is not a time.
        AgeInvalid {
            /// What was given.
            text: String,
        } = "backup_age_invalid", Usage [OlderThan], ("Invalid time \"{text}\": write 30d, 2h or 2026-05-18.");

        /// A backup of a rotation cannot be deleted.
        NotDeleted {
            /// Its path.
            path: PathBuf,
        } = "backup_not_deleted", Unexpected, ("{} cannot be deleted.", path.display());
    }
}

fn kept(replaced: Option<&Path>) -> String {
    replaced.map_or_else(String::new, |path| format!(" (the previous database is kept in {})", path.display()))
}
