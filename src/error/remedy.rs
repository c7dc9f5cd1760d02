//! What helps against an error. The console says it with its own keys and labels (`tui/remedies.rs`); as text it names
//! commands and flags.

use std::fmt;

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Choose a name that nobody has.
    ChooseOtherName {
        /// The name that is taken.
        taken: String,
    },
    /// Choose a better password.
    ChooseOtherPassword,
    /// A similar name exists.
    DidYouMean {
        /// The name that exists.
        name: String,
        /// How the two differ, where they look the same.
        difference: Option<String>,
    },
    /// Several names exist that look like the given one.
    DidYouMeanOneOf {
        /// The names, with the characters spelled out that cannot be told apart by sight.
        names: Vec<String>,
    },
    /// Look whether the disk fails.
    CheckDisk,
    /// Free memory, or raise its limit.
    FreeMemory,
    /// Close files: the whole system has too many open.
    CloseFiles,
    /// Raise the limit of open files.
    RaiseFileLimit,
    /// List the users.
    ListUsers,
    /// List the variables.
    ListVariables,
    /// List the API keys.
    ListApiKeys,
    /// Grant superuser to a user who exists.
    PromoteUser {
        /// The name.
        username: String,
    },
    /// Set the password of a user who exists.
    SetPasswordOf {
        /// The name.
        username: String,
    },
    /// Create or promote another superuser.
    CreateOtherSuperuser,
    /// Sign in as a superuser.
    SignInAsSuperuser,
    /// Sign in as another superuser than this one.
    SignInAsOther,
    /// Ask a superuser for activation.
    AskForActivation,
    /// Ask a superuser to create or promote the user.
    AskForSuperuser,
    /// Look at the present state, then repeat.
    Reload,
    /// Give a value with the new type.
    GiveValueWithType,
    /// Leave the expiry out, and revoke the key by hand.
    RevokeInstead,
    /// See which key decrypts which value.
    CheckKeys,
    /// Repeat it with the active key of now.
    StartAgain,
    /// A sentence for all front ends.
    Text(String),
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ChooseOtherName { taken } => write!(f, "\"{taken}\" already exists: choose another name."),
            Self::ChooseOtherPassword => {
                f.write_str("Choose another password; a few unrelated words are easy to remember and hard to guess.")
            }
            Self::DidYouMean { name, difference: None } => write!(f, "Did you mean \"{name}\"?"),
            Self::DidYouMean { name, difference: Some(difference) } => {
                write!(f, "Did you mean \"{name}\"? They only look the same: {difference}.")
            }
            Self::DidYouMeanOneOf { names } => write!(f, "Did you mean one of these, which look alike: {}?", names.join(", ")),
            Self::CheckDisk => f.write_str("Look at the disk and the system's log: it may be failing."),
            Self::FreeMemory => f.write_str("Free memory, or raise its limit (`ulimit -v`), then try again."),
            Self::CloseFiles => f.write_str("The whole system has too many open files: close some, then try again."),
            Self::RaiseFileLimit => f.write_str("Raise the limit of open files (`ulimit -n`), then try again."),
            Self::ListUsers => f.write_str("List them with `kozmoai users list`."),
            Self::ListVariables => f.write_str("List them with `kozmoai variables list`."),
            Self::ListApiKeys => f.write_str("List them with `kozmoai api-keys list`."),
            Self::PromoteUser { username } => write!(f, "Grant superuser with `kozmoai users promote {username}`."),
            Self::SetPasswordOf { username } => {
                write!(f, "\"{username}\" is already a superuser: set the password with `kozmoai users passwd {username}`.")
            }
            Self::CreateOtherSuperuser => f.write_str("Create or promote another superuser first."),
            Self::SignInAsSuperuser => f.write_str("Ask a superuser, or sign in as one."),
            Self::SignInAsOther => f.write_str("Sign in as another superuser to do that."),
            Self::AskForActivation => f.write_str("Ask a superuser to activate your account."),
            Self::AskForSuperuser => f.write_str("Ask a superuser to create or promote a user in the console."),
            Self::Reload => f.write_str("Look at it again, then repeat what is still needed."),
            Self::GiveValueWithType => f.write_str("Give a new value with the new type."),
            Self::RevokeInstead => f.write_str("Leave the expiry out, and revoke the key when it is no longer needed."),
            Self::CheckKeys => {
                f.write_str("`kozmoai key check` shows which key decrypts which value; setting the value again replaces it.")
            }
            Self::StartAgain => f.write_str("Start again with the key that is active now."),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl From<&str> for Remedy {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Remedy {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
