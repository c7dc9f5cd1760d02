//! CSV according to RFC 4180, read strictly: what is ambiguous is refused. Cells may contain secrets, so they are wiped when
//! dropped. Spreadsheets begin files with a line `sep=;`, and evaluate cells that begin with `=`, `+`, `-` or `@`.

use zeroize::Zeroizing;

/// A record: its first line, from 1, and its cells.
pub type Record = (u64, Vec<Zeroizing<String>>);

/// Why a text is not CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The line, from 1.
    pub line: u64,
    /// The reason, as a clause.
    pub reason: &'static str,
}

/// The records of a text; none follow an error. It is not `Debug`, since the text may contain secrets.
pub struct Reader<'a> {
    rest: &'a str,
    line: u64,
    delimiter: char,
}

impl<'a> Reader<'a> {
    /// Reads a text whose first line has this number.
    pub const fn new(text: &'a str, line: u64, delimiter: char) -> Self {
        Self { rest: text, line, delimiter }
    }

    fn record(&mut self) -> Result<Record, Malformed> {
        let (begin, mut cells) = (self.line, Vec::new());
        loop {
            cells.push(self.cell()?);
            if let Some(rest) = self.rest.strip_prefix(self.delimiter) {
                self.rest = rest;
                continue;
            }
            if let Some(rest) = ["\r\n", "\n", "\r"].iter().find_map(|end| self.rest.strip_prefix(end)) {
                self.rest = rest;
                self.line += 1;
            }
            return Ok((begin, cells));
        }
    }

    fn cell(&mut self) -> Result<Zeroizing<String>, Malformed> {
        if let Some(rest) = self.rest.strip_prefix('"') {
            self.rest = rest;
            return self.quoted();
        }
        let end = self.rest.find([self.delimiter, '\n', '\r']).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at(end);
        if cell.trim_start().starts_with('"') {
            return Err(Malformed { line: self.line, reason: "a blank precedes a quote" });
        }
        self.rest = rest;
        Ok(Zeroizing::new(cell.to_owned()))
    }

    /// The rest of a quoted cell, in which two quotes are one.
    fn quoted(&mut self) -> Result<Zeroizing<String>, Malformed> {
        let malformed = |reason| Malformed { line: self.line, reason };
        let mut end = 0;
        loop {
            let quote = self.rest[end..].find('"').ok_or_else(|| malformed("the quote that begins there has no end"))?;
            end += quote;
            if !self.rest[end + 1..].starts_with('"') {
                break;
            }
            end += 2;
        }
        let (quoted, rest) = (&self.rest[..end], &self.rest[end + 1..]);
        if !rest.is_empty() && !rest.starts_with([self.delimiter, '\n', '\r']) {
            return Err(malformed("text follows a quoted cell, or the quote that begins there has no end"));
        }
        self.line += quoted.replace("\r\n", "\n").matches(['\n', '\r']).count() as u64;
        self.rest = rest;
        // Large enough never to grow, which would leave parts of it behind.
        let mut cell = Zeroizing::new(String::with_capacity(quoted.len()));
        for (place, part) in quoted.split("\"\"").enumerate() {
            cell.push_str(if place > 0 { "\"" } else { "" });
            cell.push_str(part);
        }
        Ok(cell)
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Record, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let record = self.record();
        if record.is_err() {
            self.rest = "";
        }
        Some(record)
    }
}

/// The delimiter of a line `sep=;` before the header, and the text after that line.
pub fn separator(text: &str) -> Option<(char, &str)> {
    let end = text.find(['\n', '\r'])?;
    let line = text[..end].trim_matches('"');
    let prefix = line.get(..4).filter(|prefix| prefix.eq_ignore_ascii_case("sep="))?;
    let mut named = line[prefix.len()..].chars();
    let delimiter = named.next()?;
    // Spreadsheets pad every line with delimiters.
    let rest = text[end..].strip_prefix("\r\n").unwrap_or(&text[end + 1..]);
    named.all(|c| c == delimiter).then_some((delimiter, rest))
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text for a cell, with an apostrophe before what a spreadsheet would evaluate.
pub fn guard(text: &str) -> String {
    if is_formula(text) || text.strip_prefix('\'').is_some_and(|rest| is_formula(rest.trim_start_matches('\''))) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text of a cell that [`guard`] wrote.
pub fn unguard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest.trim_start_matches('\''))).unwrap_or(text)
}
