//! The pane beside the users, or the own account: what a user owns, and what happened last.

use super::beside::{ENTER_SHOWS_ALL, Pane, write_events};
use crate::service::overview::UserSummary;
use crate::tui::screen::prelude::*;

/// The number of the part of the screen's data.
pub const PART: u8 = 0;

/// The pane beside users.
#[derive(Debug, Default)]
pub struct UserPane {
    pane: Pane,
    /// The user whose summary was requested last.
    requested: Option<UserId>,
    summary: Option<Box<UserSummary>>,
}

impl UserPane {
    /// Whether there was room for it in the last drawing.
    pub const fn is_shown(&self) -> bool {
        self.pane.is_shown()
    }

    /// Handles the mouse: the wheel scrolls the pane below it. True if it did.
    pub fn point(&self, pointer: Pointer) -> bool {
        self.pane.point(pointer)
    }

    /// Has the summary read again, because something changed.
    pub const fn outdate(&mut self) {
        self.requested = None;
    }

    /// Takes a summary.
    pub fn take(&mut self, summary: UserSummary) {
        self.summary = Some(Box::new(summary));
    }

    /// The current user, if their summary has to be read.
    pub fn unread(&self, current: Option<&User>) -> Option<UserId> {
        let user = current?.id;
        (self.is_shown() && self.requested != Some(user)).then_some(user)
    }

    /// Reads the summary of the current user, by this job, if the pane is shown.
    pub fn follow<J, C>(&mut self, current: Option<&User>, read: impl FnOnce(UserId) -> J, cx: &mut Context<'_, J, C>) {
        if let Some(user) = self.unread(current) {
            self.requested = Some(user);
            cx.query_part(PART, read(user));
        }
    }

    /// Draws the pane of the current user, if there is room. Returns what is left for the list.
    pub fn draw_beside_list(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        theme: &Theme,
        current: Option<&User>,
        now: Timestamp,
    ) -> Rect {
        self.pane.draw(buffer, area, theme, ENTER_SHOWS_ALL, || {
            let user = current?;
            let mut text = Text::default();
            let mut fact = |name: &str, value: String| text.fact(name, value, theme.text);
            fact("Status", user.status().title().to_owned());
            fact("Superuser", if user.is_superuser { "yes" } else { "no" }.to_owned());
            fact("Last sign-in", relative_time(user.last_login_at, now));
            fact("Created", relative_time(Some(user.create_at), now));
            fact("ID", user.id.to_string());
            self.write_summary(&mut text, user, theme, now);
            Some((user.username.as_str(), text))
        })
    }

    /// Draws the pane of the own account, whose facts are beside it, if there is room. Returns what is left for these.
    pub fn draw_beside_account(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, user: &User, now: Timestamp) -> Rect {
        self.pane.draw(buffer, area, theme, "…", || {
            let mut text = Text::default();
            self.write_summary(&mut text, user, theme, now);
            Some(("Your data", text))
        })
    }

    /// Writes what a user owns and what happened last, once it was read.
    fn write_summary(&self, text: &mut Text, user: &User, theme: &Theme, now: Timestamp) {
        let Some(summary) = self.summary.as_ref().filter(|summary| summary.details.user.id == user.id) else {
            text.blank_line();
            text.paragraph("Loading …", theme.dim);
            return;
        };
        text.fact("Owns", summary.details.owned.to_string(), theme.text);
        let mut section = |title: &str, none: &str, total: u64, rows: Vec<(String, String)>| {
            text.blank_line();
            text.paragraph(title, theme.heading);
            if rows.is_empty() {
                text.paragraph(none, theme.dim);
            }
            let more = total.saturating_sub(rows.len() as u64);
            rows.into_iter().for_each(|(name, value)| text.styled_fact(name, theme.text, value, theme.dim));
            if more > 0 {
                text.paragraph(format!("… {} more", grouped(more)), theme.dim);
            }
        };
        let variables = &summary.variables;
        let rows = variables.rows.iter().map(|row| (text::clean(&row.name).into_owned(), row.kind.name().to_owned()));
        section("Variables (v)", "none", variables.total.unwrap_or(0), rows.collect());
        let api_keys = &summary.api_keys;
        let rows = api_keys.rows.iter().map(|row| {
            let name = row.key.name.as_deref().unwrap_or("–");
            let state = row.state.name();
            (text::clean(name).into_owned(), format!("{state}, last used: {}", relative_time(row.key.last_used_at, now)))
        });
        section("API keys (A)", "none", api_keys.total.unwrap_or(0), rows.collect());
        if let Some(events) = &summary.events {
            text.blank_line();
            text.paragraph("Recent events", theme.heading);
            write_events(text, events, theme, now);
        }
    }
}
