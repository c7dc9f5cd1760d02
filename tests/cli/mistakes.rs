//! Mistakes in settings, files and addresses: refused or corrected, never guessed.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use kozmoai::service::doctor::FixedBy;

use super::script::kozmoai;
use crate::support::run::{run_by, tool};

pub(super) const KEY: &str = "dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg";

/// The result of a command: exit code, standard output and standard error.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) code: i32,
    pub(super) out: String,
    pub(super) err: String,
}

pub(super) fn done(output: Output) -> Done {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Done { code: output.status.code().expect("an exit code"), out: text(output.stdout), err: text(output.stderr) }
}

pub(super) fn with(home: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Done {
    let mut command = kozmoai(home);
    command.envs(environment.iter().copied()).args(arguments).stdin(Stdio::null());
    done(command.output().unwrap())
}

pub(super) fn with_input(home: &Path, arguments: &[&str], input: &[u8]) -> Done {
    let mut command = kozmoai(home);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdin.take().expect("a pipe").write_all(input));
    done(child.wait_with_output().unwrap())
}

pub(super) fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

pub(super) fn private(path: &Path, content: &[u8]) {
    fs::write(path, content).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn mistyped_address_creates_nothing() {
    let home = tempfile::tempdir().unwrap();
    let addresses = [
        "postgresql:kz:s3cr3t@db/kz",
        "postgresql:/kz:s3cr3t@db/kz",
        "host=db user=kz password=s3cr3t dbname=kz",
        "kz:s3cr3t@db:5432/kz",
        "kz@db/kz",
        "mysql:s3cr3t",
        "sqlite:/srv/s3cr3t.db",
        "store\nname",
        "postgresql:",
        "postgresql:/db/s3cr3t",
        "postgresql//kz:s3cr3t@db/kz",
        "postgresql+psycopg2:/kz:s3cr3t@db/kz",
        "postgres:kz:s3cr3t@db",
        "postgresql:///kz:s3cr3t@db",
        "jdbc:postgresql://kz:s3cr3t@db/kz",
        "DATABASE_URL=postgresql://kz:s3cr3t@db/kz",
        "mysql://kz:s3cr3t@db/kz",
        "redis://:s3cr3t@db",
        "file:///srv/s3cr3t.db",
        "file:s3cr3t.db",
        "sqlite:s3cr3t.db",
        "sqlite://s3cr3t.db",
        "SQLITE:///s3cr3t.db",
        "POSTGRESQL://kz:s3cr3t@db/kz",
        "'host=db password=s3cr3t'",
        "C:\\s3cr3t",
        "[::1]:5432/s3cr3t",
        "$S3CR3T_s3cr3t",
    ];
    // In rotation: every address with every command would take long.
    let commands = [&["users", "list"][..], &["config"], &["doctor"], &["superuser", "--username", "anna"]];
    for (at, address) in addresses.into_iter().enumerate() {
        let command = commands[at % commands.len()];
        private(&home.path().join("given.env"), format!("KOZMOAI_DATABASE_URL='{}'\n", address.replace('\'', "\\'")).as_bytes());
        let flag = [command, &["--store", address]].concat();
        let alias = [command, &["--database", address]].concat();
        for result in [
            with(home.path(), &[("KOZMOAI_DATABASE_URL", address)], command),
            with(home.path(), &[], &flag),
            with(home.path(), &[], &alias),
            with(home.path(), &[], &[command, &["--env-file", "given.env"]].concat()),
        ] {
            assert_eq!(result.code, 2, "{address} {command:?}: {}", result.err);
            assert!(!(result.err + &result.out).contains("s3cr3t"), "{address} is shown");
        }
        for arguments in [["store", "copy", address, "sled:///b"], ["store", "copy", "sled:///a", address]] {
            let result = with(home.path(), &[], &arguments);
            assert_eq!(result.code, 2, "{arguments:?}: {}", result.err);
            assert!(!result.err.contains("s3cr3t"), "{}", result.err);
        }
    }
    assert_eq!(entries(home.path()), ["given.env"]);
}

#[test]
fn address_is_trimmed_and_unquoted() {
    let home = tempfile::tempdir().unwrap();
    for (address, shown) in [
        ("\"postgresql://kz:s3cr3t@db/kz\"", "postgresql://kz:***@db:5432/kz"),
        (" sqlite:///kozmoai.db \r\n", "sqlite:///kozmoai.db"),
        ("'sled:///store'\n", "sled:///store"),
    ] {
        for result in [
            with(home.path(), &[("KOZMOAI_DATABASE_URL", address)], &["config", "get", "DATABASE_URL"]),
            with(home.path(), &[], &["config", "get", "DATABASE_URL", "--store", address]),
        ] {
            assert_eq!((result.code, result.out.trim_end()), (0, shown), "{address:?}: {}", result.err);
        }
    }
}

#[test]
fn database_is_an_alias_of_store() {
    let home = tempfile::tempdir().unwrap();
    let config = with(home.path(), &[], &["config", "--json", "--database", "elsewhere"]);
    assert!(config.code == 0 && config.out.contains("sled:///elsewhere"), "{}", config.out);
}

#[test]
fn non_utf8_variable_is_refused_by_name() {
    let home = tempfile::tempdir().unwrap();
    for name in [
        "KOZMOAI_DATABASE_URL",
        "KOZMOAI_SUPERUSER",
        "KOZMOAI_SECRET_KEY_FILE",
        "KOZMOAI_THEME",
        "PGPASSWORD",
        "PGHOST",
        "PGSSLROOTCERT",
        "XDG_DATA_HOME",
    ] {
        let mut command = kozmoai(home.path());
        let result = done(command.env(name, OsStr::from_bytes(b"caf\xe9")).args(["users", "list"]).output().unwrap());
        assert!(result.code == 2 && result.err.contains(name), "{name}: {}", result.err);
    }
    let mut command = kozmoai(home.path());
    let result = done(command.env("SOMETHING_ELSE", OsStr::from_bytes(b"caf\xe9")).args(["config"]).output().unwrap());
    assert_eq!(result.code, 0, "{}", result.err);
    private(&home.path().join(".env"), b"KOZMOAI_SUPERUSER=${SOMETHING_ELSE}\n");
    let mut command = kozmoai(home.path());
    let result = done(command.env("SOMETHING_ELSE", OsStr::from_bytes(b"caf\xe9")).args(["config"]).output().unwrap());
    assert!(result.code == 2 && result.err.contains("SOMETHING_ELSE"), "{}", result.err);
    let mut command = kozmoai(home.path());
    command.env("NEW", OsStr::from_bytes(b"caf\xe9")).env("KOZMOAI_SECRET_KEY", KEY);
    with(home.path(), &[("KOZMOAI_SUPERUSER", "x")], &["config"]);
    fs::remove_file(home.path().join(".env")).unwrap();
    with_input(home.path(), &["superuser", "--username", "anna", "--password-stdin"], b"hard-to-guess-1");
    let result = done(command.args(["rotate", "--new-key-env", "NEW", "--no-env-update", "--yes"]).output().unwrap());
    assert!(result.code == 2 && result.err.contains("NEW"), "{}", result.err);
}

#[test]
fn secrets_are_read_by_one_rule() {
    let accepted: [&[u8]; 5] = [
        b"hard-to-guess-1",
        b"hard-to-guess-1\n",
        b"hard-to-guess-1\r\n",
        b"\xef\xbb\xbfhard-to-guess-1",
        b"\xef\xbb\xbfhard-to-guess-1\r\n",
    ];
    let refused: [&[u8]; 6] = [
        b"hard-to-guess-1\n\n",
        b"hard-to\nguess-1",
        b"hard-to-guess\x1b1",
        b"hard-to-guess-1\r",
        b"hard-to-\xef\xbb\xbfguess-1",
        b"hard-to-gu\xe9ss",
    ];
    for (at, (text, code)) in accepted.iter().map(|text| (text, 0)).chain(refused.iter().map(|text| (text, 2))).enumerate() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("password");
        private(&file, text);
        let path = file.to_str().unwrap();
        let given: [Done; 3] = [
            with_input(home.path(), &["users", "add", "anna", "--password-stdin"], text),
            with(home.path(), &[], &["users", "add", "bert", "--password-file", path]),
            with(home.path(), &[("KOZMOAI_SUPERUSER", "x"), ("KOZMOAI_SUPERUSER_PASSWORD_FILE", path)], &["config"]),
        ];
        for result in given {
            assert_eq!(result.code, code, "{at}: {}", result.err);
        }
        // The same password, whatever its source.
        if code == 0 {
            let export = with(home.path(), &[], &["users", "export", "--with-password-hashes"]);
            let hashes: Vec<&str> =
                export.out.split("\"password_hash\":\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
            assert_eq!(hashes.len(), 2);
            for hash in hashes {
                let verdict = kozmoai::crypto::password::verify(
                    kozmoai::crypto::password::Scheme::Argon2id,
                    &kozmoai::secret::Secret::from("hard-to-guess-1"),
                    Some(hash),
                );
                assert!(verdict.unwrap() != kozmoai::crypto::password::Verdict::Wrong, "{at}");
            }
        }
    }
}

#[test]
fn quoted_environment_value_is_warned_of() {
    let home = tempfile::tempdir().unwrap();
    let result = with(home.path(), &[("KOZMOAI_SUPERUSER_PASSWORD", "\"hidden\"")], &["config"]);
    assert!(result.err.contains("KOZMOAI_SUPERUSER_PASSWORD") && result.err.contains("quotes"), "{}", result.err);
    assert!(!result.err.contains("hidden"));
}

#[test]
fn config_dir_is_normalized() {
    let home = tempfile::tempdir().unwrap();
    let there = home.path().join("data");
    let there = there.to_str().unwrap();
    for value in ["~/data", "\"~/data\"", &format!("{there}\n"), &format!(" '{there}' "), &format!("\u{feff}{there}\r\n")] {
        let result = with(home.path(), &[("KOZMOAI_CONFIG_DIR", value)], &["config", "--json"]);
        assert!(result.code == 0 && result.out.contains(&format!("\"{there}\"")), "{value:?}: {}{}", result.out, result.err);
        let result = with(home.path(), &[], &["config", "--json", "--config-dir", value]);
        assert!(result.code == 0 && result.out.contains(&format!("\"{there}\"")), "{value:?}: {}{}", result.out, result.err);
    }
    for (value, shown) in [
        ("/srv/a\nb", "/srv/a<U+000A>b"),
        ("~anna/data", "~anna/data"),
        ("''", "''"),
        ("$HOME/data", "$HOME/data"),
        ("/srv/a\u{200b}b", "/srv/a<U+200B>b"),
    ] {
        let result = with(home.path(), &[("KOZMOAI_CONFIG_DIR", value)], &["config"]);
        assert!(result.code == 2 && result.err.contains(&format!("\"{shown}\"")), "{value:?}: {}", result.err);
    }
    assert_eq!(entries(home.path()), Vec::<String>::new());
}

#[test]
fn placeholder_and_weak_keys_are_reported() {
    let home = tempfile::tempdir().unwrap();
    with_input(home.path(), &["superuser", "--username", "anna", "--password-stdin"], b"hard-to-guess-1");
    private(&home.path().join("value"), b"sk-1");
    let set = ["variables", "set", "anna", "TOKEN", "--value-file", "value"];
    for placeholder in ["…", "...", "<your key>", "\"…\""] {
        let result = with(home.path(), &[("KOZMOAI_SECRET_KEY", placeholder)], &set);
        assert!(result.code == 9 && result.err.contains("placeholder"), "{}", result.err);
        assert_eq!(with(home.path(), &[("KOZMOAI_SECRET_KEY", placeholder)], &["key", "show"]).code, 9);
    }
    let weak = [("KOZMOAI_SECRET_KEY", "a short text")];
    let result = with(home.path(), &weak, &set);
    assert!(result.code == 0 && result.err.contains("weak"), "{}", result.err);
    private(&home.path().join("variables.json"), br#"[{"name":"B","value":"b"}]"#);
    let rotate = ["rotate", "--yes", "--allow-weak-key", "--new-key-file", "new", "--no-env-update"];
    private(&home.path().join("new"), b"another short text");
    for command in [
        &["store-key", "set", "anna", "--value-file", "value"][..],
        &["variables", "import", "anna", "variables.json"],
        &["api-keys", "create", "anna", "ci"],
        &["key", "adopt", "--dry-run", "--if-needed"],
        &["backup", "whole.backup"],
        &["restore", "whole.backup", "--store", "sled:///restored"],
        &["store", "copy", "-", "sled:///copied"],
        &rotate,
    ] {
        let result = with(home.path(), &weak, command);
        let encrypts = command[0] != "backup";
        assert!(result.code == 0 && result.err.contains("is weak") == encrypts, "{command:?} {}", result.err);
    }
    // About the new key, whatever the previous one is.
    let strong = [("KOZMOAI_SECRET_KEY", KEY), ("OLD", "another short text")];
    let result = with(
        home.path(),
        &strong,
        &[&rotate[..2], &["--old-key-env", "OLD", "--new-key-env", "OLD"], &rotate[2..3], &rotate[5..]].concat(),
    );
    assert!(result.err.contains("The new secret key is weak"), "{}", result.err);
}

#[test]
fn secret_file_is_read_and_named() {
    let home = tempfile::tempdir().unwrap();
    // As Kubernetes mounts a secret.
    let mount = home.path().join("secrets");
    fs::create_dir_all(mount.join("..2026_01")).unwrap();
    private(&mount.join("..2026_01/key"), format!("{KEY}\n").as_bytes());
    symlink("..2026_01", mount.join("..data")).unwrap();
    symlink("..data/key", mount.join("key")).unwrap();
    let named = [("KOZMOAI_SECRET_KEY_FILE", "secrets/key")];
    let shown = with(home.path(), &named, &["key", "show", "--json"]);
    let expected = with(home.path(), &[("KOZMOAI_SECRET_KEY", KEY)], &["key", "show", "--json"]);
    let fingerprint = |done: &Done| done.out.lines().find(|line| line.contains("fingerprint")).map(str::to_owned);
    assert_eq!((shown.code, fingerprint(&shown)), (0, fingerprint(&expected)), "{}", shown.err);
    assert!(shown.out.contains("secrets/key (KOZMOAI_SECRET_KEY_FILE)"), "{}", shown.out);
    let both = [("KOZMOAI_SECRET_KEY_FILE", "secrets/key"), ("KOZMOAI_SECRET_KEY", KEY)];
    let result = with(home.path(), &both, &["key", "show"]);
    assert!(result.code == 2 && result.err.contains("KOZMOAI_SECRET_KEY_FILE"), "{}", result.err);
    let both = [("KOZMOAI_SUPERUSER_PASSWORD_FILE", "secrets/key"), ("KOZMOAI_SUPERUSER_PASSWORD", "x")];
    assert_eq!(with(home.path(), &both, &["config"]).code, 2);
    assert_eq!(with(home.path(), &[("KOZMOAI_SECRET_KEY_FILE", "missing")], &["config"]).code, 2);
    private(&home.path().join("empty"), b"\n");
    assert_eq!(with(home.path(), &[("KOZMOAI_SECRET_KEY_FILE", "empty")], &["config"]).code, 2);
    fs::set_permissions(mount.join("..2026_01/key"), fs::Permissions::from_mode(0o666)).unwrap();
    let result = with(home.path(), &named, &["key", "show"]);
    assert!(result.code == 2 && result.err.contains("0666"), "{}", result.err);
}

#[test]
fn keygen_spares_files_that_are_not_env_files() {
    let home = tempfile::tempdir().unwrap();
    let padded = "dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg=";
    for (name, content, code) in [
        ("secret_key", "randomly_generated_secure_key", 5),
        ("key", KEY, 5),
        ("padded", padded, 5),
        ("ended", "a short text\n", 2),
        ("settings.json", "{\n  \"KOZMOAI_PORT\": \"7860\"\n}\n", 2),
    ] {
        private(&home.path().join(name), content.as_bytes());
        let result = with(home.path(), &[], &["keygen", "--write", name]);
        assert_eq!(result.code, code, "{name}: {}", result.err);
        assert_eq!(fs::read_to_string(home.path().join(name)).unwrap(), content);
    }
    fs::create_dir(home.path().join("config")).unwrap();
    assert_eq!(with(home.path(), &[], &["keygen", "--write", "config/secret_key"]).code, 2);
    for (name, content) in [("empty", ""), ("comment", "# settings\n"), (".env", "KOZMOAI_PORT=7860\nodd line\n")] {
        private(&home.path().join(name), content.as_bytes());
        let result = with(home.path(), &[], &["keygen", "--write", name]);
        assert_eq!(result.code, 0, "{name}: {}", result.err);
        assert!(fs::read_to_string(home.path().join(name)).unwrap().starts_with(content));
    }
}

#[test]
fn previous_key_is_not_kept_in_overwritten_file() {
    let home = tempfile::tempdir().unwrap();
    private(&home.path().join("key"), KEY.as_bytes());
    symlink("key", home.path().join("link")).unwrap();
    let named = [("KOZMOAI_SECRET_KEY_FILE", "key")];
    with_input(home.path(), &["superuser", "--username", "anna", "--password-stdin"], b"hard-to-guess-1");
    for name in ["key", "link", "./key"] {
        for more in ["--dry-run", "--yes"] {
            let result = with(home.path(), &named, &["rotate", more, "--keep-old-key", name]);
            assert_eq!(result.code, 5, "{name} {more}: {}", result.err);
        }
    }
    assert_eq!(fs::read_to_string(home.path().join("key")).unwrap(), KEY);
}

#[test]
fn rotation_rewrites_named_secret_file() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("key");
    private(&file, format!("{KEY}\n").as_bytes());
    let named = [("KOZMOAI_SECRET_KEY_FILE", "key")];
    with_input(home.path(), &["superuser", "--username", "anna", "--password-stdin"], b"hard-to-guess-1");
    private(&home.path().join("value"), b"sk-1");
    assert_eq!(with(home.path(), &named, &["variables", "set", "anna", "TOKEN", "--value-file", "value"]).code, 0);
    let result = with(home.path(), &named, &["rotate", "--yes"]);
    assert_eq!(result.code, 0, "{}", result.err);
    assert_ne!(fs::read_to_string(&file).unwrap().trim(), KEY);
    assert_eq!(with(home.path(), &named, &["key", "check"]).code, 0);
    assert!(!home.path().join(".local/share/kozmoai/secret_key").exists());
}

#[test]
fn pipes_are_read_and_never_written() {
    let home = tempfile::tempdir().unwrap();
    let shell = |line: &str| {
        let mut command = Command::new(tool("bash"));
        command
            .args(["-c", line])
            .env_clear()
            .env("KOZMOAI_TEST_QUICK_HASHES", "1")
            .env("HOME", home.path())
            .env("K", env!("CARGO_BIN_EXE_kozmoai"))
            .env("PATH", "/usr/bin:/bin");
        done(command.current_dir(home.path()).stdin(Stdio::null()).output().unwrap())
    };
    let result = shell("$K superuser --username anna --password-file <(echo hard-to-guess-1)");
    assert_eq!(result.code, 0, "{}", result.err);
    let result = shell("$K key show --json --env-file <(echo KOZMOAI_SECRET_KEY=abc)");
    assert!(result.code == 0 && result.out.contains("--env-file"), "{}{}", result.out, result.err);
    let result = shell("echo abc | KOZMOAI_SECRET_KEY_FILE=/dev/stdin $K key show");
    assert_eq!(result.code, 0, "{}", result.err);
    let result = shell("mkfifo pipe; (echo hard-to-guess-2 > pipe &) ; $K users add bert --password-file pipe");
    assert_eq!(result.code, 0, "{}", result.err);
    let result = shell("timeout 10 $K keygen --write pipe");
    assert_eq!(result.code, 2, "{}", result.err);
    let result = shell("timeout 20 $K rotate --yes --env-file <(echo KOZMOAI_SECRET_KEY=abc)");
    assert!(![0, 124].contains(&result.code), "{}", result.err);
}

#[test]
fn colours_and_mouse_are_settings() {
    let home = tempfile::tempdir().unwrap();
    let result = with(home.path(), &[("KOZMOAI_THEME", "High-Contrast"), ("KOZMOAI_MOUSE", "on")], &["config"]);
    assert!(result.code == 0 && result.out.contains("high-contrast"), "{}{}", result.out, result.err);
    assert_eq!(with(home.path(), &[("KOZMOAI_THEME", "pink")], &["config"]).code, 2);
}

#[test]
fn account_without_home_uses_configured_paths() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("data");
    let url = format!("sled:///{}", database.display());
    let xdg = folder.path().join("xdg");
    let homeless = |environment: &[(&str, &str)], arguments: &[&str]| {
        let mut command = kozmoai(folder.path());
        command.env("HOME", "/").envs(environment.iter().copied()).args(arguments).stdin(Stdio::null());
        done(command.output().unwrap())
    };
    let result = homeless(&[], &["config"]);
    assert_eq!(result.code, 0, "{}", result.err);
    for command in [&["users", "list"][..], &["superuser", "--username", "anna", "--generate-password"], &["key", "check"]] {
        let result = homeless(&[], &command[..command.len().min(2)]);
        assert!(result.code == 2 || result.code == 3, "{command:?}: {}", result.err);
    }
    let result = homeless(&[], &["users", "list"]);
    assert!(result.code == 2 && result.err.contains("--config-dir"), "{}", result.err);
    let added = homeless(&[], &["--store", &url, "users", "add", "anna", "--generate-password"]);
    assert_eq!(added.code, 0, "{}", added.err);
    assert_eq!(homeless(&[], &["--store", &url, "users", "list"]).code, 0);
    let config = homeless(&[("XDG_DATA_HOME", xdg.to_str().unwrap())], &["config", "--json"]);
    assert!(config.out.contains(&format!("{}/kozmoai", xdg.display())), "{}", config.out);
    let listed = homeless(&[("XDG_DATA_HOME", xdg.to_str().unwrap())], &["users", "list"]);
    assert_eq!(listed.code, 0, "{}", listed.err);
    assert!(!Path::new("/.local/share/kozmoai").exists());
}

