//! The pane beside a list in a wide terminal.

use std::cell::Cell;

use kozmoai::tui::app::{Job, Message};
use kozmoai::tui::screens::users;
use kozmoai::tui::theme::Theme;

use super::env::{TestConsole, TestEnv};

fn console(house: &TestEnv, columns: u16) -> TestConsole<'_> {
    house.console_of(&house.user("admin").unwrap(), columns, 50, Theme::dark())
}

/// The console once it was drawn, after which the pane is due.
fn drawn<'a, 'b>(console: &'a mut TestConsole<'b>, keys: &str) -> &'a mut TestConsole<'b> {
    console.keys(keys).buffer();
    console.tell(Message::Tick)
}

#[test]
fn pane_follows_the_current_user() {
    let house = TestEnv::keeping();
    house.set("bob", "BOBS_TOKEN", "a value", false);
    let mut console = console(&house, 200);
    drawn(&mut console, "1").shows("│ admin").shows("Recent events").keys("/bob<enter>").shows("│ bob").shows("BOBS_TOKEN");
    console.shows("Variables (v)").shows("API keys (A)").shows("variable.set").hides("a value");
    console.keys("c<home>").shows("│ admin").hides("BOBS_TOKEN");
}

#[test]
fn pane_is_read_again_after_a_change() {
    let house = TestEnv::inhabited();
    let mut console = console(&house, 160);
    drawn(&mut console, "1/bob<enter>")
        .shows("Status        pending approval")
        .keys("ay")
        .shows("user.activated")
        .shows("Status        active");
}

#[test]
fn narrow_console_reads_no_summaries_until_it_is_wide() {
    let house = TestEnv::inhabited();
    let mut console = console(&house, 139);
    let summaries = |console: &mut TestConsole<'_>| {
        let seen = Cell::new(0);
        console.answered(&|job| {
            seen.set(seen.get() + u32::from(matches!(job, Job::Users(users::Job::Summary(_)))));
            None
        });
        console.held = true;
        seen.get()
    };
    console.held = true;
    console.keys("1");
    assert_eq!(summaries(&mut console), 0);
    console.hides("Recent events").resize(140, 36).buffer();
    assert!(console.app.next_tick().is_some_and(|due| due <= house.service.now()));
    console.tell(Message::Tick);
    assert_eq!(summaries(&mut console), 1);
    console.shows("Recent events").keys("<down>");
    assert_eq!(summaries(&mut console), 1);
}

#[test]
fn pane_shows_variables_keys_and_events() {
    let house = TestEnv::keeping();
    let mut console = console(&house, 140);
    console
        .keys("2")
        .shows("Last set")
        .shows("│ ID")
        .keys("3")
        .shows("│ Uses")
        .keys("5")
        .shows("│ Event ")
        .shows("│ Previous hash");
}
