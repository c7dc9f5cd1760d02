//! The rotation commands in scripts.

use std::fs;
use std::path::Path;

use kozmoai::crypto::keyring::DecryptFailure;
use kozmoai::secret::ExposeSecret;

use super::secrets::{self, FIRST_KEY, OLDER_KEY, VALUES_OF_A_USER, ring};
use super::{TestEnv, json, kozmoai};

/// 3,000 values.
const USERS: usize = 500;

#[test]
fn every_value_is_reencrypted() {
    TestEnv::every().for_each(|home| rotate_by_script(home.path()));
}

fn rotate_by_script(folder: &Path) {
    secrets::seed(folder, USERS);
    let before =
        format!("# ours \r\nA='1'  # one\nexport KOZMOAI_SECRET_KEY = \"{FIRST_KEY}\"  # Your generated key\n\nB=${{A}}\n# end");
    secrets::write_env(folder, &before);
    fs::write(folder.join("older"), format!("{OLDER_KEY}\n")).unwrap();
    let total = (USERS * VALUES_OF_A_USER) as u64;

    let (_, code, output) = json(kozmoai(folder, &["rotate", "--yes"]));
    assert_eq!(code, 11, "values encrypted with a key that was not given: {output}");
    assert!(output.contains("no given key decrypts it"));
    let planned = ["rotate", "--old-key-file", "older", "--dry-run"];
    let (plan, code, _) = json(kozmoai(folder, &planned));
    assert_eq!((code, plan["state"].as_str(), plan["values"]["rotated"].as_u64()), (0, Some("planned"), Some(total)));
    assert_eq!(fs::read_to_string(folder.join(".env")).unwrap(), before, "a dry run changes nothing");

    let (done, code, output) = json(kozmoai(folder, &["rotate", "--old-key-file", "older", "--yes"]));
    assert_eq!((code, done["state"].as_str()), (0, Some("done")), "{output}");
    let values = serde_json::json!({"total": total, "rotated": total, "already_current": 0, "unreadable": 0, "plaintext": 0, "changed_meanwhile": 0});
    assert_eq!(done["values"], values);
    assert_eq!((&done["unreadable"], done["seconds"].is_f64()), (&serde_json::json!([]), true));
    let env = folder.join(".env");
    assert_eq!(done["key_written_to"], serde_json::json!([env]));
    assert_eq!(done["old_fingerprint"], ring(FIRST_KEY, &[]).fingerprint());

    let key = secrets::settings(folder).secret_key.value.clone().unwrap();
    let key = key.expose_secret();
    assert_eq!(fs::read_to_string(&env).unwrap(), before.replace(FIRST_KEY, key), "every other byte stays");
    assert_eq!((key.len(), done["new_fingerprint"].as_str()), (43, Some(ring(key, &[]).fingerprint())));
    secrets::assert_all_open_under_the_key_on_disk(folder, USERS);
    {
        let store = kozmoai::store::open(&secrets::settings(folder).store.value).unwrap();
        let old = ring(FIRST_KEY, &[OLDER_KEY]);
        let refused = secrets::values(&*store).values().all(|value| old.decrypt(value).err() == Some(DecryptFailure::NoKey));
        assert!(refused, "the previous key still decrypts something");
    }
    // Output and audit log contain no key.
    for text in [done.to_string(), output] {
        assert!(!text.contains(key) && !text.contains(FIRST_KEY) && !text.contains(OLDER_KEY));
    }
    assert!(!folder.join("config/rotation.json").exists());
    let backup = fs::metadata(done["backup"].as_str().unwrap()).unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&backup.permissions()) & 0o777, 0o600);

    // The same key again is refused, and nothing is written.
    fs::write(folder.join("new"), key).unwrap();
    let (_, code, output) = json(kozmoai(folder, &["rotate", "--new-key-file", "new", "--yes"]));
    assert_eq!(code, 5, "{output}");
    let (checked, code, _) = json(kozmoai(folder, &["key", "check"]));
    assert_eq!((code, checked["values"]["current"].as_u64(), checked["values"]["total"].as_u64()), (0, Some(total), Some(total)));
    let (audit, code, _) = json(kozmoai(folder, &["audit", "verify"]));
    assert_eq!((code, audit["state"].as_str()), (0, Some("whole")));
}

