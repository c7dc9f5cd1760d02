//! The rotation wizard on a real store with a real .env: walked, left, broken off, resumed, taken back.

use std::sync::Arc;

use jiff::SignedDuration;
use kozmoai::error::Kind;
use kozmoai::fs::private;
use kozmoai::model::AuditFilter;
use kozmoai::secret::{ExposeSecret, Secret};
use kozmoai::service::Service;
use kozmoai::service::backup::Destination;
use kozmoai::service::rotation::{Progress, Request, Stage};
use kozmoai::store::Store;
use kozmoai::tui::app::Message;
use kozmoai::tui::effect::Ticket;
use kozmoai::tui::route::Route;
use kozmoai::tui::theme::Theme;

use super::bench::{Bench, FIRST_KEY, House, operator};
use super::failing::{Failing, Fuse};

const OTHER_KEY: &str = "F9DaVQfBNAXpWhIPsNn2RFHhZGuuy5Q9Ufm0Vl2D0bY";

fn house() -> House {
    House::with_env_file(|store| store)
}

fn console(house: &House) -> Bench<'_> {
    house.console_of(&house.user("admin").unwrap(), 100, 30, Theme::dark())
}

fn key_on_disk(house: &House) -> String {
    House::settings_of(house.folder()).secret_key.value.unwrap().expose_secret().to_owned()
}

fn has_journal(house: &House) -> bool {
    house.folder().join("config/rotation.json").exists()
}

/// Alice's secret is read, and another one kept and read.
fn secrets_work(house: &House) {
    assert_eq!(house.value("alice", "TOKEN").as_deref(), Some("alices-secret"));
    house.set("alice", "ANOTHER", "kept-afterwards", false);
    assert_eq!(house.value("alice", "ANOTHER").as_deref(), Some("kept-afterwards"));
}

/// Begins a rotation whose work is held back for now.
fn begun(console: &mut Bench<'_>) -> Ticket {
    console.keys("4R<enter><enter><enter>rotate");
    console.held = true;
    console.keys("<enter>").long_work().unwrap()
}

#[test]
fn from_the_keys_to_the_summary() {
    let house = house();
    let mut console = console(&house);
    console.keys("4").shows("4babe69b59d2e26a").shows("is under this key").keys("R").shows("Nothing has been changed");
    console.keys("<enter>").shows("To rotate").shows("Everyone has to sign in").keys("<enter>").shows("Make a backup");
    console.keys("<enter>").shows("Type rotate to begin").keys("<enter>").shows("That is not");
    assert!(!has_journal(&house) && key_on_disk(&house) == FIRST_KEY, "nothing was changed so far");
    console.keys("rotate<enter>").shows("Every secret is under the new key").shows("opens with the old key alone");
    assert_eq!(console.app.route(), Route::Rotation);
    let key = key_on_disk(&house);
    assert_ne!(key, FIRST_KEY);
    assert!(!has_journal(&house));
    console.hides(&key).hides(FIRST_KEY);
    secrets_work(&house);
    // With another start, too: the key on disk alone opens everything.
    let checked = house.service.check_keys(&operator(), &mut |_| true).unwrap();
    assert_eq!((checked.tally.total, checked.tally.current), (2, 2));
    assert_eq!(std::fs::read_dir(house.folder().join("config/backups")).unwrap().count(), 1);
    // The screens go on with the new key, and say where it is from.
    console.keys("<enter>").shows(&checked.fingerprint).shows(".env line 2").shows("is under this key");
    console.keys("2<end>v").shows("alices-secret").keys("<esc>6").shows("KOZMOAI_SECRET_KEY");
}

#[test]
fn a_key_and_older_ones_are_read_from_files_and_the_env_file_may_be_left_alone() {
    let house = house();
    let file = house.folder().join("new.key");
    private::write(&file, OTHER_KEY.as_bytes()).unwrap();
    let mut console = console(&house);
    console.keys("4R<tab>").tell(Message::Paste(file.display().to_string()));
    console.keys("<tab>").tell(Message::Paste(format!(" {} , ", file.display())));
    console.keys("<tab><space><c-s>").shows("none: give Kozmoai").keys("<enter><s-tab><s-tab><s-tab><space><c-s>");
    console.shows("Backup").shows("! none").keys("rotate<enter>").shows("Every secret is under the new key");
    assert_eq!(key_on_disk(&house), FIRST_KEY);
    assert!(!house.folder().join("config/backups").exists());
    secrets_work(&house);
    console.keys("<enter>").shows("a rotation since the start").keys("2<end>v").shows("alices-secret");
}

