//! The output of the commands: data on standard output, everything else on standard error.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::args::Global;
use crate::cli::args::list::Format;
use crate::cli::render::tone::Tone;
use crate::cli::render::view::View;
use crate::cli::render::{colour, progress, stdout};
use crate::error::{CommandError, Error, Result};
use crate::fs::trust::Trust;
use crate::service::{Clock, SystemClock};
use crate::text;

/// How many details of an error are printed.
const MOST_DETAILS: usize = 20;

/// The output, as the global flags set it.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub(crate) json: bool,
    quiet: bool,
    verbose: bool,
    colour: bool,
    /// The same for standard output.
    data_colour: bool,
    /// Whether `--json` is set.
    json_flag: bool,
}

impl Output {
    /// The output of a command whose list is printed in `format`, if it is one.
    pub(crate) fn new(global: &Global, format: Option<Format>) -> Self {
        Self {
            json: global.json || format.is_some_and(Format::is_json),
            quiet: global.quiet,
            verbose: global.verbose > 0,
            colour: colour::is_wanted(global.color, io::stderr().is_terminal()),
            data_colour: colour::is_wanted(global.color, io::stdout().is_terminal()),
            json_flag: global.json,
        }
    }

    /// The output where the global flags were not parsed.
    pub(crate) const fn for_usage(json: bool) -> Self {
        Self { json, quiet: false, verbose: false, colour: false, data_colour: false, json_flag: json }
    }

    /// Prints a line of data.
    pub(crate) fn line(&self, line: &str) -> Result<()> {
        self.raw(|out| writeln!(out, "{line}"))
    }

    /// Prints a line that may quote stored text, cleaned.
    pub(crate) fn sentence(&self, sentence: &str) -> Result<()> {
        self.line(&text::clean(sentence))
    }

    /// Prints a stored text unchanged, except on a terminal, where control characters are escaped.
    pub(crate) fn verbatim(&self, text: &str) -> Result<()> {
        if !io::stdout().is_terminal() {
            return self.line(text);
        }
        text.split('\n').try_for_each(|line| self.line(&text::clean(line.trim_end_matches('\r'))))
    }

    /// Prints the JSON document, with control characters escaped.
    pub(crate) fn document(&self, document: &impl Serialize) -> Result<()> {
        let text = text::json::pretty(document).map_err(|error| Error::from(CommandError::NotJson).because(error))?;
        self.line(&text)
    }

    /// Prints a result: the JSON document with `--json`, or else what `text` prints.
    pub(crate) fn show<D: Serialize>(&self, document: impl FnOnce() -> D, text: impl FnOnce() -> Result<()>) -> Result<()> {
        if self.json { self.document(&document()) } else { text() }
    }

    /// Prints the result of a change: the JSON document with `--json`, or else the sentence.
    pub(crate) fn result(&self, document: &impl Serialize, sentence: &str) -> Result<()> {
        self.show(|| document, || self.sentence(sentence))
    }

    /// Prints names and values, one pair a line.
    pub(crate) fn facts(&self, facts: &[(&str, String)]) -> Result<()> {
        let width = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        facts.iter().try_for_each(|(name, value)| self.line(&format!("{name:width$}  {}", text::clean(value))))
    }

    /// Lets `write` write data to standard output.
    pub(crate) fn raw(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        progress::finish();
        stdout::write(write)
    }

    /// Prints informational output, unless `--quiet` is set.
    pub(crate) fn note(&self, note: &str) {
        if !self.quiet {
            self.err(&text::clean(note));
        }
    }

    /// Prints a line of progress.
    pub(crate) fn line_of_progress(&self, line: &str) {
        self.err(line);
    }

    /// Prints a warning.
    pub(crate) fn warning(&self, warning: &str) {
        self.err(&format!("{} {}", self.strong("warning:", "33"), text::clean(warning)));
    }

