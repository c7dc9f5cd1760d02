//! The mouse: what is drawn can be clicked, and a click does what a key does.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use jiff::SignedDuration;
use kozmoai::tui::app::Message;
use kozmoai::tui::route::Route;
use kozmoai::tui::theme::Theme;
use kozmoai::tui::widgets::pointer::Pointer;
use ratatui::layout::Position;

use super::env::{PASSWORD, TestConsole, TestEnv};

impl TestConsole<'_> {
    /// Sends an event of the mouse, if the console uses it.
    pub(crate) fn mouse(&mut self, kind: MouseEventKind, at: Position) -> &mut Self {
        let event = MouseEvent { kind, column: at.x, row: at.y, modifiers: KeyModifiers::NONE };
        if let Some(pointer) = Pointer::of(event) {
            self.tell(Message::Mouse(pointer));
        }
        self
    }

    /// The first place of a text on the screen.
    #[track_caller]
    fn place(&mut self, text: &str) -> Position {
        let buffer = self.buffer();
        for y in 0..buffer.area.height {
            let cells: Vec<_> = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol().to_owned()).collect();
            for x in 0..cells.len() {
                if cells[x..].concat().starts_with(text) {
                    return Position { x: u16::try_from(x).unwrap(), y };
                }
            }
        }
        panic!("{text:?} is not on the screen:\n{}", self.text());
    }

    /// Clicks the end of a text.
    #[track_caller]
    fn click(&mut self, text: &str) -> &mut Self {
        let start = self.place(text);
        let at = Position { x: start.x + u16::try_from(text.chars().count()).unwrap() - 1, ..start };
        self.mouse(MouseEventKind::Down(MouseButton::Left), at).mouse(MouseEventKind::Up(MouseButton::Left), at)
    }

    /// Turns the wheel over a text.
    #[track_caller]
    fn wheel(&mut self, text: &str, down: bool) -> &mut Self {
        let at = self.place(text);
        self.mouse(if down { MouseEventKind::ScrollDown } else { MouseEventKind::ScrollUp }, at)
    }
}

fn of<'a>(house: &'a TestEnv, username: &str, columns: u16, rows: u16) -> TestConsole<'a> {
    house.console_of(&house.user(username).unwrap(), columns, rows, Theme::dark())
}

#[test]
fn click_selects_a_row_and_the_second_opens_it() {
    let house = TestEnv::keeping();
    for columns in [60, 80, 120, 200] {
        let mut console = of(&house, "admin", columns, 24);
        console.click("  carol  ").shows("› carol").shows("4 of 4").hides("Time zone");
        console.click("› carol").shows("Time zone").shows("Esc Close").click("Esc Close").hides("Time zone");
        console.keys("2").click("REGION").shows("› alice").click("REGION").shows("Time zone").keys("<esc>");
        console.keys("5").click("api_key.revoked").click("api_key.revoked").shows("Previous hash");
    }
}

#[test]
fn titles_of_columns_sort_and_again_reverse() {
    let house = TestEnv::keeping();
    let mut console = of(&house, "admin", 100, 24);
    console.click("Username").shows("Username ▼").click("Username").shows("Username ▲");
    console.click("Created").shows("Created ▲").click("Created").shows("Created ▼");
    console.keys("2").click("Name").shows("Name ▲").click("Name").shows("Name ▼");
    console.keys("5").click("Action").shows("Action ▲").click("Action").shows("Action ▼");
}

#[test]
fn tabs_switch_screens_at_every_width() {
    let house = TestEnv::keeping();
    for columns in [40, 60, 80, 200] {
        let mut console = of(&house, "admin", columns, 24);
        console.click("2 Var");
        assert_eq!(console.app.route(), Route::Variables, "{columns}");
        console.click("1 Users");
        assert_eq!(console.app.route(), Route::Users, "{columns}");
    }
    let mut console = of(&house, "admin", 40, 24);
    // What is left out begins behind the sign.
    console.click("›").keys("").click("›");
    assert_ne!(console.app.route(), Route::Users);
    let mut console = of(&house, "alice", 80, 24);
    console.keys("7").click("3 API");
    assert_eq!(console.app.route(), Route::ApiKeys);
}