#[test]
fn what_is_refused_is_told_where_it_can_be_mended() {
    let house = house();
    let mut console = console(&house);
    console.keys("4R<tab>/nowhere/at/all<c-s>").shows("/nowhere/at/all can't be read").shows("Update key files");
    // Leaving everything to be generated and kept nowhere is no way.
    console.keys("<c-u><tab><tab><space><c-s>").shows("A generated key has to be written somewhere").hides("--");
    assert!(key_on_disk(&house) == FIRST_KEY && !has_journal(&house));
}

#[test]
fn it_is_left_at_every_step_without_a_trace() {
    let house = house();
    let before = house.service.audit(&operator(), &AuditFilter::default(), None, 100).unwrap().len();
    let mut console = console(&house);
    for keys in ["", "<enter>", "<enter><enter>", "<enter><enter><enter>", "<enter><enter><enter>rotat"] {
        console.keys("4R").keys(keys);
        for _ in 0..4 {
            console.keys("<esc>");
        }
        assert_eq!(console.app.route(), Route::SecretKey, "{keys}");
    }
    assert!(!has_journal(&house) && key_on_disk(&house) == FIRST_KEY);
    let after = house.service.audit(&operator(), &AuditFilter::default(), None, 100).unwrap().len();
    assert_eq!(after, before + 1, "only the sign-in was written down");
}

