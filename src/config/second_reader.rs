//! Values that other programs read in the same .env file. Kozmoai and `dotenv.rs` follow python-dotenv's rules; shells,
//! containers and other libraries treat `$`, backslashes and blanks differently. dotenvy represents them here.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::dotenv;
use super::sources::{Environment, PREFIX};

/// Why another program may see another value in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It reads the characters differently, or cannot read the line; single quotes make it one value for all.
    NeedsSingleQuotes,
    /// The same, but no way to write this value has the same meaning for all.
    NeedsOtherValue,
    /// The name is set in an earlier line too, and the other program takes that one.
    Repeated,
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

/// The lines with settings of Kozmoai's that dotenvy reads differently. With `wins`, the file's own values stand for `${…}`
/// before those of the environment, as they do for `--env-file`.
pub fn differences(text: &str, wins: bool) -> Vec<Difference> {
    differences_in(text, wins, &Environment::of_process())
}

fn differences_in(text: &str, wins: bool, environment: &Environment) -> Vec<Difference> {
    let mut others = second_reading(text);
    let mut own: BTreeMap<String, Zeroizing<String>> = BTreeMap::new();
    let mut found = Vec::new();
    for dotenv::Binding { name, value, line, .. } in dotenv::parse(text).bindings {
        let Some(raw) = value.map(Zeroizing::new) else { continue };
        let resolved = dotenv::interpolate(&raw, &|name| {
            let (own, outer) = (own.get(name).map(|value| value.as_str()), environment.values.get(name).map(String::as_str));
            if wins { own.or(outer) } else { outer.or(own) }.map(str::to_owned)
        });
        // What is too long is refused when the settings are loaded.
        let Some(value) = resolved.map(Zeroizing::new) else { continue };
        let other = others.get_mut(&name).and_then(Iterator::next);
        let is_repeated = own.get(&name).is_some_and(|earlier| *earlier != value);
        let reason = match other {
            Some(other) if other == value => is_repeated.then_some(Reason::Repeated),
            _ => Some(if is_alike_in_single_quotes(&value) { Reason::NeedsSingleQuotes } else { Reason::NeedsOtherValue }),
        };
        if let Some(reason) = reason.filter(|_| name.starts_with(PREFIX)) {
            found.push(Difference { name: name.clone(), line, reason });
        }
        own.insert(name, value);
    }
    found
}

/// What dotenvy reads: the values of each name, in order. A line that it cannot read is left out.
fn second_reading(text: &str) -> BTreeMap<String, std::vec::IntoIter<Zeroizing<String>>> {
    let mut values: BTreeMap<String, Vec<Zeroizing<String>>> = BTreeMap::new();
    // Its loader drops the mark, its iterator does not.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (name, value) in dotenvy::from_read_iter(text.as_bytes()).flatten() {
        values.entry(name).or_default().push(Zeroizing::new(value));
    }
    values.into_iter().map(|(name, values)| (name, values.into_iter())).collect()
}

fn is_alike_in_single_quotes(value: &str) -> bool {
    let line = Zeroizing::new(format!("A='{value}'"));
    let ours = dotenv::parse(&line);
    let is_ours = matches!(ours.bindings.as_slice(), [binding] if binding.value.as_deref() == Some(value));
    let mut theirs = second_reading(&line);
    is_ours && !value.contains("${") && theirs.get_mut("A").and_then(Iterator::next).is_some_and(|other| *other == value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, Reason)> {
        let environment = Environment::from(&BTreeMap::from([("BOTH".to_owned(), "outer".to_owned())]));
        let differences = differences_in(text, false, &environment);
        differences.into_iter().map(|difference| (difference.line, difference.reason)).collect()
    }

    #[test]
    fn values_all_readers_agree_on_are_silent() {
        let alike = "\u{feff}# KOZMOAI_A=$x\nKOZMOAI_A=plain\r\nexport KOZMOAI_B='pa$$ w0rd # \"'\nKOZMOAI_C=\"two words\"  # note\nKOZMOAI_D=\nOTHER=a b$c\n";
        assert_eq!(found(alike), []);
        assert_eq!(found("KOZMOAI_A='two\nlines'\nKOZMOAI_B=x\nKOZMOAI_B=x\n"), []);
    }

    #[test]
    fn values_other_readers_change_are_named_with_cure() {
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
    }

    #[test]
    fn unreadable_line_of_others_hides_no_later_line() {
        assert_eq!(found("ODD=a b c\nKOZMOAI_A=x y\nKOZMOAI_B=fine\n"), [(2, Reason::NeedsSingleQuotes)]);
    }
}