#[test]
fn destructive_keys_and_buttons_still_ask() {
    let house = TestEnv::keeping();
    let mut console = of(&house, "admin", 120, 36);
    console.click("alice").click("a Active").shows("‹ Cancel ›").hides("✓ Deactivated");
    console.click("Cancel").hides("Cancel");
    assert!(house.user("alice").unwrap().is_active);
    console.click("a Active").click("Deactivate (y)").hides("Cancel");
    assert!(!house.user("alice").unwrap().is_active);
    // Deleting takes the name, which no click types.
    console.click("d Delete").shows("Type \"alice\"").click("Type").click("alice").click("alice");
    console.click("Cancel     Delete").shows("Does not match.");
    assert!(house.user("alice").is_some());
    console.click("  Cancel  ").hides("Type \"alice\"").click("d Delete").keys("alice").click("Cancel     Delete");
    assert!(house.user("alice").is_none());
}

#[test]
fn forms_are_filled_in_with_the_mouse() {
    let house = TestEnv::inhabited();
    let mut console = of(&house, "admin", 100, 30);
    console.click("n New").shows("Create user").click("│ Password").keys(PASSWORD).click("│ Username").keys("dora");
    console.click("│ Confirm password").keys(PASSWORD).click("│ Superuser").shows("[x]").click("[x]").hides("[x]");
    // Escape asks once; a click goes on.
    console.keys("<esc>").shows("Discard changes?").click("│ Username").hides("Discard changes?");
    console.click("Cancel").hides("Create user");
    assert!(house.user("dora").is_none());
    console.click("n New").keys("dora<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD).click("Cancel     Create");
    assert!(house.user("dora").is_some());
}

#[test]
fn names_of_a_picker_can_be_clicked() {
    let house = TestEnv::keeping();
    let mut console = of(&house, "admin", 100, 30);
    console.keys("2n<s-tab><c-u>c").shows("› carol").click("› carol").shows("Owner           carol").hides("› carol");
}

#[test]
fn sign_in_and_unlocking_take_clicks() {
    let house = TestEnv::inhabited();
    let mut console = house.console(80, 24);
    console.click("Password").keys(PASSWORD).click("Username").keys("admin").click("Quit     Sign in").shows("Welcome, admin");
}

#[test]
fn strip_and_overview_lead_to_what_they_say() {
    let house = TestEnv::keeping();
    let mut console = of(&house, "admin", 120, 36);
    console.keys("r").click("1 pending");
    assert_eq!(console.app.route(), Route::Users);
    console.shows("only pending approval").click("0 Overview").click("active superusers");
    assert_eq!(console.app.route(), Route::Users);
    console.click("0 Overview").click("No failed sign-ins");
    assert_eq!(console.app.route(), Route::Audit);
}

#[test]
fn palette_menu_and_help_entries_can_be_clicked() {
    let house = TestEnv::keeping();
    let mut console = of(&house, "admin", 120, 36);
    console.keys(":").shows("Command palette").keys("audit").click("Go to audit log");
    assert_eq!(console.app.route(), Route::Audit);
    console.keys("1o").shows("Sort by").click("│   Last sign-in").hides("Sort by").shows("Last sign-in ▲");
    console.click("? Help").shows("Keyboard shortcuts").click("Go to settings");
    assert_eq!(console.app.route(), Route::Settings);
    console.click("? Help").click("Move by a page").shows("Keyboard shortcuts").click("Esc Close").hides("Keyboard shortcuts");
    // What a shortcut does asks as its key does.
    console.keys("1").click("? Help").click("Delete").shows("Type");
}

#[test]
fn wheel_scrolls_what_is_under_it() {
    let house = TestEnv::inhabited();
    for number in 10..60 {
        house.add(&format!("user{number}"), true, false);
    }
    let mut console = of(&house, "admin", 120, 24);
    // The rows scroll, and the current one only as far as it has to.
    console.shows("› admin").wheel("alice", true).hides("  alice").shows("› user11").wheel("user10", false).shows("admin");
    for _ in 0..40 {
        console.wheel("Username", true);
    }
    console.shows("› user59").shows("54 of 54");
    // An overlay hides what is below it.
    console.keys("?").wheel("Keyboard", true).keys("<esc>").shows("54 of 54");
    console.keys(":").shows("Command palette").wheel("› ", true).keys("<esc>").shows("54 of 54");
}

#[test]
fn overlays_hide_what_is_below_them() {
    let house = TestEnv::keeping();
    let mut console = of(&house, "admin", 120, 36);
    let tab = console.place("2 Variables");
    let row = Position { x: 118, ..console.place("carol") };
    for keys in ["n", ":", "<enter>", "p"] {
        console.keys(keys).text();
        for at in [tab, row] {
            console.mouse(MouseEventKind::Down(MouseButton::Left), at).mouse(MouseEventKind::ScrollDown, at);
        }
        console.keys("<esc><esc>");
        assert_eq!(console.app.route(), Route::Users, "{keys}");
        console.shows("1 of 4");
    }
}

#[test]
fn only_what_was_drawn_can_be_clicked() {
    let house = TestEnv::keeping();
    let mut console = of(&house, "admin", 120, 36);
    let row = console.place("carol");
    // The variables are not drawn yet.
    console.keys("2").mouse(MouseEventKind::Down(MouseButton::Left), row).keys("1").shows("1 of 4");
    console.resize(30, 8).shows("too small").mouse(MouseEventKind::Down(MouseButton::Left), Position { x: 3, y: 1 });
    assert_eq!(console.app.route(), Route::Users);
}

#[test]
fn other_events_and_shift_belong_to_the_terminal() {
    let event = |kind, modifiers| Pointer::of(MouseEvent { kind, column: 1, row: 1, modifiers });
    let down = MouseEventKind::Down(MouseButton::Left);
    assert!(event(down, KeyModifiers::NONE).is_some() && event(MouseEventKind::ScrollUp, KeyModifiers::NONE).is_some());
    assert!(event(down, KeyModifiers::SHIFT).is_none() && event(MouseEventKind::ScrollUp, KeyModifiers::SHIFT).is_none());
    for kind in [
        MouseEventKind::Moved,
        MouseEventKind::Up(MouseButton::Left),
        MouseEventKind::Drag(MouseButton::Left),
        MouseEventKind::Down(MouseButton::Right),
    ] {
        assert!(event(kind, KeyModifiers::NONE).is_none(), "{kind:?}");
    }
}

#[test]
fn keys_in_the_last_line_can_be_clicked() {
    let house = TestEnv::inhabited();
    let mut console = house.console(120, 24);
    console.keys("admin<tab>").keys(PASSWORD).click("ctrl-s Sign in").shows("Welcome, admin").keys("1");
    console.click("n New").click("tab Next").keys(PASSWORD).shows("••••").click("esc Cancel").shows("Discard changes?");
    console.click("any key Keep editing").hides("Discard changes?").click("esc Cancel").click("esc Discard").hides("Create user");
    console.keys("o").click("enter Choose").shows("Username ▼");
    console.keys("/al").click("enter Keep").shows("1 of 4 match").hides("enter Keep");
    console.click("a Active").shows("Deactivate \"alice\"?").click("y Deactivate").shows("press u to undo");
    console.click("press u to undo").shows("Undone");
}

#[test]
fn keys_that_a_text_names_can_be_clicked() {
    let house = TestEnv::with_env_file(|store| store);
    for columns in [200, 100, 40] {
        let mut console = of(&house, "admin", columns, 30);
        console.wait(SignedDuration::from_secs(7)).keys("4R").click("Cancel   ‹ Check ›").shows("Esc Back");
        // The line is divided where there is little room.
        console
            .click("Enter")
            .shows("Create backup")
            .click("Esc Back")
            .shows("Enter")
            .click("Esc Back")
            .shows("Esc Cancel")
            .click("Esc Cancel");
        assert_eq!(console.app.route(), Route::SecretKey, "{columns}");
        console.keys("1o").shows("Sort by").click("Esc Close").hides("Sort by").keys("o").click("Enter Choose").shows("▼");
        console.keys("O:").shows("Command palette").click("Esc Close").hides("Command palette");
    }
}

#[test]
fn generate_beside_the_password_can_be_clicked() {
    let house = TestEnv::inhabited();
    let mut console = of(&house, "admin", 100, 30);
    console.click("n New").keys("dora").click("Ctrl-G Generate").shows("Generated password").click("Esc Close");
    console.click("Cancel     Create").shows("Created user \"dora\"");
    let empty = TestEnv::new(&[]);
    empty.console(80, 24).click("Ctrl-G Generate").shows("Generated password").click("Esc Close").shows("•");
}

#[test]
fn wheel_scrolls_the_pane_beside_a_list() {
    let house = TestEnv::inhabited();
    for number in 0..30 {
        house.set("alice", &format!("V{number:02}"), "value", true);
    }
    let mut console = of(&house, "admin", 200, 24);
    console.keys("<down>").text();
    console.tell(Message::Tick).shows("│ Status").shows("… Enter shows all");
    let at = Position { x: 150, y: 12 };
    console.mouse(MouseEventKind::ScrollDown, at).hides("│ Status").shows("› alice").mouse(MouseEventKind::ScrollUp, at);
    console.shows("│ Status").mouse(MouseEventKind::ScrollDown, at).hides("│ Status");
    // Another user is shown from the beginning.
    console.keys("<down>").text();
    console.tell(Message::Tick).shows("│ Status");
    // So do the panes of other lists and pages scroll.
    console.resize(200, 12);
    let at = Position { y: 6, ..at };
    for (keys, first) in [("5", "│ Time"), ("2", "│ Owner")] {
        console.keys(keys).shows(first).mouse(MouseEventKind::ScrollDown, at).hides(first);
    }
}

#[test]
fn wheel_scrolls_a_form_that_does_not_fit() {
    let house = TestEnv::inhabited();
    let mut console = of(&house, "admin", 60, 16);
    console.keys("n<tab><tab><tab>").resize(40, 12).hides("│ Superuser").shows("↑ ↓ More");
    console.wheel("Active", true).shows("│ Superuser").wheel("Active", false).shows("│ Username");
    // The focus stays where it is, and the next key shows it again.
    console.keys("<space>").shows("│ Active");
}

#[test]
fn wheel_scrolls_the_overview() {
    let house = TestEnv::keeping();
    let mut console = of(&house, "admin", 60, 16);
    let at = Position { x: 30, y: 8 };
    let first = console.keys("0").text();
    let mut seen = vec![first.clone()];
    for _ in 0..12 {
        console.mouse(MouseEventKind::ScrollDown, at);
        seen.push(console.text());
    }
    assert!(seen[..3].windows(2).all(|pair| pair[0] != pair[1]), "each turn scrolls");
    for _ in 0..12 {
        console.mouse(MouseEventKind::ScrollUp, at);
    }
    assert_eq!(console.text(), first);
    // Where everything fits, the row that Enter opens moves in the column below the pointer.
    let mut console = of(&house, "admin", 200, 50);
    let buffer = console.keys("0").wheel("Database", true).buffer();
    let selected = Theme::dark().selection.bg.unwrap();
    let is_current = |x: u16, y| buffer[(x, y)].bg == selected;
    let columns: Vec<u16> =
        (3..50).flat_map(|y| (0..200).map(move |x| (x, y))).filter(|(x, y)| is_current(*x, *y)).map(|at| at.0).collect();
    assert!(!columns.is_empty() && columns.iter().all(|x| *x >= 100), "{columns:?}");
}
