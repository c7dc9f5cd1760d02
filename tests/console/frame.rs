//! The frame of every screen: the header, the titles of the screens, what needs attention, and the message after a sign-in.

use jiff::SignedDuration;
use kozmoai::secret::Secret;
use kozmoai::service::FlagChange;
use kozmoai::service::progress::{Progress, Stage};
use kozmoai::tui::app::Message;
use kozmoai::tui::route::Route;
use kozmoai::tui::theme::Theme;

use super::env::{TestConsole, TestEnv, operator};
use super::screens::check_everywhere;

/// A database with a weak key, a user pending approval and four failed sign-ins.
fn troubled() -> TestEnv {
    let house = TestEnv::new(&[("SECRET_KEY", "short")]);
    house.add("admin", true, true);
    house.add("alice", true, false);
    house.add("bob", false, false);
    fails_to_sign_in(&house, 4);
    house
}

/// Sign-ins as alice that fail.
fn fails_to_sign_in(house: &TestEnv, times: usize) {
    for _ in 0..times {
        house.wait(SignedDuration::from_mins(5));
        assert!(house.service.sign_in("alice", &Secret::from("wrong")).unwrap().is_err());
    }
    house.wait(SignedDuration::from_mins(5));
}

fn of<'a>(house: &'a TestEnv, who: &str, columns: u16, rows: u16) -> TestConsole<'a> {
    house.console_of(&house.user(who).unwrap(), columns, rows, Theme::dark())
}

#[test]
fn strip_leads_to_every_concern_the_worst_first() {
    let house = troubled();
    let mut console = of(&house, "admin", 120, 36);
    console.shows("✗ 4 failed sign-ins  ▲ weak key  ● 1 pending");
    console.keys("!").shows("· session.sign_in_refused").shows("alice");
    assert_eq!(console.app.route(), Route::Audit);
    console.keys("!");
    assert_eq!(console.app.route(), Route::SecretKey);
    console.keys("!").shows("bob").hides("alice");
    assert_eq!(console.app.route(), Route::Users);
    console.keys("!").shows("· session.sign_in_refused").keys("<esc>").hides("· session.sign_in_refused");
    console.keys("7!");
    assert_eq!(console.app.route(), Route::Audit, "another screen begins with the worst again");
    let mut console = of(&house, "admin", 120, 36);
    console.keys("7:worst").keys("<enter>");
    assert_eq!(console.app.route(), Route::Audit);
}

#[test]
fn strip_follows_changes_and_time() {
    let house = TestEnv::inhabited();
    let mut console = of(&house, "admin", 80, 24);
    console.shows("● 1 pending").keys("!").shows("bob").hides("alice");
    let bob = house.user("bob").unwrap();
    house.service.admin(&operator()).unwrap().change_flag(&[bob], FlagChange::Activate).unwrap();
    console.keys("r").hides("● 1 pending").keys("!").shows("Nothing needs attention.");
    house.add("dora", false, false);
    console.wait(SignedDuration::from_secs(30)).hides("● 1 pending");
    console.wait(SignedDuration::from_secs(31)).shows("● 1 pending");
}

#[test]
fn screens_never_wait_for_the_strip() {
    let house = TestEnv::inhabited();
    let mut console = of(&house, "admin", 80, 24);
    house.add("dora", false, false);
    console.held = true;
    console.wait(SignedDuration::from_secs(61)).keys("7").shows("Username").shows("● 1 pending");
    console.settle().shows("● 2 pending");
}

#[test]
fn regular_user_has_neither_strip_nor_key() {
    let house = troubled();
    let mut console = of(&house, "alice", 200, 50);
    for keys in ["", "2", "3", "7", "!", "0", "<tab>", "<s-tab>", "]", "["] {
        console.keys(keys).hides("weak").hides("pending").hides("! Go there");
        assert!(!console.text().lines().next().unwrap().contains("key"));
        console.wait(SignedDuration::from_secs(61)).hides("weak").hides("0 Overview");
    }
}

