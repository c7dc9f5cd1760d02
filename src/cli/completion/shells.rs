//! What each shell sends and expects. The words are quoted by this program for bash and PowerShell, which insert them as they
//! are, and by the other shells themselves.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap_complete::Shell;
use clap_complete::env::{Elvish, EnvCompleter, Fish, Powershell, Zsh};

use super::request::{Candidate, Request};
use super::words::{self, Word};

/// The registration for bash. Bash splits words at characters such as `@`, so the line is split here; `$2` is what bash
/// replaces.
const BASH: &str = r#"_kozmoai() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(VARIABLE=bash PROGRAM -- "$2" "${COMP_LINE:0:$COMP_POINT}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/] ]] && type compopt &>/dev/null; then
        compopt -o nospace
    fi
}
complete -o nosort -F _kozmoai kozmoai 2>/dev/null || complete -F _kozmoai kozmoai
"#;

/// The position of the word that is completed, which zsh and elvish send.
const INDEX: &str = "_CLAP_COMPLETE_INDEX";

/// A shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Adapter {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

impl Adapter {
    /// The shell with a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Bash, Self::Elvish, Self::Fish, Self::Powershell, Self::Zsh].into_iter().find(|shell| shell.name() == name)
    }

    /// The shell that an argument names.
    pub(super) fn of(shell: Shell) -> Self {
        match shell {
            Shell::Elvish => Self::Elvish,
            Shell::Fish => Self::Fish,
            Shell::PowerShell => Self::Powershell,
            Shell::Zsh => Self::Zsh,
            // The type may grow by a shell; what bash understands is the best guess then.
            _ => Self::Bash,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Elvish => "elvish",
            Self::Fish => "fish",
            Self::Powershell => "powershell",
            Self::Zsh => "zsh",
        }
    }

    /// Writes the registration of completion for this shell.
    pub(super) fn write_registration(self, variable: &str, program: &str, out: &mut dyn Write) -> io::Result<()> {
        let shell: &dyn EnvCompleter = match self {
            Self::Bash => {
                let program = words::quoted_for_bourne(program, None).unwrap_or_default();
                return write!(out, "{}", BASH.replace("VARIABLE", variable).replace("PROGRAM", &program));
            }
            Self::Elvish => &Elvish,
            Self::Fish => &Fish,
            Self::Powershell => &Powershell,
            Self::Zsh => &Zsh,
        };
        shell.write_registration(variable, "kozmoai", "kozmoai", program, out)
    }

    /// The command line in the arguments of the program.
    pub(super) fn request(self, arguments: &[OsString]) -> Option<Request> {
        match self {
            Self::Bash => of_bash(arguments),
            Self::Zsh => {
                // The words are as they were typed, and those after the cursor follow.
                let index = sent_index()?;
                let word = |argument: &OsString| Word::typed(&argument.to_string_lossy());
                let before = arguments.iter().take(index).map(|argument| word(argument).text.into()).collect();
                Some(Request { before, typed: arguments.get(index).map(word).unwrap_or_default(), kept: String::new() })
            }
            Self::Elvish => {
                let (before, typed) = arguments.split_at_checked(sent_index()?)?;
                let text = typed.first().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
                Some(Request { before: before.to_vec(), typed: Word { text, ..Word::default() }, kept: String::new() })
            }
            Self::Fish | Self::Powershell => {
                let (typed, before) = arguments.split_last()?;
                Some(Request { before: before.to_vec(), typed: Word::typed(&typed.to_string_lossy()), kept: String::new() })
            }
        }
    }

    /// The answer: a line for each candidate.
    pub(super) fn lines(self, request: &Request, candidates: &[Candidate]) -> String {
        let lines = candidates.iter().filter_map(|candidate| {
            let Candidate { value, about } = candidate;
            Some(match self {
                Self::Bash => in_bash(request, value)?,
                Self::Elvish => value.clone(),
                Self::Fish => [value.as_str(), about].join("\t").trim_end().to_owned(),
                Self::Powershell => {
                    [&words::quoted_for_powershell(value), about].map(String::as_str).join("\t").trim_end().to_owned()
                }
                Self::Zsh => {
                    let value = value.replace('\\', "\\\\").replace(':', "\\:");
                    if about.is_empty() { value } else { format!("{value}:{}", about.replace('\\', "\\\\")) }
                }
            })
        });
        lines.map(|line| line + "\n").collect()
    }
}

/// The program that a registration runs: found by its name if it was, or else by its path.
pub(super) fn program() -> String {
    let called = std::env::args_os().next().unwrap_or_else(|| "kozmoai".into());
    let path = Path::new(&called);
    let absolute = if path.components().count() > 1 { std::path::absolute(path).ok() } else { None };
    absolute.unwrap_or_else(|| path.to_owned()).to_string_lossy().into_owned()
}

/// The word that bash replaces, and the line up to the cursor.
fn of_bash(arguments: &[OsString]) -> Option<Request> {
    let [replaced, line] = arguments else { return None };
    let mut words = words::split(line.to_str()?);
    let typed = words.pop()?;
    let kept = replaced.to_str().and_then(|replaced| typed.raw.strip_suffix(replaced)).unwrap_or_default();
    let kept = Word::typed(kept).text;
    Some(Request { before: words.into_iter().map(|word| word.text.into()).collect(), typed, kept })
}

fn in_bash(request: &Request, value: &str) -> Option<String> {
    let rest = value.strip_prefix(&request.kept)?;
    match rest.strip_prefix("~/") {
        // The home directory, which bash expands only outside quotes.
        Some(path) if request.typed.raw.starts_with("~/") => Some(format!("~/{}", words::quoted_for_bourne(path, None)?)),
        _ => words::quoted_for_bourne(rest, request.typed.open),
    }
}

#[expect(clippy::disallowed_methods, reason = "the protocol of the registrations, not a setting of Kozmoai")]
fn sent_index() -> Option<usize> {
    std::env::var_os(INDEX)?.to_str()?.parse().ok()
}
