//! What is done by keys, undone, asked before, and written down.

use std::process::Command;

use kozmoai::error::{Error, Kind};
use kozmoai::tui::action::{ACTIONS, key_sheet};
use kozmoai::tui::app::Message;
use kozmoai::tui::theme::Theme;

use super::bench::House;

#[test]
fn a_switch_asks_rests_on_cancel_and_is_undone() {
    let house = House::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 100, 30, Theme::dark());
    let active = || house.user("alice").unwrap().is_active;
    console.keys("<down>a<enter>");
    assert!(active(), "the question rests on Cancel");
    console.keys("aa<esc>");
    assert!(active(), "the key that asks does not answer");
    console.keys("ay").shows("u undoes it");
    assert!(!active());
    console.keys("u");
    assert!(active());
    console.keys("u");
    assert!(!active(), "what was undone can be done again");
}

#[test]
fn a_removal_wants_the_name_typed() {
    let house = House::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 100, 30, Theme::dark());
    console.keys("<down>d<enter>y<enter>alic<enter>");
    assert!(house.user("alice").is_some());
    console.keys("<esc>dalice<enter>");
    assert!(house.user("alice").is_none());
    console.hides("alice  ");
}

#[test]
fn what_can_not_be_done_says_why() {
    let house = House::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 100, 30, Theme::dark());
    console.keys("d").shows("your own account").keys("u").shows("nothing to undo");
    console.keys(":delete").keys("<enter>").shows("your own account");
    assert!(house.user("admin").is_some());
}

#[test]
fn several_are_marked_and_switched_by_one_question() {
    let house = House::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 100, 30, Theme::dark());
    console.keys("<down><space><down><space>sy");
    assert!(house.user("alice").unwrap().is_superuser && house.user("bob").unwrap().is_superuser);
}

#[test]
fn a_paste_is_text_and_no_keys() {
    let house = House::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 100, 30, Theme::dark());
    console.tell(Message::Paste("dalice\nq".to_owned())).hides("Delete alice");
    assert!(!console.has_quit);
    console.keys("/").tell(Message::Paste("caro".to_owned())).shows("carol").hides("bob");
}

#[test]
fn every_command_that_an_action_names_is_there() {
    for command in ACTIONS.iter().filter_map(|action| action.command).flat_map(|named| named.split(", ")) {
        let mut kozmoai = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
        let shown = kozmoai.args(command.split(' ')).arg("--help").output().unwrap();
        assert!(shown.status.success(), "{command}");
    }
}

#[test]
fn every_act_of_the_commands_is_an_action_too() {
    let named: Vec<&str> = ACTIONS.iter().filter_map(|action| action.command).flat_map(|named| named.split(", ")).collect();
    // A file of users is checked row by row: work for a script.
    let commands_alone = ["users import"];
    for (group, least) in [("users", 9), ("variables", 6), ("api-keys", 3), ("store-key", 2), ("key", 2), ("rotate", 3)] {
        let help = Command::new(env!("CARGO_BIN_EXE_kozmoai")).args([group, "--help"]).output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let listed = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1).take_while(|line| !line.is_empty());
        let verbs = listed.filter_map(|line| line.split_whitespace().next()).filter(|verb| *verb != "help");
        let commands: Vec<String> = verbs.map(|verb| format!("{group} {verb}")).collect();
        assert!(commands.len() >= least, "the verbs were found in:\n{help}");
        for command in commands.iter().filter(|command| !commands_alone.contains(&command.as_str())) {
            assert!(named.contains(&command.as_str()), "{command} is no action of the console");
        }
    }
}

#[test]
fn the_key_sheet_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/keys.md");
    let sheet = key_sheet();
    if std::fs::read_to_string(path).ok().as_deref() != Some(sheet.as_str()) {
        std::fs::write(path, sheet).unwrap();
        panic!("assets/keys.md was out of date and has been written anew: look at it and commit it");
    }
}

#[test]
fn what_is_longer_than_its_line_is_told_whole_on_a_small_terminal() {
    let name = "a-superuser-with-a-name-longer-than-any-column";
    let house = House::new(&[("SUPERUSER", name)]);
    house.add("admin", true, true);
    let mut console = house.console_of(&house.user("admin").unwrap(), 60, 16, Theme::dark());
    console.keys("6").hides(name).shows("1 of ").keys("<down>").shows(name).shows("2 of ");
    let why = "What was asked for could not be done at this time. Ask for it once more, or ask another person.";
    console.tell(Message::Failed(Error::new(Kind::Unexpected, why))).shows("! What was asked").shows("another person.");
    console.keys("<down>").hides("another person.");
}
