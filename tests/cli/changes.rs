//! Every command that changes something says in its JSON whether it did.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::script::kozmoai;

/// The commands that change nothing.
const READING: [&str; 20] = [
    "run",
    "users list",
    "users show",
    "users export",
    "variables list",
    "variables get",
    "variables export",
    "api-keys list",
    "key show",
    "key check",
    "key credentials",
    "rotate status",
    "backups list",
    "doctor",
    "audit",
    "audit verify",
    "audit export",
    "config",
    "config get",
    "completions",
];
/// Others that change nothing, whose output is no JSON.
const PRINTING: [&str; 1] = ["man"];
/// The commands that end an interrupted rotation and print the report of `rotate`.
const LIKE_ROTATE: [&str; 2] = ["rotate resume", "rotate rollback"];
const OTHER_KEY: &str = "wHV0JqEAzEbWEd1aHjYgL5UuYI2jQHiQ5v0m0sYr4kE";

/// The commands that do something themselves, as the reference lists them.
fn commands() -> BTreeSet<String> {
    let reference = kozmoai::cli::reference();
    let names: Vec<&str> = reference.lines().filter_map(|line| line.strip_prefix("### kozmoai ")).collect();
    let has_own = |name: &str| ["rotate", "audit", "config"].contains(&name);
    let is_group = |name: &&&str| names.iter().any(|other| other.starts_with(&format!("{name} ")));
    names.iter().filter(|name| has_own(name) || !is_group(name)).map(|name| (*name).to_owned()).collect()
}

struct Site {
    home: tempfile::TempDir,
    run: BTreeSet<String>,
}

impl Site {
    /// Runs a command, whose name and arguments are divided by a bar, and returns its document.
    fn document(&mut self, line: &str, environment: &[(&str, &str)]) -> Value {
        let (name, arguments) = line.split_once('|').unwrap();
        self.run.insert(name.trim().to_owned());
        let words = name.split_whitespace().chain(arguments.split_whitespace());
        let output = kozmoai(self.home.path()).args(words).arg("--json").envs(environment.iter().copied()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {said}");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(document["changed"].is_boolean(), "{line} does not say whether it changed something: {document}");
        document
    }

    fn changes(&mut self, line: &str) -> Value {
        let document = self.document(line, &[]);
        assert_eq!(document["changed"], true, "{line}: {document}");
        document
    }

    fn changes_nothing(&mut self, line: &str) {
        let document = self.document(line, &[]);
        assert_eq!(document["changed"], false, "{line}: {document}");
    }
}

/// A copy of a directory of files, beside it.
fn copied(folder: &Path) -> PathBuf {
    let copy = folder.with_extension("snapshot");
    fs::create_dir(&copy).unwrap();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
        } else {
            let inner = copy.join(entry.file_name());
            fs::create_dir(&inner).unwrap();
            for file in fs::read_dir(entry.path()).unwrap().map(Result::unwrap) {
                fs::copy(file.path(), inner.join(file.file_name())).unwrap();
            }
        }
    }
    copy
}

#[test]
fn every_changing_command_says_whether_it_changed_something() {
    let mut site = Site { home: tempfile::tempdir().unwrap(), run: BTreeSet::new() };
    let write = |site: &Site, name: &str, text: &str| fs::write(site.home.path().join(name), text).unwrap();
    write(&site, "password", "hard-to-guess-1\n");
    write(&site, "users.csv", "username,password\ncleo,hard-to-guess-2\n");
    write(&site, "variables.json", "[{\"name\": \"ONE\", \"value\": \"1\"}]");
    write(&site, "passwords", "anna:hard-to-guess-3\n");
    site.changes("keygen | --write .env");
    site.changes_nothing("keygen |");
    site.changes("superuser | --username admin --password-file password --if-needed");
    site.changes_nothing("superuser | --username admin --password-file password --if-needed");
    site.changes("users add | anna --password-file password --if-needed");
    site.changes_nothing("users add | anna --password-file password --if-needed");
    for verb in ["activate", "promote", "demote", "deactivate"] {
        site.changes(&format!("users {verb} | anna --if-needed"));
        site.changes_nothing(&format!("users {verb} | anna --if-needed"));
    }
    site.changes("users activate | anna");
    site.changes_nothing("users activate | --pending");
    site.changes("users passwd | anna --generate-password");
    site.changes("users passwd | --file passwords");
    site.changes("users rename | anna anne");
    site.changes("users import | users.csv");
    for _ in 0..2 {
        // A value is encrypted again each time.
        site.changes("variables set | anne KEY --value-file password");
        site.changes("variables import | anne variables.json");
        site.changes("store-key set | anne --value-file password");
    }
    site.changes("variables delete | anne KEY --yes --if-needed");
    site.changes_nothing("variables delete | anne KEY --yes --if-needed");
    site.changes("store-key clear | anne --yes --if-needed");
    site.changes_nothing("store-key clear | anne --yes --if-needed");
    let key = site.changes("api-keys create | anne ci")["id"].as_str().unwrap().to_owned();
    site.changes(&format!("api-keys revoke | {key} --yes --if-needed"));
    site.changes_nothing(&format!("api-keys revoke | {key} --yes --if-needed"));
    site.changes("users transfer | anne cleo --yes");
    site.changes_nothing("users transfer | anne cleo --yes");
    site.changes("users delete | anne --yes --if-needed");
    site.changes_nothing("users delete | anne --yes --if-needed");
    site.changes("backup | whole.backup");
    site.changes("restore | whole.backup --replace --yes");
    site.changes("store copy | - sled:///copied --dry-run");
    site.changes("store copy | - sled:///copied");
    site.changes("restore | whole.backup --replace --dry-run");
    site.changes("rotate | --dry-run");
    site.changes("rotate | --yes");
    site.changes("backups prune | --keep 0");
    site.changes_nothing("backups prune | --keep 0");
    let other = [("KOZMOAI_SECRET_KEY", OTHER_KEY)];
    assert_eq!(site.document("key adopt | --allow-unreadable --yes", &other)["changed"], true);
    assert_eq!(site.document("key adopt | --allow-unreadable --yes --if-needed", &other)["changed"], false);
    // A snapshot of the machine is restored: the newest events are missing.
    let store = site.home.path().join(".local/share/kozmoai/store");
    let snapshot = copied(&store);
    site.changes("users add | dora --generate-password");
    fs::remove_dir_all(&store).unwrap();
    fs::rename(snapshot, &store).unwrap();
    site.changes("audit accept | --yes");

    let others = READING.iter().chain(&PRINTING).chain(&LIKE_ROTATE).map(|name| (*name).to_owned());
    let known: BTreeSet<String> = site.run.iter().cloned().chain(others).collect();
    assert_eq!(commands(), known, "a command that changes something is run here, and the others are listed");
}
