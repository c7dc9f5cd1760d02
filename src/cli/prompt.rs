//! Asking: names, confirmations and secrets. Secrets come from a prompt, standard input or a file, never from arguments.

use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Once, OnceLock};
use std::time::Duration;

use rustix::termios::{LocalModes, OptionalActions, Termios};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::args::{GivenPassword, GivenValue, NewPassword};
use super::output::Output;
use super::{stdout, warn_of_foreign_file};
use crate::config::secret_file;
use crate::error::{Error, Kind, Result};
use crate::secret::{self, Secret, Zeroizing};
use crate::service::{Service, keys};

/// Who may be asked.
pub(super) struct Prompt<'a> {
    pub(super) output: &'a Output,
    pub(super) no_input: bool,
}

impl Prompt<'_> {
    /// Asks for a line, which is `what`; `flag` answers it instead.
    pub(super) fn line(&self, question: &str, what: &str, flag: &str) -> Result<String> {
        self.require_someone(what, flag)?;
        end_cleanly_on_interrupt()?;
        self.output.ask(question);
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line).map_err(interrupted)?;
        if read == 0 {
            return Err(Error::new(Kind::AnswerNeeded, "The question was left without an answer.")
                .hint(format!("Answer it with {flag}.")));
        }
        Ok(line.trim_end_matches(['\n', '\r']).to_owned())
    }

    /// Asks for a secret, which is `what` and not shown; `flag` gives it instead.
    pub(super) fn secret(&self, question: &str, what: &str, flag: &str) -> Result<Secret> {
        self.require_someone(what, flag)?;
        end_cleanly_on_interrupt()?;
        // Before the question, for whoever answers it at once.
        let _hidden = Hidden::begin();
        self.output.ask(question);
        hidden_line(flag)
    }

    /// A password given, or asked for once.
    pub(super) fn password(&self, given: &GivenPassword) -> Result<Secret> {
        match self.given(given)? {
            Some(password) => Ok(password),
            None => self.secret("Password: ", "A password", "--password-stdin or --password-file"),
        }
    }

    /// A new password: given, made up (and then to be printed), or asked for twice.
    pub(super) fn new_password(&self, service: &Service, username: &str, new: &NewPassword) -> Result<(Secret, bool)> {
        if new.generate_password {
            stdout::require_writable("the generated password")?;
            return Ok((keys::generate_password()?, true));
        }
        if let Some(password) = self.given(&new.given)? {
            return Ok((password, false));
        }
        let flags = "--password-stdin, --password-file or --generate-password";
        let password = self.secret("Password: ", "A password", flags)?;
        service.check_password(username, &password)?;
        if !secret::same(&password, &self.secret("Confirm password: ", "A password", flags)?) {
            return Err(Error::new(Kind::Usage, "The two passwords differ; nothing was changed."));
        }
        Ok((password, false))
    }

    /// A value given, which may have several lines, or asked for once.
    pub(super) fn value(&self, question: &str, what: &str, given: &GivenValue) -> Result<Secret> {
        match &given.value_file {
            Some(path) => {
                warn_of_foreign_file(self.output, path, "--value-file");
                secret_file::text_of_file(path)
            }
            None if given.value_stdin => secret_file::text_of(&mut io::stdin().lock(), "standard input"),
            None => self.secret(question, what, "--value-stdin or --value-file"),
        }
    }

    fn given(&self, given: &GivenPassword) -> Result<Option<Secret>> {
        if given.password_stdin {
            return secret_file::line_of(&mut io::stdin().lock(), "standard input").map(Some);
        }
        let Some(path) = given.password_file.as_deref() else { return Ok(None) };
        warn_of_foreign_file(self.output, path, "--password-file");
        secret_file::line_of_file(path).map(Some)
    }

    /// Refuses where nobody can be asked for `what`, which `flag` gives.
    pub(super) fn require_someone(&self, what: &str, flag: &str) -> Result<()> {
        if !self.no_input && io::stdin().is_terminal() {
            return Ok(());
        }
        Err(Error::new(Kind::AnswerNeeded, format!("{what} is needed, and nobody can be asked."))
            .hint(format!("Give it with {flag}.")))
    }
}

/// The longest line typed, in bytes; a terminal hands over less.
const LONGEST_LINE: usize = 64 << 10;

