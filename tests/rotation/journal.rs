//! Journals that are forged, damaged, of another version, or not durable.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use kozmoai::fs::recovery_file;
use kozmoai::service::progress::{Progress, Stage};
use serde_json::{Value, json};

use super::parallel::in_parallel;
use super::secrets::{self, FIRST_KEY, OLDER_KEY, operator, ring};
use super::thorough::times;
use super::{Request, TestEnv, json as run, kozmoai, request};
use crate::support::recovery::has_strace;
use crate::support::run::with_fault;

const USERS: usize = 3;
/// A short key that would be a valid line of a crontab.
const CRON: &str = "\n* * * * * root /x\n";

fn journal_of(home: &TestEnv) -> PathBuf {
    home.path().join("config/rotation.json")
}

/// Interrupts a rotation at the re-encryption, and returns the content of its journal.
fn interrupted(home: &TestEnv) -> Value {
    secrets::seed(home.path(), USERS);
    let watch = &mut |Progress { stage, .. }| stage != Stage::Reencrypting;
    secrets::service(home.path()).admin(&operator()).unwrap().rotate(&request(), watch).unwrap_err();
    let document: Value = serde_json::from_slice(&fs::read(journal_of(home)).unwrap()).unwrap();
    document["content"].clone()
}

/// Writes a journal with a correct checksum.
fn forge(home: &TestEnv, content: &Value) {
    fs::write(journal_of(home), &*recovery_file::seal("rotation", 2, content).unwrap()).unwrap();
}

