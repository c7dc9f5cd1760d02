//! What helps against an error of a database.

use std::fmt;
use std::path::PathBuf;

use super::Remedy;

/// What to do next about a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreRemedy {
    /// Name another database; `creation` says how one of this backend is created.
    NameDatabase {
        /// A clause about creation, or none.
        creation: Option<&'static str>,
    },
    /// Name the database and schema that contain the tables themselves.
    NameTables,
    /// End the process that has an embedded database open.
    EndOtherProcess,
    /// Wait for a rotation or a restore to end, then look at its state.
    AwaitRotation,
    /// Stop Kozmoai and every other kozmoai before a restore.
    StopClients {
        /// Whether sessions of a connection pool count.
        pooled: bool,
    },
    /// Stop Kozmoai, or rotate while it runs.
    StopOrRotateOnline,
    /// Restore into another database, or replace this one.
    ReplaceDatabase,
    /// Drop the foreign keys of other tables during a restore, or restore into another database.
    DropReferences,
    /// Move values of other columns elsewhere before a restore, or restore into another database.
    MoveColumns,
    /// Restore over a recovery file that is not followed, or delete it.
    ReplaceRecoveryFile {
        /// The database that it belongs to.
        database: PathBuf,
    },
    /// Restore a backup, or accept the loss of audit events.
    AcceptLostEvents,
    /// Restore a backup, or move the administration data elsewhere and accept the loss.
    MoveAdminData,
    /// Look in the audit log whether a change was committed.
    LookInAuditLog,
    /// Use the newer version that wrote the data.
    UseNewerVersion,
    /// Keep a copy and restore a backup.
    RestoreBackup,
    /// Try the same again.
    TryAgain,
}

impl fmt::Display for StoreRemedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::NameDatabase { creation } => {
                let rest = creation.unwrap_or("`kozmoai config` shows which one is configured.");
                return write!(f, "Name the right one with --store or KOZMOAI_DATABASE_URL. {rest}");
            }
            Self::NameTables => {
                "Name the database and schema of the tables themselves with --store or KOZMOAI_DATABASE_URL; nothing was changed."
            }
            Self::EndOtherProcess => {
                "Only one process at a time can open an embedded database: end that one (or its console), then try again."
            }
            Self::AwaitRotation => "Wait until it has finished, then look at `kozmoai rotate status`.",
            Self::StopClients { pooled: false } => "Stop Kozmoai and every other kozmoai first.",
            Self::StopClients { pooled: true } => {
                "Stop Kozmoai and every other kozmoai first. Sessions of a connection pool count too: connect to the server directly."
            }
            Self::StopOrRotateOnline => "Stop Kozmoai first, or rotate with --online.",
            Self::ReplaceDatabase => "Restore into another database with --store, or replace this one with --replace.",
            Self::DropReferences => {
                "Drop the foreign keys of these tables, restore, and add the foreign keys again; or restore into another database with \
                 --store."
            }
            Self::MoveColumns => {
                "Copy these columns into a table of their own and drop them, then restore; or restore into another database with --store."
            }
            Self::ReplaceRecoveryFile { database } => {
                return write!(
                    f,
                    "Restore a backup with --replace, which moves that file aside too; or delete it, once you know that {0} and \
                     {0}.admin belong together.",
                    database.display()
                );
            }
            Self::AcceptLostEvents => {
                "Keep a copy of the directory as it is, and restore a backup. `kozmoai audit accept` accepts what is left instead."
            }
            Self::MoveAdminData => {
                "Keep a copy of it as it is, and restore a backup. Without one, move the administration data elsewhere (SQLite: the \
                 files that begin with the database's name and .admin; PostgreSQL: the schema kozmoai_admin): then `kozmoai audit \
                 accept` records the loss."
            }
            Self::LookInAuditLog => "Look in the audit log, `kozmoai audit`, before you repeat the change.",
            Self::UseNewerVersion => "Use the newer version of kozmoai that wrote it; nothing was changed.",
            Self::RestoreBackup => "Keep a copy of it as it is, and restore a backup.",
            Self::TryAgain => "Try again.",
        };
        f.write_str(text)
    }
}

impl From<StoreRemedy> for Remedy {
    fn from(remedy: StoreRemedy) -> Self {
        Self::Store(remedy)
    }
}
