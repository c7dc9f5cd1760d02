//! Kozmoai's database on PostgreSQL: a server of the tests' own, and a fresh database for each of them.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use kozmoai::error::{Kind, Result};
use kozmoai::model::{KeyMark, StoreUrl, User, UserFilter, UserOrder, Value, Vault};
use kozmoai::store::{Batch, Change, Outcome, Rewrite, Seek, Store, Terms};
use postgres::{Client, NoTls};

use super::conformance::vault;
use super::kozmoais::{During, Genuine};
use super::{batch, commit, entry, insert, superuser, user};

/// The tables of Kozmoai 0.1.8 that matter, empty.
const SCHEMA: &str = include_str!("../fixtures/kozmoai-0.1.8/schema-postgresql.sql");
/// The database that every other is a copy of.
const TEMPLATE: &str = "kozmoai_template";

/// A server that ends with this process, whatever way that ends.
pub(super) struct Server {
    pub(super) folder: PathBuf,
    pub(super) port: u16,
    _watched: Child,
}

/// The server of this process; none, said loudly, where PostgreSQL is not installed.
pub(super) fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let started = programs().map(|programs| Server::start(&programs));
        if started.is_none() {
            super::skipped("PostgreSQL's initdb and postgres are nowhere, so nothing was tested on PostgreSQL");
        }
        started
    });
    server.as_ref()
}

/// The folder with PostgreSQL's programs, the newest there is.
fn programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let mut found: Vec<PathBuf> = debian.collect();
    found.sort();
    #[expect(clippy::disallowed_methods, reason = "where programs are is no setting of ours")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    found.splice(0..0, std::env::split_paths(&path));
    found.into_iter().rev().find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