#[test]
fn ended_before_the_journal_nothing_was_changed_and_after_it_both_ends_are_offered() {
    for (stage, end) in [(Stage::BackingUp, ' '), (Stage::Reencrypting, 'e'), (Stage::Reencrypting, 'x')] {
        let house = house();
        let mut console = console(&house);
        console.keys("4R<enter><enter><enter>rotate");
        console.held = true;
        console.keys("<enter>").shows("Bringing every secret").keys("<esc>").shows("End the rotation").keys("<enter>");
        assert!(!console.is_asked_to_end(), "the question rests on Cancel");
        console.keys("<esc>y").shows("asked to end itself");
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
        console.shows("can be resumed").keys("2").shows("is unfinished").keys("4").shows("A rotation is unfinished").keys("R");
        console.keys(&format!("{end}<enter>"));
        assert!(has_journal(&house), "the question rests on Cancel");
        console.keys(&format!("{end}y")).shows(if end == 'e' { "under the new key" } else { "was taken back" });
        assert!(!has_journal(&house));
        assert_eq!(key_on_disk(&house) == FIRST_KEY, end == 'x');
        secrets_work(&house);
        console.keys("2<end>v").shows("alices-secret").keys("<esc>4").hides("unfinished");
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

/// A house in which a rotation broke off once the store was under the new key and before the `.env` was.
fn broken_off() -> House {
    let fuse = Fuse::at(i64::MAX, true);
    let wire = fuse.clone();
    let house = House::with_env_file(|inner| Box::new(Failing { inner: Arc::from(inner), fuse }) as Box<dyn Store>);
    let service: &Service = &house.service;
    for call in 0..200 {
        wire.rearm(call);
        let outcome = service.rotate(&operator(), &request(), &mut |_| true);
        wire.rearm(i64::MAX);
        let Some(rotation) = service.unfinished_rotation().unwrap() else { continue };
        assert_eq!(outcome.unwrap_err().kind(), Kind::Resumable);
        if rotation.reencrypted {
            return house;
        }
        service.roll_back_rotation(&operator(), &mut |_| true).unwrap();
    }
    panic!("the rotation never broke off where it should");
}

#[test]
fn what_a_crash_left_is_told_at_once_and_ended_either_way() {
    for (end, key) in [("e", OTHER_KEY), ("x", FIRST_KEY)] {
        let house = broken_off();
        house.console(100, 30).shows("unfinished");
        let mut console = console(&house);
        console.keys("4").shows("every value is under the new key").shows("resumes it").shows("takes it back");
        console.keys("R").shows("roll back").keys("<esc>").keys(end).keys("y");
        assert_eq!((console.app.route(), key_on_disk(&house).as_str()), (Route::Rotation, key));
        assert!(!has_journal(&house));
        secrets_work(&house);
        console.hides(OTHER_KEY).hides(FIRST_KEY).keys("<enter>").shows("is under this key").hides("unfinished");
    }
}

#[test]
fn others_are_looked_at_meanwhile_and_what_goes_on_is_found_again() {
    let house = house();
    let mut console = console(&house);
    console.keys("4R<enter><enter><enter>rotate");
    console.held = true;
    console
        .wait(SignedDuration::from_secs(7))
        .keys("<enter>1")
        .shows("something is going on")
        .keys("L")
        .shows("something is going on")
        .keys("4c");
    console.shows("something is going on").keys("R").shows("Bringing every secret");
    // Quitting asks, and rests on staying.
    console.keys("q").shows("asked to end itself first").keys("<enter>");
    assert!(!console.has_quit);
    console.keys("1").settle().shows("has ended").keys("4R").shows("Check");
    assert_ne!(key_on_disk(&house), FIRST_KEY);
}

#[test]
fn a_console_that_locks_itself_or_is_left_goes_on_rotating_and_tells_the_next_superuser_only() {
    let house = house();
    let mut console = console(&house);
    let ticket = begun(&mut console);
    console.wait(SignedDuration::from_mins(11));
    console.tell(Message::Progress(ticket, Progress { stage: Stage::Checking, done: 1, total: None }));
    assert!(console.app.is_locked());
    console.hides("Checking").keys("<tab><enter>").settle().hides("under the new key");
    assert_ne!(key_on_disk(&house), FIRST_KEY);
    console.keys("<esc>").sign_in("alice").hides("under the new key").keys("4R").hides("Secret key");
    secrets_work(&house);
}

#[test]
fn how_far_it_is_is_told_with_rate_and_time_left() {
    let house = house();
    let mut console = console(&house);
    let ticket = begun(&mut console);
    let so_far = |stage, done| Message::Progress(ticket, Progress { stage, done, total: Some(40_000) });
    console.tell(so_far(Stage::Checking, 40_000)).tell(so_far(Stage::Reencrypting, 0)).wait(SignedDuration::from_secs(2));
    console.tell(so_far(Stage::Reencrypting, 10_000)).shows("10,000 of 40,000 · 5,000 a second · 6 s left");
    console.shows("to be resumed or taken back").shows("✓ Checking").shows("· Verifying");
}

#[test]
fn who_may_not_rotate_is_told_why() {
    let house = House::build(&[("AUTO_LOGIN", "true")], |service| {
        service.start().unwrap();
        service.read_only()
    });
    let mut console = house.console(100, 30);
    console.keys("4R").shows("opened read-only").keys("e").shows("opened read-only");
    assert_eq!(console.app.route(), Route::SecretKey);
    console.keys("nw<enter>").shows("opened read-only").keys("<esc><esc>").keys("c").shows("Checked at");
    assert!(!house.folder().join(".env").exists());
}

#[test]
fn on_a_small_terminal_all_that_one_decides_by_is_in_sight() {
    let house = house();
    let mut console = house.console_of(&house.user("admin").unwrap(), 60, 16, Theme::dark());
    console.keys("4R").shows("which changes nothing.");
    for end in
        ["where the old one", "apart by commas.", "there yourself.", "stopping the rotation.", "short text.", "another pass."]
    {
        console.keys("<tab>").shows(end).shows("Check");
    }
    // Wherever the focus is, why it was refused is told to its end, and the field can be mended.
    console.keys("<s-tab><s-tab><s-tab> ");
    for _ in 0..8 {
        console
            .keys("<tab><c-s>")
            .shows("A generated key has to be written somewhere")
            .shows("or tick “Update key files”.")
            .shows("↑ ↓ more");
    }
    console.keys(" <c-s>").shows("start it anew with the new key.").keys("<enter>").shows("save a copy of that now.");
    console.keys("<tab><tab><c-u><c-s>").shows("Name a folder").shows("save a copy of that now.").shows("Make a backup");
    console.keys(&format!("/{}<enter>", "long/".repeat(60))).shows("Type rotate to begin").shows("↑ ↓ more");
    console.keys("no<enter>").shows("That is not").hides("everyone has to sign in");
    console.keys(&"<down>".repeat(12)).shows("everyone has to sign in").shows("Type rotate to begin: no");
}

#[test]
fn the_stage_at_work_is_in_sight_at_any_size_until_one_looks_elsewhere() {
    let house = house();
    for (columns, rows) in [(60, 16), (60, 14), (40, 12)] {
        let mut console = house.console_of(&house.user("admin").unwrap(), columns, rows, Theme::dark());
        let ticket = begun(&mut console);
        console.shows("› Checking");
        let stages = [Stage::Checking, Stage::BackingUp, Stage::Proving, Stage::Reencrypting, Stage::Verifying];
        for stage in stages {
            let so_far = Progress { stage, done: 20_000, total: Some(40_000) };
            console.tell(Message::Progress(ticket, so_far)).shows(&format!("› {}", stage.name())).shows("██");
        }
        console.shows("Esc ends it").keys("<home>").shows("Bringing every secret");
    }
}
