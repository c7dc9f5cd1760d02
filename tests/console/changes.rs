//! Actions by keys, their questions, undo, and the key sheet.

use std::collections::BTreeSet;
use std::process::Command;

use kozmoai::error::UserError;
use kozmoai::tui::app::{Message, key_sheet, sections};
use kozmoai::tui::theme::Theme;

use super::env::TestEnv;

#[test]
fn activation_asks_first_and_is_undone() {
    let house = TestEnv::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 100, 30, Theme::dark());
    let active = || house.user("alice").unwrap().is_active;
    console.keys("<down>a<enter>");
    assert!(active(), "the default is Cancel");
    console.keys("aa<esc>");
    assert!(active(), "the key that asks does not confirm");
    console.keys("ay").shows("press u to undo");
    assert!(!active());
    console.keys("u");
    assert!(active());
    console.keys("u").shows("Redo the last change of \"alice\"?").keys("y");
    assert!(!active(), "an undo can be undone");
}

#[test]
fn deletion_needs_the_typed_name() {
    let house = TestEnv::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 100, 30, Theme::dark());
    console.keys("<down>d<enter>y<enter>alic<enter>");
    assert!(house.user("alice").is_some());
    console.keys("<esc>dalice<enter>");
    assert!(house.user("alice").is_none());
    console.hides("alice  ");
}

#[test]
fn disabled_actions_say_why() {
    let house = TestEnv::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 100, 30, Theme::dark());
    console.keys("d").shows("You can't delete your own account.").keys("u").shows("There is nothing to undo.");
    console.keys(":delete").keys("<enter>").shows("you can't delete your own account");
    assert!(house.user("admin").is_some());
}

#[test]
fn selected_users_are_changed_by_one_question() {
    let house = TestEnv::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 100, 30, Theme::dark());
    console.keys("<down><space><space>sy");
    assert!(house.user("alice").unwrap().is_superuser && house.user("bob").unwrap().is_superuser);
}

#[test]
fn pasted_text_triggers_no_actions() {
    let house = TestEnv::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 100, 30, Theme::dark());
    console.tell(Message::Paste("dalice\nq".to_owned().into())).hides("Delete alice");
    assert!(!console.has_quit);
    console.keys("/").tell(Message::Paste("caro".to_owned().into())).shows("carol").hides("bob");
}

/// The commands that the table of actions names.
fn commands() -> Vec<&'static str> {
    let sections = sections();
    let actions = sections.iter().flat_map(|section| &section.actions);
    actions.filter_map(|action| action.command).flat_map(|named| named.split(", ")).collect()
}

#[test]
fn every_named_command_exists() {
    for command in commands() {
        let mut kozmoai = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
        let shown = kozmoai.args(command.split(' ')).arg("--help").output().unwrap();
        assert!(shown.status.success(), "{command}");
    }
}

#[test]
fn every_command_has_an_action() {
    let named = commands();
    // Importing users, with its report on every row, is left to scripts.
    let commands_alone = ["users import"];
    for (group, least) in [("users", 9), ("variables", 6), ("api-keys", 3), ("store-key", 2), ("key", 2), ("rotate", 3)] {
        let help = Command::new(env!("CARGO_BIN_EXE_kozmoai")).args([group, "--help"]).output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let listed = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1).take_while(|line| !line.is_empty());
        let verbs = listed.filter_map(|line| line.split_whitespace().next()).filter(|verb| *verb != "help");
        let commands: Vec<String> = verbs.map(|verb| format!("{group} {verb}")).collect();
        assert!(commands.len() >= least, "subcommands not found in:\n{help}");
        for command in commands.iter().filter(|command| !commands_alone.contains(&command.as_str())) {
            assert!(named.contains(&command.as_str()), "no action of the console names {command}");
        }
    }
}

#[test]
fn keys_are_unique_on_each_screen() {
    let sections = sections();
    for route in sections.iter().flat_map(|section| section.routes) {
        let mut seen = BTreeSet::new();
        for action in sections.iter().filter(|section| section.covers(*route)).flat_map(|section| &section.actions) {
            for key in action.keys {
                assert!(seen.insert(*key), "{key} on {route:?}");
            }
        }
    }
}

#[test]
fn key_sheet_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/keys.md");
    let sheet = key_sheet();
    if std::fs::read_to_string(path).ok().as_deref() != Some(sheet.as_str()) {
        std::fs::write(path, sheet).unwrap();
        panic!("assets/keys.md was out of date and has been updated: check and commit it");
    }
}

#[test]
fn long_texts_are_wrapped_on_a_small_terminal() {
    let name = "a-superuser-with-a-name-longer-than-any-column";
    let house = TestEnv::new(&[("SUPERUSER", name)]);
    house.add("admin", true, true);
    let mut console = house.console_of(&house.user("admin").unwrap(), 60, 16, Theme::dark());
    console.keys("6").hides(name).shows("1 of ").keys("<down>").shows(name).shows("2 of ");
    let error = UserError::SuperuserCommandOff { origin: "a file at the end of a long path".to_owned() };
    console.tell(Message::Failed(error.into())).shows("! `kozmoai superuser`").shows("long path).");
    console.keys("<down>").hides("long path).");
}
