//! The rotation wizard on a real database with a real .env: completed, left, interrupted, resumed and rolled back.

use std::sync::Arc;

use jiff::SignedDuration;
use kozmoai::error::Kind;
use kozmoai::fs::private;
use kozmoai::model::{AuditFilter, Cursor};
use kozmoai::secret::{ExposeSecret, Secret};
use kozmoai::service::Service;
use kozmoai::service::backup::Destination;
use kozmoai::service::progress::{Progress, Stage};
use kozmoai::service::rotation::Request;
use kozmoai::store::Store;
use kozmoai::tui::app::Message;
use kozmoai::tui::effect::Ticket;
use kozmoai::tui::route::Route;
use kozmoai::tui::theme::Theme;

use super::env::{FIRST_KEY, TestConsole, TestEnv, operator};
use super::failing::{Failing, Fuse};

const OTHER_KEY: &str = "F9DaVQfBNAXpWhIPsNn2RFHhZGuuy5Q9Ufm0Vl2D0bY";

fn house() -> TestEnv {
    TestEnv::with_env_file(|store| store)
}

fn console(house: &TestEnv) -> TestConsole<'_> {
    house.console_of(&house.user("admin").unwrap(), 100, 30, Theme::dark())
}

fn key_on_disk(house: &TestEnv) -> String {
    TestEnv::settings_of(house.folder()).secret_key.value.unwrap().expose_secret().to_owned()
}

fn has_journal(house: &TestEnv) -> bool {
    house.folder().join("config/rotation.json").exists()
}

/// Checks that alice's secret can be read, and another one set and read.
fn secrets_work(house: &TestEnv) {
    assert_eq!(house.value("alice", "TOKEN").as_deref(), Some("alices-secret"));
    house.set("alice", "ANOTHER", "kept-afterwards", false);
    assert_eq!(house.value("alice", "ANOTHER").as_deref(), Some("kept-afterwards"));
}

/// Starts a rotation that is held back.
fn begun(console: &mut TestConsole<'_>) -> Ticket {
    console.keys("4R<enter><enter><enter>rotate");
    console.held = true;
    console.keys("<enter>").running_task().unwrap()
}

#[test]
fn wizard_rotates_from_keys_to_summary() {
    let house = house();
    let mut console = console(&house);
    console.keys("4").shows("4babe69b59d2e26a").shows("uses this key").keys("R").shows("Nothing has been changed");
    console.keys("<enter>").shows("To rotate").shows("Everyone must then sign in").keys("<enter>").shows("Create backup");
    console.keys("<enter>").shows("Type \"rotate\" to confirm").shows("! overwritten in the key files").keys("<enter>");
    console.shows("Does not match");
    assert!(!has_journal(&house) && key_on_disk(&house) == FIRST_KEY, "nothing has been changed");
    console.keys("rotate<enter>").shows("every secret is encrypted with the new key").shows("Keep a copy of the key");
    assert_eq!(console.app.route(), Route::Rotation);
    let key = key_on_disk(&house);
    assert_ne!(key, FIRST_KEY);
    assert!(!has_journal(&house));
    console.hides(&key).hides(FIRST_KEY);
    secrets_work(&house);
    // The key on disk alone decrypts everything.
    let checked = house.service.admin(&operator()).unwrap().check_keys(&mut |_| true).unwrap();
    assert_eq!((checked.stats.total, checked.stats.current), (2, 2));
    assert_eq!(std::fs::read_dir(house.folder().join("config/backups")).unwrap().count(), 1);
    // The screens use the new key and show its source.
    console.keys("<enter>").shows(&checked.fingerprint).shows(".env line 2").shows("uses this key");
    console.keys("2<end>v").shows("alices-secret").keys("<esc>6").shows("KOZMOAI_SECRET_KEY");
}

