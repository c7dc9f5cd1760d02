//! The record of a restore in the restored log.
//!
//! The event is stored with the anchor before the restored database takes its place. If the process is killed in between, the
//! next one that opens the database records it, so that the log is never reported as rewritten.

use super::anchor::{AnchorFile, Restoring};
use super::unanchored;
use crate::config::{AUDIT_ANCHOR, Settings};
use crate::error::{AuditError, Error, Result};
use crate::model::{AuditAction, AuditEntry, AuditEvent, AuditHead, AuditLink, AuditState};
use crate::service::Service;
use crate::store::{Batch, Change, CommitOutcome};

/// How many events after the end of the restored log are searched for the record.
const LATER: usize = 100;

impl Service {
    /// The end of the log that a restore replaces, as far as the anchor knows it, as text.
    pub(in crate::service) fn anchored_before(settings: &Settings) -> Option<String> {
        let found = AnchorFile::of(settings).find(&AuditState::default());
        let anchor = found.ok().flatten().filter(|anchor| anchor.seq > 0)?;
        Some(format!("the log before it ended with event {}, {}", anchor.seq, anchor.hash))
    }

    /// Stores the event of a restore that is about to install a log with this head. Returns a notice if that is impossible, but
    /// no event was seen here that the restored log could lack.
    ///
    /// # Errors
    /// `Store` if it is impossible and the restored log could look tampered with.
    pub(in crate::service) fn expect_restore(settings: &Settings, head: AuditHead, entry: AuditEntry) -> Result<Option<String>> {
        let anchors = AnchorFile::of(settings);
        match settings.create_config_dir().and_then(|()| anchors.expect(Restoring { head, entry })) {
            Ok(()) => Ok(None),
            Err(error) if anchors.is_empty() => Ok(Some(unanchored(&error))),
            Err(error) => {
                let path = settings.config_dir.value.join(AUDIT_ANCHOR);
                Err(Error::from(AuditError::RestoreNotAnchored { path }).wrapping(error))
            }
        }
    }

    /// Records a restore that was interrupted after the restored database took its place.
    pub(in crate::service) fn complete_restore(&self) {
        if self.is_read_only() {
            return;
        }
        if let Err(error) = self.record_interrupted_restore() {
            self.notify(format!("A restore was interrupted before it was recorded, and still cannot be recorded: {error}"));
        }
    }

    fn record_interrupted_restore(&self) -> Result<()> {
        // A damaged anchor is reported by the operations that need it.
        let Ok(Some(anchor)) = self.anchor_file().find(&AuditState::default()) else { return Ok(()) };
        let Some(Restoring { head, entry }) = anchor.restoring.clone() else { return Ok(()) };
        let state = self.store.audit_state()?;
        let is_undone = anchor.seq > 0 && anchor.head().map_or(Ok(false), |head| self.is_in_log(head))?;
        if is_undone || !self.is_in_log(head)? {
            return Ok(());
        }
        let is_record = |event: &AuditEvent| event.action() == AuditAction::BackupRestored && event.entry.at == entry.at;
        let is_recorded = self.store.audit_links(Some(head.seq), LATER)?.iter().filter_map(AuditLink::event).any(is_record);
        if is_recorded {
            return self.reset_anchor();
        }
        let detail = entry.detail.as_deref().map(|detail| format!("{detail}; recorded later, since it was interrupted"));
        // Refused if another process recorded an event meanwhile, which may be this one.
        let changes = vec![Change::SetAuditHead { before: state.head, after: state.head }];
        let audit = vec![AuditEntry { detail, ..entry }];
        if self.store.commit(&Batch { changes, audit: audit.clone(), keep_a_superuser: true })? == CommitOutcome::Done {
            self.follow_up_on_restore(&audit);
        }
        Ok(())
    }

    /// Records a completed restore.
    ///
    /// # Errors
    /// Those of a commit.
    pub(in crate::service) fn record_restore(&self, entry: AuditEntry) -> Result<()> {
        let recorded = vec![entry];
        self.commit_unanchored(Vec::new(), recorded.clone())?;
        self.follow_up_on_restore(&recorded);
        Ok(())
    }

    /// Sets the anchor to the event that records a restore, whatever it was before.
    fn follow_up_on_restore(&self, recorded: &[AuditEntry]) {
        self.copy_to_sink(recorded, true);
        if let Err(error) = self.reset_anchor() {
            self.notify(unanchored(&error));
        }
    }
}
