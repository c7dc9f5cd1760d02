//! Sign-in, permissions, locking and signing out.

use jiff::SignedDuration;
use kozmoai::service::FlagChange;
use kozmoai::tui::route::Route;
use kozmoai::tui::theme::Theme;

use super::env::{PASSWORD, TestEnv, operator};

#[test]
fn first_run_creates_and_signs_in_a_superuser() {
    let house = TestEnv::new(&[]);
    let mut console = house.console(80, 24);
    assert_eq!(console.app.route(), Route::FirstRun);
    console.keys("<tab>password1<tab>password1<enter>").shows("This password is among");
    console.keys("<c-u>").keys(PASSWORD).keys("<tab><c-u>another<enter>").shows("The two passwords differ.");
    console.keys("<c-u>").keys(PASSWORD).keys("<enter>");
    assert_eq!(console.app.route(), Route::Overview);
    let admin = house.user("admin").unwrap();
    assert!(admin.is_active_superuser() && admin.last_login_at.is_some());
}

#[test]
fn new_user_signs_in_without_leaving_the_console() {
    let house = TestEnv::new(&[("SUPERUSER", "admin"), ("SUPERUSER_PASSWORD", "securepassword")]);
    let mut console = house.console(100, 30);
    console.keys("<esc>admin<tab>securepassword<enter>");
    assert_eq!(console.app.route(), Route::Overview);
    console.keys("1nzoe<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<tab><space><tab><space><c-s>").shows("zoe");
    assert!(house.user("zoe").unwrap().is_active_superuser());
    console.keys("L").sign_in("zoe");
    assert_eq!((console.app.route(), console.app.user().unwrap().username.as_str()), (Route::Overview, "zoe"));
}

#[test]
fn last_message_does_not_outlive_the_session() {
    let house = TestEnv::inhabited();
    let mut console = house.console_of(&house.user("admin").unwrap(), 100, 30, Theme::dark());
    console.keys("/alice<enter>ay").shows("Deactivated \"alice\"").keys("L").shows("Password").hides("Deactivated");
}

#[test]
fn refusals_use_kozmoais_words_and_clear_the_password() {
    let house = TestEnv::inhabited();
    let mut console = house.console(80, 24);
    console.sign_in("bob").shows("Waiting for approval").hides("•");
    let alice = house.user("alice").unwrap();
    let mut console = house.console(80, 24);
    console.sign_in("alice");
    assert_eq!(console.app.route(), Route::Account);
    let alice_now = house.user("alice").unwrap_or(alice);
    house.service.admin(&operator()).unwrap().change_flag(&[alice_now], FlagChange::Deactivate).unwrap();
    house.console(80, 24).sign_in("alice").shows("Inactive user");
    house.console(80, 24).keys("nobody<tab>wrong<enter>").shows("Incorrect username or password");
}

#[test]
fn no_key_shortens_a_lockout() {
    let house = TestEnv::inhabited();
    let mut console = house.console(80, 24);
    for _ in 0..3 {
        console.wait(SignedDuration::from_secs(20)).keys("admin<tab><c-u>wrong<enter>");
        console.keys("<s-tab><c-u>");
    }
    console.sign_in("admin").shows("Try again in 5 seconds.");
    console.wait(SignedDuration::from_secs(1)).shows("Try again in 4 seconds.");
    console.keys("<c-u>").keys(PASSWORD).keys("<enter><enter><c-s><esc><enter>").shows("Too many attempts");
    assert_eq!(console.app.route(), Route::Login);
    console.wait(SignedDuration::from_secs(5)).keys("<c-u>").keys(PASSWORD).keys("<enter>");
    assert_eq!(console.app.route(), Route::Overview);
}

#[test]
fn regular_user_sees_no_administration() {
    let house = TestEnv::inhabited();
    let alice = house.user("alice").unwrap();
    let mut console = house.console_of(&alice, 120, 36, Theme::dark());
    for keys in ["", "?", "<esc>:", "<esc>1", "4", "5", "6", "nde"] {
        console.keys(keys).hides("Users").hides("Audit").hides("Settings").hides("Create user").hides("carol");
        assert_eq!(console.app.route(), Route::Account);
    }
}

#[test]
fn demoted_user_is_moved_to_an_allowed_screen() {
    let house = TestEnv::inhabited();
    let carol = house.user("carol").unwrap();
    let mut console = house.console_of(&carol, 80, 24, Theme::dark());
    let carol = house.user("carol").unwrap();
    house.service.admin(&operator()).unwrap().change_flag(&[carol], FlagChange::Demote).unwrap();
    console.keys("<f5>").shows("Your superuser rights were revoked.").hides("alice");
    assert_eq!(console.app.route(), Route::Account);
}

#[test]
fn idle_console_locks_and_needs_the_password() {
    let house = TestEnv::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 80, 24, Theme::dark());
    console.keys("n").keys("half").wait(SignedDuration::from_mins(10)).hides("alice").hides("half").shows("admin");
    assert!(console.app.is_locked());
    console.keys("<esc>wrong<enter>").shows("Incorrect username or password").hides("alice");
    console.wait(SignedDuration::from_secs(2)).keys(PASSWORD).keys("<enter>").shows("alice").hides("half");
    assert!(!console.app.is_locked());
}

#[test]
fn late_reply_does_not_unlock_the_console() {
    let house = TestEnv::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 80, 24, Theme::dark());
    console.keys("nzoe<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD);
    console.held = true;
    console.keys("<c-s>").wait(SignedDuration::from_mins(11));
    console.settle();
    assert!(console.app.is_locked() && house.user("zoe").is_some());
    console.hides("zoe");
}

#[test]
fn next_user_does_not_see_earlier_results() {
    let house = TestEnv::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 80, 24, Theme::dark());
    console.keys("nzoe<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD);
    console.held = true;
    console.keys("<c-s><esc>L");
    assert_eq!(console.pending_changes(), 2, "the change, and recording the sign-out");
    console.settle().sign_in("alice").hides("zoe");
    assert!(house.user("zoe").is_some());
}

#[test]
fn auto_login_is_shown_permanently_and_never_locks() {
    let house = TestEnv::new(&[("AUTO_LOGIN", "true")]);
    let mut console = house.console(100, 30);
    assert_eq!(console.app.route(), Route::Overview);
    console.keys("<esc>7").shows("Auto login is on").wait(SignedDuration::from_hours(5)).shows("Auto login is on");
    assert!(!console.app.is_locked());
}

#[test]
fn read_only_console_says_so() {
    let house = TestEnv::build(&[("AUTO_LOGIN", "true")], |service| {
        service.start().unwrap();
        service.read_only()
    });
    let mut console = house.console(100, 30);
    console.shows("Read-only").keys("1n").shows("The console is read-only.").hides("Confirm password");
}

#[test]
fn quitting_asks_only_while_a_change_is_running() {
    let house = TestEnv::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 80, 24, Theme::dark());
    console.held = true;
    console.keys("7p<esc>L<c-c>").settle();
    assert!(!console.has_quit, "the sign-out was still being recorded");
    console.keys("<esc><esc>").shows("Sign in").keys("<c-c>");
    assert!(console.has_quit);
}