    /// Prints warnings.
    pub(crate) fn warnings<'a>(&self, warnings: impl IntoIterator<Item = &'a String>) {
        warnings.into_iter().for_each(|warning| self.warning(warning));
    }

    /// Warns of a file, named by a flag or an argument, that other users could have written; it is used nevertheless.
    pub(crate) fn warn_of_foreign_file(&self, path: &Path, named_by: &str) {
        if let Some(doubt) = Trust::own().doubt(path) {
            self.warning(&format!("{} It is used, because {named_by} names it.", doubt.message()));
        }
    }

    /// Prints help on standard error, unless `--json` is set.
    pub(crate) fn help(&self, help: &str) {
        if !self.json {
            self.err(help);
        }
    }

    /// Prints a question, without a newline.
    pub(crate) fn ask(&self, question: &str) {
        progress::finish();
        // If it cannot be shown, reading the answer fails.
        drop(write!(io::stderr(), "{}", text::clean_lines(question)));
        drop(io::stderr().flush());
    }

    /// Prints an error and its remedy.
    pub(crate) fn error(&self, error: &Error) {
        if self.json {
            let mut body = json!({
                "kind": error.kind().name(),
                "code": error.code(),
                "message": error.to_string(),
                "hint": error.next_step(),
            });
            if let Some(field) = error.field() {
                body["field"] = field.name().into();
            }
            if !error.list().is_empty() {
                body["details"] = error.list().into();
            }
            if let Ok(line) = text::json::line(&json!({ "error": body })) {
                self.err(&line);
            }
            return;
        }
        self.err(&format!("{} {}", self.strong("error:", "31"), text::clean(&error.to_string())));
        for line in error.list().iter().take(MOST_DETAILS) {
            self.err(&format!("         {}", text::clean(line)));
        }
        if let Some(more) = error.list().len().checked_sub(MOST_DETAILS).filter(|more| *more > 0) {
            self.err(&format!("         and {more} more; --json lists all of them"));
        }
        if let Some(hint) = error.next_step() {
            self.err(&format!("       {}", text::clean(&hint)));
        }
        if self.verbose {
            self.err(&format!("       code {}, exit code {}", error.code(), error.kind().exit_code()));
        }
    }

    /// The format of a list.
    ///
    /// # Errors
    /// `Usage` if `--json` and another format are requested.
    pub(crate) fn format_of(&self, output: Option<Format>) -> Result<Format> {
        match (self.json_flag, output) {
            (true, None | Some(Format::Json)) => Ok(Format::Json),
            (true, Some(_)) => Err(CommandError::FormatsConflict.into()),
            (false, format) => Ok(format.unwrap_or(Format::Table)),
        }
    }

    /// Whether data is coloured.
    pub(crate) const fn is_coloured(&self) -> bool {
        self.data_colour
    }

    /// The text as data, in a colour where data is coloured.
    pub(crate) fn painted(&self, text: &str, tone: Tone) -> String {
        if self.data_colour { tone.paint(text) } else { text.to_owned() }
    }

    /// The number of columns, if standard output is a terminal.
    pub(crate) fn width(&self) -> Option<usize> {
        let columns = rustix::termios::tcgetwinsize(io::stdout()).ok()?.ws_col;
        (columns > 0).then_some(usize::from(columns))
    }

    /// How tables are read: times are relative on a terminal.
    pub(crate) fn view(&self) -> View {
        View { now: io::stdout().is_terminal().then(|| SystemClock.now()) }
    }

    /// Whether `--verbose` is set.
    pub(crate) const fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Whether `--quiet` is set.
    pub(crate) const fn is_quiet(&self) -> bool {
        self.quiet
    }

    fn strong(&self, word: &str, colour: &str) -> String {
        if self.colour { format!("\x1b[1;{colour}m{word}\x1b[0m") } else { word.to_owned() }
    }

    fn err(&self, line: &str) {
        progress::erase();
        // Without standard error there is nowhere to report this.
        drop(writeln!(io::stderr(), "{line}"));
    }
}

/// One JSON object with the members of two.
pub(crate) fn merged(first: &impl Serialize, second: Value) -> Value {
    let mut document = json!(first);
    if let (Some(members), Value::Object(more)) = (document.as_object_mut(), second) {
        members.extend(more);
    }
    document
}

/// The document of a change, with whether something was changed.
pub(crate) fn with_changed(document: &impl Serialize, is_changed: bool) -> Value {
    merged(document, json!({"changed": is_changed}))
}

/// The document of a change, marked if it was only planned.
pub(crate) fn with_dry_run(mut document: Value, is_dry_run: bool) -> Value {
    if let Some(members) = document.as_object_mut().filter(|_| is_dry_run) {
        members.insert("dry_run".to_owned(), true.into());
    }
    document
}
