//! The audit screen: a log that is longer than the loaded window, and its verification.

use jiff::SignedDuration;
use kozmoai::fs::{private, recovery_file};
use kozmoai::model::{AuditFilter, Cursor};
use kozmoai::secret::Secret;
use kozmoai::tui::app::Job;
use kozmoai::tui::screens::audit;
use kozmoai::tui::theme::Theme;
use ratatui::style::Color;

use super::env::{TestConsole, TestEnv, operator, text_of};

/// The audit log as the superuser admin sees it.
fn of(house: &TestEnv, columns: u16) -> TestConsole<'_> {
    let mut console = house.console_of(&house.user("admin").unwrap(), columns, 24, Theme::dark());
    console.keys("5").shows("Audit log");
    console
}

#[test]
fn long_log_is_scrolled_to_both_ends() {
    let house = TestEnv::inhabited();
    for number in 0..900 {
        house.set("alice", "COUNTER", &number.to_string(), true);
    }
    let mut console = house.console_of(&house.user("admin").unwrap(), 120, 36, Theme::dark());
    console.keys(":go to audit<enter>").shows("Audit log");
    console.keys(&"<pgdn>".repeat(60)).keys("<enter>").shows("Number").shows("store.created").keys("<esc>");
    house.set("alice", "SINCE", "then", true);
    console.keys(&"<pgup>".repeat(60)).shows("SINCE").keys("<enter>");
    let newest =
        house.service.admin(&operator()).unwrap().audit(&AuditFilter::default(), &Cursor::FIRST, 1).unwrap().rows.remove(0);
    console.shows(&format!("Number         {} ", newest.seq));
}

#[test]
fn broken_log_is_reported_until_accepted() {
    let house = TestEnv::with_env_file(|store| store);
    let mut console = house.console_of(&house.user("admin").unwrap(), 120, 36, Theme::dark());
    console.keys(":go to audit<enter>").keys("v").shows("Verified the audit log").shows("· verified");
    // The anchor knows newer events than the log holds.
    let anchor = house.folder().join("config/audit_anchor");
    let mut known: serde_json::Value = serde_json::from_slice(&std::fs::read(&anchor).unwrap()).unwrap();
    let newest = known["content"]["databases"][0]["seq"].as_u64().unwrap();
    known["content"]["databases"][0]["seq"] = (newest + 2).into();
    private::write(&anchor, &recovery_file::seal("audit anchor", 1, &known["content"]).unwrap()).unwrap();
    console.keys("v").shows(&format!("The audit log is broken at event {}", newest + 1)).shows("BROKEN").hides("· verified");
    house.service.admin(&operator()).unwrap().accept_audit().unwrap();
    console.keys("v").shows("Verified the audit log").hides("BROKEN");
}

#[test]
fn filters_are_visible_and_one_key_clears_them() {
    let house = TestEnv::keeping();
    house.wait(SignedDuration::from_hours(49));
    house.set("bob", "LATER", "x", true);
    for name in ["alice", "carol"] {
        assert!(house.service.sign_in(name, &Secret::from("wrong")).unwrap().is_err());
    }
    let mut console = of(&house, 120);
    let all = console.text().lines().find_map(|line| line.split(" of ").nth(1).and_then(|all| all.parse::<u32>().ok())).unwrap();
    let matches = |number: u32| format!("{number} of {all} match");
    for (keys, said, number) in [
        ("x", "· failures", 2),
        ("Xsucc<enter>", "· successes", all - 2),
        ("aapi_key.created<enter>", "· api_key.created", 3),
        ("fbob<enter>", "· by or about bob", 3),
        ("/bobs<enter>", "/bobs", 0),
        ("/later<enter>", "/later", 1),
        ("d2h<enter><enter>", "· from 2026-11-26 08:", 5),
        ("d<tab>2026-11-25<enter>", "· until 2026-11-25 00:00", all - 5),
        ("ddoes not parse<enter><enter>", "Invalid time \"does not parse\": write 2026-05-18", 0),
    ] {
        console.keys(keys).shows(said);
        if keys.contains("not parse") {
            console.keys("<esc>").hides("Invalid time");
            continue;
        }
        assert!(console.text().contains(&matches(number)), "{keys}: {}\n{}", matches(number), console.text());
        console.keys("c").hides(said).hides("match");
    }
    // All of them together, in one line; Esc clears them too.
    console.keys("x").keys("falice<enter>d3h<enter><enter>/refused<enter>");
    console.shows("/refused").shows("· by or about alice · failures · from 2026-11-26 07:").shows(&matches(1));
    console
        .keys("Xsucc<enter>")
        .shows("No such events. Press Esc to show all events.")
        .keys("<esc>")
        .hides("· ")
        .hides("/refused");
}

