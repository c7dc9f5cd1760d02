//! A PostgreSQL server for the tests, with a new database for each.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use kozmoai::model::StoreUrl;
use postgres::{Client, NoTls};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DnType, IsCa, KeyIdMethod, KeyPair,
    RevokedCertParams, SerialNumber, date_time_ymd,
};

/// The tables of Kozmoai 0.1.8 that matter, empty.
const SCHEMA: &str = include_str!("../fixtures/kozmoai-0.1.8/schema-postgresql.sql");
/// The template of the databases.
const TEMPLATE: &str = "kozmoai_template";
/// A file system in memory. Each database is 300 files, and creating them on a disk takes longer than most tests do with them.
const MEMORY: &str = "/dev/shm";
/// The room that must be left there, in bytes.
const ROOM: u64 = 2 << 30;

/// A server that ends with this process, even if that is killed.
pub(crate) struct Server {
    pub(crate) folder: PathBuf,
    pub(crate) port: u16,
    /// How databases are copied.
    strategy: &'static str,
    /// Whether databases may lie in memory.
    has_memory: bool,
    /// Held while a test uses settings of the whole server.
    settings: Mutex<()>,
    /// Idle sessions for the whole server.
    idle: Mutex<Vec<Client>>,
    _watched: Child,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("port", &self.port).finish_non_exhaustive()
    }
}

/// Returns the server of this process; none, with a message, if PostgreSQL is not installed.
pub(crate) fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    started(&SERVER, "kozmoai-postgres", true)
}

/// Returns another server, all of whose files lie on a disk, as an operator has them.
pub(crate) fn server_on_disk() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    started(&SERVER, "kozmoai-postgres-on-disk", false)
}

