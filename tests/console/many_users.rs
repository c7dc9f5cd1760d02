//! The users screen with many users, 20,000 in thorough runs: all of them are selected and changed without being loaded.

use std::cell::RefCell;
use std::fmt::Write as _;

use kozmoai::model::{StatusFilter, UserFilter};
use kozmoai::service::user_files::Format;
use kozmoai::tui::app::Job;
use kozmoai::tui::screens::users;
use kozmoai::tui::theme::Theme;

use super::env::{TestConsole, TestEnv, operator};
use super::thorough::times;

/// The most rows that a list reads at once.
const MOST: usize = 650;

/// Presses keys; fails if a job reads more users than a window has.
fn press(console: &mut TestConsole<'_>, keys: &str) {
    let read = RefCell::new(Vec::new());
    console.held = true;
    console.keys(keys).answered(&|job| {
        if let Job::Users(users::Job::List { limit, .. }) = job {
            read.borrow_mut().push(*limit);
        }
        None
    });
    assert!(read.borrow().iter().all(|limit| *limit <= MOST), "{read:?}");
}

fn count(house: &TestEnv, status: StatusFilter) -> u64 {
    let admin = house.service.admin(&operator()).unwrap();
    admin.users(&UserFilter::of_status(status), Default::default(), &kozmoai::model::Cursor::FIRST, 1).unwrap().total.unwrap()
}

/// A number as the console writes it.
fn grouped(number: u64) -> String {
    format!("{},{:03}", number / 1_000, number % 1_000)
}

#[test]
fn all_matching_users_are_changed_at_once() {
    let users: u64 = times(2_000, 20_000);
    let [all, own, most, few] = [users, users + 1, users - 1, users - 999].map(grouped);
    let last = format!("user{:05}", users - 1);
    let house = TestEnv::new(&[]);
    house.add("admin", true, true);
    let mut rows = String::from("username,status\n");
    (0..users).for_each(|n| writeln!(rows, "user{n:05},pending").unwrap());
    assert!(house.service.admin(&operator()).unwrap().import_users(Format::Csv, &mut rows.as_bytes(), false).unwrap().done);
    drop(rows);
    let mut console = house.console_of(&house.user("admin").unwrap(), 120, 30, Theme::dark());
    console.shows(&format!("1 of {own}"));
    press(&mut console, "<end>");
    console.shows(&format!("{own} of {own}")).shows(&last);
    press(&mut console, "*");
    console.shows(&format!("{own} selected")).keys("a").shows("You can't deactivate your own account");
    // Without the own account, and one more.
    press(&mut console, "<home>");
    press(&mut console, "<space><down><space>");
    console.shows(&format!("{most} selected")).shows("● user00000").hides("● user00001").hides("● admin");
    press(&mut console, "a");
    console.shows(&format!("Activate {most} users? They can sign in.")).shows("│ user00000 ").hides("│ user00001 ");
    press(&mut console, "<end>");
    console.shows(&format!("│ {last} "));
    press(&mut console, "n");
    assert_eq!(count(&house, StatusFilter::Pending), users, "the default is the harmless answer");
    // Only a part of them, by a search.
    press(&mut console, "<esc>/user00<enter>");
    press(&mut console, "*");
    console.shows(&format!("1,000 selected · 1,000 of {own} match · 1 of 1,000"));
    press(&mut console, "<down><space>c");
    console.shows("999 selected").shows("● user00000").hides("● user00001");
    press(&mut console, "a");
    console.shows("Activate 999 users?");
    // Somebody else changes one of them while the question is open.
    let first = house.user("user00000").unwrap();
    house.service.admin(&operator()).unwrap().rename_user(&first, "user000zz").unwrap();
    press(&mut console, "y");
    console.shows("Someone else has changed which users are selected");
    assert_eq!(count(&house, StatusFilter::Pending), users);
    for key in ["r", "a", "y"] {
        press(&mut console, key);
    }
    console.shows("Activated 999 users; press u to undo").hides("selected");
    assert_eq!(count(&house, StatusFilter::Pending), users - 999);
    press(&mut console, "u");
    console.shows("Undo the last change of 999 users?");
    press(&mut console, "y");
    console.shows("Undone: 999 users are pending approval again");
    assert_eq!((count(&house, StatusFilter::Deactivated), count(&house, StatusFilter::Pending)), (0, users));
    // All who are pending approval, and a deletion of all who are not.
    press(&mut console, "fPending approval<enter>");
    press(&mut console, "*");
    press(&mut console, "a");
    press(&mut console, "y");
    console.shows(&format!("Activated {all} users")).shows("No pending approvals");
    assert_eq!(count(&house, StatusFilter::Active), users + 1);
    press(&mut console, "c/user00<enter>");
    press(&mut console, "*");
    press(&mut console, "d");
    console.shows("Delete 1,000 users and all their data?").shows("user00001, user00002, user00003, ");
    press(&mut console, "1000<enter>");
    console.shows("Deleted 1,000 users").shows("No matching users");
    press(&mut console, "c");
    console.shows(&format!("of {few}"));
}