#[test]
fn undecryptable_and_plaintext_values_are_kept() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    secrets::seed(folder, 2);
    {
        let store = kozmoai::store::open(&secrets::settings(folder).store.value).unwrap();
        let (user, before) = store.secrets_after(None, 1).unwrap().remove(0);
        let mut after = before.clone();
        after.variables[0].value = "eu-west-1".to_owned();
        after.variables[1].value = ring("an unknown key", &[]).encrypt(b"lost", jiff::Timestamp::UNIX_EPOCH);
        after.variables[2].value.truncate(40);
        let changes = vec![kozmoai::store::Change::UpdateSecrets { user, before, after }];
        let batch = kozmoai::store::Batch { changes, audit: Vec::new(), keep_a_superuser: true };
        assert_eq!(store.commit(&batch).unwrap(), kozmoai::store::CommitOutcome::Done);
    }
    fs::write(folder.join("older"), OLDER_KEY).unwrap();
    let (checked, code, _) = json(kozmoai(folder, &["key", "check"]));
    assert_eq!((code, checked["values"]["plaintext"].as_u64()), (11, Some(1)));
    let rotate = ["rotate", "--old-key-file", "older", "--yes"];
    let (_, code, output) = json(kozmoai(folder, &rotate));
    let error: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!((code, error["error"]["details"].as_array().unwrap().len()), (11, 2), "{output}");
    let (done, code, _) = json(kozmoai(folder, &[&rotate[..], &["--allow-unreadable"]].concat()));
    let values = serde_json::json!({"total": 12, "rotated": 9, "already_current": 0, "unreadable": 2, "plaintext": 1, "changed_meanwhile": 0});
    assert_eq!((code, &done["values"]), (0, &values));
    let places = done["unreadable"].as_array().unwrap();
    assert!(places.iter().all(|place| place["table"] == "variable" && place["column"] == "value" && place["id"].is_string()));
}

#[test]
fn new_keys_are_read_and_bad_ones_refused() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    secrets::seed(folder, 1);
    secrets::write_env(folder, &format!("KOZMOAI_SECRET_KEY_FALLBACKS={OLDER_KEY}\n"));
    let code = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = kozmoai(folder, arguments);
        command.envs(variables.iter().copied()).stdin(std::process::Stdio::null());
        json(command).1
    };
    let in_force = ("KOZMOAI_SECRET_KEY", FIRST_KEY);
    // The environment can't be changed from here.
    assert_eq!(code(&["rotate", "--yes"], &[in_force]), 2);
    assert_eq!(code(&["rotate", "--no-env-update", "--yes"], &[in_force]), 2);
    assert_eq!(code(&["rotate", "--new-key-env", "NEW", "--no-env-update"], &[in_force, ("NEW", "x")]), 3);
    assert_eq!(code(&["rotate", "--new-key-env", "NEW", "--no-env-update", "--yes"], &[in_force, ("NEW", "too short")]), 9);
    assert_eq!(code(&["rotate", "--new-key-env", "NOWHERE", "--no-env-update", "--yes"], &[in_force]), 9);
    let long = "0".repeat(64);
    assert_eq!(code(&["rotate", "--new-key-env", "NEW", "--no-env-update", "--yes"], &[in_force, ("NEW", &long)]), 9);
    assert_eq!(code(&["rotate", "--new-key-file", "x", "--new-key-stdin"], &[in_force]), 2);
    let weak = ["rotate", "--new-key-env", "NEW", "--no-env-update", "--allow-weak-key", "--no-backup", "--yes"];
    assert_eq!(code(&weak, &[in_force, ("NEW", "too short")]), 0);
    // The active key is no longer the database's, which is always an error.
    assert_eq!(code(&weak, &[in_force, ("NEW", "too short")]), 5);
    assert_eq!(code(&weak, &[in_force, ("NEW", "another one")]), 9);
    assert_eq!(code(&weak, &[("KOZMOAI_SECRET_KEY", "too short"), ("NEW", "too short")]), 5);
    assert_eq!(code(&["key", "check"], &[("KOZMOAI_SECRET_KEY", "too short")]), 0);
    assert_eq!(code(&["rotate", "--yes"], &[]), 9);
    // It never creates a database.
    assert_eq!(code(&["rotate", "--store", "nowhere", "--yes"], &[in_force]), 8);
    assert!(!folder.join("nowhere").exists());
}

