//! .env files: parsed as Kozmoai parses them, and edited without changing any other byte.
//!
//! Kozmoai uses python-dotenv, so this follows the grammar of its version 1.2 exactly: a password must have the same value here.
//! The crate dotenvy cannot do this: it expands a bare `$`, has other escapes, refuses blanks inside values, and reports no
//! positions, which errors and edits need. It serves as the second reader in `second_reader.rs`.

use std::ops::Range;
use std::path::Path;

use crate::error::{ConfigError, Result};
use crate::fs::account::Account;
use crate::fs::replace::Edited;
use crate::fs::trust::Trust;
use crate::fs::{input, private, replace};
use crate::secret::{self, Zeroizing};

/// The longest value that `${…}` may expand to, in bytes.
const LONGEST_VALUE: usize = 1 << 20;

/// One `NAME=value` of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The name.
    pub name: String,
    /// The value with quotes and escapes resolved, but not `${…}`; none for a name without `=`.
    pub value: Option<Zeroizing<String>>,
    /// The line of the name, from 1.
    pub line: usize,
    /// The range of the value in the text, quotes included.
    pub(super) span: Range<usize>,
}

/// The bindings of a file in order, and other lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The bindings; the last of a name counts.
    pub bindings: Vec<Binding>,
    /// The lines, from 1, that python-dotenv cannot parse and skips.
    pub unreadable: Vec<usize>,
}

impl Parsed {
    /// The names and values besides one name.
    fn others(&self, name: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
        let others = self.bindings.iter().filter(move |binding| binding.name != name);
        others.map(|binding| (binding.name.as_str(), binding.value.as_ref().map(|value| value.as_str())))
    }
}

/// Parses the text of a file.
pub fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut reader = Reader { text, at: mark.min('\u{feff}'.len_utf8()) };
    let mut lines = Lines { text, at: 0, line: 1 };
    loop {
        reader.skip(char::is_whitespace);
        if reader.rest().is_empty() {
            return parsed;
        }
        let start = reader.at;
        match reader.binding() {
            Some((name, value, span)) => {
                if let Some(name) = name {
                    parsed.bindings.push(Binding { name, value, line: lines.line_of(start), span });
                }
            }
            None => {
                parsed.unreadable.push(lines.line_of(start));
                reader.skip(|c| c != '\n' && c != '\r');
            }
        }
    }
}

/// Resolves `${NAME}` and `${NAME:-default}` in a value; a bare `$` stands for itself. Returns none if the result is longer
/// than `LONGEST_VALUE`, which a few lines that refer to each other can cause.
pub fn interpolate(value: &str, lookup: &dyn Fn(&str) -> Option<Zeroizing<String>>) -> Option<Zeroizing<String>> {
    let mut out = Zeroizing::new(String::with_capacity(value.len()));
    let mut rest = value;
    let positions = |c| value.match_indices(c).map(|(at, _)| at).peekable();
    let (mut braces, mut colons) = (positions('}'), positions(':'));
    while let Some(start) = rest.find("${") {
        let (before, inner) = (&rest[..start], &rest[start + 2..]);
        secret::append(&mut out, before);
        // Each brace is visited once, so the time stays linear in the number of `${`.
        let at = value.len() - inner.len();
        while braces.next_if(|brace| *brace < at).is_some() {}
        let Some(end) = braces.peek().map(|brace| brace - at) else {
            secret::append(&mut out, &rest[start..]);
            rest = "";
            break;
        };
        while colons.next_if(|colon| *colon < at).is_some() {}
        let (name, default) = match colons.peek().map(|colon| colon - at).filter(|colon| *colon < end) {
            None => (&inner[..end], Some("")),
            Some(colon) => (&inner[..colon], inner[colon..end].strip_prefix(":-")),
        };
        match default {
            Some(default) => {
                secret::append(&mut out, lookup(name).as_deref().map_or(default, String::as_str));
                rest = &inner[end + 1..];
            }
            None => {
                secret::append(&mut out, "${");
                rest = inner;
            }
        }
        if out.len() > LONGEST_VALUE {
            return None;
        }
    }
    secret::append(&mut out, rest);
    Some(out)
}

