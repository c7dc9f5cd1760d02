//! A rotation leaves no earlier ciphertext in the files of the database, beside them or in its log.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::swaps::{Homes, ROTATE, program, succeed};
use super::{secrets, server};

/// The encrypted values in any file of a folder.
fn tokens(folder: &Path) -> BTreeSet<Vec<u8>> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(tokens(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            found.extend(bytes.windows(40).filter(|window| window.starts_with(b"gAAAAA")).map(<[u8]>::to_vec));
        }
    }
    found
}

#[test]
fn rotation_leaves_no_earlier_ciphertext() {
    let homes = Homes::new();
    let home = homes.fresh();
    let before = tokens(&home.join("store"));
    assert!(!before.is_empty());
    fs::remove_file(home.join("the.backup")).unwrap();
    succeed(program(&home).args(ROTATE));
    let after = tokens(&home);
    assert!(!after.is_empty() && after.is_disjoint(&before));
}

#[test]
fn rotation_leaves_no_earlier_ciphertext_on_sqlite() {
    for journal in ["DELETE", "WAL"] {
        let folder = tempfile::tempdir().unwrap();
        let database = secrets::keep_in_sqlite(folder.path());
        let url = format!("sqlite:///{}", database.display());
        // Another process has it open, as Kozmoai does, which keeps the log.
        let kozmoais = rusqlite::Connection::open(&database).unwrap();
        let mode: String = kozmoais.query_row(&format!("PRAGMA journal_mode = {journal}"), [], |row| row.get(0)).unwrap();
        assert_eq!(mode, journal.to_lowercase());
        fs::write(folder.path().join("secret_key"), secrets::OLDER_KEY).unwrap();
        let run = |arguments: &[&str]| succeed(program(folder.path()).args(["--store", &url]).args(arguments));
        run(&["users", "add", "anna", "--generate-password"]);
        let variables: Vec<_> =
            (0..60).map(|n: usize| serde_json::json!({"name": format!("V{n}"), "value": "x".repeat(n * n + 1)})).collect();
        fs::write(folder.path().join("variables.json"), serde_json::json!(variables).to_string()).unwrap();
        run(&["variables", "import", "anna", "variables.json"]);
        // Earlier content of free space is kept, which the summary reports.
        kozmoais.execute_batch("PRAGMA secure_delete = ON; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        let before = tokens(folder.path());
        assert_eq!(before.len(), 60);
        run(&["rotate", "--yes", "--no-backup", "--online"]);
        let after = tokens(folder.path());
        assert!(after.len() == 60 && after.is_disjoint(&before), "{journal}: {} are left", after.intersection(&before).count());
        run(&["rotate", "resume"]);
        run(&["key", "check"]);
        drop(kozmoais);
    }
}

#[test]
fn rotation_on_postgresql_recommends_vacuum() {
    let Some(server) = server::server() else { return };
    let (folder, name) = (tempfile::tempdir().unwrap(), server.fresh());
    fs::write(folder.path().join("secret_key"), secrets::OLDER_KEY).unwrap();
    fs::write(folder.path().join("value"), "a value").unwrap();
    for arguments in
        [&["users", "add", "anna", "--generate-password"][..], &["variables", "set", "anna", "TOKEN", "--value-file", "value"]]
    {
        succeed(program(folder.path()).args(["--store", &server.address(&name)]).args(arguments));
    }
    let mut command = program(folder.path());
    let done = command.args(["--store", &server.address(&name), "rotate", "--yes"]).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && said.contains("`VACUUM FULL variable`") && said.contains("backups"), "{said}");
}
