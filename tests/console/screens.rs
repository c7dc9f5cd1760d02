//! Snapshots of every screen: its text, and the style of each cell, with and without colour.

use kozmoai::model::User;
use kozmoai::service::{FirstScreen, Startup};
use kozmoai::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};

use super::env::{TestConsole, TestEnv, text_of};

const SIZES: [(u16, u16); 3] = [(120, 36), (80, 24), (60, 16)];
const EVERY_SIZE: [(u16, u16); 5] = [(200, 50), (120, 36), (80, 24), (60, 16), (40, 12)];

/// Replaces ids, hashes, API keys and names of temporary directories, which differ each time, by `#`.
fn masked_text(text: &str) -> String {
    let mut parts = text.split("/tmp/.tmp");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("/tmp/.tmp######");
        text.push_str(part.get(6..).unwrap_or_default());
    }
    let mut parts = text.split("sk-");
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let key: usize = part.chars().take(5).map(char::len_utf8).sum();
        masked.push_str(&format!("sk-#####{}", &part[key..]));
    }
    let mut out = String::new();
    for word in masked.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
        let end = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '-').len();
        let (core, rest) = word.split_at(end);
        let hex = core.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        // A word of English may be hexadecimal too; an id that is cut off after eight characters may have no digit.
        let is_word = core.len() != 8 && !core.chars().any(|c| c.is_ascii_digit());
        let dashes = core.matches('-').count();
        // An id may be cut off; a date has ten characters.
        let by_chance = hex && !is_word && (core.len() > 12 || (dashes == 0 && core.len() >= 7));
        out.push_str(&if by_chance { core.replace(|c: char| c.is_ascii_hexdigit(), "#") } else { core.to_owned() });
        out.push_str(rest);
    }
    out
}

/// A letter for the style of each cell, with a legend; `.` is the plain style.
fn styles_of(buffer: &Buffer) -> String {
    let mut known: Vec<Style> = Vec::new();
    let area = buffer.area;
    let mut map = String::new();
    for y in area.top()..area.bottom() {
        let line: String = (area.left()..area.right())
            .map(|x| {
                let style = buffer[(x, y)].style();
                let plain = Style::new().fg(ratatui::style::Color::Reset).bg(ratatui::style::Color::Reset);
                if style.fg == plain.fg && style.bg == plain.bg && style.add_modifier == Modifier::empty() {
                    return '.';
                }
                let place = known.iter().position(|other| *other == style).unwrap_or_else(|| {
                    known.push(style);
                    known.len() - 1
                });
                char::from(b'a' + u8::try_from(place).unwrap())
            })
            .collect();
        map.push_str(line.trim_end_matches('.'));
        map.push('\n');
    }
    let name = |style: &Style| {
        let colour = |c: Option<ratatui::style::Color>| c.map_or_else(String::new, |c| c.to_string());
        format!("{} on {} {:?}", colour(style.fg), colour(style.bg), style.add_modifier)
    };
    let legend: Vec<String> = known.iter().zip('a'..).map(|(style, letter)| format!("{letter} = {}", name(style))).collect();
    format!("{map}{}\n", legend.join("\n"))
}

pub(crate) fn check(name: &str, open: impl Fn(u16, u16, Theme) -> (Buffer, Buffer)) {
    check_at(&SIZES, name, open);
}

/// The same at the largest and the smallest size too.
pub(crate) fn check_everywhere(name: &str, open: impl Fn(u16, u16, Theme) -> (Buffer, Buffer)) {
    check_at(&EVERY_SIZE, name, open);
}

fn check_at(sizes: &[(u16, u16)], name: &str, open: impl Fn(u16, u16, Theme) -> (Buffer, Buffer)) {
    for (columns, rows) in sizes.iter().copied() {
        let (colour, mono) = open(columns, rows, Theme::dark());
        let text = masked_text(&text_of(&colour));
        assert_eq!(text, masked_text(&text_of(&mono)), "the text differs without colour");
        let picture = format!("{text}\n--- in colour\n{}--- without\n{}", styles_of(&colour), styles_of(&mono));
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("{name}-{columns}x{rows}"), picture);
        });
    }
}

/// Takes snapshots of the screen that a user sees after these keys.
fn signed_in(name: &str, who: &str, keys: &str) {
    seen(&TestEnv::inhabited(), name, who, keys);
}

/// The same on a database with secrets.
fn with_secrets(name: &str, who: &str, keys: &str) {
    seen(&TestEnv::keeping(), name, who, keys);
}