#[test]
fn keys_are_read_from_files() {
    let house = house();
    let file = house.folder().join("new.key");
    private::write(&file, OTHER_KEY.as_bytes()).unwrap();
    let mut console = console(&house);
    console.keys("4R<tab>").tell(Message::Paste(file.display().to_string().into()));
    console.keys("<tab>").tell(Message::Paste(format!(" {} , ", file.display()).into()));
    console.keys("<tab><space><c-s>").shows("none; configure the new key").keys("<enter><s-tab><s-tab><s-tab><space><c-s>");
    console.shows("Backup").shows("! none").keys("rotate<enter>").shows("every secret is encrypted with the new key");
    assert_eq!(key_on_disk(&house), FIRST_KEY);
    assert!(!house.folder().join("config/backups").exists());
    secrets_work(&house);
    console.keys("<enter>").shows("a rotation since the start").keys("2<end>v").shows("alices-secret");
}

#[test]
fn previous_key_is_kept_in_a_file() {
    let house = house();
    let (kept, taken) = (house.folder().join("previous.key"), house.folder().join("taken"));
    private::write(&taken, b"something else").unwrap();
    let mut console = console(&house);
    console.keys("4R<enter><enter>").shows("Only the previous key (now in").shows("/.env)").hides("line 2");
    // What the command refuses is refused at the field.
    let env = house.folder().join(".env");
    let nowhere = house.folder().join("nowhere/previous.key");
    let reserved = house.folder().join("config/rotation.json");
    console.keys("<tab><tab><tab>").shows("A new file (mode 0600)");
    for (path, why) in [
        (&taken, "already exists and was left unchanged. Name a new file"),
        (&env, "is the key file that the rotation overwrites."),
        (&nowhere, "can't be written into"),
        (&reserved, "is the name of a file that the database or kozmoai itself uses"),
    ] {
        console.keys("<c-u>").tell(Message::Paste(path.display().to_string().into()));
        let shown = console.keys("<enter>").text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(why), "{why}: {shown}");
        console.shows("› Back up");
    }
    assert!(!nowhere.exists() && !has_journal(&house));
    console.keys("<c-u>").tell(Message::Paste(format!(" {} ", kept.display()).into()));
    console.keys("<enter>").shows("Previous key  kept in").shows("Type \"rotate\"");
    assert!(!kept.exists(), "nothing is written before the confirmation");
    console.keys("rotate<enter>").shows("every secret is encrypted with the new key").hides("Keep a copy");
    console.shows("is kept in").shows("previous.key");
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), FIRST_KEY);
    assert_ne!(key_on_disk(&house), FIRST_KEY);
}

#[test]
fn check_of_previous_key_file_can_be_left() {
    let house = house();
    let mut console = console(&house);
    console.keys("4R<enter><enter><s-tab><s-tab>");
    console.tell(Message::Paste(house.folder().join("previous.key").display().to_string().into()));
    console.held = true;
    console.keys("<enter>").shows("Working …").keys("<esc>").settle().shows("› Plan");
    console.keys("<enter>").shows("› Back up").hides("Working …").keys("<enter>").shows("› Confirm");
}

#[test]
fn last_line_names_the_keys_of_every_step() {
    let house = house();
    let mut console = console(&house);
    let last = |console: &mut TestConsole<'_>| console.text().lines().last().unwrap().trim().to_owned();
    let mut shows = |keys: &str, expected: &str| {
        let line = last(console.keys(keys));
        assert!(line.starts_with(expected), "{keys}: {line}");
    };
    shows("4R", "enter Check  esc Cancel  tab Next");
    shows("<tab>", "enter Next  ctrl-s Check  esc Cancel");
    shows("<s-tab><s-tab>", "enter Cancel  ctrl-s Check  tab Next");
    shows("<tab><enter>", "enter Continue  esc Back  : Commands");
    shows("<enter>", "enter Continue  esc Back  tab Next");
    shows("<enter>", "enter Rotate  esc Back");
    console.keys("rotate").held = true;
    assert!(last(console.keys("<enter>")).starts_with("esc Interrupt  : Commands"));
    assert!(last(console.settle()).starts_with("enter Close  : Commands"));
    // What there is no room for is left out, not cut off.
    let mut small = house.console_of(&house.user("admin").unwrap(), 40, 12, Theme::dark());
    assert_eq!(last(small.keys("4R<enter>")), "enter Continue  esc Back  ? Help");
}

