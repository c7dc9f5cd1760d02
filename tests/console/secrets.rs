//! The screens of variables and API keys: owners, revealed values and the clipboard.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::SignedDuration;
use kozmoai::model::{AuditAction, AuditFilter, Cursor};
use kozmoai::service::FlagChange;
use kozmoai::store::Store;
use kozmoai::tui::app::Message;
use kozmoai::tui::route::Route;
use kozmoai::tui::theme::Theme;

use super::env::{TestConsole, TestEnv, operator};
use super::failing::{Failing, Fuse};

fn console_of<'a>(house: &'a TestEnv, username: &str) -> TestConsole<'a> {
    house.console_of(&house.user(username).unwrap(), 120, 36, Theme::dark())
}

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

/// The number of recorded reveals.
fn revelations(house: &TestEnv) -> usize {
    let filter = AuditFilter { action: Some(AuditAction::VariableRevealed), ..AuditFilter::default() };
    house.service.admin(&operator()).unwrap().audit(&filter, &Cursor::FIRST, 1_000).unwrap().rows.len()
}

#[test]
fn users_see_their_own_and_superusers_all() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "alice");
    console.keys("2").shows("OPENAI_API_KEY").shows("eu-west-1").hides("alices-secret").hides("DB_PASSWORD").hides("carol");
    console.keys("3").shows("ci").shows("2027-03-01").hides("carol").keys("f").hides("Filter by owner");
    let mut console = console_of(&house, "admin");
    console.keys("2").shows("of all users").shows("OPENAI_API_KEY").shows("DB_PASSWORD").shows("carols-secret …");
    console.hides("alices-secret").hides("bobs-secret").hides("in two lines").shows("1 of 5");
    console.keys("3").shows("carols demo").shows("· revoked").shows("✓ active");
}

#[test]
fn superuser_filters_by_owner() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "admin");
    console.keys("2fnobody<enter>").shows("There is no user \"nobody\".").keys("<c-u>bob<enter>").shows("of bob");
    console.shows("DB_PASSWORD").hides("REGION").keys("<esc>").shows("of all users").shows("REGION");
    console.keys("1<down>v").shows("Variables of alice").shows("1 of 2").hides("DB_PASSWORD");
    assert_eq!(console.app.route(), Route::Variables);
    console.keys("/reg").shows("1 of 1").hides("OPENAI").keys("<enter><esc>").shows("OPENAI").keys("c").shows("of all users");
    console.keys("1A").shows("API keys of alice").hides("carols demo").keys("f<c-u><enter>").shows("carols demo");
}

#[test]
fn revealed_value_is_hidden_by_time_or_key() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "alice");
    console.keys("2v").shows("alices-secret").shows("hides in 15 s").wait(seconds(14)).shows("hides in 1 s");
    console.wait(seconds(1)).hides("alices-secret").shows("OPENAI_API_KEY");
    assert_eq!(revelations(&house), 1);
    for key in ["<down>", "<enter>", "<esc>", "2", "x"] {
        console.keys("v").shows("alices-secret").keys(key).hides("alices-secret");
    }
    assert_eq!(console.app.route(), Route::Variables);
    assert_eq!(revelations(&house), 6);
    console.keys("v").shows("alices-secret").wait(SignedDuration::from_mins(11)).hides("alices-secret");
    let mut console = console_of(&house, "carol");
    console.keys("2/CERT<enter>v").shows("carols-secret").shows("in two lines");
    console.wait(-seconds(3_600)).hides("in two lines");
}

#[test]
fn copied_secret_is_cleared_from_the_clipboard() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "alice");
    console.keys("2y").shows("Copied").hides("alices-secret");
    assert_eq!((console.clipboard.as_deref(), revelations(&house)), (Some("alices-secret"), 1));
    console.wait(seconds(20)).keys("<down>y").wait(seconds(20));
    assert_eq!(console.clipboard.as_deref(), Some("eu-west-1"), "the second one has its own thirty seconds");
    console.wait(seconds(10));
    assert_eq!((console.clipboard.as_deref(), console.app.copied_until()), (None, None));
    console.keys("vc").wait(seconds(16)).hides("hides in");
    assert_eq!(console.clipboard.as_deref(), Some("eu-west-1"));
    console.keys("L").wait(seconds(14));
    assert_eq!(console.clipboard, None, "signing out does not extend the time");
}

#[test]
fn console_schedules_its_ticks() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "alice");
    let next = |console: &TestConsole<'_>| console.app.next_tick().map(|at| at.duration_since(house.service.now()));
    console.wait(seconds(60)).keys("2");
    let idle = next(&console).unwrap();
    assert!(idle > seconds(60));
    console.keys("v");
    assert_eq!(next(&console), Some(seconds(1)), "the seconds are counted down");
    console.keys("c<esc>").wait(seconds(10));
    assert_eq!(next(&console), Some(seconds(20)), "the clipboard is cleared");
}