#[test]
fn forged_journal_reaches_no_other_file() {
    for home in [TestEnv::embedded(), TestEnv::sqlite()] {
        let content = interrupted(&home);
        let elsewhere = tempfile::tempdir().unwrap();
        let target = elsewhere.path().join("target");
        let beside = home.path().join("config/notes");
        let forgeries: Vec<(&str, Value)> = vec![
            ("sources", json!([{"env_file": target}])),
            ("sources", json!([{"key_file": target}])),
            ("sources", json!([{"key_file": beside}])),
            ("sources", json!([{"env_file": home.path().join("config/../../target")}])),
            ("sources", json!([{"key_file": journal_of(&home)}])),
            ("new_key", json!(CRON)),
            ("new_key", json!("another short key")),
            ("new_fingerprint", json!(ring(CRON, &[]).fingerprint())),
            ("old_fingerprint", json!(ring("an unknown key", &[]).fingerprint())),
            ("old_keys", json!([])),
        ];
        for (field, value) in forgeries {
            for sealed in [true, false] {
                fs::write(&target, "as it was\n").unwrap();
                fs::write(&beside, "as it was\n").unwrap();
                let mut forged = content.clone();
                forged[field] = value.clone();
                if sealed {
                    forge(&home, &forged);
                } else {
                    forged["version"] = 1.into();
                    fs::write(journal_of(&home), forged.to_string()).unwrap();
                }
                let bytes = fs::read(journal_of(&home)).unwrap();
                for verb in ["resume", "rollback"] {
                    let (_, code, printed) = run(kozmoai(home.path(), &["rotate", verb]));
                    assert!([7, 8, 9].contains(&code), "{field} {value}, {verb}: {code} {printed}");
                    assert!(!printed.contains(FIRST_KEY) && !printed.contains("* * *"), "{printed}");
                }
                assert_eq!(fs::read_to_string(&target).unwrap(), "as it was\n");
                assert_eq!(fs::read_to_string(&beside).unwrap(), "as it was\n");
                assert_eq!(fs::read(journal_of(&home)).unwrap(), bytes, "it stays unchanged");
            }
        }
        forge(&home, &content);
        assert_eq!(run(kozmoai(home.path(), &["rotate", "resume"])).1, 0);
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

/// The owner of the database forges a journal with matching keys and fingerprints, and root resumes.
#[test]
fn service_account_cannot_misdirect_root() {
    let home = TestEnv::sqlite();
    let mut content = interrupted(&home);
    if !rustix::process::geteuid().is_root() {
        crate::support::skipped::skipped("only root is led by another account's files");
        return;
    }
    let of_root = tempfile::tempdir().unwrap();
    let target = of_root.path().join("cron");
    fs::write(&target, "# root's\n").unwrap();
    content["new_key"] = CRON.trim().into();
    content["new_fingerprint"] = ring(CRON.trim(), &[]).fingerprint().into();
    let old = fs::read_to_string(home.path().join(".env")).unwrap();
    for source in ["env_file", "key_file"] {
        content["sources"] = json!([{source: target}]);
        forge(&home, &content);
        // Root trusts the files of the database's owner, so the journal is read.
        assert!(Command::new("chown").args(["-R", "12345:12345"]).arg(home.path()).status().unwrap().success());
        chown(home.path().join(".env"), Some(0), Some(0)).unwrap();
        for verb in ["resume", "rollback"] {
            let (_, code, printed) = run(kozmoai(home.path(), &["rotate", verb]));
            assert!(code == 9 && printed.contains("key_file_not_in_settings"), "{source} {verb}: {code} {printed}");
            assert_eq!(fs::read_to_string(&target).unwrap(), "# root's\n");
            assert_eq!(fs::read_to_string(home.path().join(".env")).unwrap(), old);
        }
    }
}

#[test]
fn untrusted_journal_is_refused() {
    let home = TestEnv::embedded();
    interrupted(&home);
    fs::set_permissions(journal_of(&home), PermissionsExt::from_mode(0o666)).unwrap();
    for verb in ["resume", "rollback", "status"] {
        let (_, code, printed) = run(kozmoai(home.path(), &["rotate", verb]));
        assert!(code == 8 && printed.contains("mode 0666"), "{code} {printed}");
    }
    fs::set_permissions(journal_of(&home), PermissionsExt::from_mode(0o600)).unwrap();
    let real = home.path().join("elsewhere.json");
    fs::rename(journal_of(&home), &real).unwrap();
    symlink(&real, journal_of(&home)).unwrap();
    // This account's own link is trusted like the file.
    assert_eq!(run(kozmoai(home.path(), &["rotate", "status"])).1, 0);
}

#[test]
fn damaged_journal_is_reported_and_left_alone() {
    let home = TestEnv::sqlite();
    interrupted(&home);
    let whole = fs::read(journal_of(&home)).unwrap();
    let cuts = (0..whole.len()).step_by(97).map(|at| whole[..at].to_vec());
    let flips = (0..whole.len()).step_by(61).map(|at| {
        let mut bytes = whole.clone();
        bytes[at] ^= 4;
        bytes
    });
    let before = secrets::values(&*kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap());
    for bytes in cuts.chain(flips) {
        fs::write(journal_of(&home), &bytes).unwrap();
        let service = secrets::service(home.path());
        for ended in [
            service.admin(&operator()).unwrap().resume_rotation(&mut |_| true),
            service.admin(&operator()).unwrap().roll_back_rotation(&mut |_| true),
        ] {
            assert_eq!(ended.unwrap_err().kind(), kozmoai::error::Kind::Store);
        }
        assert_eq!(fs::read(journal_of(&home)).unwrap(), bytes);
    }
    let (_, code, printed) = run(kozmoai(home.path(), &["rotate", "status"]));
    assert!(code == 8 && printed.contains("it is damaged"), "{code} {printed}");
    let (_, code, printed) = run(kozmoai(home.path(), &["users", "list"]));
    assert!(code == 0 && printed.contains("warning: ") && printed.contains("it is damaged"), "{code} {printed}");
    // The suggested remedy works.
    let mut check = kozmoai(home.path(), &["key", "check"]);
    check.env("KOZMOAI_SECRET_KEY_FALLBACKS", OLDER_KEY);
    assert_eq!(run(check).1, 0);
    assert_eq!(secrets::values(&*kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap()), before);
    fs::write(journal_of(&home), &whole).unwrap();
    assert_eq!(run(kozmoai(home.path(), &["rotate", "rollback"])).1, 0);
}

#[test]
fn interrupted_rotation_is_reported_at_next_start() {
    let home = TestEnv::embedded();
    interrupted(&home);
    let (_, code, printed) = run(kozmoai(home.path(), &["users", "list"]));
    assert!(code == 0 && printed.contains("was interrupted") && printed.contains("rotate resume"), "{code} {printed}");
    // A restore reports it too: what was restored may be encrypted with either key.
    let backup = fs::read_dir(home.path().join("config/backups")).unwrap().next().unwrap().unwrap().path();
    let (_, code, printed) = run(kozmoai(home.path(), &["restore", backup.to_str().unwrap(), "--replace", "--yes"]));
    assert!(code == 0 && printed.contains("was interrupted") && printed.contains("rotate resume"), "{code} {printed}");
    assert_eq!(run(kozmoai(home.path(), &["rotate", "resume"])).1, 0);
}

#[test]
fn journal_without_checksum_is_refused() {
    for verb in ["resume", "rollback"] {
        let home = TestEnv::sqlite();
        let mut content = interrupted(&home);
        content["version"] = 2.into();
        fs::write(journal_of(&home), content.to_string()).unwrap();
        let (_, code, told) = run(kozmoai(home.path(), &["rotate", verb]));
        assert!(code == 8 && told.contains("it is damaged"), "{code} {told}");
        assert_eq!(fs::read_to_string(journal_of(&home)).unwrap(), content.to_string());
    }
}

#[test]
fn journal_of_a_newer_version_is_refused() {
    let home = TestEnv::embedded();
    let content = interrupted(&home);
    fs::write(journal_of(&home), &*recovery_file::seal("rotation", 3, &content).unwrap()).unwrap();
    for verb in ["resume", "rollback", "status"] {
        let (_, code, printed) = run(kozmoai(home.path(), &["rotate", verb]));
        assert!(code == 8 && printed.contains("newer version"), "{code} {printed}");
    }
}

#[test]
fn resume_checks_key_files() {
    for verb in ["resume", "rollback"] {
        let home = TestEnv::embedded();
        interrupted(&home);
        let (env, target) = (home.path().join(".env"), home.path().join("target"));
        fs::rename(&env, &target).unwrap();
        symlink(&target, &env).unwrap();
        let text = fs::read_to_string(&target).unwrap();
        let (_, code, printed) = run(kozmoai(home.path(), &["rotate", verb]));
        assert_eq!(fs::read_to_string(&target).unwrap(), text);
        assert!(env.is_symlink());
        if verb == "rollback" {
            // It has the previous key, so nothing is written.
            assert_eq!(code, 0, "{printed}");
            continue;
        }
        assert!(code == 7 && printed.contains("symbolic link"), "{code} {printed}");
        fs::rename(&target, &env).unwrap();
        assert_eq!(run(kozmoai(home.path(), &["rotate", verb])).1, 0);
    }
}

#[test]
fn rollback_needs_no_writable_file_that_has_the_key() {
    for home in [TestEnv::embedded(), TestEnv::sqlite()] {
        interrupted(&home);
        let env = home.path().join(".env");
        let text = fs::read_to_string(&env).unwrap();
        fs::set_permissions(&env, PermissionsExt::from_mode(0o400)).unwrap();
        let (_, code, printed) = run(kozmoai(home.path(), &["rotate", "resume"]));
        assert!(code == 7 && printed.contains("rotate rollback") && !printed.contains("--no-env-update"), "{code} {printed}");
        let (done, code, printed) = run(kozmoai(home.path(), &["rotate", "rollback"]));
        assert_eq!((code, &done["phase"]), (0, &Value::Null), "{printed}");
        assert_eq!(fs::read_to_string(&env).unwrap(), text);
        assert!(!journal_of(&home).exists());
    }
}

#[test]
fn deleted_key_file_does_not_prevent_the_end() {
    for verb in ["resume", "rollback"] {
        let home = TestEnv::sqlite();
        interrupted(&home);
        let (env, elsewhere) = (home.path().join(".env"), tempfile::tempdir().unwrap());
        fs::remove_file(&env).unwrap();
        let url = secrets::store_url(home.path()).unwrap();
        let rotate = |key: Option<&str>, more: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
            command.env_clear().env("HOME", elsewhere.path()).current_dir(elsewhere.path()).env("KOZMOAI_DATABASE_URL", &url);
            key.map(|key| command.env("KOZMOAI_SECRET_KEY", key));
            command.arg("--config-dir").arg(home.path().join("config")).args(more).args(["rotate", verb]);
            run(command)
        };
        if verb == "rollback" {
            // A file that is there would keep its key.
            fs::write(&env, "").unwrap();
            let (_, code, printed) = rotate(Some(FIRST_KEY), &[]);
            assert!(code == 9 && printed.contains("key_file_not_in_settings"), "{code} {printed}");
            fs::remove_file(&env).unwrap();
            let (_, code, printed) = rotate(Some(FIRST_KEY), &[]);
            assert_eq!(code, 0, "{printed}");
            assert!(!journal_of(&home).exists() && !env.exists());
            continue;
        }
        for key in [None, Some(FIRST_KEY)] {
            let (_, code, printed) = rotate(key, &[]);
            assert!(code == 9 && printed.contains("create it empty"), "{code} {printed}");
        }
        secrets::write_env(home.path(), "");
        let (_, code, printed) = rotate(None, &["--env-file", env.to_str().unwrap()]);
        assert_eq!(code, 0, "{printed}");
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

#[test]
fn resume_from_another_folder_names_the_key_file() {
    let home = TestEnv::sqlite();
    interrupted(&home);
    let other = tempfile::tempdir().unwrap();
    let url = secrets::store_url(home.path()).unwrap();
    let resume = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
        command.env_clear().env("HOME", other.path()).current_dir(other.path()).env("KOZMOAI_DATABASE_URL", &url);
        command.arg("--config-dir").arg(home.path().join("config")).args(more).args(["rotate", "resume"]);
        run(command)
    };
    let env = home.path().join(".env");
    let (_, code, printed) = resume(&[]);
    assert!(code == 9 && printed.contains(&format!("--env-file {}", env.display())), "{code} {printed}");
    // Also through a link to its directory.
    let link = other.path().join("home");
    symlink(home.path(), &link).unwrap();
    assert_eq!(resume(&["--env-file", link.join(".env").to_str().unwrap()]).1, 0);
    secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
}

/// Another file would keep the previous key, without which no value can be decrypted afterwards.
#[test]
fn key_file_that_the_rotation_does_not_know_is_refused() {
    let home = TestEnv::sqlite();
    interrupted(&home);
    let (env, other) = (home.path().join(".env"), home.path().join("other.env"));
    fs::copy(&env, &other).unwrap();
    fs::remove_file(&env).unwrap();
    let rotate = |verb: &str| run(kozmoai(home.path(), &["--env-file", other.to_str().unwrap(), "rotate", verb]));
    let (_, code, printed) = rotate("resume");
    assert!(code == 9 && printed.contains("key_file_not_in_journal"), "{code} {printed}");
    assert!(printed.contains(other.to_str().unwrap()) && journal_of(&home).exists() && !env.exists(), "{printed}");
    // It has the previous key, with which a rollback ends.
    assert_eq!(rotate("rollback").1, 0);
    assert!(!journal_of(&home).exists());
}

#[test]
fn env_file_beside_the_journal_needs_no_option() {
    for (name, is_env) in [(".env.local", true), ("prod.env", true), ("notes", false)] {
        let home = TestEnv::sqlite();
        let mut content = interrupted(&home);
        let file = home.path().join("config").join(name);
        fs::rename(home.path().join(".env"), &file).unwrap();
        content["sources"] = json!([{"env_file": file}]);
        forge(&home, &content);
        let before = fs::read_to_string(&file).unwrap();
        fs::set_permissions(&file, PermissionsExt::from_mode(0o666)).unwrap();
        let (_, code, printed) = run(kozmoai(home.path(), &["rotate", "resume"]));
        assert!(code != 0 && (!is_env || printed.contains("not trusted")), "{name}: {code} {printed}");
        fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        let (_, code, printed) = run(kozmoai(home.path(), &["rotate", "resume"]));
        assert_eq!(code, if is_env { 0 } else { 9 }, "{name}: {printed}");
        let key = if is_env { content["new_key"].as_str().unwrap() } else { FIRST_KEY };
        assert_eq!(fs::read_to_string(&file).unwrap(), before.replace(FIRST_KEY, key));
    }
}

#[test]
fn key_file_of_a_setting_is_hinted_with_it() {
    let home = TestEnv::sqlite();
    let mut content = interrupted(&home);
    let file = home.path().join("key");
    content["sources"] = json!([{"mounted": file}]);
    forge(&home, &content);
    for exists in [false, true] {
        if exists {
            fs::write(&file, FIRST_KEY).unwrap();
        }
        let (_, code, printed) = run(kozmoai(home.path(), &["rotate", "resume"]));
        assert!(code == 9 && printed.contains(&format!("set KOZMOAI_SECRET_KEY_FILE to {}", file.display())), "{code} {printed}");
        assert!(!printed.contains("--env-file") && printed.contains("does not exist") != exists, "{printed}");
    }
}

#[test]
fn rollback_names_the_previous_key() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), USERS);
    let online = Request { online: true, ..request() };
    secrets::service(home.path()).admin(&operator()).unwrap().rotate(&online, &mut |_| true).unwrap();
    fs::set_permissions(home.path().join(".env"), PermissionsExt::from_mode(0o400)).unwrap();
    let (_, code, printed) = run(kozmoai(home.path(), &["rotate", "rollback"]));
    assert!(code == 7 && printed.contains("The previous key can't be written into"), "{code} {printed}");
}

