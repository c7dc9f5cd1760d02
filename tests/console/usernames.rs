//! A username that is taken is reported when its field is left.

use kozmoai::tui::app::{Job, global};
use kozmoai::tui::theme::Theme;

use super::env::{PASSWORD, TestConsole, TestEnv};

const TAKEN: &str = "This username is unavailable.";

fn console_of_admin(house: &TestEnv) -> TestConsole<'_> {
    house.console_of(&house.user("admin").unwrap(), 100, 30, Theme::dark())
}

/// The number of times that a username is to be looked for.
fn asked(console: &TestConsole<'_>) -> usize {
    console.pending(&|job| matches!(job, Job::App(global::Job::LookForUser(_))))
}

#[test]
fn taken_username_is_reported_when_its_field_is_left() {
    let house = TestEnv::inhabited();
    let mut console = console_of_admin(&house);
    console.keys("nalice").hides(TAKEN).keys("<tab>").shows(TAKEN).keys("<s-tab>").shows(TAKEN).keys("2").hides(TAKEN);
    console.keys("<tab>").hides(TAKEN).keys("<s-tab><bs><tab>").shows(TAKEN);
    // Saving decides, and finds the same.
    console.keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<c-s>").shows(TAKEN);
    console.keys("<c-u>dora<c-s>").shows("Created user \"dora\"");
}

#[test]
fn name_that_is_free_again_can_be_saved() {
    let house = TestEnv::inhabited();
    let mut console = console_of_admin(&house);
    console.keys("nbob<tab>").shows(TAKEN);
    let admin = house.service.admin(&super::env::operator()).unwrap();
    admin.rename_user(&house.user("bob").unwrap(), "robert").unwrap();
    console.keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<c-s>").shows("Created user \"bob\"");
}

#[test]
fn renaming_reports_a_taken_username() {
    let house = TestEnv::inhabited();
    let mut console = console_of_admin(&house);
    console.keys("<down>e").shows("Edit \"alice\"").keys("<tab>").hides(TAKEN).keys("<s-tab><c-u>carol<tab>").shows(TAKEN);
    console.keys("<s-tab><c-u>alice<tab>").hides(TAKEN).keys("<s-tab>x<c-s>").shows("Updated user \"alicex\"");
    // So does the form for the own account, whose only field it is.
    console.keys("<home>e<c-u>bob<tab>").shows(TAKEN);
}

#[test]
fn typing_asks_the_database_nothing() {
    let house = TestEnv::inhabited();
    let mut console = console_of_admin(&house);
    console.held = true;
    console.keys("nalice<left><right>2<bs>");
    assert_eq!(asked(&console), 0);
    console.keys("<tab>");
    assert_eq!(asked(&console), 1);
    // The form can be filled in meanwhile, and the same name is not asked about twice.
    console.keys("secret<tab>other<tab>").shows("••••••");
    assert_eq!(asked(&console), 1);
    console.settle().shows(TAKEN);
    // A name that cannot be saved anyway is not asked about.
    console.keys("<esc><esc>n");
    console.held = true;
    console.keys(" zoe<tab>");
    assert_eq!(asked(&console), 0);
}

#[test]
fn outdated_answer_about_a_username_is_dropped() {
    let house = TestEnv::inhabited();
    let mut console = console_of_admin(&house);
    console.held = true;
    console.keys("nalice<tab><s-tab>2").settle().hides(TAKEN);
    console.keys("<bs><tab>").shows(TAKEN);
    // A form that was opened later is another one.
    console.keys("<esc><esc>n");
    console.held = true;
    console.keys("alice<tab><esc><esc>ndora<tab>").settle().hides(TAKEN);
}
