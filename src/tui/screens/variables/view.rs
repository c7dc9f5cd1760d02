//! Drawing the variables.

use super::VariablesScreen;
use crate::model::VariableType;
use crate::service::{ListedValue, VariableRow};
use crate::tui::screen::prelude::*;

const NAME: Column = Column { title: "Name", columns: 18, most: 30, shown_from: 0 };
const TYPE: Column = Column { title: "Type", columns: 10, most: 10, shown_from: 0 };
const VALUE: Column = Column { title: "Value", columns: 18, most: 48, shown_from: 0 };
const FIELDS: Column = Column { title: "Default fields", columns: 16, most: 60, shown_from: 108 };
const SET: Column = Column { title: "Last set", columns: 16, most: 16, shown_from: 88 };
/// The first column where all users are listed.
const USER: Column = Column { title: "Owner", columns: 10, most: 16, shown_from: 0 };

impl View for VariablesScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, _env: &Env<'_>) -> Option<Position> {
        let x = self.owned.draw_head(buffer, area, theme, "Variables") + 2;
        let line = Rect { x: x.min(area.right()), width: area.right().saturating_sub(x), height: area.height.min(1), ..area };
        let (_, cursor) = self.search.draw(buffer, line, theme);
        if let Some(trouble) = self.trouble.as_ref().filter(|_| !self.owned.list.rows().is_empty()) {
            draw_str(buffer, area, area.x + 2, area.y + 1, trouble, theme.warning);
        }
        let all_users = self.owned.owner().is_none();
        let columns: &[Column] =
            if all_users { &[USER, NAME, TYPE, VALUE, SET, FIELDS] } else { &[NAME, TYPE, VALUE, SET, FIELDS] };
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        let empty = if self.is_filtered() {
            "No matching variables. Press c to clear search and filter."
        } else {
            "No variables yet. Press n to create one."
        };
        self.owned.list.draw(buffer, body, theme, columns, None, empty, |row| {
            let owner = all_users.then(|| row.owner.username.clone());
            let rest = [
                row.name.clone(),
                row.kind.name().to_owned(),
                shown(&row.value),
                short_time(row.updated_at.or(row.created_at)),
                row.default_fields.join(", "),
            ];
            owner.into_iter().chain(rest).collect()
        });
        cursor
    }
}

/// A value as lists show it: its first line, or a mask.
fn shown(value: &ListedValue) -> String {
    match value {
        ListedValue::Hidden => "••••••••".to_owned(),
        ListedValue::Undecryptable => "! undecryptable".to_owned(),
        ListedValue::Plaintext(value) => {
            let mut lines = value.expose_secret().lines();
            let first = lines.next().unwrap_or_default().to_owned();
            if lines.next().is_some() { format!("{first} …") } else { first }
        }
    }
}

/// The details of a variable, without its value.
pub(super) fn details(row: &VariableRow) -> Vec<(String, String)> {
    let fields = if row.default_fields.is_empty() { "none".to_owned() } else { row.default_fields.join(", ") };
    let hidden = match (&row.value, row.kind) {
        (ListedValue::Undecryptable, _) => "cannot be decrypted",
        (_, VariableType::Credential) => "encrypted, never shown in lists",
        (_, VariableType::Generic) => "encrypted, shown in lists",
    };
    let facts = [
        ("Name", row.name.clone()),
        ("Owner", row.owner.username.clone()),
        ("Type", row.kind.name().to_owned()),
        ("Value", hidden.to_owned()),
        ("Default fields", fields),
        ("Created", exact_time(row.created_at)),
        ("Last set", exact_time(row.updated_at.or(row.created_at))),
        ("ID", row.id.to_string()),
    ];
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
