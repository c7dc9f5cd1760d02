//! Drawing the API keys.

use super::ApiKeysScreen;
use crate::service::ApiKeyRow;
use crate::tui::screen::prelude::*;

const NAME: Column = Column { title: "Name", columns: 16, most: 32, shown_from: 0 };
const KEY: Column = Column { title: "Key", columns: 9, most: 9, shown_from: 0 };
const STATE: Column = Column { title: "Status", columns: 9, most: 9, shown_from: 0 };
const CREATED: Column = Column { title: "Created", columns: 16, most: 16, shown_from: 84 };
const LAST_USED: Column = Column { title: "Last used", columns: 16, most: 16, shown_from: 66 };
const USES: Column = Column { title: "Uses", columns: 7, most: 9, shown_from: 112 };
const EXPIRES: Column = Column { title: "Expires", columns: 16, most: 16, shown_from: 102 };
/// The first column where all users are listed.
const USER: Column = Column { title: "Owner", columns: 10, most: 16, shown_from: 0 };

impl View for ApiKeysScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, _env: &Env<'_>) -> Option<Position> {
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
                short_time(Some(row.key.created_at)),
                short_time(row.key.last_used_at),
                row.key.total_uses.to_string(),
                short_time(row.key.expires_at),
            ];
            owner.into_iter().chain(rest).collect()
        });
        None
    }
}

pub(super) fn name(row: &ApiKeyRow) -> String {
    row.key.name.clone().unwrap_or_else(|| "–".to_owned())
}

const fn state(row: &ApiKeyRow) -> &'static str {
    match (row.works, row.key.is_active) {
        (true, _) => "✓ active",
        (false, true) => "· expired",
        (false, false) => "· revoked",
    }
}

/// The details of an API key, without the key itself.
pub(super) fn details(row: &ApiKeyRow) -> Vec<(String, String)> {
    let key = &row.key;
    let facts = [
        ("Name", name(row)),
        ("Owner", row.owner.username.clone()),
        ("Key", row.masked()),
        ("Status", state(row).to_owned()),
        ("Created", exact_time(Some(key.created_at))),
        ("Last used", exact_time(key.last_used_at)),
        ("Uses", key.total_uses.to_string()),
        ("Expires", exact_time(key.expires_at)),
        ("ID", key.id.to_string()),
    ];
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
