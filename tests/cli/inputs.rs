//! Files, pipes and variables that are read: files from spreadsheets, secrets as editors save them, values of the maximum size.

use std::path::Path;
use std::process::{Command, Stdio};

use super::mistakes::{Done, KEY, done, entries, private, with, with_input};
use super::script::kozmoai;
use crate::support::run::tool;

const USAGE: i32 = 2;
const CONFLICT: i32 = 5;
const NOT_ALLOWED: i32 = 7;

/// A file to import: extension, content, more arguments, the exit code, and words of the output.
type Import<'a> = (&'a str, &'a [u8], &'a [&'a str], i32, &'a [&'a str]);

const IMPORTS: &[Import<'_>] = &[
    ("csv", b"username,password\nanna,hard-to-guess-1\n", &[], 0, &["anna  valid"]),
    ("csv", b"\xef\xbb\xbfUserName;PassWord\r\nanna;hard-to-guess-1\r\n", &[], 0, &["anna  valid"]),
    ("csv", b" user name , pass word \nanna,hard-to-guess-1\n", &[], 0, &["anna  valid"]),
    ("csv", b"username\tpassword\nanna\thard-to-guess-1\n", &[], 0, &["anna  valid"]),
    ("csv", b"sep=;\r\nusername;password\r\nanna;hard-to-guess-1\r\n", &[], 0, &["anna  valid"]),
    ("csv", b"sep=;\rusername;password\ranna;hard-to-guess-1\r", &[], 0, &["anna  valid"]),
    ("csv", b"username,password\ranna,hard-to-guess-1\rbert,hard-to-guess-2\r", &[], 0, &["anna  valid", "bert  valid"]),
    ("csv", b"\n  \n,,\nusername,password,\n\nanna,hard-to-guess-1,\n , \n,,\n", &[], 0, &["anna  valid", "Would import 1 user"]),
    ("csv", b"username,password,,\nanna,hard-to-guess-1\n   \nbert,hard-to-guess-2,\n", &[], 0, &["anna  valid", "bert  valid"]),
    ("csv", b";;\r\nusername;password;\r\nanna;hard-to-guess-1;\r\n", &[], 0, &["anna  valid"]),
    ("csv", b"username,is_active\na,on\nb,OFF\nc,y\nd,N\ne,true\nf,0\n", &[], 0, &["Would import 6 users"]),
    // The delimiter follows only from the flag.
    ("csv", b"username|password\nanna|hard-to-guess-1\n", &["--delimiter", "|"], 0, &["anna  valid"]),
    ("csv", b"username\tpassword\nanna\thard-to-guess-1\n", &["--delimiter", "\\t"], 0, &["anna  valid"]),
    ("csv", b"sep=,\nusername;password\nanna;hard-to-guess-1\n", &["--delimiter", ";"], 0, &["anna  valid"]),
    ("csv", b"username|password\nanna|hard-to-guess-1\n", &[], USAGE, &["no column `username`", "--delimiter"]),
    ("csv", b"username,password\nanna,hard-to-guess-1\n", &["--delimiter", ";"], USAGE, &["line 1"]),
    ("json", b"[]", &["--delimiter", ";"], USAGE, &["--delimiter is for CSV"]),
    // UTF-16, as Excel and PowerShell write it.
    ("csv", b"\xff\xfeu\0s\0e\0r\0n\0a\0m\0e\0\r\0\n\0\xe9\0\r\0\n\0", &[], 0, &["\u{e9}  valid"]),
    ("csv", b"\xfe\xff\0u\0s\0e\0r\0n\0a\0m\0e\0\n\0a", &[], 0, &["a  valid"]),
    ("csv", b"u\0s\0e\0r\0n\0a\0m\0e\0\n\0a\0", &[], USAGE, &["line 1 has a NUL", "UTF-16"]),
    ("csv", b"\xff\xfeu\0s", &[], USAGE, &["neither UTF-8 nor UTF-16"]),
    ("json", b"\xff\xfe[\0{\0\"\0u\0s\0e\0r\0n\0a\0m\0e\0\"\0:\0\"\0a\0\"\0}\0]\0", &[], 0, &["a  valid"]),
    ("txt", b"\xff\xfe[\0{\0\"\0u\0s\0e\0r\0n\0a\0m\0e\0\"\0:\0\"\0a\0\"\0}\0]\0", &[], 0, &["a  valid"]),
    // Refused, naming line, column and value.
    ("csv", b"username,password\nanna,hid\0den\n", &[], USAGE, &["line 2 has a NUL"]),
    ("csv", b"username\nanna\ncaf\xe9\n", &[], USAGE, &["line 3", "column username", "caf\\xe9", "iconv"]),
    ("csv", b"username,password\nanna,hid\xe9den\n", &[], USAGE, &["line 2", "column password"]),
    ("csv", b"username,password\nanna,\"hidden\nbert,hidden\n", &[], USAGE, &["line 2", "quote"]),
    ("csv", b"username,password\nanna,\"hidden\nagain\"\n", &[], CONFLICT, &["line 2", "end of a line"]),
    ("csv", b"username,is_active\nanna,yes\nbert,maybe\n", &[], CONFLICT, &["line 3", "column is_active", "\"maybe\""]),
    ("csv", b"username,pasword,phone\nanna,hidden,1\nbert,hidden,2\n", &[], USAGE, &["\"pasword\", \"phone\" (line 1)"]),
    ("csv", b"username,password\nanna\n", &[], CONFLICT, &["line 2: 1 cell instead of 2"]),
    ("csv", b"", &[], USAGE, &["no header line"]),
    ("json", b"[{\"username\":\"anna\",\n  \"password\" \"hidden\"}]", &[], USAGE, &["line 2, column 14"]),
    ("json", b"[{\"username\":\"a\"},\n {\"username\":\"b\",\"phone\":1}]", &[], USAGE, &["`phone` (line 2"]),
    ("jsonl", b"{\"username\":\"anna\"}\n{\"username\":\"bert\"}\n", &[], USAGE, &["line 2", "jq --slurp"]),
    // Names that are equal, or look equal.
    ("csv", b"username\nanna\nanna\n", &[], CONFLICT, &["line 3", "twice"]),
    ("csv", b"username\nanna\nAnna\n", &[], 0, &["warning: Rows 1 and 2 (lines 2 and 3)", "\"anna\" and \"Anna\""]),
    ("csv", b"username\ncaf\xc3\xa9\ncafe\xcc\x81\n", &[], 0, &["warning: Rows 1 and 2", "caf<U+00E9>", "cafe<U+0301>"]),
    ("json", b"[{\"username\":\"\xc5\xbft\"},{\"username\":\"ST\"}]", &[], 0, &["warning: Rows 1 and 2"]),
];

#[test]
fn import_files_are_read_or_refused() {
    let home = tempfile::tempdir().unwrap();
    for (ending, bytes, more, code, words) in IMPORTS {
        let name = format!("users.{ending}");
        private(&home.path().join(&name), bytes);
        let result = with(home.path(), &[], &[&["users", "import", &name, "--dry-run", "-v"], *more].concat());
        let said = format!("{}{}", result.out, result.err);
        let shown = String::from_utf8_lossy(bytes);
        assert_eq!(result.code, *code, "{shown}: {said}");
        words.iter().for_each(|word| assert!(said.contains(word), "{word:?} of {shown}: {said}"));
        assert!(!said.contains("hidden") && !said.contains("hid"), "{shown}: {said}");
    }
}

/// The bytes around a key, whether the key is accepted from a file, and whether from a variable.
const AROUND: [(&[u8], &[u8], bool); 8] = [
    (b"", b"", true),
    (b"", b"\n", true),
    (b"", b"\r\n", true),
    (b"\xef\xbb\xbf", b"", true),
    (b"\xef\xbb\xbf", b"\r\n", true),
    (b"", b"\n\n", false),
    (b"", b"\n# comment", false),
    (b"", b"\xe9", false),
];

#[test]
fn keys_follow_one_rule_everywhere() {
    let home = tempfile::tempdir().unwrap();
    let shown = |environment: &[(&str, &str)], arguments: &[&str]| {
        let result = with(home.path(), environment, &[arguments, &["--json"]].concat());
        let fingerprint = result.out.split("fingerprint\":").nth(1).and_then(|rest| rest.split('"').nth(1)).map(str::to_owned);
        (result.code, fingerprint, result.err)
    };
    let expected = shown(&[("KOZMOAI_SECRET_KEY", KEY)], &["key", "show"]).1;
    assert!(expected.is_some());
    let added = with(home.path(), &[("KOZMOAI_SECRET_KEY", "another key")], &["users", "add", "anna", "--generate-password"]);
    assert_eq!(added.code, 0, "{}", added.err);
    for (before, after, is_taken) in AROUND {
        let bytes = [before, KEY.as_bytes(), after].concat();
        private(&home.path().join("key"), &bytes);
        let is_right = |(code, fingerprint, said): (i32, Option<String>, String), what: &str| {
            let shown = String::from_utf8_lossy(&bytes);
            assert_eq!(code == 0, is_taken, "{what} {shown:?}: {said}");
            assert!(!is_taken || fingerprint == expected, "{what} {shown:?}");
            assert!(!said.contains(KEY), "{what} shows the key");
        };
        is_right(shown(&[("KOZMOAI_SECRET_KEY_FILE", "key")], &["key", "show"]), "KOZMOAI_SECRET_KEY_FILE");
        if let Ok(text) = std::str::from_utf8(&bytes)
            && is_taken
        {
            is_right(shown(&[("KOZMOAI_SECRET_KEY", text)], &["key", "show"]), "KOZMOAI_SECRET_KEY");
        }
        let another = [("KOZMOAI_SECRET_KEY", "another key"), ("NEW", std::str::from_utf8(&bytes).unwrap_or("\n\n"))];
        let plan = ["rotate", "--dry-run", "--no-env-update", "--json"];
        for more in [&["--new-key-file", "key"][..], &["--new-key-env", "NEW"], &["--new-key-stdin"]] {
            let mut command = kozmoai(home.path());
            command.envs(another).args(plan).args(more).stdin(std::fs::File::open(home.path().join("key")).unwrap());
            let result = done(command.output().unwrap());
            let new = result.out.split("new_fingerprint\":").nth(1).and_then(|rest| rest.split('"').nth(1)).map(str::to_owned);
            is_right((result.code, new, result.err), more[0]);
        }
        let old = with(home.path(), &another, &[&plan[..], &["--new-key-file", "key", "--old-key-file", "key"]].concat());
        is_right((old.code, expected.clone(), old.err), "--old-key-file");
    }
}

/// Runs a line in a shell where K is the program.
fn shell(home: &Path, line: &str) -> Done {
    let mut command = Command::new(tool("timeout"));
    command
        .args(["60", "bash", "-c", line])
        .env_clear()
        .env("KOZMOAI_TEST_QUICK_HASHES", "1")
        .env("HOME", home)
        .env("PATH", "/usr/bin:/bin")
        .current_dir(home);
    command.env("K", env!("CARGO_BIN_EXE_kozmoai")).env("KOZMOAI_SECRET_KEY", KEY);
    done(command.stdin(Stdio::null()).output().unwrap())
}

#[test]
fn inputs_may_be_pipes_outputs_not() {
    let home = tempfile::tempdir().unwrap();
    let new = "wHV0JqEAzEbWEd1aHjYgL5UuYI2jQHiQ5v0m0sYr4kE";
    assert_eq!(shell(home.path(), "mkfifo pipe").code, 0);
    for line in [
        "$K superuser --username anna --password-file <(echo hard-to-guess-1)",
        "echo hard-to-guess-1 | $K users add bert --password-file /dev/stdin",
        "(echo hard-to-guess-2 > pipe &) ; $K users add carl --password-file pipe",
        "echo a value | $K variables set anna A --value-file /dev/stdin",
        "$K variables import anna <(echo '[{\"name\":\"B\",\"value\":\"b\"}]')",
        "$K users import <(printf 'username\\ndora\\n')",
        "$K users passwd --file <(echo anna:hard-to-guess-3)",
        "$K store-key set anna --value-file <(echo sk-1)",
        "env -u KOZMOAI_SECRET_KEY KOZMOAI_SECRET_KEY_FILE=/dev/stdin $K key check <<< $KOZMOAI_SECRET_KEY",
        "KOZMOAI_SUPERUSER=x KOZMOAI_SUPERUSER_PASSWORD_FILE=<(echo hard-to-guess-1) $K config",
        "$K config --env-file <(echo KOZMOAI_SUPERUSER=anna) | grep anna",
        "(echo KOZMOAI_SUPERUSER=anna > pipe &) ; $K config --env-file pipe | grep anna",
        &format!("$K rotate --dry-run --no-env-update --new-key-file <(echo {new}) --old-key-file <(echo {new})"),
        "$K backup - > whole.backup && $K restore <(cat whole.backup) --store sled:///restored",
        "cat whole.backup | $K restore /dev/stdin --store sled:///again",
        "cat whole.backup | $K restore - --store sled:///again --replace --yes",
        "cmp <($K --store sled:///again users export) <($K --store sled:///restored users export)",
    ] {
        let result = shell(home.path(), line);
        assert_eq!(result.code, 0, "{line}: {}{}", result.out, result.err);
    }
    let before = entries(home.path());
    for (line, code) in [
        ("$K backup pipe", USAGE),
        ("$K backup /dev/stdout", USAGE),
        ("$K backup >(cat)", USAGE),
        ("$K keygen --write pipe", USAGE),
        ("$K keygen --write /dev/stdout", USAGE),
        (&format!("$K rotate --yes --no-env-update --new-key-file <(echo {new}) --keep-old-key pipe"), CONFLICT),
        ("env -u KOZMOAI_SECRET_KEY $K rotate --yes --env-file <(echo KOZMOAI_SECRET_KEY=abc)", NOT_ALLOWED),
        ("env -u KOZMOAI_SECRET_KEY KOZMOAI_SECRET_KEY_FILE=<(echo $KOZMOAI_SECRET_KEY) $K rotate --yes", NOT_ALLOWED),
        ("$K --config-dir pipe --store sqlite:///x.db users list", 8),
        ("$K --config-dir pipe users list", USAGE),
    ] {
        let result = shell(home.path(), line);
        assert_eq!(result.code, code, "{line}: {}{}", result.out, result.err);
    }
    assert_eq!(entries(home.path()), before);
    let checked = shell(home.path(), "$K key check");
    assert_eq!(checked.code, 0, "{}", checked.err);
}

#[test]
fn mebibyte_values_survive_export_and_import() {
    const LARGEST: usize = 1 << 20;
    let home = tempfile::tempdir().unwrap();
    let environment = [("KOZMOAI_SECRET_KEY", KEY)];
    assert_eq!(with(home.path(), &environment, &["users", "add", "anna", "--generate-password"]).code, 0);
    assert_eq!(with(home.path(), &environment, &["users", "add", "bert", "--generate-password"]).code, 0);
    // Characters of one, two and four bytes.
    let values = ["x".repeat(LARGEST), "\u{e9}".repeat(LARGEST / 2), "\u{1d11e}".repeat(LARGEST / 4)];
    let piped = |name: &str, value: &[u8]| {
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, value).unwrap();
        std::io::Seek::rewind(&mut file).unwrap();
        let mut command = kozmoai(home.path());
        command.envs(environment).args(["variables", "set", "anna", name, "--value-stdin"]).stdin(file);
        done(command.output().unwrap())
    };
    for (at, value) in values.iter().enumerate() {
        let file = home.path().join("value");
        private(&file, value.as_bytes());
        let set = with(home.path(), &environment, &["variables", "set", "anna", &format!("FILE{at}"), "--value-file", "value"]);
        assert_eq!(set.code, 0, "{}", set.err);
        if at == 0 {
            assert_eq!(piped("PIPE", value.as_bytes()).code, 0);
        }
        let larger = format!("{value}x");
        private(&file, larger.as_bytes());
        let refused = with(home.path(), &environment, &["variables", "set", "anna", "LARGER", "--value-file", "value"]);
        for refused in [refused, piped("LARGER", larger.as_bytes())] {
            assert!(refused.code == USAGE && refused.err.contains("1 MiB"), "{} {}", refused.code, refused.err);
        }
    }
    let exported = with(home.path(), &environment, &["variables", "export", "anna", "--reveal"]);
    assert_eq!(exported.code, 0, "{}", exported.err);
    private(&home.path().join("all.json"), exported.out.as_bytes());
    let imported = with(home.path(), &environment, &["variables", "import", "bert", "all.json"]);
    assert_eq!(imported.code, 0, "{}", imported.err);
    for (at, value) in values.iter().enumerate() {
        let got = with(home.path(), &environment, &["variables", "get", "bert", &format!("FILE{at}"), "--reveal"]);
        assert!(got.code == 0 && got.out.trim_end_matches('\n') == value, "FILE{at} of bert is another value");
    }
    let larger = format!("[{{\"name\":\"L\",\"value\":\"{}x\"}}]", values[0]);
    let refused = with_input(home.path(), &["variables", "import", "bert", "-"], larger.as_bytes());
    assert!(refused.code != 0 && (refused.out + &refused.err).contains("1048576 bytes"), "{}", refused.err);
    let listed = with(home.path(), &environment, &["variables", "list", "--json"]);
    assert_eq!(listed.out.matches("\"name\"").count(), 8);
}
