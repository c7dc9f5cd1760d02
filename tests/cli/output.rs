//! Hostile names and values in the output, and output that cannot be written.

use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::pty::Terminal;
use super::script::kozmoai;
use crate::support::run::tool;

/// A name that sets the window title, reverses text and hides what follows.
const NASTY: &str = "a\u{1b}]0;title\u{7}\u{9b}31m\u{202e}\u{200b}\u{7f}\u{fe0f}\u{e0101}z";
/// The same, escaped.
const MARKED: &str = "a<U+001B>]0;title<U+0007><U+009B>31m<U+202E><U+200B><U+007F><U+FE0F><U+E0101>z";

const STORE: [&str; 2] = ["--store", "sqlite:///kozmoai.db"];
const KEY: &str = "randomly_generated_secure_key";

fn run(home: &Path, arguments: &[&str]) -> Output {
    kozmoai(home).args(arguments).args(STORE).env("KOZMOAI_SECRET_KEY", KEY).stdin(Stdio::null()).output().unwrap()
}

fn with_input(home: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = kozmoai(home);
    command.args(arguments).args(STORE).env("KOZMOAI_SECRET_KEY", KEY);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// Creates a database of Kozmoai in which a user, a variable and an API key have the nasty name, as other programs can set it.
fn nasty_database(home: &Path) {
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/kozmoai-0.1.8/kozmoai.db"), home.join("kozmoai.db"))
        .unwrap();
    for arguments in [
        &["users", "add", "plain", "--active", "--superuser", "--generate-password"][..],
        &["api-keys", "create", "plain", "plainkey"],
    ] {
        let output = run(home, arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let set = with_input(home, &["variables", "set", "plain", "plainvar", "--type", "Generic", "--value-stdin"], NASTY);
    assert!(set.status.success(), "{}", String::from_utf8_lossy(&set.stderr));
    let db = rusqlite::Connection::open(home.join("kozmoai.db")).unwrap();
    for (table, column, old) in [("user", "username", "plain"), ("variable", "name", "plainvar"), ("apikey", "name", "plainkey")]
    {
        let sql = format!("UPDATE \"{table}\" SET {column} = ?1 WHERE {column} = ?2");
        assert_eq!(db.execute(&sql, [NASTY, old]).unwrap(), 1, "{table}");
    }
}

fn is_safe(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || !kozmoai::text::is_unsafe(c))
}

#[test]
fn json_escapes_control_characters() {
    let home = tempfile::tempdir().unwrap();
    nasty_database(home.path());
    let commands: [&[&str]; 12] = [
        &["users", "list", "--json"],
        &["users", "show", NASTY, "--json"],
        &["users", "promote", NASTY, "--json"],
        &["users", "export", "--json"],
        &["users", "export", "--with-password-hashes"],
        &["variables", "list", "--json"],
        &["variables", "get", NASTY, NASTY, "--reveal", "--json"],
        &["variables", "export", "--reveal"],
        &["api-keys", "list", "--json"],
        &["audit", "--json"],
        &["users", "show", &format!("{NASTY}!"), "--json"],
        &["users", "deactivate", NASTY, "--json"],
    ];
    for arguments in commands {
        let output = run(home.path(), arguments);
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert!(is_safe(&out) && is_safe(&err), "{arguments:?}: {out:?} {err:?}");
        let json = if out.is_empty() { &err } else { &out };
        let document: Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {json}"));
        // A parser returns the exact name; an error's message has it escaped.
        let exact = document.to_string().contains(serde_json::to_string(NASTY).unwrap().trim_matches('"'));
        assert!(exact || err.contains(MARKED), "{arguments:?}: {json}");
    }
}

#[test]
fn pipes_get_exact_data_tables_escape_it() {
    let home = tempfile::tempdir().unwrap();
    nasty_database(home.path());
    let csv = String::from_utf8(run(home.path(), &["users", "export"]).stdout).unwrap();
    assert!(csv.contains(NASTY), "{csv:?}");
    let value = String::from_utf8(run(home.path(), &["variables", "get", NASTY, NASTY, "--reveal"]).stdout).unwrap();
    assert_eq!(value, format!("{NASTY}\n"));
    for arguments in [
        &["users", "list"][..],
        &["users", "show", NASTY],
        &["variables", "list"],
        &["api-keys", "list"],
        &["audit"],
        &["users", "deactivate", NASTY],
    ] {
        let output = run(home.path(), arguments);
        let out = String::from_utf8(output.stdout).unwrap();
        assert!(is_safe(&out) && out.contains(MARKED), "{arguments:?}: {out:?}");
    }
    let wrong = run(home.path(), &["users", "list", "--sort", NASTY]);
    assert!(is_safe(&String::from_utf8(wrong.stderr).unwrap()), "an error of the command line");
}

#[test]
fn names_with_invisible_characters_are_refused() {
    let home = tempfile::tempdir().unwrap();
    nasty_database(home.path());
    let made = run(home.path(), &["users", "add", "zoe b", "--generate-password"]);
    assert!(made.status.success(), "spaces stay allowed");
    for c in
        ['\u{fe0f}', '\u{e0101}', '\u{2800}', '\u{1d173}', '\u{115f}', '\u{3164}', '\u{200b}', '\u{ad}', '\u{2066}', '\u{e0041}']
    {
        let name = format!("zo{c}e");
        let marked = format!("<U+{:04X}>", u32::from(c));
        for arguments in [
            &["users", "add", &name, "--generate-password"][..],
            &["users", "rename", "zoe b", &name],
            &["api-keys", "create", "zoe b", &name],
        ] {
            let output = run(home.path(), arguments);
            let err = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {err}");
            assert!(err.contains(&marked), "{err}");
        }
        let set = with_input(home.path(), &["variables", "set", "zoe b", &name, "--value-stdin"], "value");
        assert_eq!(set.status.code(), Some(2), "{marked}");
        let users = with_input(home.path(), &["users", "import", "-", "--format", "csv"], &format!("username\n{name}\n"));
        assert_eq!(users.status.code(), Some(5), "{marked}");
        let rows = serde_json::json!([{"name": name, "value": "v"}]).to_string();
        let variables = with_input(home.path(), &["variables", "import", "zoe b", "-"], &rows);
        assert_eq!(variables.status.code(), Some(5), "{marked}");
    }
}

/// The commands that print a secret only once.
const ONCE: [&[&str]; 6] = [
    &["users", "add", "zoe", "--generate-password"],
    &["users", "add", "zoe", "--generate-password", "--json"],
    &["users", "passwd", "plain", "--generate-password"],
    &["api-keys", "create", "plain", "second"],
    &["keygen"],
    &["keygen", "--json"],
];

fn home_with_plain() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    assert!(kozmoai(home.path()).args(["users", "add", "plain", "--generate-password"]).output().unwrap().status.success());
    home
}

#[track_caller]
fn refuses_and_changes_nothing(home: &Path, output: &Output, case: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{case}: {said}");
    assert!(said.contains("nothing was changed"), "{case}: {said}");
    let audit = kozmoai(home).args(["audit", "--json"]).output().unwrap();
    let events: Value = serde_json::from_slice(&audit.stdout).unwrap();
    assert!(!events.to_string().contains("zoe") && !events.to_string().contains("second"), "{case}");
}

#[test]
fn closed_output_loses_no_secret() {
    let home = home_with_plain();
    for arguments in ONCE {
        for redirection in [">&-", "1</dev/null", ">/dev/full"] {
            let script = format!("exec \"$0\" \"$@\" {redirection}");
            let mut shell = Command::new("/bin/sh");
            shell.env_clear().env("HOME", home.path()).current_dir(home.path());
            shell.args(["-c", &script, env!("CARGO_BIN_EXE_kozmoai")]).args(arguments);
            refuses_and_changes_nothing(home.path(), &shell.output().unwrap(), &format!("{arguments:?} {redirection}"));
        }
    }
}

#[test]
fn closed_pipe_loses_no_secret() {
    let home = home_with_plain();
    for arguments in ONCE {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = kozmoai(home.path()).args(arguments).stdout(writer).output().unwrap();
        refuses_and_changes_nothing(home.path(), &output, &format!("{arguments:?}"));
    }
}

#[test]
fn exports_fail_without_reader() {
    let home = tempfile::tempdir().unwrap();
    nasty_database(home.path());
    let records: [&[&str]; 4] =
        [&["backup", "-"], &["audit", "export"], &["users", "export"], &["variables", "export", "--reveal"]];
    let check = |output: Output, case: &str| {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(1) && said.contains("would be lost"), "{case}: {said}");
    };
    for arguments in records {
        for redirection in [">&-", "1</dev/null", ">/dev/full"] {
            let mut shell = Command::new("/bin/sh");
            shell.env_clear().env("HOME", home.path()).current_dir(home.path()).env("KOZMOAI_SECRET_KEY", KEY);
            shell.args(["-c", &format!("exec \"$0\" \"$@\" {redirection}"), env!("CARGO_BIN_EXE_kozmoai")]);
            check(shell.args(arguments).args(STORE).output().unwrap(), &format!("{arguments:?} {redirection}"));
        }
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = kozmoai(home.path());
        command.args(arguments).args(STORE).env("KOZMOAI_SECRET_KEY", KEY);
        check(command.stdout(writer).output().unwrap(), &format!("{arguments:?}, no reader"));
    }
    let mut command = kozmoai(home.path());
    command.args(["backup", "-"]).args(STORE).env("KOZMOAI_SECRET_KEY", KEY);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdout.take().unwrap().read_exact(&mut [0; 1]).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && said.contains("the backup is not complete"), "{said}");
    // A list that nobody reads to its end is no failure.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let listed = kozmoai(home.path()).args(["users", "list"]).args(STORE).stdout(writer).output().unwrap();
    assert_eq!(listed.status.code(), Some(0));
}

