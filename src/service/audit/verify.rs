//! Verifies the chain from its first event to its head, and the head against the anchor.

use std::ops::ControlFlow;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::anchor::Anchor;
use crate::error::{AuditError, Problem, Result};
use crate::model::audit::Hash;
use crate::model::{AuditAction, AuditEvent, AuditHead, AuditLink, AuditState};
use crate::service::Admin;

/// How many faults are listed; all are counted.
const DESCRIBED: usize = 20;

/// The result of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// The log is intact.
    Whole {
        /// The number of events.
        events: u64,
        /// The details.
        report: Box<Report>,
    },
    /// The log is broken: an event is changed, missing or out of place.
    Broken {
        /// The number of the first such event.
        at: u64,
        /// What is wrong with it.
        reason: String,
        /// The details.
        report: Box<Report>,
    },
    /// The verification was cancelled.
    Stopped,
}

/// The details of a verification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The number of events.
    pub events: u64,
    /// The number and the hash of the log's head.
    pub head: AuditHead,
    /// The first faults.
    pub faults: Vec<Fault>,
    /// The number of faults.
    pub fault_count: u64,
    /// The event that accepted earlier faults, if the last of them was accepted.
    pub accepted: Option<AcceptedFaults>,
    /// The anchor that the log was compared with.
    pub anchor: Option<Anchor>,
    /// The anchor file, if it must be moved before a new one can be written.
    pub unusable_anchor: Option<PathBuf>,
    /// Whether anyone who can write the log can also write the anchor.
    pub anchor_is_beside: bool,
    /// The newest event that records a restore.
    pub restored_at: Option<u64>,
}

/// A fault of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The number of the event.
    pub at: u64,
    /// What is wrong with it.
    pub reason: String,
}

/// Faults that were accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedFaults {
    /// Their number.
    pub faults: u64,
    /// The number of the event that records it.
    pub at: u64,
    /// The actor.
    pub by: String,
}

/// The prefix of an acceptance's digest.
const COVERS: &str = "sha256 ";

/// A verification in progress.
pub(super) struct Walk {
    pub(super) report: Report,
    /// The last event so far.
    pub(super) last: AuditHead,
    /// The hash of all events so far, including faults.
    content: Sha256,
    /// The hash of the event with the anchor's number.
    anchored: Option<Hash>,
    /// Whether the previous event could be read, so that the next one can be linked to it.
    is_readable: bool,
}

