//! Who is let in, how far, and what becomes of them.

use jiff::SignedDuration;
use kozmoai::service::Switch;
use kozmoai::tui::route::Route;
use kozmoai::tui::theme::Theme;

use super::bench::{House, PASSWORD, operator};

#[test]
fn the_first_run_makes_the_first_superuser_and_signs_them_in() {
    let house = House::new(&[]);
    let mut console = house.console(80, 24);
    assert_eq!(console.app.route(), Route::FirstRun);
    console.keys("<tab>password1<tab>password1<enter>").shows("This password is among");
    console.keys("<c-u>").keys(PASSWORD).keys("<tab><c-u>another<enter>").shows("The two passwords differ.");
    console.keys("<c-u>").keys(PASSWORD).keys("<enter>");
    assert_eq!(console.app.route(), Route::Users);
    let admin = house.user("admin").unwrap();
    assert!(admin.is_active_superuser() && admin.last_login_at.is_some());
}

#[test]
fn a_new_user_is_made_and_signs_in_without_leaving_the_console() {
    let house = House::new(&[("SUPERUSER", "admin"), ("SUPERUSER_PASSWORD", "securepassword")]);
    let mut console = house.console(100, 30);
    console.keys("<esc>admin<tab>securepassword<enter>");
    assert_eq!(console.app.route(), Route::Users);
    console.keys("nzoe<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<tab><space><tab><space><c-s>").shows("zoe");
    assert!(house.user("zoe").unwrap().is_active_superuser());
    console.keys("L").sign_in("zoe");
    assert_eq!((console.app.route(), console.app.user().unwrap().username.as_str()), (Route::Users, "zoe"));
}

#[test]
fn refusals_are_told_in_kozmoais_words_and_the_password_is_forgotten() {
    let house = House::inhabited();
    let mut console = house.console(80, 24);
    console.sign_in("bob").shows("Waiting for approval").hides("•");
    let alice = house.user("alice").unwrap();
    let mut console = house.console(80, 24);
    console.sign_in("alice");
    assert_eq!(console.app.route(), Route::Account);
    let alice_now = house.user("alice").unwrap_or(alice);
    house.service.switch_users(&operator(), &[alice_now], Switch::Deactivate).unwrap();
    house.console(80, 24).sign_in("alice").shows("Inactive user");
    house.console(80, 24).keys("nobody<tab>wrong<enter>").shows("Incorrect username or password");
}

#[test]
fn no_key_shortens_the_wait_after_failures() {
    let house = House::inhabited();
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
    assert_eq!(console.app.route(), Route::Users);
}

#[test]
fn someone_who_is_no_superuser_is_offered_nothing_of_the_admin_page() {
    let house = House::inhabited();
    let alice = house.user("alice").unwrap();
    let mut console = house.console_of(&alice, 120, 36, Theme::dark());
    for keys in ["", "?", "<esc>:", "<esc>1", "4", "5", "6", "nde"] {
        console.keys(keys).hides("Users").hides("Audit").hides("Settings").hides("Make a new user").hides("carol");
        assert_eq!(console.app.route(), Route::Account);
    }
}

#[test]
fn whoever_is_demoted_meanwhile_is_brought_where_they_may_be() {
    let house = House::inhabited();
    let carol = house.user("carol").unwrap();
    let mut console = house.console_of(&carol, 80, 24, Theme::dark());
    let carol = house.user("carol").unwrap();
    house.service.switch_users(&operator(), &[carol], Switch::Demote).unwrap();
    console.keys("<f5>").shows("This account is no superuser any more.").hides("alice");
    assert_eq!(console.app.route(), Route::Account);
}

#[test]
fn a_console_left_alone_locks_itself_and_opens_for_the_same_person_only() {
    let house = House::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 80, 24, Theme::dark());
    console.keys("n").keys("half").wait(SignedDuration::from_mins(10)).hides("alice").hides("half").shows("admin");
    assert!(console.app.is_locked());
    console.keys("<esc>wrong<enter>").shows("Incorrect username or password").hides("alice");
    console.wait(SignedDuration::from_secs(2)).keys(PASSWORD).keys("<enter>").shows("alice").hides("half");
    assert!(!console.app.is_locked());
}

#[test]
fn an_answer_that_comes_while_it_is_locked_does_not_open_it() {
    let house = House::inhabited();
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
fn what_the_last_person_asked_for_is_done_but_not_told_to_the_next() {
    let house = House::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 80, 24, Theme::dark());
    console.keys("nzoe<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD);
    console.held = true;
    console.keys("<c-s><esc>L");
    assert_eq!(console.acts_waiting(), 2, "the act and the record of signing out");
    console.settle().sign_in("alice").hides("zoe");
    assert!(house.user("zoe").is_some());
}

#[test]
fn under_auto_login_the_console_opens_at_once_says_so_for_good_and_never_locks() {
    let house = House::new(&[("AUTO_LOGIN", "true")]);
    let mut console = house.console(100, 30);
    assert_eq!(console.app.route(), Route::Users);
    console.keys("<esc>7").shows("Auto login is on").wait(SignedDuration::from_hours(5)).shows("Auto login is on");
    assert!(!console.app.is_locked());
}

#[test]
fn a_read_only_console_says_so_for_good_and_why_nothing_can_be_done() {
    let house = House::build(&[("AUTO_LOGIN", "true")], |service| {
        service.start().unwrap();
        service.read_only()
    });
    let mut console = house.console(100, 30);
    console.shows("Read-only").keys("n").shows("opened read-only").hides("Confirm password");
}

#[test]
fn quitting_asks_only_while_something_is_carried_out() {
    let house = House::inhabited();
    let admin = house.user("admin").unwrap();
    let mut console = house.console_of(&admin, 80, 24, Theme::dark());
    console.held = true;
    console.keys("7p<esc>L<c-c>").settle();
    assert!(!console.has_quit, "signing out was still being recorded");
    console.keys("<esc><esc>").shows("Sign in").keys("<c-c>");
    assert!(console.has_quit);
}
