//! The pictures in the README, which `assets/dev/record.py` makes, show what the console draws now.

use std::collections::BTreeSet;

use kozmoai::secret::Secret;
use kozmoai::service::NewUser;
use kozmoai::tui::theme::Theme;

use super::env::{PASSWORD, TestConsole, TestEnv, operator};

/// The size of the pictures.
const SIZE: (u16, u16) = (100, 26);
const USERS: &str = include_str!("../../assets/pictures/users.txt");
const TOUR: &str = include_str!("../../assets/pictures/tour.txt");
const STALE: &str = "the pictures are out of date: run assets/dev/record.py, see its first lines";

/// What stays the same whatever the data: the titles of the screens, and the keys in the last line.
fn frame(screen: &str) -> [String; 2] {
    let lines: Vec<&str> = screen.lines().collect();
    let titles = lines.iter().find(|line| line.starts_with(" 0 Overview")).unwrap_or(&"");
    let keys = lines.last().filter(|line| line.ends_with("q Quit") || line.ends_with("ctrl-c Quit")).unwrap_or(&"");
    [(*titles).to_owned(), (*keys).to_owned()]
}

/// The line with the titles of columns.
fn columns(screen: &str) -> Option<&str> {
    screen.lines().find(|line| line.contains("Username ▲"))
}

/// Notes what a screen shows now.
fn note(seen: &mut BTreeSet<String>, console: &mut TestConsole<'_>, keys: &str) {
    seen.extend(frame(&console.keys(keys).text()));
}

#[test]
fn pictures_show_the_titles_and_keys_of_now() {
    let house = TestEnv::with_env_file(|store| store);
    for name in ["anna", "bert", "carla"] {
        let (username, password) = (name.to_owned(), Secret::from(PASSWORD));
        let new = NewUser { username, password, active: Some(false), superuser: false };
        house.service.admin(&operator()).unwrap().create_user(&new).unwrap();
    }
    let mut console = house.console_of(&house.user("admin").unwrap(), SIZE.0, SIZE.1, Theme::dark());
    let now = console.text();
    assert_eq!(frame(USERS), frame(&now), "{STALE}");
    assert_eq!(columns(USERS), columns(&now), "{STALE}");

    let mut seen = BTreeSet::from(frame(&now));
    seen.extend(frame(&house.console(SIZE.0, SIZE.1).text()));
    // The path of the tour: overview, users, secret key, and each step of a rotation.
    for keys in ["0", "1", "4", "R", "<enter>", "<enter>", "<enter>", "rotate", "<enter>"] {
        note(&mut seen, &mut console, keys);
    }
    console.shows("✓ Rotate");
    let screens: Vec<&str> = TOUR.split(&format!("\n{}\n", "=".repeat(SIZE.0.into()))).collect();
    assert!(screens.len() > 10, "{STALE}");
    for line in screens.iter().flat_map(|screen| frame(screen)) {
        assert!(line.is_empty() || seen.contains(&line), "{STALE}: {line:?} is none of {seen:#?}");
    }
    for word in ["Sign in to administer", "Pending approvals", "only pending approval", "Activate", "✓ Rotate"] {
        assert!(TOUR.contains(word), "{STALE}: {word:?} is not in the tour");
    }
}
