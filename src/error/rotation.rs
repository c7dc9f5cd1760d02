//! Errors about rotations of the secret key: before one begins, while it runs, and about one that was interrupted.

use std::path::PathBuf;

use super::Remedy;
use super::define::errors;

errors! {
    /// What prevents a rotation, or interrupted it.
    pub enum RotationError {
        /// The work was cancelled before anything was changed.
        Cancelled = "cancelled", Interrupted, ("Interrupted; nothing was changed.");

        /// A rotation was cancelled after it had begun; no value was changed yet.
        RotationCancelled = "rotation_cancelled", Resumable,
            ("Interrupted; the database is unchanged, and the rotation can be resumed.") => Remedy::ResumeOrRollBack { first: None };

        /// A rotation failed after it had begun.
        RotationFailed = "rotation_failed", Resumable, ("The rotation was interrupted.")
            => Remedy::ResumeOrRollBack { first: None };

        /// An earlier rotation was interrupted, and must be resumed or rolled back first.
        RotationInterrupted {
            /// The phase in which it was interrupted.
            phase: &'static str,
            /// When it began.
            started_at: String,
            /// The database it changes, where it may be another one.
            database: Option<String>,
        } = "rotation_interrupted", Resumable,
            ("A rotation of the secret key was interrupted while {phase}: it began at {started_at}{}.", on(database.as_deref()))
            => Remedy::ResumeOrRollBack { first: None };

        /// Another process began a rotation at the same time.
        RotationBegunElsewhere = "rotation_begun_elsewhere", Resumable, ("Another process has just begun a rotation of the secret key.")
            => Remedy::ResumeOrRollBack { first: None };

        /// A rotation keeps the previous key until every Kozmoai server has the new one.
        RotationAwaitsClients = "rotation_awaits_clients", Resumable,
            ("A rotation keeps the previous key for values that other clients may still encrypt with it.")
            => Remedy::ResumeOnceRestarted;

        /// There is no interrupted rotation to resume or roll back.
        NoInterruptedRotation = "no_interrupted_rotation", NotFound, ("No rotation was interrupted; there is nothing to do.");

        /// The interrupted rotation is of another database.
        RotationOfOtherDatabase {
            /// That database.
            theirs: String,
            /// The database in use.
            ours: String,
        } = "rotation_of_other_database", Conflict, ("The interrupted rotation is of another database, {theirs}, not of {ours}.")
            => Remedy::NameDatabase;

        /// The rotation is already rolled back, and only waits for the other clients.
        AlreadyRolledBack = "already_rolled_back", Conflict,
            ("The rotation is already rolled back, and keeps the new key until every client has the previous one.")
            => Remedy::ResumeOnceRestarted;

        /// Somebody else has rotated the database since.
        RotatedSince {
            /// The key that the database is bound to.
            fingerprint: String,
            /// Where that key came from.
            origin: String,
        } = "rotated_since", Key,
            ("The database is now bound to the key {fingerprint} (from {origin}), which this rotation does not know.")
            => "Someone else has rotated it since: ask them for that key. The journal keeps the keys of this rotation.".into();

        /// A rotation can't be finished here, since the active key is not the one it ends with.
        ActiveKeyDiffers {
            /// The active key.
            active: String,
            /// Where it comes from.
            origin: String,
            /// Which key it should be: new or previous.
            which: &'static str,
            /// That key.
            expected: String,
        } = "active_key_differs", Key, ("The active key is {active} (from {origin}), not the {which} one, {expected}.")
            => Remedy::Text(format!("Put the {which} key in its place, here and for every Kozmoai server, restart those, then try again.{}",
                if *which == "previous" { " If nobody has it, `kozmoai rotate` re-encrypts every value with a new key." } else { "" }));

        /// The rotation's journal names a key file that the present settings do not read.
        KeyFileNotInSettings {
            /// The file.
            path: PathBuf,
            /// Whether KOZMOAI_SECRET_KEY_FILE named it, and not a .env file.
            is_mounted: bool,
        } = "key_file_not_in_settings", Key,
            ("The rotation's journal names the key file {}, which the present settings do not read.", path.display())
            => match (path.clone(), *is_mounted) {
                (path, true) => Remedy::SetKeyFile { exists: path.exists(), path },
                (path, false) if path.exists() => Remedy::NameKeyFile { path: Some(path) },
                (path, false) => Remedy::CreateKeyFile { path },
            };

        /// The active key comes from a file that the rotation's journal does not name.
        KeyFileNotInJournal {
            /// The file.
            path: PathBuf,
        } = "key_file_not_in_journal", Key,
            ("The active key comes from {}, which the rotation's journal does not name; nothing was changed.", path.display())
            => Remedy::NameKeyFile { path: None };

        /// The configuration directory was moved, and the active key is none of the rotation's.
        ConfigDirMoved {
            /// The active key.
            active: String,
        } = "config_dir_moved", Key,
            ("The configuration directory was moved, and the active key, {active}, is in no file of this rotation.")
            => Remedy::NameKeyFile { path: None };

        /// The rotation succeeded, but its journal can't be deleted.
        JournalNotDeleted {
            /// The journal.
            path: PathBuf,
        } = "journal_not_deleted", Resumable, ("The rotation is done, but its journal {} can't be deleted.", path.display())
            => Remedy::ResumeRotation;

        /// The journal can't be looked for, so an interrupted rotation can't be ruled out.
        JournalUnknown = "journal_unknown", Store, ("It can't be determined whether a rotation was interrupted.");

        /// The journal can't be trusted: others may write it, or it is not a regular file.
        JournalUntrusted = "journal_untrusted", Store, ("The journal of a rotation is not used.") => Remedy::RecoverJournal { first: None };

        /// The journal is damaged.
        JournalDamaged {
            /// The journal.
            path: PathBuf,
        } = "journal_damaged", Store, ("The journal of a rotation, {}, is not used: it is damaged.", path.display())
            => Remedy::RecoverJournal { first: Some(Box::new("It may hold the only copy of a key, so keep it.".into())) };

        /// A newer version of kozmoai wrote the journal.
        JournalNewer {
            /// The journal.
            path: PathBuf,
            /// The version of its form.
            version: u32,
        } = "journal_newer", Store,
            ("The journal of a rotation, {}, is not used: a newer version of kozmoai wrote it (form {version}).", path.display())
            => "Resume the rotation with that version.".into();

        /// The journal can't be encoded.
        JournalNotEncoded = "journal_not_encoded", Unexpected, ("The rotation's journal can't be encoded.");

        /// The key can't be written into its file; the journal keeps it.
        KeyFileNotWritten {
            /// The file.
            path: PathBuf,
        } = "key_file_not_written", Resumable, ("The key can't be written into {}.", path.display())
            => Remedy::ResumeOrRollBack { first: None };

        /// Somebody else wrote another key into a key file during the rotation.
        KeyFileTaken {
            /// The file.
            path: PathBuf,
        } = "key_file_taken", Conflict, ("{} has another key by now, which may be the only copy.", path.display())
            => "Move that key elsewhere, so that the file has none.".into();

        /// The key that a rotation or its rollback activates can't be written into its file.
        KeyFileNotWritable {
            /// The file.
            path: PathBuf,
            /// Which key it is: new or previous.
            which: &'static str,
        } = "key_file_not_writable", NotAllowed, ("The {which} key can't be written into {}.", path.display())
            => Remedy::WriteKeyYourself;

        /// The previous key can't be written into the file that was named for it.
        PreviousKeyNotWritable {
            /// The file.
            path: PathBuf,
        } = "previous_key_not_writable", NotAllowed [PreviousKeyFile],
            ("The previous key can't be written into {}.", path.display());

        /// `--keep-old-key` names the key file that the rotation overwrites.
        PreviousKeyFileOverwritten {
            /// The file.
            path: PathBuf,
        } = "previous_key_file_overwritten", Conflict [PreviousKeyFile],
            ("{} is the key file that the rotation overwrites.", path.display()) => "Name a new file for the previous key.".into();

        /// The file for the previous key already exists.
        PreviousKeyFileExists {
            /// The file.
            path: PathBuf,
        } = "previous_key_file_exists", Conflict [PreviousKeyFile],
            ("{} already exists and was left unchanged.", path.display()) => "Name a new file for the previous key.".into();

        /// The journal can't be written into the configuration directory.
        JournalNotWritable {
            /// The directory.
            path: PathBuf,
        } = "journal_not_writable", NotAllowed,
            ("The journal of a rotation can't be written into {}.", path.display()) => Remedy::NameOtherConfigDir;

        /// The backup can't be written into its directory.
        BackupNotWritable {
            /// The directory.
            path: PathBuf,
        } = "rotation_backup_not_writable", NotAllowed [Backup],
            ("The backup can't be written into {}.", path.display()) => Remedy::NameBackupDir;

        /// The only copies of the generated key would be on storage that is deleted with the container.
        KeyNotPersistent {
            /// The directory or file.
            path: PathBuf,
            /// Whether it is the journal's directory, which has the key during the rotation.
            is_journal: bool,
        } = "key_not_persistent", NotAllowed,
            ("The generated key would be in {} alone{}, which is deleted with this container.", path.display(),
                if *is_journal { " during the rotation" } else { "" })
            => if *is_journal { Remedy::PersistConfigDir } else { Remedy::PersistKeyFile };

        /// The new key contains control characters.
        NewKeyControl {
            /// The file it would be written into.
            path: PathBuf,
        } = "new_key_control", Usage [NewKey],
            ("The new key contains control characters, so it is not written into {}.", path.display());

        /// A key would be generated, but key files are not to be updated.
        NewKeyNowhere = "new_key_nowhere", Usage [NewKey],
            ("A generated key must be written to a key file, but updating those is switched off.")
            => Remedy::GiveNewKeyOrUpdateKeyFiles;

        /// The active key comes from a place that kozmoai can't change, such as the environment.
        KeySourceFixed {
            /// Where it comes from.
            origin: String,
        } = "key_source_fixed", Usage [NewKey], ("The active key comes from {origin}, which can't be changed from here.")
            => Remedy::GiveNewKeyAndSetIt;

        /// The new key is derived from a short text.
        NewKeyWeak = "new_key_weak", Key [NewKey],
            ("The new key is weak: it would be derived from a text of fewer than 32 characters.") => Remedy::AllowWeakKey;

        /// Every value is already encrypted with the new key.
        NewKeyAlreadyActive {
            /// The key.
            fingerprint: String,
        } = "new_key_already_active", Conflict [NewKey], ("The database is already encrypted with the key {fingerprint}.")
            => "Choose another new key, or let one be generated.".into();

        /// The database is bound to a key that was not given, and has values that the given ones can't decrypt.
        DatabaseKeyNotGiven {
            /// The key that the database is bound to.
            fingerprint: String,
            /// Where that key came from.
            origin: String,
            /// How many values can't be decrypted.
            count: u64,
        } = "database_key_not_given", Key [OldKeys],
            ("The database is bound to the key {fingerprint} (from {origin}), which was not given, and {} cannot be decrypted.",
                crate::text::count(*count, "value"))
            => Remedy::GiveDatabaseKey;

        /// Encrypted values were found that this version does not know and could not re-encrypt.
        UnknownEncryptedValues {
            /// How many.
            count: u64,
        } = "unknown_encrypted_values", Undecryptable,
            ("{} encrypted with one of the keys, but unknown to this version; nothing was changed.", are(*count))
            => "A rotation would leave them encrypted with the previous key.".into();

        /// Other clients use the database, such as a running Kozmoai server.
        OtherClients {
            /// The clients.
            clients: String,
        } = "other_clients", Store, ("Other clients are using the database: {clients}.") => Remedy::StopServer;

        /// Values changed while they were re-encrypted.
        ValuesChanged = "values_changed_during_rotation", Conflict,
            ("Values changed while they were re-encrypted; the database was left unchanged.")
            => "Make sure that no other process is using it, then try again.".into();

        /// Values that were read back differ from those that were written.
        ReadBackDiffers = "read_back_differs", Store,
            ("Values read back differ from those that were written; the database was left unchanged.")
            => "Check the disk and the memory of this machine.".into();
    }
}

fn on(database: Option<&str>) -> String {
    database.map(|database| format!(", on {database}")).unwrap_or_default()
}

fn are(count: u64) -> String {
    format!("{} {}", crate::text::count(count, "value"), if count == 1 { "is" } else { "are" })
}
