//! The API keys: one's own, or everyone's for a superuser. A key itself is shown once, when it is made.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::kept::{Kept, KeptRow};
use super::{exact_moment, moment};
use crate::model::{ApiKeyId, User, UserId};
use crate::service::api_keys::ApiKeyOrder;
use crate::service::{ApiKeyRow, Spot, Window};
use crate::tui::effect::Job;
use crate::tui::theme::Theme;
use crate::tui::widgets::list::{Move, Row};
use crate::tui::widgets::table::Column;

const NAME: Column = Column { title: "Name", columns: 16, most: 32, shown_from: 0 };
const KEY: Column = Column { title: "Key", columns: 9, most: 9, shown_from: 0 };
const STATE: Column = Column { title: "State", columns: 9, most: 9, shown_from: 0 };
const CREATED: Column = Column { title: "Created", columns: 16, most: 16, shown_from: 84 };
const LAST_USED: Column = Column { title: "Last used", columns: 16, most: 16, shown_from: 66 };
const USES: Column = Column { title: "Uses", columns: 7, most: 9, shown_from: 112 };
const EXPIRES: Column = Column { title: "Expires", columns: 16, most: 16, shown_from: 102 };
/// Before all others where everyone's are shown.
const USER: Column = Column { title: "User", columns: 10, most: 16, shown_from: 0 };

impl Row for ApiKeyRow {
    type Id = ApiKeyId;
    fn id(&self) -> ApiKeyId {
        self.key.id
    }
}

impl KeptRow for ApiKeyRow {
    type Key = ApiKeyOrder;
    fn place(&self) -> (UserId, ApiKeyOrder) {
        (self.owner.id, self.order())
    }
}

/// The API keys screen.
#[derive(Debug, Default)]
pub struct ApiKeysScreen {
    /// The keys, and whose they are.
    pub kept: Kept<ApiKeyRow>,
}

impl ApiKeysScreen {
    /// The screen as this person may see it.
    pub fn of(user: &User) -> Self {
        Self { kept: Kept::of(user) }
    }

    /// Shows only this user's, or everyone's, as far as they may be seen.
    pub fn narrow(&mut self, owner: Option<User>) -> Job {
        let asked = self.kept.narrow(owner);
        self.ask(asked)
    }

    /// Reads the same rows anew.
    pub fn reload(&self) -> Job {
        self.ask(self.kept.reload())
    }

    /// Moves; what is to be read for it.
    pub fn go(&mut self, by: Move) -> Option<Job> {
        let asked = self.kept.go(by)?;
        Some(self.ask(asked))
    }

    fn ask(&self, (spot, limit): (Spot<ApiKeyOrder>, usize)) -> Job {
        Job::ApiKeys { owner: self.kept.owner().map(|owner| owner.id), spot, limit }
    }

    /// Takes rows that were read.
    pub fn take(&mut self, spot: &Spot<ApiKeyOrder>, window: Window<ApiKeyRow>) {
        self.kept.take(spot, window);
    }

    /// An API key, whole but for itself.
    pub fn details(row: &ApiKeyRow) -> Vec<(String, String)> {
        let key = &row.key;
        let facts = [
            ("Name", name(row)),
            ("User", row.owner.username.clone()),
            ("Key", row.masked()),
            ("State", state(row).to_owned()),
            ("Created", exact_moment(Some(key.created_at))),
            ("Last used", exact_moment(key.last_used_at)),
            ("Uses", key.total_uses.to_string()),
            ("Expires", exact_moment(key.expires_at)),
            ("Id", key.id.to_string()),
        ];
        facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Draws it.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        self.kept.draw_head(buffer, area, theme, "API keys");
        let everyones = self.kept.owner().is_none();
        let columns: &[Column] = if everyones {
            &[USER, NAME, KEY, STATE, CREATED, LAST_USED, USES, EXPIRES]
        } else {
            &[NAME, KEY, STATE, CREATED, LAST_USED, USES, EXPIRES]
        };
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        self.kept.list.draw(buffer, body, theme, columns, None, "No API keys yet: n makes one.", |row| {
            let user = everyones.then(|| row.owner.username.clone());
            let rest = [
                name(row),
                row.masked(),
                state(row).to_owned(),
                moment(Some(row.key.created_at)),
                moment(row.key.last_used_at),
                row.key.total_uses.to_string(),
                moment(row.key.expires_at),
            ];
            user.into_iter().chain(rest).collect()
        });
    }
}

fn name(row: &ApiKeyRow) -> String {
    row.key.name.clone().unwrap_or_else(|| "–".to_owned())
}

const fn state(row: &ApiKeyRow) -> &'static str {
    match (row.works, row.key.is_active) {
        (true, _) => "✓ works",
        (false, true) => "· expired",
        (false, false) => "· revoked",
    }
}
