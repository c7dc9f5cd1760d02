//! Unknown encrypted values: a rotation does not re-encrypt them, so they would be lost.

use std::collections::BTreeMap;

use super::schema::ENCRYPTED;
use super::schema::quoted;
use super::{Dialect, Driver};
use crate::error::Result;
use crate::store::UnknownTokens;

/// The data, inputs and outputs of flows. Text there is the users' own, unless a key decrypts it.
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

/// Columns in which newer generations store encrypted values.
const OF_NEWER: &[(&str, &str)] = &[
    ("apikey", "api_key"),
    ("connection_oauth", "encrypted_verifier"),
    ("connection_secret", "encrypted_payload"),
    ("deployment_provider_account", "api_key"),
    ("folder", "auth_settings"),
    ("job", "job_metadata"),
    ("mcp_server", "config"),
    ("sso_config", "client_secret_encrypted"),
    ("trigger", "signing_secret_encrypted"),
    ("trigger_cleanup", "encrypted_credential"),
];
/// The prefix of values that newer generations encrypt differently.
const ENVELOPE: &str = "lf-sso:";
/// How many beginnings are tried in one run of token characters, and how many lengths of each: text that imitates tokens must
/// not take forever.
const TRIES: usize = 8;

/// The beginning of a Fernet token: the version and the first bits of any realistic time.
const BEGIN: &str = "gAAAAA";
/// The number of further characters in the shortest token.
const REST: usize = 94;
/// The maximum number of locations that are listed.
const NAMED: u64 = 100;

/// Whether a text contains something that looks encrypted.
pub(in crate::store) fn holds_token(text: &[u8]) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
    let long_enough = |rest: &[u8]| rest.len() >= REST && rest.iter().take(REST).all(is_base64);
    memchr::memmem::find_iter(text, BEGIN).any(|at| long_enough(&text[at + BEGIN.len()..]))
        || memchr::memmem::find(text, ENVELOPE.as_bytes()).is_some()
}

/// The parts of a text that may be tokens, padded like tokens.
fn candidates(text: &str) -> impl Iterator<Item = String> {
    let is_body = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let (mut run_end, mut in_run) = (0, 0);
    memchr::memmem::find_iter(text.as_bytes(), BEGIN).collect::<Vec<_>>().into_iter().flat_map(move |at| {
        if at >= run_end {
            run_end = at + text.as_bytes()[at..].iter().take_while(|byte| is_body(byte)).count();
            in_run = 0;
        }
        in_run += 1;
        let body = if in_run > TRIES { "" } else { &text[at..run_end] };
        // A token has 57 bytes and then 16 for each block; the text after it may continue with the same characters.
        let fits = |length: &usize| (length * 3 / 4).checked_sub(57).is_some_and(|rest| rest % 16 == 0);
        let lengths = (0..=body.len()).rev().filter(fits).take(TRIES);
        lengths.map(|length| format!("{}{}", &body[..length], "=".repeat(length.wrapping_neg() % 4))).collect::<Vec<_>>()
    })
}

