//! Files that other accounts own, may write or may read: warned of, refused or reported.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::mistakes::{KEY, done, entries, private, with, with_input};
use super::script::kozmoai;

#[test]
fn file_writable_by_others_is_warned_of() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("password");
    private(&file, b"hard-to-guess-1");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o606)).unwrap();
    let result = with(home.path(), &[], &["superuser", "--username", "anna", "--password-file", "password"]);
    assert!(result.code == 0 && result.err.contains("not trusted") && result.err.contains("0606"), "{}", result.err);
    private(&home.path().join("users.csv"), b"username\nbert\n");
    fs::set_permissions(home.path().join("users.csv"), fs::Permissions::from_mode(0o666)).unwrap();
    let result = with(home.path(), &[], &["users", "import", "users.csv"]);
    assert!(result.code == 0 && result.err.contains("not trusted"), "{}", result.err);
    private(&home.path().join("given.env"), b"KOZMOAI_SUPERUSER=anna\n");
    fs::set_permissions(home.path().join("given.env"), fs::Permissions::from_mode(0o666)).unwrap();
    let backup = with(home.path(), &[], &["backup", "saved"]);
    assert_eq!(backup.code, 0, "{}", backup.err);
    for command in [
        "config",
        "config get KOZMOAI_SUPERUSER",
        "key show",
        "key check",
        "users list",
        "audit verify",
        "rotate status",
        "store copy - sled:///copied --dry-run",
        "restore saved --replace --dry-run",
        "superuser --username anna --password-file password",
    ] {
        let words: Vec<&str> = ["--env-file", "given.env"].into_iter().chain(command.split_whitespace()).collect();
        let result = with(home.path(), &[], &words);
        let warnings = result.err.matches("because --env-file names it").count();
        assert_eq!(warnings, 1, "{command}: {}", result.err);
    }
    let result = with(home.path(), &[], &["--env-file", "given.env", "doctor"]);
    assert!(result.out.contains("because --env-file names it") && !result.err.contains("not trusted"), "{}", result.err);
}

#[test]
fn written_env_file_is_trusted_afterwards() {
    for (before, after) in [(0o666, 0o640), (0o660, 0o640), (0o644, 0o640), (0o620, 0o600), (0o640, 0o640), (0o600, 0o600)] {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(".env");
        private(&path, b"KOZMOAI_AUTO_LOGIN=False\n");
        fs::set_permissions(&path, fs::Permissions::from_mode(before)).unwrap();
        let run = |arguments: &[&str]| with(home.path(), &[], arguments);
        assert_eq!(run(&["keygen", "--write", ".env"]).code, 0);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, after, "{before:o}");
        let shown = run(&["config", "get", "SECRET_KEY"]);
        assert!(shown.code == 0 && shown.err.starts_with("Origin: ./.env line 2"), "{before:o}: {}", shown.err);
    }
}

