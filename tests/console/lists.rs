//! What every list does: its order, its numbers, the age of its rows, and what it says when it is empty.

use jiff::SignedDuration;
use kozmoai::secret::Secret;
use kozmoai::tui::theme::Theme;

use super::env::{TestConsole, TestEnv};

fn of<'a>(house: &'a TestEnv, who: &str, columns: u16) -> TestConsole<'a> {
    house.console_of(&house.user(who).unwrap(), columns, 30, Theme::dark())
}

/// The first words of the rows of the list.
fn rows(console: &mut TestConsole<'_>, title: &str, column: usize) -> Vec<String> {
    let text = console.text();
    let below = text.lines().skip_while(|line| !line.contains(title)).skip(1).take_while(|line| !line.trim().is_empty());
    below
        .map(|line| {
            line.trim_start_matches(['›', '●', ' '])
                .split("  ")
                .filter(|cell| !cell.is_empty())
                .nth(column)
                .unwrap()
                .trim()
                .to_owned()
        })
        .collect()
}

#[test]
fn variables_are_sorted_by_every_column() {
    let house = TestEnv::keeping();
    house.wait(SignedDuration::from_hours(1));
    house.set("carol", "carols_token", "another", false);
    let mut console = of(&house, "admin", 120);
    console.keys("2").shows("Owner ▲").shows("1 of 5").hides("match");
    assert_eq!(rows(&mut console, "Owner ▲", 0), ["alice", "alice", "bob", "carol", "carol"]);
    console.keys("oName<enter>").shows("Name ▲");
    let names = ["carols_token", "CERTIFICATE", "DB_PASSWORD", "OPENAI_API_KEY", "REGION"];
    assert_eq!(rows(&mut console, "Name ▲", 1), names);
    console.keys("O").shows("Name ▼").shows("1 of 5");
    assert_eq!(rows(&mut console, "Name ▼", 1).first().unwrap(), "REGION");
    console.keys("oLast set<enter>O").shows("Last set ▼").shows("just now").shows("1 h ago");
    assert_eq!(rows(&mut console, "Last set ▼", 1).first().unwrap(), "carols_token");
    console.resize(60, 20).shows("by last set ▼").resize(120, 30);
    console.keys("oType<enter>").shows("Type ▲").keys("oOwner<enter>O").shows("Owner ▼");
    assert_eq!(rows(&mut console, "Owner ▼", 0), ["carol", "carol", "bob", "alice", "alice"]);
    // One's own have no column for the owner.
    let mut console = of(&house, "alice", 120);
    console.keys("2").shows("Name ▲").keys("o").hides("Owner").keys("<esc>O").shows("Name ▼");
    assert_eq!(rows(&mut console, "Name ▼", 0), ["REGION", "OPENAI_API_KEY"]);
}

#[test]
fn api_keys_are_sorted_by_every_column() {
    let house = TestEnv::keeping();
    let mut console = of(&house, "admin", 120);
    console.keys("3").shows("Owner ▲").shows("1 of 3");
    for (column, first, last) in
        [("Name", "carols demo", "ci"), ("Status", "ci", "old"), ("Created", "ci", "old"), ("Expires", "ci", "old")]
    {
        console.keys("o").keys(column).keys("<enter>").shows(&format!("{column} ▲"));
        let names = rows(&mut console, &format!("{column} ▲"), 1);
        let last = if column == "Name" { "old" } else { last };
        assert_eq!((names[0].as_str(), names[2].as_str()), (first, last), "{column}: {names:?}");
        console.keys("O");
        let reversed = rows(&mut console, &format!("{column} ▼"), 1);
        assert!(names.iter().rev().eq(&reversed), "{column}: {reversed:?}");
    }
    console.keys("oLast used<enter>").shows("Last used ▲").keys("oUses<enter>").shows("Uses ▲");
}

#[test]
fn audit_log_is_sorted_and_counted() {
    let house = TestEnv::inhabited();
    let mut console = of(&house, "admin", 120);
    console.keys("5").shows("When ▼").shows("1 of 6");
    assert_eq!(rows(&mut console, "When ▼", 1).first().unwrap(), "session.signed_in");
    console.keys("O").shows("When ▲").shows("1 of 6");
    assert_eq!(rows(&mut console, "When ▲", 2), ["–", "admin", "alice", "bob", "carol", "admin"]);
    console.keys("<end>").shows("6 of 6").keys("oUser<enter>").shows("User ▲");
    assert_eq!(rows(&mut console, "User ▲", 2), ["–", "admin", "admin", "alice", "bob", "carol"]);
    console.keys("oAction<enter>oAction<enter>").shows("Action ▼").keys("oBy<enter>").shows("By ▲");
    console.keys("falice<enter>").shows("1 of 6 match · 1 of 1").keys("<esc>").hides("match").shows("1 of 6");
}

