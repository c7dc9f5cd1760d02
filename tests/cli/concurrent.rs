//! Commands of several processes at the same time: each success is one that lasts.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::mistakes::{Done, KEY, entries, private, with};
use super::parallel::in_parallel;
use crate::support::server;
use crate::support::thorough::times;

/// How many processes run at the same time.
const PROCESSES: usize = 5;

fn at_once(home: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Vec<Done> {
    in_parallel(0..PROCESSES, |_| with(home, environment, arguments))
}

fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn one_of_several_keygens_writes_env_file() {
    for before in [None, Some("KOZMOAI_AUTO_LOGIN=False\n")] {
        for _ in 0..times(1, 6) {
            let home = tempfile::tempdir().unwrap();
            let path = home.path().join("new.env");
            before.iter().for_each(|text| private(&path, text.as_bytes()));
            let results = at_once(home.path(), &[], &["--json", "keygen", "--write", "new.env"]);
            let (written, refused): (Vec<&Done>, Vec<&Done>) = results.iter().partition(|result| result.code == 0);
            assert_eq!(written.len(), 1, "{results:?}");
            assert!(refused.iter().all(|it| it.code == 5 && it.err.contains("env_file_has_key")), "{refused:?}");
            let shown = with(home.path(), &[], &["--json", "--env-file", "new.env", "key", "show"]);
            assert_eq!(document(&shown.out)["fingerprint"], document(&written[0].out)["fingerprint"], "{}", shown.err);
            assert!(fs::read_to_string(&path).unwrap().starts_with(before.unwrap_or_default()));
            let left: Vec<String> = entries(home.path()).into_iter().filter(|name| name.contains(".env")).collect();
            assert_eq!(left, ["new.env"]);
        }
    }
}

/// Every command with `--if-needed`, in an order in which each changes something; `ID` is an API key.
const IF_NEEDED: [&[&str]; 10] = [
    &["superuser", "--username", "sup", "--password-file", "password"],
    &["users", "add", "anna", "--password-file", "password"],
    &["users", "activate", "anna"],
    &["users", "promote", "anna"],
    &["users", "demote", "anna"],
    &["users", "deactivate", "anna"],
    &["variables", "delete", "sup", "TOKEN", "--yes"],
    &["store-key", "clear", "sup", "--yes"],
    &["api-keys", "revoke", "ID", "--yes"],
    &["users", "delete", "anna", "--yes"],
];

#[test]
fn if_needed_succeeds_in_every_process() {
    let postgres = server::server().map(|server| server.address(&server.fresh()));
    for address in std::iter::once("sqlite:///kozmoai.db".to_owned()).chain(postgres) {
        let home = tempfile::tempdir().unwrap();
        let schema = include_str!("../fixtures/kozmoai-0.1.8/schema-sqlite.sql");
        rusqlite::Connection::open(home.path().join("kozmoai.db")).unwrap().execute_batch(schema).unwrap();
        private(&home.path().join("password"), b"correct horse battery\n");
        let environment = [("KOZMOAI_DATABASE_URL", address.as_str()), ("KOZMOAI_SECRET_KEY", KEY)];
        let run = |arguments: &[&str]| {
            let done = with(home.path(), &environment, arguments);
            assert_eq!(done.code, 0, "{arguments:?}: {}", done.err);
            done.out
        };
        run(&["superuser", "--username", "other", "--password-file", "password"]);
        let mut id = String::new();
        for command in IF_NEEDED {
            match command[0] {
                "variables" => drop(run(&["variables", "set", "sup", "TOKEN", "--value-file", "password"])),
                "store-key" => drop(run(&["store-key", "set", "sup", "--value-file", "password"])),
                "api-keys" => {
                    let created = document(&run(&["--json", "api-keys", "create", "sup", "one"]));
                    id = created["id"].as_str().unwrap().to_owned();
                }
                _ => {}
            }
            let words = command.iter().map(|word| if *word == "ID" { id.as_str() } else { word });
            let arguments: Vec<&str> = words.chain(["--if-needed", "--json"]).collect();
            let results = at_once(home.path(), &environment, &arguments);
            assert!(results.iter().all(|result| result.code == 0), "{address} {arguments:?}: {results:?}");
            let changed = results.iter().filter(|result| document(&result.out)["changed"] == true).count();
            assert_eq!(changed, 1, "{address} {arguments:?}: {results:?}");
        }
    }
}
