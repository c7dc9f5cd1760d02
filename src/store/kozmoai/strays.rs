//! Encrypted values where none should be: a rotation that does not know of them would lose them.

use std::collections::BTreeMap;

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
pub(in crate::store) fn holds_token(text: &[u8]) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
    let long_enough = |rest: &[u8]| rest.len() >= REST && rest.iter().take(REST).all(is_base64);
    memchr::memmem::find_iter(text, BEGIN).any(|at| long_enough(&text[at + BEGIN.len()..]))
}

/// Goes through every column that can hold text, each table once.
pub(in crate::store) fn find(db: &mut dyn Sql, layout: &Layout) -> Result<Strays> {
    let mut strays = Strays::default();
    let known = |place: &(&str, &str)| INVENTORY.iter().any(|known| (known.table, known.column) == *place);
    let mut tables: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (table, column) in layout.texts().filter(|place| !known(place)) {
        tables.entry(table).or_default().push(column);
    }
    for (table, columns) in tables {
        let holds = |column: &str| match db.dialect() {
            Dialect::Sqlite => format!("kozmoai_holds_token({})", quoted(column)),
            // The first condition is the quick one, and nearly always enough.
            Dialect::Postgres => {
                let text = format!("{}::text", quoted(column));
                format!("(strpos({text}, '{BEGIN}') > 0 AND {text} ~ '{BEGIN}[A-Za-z0-9_=-]{{{REST}}}')")
            }
        };
        let conditions: Vec<String> = columns.iter().map(|column| holds(column)).collect();
        let counts: Vec<String> = conditions.iter().map(|holds| format!("count(CASE WHEN {holds} THEN 1 END)")).collect();
        let counted = db.row(&format!("SELECT {} FROM {}", counts.join(", "), quoted(table)), &[])?;
        for (place, (column, holds)) in columns.into_iter().zip(conditions).enumerate() {
            let count = counted.as_ref().map_or(Ok(0), |row| row.int(place))?;
            let count = u64::try_from(count).unwrap_or(0);
            if IN_FLOWS.contains(&(table, column)) {
                strays.in_flows += count;
            } else if count > 0 {
                strays.count += count;
                name(db, layout, (table, column), &holds, &mut strays.found)?;
            }
        }
    }
    Ok(strays)
}

/// Names the rows whose column holds a token, up to as many as are named.
fn name(
    db: &mut dyn Sql,
    layout: &Layout,
    (table, column): (&str, &str),
    holds: &str,
    found: &mut Vec<(String, String, String)>,
) -> Result<()> {
    let row = match db.dialect() {
        _ if layout.has(table, "id") => "id",
        Dialect::Sqlite => "rowid",
        Dialect::Postgres => "ctid",
    };
    let sql = format!("SELECT CAST({row} AS text) FROM {} WHERE {holds} LIMIT ?1", quoted(table));
    for row in db.rows(&sql, &[NAMED.saturating_sub(found.len() as u64).into()])? {
        found.push((table.to_owned(), column.to_owned(), row.text(0)?));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_beginning_and_its_length() {
        let token = format!("gAAAAA{}", "Bq".repeat(47));
        let holds = |text: &str| holds_token(text.as_bytes());
        assert!(holds(&token) && holds(&format!("{{\"key\": \"gAAAAA {token}\"}}")));
        assert!(!holds("gAAAAA") && !holds(&token[..99]) && !holds(&token.replace('A', "B")));
    }
}
