//! Events as JSON lines, for a copy elsewhere: whoever reads them can compute every hash again.

use std::io::{self, Write};

use serde::Serialize;

use super::verify::WINDOW;
use crate::error::{AuditError, Error, Result};
use crate::model::{Actor, AuditEvent, AuditHead, AuditLink};
use crate::service::Service;
use crate::text;

/// An event with everything that its hash covers.
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

/// One line of JSON, with its newline. What could speak to a terminal is escaped.
pub(super) fn json_line(value: &impl Serialize) -> Result<String> {
    let json = text::json::line(value).map_err(|error| Error::from(AuditError::NotSerialized).because(error))?;
    Ok(format!("{}\n", *json))
}

/// How often the end is looked for again while others record events.
const TRIES: usize = 100;

impl Service {
    /// Writes every event, oldest first, one JSON document a line, and the head as the last line. What can't be read is written as
    /// the hash of its bytes. Gives the head.
    ///
    /// # Errors
    /// `NotAllowed`, `Store`; `Unexpected` when the output can't be written.
    pub fn export_audit(&self, actor: &Actor, out: &mut dyn Write) -> Result<AuditHead> {
        self.require_superuser(actor)?;
        let failed = |error: io::Error| Error::from(AuditError::ExportNotWritten).because(error);
        let (mut last, mut tries) = (None, 0);
        loop {
            let links = self.store.audit_links(last, WINDOW)?;
            if links.is_empty() {
                let head = self.store.audit_head()?;
                // Something was recorded between the two looks.
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
        }
    }
}
