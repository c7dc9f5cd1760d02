//! Changes of other clients while every value is rewritten, on PostgreSQL; SQLite has one writer at a time.

use std::sync::atomic::{AtomicBool, Ordering};

use kozmoai::error::{CommandError, Error, Kind, Result};
use kozmoai::model::{AuditEntry, EncryptedValue, KeyBinding, SecretLocation};
use kozmoai::store::{Rewrite, RewriteOptions};

use super::sql::Genuine;
use super::{entry, user};

/// Runs something while values are being changed; those that begin with "left" stay as they are.
pub(super) struct During<'a>(pub(super) &'a (dyn Fn() + Sync));

impl Rewrite for During<'_> {
    fn change(&mut self, values: &mut [EncryptedValue]) -> Result<()> {
        values.iter_mut().filter(|value| !value.text.starts_with("left")).for_each(|value| value.text.push('!'));
        (self.0)();
        Ok(())
    }

    fn verify(&mut self, values: &[EncryptedValue]) -> Result<()> {
        if values.iter().all(|value| value.text.ends_with('!') != value.text.starts_with("left")) {
            Ok(())
        } else {
            Err(Error::from(CommandError::Interrupted).of_kind(Kind::Store))
        }
    }

    fn before_commit(&mut self) -> Result<()> {
        Ok(())
    }
}

/// A binding to a key, and an event.
fn mark() -> (KeyBinding, AuditEntry) {
    (KeyBinding { fingerprint: "abc".to_owned(), origin: "test".to_owned() }, entry(&user("someone")))
}

#[test]
fn any_concurrent_change_ends_offline_rewrite() {
    let changes = [
        ("UPDATE variable SET value = 'other' WHERE name = 'region'; DELETE FROM variable WHERE name = 'pem'", "2 rows"),
        ("UPDATE variable SET name = 'moved' WHERE name = 'region'", "1 row"),
        ("DELETE FROM variable WHERE name = 'left'", "1 row"),
        ("UPDATE variable SET value = 'left, but changed' WHERE name = 'left'", "rows"),
        (
            "INSERT INTO variable (name, value, id, user_id) SELECT 'new', 'left new', gen_random_uuid(), user_id FROM variable
             WHERE name = 'left' AND NOT EXISTS (SELECT FROM variable WHERE name = 'new')",
            "1 row",
        ),
    ];
    for (sql, changed) in changes {
        let Some(genuine) = Genuine::postgres() else { return };
        genuine.run(
            "INSERT INTO variable (name, value, id, user_id)
             SELECT 'left', 'left alone', gen_random_uuid(), user_id FROM variable LIMIT 1",
        );
        let store = &*genuine.store;
        let (mark, audit) = mark();
        let terms = RewriteOptions { before: None, after: &mark, audit: &audit, online: false };
        let error = store.rewrite(&mut During(&|| genuine.run(sql)), &terms).unwrap_err();
        assert_eq!(error.kind(), Kind::Conflict, "{sql}");
        assert!(error.to_string().contains(&format!("changed {changed} in the meantime")), "{sql}: {error}");
        assert_eq!((store.key_binding().unwrap(), genuine.count("variable WHERE value LIKE '%!'")), (None, 0), "{sql}");
        // Once nobody changes anything, it succeeds.
        assert_eq!(store.rewrite(&mut During(&|| {}), &terms).unwrap(), []);
        assert_eq!(genuine.count("variable WHERE value NOT LIKE '%!' AND value NOT LIKE 'left%'"), 0);
    }
}

/// The rewrite waits for the end of the other transaction.
#[test]
fn change_committed_while_rewrite_waits_is_kept() {
    for online in [false, true] {
        let Some(genuine) = Genuine::postgres() else { return };
        let (store, (mark, audit)) = (&*genuine.store, mark());
        let terms = RewriteOptions { before: None, after: &mark, audit: &audit, online };
        let is_changed = AtomicBool::new(false);
        let left = std::thread::scope(|scope| {
            let change = || {
                if is_changed.swap(true, Ordering::Relaxed) {
                    return;
                }
                scope.spawn(|| {
                    genuine.run("BEGIN; UPDATE variable SET value = 'other' WHERE name = 'region'; SELECT pg_sleep(1); COMMIT");
                });
                let holds =
                    "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
                while genuine.one(holds) == "0" {}
            };
            store.rewrite(&mut During(&change), &terms)
        });
        assert_eq!(genuine.one("SELECT value FROM variable WHERE name = 'region'"), "other", "online: {online}");
        match left {
            Ok(left) => assert_eq!((online, left.len()), (true, 1)),
            Err(error) => assert_eq!((online, error.kind()), (false, Kind::Conflict), "{error}"),
        }
        assert_eq!(genuine.count("variable WHERE value LIKE '%!'") > 0, online);
    }
}

#[test]
fn concurrent_change_beside_triggers_ends_offline_rewrite() {
    let Some(genuine) = Genuine::postgres() else { return };
    genuine.run(
        "CREATE FUNCTION nothing() RETURNS trigger AS 'BEGIN RETURN NEW; END' LANGUAGE plpgsql;
         CREATE TRIGGER harmless BEFORE UPDATE ON variable FOR EACH ROW EXECUTE FUNCTION nothing()",
    );
    let store = &*genuine.store;
    let (mark, audit) = mark();
    let terms = RewriteOptions { before: None, after: &mark, audit: &audit, online: false };
    let change = || genuine.run("UPDATE variable SET value = 'other' WHERE name = 'region'");
    assert_eq!(store.rewrite(&mut During(&change), &terms).unwrap_err().kind(), Kind::Conflict);
    assert_eq!((store.key_binding().unwrap(), genuine.count("variable WHERE value LIKE '%!'")), (None, 0));
    let other = || genuine.run("UPDATE variable SET name = 'moved' WHERE name = 'region'");
    assert_eq!(store.rewrite(&mut During(&other), &terms).unwrap(), []);
    assert_eq!(genuine.count("variable WHERE value NOT LIKE '%!'"), 0);
}

#[test]
fn concurrent_changes_are_kept_online() {
    if let Some(genuine) = Genuine::postgres() {
        let store = &*genuine.store;
        let (mark, audit) = mark();
        let terms = RewriteOptions { before: None, after: &mark, audit: &audit, online: true };
        let id = genuine.id(uuid::Uuid::from_u128(1));
        // A value that others leave alone is rewritten, even if they change something else of its row.
        let meddle = || {
            genuine.run(&format!(
                "UPDATE variable SET value = 'another' WHERE name = 'region'; UPDATE variable SET name = 'moved' WHERE name = 'pem';
                 INSERT INTO variable (name, value, id, user_id) SELECT 'new', 'new', '{id}', id FROM \"user\"
                 WHERE username = 'bob' AND NOT EXISTS (SELECT 1 FROM variable WHERE name = 'new')"
            ));
        };
        let left = store.rewrite(&mut During(&meddle), &terms).unwrap();
        let mut names: Vec<String> = left
            .iter()
            .map(|place| genuine.one(&format!("SELECT name FROM variable WHERE id = '{}'", genuine.id(place.id()))))
            .collect();
        names.sort();
        assert_eq!(names, ["new", "region"]);
        assert!(left.iter().all(|place| matches!(place, SecretLocation::Variable(_))));
        assert_eq!((genuine.count("variable WHERE value LIKE '%!'"), store.key_binding().unwrap()), (4, Some(mark)));
    }
}