/// Takes snapshots of a list at every size.
fn list(house: &TestEnv, name: &str, who: &str, keys: &str) {
    seen_at(&EVERY_SIZE, house, name, who, keys);
}

fn seen(house: &TestEnv, name: &str, who: &str, keys: &str) {
    seen_at(&SIZES, house, name, who, keys);
}

fn seen_at(sizes: &[(u16, u16)], house: &TestEnv, name: &str, who: &str, keys: &str) {
    let user: User = house.user(who).unwrap();
    let view = |columns, rows, theme| {
        let mut console = house.console_of(&user, columns, rows, theme);
        console.keys(keys).buffer()
    };
    // Both views share a database, so the sign-in that the first one records must not differ.
    let _first = view(80, 24, Theme::dark());
    check_at(sizes, name, |columns, rows, _| (view(columns, rows, Theme::dark()), view(columns, rows, Theme::mono())));
}

fn signed_out(name: &str, entry: &FirstScreen, walk: impl Fn(&mut TestConsole<'_>)) {
    check(name, |columns, rows, _| {
        let view = |theme| {
            let house = TestEnv::new(&[]);
            let start = Startup { entry: entry.clone(), notices: Vec::new() };
            let mut console = house.console_with(columns, rows, start, theme);
            walk(&mut console);
            console.buffer()
        };
        (view(Theme::dark()), view(Theme::mono()))
    });
}

#[test]
fn first_run() {
    signed_out("first-run", &FirstScreen::FirstRun, |_| {});
}

#[test]
fn sign_in() {
    signed_out("login", &FirstScreen::SignIn, |_| {});
    signed_out("login-refused", &FirstScreen::SignIn, |console| {
        console.keys("admin<tab>wrong<enter>");
    });
}

#[test]
fn users() {
    let house = TestEnv::inhabited();
    list(&house, "users", "admin", "");
    list(&house, "users-selected", "admin", "<space><space>");
    list(&house, "users-search", "admin", "/al");
    list(&house, "users-filter", "admin", "fDeactivated users<enter>");
    let house = TestEnv::new(&[]);
    house.add("admin", true, true);
    list(&house, "users-first", "admin", "");
}

#[test]
fn forms_and_questions() {
    signed_in("new-user", "admin", "nzoe<tab>horse battery");
    signed_in("confirm", "admin", "<down>a");
    signed_in("delete", "admin", "<down>d");
    signed_in("details", "admin", "<down><enter>");
    signed_in("own-password", "alice", "p");
}

#[test]
fn audit() {
    // Every sign-in is recorded, so each view has its own database, filtered by admin because other times differ.
    check_everywhere("audit", |columns, rows, _| {
        let view = |theme| {
            let house = TestEnv::inhabited();
            let admin = house.user("admin").unwrap();
            house.console_of(&admin, columns, rows, theme).keys("5fadmin<enter>").buffer()
        };
        (view(Theme::dark()), view(Theme::mono()))
    });
}

#[test]
fn settings_and_account() {
    signed_in("settings", "admin", "6");
    signed_in("account", "alice", "");
}

#[test]
fn variables() {
    let house = TestEnv::keeping();
    list(&house, "variables", "admin", "2");
    list(&house, "variables-own", "alice", "2");
    list(&house, "variables-search", "admin", "2/RE");
    list(&house, "variables-sorted", "admin", "2oLast set<enter>O");
    with_secrets("variable-revealed", "admin", "2<end>v");
    with_secrets("variable-new", "admin", "2nTOKEN");
    with_secrets("variable-edit", "alice", "2etyped");
    with_secrets("variable-delete", "alice", "2d");
    list(&TestEnv::inhabited(), "variables-none", "alice", "2");
}

#[test]
fn api_keys() {
    let house = TestEnv::keeping();
    list(&house, "api-keys", "admin", "3");
    list(&house, "api-keys-own", "alice", "3");
    list(&house, "api-keys-filter", "admin", "3fbob<enter>");
    with_secrets("api-key-new", "admin", "3nci");
    with_secrets("api-key-revoke", "alice", "3d");
}

#[test]
fn help_and_palette() {
    signed_in("help", "admin", "?");
    signed_in("palette", "admin", ":pass");
}

#[test]
fn small_terminal_is_reported() {
    let house = TestEnv::inhabited();
    let mut console = house.console(39, 9);
    console.shows("too small");
}
