//! Errors about the audit log, its anchor and its copies.

use std::path::PathBuf;

use super::Remedy;
use super::define::errors;

errors! {
    /// What is wrong with the audit log, its anchor or a copy of it.
    pub enum AuditError {
        /// The audit log lacks the event that the anchor names, or was rewritten.
        Diverged = "audit_diverged", Store, ("The audit log lacks events that were seen here, or was rewritten.")
            => Remedy::VerifyAudit;

        /// The audit log is broken: an event is changed, missing or out of place.
        Broken {
            /// The first event that does not fit.
            event: u64,
            /// What is wrong with it.
            reason: String,
        } = "audit_log_broken", Store, ("The audit log is broken at event {event}: {reason}.") => Remedy::CompareAuditLog;

        /// A time to filter by is not one.
        TimeInvalid {
            /// What was given.
            text: String,
        } = "audit_time_invalid", Usage,
            ("Invalid time \"{text}\": write 2026-05-18, yesterday, 7d or \"2 h ago\", or leave it empty.");

        /// `kozmoai audit accept` found nothing wrong.
        NothingToAccept = "audit_nothing_to_accept", Conflict,
            ("There is nothing to accept: the audit log is intact and agrees with its anchor.");

        /// Another event was recorded while the operation was prepared.
        HeadChanged = "audit_head_changed", Conflict, ("Another event was recorded in the audit log meanwhile; nothing was done.")
            => "Try again.".into();

        /// The audit anchor is damaged.
        AnchorDamaged {
            /// The file.
            path: PathBuf,
        } = "audit_anchor_damaged", Store, ("The audit anchor {} is not used: it is damaged.", path.display())
            => Remedy::CompareAndAcceptAudit;

        /// Something else has the name of the audit anchor, or other accounts could have written it.
        AnchorUnusable {
            /// The file.
            path: PathBuf,
        } = "audit_anchor_unusable", Store [File], ("The audit anchor {} can't be used.", path.display())
            => Remedy::MoveAuditAnchor { path: path.clone() };

        /// A newer version of kozmoai wrote the audit anchor.
        AnchorNewer {
            /// The file.
            path: PathBuf,
            /// The version of its format.
            version: u32,
        } = "audit_anchor_newer", Store,
            ("The audit anchor {} is not used: a newer version of kozmoai wrote it (format {version}).", path.display())
            => "Use that version.".into();

        /// The audit anchor cannot be written.
        AnchorNotWritten = "audit_anchor_not_written", Unexpected, ("The audit anchor cannot be written.");

        /// The anchor cannot be prepared for a restored log, which would look tampered with.
        RestoreNotAnchored {
            /// The anchor file.
            path: PathBuf,
        } = "restore_not_anchored", Store [File],
            ("The restore was not begun: the audit anchor {} cannot be written, and the restored log would not agree with it.", path.display())
            => Remedy::NameOtherConfigDir;

        /// An event cannot be written as JSON.
        NotSerialized = "audit_not_serialized", Unexpected, ("An audit event cannot be written as JSON.");

        /// The output of an export cannot be written.
        ExportNotWritten = "audit_export_not_written", Unexpected, ("The output cannot be written.");

        /// The copy of the audit log cannot be written.
        SinkNotWritten {
            /// The file or the socket.
            path: PathBuf,
        } = "audit_sink_not_written", Unexpected, ("{} cannot be written.", path.display());

        /// The copy of the audit log is a device, a link or a file with several names.
        SinkNotRegular {
            /// The file.
            path: PathBuf,
        } = "audit_sink_not_regular", Unexpected,
            ("{} is not a regular file with a single name, so no events are written to it.", path.display());

        /// The file for the copy of the audit log has other content.
        SinkForeign {
            /// The file.
            path: PathBuf,
        } = "audit_sink_foreign", Unexpected, ("{} contains something other than audit events.", path.display());

        /// The copy of the audit log lacks the newest events.
        SinkIncomplete {
            /// The copy.
            sink: String,
            /// The first event that is missing.
            first: u64,
            /// The last one.
            last: u64,
        } = "audit_sink_incomplete", Store, ("The copy of the audit log in {sink} lacks events {first} to {last}.")
            => "It may not be writable, or a process was killed: the next operation completes it.".into();

        /// The copy of the audit log ends with an event that is not in the log.
        SinkDiverged {
            /// The copy.
            sink: String,
            /// The event.
            event: u64,
        } = "audit_sink_diverged", Store,
            ("The copy of the audit log in {sink} ends with event {event}, which is not in the log.") => Remedy::VerifyAudit;

        /// The copy of the audit log does not exist.
        SinkMissing {
            /// The copy.
            sink: String,
        } = "audit_sink_missing", Store, ("The copy of the audit log in {sink} does not exist yet.")
            => "Make sure that its directory exists; the next operation creates it.".into();
    }
}