#[test]
fn unusable_key_is_said_where_it_matters() {
    let house = TestEnv::new(&[("SECRET_KEY", "")]);
    house.add("admin", true, true);
    let mut console = of(&house, "admin", 120, 36);
    for (screen, is_said) in [("0", true), ("2", true), ("4", true), ("1", false), ("7", false)] {
        console.keys(screen).shows("✗ no secret key").shows("✗ no key");
        let text = console.text();
        let banners = text.lines().skip(3).filter(|line| line.starts_with("  ✗ ")).count();
        assert_eq!(banners > 0, is_said, "{screen}: {text}");
    }
}

#[test]
fn sign_in_tells_of_the_one_before() {
    let house = TestEnv::inhabited();
    house.console(120, 36).sign_in("alice").shows("✓ Welcome, alice").hides("UTC;");
    house.wait(SignedDuration::from_hours(3));
    house.console(120, 36).sign_in("alice").shows("✓ Welcome, alice. Last sign-in 2026-11-24 09:30 UTC").hides("since");
    fails_to_sign_in(&house, 2);
    let mut console = house.console(120, 36);
    console.sign_in("alice").shows("! Welcome, alice. Last sign-in 2026-11-24 12:30 UTC; 2 failed sign-ins since");
    console.wait(SignedDuration::from_secs(30)).shows("2 failed sign-ins since").keys("2").hides("since");
}

#[test]
fn keys_switch_through_all_screens() {
    let house = TestEnv::inhabited();
    let mut console = of(&house, "admin", 80, 24);
    console.keys("0");
    for (next, previous) in [("<tab>", "<s-tab>"), ("]", "[")] {
        for route in Route::TABS.into_iter().skip(1).chain([Route::Overview]) {
            console.keys(next);
            assert_eq!(console.app.route(), route);
        }
        for route in Route::TABS.into_iter().rev() {
            console.keys(previous);
            assert_eq!(console.app.route(), route);
        }
    }
}

#[test]
fn current_title_is_visible_at_every_width() {
    let house = troubled();
    let mut console = of(&house, "admin", 80, 24);
    for columns in 40..=120 {
        console.resize(columns, 12).keys("0");
        for number in 0..Route::TABS.len() {
            let text = console.text();
            let line = text.lines().nth(1).unwrap();
            assert!(line.contains(&format!(" {number} ")), "{columns}: {line}");
            assert!(text.lines().next().unwrap().contains("admin"), "{columns}: {text}");
            console.keys("<tab>");
        }
    }
}

#[test]
fn header_keeps_what_protects_longest() {
    let house = TestEnv::build(&[("AUTO_LOGIN", "true")], |service| {
        service.start().unwrap();
        service.read_only()
    });
    for (columns, shown) in [(120, &["store (sled)", "key ", "superuser"][..]), (60, &["store"]), (40, &[])] {
        let mut console = house.console(columns, 12);
        let text = console.text();
        let header = text.lines().next().unwrap();
        for part in ["READ-ONLY", "AUTO LOGIN", "kozmoai"].iter().chain(shown) {
            assert!(header.contains(part), "{columns}: {header}");
        }
    }
}

#[test]
fn frame_at_every_size() {
    let house = troubled();
    let view = |who: &'static str, keys: &'static str, columns, rows, theme| {
        house.console_of(&house.user(who).unwrap(), columns, rows, theme).keys(keys).buffer()
    };
    for (name, who, keys) in [
        ("frame-attention", "admin", "2"),
        ("frame-attended", "admin", "2!!!"),
        ("frame-middle", "admin", "4"),
        ("frame-regular", "alice", "2"),
    ] {
        // All views share a database, so the sign-in that the first one records must not differ.
        let _first = view(who, keys, 80, 24, Theme::dark());
        check_everywhere(name, |columns, rows, _| {
            (view(who, keys, columns, rows, Theme::dark()), view(who, keys, columns, rows, Theme::mono()))
        });
    }
}

