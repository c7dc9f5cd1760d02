//! A small machine: directories of root, and those of a malicious service account.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use std::os::unix::process::ExitStatusExt;

use super::run::{finish, place_program, tool};
use super::skipped::skipped;

/// The service account.
pub(crate) const ACCOUNT: u32 = 12_345;
/// The tables of Kozmoai 0.1.8 that matter, empty.
const SCHEMA: &str = include_str!("../fixtures/kozmoai-0.1.8/schema-sqlite.sql");
/// A key of the account.
const KEY: &str = "dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg";
pub(crate) const PASSWORD: &str = "correct horse battery";
/// The number of sites that share the cases of a test.
pub(crate) const SITES: usize = 4;

/// The backend of the account's installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Embedded,
    Sqlite,
}

pub(crate) struct Site {
    top: tempfile::TempDir,
    pub(crate) engine: Engine,
    /// Whether root has its own configuration directory and .env.
    pub(crate) config_is_roots: bool,
}

/// The properties of a file or directory that another account must not be able to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    mode: u32,
    owner: (u32, u32),
    inode: u64,
    modified: (i64, i64),
    content: Vec<u8>,
}

impl Site {
    /// Creates a site whose account has an installation with users and secrets; none, with a message, unless run by root.
    pub(crate) fn new(engine: Engine, config_is_roots: bool) -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            skipped("only root can work as another account");
            return None;
        }
        let top = tempfile::tempdir().unwrap();
        fs::set_permissions(top.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let site = Self { top, engine, config_is_roots };
        for (name, mode) in [("bin", 0o755), ("root", 0o700), ("canary", 0o755)] {
            fs::create_dir(site.at(name)).unwrap();
            fs::set_permissions(site.at(name), fs::Permissions::from_mode(mode)).unwrap();
        }
        place_program(&site.program_path());
        site.install();
        site.plant_canaries();
        site.run_cp(&site.service(), &site.at("kept"));
        Some(site)
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.top.path().join(name)
    }

    /// Returns the account's directory.
    pub(crate) fn service(&self) -> PathBuf {
        self.at("service")
    }

    pub(crate) fn canary(&self) -> PathBuf {
        self.at("canary")
    }

    fn program_path(&self) -> PathBuf {
        self.at("bin/kozmoai")
    }

    pub(crate) fn database(&self) -> String {
        match self.engine {
            Engine::Embedded => format!("sled:///{}", self.service().join("store").display()),
            Engine::Sqlite => format!("sqlite:///{}", self.service().join("kozmoai.db").display()),
        }
    }

    /// Returns the path of the database.
    pub(crate) fn database_path(&self) -> PathBuf {
        self.service().join(if self.engine == Engine::Embedded { "store" } else { "kozmoai.db" })
    }

    pub(crate) fn config_dir(&self) -> PathBuf {
        if self.config_is_roots { self.at("root/config") } else { self.service().join("config") }
    }

    fn install(&self) {
        for (folder, mode) in [(self.service(), 0o755), (self.service().join("config"), 0o700)] {
            fs::create_dir(&folder).unwrap();
            chown(&folder, Some(ACCOUNT), Some(ACCOUNT)).unwrap();
            fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
        }
        if self.engine == Engine::Sqlite {
            let path = self.database_path();
            rusqlite::Connection::open(&path).unwrap().execute_batch(SCHEMA).unwrap();
            chown(&path, Some(ACCOUNT), Some(ACCOUNT)).unwrap();
        }
        let key_file = if self.config_is_roots { self.at("root/.env") } else { self.service().join(".env") };
        fs::write(&key_file, format!("KOZMOAI_SECRET_KEY={KEY}\n")).unwrap();
        fs::set_permissions(&key_file, fs::Permissions::from_mode(0o600)).unwrap();
        if !self.config_is_roots {
            chown(&key_file, Some(ACCOUNT), Some(ACCOUNT)).unwrap();
        }
        let run = |arguments: &[&str], input: &str| {
            let command = if self.config_is_roots { self.as_root(arguments) } else { self.as_account(arguments) };
            let done = finish(command, input).unwrap_or_else(|| panic!("{arguments:?} does not end"));
            assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        };
        run(&["superuser", "--username", "chief", "--password-stdin"], PASSWORD);
        run(&["users", "add", "anna", "--active", "--password-stdin"], PASSWORD);
        run(&["variables", "set", "anna", "TOKEN", "--value-stdin"], "a secret");
        let backup = self.service().join("good.backup");
        run(&["backup", backup.to_str().unwrap()], "");
        fs::copy(&backup, self.at("bin/good.backup")).unwrap();
        fs::remove_file(backup).unwrap();
        fs::set_permissions(self.at("bin/good.backup"), fs::Permissions::from_mode(0o644)).unwrap();
    }

    /// Creates files and directories of root that must not change.
    fn plant_canaries(&self) {
        let canary = self.canary();
        for folder in ["folder", "folder/deep", "empty", "private"] {
            fs::create_dir(canary.join(folder)).unwrap();
        }
        let env = format!("KOZMOAI_SECRET_KEY={}\nKOZMOAI_SUPERUSER=planted\n", "C".repeat(42) + "g");
        for (name, content, mode) in [
            ("cron", "# root's\n", 0o644),
            ("env", &env, 0o644),
            ("private.env", &env, 0o600),
            ("key", &("C".repeat(42) + "g"), 0o644),
            ("empty_file", "", 0o600),
            ("folder/one", "one", 0o644),
            ("folder/deep/two", "two", 0o600),
            ("private/three", "three", 0o600),
        ] {
            fs::write(canary.join(name), content).unwrap();
            fs::set_permissions(canary.join(name), fs::Permissions::from_mode(mode)).unwrap();
        }
        fs::set_permissions(canary.join("private"), fs::Permissions::from_mode(0o700)).unwrap();
        let db = canary.join("roots.db");
        rusqlite::Connection::open(&db).unwrap().execute_batch(SCHEMA).unwrap();
        fs::set_permissions(&db, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// Restores the installation to its first state.
    pub(crate) fn reset(&self) {
        if self.config_is_roots {
            drop(fs::remove_file(self.config_dir().join("rotation.json")));
        }
        self.restore_from("kept");
    }

    pub(crate) fn restore_from(&self, kept: &str) {
        drop(fs::remove_dir_all(self.service()));
        self.run_cp(&self.at(kept), &self.service());
    }

    /// Saves the current state of the installation under a name.
    pub(crate) fn keep(&self, name: &str) {
        drop(fs::remove_dir_all(self.at(name)));
        self.run_cp(&self.service(), &self.at(name));
    }

    fn run_cp(&self, from: &Path, to: &Path) {
        assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
    }

    fn program(&self, before: &[String], arguments: &[&str]) -> Command {
        let program = self.program_path().to_str().unwrap().to_owned();
        let mut words = before.to_vec();
        words.push(program);
        let mut command = Command::new(tool(&words[0]));
        command
            .args(&words[1..])
            .arg("--no-input")
            .args(arguments)
            .env_clear()
            .env("KOZMOAI_TEST_QUICK_HASHES", "1")
            .env("PATH", std::env::var_os("PATH").unwrap());
        command.env("KOZMOAI_DATABASE_URL", self.database()).env("KOZMOAI_CONFIG_DIR", self.config_dir());
        command.current_dir(if self.config_is_roots { self.at("root") } else { self.service() });
        command
    }

    /// Returns a command of root in the account's directory, or in root's own if the configuration is root's. It names the
    /// account's key file, because root reads no settings from another account's directory by default.
    pub(crate) fn as_root(&self, arguments: &[&str]) -> Command {
        let key_file: &[&str] = if self.config_is_roots { &[] } else { &["--env-file", ".env"] };
        self.as_root_alone(&[key_file, arguments].concat())
    }

    /// Returns a command of root with only the settings that it reads by default.
    pub(crate) fn as_root_alone(&self, arguments: &[&str]) -> Command {
        let mut command = self.program(&[], arguments);
        command.env("HOME", self.at("root"));
        command
    }

    /// Returns a command of the account.
    pub(crate) fn as_account(&self, arguments: &[&str]) -> Command {
        let mut command = self.program(&setpriv(), arguments);
        command.env("HOME", self.service());
        command
    }

    /// Runs a script as the account in its directory; returns whether it succeeded.
    pub(crate) fn account_does(&self, script: &str) -> bool {
        let before = setpriv();
        let mut command = Command::new(&before[0]);
        command.args(&before[1..]).args(["sh", "-ec", script]).current_dir(self.service());
        command.env("CANARY", self.canary()).stderr(Stdio::null());
        command.status().unwrap().success()
    }

    /// Returns the state of all of root's files that must not change.
    pub(crate) fn roots(&self) -> BTreeMap<PathBuf, Known> {
        let mut found = BTreeMap::new();
        look(&self.canary(), &mut found);
        found
    }

    /// Returns the files in the account's directory that it does not own.
    pub(crate) fn foreign_files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        walk(&self.service(), &mut |path, metadata| {
            if metadata.uid() != ACCOUNT {
                found.push(path.to_owned());
            }
        });
        found
    }
}