#[test]
fn config_get_prints_one_setting() {
    let home = tempfile::tempdir().unwrap();
    let environment = [("KOZMOAI_SUPERUSER", "anna"), ("KOZMOAI_SECRET_KEY", KEY)];
    for (name, code, out) in [
        ("KOZMOAI_SUPERUSER", 0, "anna\n"),
        ("superuser", 0, "anna\n"),
        ("SECRET_KEY", 0, "••••••••\n"),
        ("KOZMOAI_SUPERUSER_PASSWORD", 4, ""),
        ("KOZMOAI_SUPERUSR", 4, ""),
    ] {
        let result = with(home.path(), &environment, &["config", "get", name]);
        assert_eq!((result.code, result.out.as_str()), (code, out), "{name}: {}", result.err);
    }
    let result = with(home.path(), &environment, &["config", "get", "KOZMOAI_SUPERUSR"]);
    assert!(result.err.contains("KOZMOAI_SUPERUSER?"), "{}", result.err);
}

#[test]
fn long_env_file_is_accepted() {
    let home = tempfile::tempdir().unwrap();
    for lines in [
        "=\n".repeat(40_000),
        "foo bar baz\n".repeat(40_000),
        "A='x\n".repeat(40_001),
        (0..60_000).map(|number| format!("KOZMOAI_TEHM{number}=1\n")).collect(),
    ] {
        private(&home.path().join(".env"), lines.as_bytes());
        let mut command = kozmoai(home.path());
        command.arg("config").env("PATH", "/usr/bin:/bin").current_dir(home.path());
        let ended = run_by("timeout", ["-s", "KILL", "20"], &command).output().unwrap().status;
        assert!(matches!(ended.code(), Some(0 | 2)), "{:?}...: {ended}", &lines[..20]);
    }
}

#[test]
fn commands_that_fix_findings_exist() {
    let home = tempfile::tempdir().unwrap();
    let commands: Vec<&str> = FixedBy::ALL.into_iter().filter_map(FixedBy::command).collect();
    assert!(commands.len() > 5);
    for command in commands {
        let mut words = command.split(' ');
        assert_eq!(words.next(), Some("kozmoai"));
        // What clap does not know is an error, though the help is asked for.
        let arguments: Vec<&str> = words.chain(["--help"]).collect();
        let shown = with(home.path(), &[], &arguments);
        assert_eq!(shown.code, 0, "{command}: {}", shown.err);
        let wrong: Vec<&str> = [&["--no-such-option"], &*arguments].concat();
        assert_eq!(with(home.path(), &[], &wrong).code, 2);
    }
}
