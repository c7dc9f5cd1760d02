//! The backups of rotations: listed, verified and pruned.

use std::path::PathBuf;

use jiff::SignedDuration;
use kozmoai::service::backup::BackupFacts;
use kozmoai::service::backups::StoredBackup;
use kozmoai::tui::app::{Job, Reply};
use kozmoai::tui::route::Route;
use kozmoai::tui::screens::backups::{self, Listed};
use kozmoai::tui::theme::Theme;

use super::env::{TestConsole, TestEnv};
use super::screens::check_everywhere;

fn console(house: &TestEnv) -> TestConsole<'_> {
    house.console_of(&house.user("admin").unwrap(), 120, 30, Theme::dark())
}

fn files(house: &TestEnv) -> Vec<PathBuf> {
    let folder = house.folder().join("config/backups");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "backup"));
    files.sort();
    files
}

/// A database whose key was rotated twice.
fn rotated() -> TestEnv {
    let house = TestEnv::with_env_file(|store| store);
    for _ in 0..2 {
        console(&house).keys("4R<enter><enter><enter>rotate<enter>").shows("Backup");
        house.wait(SignedDuration::from_hours(48));
    }
    assert_eq!(files(&house).len(), 2);
    house
}

#[test]
fn backups_are_listed_and_pruned() {
    let house = rotated();
    let mut console = console(&house);
    console.keys("4B").shows("Backups of rotations").shows("1 of 2").shows("(previous)").shows("when written");
    console.shows("2026-11-24 09:30").shows("2026-11-26 09:30").keys("<enter>").shows("File").shows("Users").keys("<esc>");
    console.keys("pfew<c-s>").shows("\"few\" is not a number of backups.");
    console.keys("<bs><bs><bs><tab>soon<c-s>").shows("Invalid time \"soon\"").keys("<bs><bs><bs><bs><c-s>");
    console.shows("not specified which backups").keys("300d<c-s>").shows("Nothing to delete").keys("<esc>");
    console.keys("p1<c-s>").shows("Delete 1 backup? This frees").shows("· 2026-11-24 09:30").keys("<enter>");
    assert_eq!(files(&house).len(), 2, "the question rests on Cancel");
    console.keys("p1<c-s>y").shows("Deleted 1 backup (").shows("1 of 1").hides("2026-11-24 09:30");
    assert_eq!(files(&house).len(), 1);
    console.keys("<esc>");
    assert_eq!(console.app.route(), Route::SecretKey);
}

#[test]
fn backups_are_verified() {
    let house = rotated();
    let [older, _] = files(&house).try_into().unwrap();
    let mut bytes = std::fs::read(&older).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&older, bytes).unwrap();
    let mut console = console(&house);
    console.keys("4Bv").shows("✓ intact").keys("<down>v").shows("its checksum is wrong").shows("✗ damaged");
}

#[test]
fn no_backups_is_an_empty_list() {
    let house = TestEnv::with_env_file(|store| store);
    console(&house).keys("4B").shows("No backups of rotations yet.").keys("p").shows("There are no backups of rotations.");
}

fn listed() -> Vec<Listed> {
    let backup = |number: u64, bytes, facts| Listed {
        backup: StoredBackup { path: format!("/srv/kozmoai/backups/kozmoai-{number}.backup").into(), bytes, facts },
        number,
        has_active_key: number == 2,
        is_in_use: false,
    };
    let facts = |at: &str, store: &str| {
        Some(BackupFacts {
            engine: "embedded".to_owned(),
            store: store.to_owned(),
            created_at: at.parse().unwrap(),
            fingerprint: Some("0e5e1b6a2b7d9c11".to_owned()),
            users: 1_204,
        })
    };
    vec![
        backup(2, 48_234_496, facts("2026-11-23T08:15:00Z", "sled:////srv/kozmoai/store")),
        backup(1, 912, None),
        backup(0, 39_845_888, facts("2026-05-18T22:40:00Z", "postgresql://kozmoai@db.example.com/kozmoai")),
    ]
}

#[test]
fn backups_snapshots() {
    let house = TestEnv::inhabited();
    let known = |job: &Job| match job {
        Job::Backups(backups::Job::List) => Some(Reply::Backups(backups::Reply::Listed(listed()))),
        Job::Backups(backups::Job::PlanPrune { .. }) => {
            let planned = listed().into_iter().skip(1).map(|row| row.backup).collect();
            Some(Reply::Backups(backups::Reply::PrunePlanned(planned)))
        }
        _ => None,
    };
    // All views share a database, so the sign-in that the first one records must not differ.
    let _first = house.console_of(&house.user("admin").unwrap(), 80, 24, Theme::dark());
    let view = |columns, rows, theme, keys: &str| {
        let mut console = house.console_of(&house.user("admin").unwrap(), columns, rows, theme);
        console.held = true;
        console.keys("4B").answered(&known);
        console.held = true;
        console.keys(keys).answered(&known);
        console.buffer()
    };
    for (name, keys) in [("backups", ""), ("backups-details", "<enter>"), ("backups-limits", "p"), ("backups-prune", "p1<c-s>")] {
        check_everywhere(name, |columns, rows, _| {
            (view(columns, rows, Theme::dark(), keys), view(columns, rows, Theme::mono(), keys))
        });
    }
}