#[test]
fn foreign_env_file_is_confined_for_root() {
    if !rustix::process::geteuid().is_root() {
        crate::support::skipped::skipped("only root can be led");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let service = folder.path().join("service");
    let roots = folder.path().join("roots");
    for path in [&service, &roots] {
        fs::create_dir(path).unwrap();
    }
    let env = service.join(".env");
    let own = |path: &Path| std::os::unix::fs::chown(path, Some(12_345), Some(12_345)).unwrap();
    own(&service);
    let ways = [
        ("KOZMOAI_CONFIG_DIR", roots.join("config")),
        ("KOZMOAI_DATABASE_URL", roots.join("store")),
        ("KOZMOAI_SECRET_KEY_FILE", roots.join("key")),
        ("KOZMOAI_CONFIG_DIR", service.join("link")),
    ];
    symlink(&roots, service.join("link")).unwrap();
    private(&roots.join("key"), KEY.as_bytes());
    for (name, place) in ways {
        private(&env, format!("{name}={}\n", place.display()).as_bytes());
        own(&env);
        let implicit = done(kozmoai(&service).args(["users", "list"]).output().unwrap());
        assert_eq!(implicit.code, 2, "{}", implicit.err);
        let named = done(kozmoai(&roots).args(["users", "list", "--env-file"]).arg(&env).output().unwrap());
        assert!(named.code == 2 && named.err.contains("leads to"), "{name}: {}", named.err);
    }
    assert_eq!(entries(&roots), ["key"]);
    private(&env, format!("KOZMOAI_CONFIG_DIR={}\n", service.join("config").display()).as_bytes());
    own(&env);
    let named = done(kozmoai(&roots).args(["users", "list", "--env-file"]).arg(&env).output().unwrap());
    assert_eq!(named.code, 0, "{}", named.err);
}

#[test]
fn doctor_names_files_others_may_write() {
    let home = tempfile::tempdir().unwrap();
    let environment = [("KOZMOAI_SECRET_KEY", KEY)];
    with_input(home.path(), &["superuser", "--username", "anna", "--password-stdin"], b"hard-to-guess-1");
    let config = home.path().join(".local/share/kozmoai");
    let backups = config.join("backups");
    fs::create_dir(&backups).unwrap();
    fs::set_permissions(&backups, fs::Permissions::from_mode(0o700)).unwrap();
    private(&backups.join("one.backup"), b"x");
    let database = home.path().join("kozmoai.db");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/kozmoai-0.1.8/kozmoai.db"), &database).unwrap();
    fs::set_permissions(&database, fs::Permissions::from_mode(0o600)).unwrap();
    let doctor = |arguments: &[&str]| {
        let done = with(home.path(), &environment, &[arguments, &["doctor"]].concat());
        let shown = if done.out.is_empty() { done.err } else { done.out };
        shown.lines().filter(|line| !line.contains("warning  settings")).map(|line| format!("{line}\n")).collect::<String>()
    };
    let sqlite = ["--store", "sqlite:///kozmoai.db"];
    assert!(!doctor(&[]).contains("not trusted") && !doctor(&sqlite).contains("not trusted"), "{}", doctor(&[]));
    for (path, mode, arguments) in [
        (&config, 0o777, &[][..]),
        (&config.join("store"), 0o777, &[]),
        (&backups, 0o777, &[]),
        (&backups.join("one.backup"), 0o666, &[]),
        (&database, 0o666, &sqlite),
        (&home.path().to_owned(), 0o777, &sqlite),
    ] {
        let before = fs::metadata(path).unwrap().permissions();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        let shown = doctor(arguments);
        fs::set_permissions(path, before).unwrap();
        assert!(shown.contains(&format!("{} is not trusted", path.display())) && shown.contains("chmod"), "{path:?}: {shown}");
    }
    if !rustix::process::geteuid().is_root() {
        crate::support::skipped::skipped("only root can give files away");
        return;
    }
    for path in [&backups, &backups.join("one.backup"), &config] {
        std::os::unix::fs::chown(path, Some(12_345), Some(12_345)).unwrap();
        let shown = doctor(&[]);
        std::os::unix::fs::chown(path, Some(0), Some(0)).unwrap();
        assert!(shown.contains("belongs to another account") && shown.contains("chown"), "{path:?}: {shown}");
    }
}

#[test]
fn doctor_names_databases_others_may_read() {
    let home = tempfile::tempdir().unwrap();
    let environment = [("KOZMOAI_SECRET_KEY", KEY)];
    with_input(home.path(), &["superuser", "--username", "anna", "--password-stdin"], b"hard-to-guess-1");
    let config = home.path().join(".local/share/kozmoai");
    let database = home.path().join("kozmoai.db");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/kozmoai-0.1.8/kozmoai.db"), &database).unwrap();
    let set_mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    set_mode(&database, 0o600);
    let sqlite = ["--store", "sqlite:///kozmoai.db"];
    assert_eq!(with(home.path(), &environment, &[&sqlite[..], &["users", "add", "new", "--generate-password"]].concat()).code, 0);
    fs::create_dir(config.join("backups")).unwrap();
    set_mode(&config.join("backups"), 0o700);
    fs::create_dir(config.join("store.replaced")).unwrap();
    private(&config.join("backups/one.backup"), b"x");
    private(&home.path().join("kozmoai.db.replaced"), b"x");
    let doctor = |arguments: &[&str]| {
        let done = with(home.path(), &environment, &[arguments, &["doctor"]].concat());
        done.out.lines().filter(|line| line.contains(" accessible to ")).map(str::to_owned).collect::<Vec<_>>()
    };
    set_mode(home.path(), 0o755);
    set_mode(&config.join("store.replaced"), 0o700);
    assert!(doctor(&[]).is_empty() && doctor(&sqlite).is_empty(), "{:?} {:?}", doctor(&[]), doctor(&sqlite));
    for (path, mode, arguments) in [
        (database.clone(), 0o644, &sqlite[..]),
        (home.path().join("kozmoai.db.admin"), 0o644, &sqlite),
        (home.path().join("kozmoai.db.replaced"), 0o604, &sqlite),
        (config.join("backups/one.backup"), 0o644, &[]),
        (config.join("store/db"), 0o644, &[]),
        (config.join("store.replaced"), 0o755, &[]),
    ] {
        let before = fs::metadata(&path).unwrap().permissions();
        set_mode(&path, mode);
        let shown = doctor(arguments);
        fs::set_permissions(&path, before).unwrap();
        let expected = format!("{} is accessible", path.file_name().unwrap().display());
        assert!(shown.iter().any(|line| line.contains(&expected)), "{path:?}: {shown:?}");
        // SQLite gives its log the mode of the database.
        for suffix in ["-wal", "-shm"] {
            drop(fs::remove_file(home.path().join(format!("kozmoai.db.admin{suffix}"))));
        }
    }
    // The group of a database of Kozmoai's own may be meant to read it, and nobody reads what is in a closed directory.
    set_mode(&database, 0o660);
    assert!(doctor(&sqlite).is_empty());
    set_mode(&database, 0o644);
    set_mode(home.path(), 0o700);
    assert!(doctor(&sqlite).is_empty());
}

#[test]
fn shared_directory_gets_no_database() {
    let home = tempfile::tempdir().unwrap();
    let shared = home.path().join("shared");
    fs::create_dir(&shared).unwrap();
    let run = |arguments: &[&str]| with_input(home.path(), arguments, b"hard-to-guess-1");
    assert_eq!(run(&["superuser", "--username", "anna", "--password-stdin"]).code, 0);
    assert_eq!(run(&["backup", "saved"]).code, 0);
    let new = ["--json", "--store", "sled:///shared/new"];
    let commands = [
        &["superuser", "--username", "anna", "--password-stdin"][..],
        &["restore", "saved", "--dry-run"],
        &["restore", "saved"],
        &["store", "copy", "-", "sled:///shared/new", "--dry-run"],
        &["store", "copy", "-", "sled:///shared/new"],
    ];
    let arguments = |command: &[&'static str]| {
        let words = if command[0] == "store" { [&["--json"][..], command].concat() } else { [&new[..], command].concat() };
        words.into_iter().map(|word| if word == "-" { "sled:///.local/share/kozmoai/store" } else { word }).collect::<Vec<_>>()
    };
    for mode in [0o777, 0o1777] {
        fs::set_permissions(&shared, fs::Permissions::from_mode(mode)).unwrap();
        for command in commands {
            let refused = run(&arguments(command));
            let is_refused = refused.code == 8 && refused.err.contains("database_directory_not_trusted");
            assert!(
                is_refused && refused.err.contains(&format!("chmod go-w {}", shared.display())),
                "{command:?}: {}",
                refused.err
            );
            assert_eq!(entries(&shared), [""; 0], "{command:?}");
        }
    }
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(run(&arguments(commands[0])).code, 0, "the next step works");
}

#[test]
fn database_in_shared_directory_is_not_rewritten() {
    let home = tempfile::tempdir().unwrap();
    let shared = home.path().join("shared");
    fs::create_dir(&shared).unwrap();
    let run = |arguments: &[&str]| {
        with_input(home.path(), &[&["--store", "sled:///shared/store"], arguments].concat(), b"hard-to-guess-1")
    };
    for (arguments, code) in [
        (&["keygen", "--write", ".env"][..], 0),
        (&["superuser", "--username", "anna", "--password-stdin"], 0),
        (&["variables", "set", "anna", "NAME", "--value-stdin"], 0),
        (&["backup", "saved"], 0),
    ] {
        assert_eq!(run(arguments).code, code, "{arguments:?}");
    }
    let (before, env) = (entries(&shared), fs::read(home.path().join(".env")).unwrap());
    for mode in [0o777, 0o1777] {
        fs::set_permissions(&shared, fs::Permissions::from_mode(mode)).unwrap();
        for arguments in [
            &["rotate", "--dry-run"][..],
            &["rotate", "--yes"],
            &["restore", "saved", "--replace", "--dry-run"],
            &["restore", "saved", "--replace", "--yes"],
        ] {
            let refused = run(arguments);
            assert!(refused.code == 8 && refused.err.contains("chmod go-w"), "{arguments:?}: {} {}", refused.code, refused.err);
            assert_eq!(entries(&shared), before, "{arguments:?}");
        }
        assert!(fs::read(home.path().join(".env")).unwrap() == env);
        assert_eq!(run(&["users", "list"]).code, 0);
        let doctor = run(&["doctor"]).out;
        assert!(doctor.contains(&format!("{} is not trusted", shared.display())) && doctor.contains("chmod go-w"), "{doctor}");
    }
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).unwrap();
    let rotated = run(&["rotate", "--yes"]);
    assert_eq!(rotated.code, 0, "the next step works: {}", rotated.err);
}
