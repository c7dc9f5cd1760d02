//! Files that another account plants beside a SQLite database of root, which SQLite would play back, and in directories above
//! files of root's.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use super::trusted::{ACCOUNT, Own};

/// Every file that may be beside a database.
const SUFFIXES: [&str; 7] = ["-journal", "-wal", "-shm", ".admin", ".admin-journal", ".admin-wal", ".admin-shm"];

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn give(path: &Path, uid: u32, gid: u32) {
    chown(path, Some(uid), Some(gid)).unwrap();
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

/// A database of root's, which only root may read, in a directory of its own.
fn database(own: &Own) -> PathBuf {
    let folder = own.at("data");
    fs::create_dir(&folder).unwrap();
    set_mode(&folder, 0o755);
    let path = folder.join("k.db");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/kozmoai-0.1.8/kozmoai.db"), &path).unwrap();
    set_mode(&path, 0o600);
    path
}

/// A hot rollback journal that replaces every page of a database by those of another one.
fn journal(pages: &[u8], replaced: &[u8]) -> Vec<u8> {
    let size = usize::from(u16::from_be_bytes([pages[16], pages[17]]));
    let count = |database: &[u8]| u32::try_from(database.len() / size).unwrap();
    let mut journal = vec![0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    for number in [count(pages), 0, count(pages).max(count(replaced)), 512, u32::try_from(size).unwrap()] {
        journal.extend(number.to_be_bytes());
    }
    journal.resize(512, 0);
    for (number, page) in (1_u32..).zip(pages.chunks(size)) {
        journal.extend(number.to_be_bytes());
        journal.extend(page);
        let counted = (1..).map(|step| size.checked_sub(200 * step)).map_while(|at| at.filter(|at| *at > 0));
        journal.extend(counted.map(|at| u32::from(page[at])).sum::<u32>().to_be_bytes());
    }
    journal
}

/// A journal that makes "mallory" a superuser.
fn forged(path: &Path, aside: &Path) -> Vec<u8> {
    fs::copy(path, aside).unwrap();
    let db = rusqlite::Connection::open(aside).unwrap();
    db.execute_batch(
        "PRAGMA journal_mode = DELETE; UPDATE user SET username = 'mallory', is_superuser = 1 WHERE username = 'admin'",
    )
    .unwrap();
    drop(db);
    journal(&fs::read(aside).unwrap(), &fs::read(path).unwrap())
}

fn users(own: &Own, path: &Path) -> (i32, String) {
    own.run(&["--store", &format!("sqlite:///{}", path.display()), "users", "list"])
}

#[test]
fn planted_journal_is_not_played_back() {
    let Some(own) = Own::new() else { return };
    let path = database(&own);
    let planted = beside(&path, "-journal");
    let content = forged(&path, &own.at("aside.db"));
    for mode in [0o1777, 0o755, 0o777] {
        let before = fs::read(&path).unwrap();
        fs::write(&planted, &content).unwrap();
        give(&planted, ACCOUNT, ACCOUNT);
        set_mode(path.parent().unwrap(), mode);
        let (code, said) = users(&own, &path);
        assert!(code == 8 && said.contains("k.db-journal belongs to uid 12345"), "{mode:o}: {code} {said}");
        assert!(fs::read(&path).unwrap() == before, "{mode:o}: the database changed");
        // The next step that the message names.
        fs::rename(&planted, beside(&path, "-journal.foreign")).unwrap();
        let (code, said) = users(&own, &path);
        assert_eq!(code, if mode == 0o1777 { 8 } else { 0 }, "{mode:o}: {said}");
        assert!(!said.contains("mallory"), "{said}");
    }
    // The journal would have been played back.
    fs::write(&planted, &content).unwrap();
    let (code, said) = users(&own, &path);
    assert!(code == 0 && said.contains("mallory"), "{said}");
}

#[test]
fn every_planted_file_is_refused() {
    let Some(own) = Own::new() else { return };
    let path = database(&own);
    let add = ["--store", &format!("sqlite:///{}", path.display()), "users", "add", "anna", "--generate-password"];
    assert_eq!(own.run(&add).0, 0);
    let admin = fs::read(beside(&path, ".admin")).unwrap();
    for suffix in SUFFIXES {
        let planted = beside(&path, suffix);
        let content = if suffix == ".admin" { admin.clone() } else { b"planted".to_vec() };
        fs::write(&planted, content).unwrap();
        for (owner, mode, is_linked, expected) in [
            (ACCOUNT, 0o600, false, "belongs to uid 12345 (mode 0600)"),
            (0, 0o620, false, "can be written (mode 0620)"),
            (0, 0o602, false, "can be written (mode 0602)"),
            (0, 0o600, true, "has a second hard link"),
        ] {
            give(&planted, owner, owner);
            set_mode(&planted, mode);
            let link = own.at("link");
            // A backup by hard links is no reason where nobody else creates files.
            set_mode(path.parent().unwrap(), if is_linked { 0o777 } else { 0o755 });
            if is_linked {
                fs::hard_link(&planted, &link).unwrap();
            }
            let before = (fs::read(&path).unwrap(), fs::read(&planted).unwrap());
            for command in [&["users", "list"][..], &["users", "add", "bert", "--generate-password"], &["backup", "b"]] {
                let (code, said) = own.run(&[&add[..2], command].concat());
                let named = said.contains(&format!("k.db{suffix} {expected}"));
                assert!(code == 8 && named, "{suffix} {command:?}: {code} {said}");
            }
            assert!(before == (fs::read(&path).unwrap(), fs::read(&planted).unwrap()), "{suffix} {expected}");
            drop(fs::remove_file(link));
        }
        set_mode(path.parent().unwrap(), 0o755);
        fs::remove_file(&planted).unwrap();
        if suffix == ".admin" {
            fs::write(&planted, &admin).unwrap();
            set_mode(&planted, 0o600);
            fs::hard_link(&planted, own.at("snapshot")).unwrap();
        }
        assert_eq!(users(&own, &path).0, 0, "{suffix}");
        drop(fs::remove_file(own.at("snapshot")));
    }
}

#[test]
fn database_in_directory_open_to_others_is_refused() {
    let Some(own) = Own::new() else { return };
    let path = database(&own);
    let folder = path.parent().unwrap();
    let shown = folder.display();
    let moving = "Move the database with all files that begin with its name";
    let stored = ["--store", &format!("sqlite:///{}", path.display())].map(str::to_owned);
    let backup = own.at("whole.backup").display().to_string();
    let run = |arguments: &[&str]| own.run(&[&[stored[0].as_str(), stored[1].as_str()], arguments].concat());
    assert_eq!(run(&["backup", &backup]).0, 0);
    let before = fs::read(&path).unwrap();
    for (mode, gid) in [(0o1777, 0), (0o1775, ACCOUNT)] {
        give(folder, 0, gid);
        set_mode(folder, mode);
        let (code, said) = users(&own, &path);
        let named = format!("Other accounts may create files in {shown} (owner root, mode {mode:04o})");
        assert!(code == 8 && said.contains(&named) && said.contains(moving), "{code} {said}");
        assert!(fs::read(&path).unwrap() == before);
        let (code, said) = run(&["restore", &backup, "--replace", "--yes"]);
        assert!(code == 8 && said.contains(&named), "{code} {said}");
    }
    set_mode(folder, 0o755);
    assert_eq!(users(&own, &path).0, 0);
}

#[test]
fn shared_directories_of_the_database_are_used() {
    let Some(own) = Own::new() else { return };
    set_mode(own.at("").parent().unwrap(), 0o755);
    let path = database(&own);
    let folder = path.parent().unwrap();
    let member = ACCOUNT + 1;
    for (case, folder_mode, mode, owner, group) in [
        ("of the account alone", 0o700, 0o600, ACCOUNT, ACCOUNT),
        ("of the account's own group", 0o770, 0o644, ACCOUNT, ACCOUNT),
        ("of a group with another number", 0o2770, 0o644, ACCOUNT, member),
        ("of a group that shares the database", 0o2775, 0o664, ACCOUNT, member),
        ("of root, for a group that shares the database", 0o3770, 0o660, 0, member),
        ("of everybody, like the database", 0o777, 0o666, ACCOUNT, ACCOUNT),
        ("of root, open to everybody, as volumes of containers are", 0o777, 0o644, 0, 0),
    ] {
        give(folder, owner, group);
        give(&path, ACCOUNT, group);
        set_mode(folder, folder_mode);
        set_mode(&path, mode);
        let name = format!("user-{folder_mode:o}-{mode:o}");
        let url = format!("sqlite:///{}", path.display());
        let (code, said) = own.run(&["--store", &url, "users", "add", &name, "--generate-password"]);
        assert_eq!(code, 0, "{case}: {said}");
        // What root created belongs to the account, which can open it again.
        assert_eq!(fs::metadata(beside(&path, ".admin")).unwrap().uid(), ACCOUNT, "{case}");
        if mode & 0o020 != 0 {
            let planted = beside(&path, "-journal");
            fs::write(&planted, "").unwrap();
            give(&planted, member, group);
            let (code, said) = users(&own, &path);
            assert_eq!(code, 0, "{case}, with a file of a member: {said}");
            drop(fs::remove_file(planted));
        }
        fs::remove_file(beside(&path, ".admin")).unwrap();
    }
}

#[test]
fn planted_marker_blocks_no_commands() {
    let Some(own) = Own::new() else { return };
    let shared = own.at("shared");
    let mine = shared.join("mine");
    fs::create_dir_all(&mine).unwrap();
    set_mode(&shared, 0o1777);
    set_mode(&mine, 0o700);
    own.write("password", "hard-to-guess-1", 0o600);
    let password = own.at("password").display().to_string();
    assert_eq!(own.run(&["superuser", "--username", "chief", "--password-file", &password]).0, 0);
    assert_eq!(own.run(&["keygen", "--write", own.at(".env").to_str().unwrap()]).0, 0);
    let id = "0b0f4a3c-5a39-4a0b-9d0b-0b6f0c7a1e11";
    let at = |name: &str| mine.join(name).display().to_string();
    for name in ["kozmoai-store", "kozmoai-incomplete"] {
        let marker = shared.join(name);
        fs::write(&marker, format!("kozmoai embedded store\nformat 2\nid {id}\ncopy {id}\n")).unwrap();
        for (owner, is_blocked) in [(ACCOUNT, false), (0, true)] {
            give(&marker, owner, owner);
            let of = |kind: &str| at(&format!("{kind}-{name}"));
            let (backup, kept, env, store) = (of("backup"), of("kept"), of("env"), of("store"));
            for arguments in [
                &["backup", backup.as_str()][..],
                &["rotate", "--yes", "--backup", &of("folder"), "--keep-old-key", &kept],
                &["keygen", "--write", &env],
                &["--store", &store, "superuser", "--username", "anna", "--password-file", &password],
            ] {
                let arguments: Vec<&str> = arguments.to_vec();
                let (code, said) = own.run(&arguments);
                if is_blocked && arguments[0] != "--store" {
                    assert!(code == 2 && said.contains(shared.to_str().unwrap()), "{name} {arguments:?}: {code} {said}");
                } else if !is_blocked {
                    assert_eq!(code, 0, "{name} {arguments:?}: {said}");
                }
            }
            if is_blocked {
                let (code, said) =
                    own.run(&["--store", &of("new"), "superuser", "--username", "anna", "--password-file", &password]);
                let named = format!("inside another database, {}.", shared.display());
                assert!(code == 2 && said.contains(&named), "{name}: {code} {said}");
            }
        }
        fs::remove_file(&marker).unwrap();
    }
}