/// A line typed, byte by byte, so that no buffer keeps a copy of it.
fn hidden_line(flag: &str) -> Result<Secret> {
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST_LINE));
    loop {
        let mut byte = [0];
        match rustix::io::read(io::stdin(), &mut byte) {
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(interrupted(error.into())),
            Ok(0) if line.is_empty() => return Err(interrupted(io::ErrorKind::UnexpectedEof.into())),
            Ok(0) => break,
            Ok(_) if byte == *b"\n" => break,
            Ok(_) if line.len() == LONGEST_LINE => return Err(Error::new(Kind::Usage, "What was typed is too long.")),
            Ok(_) => line.extend_from_slice(&byte),
        }
    }
    let line = line.strip_suffix(b"\r").unwrap_or(&line);
    let text = std::str::from_utf8(line).map_err(|_| {
        Error::new(Kind::Usage, "What was typed is no UTF-8 text; nothing was changed.")
            .hint(format!("Set the terminal and its locale to UTF-8, or give it with {flag}."))
    })?;
    Ok(Secret::from(text))
}

/// What is typed is not shown as long as this lives.
struct Hidden(Option<Termios>);

impl Hidden {
    fn begin() -> Self {
        // Where standard input is no terminal, nothing shows what is typed.
        let Ok(before) = rustix::termios::tcgetattr(io::stdin()) else { return Self(None) };
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        // The end of the line is shown, so that what follows begins on one of its own.
        hidden.local_modes.insert(LocalModes::ECHONL);
        let set = rustix::termios::tcsetattr(io::stdin(), OptionalActions::Now, &hidden);
        Self(set.is_ok().then_some(before))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            // A terminal that is gone shows nothing either.
            let _refused = rustix::termios::tcsetattr(io::stdin(), OptionalActions::Now, before);
        }
    }
}

/// Within so long the asking thread, if a signal met it on its way there, has hidden what is typed and waits for it: after that
/// the terminal can be restored for good.
const SETTLED: Duration = Duration::from_millis(20);

/// Set when work that ends itself cleanly goes on: Ctrl-C then only asks it to.
static ASKED_TO_END: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// A flag that Ctrl-C, SIGTERM and SIGHUP set from now on, for work that looks at it and ends itself cleanly.
pub(super) fn asked_to_end() -> Result<Arc<AtomicBool>> {
    end_cleanly_on_interrupt()?;
    Ok(Arc::clone(ASKED_TO_END.get_or_init(Arc::default)))
}

/// Ctrl-C at a prompt ends the program with its own exit code, SIGTERM and SIGHUP as they always do; before that the
/// terminal shows again what is typed.
fn end_cleanly_on_interrupt() -> Result<()> {
    static ONCE: Once = Once::new();
    let mut begun = Ok(());
    ONCE.call_once(|| {
        let before = rustix::termios::tcgetattr(io::stdin());
        begun = Signals::new([SIGINT, SIGTERM, SIGHUP]).and_then(|mut signals| {
            let listening = std::thread::Builder::new().spawn(move || {
                for signal in signals.forever() {
                    if let Some(flag) = ASKED_TO_END.get() {
                        flag.store(true, Ordering::Relaxed);
                        continue;
                    }
                    if let Ok(before) = &before {
                        for pause in [SETTLED, Duration::ZERO] {
                            // Without a terminal there is nothing to restore.
                            let _refused = rustix::termios::tcsetattr(io::stdin(), OptionalActions::Now, before);
                            std::thread::sleep(pause);
                        }
                    }
                    drop(writeln!(io::stderr()));
                    if signal != SIGINT {
                        // Comes back only from a signal that ends nothing, which none of these is.
                        drop(signal_hook::low_level::emulate_default_handler(signal));
                    }
                    signal_hook::low_level::exit(Kind::Interrupted.exit_code().into());
                }
            });
            listening.map(drop)
        });
    });
    begun.map_err(deaf)
}

fn deaf(error: io::Error) -> Error {
    Error::new(Kind::Unexpected, "Ctrl-C can't be listened for.").because(error)
}

fn interrupted(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::InvalidData => Error::new(Kind::Usage, "What was typed is no UTF-8 text; nothing was changed.")
            .hint("Set the terminal and its locale to UTF-8."),
        io::ErrorKind::Interrupted => Error::new(Kind::Interrupted, "Interrupted; nothing was changed."),
        _ => Error::new(Kind::AnswerNeeded, "No answer could be read.").because(error),
    }
}
