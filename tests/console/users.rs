//! The users screen: search, sort, selection, and all changes with their questions and undo.

use std::fmt::Write;

use kozmoai::model::Cursor;
use kozmoai::model::UserStatus;
use kozmoai::service::user_files::Format;
use kozmoai::tui::route::Route;
use kozmoai::tui::theme::Theme;

use super::env::{PASSWORD, TestConsole, TestEnv, operator};

/// The console of admin, who is listed before alice, bob (pending) and carol (a superuser).
fn admins(house: &TestEnv) -> TestConsole<'_> {
    house.console_of(&house.user("admin").unwrap(), 120, 36, Theme::dark())
}

/// The line of the current user.
fn chosen(console: &mut TestConsole<'_>) -> String {
    let text = console.text();
    text.lines()
        .find(|line| line.starts_with(['›', '●']) && (line.contains("active") || line.contains("pending")))
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn search_filters_while_typing_and_is_cleared() {
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    console.shows("1 of 4").keys("/AL").shows("1 of 1").shows("alice").hides("carol");
    console.keys("x").shows("No matching users").keys("<bs>").shows("alice").keys("<esc>").shows("1 of 4");
    console.keys("/car<enter>").shows("carol").hides("alice").keys("c").shows("alice");
    console.keys("/car<enter><esc>").shows("alice");
}

#[test]
fn outdated_reply_is_not_shown() {
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    console.held = true;
    console.keys("/alice<bs><bs><bs><bs><bs>bob").shows("alice").hides("Loading");
    console.settle().shows("1 of 1").shows("bob").hides("alice");
}

#[test]
fn every_column_sorts_in_both_orders() {
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    for title in ["Status", "Superuser", "Created", "Updated", "Last sign-in", "ID", "Username"] {
        console.keys("o").keys(title).keys("<enter>").shows(&format!("{title} ▲"));
        console.keys("O").shows(&format!("{title} ▼"));
    }
    console.keys("<home>");
    assert!(chosen(&mut console).contains("carol"), "the last username comes first");
}

#[test]
fn filter_is_applied_and_shown() {
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    console.keys("fInactive<enter>").shows("only inactive").shows("bob").hides("alice").keys("<esc>").shows("alice");
    console.keys("fPending approval<enter>").shows("only pending approval").shows("bob").hides("alice").keys("ay");
    console.shows("No pending approvals").keys("c");
    console.keys("fSuperusers<enter>").shows("1 of 2").shows("carol").hides("alice");
}

#[test]
fn selected_users_are_promoted_and_undone() {
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    let superusers = |house: &TestEnv| ["alice", "bob"].map(|name| house.user(name).unwrap().is_superuser);
    console
        .keys("<down><space><space>")
        .shows("2 selected")
        .keys("s")
        .shows("Grant superuser to 2 users?")
        .shows("│ alice  ")
        .shows("│ bob  ");
    console.keys("<enter>").hides("Grant superuser to");
    assert_eq!(superusers(&house), [false, false], "the default is the harmless answer");
    console.keys("ss").shows("Grant superuser to 2 users?");
    assert_eq!(superusers(&house), [false, false], "the key that asks does not confirm");
    console.keys("y").shows("Granted superuser to 2 users").hides("selected");
    assert_eq!(superusers(&house), [true, true]);
    console.keys("u").shows("Undo the last change of 2 users?").shows("alice → regular user").keys("<enter>");
    assert_eq!(superusers(&house), [true, true], "the default is the harmless answer");
    console.keys("uy").shows("Undone: 2 users are as before");
    assert_eq!(superusers(&house), [false, false]);
}

#[test]
fn undo_says_which_api_keys_stay_revoked() {
    let house = TestEnv::keeping();
    let mut console = admins(&house);
    let keys = house.service.reader(&operator(), house.user("alice").as_ref()).unwrap();
    let active = keys.api_keys(&Cursor::FIRST, 10).unwrap().rows.iter().filter(|row| row.key.is_active).count();
    assert!(active > 0);
    console.keys("/alice<enter>ay").shows("revoked); press u to undo").keys("u").shows("Undo the last change of \"alice\"?");
    console.shows("revoked and stay").shows("alice → active").keys("y").shows("Undone: \"alice\" is as before");
    assert!(house.user("alice").unwrap().is_active);
}

#[test]
fn mixed_selection_skips_users_in_that_state() {
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    console
        .keys("<down><space><space>a")
        .shows("Activate \"bob\"?")
        .shows("1 selected user is already active (skipped)")
        .keys("y");
    assert!(house.user("alice").unwrap().is_active && house.user("bob").unwrap().is_active);
}

#[test]
fn approval_lists_everybody_and_flags_some() {
    let house = TestEnv::inhabited();
    let mut rows = String::from("username,status,is_superuser\n");
    (0..60).for_each(|n| writeln!(rows, "user{n:02},pending,no").unwrap());
    rows.push_str("xaver,deactivated,no\nyvonne,pending,yes\n");
    assert!(house.service.admin(&operator()).unwrap().import_users(Format::Csv, &mut rows.as_bytes(), false).unwrap().done);
    let mut console = admins(&house);
    console.keys("fInactive<enter><end>").shows("pending approval ★").shows("deactivated").keys("*a");
    console.shows("Activate 63 users?").shows("1 is a superuser.").shows("1 was deactivated before.").shows("↑ ↓ More");
    console.shows("xaver · was deactivated").shows("yvonne · superuser").hides("│ user59");
    console.keys("<end>").shows("│ user59").hides("xaver · ");
    console.keys("<enter>");
    assert!(!house.user("user59").unwrap().is_active, "the default is the harmless answer");
    console.keys("ay").shows("63 users");
    assert!(["user00", "user59", "xaver", "yvonne", "bob"].iter().all(|name| house.user(name).unwrap().is_active));
    console.keys("uy").shows("Undone: 63 users are as before");
    let status = |name| house.user(name).unwrap().status();
    assert_eq!([status("user00"), status("xaver")], [UserStatus::Pending, UserStatus::Deactivated]);
}

#[test]
fn users_are_selected_singly_by_range_and_all() {
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    console.keys("<down><space><down>V").shows("3 selected").keys("<bs>").hides("selected");
    console.keys("*").shows("4 selected").keys("<esc>").hides("selected");
    console.keys("<space>/bob<enter>*").shows("2 selected").keys("c").shows("2 selected");
}

#[test]
fn own_account_keeps_its_rights() {
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    let before = house.user("admin").unwrap();
    for key in ["a", "s", "d", "*d"] {
        console.keys(key).shows(" your own ");
    }
    console.keys("<bs>e").shows("You can't deactivate your own account or").keys("<c-u>root<c-s>").shows("root");
    let after = house.user("root").unwrap();
    assert_eq!((after.id, after.is_active, after.is_superuser), (before.id, true, true));
}

#[test]
fn deletion_shows_what_is_deleted() {
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    console.keys("<down>d").shows("1 folder").keys("bob<enter>").shows("Does not match.").keys("<esc>");
    assert!(house.user("alice").is_some());
    console.keys("dalice<enter>").shows("2 of 3").hides("alice  ");
    assert!(house.user("alice").is_none());
}

#[test]
fn form_shows_errors_and_asks_before_discarding() {
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    console.keys("nalice<tab>").keys(PASSWORD).hides(PASSWORD).keys("<tab>other<c-s>").shows("The two passwords differ.");
    console.keys("<c-u>").keys(PASSWORD).keys("<c-s>").shows("This username is unavailable.");
    console.keys("<esc>").shows("Discard changes?").keys("<end>2").hides("Discard changes?").shows("alice2");
    console.keys("<c-s>").shows("alice2");
    let made = house.user("alice2").unwrap();
    assert_eq!((made.is_active, made.is_superuser), (false, false));
    console.keys("nx<esc>").shows("Discard changes?").keys("<esc>").hides("Confirm password");
}

#[test]
fn generated_password_is_shown_once_and_works() {
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    console.keys("nzoe<c-g>").shows("Generated password");
    let text = console.text();
    let inside = |line: &str| line.split('│').nth(1).unwrap_or_default().trim().to_owned();
    let lines: Vec<String> = text.lines().map(inside).collect();
    let about = lines.iter().position(|line| line.contains("hash is stored")).unwrap();
    let password = lines[about + 2].clone();
    assert!(password.len() >= 16, "{password}");
    console.keys("<esc>").hides(&password).keys("<space><c-s>").hides("Confirm password").hides(&password);
    console.keys("Lzoe<tab>").keys(&password).keys("<enter>");
    assert_eq!((console.app.route(), console.app.user().unwrap().username.as_str()), (Route::Account, "zoe"));
}

#[test]
fn edited_approval_is_undone() {
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    console.keys("/bob<enter>e<tab><space><c-s>").shows("Activate \"bob\"? They can sign in.");
    console.keys("y").shows("Updated user \"bob\"");
    assert!(house.user("bob").unwrap().is_active);
    console.keys("u").shows("Undo the last change of \"bob\"?").shows("bob → pending approval").keys("y");
    console.shows("Undone: \"bob\" is pending approval again");
    assert_eq!(house.user("bob").unwrap().status(), UserStatus::Pending);
    console.keys("u").shows("Redone the change of \"bob\"; press u to undo");
    assert!(house.user("bob").unwrap().is_active);
}

#[test]
fn edit_of_flags_asks_first() {
    let house = TestEnv::keeping();
    let mut console = admins(&house);
    console
        .keys("/alice<enter>e<tab><space><tab><space><c-s>")
        .shows("Edit user")
        .shows("Deactivate \"alice\"? 1 API key will be revoked.");
    console.shows("Grant superuser to \"alice\"? They can administer").keys("<enter>");
    let alice = house.user("alice").unwrap();
    assert!(alice.is_active && !alice.is_superuser, "the default is the harmless answer");
    console.keys("e<tab><space><c-s>y").shows("Updated user \"alice\" (1 API key revoked); press u to undo").keys("u");
    console.shows("1 API key was revoked and stays so.").keys("y").shows("Undone: \"alice\" is as before; press u to redo");
    console.keys("e<c-u>alicia<c-s>").shows("Updated user \"alicia\"").hides("revoked");
    console.keys("c/alicia<enter>e<c-u>bob<tab><space><c-s>").shows("This username is unavailable.").shows("Edit \"alicia\"");
}

#[test]
fn reversal_that_deactivates_asks_first() {
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    let is_active = |name| house.user(name).unwrap().is_active;
    console.keys("/bob<enter>ay").shows("Activated \"bob\"");
    house.give_key("bob", "deploy");
    console.keys("u").shows("Undo the last change of \"bob\"?").shows("their ").shows("API keys are revoked.").keys("<enter>");
    assert!(is_active("bob"), "the default is the harmless answer");
    console.keys("uy").shows("Undone: \"bob\" is pending approval again (1 API key revoked); press u to redo");
    console.keys("c/alice<enter>ay").shows("Deactivated \"alice\"").keys("u").shows("Undone: \"alice\" is as before");
    console.keys("u").shows("Redo the last change of \"alice\"?").shows("alice → deactivated").keys("<enter>");
    assert!(is_active("alice"), "the default is the harmless answer");
    console.keys("uy").shows("Redone the change of \"alice\"; press u to undo");
    assert!(!is_active("alice"));
}

#[test]
fn rename_is_undone() {
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    console.keys("<down>e<c-u>carol<c-s>").shows("This username is unavailable.");
    console.keys("<c-u>alicia<c-s>").shows("alicia").keys("u");
    assert!(house.user("alicia").is_none() && house.user("alice").is_some());
}

#[test]
fn listed_users_are_exported_to_a_private_file() {
    use std::os::unix::fs::PermissionsExt;
    let house = TestEnv::inhabited();
    let mut console = admins(&house);
    console.keys("/al<enter>x<c-s>").shows("Exported 1 user");
    let file = house.folder().join("users.csv");
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("alice") && !written.contains("carol") && !written.contains("argon2"), "{written}");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    console.keys("cx<c-s>").shows("exists");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), written, "no file is overwritten");
}

