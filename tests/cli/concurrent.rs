//! Commands of several processes at the same time: each success is one that lasts.

use std::fs;
use std::path::Path;

use super::mistakes::{Done, entries, private, with};
use super::parallel::in_parallel;

/// How many processes run at the same time, and how often.
const PROCESSES: usize = 5;
const ROUNDS: usize = 6;

fn at_once(home: &Path, arguments: &[&str]) -> Vec<Done> {
    in_parallel(0..PROCESSES, |_| with(home, &[], arguments))
}

#[test]
fn one_of_several_keygens_writes_env_file() {
    for before in [None, Some("KOZMOAI_AUTO_LOGIN=False\n")] {
        for _ in 0..ROUNDS {
            let home = tempfile::tempdir().unwrap();
            let path = home.path().join("new.env");
            before.iter().for_each(|text| private(&path, text.as_bytes()));
            let results = at_once(home.path(), &["--json", "keygen", "--write", "new.env"]);
            let (written, refused): (Vec<&Done>, Vec<&Done>) = results.iter().partition(|result| result.code == 0);
            assert_eq!(written.len(), 1, "{results:?}");
            assert!(refused.iter().all(|it| it.code == 5 && it.err.contains("env_file_has_key")), "{refused:?}");
            let shown = with(home.path(), &[], &["--json", "--env-file", "new.env", "key", "show"]);
            let fingerprint = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap()["fingerprint"].clone();
            assert_eq!(fingerprint(&shown.out), fingerprint(&written[0].out), "{}", shown.err);
            assert!(fs::read_to_string(&path).unwrap().starts_with(before.unwrap_or_default()));
            let left: Vec<String> = entries(home.path()).into_iter().filter(|name| name.contains(".env")).collect();
            assert_eq!(left, ["new.env"]);
        }
    }
}