impl Server {
    fn start(programs: &Path) -> Self {
        let folder = std::env::temp_dir().join(format!("kozmoai-postgres-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        // PostgreSQL refuses to run as root; the shell ends it when the other end of its input is gone.
        let script = r#"
            as=; [ "$(id -u)" = 0 ] && as="setpriv --reuid=${KOZMOAI_TEST_ACCOUNT:-$(id -u postgres 2>/dev/null || id -u nobody)} --clear-groups"
            trap '' INT HUP TERM
            $as "$0/initdb" -D "$1/data" -U postgres -A trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$1/initdb.log" 2>&1 || { cat "$1/initdb.log"; exit 1; }
            $as "$0/postgres" -D "$1/data" -k "$1" -p "$2" -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200 >"$1/server.log" 2>&1 &
            for _ in $(seq 1 300); do "$0/pg_isready" -q -h "$1" -p "$2" && break; sleep 0.1; done
            echo ready
            cat >/dev/null
            kill -QUIT $!; wait; rm -rf "$1"
        "#;
        let mut shell = Command::new("sh");
        shell.args(["-c", script]).arg(programs).arg(&folder).arg(port.to_string());
        let mut watched = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(watched.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let server = Self { folder, port, _watched: watched };
        assert_eq!(said, "ready\n", "PostgreSQL does not start");
        let icu = format!("CREATE DATABASE {TEMPLATE} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
        let mut admin = server.client("postgres");
        // An order that is not that of the bytes, where there is one to be had.
        if admin.batch_execute(&icu).is_err() {
            admin.batch_execute(&format!("CREATE DATABASE {TEMPLATE}")).unwrap();
        }
        server.client(TEMPLATE).batch_execute(SCHEMA).unwrap();
        server
    }

    /// A session of the test's own.
    pub(super) fn client(&self, database: &str) -> Client {
        let mut config = Client::configure();
        config.host_path(&self.folder).port(self.port).user("postgres").dbname(database).application_name("test");
        config.connect(NoTls).unwrap()
    }

    /// Makes a database with Kozmoai's tables and gives its name.
    pub(super) fn fresh(&self) -> String {
        self.copy_of(TEMPLATE)
    }

    /// Makes an empty database.
    pub(super) fn empty(&self) -> String {
        self.copy_of("template0")
    }

    fn copy_of(&self, template: &str) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("kozmoai_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.client("postgres").batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).unwrap();
        name
    }

    /// The address of a database.
    pub(super) fn url(&self, database: &str) -> StoreUrl {
        let text = format!("postgresql+psycopg://postgres@/{database}?host={}&port={}", self.folder.display(), self.port);
        StoreUrl::parse(&text).unwrap()
    }
}

fn terminate_all(server: &Server, database: &str) {
    let sql =
        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = $1 AND application_name <> 'test'";
    let count: i64 = server.client("postgres").query_one(sql, &[&database]).unwrap().get(0);
    assert!(count > 0, "there was a session to end");
}

#[test]
fn a_session_that_was_ended_is_replaced_and_nobody_notices() {
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
fn a_connection_lost_in_the_middle_of_a_rewriting_leaves_nothing_by_half_and_the_next_act_works() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let store = kozmoai::store::open(&server.url(&name)).unwrap();
    let anna = superuser("anna");
    insert(&*store, &anna);
    let full = vault(&*store, &["one", "two"]);
    let set = Change::UpdateVault { user: anna.id, before: Vault::default(), after: full.clone() };
    assert_eq!(commit(&*store, vec![set]), Outcome::Done);
    let head = store.audit_head().unwrap();
    let mark = KeyMark { fingerprint: "abc".to_owned(), origin: "test".to_owned() };
    let audit = entry(&anna);
    let terms = Terms { before: None, after: &mark, audit: &audit, online: false };
    for stage in ["change", "verify", "conclude"] {
        let lost = store.rewrite(&mut Cut { stage, cut: &|| terminate_all(server, &name) }, &terms).unwrap_err();
        assert_eq!(lost.kind(), Kind::Store, "{stage}: {lost}");
        assert_eq!(
            (store.vault(anna.id).unwrap(), store.key_mark().unwrap(), store.audit_head().unwrap()),
            (full.clone(), None, head),
            "{stage}"
        );
    }
    assert!(store.rewrite(&mut During(&|| {}), &terms).unwrap().is_empty());
    assert_eq!(store.key_mark().unwrap(), Some(mark));
}

/// Loses the connection at one stage of a rewriting.
struct Cut<'a> {
    stage: &'static str,
    cut: &'a dyn Fn(),
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
    fn change(&mut self, values: &mut [Value]) -> Result<()> {
        values.iter_mut().for_each(|value| value.text.push('!'));
        self.at("change")
    }

    fn verify(&mut self, _: &[Value]) -> Result<()> {
        self.at("verify")
    }

    fn conclude(&mut self) -> Result<()> {
        self.at("conclude")
    }
}

#[test]
fn a_connection_lost_in_the_middle_of_an_act_is_an_error_and_nothing_is_done() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let store = kozmoai::store::open(&server.url(&name)).unwrap();
    let anna = superuser("anna");
    insert(&*store, &anna);
    let head = store.audit_head().unwrap();
    // Someone holds the row, so that the act waits in its middle.
    let mut holder = server.client(&name);
    let mut held = holder.transaction().unwrap();
    held.execute("SELECT 1 FROM \"user\" FOR UPDATE", &[]).unwrap();
    let lost = std::thread::scope(|threads| {
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
fn other_sessions_are_named_and_our_own_are_not() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let store = kozmoai::store::open(&server.url(&name)).unwrap();
    let _held = store.lock_rotation().unwrap();
    assert_eq!(store.others().unwrap(), None);
    let other = server.client(&name);
    let others = store.others().unwrap().unwrap();
    assert!(others.contains("1 other session") && others.contains("postgres from this machine (test)"), "{others}");
    drop(other);
}

#[test]
fn rows_that_someone_else_holds_are_waited_for_and_then_named_as_locked() {
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
    assert_eq!((error.kind(), error.message().contains("locked")), (Kind::Store, true), "{error}");
}

#[test]
fn what_is_ours_is_in_a_schema_of_its_own_made_at_the_first_act() {
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
        (store.key_mark().unwrap(), store.audit_head().unwrap().seq, tables()),
        (None, 0, kozmoais.map(str::to_owned).to_vec())
    );
    insert(&*store, &user("anna"));
    let ours = ["kozmoai_admin.event", "kozmoai_admin.failure", "kozmoai_admin.state"];
    assert_eq!(tables(), ours.iter().chain(&kozmoais).map(|name| (*name).to_owned()).collect::<Vec<_>>());
}

#[test]
fn a_backup_is_restored_into_tables_that_are_empty_or_by_explicit_choice() {
    let (Some(server), Some(genuine)) = (server(), Genuine::postgres()) else { return };
    insert(&*genuine.store, &user("anna"));
    let mut backup = Vec::new();
    genuine.store.back_up(&mut backup).unwrap();
    let head = genuine.store.audit_head().unwrap();
    let name = server.empty();
    server.client(&name).batch_execute(include_str!("../fixtures/kozmoai-0.1.8/whole-postgresql.sql")).unwrap();
    let there = server.url(&name);
    let restore = |backup: &[u8], replace| kozmoai::store::restore(&there, &mut &*backup, replace);
    let error = restore(&backup, false).unwrap_err();
    assert!(error.message().contains("another version"), "{error}");
    server.client(&name).batch_execute("INSERT INTO alembic_version VALUES ('dd9e0804ebd1')").unwrap();
    assert_eq!(restore(&backup[..backup.len() / 2], false).unwrap_err().kind(), Kind::Store);
    assert_eq!(restore(&backup, false).unwrap(), None);
    let store = kozmoai::store::open(&there).unwrap();
    assert_eq!((store.audit_head().unwrap(), store.identity().unwrap()), (head, genuine.store.identity().unwrap()));
    let all = |store: &dyn Store| {
        let users = store.users(&UserFilter::default(), UserOrder::default(), &Seek::Offset(0), 100).unwrap();
        (users, store.vaults(None, 100).unwrap())
    };
    assert_eq!(all(&*store), all(&*genuine.store));
    insert(&*store, &user("bert"));
    assert!(restore(&backup, true).unwrap_err().message().contains("in use"));
    drop(store);
    wait_until_alone(server, &name);
    assert_eq!(restore(&backup, false).unwrap_err().kind(), Kind::Conflict);
    assert_eq!(restore(&backup[..backup.len() - 3], true).unwrap_err().kind(), Kind::Store);
    assert!(kozmoai::store::open(&there).unwrap().user_by_name("bert").unwrap().is_some(), "a refusal changes nothing");
    wait_until_alone(server, &name);
    assert_eq!(restore(&backup, true).unwrap(), None);
    assert_eq!(all(&*kozmoai::store::open(&there).unwrap()), all(&*genuine.store));
}

/// The server takes a moment to see that a session has ended.
fn wait_until_alone(server: &Server, name: &str) {
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1";
    let mut admin = server.client("postgres");
    while admin.query_one(sql, &[&name]).unwrap().get::<_, i64>(0) > 0 {}
}

#[test]
fn whoever_is_not_let_in_is_told_so_without_the_password() {
    let Some(server) = server() else { return };
    let name = server.fresh();
    let open = |text: String| kozmoai::store::open(&StoreUrl::parse(&text).unwrap()).err().unwrap();
    let (folder, port) = (server.folder.display(), server.port);
    server.client(&name).batch_execute("CREATE ROLE guest LOGIN").unwrap();
    let foreign = server.empty();
    for (text, said) in [
        (format!("postgresql://postgres:hidden@/absent?host={folder}&port={port}"), "is not there"),
        (format!("postgresql://postgres:hidden@/{foreign}?host={folder}&port={port}"), "no database of Kozmoai's"),
        (format!("postgresql://nobody_here:hidden@/{name}?host={folder}&port={port}"), "does not let this user in"),
        (format!("postgresql://guest:hidden@/{name}?host={folder}&port={port}"), ""),
        ("postgresql://postgres:hidden@127.0.0.1:1/x?connect_timeout=2".to_owned(), "can't be reached"),
        (format!("postgresql://postgres:hidden@127.0.0.1:{port}/{name}?sslmode=require"), "can't be reached"),
    ] {
        if said.is_empty() {
            let store = kozmoai::store::open(&StoreUrl::parse(&text).unwrap()).unwrap();
            let error = store.user_by_name("anna").unwrap_err();
            assert!(error.message().contains("does not allow this") && !format!("{error:?}").contains("hidden"), "{error}");
            continue;
        }
        let error = open(text);
        let shown = format!("{error} {error:?} {:?}", error.next_step());
        assert_eq!(error.kind(), Kind::Store, "{shown}");
        assert!(shown.contains(said) && !shown.contains("hidden"), "{shown}");
    }
}