#[test]
fn long_lists_load_windows_and_survive_a_reload() {
    let house = TestEnv::inhabited();
    let mut rows = String::from("username\n");
    (0..5_000).for_each(|n| writeln!(rows, "user{n:04}").unwrap());
    assert!(house.service.admin(&operator()).unwrap().import_users(Format::Csv, &mut rows.as_bytes(), false).unwrap().done);
    let mut console = admins(&house);
    console.shows("1 of 5,004").keys("<end>").shows("5,004 of 5,004");
    assert!(chosen(&mut console).contains("user4999"));
    console.keys(&"<up>".repeat(700)).shows("4,304 of 5,004");
    assert!(chosen(&mut console).contains("user4299"));
    console.keys("<home>").keys(&"<pgdn>".repeat(40));
    let there = chosen(&mut console);
    let name = there.split_whitespace().nth(1).unwrap();
    house.add("aaron", true, false);
    console.keys("<f5>").shows("of 5,005");
    assert!(chosen(&mut console).contains(name), "{name}");
    console.keys("*").shows("5,005 selected").keys("<esc>").hides("selected");
    console.keys("/4999").shows("1 of 1").keys("<esc>").shows("1 of 5,005");
}

#[test]
fn ownership_is_transferred_after_a_question() {
    let house = TestEnv::keeping();
    house.set("carol", "REGION", "us-east-1", true);
    let mut console = admins(&house);
    console.keys("/alice<enter>T").shows("Transfer ownership from \"alice\"").shows("uploaded files do not");
    console.keys("nobody<enter>").shows("There is no user \"nobody\"").keys("<bs><bs><bs><bs><bs><bs>alice<enter>");
    console.shows("can't transfer data to itself").keys("<bs><bs><bs><bs><bs>carol<enter>");
    console.shows("2 variables from").shows("API keys are not").shows("\"REGION (alice)\"").shows("Flows that use the");
    console.keys("<enter>");
    assert!(house.value("alice", "OPENAI_API_KEY").is_some(), "the question rests on Cancel");
    console.keys("Tcarol<enter>y").shows("Renamed variable").shows("REGION → REGION (alice)").keys("<esc>");
    console.shows("Transferred 0 flows, 1 folder, 2 variables");
    assert_eq!(house.value("alice", "OPENAI_API_KEY"), None);
    let values = ["OPENAI_API_KEY", "REGION", "REGION (alice)"].map(|name| house.value("carol", name).unwrap());
    assert_eq!(values, ["alices-secret", "us-east-1", "eu-west-1"]);
    console.keys("Tcarol<enter>").shows("owns nothing that can be transferred");
}

#[test]
fn look_alike_names_cause_a_warning() {
    let house = TestEnv::inhabited();
    house.add("caf\u{e9}", true, false);
    let mut console = admins(&house);
    console.keys("ncafe\u{301}<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<c-s>");
    console.shows("! Created user").shows("cafe<U+0301> is not").shows("caf<U+00E9>.").hides("✓ Created");
    console.keys("/caf\u{e9}<enter>").shows("1 of 2").keys("c/cafe\u{301}<enter>").shows("1 of 2");
    console.keys("c/bob<enter>e").keys("<bs><bs><bs>Carol<c-s>").shows("Carol is not carol");
}
