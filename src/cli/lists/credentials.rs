//! The list of credentials to replace after a leak.

use serde_json::json;

use crate::cli::render::Cell;
use crate::cli::render::list::{Column, List};
use crate::service::credentials::Credential;

pub(crate) fn list() -> List<Credential> {
    List {
        name: "credentials",
        if_empty: "No credentials to replace",
        columns: vec![
            Column::cell("kind", "KIND", |one: &Credential| Cell::from(one.kind.name())),
            Column::plain("user", "USER"),
            Column::plain("name", "NAME"),
        ],
        table: &["user", "kind", "name"],
        wide: &[],
        json: |one| json!({"kind": one.kind.code(), "user": one.owner, "name": one.name}),
    }
}