#[test]
fn unprinted_secret_is_an_error() {
    let home = home_with_plain();
    for (arguments, again) in
        ONCE.iter().zip(["users passwd --id", "users passwd --id", "users passwd --id", "api-keys revoke", "keygen", "keygen"])
    {
        // A full, non-blocking pipe: only a write detects it.
        let (_reader, writer) = std::io::pipe().unwrap();
        let writer = OwnedFd::from(writer);
        rustix::io::ioctl_fionbio(&writer, true).unwrap();
        while rustix::io::write(&writer, &[0; 4096]).is_ok() {}
        while rustix::io::write(&writer, &[0; 1]).is_ok() {}
        let output = kozmoai(home.path()).args(*arguments).stdout(writer).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.contains("could not be printed") && said.contains(again), "{arguments:?}: {said}");
        let _deleted = kozmoai(home.path()).args(["users", "delete", "zoe", "--confirm", "zoe"]).output().unwrap();
    }
}

#[test]
fn identical_looking_names_are_spelled_out() {
    let home = tempfile::tempdir().unwrap();
    nasty_database(home.path());
    for store in [&STORE[..], &["--store", "embedded"]] {
        let run = |arguments: &[&str]| {
            let output = kozmoai(home.path()).args(arguments).args(store).env("KOZMOAI_SECRET_KEY", KEY).output().unwrap();
            let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            (output.status.code(), said)
        };
        let add = |name: &str| run(&["users", "add", name, "--generate-password"]);
        kozmoai(home.path()).args(["users", "add", "first", "--generate-password", "--store", "embedded"]).output().unwrap();
        let (code, said) = add("caf\u{e9}");
        assert!(code == Some(0) && !said.contains("looks like"), "{said}");
        let (code, said) = add("cafe\u{301}");
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("looks like") && said.contains("cafe<U+0301> is not caf<U+00E9>"), "{said}");
        let (code, said) = add("CAF\u{c9}");
        assert!(code == Some(0) && said.contains("looks like"), "{said}");
        for search in ["caf\u{e9}", "cafe\u{301}", "AF\u{c9}"] {
            let (_, said) = run(&["users", "list", "--search", search, "--json"]);
            assert!(said.contains("\"total_count\": 3"), "{search}: {said}");
        }
        run(&["users", "delete", "cafe\u{301}", "--confirm", "cafe\u{301}"]);
        run(&["users", "delete", "CAF\u{c9}", "--confirm", "CAF\u{c9}"]);
        let (code, said) = run(&["users", "show", "cafe\u{301}"]);
        assert_eq!(code, Some(4), "{said}");
        assert!(said.contains("caf<U+00E9> is not cafe<U+0301>"), "{said}");
    }
}