#[test]
fn frame_of_a_read_only_console() {
    let house = TestEnv::build(&[("AUTO_LOGIN", "true"), ("SECRET_KEY", "short")], |service| {
        service.start().unwrap();
        service.read_only()
    });
    let view = |columns, rows, theme| {
        let start = house.service.start().unwrap();
        house.console_with(columns, rows, start, theme).keys("2").buffer()
    };
    check_everywhere("frame-read-only", |columns, rows, _| {
        (view(columns, rows, Theme::dark()), view(columns, rows, Theme::mono()))
    });
}

#[test]
fn gauge_names_long_work_and_its_time() {
    let house = TestEnv::keeping();
    let checking = Progress { stage: Stage::Checking, done: 3_000, total: Some(12_000) };
    for (keys, progress, wide, narrow) in [
        ("4c", Some(checking), "Key check · Checking ███░░░░░░░░░ 25 % · 36 s left · w Show", "25 %"),
        ("4c", None, "Key check · 12 s · w Show", "Key check · 12 s"),
        ("4b<c-u>gauge.backup<c-s>", None, "Backup · 12 s · w Show", "Backup · 12 s"),
    ] {
        for (columns, rows, shown) in [(200, 50, wide), (40, 12, narrow)] {
            drop(std::fs::remove_file(house.folder().join("gauge.backup")));
            let mut console = of(&house, "admin", columns, rows);
            console.held = true;
            console.keys(keys);
            let ticket = console.running_task();
            if let Some((progress, ticket)) = progress.zip(ticket) {
                console.tell(Message::Progress(ticket, Progress { done: 0, ..progress }));
                house.wait(SignedDuration::from_secs(12));
                console.tell(Message::Progress(ticket, progress));
            } else {
                house.wait(SignedDuration::from_secs(12));
            }
            // A form that waits for the result is closed; the check would be cancelled.
            console.keys(if ticket.is_some() { "2" } else { "<esc>2" }).tell(Message::Tick);
            let text = console.text();
            let header = text.lines().next().unwrap();
            assert!(header.contains(shown), "{keys}: {shown:?} is not in {header:?}");
            console.settle();
        }
    }
}

#[test]
fn gauge_at_every_size() {
    let checking = Progress { stage: Stage::Checking, done: 3_000, total: Some(12_000) };
    let view = |columns, rows, theme| {
        let house = TestEnv::keeping();
        let mut console = house.console_of(&house.user("admin").unwrap(), columns, rows, theme);
        console.held = true;
        let ticket = console.keys("4c").running_task().unwrap();
        console.tell(Message::Progress(ticket, Progress { done: 0, ..checking }));
        house.wait(SignedDuration::from_secs(12));
        let picture = console.tell(Message::Progress(ticket, checking)).keys("3").buffer();
        console.settle();
        picture
    };
    check_everywhere("frame-gauge", |columns, rows, _| (view(columns, rows, Theme::dark()), view(columns, rows, Theme::mono())));
}

#[test]
fn quitting_says_what_it_means_for_each_work() {
    let house = TestEnv::keeping();
    for (keys, shown) in [
        ("4c", "Key check in progress: quitting cancels it. It changes nothing. Quit?"),
        ("4b<c-u>quit.backup<c-s>", "Backup in progress. The console closes, and the program ends once the file is complete"),
        ("2i<c-u>quit.json<c-s>", "Import in progress. It is all or nothing"),
        ("2x<c-u>quit.json<c-s>", "Export in progress. The console closes"),
    ] {
        // A dialog takes the whole width, so that its text is not mixed with what it covers.
        let mut console = of(&house, "admin", 60, 16);
        console.held = true;
        console.keys(keys).keys("<c-c>");
        let shown: String = shown.split_whitespace().collect();
        let text: String = console.text().replace(['│', '┃'], " ").split_whitespace().collect();
        assert!(text.contains(&shown), "{keys}: {}", console.text());
        console.keys(if console.running_task().is_some() { "<esc>7" } else { "<esc><esc>7" });
        house.wait(SignedDuration::from_secs(5));
        console.tell(Message::Tick).shows("w Show").keys("w");
        assert_eq!(Some(console.app.route()), Route::TABS.into_iter().nth(keys[..1].parse().unwrap()), "{keys}");
        console.settle();
    }
}
