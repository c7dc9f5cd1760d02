//! The API keys: the user's own, or those of all users for a superuser. A key itself is shown once, when it is created.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::owned_list::{OwnedList, OwnedRow};
use super::{exact_moment, moment};
use crate::model::{ApiKeyId, Cursor, Page, User, UserId};
use crate::service::ApiKeyRow;
use crate::service::api_keys::ApiKeyOrder;
use crate::tui::effect::Job;
use crate::tui::theme::Theme;
use crate::tui::widgets::list::{Move, Row};
use crate::tui::widgets::table::Column;

const NAME: Column = Column { title: "Name", columns: 16, most: 32, shown_from: 0 };
const KEY: Column = Column { title: "Key", columns: 9, most: 9, shown_from: 0 };
const STATE: Column = Column { title: "Status", columns: 9, most: 9, shown_from: 0 };
const CREATED: Column = Column { title: "Created", columns: 16, most: 16, shown_from: 84 };
const LAST_USED: Column = Column { title: "Last used", columns: 16, most: 16, shown_from: 66 };
const USES: Column = Column { title: "Uses", columns: 7, most: 9, shown_from: 112 };
const EXPIRES: Column = Column { title: "Expires", columns: 16, most: 16, shown_from: 102 };
/// The first column where all users are listed.
const USER: Column = Column { title: "Owner", columns: 10, most: 16, shown_from: 0 };

impl Row for ApiKeyRow {
    type Id = ApiKeyId;
    fn id(&self) -> ApiKeyId {
        self.key.id
    }
}

impl OwnedRow for ApiKeyRow {
    type Key = ApiKeyOrder;
    fn place(&self) -> (UserId, ApiKeyOrder) {
        (self.owner.id, self.order())
    }
}

/// The API keys screen.
#[derive(Debug, Default)]
pub struct ApiKeysScreen {
    /// The keys.
    pub owned: OwnedList<ApiKeyRow>,
}

impl ApiKeysScreen {
    /// Creates the screen for this user.
    pub fn of(user: &User) -> Self {
        Self { owned: OwnedList::of(user) }
    }

    /// Filters by owner; none shows all users, as far as allowed.
    pub fn filter_by_owner(&mut self, owner: Option<User>) -> Job {
        let asked = self.owned.filter_by_owner(owner);
        self.ask(asked)
    }

    /// Reloads the same rows.
    pub fn reload(&self) -> Job {
        self.ask(self.owned.reload())
    }

    /// Moves; returns the job that reads further rows.
    pub fn go(&mut self, by: Move) -> Option<Job> {
        let asked = self.owned.go(by)?;
        Some(self.ask(asked))
    }

    fn ask(&self, (cursor, limit): (Cursor<(UserId, ApiKeyOrder)>, usize)) -> Job {
        Job::ApiKeys { owner: self.owned.owner().map(|owner| owner.id), cursor, limit }
    }

    /// Takes the rows that were read.
    pub fn take(&mut self, cursor: &Cursor<(UserId, ApiKeyOrder)>, window: Page<ApiKeyRow>) {
        self.owned.take(cursor, window);
    }

    /// The details of an API key, without the key itself.
    pub fn details(row: &ApiKeyRow) -> Vec<(String, String)> {
        let key = &row.key;
        let facts = [
            ("Name", name(row)),
            ("Owner", row.owner.username.clone()),
            ("Key", row.masked()),
            ("Status", state(row).to_owned()),
            ("Created", exact_moment(Some(key.created_at))),
            ("Last used", exact_moment(key.last_used_at)),
            ("Uses", key.total_uses.to_string()),
            ("Expires", exact_moment(key.expires_at)),
            ("ID", key.id.to_string()),
        ];
        facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Draws it.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        self.owned.draw_head(buffer, area, theme, "API keys");
        let all_users = self.owned.owner().is_none();
        let columns: &[Column] = if all_users {
            &[USER, NAME, KEY, STATE, CREATED, LAST_USED, USES, EXPIRES]
        } else {
            &[NAME, KEY, STATE, CREATED, LAST_USED, USES, EXPIRES]
        };
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        self.owned.list.draw(buffer, body, theme, columns, None, "No API keys yet. Press n to create one.", |row| {
            let owner = all_users.then(|| row.owner.username.clone());
            let rest = [
                name(row),
                row.masked(),
                state(row).to_owned(),
                moment(Some(row.key.created_at)),
                moment(row.key.last_used_at),
                row.key.total_uses.to_string(),
                moment(row.key.expires_at),
            ];
            owner.into_iter().chain(rest).collect()
        });
    }
}

fn name(row: &ApiKeyRow) -> String {
    row.key.name.clone().unwrap_or_else(|| "–".to_owned())
}

const fn state(row: &ApiKeyRow) -> &'static str {
    match (row.works, row.key.is_active) {
        (true, _) => "✓ active",
        (false, true) => "· expired",
        (false, false) => "· revoked",
    }
}
