//! Connection pools, if one is installed.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::pty::Terminal;
use super::{Answer, Site};

/// A pool that is stopped when this is dropped.
struct Pool {
    folder: tempfile::TempDir,
    port: u16,
    child: Child,
}

impl Drop for Pool {
    fn drop(&mut self) {
        // The shell stops it when its input is closed.
        drop(self.child.stdin.take());
        drop(self.child.wait());
    }
}

impl Pool {
    /// Starts one in this mode with this many connections; none, with a message, if it is not installed.
    fn start(site: &Site, mode: &str, size: u32) -> Option<Self> {
        let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"].into_iter().find(|path| Path::new(path).exists());
        let Some(program) = program else {
            crate::support::skipped::skipped("pgbouncer is not installed, so nothing was tested through a pool");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
        std::fs::set_permissions(folder.path(), open).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = format!(
            "[databases]\n* = host={} port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir = {}\nauth_type = any\n\
             pool_mode = {mode}\ndefault_pool_size = {size}\nquery_wait_timeout = 20\n\
             ignore_startup_parameters = options\n",
            site.server.folder.display(),
            site.server.port,
            folder.path().display()
        );
        // Without password checks a pool needs to know the user of the server.
        let settings = settings.replace("* = ", "* = user=postgres ");
        std::fs::write(folder.path().join("pgbouncer.ini"), settings).unwrap();
        let script = r#"
            as=; [ "$(id -u)" = 0 ] && as="setpriv --reuid=${KOZMOAI_TEST_ACCOUNT:-$(id -u postgres 2>/dev/null || id -u nobody)} --clear-groups"
            $as "$0" -q "$1/pgbouncer.ini" >"$1/log" 2>&1 &
            for _ in $(seq 1 300); do [ -S "$1/.s.PGSQL.$2" ] && break; sleep 0.1; done
            echo ready
            cat >/dev/null
            kill -INT $!; wait
        "#;
        let mut shell = Command::new("sh");
        shell.args(["-c", script, program]).arg(folder.path()).arg(port.to_string());
        let mut child = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert_eq!(said, "ready\n");
        Some(Self { folder, port, child })
    }

    fn url(&self, site: &Site) -> String {
        format!("postgresql://postgres@/{}?host={}&port={}", site.name, self.folder.path().display(), self.port)
    }

    fn run(&self, site: &Site, arguments: &[&str], input: &str) -> Answer {
        site.given(&self.url(site), arguments, input)
    }
}

impl Site {
    /// The number of advisory locks on this database.
    fn advisory_locks(&self) -> i64 {
        self.number(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
             WHERE locktype = 'advisory' AND datname = current_database()",
        )
    }
}

#[test]
fn commands_leave_no_settings_in_a_pool() {
    let Some(site) = Site::new() else { return };
    let Some(pool) = Pool::start(&site, "transaction", 2) else { return };
    for round in ["one", "two"] {
        let long = "correct horse battery";
        pool.run(&site, &["users", "add", round, "--password-stdin"], long).done();
        pool.run(&site, &["users", "activate", round], "").done();
        pool.run(&site, &["users", "passwd", round, "--password-stdin"], "another long password").done();
        pool.run(&site, &["variables", "set", round, "KEY", "--value-stdin"], "a value").done();
        assert_eq!(pool.run(&site, &["variables", "get", round, "KEY", "--reveal"], "").done().out.trim_end(), "a value");
        pool.run(&site, &["api-keys", "create", round, "key"], "").done();
        pool.run(&site, &["users", "list"], "").done();
        pool.run(&site, &["users", "list", "--search", "O", "--sort", "create_at"], "").done();
        pool.run(&site, &["users", "show", round], "").done();
        pool.run(&site, &["users", "export"], "").done();
        pool.run(&site, &["variables", "export", round], "").done();
        pool.run(&site, &["key", "check"], "").done();
        pool.run(&site, &["audit"], "").done();
        pool.run(&site, &["audit", "verify"], "").done();
        pool.run(&site, &["users", "delete", round, "--confirm", round], "").done();
    }
    let mut config = postgres::Client::configure();
    config.host_path(pool.folder.path()).port(pool.port).user("postgres").dbname(&site.name);
    let mut client = config.connect(postgres::NoTls).unwrap();
    let sql = "SELECT count(*) FROM pg_settings WHERE source = 'session' AND name NOT IN ('application_name', 'client_encoding')
               AND setting <> reset_val";
    for message in client.simple_query(sql).unwrap() {
        if let postgres::SimpleQueryMessage::Row(row) = message {
            assert_eq!(row.get(0), Some("0"), "settings were left behind");
        }
    }
    assert_eq!(site.advisory_locks(), 0);
}

#[test]
fn operations_needing_a_session_are_refused() {
    let Some(site) = Site::new() else { return };
    site.kozmoai("postgres", &["backup", "direct.backup"]).done();
    let embedded = site.path().join("copied").display().to_string();
    let before = site.contents();
    for size in [1, 3] {
        let Some(pool) = Pool::start(&site, "transaction", size) else { return };
        let url = pool.url(&site);
        let commands: [&[&str]; 5] = [
            &["rotate", "--yes"],
            &["rotate", "--dry-run"],
            &["backup", "refused.backup"],
            &["restore", "direct.backup", "--replace", "--yes"],
            &["store", "copy", &url, &embedded],
        ];
        for command in commands {
            pool.run(&site, command, "").refused(&["connection pool", "connect to the server directly"]);
        }
    }
    assert_eq!(site.contents(), before);
    assert_eq!(site.advisory_locks(), 0);
    assert!(!site.path().join("refused.backup").exists() && !site.path().join("copied").exists());
    site.rotates("postgres");
}

#[test]
fn search_path_works_through_a_pool() {
    let Some(site) = Site::new() else { return };
    let Some(pool) = Pool::start(&site, "transaction", 1) else { return };
    site.schema("public", "second");
    let url = format!("{}&options=-csearch_path%3Dsecond", pool.url(&site));
    site.given(&url, &["users", "add", "bert", "--generate-password"], "").done();
    let listed = site.given(&url, &["users", "list", "--json"], "").done().json();
    assert_eq!((&listed["total_count"], &listed["users"][0]["username"]), (&1.into(), &"bert".into()));
    assert_eq!(pool.run(&site, &["users", "list", "--json"], "").done().json()["users"][0]["username"], "anna");
}

#[test]
fn session_mode_pool_works_like_a_server() {
    let Some(site) = Site::new() else { return };
    let Some(pool) = Pool::start(&site, "session", 10) else { return };
    pool.run(&site, &["rotate", "--yes"], "").done();
    pool.run(&site, &["backup", "pooled.backup"], "").done();
    pool.run(&site, &["key", "check"], "").done();
}

/// A signed-in console through a pool.
fn console(site: &Site, pool: &Pool) -> Terminal {
    let environment = [("KOZMOAI_DATABASE_URL", pool.url(site)), ("KOZMOAI_AUTO_LOGIN", "False".to_owned())];
    let environment = environment.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut console = Terminal::run(site.path(), env!("CARGO_BIN_EXE_kozmoai"), &["run", "--config-dir", "config"], &environment);
    console
        .shows("Sign in to administer")
        .types("anna\tcorrect horse battery\r")
        .shows("Welcome, anna")
        .types("1")
        .shows("1 of ");
    console
}

#[test]
fn consoles_share_a_pool() {
    let Some(site) = Site::new() else { return };
    for size in [1, 3] {
        let Some(pool) = Pool::start(&site, "transaction", size) else { return };
        let (mut one, mut other) = (console(&site, &pool), console(&site, &pool));
        let name = format!("bert{size}");
        one.types("n").shows("Confirm password").types(&format!("{name}\tfour unrelated words\tfour unrelated words\u{13}"));
        one.until("the form to be gone", |screen| !screen.contents().contains("Confirm password")).shows(&name);
        other.types("r").shows(&name).types("2").shows("Credential").types("v").shows("the value of A").types("\u{1b}");
        one.types("5").shows("user.created").types("v").shows("verified");
        other.types("4").shows("Strength").types("c").shows("All secrets can be decrypted");
        one.types("1").shows("Last sign-in").types(&format!("/{name}\r")).shows("match · 1 of 1").types("d").shows("Delete user");
        one.types(&format!("{name}\r")).shows("Deleted");
        for console in [&mut one, &mut other] {
            console.types("q");
            assert!(console.ends().success(), "{}", console.text());
        }
    }
    assert_eq!(site.advisory_locks(), 0);
    site.rotates("postgres");
}

#[test]
fn exhausted_pool_times_out() {
    let Some(site) = Site::new() else { return };
    let Some(pool) = Pool::start(&site, "session", 1) else { return };
    let url = format!("{}&connect_timeout=2", pool.url(&site));
    let mut config = postgres::Client::configure();
    config.host_path(pool.folder.path()).port(pool.port).user("postgres").dbname(&site.name);
    let mut other = config.connect(postgres::NoTls).unwrap();
    other.simple_query("SELECT 1").unwrap();
    site.given(&url, &["users", "list"], "").refused(&["did not answer within 2 seconds", "connection pool"]);
    drop(other);
    site.given(&url, &["users", "list"], "").done();
    site.given(&url, &["rotate", "--yes"], "");
    drop(pool);
    site.server.wait_until_alone(&site.name);
    if site.path().join("config/rotation.json").exists() {
        site.kozmoai("postgres", &["rotate", "resume"]).done();
    }
    site.rotates("postgres");
}

#[test]
fn missing_server_encryption_is_reported() {
    let Some(site) = Site::new() else { return };
    let Some(pool) = Pool::start(&site, "transaction", 2) else { return };
    for option in ["sslmode=require", "require_auth=none", "channel_binding=require"] {
        let url = format!("postgresql://postgres@127.0.0.1:{}/{}?{option}", pool.port, site.name);
        site.given(&url, &["users", "list"], "").refused(&["offers no encrypted connections", "sslmode=disable"]);
    }
    site.given(&format!("postgresql://postgres@127.0.0.1:{}/{}", pool.port, site.name), &["users", "list"], "").done();
}
