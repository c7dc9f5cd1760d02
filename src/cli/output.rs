//! The one printer: data on standard output, everything else on standard error.

use std::io::{self, IsTerminal, Write};

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::args::{Global, When};
use super::stdout;
use crate::error::{CommandError, Error, Result};
use crate::text;

/// How many lines of an error's list people get to see.
const MOST_DETAILS: usize = 20;

/// How to print.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub(super) json: bool,
    quiet: bool,
    verbose: bool,
    colour: bool,
}

impl Output {
    pub(super) fn new(global: &Global) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a convention of terminals, no setting of Kozmoai's")]
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colour = match global.color {
            When::Always => true,
            When::Never => false,
            When::Auto => io::stderr().is_terminal() && !no_colour,
        };
        Self { json: global.json, quiet: global.quiet, verbose: global.verbose > 0, colour }
    }

    /// A line of data.
    pub(super) fn line(&self, line: &str) -> Result<()> {
        self.raw(|out| writeln!(out, "{line}"))
    }

    /// Text of somebody else's as it is, for a script takes what was kept; for a terminal what speaks to it is marked.
    pub(super) fn verbatim(&self, text: &str) -> Result<()> {
        if !io::stdout().is_terminal() {
            return self.line(text);
        }
        text.split('\n').try_for_each(|line| self.line(&text::clean(line.trim_end_matches('\r'))))
    }

    /// The one JSON document. What speaks to a terminal is escaped in it.
    pub(super) fn document(&self, document: &impl Serialize) -> Result<()> {
        let text = text::json::pretty(document).map_err(|error| Error::from(CommandError::NotJson).because(error))?;
        self.line(&text)
    }

    /// A table of data; `empty` stands for one without rows. Every cell is cleaned. On a terminal that is too narrow long
    /// cells wrap, but first a column of ids at the end is left out, which would crowd out everything else.
    pub(super) fn table<const N: usize>(
        &self,
        header: [&str; N],
        rows: impl IntoIterator<Item = [String; N]>,
        empty: &str,
    ) -> Result<()> {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled).set_header(header);
        for row in rows {
            table.add_row(row.map(|cell| text::clean(&cell).into_owned()));
        }
        if table.row_count() == 0 {
            self.note(empty);
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

    /// Names and values below each other.
    pub(super) fn facts(&self, facts: &[(&str, String)]) -> Result<()> {
        let width = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, value) in facts {
            self.line(&format!("{name:width$}  {}", text::clean(value)))?;
        }
        Ok(())
    }

    /// Writes data in a stream of its own.
    pub(super) fn raw(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        stdout::write(write)
    }

    /// Something to know, left out with `--quiet`.
    pub(super) fn note(&self, note: &str) {
        if !self.quiet {
            self.err(&text::clean(note));
        }
    }

    /// How far long work is, where it was asked for.
    pub(super) fn line_of_progress(&self, line: &str) {
        self.err(line);
    }

    /// Something to look into.
    pub(super) fn warning(&self, warning: &str) {
        self.err(&format!("{} {}", self.strong("warning:", "33"), text::clean(warning)));
    }

    /// Help for someone who gave no command.
    pub(super) fn help(&self, help: &str) {
        if !self.json {
            self.err(help);
        }
    }

    /// A question, without a line's end.
    pub(super) fn ask(&self, question: &str) {
        // Nobody to show it to is found out by reading the answer.
        drop(write!(io::stderr(), "{}", text::clean_lines(question)));
        drop(io::stderr().flush());
    }

    /// What went wrong and what to do next.
    pub(super) fn error(&self, error: &Error) {
        if self.json {
            let mut body = serde_json::json!({
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
            if let Ok(line) = text::json::line(&serde_json::json!({ "error": body })) {
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

    /// Whether notes are wanted.
    pub(super) const fn is_quiet(&self) -> bool {
        self.quiet
    }

    fn strong(&self, word: &str, colour: &str) -> String {
        if self.colour { format!("\x1b[1;{colour}m{word}\x1b[0m") } else { word.to_owned() }
    }

    fn err(&self, line: &str) {
        // Nobody is left to be told when standard error is gone.
        drop(writeln!(io::stderr(), "{line}"));
    }
}

/// How many columns there are, if standard output is a terminal.
fn terminal_width() -> Option<u16> {
    let columns = rustix::termios::tcgetwinsize(io::stdout()).ok()?.ws_col;
    (columns > 0).then_some(columns)
}
