//! Key files that are mount points, immutable, or on a read-only disk.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use kozmoai::service::progress::{Progress, Stage};

use super::secrets::{self, FIRST_KEY, OLDER_KEY, operator};
use super::{TestEnv, json, kozmoai, request};

const USERS: usize = 3;

/// A file mounted over another one, as in containers.
struct Mount(PathBuf);

impl Mount {
    fn over(path: &Path, real: &Path, options: &[&str]) -> Option<Self> {
        fs::copy(path, real).unwrap();
        fs::set_permissions(real, fs::metadata(path).unwrap().permissions()).unwrap();
        let mounted = Command::new("mount").arg("--bind").arg(real).arg(path).status();
        if !mounted.is_ok_and(|status| status.success()) {
            crate::support::skipped::skipped("this account can't mount a file");
            return None;
        }
        let mount = Self(path.to_owned());
        if !options.is_empty() {
            assert!(Command::new("mount").args(options).arg(path).status().unwrap().success());
        }
        Some(mount)
    }

    /// A file or directory mounted on itself, as a volume or a bind mount at the path of the database is.
    fn on_itself(path: &Path) -> Option<Self> {
        if !Command::new("mount").arg("--bind").arg(path).arg(path).status().is_ok_and(|status| status.success()) {
            crate::support::skipped::skipped("this account can't mount a directory");
            return None;
        }
        Some(Self(path.to_owned()))
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(&self.0).status());
    }
}

fn rotate(home: &TestEnv, more: &[&str]) -> (serde_json::Value, i32, String) {
    let mut command = kozmoai(home.path(), &[&["rotate", "--old-key-env", "OLDER"], more].concat());
    command.env("OLDER", OLDER_KEY);
    json(command)
}

#[test]
fn mounted_key_file_is_written_in_place() {
    for home in TestEnv::every() {
        secrets::seed(home.path(), USERS);
        let env = home.path().join(".env");
        let before = fs::read_to_string(&env).unwrap();
        let Some(_mount) = Mount::over(&env, &home.path().join("real.env"), &[]) else { return };
        let inode = fs::metadata(&env).unwrap().ino();
        assert_eq!(rotate(&home, &["--dry-run"]).1, 0);
        let (_, code, output) = rotate(&home, &["--yes"]);
        assert_eq!(code, 0, "{output}");
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
        let key = secrets::settings(home.path()).secret_key.value.clone().unwrap();
        assert_eq!(
            fs::read_to_string(&env).unwrap(),
            before.replace(FIRST_KEY, secrets::exposed(&key)),
            "every other byte stays"
        );
        assert_eq!(fs::metadata(&env).unwrap().ino(), inode);
    }
}

#[test]
fn truncated_mounted_key_file_is_rewritten() {
    for verb in ["resume", "rollback"] {
        for cut in [0, 9, 40, 70, 90] {
            let home = TestEnv::sqlite();
            secrets::seed(home.path(), USERS);
            let env = home.path().join(".env");
            let before = fs::read_to_string(&env).unwrap();
            let Some(_mount) = Mount::over(&env, &home.path().join("real.env"), &[]) else { return };
            let watch = &mut |Progress { stage, .. }| stage != Stage::Reencrypting;
            secrets::service(home.path()).admin(&operator()).unwrap().rotate(&request(), watch).unwrap_err();
            fs::write(&env, &before[..cut.min(before.len())]).unwrap();
            let (_, code, output) = json(kozmoai(home.path(), &["rotate", verb]));
            assert_eq!(code, 0, "{verb} {cut}: {output}");
            let key = secrets::settings(home.path()).secret_key.value.clone().unwrap();
            assert_eq!(fs::read_to_string(&env).unwrap(), before.replace(FIRST_KEY, secrets::exposed(&key)), "{verb} {cut}");
            assert_eq!(secrets::exposed(&key) == FIRST_KEY, verb == "rollback");
        }
    }
}

/// What somebody else wrote there meanwhile is no incomplete write, even if it is shorter or has zeros.
#[test]
fn mounted_key_file_with_another_key_is_kept() {
    let another = "the key of another machine";
    for text in [format!("KOZMOAI_SECRET_KEY={another}\n"), format!("# \0\nKOZMOAI_SECRET_KEY={another}\n")] {
        let home = TestEnv::sqlite();
        secrets::seed(home.path(), USERS);
        let env = home.path().join(".env");
        let Some(_mount) = Mount::over(&env, &home.path().join("real.env"), &[]) else { return };
        let watch = &mut |Progress { stage, .. }| stage != Stage::Reencrypting;
        secrets::service(home.path()).admin(&operator()).unwrap().rotate(&request(), watch).unwrap_err();
        fs::write(&env, &text).unwrap();
        let (done, code, output) = json(kozmoai(home.path(), &["rotate", "rollback"]));
        assert_eq!((code, &done["waits"], &done["key_written_to"]), (0, &true.into(), &serde_json::json!([])), "{output}");
        assert_eq!(fs::read_to_string(&env).unwrap(), text);
    }
}

