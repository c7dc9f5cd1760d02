//! The completion of command lines, asked for as the shells ask; tests/pty/completion.rs runs the shells themselves.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use kozmoai::model::StoreUrl;

use super::script::kozmoai;

/// What completes a line in bash, whose last word bash replaces.
#[track_caller]
fn completed(home: &Path, line: &str) -> Vec<String> {
    let last = line.rsplit(' ').next().unwrap();
    asked(home, "bash", &[last, line], None)
}

/// The answer to a shell. It is silent and never a failure.
#[track_caller]
fn asked(home: &Path, shell: &str, words: &[&str], index: Option<usize>) -> Vec<String> {
    let mut command = kozmoai(home);
    command.env("_KOZMOAI_COMPLETE", shell).arg("--").args(words);
    command.envs(index.map(|index| ("_CLAP_COMPLETE_INDEX", index.to_string())));
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{words:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{words:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn done(mut command: Command, input: &str) -> String {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn run(home: &Path, arguments: &[&str], input: &str) -> String {
    let mut command = kozmoai(home);
    command.args(arguments);
    done(command, input)
}

/// A database with a few users, variables of one of them, and an API key.
fn home_with_users() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let names = ["anna", "anna smith", "Annabel", "annabel", "bob", "$(touch pwned)", "it's", "e@mail.org", "co:lon"];
    let users: Vec<_> = names.iter().map(|name| serde_json::json!({"username": name})).collect();
    run(home.path(), &["keygen", "--write", ".env"], "");
    run(home.path(), &["users", "import", "-"], &serde_json::to_string(&users).unwrap());
    for name in ["OPENAI_API_KEY", "REGEX", "REGION"] {
        run(home.path(), &["variables", "set", "anna", name, "--value-stdin"], "value");
    }
    run(home.path(), &["api-keys", "create", "anna", "ci"], "");
    home
}

/// Every file below a directory.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found.push(path.display().to_string());
        if path.is_dir() {
            found.extend(files(&path));
        }
    }
    found.sort();
    found
}

#[test]
fn names_in_the_database_are_completed() {
    let home = home_with_users();
    let home = home.path();
    assert_eq!(completed(home, "kozmoai users show ann"), ["anna", "anna\\ smith", "annabel"]);
    assert_eq!(completed(home, "kozmoai users show A"), ["Annabel"]);
    assert_eq!(completed(home, "kozmoai users rename bo"), ["bob"]);
    assert_eq!(completed(home, "kozmoai users transfer bob annab"), ["annabel"]);
    assert_eq!(completed(home, "kozmoai audit --user bo"), ["bob"]);
    assert_eq!(completed(home, "kozmoai -q users promote anna ann"), ["anna\\ smith", "annabel"], "not anna again");
    assert_eq!(completed(home, "kozmoai users delete anna --confirm "), ["anna"]);
    assert_eq!(completed(home, "kozmoai variables get anna RE"), ["REGEX", "REGION"]);
    assert_eq!(completed(home, "kozmoai variables delete 'anna' O"), ["OPENAI_API_KEY"]);
    assert_eq!(completed(home, "kozmoai variables get bob "), [""; 0]);
    let user: serde_json::Value = serde_json::from_str(&run(home, &["users", "show", "anna", "--json"], "")).unwrap();
    let by_id = format!("kozmoai variables get --id {} RE", user["id"].as_str().unwrap());
    assert_eq!(completed(home, &by_id), ["REGEX", "REGION"]);
    let ids = completed(home, "kozmoai api-keys revoke ");
    assert_eq!(ids.len(), 1);
    assert_eq!(completed(home, &format!("kozmoai api-keys revoke {}", &ids[0][..4])), ids);
    assert_eq!(completed(home, "kozmoai api-keys create anna "), [""; 0], "the name of a new key");
}

#[test]
fn names_of_the_program_are_completed() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    assert_eq!(completed(home, "kozmoai us"), ["users"]);
    assert_eq!(completed(home, "kozmoai users act"), ["activate"]);
    assert_eq!(completed(home, "kozmoai users list --pen"), ["--pending"]);
    assert_eq!(completed(home, "kozmoai users list --sort cre"), ["create_at"]);
    assert_eq!(completed(home, "kozmoai audit --action api_key."), ["api_key.created", "api_key.revoked"]);
    assert_eq!(completed(home, "kozmoai config get KOZMOAI_CONF"), ["KOZMOAI_CONFIG_DIR"]);
    std::fs::create_dir(home.join("some dir")).unwrap();
    std::fs::write(home.join("some.backup"), "").unwrap();
    assert_eq!(completed(home, "kozmoai restore so"), ["some\\ dir/", "some.backup"]);
    assert_eq!(completed(home, "kozmoai users import so"), ["some\\ dir/", "some.backup"]);
    assert_eq!(completed(home, "kozmoai --config-dir so"), ["some\\ dir/"]);
}

