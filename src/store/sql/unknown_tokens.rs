//! Unknown encrypted values: a rotation does not re-encrypt them, so they would be lost.

use super::prelude::*;

/// The prefix of values that newer generations encrypt differently.
pub(in crate::store) const ENVELOPE: &str = "lf-sso:";
/// How many beginnings are tried in one run of token characters, and how many lengths of each: text that imitates tokens must
/// not take forever.
const TRIES: usize = 8;

/// The beginning of a Fernet token: the version and the first bits of any realistic time.
pub(in crate::store) const BEGIN: &str = "gAAAAA";
/// The number of further characters in the shortest token.
pub(in crate::store) const REST: usize = 94;
/// The maximum number of locations that are listed.
const LISTED: u64 = 100;

/// Whether a text contains something that looks encrypted.
pub(in crate::store) fn contains_token(text: &[u8]) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
    let long_enough = |rest: &[u8]| rest.len() >= REST && rest.iter().take(REST).all(is_base64);
    let has = |part: &str| memchr::memmem::find(text, part.as_bytes()).is_some();
    // Searching once needs no preparation, unlike searching for all.
    (has(BEGIN) && memchr::memmem::find_iter(text, BEGIN).any(|at| long_enough(&text[at + BEGIN.len()..]))) || has(ENVELOPE)
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
pub(super) fn find(db: &mut dyn Executor, layout: &Layout, decrypts: &mut dyn FnMut(&str) -> bool) -> Result<UnknownTokens> {
    let mut found = UnknownTokens::default();
    let dialect = db.dialect();
    let is_known =
        |table: &str, column: &str| layout.schema.encrypted.iter().any(|known| (known.table, known.column) == (table, column));
    let mut tables: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (table, column) in layout.texts().filter(|(table, column)| !is_known(table, column)) {
        tables.entry(table).or_default().push(column);
    }
    for (table, columns) in tables {
        let contains = |column: &str| (dialect.contains_token)(&quoted(column), layout.is_binary(table, column));
        let counts: Vec<String> =
            columns.iter().map(|column| format!("count(CASE WHEN {} THEN 1 END)", contains(column))).collect();
        let counted = db.row(&format!("SELECT {} FROM {}", counts.join(", "), quoted(table)), &[])?.unwrap_or_default();
        for (place, column) in columns.into_iter().enumerate() {
            if counted.int(place)? > 0 {
                let row = if layout.has(table, "id") { "id" } else { dialect.row_address };
                let (text, from) = ((dialect.text_of)(&quoted(column), layout.is_binary(table, column)), quoted(table));
                let sql = format!("SELECT CAST({row} AS text), {text} FROM {from} WHERE {}", contains(column));
                examine(db, &sql, layout, (table, column), decrypts, &mut found)?;
            }
        }
    }
    Ok(found)
}

/// Examines each row whose column seems to contain an encrypted value, one in memory at a time.
fn examine(
    db: &mut dyn Executor,
    sql: &str,
    layout: &Layout,
    (table, column): (&str, &str),
    decrypts: &mut dyn FnMut(&str) -> bool,
    found: &mut UnknownTokens,
) -> Result<()> {
    let is_in_flows = layout.schema.flow_texts.contains(&(table, column));
    let is_of_newer = layout.schema.encrypted_by_newer.contains(&(table, column));
    db.merge_cursors(&[sql], &mut |next| {
        while let Some(row) = next(0)? {
            let location = || Ok::<_, Error>((table.to_owned(), column.to_owned(), row.text(0)?));
            let is_real = candidates(&row.text(1)?).any(|token| decrypts(&token));
            if !is_real && is_in_flows {
                found.in_flows += 1;
                continue;
            }
            found.count += 1;
            found.of_newer += u64::from(is_of_newer);
            if found.count <= LISTED {
                found.found.push(location()?);
            }
            if is_real {
                found.decrypted_count += 1;
                if found.decrypted_count <= LISTED {
                    found.decrypted.push(location()?);
                }
            }
        }
        Ok(())
    })
}