fn started(server: &'static OnceLock<Option<Server>>, name: &str, has_memory: bool) -> Option<&'static Server> {
    let server = server.get_or_init(|| {
        let started = Server::start(name, has_memory);
        if started.is_none() {
            super::skipped::skipped_unless_complete("PostgreSQL is not installed, so nothing was tested on it");
        }
        started
    });
    server.as_ref()
}

/// Returns the directory of the newest PostgreSQL programs.
pub(crate) fn programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let mut found: Vec<PathBuf> = debian.collect();
    found.sort();
    #[expect(clippy::disallowed_methods, reason = "the location of programs is not a setting")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    found.splice(0..0, std::env::split_paths(&path));
    found.into_iter().rev().find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

/// Creates two root certificates, and certificates for a server on `localhost`: one signed by the first root (with a list that
/// revokes it, and one that does not), one with the name only in its subject, a self-signed one, and one of version 1.
fn certificates(folder: &Path) {
    let authority = |name: &str| {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
    };
    let (ours, another) = (authority("ours"), authority("another"));
    let key = KeyPair::generate().unwrap();
    let mut server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    server.serial_number = Some(SerialNumber::from(7_u64));
    let server = server.signed_by(&key, &ours).unwrap();
    let revoking = |serial: u64| {
        let revoked = RevokedCertParams {
            serial_number: SerialNumber::from(serial),
            revocation_time: date_time_ymd(2024, 1, 1),
            reason_code: None,
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: date_time_ymd(2024, 1, 1),
            next_update: date_time_ymd(2090, 1, 1),
            crl_number: SerialNumber::from(1_u64),
            issuing_distribution_point: None,
            revoked_certs: vec![revoked],
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&ours).unwrap().pem().unwrap()
    };
    let mut named = CertificateParams::new(Vec::new()).unwrap();
    named.distinguished_name.push(DnType::CommonName, "localhost");
    let named = named.signed_by(&key, &ours).unwrap();
    let mut itself = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    itself.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let itself = itself.self_signed(&key).unwrap();
    for (name, text) in [
        ("named.crt", named.pem()),
        ("named.key", key.serialize_pem()),
        ("itself.crt", itself.pem()),
        ("itself.key", key.serialize_pem()),
        ("v1.crt", include_str!("../fixtures/certificates/v1.crt").to_owned()),
        ("v1.key", include_str!("../fixtures/certificates/v1.key").to_owned()),
        ("ours.pem", ours.pem()),
        ("another.pem", another.pem()),
        ("revoked.crl", revoking(7)),
        ("another.crl", revoking(8)),
        ("server.crt", server.pem()),
        ("server.key", key.serialize_pem()),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

impl Server {
    fn start(name: &str, has_memory: bool) -> Option<Self> {
        let programs = programs()?;
        let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).unwrap();
        certificates(&folder);
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        // PostgreSQL refuses to run as root; the shell ends it when its input is closed.
        let script = r#"
            as=; [ "$(id -u)" = 0 ] && as="setpriv --reuid=${KOZMOAI_TEST_ACCOUNT:-$(id -u postgres 2>/dev/null || id -u nobody)} --clear-groups"
            trap '' INT HUP TERM
            $as "$0/initdb" -D "$1/data" -U postgres -A trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$1/initdb.log" 2>&1 || { cat "$1/initdb.log"; exit 1; }
            $as sh -c 'umask 077; cp "$0"/*.crt "$0"/*.key "$0/data"' "$1"
            [ -z "$3" ] || $as mkdir -m 700 "$3"
            $as "$0/postgres" -D "$1/data" -k "$1" -p "$2" -c listen_addresses=127.0.0.1 -c ssl=on -c fsync=off -c full_page_writes=off -c autovacuum=off -c max_connections=200 >"$1/server.log" 2>&1 &
            for _ in $(seq 1 300); do "$0/pg_isready" -q -h "$1" -p "$2" && break; sleep 0.1; done
            echo ready
            cat >/dev/null
            kill -QUIT $!; wait; rm -rf "$1" ${3:+"$3"}
        "#;
        let mut shell = Command::new("sh");
        let memory = if has_memory { Path::new(MEMORY).join(folder.file_name().unwrap()) } else { PathBuf::new() };
        shell.args(["-c", script]).arg(programs).arg(&folder).arg(port.to_string()).arg(&memory);
        let mut watched = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(watched.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let mut server = Self {
            folder,
            port,
            strategy: "",
            has_memory,
            settings: Mutex::default(),
            idle: Mutex::default(),
            _watched: watched,
        };
        assert_eq!(said, "ready\n", "PostgreSQL does not start");
        let icu = format!("CREATE DATABASE {TEMPLATE} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
        let mut admin = server.client("postgres");
        let version: i32 = admin.query_one("SELECT current_setting('server_version_num')::int", &[]).unwrap().get(0);
        if version >= 150_000 {
            // What older servers always do takes a third of the time of the default.
            server.strategy = "STRATEGY FILE_COPY";
        }
        // A collation other than byte order, if available.
        if admin.batch_execute(&icu).is_err() {
            admin.batch_execute(&format!("CREATE DATABASE {TEMPLATE}")).unwrap();
        }
        server.client(TEMPLATE).batch_execute(SCHEMA).unwrap();
        server.has_memory &= memory.exists();
        if server.has_memory {
            admin.batch_execute(&format!("CREATE TABLESPACE memory LOCATION '{}'", memory.display())).unwrap();
        }
        Some(server)
    }

    /// Opens a session for the test.
    pub(crate) fn client(&self, database: &str) -> Client {
        let mut config = Client::configure();
        config.host_path(&self.folder).port(self.port).user("postgres").dbname(database).application_name("test");
        config.connect(NoTls).unwrap()
    }

    /// Uses a session for the whole server.
    fn administer<T>(&self, work: impl FnOnce(&mut Client) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let known = idle().pop();
        let mut client = known.unwrap_or_else(|| self.client("postgres"));
        let done = work(&mut client);
        idle().push(client);
        done
    }

    /// Creates a database with Kozmoai's tables, and returns its name.
    pub(crate) fn fresh(&self) -> String {
        self.copy_of(TEMPLATE)
    }

    /// Creates an empty database.
    pub(crate) fn empty(&self) -> String {
        self.copy_of("template0")
    }

    /// Copies a database without sessions, and returns the name of the copy.
    pub(crate) fn copy_of(&self, template: &str) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("kozmoai_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let room = rustix::fs::statvfs(MEMORY).map_or(0, |disk| disk.f_bavail * disk.f_frsize);
        let tablespace = if self.has_memory && room > ROOM { "TABLESPACE memory" } else { "" };
        let sql = format!("CREATE DATABASE {name} TEMPLATE {template} {} {tablespace}", self.strategy);
        self.administer(|client| client.batch_execute(&sql)).unwrap();
        name
    }

    /// Returns the address of a database.
    pub(crate) fn url(&self, database: &str) -> StoreUrl {
        StoreUrl::parse(&self.address(database)).unwrap()
    }

    /// Returns it as text.
    pub(crate) fn address(&self, database: &str) -> String {
        format!("postgresql+psycopg://postgres@/{database}?host={}&port={}", self.folder.display(), self.port)
    }

    /// Waits until no other test uses the settings that all databases share, those of TLS and the rules of authentication.
    pub(crate) fn lock_settings(&self) -> MutexGuard<'_, ()> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a rule of authentication, which the server loads asynchronously.
    pub(crate) fn add_rule(&self, rule: &str) {
        let _alone = self.lock_settings();
        let rules = self.folder.join("data/pg_hba.conf");
        let (before, whole) = (std::fs::read_to_string(&rules).unwrap(), rules.with_extension("new"));
        std::fs::write(&whole, format!("{rule}\n{before}")).unwrap();
        // The server never loads half of the rules.
        std::fs::rename(whole, rules).unwrap();
        self.administer(|client| client.batch_execute("SELECT pg_reload_conf()")).unwrap();
    }

    /// Ends every session on a database except those of the tests, and returns their number.
    pub(crate) fn terminate_all(&self, database: &str) -> i64 {
        let sql = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
                   WHERE datname = $1 AND application_name <> 'test'";
        self.administer(|client| client.query_one(sql, &[&database])).unwrap().get(0)
    }

    /// The server takes a little time to notice that a session has ended.
    pub(crate) fn wait_until_alone(&self, database: &str) {
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1";
        while self.administer(|client| client.query_one(sql, &[&database])).unwrap().get::<_, i64>(0) > 0 {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