#[test]
fn smallest_terminals_begin_at_the_top() {
    let house = house();
    for (columns, rows, all_fits) in [(60, 16, true), (40, 12, false)] {
        let mut console = house.console_of(&house.user("admin").unwrap(), columns, rows, Theme::dark());
        console.keys("4R").shows("New key file").shows("Check");
        assert_eq!(console.text().contains("↑ ↓ More"), !all_fits);
        console.keys("<s-tab><s-tab>").shows("Online (server running)");
        assert_eq!(console.text().contains("New key file"), all_fits);
        // On to the button, the lines stay where they are.
        console.keys("<tab>").shows("Online (server running)").keys("<tab><enter><enter>");
        console.shows("Only the previous key (now in").shows("decrypts this").shows("Continue");
        console.keys("<tab>").shows("Create backup").keys("<tab>").shows("Directory").keys("<tab>").shows("Keep previous key in");
    }
}

#[test]
fn refusals_are_shown_in_the_form() {
    let house = house();
    let mut console = console(&house);
    console.keys("4R<tab>/nowhere/at/all<c-s>").shows("/nowhere/at/all cannot be read").shows("Update key files");
    // The focus moves to the field of the file.
    console.keys("<c-u><tab>/no/such/file<s-tab><c-s>").shows("/no/such/file cannot be read").keys("<c-u>").hides("/no/such");
    // A generated key that is written nowhere would be lost.
    console.keys("<tab><space><c-s>").shows("A generated key must be written").hides("--");
    assert!(key_on_disk(&house) == FIRST_KEY && !has_journal(&house));
}

#[test]
fn leaving_at_any_step_changes_nothing() {
    let house = house();
    let before =
        house.service.admin(&operator()).unwrap().audit(&AuditFilter::default(), &Cursor::FIRST, 100).unwrap().rows.len();
    let mut console = console(&house);
    for keys in ["", "<enter>", "<enter><enter>", "<enter><enter><enter>", "<enter><enter><enter>rotat"] {
        console.keys("4R").keys(keys);
        for _ in 0..4 {
            console.keys("<esc>");
        }
        assert_eq!(console.app.route(), Route::SecretKey, "{keys}");
    }
    assert!(!has_journal(&house) && key_on_disk(&house) == FIRST_KEY);
    let after = house.service.admin(&operator()).unwrap().audit(&AuditFilter::default(), &Cursor::FIRST, 100).unwrap().rows.len();
    assert_eq!(after, before + 1, "only the sign-in was recorded");
}

#[test]
fn interruption_offers_resume_and_rollback() {
    for (stage, end) in [(Stage::BackingUp, ' '), (Stage::Reencrypting, 'e'), (Stage::Reencrypting, 'x')] {
        let house = house();
        let mut console = console(&house);
        console.keys("4R<enter><enter><enter>rotate");
        console.held = true;
        console.keys("<enter>").shows("Rotating the secret key").keys("<esc>").shows("Interrupt the rotation?").keys("<enter>");
        assert!(!console.is_asked_to_end(), "the default is Cancel");
        console.keys("<esc>y").shows("Interrupting");
        assert!(console.is_asked_to_end());
        console.ends_at = Some(stage);
        console.settle();
        console.ends_at = None;
        assert_eq!((has_journal(&house), key_on_disk(&house).as_str()), (end != ' ', FIRST_KEY));
        if end == ' ' {
            console.shows("nothing was changed");
            secrets_work(&house);
            continue;
        }
        console
            .shows("can be resumed")
            .keys("2")
            .shows("was interrupted")
            .keys("4")
            .shows("A rotation was interrupted")
            .keys("R");
        console.keys(&format!("{end}<enter>"));
        assert!(has_journal(&house), "the default is Cancel");
        console.keys(&format!("{end}y")).shows(if end == 'e' { "encrypted with the new key" } else { "Rolled back" });
        assert!(!has_journal(&house));
        assert_eq!(key_on_disk(&house) == FIRST_KEY, end == 'x');
        secrets_work(&house);
        console.keys("2<end>v").shows("alices-secret").keys("<esc>4").hides("interrupted");
    }
}

