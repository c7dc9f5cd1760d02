//! Kozmoai's database on PostgreSQL.

use std::thread;
use std::time::Duration;

use kozmoai::config::{Overrides, Settings};
use kozmoai::error::{Kind, Result};
use kozmoai::model::{Cursor, EncryptedValue, KeyBinding, StoreUrl, User, UserFilter, UserOrder, UserSecrets};
use kozmoai::store::{Batch, Change, CommitOutcome, Rewrite, RewriteOptions, Store};

use super::conformance::secrets;
use super::rewrites::During;
use super::server::{Server, server};
use super::sql::Genuine;
use super::{batch, commit, entry, insert, superuser, user};

#[test]
fn sslmode_behaves_like_libpq() {
    let Some(server) = server() else { return };
    let _alone = server.lock_settings();
    let name = server.fresh();
    let roots = |file: &str| format!("&sslrootcert={}/{file}", server.folder.display());
    let encrypted = |host: &str, options: &str| -> Result<bool> {
        let text = format!("postgresql://postgres@{host}:{}/{name}?{options}", server.port);
        let store = kozmoai::store::open(&StoreUrl::parse(&text).unwrap())?;
        let sql = "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE datname = $1";
        let is = server.client("postgres").query_one(sql, &[&name]).unwrap().get(0);
        drop(store);
        server.wait_until_alone(&name);
        Ok(is)
    };
    let (ours, another) = (roots("ours.pem"), roots("another.pem"));
    for (host, options, expected) in [
        ("127.0.0.1", "sslmode=disable".to_owned(), Some(false)),
        ("127.0.0.1", "sslmode=allow".to_owned(), Some(false)),
        ("127.0.0.1", "sslmode=prefer".to_owned(), Some(true)),
        ("127.0.0.1", String::new(), Some(true)),
        ("127.0.0.1", "sslmode=require".to_owned(), Some(true)),
        ("127.0.0.1", format!("sslmode=require{another}"), None),
        ("127.0.0.1", format!("sslmode=verify-ca{ours}"), Some(true)),
        ("127.0.0.1", format!("sslmode=verify-ca{another}"), None),
        ("127.0.0.1", format!("sslmode=verify-full{ours}"), None),
        ("localhost", format!("sslmode=verify-full{ours}"), Some(true)),
        ("localhost", format!("sslmode=verify-full{another}"), None),
        ("localhost", "sslrootcert=system".to_owned(), None),
    ] {
        match (encrypted(host, &options), expected) {
            (Ok(is), Some(expected)) => assert_eq!(is, expected, "{host} {options}"),
            (Err(error), None) => assert_eq!(error.kind(), Kind::Store, "{host} {options}: {error}"),
            (found, _) => panic!("{host} {options}: {found:?}"),
        }
    }
}

fn terminate_all(server: &Server, database: &str) {
    assert!(server.terminate_all(database) > 0, "there was a session to end");
}

#[test]
fn terminated_idle_session_is_replaced() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let store = kozmoai::store::open(&server.url(&name)).unwrap();
    insert(&*store, &superuser("anna"));
    for n in 0..3 {
        terminate_all(server, &name);
        assert!(store.user_by_name("anna").unwrap().is_some());
        terminate_all(server, &name);
        insert(&*store, &user(&format!("user {n}")));
    }
    assert_eq!(store.audit_head().unwrap().seq, 4);
}

#[test]
fn lost_connection_rolls_back_rewrite() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let store = kozmoai::store::open(&server.url(&name)).unwrap();
    let anna = superuser("anna");
    insert(&*store, &anna);
    let full = secrets(&*store, &["one", "two"]);
    let set = Change::UpdateSecrets { user: anna.id, before: UserSecrets::default(), after: full.clone() };
    assert_eq!(commit(&*store, vec![set]), CommitOutcome::Done);
    let head = store.audit_head().unwrap();
    let mark = KeyBinding { fingerprint: "abc".to_owned(), origin: "test".to_owned() };
    let audit = entry(&anna);
    let terms = RewriteOptions { before: None, after: &mark, audit: &audit, online: false };
    for stage in ["change", "verify", "conclude"] {
        let lost = store.rewrite(&mut Cut { stage, cut: &|| terminate_all(server, &name) }, &terms).unwrap_err();
        assert_eq!(lost.kind(), Kind::Store, "{stage}: {lost}");
        assert_eq!(
            (store.secrets(anna.id).unwrap(), store.key_binding().unwrap(), store.audit_head().unwrap()),
            (full.clone(), None, head),
            "{stage}"
        );
    }
    assert!(store.rewrite(&mut During(&|| {}), &terms).unwrap().is_empty());
    assert_eq!(store.key_binding().unwrap(), Some(mark));
}

