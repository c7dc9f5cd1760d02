//! What can go wrong, for people and for scripts: a kind with its exit code, what happened to what, and what to do next.

use std::fmt;
use std::io;

/// The result of everything here that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of failure it is; each has one exit code, which scripts rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A failure nobody foresaw, of the machine or of the program.
    Unexpected,
    /// A wrong command line or an invalid setting.
    Usage,
    /// An answer or a confirmation is needed and nobody may be asked.
    AnswerNeeded,
    /// What was named does not exist.
    NotFound,
    /// It exists already, is so already, or a rule forbids it.
    Conflict,
    /// Sign-in refused, or locked out for a while.
    SignIn,
    /// Switched off, read-only, or not for this person.
    NotAllowed,
    /// The store is locked, unreachable, damaged, or no store of Kozmoai's.
    Store,
    /// The secret key is wrong, missing or malformed.
    Key,
    /// Partly done or interrupted; it can be resumed.
    Resumable,
    /// Values that no given key opens; nothing was changed.
    Unreadable,
    /// Ended by Ctrl-C before anything was changed.
    Interrupted,
}

impl Kind {
    /// The process's exit code for this kind.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Unexpected => 1,
            Self::Usage => 2,
            Self::AnswerNeeded => 3,
            Self::NotFound => 4,
            Self::Conflict => 5,
            Self::SignIn => 6,
            Self::NotAllowed => 7,
            Self::Store => 8,
            Self::Key => 9,
            Self::Resumable => 10,
            Self::Unreadable => 11,
            Self::Interrupted => 130,
        }
    }

    /// The name of this kind in JSON output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unexpected => "unexpected",
            Self::Usage => "usage",
            Self::AnswerNeeded => "answer_needed",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::SignIn => "sign_in",
            Self::NotAllowed => "not_allowed",
            Self::Store => "store",
            Self::Key => "key",
            Self::Resumable => "resumable",
            Self::Unreadable => "unreadable",
            Self::Interrupted => "interrupted",
        }
    }
}

/// Errors of the system that no argument and no setting causes, by their numbers, and what to do about each.
const BEYOND_CONTROL: [(i32, &str); 4] = [
    (5, "Look at the disk and the system's log: it may be failing."),
    (12, "Free memory, or raise its limit (`ulimit -v`), then try again."),
    (23, "The whole system has too many open files: close some, then try again."),
    (24, "Raise the limit of open files (`ulimit -n`), then try again."),
];

/// A failure: its kind, one sentence of what happened to what, what to do next, and what lies beneath it.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    hint: Option<String>,
    details: Vec<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// A failure of `kind`. The message is a sentence without secrets, fit to be shown.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None, details: Vec::new(), source: None }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a list of what it is about, a line each.
    #[must_use]
    pub fn details(mut self, details: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(details);
        self
    }

    /// Adds what lies beneath: the error of the system or a library.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let source = source.into();
        let code = source.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error);
        if let Some((_, next)) = BEYOND_CONTROL.iter().find(|(known, _)| Some(*known) == code) {
            // Nobody's arguments or settings are to blame.
            self.kind = if self.kind == Kind::Usage { Kind::Unexpected } else { self.kind };
            self.hint.get_or_insert_with(|| (*next).to_owned());
        }
        self.source = Some(source);
        self
    }

    /// What sort of failure it is.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// What happened, to what.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The list of what it is about; empty if the message says it all.
    pub fn list(&self) -> &[String] {
        &self.details
    }

    /// What to do next, if that is known.
    pub fn next_step(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Error {
    /// The message, and in brackets what lies beneath it; the hint is printed apart.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.source {
            Some(source) => write!(f, " ({source})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
