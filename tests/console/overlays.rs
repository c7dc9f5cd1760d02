//! Overlays on their own.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use kozmoai::tui::overlays::Overlay;
use kozmoai::tui::overlays::confirm::Confirm;
use kozmoai::tui::overlays::event::Event;
use kozmoai::tui::theme::Theme;

use super::env::{TestConsole, TestEnv};

fn question(expected: &str) -> Overlay<()> {
    Overlay::Confirm(Confirm::new("Delete user", "", "Delete").typing(expected), ())
}

fn press(question: &mut Overlay<()>, code: KeyCode) -> Event<()> {
    question.key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn is_confirmed(expected: &str, typed: &str) -> bool {
    let mut question = question(expected);
    question.paste(typed);
    matches!(press(&mut question, KeyCode::Enter), Event::CloseAnd(()))
}

#[test]
fn only_the_name_confirms() {
    assert!(is_confirmed("alice", "alice") && !is_confirmed("alice", "Alice") && !is_confirmed("alice", ""));
    assert!(is_confirmed("a\u{200b}li  ce ", "ali ce") && is_confirmed("a\u{200b}lice", "a\u{200b}lice"));
    assert!(is_confirmed("\u{202e}", "yes"));
}

#[test]
fn button_confirms_only_with_the_name() {
    for (typed, is_confirmed) in [("alice", true), ("Alice", false), ("", false)] {
        let mut question = question("alice");
        question.paste(typed);
        for _ in 0..2 {
            press(&mut question, KeyCode::Tab);
        }
        assert_eq!(matches!(press(&mut question, KeyCode::Enter), Event::CloseAnd(())), is_confirmed, "{typed:?}");
    }
}

#[test]
fn buttons_follow_the_input_and_take_no_text() {
    let mut question = question("alice");
    press(&mut question, KeyCode::Tab);
    // On the buttons, no letter answers the question or is typed.
    for code in ['y', 'n', 'q', 'a'].map(KeyCode::Char) {
        assert!(matches!(press(&mut question, code), Event::Handled), "{code}");
    }
    question.paste("alice");
    press(&mut question, KeyCode::Right);
    assert!(matches!(press(&mut question, KeyCode::Enter), Event::Handled), "nothing was typed into the input");
    press(&mut question, KeyCode::Tab);
    assert!(matches!(press(&mut question, KeyCode::Enter), Event::Close), "Cancel comes first");
}

fn console_of_admin(house: &TestEnv) -> TestConsole<'_> {
    house.console_of(&house.user("admin").unwrap(), 80, 24, Theme::dark())
}

#[test]
fn typed_confirmation_has_buttons() {
    let house = TestEnv::inhabited();
    let mut console = console_of_admin(&house);
    console.keys("<down>d").shows("Cancel").shows("Delete").hides("‹").keys("ali<tab>").shows("‹ Cancel ›");
    console.keys("<tab>").shows("‹ Delete ›").keys("<enter>").shows("Does not match.").hides("‹");
    console.keys("ce").hides("Does not match.").keys("<tab><tab><enter>").shows("Deleted \"alice\"");
    assert!(house.user("alice").is_none());
    console.keys("<home>/bob<enter>d<tab><enter>").hides("Type \"bob\"");
    assert!(house.user("bob").is_some());
}