#[test]
fn idle_timeouts_spare_rotations() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let mut admin = server.client("postgres");
    let set = |setting: &str| format!("ALTER DATABASE {name} SET {setting} = '200ms';");
    admin.batch_execute(&(set("idle_session_timeout") + &set("idle_in_transaction_session_timeout"))).unwrap();
    let ours = "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
                WHERE locktype = 'advisory' AND granted AND datname = $1";
    let store = kozmoai::store::open(&server.url(&name)).unwrap();
    let anna = superuser("anna");
    insert(&*store, &anna);
    let set = Change::UpdateSecrets { user: anna.id, before: UserSecrets::default(), after: secrets(&*store, &["one"]) };
    assert_eq!(commit(&*store, vec![set]), CommitOutcome::Done);
    let held = store.lock_rotation().unwrap();
    // Sessions that are idle until the server ends them.
    let outlast_another = || {
        let mut other = server.client(&name);
        let pid: i32 = other.query_one("SELECT pg_backend_pid()", &[]).unwrap().get(0);
        let mut admin = server.client("postgres");
        while admin.query_one("SELECT count(*) FROM pg_stat_activity WHERE pid = $1", &[&pid]).unwrap().get::<_, i64>(0) > 0 {}
    };
    outlast_another();
    assert_eq!(admin.query_one(ours, &[&name]).unwrap().get::<_, i64>(0), 1);
    let mark = KeyBinding { fingerprint: "abc".to_owned(), origin: "test".to_owned() };
    let audit = entry(&anna);
    let terms = RewriteOptions { before: None, after: &mark, audit: &audit, online: false };
    assert!(store.rewrite(&mut During(&outlast_another), &terms).unwrap().is_empty());
    drop(held);
}

/// Loses the connection at one stage of a rewrite.
struct Cut<'a> {
    stage: &'static str,
    cut: &'a (dyn Fn() + Sync),
}

impl Cut<'_> {
    fn at(&self, stage: &str) -> Result<()> {
        if self.stage == stage {
            (self.cut)();
        }
        Ok(())
    }
}

impl Rewrite for Cut<'_> {
    fn change(&mut self, values: &mut [EncryptedValue]) -> Result<()> {
        values.iter_mut().for_each(|value| value.text.push('!'));
        self.at("change")
    }

    fn verify(&mut self, _: &[EncryptedValue]) -> Result<()> {
        self.at("verify")
    }

    fn before_commit(&mut self) -> Result<()> {
        self.at("conclude")
    }
}

#[test]
fn lost_connection_rolls_back_transaction() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let store = kozmoai::store::open(&server.url(&name)).unwrap();
    let anna = superuser("anna");
    insert(&*store, &anna);
    let head = store.audit_head().unwrap();
    // Another session locks the row, so that the transaction waits in the middle.
    let mut holder = server.client(&name);
    let mut held = holder.transaction().unwrap();
    held.execute("SELECT 1 FROM \"user\" FOR UPDATE", &[]).unwrap();
    let lost = thread::scope(|threads| {
        let act = threads.spawn(|| {
            let after = User { is_active: false, ..anna.clone() };
            store.commit(&Batch { keep_a_superuser: false, ..batch(vec![Change::UpdateUser { before: anna.clone(), after }]) })
        });
        let mut admin = server.client("postgres");
        let waiting =
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'";
        while admin.query_one(waiting, &[&name]).unwrap().get::<_, i64>(0) == 0 {}
        act.join().unwrap()
    });
    assert_eq!(lost.unwrap_err().kind(), Kind::Store);
    held.rollback().unwrap();
    assert_eq!((store.user(anna.id).unwrap(), store.audit_head().unwrap()), (Some(anna), head));
    insert(&*store, &user("bert"));
}

#[test]
fn active_clients_exclude_own_sessions() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let store = kozmoai::store::open(&server.url(&name)).unwrap();
    let _held = store.lock_rotation().unwrap();
    assert_eq!(store.active_clients().unwrap(), None);
    let other = server.client(&name);
    let others = store.active_clients().unwrap().unwrap();
    assert!(others.contains("1 other session") && others.contains("postgres from this machine (test)"), "{others}");
    drop(other);
}

