//! What Kozmoai's own databases must do, on SQLite and on PostgreSQL.

use std::ops::ControlFlow;
use std::path::PathBuf;

use kozmoai::error::Kind;
use kozmoai::model::{
    ApiKey, AuditEvent, AuditHead, Cursor, StatusFilter, StoreUrl, StoredApiKey, User, UserFilter, UserOrder, UserSecrets,
    Variable, VariableType,
};
use kozmoai::store::{Batch, Change, CommitOutcome, Flow, Store, Usage};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::conformance::secrets;
use super::{at, commit, insert, server, sqlite, superuser, user};

/// The database of Kozmoai 0.1.8 on PostgreSQL.
const WHOLE: &str = include_str!("../fixtures/kozmoai-0.1.8/whole-postgresql.sql");
const EXPECTED: &str = include_str!("../fixtures/kozmoai-0.1.8/expected.json");

/// A database that Kozmoai created, with direct access to it.
pub(super) struct Genuine {
    pub(super) store: Box<dyn Store>,
    place: Where,
    _folder: tempfile::TempDir,
}

enum Where {
    Sqlite(PathBuf),
    Postgres(&'static server::Server, String),
}

impl Genuine {
    /// On SQLite, and on PostgreSQL where it is installed.
    pub(super) fn every() -> impl Iterator<Item = Self> {
        let made_by = [|| Some(Self::sqlite()), Self::postgres];
        made_by.into_iter().filter_map(|make| make())
    }

    fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = sqlite::genuine(folder.path());
        Self {
            store: kozmoai::store::open(&StoreUrl::Sqlite(path.clone())).unwrap(),
            place: Where::Sqlite(path),
            _folder: folder,
        }
    }

    /// The same rows, in the tables that Kozmoai creates there.
    pub(super) fn postgres() -> Option<Self> {
        let server = server::server()?;
        let (name, folder) = (server.empty(), tempfile::tempdir().unwrap());
        let mut client = server.client(&name);
        client.batch_execute(WHOLE).unwrap();
        let file = Connection::open(sqlite::genuine(folder.path())).unwrap();
        for table in ["alembic_version", "user", "folder", "flow", "apikey", "variable", "file", "message"] {
            copy(&file, &mut client, table);
        }
        let store = kozmoai::store::open(&server.url(&name)).unwrap();
        Some(Self { store, place: Where::Postgres(server, name), _folder: folder })
    }

    /// Runs statements directly.
    pub(super) fn run(&self, sql: &str) {
        match &self.place {
            Where::Sqlite(path) => Connection::open(path).unwrap().execute_batch(sql).unwrap(),
            Where::Postgres(server, name) => server.client(name).batch_execute(sql).unwrap(),
        }
    }

    /// The number or text that a query returns.
    pub(super) fn one(&self, sql: &str) -> String {
        match &self.place {
            Where::Sqlite(path) => sqlite::rows(path, sql).remove(0).trim_matches('\'').to_owned(),
            Where::Postgres(server, name) => match server.client(name).simple_query(sql).unwrap().swap_remove(1) {
                postgres::SimpleQueryMessage::Row(row) => row.get(0).unwrap_or("NULL").to_owned(),
                other => panic!("{other:?}"),
            },
        }
    }

    pub(super) fn count(&self, table: &str) -> u64 {
        self.one(&format!("SELECT count(*) FROM {table}")).parse().unwrap()
    }

    /// An ID as the database writes it.
    pub(super) fn id(&self, id: uuid::Uuid) -> String {
        match &self.place {
            Where::Sqlite(_) => id.simple().to_string(),
            Where::Postgres(..) => id.hyphenated().to_string(),
        }
    }
}

fn copy(file: &Connection, client: &mut postgres::Client, table: &str) {
    let mut statement = file.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
    let names: Vec<String> = statement.column_names().map(|name| format!("\"{name}\"")).collect();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let value = |place: usize| match (row.get_ref(place).unwrap(), names[place].as_str()) {
            (ValueRef::Null, _) => "NULL".to_owned(),
            (ValueRef::Integer(number), "\"is_active\"" | "\"is_superuser\"") => (number == 1).to_string(),
            (ValueRef::Integer(number), _) => number.to_string(),
            (value, "\"created_at\"" | "\"updated_at\"") => format!("'{}+00'", value.as_str().unwrap()),
            (value, _) => format!("'{}'", value.as_str().unwrap().replace('\'', "''")),
        };
        let values: Vec<String> = (0..names.len()).map(value).collect();
        client.batch_execute(&format!("INSERT INTO \"{table}\" ({}) VALUES ({})", names.join(", "), values.join(", "))).unwrap();
    }
}

