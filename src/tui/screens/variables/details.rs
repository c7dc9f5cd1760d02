//! What is shown of a variable.

use crate::model::VariableType;
use crate::service::{ListedValue, VariableRow};
use crate::tui::screen::prelude::*;

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
