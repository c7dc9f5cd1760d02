//! The secret key screen, new keys, backups, and the doctor on the settings screen.

use kozmoai::secret::{ExposeSecret, Secret};
use kozmoai::service::NewUser;
use kozmoai::service::keys::KeyState;
use kozmoai::tui::route::Route;
use kozmoai::tui::theme::Theme;

use super::env::{FIRST_KEY, PASSWORD, TestConsole, TestEnv, operator};
use super::key_screens::{key_state, state, unfinished, with_replies};

fn console(house: &TestEnv) -> TestConsole<'_> {
    house.console_of(&house.user("admin").unwrap(), 100, 30, Theme::dark())
}

#[test]
fn key_state_and_check_are_shown() {
    let house = TestEnv::keeping();
    let mut console = console(&house);
    console.keys("4").shows("4babe69b59d2e26a").shows("256 random bits").shows("environment").shows("uses this key");
    console.shows("Press c to verify").keys("c").shows("Secrets        6").shows("All secrets can be decrypted").hides(FIRST_KEY);
    console.keys("15").keys("4").shows("All secrets can be decrypted");
}

#[test]
fn weak_and_missing_keys_are_reported() {
    let weak = TestEnv::new(&[("SECRET_KEY", "short"), ("SECRET_KEY_FALLBACKS", FIRST_KEY)]);
    weak.add("admin", true, true);
    console(&weak)
        .keys("4")
        .shows("derived from a short passphrase")
        .shows("no key recorded for this database yet")
        .shows("4babe69b59d2e26a");
    let none = TestEnv::new(&[("SECRET_KEY", "")]);
    none.add("admin", true, true);
    console(&none).keys("4").shows("not set; press n");
}

#[test]
fn missing_key_of_a_bound_database_is_named() {
    let house = TestEnv::without_its_key();
    let mut console = console(&house);
    console.keys("4").shows("! not set; set the key 4babe69b59d2e26a").shows("Only if that is lost: press n to generate");
    console.keys("2v").shows("Set the key 4babe69b59d2e26a").shows("Only if it is lost: press 4, then n");
    console.keys("<esc>6d").shows("Set the key 4babe69b59d2e26a");
}

#[test]
fn wrong_key_is_explained_up_to_the_next_step() {
    let house = TestEnv::with_lost_key("");
    for (columns, rows) in [(80, 24), (60, 16)] {
        let mut console = house.console_with(columns, rows, house.service.start().unwrap(), Theme::dark());
        console.shows("The database is bound to the key").shows("adopt the active key.");
        console.sign_in("admin").keys("2<end>v").shows("! The database is bound to").shows("adopt the active key.");
    }
}

#[test]
fn work_at_sign_in_hides_the_line_of_the_database() {
    let house = TestEnv::inhabited();
    let mut console = house.console(80, 24);
    console.shows("sled:").held = true;
    console.sign_in("admin").shows("Working …").hides("store");
}

#[test]
fn read_only_console_names_no_refused_step() {
    let house = TestEnv::build(&[("SECRET_KEY", "short")], |service| {
        let (username, password) = ("admin".to_owned(), Secret::from(PASSWORD));
        let new = NewUser { username, password, active: Some(true), superuser: true };
        service.admin(&operator()).unwrap().create_user(&new).unwrap();
        service.read_only()
    });
    let mut console = console(&house);
    console.keys("4").shows("! Weak: derived from a short passphrase").hides("press R");
    console.keys("7").shows("Password").shows("set").hides("press p").hides("press S");
    with_replies(&mut console, "4", &|job| key_state(job, KeyState { rotation: Some(unfinished()), ..state() }));
    console.shows("A rotation was interrupted").shows("in a console that is not read-only").hides("e Resume");
}

#[test]
fn new_key_is_copied_or_written_but_never_shown() {
    let house = TestEnv::inhabited();
    let mut console = console(&house);
    console.keys("4n").shows("New secret key").shows("Fingerprint").keys("c");
    let copied = console.clipboard.clone().unwrap();
    assert_eq!(copied.len(), 43);
    console.hides(&copied);
    assert!(!format!("{:?}", console.app).contains(&copied), "the debug output contains the key");
    console.keys("w<enter>").shows("Wrote the new key to").shows("restart the console").hides(&copied);
    console.hides("Not saved yet");
    let settings = house.folder().join(".env");
    assert_eq!(std::fs::read_to_string(&settings).unwrap(), format!("KOZMOAI_SECRET_KEY={copied}\n"));
    console.keys("<esc>nw<enter>").shows("already contains a secret key");
    assert!(std::fs::read_to_string(&settings).unwrap().contains(&copied));
    console.keys("<esc><esc>5").shows("secret_key.generated").hides(&copied);
}

#[test]
fn backup_never_overwrites_a_file() {
    let house = TestEnv::keeping();
    let mut console = console(&house);
    console.keys("4b<c-u>here.backup<enter>").shows("Backed up the database (4 users) to");
    console.shows("4babe69b59d2e26a");
    assert!(house.folder().join("here.backup").exists());
    console.keys("b<c-u>here.backup<enter>").shows("here.backup").shows("exists");
}

#[test]
fn doctor_checks_the_open_database() {
    let house = TestEnv::with_env_file(|store| store);
    let mut console = console(&house);
    console.keys("6").shows("KOZMOAI_SECRET_KEY").keys("d").shows("Doctor").shows("The audit log is intact");
    console.shows("All secrets can be decrypted").keys("<esc>").hides("Doctor ·").shows("KOZMOAI_IDLE_LOCK_MINUTES");
    assert_eq!(console.app.route(), Route::Settings);
}

#[test]
fn debug_output_contains_no_key() {
    let house = TestEnv::with_env_file(|store| store);
    let mut console = console(&house);
    console.keys("4R<enter><enter><enter>rotate<enter>");
    let key = TestEnv::settings_of(house.folder()).secret_key.value.unwrap();
    let printed = format!("{:?}", console.app);
    assert!(!printed.contains(key.expose_secret()) && !printed.contains(FIRST_KEY));
}

#[test]
fn weak_key_is_a_warning_on_the_first_screen() {
    let weak = TestEnv::new(&[("SECRET_KEY", "short"), ("AUTO_LOGIN", "true")]);
    weak.console(100, 30).shows("! The secret key (environment) is weak").hides("✓ The");
    let weak = TestEnv::new(&[("SECRET_KEY", "short")]);
    weak.add("admin", true, true);
    weak.console(100, 30).shows("The secret key (environment) is weak");
    TestEnv::new(&[("AUTO_LOGIN", "true")]).console(100, 30).hides("weak");
}

#[test]
fn credentials_to_replace_are_listed_by_owner_and_name() {
    let house = TestEnv::keeping();
    console(&house)
        .keys("4l")
        .shows("alice: variable OPENAI_API_KEY")
        .shows("alice: Kozmoai Store API key")
        .shows("alice: API key ci");
    console(&house)
        .keys("4l")
        .shows("carol: variable carols_token")
        .shows("carol: API key carols demo")
        .hides("REGION")
        .hides("old");
}