#[test]
fn mebibyte_values_are_set_and_printed() {
    let home = home_with_plain();
    std::fs::write(home.path().join(".env"), format!("KOZMOAI_SECRET_KEY={KEY}\n")).unwrap();
    let run = |arguments: &[&str]| kozmoai(home.path()).args(arguments).output().unwrap();
    assert!(run(&["users", "add", "other", "--generate-password"]).status.success());
    let value = "ä".repeat(1 << 19);
    std::fs::write(home.path().join("value"), format!("{value}\n")).unwrap();
    let set = run(&["variables", "set", "plain", "BIG", "--value-file", "value"]);
    assert!(set.status.success(), "{}", String::from_utf8_lossy(&set.stderr));
    let mut child = kozmoai(home.path());
    child
        .args(["variables", "set", "plain", "BIG2", "--value-stdin"])
        .stdin(std::fs::File::open(home.path().join("value")).unwrap());
    assert!(child.output().unwrap().status.success());
    let exported = run(&["variables", "export", "plain", "--reveal"]).stdout;
    std::fs::write(home.path().join("exported"), &exported).unwrap();
    assert!(run(&["variables", "import", "other", "exported"]).status.success());
    let got = run(&["variables", "get", "other", "BIG2", "--reveal"]).stdout;
    assert_eq!(got, format!("{value}\n").into_bytes());
    std::fs::write(home.path().join("value"), format!("{value}x")).unwrap();
    let refused = run(&["variables", "set", "plain", "BIG", "--value-file", "value"]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(2) && said.contains("1 MiB"), "{said}");
    let rows = serde_json::json!([{"name": "TOO_BIG", "value": format!("{value}x")}]).to_string();
    std::fs::write(home.path().join("rows"), rows).unwrap();
    let refused = run(&["variables", "import", "other", "rows"]);
    let said = String::from_utf8_lossy(&refused.stdout);
    assert!(refused.status.code() == Some(5) && said.contains("TOO_BIG") && said.contains("1048576"), "{said}");
}

