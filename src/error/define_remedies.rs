//! The macro that declares remedies: everything about a remedy in one place.

/// Declares remedies. Each has a meaning (its doc comment), data, and a text, as the arguments of `format!`. Where the text names
/// commands or flags that the console replaces by keys, screens and labels, a second one follows:
///
/// ```text
/// /// List the users.
/// ListUsers = ("List them with `kozmoai users list`."),
///     console: ("The users screen (1) lists them.");
/// ```
macro_rules! remedies {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $(
                #[doc = $meaning:literal]
                $variant:ident $({ $($(#[$part_about:meta])* $part:ident: $type:ty),+ $(,)? })? $(($only:ident: $only_type:ty))?
                    = $text:tt $(, console: $console:tt)?;
            )+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = $meaning] $variant $({ $($(#[$part_about])* $part: $type),+ })? $(($only_type))?,)+
        }

        impl Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&match self {
                    $(Self::$variant $({ $($part),+ })? $(($only))? => $crate::error::define_remedies::remedies!(text $text),)+
                })
            }
        }

        impl $name {
            /// The text for the console.
            pub fn in_console(&self) -> String {
                match self {
                    $(Self::$variant $({ $($part),+ })? $(($only))? => {
                        $crate::error::define_remedies::remedies!(text $text $(, $console)?)
                    })+
                }
            }
        }
    };
    // The last of the texts.
    (text ($($text:tt)+)) => {
        format!($($text)+)
    };
    (text $commands:tt, ($($console:tt)+)) => {
        format!($($console)+)
    };
}

pub(super) use remedies;