/// Searches every column that can contain text, each table once.
pub(super) fn find<E: Driver + ?Sized>(engine: &E, decrypts: &mut dyn FnMut(&str) -> bool) -> Result<UnknownTokens> {
    let mut unknown_tokens = UnknownTokens::default();
    let layout = engine.layout();
    let known = |place: &(&str, &str)| ENCRYPTED.iter().any(|known| (known.table, known.column) == *place);
    let mut tables: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (table, column) in layout.texts().filter(|place| !known(place)) {
        tables.entry(table).or_default().push(column);
    }
    let dialect = engine.read(|db| Ok(db.dialect()))?;
    let text_of = |table: &str, column: &str| match dialect {
        Dialect::Postgres if layout.is_binary(table, column) => format!("encode({}, 'escape')", quoted(column)),
        _ => format!("CAST({} AS text)", quoted(column)),
    };
    let holds = |table: &str, column: &str| match dialect {
        Dialect::Sqlite => format!("kozmoai_holds_token({})", quoted(column)),
        // The first condition is fast, and nearly always sufficient.
        Dialect::Postgres => {
            let text = text_of(table, column);
            format!(
                "((strpos({text}, '{BEGIN}') > 0 AND {text} ~ '{BEGIN}[A-Za-z0-9_=-]{{{REST}}}') OR strpos({text}, '{ENVELOPE}') > 0)"
            )
        }
    };
    for (table, columns) in tables {
        let counts: Vec<String> =
            columns.iter().map(|column| format!("count(CASE WHEN {} THEN 1 END)", holds(table, column))).collect();
        let sql = format!("SELECT {} FROM {}", counts.join(", "), quoted(table));
        let mut counted = None;
        engine.merge_cursors(&[&sql], &mut |next| {
            counted = next(0)?;
            Ok(())
        })?;
        for (place, column) in columns.into_iter().enumerate() {
            let count = counted.as_ref().map_or(Ok(0), |row| row.int(place))?;
            let count = u64::try_from(count).unwrap_or(0);
            if count > 0 {
                let row = match dialect {
                    _ if layout.has(table, "id") => "id",
                    Dialect::Sqlite => "rowid",
                    Dialect::Postgres => "ctid",
                };
                let (text, from) = (text_of(table, column), quoted(table));
                let sql = format!("SELECT CAST({row} AS text), {text} FROM {from} WHERE {}", holds(table, column));
                each(engine, &sql, (table, column), decrypts, &mut unknown_tokens)?;
            }
        }
    }
    Ok(unknown_tokens)
}

/// Examines each row whose column seems to contain an encrypted value, one in memory at a time.
fn each<E: Driver + ?Sized>(
    engine: &E,
    sql: &str,
    (table, column): (&str, &str),
    decrypts: &mut dyn FnMut(&str) -> bool,
    unknown_tokens: &mut UnknownTokens,
) -> Result<()> {
    engine.merge_cursors(&[sql], &mut |next| {
        while let Some(row) = next(0)? {
            let place = || Ok::<_, crate::error::Error>((table.to_owned(), column.to_owned(), row.text(0)?));
            let is_real = candidates(&row.text(1)?).any(|token| decrypts(&token));
            if !is_real && IN_FLOWS.contains(&(table, column)) {
                unknown_tokens.in_flows += 1;
                continue;
            }
            unknown_tokens.count += 1;
            unknown_tokens.of_newer += u64::from(OF_NEWER.contains(&(table, column)));
            if unknown_tokens.count <= NAMED {
                unknown_tokens.found.push(place()?);
            }
            if is_real {
                unknown_tokens.decrypted_count += 1;
                if unknown_tokens.decrypted_count <= NAMED {
                    unknown_tokens.decrypted.push(place()?);
                }
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_recognised_by_prefix_and_length() {
        let token = format!("gAAAAA{}", "Bq".repeat(47));
        let holds = |text: &str| holds_token(text.as_bytes());
        assert!(holds(&token) && holds(&format!("{{\"key\": \"gAAAAA {token}\"}}")));
        assert!(holds("lf-sso:v1:x"));
        assert!(!holds("gAAAAA") && !holds(&token[..99]) && !holds(&token.replace('A', "B")));
    }

    #[test]
    fn tokens_are_found_inside_longer_text() {
        let token = format!("gAAAAA{}==", "Bq".repeat(46));
        let inside = |text: &str| candidates(text).any(|candidate| candidate == token);
        for text in [
            token.clone(),
            format!("{{\"key\": \"{token}\"}}"),
            format!("{{\"key\": \"{}\\u003d\\u003d\"}}", token.trim_end_matches('=')),
            format!("gAAAAA gAAAAA{token}abc"),
            format!("ключ{token}✓"),
        ] {
            assert!(inside(&text), "{text}");
        }
        let many = "gAAAAA".repeat(100_000);
        assert!(candidates(&many).count() <= TRIES * TRIES);
    }
}