/// Sets a name to a value, unless `check` refuses the present text: replaces its last value, or appends a line. Every other byte
/// stays. Symbolic links are not followed, and no other process can set something in the file meanwhile.
///
/// # Errors
/// Those of `check`; `Usage` if the file is not UTF-8 text, or the value cannot be written so that it reads back the same;
/// `Conflict` if another process is changing it.
pub fn set(path: &Path, name: &str, value: &str, check: impl Fn(&str) -> Result<()>) -> Result<()> {
    let prepare = || {
        let old = text_of(path, private::read_unlinked(path)?)?;
        let text = old.as_ref().map_or("", |text| text.as_str());
        check(text)?;
        let new = edited(path, text, name, value)?;
        Ok(Some(Edited { old, new }))
    };
    replace::edit(path, prepare).map(drop)
}

/// Returns what [`set`] would write instead of this text.
///
/// # Errors
/// As [`set`].
pub fn edited(path: &Path, text: &str, name: &str, value: &str) -> Result<Zeroizing<String>> {
    with(text, name, value).ok_or_else(|| ConfigError::EnvUnwritable { path: path.to_owned(), setting: name.to_owned() }.into())
}

/// Reads a file that the command line names; none if it does not exist.
///
/// # Errors
/// `Usage` if it cannot be read or is not UTF-8 text.
pub fn read_text(path: &Path) -> Result<Option<Zeroizing<String>>> {
    Ok(read_text_with_owner(path)?.map(|(text, _)| text))
}

/// The same with the owner of the file.
///
/// # Errors
/// As [`read_text`].
pub fn read_text_with_owner(path: &Path) -> Result<Option<(Zeroizing<String>, Account)>> {
    let Some((bytes, owner)) = input::read_with_owner(path)? else { return Ok(None) };
    Ok(text_of(path, Some(bytes))?.map(|text| (text, owner)))
}

/// Reads a trusted file with its owner; none if it does not exist.
///
/// # Errors
/// `Usage` if it is not trusted, cannot be read or is not UTF-8 text.
pub fn read_trusted_text(path: &Path, trust: Trust) -> Result<Option<(Zeroizing<String>, Account)>> {
    let Some((bytes, owner)) = private::read_with_owner(path, trust)? else { return Ok(None) };
    Ok(text_of(path, Some(bytes))?.map(|text| (text, owner)))
}

fn text_of(path: &Path, bytes: Option<Zeroizing<Vec<u8>>>) -> Result<Option<Zeroizing<String>>> {
    bytes.map(|bytes| private::text(&bytes, path)).transpose()
}

fn with(text: &str, name: &str, value: &str) -> Option<Zeroizing<String>> {
    if value.contains("${") {
        return None;
    }
    let parsed = parse(text);
    let edited: Zeroizing<String> = match parsed.bindings.iter().rfind(|binding| binding.name == name && binding.value.is_some())
    {
        Some(binding) => {
            let quote = text[binding.span.clone()].chars().next().filter(|c| matches!(c, '\'' | '"'));
            [&text[..binding.span.start], &quoted(value, quote), &text[binding.span.end..]].concat().into()
        }
        None => {
            let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
            let gap = if text.is_empty() || text.ends_with(['\n', '\r']) { "" } else { newline };
            [text, gap, name, "=", &quoted(value, None), newline].concat().into()
        }
    };
    let again = parse(&edited);
    let reads_back =
        again.bindings.iter().rfind(|b| b.name == name).is_some_and(|b| b.value.as_deref().is_some_and(|own| own == value));
    // A value must not introduce another setting.
    let is_same_elsewhere = parsed.others(name).eq(again.others(name)) && again.unreadable.len() == parsed.unreadable.len();
    (reads_back && is_same_elsewhere).then_some(edited)
}

fn quoted(value: &str, quote: Option<char>) -> Zeroizing<String> {
    let plain = value.chars().all(|c| c.is_ascii_alphanumeric() || "-_=+/.:@%,".contains(c));
    let quote = match quote {
        None if plain => return Zeroizing::new(value.to_owned()),
        Some('"') => '"',
        _ => '\'',
    };
    // Each character may need a backslash.
    let mut out = Zeroizing::new(String::with_capacity(2 * value.len() + 2));
    out.push(quote);
    for c in value.chars() {
        if c == '\\' || c == quote {
            out.push('\\');
        }
        out.push(c);
    }
    out.push(quote);
    out
}

/// Counts lines in one pass through a text.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// Returns the line of a position, from 1, which must not be before the previous one. `\r\n` is one newline.
    fn line_of(&mut self, position: usize) -> usize {
        let passed = &self.text.as_bytes()[self.at..position];
        let follows = |at: usize| self.text.as_bytes().get(self.at + at + 1) == Some(&b'\n');
        let ends = passed.iter().enumerate().filter(|(at, byte)| **byte == b'\n' || (**byte == b'\r' && !follows(*at)));
        self.line += ends.count();
        self.at = position;
        self.line
    }
}