/// A server notices a little later that a program has ended, which must not refuse the command after it.
#[test]
fn clients_that_are_about_to_end_are_waited_for() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let there = server.url(&name);
    let while_one_ends = |work: &dyn Fn()| {
        let ending = server.client(&name);
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(Duration::from_millis(200));
                drop(ending);
            });
            work();
        });
    };
    let store = kozmoai::store::open(&there).unwrap();
    while_one_ends(&|| assert_eq!(store.lasting_clients().unwrap(), None));
    let mut backup = Vec::new();
    store.back_up(&super::scratch(), &mut backup).unwrap();
    drop(store);
    let restore = || kozmoai::store::restore(&there, &mut &*backup, true, &mut |_| Ok(()));
    while_one_ends(&|| assert_eq!(restore().unwrap(), None));
    let _stays = server.client(&name);
    assert_eq!(restore().unwrap_err().code(), "restore_target_in_use");
}

#[test]
fn active_clients_need_no_statistics_privilege() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    server
        .client(&name)
        .batch_execute("CREATE ROLE modest LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO modest")
        .unwrap();
    server.wait_until_alone(&name);
    let address = format!("postgresql://modest@/{name}?host={}&port={}", server.folder.display(), server.port);
    let store = kozmoai::store::open(&StoreUrl::parse(&address).unwrap()).unwrap();
    assert_eq!(store.active_clients().unwrap(), None);
    let other = server.client(&name);
    let others = store.active_clients().unwrap().unwrap();
    assert!(others.contains("1 other session") && others.contains("postgres from somewhere (test)"), "{others}");
    drop(other);
}

#[test]
fn locked_rows_time_out_as_locked() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let store = kozmoai::store::open(&server.url(&name)).unwrap();
    let anna = superuser("anna");
    insert(&*store, &anna);
    let mut holder = server.client(&name);
    let mut held = holder.transaction().unwrap();
    held.execute("SELECT 1 FROM \"user\" FOR UPDATE", &[]).unwrap();
    let after = User { profile_image: Some("x".to_owned()), ..anna.clone() };
    let error = store.commit(&batch(vec![Change::UpdateUser { before: anna, after }])).unwrap_err();
    assert_eq!((error.kind(), error.code()), (Kind::Store, "server_locked"), "{error}");
}

#[test]
fn admin_schema_is_created_by_first_write() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let store = kozmoai::store::open(&server.url(&name)).unwrap();
    let tables = || {
        let sql = "SELECT table_schema || '.' || table_name FROM information_schema.tables
                   WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1";
        server.client(&name).query(sql, &[]).unwrap().iter().map(|row| row.get(0)).collect::<Vec<String>>()
    };
    let kozmoais = ["public.alembic_version", "public.apikey", "public.folder", "public.user", "public.variable"];
    assert_eq!(
        (store.key_binding().unwrap(), store.audit_head().unwrap().seq, tables()),
        (None, 0, kozmoais.map(str::to_owned).to_vec())
    );
    insert(&*store, &user("anna"));
    let ours = ["kozmoai_admin.deactivated", "kozmoai_admin.event", "kozmoai_admin.failure", "kozmoai_admin.state"];
    assert_eq!(tables(), ours.iter().chain(&kozmoais).map(|name| (*name).to_owned()).collect::<Vec<_>>());
}

#[test]
fn restore_needs_empty_tables_or_replace() {
    let (Some(server), Some(genuine)) = (server(), Genuine::postgres()) else { return };
    insert(&*genuine.store, &user("anna"));
    let mut backup = Vec::new();
    genuine.store.back_up(&super::scratch(), &mut backup).unwrap();
    let head = genuine.store.audit_head().unwrap();
    let name = server.empty();
    server.client(&name).batch_execute(include_str!("../fixtures/kozmoai-0.1.8/whole-postgresql.sql")).unwrap();
    let there = server.url(&name);
    let restore = |backup: &[u8], replace| kozmoai::store::restore(&there, &mut &*backup, replace, &mut |_| Ok(()));
    server.wait_until_alone(&name);
    let error = restore(&backup, false).unwrap_err();
    assert_eq!(error.code(), "backup_of_other_version");
    server.client(&name).batch_execute("INSERT INTO alembic_version VALUES ('dd9e0804ebd1')").unwrap();
    server.wait_until_alone(&name);
    assert_eq!(restore(&backup[..backup.len() / 2], false).unwrap_err().kind(), Kind::Store);
    assert_eq!(restore(&backup, false).unwrap(), None);
    let store = kozmoai::store::open(&there).unwrap();
    assert_eq!((store.audit_head().unwrap(), store.identity().unwrap()), (head, genuine.store.identity().unwrap()));
    let all = |store: &dyn Store| {
        let users = store.users(&UserFilter::default(), UserOrder::default(), &Cursor::FIRST, 100).unwrap();
        (users, store.secrets_after(None, 100).unwrap())
    };
    assert_eq!(all(&*store), all(&*genuine.store));
    insert(&*store, &user("bert"));
    assert_eq!(restore(&backup, true).unwrap_err().code(), "restore_target_in_use");
    drop(store);
    server.wait_until_alone(&name);
    assert_eq!(restore(&backup, false).unwrap_err().kind(), Kind::Conflict);
    assert_eq!(restore(&backup[..backup.len() - 3], true).unwrap_err().kind(), Kind::Store);
    assert!(kozmoai::store::open(&there).unwrap().user_by_name("bert").unwrap().is_some(), "a refusal changes nothing");
    server.wait_until_alone(&name);
    assert_eq!(restore(&backup, true).unwrap(), None);
    assert_eq!(all(&*kozmoai::store::open(&there).unwrap()), all(&*genuine.store));
}

