//! The overview: what it shows at every size, approvals, and jumps to where something is fixed.

use std::sync::Arc;

use jiff::SignedDuration;
use kozmoai::config::Origin;
use kozmoai::model::{SecretLocation, UserStatus};
use kozmoai::secret::Secret;
use kozmoai::service::NewUser;
use kozmoai::service::doctor::{Finding, FixedBy, Severity};
use kozmoai::service::keys::{ActiveKey, Strength};
use kozmoai::service::overview::{
    BackupPlace, DatabaseOverview, KeyAge, KeyOverview, KeyShare, LastBackup, LastBackups, SecretsByKey, UndecryptableSecret,
};
use kozmoai::tui::app::{Job, Message, Reply, global};
use kozmoai::tui::effect::Slot;
use kozmoai::tui::route::Route;
use kozmoai::tui::screens::overview::{self, Part, PartRead};
use kozmoai::tui::theme::Theme;

use super::env::{PASSWORD, TestConsole, TestEnv, operator};
use super::failing::{Failing, Fuse};
use super::screens::check_everywhere;

const SIZES: [(u16, u16); 5] = [(200, 50), (120, 36), (80, 24), (60, 16), (40, 12)];

/// Where the check of secrets runs.
const CHECK: Slot = Slot::Part(Route::Overview, Part::Secrets as u8);

/// A console with a superuser signed in, on the overview.
fn console<'a>(
    house: &'a TestEnv,
    columns: u16,
    rows: u16,
    theme: Theme,
    known: &dyn Fn(&Job) -> Option<Reply>,
) -> TestConsole<'a> {
    let start = house.service.start().unwrap();
    let mut console = house.console_with(columns, rows, start, theme);
    console.held = true;
    console.sign_in("admin").answered(known);
    assert_eq!(console.app.route(), Route::Overview);
    // The order of the rows depends on the size of the first frame.
    console.buffer();
    console
}

fn opened(house: &TestEnv) -> TestConsole<'_> {
    console(house, 120, 40, Theme::dark(), &quiet)
}

const fn part(job: &Job) -> Option<Part> {
    match job {
        Job::Overview(overview::Job::Read(part)) => Some(*part),
        _ => None,
    }
}

/// The parts that depend on the machine.
fn quiet(job: &Job) -> Option<Reply> {
    let database = DatabaseOverview {
        engine: "sled",
        short: "store".to_owned(),
        address: "sled:///srv/store".to_owned(),
        version: "0.34".to_owned(),
        is_newer_generation: false,
        not_writable: None,
        is_read_only: false,
        auto_login: false,
    };
    Some(Reply::Overview(overview::Reply::Read(match part(job)? {
        Part::Findings => PartRead::Findings(Ok(Vec::new())),
        Part::Database => PartRead::Database(Ok(database)),
        Part::Backup => PartRead::Backup(Ok(LastBackups { last: None, cut: None })),
        Part::Key => PartRead::Key(Ok(KeyOverview {
            active: Some(ActiveKey { key: Ok(("4babe69b59d2e26a".to_owned(), Strength::Full)), origin: Origin::Environment }),
            trouble: None,
            age: KeyAge::AtLeast("2026-11-01T08:00:00Z".parse().unwrap()),
            fallbacks: 0,
            binding: None,
            rotation: None,
        })),
        Part::Counts | Part::Pending | Part::SignIns | Part::Clients | Part::Secrets => return None,
    })))
}

/// The same, with findings, a backup, and secrets that cannot be decrypted.
fn busy(job: &Job) -> Option<Reply> {
    let finding = |severity, message: &str, by| Finding {
        area: "settings",
        severity,
        message: message.to_owned(),
        fix: None,
        fixed_by: Some(by),
    };
    let share = |fingerprint: &str, is_active, count| KeyShare { fingerprint: fingerprint.to_owned(), is_active, count };
    Some(Reply::Overview(overview::Reply::Read(match part(job)? {
        Part::Findings => PartRead::Findings(Ok(vec![
            finding(Severity::Problem, "The directory of backups can be read by everybody", FixedBy::Files),
            finding(
                Severity::Warning,
                "The setting KOZMOAI_IDLE_LOCK_MINUTES is 0, so that the console never locks",
                FixedBy::Settings,
            ),
        ])),
        Part::Backup => {
            let (at, place) = ("2026-11-20T22:15:00Z".parse().unwrap(), BackupPlace::StandardOutput);
            PartRead::Backup(Ok(LastBackups { last: Some(LastBackup { at, place, is_verified: true }), cut: None }))
        }
        Part::Secrets => {
            let place = SecretLocation::StoreKey("3fa85f64-5717-4562-b3fc-2c963f66afa6".parse().unwrap());
            let named = UndecryptableSecret {
                owner: Some("alice".to_owned()),
                variable: Some("OPENAI_API_KEY".to_owned()),
                place,
                reason: "another key",
            };
            let secrets = SecretsByKey {
                total: 12,
                keys: vec![share("4babe69b59d2e26a", true, 8), share("0123456789abcdef", false, 2)],
                plaintext: 1,
                has_usual_plaintext: false,
                undecryptable: 1,
                named: vec![named],
            };
            PartRead::Secrets(Ok(secrets))
        }
        _ => return quiet(job),
    })))
}