#[test]
fn resume_needs_an_interrupted_rotation() {
    let home = tempfile::tempdir().unwrap();
    secrets::seed(home.path(), 1);
    assert_eq!(json(kozmoai(home.path(), &["rotate", "status"])).0["state"], "none");
    assert_eq!(json(kozmoai(home.path(), &["rotate", "resume"])).1, 4);
    assert_eq!(json(kozmoai(home.path(), &["rotate", "rollback"])).1, 4);
}

#[test]
fn restore_reports_whether_active_key_decrypts() {
    const FEW: usize = 4;
    for home in TestEnv::every() {
        let folder = home.path();
        secrets::seed(folder, FEW);
        assert_eq!(json(kozmoai(folder, &["backup", "whole.backup"])).1, 0);
        let restored = |keys: &[(&str, &str)]| {
            let mut command = kozmoai(folder, &["restore", "whole.backup", "--replace", "--yes"]);
            command.envs(keys.iter().copied());
            let (printed, code, output) = json(command);
            assert_eq!(code, 0, "{output}");
            (printed["values"].clone(), output)
        };
        let total = FEW * VALUES_OF_A_USER;
        let (values, output) = restored(&[("KOZMOAI_SECRET_KEY_FALLBACKS", OLDER_KEY)]);
        assert_eq!((&values["total"], &values["unreadable"]), (&total.into(), &0.into()));
        assert!(output.contains("can be decrypted with the active key") && output.contains("fallback"), "{output}");
        let (values, output) = restored(&[]);
        assert!(values["unreadable"].as_u64().unwrap() > 0 && values["current"].as_u64().unwrap() > 0, "{values}");
        assert!(output.contains("cannot be decrypted with the active key") && output.contains("key check"), "{output}");
        let (values, output) = restored(&[("KOZMOAI_SECRET_KEY", "wHV0JqEAzEbWEd1aHjYgL5UuYI2jQHiQ5v0m0sYr4kE")]);
        assert_eq!(values["unreadable"], total, "{output}");
        assert!(output.contains(ring(FIRST_KEY, &[]).fingerprint()), "{output}");
        secrets::write_env(folder, "A=1\n");
        let (values, output) = restored(&[]);
        assert!(values.is_null() && output.contains("No secret key is set"), "{output}");
    }
}

/// Rotating to the active key re-encrypts what older keys encrypted, and nothing else.
#[test]
fn values_of_older_keys_are_encrypted_with_the_active_one() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), 3);
    fs::write(home.path().join("active"), FIRST_KEY).unwrap();
    let rotate = || {
        let options = ["rotate", "--yes", "--new-key-file", "active", "--no-env-update", "--old-key-env", "X"];
        let mut command = kozmoai(home.path(), &options);
        command.env("X", OLDER_KEY);
        json(command)
    };
    let (done, code, printed) = rotate();
    assert!(code == 0 && done["values"]["rotated"].as_u64().unwrap() > 0, "{code} {printed}");
    secrets::assert_all_open_under_the_key_on_disk(home.path(), 3);
    let (_, code, printed) = rotate();
    assert!(code == 5 && printed.contains("new_key_already_active"), "{code} {printed}");
    // Without any value, there is another key nevertheless.
    let empty = TestEnv::sqlite();
    secrets::seed(empty.path(), 0);
    let (done, code, printed) = json(kozmoai(empty.path(), &["rotate", "--yes"]));
    assert_eq!((code, &done["values"]["total"]), (0, &0.into()), "{printed}");
}
