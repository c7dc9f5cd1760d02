//! Errors of databases whose content is damaged, or is not what Kozmoai or this program would write.

use super::define::errors;
use super::{Remedy, StoreRemedy as Fix};

errors! {
    /// What is damaged in a database.
    pub enum DamageError {
        /// The files of the database are damaged.
        Files {
            /// The database.
            database: String,
        } = "database_damaged", Store, ("The database {database} is damaged.") => Fix::RestoreBackup.into();

        /// A record of the embedded database is damaged.
        Record = "record_damaged", Store, ("The database is damaged: a record can't be read.") => Fix::RestoreBackup.into();

        /// A table or column of the SQLite database or of its administration data is missing.
        TableMissing {
            /// The file.
            database: String,
        } = "table_missing", Store, ("The database {database} is damaged: it lacks a table or column.")
            => Fix::MoveAdminData.into();

        /// What kozmoai stores beside Kozmoai's own database is damaged.
        AdminData = "admin_data_damaged", Store,
            ("The administration data of kozmoai beside this database is damaged: a record can't be read.")
            => Fix::MoveAdminData.into();

        /// An event of the audit log can't be read.
        Event {
            /// Its number.
            seq: u64,
        } = "audit_event_damaged", Store, ("The audit log is damaged: event {seq} can't be read.") => Remedy::VerifyAudit;

        /// A newer version of kozmoai wrote an event of the audit log.
        EventNewer {
            /// Its number.
            seq: u64,
        } = "audit_event_newer", Store, ("Audit event {seq} was written by a newer version of kozmoai; this one can't read it.")
            => Fix::UseNewerVersion.into();

        /// The newest event of the audit log was changed or deleted.
        NewestEvent {
            /// Its number.
            seq: u64,
        } = "newest_audit_event_damaged", Store, ("The audit log is damaged: its newest event, {seq}, was changed or deleted.")
            => Remedy::VerifyOrAcceptAudit;

        /// Events at the end of the audit log are missing, and with them the changes that they record.
        EventsMissing {
            /// The first one's number.
            first: u64,
            /// The last one's number.
            last: u64,
        } = "audit_events_missing", Store, ("The database is damaged: audit events {first} to {last} are missing.")
            => Fix::AcceptLostEvents.into();

        /// The audit log has events after the one that it says is its newest.
        HeadBehind {
            /// The number that the log names.
            head: u64,
            /// The newest event's number.
            last: u64,
        } = "audit_head_behind", Store,
            ("The audit log is damaged: it names event {head} as its newest, but has events up to {last}; nothing was changed.")
            => Remedy::VerifyOrAcceptAudit;

        /// A row contains a value of another type than Kozmoai writes there.
        Value {
            /// What it is.
            found: &'static str,
            /// What it should be.
            expected: &'static str,
        } = "unexpected_value", Store, ("The database contains {found} where Kozmoai stores {expected}.")
            => "Something other than Kozmoai wrote that row; nothing was changed.".into();

        /// A row has an id or an encrypted value that Kozmoai would not write.
        Row {
            /// The table.
            table: &'static str,
        } = "unexpected_row", Store, ("A row of the table \"{table}\" has an ID or value that Kozmoai would not write.")
            => "Look at that table; nothing was changed.".into();

        /// The id of a user is not written as Kozmoai writes ids.
        UserId {
            /// The id.
            id: String,
        } = "unexpected_user_id", Store, ("The ID {id} of a user is not written as Kozmoai writes IDs.")
            => "Look at the table \"user\"; nothing was changed.".into();
    }
}