/// Runs a command that cannot create a thread; `None`, with a message, where the system does not allow that.
fn without_threads(home: &Path, arguments: &[&str]) -> Option<Output> {
    if !rustix::process::geteuid().is_root() {
        crate::support::skipped::skipped("only root can become an account whose processes are limited");
        return None;
    }
    let mut command = Command::new(tool("prlimit"));
    command.args(["--nproc=1", "setpriv", "--reuid=54321", "--regid=54321", "--clear-groups", env!("CARGO_BIN_EXE_kozmoai")]);
    command.env_clear().env("HOME", home).env("PATH", "/usr/bin:/bin").env("KOZMOAI_SECRET_KEY", KEY).current_dir(home);
    Some(command.args(arguments).args(STORE).stdin(Stdio::null()).output().unwrap())
}

#[test]
fn commands_work_without_threads() {
    let home = tempfile::tempdir().unwrap();
    nasty_database(home.path());
    let rows: Vec<_> = (0..300).map(|n| serde_json::json!({"name": format!("V{n}"), "value": "x"})).collect();
    std::fs::write(home.path().join("rows"), serde_json::to_string(&rows).unwrap()).unwrap();
    std::fs::write(home.path().join("users"), "username,password\none,a long password\ntwo,a long password\n").unwrap();
    let everyone = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(home.path(), everyone).unwrap();
    let given = Command::new("chown").args(["-R", "54321:54321"]).arg(home.path()).status().unwrap();
    assert!(given.success() || !rustix::process::geteuid().is_root());
    for arguments in [
        &["users", "import", "users"][..],
        &["variables", "import", NASTY, "rows"],
        &["key", "check"],
        &["users", "list"],
        &["variables", "list"],
    ] {
        let Some(output) = without_threads(home.path(), arguments) else { return };
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let Some(output) = without_threads(home.path(), &["rotate", "--yes", "--no-env-update"]) else { return };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked") && output.status.code().is_some_and(|code| code != 0 && code != 101), "{said}");
}

#[test]
fn narrow_tables_keep_ids_whole() {
    let home = tempfile::tempdir().unwrap();
    let name = "a-name-of-forty-characters-that-is-cut-x";
    let run = |arguments: &[&str]| kozmoai(home.path()).args(arguments).output().unwrap();
    assert!(run(&["users", "add", name, "--generate-password"]).status.success());
    let shown: Value = serde_json::from_slice(&run(&["users", "show", name, "--json"]).stdout).unwrap();
    let id = shown["id"].as_str().unwrap();
    let table = |columns: u16, arguments: &str| {
        let program = env!("CARGO_BIN_EXE_kozmoai");
        let line = format!("stty cols {columns}; {program} users list {arguments}");
        let mut terminal = Terminal::run(home.path(), "/bin/sh", &["-c", &line], &[]);
        assert!(terminal.ends().success());
        terminal.text()
    };
    for (columns, arguments, is_cut) in [
        (99, "--wide", true),
        (60, "--wide", true),
        (30, "--wide", false),
        (60, "--columns id,username", true),
        (60, "--columns username,id", true),
        (20, "--columns username,status,id", false),
    ] {
        let text = table(columns, arguments);
        assert!(text.contains(id) && text.contains("ID"), "{columns} {arguments}: {text}");
        assert_eq!(text.contains("a-name…") || text.contains("a-name-"), is_cut, "{columns} {arguments}: {text}");
    }
}

#[test]
fn backup_on_standard_output_names_its_key() {
    let home = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str], input: &str| {
        std::fs::write(home.path().join("input"), input).unwrap();
        let input = std::fs::File::open(home.path().join("input")).unwrap();
        let output = kozmoai(home.path()).args(arguments).env("KOZMOAI_SECRET_KEY", KEY).stdin(input).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    run(&["superuser", "--username", "anna", "--password-stdin"], "hard-to-guess-1");
    run(&["variables", "set", "anna", "TOKEN", "--value-stdin"], "value");
    let printed = run(&["backup", "-"], "");
    assert!(printed.contains("encrypted with the key") && printed == run(&["backup", "one.backup"], ""), "{printed}");
    assert!(!run(&["backup", "-", "--quiet"], "").contains("encrypted with the key"));
}