impl Admin<'_> {
    /// Verifies the log. `progress` gets the number of events done and their total, and cancels by returning false.
    ///
    /// # Errors
    /// `Store`.
    pub fn verify_audit(&self, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Verification> {
        Ok(match self.walk(progress)? {
            None => Verification::Stopped,
            Some(walk) => walk.verification(),
        })
    }

    /// Follows the chain; none if that was cancelled.
    pub(super) fn walk(&self, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Option<Walk>> {
        // The anchor is read first: events recorded meanwhile are newer.
        let file = self.anchor_file();
        let anchor = file.find(&self.store.audit_state()?);
        let mut walk = Walk::new(anchor.as_ref().ok().and_then(Clone::clone));
        let mut expected = self.store.audit_head()?.seq;
        let state = loop {
            let after = walk.started().then_some(walk.last.seq);
            let seen = self.store.each_audit_link(after, &mut |links| {
                links.into_iter().for_each(|link| walk.step(link));
                expected = expected.max(walk.last.seq);
                Ok(if progress(walk.last.seq, expected) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
            })?;
            if seen.is_break() {
                return Ok(None);
            }
            let state = self.store.audit_state()?;
            if state.head.seq <= expected {
                break state;
            }
            // An event was recorded between the two reads.
            expected = state.head.seq;
        };
        walk.finish(&state);
        if let Err(error) = anchor {
            if let Problem::Audit(AuditError::AnchorUnusable { path }) = error.problem() {
                walk.report.unusable_anchor = Some(path.clone());
            }
            let why = error.to_string();
            walk.fault(walk.last.seq + 1, format!("whether newer events are missing is unknown ({})", why.trim_end_matches('.')));
        }
        walk.report.anchor_is_beside = self.capabilities().is_exclusive || file.is_beside_database();
        Ok(Some(walk))
    }
}

impl Walk {
    fn new(anchor: Option<Anchor>) -> Self {
        let report = Report { anchor, ..Report::default() };
        Self { report, last: AuditHead::default(), content: Sha256::new(), anchored: None, is_readable: true }
    }

    fn started(&self) -> bool {
        self.report.events > 0
    }

    fn fault(&mut self, at: u64, reason: impl Into<String>) {
        self.report.fault_count += 1;
        if self.report.faults.len() < DESCRIBED {
            self.report.faults.push(Fault { at, reason: reason.into() });
        }
    }

    fn step(&mut self, link: AuditLink) {
        let (seq, next) = (link.seq(), self.last.seq + 1);
        if seq > next {
            self.fault(next, missing(next, seq - 1));
        } else if seq < next {
            self.fault(seq, "its number is invalid");
        }
        let follows = std::mem::replace(&mut self.is_readable, true);
        let (hash, digest) = match link {
            AuditLink::Unreadable { content, .. } => {
                self.fault(seq, "it cannot be read");
                self.is_readable = false;
                (content, content)
            }
            AuditLink::Event(event) => {
                let digest = event.digest();
                let is_whole = digest == event.hash;
                if event.action() == AuditAction::AuditAccepted && is_whole {
                    self.accept(&event);
                }
                if !is_whole {
                    self.fault(seq, "it was changed");
                } else if event.previous != self.last.hash && seq == next && follows {
                    self.fault(seq, "it does not follow the one before it, which was changed or replaced");
                }
                if event.action() == AuditAction::BackupRestored {
                    self.report.restored_at = Some(seq);
                }
                (event.hash, digest)
            }
        };
        self.content.update(seq.to_be_bytes());
        self.content.update(hash.0);
        self.content.update(digest.0);
        if self.report.anchor.as_ref().is_some_and(|anchor| anchor.seq == seq) {
            self.anchored = Some(hash);
        }
        self.report.events += 1;
        self.last = AuditHead { seq, hash };
    }

    /// Clears the faults so far if this event accepted exactly the events so far.
    fn accept(&mut self, event: &AuditEvent) {
        if self.report.fault_count == 0 || covered(event) != Some(self.digest()) {
            return;
        }
        self.report.accepted =
            Some(AcceptedFaults { faults: self.report.fault_count, at: event.seq, by: event.entry.actor.to_string() });
        self.report.fault_count = 0;
        self.report.faults.clear();
        self.last.hash = event.previous;
    }

    /// The hash of all events so far.
    pub(super) fn digest(&self) -> Hash {
        Hash(self.content.clone().finalize().into())
    }

    /// Compares the last event with the head and the anchor.
    fn finish(&mut self, state: &AuditState) {
        let (last, head) = (self.last, state.head);
        self.report.head = head;
        if head.seq > last.seq {
            let absent = missing(last.seq + 1, head.seq);
            self.fault(last.seq + 1, format!("{absent}, the newest of the log"));
        } else if head.seq < last.seq {
            let past = if last.seq == head.seq + 1 { "it is".to_owned() } else { format!("it and those up to {} are", last.seq) };
            self.fault(head.seq + 1, format!("{past} after the log's head, which was set back to {}", head.seq));
        } else if head != last {
            self.fault(head.seq, "it is not the event that was recorded last");
        }
        let faults = self.report.fault_count;
        self.compare_with_anchor(state);
        if state.high_water_mark > last.seq && self.report.fault_count == faults {
            let absent = missing(last.seq + 1, state.high_water_mark);
            self.fault(last.seq + 1, format!("{absent}: the database recorded event {}", state.high_water_mark));
        }
    }

    fn compare_with_anchor(&mut self, state: &AuditState) {
        let last = self.last;
        let Some(anchor) = self.report.anchor.clone() else { return };
        let seen = format!("the anchor in the configuration directory names event {}, of {:.0}", anchor.seq, anchor.at);
        if anchor.seq == 0 {
            return;
        }
        if last.seq == 0 {
            let side = if state.identity.is_none() {
                "; the database's identity, its key binding and failed sign-ins are lost with it"
            } else {
                ""
            };
            self.fault(1, format!("the whole log is missing: {seen}{side}"));
        } else if self.anchored.map(|hash| hash.to_string()) == Some(anchor.hash.clone()) {
            // The log continues from the anchored event.
        } else if state.identity != anchor.identity {
            self.fault(1, format!("the log belongs to another database than the one known here: {seen}"));
        } else if anchor.seq > last.seq {
            self.fault(last.seq + 1, format!("{}: {seen}", missing(last.seq + 1, anchor.seq)));
        } else {
            self.fault(anchor.seq, format!("it is not the event that was seen here: {seen}, with the hash {}", anchor.hash));
        }
    }

    pub(super) fn verification(self) -> Verification {
        let report = Box::new(self.report);
        match report.faults.first().cloned() {
            None => Verification::Whole { events: report.events, report },
            Some(Fault { at, reason }) => Verification::Broken { at, reason, report },
        }
    }
}

/// The digest in an acceptance of the events that it covers.
pub(super) fn covers(digest: Hash) -> String {
    format!("{COVERS}{digest}")
}

fn covered(event: &AuditEvent) -> Option<Hash> {
    let (_, digest) = event.entry.detail.as_deref()?.split_once(COVERS)?;
    Hash::parse(digest.get(..64)?)
}

fn missing(first: u64, last: u64) -> String {
    if first == last { "it is missing".to_owned() } else { format!("it and those up to {last} are missing") }
}
