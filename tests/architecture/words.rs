//! The project keeps to one vocabulary: phrases that were given up stay out of help, messages, console, documents and comments.

use std::fs;
use std::path::{Path, PathBuf};

/// What is not written, and what is. Only phrases that have no other, ordinary use.
const PHRASES: &[(&str, &str)] = &[
    ("anew", "again"),
    ("mend", "fix"),
    ("mends", "fixes"),
    ("mended", "fixed"),
    ("beneath", "below, or the cause"),
    ("of before", "previous"),
    ("who waits", "pending"),
    ("waits for approval", "is pending approval"),
    ("is told of", "is reported"),
    ("are told of", "are reported"),
    ("so already", "already active, already a superuser"),
    ("already so", "already active, already a superuser"),
    ("let in", "activate"),
    ("lets in", "activates"),
    ("keep out", "deactivate"),
    ("keeps out", "deactivates"),
    ("kept out", "deactivated"),
    ("take away", "delete, remove or revoke"),
    ("takes away", "deletes, removes or revokes"),
    ("taken away", "deleted, removed or revoked"),
    ("make up", "generate"),
    ("makes one up", "generates one"),
    ("made up", "generated"),
    ("made-up", "generated"),
    ("under the key", "encrypted with the key"),
    ("under one key", "encrypted with one key"),
    ("under a new key", "encrypted with a new key"),
    ("under another key", "encrypted with another key"),
    ("under the new key", "encrypted with the new key"),
    ("under the old key", "encrypted with the previous key"),
    ("at hand", "available"),
    ("no key opens", "cannot be decrypted"),
    ("key opens", "decrypts"),
    ("keys open", "decrypt"),
    ("opens nothing", "is revoked; decrypts nothing"),
    ("in the clear", "plaintext"),
    ("key in force", "active key"),
    ("put in force", "activate"),
    ("comes into force", "becomes active"),
    ("key of before", "previous key"),
    ("broken off", "interrupted"),
    ("break off", "cancel"),
    ("ask to end", "cancel"),
    ("asks to end", "cancels"),
    ("asked to end", "cancelled"),
    ("take back", "roll back"),
    ("takes back", "rolls back"),
    ("taken back", "rolled back"),
    ("turn round", "reverse"),
    ("turned round", "reversed"),
    ("in one act", "atomically, in one transaction"),
    ("all or none", "all or nothing"),
    ("unfinished rotation", "interrupted rotation"),
    ("ordinary user", "regular user"),
    ("ordinary users", "regular users"),
    ("switch active", "activate or deactivate"),
    ("switch superuser", "grant or revoke superuser"),
    ("the marked users", "the selected users"),
    ("marked users", "selected users"),
    ("marks away", "clear selection"),
    ("make a new user", "create user"),
    ("all that is theirs", "all their data"),
    ("all that hangs on", "details"),
    ("what is known of", "details of"),
    ("read everything anew", "refresh"),
    ("find an action by its name", "command palette"),
    ("what works here", "keyboard shortcuts"),
    ("where it came from", "origin"),
    ("ends by itself", "expires"),
    ("others at work", "other clients"),
    ("nobody else is at work", "no other process is using"),
    ("one final line", "one trailing newline"),
    ("final line's end", "trailing newline"),
    ("comes to rest", "is committed, is durable"),
    ("come to rest", "be committed, be durable"),
    ("on disk before success", "durable before success is reported"),
    ("proving the backup", "verifying the backup"),
    ("prove the backup", "verify the backup"),
    ("start kozmoai anew", "restart Kozmoai"),
    ("that is not the name", "does not match"),
    ("goes on; esc", "Continue; Esc Back"),
    ("any other key goes on", "any other key keeps editing"),
    ("to go on; esc", "to confirm; Esc cancels"),
    ("opens nothing any more", "revoked"),
    ("guessed as easily as that", "derived from a short passphrase"),
    ("nobody guesses it", "strong"),
    ("remembers no key", "no key recorded"),
    ("keep unreadable", "skip undecryptable"),
    ("take a weak key", "allow weak key"),
    ("nobody can be asked", "standard input is not a terminal"),
    ("is no moment that", "invalid time"),
    ("from the greatest to the least", "descending order"),
    ("at most so many", "maximum results"),
    ("leave out so many", "results to skip"),
    ("print no notes", "suppress informational output"),
    ("look, but change nothing", "open read-only"),
    ("says how it is mended", "suggests fixes"),
    ("whom it belongs to", "its owner"),
];

/// Files whose words are not ours, or that list what is not written.
const NOT_OURS: &[&str] = &["tests/architecture/words.rs", "tests/fixtures", "tests/vectors"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every text file of the project below a path.
fn texts(path: &Path, found: &mut Vec<(PathBuf, String)>) {
    let inside = path.strip_prefix(root()).unwrap_or(path);
    if NOT_OURS.iter().any(|skipped| inside.starts_with(skipped)) {
        return;
    }
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| texts(entry, found));
    } else if let Ok(text) = fs::read_to_string(path) {
        found.push((inside.to_owned(), text));
    }
}

/// A text as one line without the marks of comments, in lower case, with one blank between two words; and the number of the
/// line in which each byte of it stood.
fn flat(text: &str) -> (String, Vec<usize>) {
    let (mut flat, mut lines) = (String::from(" "), vec![1]);
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_start().trim_start_matches(['/', '!', '#', '*']);
        for word in line.split_whitespace() {
            let word = word.to_lowercase();
            lines.extend(std::iter::repeat_n(number, word.len() + 1));
            flat.push_str(&word);
            flat.push(' ');
        }
    }
    (flat, lines)
}

/// Where a phrase stands in a text, as numbers of lines; not inside of longer words or identifiers.
fn lines_with(flat: &(String, Vec<usize>), phrase: &str) -> Vec<usize> {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let (text, lines) = flat;
    text.match_indices(phrase)
        .filter(|(at, _)| !is_word(text[..*at].chars().next_back()))
        .filter(|(at, _)| !is_word(text[at + phrase.len()..].chars().next()))
        .map(|(at, _)| lines[at])
        .collect()
}

#[test]
fn abandoned_phrases_do_not_return() {
    let mut files = Vec::new();
    for path in ["src", "tests", "assets", ".github", "README.md", "CHANGELOG.md", ".env.example", ".ci"] {
        texts(&root().join(path), &mut files);
    }
    assert!(files.len() > 200, "{} files", files.len());
    let mut found = Vec::new();
    for (path, text) in &files {
        let flat = flat(text);
        for (phrase, instead) in PHRASES {
            let lines = lines_with(&flat, phrase);
            found.extend(lines.iter().map(|line| format!("{}:{line}: \"{phrase}\": write \"{instead}\"", path.display())));
        }
    }
    assert!(found.is_empty(), "{} phrases:\n{}", found.len(), found.join("\n"));
}

#[test]
fn check_finds_phrases_across_lines_and_not_inside_words() {
    let found = |text: &str, phrase: &str| lines_with(&flat(text), phrase);
    assert_eq!(found("/// Secrets under\n/// the key, and so on.", "under the key"), [1]);
    assert_eq!(found("let x = 1; // Read\nfn f() {}\n// Anew.", "anew"), [3]);
    assert_eq!(found("# Mends\n\nThe mended file, mend", "mended"), [3]);
    assert!(found("recommend(amend) mend_it", "mend").is_empty());
}
