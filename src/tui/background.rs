//! The background of the terminal, which it is asked for at the start (OSC 11).
//!
//! The reply comes among the keys, at any time or never: over a slow connection after the first frame, and from some terminals not
//! at all. So nothing waits for it but the first frame, for a short time, and all keys around it reach the console. The reply itself
//! never does, whenever it comes; it would be typed into a field.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::theme::colour::Rgb;

/// The question. A reply ends as the question does, and every terminal understands BEL.
pub const QUESTION: &str = "\x1b]11;?\x07";
/// How long the first frame waits for the reply.
const PATIENCE: Duration = Duration::from_millis(200);
/// How long after the question a reply is recognized.
const LATE: Duration = Duration::from_secs(10);
/// The maximum length of a reply.
const MOST: usize = 40;

/// What a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A key that the user pressed.
    Key,
    /// A part of the reply.
    Part,
    /// The end of the reply, with the background if it was understood.
    Reply(Option<Rgb>),
}

/// The question for the background, and how much of the reply was read.
#[derive(Debug)]
pub struct Background {
    asked: Instant,
    state: State,
}

#[derive(Debug)]
enum State {
    Waiting,
    /// After a lone Esc: the beginning of a reply may have been split.
    Escaped,
    Reading(String),
    Answered,
}

impl Background {
    /// The question was asked at this time; without one, no reply is expected.
    pub const fn new(asked: Instant, is_asked: bool) -> Self {
        Self { asked, state: if is_asked { State::Waiting } else { State::Answered } }
    }

    /// How long the first frame still has to wait; none if it need not.
    pub fn patience(&self, now: Instant) -> Option<Duration> {
        let left = PATIENCE.checked_sub(now.saturating_duration_since(self.asked)).filter(|left| !left.is_zero());
        left.filter(|_| !matches!(self.state, State::Answered))
    }

    /// Takes a key if it is a part of the reply: crossterm reads ESC ] as Alt-], BEL as Ctrl-G and ESC \ as Alt-\.
    pub fn take(&mut self, key: KeyEvent, now: Instant) -> Taken {
        let is_alt = key.modifiers == KeyModifiers::ALT;
        let is_plain = key.modifiers.difference(KeyModifiers::SHIFT).is_empty();
        let is_late = now.saturating_duration_since(self.asked) > LATE;
        match (&mut self.state, key.code) {
            (State::Answered, _) => Taken::Key,
            (State::Reading(_), KeyCode::Char('g')) if key.modifiers == KeyModifiers::CONTROL => self.end(),
            (State::Reading(_), KeyCode::Char('\\')) if is_alt || is_plain => self.end(),
            (State::Reading(_), KeyCode::Esc) => Taken::Part,
            (State::Reading(text), KeyCode::Char(c)) if is_plain && is_of_reply(c) && text.len() < MOST => {
                text.push(c);
                Taken::Part
            }
            // What was read is no reply, and this is a key.
            (State::Reading(_), _) => {
                self.state = State::Waiting;
                Taken::Key
            }
            (State::Waiting | State::Escaped, _) if is_late => {
                self.state = State::Answered;
                Taken::Key
            }
            (State::Waiting, KeyCode::Char(']')) if is_alt => self.begin(),
            (State::Escaped, KeyCode::Char(']')) if is_alt || is_plain => self.begin(),
            (State::Waiting | State::Escaped, code) => {
                self.state = if code == KeyCode::Esc { State::Escaped } else { State::Waiting };
                Taken::Key
            }
        }
    }

    fn begin(&mut self) -> Taken {
        self.state = State::Reading(String::new());
        Taken::Part
    }

    fn end(&mut self) -> Taken {
        let State::Reading(text) = std::mem::replace(&mut self.state, State::Answered) else { return Taken::Part };
        let colour = text.strip_prefix("11;").and_then(|colour| xterm_color::Color::parse(colour.as_bytes()).ok());
        Taken::Reply(colour.map(|colour| {
            let channel = |value: u16| value.to_be_bytes()[0];
            Rgb(channel(colour.red), channel(colour.green), channel(colour.blue))
        }))
    }
}

/// Whether it occurs in a reply, such as "11;rgb:1e1e/1e1e/1e1e".
const fn is_of_reply(c: char) -> bool {
    c.is_ascii_hexdigit() || matches!(c, 'r' | 'g' | ':' | ';' | '/' | '#')
}
