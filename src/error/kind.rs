//! The kinds of failures, and their exit codes.

/// The kind of a failure. Each has one exit code, which scripts rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An unforeseen failure of the system or of the program.
    Unexpected,
    /// A wrong command line or an invalid setting.
    Usage,
    /// An answer or a confirmation is needed, and prompts are not possible.
    AnswerNeeded,
    /// The named object does not exist.
    NotFound,
    /// It already exists, is already in that state, or a rule forbids it.
    Conflict,
    /// The sign-in was refused or is locked for a while.
    SignIn,
    /// Disabled, read-only, or not permitted for this user.
    NotAllowed,
    /// The database is locked, unreachable, damaged, or not one of Kozmoai.
    Store,
    /// The secret key is wrong, missing or malformed.
    Key,
    /// Partly done or interrupted; it can be resumed.
    Resumable,
    /// Some values cannot be decrypted with the given keys; nothing was changed.
    Undecryptable,
    /// Interrupted by Ctrl-C before anything was changed.
    Interrupted,
}

impl Kind {
    /// Every kind, by exit code.
    pub const ALL: [Self; 12] = [
        Self::Unexpected,
        Self::Usage,
        Self::AnswerNeeded,
        Self::NotFound,
        Self::Conflict,
        Self::SignIn,
        Self::NotAllowed,
        Self::Store,
        Self::Key,
        Self::Resumable,
        Self::Undecryptable,
        Self::Interrupted,
    ];

    /// What it means, for users.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Unexpected => "Unexpected failure of the system or the program.",
            Self::Usage => "Invalid command line or setting.",
            Self::AnswerNeeded => "Input or a confirmation is needed, and prompting is not possible.",
            Self::NotFound => "Not found.",
            Self::Conflict => "It already exists or needs no change, or a rule forbids it.",
            Self::SignIn => "Sign-in refused, or locked out.",
            Self::NotAllowed => "Not allowed: disabled, read-only, or not a superuser.",
            Self::Store => "The database is locked, unreachable, damaged, or not a Kozmoai database.",
            Self::Key => "The secret key is wrong, missing or malformed.",
            Self::Resumable => "Partly done or interrupted; it can be resumed.",
            Self::Undecryptable => "Values that no given key decrypts; nothing was changed.",
            Self::Interrupted => "Interrupted before anything was changed.",
        }
    }

    /// Returns the exit code for this kind.
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
            Self::Undecryptable => 11,
            Self::Interrupted => 130,
        }
    }

    /// Returns the name of this kind in JSON output.
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
            Self::Undecryptable => "unreadable",
            Self::Interrupted => "interrupted",
        }
    }
}
