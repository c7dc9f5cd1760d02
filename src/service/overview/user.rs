//! A user with some of what they own, and what happened last.

use std::ops::ControlFlow;

use super::recent::ReadBack;
use crate::error::Result;
use crate::model::{Actor, AuditEvent, Cursor, Page, Timestamp, UserId};
use crate::service::api_keys::ApiKeyRow;
use crate::service::{Admin, UserDetails, VariableRow};

/// How many of each are listed.
const LISTED: usize = 8;
/// The number of events that are searched: less than elsewhere, because a summary is read for every row that someone moves to.
const SEARCHED: usize = 1_000;

/// A user with the first variables and API keys, and the newest events.
#[derive(Debug)]
pub struct UserSummary {
    /// The user, with the amount of their data.
    pub details: UserDetails,
    /// The first variables, at most 8.
    pub variables: Page<VariableRow>,
    /// The oldest API keys, at most 8.
    pub api_keys: Page<ApiKeyRow>,
    /// The newest events by or about the user, at most 8.
    pub events: Vec<AuditEvent>,
    /// The time of the oldest event that was searched, if there are more.
    pub cut: Option<Timestamp>,
}

impl Admin<'_> {
    /// A summary of a user.
    ///
    /// # Errors
    /// `NotFound`, `Store`.
    pub fn user_summary(&self, id: UserId) -> Result<UserSummary> {
        let details = self.user_details(id)?;
        let reader = self.reader(&self.actor, Some(&details.user))?;
        let (variables, api_keys) = (reader.variables(None, &Cursor::FIRST, LISTED)?, reader.api_keys(&Cursor::FIRST, LISTED)?);
        let mut events = Vec::new();
        let read = self.newest_of(SEARCHED, None, &mut |event| {
            let is_by = matches!(event.entry.actor, Actor::User { id: by, .. } if by == id);
            if is_by || event.entry.target == Some(id) {
                events.push(event.clone());
            }
            if events.len() < LISTED { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(UserSummary { details, variables, api_keys, events, cut: ReadBack::cut(read) })
    }
}
