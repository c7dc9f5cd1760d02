//! What a text means, and its colour on a terminal. The colours are those of the console, from the 16 that users can configure.

/// The meaning of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// The title of a column or of a group.
    Heading,
    /// Over, or of no effect.
    Dim,
    /// It stands out.
    Accent,
    /// It is as it should be.
    Ok,
    /// It waits for somebody, or is a risk.
    Pending,
    /// It failed or was refused.
    Danger,
}

impl Tone {
    /// The text with the escape sequences of its colour.
    pub(crate) fn paint(self, text: &str) -> String {
        let code = match self {
            Self::Plain => return text.to_owned(),
            Self::Heading => "1",
            Self::Dim => "2",
            Self::Accent => "1;36",
            Self::Ok => "32",
            Self::Pending => "33",
            Self::Danger => "1;31",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}