fn named(store: &dyn Store, name: &str) -> User {
    store.user_by_name(name).unwrap().unwrap()
}

#[test]
fn everything_kozmoai_wrote_is_read() {
    let expected: serde_json::Value = serde_json::from_str(EXPECTED).unwrap();
    for genuine in Genuine::every() {
        let store = &*genuine.store;
        let users = store.users(&UserFilter::default(), UserOrder::default(), &Cursor::FIRST, 10).unwrap();
        let names: Vec<&str> = users.iter().map(|user| user.username.as_str()).collect();
        assert_eq!(names, ["admin", "alice", "bob", "Zoë Ångström"]);
        let (mut variables, mut keys, mut store_keys) = (0, 0, 0);
        for record in std::iter::once(&expected["superuser"]).chain(expected["users"].as_array().unwrap()) {
            let user = named(store, record["username"].as_str().unwrap());
            assert_eq!(serde_json::to_value(user.id).unwrap(), record["id"]);
            assert_eq!((user.is_active, user.is_superuser), (record["is_active"] == true, record["is_superuser"] == true));
            assert!(user.password.as_str().unwrap().starts_with("$2b$12$"));
            assert!(store.folders(user.id).unwrap().len() <= 1);
            let secrets = store.secrets(user.id).unwrap();
            let list = |field: &str| record[field].as_array().cloned().unwrap_or_default();
            let mut wanted: Vec<(String, String)> =
                list("variables").iter().map(|v| (text(&v["name"]), text(&v["type"]))).collect();
            wanted.sort();
            let shown = |v: &Variable| (v.name.clone(), format!("{:?}", v.kind));
            assert_eq!(secrets.variables.iter().map(shown).collect::<Vec<_>>(), wanted);
            assert!(secrets.variables.iter().all(|v| v.value.starts_with("gAAAAA") && v.created_at.is_some()));
            let wanted: Vec<StoredApiKey> =
                list("api_keys").iter().map(|key| StoredApiKey::Plain(text(&key["api_key"]))).collect();
            assert_eq!(secrets.api_keys.iter().map(|key| key.kept.clone()).collect::<Vec<_>>(), wanted);
            assert_eq!(secrets.store_api_key.is_some(), record["store_api_key"].is_string());
            variables += secrets.variables.len();
            keys += secrets.api_keys.len();
            store_keys += usize::from(secrets.store_api_key.is_some());
        }
        assert_eq!((variables, keys, store_keys), (5, 3, 2));
        let admin = store.secrets(named(store, "admin").id).unwrap();
        let of = |name: &str| admin.variables.iter().find(|v| v.name == name).unwrap();
        assert_eq!(
            (of("OPENAI_API_KEY").default_fields.as_slice(), of("region").kind),
            (["openai_api_key".to_owned()].as_slice(), VariableType::Generic)
        );
        assert_eq!(named(store, "admin").create_at.to_string(), "2026-11-23T07:14:09.596269Z");
        let mut values = 0;
        store
            .values(&mut |some| {
                values += some.len();
                Ok(ControlFlow::Continue(()))
            })
            .unwrap();
        assert_eq!(
            (values, store.secrets_after(None, 9).unwrap().len(), store.unknown_tokens(&mut |_| false).unwrap().count),
            (7, 2, 0)
        );
    }
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn unchanged_columns_keep_their_text() {
    for genuine in Genuine::every() {
        let store = &*genuine.store;
        let all = "SELECT concat(create_at, ' ', last_login_at, ' ', password) FROM \"user\" WHERE username = 'alice'";
        let before = genuine.one(all);
        let alice = named(store, "alice");
        let after = User { is_superuser: true, updated_at: at(1), ..alice.clone() };
        assert_eq!(commit(store, vec![Change::UpdateUser { before: alice.clone(), after }]), CommitOutcome::Done);
        assert_eq!(genuine.one(all), before);
        genuine.run("UPDATE variable SET type = 'Sort of its own', default_fields = NULL WHERE name = 'pem'");
        let admin = named(store, "admin").id;
        let before = store.secrets(admin).unwrap();
        let mut after = before.clone();
        after.variables.iter_mut().for_each(|variable| variable.value.push('!'));
        assert_eq!(commit(store, vec![Change::UpdateSecrets { user: admin, before, after }]), CommitOutcome::Done);
        let kept = "SELECT count(*) FROM variable WHERE name = 'pem' AND type = 'Sort of its own' AND default_fields IS NULL AND value LIKE '%!'";
        assert_eq!(genuine.one(kept), "1");
    }
}

#[test]
fn revoked_api_key_is_deleted() {
    for genuine in Genuine::every() {
        let store = &*genuine.store;
        let alice = named(store, "alice");
        let before = store.secrets(alice.id).unwrap();
        let api_keys = before.api_keys.iter().map(|key| ApiKey { is_active: false, ..key.clone() }).collect();
        let after = UserSecrets { api_keys, ..before.clone() };
        assert_eq!(commit(store, vec![Change::UpdateSecrets { user: alice.id, before, after }]), CommitOutcome::Done);
        assert_eq!((store.secrets(alice.id).unwrap().api_keys.len(), genuine.count("apikey")), (0, 2));
    }
}

#[test]
fn unsupported_records_are_refused() {
    for genuine in Genuine::every() {
        let store = &*genuine.store;
        let bob = named(store, "bob");
        let refused = |change: &dyn Fn(&mut UserSecrets)| {
            let mut after = secrets(store, &["one", "two"]);
            change(&mut after);
            store.commit(&super::batch(vec![Change::UpdateSecrets { user: bob.id, before: UserSecrets::default(), after }]))
        };
        assert_eq!(refused(&|after| after.api_keys[0].expires_at = Some(at(9))).unwrap_err().kind(), Kind::Usage);
        assert_eq!(
            refused(&|after| after.api_keys[0].kept = StoredApiKey::Hash("0".repeat(64))).unwrap_err().kind(),
            Kind::Unexpected
        );
        let twice = |after: &mut UserSecrets| after.variables[0].name = after.variables[1].name.clone();
        assert_eq!(refused(&twice).unwrap(), CommitOutcome::Changed(bob.id), "names of variables are unique for each user");
        let taken = |after: &mut UserSecrets| {
            let admin = store.secrets(named(store, "admin").id).unwrap();
            after.api_keys[0].kept = admin.api_keys[0].kept.clone();
            after.api_keys[0].prefix = admin.api_keys[0].prefix.clone();
        };
        assert_eq!(refused(&taken).unwrap(), CommitOutcome::Changed(bob.id));
        assert!(store.secrets(bob.id).unwrap().is_empty());
        let nul = store.commit(&super::batch(vec![Change::InsertUser(user("nul\0"))]));
        assert_eq!((nul.unwrap_err().kind(), store.user_by_name("nul\0").unwrap()), (Kind::Usage, None));
    }
}

#[test]
fn user_deletion_matches_kozmoai_and_preview() {
    for genuine in Genuine::every() {
        let store = &*genuine.store;
        let (alice, bob) = (named(store, "alice"), named(store, "bob"));
        let folder = store.folders(alice.id).unwrap()[0].id.0;
        let (folder, a, b) = (genuine.id(folder), genuine.id(alice.id.0), genuine.id(bob.id.0));
        let id = |n: u128| genuine.id(uuid::Uuid::from_u128(n));
        let flow = |n: u128, owner: &str, folder: &str| {
            genuine.run(&format!(
                "INSERT INTO flow (id, name, user_id, folder_id, data) VALUES ('{}', 'flow {n}', '{owner}', {folder}, '{{}}');
                 INSERT INTO vertex_build (\"timestamp\", id, data, valid, flow_id, build_id) VALUES ('2026-01-01 00:00:00', 'v', '{{}}', {}, '{}', '{}');
                 INSERT INTO \"transaction\" (\"timestamp\", vertex_id, status, flow_id, id) VALUES ('2026-01-01 00:00:00', 'v', 'ok', '{}', '{}');
                 INSERT INTO message (\"timestamp\", sender, sender_name, session_id, error, edit, id, flow_id)
                 VALUES ('2026-01-01 00:00:00', 'x', 'x', 'x', {}, {}, '{}', '{}')",
                id(n), yes(&genuine), id(n), id(n + 100), id(n), id(n + 200), yes(&genuine), yes(&genuine), id(n + 300), id(n)
            ));
        };
        flow(1, &a, &format!("'{folder}'"));
        flow(2, &b, &format!("'{folder}'"));
        flow(3, &a, "NULL");
        genuine.run(&format!(
            "INSERT INTO file (id, user_id, name, path, size, created_at, updated_at)
             VALUES ('{}', '{a}', 'f', 'a/f', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00');
             INSERT INTO folder (id, name, parent_id, user_id) VALUES ('{}', 'below', '{folder}', '{b}')",
            id(500),
            id(501)
        ));
        let owned = store.usage(alice.id).unwrap();
        assert_eq!(owned, Usage { folders: 1, variables: 1, api_keys: 1, flows: 2, files: 1 });
        assert_eq!(owned.to_string(), "1 folder, 1 variable, 1 API key, 2 flows, 1 file");
        assert_eq!(commit(store, vec![Change::DeleteUser(alice)]), CommitOutcome::Done);
        for (table, left) in [
            ("\"user\"", 3),
            ("variable", 4),
            ("apikey", 2),
            ("file", 0),
            ("flow", 1),
            ("vertex_build", 1),
            ("\"transaction\"", 1),
            ("message", 3),
        ] {
            assert_eq!(genuine.count(table), left, "{table}");
        }
        assert_eq!(genuine.count("flow WHERE user_id IS NULL AND folder_id IS NULL"), 1, "a flow outside the folders is kept");
        assert_eq!(genuine.count("message WHERE flow_id IS NULL"), 2);
        assert_eq!(genuine.count("folder WHERE name = 'below' AND parent_id IS NULL"), 1);
        assert_eq!(store.usage(bob.id).unwrap().folders, 2);
    }
}

fn yes(genuine: &Genuine) -> &'static str {
    if matches!(genuine.place, Where::Sqlite(_)) { "1" } else { "true" }
}

#[test]
fn referenced_user_is_not_deleted() {
    for genuine in Genuine::every() {
        let store = &*genuine.store;
        let bob = named(store, "bob");
        let sort = if matches!(genuine.place, Where::Sqlite(_)) { "CHAR(32)" } else { "uuid" };
        genuine.run(&format!(
            "CREATE TABLE job (user_id {sort} REFERENCES \"user\" (id)); INSERT INTO job VALUES ('{}')",
            genuine.id(bob.id.0)
        ));
        let head = store.audit_head().unwrap();
        let error = store.commit(&super::batch(vec![Change::DeleteUser(bob.clone())])).unwrap_err();
        assert_eq!((error.kind(), error.code()), (Kind::Store, "still_referenced"), "{error}");
        assert_eq!(
            (store.user(bob.id).unwrap(), store.folders(bob.id).unwrap().len(), store.audit_head().unwrap()),
            (Some(bob), 1, head)
        );
    }
}

#[test]
fn flows_change_owner_all_or_nothing() {
    for genuine in Genuine::every() {
        let store = &*genuine.store;
        let (alice, bob) = (named(store, "alice"), named(store, "bob"));
        let id = |n: u128| genuine.id(uuid::Uuid::from_u128(n));
        let owners = [(1, &alice, "report", "'weekly'"), (2, &alice, "draft", "NULL"), (3, &bob, "report", "'weekly'")];
        for (n, owner, name, endpoint) in owners {
            let owner = genuine.id(owner.id.0);
            genuine.run(&format!(
                "INSERT INTO flow (id, name, user_id, endpoint_name, data) VALUES ('{}', '{name}', '{owner}', {endpoint}, '{{}}')",
                id(n)
            ));
        }
        let a = genuine.id(alice.id.0);
        genuine.run(&format!(
            "INSERT INTO file (id, user_id, name, path, size, created_at, updated_at)
             VALUES ('{}', '{a}', 'notes.txt', 'a/f', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
            id(500)
        ));
        let flows = store.flows(alice.id).unwrap();
        assert_eq!((flows.len(), store.files(alice.id).unwrap()), (2, vec!["notes.txt".to_owned()]));
        let moved = |flow: &Flow, name: &str, endpoint: Option<&str>| Change::UpdateFlow {
            before: flow.clone(),
            after: Flow { name: name.to_owned(), endpoint_name: endpoint.map(str::to_owned), user_id: bob.id, ..flow.clone() },
        };
        let taken = vec![moved(&flows[0], "draft", None), moved(&flows[1], "report", Some("other"))];
        assert_eq!(store.commit(&super::batch(taken)).unwrap(), CommitOutcome::Changed(bob.id), "the name is taken");
        assert_eq!(store.flows(alice.id).unwrap(), flows);
        let outdated = Flow { name: "older".to_owned(), ..flows[0].clone() };
        assert_eq!(store.commit(&super::batch(vec![moved(&outdated, "x", None)])).unwrap(), CommitOutcome::Changed(alice.id));
        let all = vec![moved(&flows[0], "draft", None), moved(&flows[1], "report (alice)", Some("weekly-alice"))];
        assert_eq!(store.commit(&super::batch(all)).unwrap(), CommitOutcome::Done);
        let names: Vec<String> = store.flows(bob.id).unwrap().into_iter().map(|flow| flow.name).collect();
        assert_eq!(names, ["draft", "report", "report (alice)"]);
        assert!(store.flows(alice.id).unwrap().is_empty());
    }
}

#[test]
fn unknown_encrypted_values_are_found_and_counted() {
    for genuine in Genuine::every() {
        let store = &*genuine.store;
        let token = genuine.one("SELECT value FROM variable WHERE name = 'region'");
        genuine.run(&format!("UPDATE folder SET description = 'see {token}' WHERE name = 'Starter Projects'"));
        let id = genuine.id(uuid::Uuid::from_u128(9));
        genuine.run(&format!("INSERT INTO flow (id, name, data) VALUES ('{id}', 'f', '{{\"key\": \"{token}\"}}')"));
        genuine.run(&format!(
            "CREATE TABLE note (body text, other text); INSERT INTO note VALUES ('x', '{token}'), ('gAAAAA', 'short')"
        ));
        let store = kozmoai::store::open(&store.url()).unwrap();
        let unknown_tokens = store.unknown_tokens(&mut |_| false).unwrap();
        let places: Vec<(&str, &str)> =
            unknown_tokens.found.iter().map(|(table, column, _)| (table.as_str(), column.as_str())).collect();
        assert_eq!(
            (places, unknown_tokens.count, unknown_tokens.in_flows),
            (vec![("folder", "description"), ("note", "other")], 2, 1)
        );
        let tried = store.unknown_tokens(&mut |candidate| candidate == token).unwrap();
        // One in a flow is a secret, too, if a key decrypts it.
        assert_eq!((unknown_tokens.decrypted_count, tried.decrypted_count), (0, 3));
        assert_eq!(unknown_tokens.found[0].2, genuine.one("SELECT id FROM folder WHERE name = 'Starter Projects'"));
    }
}

#[test]
fn concurrent_administrators_lose_no_update() {
    for genuine in Genuine::every() {
        let store = &*genuine.store;
        for round in 0..50 {
            let pair = [superuser(&format!("left {round}")), superuser(&format!("right {round}"))];
            pair.iter().for_each(|user| insert(store, user));
            for other in ["admin", "Zoë Ångström"] {
                if let Some(user) = store.user_by_name(other).unwrap().filter(User::is_active_superuser) {
                    let after = User { is_superuser: false, ..user.clone() };
                    assert_eq!(commit(store, vec![Change::UpdateUser { before: user, after }]), CommitOutcome::Done);
                }
            }
            let start = std::sync::Barrier::new(4);
            let demote = |user: &User| {
                start.wait();
                commit(
                    store,
                    vec![Change::UpdateUser { before: user.clone(), after: User { is_superuser: false, ..user.clone() } }],
                )
            };
            let rename = |user: &User| {
                start.wait();
                commit(
                    store,
                    vec![Change::UpdateUser {
                        before: user.clone(),
                        after: User { profile_image: Some("x".to_owned()), ..user.clone() },
                    }],
                )
            };
            let (demoted, renamed) = std::thread::scope(|threads| {
                let demotions: Vec<_> = pair.iter().map(|user| threads.spawn(move || demote(user))).collect();
                let renamings: Vec<_> = pair.iter().map(|user| threads.spawn(move || rename(user))).collect();
                let ends = |threads: Vec<std::thread::ScopedJoinHandle<'_, CommitOutcome>>| {
                    threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
                };
                (ends(demotions), ends(renamings))
            });
            let filter = UserFilter { status: Some(StatusFilter::Active), superuser: Some(true), ..UserFilter::default() };
            assert!(store.count_users(&filter).unwrap() >= 1, "round {round}");
            for (user, (demoted, renamed)) in pair.iter().zip(demoted.into_iter().zip(renamed)) {
                let now = store.user(user.id).unwrap().unwrap();
                assert_eq!(
                    (demoted == CommitOutcome::Done, renamed == CommitOutcome::Done),
                    (!now.is_superuser, now.profile_image.is_some())
                );
                assert!(demoted != CommitOutcome::Done || renamed != CommitOutcome::Done, "an update was lost");
                let _gone =
                    store.commit(&Batch { keep_a_superuser: false, ..super::batch(vec![Change::DeleteUser(now)]) }).unwrap();
            }
        }
        let mut head = AuditHead::default();
        for event in store.audit_from(&kozmoai::model::AuditFilter::default(), 1, 10_000).unwrap() {
            assert!(AuditEvent::follows(&event, head));
            head = event.head();
        }
    }
}