/// A database with failed sign-ins and 13 users pending approval.
fn attended() -> TestEnv {
    let house = TestEnv::keeping();
    for number in 1..=12 {
        house.wait(SignedDuration::from_hours(5));
        house.add(&format!("guest{number}"), false, number == 12);
        if number > 8 {
            let refused = house.service.sign_in(["alice", "nobody"][number % 2], &Secret::from("wrong")).unwrap();
            assert!(refused.is_err());
        }
    }
    house
}

#[test]
fn overview() {
    let empty = TestEnv::new(&[]);
    empty.add("admin", true, true);
    for (name, house, known) in [("overview-new", empty, quiet as fn(&Job) -> Option<Reply>), ("overview-busy", attended(), busy)]
    {
        // Both views share a database, so the sign-in that the first one records must not differ.
        let view = |columns, rows, theme| console(&house, columns, rows, theme, &known).buffer();
        let _first = view(80, 24, Theme::dark());
        check_everywhere(name, |columns, rows, _| (view(columns, rows, Theme::dark()), view(columns, rows, Theme::mono())));
    }
}

#[test]
fn other_themes_and_sizes_show_everything_on_the_way_down() {
    let house = attended();
    for (columns, rows) in SIZES {
        for theme in [Theme::light(), Theme::high_contrast()] {
            let mut console = console(&house, columns, rows, theme, &busy);
            let mut seen = console.text();
            for _ in 0..60 {
                seen.push_str(&console.keys("j").text());
            }
            for shown in [
                "guest12",
                "bob",
                "4 failed sign-ins",
                "256 random bits",
                "OPENAI_API_KEY",
                "verified",
                "sled 0.34",
                "by everybody",
            ] {
                assert!(seen.contains(shown), "{shown:?} is never shown at {columns}x{rows}:\n{seen}");
            }
        }
    }
}

#[test]
fn new_database_says_the_next_steps() {
    let house = TestEnv::new(&[]);
    house.add("admin", true, true);
    let mut console = opened(&house);
    console.shows("Create a user").shows("Set a variable").shows("Back up the database").shows("No pending approvals");
    console.keys("<enter>");
    assert_eq!(console.app.route(), Route::Users);
    console.keys("0j<enter>");
    assert_eq!(console.app.route(), Route::Variables);
    // The cursor stays on its row meanwhile.
    console.keys("0j<enter>");
    assert_eq!(console.app.route(), Route::SecretKey);
}

/// Moves down from the first row.
fn go_to(console: &mut TestConsole<'_>, row: usize) {
    console.keys("g").keys(&"j".repeat(row));
}

#[test]
fn each_row_leads_to_where_it_is_fixed() {
    let house = attended();
    // The numbers of the rows: four of users, thirteen pending, three of sign-ins, eight of the key, and so on.
    for (row, route) in [
        (2, Route::Users),
        (7, Route::Users),
        (17, Route::Audit),
        (18, Route::Audit),
        (20, Route::SecretKey),
        (24, Route::SecretKey),
        (27, Route::Variables),
        (28, Route::Backups),
        (29, Route::Settings),
        (31, Route::Settings),
    ] {
        let mut console = console(&house, 120, 40, Theme::dark(), &busy);
        go_to(&mut console, row);
        console.keys("<enter>");
        assert_eq!(console.app.route(), route, "{row}");
    }
    let mut console = console(&house, 120, 40, Theme::dark(), &busy);
    go_to(&mut console, 7);
    console.keys("<enter>").shows("/guest3").shows("1 of 1");
}

#[test]
fn look_up_runs_no_longer_than_its_screen() {
    let house = attended();
    let mut console = console(&house, 120, 40, Theme::dark(), &busy);
    let is_running = |console: &mut TestConsole<'_>| {
        house.wait(SignedDuration::from_secs(8));
        console.tell(Message::Tick).text().contains(['⠋', '⠙', '⠴', '⠦'])
    };
    console.held = true;
    assert!(is_running(console.keys("A")), "the users are being read");
    assert!(!is_running(console.keys("7").settle()), "another screen does not wait for them");
}

#[test]
fn one_user_is_approved() {
    let house = attended();
    let mut console = opened(&house);
    go_to(&mut console, 6);
    console.keys("a").shows("Approve \"guest2\"?").keys("<esc>");
    assert!(!house.user("guest2").unwrap().is_active);
    console.keys("ay").shows("Approved \"guest2\"").shows("Pending approvals · 12");
    assert!(house.user("guest2").unwrap().is_active && !house.user("guest3").unwrap().is_active);
    console.keys("uy").shows("Undone: \"guest2\" is pending approval again").shows("Pending approvals · 13");
    assert_eq!(house.user("guest2").unwrap().status(), UserStatus::Pending);
}