#[test]
fn time_is_the_first_column_at_every_width() {
    let house = TestEnv::keeping();
    for columns in [40, 60, 80, 120, 140, 200] {
        let mut console = of(&house, columns);
        let text = console.text();
        let titles = text.lines().find(|line| line.contains("Action")).unwrap();
        assert!(titles.trim_start().starts_with("When ▼"), "{titles}");
        // Details at every width.
        console.keys("<enter>").shows("Previous hash").keys("<esc>");
    }
}

#[test]
fn live_tail_shows_new_events_and_keeps_the_place() {
    let house = TestEnv::inhabited();
    for number in 0..60 {
        house.set("alice", &format!("OLD_{number}"), "x", true);
    }
    let mut console = of(&house, 120);
    console.hides("live").keys("t").shows("● live").shows("1 of 66");
    house.set("alice", "NEW_1", "x", true);
    console.hides("NEW_1").wait(SignedDuration::from_secs(1)).shows("NEW_1").shows("1 of 67");
    // Who moved away stays on the same event, in the same line.
    console.keys("<pgdn><pgdn><pgdn>").buffer();
    let line = |console: &mut TestConsole<'_>| {
        let text = console.text();
        let found = text.lines().enumerate().find(|(_, line)| line.starts_with('›')).map(|(y, line)| (y, line[..60].to_owned()));
        found.unwrap()
    };
    let before = line(&mut console);
    for number in 2..8 {
        house.set("alice", &format!("NEW_{number}"), "x", true);
    }
    console.wait(SignedDuration::from_secs(1)).shows(" of 73").hides("NEW_7");
    assert_eq!(line(&mut console), before);
    console.keys("g").shows("NEW_7").shows("1 of 73");
    // Only what matches the filter appears.
    console.keys("/REGION<enter>").shows("No such events").shows("● live");
    house.set("alice", "OTHER", "x", true);
    house.set("alice", "REGION", "x", true);
    console.wait(SignedDuration::from_secs(1)).shows("1 of 75 match").shows("REGION").hides("OTHER");
    console.keys("<esc>").shows("● live").keys("<esc>").hides("● live");
    house.set("alice", "UNSEEN", "x", true);
    console.wait(SignedDuration::from_secs(5)).hides("UNSEEN");
}

#[test]
fn live_tail_reads_only_what_is_new() {
    let house = TestEnv::inhabited();
    let mut console = of(&house, 120);
    console.keys("t");
    console.held = true;
    let is_tail = |job: &Job| matches!(job, Job::Audit(audit::Job::ReadNew { .. }));
    let is_list = |job: &Job| matches!(job, Job::Audit(audit::Job::Events { .. } | audit::Job::Count(_)));
    for _ in 0..5 {
        console.wait(SignedDuration::from_millis(300));
    }
    assert_eq!((console.pending(&is_tail), console.pending(&is_list)), (1, 0), "one at a time, and once a second");
    console.settle().held = true;
    // It goes on when it was answered, and stops on other screens, while the console is locked, and in another order.
    assert!(console.wait(SignedDuration::from_secs(1)).pending(&is_tail) == 1);
    console.settle().keys("7").held = true;
    assert_eq!(console.wait(SignedDuration::from_secs(3)).pending(&is_tail), 0);
    console.settle().keys("5").shows("● live").keys("O").hides("● live").keys("t").shows("● live").shows("When ▼");
    console.wait(SignedDuration::from_mins(11));
    assert!(console.app.is_locked());
    console.held = true;
    assert_eq!(console.wait(SignedDuration::from_secs(3)).pending(&is_tail), 0);
    let due = console.app.next_tick().unwrap().duration_since(house.service.now());
    assert!(due >= SignedDuration::from_secs(1), "a locked console does not wait busily: {due}");
}

#[test]
fn kinds_of_events_have_colours() {
    let house = TestEnv::keeping();
    assert!(house.service.sign_in("alice", &Secret::from("wrong")).unwrap().is_err());
    let mut console = of(&house, 120);
    console.keys("G");
    let (buffer, theme) = (console.buffer(), Theme::dark());
    let style = |name: &str| {
        let y = text_of(&buffer).lines().position(|line| line.contains(name)).unwrap();
        let y = u16::try_from(y).unwrap();
        let x = (0..buffer.area.width).find(|x| (*x..*x + 5).map(|x| buffer[(x, y)].symbol()).collect::<String>() == name[..5]);
        buffer[(x.unwrap(), y)].style().fg
    };
    assert_eq!(style("user.created"), theme.ok.fg);
    assert_eq!(style("api_key.revoked"), theme.warning.fg);
    assert_eq!(style("session.sign_in_refused"), theme.danger.fg);
    assert_eq!(style("variable.set"), Some(Color::Reset));
}
