//! The list of variables.

use serde_json::{Value, json};

use super::secrets::Owned;
use crate::cli::render::list::{Column, List};
use crate::cli::render::{Cell, Tone};
use crate::error::Result;
use crate::model::Cursor;
use crate::secret::ExposeSecret;
use crate::service::Reader;
use crate::service::variables::{ListedValue, VariableRow};

/// How many characters of a value a table shows.
const SHOWN: usize = 60;

pub(crate) fn list() -> List<VariableRow> {
    List {
        name: "variables",
        if_empty: "No variables",
        columns: vec![
            Column::id("id", "ID"),
            Column::plain("user", "USER"),
            Column::plain("name", "NAME"),
            Column::plain("type", "TYPE"),
            Column::cell("value", "VALUE", value),
            Column::plain("default_fields", "DEFAULT FIELDS"),
            Column::time("created_at", "CREATED", "-", |row: &VariableRow| row.created_at),
            Column::time("updated_at", "UPDATED", "-", |row: &VariableRow| row.updated_at.or(row.created_at)),
        ],
        table: &["user", "name", "type", "value", "default_fields", "updated_at"],
        wide: &["created_at", "id"],
        json,
    }
}

/// The variables of one user, or of all.
pub(crate) fn source<'a>(reader: &'a Reader<'a>) -> Owned<'a, VariableRow> {
    Owned {
        page: Box::new(|offset, limit| reader.variables(None, &Cursor::Offset(offset), limit)),
        all: Box::new(|visit| reader.each_variable(visit)),
        count: Box::new(|| count(reader)),
    }
}

fn count(reader: &Reader<'_>) -> Result<u64> {
    Ok(reader.variables(None, &Cursor::Last, 0)?.total.unwrap_or_default())
}

/// A variable as Kozmoai returns it, with its owner.
pub(crate) fn json(row: &VariableRow) -> Value {
    let value = match &row.value {
        ListedValue::Plaintext(value) => Some(value.expose_secret()),
        ListedValue::Hidden | ListedValue::Undecryptable | ListedValue::Locked => None,
    };
    json!({
        "id": row.id,
        "user": row.owner.username,
        "name": row.name,
        "type": row.kind.name(),
        "value": value,
        "default_fields": row.default_fields,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    })
}

fn value(row: &VariableRow) -> Cell {
    match &row.value {
        ListedValue::Hidden => Cell::new("(hidden)", Tone::Dim),
        ListedValue::Undecryptable => Cell::new("(undecryptable)", Tone::Danger),
        ListedValue::Locked => Cell::new("(locked)", Tone::Pending),
        ListedValue::Plaintext(value) => {
            let mut shown: String = value.expose_secret().chars().take(SHOWN).collect();
            if value.expose_secret().chars().nth(SHOWN).is_some() {
                shown.push('…');
            }
            Cell::from(shown.as_str())
        }
    }
}
