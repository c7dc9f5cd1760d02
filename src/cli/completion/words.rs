//! Words as shells quote them.

/// A word of a command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// As it was typed.
    pub(super) raw: String,
    /// What it stands for.
    pub(super) text: String,
    /// The quote that is still open at its end.
    pub(super) open: Option<char>,
}

impl Word {
    /// A word that was typed with the quotes of a shell.
    pub(super) fn typed(raw: &str) -> Self {
        let mut words = split(raw);
        match words.len() {
            1 => words.remove(0),
            _ => Self { raw: raw.to_owned(), text: raw.to_owned(), open: None },
        }
    }
}

/// Splits a command line into words. The last one is being typed, and may be empty.
pub(super) fn split(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word::default();
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        if c.is_whitespace() && word.open.is_none() {
            if !word.raw.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        word.raw.push(c);
        match (c, word.open) {
            ('\'' | '"', None) => word.open = Some(c),
            (quote, Some(open)) if quote == open => word.open = None,
            ('\\', None | Some('"')) => {
                if let Some(escaped) = characters.next() {
                    word.raw.push(escaped);
                    // Between double quotes, a backslash stands for itself before most characters.
                    if word.open.is_some() && !matches!(escaped, '"' | '\\' | '$' | '`') {
                        word.text.push('\\');
                    }
                    word.text.push(escaped);
                }
            }
            (c, _) => word.text.push(c),
        }
    }
    words.push(word);
    words
}

/// Quotes what completes a word for a shell of the Bourne family, so that it stays one word with no other meaning: names come
/// from users. None if that is not possible between the quotes that are open.
pub(super) fn quoted_for_bourne(text: &str, open: Option<char>) -> Option<String> {
    match open {
        Some('\'') => (!text.contains('\'')).then(|| text.to_owned()),
        Some(_) => Some(escaped(text, |c| matches!(c, '"' | '\\' | '$' | '`' | '!'))),
        None => Some(escaped(text, |c| !is_plain(c))),
    }
}

/// Quotes a word for PowerShell.
pub(super) fn quoted_for_powershell(text: &str) -> String {
    if text.chars().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

/// Whether a character means itself wherever it stands in a word.
fn is_plain(c: char) -> bool {
    (!c.is_ascii() && !c.is_whitespace()) || c.is_ascii_alphanumeric() || "-_./:@%+,=".contains(c)
}

fn escaped(text: &str, is_special: impl Fn(char) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_special(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_split_as_shells_split_them() {
        let texts = |line| split(line).into_iter().map(|word| word.text).collect::<Vec<_>>();
        assert_eq!(texts("kozmoai users show "), ["kozmoai", "users", "show", ""]);
        assert_eq!(texts("k  an\\ na 'b c' \"d \\\" \\e\" f\"g"), ["k", "an na", "b c", "d \" \\e", "fg"]);
        let open = |line| split(line).pop().and_then(|word| word.open);
        assert_eq!([open("k 'a"), open("k \"a"), open("k 'a'")], [Some('\''), Some('"'), None]);
    }

    #[test]
    fn quoted_names_stay_one_word() {
        for name in
            ["anna", "anna smith", "$(reboot)", "a;b&c|d", "it's", "`x`", "a\\b", "*?[x]", "#a", "~bob", "a!b", "\"q\"", "é"]
        {
            let quoted = quoted_for_bourne(name, None).unwrap_or_default();
            let words = split(&quoted);
            assert_eq!(words.len(), 1, "{name}");
            assert_eq!(words[0].text, name);
        }
        assert_eq!(quoted_for_bourne("it's", Some('\'')), None);
        assert_eq!(quoted_for_bourne("a b$c", Some('"')).as_deref(), Some("a b\\$c"));
        assert_eq!(quoted_for_powershell("it's $x"), "'it''s $x'");
    }
}
