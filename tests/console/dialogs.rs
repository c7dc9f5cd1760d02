//! Pictures of forms, dialogs and waits at every size.

use jiff::SignedDuration;
use kozmoai::service::{FirstScreen, Startup};
use kozmoai::tui::app::Message;
use kozmoai::tui::theme::Theme;

use super::env::{PASSWORD, TestEnv};
use super::screens::check_everywhere;

#[test]
fn forms_snapshots() {
    let view = |columns, rows, theme, who: &str, keys: &str| {
        let house = TestEnv::keeping();
        house.console_of(&house.user(who).unwrap(), columns, rows, theme).keys(keys).buffer()
    };
    for (name, who, keys) in [
        ("form-errors", "admin", "n<tab>short<tab>other<tab>"),
        ("form-discard", "admin", "nzoe<tab>secret<esc>"),
        ("form-type", "alice", "2nTOKEN<tab><tab><right>"),
        ("form-owner", "admin", "2n<s-tab><c-u>a"),
        ("form-filter", "admin", "2fcl"),
        ("question-deactivate", "admin", "<down>a"),
    ] {
        check_everywhere(name, |columns, rows, _| {
            (view(columns, rows, Theme::dark(), who, keys), view(columns, rows, Theme::mono(), who, keys))
        });
    }
}

#[test]
fn undo_snapshots() {
    let view = |columns, rows, theme| {
        let house = TestEnv::keeping();
        let mut console = house.console_of(&house.user("admin").unwrap(), 100, 30, Theme::dark());
        console.keys("<down><space><down><space>ay").resize(columns, rows).tell(Message::Theme(Box::new(theme)));
        console.keys("u").shows("Undo the last change of").buffer()
    };
    check_everywhere("undo", |columns, rows, _| (view(columns, rows, Theme::dark()), view(columns, rows, Theme::mono())));
}

#[test]
fn unlock_wait_snapshots() {
    let view = |columns, rows, theme| {
        let house = TestEnv::inhabited();
        let mut console = house.console_of(&house.user("admin").unwrap(), columns, rows, theme);
        console.wait(SignedDuration::from_mins(10)).buffer();
        for _ in 0..3 {
            console.wait(SignedDuration::from_secs(20)).keys("wrong<enter>");
        }
        console.keys(PASSWORD).keys("<enter>").shows("stops waiting").buffer()
    };
    check_everywhere("unlock-wait", |columns, rows, _| (view(columns, rows, Theme::dark()), view(columns, rows, Theme::mono())));
}

#[test]
fn sign_in_wait_snapshots() {
    let view = |columns, rows, theme| {
        let house = TestEnv::inhabited();
        let start = Startup { entry: FirstScreen::SignIn, notices: Vec::new() };
        let mut console = house.console_with(columns, rows, start, theme);
        for _ in 0..3 {
            console.wait(SignedDuration::from_secs(20)).keys("admin<tab><c-u>wrong<enter><s-tab><c-u>");
        }
        console.sign_in("admin").buffer()
    };
    check_everywhere("login-wait", |columns, rows, _| (view(columns, rows, Theme::dark()), view(columns, rows, Theme::mono())));
}

#[test]
fn help_names_the_scroll_keys_only_if_it_scrolls() {
    let house = TestEnv::inhabited();
    let mut console = house.console_of(&house.user("admin").unwrap(), 120, 36, Theme::dark());
    console.keys("?").shows(" esc Close").hides("↑ ↓ Scroll").resize(60, 16).shows(" esc Close  ↑ ↓ Scroll");
    console.keys("<esc><down>a").shows("esc Cancel").hides("↑ ↓ Scroll");
}

#[test]
fn smallest_terminal_shows_everything_by_scrolling() {
    let house = TestEnv::inhabited();
    let alice = house.user("alice").unwrap();
    let mut console = house.console_of(&alice, 40, 12, Theme::dark());
    console.wait(SignedDuration::from_secs(7)).shows("Username").hides(" ID ").shows("↑ ↓ More").keys("<end>").shows(" ID ");
    console.keys("<home>").shows("Username");
}

#[test]
fn position_in_the_settings_has_its_own_style() {
    let house = TestEnv::inhabited();
    let mut console = house.console_of(&house.user("admin").unwrap(), 40, 12, Theme::mono());
    let buffer = console.keys("6").buffer();
    let line = (0..12).find(|y| buffer[(2, *y)].symbol() == "S" && buffer[(3, *y)].symbol() == "e").unwrap();
    let styles: Vec<_> = (32..38).map(|x| buffer[(x, line)].style()).collect();
    assert!(styles.windows(2).all(|pair| pair[0] == pair[1]), "{styles:?}");
}
