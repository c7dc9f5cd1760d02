//! Key files, settings and lock files: a file that another account could have written is refused with its path, owner and mode,
//! and other programs' files are not touched.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, lchown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::run::finish;
use super::skipped::skipped;

/// An account other than root.
pub(super) const ACCOUNT: u32 = 12_345;
const KEY: &str = "kCu5Cz0Rj6mCB8Y3b0VQqk1s3PyMDPXuMvg6YdR4oWE";

/// An installation of root, with its key in the configuration directory.
pub(super) struct Own {
    _top: tempfile::TempDir,
    home: PathBuf,
}

impl Own {
    pub(super) fn new() -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            skipped("only root can give files to other accounts");
            return None;
        }
        let top = tempfile::tempdir().unwrap();
        let home = top.path().join("home");
        fs::create_dir_all(home.join("config")).unwrap();
        fs::set_permissions(home.join("config"), fs::Permissions::from_mode(0o700)).unwrap();
        Some(Self { _top: top, home })
    }

    pub(super) fn at(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str, mode: u32) {
        fs::write(self.at(name), text).unwrap();
        fs::set_permissions(self.at(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    pub(super) fn run(&self, arguments: &[&str]) -> (i32, String) {
        self.run_with(&[], arguments)
    }

    pub(super) fn run_with(&self, environment: &[(&str, &str)], arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
        command
            .args(["--no-input"])
            .args(arguments)
            .env_clear()
            .env("KOZMOAI_TEST_QUICK_HASHES", "1")
            .env("HOME", &self.home)
            .env("KOZMOAI_CONFIG_DIR", self.at("config"))
            .envs(environment.iter().copied());
        command.current_dir(&self.home);
        let done = finish(command, "").unwrap_or_else(|| panic!("{arguments:?} does not end"));
        (done.status.code().unwrap(), String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned())
    }
}

/// Asserts that a file is refused with its path, owner and mode.
fn assert_refused((code, said): &(i32, String), file: &Path, owner: &str, mode: &str) {
    assert_ne!(*code, 0, "{said}");
    for part in [file.to_str().unwrap(), owner, mode] {
        assert!(said.contains(part), "{part} is not named: {said}");
    }
}

#[test]
fn key_file_that_others_may_write_is_refused() {
    let Some(own) = Own::new() else { return };
    own.write("config/secret_key", KEY, 0o666);
    assert_refused(&own.run(&["key", "show"]), &own.at("config/secret_key"), "root", "0666");
    own.write("config/secret_key", KEY, 0o620);
    assert_refused(&own.run(&["key", "show"]), &own.at("config/secret_key"), "root", "0620");
    own.write("config/secret_key", KEY, 0o600);
    assert_eq!(own.run(&["key", "show"]).0, 0);
}

#[test]
fn key_file_of_another_owner_is_refused() {
    let Some(own) = Own::new() else { return };
    own.write("config/secret_key", KEY, 0o600);
    chown(own.at("config/secret_key"), Some(ACCOUNT), Some(ACCOUNT)).unwrap();
    assert_refused(&own.run(&["key", "show"]), &own.at("config/secret_key"), &ACCOUNT.to_string(), "0600");
}

#[test]
fn key_file_in_folder_others_may_write_is_refused() {
    let Some(own) = Own::new() else { return };
    own.write("config/secret_key", KEY, 0o600);
    for mode in [0o777, 0o1777, 0o770] {
        fs::set_permissions(own.at("config"), fs::Permissions::from_mode(mode)).unwrap();
        // Root's own group would contain nobody else.
        chown(own.at("config"), Some(0), Some(ACCOUNT)).unwrap();
        let (code, said) = own.run(&["key", "show"]);
        assert_ne!(code, 0, "{mode:o}: {said}");
        assert!(said.contains(own.at("config").to_str().unwrap()) && said.contains(&format!("{mode:04o}")), "{said}");
    }
}

#[test]
fn key_file_behind_foreign_link_is_refused() {
    let Some(own) = Own::new() else { return };
    own.write("key", KEY, 0o600);
    symlink(own.at("key"), own.at("config/secret_key")).unwrap();
    lchown(own.at("config/secret_key"), Some(ACCOUNT), Some(ACCOUNT)).unwrap();
    let (code, said) = own.run(&["key", "show"]);
    assert_ne!(code, 0, "{said}");
    assert!(said.contains("secret_key"), "{said}");
}

#[test]
fn env_file_of_another_owner_is_refused() {
    let Some(own) = Own::new() else { return };
    own.write(".env", "KOZMOAI_NEW_USER_IS_ACTIVE=True\n", 0o644);
    assert_eq!(own.run(&["config"]).0, 0);
    chown(own.at(".env"), Some(ACCOUNT), Some(ACCOUNT)).unwrap();
    assert_refused(&own.run(&["config"]), Path::new(".env"), &ACCOUNT.to_string(), "0644");
}

#[test]
fn kubernetes_and_docker_secrets_are_read() {
    let Some(own) = Own::new() else { return };
    // Kubernetes: the name is a link to `..data/name`, and `..data` is a link to the directory of the version.
    for mode in [0o755, 0o1777] {
        let mount = own.at(&format!("mount-{mode:o}"));
        let version = mount.join("..2026_01_01_00_00_00.123456789");
        fs::create_dir_all(&version).unwrap();
        for (name, text) in [("secret_key", KEY.to_owned()), ("env", format!("KOZMOAI_SECRET_KEY={KEY}\n"))] {
            fs::write(version.join(name), text).unwrap();
            fs::set_permissions(version.join(name), fs::Permissions::from_mode(0o644)).unwrap();
            symlink(format!("..data/{name}"), mount.join(name)).unwrap();
        }
        symlink("..2026_01_01_00_00_00.123456789", mount.join("..data")).unwrap();
        fs::set_permissions(&mount, fs::Permissions::from_mode(mode)).unwrap();
        let (code, said) = own.run(&["--config-dir", mount.to_str().unwrap(), "key", "show"]);
        assert!(code == 0 && said.contains("mount-"), "{mode:o}: {said}");
        let (code, said) = own.run(&["--env-file", mount.join("env").to_str().unwrap(), "key", "show"]);
        assert!(code == 0 && said.contains("mount-") && !said.contains("warning"), "{mode:o}: {said}");
    }
    // Docker: a file of root, readable by all, in a directory of root.
    fs::create_dir(own.at("secrets")).unwrap();
    own.write("secrets/secret_key", KEY, 0o444);
    let (code, said) = own.run(&["--config-dir", own.at("secrets").to_str().unwrap(), "key", "show"]);
    assert!(code == 0 && said.contains("secrets/secret_key"), "{said}");
}

#[test]
fn lock_file_of_other_program_is_not_touched() {
    let Some(own) = Own::new() else { return };
    own.write("package.lock", "{\"packages\": {}}\n", 0o644);
    own.write("config/secret_key", KEY, 0o600);
    let before = fs::metadata(own.at("package.lock")).unwrap();
    for command in [&["users", "list"][..], &["users", "add", "anna", "--generate-password"], &["doctor"]] {
        let (code, said) = own.run(&[&["--store", "package"], command].concat());
        let known = fs::metadata(own.at("package.lock")).unwrap();
        assert_eq!(fs::read_to_string(own.at("package.lock")).unwrap(), "{\"packages\": {}}\n", "{command:?}: {said}");
        assert_eq!(
            (known.mtime_nsec(), known.mode(), known.ino()),
            (before.mtime_nsec(), before.mode(), before.ino()),
            "{command:?}"
        );
        assert!(code != 0, "{command:?}: {said}");
    }
    assert!(!own.at("package").exists());
}

#[test]
fn refused_database_leaves_no_lock_file() {
    let Some(own) = Own::new() else { return };
    own.write("config/secret_key", KEY, 0o600);
    own.write("notes", "of somebody", 0o644);
    fs::create_dir(own.at("docs")).unwrap();
    own.write("docs/letter", "to somebody", 0o644);
    for place in ["notes", "docs"] {
        for command in [&["users", "list"][..], &["superuser", "--username", "anna", "--generate-password"], &["doctor"]] {
            let (code, said) = own.run(&[&["--store", place], command].concat());
            assert!(code != 0, "{command:?}: {said}");
            assert!(!own.at(&format!("{place}.lock")).exists(), "{command:?}: {said}");
        }
    }
}

#[test]
fn root_directory_is_refused_as_database() {
    let Some(own) = Own::new() else { return };
    own.write("config/secret_key", KEY, 0o600);
    let there = Path::new("/.lock").exists();
    let (code, said) = own.run(&["--store", "/", "users", "add", "anna", "--generate-password"]);
    assert!(code != 0, "{said}");
    assert_eq!(Path::new("/.lock").exists(), there, "{said}");
}
