//! The users screen: searching, sorting, marking, and every act with its question and its way back.

use std::fmt::Write;

use kozmoai::service::transfer::Format;
use kozmoai::tui::route::Route;
use kozmoai::tui::theme::Theme;

use super::bench::{Bench, House, PASSWORD, operator};

/// admin's console; alice, bob (waiting) and carol (superuser) stand below admin.
fn admins(house: &House) -> Bench<'_> {
    house.console_of(&house.user("admin").unwrap(), 120, 36, Theme::dark())
}

/// The line of the chosen user.
fn chosen(console: &mut Bench<'_>) -> String {
    let text = console.text();
    text.lines().find(|line| line.starts_with(['›', '●']) && line.contains('-')).unwrap_or_default().to_owned()
}

#[test]
fn the_list_narrows_while_one_types_and_one_key_shows_everyone_again() {
    let house = House::inhabited();
    let mut console = admins(&house);
    console.shows("1 of 4").keys("/AL").shows("1 of 1").shows("alice").hides("carol");
    console.keys("x").shows("No user matches").keys("<bs>").shows("alice").keys("<esc>").shows("1 of 4");
    console.keys("/car<enter>").shows("carol").hides("alice").keys("c").shows("alice");
    console.keys("/car<enter><esc>").shows("alice");
}

#[test]
fn an_answer_overtaken_by_another_key_is_not_shown() {
    let house = House::inhabited();
    let mut console = admins(&house);
    console.held = true;
    console.keys("/alice<bs><bs><bs><bs><bs>bob").shows("alice").hides("Loading");
    console.settle().shows("1 of 1").shows("bob").hides("alice");
}

#[test]
fn every_column_sorts_and_turns_round() {
    let house = House::inhabited();
    let mut console = admins(&house);
    for title in ["Active", "Superuser", "Created", "Updated", "Last sign-in", "Id", "Username"] {
        console.keys("o").keys(title).keys("<enter>").shows(&format!("{title} ▲"));
        console.keys("O").shows(&format!("{title} ▼"));
    }
    console.keys("<home>");
    assert!(chosen(&mut console).contains("carol"), "the last name comes first");
}

#[test]
fn a_filter_shows_only_those_and_says_so() {
    let house = House::inhabited();
    let mut console = admins(&house);
    console.keys("fInactive<enter>").shows("only inactive").shows("bob").hides("alice").keys("<esc>").shows("alice");
    console.keys("fSuperusers<enter>").shows("1 of 2").shows("carol").hides("alice");
}

#[test]
fn marked_users_are_switched_after_one_question_and_back_by_one_key() {
    let house = House::inhabited();
    let mut console = admins(&house);
    let superusers = |house: &House| ["alice", "bob"].map(|name| house.user(name).unwrap().is_superuser);
    console.keys("<down><space><down><space>").shows("2 marked").keys("s").shows("2 users").shows("alice, bob");
    console.keys("<enter>").hides("alice, bob");
    assert_eq!(superusers(&house), [false, false], "a question rests on the harmless answer");
    console.keys("ss").shows("alice, bob");
    assert_eq!(superusers(&house), [false, false], "the key that asks does not answer");
    console.keys("y").shows("are now superusers").hides("marked");
    assert_eq!(superusers(&house), [true, true]);
    console.keys("u");
    assert_eq!(superusers(&house), [false, false]);
}

#[test]
fn a_mixed_lot_is_brought_to_one_state_and_those_there_already_are_named() {
    let house = House::inhabited();
    let mut console = admins(&house);
    console.keys("<down><space><down><space>a").shows("bob").shows("1 of those marked is so already").keys("y");
    assert!(house.user("alice").unwrap().is_active && house.user("bob").unwrap().is_active);
}

#[test]
fn marks_are_set_one_by_one_by_ranges_and_all_at_once() {
    let house = House::inhabited();
    let mut console = admins(&house);
    console.keys("<down><space><down><down>V").shows("3 marked").keys("<bs>").hides("marked");
    console.keys("*").shows("4 marked").keys("<esc>").hides("marked");
    console.keys("<space>/bob<enter>*").shows("2 marked").keys("c").shows("2 marked");
}

#[test]
fn ones_own_account_is_neither_kept_out_nor_demoted_nor_deleted() {
    let house = House::inhabited();
    let mut console = admins(&house);
    let before = house.user("admin").unwrap();
    for key in ["a", "s", "d", "*d"] {
        console.keys(key).shows("your own account");
    }
    console.keys("<bs>e").shows("neither kept out nor demoted").keys("<c-u>root<c-s>").shows("root");
    let after = house.user("root").unwrap();
    assert_eq!((after.id, after.is_active, after.is_superuser), (before.id, true, true));
}

#[test]
fn who_is_deleted_is_typed_after_reading_what_goes_along() {
    let house = House::inhabited();
    let mut console = admins(&house);
    console.keys("<down>d").shows("1 folder").keys("bob<enter>").shows("That is not the name.").keys("<esc>");
    assert!(house.user("alice").is_some());
    console.keys("dalice<enter>").shows("2 of 3").hides("alice  ");
    assert!(house.user("alice").is_none());
}

