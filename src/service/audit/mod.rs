//! The audit log: listed, verified, compared with its anchor, accepted after a loss.

mod accept;
pub(super) mod anchor;
mod export;
mod restored;
mod sink;
mod sorted;
mod verify;

pub use accept::AuditAcceptance;
pub use anchor::{Anchor, Restoring};
pub use sorted::AuditSort;
pub use verify::{AcceptedFaults, Fault, Report, Verification};

use self::anchor::AnchorFile;
use super::{Admin, Service};
use crate::error::{AuditError, Error, Result};
use crate::model::{AuditEntry, AuditEvent, AuditFilter, AuditHead, AuditSink, Cursor, Page};

impl Admin<'_> {
    /// A page of events, newest first; a row is the number of an event. A filter by username also finds events under the user's
    /// earlier names.
    ///
    /// # Errors
    /// `NotAllowed`, `Store`.
    pub fn audit(&self, filter: &AuditFilter, cursor: &Cursor<u64>, limit: usize) -> Result<Page<AuditEvent>> {
        let filter = self.with_user_id(filter)?;
        let newest = |before, limit| self.store.audit_newest(&filter, before, limit);
        let oldest = |from| self.store.audit_from(&filter, from, limit).map(|events| events.into_iter().rev().collect());
        let rows = match cursor {
            Cursor::Offset(skipped) => {
                let skipped = usize::try_from(*skipped).unwrap_or(usize::MAX);
                newest(None, limit.saturating_add(skipped))?.into_iter().skip(skipped).collect()
            }
            Cursor::From(seq) => newest(Some(seq.saturating_add(1)), limit)?,
            Cursor::After(seq) => newest(Some(*seq), limit)?,
            Cursor::Before(seq) => oldest(seq.saturating_add(1))?,
            Cursor::Last => oldest(0)?,
        };
        Ok(Page { rows, total: None })
    }

    /// The number of the newest event; 0 if there is none.
    ///
    /// # Errors
    /// `Store`.
    pub fn newest_event(&self) -> Result<u64> {
        Ok(self.store.audit_newest(&AuditFilter::default(), None, 1)?.first().map_or(0, |event| event.seq))
    }

    fn with_user_id(&self, filter: &AuditFilter) -> Result<AuditFilter> {
        let user = filter.user.as_deref().map(|name| self.store.user_by_name(name)).transpose()?.flatten();
        Ok(AuditFilter { user_id: user.map(|user| user.id), ..filter.clone() })
    }

    /// Advances the anchor after a successful verification, or creates it.
    ///
    /// # Errors
    /// `NotAllowed`.
    pub fn anchor_audit(&self) -> Result<()> {
        if !self.read_only {
            self.follow_up(&[]);
        }
        Ok(())
    }
}

impl Service {
    fn anchor_file(&self) -> AnchorFile {
        AnchorFile::of(&self.settings())
    }

    /// Follows up on committed events: copies them and advances the anchor. Failures are reported and undo nothing.
    pub(super) fn follow_up(&self, recorded: &[AuditEntry]) {
        self.copy_to_sink(recorded, false);
        if let Err(error) = self.move_anchor() {
            self.notices.add(unanchored(&error));
        }
    }

    fn move_anchor(&self) -> Result<()> {
        self.settings().create_config_dir()?;
        let state = || self.store.audit_state();
        let descends = self
            .anchor_file()
            .advance(self.now(), state, |anchor| anchor.head().map_or(Ok(false), |head| self.is_in_log(head)))?;
        if descends { Ok(()) } else { Err(AuditError::Diverged.into()) }
    }

    /// Whether the log contains this event, or it is the start of every log.
    fn is_in_log(&self, head: AuditHead) -> Result<bool> {
        let links = self.store.audit_links(Some(head.seq.saturating_sub(1)), 1)?;
        let found = links.iter().find_map(|link| Some(link.event()?.head()));
        Ok(head.seq == 0 || found == Some(head))
    }

    /// Copies committed events. After a restore or an acceptance, `may_diverge`: the copy then rightly ends with another event.
    fn copy_to_sink(&self, recorded: &[AuditEntry], may_diverge: bool) {
        let settings = self.settings();
        let Some(sink) = &settings.audit_sink.value else { return };
        match sink::deliver(sink, &*self.store, recorded) {
            Ok(Some(event)) if !may_diverge => {
                let error = AuditError::SinkDiverged { sink: sink.to_string(), event };
                self.notices.add(with_next_step(&error.into()));
            }
            Ok(_) => {}
            Err(error) => self.notices.add(format!("The audit log was not copied to {sink}: {error}")),
        }
    }

    /// Checks the copy of the log, if one is configured, and describes its state.
    pub(super) fn examine_sink(&self) -> Result<Option<String>> {
        let settings = self.settings();
        let Some(sink) = &settings.audit_sink.value else { return Ok(None) };
        let path = match sink {
            AuditSink::Syslog(socket) => {
                sink::check_syslog(socket)?;
                return Ok(Some(format!("Audit events are copied to {sink}.")));
            }
            AuditSink::File(path) => path,
        };
        let head = self.store.audit_head()?.seq;
        match sink::check_file(path, &*self.store)? {
            Some(sink::Copy::UpTo(seq)) if seq >= head => Ok(Some(format!("The copy of the audit log in {sink} is complete."))),
            Some(sink::Copy::UpTo(seq)) => {
                Err(AuditError::SinkIncomplete { sink: sink.to_string(), first: seq + 1, last: head }.into())
            }
            Some(sink::Copy::Diverged(event)) => Err(AuditError::SinkDiverged { sink: sink.to_string(), event }.into()),
            None => Err(AuditError::SinkMissing { sink: sink.to_string() }.into()),
        }
    }

    /// Checks that [`Service::reset_anchor`] would succeed.
    fn rehearse_anchor_reset(&self) -> Result<()> {
        self.settings().create_config_dir()?;
        self.anchor_file().rehearse_reset(&self.store.audit_state()?, self.now())
    }

    /// Sets the anchor to the newest event, after a restore or an acceptance.
    fn reset_anchor(&self) -> Result<()> {
        self.settings().create_config_dir()?;
        self.anchor_file().reset(&self.store.audit_state()?, self.now())
    }
}

/// The notice about an anchor that could not be advanced.
pub(super) fn unanchored(error: &Error) -> String {
    format!("The audit anchor was not written: {}", with_next_step(error))
}

fn with_next_step(error: &Error) -> String {
    error.next_step().map_or_else(|| error.to_string(), |next| format!("{error} {next}"))
}
