//! The examples that set up accounts: run twice, and after a kill at each step, they end the same.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, ExitStatus};

use serde_json::Value;

use super::parallel::in_parallel;
use super::script::kozmoai;

/// What the script runs, without looking for a secret key.
const COMMANDS: usize = 7;
const SECRETS: [(&str, &str); 6] = [
    ("admin_password", "hard-to-guess-1\n"),
    ("anna_password", "hard-to-guess-2\n"),
    ("ben_password", "hard-to-guess-3\n"),
    ("openai_api_key", "sk-of-openai\n"),
    ("region", "eu\n"),
    ("search_api_key", "of the search\n"),
];

/// Where a run is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kill {
    Never,
    /// After this command.
    After(usize),
    /// This command is killed, and the script with it.
    During(usize),
}

/// A folder with the secrets, and with a program in `bin` that runs kozmoai and may kill it or the script.
fn prepared() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for folder in ["secrets", "bin"] {
        fs::create_dir(home.path().join(folder)).unwrap();
    }
    for (name, text) in SECRETS {
        fs::write(home.path().join("secrets").join(name), text).unwrap();
    }
    let wrapper = format!(
        "#!/bin/sh\necho >> \"$HOME/count\"\nnumber=$(wc -l < \"$HOME/count\")\n\
         if [ \"$DURING\" = \"$number\" ]; then \"{program}\" \"$@\" & kill -KILL $!; kill -KILL $PPID; exit; fi\n\
         \"{program}\" \"$@\"\ncode=$?\n[ \"$AFTER\" != \"$number\" ] || kill -KILL $PPID\nexit $code\n",
        program = env!("CARGO_BIN_EXE_kozmoai")
    );
    let path = home.path().join("bin/kozmoai");
    fs::write(&path, wrapper).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    home
}

fn set_up(home: &Path, kill: Kill) -> ExitStatus {
    drop(fs::remove_file(home.join("count")));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/deploy/setup.sh");
    let number = |kill: Option<usize>| kill.map_or_else(|| "never".to_owned(), |number| number.to_string());
    let (after, during) = match kill {
        Kill::Never => (None, None),
        Kill::After(number) => (Some(number), None),
        Kill::During(number) => (None, Some(number)),
    };
    let mut command = Command::new("sh");
    command.arg(script).env_clear().env("HOME", home).env("SECRETS", home.join("secrets")).current_dir(home);
    command.env("PATH", format!("{}:/usr/bin:/bin", home.join("bin").display()));
    command.env("AFTER", number(after)).env("DURING", number(during)).output().unwrap().status
}

fn document(home: &Path, arguments: &[&str]) -> Value {
    let output = kozmoai(home).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Users and values, without what differs between runs.
fn end(home: &Path) -> (Vec<Value>, Value) {
    let users = document(home, &["users", "list", "--json"]);
    let state = |user: &Value| ["username", "status", "is_superuser"].iter().map(|name| user[name].clone()).collect();
    (users["users"].as_array().unwrap().iter().map(state).collect(), document(home, &["variables", "export", "--reveal"]))
}

#[test]
fn setup_ends_the_same_when_run_twice_or_after_a_kill() {
    let wanted = {
        let home = prepared();
        assert!(set_up(home.path(), Kill::Never).success());
        let first = end(home.path());
        assert_eq!((first.0.len(), first.1.as_array().unwrap().len()), (3, 3), "{first:?}");
        let ids = document(home.path(), &["users", "list", "--json"]);
        assert!(set_up(home.path(), Kill::Never).success());
        assert_eq!(document(home.path(), &["users", "list", "--json"]), ids, "no user was changed");
        assert_eq!(end(home.path()), first);
        first
    };
    let kills = (1..=COMMANDS).map(|number| if number % 2 == 0 { Kill::After(number) } else { Kill::During(number) });
    in_parallel(kills, |kill| {
        let home = prepared();
        assert!(!set_up(home.path(), kill).success(), "{kill:?}");
        assert!(set_up(home.path(), Kill::Never).success(), "{kill:?}");
        assert_eq!(end(home.path()), wanted, "{kill:?}");
    });
}

#[test]
fn playbook_gives_existing_flags() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/deploy/setup-ansible.yaml");
    let plays: Vec<Value> = serde_saphyr::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let tasks = plays[0]["tasks"].as_array().unwrap();
    assert_eq!(tasks.len(), 4);
    let home = tempfile::tempdir().unwrap();
    for task in tasks {
        let command = task["ansible.builtin.command"]["cmd"].as_str().unwrap();
        let values =
            [("{{ item.type }}", "Generic"), ("{{ item.user }}", "anna"), ("{{ item.name }}", "anna"), ("{{ item }}", "anna")];
        let command = values.iter().fold(command.to_owned(), |command, (name, value)| command.replace(name, value));
        let mut run = kozmoai(home.path());
        run.args(command.split(' ').skip(1)).stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        run.env("KOZMOAI_SECRET_KEY", "dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg");
        let mut child = run.spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"hard-to-guess-4\n").unwrap();
        let output = child.wait_with_output().unwrap();
        let done: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(done["changed"], true, "{command}: {done}");
        assert!(task["changed_when"].as_str().unwrap().contains("changed"), "{task}");
    }
}
