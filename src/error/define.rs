//! The macro with which each area declares its errors: everything about an error in one place, from which the table in the
//! reference is generated.

use super::kind::Kind;

/// An error as the reference lists it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The stable name in JSON output, in snake_case.
    pub code: &'static str,
    /// The kind, which has the exit code.
    pub kind: Kind,
    /// When it occurs.
    pub meaning: &'static str,
}

/// Declares the errors of an area. Each has a meaning (its doc comment), data, a stable code, a kind, optionally the input that
/// it is about, a message, and optionally a remedy:
///
/// ```text
/// /// Another user has the name.
/// UsernameTaken { /** The name. */ username: String }
///     = "username_taken", Conflict [Username], ("The username \"{username}\" is taken.") => Remedy::ChooseOtherName;
/// ```
///
/// The message is passed to thiserror; the remedy may use the data.
macro_rules! errors {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $(
                #[doc = $meaning:literal]
                $variant:ident $({ $($(#[$part_about:meta])* $part:ident: $type:ty),+ $(,)? })?
                    = $code:literal, $kind:ident $([$input:ident])?, $message:tt $(=> $remedy:expr)?;
            )+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        pub enum $name {
            $(
                #[doc = $meaning]
                #[error $message]
                $variant $({ $($(#[$part_about])* $part: $type),+ })?,
            )+
        }

        impl $name {
            /// Every error of this area, as the reference lists them.
            pub const TABLE: &'static [$crate::error::Entry] = &[
                $($crate::error::Entry { code: $code, kind: $crate::error::Kind::$kind, meaning: $meaning },)+
            ];

            /// The stable name in JSON output.
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $code,)+ }
            }

            /// The kind, which has the exit code.
            pub const fn kind(&self) -> $crate::error::Kind {
                match self { $(Self::$variant { .. } => $crate::error::Kind::$kind,)+ }
            }

            /// The input that it is about.
            pub const fn field(&self) -> Option<$crate::error::Field> {
                match self { $(Self::$variant { .. } => $crate::error::define::optional!($($crate::error::Field::$input)?),)+ }
            }

            /// What helps.
            pub fn remedy(&self) -> Option<$crate::error::Remedy> {
                match self {
                    $(Self::$variant $({ $($part),+ })? => {
                        $($(let _ = $part;)+)?
                        $crate::error::define::optional!($($remedy)?)
                    })+
                }
            }
        }
    };
}

/// `Some` of the argument, or `None` without one.
macro_rules! optional {
    () => {
        None
    };
    ($value:expr) => {
        Some($value)
    };
}

pub(super) use {errors, optional};