fn left_over(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let names = files.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".new")).collect();
    names.extend(folders.iter().flat_map(|folder| left_over(folder)));
    names
}

#[test]
fn incomplete_files_are_deleted_at_the_next_opening() {
    for home in [TestEnv::embedded(), TestEnv::sqlite()] {
        secrets::seed(home.path(), USERS);
        let (config, backups) = (home.path().join("config"), home.path().join("config/backups"));
        fs::create_dir(&backups).unwrap();
        for path in [
            home.path().join(".env.0123456789ab.new"),
            config.join("secret_key.0123456789ab.new"),
            config.join("rotation.json.0123456789ab.new"),
            backups.join("kozmoai-20260518T120000000000Z.backup.0123456789ab.new"),
            backups.join("mine.new"),
        ] {
            fs::write(path, "half").unwrap();
        }
        assert_eq!(run(kozmoai(home.path(), &["rotate", "status"])).1, 0);
        assert_eq!(left_over(home.path()), ["mine.new"]);
    }
}

/// If any file operation fails, the report matches what is on disk.
#[test]
fn failing_file_operation_is_reported_correctly() {
    if !has_strace() {
        return;
    }
    let faults =
        [("fsync", 1..24, times(4, 1)), ("linkat", 1..6, times(2, 1)), ("renameat", 1..4, 1), ("unlinkat", 1..5, times(2, 1))];
    in_parallel(faults, |(call, when, step)| {
        let mut fails = 0;
        for k in when.step_by(step) {
            let home = TestEnv::sqlite();
            secrets::seed(home.path(), USERS);
            let real = kozmoai(home.path(), &["rotate", "--yes", "--json"]);
            let mut traced = with_fault(&format!("{call}:error=EIO:when={k}"), &real);
            let ended = traced.env("KOZMOAI_SECRET_KEY_FALLBACKS", OLDER_KEY).output().unwrap();
            let (code, printed) = (ended.status.code().unwrap(), String::from_utf8_lossy(&ended.stderr).into_owned());
            let case = format!("{call} {k}: {code} {printed}");
            fails += usize::from(code != 0);
            let journal = journal_of(&home).exists();
            assert_eq!(code == 10, journal, "{case}");
            if journal {
                assert!(printed.contains("rotate resume") && printed.contains("rotate rollback"), "{case}");
                let mut resume = kozmoai(home.path(), &["rotate", "resume"]);
                resume.env("KOZMOAI_SECRET_KEY_FALLBACKS", OLDER_KEY);
                assert_eq!(run(resume).1, 0, "{case}");
            }
            let held = secrets::settings(home.path()).secret_key.value.clone().unwrap();
            let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
            secrets::assert_all_open(&*store, secrets::exposed(&held), &[OLDER_KEY], USERS);
            assert_eq!(held_is_first(secrets::exposed(&held)), code != 0 && !journal, "{case}");
            drop(store);
            assert_eq!(run(kozmoai(home.path(), &["rotate", "status"])).0["state"], "none", "{case}");
            assert_eq!(left_over(home.path()), Vec::<String>::new(), "{case}");
        }
        assert!(fails > 0, "no {call} failed");
    });
}