/// Whether Python's `[^\S\r\n]` matches a character.
fn is_blank(c: char) -> bool {
    c.is_whitespace() && c != '\n' && c != '\r'
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

type Raw = (Option<String>, Option<Zeroizing<String>>, Range<usize>);

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip(&mut self, condition: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !condition(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Parses a binding or a comment up to the end of its line; none if it is neither.
    fn binding(&mut self) -> Option<Raw> {
        if let Some(rest) = self.rest().strip_prefix("export")
            && rest.starts_with(is_blank)
        {
            self.at += "export".len();
            self.skip(is_blank);
        }
        let name = self.name()?;
        self.skip(is_blank);
        let (mut value, mut span) = (None, self.at..self.at);
        if name.is_some() && self.rest().starts_with('=') {
            self.at += 1;
            let after_sign = self.at;
            let blanks = self.skip(is_blank);
            if !blanks.is_empty() && self.rest().starts_with('#') {
                (value, span) = (Some(Zeroizing::default()), after_sign..after_sign);
            } else {
                let start = self.at;
                value = Some(self.value()?);
                span = start..self.at;
            }
        }
        let before_comment = self.at;
        self.skip(is_blank);
        if self.rest().starts_with('#') {
            self.skip(|c| c != '\n' && c != '\r');
        } else {
            self.at = before_comment;
        }
        self.skip(is_blank);
        (self.rest().is_empty() || self.rest().starts_with(['\n', '\r'])).then_some((name, value, span))
    }

    /// Parses a name; the outer none is an error, the inner one a comment.
    #[expect(clippy::option_option, reason = "an error and a comment differ, and there is one caller")]
    fn name(&mut self) -> Option<Option<String>> {
        if self.rest().starts_with('#') {
            return Some(None);
        }
        if let Some(rest) = self.rest().strip_prefix('\'') {
            let end = rest.find('\'').filter(|end| *end > 0)?;
            self.at += end + 2;
            return Some(Some(rest[..end].to_owned()));
        }
        let name = self.skip(|c| c != '=' && c != '#' && !c.is_whitespace());
        (!name.is_empty()).then(|| Some(name.to_owned()))
    }

    fn value(&mut self) -> Option<Zeroizing<String>> {
        match self.rest().chars().next() {
            Some('\'') => self.quoted('\'', |c| matches!(c, '\\' | '\'').then_some(c)),
            Some('"') => self.quoted('"', |c| {
                Some(match c {
                    '\\' | '\'' | '"' => c,
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'v' => '\u{b}',
                    _ => return None,
                })
            }),
            _ => {
                let start = self.at;
                let line = self.skip(|c| c != '\n' && c != '\r');
                let mut end = line.len();
                let mut blank_before = false;
                for (at, c) in line.char_indices() {
                    if c == '#' && blank_before {
                        end = at;
                        break;
                    }
                    blank_before = c.is_whitespace();
                }
                let value = line[..end].trim_end();
                self.at = start + value.len();
                Some(Zeroizing::new(value.to_owned()))
            }
        }
    }

    /// Parses a quoted value: up to the first quote that is not escaped.
    fn quoted(&mut self, quote: char, escape: impl Fn(char) -> Option<char>) -> Option<Zeroizing<String>> {
        let body = &self.rest()[1..];
        let mut escaped = false;
        let end = body.char_indices().find_map(|(at, c)| {
            let ends = c == quote && !escaped;
            escaped = c == '\\' && !escaped;
            ends.then_some(at)
        })?;
        self.at += end + 2;
        let mut out = Zeroizing::new(String::with_capacity(end));
        let mut characters = body[..end].chars().peekable();
        while let Some(c) = characters.next() {
            match characters.peek().copied().filter(|_| c == '\\').and_then(&escape) {
                Some(resolved) => {
                    out.push(resolved);
                    characters.next();
                }
                None => out.push(c),
            }
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use proptest::prelude::*;

    use crate::threads::quickest;

    /// Files and their values by python-dotenv, generated by `tests/vectors/make_dotenv.py`.
    const VECTORS: &str = include_str!("../../tests/vectors/dotenv.json");

    #[test]
    fn parser_agrees_with_python_dotenv() {
        type Bindings = Vec<(String, Option<String>)>;
        let cases: Vec<(String, Bindings)> = serde_json::from_str(VECTORS).unwrap();
        assert!(cases.len() >= 1_000);
        for (text, expected) in cases {
            let read: Bindings =
                parse(&text).bindings.into_iter().map(|b| (b.name, b.value.map(|value| value.to_string()))).collect();
            assert_eq!(read, expected, "{text:?}");
        }
    }

    #[test]
    fn interpolation_resolves_braces_and_keeps_bare_dollars() {
        let lookup = |name: &str| (name == "HOME").then(|| Zeroizing::new("/home/you".to_owned()));
        for (value, resolved) in [
            ("pa$$w0rd$HOME", "pa$$w0rd$HOME"),
            ("${HOME}/x", "/home/you/x"),
            ("${NO:-y}${NO}", "y"),
            ("${HOME:x}", "${HOME:x}"),
            ("${", "${"),
            ("${${HOME}", ""),
            ("${a:x ${HOME} ${HOME:-b}", "${a:x /home/you /home/you"),
            ("${HOME}${A:x}${HOME}${", "/home/you${A:x}/home/you${"),
        ] {
            assert_eq!(interpolate(value, &lookup).unwrap().as_str(), resolved);
        }
    }

    #[test]
    fn edit_replaces_value_and_nothing_else() {
        let before = "# ours\r\nA=1  # one\r\nexport KEY = 'old'  # Your generated key\r\n\tB=\"x\ny\"\r\nKEY=";
        assert_eq!(*with(before, "A", "2").unwrap(), before.replace("A=1", "A=2"));
        assert_eq!(*with("X=1\nKEY=old # note\n", "KEY", "new").unwrap(), "X=1\nKEY=new # note\n");
        assert_eq!(*with("KEY='old'#n\n", "KEY", "it's").unwrap(), "KEY='it\\'s'#n\n");
        assert_eq!(*with("A=1", "KEY", "new").unwrap(), "A=1\nKEY=new\n");
        assert_eq!(*with(before, "KEY", "new").unwrap(), format!("{before}new"));
    }

    #[test]
    fn the_work_grows_as_the_file_does() {
        let parsed: &dyn Fn(&str) = &|text| drop(parse(text));
        let resolved: &dyn Fn(&str) = &|text| drop(interpolate(text, &|_| None));
        let cases = [
            ("A=1\n", parsed),
            ("no binding here\r\n", parsed),
            ("A='\n", parsed),
            ("A=\"'\n", parsed),
            ("'a\n", parsed),
            ("A=${B}\n", parsed),
            ("${", resolved),
            ("${a:x", resolved),
            ("${B}", resolved),
        ];
        for (line, read) in cases {
            let work = |lines: usize| {
                let text = line.repeat(lines);
                quickest(|| read(&text))
            };
            let (few, many) = (work(1_000), work(100_000));
            // A hundred times as much text, and nowhere near ten thousand times the work.
            assert!(many < few * 1_500, "{line:?}: {few:?}, then {many:?}");
        }
    }

    #[test]
    fn lines_are_counted_as_they_end() {
        let text = "A=1\r\n\r\nB=2\rC='x\r\ny'\n\nD=4";
        let lines: Vec<_> = parse(text).bindings.into_iter().map(|binding| (binding.name, binding.line)).collect();
        assert_eq!(lines, [("A", 1), ("B", 3), ("C", 4), ("D", 7)].map(|(name, line)| (name.to_owned(), line)));
    }

    #[test]
    fn values_that_grow_without_bound_are_refused() {
        let doubled = |name: &str| (name == "A").then(|| Zeroizing::new("x".repeat(LONGEST_VALUE / 2 + 1)));
        assert_eq!(interpolate("${A}", &doubled).map(|value| value.len()), Some(LONGEST_VALUE / 2 + 1));
        assert_eq!(interpolate("${A}${A}", &doubled), None);
    }

    proptest! {
        #[test]
        fn what_is_set_reads_back_and_all_else_stays(text in "(?s)([A-C]( ?= ?('[^']{0,4}'|[a-z #$]{0,6}))?[\n#]{1,2}){0,6}", value in "[ -~é]{0,12}") {
            let Some(edited) = with(&text, "A", &value) else { return Ok(()) };
            let names = |text: &str| parse(text).bindings.into_iter().filter(|b| b.name != "A").map(|b| (b.name, b.value)).collect::<Vec<_>>();
            let last = parse(&edited).bindings.into_iter().rfind(|b| b.name == "A").unwrap();
            prop_assert_eq!(last.value.as_deref(), Some(&value), "{:?}", edited);
            prop_assert_eq!(names(&edited), names(&text));
        }
    }
}