fn request() -> Request {
    Request {
        new_key: Some(Secret::from(OTHER_KEY)),
        old_keys: Vec::new(),
        backup: Destination::Nowhere,
        keep_old_key: None,
        allow_unreadable: false,
        allow_weak_key: false,
        update_sources: true,
        online: false,
    }
}

/// A database whose rotation was interrupted after the re-encryption and before the update of the `.env`.
fn interrupted() -> TestEnv {
    let fuse = Fuse::at(i64::MAX, true);
    let wire = fuse.clone();
    let house = TestEnv::with_env_file(|inner| Box::new(Failing { inner: Arc::from(inner), fuse }) as Box<dyn Store>);
    let service: &Service = &house.service;
    for call in 0..200 {
        wire.rearm(call);
        let outcome = service.admin(&operator()).unwrap().rotate(&request(), &mut |_| true);
        wire.rearm(i64::MAX);
        let Some(rotation) = service.rotation_status().unwrap() else { continue };
        assert_eq!(outcome.unwrap_err().kind(), Kind::Resumable);
        if rotation.phase.is_reencrypted() {
            return house;
        }
        service.admin(&operator()).unwrap().roll_back_rotation(&mut |_| true).unwrap();
    }
    panic!("the rotation was never interrupted at the right moment");
}

#[test]
fn interrupted_rotation_is_reported_and_finished() {
    for (end, key) in [("e", OTHER_KEY), ("x", FIRST_KEY)] {
        let house = interrupted();
        house
            .console_of(&house.user("admin").unwrap(), 100, 30, Theme::dark())
            .keys("2")
            .shows("locked")
            .hides("! undecryptable");
        house.console(100, 30).shows("was interrupted");
        let mut console = console(&house);
        console.keys("4").shows("every secret is encrypted with the new key").shows("e Resume").shows("x Roll back");
        console.keys("R").shows("Roll back:").keys("<esc>").keys(end).keys("y");
        assert_eq!((console.app.route(), key_on_disk(&house).as_str()), (Route::Rotation, key));
        assert!(!has_journal(&house));
        secrets_work(&house);
        console.hides(OTHER_KEY).hides(FIRST_KEY).keys("<enter>").shows("uses this key").hides("interrupted");
    }
}

#[test]
fn other_screens_show_a_running_rotation() {
    let house = house();
    let mut console = console(&house);
    console.keys("4R<enter><enter><enter>rotate");
    console.held = true;
    console
        .wait(SignedDuration::from_secs(7))
        .keys("<enter>1")
        .shows("Rotation · 0 s · w Show")
        .keys("L")
        .shows("Rotation in progress.")
        .keys("4c");
    console.shows("Rotation in progress.").keys("R").shows("Rotating the secret key");
    // Quitting asks first.
    console.keys("q").shows("Interrupt the rotation and quit?").keys("<enter>");
    assert!(!console.has_quit);
    console.keys("1").settle().shows("✓ Rotation finished; press 4, then R").keys("4R");
    console.shows("every secret is encrypted with the new key").keys("<f5>").shows("every secret is encrypted").keys("1");
    console.keys("4R").shows("Nothing has been changed");
    assert_ne!(key_on_disk(&house), FIRST_KEY);
}

#[test]
fn failed_check_is_announced_as_a_failure() {
    let house = TestEnv::with_lost_key("");
    house.service.admin(&operator()).unwrap().adopt_key(true, &mut |_| true).unwrap();
    let mut console = console(&house);
    console.keys("4R");
    console.held = true;
    console.keys("<enter>1").settle().shows("! Rotation check failed; press 4, then R for the reason").hides("finished");
    console.keys("4R").shows("cannot be decrypted").shows("TOKEN");
    console.keys("4");
    console.held = true;
    console.keys("c1").settle().shows("! Checked").shows("cannot be decrypted").hides("finished");
}

#[test]
fn cancelled_wizard_keeps_no_options() {
    let house = house();
    let mut console = console(&house);
    console.keys("4R").shows("Skip undecryptable       [ ]").keys("<s-tab><s-tab><s-tab><s-tab><space>");
    console.shows("Skip undecryptable       [x]").keys("<esc>R").shows("Skip undecryptable       [ ]");
}

