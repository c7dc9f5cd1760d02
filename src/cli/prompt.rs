//! Prompts for names, confirmations and secrets. Secrets come from a prompt, standard input or a file, never from arguments.

use std::io::{self, BufRead, IsTerminal};
use std::path::Path;

use rustix::termios::{LocalModes, OptionalActions, Termios};

use crate::cli::args::shared::{ConfirmArgs, NewPasswordSource, PasswordSource, ValueSource};
use crate::cli::render::{Output, stdout};
use crate::cli::signals;
use crate::config::secret_file;
use crate::error::{CommandError, Error, Result};
use crate::secret::{self, Secret, Zeroizing};
use crate::service::{Service, keys};
use crate::text;

/// The flag that confirms.
pub(crate) const YES: &str = "--yes";

/// Asks on the terminal, if that is possible.
pub(crate) struct Prompt<'a> {
    pub(crate) output: &'a Output,
    pub(crate) no_input: bool,
}

impl Prompt<'_> {
    /// Asks for a line, which is `what`; `flags` give it instead.
    pub(crate) fn line(&self, question: &str, what: &str, flags: &'static str) -> Result<String> {
        self.require_input(what, flags)?;
        let _mode = signals::at_prompt()?;
        self.output.ask(question);
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line).map_err(interrupted)?;
        if read == 0 {
            return Err(CommandError::Unanswered { flags }.into());
        }
        Ok(line.trim_end_matches(['\n', '\r']).to_owned())
    }

    /// Asks before something destructive is done, unless `--yes` is given. `question` says what will happen, counted.
    ///
    /// # Errors
    /// `Conflict` for anything but "y" or "yes"; `AnswerNeeded` where nobody can answer.
    pub(crate) fn confirm(&self, args: ConfirmArgs, question: &str) -> Result<()> {
        if args.yes || self.is_confirmed(question)? { Ok(()) } else { Err(CommandError::NotConfirmed.into()) }
    }

    /// Whether a question is answered with "y" or "yes".
    pub(crate) fn is_confirmed(&self, question: &str) -> Result<bool> {
        self.require_confirmation(question, YES)?;
        let answer = self.line(&format!("{} [y/N] ", text::clean_lines(question)), "confirmation", YES)?;
        Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    /// Returns what was typed to confirm something that a mere "y" must not do; `word` confirms it.
    ///
    /// # Errors
    /// `AnswerNeeded` where nobody can answer; `flags` answer instead.
    pub(crate) fn typed_confirmation(&self, statement: &str, word: &str, flags: &'static str) -> Result<String> {
        self.require_confirmation(statement, flags)?;
        let (statement, word) = (text::clean_lines(statement), text::clean(word));
        self.line(&format!("{statement}\nType \"{word}\" to confirm: "), "confirmation", flags)
    }

    /// Fails, and says what would happen, where a confirmation cannot be asked for.
    pub(crate) fn require_confirmation(&self, statement: &str, flags: &'static str) -> Result<()> {
        self.require_input("confirmation", flags).map_err(|error| error.details(statement.lines().map(str::to_owned)))
    }

    /// Asks for a secret, which is `what`, without echo; `flags` give it instead.
    pub(crate) fn secret(&self, question: &str, what: &str, flags: &'static str) -> Result<Secret> {
        self.require_input(what, flags)?;
        let _mode = signals::at_prompt()?;
        // Before the question, because the answer may follow at once.
        let _echo_off = EchoOff::begin();
        self.output.ask(question);
        hidden_line(flags)
    }

    /// Returns a password: given, or asked for once.
    pub(crate) fn password(&self, given: &PasswordSource) -> Result<Secret> {
        match self.given(given)? {
            Some(password) => Ok(password),
            None => self.secret("Password: ", "password", "--password-stdin or --password-file"),
        }
    }

    /// Returns a new password, given, generated or asked for twice, and whether it is generated and so must be printed.
    pub(crate) fn new_password(&self, service: &Service, username: &str, new: &NewPasswordSource) -> Result<(Secret, bool)> {
        if new.generate_password {
            stdout::require_writable("the generated password")?;
            return Ok((keys::generate_password()?, true));
        }
        if let Some(password) = self.given(&new.given)? {
            return Ok((password, false));
        }
        let flags = "--password-stdin, --password-file or --generate-password";
        let password = self.secret("Password: ", "password", flags)?;
        service.check_password(username, &password)?;
        if !secret::same(&password, &self.secret("Confirm password: ", "password", flags)?) {
            return Err(CommandError::PasswordsDiffer.into());
        }
        Ok((password, false))
    }

    /// Returns a value: given, and then of one or more lines, or asked for once.
    pub(crate) fn value(&self, question: &str, what: &str, given: &ValueSource) -> Result<Secret> {
        match &given.value_file {
            Some(path) => {
                self.output.warn_of_foreign_file(path, "--value-file");
                secret_file::text_of_file(path)
            }
            None if given.value_stdin => secret_file::text_of(&mut io::stdin().lock(), "standard input"),
            None => self.secret(question, what, "--value-stdin or --value-file"),
        }
    }

    fn given(&self, given: &PasswordSource) -> Result<Option<Secret>> {
        if given.password_stdin {
            return self.line_of_stdin().map(Some);
        }
        given.password_file.as_deref().map(|path| self.line_of_file(path, "--password-file")).transpose()
    }

    /// Reads a secret of one line from standard input.
    pub(crate) fn line_of_stdin(&self) -> Result<Secret> {
        secret_file::line_of(&mut io::stdin().lock(), "standard input")
    }

    /// Reads a secret of one line from a file that `flag` names.
    pub(crate) fn line_of_file(&self, path: &Path, flag: &str) -> Result<Secret> {
        self.output.warn_of_foreign_file(path, flag);
        secret_file::line_of_file(path)
    }

    /// Fails where a prompt for `what` is not possible; `flags` give it.
    pub(crate) fn require_input(&self, what: &str, flags: &'static str) -> Result<()> {
        if !self.no_input && io::stdin().is_terminal() {
            return Ok(());
        }
        Err(CommandError::InputRequired { what: what.to_owned(), is_forbidden: self.no_input, flags }.into())
    }
}

