//! An unnamed account, as in containers: no entry in /etc/passwd, and no usable home directory. Commands that need no
//! configuration directory work, and the others say how to name one.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::process::Command;

use super::run::{finish, place_program, tool};
use super::site::ACCOUNT;
use super::skipped::skipped;

const KEY: &str = "randomly_generated_secure_key";

/// A directory of the account with Kozmoai's database and the program.
struct Container(tempfile::TempDir);

impl Container {
    fn new() -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            skipped("only root can work as another account");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        place_program(&folder.path().join("kozmoai"));
        let genuine = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/kozmoai-0.1.8/kozmoai.db");
        fs::copy(genuine, folder.path().join("kozmoai.db")).unwrap();
        fs::write(folder.path().join("value"), "hard-to-guess-1").unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for path in ["", "kozmoai.db", "value"] {
            chown(folder.path().join(path), Some(ACCOUNT), Some(0)).unwrap();
        }
        Some(Self(folder))
    }

    fn run(&self, environment: &[(&str, &str)], arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(tool("setpriv"));
        command.args([&format!("--reuid={ACCOUNT}"), "--regid=0", "--clear-groups"]).arg(self.0.path().join("kozmoai"));
        command
            .args(arguments)
            .env_clear()
            .env("KOZMOAI_TEST_QUICK_HASHES", "1")
            .env("PATH", "/usr/bin:/bin")
            .envs(environment.iter().copied());
        command.current_dir(self.0.path());
        let done = finish(command, "").unwrap();
        (done.status.code().unwrap(), String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned())
    }
}

#[test]
fn unnamed_account_needs_no_home() {
    let Some(container) = Container::new() else { return };
    let url = format!("sqlite:///{}/kozmoai.db", container.0.path().display());
    let roots = tempfile::tempdir().unwrap();
    fs::set_permissions(roots.path(), fs::Permissions::from_mode(0o700)).unwrap();
    // HOME is unset, `/`, empty, relative, or root's, as after a change of the account alone.
    let homes: [&[(&str, &str)]; 5] =
        [&[], &[("HOME", "/")], &[("HOME", "")], &[("HOME", "not/absolute")], &[("HOME", roots.path().to_str().unwrap())]];
    for home in homes {
        let keyed = [home, &[("KOZMOAI_SECRET_KEY", KEY)]].concat();
        for arguments in [
            &["--version"][..],
            &["--help"],
            &["keygen"],
            &["config"],
            &["completions", "bash"],
            &["--store", &url, "users", "list"],
            &["--store", &url, "users", "export"],
            &["--store", &url, "users", "add", "anna", "--generate-password"],
            &["--store", &url, "variables", "set", "anna", "TOKEN", "--value-file", "value"],
            &["--store", &url, "variables", "export", "anna"],
            &["--store", &url, "key", "check"],
            &["--store", &url, "backup", "the.backup"],
            &["--store", &url, "restore", "the.backup", "--replace", "--yes"],
            &["--store", &url, "rotate", "status"],
            &["--store", &url, "audit", "verify"],
            &["--store", &url, "audit"],
            &["--store", &url, "users", "delete", "anna", "--confirm", "anna"],
        ] {
            let (code, said) = container.run(&keyed, arguments);
            assert_eq!(code, 0, "{home:?} {arguments:?}: {said}");
            // The script for a shell has it in a redirection.
            let is_script = arguments[0] == "completions";
            assert!(is_script || !said.contains("/dev/null"), "{home:?} {arguments:?}: {said}");
            assert!(!said.contains("anchor") || said.contains("--config-dir"), "{home:?} {arguments:?}: {said}");
        }
        fs::remove_file(container.0.path().join("the.backup")).unwrap();
        for arguments in [
            &["users", "list"][..],
            &["superuser", "--username", "anna", "--password-file", "value"],
            &["audit", "verify"],
            &["--store", &url, "backups", "list"],
            &["--store", &url, "rotate", "--yes", "--new-key-file", "value", "--allow-weak-key", "--no-env-update"],
        ] {
            let (code, said) = container.run(&keyed, arguments);
            assert!(code == 2 && said.contains("--config-dir") && !said.contains("/dev/null"), "{home:?} {arguments:?}: {said}");
        }
        let (code, said) = container.run(home, &["--store", &url, "variables", "set", "alice", "A", "--value-file", "value"]);
        assert!(code == 9 && said.contains("--config-dir") && !said.contains("/dev/null"), "{said}");
        let (_, said) = container.run(home, &["--store", &url, "doctor"]);
        assert!(!said.contains("/dev/null"), "{said}");
    }
    // A named directory works instead, and one that cannot be created is an error.
    let data = container.0.path().join("data").display().to_string();
    for (environment, more) in [(&[("XDG_DATA_HOME", data.as_str())][..], &[][..]), (&[], &["--config-dir", &data])] {
        let (code, said) = container.run(environment, &[&["users", "list"], more].concat());
        assert_eq!(code, 0, "{said}");
    }
    let (code, said) = container.run(&[("HOME", "/nonexistent")], &["users", "list"]);
    assert!(code == 2 && said.contains("/nonexistent") && said.contains("--config-dir"), "{said}");
}