#[test]
fn bash_gets_words_with_no_other_meaning() {
    let home = home_with_users();
    let home = home.path();
    assert_eq!(completed(home, "kozmoai users show \\$"), ["\\$\\(touch\\ pwned\\)"]);
    assert_eq!(completed(home, "kozmoai users show it"), ["it\\'s"]);
    // Between quotes, bash keeps the quote and replaces what follows.
    assert_eq!(asked(home, "bash", &["$", "kozmoai users show \"$"], None), ["\\$(touch pwned)"]);
    assert_eq!(asked(home, "bash", &["it", "kozmoai users show 'it"], None), [""; 0]);
    // It splits words at some characters, and replaces only what follows.
    assert_eq!(asked(home, "bash", &["@m", "kozmoai users show e@m"], None), ["@mail.org"]);
    assert_eq!(asked(home, "bash", &["l", "kozmoai users show co:l"], None), ["lon"]);
    assert_eq!(asked(home, "bash", &["bo", "kozmoai audit --user=bo"], None), ["bob"]);
    assert_eq!(asked(home, "bash", &["", "kozmoai audit --user="], None).len(), 9);
}

#[test]
fn every_shell_is_answered_in_its_own_way() {
    let home = home_with_users();
    let home = home.path();
    let words = ["kozmoai", "users", "show", "co"];
    assert_eq!(asked(home, "zsh", &words, Some(3)), ["co\\:lon"]);
    assert_eq!(asked(home, "elvish", &words, Some(3)), ["co:lon"]);
    assert_eq!(asked(home, "fish", &words, None), ["co:lon"]);
    assert_eq!(asked(home, "powershell", &["kozmoai", "users", "show", "it"], None), ["'it''s'"]);
    assert_eq!(
        asked(home, "fish", &["kozmoai", "key", "sh"], None),
        ["show\tShow the key's fingerprint, strength, origin and age, never the key itself"]
    );
    for shell in ["", "tcsh", "1"] {
        let mut command = kozmoai(home);
        command.env("_KOZMOAI_COMPLETE", shell).args(["--", "users", "li"]);
        let output = command.output().unwrap();
        assert!(shell.is_empty() || (output.status.success() && output.stdout.is_empty()), "{shell}");
    }
}

#[test]
fn completion_creates_and_records_nothing() {
    let home = tempfile::tempdir().unwrap();
    let lines = ["kozmoai users show ", "kozmoai --store new users show ", "kozmoai --config-dir x/y variables get anna "];
    for line in lines {
        assert_eq!(completed(home.path(), line), [""; 0]);
    }
    assert_eq!(files(home.path()), [""; 0]);
    let home = home_with_users();
    let (before, events) = (files(home.path()), run(home.path(), &["audit", "--json"], ""));
    for line in ["kozmoai users show ", "kozmoai variables get anna ", "kozmoai api-keys revoke "] {
        assert_ne!(completed(home.path(), line), [""; 0]);
    }
    let ours = |files: Vec<String>| files.into_iter().filter(|file| !file.contains("/store/")).collect::<Vec<_>>();
    assert_eq!(ours(files(home.path())), ours(before));
    assert_eq!(run(home.path(), &["audit", "--json"], ""), events);
}

/// Asserts that nothing is completed, while a command that began earlier still waits for the database.
#[track_caller]
fn given_up_before_a_command(home: &Path, options: &[&str]) {
    let is_first = || {
        let mut command = kozmoai(home);
        command.args(options).args(["users", "list"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut waiting = command.spawn().unwrap();
        assert_eq!(completed(home, &[&["kozmoai"], options, &["users", "show", ""]].concat().join(" ")), [""; 0]);
        let is_waiting = waiting.try_wait().unwrap().is_none();
        drop(waiting.kill());
        waiting.wait().unwrap();
        is_waiting
    };
    // On a busy machine, a process may begin late.
    assert!((0..8).any(|_| is_first()), "it waits as long as a command");
}

#[test]
fn database_in_use_completes_nothing_at_once() {
    let home = home_with_users();
    let store = home.path().join(".local/share/kozmoai/store");
    let open = kozmoai::store::open(&StoreUrl::Embedded(store)).unwrap();
    given_up_before_a_command(home.path(), &[]);
    assert_eq!(completed(home.path(), "kozmoai users sho"), ["show"]);
    drop(open);
    assert_eq!(completed(home.path(), "kozmoai users show bo"), ["bob"]);
}

#[test]
fn kozmoais_own_database_is_searched_too() {
    let home = tempfile::tempdir().unwrap();
    let database = home.path().join("kozmoai.db");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/kozmoai-0.1.8/kozmoai.db"), &database).unwrap();
    let store = "--store sqlite:///kozmoai.db";
    run(home.path(), &["users", "add", "zoe", "--generate-password", "--store", "sqlite:///kozmoai.db"], "");
    assert_eq!(completed(home.path(), &format!("kozmoai {store} users show zo")), ["zoe"]);
    assert_eq!(completed(home.path(), "kozmoai --database=sqlite:///kozmoai.db users show zo"), ["zoe"]);
    // A server that never answers is given up.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgresql://kozmoai@127.0.0.1:{}/kozmoai", silent.local_addr().unwrap().port());
    given_up_before_a_command(home.path(), &["--store", &url]);
}

#[test]
fn registrations_are_short_and_name_the_program() {
    let home = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(home.path(), &["completions", shell], "");
        assert!(script.lines().count() < 50, "{shell}");
        assert!(script.contains(env!("CARGO_BIN_EXE_kozmoai")) && script.contains("_KOZMOAI_COMPLETE"), "{shell}: {script}");
    }
}
