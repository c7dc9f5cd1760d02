//! What can be wrong with a path or a database's address. No part of an address is in a message, because it may contain a password;
//! of its options only the name is.

use std::fmt;

/// What is wrong with a path in a setting. Displayed as a predicate: "is empty".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathProblem {
    /// Nothing is there.
    #[error("is empty")]
    Empty,
    /// It contains a control character.
    #[error("contains a control character, such as a newline")]
    ControlCharacter,
    /// It contains an invisible character.
    #[error("contains an invisible character")]
    InvisibleCharacter,
    /// It relies on a shell.
    #[error("begins with `$`, which only a shell expands")]
    ShellVariable,
    /// It begins with `~`, and there is no home directory.
    #[error("begins with `~`, and this account has no home directory")]
    NoHome,
    /// It begins with `~name`.
    #[error("begins with `~` and a name, which is not expanded")]
    HomeOfOther,
    /// It begins with `~` where that is not expanded.
    #[error("begins with `~`, which only a shell expands")]
    Tilde,
}

/// What is wrong with a database's address. Displayed as a predicate: "is empty".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    /// It is a path, and a wrong one.
    #[error(transparent)]
    Path(#[from] PathProblem),
    /// No path follows the scheme.
    #[error("names no path after {scheme}:///")]
    NoPath {
        /// The scheme.
        scheme: &'static str,
    },
    /// SQLite in memory, or an address of SQLite's own form.
    #[error("must name a file by its path")]
    NotFile,
    /// The scheme is not known.
    #[error("has an unknown scheme")]
    UnknownScheme,
    /// It is neither an address nor a path that somebody would choose.
    #[error("is not an address, and as a path it has `:`, `@` or `=` before its first `/`")]
    NotAddress,
    /// It contains what looks like a password, but no scheme.
    #[error("is not an address, and as a path it has what looks like a user name and a password before an `@`")]
    HasCredentials,
    /// The colon after the scheme is missing.
    #[error("looks like an address that lacks the `:` after its scheme")]
    NoColon,
    /// It is `-`, which stands for the configured database only in `store copy`.
    #[error("is `-`, which names no database here")]
    Dash,
    /// An `@` in the password or the user name is not escaped.
    #[error("contains an `@` that is not written as %40")]
    UnescapedAt,
    /// A %-escape does not stand for text.
    #[error("contains a %-escape that is not UTF-8 text")]
    EscapeNotUtf8,
    /// A port is not a number.
    #[error("names a port that is not a number from 0 to 65535")]
    Port,
    /// A host in brackets lacks the closing one.
    #[error("names a host in brackets that are not closed")]
    OpenBracket,
    /// The numbers of hosts and of addresses differ.
    #[error("has a different number of hosts and of addresses (hostaddr)")]
    HostAddressCount,
    /// An address of a host is no IP address.
    #[error("has a hostaddr that is not an IP address")]
    HostAddress,
    /// The numbers of hosts and of ports differ.
    #[error("has a different number of hosts and of ports")]
    PortCount,
    /// An option asks for what is not supported.
    #[error("asks for {option}, but {}", .reason)]
    UnsupportedOption {
        /// The option.
        option: &'static str,
        /// Why, and what to do instead.
        reason: &'static str,
    },
    /// An option has a value that is not accepted.
    #[error("has a {option} that is not one of {}", .accepted.join(", "))]
    OptionValue {
        /// The option.
        option: &'static str,
        /// The values that are accepted.
        accepted: &'static [&'static str],
    },
    /// An option needs a number.
    #[error("has a {option} that is not a number")]
    OptionNumber {
        /// The option.
        option: &'static str,
    },
    /// The option is not known.
    #[error("has an unknown option: {}", crate::text::clean(.option))]
    UnknownOption {
        /// The option, to be cleaned before it is shown.
        option: String,
    },
}

/// What is wrong with one of libpq's environment variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableProblem {
    /// The variable.
    pub variable: &'static str,
    /// What is wrong with its value.
    pub problem: AddressProblem,
}

impl fmt::Display for VariableProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.variable, self.problem)
    }
}