#[test]
fn matches_are_counted_beside_all() {
    let house = TestEnv::keeping();
    let mut console = of(&house, "admin", 120);
    console.keys("/al").shows("1 of 4 match · 1 of 1").keys("<esc>").hides("match");
    console.keys("fActive users<enter>").shows("only active").shows("3 of 4 match").keys("<esc>").hides("match");
    console.keys("2/RE").shows("1 of 5 match").keys("<esc>").hides("match");
    console.keys("falice<enter>").shows("of alice").shows("2 of 5 match").keys("/RE").shows("1 of 5 match");
    console.keys("<enter>3falice<enter>").shows("1 of 3 match").keys("<esc>").hides("match").shows("1 of 3");
    let mut console = of(&house, "alice", 120);
    console.keys("2/RE").shows("1 of 2 match");
    // Where there is little room, the matches are more important than the position.
    console.resize(40, 12).shows("/RE").shows("1 of 2 match");
    let mut console = of(&house, "admin", 40);
    console.keys("2/RE").shows("/RE").shows("1 of 5 match").keys("<enter>5fadmin<enter>").shows("admin").shows("match");
}

#[test]
fn ages_are_drawn_again_every_minute() {
    let house = TestEnv::keeping();
    let mut console = of(&house, "alice", 120);
    // The message after the sign-in disappears first.
    console.keys("2").wait(SignedDuration::from_secs(7)).shows("just now");
    console.app.take_changed();
    let due = console.app.next_tick().unwrap().duration_since(house.service.now());
    assert!(due > SignedDuration::from_secs(30) && due <= SignedDuration::from_mins(1), "{due}");
    console.wait(SignedDuration::from_secs(50));
    assert!(!console.app.take_changed(), "nothing is drawn before it changes");
    console.wait(SignedDuration::from_secs(11));
    assert!(console.app.take_changed());
    console.shows("1 min ago").hides("just now");
    let again = console.app.next_tick().unwrap().duration_since(house.service.now());
    assert!(again > SignedDuration::from_secs(30), "{again}");
    // The account says only times that do not change.
    console.keys("7").buffer();
    assert_eq!(
        console.app.next_tick(),
        console.app.next_tick().filter(|at| at.duration_since(house.service.now()) > SignedDuration::from_mins(1))
    );
}

#[test]
fn details_say_times_with_their_zone_once() {
    let house = TestEnv::keeping();
    house.wait(SignedDuration::from_hours(49));
    let mut console = of(&house, "admin", 100);
    for keys in ["1<down>", "2", "3"] {
        console.keys(keys).keys("<enter>").shows("2026-11-24 09:30:0").shows(" · 2 d ago").shows("Time zone");
        assert_eq!(console.text().matches("UTC").count(), 1);
        console.keys("<esc>");
    }
    console.keys("3").shows("in 94 d").keys("5<end><up><enter>").shows("2026-11-24 09:30:00 UTC · 2 d ago");
}

#[test]
fn empty_lists_say_what_is_good_or_next() {
    let house = TestEnv::new(&[]);
    house.add("admin", true, true);
    let mut console = of(&house, "admin", 80);
    console.shows("You are the only user. Next steps:").shows("n          Create a user");
    console.shows("2, then n  Set a variable").shows("4, then b  Back up the database");
    console.keys("/adm").hides("Next steps").keys("<esc>");
    console.keys("fPending<enter>").shows("No pending approvals.").keys("fDeactivated<enter>").shows("No deactivated users.");
    console
        .keys("fInactive<enter>")
        .shows("Every user is active.")
        .keys("2")
        .shows("No variables yet. Press n to create one, or i");
    console.keys("fadmin<enter>").shows("This user has no variables. Press n").keys("3").shows("No API keys yet. Press n");
    console.keys(":failed sign-ins<enter>").shows("No failed sign-ins. Press Esc").keys("<esc>").hides("No failed");
    console.keys("fnobody<enter>").shows("No events by or about this name.");
    assert!(house.service.sign_in("admin", &Secret::from("wrong")).unwrap().is_err());
    console.keys(":failed sign-ins<enter>").hides("No failed sign-ins").shows("1 of 1");
    console.resize(40, 12).keys("2<esc>").shows("No variables yet. Press n to create").shows("one, or i");
}
