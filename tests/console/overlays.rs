//! Overlays on their own.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use kozmoai::tui::overlays::Overlay;
use kozmoai::tui::overlays::confirm::Confirm;
use kozmoai::tui::overlays::event::Event;

fn is_confirmed(expected: &str, typed: &str) -> bool {
    let mut question = Overlay::Confirm(Confirm::by_name("Delete user", "", expected), ());
    question.paste(typed);
    matches!(question.key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)), Event::CloseAnd(()))
}

#[test]
fn only_the_name_confirms() {
    assert!(is_confirmed("alice", "alice") && !is_confirmed("alice", "Alice") && !is_confirmed("alice", ""));
    assert!(is_confirmed("a\u{200b}li  ce ", "ali ce") && is_confirmed("a\u{200b}lice", "a\u{200b}lice"));
    assert!(is_confirmed("\u{202e}", "yes"));
}