#[test]
fn variable_is_created_edited_and_deleted() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "alice");
    console.keys("2nTOKEN<tab>typed secret").hides("typed secret").shows("12 characters, 1 line");
    console.keys("<tab><tab>api_key, , token<c-s>").shows("Created variable \"TOKEN\" of \"alice\"").hides("typed secret");
    assert_eq!(house.value("alice", "TOKEN").as_deref(), Some("typed secret"));
    console.keys("/TOKEN<enter><enter>").shows("api_key, token").shows("Credential").hides("typed").keys("<esc>");
    console.keys("nTOKEN<tab>x<c-s>").shows("already exists").keys("<c-u>TOKEN2<tab><c-u><c-s>").shows("can't be empty");
    console.keys("<esc><esc>").hides("Create variable");
    console.keys("e<c-s>").shows("Updated variable");
    assert_eq!(house.value("alice", "TOKEN").as_deref(), Some("typed secret"), "without a new value, the old one is kept");
    console
        .keys("e<tab><space><c-s>")
        .shows("becomes Generic only with a new")
        .keys("another<c-s>")
        .shows("Updated variable")
        .shows("another");
    console.keys("d<enter>").shows("another").keys("dd<esc>").shows("another").keys("dy").shows("Deleted variable \"TOKEN\"");
    assert_eq!(house.value("alice", "TOKEN"), None);
}

#[test]
fn pasted_value_is_limited_to_a_mebibyte() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "alice");
    let largest = "\u{e9}".repeat(1 << 19);
    console.keys("2nLARGE<tab>").tell(Message::Paste(format!("{largest}x").into())).shows("longer than the limit of 1048576");
    console.tell(Message::Paste(largest.clone().into())).keys("<c-s>").shows("Created variable \"LARGE\" of \"alice\"");
    assert!(house.value("alice", "LARGE").is_some_and(|value| value == largest));
}

#[test]
fn pasted_lines_are_kept() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "alice");
    console.keys("2nPEM<tab>").tell(Message::Paste("-----BEGIN-----\rabc\r-----END-----\r".to_owned().into()));
    console.shows("3 lines").hides("BEGIN").keys("<c-s>").shows("Created variable");
    assert_eq!(house.value("alice", "PEM").as_deref(), Some("-----BEGIN-----\nabc\n-----END-----"));
}

#[test]
fn superuser_creates_variables_for_others() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "admin");
    console.keys("2n<s-tab><c-u>nobody<tab>NEW<tab>value<c-s>").shows("There is no user \"nobody\".");
    console.keys("<c-u>bob<c-s>").shows("Created variable \"NEW\" of \"bob\"");
    assert_eq!(house.value("bob", "NEW").as_deref(), Some("value"));
    console
        .keys("fbob<enter>n")
        .shows("Create variable for \"bob\"")
        .keys("ANOTHER<tab>value<c-s>")
        .shows("\"ANOTHER\" of \"bob\"");
}

#[test]
fn new_api_key_is_shown_until_closed() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "alice");
    console.keys("3ndeploy<tab>soon<c-s>").shows("Invalid time \"soon\"").keys("<c-u>90d<c-s>").shows("won't be shown again");
    console.keys("<enter><down>x").shows("won't be shown again");
    console.keys("c");
    let key = console.clipboard.clone().unwrap();
    assert!(key.len() == 46 && key.starts_with("sk-"), "{key}");
    console.shows(&key).keys("<esc>").hides(&key).shows("deploy").shows("2027-02-22");
    let rows = house.service.reader(&operator(), None).unwrap().api_keys(&Cursor::FIRST, 10).unwrap().rows;
    let row = rows.iter().find(|row| row.key.name.as_deref() == Some("deploy")).unwrap();
    assert_eq!(row.key.kept, kozmoai::model::StoredApiKey::hashed(&key));
    console.keys("<end>d<enter>").shows("✓ active").keys("dy").shows("Revoked API key").keys("d").shows("already revoked");
}

#[test]
fn store_api_keys_are_set_and_cleared() {
    let house = TestEnv::keeping();
    let set =
        |name: &str| house.service.admin(&operator()).unwrap().user_details(house.user(name).unwrap().id).unwrap().store_api_key;
    let mut console = console_of(&house, "alice");
    console.keys("SSet<enter>its secret<c-s>").shows("Set the Kozmoai Store API key").hides("its secret");
    console.keys("SClear<enter>").shows("This can't").keys("<enter>");
    assert!(set("alice"));
    console.keys("SClear<enter>y").shows("Cleared the Kozmoai Store API key");
    assert!(!set("alice"));
    let mut console = console_of(&house, "admin");
    console
        .keys("<down><down>SSet<enter>")
        .shows("Kozmoai Store API key for \"bob\"")
        .keys("x<c-s>")
        .shows("Set the Kozmoai Store API key");
    assert!(set("bob"));
    console.keys("<enter>").shows("Store API key");
}