/// The home of the image in `assets/deploy/Dockerfile`: its mode and the path that HOME has there.
fn home_of_image() -> (u32, String) {
    let file = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/deploy/Dockerfile")).unwrap();
    let value = |before: &str| file.lines().find_map(|line| line.strip_prefix(before)).unwrap().to_owned();
    let mode = value("RUN install -d -m ").replace(" \"$HOME\"", "");
    assert!(file.contains(&format!("\nWORKDIR {}\n", value("ENV HOME="))), "settings are read where data is kept");
    (u32::from_str_radix(&mode, 8).unwrap(), value("ENV HOME="))
}

#[test]
fn image_works_as_any_account() {
    let Some(container) = Container::new() else { return };
    let (mode, path) = home_of_image();
    // Root's directory, as the image and a new volume have it.
    let home = container.0.path().join(path.trim_start_matches('/'));
    fs::create_dir_all(&home).unwrap();
    fs::set_permissions(&home, fs::Permissions::from_mode(mode)).unwrap();
    let program = container.0.path().join("kozmoai");
    fs::write(home.join("password"), "hard-to-guess-1").unwrap();
    for (account, group) in [(12345, 12345), (ACCOUNT, 0)] {
        for arguments in [
            &["keygen", "--write", "own.env"][..],
            &["--env-file", "own.env", "superuser", "--username", "admin", "--password-file", "password"],
            &["--env-file", "own.env", "users", "list"],
            &["--env-file", "own.env", "rotate", "--yes"],
            &["--env-file", "own.env", "doctor"],
        ] {
            let mut command = Command::new(tool("setpriv"));
            command.args([&format!("--reuid={account}"), &format!("--regid={group}"), "--clear-groups"]).arg(&program);
            command.args(arguments).env_clear().env("KOZMOAI_TEST_QUICK_HASHES", "1").env("HOME", &home).current_dir(&home);
            let done = finish(command, "").unwrap();
            let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
            assert!(done.status.success(), "{account} {arguments:?}: {said}");
        }
        // Another volume for the next account.
        fs::remove_dir_all(home.join(".local")).unwrap();
        fs::remove_file(home.join("own.env")).unwrap();
    }
}

#[test]
fn read_only_database_can_be_copied() {
    let Some(container) = Container::new() else { return };
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let database = folder.path().join("kozmoai.db");
    fs::copy(container.0.path().join("kozmoai.db"), &database).unwrap();
    fs::set_permissions(&database, fs::Permissions::from_mode(0o644)).unwrap();
    let url = format!("sqlite:///{}", database.display());
    let key = [("KOZMOAI_SECRET_KEY", KEY)];
    let data = container.0.path().join("data").display().to_string();
    let copy = ["store", "copy", &url, "sled:///copied", "--config-dir", &data];
    let (code, said) = container.run(&key, &copy);
    assert!(code == 0 && said.contains("could not record this read"), "{said}");
    let (code, said) = container.run(&key, &["--store", "sled:///copied", "--config-dir", &data, "key", "check"]);
    assert_eq!(code, 0, "{said}");
    // The error names the obstacle, not the file that is readable.
    let admin = folder.path().join("kozmoai.db.admin");
    fs::write(&admin, "").unwrap();
    fs::set_permissions(&admin, fs::Permissions::from_mode(0o600)).unwrap();
    let (code, said) = container.run(&key, &["--store", &url, "--config-dir", &data, "users", "list"]);
    assert!(code == 8 && said.contains("kozmoai.db.admin belongs to root"), "{code} {said}");
    fs::remove_file(&admin).unwrap();
    fs::set_permissions(&database, fs::Permissions::from_mode(0o600)).unwrap();
    let (code, said) = container.run(&key, &["--store", &url, "--config-dir", &data, "users", "list"]);
    assert!(code == 8 && said.contains("Run kozmoai as root.") && !said.contains("or as root"), "{code} {said}");
}