/// Asserts that a dry run and a rotation are refused and change nothing.
fn is_refused(home: &TestEnv, why: &str) {
    for more in ["--dry-run", "--yes"] {
        let (_, code, output) = rotate(home, &[more]);
        assert!(code == 7 && output.contains(why), "{more}: {code} {output}");
    }
    assert!(!home.path().join("config/rotation.json").exists() && !home.path().join("config/backups").exists());
    let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
    secrets::assert_all_open(&*store, FIRST_KEY, &[OLDER_KEY], USERS);
}

#[test]
fn key_file_that_cannot_be_written_is_refused_first() {
    let home = TestEnv::embedded();
    secrets::seed(home.path(), USERS);
    let env = home.path().join(".env");
    {
        let Some(_mount) = Mount::over(&env, &home.path().join("real.env"), &["-o", "remount,bind,ro"]) else { return };
        is_refused(&home, "Read-only file system");
    }
    let chattr = |flag: &str, path: &Path| Command::new("chattr").arg(flag).arg(path).status().is_ok_and(|done| done.success());
    if !chattr("+i", &env) {
        crate::support::skipped::skipped("this file system knows no immutable files");
        return;
    }
    is_refused(&home, "immutable");
    assert!(chattr("-i", &env));
    assert!(chattr("+i", home.path()));
    is_refused(&home, "immutable");
    assert!(chattr("-i", home.path()));
    assert_eq!(rotate(&home, &["--yes"]).1, 0);
}

#[test]
fn key_file_keeps_owner_and_group_not_readers() {
    let home = TestEnv::embedded();
    secrets::seed(home.path(), USERS);
    let env = home.path().join(".env");
    if !rustix::process::geteuid().is_root() {
        crate::support::skipped::skipped("only root can give a file to another group");
        return;
    }
    chown(&env, Some(0), Some(12_345)).unwrap();
    fs::set_permissions(&env, PermissionsExt::from_mode(0o640)).unwrap();
    let (_, code, output) = rotate(&home, &["--yes"]);
    assert!(code == 0 && !output.contains("Others could read"), "{code} {output}");
    let found = fs::metadata(&env).unwrap();
    assert_eq!((found.uid(), found.gid(), found.mode() & 0o777), (0, 12_345, 0o640));
    fs::set_permissions(&env, PermissionsExt::from_mode(0o644)).unwrap();
    let (_, code, output) = json(kozmoai(home.path(), &["rotate", "--yes"]));
    assert!(code == 0 && output.contains("Others could read"), "{code} {output}");
    assert_eq!(fs::metadata(&env).unwrap().mode() & 0o777, 0o640);
}

/// An access control list that lets this account read beside the owner.
fn list_for(account: u32) -> Vec<u8> {
    let entries = [(1, 6, u32::MAX), (2, 4, account), (4, 0, u32::MAX), (16, 4, u32::MAX), (32, 0, u32::MAX)];
    let entry =
        |(tag, allowed, id): (u16, u16, u32)| [&tag.to_le_bytes()[..], &allowed.to_le_bytes(), &id.to_le_bytes()].concat();
    std::iter::once(vec![2, 0, 0, 0]).chain(entries.map(entry)).collect::<Vec<_>>().concat()
}

#[test]
fn key_file_keeps_access_list_and_every_name() {
    const LIST: &str = "system.posix_acl_access";
    let home = TestEnv::embedded();
    secrets::seed(home.path(), USERS);
    let (env, other) = (home.path().join(".env"), home.path().join("linked.env"));
    let list = list_for(1234);
    if rustix::fs::setxattr(&env, LIST, &list, rustix::fs::XattrFlags::empty()).is_err() {
        crate::support::skipped::skipped("this file system keeps no access control lists");
        return;
    }
    let kept = |path: &Path| {
        let mut kept = vec![0; 64];
        let size = rustix::fs::getxattr(path, LIST, &mut kept[..]).unwrap();
        kept.truncate(size);
        kept
    };
    assert_eq!(rotate(&home, &["--yes"]).1, 0);
    assert_eq!(kept(&env), list);
    fs::hard_link(&env, &other).unwrap();
    assert_eq!(json(kozmoai(home.path(), &["rotate", "--dry-run"])).1, 0);
    assert_eq!(json(kozmoai(home.path(), &["rotate", "--yes"])).1, 0);
    assert_eq!(kept(&env), list);
    assert_eq!(fs::read(&env).unwrap(), fs::read(&other).unwrap());
    secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
}

