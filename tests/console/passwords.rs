//! Generated passwords, in every form for a new one.

use jiff::SignedDuration;
use kozmoai::secret::Secret;
use kozmoai::tui::route::Route;
use kozmoai::tui::theme::Theme;

use super::env::{PASSWORD, TestConsole, TestEnv};

/// Copies the generated password and closes it.
fn copy(console: &mut TestConsole<'_>) -> Secret {
    console.shows("Generated password").shows("won't be shown").keys("c<esc>").hides("Generated password");
    Secret::from(console.clipboard.take().unwrap().as_str())
}

#[test]
fn own_password_can_be_generated() {
    let house = TestEnv::inhabited();
    let alice = house.user("alice").unwrap();
    let mut console = house.console_of(&alice, 100, 30, Theme::dark());
    console.keys("p").shows("Ctrl-G Generate").keys(PASSWORD).keys("<c-g>");
    let password = copy(&mut console);
    // The button that saves it has the focus.
    console.shows("‹ Save ›").keys("<enter>").shows("Set the password of \"alice\"");
    assert!(house.service.sign_in("alice", &password).unwrap().is_ok());
}

#[test]
fn password_of_the_first_superuser_can_be_generated() {
    for (columns, rows) in [(100, 30), (60, 16), (40, 12)] {
        let house = TestEnv::new(&[]);
        let mut console = house.console(columns, rows);
        console.keys("<tab><c-g>");
        let password = copy(&mut console);
        console.wait(SignedDuration::from_secs(7)).shows("‹ Create superuser ›").keys("<enter>");
        assert_eq!(console.app.route(), Route::Overview);
        assert!(house.service.sign_in("admin", &password).unwrap().is_ok());
    }
}

#[test]
fn sign_in_generates_no_password() {
    let house = TestEnv::inhabited();
    let mut console = house.console(100, 30);
    console.hides("Generate").keys("<tab><c-g>").hides("Generated password").hides("•");
}

#[test]
fn generated_password_can_be_saved_with_the_next_enter() {
    let house = TestEnv::inhabited();
    let mut console = house.console_of(&house.user("admin").unwrap(), 100, 30, Theme::dark());
    console.keys("<down>p<c-g>");
    copy(&mut console);
    console.shows("‹ Save ›").keys("<enter>").shows("Set the password of \"alice\"");
}
