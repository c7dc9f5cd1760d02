//! PostgreSQL in practice: servers with hidden rows or missing privileges, read-only servers, and connection pools. The tests
//! run the program itself.

mod addresses;
mod hidden;
mod needs;
mod pool;
mod restores;
mod schemas;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::support::pty;
use crate::support::saved::Saved;
use crate::support::server::{self, Server};

/// A database of Kozmoai's with a superuser, Anna, and her four variables, and a folder with their key.
struct Site {
    server: &'static Server,
    name: String,
    folder: tempfile::TempDir,
}

/// The result of a run.
#[derive(Debug)]
struct Answer {
    code: i32,
    out: String,
    said: String,
}

impl Answer {
    /// Asserts the exit code of an unusable database, and that the message contains these texts.
    fn refused(&self, names: &[&str]) {
        self.ended(8, names);
    }

    /// Asserts this exit code, and that the message contains these texts.
    fn ended(&self, code: i32, names: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        for name in names {
            assert!(self.said.contains(name), "{name:?} in {self:?}");
        }
    }

    fn done(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The commands that read every value; first those that rotate.
const BULK: [&[&str]; 4] = [&["rotate", "--dry-run"], &["rotate", "--yes"], &["key", "check"], &["backup", "refused.backup"]];

impl Site {
    /// One whose tables belong to the server's superuser; none without a server.
    fn new() -> Option<Self> {
        static FILLED: OnceLock<(String, Saved)> = OnceLock::new();
        let server = server::server()?;
        let (name, files) = FILLED.get_or_init(|| {
            let site = Self::on(server);
            server.wait_until_alone(&site.name);
            (site.name.clone(), Saved::of(site.path()))
        });
        let site = Self { server, name: server.copy_of(name), folder: tempfile::tempdir().unwrap() };
        files.write_to(site.path());
        Some(site)
    }

    /// The same on a server, from the beginning.
    fn on(server: &'static Server) -> Self {
        let site = Self { server, name: server.fresh(), folder: tempfile::tempdir().unwrap() };
        site.fill("postgres");
        site
    }

    /// One whose tables belong to a role without any other privilege, which is returned, too.
    fn owned() -> Option<(Self, String)> {
        let server = server::server()?;
        let site = Self { server, name: server.fresh(), folder: tempfile::tempdir().unwrap() };
        let owner = site.role("LOGIN");
        for table in ["alembic_version", "apikey", "folder", "user", "variable"] {
            site.sql(&format!("ALTER TABLE \"{table}\" OWNER TO {owner}"));
        }
        site.sql(&format!("GRANT CREATE ON DATABASE {} TO {owner}", site.name));
        site.fill(&owner);
        Some((site, owner))
    }

    fn fill(&self, role: &str) {
        let given = |arguments: &[&str], input: &str| self.given(&self.address(role, ""), arguments, input).done();
        given(&["keygen", "--write", ".env"], "");
        given(&["superuser", "--username", "anna", "--password-stdin"], "correct horse battery");
        for name in ["A", "B", "C", "X"] {
            given(&["variables", "set", "anna", name, "--value-stdin"], &format!("the value of {name}"));
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs statements as the server's superuser.
    fn sql(&self, sql: &str) {
        self.server.client(&self.name).batch_execute(sql).unwrap();
    }

    /// The number that a query of the server's superuser returns.
    fn number(&self, sql: &str) -> i64 {
        self.server.client(&self.name).query_one(sql, &[]).unwrap().get(0)
    }

    /// Every stored value, the key binding and the audit log.
    fn contents(&self) -> Vec<String> {
        let sql = "SELECT value FROM variable UNION ALL SELECT entry FROM kozmoai_admin.event
                   UNION ALL SELECT fingerprint FROM kozmoai_admin.state ORDER BY 1";
        self.server.client(&self.name).query(sql, &[]).unwrap().iter().map(|row| row.get(0)).collect()
    }

    /// Creates a role for this database only.
    fn role(&self, options: &str) -> String {
        let count = self.number("SELECT count(*) FROM pg_roles");
        let role = format!("role_{}_{count}", self.name);
        self.sql(&format!("CREATE ROLE {role} {options}"));
        role
    }

    /// A role with every privilege on the tables that owns none of them.
    fn granted(&self) -> String {
        let role = self.role("LOGIN");
        self.sql(&format!(
            "GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}; GRANT ALL ON DATABASE {} TO {role};
             GRANT ALL ON SCHEMA kozmoai_admin TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA kozmoai_admin TO {role}",
            self.name
        ));
        role
    }

    fn address(&self, role: &str, options: &str) -> String {
        format!("postgresql://{role}@/{}?host={}&port={}{options}", self.name, self.server.folder.display(), self.server.port)
    }

    /// Runs the program as this role.
    fn kozmoai(&self, role: &str, arguments: &[&str]) -> Answer {
        self.given(&self.address(role, ""), arguments, "")
    }

    /// Runs the program on a database, with a standard input.
    fn given(&self, url: &str, arguments: &[&str], input: &str) -> Answer {
        let mut command = self.command(url, arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Answer { code: output.status.code().unwrap(), out: text(output.stdout), said: text(output.stderr) }
    }

    /// The program with an empty environment.
    fn command(&self, url: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
        command
            .env_clear()
            .env("KOZMOAI_TEST_QUICK_HASHES", "1")
            .env("HOME", self.path())
            .env("KOZMOAI_DATABASE_URL", url)
            .current_dir(self.path());
        command.args(["--config-dir", "config", "--no-input"]).args(arguments);
        command
    }

    /// Asserts that each of these commands is refused with these texts, and changes nothing.
    fn all_refused(&self, role: &str, commands: &[&[&str]], names: &[&str]) {
        let before = self.contents();
        for command in commands {
            self.kozmoai(role, command).refused(names);
            assert_eq!(self.contents(), before, "{command:?}");
        }
        assert!(!self.path().join("refused.backup").exists());
        assert!(!self.path().join("config/rotation.json").exists());
    }

    /// Asserts that a rotation works, and that every value can be decrypted afterwards.
    fn rotates(&self, role: &str) {
        self.kozmoai(role, &["rotate", "--dry-run"]).done();
        self.kozmoai(role, &["rotate", "--yes"]).done();
        let check = self.kozmoai(role, &["key", "check", "--json"]).done().json();
        assert_eq!((&check["values"]["total"], &check["values"]["current"]), (&4.into(), &4.into()), "{check}");
    }
}
