//! Errors of databases, whatever their backend: opening, reading and writing them.

use std::path::PathBuf;

use super::define::errors;
use super::{Remedy, StoreRemedy as Fix};

errors! {
    /// What is wrong with a database, or with what was done to it.
    pub enum StoreError {
        /// The database does not exist.
        DatabaseNotFound {
            /// Where it would be.
            database: String,
            /// How one is created, if not by this program.
            creation: Option<&'static str>,
        } = "database_not_found", Store [Database], ("There is no database in {database}.")
            => Fix::NameDatabase { creation: *creation }.into();

        /// The database is not one of Kozmoai's.
        NotKozmoais {
            /// The database.
            database: String,
        } = "not_a_kozmoai_database", Store [Database], ("{database} is not a Kozmoai database.")
            => Fix::NameDatabase { creation: Some("Kozmoai creates a new one at its first start.") }.into();

        /// The directory is not an embedded database.
        NotEmbedded {
            /// The directory.
            path: PathBuf,
            /// Why not, after the word "it".
            reason: &'static str,
        } = "not_an_embedded_database", Store [Database], ("{path} is not an embedded database: it {reason}.");

        /// The file is not a SQLite database.
        NotSqlite {
            /// The file.
            path: PathBuf,
        } = "not_a_sqlite_database", Store [Database], ("{path} is not a SQLite database.")
            => Fix::NameDatabase { creation: None }.into();

        /// The directory contains an embedded database that an interrupted operation left incomplete.
        Incomplete {
            /// The directory.
            path: PathBuf,
        } = "database_incomplete", Store, ("{path} is an incomplete database, left by an interrupted operation.")
            => "A complete one may be next to it, under the same name with a suffix; rename that one.".into();

        /// The database lacks tables or columns: it was created by another version of Kozmoai.
        SchemaIncomplete {
            /// The database.
            database: String,
            /// What is missing.
            missing: Vec<String>,
        } = "schema_incomplete", Store,
            ("{database} was created by another version of Kozmoai: it lacks {}.", missing.join(", "))
            => "Start Kozmoai once, which upgrades its database, or use the version of kozmoai for that Kozmoai.".into();

        /// A table is a view, a partition or the like, so what is written to it is stored elsewhere.
        UnexpectedTable {
            /// The database.
            database: String,
            /// The table.
            table: String,
            /// What it is, with a verb.
            what: String,
        } = "unexpected_table", Store, ("\"{table}\" in {database} {what}, unlike what Kozmoai creates.")
            => Fix::NameTables.into();

        /// The path can't be that of an embedded database.
        UnsuitablePath {
            /// The path.
            path: PathBuf,
            /// What it must be.
            requirement: String,
        } = "unsuitable_database_path", Usage [Database], ("{path} can't be a database: {requirement}.")
            => "Name a directory that contains nothing else, such as ./store.".into();

        /// The path leads through a symbolic link of another account, or can't be read by this one.
        PathNotFollowed {
            /// The path.
            path: PathBuf,
        } = "database_path_not_followed", Store [Database], ("The path {path} can't be followed.")
            => "Name a path without links of other accounts that this account may read.".into();

        /// A file of the database is a link, a pipe or the like.
        UnexpectedFile {
            /// The file.
            path: PathBuf,
            /// What it is, with a verb.
            what: &'static str,
        } = "unexpected_database_file", Store, ("{path} {what}, so the database was not opened.")
            => "If another database is meant, correct the address. Otherwise find out who put it there, and move it elsewhere; then try again, or restore a backup.".into();

        /// Another account owns a file beside a SQLite database, from which SQLite could take changes.
        ForeignFile {
            /// The file.
            path: PathBuf,
            /// Its owner.
            owner: String,
            /// Its mode.
            mode: u32,
            /// The database.
            database: PathBuf,
        } = "foreign_database_file", Store,
            ("{path} belongs to {owner} (mode {mode:04o}), who does not own the database {database}, so it was not opened.")
            => Fix::MoveForeignFile { path: path.clone() }.into();

        /// Accounts that may not write to a SQLite database may write to a file beside it.
        OpenFile {
            /// The file.
            path: PathBuf,
            /// Its mode.
            mode: u32,
            /// The database.
            database: PathBuf,
        } = "open_database_file", Store,
            ("{path} can be written (mode {mode:04o}) by accounts that can't write to the database {database}, so it was not opened.")
            => Fix::CloseFile { path: path.clone() }.into();

        /// Other accounts may create files in the directory of a SQLite database, from which SQLite could take changes.
        OpenFolder {
            /// The directory.
            path: PathBuf,
            /// Its owner.
            owner: String,
            /// Its mode.
            mode: u32,
            /// The database.
            database: PathBuf,
        } = "open_database_directory", Store,
            ("Other accounts may create files in {path} (owner {owner}, mode {mode:04o}), which SQLite would take for those of {database}, so it was not opened.");

        /// The directory of an embedded database contains other files, so it cannot be replaced by another directory.
        ForeignFiles {
            /// The directory.
            path: PathBuf,
        } = "foreign_files_in_database", Store [Database],
            ("{path} contains other files than the database's, so it can't be replaced as a whole. Nothing was changed.")
            => "Move them to another directory, then try again. Name a .env file with --env-file, and the directory of a secret_key with --config-dir.".into();

        /// A newer version of kozmoai wrote the data.
        NewerFormat {
            /// The data.
            what: String,
            /// Its format.
            format: i64,
            /// The newest format that this version knows.
            supported: i64,
        } = "newer_format", Store, ("{what} has format {format}; this version of kozmoai supports formats up to {supported}.")
            => Fix::UseNewerVersion.into();

        /// Another process has the embedded database open.
        InUse {
            /// The directory.
            path: PathBuf,
            /// The process.
            holder: String,
        } = "database_in_use", Store, ("The database in {path} is in use by {holder}.") => Fix::EndOtherProcess.into();

        /// Another process writes to the database and does not finish in time.
        Locked {
            /// The file.
            path: PathBuf,
            /// The processes.
            holder: String,
        } = "database_locked", Store, ("The database {path} is locked by {holder}; nothing was changed.")
            => "Try again when that has finished.".into();

        /// Another process rotates the secret key of the database, or restores it.
        RotationLocked {
            /// The database.
            database: String,
            /// The process.
            holder: String,
        } = "rotation_locked", Store, ("The database {database} is being rotated or restored by {holder}.")
            => Fix::AwaitRotation.into();

        /// The owner of the database is not that of the directory around it.
        OwnerMismatch {
            /// The directory of the database.
            path: PathBuf,
            /// Its owner.
            owner: String,
            /// The owner of the directory around it.
            parent_owner: String,
        } = "database_owner_mismatch", Store,
            ("{path} belongs to {owner}, but the directory around it to {parent_owner}, who can't use the database.");

        /// This account may not read or write a file of the database.
        AccessDenied {
            /// The file.
            path: PathBuf,
            /// Its owner.
            owner: String,
            /// Its mode.
            mode: u32,
            /// This account.
            account: String,
        } = "database_access_denied", Store, ("{path} belongs to {owner} (mode {mode:04o}) and can't be opened by {account}.");

        /// This account may not write to the database.
        NotWritable {
            /// The file.
            path: PathBuf,
        } = "database_not_writable", Store, ("This account can't write to the database {path}.")
            => "Run kozmoai as the account that Kozmoai runs as.".into();

        /// A file of the database can't be created, read, written, renamed or deleted.
        FileFailed {
            /// The file or directory.
            path: PathBuf,
            /// What failed, after "can't be".
            operation: &'static str,
        } = "database_file_failed", Store, ("{path} can't be {operation}.");

        /// The SQLite database can't be read or written.
        SqliteFailed {
            /// The file.
            path: PathBuf,
            /// What failed, after "can't be".
            operation: &'static str,
        } = "sqlite_failed", Store, ("The database {path} can't be {operation}.") => Remedy::CheckDisk;

        /// The disk of the database is full.
        DiskFull {
            /// The database.
            path: PathBuf,
        } = "database_disk_full", Store, ("The disk is full: the database {path} can't be written.")
            => "Make room, then try again.".into();

        /// The embedded database can't read or write its files.
        StorageFailed = "storage_failed", Store, ("The database can't be read or written.") => Remedy::CheckDisk;

        /// Writing failed in the middle of a change, which may or may not be saved.
        WriteUncertain = "write_uncertain", Store, ("The disk failed while a change was written: it may or may not be saved.")
            => "Check the disk: is it full, or failing? Before you repeat the change, see whether it was saved.".into();

        /// The embedded database was closed after an earlier failure.
        Closed {
            /// The failure, if it is known.
            reason: Option<String>,
        } = "database_closed", Store,
            ("The database was closed after a failure{}.", reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}")))
            => "Make room on the disk or repair it, then start again; every change that was reported as done is safe.".into();

        /// The embedded database needs threads, and none can be started.
        NoThreads = "no_database_threads", Store, ("The embedded database needs threads, and none can be started.")
            => Remedy::RaiseThreadLimit;

        /// A thread of the embedded database is gone or could not be started.
        Stopped = "database_stopped", Store,
            ("The embedded database stopped working: one of its threads is gone or could not be started.")
            => Remedy::RaiseThreadLimit;

        /// The embedded database met an error that it can't handle.
        Crashed = "embedded_database_crashed", Store, ("The embedded database met an error that it can't handle, and stopped.")
            => "Check the disk: is it full, or failing? Then start again; every change that was reported as done is safe.".into();

        /// Another client changed the same rows at the same time.
        RowsChanged = "rows_changed", Conflict, ("Another client changed the same rows in the meantime; nothing was changed.")
            => Fix::TryAgain.into();

        /// Other clients changed rows with encrypted values during a rotation.
        ValuesChanged {
            /// How many; 0 if unknown.
            count: u64,
        } = "values_changed", Conflict,
            ("Another client changed {} in the meantime; nothing was changed.", match count {
                0 => "rows".to_owned(),
                _ => crate::text::count(*count, "row"),
            })
            => Fix::StopOrRotateOnline.into();

        /// Something with a name or id that was to be copied was created at the same time.
        CopyConflict = "copy_conflict", Conflict,
            ("A user, folder, variable or API key with the same name or ID was created in the meantime; nothing was copied.")
            => "Try again: the next run names it.".into();

        /// Something was created where a new database was to be.
        CreatedMeanwhile {
            /// The directory.
            path: PathBuf,
        } = "database_created_meanwhile", Conflict, ("{path} was created in the meantime; nothing was changed.");

        /// Rows that this version does not know refer to what would be deleted.
        Referenced {
            /// The database.
            database: String,
        } = "still_referenced", Store,
            ("Rows of {database} that this version does not know still refer to what would be deleted; nothing was changed.")
            => "Delete those in Kozmoai first.".into();

        /// A constraint or trigger of the database, which Kozmoai does not have, forbids the change.
        ConstraintViolated {
            /// The database.
            database: String,
        } = "constraint_violated", Store, ("A constraint or trigger of {database} forbids this; nothing was changed.")
            => "Look at the constraints, triggers and indexes of its tables: Kozmoai creates none of this kind.".into();

        /// A trigger or rule of the database stored something other than what was written.
        ChangedByTriggers {
            /// The triggers and rules.
            by: Vec<String>,
        } = "changed_by_triggers", Store, ("The database changed what was written ({}); nothing was changed.", listed(by))
            => "Kozmoai's tables have no triggers or rules, and store values as text: drop, disable or change what differs, then try again.".into();

        /// The database refuses to replace encrypted values, because of an index or a publication, for example.
        RewriteRefused {
            /// The database.
            database: String,
        } = "rewrite_refused", Store, ("{database} does not allow encrypted values to be replaced; nothing was changed.")
            => "Look at the indexes of the tables \"variable\" and \"user\", and at publications of them.".into();

        /// Only the hash of an API key is known, but Kozmoai's own databases store the keys themselves.
        ApiKeyHashOnly = "api_key_hash_only", Unexpected,
            ("Kozmoai's own database stores API keys themselves, but only the hash of one is known.");

        /// A record can't be encoded for the database.
        NotEncodable {
            /// The record, with its article.
            what: &'static str,
        } = "record_not_encodable", Unexpected, ("{what} can't be encoded.");
    }
}

fn listed(triggers: &[String]) -> String {
    if triggers.is_empty() { "by a rule or a trigger".to_owned() } else { triggers.join(", ") }
}
