//! Encrypted values where none should be: a rotation that does not know of them would lose them.

use super::schema::{Layout, quoted};
use super::{Dialect, INVENTORY, Sql};
use crate::error::Result;
use crate::store::Strays;

/// What flows hold, are given and give; text there is their users' own.
const IN_FLOWS: &[(&str, &str)] = &[
    ("flow", "data"),
    ("message", "content_blocks"),
    ("message", "files"),
    ("message", "properties"),
    ("message", "text"),
    ("transaction", "error"),
    ("transaction", "inputs"),
    ("transaction", "outputs"),
    ("vertex_build", "artifacts"),
    ("vertex_build", "data"),
    ("vertex_build", "params"),
];

/// How a Fernet token begins: the version and the first bits of any time within reach.
const BEGIN: &str = "gAAAAA";
/// How many more characters the shortest token has.
const REST: usize = 94;
/// How many are named.
const NAMED: u64 = 100;

/// Whether a text holds what looks like a Fernet token.
pub(in crate::store) fn holds_token(text: &str) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
    let long_enough = |rest: &[u8]| rest.len() >= REST && rest.iter().take(REST).all(is_base64);
    memchr::memmem::find_iter(text.as_bytes(), BEGIN).any(|at| long_enough(&text.as_bytes()[at + BEGIN.len()..]))
}

/// Goes through every column that can hold text.
pub(super) fn find(db: &mut dyn Sql, layout: &Layout) -> Result<Strays> {
    let mut strays = Strays::default();
    let known = |place: &(&str, &str)| INVENTORY.iter().any(|known| (known.table, known.column) == *place);
    for (table, column) in layout.texts().filter(|place| !known(place)) {
        let (from, name) = (quoted(table), quoted(column));
        let (holds, row) = match db.dialect() {
            Dialect::Sqlite => (format!("kozmoai_holds_token({name})"), "rowid"),
            Dialect::Postgres => (format!("{name}::text ~ '{BEGIN}[A-Za-z0-9_=-]{{{REST}}}'"), "ctid"),
        };
        let count = db.number(&format!("SELECT count(*) FROM {from} WHERE {holds}"), &[])?;
        if IN_FLOWS.contains(&(table, column)) {
            strays.in_flows += count;
        } else if count > 0 {
            strays.count += count;
            let row = if layout.has(table, "id") { "id" } else { row };
            let sql = format!("SELECT CAST({row} AS text) FROM {from} WHERE {holds} LIMIT ?1");
            for row in db.rows(&sql, &[NAMED.saturating_sub(strays.found.len() as u64).into()])? {
                strays.found.push((table.to_owned(), column.to_owned(), row.text(0)?));
            }
        }
    }
    Ok(strays)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_beginning_and_its_length() {
        let token = format!("gAAAAA{}", "Bq".repeat(47));
        assert!(holds_token(&token) && holds_token(&format!("{{\"key\": \"gAAAAA {token}\"}}")));
        assert!(!holds_token("gAAAAA") && !holds_token(&token[..99]) && !holds_token(&token.replace('A', "B")));
    }
}
