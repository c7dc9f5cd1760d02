//! Values that other programs read in the same .env file. Kozmoai and `dotenv.rs` follow python-dotenv's rules; shells,
//! containers and other libraries treat `$`, backslashes and blanks differently. dotenvy represents them here.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::ops::Range;

use super::dotenv;
use super::environment::Environment;
use super::table::PREFIX;
use crate::secret::Zeroizing;

/// Why another program may see another value in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It reads the characters differently, or cannot read the line; in single quotes the value is the same for all.
    NeedsSingleQuotes,
    /// The same, but no way to write this value has the same meaning for all.
    NeedsOtherValue,
    /// An earlier line sets the name too, and the other program takes that one.
    Repeated,
    /// It takes the line for a part of the value in an earlier line, which opens a quote.
    PartOf {
        /// The earlier line, from 1.
        line: usize,
    },
}

/// A line in which another program may see another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The setting.
    pub name: String,
    /// Its line, from 1.
    pub line: usize,
    /// Why.
    pub reason: Reason,
}

/// Returns the lines with settings of Kozmoai that dotenvy reads differently. With `wins`, the file's own values stand for
/// `${…}` before those of the environment, as they do for `--env-file`.
pub fn differences(text: &str, wins: bool) -> Vec<Difference> {
    differences_in(text, wins, &Environment::of_process())
}

fn differences_in(text: &str, wins: bool, environment: &Environment) -> Vec<Difference> {
    let mut items = second_reading(text).into_iter().peekable();
    let mut own: BTreeMap<String, Zeroizing<String>> = BTreeMap::new();
    let (mut found, mut first_line) = (Vec::new(), None);
    for dotenv::Binding { name, value, line, span } in dotenv::parse(text).bindings {
        // An empty value at the end of the file starts behind its last character.
        let at = span.start.min(text.len() - 1);
        while items.next_if(|item| item.range.end <= at).is_some() {
            first_line = None;
        }
        let item = items.peek_mut().filter(|item| item.range.contains(&at));
        let (binding, is_part_of) = item.map_or((None, None), |item| {
            (item.binding.take_if(|(other, _)| *other == name), first_line.filter(|first| *first < line))
        });
        first_line = first_line.or(Some(line));
        let Some(raw) = value else { continue };
        let resolved = dotenv::interpolate(&raw, &|name| {
            let (own, outer) = (own.get(name), environment.values.get(name));
            if wins { own.or(outer) } else { outer.or(own) }.cloned()
        });
        // A value that is too long is refused when the settings are loaded.
        let Some(value) = resolved else { continue };
        let is_same = binding.is_some_and(|(_, other)| other == value);
        let is_repeated = own.get(&name).is_some_and(|earlier| *earlier != value);
        let reason = match is_part_of {
            _ if is_same => is_repeated.then_some(Reason::Repeated),
            Some(line) => Some(Reason::PartOf { line }),
            None if is_same_in_single_quotes(&value) => Some(Reason::NeedsSingleQuotes),
            None => Some(Reason::NeedsOtherValue),
        };
        if let Some(reason) = reason.filter(|_| name.starts_with(PREFIX)) {
            found.push(Difference { name: name.clone(), line, reason });
        }
        own.insert(name, value);
    }
    found
}

/// What dotenvy makes of one or more lines.
struct Item {
    /// The bytes of the lines, and of comments before them.
    range: Range<usize>,
    /// The name and the value; none if it cannot read the lines.
    binding: Option<(String, Zeroizing<String>)>,
}

fn second_reading(text: &str) -> Vec<Item> {
    // dotenvy's loader drops the mark, its iterator does not.
    let content = text.strip_prefix('\u{feff}').unwrap_or(text);
    let position = Cell::new(text.len() - content.len());
    let mut items = Vec::new();
    let mut start = position.get();
    for item in dotenvy::from_read_iter(LineReader { rest: content.as_bytes(), position: &position }) {
        let binding = item.ok().map(|(name, value)| (name, Zeroizing::new(value)));
        items.push(Item { range: start..position.get(), binding });
        start = position.get();
    }
    items
}

/// Returns one line per read, so that its position is the end of what dotenvy has read.
struct LineReader<'a> {
    rest: &'a [u8],
    position: &'a Cell<usize>,
}

impl Read for LineReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let line = memchr::memchr(b'\n', self.rest).map_or(self.rest.len(), |end| end + 1);
        let (next, rest) = self.rest.split_at(line.min(buffer.len()));
        buffer[..next.len()].copy_from_slice(next);
        self.rest = rest;
        self.position.set(self.position.get() + next.len());
        Ok(next.len())
    }
}