/// A journal that keeps keys is replaced by that of the next rotation, or stays.
#[test]
fn failing_replacement_of_kept_journal_is_reported_correctly() {
    if !has_strace() {
        return;
    }
    let (mut unchanged, mut replaced) = (0, 0);
    for (call, when, step) in [("renameat", 1..3, 1), ("fsync", 1..24, times(4, 1))] {
        for k in when.step_by(step) {
            let home = TestEnv::sqlite();
            secrets::seed(home.path(), USERS);
            let online = Request { online: true, ..request() };
            secrets::service(home.path()).admin(&operator()).unwrap().rotate(&online, &mut |_| true).unwrap();
            let kept = fs::read(journal_of(&home)).unwrap();
            let real = kozmoai(home.path(), &["rotate", "--yes", "--no-backup"]);
            let ended = with_fault(&format!("{call}:error=EIO:when={k}"), &real).output().unwrap();
            let (code, printed) = (ended.status.code().unwrap(), String::from_utf8_lossy(&ended.stderr).into_owned());
            let is_kept = fs::read(journal_of(&home)).is_ok_and(|found| found == kept);
            let case = format!("{call} {k}: {code} {printed}");
            assert_eq!(is_kept, ![0, 10].contains(&code), "{case}");
            unchanged += usize::from(is_kept && printed.contains("Nothing was changed. Fix that"));
            replaced += usize::from(code == 10);
            assert_eq!(journal_of(&home).exists(), code != 0, "{case}");
            if code != 0 {
                assert_eq!(run(kozmoai(home.path(), &["rotate", "resume"])).1, 0, "{case}");
            }
            secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
        }
    }
    assert!(unchanged > 0 && replaced > 0, "{unchanged} unchanged, {replaced} replaced");
}

fn held_is_first(key: &str) -> bool {
    key == FIRST_KEY
}
