//! Errors of changes that take several steps: backups, restores, rewritten databases, and their recovery files.

use std::path::PathBuf;

use super::StoreRemedy as Fix;
use super::define::errors;

errors! {
    /// What is wrong with a backup, a restore, or another change of several steps.
    pub enum RestoreError {
        /// The backup can't be written.
        BackupNotWritable = "backup_not_writable", Store, ("The backup can't be written.");

        /// The backup is damaged, or is of another backend.
        BackupUnreadable {
            /// The backend, with its article.
            backend: &'static str,
        } = "backup_unreadable", Store, ("The backup does not contain {backend} that can be read.");

        /// The backup contains an embedded database of another format.
        BackupFormat {
            /// Its format.
            format: u32,
            /// This version's format.
            supported: u32,
        } = "backup_format", Store, ("The backup contains a database of format {format}, not {supported}.")
            => "Restore it with the version of kozmoai that wrote it.".into();

        /// The backup was made with another version of Kozmoai than that of the database.
        BackupOfOtherVersion = "backup_of_other_version", Store,
            ("The backup was made with another version of Kozmoai than this database's; nothing was restored.")
            => "Upgrade the database to that version first: start that Kozmoai with it once.".into();

        /// Rows violate a constraint of their table, which was added or switched off without checking them.
        ConstraintViolated {
            /// The database.
            database: String,
            /// The table.
            table: String,
            /// The constraint, or the column that must have a value.
            constraint: String,
        } = "rows_violate_constraint", Store,
            ("Rows for the table \"{table}\" of {database} violate its constraint \"{constraint}\", so they can't be restored.")
            => "Correct or delete those rows, or drop the constraint, then make a new backup.".into();

        /// Tables refer to one another in a circle, so no order exists in which they could be restored.
        CircularTables = "circular_tables", Store,
            ("Tables of this database refer to one another in a circle, so they can't be backed up.")
            => "Use pg_dump.".into();

        /// The database changes too often for a consistent copy.
        TooBusy {
            /// The database.
            path: PathBuf,
        } = "database_too_busy", Store, ("{path} changes too often to be copied.")
            => "Try again when the database is less busy.".into();

        /// Something already exists where the backup would be restored.
        TargetNotEmpty {
            /// The database.
            database: String,
        } = "restore_target_not_empty", Conflict [Database], ("{database} is not empty; nothing was restored.")
            => Fix::ReplaceDatabase.into();

        /// Tables that the backup does not contain refer to those that it replaces, so a restore would empty them.
        TablesNotInBackup {
            /// The database.
            database: String,
            /// The tables.
            tables: Vec<String>,
        } = "tables_not_in_backup", Store,
            ("The restore would empty tables of {database} that the backup does not contain: {}; nothing was restored.",
             tables.join(", "))
            => Fix::DropReferences.into();

        /// Columns that the backup does not contain have values, which a restore would delete.
        ColumnsNotInBackup {
            /// The database.
            database: String,
            /// The columns, with their tables.
            columns: Vec<String>,
        } = "columns_not_in_backup", Store,
            ("The restore would delete values of {database} that the backup does not contain, in {}; nothing was restored.",
             columns.join(", "))
            => Fix::MoveColumns.into();

        /// Tables of another schema refer to those that the backup replaces.
        ReferencedElsewhere {
            /// The database.
            database: String,
            /// The tables, with their schemas.
            tables: Vec<String>,
        } = "referenced_from_other_schema", Store,
            ("Tables of other schemas in {database} refer to those that the backup replaces: {}; nothing was restored.",
             tables.join(", "))
            => Fix::DropReferences.into();

        /// The directory in which the backup would be restored does not exist.
        TargetDirectoryMissing {
            /// The directory.
            path: PathBuf,
        } = "restore_directory_missing", Store [Database], ("{path} does not exist.")
            => "Create the directory first, or name another one.".into();

        /// The database that the backup would replace is in use.
        TargetInUse {
            /// The database.
            database: String,
            /// Its clients.
            clients: String,
            /// Whether sessions of a connection pool count.
            pooled: bool,
        } = "restore_target_in_use", Store, ("{database} is in use: {clients}; nothing was restored.")
            => Fix::StopClients { pooled: *pooled }.into();

        /// The restore failed and was undone.
        Undone {
            /// The database.
            path: PathBuf,
        } = "restore_undone", Store, ("The restore of {path} failed; nothing was restored.")
            => "Check the disk and the permissions of the directory.".into();

        /// The restore failed, and is neither completed nor undone yet.
        Unfinished {
            /// The database.
            path: PathBuf,
        } = "restore_unfinished", Store, ("The restore of {path} is unfinished.")
            => "The next command that opens the database completes or undoes it, once the disk and the directory allow that.".into();

        /// Another process replaced or created a file of the database during an operation.
        FileReplaced {
            /// The file.
            path: PathBuf,
            /// What happened to it, with a verb.
            what: &'static str,
        } = "database_file_replaced", Store, ("{path} {what}.");

        /// The recovery file of an interrupted operation is damaged, or is not trusted.
        RecoveryFileRejected {
            /// The file.
            path: PathBuf,
            /// Why it is not used.
            reason: String,
        } = "recovery_file_rejected", Store, ("{path}, the recovery file of an interrupted operation, was not used: {reason}.");

        /// Other accounts may write to the directory around the database, so that no recovery file in it can be trusted.
        PlaceNotTrusted {
            /// The directory.
            path: PathBuf,
        } = "database_directory_not_trusted", Store [Database],
            ("No database can be created or replaced in {path}, where another account could plant recovery files. Nothing was changed.");

        /// The files of the database are not those that its recovery file describes.
        RecoveryMismatch {
            /// The database.
            path: PathBuf,
            /// The recovery file.
            plan: PathBuf,
        } = "recovery_mismatch", Store,
            ("An operation on the database in {path} was interrupted, and its files are not those that {plan} describes.");

        /// An interrupted operation must be completed or undone, which needs a database that can be written.
        RecoveryPending {
            /// The database.
            path: PathBuf,
        } = "recovery_pending", Store, ("An interrupted operation on the database in {path} must be completed first.")
            => "Make the disk writable, or make room, then try again.".into();

        /// An operation failed, and undoing it failed too.
        UndoFailed {
            /// The database.
            path: PathBuf,
            /// Why it can't be undone.
            reason: String,
        } = "undo_failed", Resumable, ("An operation on the database in {path} failed and could not be undone yet: {reason}")
            => "Fix the cause; the next command that opens the database undoes the operation, and nothing is lost.".into();

        /// The directory of the embedded database is a mount point, which can't be replaced.
        MountPoint {
            /// The directory.
            path: PathBuf,
        } = "database_is_mount_point", Store, ("{path} is a mount point, which no other directory can replace.")
            => "Mount the directory around it, or name a directory inside it as the database.".into();

        /// The file of the SQLite database is a mount point, which can't be replaced.
        FileMountPoint {
            /// The file.
            path: PathBuf,
        } = "database_file_is_mount_point", Store, ("{path} is a mount point, which no other file can replace.")
            => "Mount the directory around it instead of the file, or restore into another file and copy it.".into();

        /// There is no room for the rewritten database.
        NoRoom {
            /// The database.
            path: PathBuf,
        } = "no_room_for_rewrite", Store, ("There is no room for a second database next to {path}.")
            => "A new database is written next to it, and replaces it.".into();

        /// The database can't be rewritten.
        NotRewritable {
            /// The database.
            path: PathBuf,
        } = "database_not_rewritable", Store, ("{path} can't be rewritten.")
            => "A new database is written next to it, and replaces it.".into();

        /// There is no directory for temporary files.
        NoTemporaryDirectory = "no_temporary_directory", Store, ("There is no directory for temporary files.");
    }
}
