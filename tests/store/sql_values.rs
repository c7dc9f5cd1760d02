//! Values in Kozmoai's own databases: how they are written, and how they are recognised in longer text and in backups.

use kozmoai::error::{Kind, Result};
use kozmoai::model::{EncryptedValue, SecretLocation, User, UserSecrets};
use kozmoai::store::{Change, CommitOutcome, UnknownTokens};
use rusqlite::Connection;

use super::conformance::secrets;
use super::server::server;
use super::sql::Genuine;
use super::sqlite::{make, rows};
use super::{commit, insert, scratch, user};

/// The tries for each beginning of a token, and for each run of characters.
const TRIES: usize = 8;

#[test]
fn times_match_kozmoai_and_parse_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kozmoai.db");
    let store = make(&path);
    insert(&*store, &user("anna"));
    let read = |text: &str| {
        let db = Connection::open(&path).unwrap();
        db.execute("UPDATE user SET create_at = ?1 WHERE username = 'anna'", [text]).unwrap();
        store.user_by_name("anna").map(|anna| anna.unwrap().create_at)
    };
    let written = |text: &str| {
        let bert = User { create_at: read(text).unwrap(), ..user("bert") };
        assert_eq!(commit(&*store, vec![Change::InsertUser(bert.clone())]), CommitOutcome::Done);
        let found = rows(&path, "SELECT create_at FROM user WHERE username = 'bert'");
        assert_eq!(commit(&*store, vec![Change::DeleteUser(bert)]), CommitOutcome::Done);
        found
    };
    assert_eq!(written("2026-11-23 07:14:09.596269"), ["'2026-11-23 07:14:09.596269'"]);
    assert_eq!(written("2026-11-23 07:14:09"), ["'2026-11-23 07:14:09.000000'"]);
    assert_eq!(read("2026-11-23T08:14:09.596269+01:00").unwrap(), read("2026-11-23 07:14:09.596269").unwrap());
    assert_eq!(read("yesterday").unwrap_err().kind(), Kind::Store);
}

