//! What helps against an error of a database.

use std::fmt::{self, Display};
use std::path::PathBuf;

use super::define_remedies::remedies;

remedies! {
    /// What to do next about a database.
    pub enum StoreRemedy {
        /// Name another database; `creation` says how one of this backend is created.
        NameDatabase {
            /// A clause about creation, or none.
            creation: Option<&'static str>,
        }
            = ("Name the right one with --store or KOZMOAI_DATABASE_URL. {}",
               creation.unwrap_or("`kozmoai config` shows which one is configured."));
        /// Name an embedded database by its own kind of address.
        UseEmbeddedAddress
            = ("Correct the address: sqlite:/// names a file; sled:/// names an embedded database, which is a directory.");
        /// Name the database and schema that contain the tables themselves.
        NameTables
            = ("Name the database and schema of the tables themselves with --store or KOZMOAI_DATABASE_URL; nothing was changed.");
        /// End the process that has an embedded database open.
        EndOtherProcess
            = ("Only one process at a time can open an embedded database: end that one (or its console), then try again.");
        /// Wait for a rotation or a restore to end, then look at its state.
        AwaitRotation = ("Wait until it has finished, then look at `kozmoai rotate status`."),
            console: ("Wait until it has finished; the secret key screen (4) shows its state.");
        /// Stop Kozmoai and every other kozmoai before a restore.
        StopClients {
            /// Whether sessions of a connection pool count.
            pooled: bool,
        }
            = ("Stop Kozmoai and every other kozmoai first.{}",
               if *pooled { " Sessions of a connection pool count too: connect to the server directly." } else { "" });
        /// Stop Kozmoai, or rotate while it runs.
        StopOrRotateOnline = ("Stop Kozmoai first, or rotate with --online."),
            console: ("Stop Kozmoai first, or check “Online (server running)” in the wizard.");
        /// Restore into another database, or replace this one.
        ReplaceDatabase = ("Restore into another database with --store, or replace this one with --replace.");
        /// Drop the foreign keys of other tables during a restore, or restore into another database.
        DropReferences
            = ("Drop the foreign keys of these tables, restore, and add the foreign keys again; or restore into another database with \
             --store.");
        /// Move values of other columns elsewhere before a restore, or restore into another database.
        MoveColumns
            = ("Copy these columns into a table of their own and drop them, then restore; or restore into another database with --store.");
        /// Restore over a recovery file that is not followed, or delete it.
        ReplaceRecoveryFile {
            /// The database that it belongs to.
            database: PathBuf,
        }
            = ("Restore a backup with --replace, which moves that file aside too; or delete it, once you know that {0} and {0}.admin belong \
             together.", database.display());
        /// Restore a backup, or accept the loss of audit events.
        AcceptLostEvents
            = ("Keep a copy of the directory as it is, and restore a backup. `kozmoai audit accept` accepts what is left instead.");
        /// Restore a backup, or move the administration data elsewhere and accept the loss.
        MoveAdminData
            = ("Keep a copy of it as it is, and restore a backup. Without one, move the administration data elsewhere (SQLite: the \
             files that begin with the database's name and .admin; PostgreSQL: the schema kozmoai_admin): then `kozmoai audit \
             accept` records the loss.");
        /// Look in the audit log whether a change was committed.
        LookInAuditLog = ("Look in the audit log, `kozmoai audit`, before you repeat the change."),
            console: ("Look in the audit log (5) before you repeat the change.");
        /// Use the newer version that wrote the data.
        UseNewerVersion = ("Use the newer version of kozmoai that wrote it; nothing was changed.");
        /// Move a planted file away, or give it to the owner of the database.
        MoveForeignFile {
            /// The file.
            path: PathBuf,
        }
            = ("Find out who put it there. If it is not the database's, move it elsewhere: `mv {0} {0}.foreign`; otherwise give it to \
             the database's owner with `chown`. Then try again.", path.display());
        /// Take the right to write from other accounts.
        CloseFile {
            /// The file.
            path: PathBuf,
        }
            = ("Look at it, then run `chmod go-w {}` and try again.", path.display());
        /// Move the database into a directory of its owner.
        MoveDatabase
            = ("Move the database with all files that begin with its name into a directory that only its owner can write to, and name \
             that.");
        /// Keep a copy and restore a backup.
        RestoreBackup = ("Keep a copy of it as it is, and restore a backup.");
        /// Try the same again.
        TryAgain = ("Try again.");
    }
}
