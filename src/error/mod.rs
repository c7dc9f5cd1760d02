//! Errors as data: each has a kind with its exit code, a stable code, the input to blame, and a remedy. The front ends render
//! them, and nothing decides by a message's text. Each area has an enum; [`Error`] wraps any of them with details and a cause.

mod address;
mod audit;
mod backup;
mod change;
mod command;
mod config;
mod console;
mod copy;
mod damage;
mod define;
mod define_remedies;
mod field;
mod file;
mod import;
mod keys;
mod kind;
mod remedy;
mod restore;
mod rotation;
mod secrets;
mod server;
mod store;
mod store_remedy;
mod system;
mod users;

use std::fmt;
use std::io;

use rustix::io::Errno;

pub use address::{AddressProblem, PathProblem, VariableProblem};
pub use audit::AuditError;
pub use backup::BackupError;
pub use change::ChangeError;
pub use command::CommandError;
pub use config::ConfigError;
pub use console::ConsoleError;
pub use copy::CopyError;
pub use damage::DamageError;
pub use define::Entry;
pub use field::Field;
pub use file::{Distrust, FileError};
pub use import::ImportError;
pub use keys::{Difference, FALLBACK_KEY, KeyError, KeyFlaw, SECRET_KEY};
pub use kind::Kind;
pub use remedy::Remedy;
pub use restore::RestoreError;
pub use rotation::RotationError;
pub use secrets::SecretError;
pub use server::ServerError;
pub use store::StoreError;
pub use store_remedy::StoreRemedy;
pub use system::SystemError;
pub use users::UserError;

/// The result of everything here that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The remedy for an error of the system that no argument and no setting causes.
fn beyond_control(error: &io::Error) -> Option<Remedy> {
    match Errno::from_io_error(error)? {
        Errno::IO => Some(Remedy::CheckDisk),
        Errno::NOMEM => Some(Remedy::FreeMemory),
        Errno::NFILE => Some(Remedy::CloseFiles),
        Errno::MFILE => Some(Remedy::RaiseFileLimit),
        Errno::FBIG => Some(Remedy::RaiseFileSizeLimit),
        _ => None,
    }
}

/// Declares [`Problem`]: one variant for each area.
macro_rules! areas {
    ($($variant:ident($area:ident)),+ $(,)?) => {
        /// What went wrong.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Problem {
            $(#[doc = concat!("See [`", stringify!($area), "`].")] $variant($area),)+
        }

        impl Problem {
            const fn kind(&self) -> Kind {
                match self { $(Self::$variant(problem) => problem.kind(),)+ }
            }

            const fn code(&self) -> &'static str {
                match self { $(Self::$variant(problem) => problem.code(),)+ }
            }

            const fn field(&self) -> Option<Field> {
                match self { $(Self::$variant(problem) => problem.field(),)+ }
            }

            fn remedy(&self) -> Option<Remedy> {
                match self { $(Self::$variant(problem) => problem.remedy(),)+ }
            }
        }

        impl fmt::Display for Problem {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$variant(problem) => fmt::Display::fmt(problem, f),)+ }
            }
        }

        $(
            impl From<$area> for Problem {
                fn from(problem: $area) -> Self {
                    Self::$variant(problem)
                }
            }

            impl From<$area> for Error {
                fn from(problem: $area) -> Self {
                    Self::of(problem.into())
                }
            }
        )+

        /// Every declared error, as the reference lists them.
        pub fn table() -> impl Iterator<Item = &'static Entry> {
            [$($area::TABLE),+].into_iter().flatten()
        }
    };
}

areas! {
    Users(UserError),
    Secrets(SecretError),
    Command(CommandError),
    Backups(BackupError),
    Copies(CopyError),
    Imports(ImportError),
    Audit(AuditError),
    Changes(ChangeError),
    Files(FileError),
    Config(ConfigError),
    System(SystemError),
    Console(ConsoleError),
    Store(StoreError),
    Damage(DamageError),
    Restore(RestoreError),
    Server(ServerError),
    Keys(KeyError),
    Rotation(RotationError),
}

/// An error: the problem, its details, a remedy, and its cause.
#[derive(Debug)]
pub struct Error {
    // Boxed, because every fallible call returns an error, or the room for one.
    problem: Box<Problem>,
    kind: Kind,
    field: Option<Field>,
    details: Vec<String>,
    remedy: Option<Box<Remedy>>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    fn of(problem: Problem) -> Self {
        let (remedy, kind, field) = (problem.remedy().map(Box::new), problem.kind(), problem.field());
        Self { problem: Box::new(problem), kind, field, details: Vec::new(), remedy, source: None }
    }

    /// Replaces its usual remedy.
    #[must_use]
    pub fn hint(mut self, remedy: impl Into<Remedy>) -> Self {
        self.remedy = Some(Box::new(remedy.into()));
        self
    }

    /// Adds lines to its details.
    #[must_use]
    pub fn details(mut self, details: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(details);
        self
    }

