//! The keyboard shortcuts.

use kozmoai::tui::theme::Theme;

use super::env::{TestConsole, TestEnv};

/// Fails unless the help shows everything at once.
#[track_caller]
fn is_whole(console: &mut TestConsole<'_>, screen: &str) {
    let text = console.keys("?").text();
    assert!(text.contains("Keyboard shortcuts") && text.contains("Navigation") && text.contains("Global"), "{screen}:\n{text}");
    assert!(!text.contains("↑ ↓ More"), "{screen} does not fit:\n{text}");
    // Movement comes first.
    let first = text.lines().find(|line| line.contains("Move")).unwrap_or_default();
    assert!(first.contains("↑ ↓ j k"), "{screen}:\n{text}");
    console.keys("<esc>").hides("Keyboard shortcuts");
}

#[test]
fn help_fits_on_every_screen() {
    let house = TestEnv::keeping();
    let mut console = house.console_of(&house.user("admin").unwrap(), 120, 36, Theme::dark());
    for keys in ["0", "1", "1<space>", "2", "3", "4", "4B", "5", "6", "7"] {
        console.keys("<esc><esc>").keys(keys);
        is_whole(&mut console, keys);
    }
    let mut console = house.console_of(&house.user("alice").unwrap(), 120, 36, Theme::dark());
    for keys in ["2", "3", "7"] {
        is_whole(console.keys(keys), keys);
    }
}

#[test]
fn help_lists_every_action_of_the_screen_by_group() {
    let house = TestEnv::keeping();
    let mut console = house.console_of(&house.user("admin").unwrap(), 120, 36, Theme::dark());
    console.keys("?").shows("Selection").shows("Select range").shows("List").shows("Sort by column").shows("Create user");
    console
        .shows("Undo the last change of")
        .shows("is selected)")
        .shows("there is nothing to")
        .shows("Users")
        .hides("Create variable");
    console.keys("<f1>").hides("Keyboard shortcuts").keys("2<f1>").shows("Create variable").hides("Selection");
    // Where there is less room, it scrolls.
    console.resize(60, 16).shows("↑ ↓ More").shows("Navigation").hides("Quit").keys("G").shows("Quit").hides("Navigation");
    console.keys("g").shows("Navigation").keys("q").hides("Keyboard shortcuts");
    assert!(!console.has_quit);
}
