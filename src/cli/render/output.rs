//! The output of the commands: data on standard output, everything else on standard error.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use serde::Serialize;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::cli::args::Global;
use crate::cli::render::{colour, progress, stdout};
use crate::error::{CommandError, Error, Result};
use crate::fs::trust::Trust;
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
}

impl Output {
    pub(crate) fn new(global: &Global) -> Self {
        let colour = colour::is_wanted(global.color, io::stderr().is_terminal());
        Self { json: global.json, quiet: global.quiet, verbose: global.verbose > 0, colour }
    }

    /// The output of JSON where the global flags could not be parsed.
    pub(crate) const fn for_json() -> Self {
        Self { json: true, quiet: false, verbose: false, colour: false }
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

    /// Prints a list: a JSON array with `--json`, or else a table, or `if_empty` as a note.
    pub(crate) fn list<R, const N: usize>(
        &self,
        rows: &[R],
        json: impl Fn(&R) -> Value,
        (header, if_empty): ([&str; N], &str),
        cells: impl Fn(&R) -> [String; N],
    ) -> Result<()> {
        let documents = || rows.iter().map(json).collect::<Vec<_>>();
        self.show(documents, || self.table(header, rows.iter().map(cells), if_empty))
    }

    /// Prints a list that may be a page of a longer one: with `--json` an object of the total number and the rows, which are
    /// `name`, or else a table.
    pub(crate) fn page<R, const N: usize>(
        &self,
        name: &str,
        (rows, total): (&[R], Option<u64>),
        json: impl Fn(&R) -> Value,
        (header, if_empty): ([&str; N], &str),
        cells: impl Fn(&R) -> [String; N],
    ) -> Result<()> {
        let document = || json!({"total_count": total, name: rows.iter().map(json).collect::<Vec<_>>()});
        self.show(document, || self.table(header, rows.iter().map(cells), if_empty))
    }

    /// Prints a table. Every cell is cleaned. On a terminal that is too narrow, a column of IDs at the end is omitted, then long
    /// cells wrap.
    fn table<const N: usize>(&self, header: [&str; N], rows: impl Iterator<Item = [String; N]>, if_empty: &str) -> Result<()> {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled).set_header(header);
        for row in rows {
            table.add_row(row.map(|cell| text::clean(&cell).into_owned()));
        }
        if table.row_count() == 0 {
            self.note(if_empty);
            return Ok(());
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        if let Some(width) = terminal_width()
            && table.lines().any(|line| line.trim_end().width() > usize::from(width))
        {
            if header.last() == Some(&"ID")
                && let Some(column) = table.column_mut(N - 1)
            {
                column.set_constraint(ColumnConstraint::Hidden);
            }
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        self.raw(|out| table.lines().try_for_each(|line| writeln!(out, "{}", line.trim_end())))
    }

    /// Prints names and values, one pair a line.
    pub(crate) fn facts(&self, facts: &[(&str, String)]) -> Result<()> {
        let width = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        facts.iter().try_for_each(|(name, value)| self.line(&format!("{name:width$}  {}", text::clean(value))))
    }

    /// Lets `write` write data to standard output.
    pub(crate) fn raw(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        progress::erase();
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
        progress::erase();
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

/// The document of a change, marked if it was only planned.
pub(crate) fn with_dry_run(mut document: Value, is_dry_run: bool) -> Value {
    if let Some(members) = document.as_object_mut().filter(|_| is_dry_run) {
        members.insert("dry_run".to_owned(), true.into());
    }
    document
}

/// The number of columns, if standard output is a terminal.
fn terminal_width() -> Option<u16> {
    let columns = rustix::termios::tcgetwinsize(io::stdout()).ok()?.ws_col;
    (columns > 0).then_some(columns)
}
