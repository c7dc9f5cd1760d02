//! The reply about the terminal's background, among the keys.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use kozmoai::tui::background::{Background, Taken};
use kozmoai::tui::theme::colour::Rgb;

fn plain(c: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(c), if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE })
}

fn alt(c: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT)
}

const BELL: KeyEvent = KeyEvent::new(KeyCode::Char('g'), KeyModifiers::CONTROL);
const ESC: KeyEvent = KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE);

/// What is left of these keys, and what the reply said.
fn taken(keys: impl IntoIterator<Item = KeyEvent>, after: Duration) -> (Vec<KeyEvent>, Vec<Option<Rgb>>) {
    let asked = Instant::now();
    let mut background = Background::new(asked, true);
    let (mut left, mut replies) = (Vec::new(), Vec::new());
    for key in keys {
        match background.take(key, asked + after) {
            Taken::Key => left.push(key),
            Taken::Part => {}
            Taken::Reply(colour) => replies.push(colour),
        }
    }
    (left, replies)
}

fn reply(text: &str, end: &[KeyEvent]) -> Vec<KeyEvent> {
    [alt(']')].into_iter().chain(text.chars().map(plain)).chain(end.iter().copied()).collect()
}

#[test]
fn keys_around_a_reply_are_kept() {
    let (now, late) = (Duration::ZERO, Duration::from_secs(3));
    for (text, end, colour) in [
        ("11;rgb:1e1e/1e1e/1e1e", &[BELL][..], Some(Rgb(0x1e, 0x1e, 0x1e))),
        ("11;rgb:FFFF/f6f6/e3e3", &[alt('\\')], Some(Rgb(0xff, 0xf6, 0xe3))),
        ("11;rgb:00/2b/36", &[ESC, plain('\\')], Some(Rgb(0, 0x2b, 0x36))),
        ("11;#1e1e1e", &[BELL], Some(Rgb(0x1e, 0x1e, 0x1e))),
        ("11;rgb:", &[BELL], None),
        ("10;rgb:ffff/ffff/ffff", &[BELL], None),
    ] {
        for after in [now, late] {
            let keys = [plain('a'), plain('b')].into_iter().chain(reply(text, end)).chain([plain('c'), BELL, alt(']')]);
            assert_eq!(taken(keys, after), (vec![plain('a'), plain('b'), plain('c'), BELL, alt(']')], vec![colour]), "{text}");
        }
    }
}

#[test]
fn reply_that_is_split_after_its_first_byte_is_recognized() {
    let keys = [ESC].into_iter().chain("]11;rgb:ffff/ffff/ffff".chars().map(plain)).chain([BELL, plain('x')]);
    assert_eq!(taken(keys, Duration::ZERO), (vec![ESC, plain('x')], vec![Some(Rgb::WHITE)]));
}

#[test]
fn keys_that_are_no_reply_are_kept() {
    let typed: Vec<KeyEvent> = "admin]\\ 11;rgb:ffff/".chars().map(plain).chain([ESC, BELL, alt('x'), ESC]).collect();
    assert_eq!(taken(typed.clone(), Duration::ZERO), (typed, Vec::new()));
    // Something else begins in the same way: at most its beginning is lost.
    let keys = [alt(']'), plain('1'), plain('z'), plain('1'), BELL];
    assert_eq!(taken(keys, Duration::ZERO).0, [plain('z'), plain('1'), BELL]);
    let long: Vec<KeyEvent> = reply(&"f".repeat(60), &[]);
    assert_eq!(taken(long, Duration::ZERO).0.len(), 20);
    // Nothing is taken for a reply for ever.
    let keys = reply("11;rgb:ffff/ffff/ffff", &[BELL]);
    assert_eq!(taken(keys.clone(), Duration::from_secs(60)), (keys, Vec::new()));
}

#[test]
fn first_frame_waits_for_a_short_time() {
    let asked = Instant::now();
    let mut background = Background::new(asked, true);
    assert!(background.patience(asked).is_some_and(|left| left <= Duration::from_millis(200)));
    assert!(background.patience(asked + Duration::from_millis(200)).is_none());
    for key in reply("11;rgb:ffff/ffff/ffff", &[BELL]) {
        background.take(key, asked);
    }
    assert!(background.patience(asked).is_none(), "it was answered");
    assert!(Background::new(asked, false).patience(asked).is_none(), "it was not asked");
}