#[test]
fn rotation_lock_waits_for_disconnected_holder() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let store = kozmoai::store::open(&server.url(&name)).unwrap();
    let held = "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
                WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = $1)";
    let mut admin = server.client("postgres");
    let lock = store.lock_rotation().unwrap();
    let key: i64 = admin.query_one(held, &[&name]).unwrap().get(0);
    drop(lock);
    while !admin.query(held, &[&name]).unwrap().is_empty() {}
    thread::scope(|threads| {
        threads.spawn(|| server.client(&name).batch_execute(&format!("SELECT pg_advisory_lock({key}); SELECT pg_sleep(0.3)")));
        while admin.query(held, &[&name]).unwrap().is_empty() {}
        store.lock_rotation().unwrap();
    });
}

#[test]
fn password_comes_from_environment_or_file() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    server.client(&name).batch_execute("CREATE ROLE guarded LOGIN SUPERUSER PASSWORD 'open: sesame'").unwrap();
    server.add_rule("local all guarded scram-sha-256");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(".pgpass");
    kozmoai::fs::private::write(&file, format!("*:*:{name}:guarded:open\\: sesame\n").as_bytes()).unwrap();
    let url = format!("postgresql://guarded@/{name}?host={}&port={}", server.folder.display(), server.port);
    let open = |variable: (&str, &str)| {
        let overrides = Overrides { config_dir: Some(folder.path().into()), store: Some(url.clone()), ..Overrides::default() };
        let environment = [(variable.0.to_owned(), variable.1.to_owned())].into();
        let settings = Settings::load_from(&overrides, &environment, folder.path()).unwrap();
        kozmoai::store::open(&settings.store.value).map(|store| store.url().to_string())
    };
    // The server loads the rule asynchronously.
    while open(("HOME", "/nowhere")).is_ok() {}
    for right in
        [("PGPASSWORD", "open: sesame"), ("HOME", folder.path().to_str().unwrap()), ("PGPASSFILE", file.to_str().unwrap())]
    {
        assert!(!open(right).unwrap().contains("sesame"), "{right:?}");
    }
    let wrong = [(("PGPASSWORD", "shut"), "server_authentication_failed"), (("HOME", "/nowhere"), "server_password_required")];
    for (variable, code) in wrong {
        let error = open(variable).unwrap_err();
        assert_eq!((error.kind(), error.code()), (Kind::Store, code), "{error}");
    }
}

#[test]
fn connection_errors_never_show_the_password() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let open = |text: String| kozmoai::store::open(&StoreUrl::parse(&text).unwrap()).err().unwrap();
    let (folder, port) = (server.folder.display(), server.port);
    server.client(&name).batch_execute("CREATE ROLE guest LOGIN").unwrap();
    let foreign = server.empty();
    for (text, code) in [
        (format!("postgresql://postgres:hidden@/absent?host={folder}&port={port}"), "server_database_not_found"),
        (format!("postgresql://postgres:hidden@/{foreign}?host={folder}&port={port}"), "not_a_kozmoai_database"),
        (format!("postgresql://nobody_here:hidden@/{name}?host={folder}&port={port}"), "server_authentication_failed"),
        (format!("postgresql://guest:hidden@/{name}?host={folder}&port={port}"), ""),
        ("postgresql://postgres:hidden@127.0.0.1:1/x?connect_timeout=2".to_owned(), "server_unreachable"),
    ] {
        if code.is_empty() {
            let store = kozmoai::store::open(&StoreUrl::parse(&text).unwrap()).unwrap();
            let error = store.user_by_name("anna").unwrap_err();
            assert!(error.code() == "server_permission_denied" && !format!("{error:?}").contains("hidden"), "{error}");
            continue;
        }
        let error = open(text);
        let shown = format!("{error} {error:?} {:?}", error.next_step());
        assert_eq!((error.kind(), error.code()), (Kind::Store, code), "{shown}");
        assert!(!shown.contains("hidden"), "{shown}");
    }
}
