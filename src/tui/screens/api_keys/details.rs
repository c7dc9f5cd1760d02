//! What is shown of an API key.

use crate::service::ApiKeyRow;
use crate::tui::screen::prelude::*;

/// Returns the name, or a dash.
pub(super) fn name(row: &ApiKeyRow) -> String {
    row.key.name.clone().unwrap_or_else(|| "–".to_owned())
}

/// Returns the status with its mark.
pub(super) const fn state(row: &ApiKeyRow) -> &'static str {
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