#[test]
fn a_new_user_is_refused_at_the_field_and_never_lost_by_a_slip() {
    let house = House::inhabited();
    let mut console = admins(&house);
    console.keys("nalice<tab>").keys(PASSWORD).hides(PASSWORD).keys("<tab>other<c-s>").shows("The two passwords differ.");
    console.keys("<c-u>").keys(PASSWORD).keys("<c-s>").shows("This username is unavailable.");
    console.keys("<esc>").shows("Esc again").keys("<end>2").hides("Esc again").shows("alice2");
    console.keys("<c-s>").shows("alice2");
    let made = house.user("alice2").unwrap();
    assert_eq!((made.is_active, made.is_superuser), (false, false));
    console.keys("nx<esc>").shows("Esc again").keys("<esc>").hides("Confirm password");
}

#[test]
fn a_made_up_password_is_shown_once_and_opens_the_account() {
    let house = House::inhabited();
    let mut console = admins(&house);
    console.keys("nzoe<c-g>").shows("A made-up password");
    let text = console.text();
    let inside = |line: &str| line.split('│').nth(1).unwrap_or_default().trim().to_owned();
    let lines: Vec<String> = text.lines().map(inside).collect();
    let about = lines.iter().position(|line| line.contains("hash is kept")).unwrap();
    let password = lines[about + 2].clone();
    assert!(password.len() >= 16, "{password}");
    console.keys("<esc>").hides(&password).keys("<space><c-s>").hides("Confirm password").hides(&password);
    console.keys("Lzoe<tab>").keys(&password).keys("<enter>");
    assert_eq!((console.app.route(), console.app.user().unwrap().username.as_str()), (Route::Account, "zoe"));
}

#[test]
fn another_name_and_the_way_back() {
    let house = House::inhabited();
    let mut console = admins(&house);
    console.keys("<down>e<c-u>carol<c-s>").shows("This username is unavailable.");
    console.keys("<c-u>alicia<c-s>").shows("alicia").keys("u");
    assert!(house.user("alicia").is_none() && house.user("alice").is_some());
}

#[test]
fn the_users_shown_are_written_into_a_new_file_of_ones_own() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::inhabited();
    let mut console = admins(&house);
    console.keys("/al<enter>x<c-s>").shows("1 user written");
    let file = house.folder().join("users.csv");
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("alice") && !written.contains("carol") && !written.contains("argon2"), "{written}");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    console.keys("cx<c-s>").shows("exists");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), written, "nothing is written over");
}

#[test]
fn thousands_of_users_are_walked_by_windows_and_the_choice_outlasts_a_reload() {
    let house = House::inhabited();
    let mut rows = String::from("username\n");
    (0..5_000).for_each(|n| writeln!(rows, "user{n:04}").unwrap());
    assert!(house.service.import_users(&operator(), Format::Csv, &mut rows.as_bytes(), false).unwrap().done);
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
    console.keys("/4999").shows("1 of 1").keys("<esc>").shows("1 of 5,005");
}

#[test]
fn ownership_is_transferred_after_a_question() {
    let house = House::keeping();
    house.set("carol", "REGION", "us-east-1", true);
    let mut console = admins(&house);
    console.keys("/alice<enter>T").shows("Transfer ownership from alice").shows("uploaded files stay");
    console.keys("nobody<enter>").shows("There is no user nobody").keys("<bs><bs><bs><bs><bs><bs>alice<enter>");
    console.shows("can't be given to itself").keys("<bs><bs><bs><bs><bs>carol<enter>");
    console.shows("2 variables of").shows("API keys stay").shows("\"REGION (alice)\"").shows("Flows that use such a");
    console.keys("<enter>");
    assert!(house.value("alice", "OPENAI_API_KEY").is_some(), "the question rests on Cancel");
    console.keys("Tcarol<enter>y").shows("Renamed variable").shows("REGION → REGION (alice)").keys("<esc>");
    console.shows("Transferred 0 flows, 1 folder, 2 variables");
    assert_eq!(house.value("alice", "OPENAI_API_KEY"), None);
    let values = ["OPENAI_API_KEY", "REGION", "REGION (alice)"].map(|name| house.value("carol", name).unwrap());
    assert_eq!(values, ["alices-secret", "us-east-1", "eu-west-1"]);
    console.keys("Tcarol<enter>").shows("owns nothing that could be transferred");
}

#[test]
fn names_that_look_alike_are_warned_of_and_both_found() {
    let house = House::inhabited();
    house.add("caf\u{e9}", true, false);
    let mut console = admins(&house);
    console.keys("ncafe\u{301}<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<c-s>");
    console.shows("! User").shows("cafe<U+0301> is not").shows("caf<U+00E9>.").hides("✓ User");
    console.keys("/caf\u{e9}<enter>").shows("1 of 2").keys("c/cafe\u{301}<enter>").shows("1 of 2");
    console.keys("c/bob<enter>e").keys("<bs><bs><bs>Carol<c-s>").shows("Carol is not carol");
}