#[test]
fn generated_key_is_refused_on_ephemeral_storage() {
    // The address of a server does not tell where its database is, even on this machine.
    for home in TestEnv::kozmoais() {
        secrets::seed(home.path(), USERS);
        let config = home.path().join("config");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "mode=700", "tmpfs"]).arg(&config).status();
        if !mounted.is_ok_and(|status| status.success()) {
            crate::support::skipped::skipped("this account can't mount a tmpfs");
            return;
        }
        let _mount = Mount(config);
        for more in ["--dry-run", "--yes"] {
            let (_, code, output) = rotate(&home, &[more]);
            assert!(code == 7 && output.contains("--config-dir") && output.contains("--new-key-file"), "{code} {output}");
        }
        fs::write(home.path().join("new"), "wHV0JqEAzEbWEd1aHjYgL5UuYI2jQHiQ5v0m0sYr4kE").unwrap();
        assert_eq!(rotate(&home, &["--yes", "--new-key-file", "new"]).1, 0);
    }
}

/// Also where the journal would survive, but no key file.
#[test]
fn generated_key_is_refused_where_every_key_file_is_ephemeral() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), USERS);
    let folder = home.path().join("folder");
    fs::create_dir(&folder).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "mode=700", "tmpfs"]).arg(&folder).status();
    if !mounted.is_ok_and(|status| status.success()) {
        crate::support::skipped::skipped("this account can't mount a tmpfs");
        return;
    }
    let _mount = Mount(folder.clone());
    let env = folder.join(".env");
    fs::rename(home.path().join(".env"), &env).unwrap_or_else(|_| {
        fs::copy(home.path().join(".env"), &env).unwrap();
        fs::remove_file(home.path().join(".env")).unwrap();
    });
    let rotate = |more: &str| {
        let mut command = kozmoai(home.path(), &["--env-file", env.to_str().unwrap(), "rotate", "--old-key-env", "OLDER", more]);
        command.env("OLDER", OLDER_KEY);
        json(command)
    };
    for more in ["--dry-run", "--yes"] {
        let (_, code, output) = rotate(more);
        assert!(code == 7 && output.contains("key_not_persistent") && output.contains(env.to_str().unwrap()), "{code} {output}");
    }
    // The key file beside the journal has the same key, and so gets the new one.
    kozmoai::fs::private::write(&home.path().join("config/secret_key"), FIRST_KEY.as_bytes()).unwrap();
    let (_, code, output) = rotate("--yes");
    assert_eq!(code, 0, "{output}");
    let written = fs::read_to_string(home.path().join("config/secret_key")).unwrap();
    assert!(fs::read_to_string(&env).unwrap().contains(&written) && written != FIRST_KEY);
}

#[test]
fn mounted_database_is_refused_before_any_change() {
    for home in [TestEnv::embedded(), TestEnv::sqlite()] {
        secrets::seed(home.path(), USERS);
        let settings = secrets::settings(home.path());
        let database = home.path().join(settings.store.value.path().unwrap());
        let run = |arguments: &[&str]| json(kozmoai(home.path(), arguments));
        assert_eq!(run(&["backup", "backup"]).1, 0);
        let is_embedded = database.is_dir();
        {
            let Some(_mount) = Mount::on_itself(&database) else { return };
            let (_, code, output) = run(&["restore", "backup", "--replace", "--yes"]);
            assert!(
                code == 8 && output.contains("is a mount point") && output.contains("Mount the directory around it"),
                "{output}"
            );
            for more in ["--dry-run", "--yes"] {
                let (_, code, output) = rotate(&home, &[more, "--no-backup"]);
                assert!(
                    if is_embedded { code == 8 && output.contains("is a mount point") } else { code == 0 },
                    "{code} {output}"
                );
                assert!(!home.path().join("config/rotation.json").exists());
            }
            assert_eq!(run(&["users", "add", "new", "--generate-password"]).1, 0);
        }
        assert_eq!(run(&["restore", "backup", "--replace", "--yes"]).1, 0);
    }
}

#[test]
fn database_in_empty_mount_is_refused_with_advice() {
    let home = TestEnv::embedded();
    let data = home.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
    let Some(_mount) = Mount::on_itself(&data) else { return };
    let add = |store: &str| json(kozmoai(home.path(), &["--store", store, "users", "add", "anna", "--generate-password"]));
    let (_, code, output) = add("data");
    assert!(code == 8 && output.contains("a directory inside it"), "{code} {output}");
    assert_eq!(fs::read_dir(&data).unwrap().count(), 0);
    let (_, code, output) = add("data/db");
    assert_eq!(code, 0, "{output}");
}