#[test]
fn lists_match_python_and_read_back() {
    for genuine in Genuine::every() {
        let (store, anna) = (&*genuine.store, user("anna"));
        insert(store, &anna);
        let mut after = secrets(store, &["x", "y"]);
        let texts = ["openai_api_key", "a \"b\" \\ \n\u{7f}", "Grüße 👋"].map(str::to_owned);
        (after.variables[0].default_fields, after.variables[1].default_fields) = (texts.to_vec(), Vec::new());
        after.sort();
        let change = Change::UpdateSecrets { user: anna.id, before: UserSecrets::default(), after: after.clone() };
        assert_eq!(commit(store, vec![change]), CommitOutcome::Done);
        let list = |value: &str| {
            genuine.one(&format!(
                "SELECT CAST(default_fields AS text) FROM variable WHERE value = '{value}' AND name LIKE 'name of%'"
            ))
        };
        assert_eq!(list("x"), r#"["openai_api_key", "a \"b\" \\ \n\u007f", "Gr\u00fc\u00dfe \ud83d\udc4b"]"#);
        assert_eq!((list("y").as_str(), store.secrets(anna.id).unwrap()), ("[]", after));
    }
}

/// What is found in these texts, each in a row of its own; `decrypts` tries each candidate.
fn found_in(genuine: &Genuine, texts: &[String], decrypts: &mut dyn FnMut(&str) -> bool) -> UnknownTokens {
    genuine.run("DROP TABLE IF EXISTS note; CREATE TABLE note (body text)");
    for text in texts {
        genuine.run(&format!("INSERT INTO note VALUES ('{text}')"));
    }
    kozmoai::store::open(&genuine.store.url()).unwrap().unknown_tokens(decrypts).unwrap()
}

#[test]
fn tokens_are_recognised_by_prefix_and_length() {
    let token = format!("gAAAAA{}", "Bq".repeat(47));
    for genuine in Genuine::every() {
        let count = |text: &str| found_in(&genuine, &[text.to_owned()], &mut |_| false).count;
        for text in [&*token, &format!("{{\"key\": \"gAAAAA {token}\"}}"), "lf-sso:v1:x"] {
            assert_eq!(count(text), 1, "{text}");
        }
        for text in ["gAAAAA", &token[..99], &token.replace('A', "B")] {
            assert_eq!(count(text), 0, "{text}");
        }
    }
}

#[test]
fn tokens_are_found_inside_longer_text() {
    let token = format!("gAAAAA{}==", "Bq".repeat(46));
    let texts = [
        token.clone(),
        format!("{{\"key\": \"{token}\"}}"),
        // Another text is long enough for the search by length.
        format!("{{\"key\": \"{}\\u003d\\u003d\"}} gAAAAA{}", token.trim_end_matches('='), "Cq".repeat(47)),
        format!("gAAAAA gAAAAA{token}abc"),
        format!("ключ{token}✓"),
    ];
    for genuine in Genuine::every() {
        let found = found_in(&genuine, &texts, &mut |candidate| candidate == token);
        assert_eq!((found.count, found.decrypted_count), (5, 5));
        let (many, mut tried) = ("gAAAAA".repeat(100_000), 0);
        found_in(&genuine, &[many], &mut |_| {
            tried += 1;
            false
        });
        assert!((1..=TRIES * TRIES).contains(&tried), "{tried}");
    }
}

/// The parts of a backup of PostgreSQL, each of which follows its length.
fn parts(mut backup: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    while let Some((length, rest)) = backup.split_first_chunk::<4>() {
        let (part, rest) = rest.split_at(u32::from_be_bytes(*length) as usize);
        found.push(part.to_vec());
        backup = rest;
    }
    found
}

/// A backup with other rows of the variables, in parts of three bytes.
fn with_variables(backup: &[u8], change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let (mut out, mut rows) = (Vec::new(), None::<Vec<u8>>);
    let mut put = |part: &[u8]| {
        out.extend(u32::try_from(part.len()).unwrap().to_be_bytes());
        out.extend(part);
    };
    for part in parts(backup) {
        match &mut rows {
            Some(rows) if !part.is_empty() => rows.extend(part),
            _ => {
                rows.take().into_iter().for_each(|rows| change(rows).chunks(3).for_each(&mut put));
                put(&part);
                rows = part.starts_with(b"{\"name\":\"variable\"").then(Vec::new);
            }
        }
    }
    out
}

#[test]
fn backup_rows_parse_across_parts_and_escapes() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let (store, anna) = (kozmoai::store::open(&server.url(&name)).unwrap(), user("anna"));
    insert(&*store, &anna);
    let mut after = secrets(&*store, &["g\\A\nx\ty\r\u{8}\u{b}\u{c}"]);
    (after.api_keys, after.store_api_key) = (Vec::new(), None);
    after.variables[0].name = "a\tb".to_owned();
    let id = after.variables[0].id;
    let change = Change::UpdateSecrets { user: anna.id, before: UserSecrets::default(), after: after.clone() };
    assert_eq!(commit(&*store, vec![change]), CommitOutcome::Done);
    let mut backup = Vec::new();
    store.back_up(&scratch(), &mut backup).unwrap();
    // Without temporary tables, the rows are parsed here.
    let role = format!("parser_{}", &uuid::Uuid::new_v4().simple().to_string()[..8]);
    server
        .client(&name)
        .batch_execute(&format!(
            "CREATE ROLE {role} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}; REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC;
             GRANT USAGE ON SCHEMA kozmoai_admin TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA kozmoai_admin TO {role}"
        ))
        .unwrap();
    let address = format!("postgresql://{role}@/{name}?host={}&port={}", server.folder.display(), server.port);
    let reader = kozmoai::store::open(&kozmoai::model::StoreUrl::parse(&address).unwrap()).unwrap();
    let verify = |backup: &[u8]| -> Result<Vec<EncryptedValue>> {
        let mut seen = Vec::new();
        reader.verify_backup(&mut &*backup, &scratch(), &mut |values| {
            seen.extend_from_slice(values);
            Ok(())
        })?;
        Ok(seen)
    };
    let value = EncryptedValue { place: SecretLocation::Variable(id), text: after.variables[0].value.clone() };
    assert_eq!(verify(&with_variables(&backup, |rows| rows)).unwrap(), [value]);
    let refused = |change: &dyn Fn(String) -> String| {
        let changed = with_variables(&backup, |rows| change(String::from_utf8(rows).unwrap()).into_bytes());
        assert_eq!(verify(&changed).unwrap_err().code(), "backup_unreadable");
    };
    refused(&|rows| rows.trim_end().to_owned());
    refused(&|rows| rows.replace(&id.0.to_string(), "no id"));
    // No value, whatever the id.
    let value = "g\\\\A\\nx\\ty\\r\\b\\v\\f";
    let without = with_variables(&backup, |rows| {
        let rows = String::from_utf8(rows).unwrap();
        assert!(rows.contains(value), "{rows}");
        rows.replace(value, "\\N").into_bytes()
    });
    assert_eq!(verify(&without).unwrap(), []);
}