fn setpriv() -> Vec<String> {
    ["setpriv", &format!("--reuid={ACCOUNT}"), &format!("--regid={ACCOUNT}"), "--clear-groups"].map(str::to_owned).to_vec()
}

fn walk(path: &Path, visit: &mut dyn FnMut(&Path, &fs::Metadata)) {
    let metadata = fs::symlink_metadata(path).unwrap();
    visit(path, &metadata);
    if metadata.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            walk(&entry.unwrap().path(), visit);
        }
    }
}

fn look(path: &Path, found: &mut BTreeMap<PathBuf, Known>) {
    walk(path, &mut |path, metadata| {
        let known = Known {
            mode: metadata.mode(),
            owner: (metadata.uid(), metadata.gid()),
            inode: metadata.ino(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            content: if metadata.is_file() { fs::read(path).unwrap() } else { Vec::new() },
        };
        found.insert(path.to_owned(), known);
    });
}

/// Runs a command of root and checks that it ends with a documented exit code, without a panic, and that no file of root
/// changed.
pub(crate) fn withstands(
    site: &Site,
    case: &str,
    arguments: &[&str],
    input: &str,
    roots: &BTreeMap<PathBuf, Known>,
    wrong: &mut Vec<String>,
) -> Option<i32> {
    let case = format!("{:?}, {case}, `{}`", site.engine, arguments.join(" "));
    let Some(done) = finish(site.as_root(arguments), input) else {
        wrong.push(format!("{case}: does not end"));
        return None;
    };
    let said = String::from_utf8_lossy(&done.stderr);
    let code = done.status.code();
    if said.contains("panicked") || !code.is_some_and(|code| (0..=11).contains(&code) || code == 130) {
        wrong.push(format!("{case}: exit {code:?}, signal {:?}: {said}", done.status.signal()));
    }
    if code != Some(0) && said.trim().is_empty() {
        wrong.push(format!("{case}: exit {code:?} without a message"));
    }
    let now = site.roots();
    if now != *roots {
        let changed = now.iter().filter(|(path, known)| roots.get(*path) != Some(known)).map(|(path, _)| path);
        let gone = roots.keys().filter(|path| !now.contains_key(*path));
        let names: Vec<String> = changed.chain(gone).map(|path| path.display().to_string()).collect();
        panic!("{case}: exit {code:?}: changed files of root: {}: {}", names.join(", "), said.trim());
    }
    code
}

/// Fails with everything that went wrong.
pub(crate) fn judge(tried: usize, wrong: &[String]) {
    println!("{tried} commands of root, {} went wrong", wrong.len());
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}