    /// Adds the cause: the error of the system or a library. For errors of this program, see [`Error::wrapping`].
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let source = source.into();
        if let Some(remedy) = source.downcast_ref::<io::Error>().and_then(beyond_control) {
            // No argument or setting is to blame.
            self.kind = if self.kind == Kind::Usage { Kind::Unexpected } else { self.kind };
            self.remedy.get_or_insert_with(|| Box::new(remedy));
        }
        self.source = Some(source);
        self
    }

    /// Adds the cause, another error of this program, and keeps its details and its remedy.
    #[must_use]
    pub fn wrapping(mut self, cause: Self) -> Self {
        self.remedy = self.remedy.or_else(|| cause.remedy.clone());
        self.details.extend(cause.details.iter().cloned());
        self.because(cause)
    }

    /// Takes the cause of another error, which this one explains better.
    #[must_use]
    pub fn with_cause_of(mut self, other: Self) -> Self {
        self.source = other.source;
        self
    }

    /// Sets another kind, such as that of the error it wraps.
    #[must_use]
    pub const fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// Says which input it is about, where the same problem can be one of several.
    #[must_use]
    pub const fn at(mut self, field: Field) -> Self {
        self.field = Some(field);
        self
    }

    /// Returns the problem as data.
    pub const fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Returns the kind, which has the exit code.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the stable name for JSON output.
    pub const fn code(&self) -> &'static str {
        self.problem.code()
    }

    /// Whether another process may have caused it, by a change between a look and the change that was based on it.
    pub fn may_be_raced(&self) -> bool {
        match self.problem() {
            Problem::Users(error) => matches!(
                error,
                UserError::UsernameTaken { .. }
                    | UserError::UserChanged { .. }
                    | UserError::UserNotFound { .. }
                    | UserError::UserIdNotFound { .. }
                    | UserError::AlreadySo { .. }
                    | UserError::SelectionChanged
            ),
            Problem::Secrets(error) => matches!(
                error,
                SecretError::VariableNotFound { .. }
                    | SecretError::ApiKeyNotFound { .. }
                    | SecretError::ApiKeyRevoked { .. }
                    | SecretError::StoreKeyNotFound { .. }
            ),
            Problem::Changes(error) => matches!(error, ChangeError::KeyChanged),
            _ => false,
        }
    }

    /// Returns the input that it is about, if any.
    pub const fn field(&self) -> Option<Field> {
        self.field
    }

    /// Returns the message without the cause.
    pub fn message(&self) -> String {
        self.problem.to_string()
    }

    /// Returns its details, a line each.
    pub fn list(&self) -> &[String] {
        &self.details
    }

    /// Returns the remedy, if one is known.
    pub fn remedy(&self) -> Option<&Remedy> {
        self.remedy.as_deref()
    }

    /// Returns the remedy as text with commands and flags.
    pub fn next_step(&self) -> Option<String> {
        self.remedy().map(Remedy::to_string)
    }

    /// Returns the message, its cause and the remedy as the console shows them.
    pub fn in_console(&self) -> String {
        self.remedy().map_or_else(|| self.to_string(), |remedy| format!("{self} {}", remedy.in_console()))
    }
}

impl fmt::Display for Error {
    /// Writes the message and its cause in brackets; the remedy is printed separately.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.problem, f)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn unreadable() -> Error {
        FileError::Unreadable { name: "file".to_owned() }.into()
    }

    #[test]
    fn wrapping_keeps_details_and_remedy() {
        let cause = Error::from(SystemError::NoThread).details(["one".to_owned()]);
        let error = unreadable().details(["two".to_owned()]).wrapping(cause);
        assert_eq!((error.code(), error.kind()), ("file_unreadable", Kind::Usage));
        assert_eq!(error.list(), ["two", "one"]);
        assert_eq!(error.remedy(), Some(&Remedy::RaiseThreadLimit));
        assert_eq!(error.to_string(), "file cannot be read. (No thread can be started.)");
        let own = unreadable().hint("Try again.").wrapping(SystemError::NoThread.into());
        assert_eq!(own.next_step().as_deref(), Some("Try again."));
        assert_eq!(own.of_kind(Kind::Store).kind(), Kind::Store);
    }

    #[test]
    fn failing_system_is_no_usage_error() {
        let failed = |errno: Errno| unreadable().because(io::Error::from(errno));
        for (errno, remedy) in [
            (Errno::IO, Remedy::CheckDisk),
            (Errno::NOMEM, Remedy::FreeMemory),
            (Errno::NFILE, Remedy::CloseFiles),
            (Errno::MFILE, Remedy::RaiseFileLimit),
        ] {
            let error = failed(errno);
            assert_eq!((error.kind(), error.remedy()), (Kind::Unexpected, Some(&remedy)), "{error}");
        }
        assert_eq!((failed(Errno::NOENT).kind(), failed(Errno::NOENT).remedy()), (Kind::Usage, None));
    }
}