#[test]
fn locked_console_keeps_rotating() {
    let house = house();
    let mut console = console(&house);
    let ticket = begun(&mut console);
    console.wait(SignedDuration::from_mins(11));
    console.tell(Message::Progress(ticket, Progress { stage: Stage::Checking, done: 1, total: None }));
    assert!(console.app.is_locked());
    console.hides("Checking").keys("<tab><enter>").settle().hides("with the new key");
    assert_ne!(key_on_disk(&house), FIRST_KEY);
    console.keys("<esc>").sign_in("alice").hides("with the new key").keys("4R").hides("Secret key");
    secrets_work(&house);
}

#[test]
fn progress_shows_rate_and_time_left() {
    let house = house();
    let mut console = console(&house);
    let ticket = begun(&mut console);
    let so_far = |stage, done| Message::Progress(ticket, Progress { stage, done, total: Some(40_000) });
    console.tell(so_far(Stage::Checking, 40_000)).tell(so_far(Stage::Reencrypting, 0)).wait(SignedDuration::from_secs(2));
    console.tell(so_far(Stage::Reencrypting, 10_000)).shows("10,000 of 40,000 · 5,000 a second · 6 s left");
    // The header has it on every screen, and one key leads to it.
    console.keys("2").shows("Re-encrypting ███░░░░░░░░░ 25 % · 6 s left").keys("q").shows("quitting interrupts it").keys("<esc>");
    console.keys("w");
    console.shows("to resume or roll back later").shows("✓ Checking").shows("· Verifying");
}

#[test]
fn read_only_console_cannot_rotate() {
    let house = TestEnv::build(&[("AUTO_LOGIN", "true")], |service| {
        service.start().unwrap();
        service.read_only()
    });
    let mut console = house.console(100, 30);
    console.keys("4R").shows("The console is read-only.").keys("e").shows("The console is read-only.");
    assert_eq!(console.app.route(), Route::SecretKey);
    console.keys("nw<enter>").shows("opened read-only").keys("<esc><esc>").keys("c").shows("Checked at");
    assert!(!house.folder().join(".env").exists());
}

#[test]
fn small_terminal_shows_everything_to_decide_by() {
    let house = house();
    let mut console = house.console_of(&house.user("admin").unwrap(), 60, 16, Theme::dark());
    console.keys("4R").shows("changes nothing.");
    for end in [
        "key files in use.",
        "separated by commas.",
        "do that yourself.",
        "refusing to rotate.",
        "short passphrase.",
        "another pass.",
    ] {
        console.keys("<tab>").shows(end).shows("Check");
    }
    // The whole error is visible at the input it is about, which gets the focus.
    console.keys("<s-tab><s-tab><s-tab> <c-s>").shows("A generated key must be written").shows("key files”.").shows("↑ ↓ More");
    console.keys("<tab><tab> <c-s>").shows("signs the sign-ins.").keys("<enter>").shows("save a copy");
    console.keys("<tab><tab><c-u><c-s>").shows("Enter a directory").shows("save a copy of that key now.").shows("Create backup");
    console.keys(&format!("/{}<c-s>", "long/".repeat(60))).shows("Type \"rotate\" to confirm").shows("↑ ↓ More");
    console.keys("no<enter>").shows("Does not match").hides("everyone must sign in");
    console.keys(&"<down>".repeat(12)).shows("everyone must sign in").shows("Type \"rotate\" to confirm: no");
}

#[test]
fn current_stage_is_visible_at_any_size() {
    let house = house();
    for (columns, rows) in [(60, 16), (60, 14), (40, 12)] {
        let mut console = house.console_of(&house.user("admin").unwrap(), columns, rows, Theme::dark());
        let ticket = begun(&mut console);
        console.shows("› Checking");
        let stages = [Stage::Checking, Stage::BackingUp, Stage::VerifyingBackup, Stage::Reencrypting, Stage::Verifying];
        for stage in stages {
            let so_far = Progress { stage, done: 20_000, total: Some(40_000) };
            console.tell(Message::Progress(ticket, so_far)).shows(&format!("› {}", stage.name())).shows("██");
        }
        console.shows("Esc Interrupt").keys("<home>").shows("Rotating the secret key");
    }
}
