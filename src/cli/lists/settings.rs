//! The list of settings.

use serde_json::{Value, json};

use crate::cli::render::list::{Column, List};
use crate::config::ShownSetting;

pub(crate) fn list() -> List<ShownSetting> {
    List {
        name: "settings",
        if_empty: "No settings",
        columns: vec![
            Column::plain("name", "SETTING"),
            Column::plain("value", "VALUE"),
            Column::plain("origin", "ORIGIN"),
            Column::plain("about", "MEANING"),
        ],
        table: &["name", "value", "origin"],
        wide: &["about"],
        json,
    }
}

/// A setting with its origin and meaning.
pub(crate) fn json(row: &ShownSetting) -> Value {
    json!({"name": row.name, "value": row.value, "origin": row.origin.to_string(), "about": row.about})
}
