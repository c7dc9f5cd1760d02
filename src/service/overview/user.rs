//! A user with some of what they own, and what happened last.

use super::recent::NewestEvents;
use crate::error::Result;
use crate::model::{Actor, AuditEvent, Cursor, Page, UserId};
use crate::service::api_keys::ApiKeyRow;
use crate::service::{Account, Admin, Service, UserDetails, VariableRow};

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
    /// The newest events by or about the user, at most 8; none for somebody who may not read the audit log.
    pub events: Option<NewestEvents>,
}

impl Admin<'_> {
    /// A summary of a user.
    ///
    /// # Errors
    /// `NotFound`, `Store`.
    pub fn user_summary(&self, id: UserId) -> Result<UserSummary> {
        self.summary_of(self.user_details(id)?, &self.actor, true)
    }
}

impl Account<'_> {
    /// A summary of the account.
    ///
    /// # Errors
    /// `NotFound` if it was deleted; `Store`.
    pub fn summary(&self) -> Result<UserSummary> {
        let user = self.user()?;
        let reads_audit = user.is_active_superuser();
        self.summary_of(self.details(user)?, &self.actor, reads_audit)
    }
}

impl Service {
    fn summary_of(&self, details: UserDetails, actor: &Actor, reads_audit: bool) -> Result<UserSummary> {
        let id = details.user.id;
        let reader = self.reader(actor, Some(&details.user))?;
        let (variables, api_keys) = (reader.variables(None, &Cursor::FIRST, LISTED)?, reader.api_keys(&Cursor::FIRST, LISTED)?);
        let concerns = |event: &AuditEvent| {
            let is_by = matches!(event.entry.actor, Actor::User { id: by, .. } if by == id);
            is_by || event.entry.target == Some(id)
        };
        let events = if reads_audit { Some(self.newest_matching(SEARCHED, LISTED, concerns)?) } else { None };
        Ok(UserSummary { details, variables, api_keys, events })
    }
}
