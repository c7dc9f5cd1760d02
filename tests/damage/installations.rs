//! Installations that can be saved and reset.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use uuid::Uuid;

use super::recovery::{cut_short, is_recovery_file};
use super::secrets;

/// How many users an installation has.
pub(crate) const USERS: usize = 3;

/// The values of a database, by where they are.
pub(crate) type Values = BTreeMap<(&'static str, Uuid), String>;

/// The metadata that shows whether a file was written.
type Print = BTreeMap<PathBuf, (u64, u64, i64, i64)>;

/// An installation in a directory, with saved copies of it.
pub(crate) struct TestEnv {
    top: tempfile::TempDir,
    print: Print,
}

impl TestEnv {
    /// An installation with users and secrets, on SQLite or embedded.
    pub(crate) fn new(sqlite: bool) -> Self {
        let home = Self { top: tempfile::tempdir().unwrap(), print: BTreeMap::new() };
        for name in ["home", "canary"] {
            fs::create_dir(home.top.path().join(name)).unwrap();
            fs::set_permissions(home.top.path().join(name), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        }
        fs::write(home.canary().join("file"), "of no concern\n").unwrap();
        if sqlite {
            secrets::keep_in_sqlite(&home.folder());
        }
        secrets::seed(&home.folder(), USERS);
        let older_key = home.folder().join("older_key");
        fs::write(&older_key, secrets::OLDER_KEY).unwrap();
        fs::set_permissions(older_key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        home
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.top.path().join("home")
    }

    pub(crate) fn canary(&self) -> PathBuf {
        self.top.path().join("canary")
    }

    /// The program in this installation.
    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let folder = self.folder();
        let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
        command
            .arg("--no-input")
            .args(arguments)
            .env_clear()
            .env("KOZMOAI_TEST_QUICK_HASHES", "1")
            .env("HOME", &folder)
            .env("PATH", std::env::var_os("PATH").unwrap());
        command.env("KOZMOAI_CONFIG_DIR", folder.join("config")).current_dir(&folder);
        if let Some(url) = secrets::store_url(&folder) {
            command.env("KOZMOAI_DATABASE_URL", url);
        }
        command
    }

    pub(crate) fn must(&self, arguments: &[&str]) {
        let done = self.program(arguments).output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// Saves the present installation under a name.
    pub(crate) fn keep(&self, name: &str) {
        let kept = self.top.path().join(name);
        drop(fs::remove_dir_all(&kept));
        assert!(Command::new("cp").arg("-a").arg(self.folder()).arg(kept).status().unwrap().success());
    }

    /// Resets the installation to a saved copy.
    pub(crate) fn put(&mut self, name: &str) {
        self.put_files(name);
        self.print = self.look();
    }

    fn put_files(&self, name: &str) {
        drop(fs::remove_dir_all(self.folder()));
        assert!(Command::new("cp").arg("-a").arg(self.top.path().join(name)).arg(self.folder()).status().unwrap().success());
    }

    /// Whether any file but this one was written since the reset.
    pub(crate) fn is_changed(&self, but: &Path) -> bool {
        let (mut then, mut now) = (self.print.clone(), self.look());
        then.remove(but);
        now.remove(but);
        then != now
    }

    fn look(&self) -> Print {
        let mut found = BTreeMap::new();
        look(&self.folder(), &mut found);
        found
    }

    /// The files next to the installation, which nothing may change.
    pub(crate) fn beside(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let files = fs::read_dir(self.canary()).unwrap().map(|entry| entry.unwrap().path());
        files.map(|path| (path.clone(), fs::read(path).unwrap_or_default())).collect()
    }

    /// The names of all files, without those inside an embedded database.
    pub(crate) fn names(&self) -> BTreeSet<PathBuf> {
        self.look().into_keys().filter(|path| path.parent().is_some_and(|parent| !parent.join("db").is_file())).collect()
    }

    /// Kills a command where it leaves a `wanted` recovery file, and saves that state under a name.
    pub(crate) fn interrupt(
        &self,
        from: &str,
        arguments: &[&str],
        name: &str,
        begins: &dyn Fn(&Self),
        wanted: &dyn Fn(&Self) -> bool,
    ) {
        let found = || !self.recovery_files().is_empty() && wanted(self);
        let reset = || {
            self.put_files(from);
            begins(self);
        };
        cut_short(&reset, &|| self.program(arguments), &found);
        self.keep(name);
    }

    /// The recovery files in the installation.
    pub(crate) fn recovery_files(&self) -> Vec<PathBuf> {
        self.names().into_iter().filter(|path| is_recovery_file(path)).collect()
    }

    /// Every value of the database.
    pub(crate) fn values(&self) -> Values {
        let settings = secrets::settings(&self.folder());
        // A child process that another test starts inherits the lock of a closed database until it executes.
        let mut tries = 0..50;
        loop {
            match kozmoai::store::open(&settings.store.value) {
                Ok(store) => return secrets::values(&*store),
                Err(_) if tries.next().is_some() => std::thread::sleep(std::time::Duration::from_millis(20)),
                Err(error) => panic!("{error}"),
            }
        }
    }
}

fn look(folder: &Path, found: &mut Print) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = fs::symlink_metadata(&path).unwrap();
        if metadata.is_dir() {
            look(&path, found);
        } else {
            found.insert(path, (metadata.ino(), metadata.len(), metadata.mtime(), metadata.mtime_nsec()));
        }
    }
}

/// Asserts that an operation does not panic.
pub(crate) fn calm<T>(case: &str, operation: impl FnOnce() -> T) -> T {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(operation)).unwrap_or_else(|_| panic!("{case}: panics"))
}
