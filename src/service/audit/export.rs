//! Exports events as JSON lines, from which every hash can be computed again.

use std::io::{self, Write};

use serde::Serialize;

use crate::error::{AuditError, Error, Result};
use crate::model::{Actor, AuditEvent, AuditHead, AuditLink};
use crate::service::Admin;
use crate::service::progress::Stage;
use crate::text;

/// How many events are read at a time.
pub(super) const WINDOW: usize = 1_000;

/// An event with all data that its hash covers.
#[derive(Debug, Serialize)]
pub(super) struct Line<'a> {
    seq: u64,
    at: String,
    at_us: i64,
    actor: String,
    actor_type: &'static str,
    actor_id: Option<String>,
    actor_name: Option<&'a str>,
    action: &'static str,
    user_id: Option<String>,
    username: Option<&'a str>,
    detail: Option<&'a str>,
    previous: String,
    hash: String,
}

impl<'a> Line<'a> {
    pub(super) fn of(event: &'a AuditEvent) -> Self {
        let entry = &event.entry;
        let (actor_type, actor_id, actor_name) = match &entry.actor {
            Actor::System => ("system", None, None),
            Actor::Operator(account) => ("operator", None, Some(account.as_str())),
            Actor::User { id, username } => ("user", Some(id.to_string()), Some(username.as_str())),
        };
        Self {
            seq: event.seq,
            at: entry.at.to_string(),
            at_us: entry.at.as_microsecond(),
            actor: entry.actor.to_string(),
            actor_type,
            actor_id,
            actor_name,
            action: entry.action.name(),
            user_id: entry.target.map(|id| id.to_string()),
            username: entry.target_name.as_deref(),
            detail: entry.detail.as_deref(),
            previous: event.previous.to_string(),
            hash: event.hash.to_string(),
        }
    }
}

/// A line of JSON with its newline; control characters are escaped.
pub(super) fn json_line(value: &impl Serialize) -> Result<String> {
    let json = text::json::line(value).map_err(|error| Error::from(AuditError::NotSerialized).because(error))?;
    Ok(format!("{}\n", *json))
}

/// How often reading is continued while other processes record events.
const TRIES: usize = 100;

impl Admin<'_> {
    /// Writes every event, oldest first, as a JSON document per line, and the head as the last line. An unreadable event is
    /// written as the hash of its bytes. Returns the head.
    ///
    /// # Errors
    /// `Store`; `Unexpected` if the output cannot be written.
    pub fn export_audit(&self, out: &mut dyn Write) -> Result<AuditHead> {
        let failed = |error: io::Error| Error::from(AuditError::ExportNotWritten).because(error);
        let total = Some(self.store.audit_head()?.seq);
        let (mut last, mut tries) = (None, 0);
        loop {
            let links = self.store.audit_links(last, WINDOW)?;
            if links.is_empty() {
                let head = self.store.audit_head()?;
                // An event was recorded between the two reads.
                if head.seq > last.unwrap_or(0) && tries < TRIES && !self.store.audit_links(last, 1)?.is_empty() {
                    tries += 1;
                    continue;
                }
                let line = json_line(&serde_json::json!({
                    "head": {"seq": head.seq, "hash": head.hash.to_string()},
                    "database": self.store.url().to_string(),
                    "exported_at": self.now(),
                }))?;
                out.write_all(line.as_bytes()).and_then(|()| out.flush()).map_err(failed)?;
                return Ok(head);
            }
            for link in links {
                last = Some(link.seq());
                let line = match &link {
                    AuditLink::Event(event) => json_line(&Line::of(event))?,
                    AuditLink::Unreadable { seq, content } => {
                        json_line(&serde_json::json!({"seq": seq, "unreadable": true, "sha256": content.to_string()}))?
                    }
                };
                out.write_all(line.as_bytes()).map_err(failed)?;
            }
            self.reporter.report(Stage::ExportingAudit, last.unwrap_or(0), total);
        }
    }
}
