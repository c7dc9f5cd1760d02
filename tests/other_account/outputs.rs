//! Files that root writes to the account's directory: backups, keys, copies, the copy of the audit log. What the account plants
//! under their names does not lead root elsewhere, and no pipe blocks it.

use std::fs;

use super::forgeries::{PLANTED, plant};
use super::parallel::in_parallel;
use super::run::finish;
use super::site::{Engine, Site};
use super::thorough::is_thorough;

/// Root's commands that write to the account's directory, with the name of the file.
const WRITING: [(&str, &[&str]); 6] = [
    ("new.backup", &["backup", "OUT"]),
    ("old.key", &["rotate", "--yes", "--no-backup", "--keep-old-key", "OUT"]),
    ("new.env", &["keygen", "--write", "OUT"]),
    ("copied", &["store", "copy", "-", "sled:///OUT"]),
    ("backups", &["rotate", "--yes", "--backup", "OUT"]),
    ("copy.jsonl", &["users", "promote", "anna"]),
];
/// Root's commands that read files there.
const READING: [(&str, &[&str]); 5] = [
    ("in.backup", &["restore", "IN", "--replace", "--yes"]),
    ("in.key", &["rotate", "--yes", "--no-backup", "--no-env-update", "--new-key-file", "IN"]),
    ("in.csv", &["users", "import", "IN"]),
    ("in.json", &["variables", "import", "anna", "IN"]),
    ("in.value", &["variables", "set", "anna", "NEW", "--value-file", "IN"]),
];

/// What takes long because so much is read of it, as of a device.
const READING_ENDS_LATE: [(&str, &str); 2] = [("in.csv", "hollow file"), ("in.json", "hollow file")];

fn try_each(engine: Engine, commands: &[(&str, &[&str])]) {
    in_parallel(commands, |(name, words)| {
        if let Some(site) = Site::new(engine, true) {
            try_all(&site, name, words);
        }
    });
}

/// Runs a command with everything planted under the name of its file.
fn try_all(site: &Site, name: &str, words: &[&str]) {
    let place = site.service().join(name);
    let shown = place.to_str().unwrap();
    let words: Vec<String> = words.iter().map(|word| word.replace("OUT", shown).replace("IN", shown)).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for what in PLANTED {
        if READING_ENDS_LATE.contains(&(name, what)) && !is_thorough() {
            continue;
        }
        site.reset();
        if !plant(site, &place, what) {
            continue;
        }
        let roots = site.roots();
        let mut command = site.as_root(&words);
        if name == "copy.jsonl" {
            command.env("KOZMOAI_AUDIT_SINK", format!("file:{shown}"));
        }
        let case = format!("{:?}, {what} as {name}, {words:?}", site.engine);
        let done = finish(command, "").unwrap_or_else(|| panic!("{case}: does not end"));
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(site.roots() == roots, "{case}: root's files were changed: {said}");
        assert!(done.status.code().is_some_and(|code| code <= 11), "{case}: {:?}: {said}", done.status);
        assert!(!said.contains("panicked"), "{case}: {said}");
        // The journal of an interrupted rotation must not affect the next case.
        drop(fs::remove_file(site.config_dir().join("rotation.json")));
    }
}

#[test]
fn planted_outputs_lead_root_nowhere_on_sqlite() {
    try_each(Engine::Sqlite, &WRITING);
}

#[test]
fn planted_outputs_lead_root_nowhere_on_embedded() {
    try_each(Engine::Embedded, &WRITING);
}

#[test]
fn planted_inputs_end_and_change_nothing() {
    try_each(Engine::Sqlite, &READING);
}
