//! Values that other programs read in the same .env file. Kozmoai and `dotenv.rs` follow python-dotenv's rules; shells,
//! containers and other libraries treat `$`, backslashes and blanks differently. dotenvy represents them here.

use std::collections::{BTreeMap, VecDeque};

use zeroize::Zeroizing;

use super::dotenv;
use super::sources::{Environment, PREFIX};

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
    let mut others = second_reading(text);
    let mut own: BTreeMap<String, Zeroizing<String>> = BTreeMap::new();
    let (mut found, mut different_line) = (Vec::new(), None);
    for dotenv::Binding { name, value, line, .. } in dotenv::parse(text).bindings {
        let Some(raw) = value.map(Zeroizing::new) else { continue };
        let resolved = dotenv::interpolate(&raw, &|name| {
            let (own, outer) = (own.get(name).map(|value| value.as_str()), environment.values.get(name).map(String::as_str));
            if wins { own.or(outer) } else { outer.or(own) }.map(str::to_owned)
        });
        // A value that is too long is refused when the settings are loaded.
        let Some(value) = resolved.map(Zeroizing::new) else { continue };
        let other = others.get_mut(&name).and_then(VecDeque::pop_front);
        let is_repeated = own.get(&name).is_some_and(|earlier| *earlier != value);
        let reason = match (other, different_line) {
            (Some(Some(other)), _) if other == value => is_repeated.then_some(Reason::Repeated),
            (None, Some(line)) => Some(Reason::PartOf { line }),
            _ if is_same_in_single_quotes(&value) => Some(Reason::NeedsSingleQuotes),
            _ => Some(Reason::NeedsOtherValue),
        };
        if let Some(reason) = reason {
            if !matches!(reason, Reason::Repeated | Reason::PartOf { .. }) {
                different_line = Some(line);
            }
            if name.starts_with(PREFIX) {
                found.push(Difference { name: name.clone(), line, reason });
            }
        }
        own.insert(name, value);
    }
    found
}

/// The values of a name in order; none for a line that dotenvy cannot read.
type Values = VecDeque<Option<Zeroizing<String>>>;

fn second_reading(text: &str) -> BTreeMap<String, Values> {
    let mut values: BTreeMap<String, Values> = BTreeMap::new();
    // dotenvy's loader drops the mark, its iterator does not.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for item in dotenvy::from_read_iter(text.as_bytes()) {
        match item {
            Ok((name, value)) => values.entry(name).or_default().push_back(Some(Zeroizing::new(value))),
            Err(dotenvy::Error::LineParse(line, _)) => {
                let line = Zeroizing::new(line);
                // It may contain several lines; the others are a part of the first one's value.
                let first = dotenv::parse(&line).bindings.into_iter().next();
                if let Some(binding) = first.filter(|binding| binding.value.is_some()) {
                    values.entry(binding.name).or_default().push_back(None);
                }
            }
            Err(_) => {}
        }
    }
    values
}

fn is_same_in_single_quotes(value: &str) -> bool {
    let line = Zeroizing::new(format!("A='{value}'"));
    let ours = dotenv::parse(&line);
    let is_ours = matches!(ours.bindings.as_slice(), [binding] if binding.value.as_deref() == Some(value));
    let other = second_reading(&line).get_mut("A").and_then(VecDeque::pop_front).flatten();
    is_ours && !value.contains("${") && other.is_some_and(|other| *other == value)
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
        let repeated = "KOZMOAI_A=x y\nKOZMOAI_A\nKOZMOAI_A=fine\n";
        assert_eq!(found(repeated), [(1, Reason::NeedsSingleQuotes), (3, Reason::Repeated)]);
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
                prop_assert!(value.contains("${") || found(&format!("KOZMOAI_A='{value}'\n")).is_empty(), "{value}");
            }
        }
    }
}