/// The longest answer, in bytes; a terminal limits it to less.
const LONGEST_LINE: usize = 64 << 10;

/// Reads a line byte by byte, so that no buffer keeps a copy of it.
fn hidden_line(flags: &'static str) -> Result<Secret> {
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST_LINE));
    loop {
        let mut byte = [0];
        match rustix::io::read(io::stdin(), &mut byte) {
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(interrupted(error.into())),
            Ok(0) if line.is_empty() => return Err(interrupted(io::ErrorKind::UnexpectedEof.into())),
            Ok(0) => break,
            Ok(_) if byte == *b"\n" => break,
            Ok(_) if line.len() == LONGEST_LINE => return Err(CommandError::AnswerTooLong.into()),
            Ok(_) => line.extend_from_slice(&byte),
        }
    }
    let line = line.strip_suffix(b"\r").unwrap_or(&line);
    let text = std::str::from_utf8(line).map_err(|_| CommandError::AnswerNotUtf8 { flags: Some(flags) })?;
    Ok(Secret::from(text))
}

/// Disables echo until it is dropped.
struct EchoOff(Option<Termios>);

impl EchoOff {
    fn begin() -> Self {
        // Without a terminal there is no echo.
        let Ok(before) = rustix::termios::tcgetattr(io::stdin()) else { return Self(None) };
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        // The newline is echoed, so that the next output begins on a new line.
        hidden.local_modes.insert(LocalModes::ECHONL);
        let set = rustix::termios::tcsetattr(io::stdin(), OptionalActions::Now, &hidden);
        Self(set.is_ok().then_some(before))
    }
}

impl Drop for EchoOff {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            // A terminal that is gone has no echo either.
            let _refused = rustix::termios::tcsetattr(io::stdin(), OptionalActions::Now, before);
        }
    }
}

fn interrupted(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::InvalidData => CommandError::AnswerNotUtf8 { flags: None }.into(),
        io::ErrorKind::Interrupted => CommandError::Interrupted.into(),
        _ => Error::from(CommandError::PromptFailed).because(error),
    }
}