#[test]
fn selected_and_all_users_are_approved() {
    let house = attended();
    let mut console = opened(&house);
    go_to(&mut console, 6);
    console.keys("  a").shows("Approve 2 users?").shows("guest2").shows("guest3").keys("y").shows("Approved 2 users");
    console.keys("A").shows("Approve 11 users?").shows("1 is a superuser").shows("guest12 · superuser");
    console.keys("y").shows("Approved 11 users").shows("No pending approvals");
    assert!(house.user("bob").unwrap().is_active && house.user("guest12").unwrap().is_active);
    console.keys("A").shows("Nobody is pending approval");
}

#[test]
fn regular_user_never_reaches_it() {
    let house = TestEnv::keeping();
    let mut console = house.console_of(&house.user("alice").unwrap(), 120, 36, Theme::dark());
    console.keys("0");
    assert_ne!(console.app.route(), Route::Overview);
    console.hides("Pending approvals");
}

#[test]
fn read_only_console_approves_nobody() {
    let house = TestEnv::build(&[], |service| {
        for (username, active, superuser) in [("admin", true, true), ("bob", false, false)] {
            let new = NewUser { username: username.to_owned(), password: PASSWORD.into(), active: Some(active), superuser };
            service.admin(&operator()).unwrap().create_user(&new).unwrap();
        }
        service.read_only()
    });
    let mut console = opened(&house);
    go_to(&mut console, 4);
    console.keys("a").shows("read-only").keys("A").shows("read-only");
    assert!(!house.user("bob").unwrap().is_active);
}

#[test]
fn error_of_a_part_leaves_the_others() {
    let fuse = Fuse::at(i64::MAX, false);
    let house = TestEnv::with_env_file(|inner| Box::new(Failing { inner: Arc::from(inner), fuse: fuse.clone() }));
    let mut console = console(&house, 120, 40, Theme::dark(), &quiet);
    // The numbers of users are read first, after the actor.
    fuse.rearm(1);
    console.keys("r").shows("✗ Users").shows("No pending approvals").shows("256 random bits");
    assert!(fuse.went_off());
    console.keys("r").hides("✗ Users").shows("active superuser");
}

#[test]
fn check_of_secrets_runs_last_and_ends_with_the_screen() {
    let house = TestEnv::keeping();
    let mut console = opened(&house);
    console.shows("6 of 6 secrets by the active key");
    console.held = true;
    // What is known is kept until something changes.
    console.keys("10").answered(&|job| {
        assert_ne!(part(job), Some(Part::Secrets));
        quiet(job)
    });
    console.shows("6 of 6 secrets by the active key");
    house.set("alice", "ANOTHER", "secret", false);
    console.held = true;
    console.keys("r").settle_before(&|job| part(job) == Some(Part::Secrets));
    console.shows("Checking secrets").shows("256 random bits").shows("active superuser");
    assert!(!console.cancels(CHECK));
    console.keys("1");
    assert!(console.cancels(CHECK));
    console.settle().keys("0").shows("7 of 7 secrets");
}

#[test]
fn wrong_key_is_not_marked_as_good() {
    let house = TestEnv::with_lost_key("");
    let mut console = house.console_of(&house.user("admin").unwrap(), 120, 40, Theme::dark());
    console.keys("0").shows("· Key b407f72f").hides("✓ Key").hides("In use since");
    let house = TestEnv::with_env_file(|store| store);
    house
        .console_of(&house.user("admin").unwrap(), 120, 40, Theme::dark())
        .keys("0")
        .shows("✓ Key 4babe69b")
        .shows("In use since");
}

#[test]
fn strip_keeps_undecryptable_secrets_until_they_are_fixed() {
    let house = TestEnv::with_lost_key("");
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 120, 40, Theme::dark());
    console.keys("1").shows("✗ 1 undecryptable");
    for _ in 0..3 {
        console.wait(SignedDuration::from_secs(61)).shows("✗ 1 undecryptable");
    }
    // An unrelated change counts again, and finds the same.
    console.keys("<down>ay").shows("Deactivated \"alice\"").shows("✗ 1 undecryptable");
    // Without the secret, nothing of it is left, though the overview is not opened.
    console.keys("2dy").shows("Deleted").hides("undecryptable");
    console.wait(SignedDuration::from_secs(61)).hides("undecryptable");
}

#[test]
fn count_of_secrets_is_not_cut_off_by_the_next_reading() {
    let house = TestEnv::with_lost_key("");
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 120, 40, Theme::dark());
    console.keys("1");
    let counts = |job: &Job| matches!(job, Job::App(global::Job::ReadAttention { counts_secrets: true }));
    // What the question names is read first.
    console.keys("<down>a");
    console.held = true;
    console.keys("y").settle_before(&counts);
    console.wait(SignedDuration::from_secs(61));
    let readings = |console: &TestConsole<'_>| console.pending(&|job| matches!(job, Job::App(global::Job::ReadAttention { .. })));
    assert_eq!((console.pending(&counts), readings(&console)), (1, 1));
    // A change meanwhile counts again, since this one may have fixed more.
    console.keys("u").settle_before(&|_| false);
    console.shows("✗ 1 undecryptable");
    console.held = true;
    console.wait(SignedDuration::from_secs(61));
    assert_eq!((console.pending(&counts), readings(&console)), (0, 1));
}