fn is_same_in_single_quotes(value: &str) -> bool {
    let line = Zeroizing::new(format!("A='{value}'"));
    let ours = dotenv::parse(&line);
    let is_ours = matches!(ours.bindings.as_slice(), [binding] if binding.value.as_deref().is_some_and(|own| own == value));
    let other = second_reading(&line).into_iter().next().and_then(|item| item.binding);
    is_ours && !value.contains("${") && other.is_some_and(|(_, other)| *other == value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<(usize, Reason)> {
        let environment = Environment::from(&BTreeMap::from([("BOTH".to_owned(), "outer".to_owned())]));
        let differences = differences_in(text, false, &environment);
        differences.into_iter().map(|difference| (difference.line, difference.reason)).collect()
    }

    #[test]
    fn values_that_readers_agree_on_are_not_reported() {
        let alike = "\u{feff}# KOZMOAI_A=$x\nKOZMOAI_A=plain\r\nexport KOZMOAI_B='pa$$ w0rd # \"'\nKOZMOAI_C=\"two words\"  # note\nKOZMOAI_D=\nOTHER=a b$c\n";
        assert_eq!(found(alike), []);
        assert_eq!(found("KOZMOAI_A='two\nlines'\nKOZMOAI_B=x\nKOZMOAI_B=x\n"), []);
    }

    #[test]
    fn values_that_other_readers_change_are_reported() {
        use Reason::{NeedsOtherValue, NeedsSingleQuotes, Repeated};
        for (text, reason) in [
            ("KOZMOAI_A=pa$word", NeedsSingleQuotes),
            ("KOZMOAI_A=two words", NeedsSingleQuotes),
            ("KOZMOAI_A=back\\slash", NeedsSingleQuotes),
            ("KOZMOAI_A=\"tab\\t\"", NeedsSingleQuotes),
            ("KOZMOAI_A=\"dollar$\"", NeedsSingleQuotes),
            ("KOZMOAI_A=it's", NeedsOtherValue),
            ("KOZMOAI_A='a\\\\b'", NeedsSingleQuotes),
            ("KOZMOAI_A='a\\\\\\\\b'", NeedsOtherValue),
            ("KOZMOAI_A='${NO:-x}'", NeedsSingleQuotes),
            ("KOZMOAI_A='it\\'s'", NeedsOtherValue),
        ] {
            assert_eq!(found(&format!("# one\n{text}\n")), [(2, reason)], "{text}");
        }
        assert_eq!(found("KOZMOAI_A=x\nKOZMOAI_A=y\n"), [(2, Repeated)]);
        assert_eq!(
            found("OTHER=it's\nKOZMOAI_A=x\nKOZMOAI_B=that's\n"),
            [(2, Reason::PartOf { line: 1 }), (3, Reason::PartOf { line: 1 })]
        );
    }

    #[test]
    fn unreadable_lines_do_not_hide_later_lines() {
        assert_eq!(found("ODD=a b c\nKOZMOAI_A=x y\nKOZMOAI_B=fine\n"), [(2, Reason::NeedsSingleQuotes)]);
        let repeated = "KOZMOAI_A=x y\n# it's\nKOZMOAI_A\n\nKOZMOAI_A=fine\n";
        assert_eq!(found(repeated), [(1, Reason::NeedsSingleQuotes), (5, Reason::Repeated)]);
        assert_eq!(found("KOZMOAI_A=x\n\u{feff}KOZMOAI_B=\rKOZMOAI_C="), [(3, Reason::PartOf { line: 2 })]);
    }

    proptest! {
        #[test]
        fn any_file_can_be_compared(text in "([A-C]|KOZMOAI_A|=|'|\"|\\\\|\\$|[{}]|#|export| |\t|\n|\r|é|x){0,40}") {
            drop(found(&text));
        }

        #[test]
        fn cure_silences_warning(raw in "[ -~é]{0,12}") {
            let text = format!("KOZMOAI_A={raw}\n");
            if found(&text) == [(1, Reason::NeedsSingleQuotes)] {
                // Without `${…}`, which the cure excludes, the parsed value is the resolved one.
                let bindings = dotenv::parse(&text).bindings;
                let value = bindings.first().and_then(|binding| binding.value.clone()).unwrap_or_default();
                let value = value.as_str();
                prop_assert!(value.contains("${") || found(&format!("KOZMOAI_A='{value}'\n")).is_empty(), "{value}");
            }
        }
    }
}