#[test]
fn variables_are_exported_and_imported() {
    use std::os::unix::fs::PermissionsExt;
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "alice");
    let file = house.folder().join("variables.json");
    console.keys("2x<c-s>").shows("Exported 2 variables");
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("eu-west-1") && !written.contains("alices-secret") && !written.contains("bob"), "{written}");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    console.keys("x<c-s>").shows("exists").keys("<esc>x<c-u>all.json<tab><space><c-s>").shows("Exported 2 variables");
    let written = std::fs::read_to_string(house.folder().join("all.json")).unwrap();
    assert!(written.contains("alices-secret"));
    std::fs::write(house.folder().join("in.json"), r#"[{"name":"A","value":"x"},{"name":"B"}]"#).unwrap();
    console.keys("iin.json<c-s>").shows("Row 2").shows("needs a value").keys("<esc>").shows("nothing was changed");
    std::fs::write(house.folder().join("in.json"), r#"[{"name":"A","value":"x"}]"#).unwrap();
    console.keys("<c-s>").shows("Imported 1 variable").shows("2 of 3");
    assert_eq!(house.value("alice", "A").as_deref(), Some("x"));
}

#[test]
fn demoted_user_sees_only_their_own() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "carol");
    console.keys("2").shows("DB_PASSWORD");
    house.service.admin(&operator()).unwrap().change_flag(&[house.user("carol").unwrap()], FlagChange::Demote).unwrap();
    console.keys("r").hides("DB_PASSWORD").shows("carols_token");
    console.keys("3").hides("alice").shows("carols demo");
    let carol = house.user("carol").unwrap();
    house.service.admin(&operator()).unwrap().change_flag(&[carol], FlagChange::Promote).unwrap();
    let mut console = console_of(&house, "carol");
    console.held = true;
    console.keys("23");
    house.service.admin(&operator()).unwrap().change_flag(&[house.user("carol").unwrap()], FlagChange::Demote).unwrap();
    console.settle().hides("alice").keys("2").hides("DB_PASSWORD").shows("carols_token");
}

#[test]
fn read_only_console_reveals_nothing() {
    let house = TestEnv::build(&[], |service| service);
    house.add("admin", true, true);
    house.set("admin", "TOKEN", "secret", true);
    let mut console = console_of(&house, "admin");
    console.keys("2").shows("secret");
    let house = TestEnv::build(&[("AUTO_LOGIN", "true")], |service| {
        service.start().unwrap();
        let owner = service.admin(&operator()).unwrap().user_named("kozmoai").unwrap();
        let value = Some(kozmoai::secret::Secret::from("hidden-secret"));
        let new = kozmoai::service::VariableEdit {
            name: "TOKEN".to_owned(),
            value,
            kind: None,
            default_fields: None,
            must_be_new: true,
        };
        service.owner(&operator(), &owner).unwrap().set_variable(&new).unwrap();
        service.read_only()
    });
    let mut console = house.console(100, 30);
    for key in ["v", "y", "n", "e", "d", "i"] {
        console.keys("2").keys(key).shows("The console is read-only.").hides("hidden-secret");
    }
    assert_eq!(console.clipboard, None);
}

#[test]
fn read_only_database_reveals_with_a_warning() {
    let fuse = Fuse::at(-1, false);
    let read_only = Arc::clone(&fuse.read_only);
    let house = TestEnv::with_env_file(|inner| Box::new(Failing { inner: Arc::from(inner), fuse }) as Box<dyn Store>);
    read_only.store(true, Ordering::Relaxed);
    let mut console = console_of(&house, "admin");
    console.keys("2v").shows("alices-secret").shows("read: the disk is read-only");
    console.keys("<esc>d").shows("The database is read-only.");
}

#[test]
fn long_variable_lists_load_windows() {
    let house = TestEnv::inhabited();
    let rows: Vec<String> = (0..1_500).map(|n| format!(r#"{{"name":"V{n:04}","type":"Generic","value":"value {n}"}}"#)).collect();
    for owner in ["alice", "carol"] {
        let file = format!("[{}]", rows.join(","));
        let owner = house.user(owner).unwrap();
        assert!(house.service.owner(&operator(), &owner).unwrap().import_variables(&mut file.as_bytes(), false).unwrap().done);
    }
    let mut console = console_of(&house, "admin");
    console.keys("2<end>").shows("3,000 of 3,000").shows("value 1499");
    console.keys(&"<up>".repeat(700)).shows("2,300 of 3,000");
    console.keys("<home>").shows("value 0").keys(&"<pgdn>".repeat(12));
    let before = console.text();
    console.keys("r");
    assert_eq!(console.text(), before, "a refresh keeps the position");
    console.keys("/V0777").shows("value 777").hides("value 778").keys("<esc>").shows("V0000");
}

#[test]
fn focused_search_gets_every_key() {
    let house = TestEnv::keeping();
    let mut console = console_of(&house, "admin");
    console.keys("2/vdq1").shows("No matching variables").keys("<c-u>").tell(Message::Paste("token\rq".to_owned().into()));
    console.shows("carols_token").hides("REGION");
    console.press(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE)).shows("REGION");
    assert!(!console.has_quit && console.app.route() == Route::Variables);
}
