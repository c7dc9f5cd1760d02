//! Panics in a library and in the program: the documented exit code, and no paths of the build machine.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::run::tool;

const KEY: &str = "dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg";

fn run(home: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    // A database damaged in a way that sled opens may let sled wait forever.
    let mut command = Command::new(tool("timeout"));
    command.args(["-s", "KILL", "10", env!("CARGO_BIN_EXE_kozmoai"), "--no-input"]).args(arguments);
    command
        .env_clear()
        .env("KOZMOAI_TEST_QUICK_HASHES", "1")
        .env("HOME", home)
        .env("PATH", "/usr/bin:/bin")
        .env("RUST_BACKTRACE", "full");
    command.env("KOZMOAI_SECRET_KEY", KEY).env("KOZMOAI_CONFIG_DIR", home.join("config")).envs(environment.iter().copied());
    command.current_dir(home).output().unwrap()
}

/// Asserts that only the place of a panic is printed, without paths of the build machine.
fn assert_calm(said: &str) {
    let built_in = [env!("CARGO_MANIFEST_DIR"), "/registry/", "/rustc/", ".cargo", "/library/"];
    for hidden in ["panicked", "stack backtrace", "RUST_BACKTRACE"].into_iter().chain(built_in) {
        assert!(!said.contains(hidden), "{hidden}: {said}");
    }
}

/// The checksum that sled appends to its summary of a database.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc: u32, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[test]
fn library_panic_reports_damaged_database() {
    let home = tempfile::tempdir().unwrap();
    for name in ["anna", "bert", "carl"] {
        let added = run(home.path(), &["users", "add", name, "--generate-password"], &[]);
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    }
    let store = home.path().join("config/store");
    let summary = fs::read_dir(&store).unwrap().map(|entry| entry.unwrap().path());
    let summary = summary.into_iter().find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("snap.")).unwrap();
    let genuine: Vec<(_, Vec<u8>)> = fs::read_dir(&store)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    let mut panics = 0;
    // Other numbers in the summary, with a correct checksum: sled never wrote them.
    for at in (0..fs::read(&summary).unwrap().len() - 12).step_by(7) {
        let left: Vec<_> = fs::read_dir(&store).unwrap().map(|entry| entry.unwrap().path()).collect();
        left.iter().filter(|path| path.is_file()).for_each(|path| fs::remove_file(path).unwrap());
        genuine.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
        let mut bytes = fs::read(&summary).unwrap();
        let end = bytes.len() - 12;
        bytes[at] = bytes[at].wrapping_add(1);
        let sum = crc32(&bytes[..end]).to_le_bytes();
        bytes[end + 8..].copy_from_slice(&sum);
        fs::write(&summary, bytes).unwrap();
        let done = run(home.path(), &["users", "list"], &[]);
        let said = String::from_utf8_lossy(&done.stderr);
        assert_calm(&said);
        if said.contains("a panic in sled-") {
            panics += 1;
            assert_eq!(done.status.code(), Some(8), "{said}");
        }
        if panics == 3 {
            return;
        }
    }
    assert!(panics > 0, "sled panics on none of these");
}

#[test]
fn program_panic_is_unexpected_failure() {
    let home = tempfile::tempdir().unwrap();
    for (arguments, what) in [(&["users", "list"][..], ""), (&["users", "list", "--json"], "\"kind\":\"unexpected\"")] {
        let done = run(home.path(), arguments, &[("KOZMOAI_TEST_PANIC", "command")]);
        let said = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{said}");
        assert!(said.contains("kozmoai stopped unexpectedly in src/panics.rs") && said.contains(what), "{said}");
        assert!(!said.contains("rehearsed"), "{said}");
        assert_calm(&said);
    }
}
