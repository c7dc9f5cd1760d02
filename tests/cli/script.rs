//! Runs the cases: text files in which each step is a command line with what it must print and its exit code.
//!
//! ```text
//! == title                  starts a case, in an empty folder
//! > file.txt                creates a file from the lines that follow, each after `+ `
//! @ NAME=value              sets a variable for the next command
//! < text                    a line of the next command's standard input
//! $ users add 'anna b'      the command line; '…' quotes; \e, \u{…}, \n and \t are escapes
//! | line                    standard output
//! ! line                    standard error
//! ? 5                       the exit code; missing, it is 0
//! ```
//!
//! Whatever differs between runs is replaced by a name in brackets: `[ID]`, `[TIME]`, `[KEY]`. UPDATE_CASES=1 rewrites the
//! files with the present output; read the diff before you commit it. Exit codes are never rewritten.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use kozmoai::model::{Timestamp, UserId};

use super::parallel::in_parallel;

/// Fewer commands than this mean that files were lost.
const LEAST_CASES: usize = 60;

#[test]
fn cases_print_and_exit_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let mut files: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let (mut count, mut wrong) = (0, String::new());
    let texts: Vec<String> = files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let cases = texts.iter().enumerate().flat_map(|(file, written)| cases(written).map(move |case| (file, case)));
    let replayed = in_parallel(cases, |(file, case)| (file, replay(case)));
    for (number, (path, written)) in files.iter().zip(&texts).enumerate() {
        let mut seen = String::new();
        for (_, case) in replayed.iter().filter(|(file, _)| *file == number) {
            count += case.count;
            seen.push_str(&case.seen);
            wrong.push_str(&case.wrong);
        }
        if update {
            std::fs::write(path, seen).unwrap();
        } else if seen != *written {
            wrong.push_str(&format!("{}:\n{}\n", path.display(), difference(written, &seen)));
        }
    }
    assert!(wrong.is_empty(), "{wrong}\nUPDATE_CASES=1 rewrites the files.");
    assert!(count >= LEAST_CASES, "only {count} cases");
}

/// The program in the folder `home`, without the environment of this machine.
pub(crate) fn kozmoai(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
    command.env_clear().env("KOZMOAI_TEST_QUICK_HASHES", "1").env("HOME", home).current_dir(home);
    command
}

/// Splits a file into its cases, which depend on nothing before them.
fn cases(written: &str) -> impl Iterator<Item = &str> {
    let starts = written.match_indices("== ").map(|(at, _)| at).filter(|at| *at == 0 || written[..*at].ends_with('\n'));
    let mut ends: Vec<usize> = std::iter::once(0).chain(starts).chain([written.len()]).collect();
    ends.dedup();
    (1..ends.len()).map(move |end| &written[ends[end - 1]..ends[end]])
}

/// What a case did.
struct Replayed {
    /// The number of commands.
    count: usize,
    /// The case with the present output.
    seen: String,
    /// The exit codes that are wrong.
    wrong: String,
}

/// Runs the steps of a case.
fn replay(written: &str) -> Replayed {
    let home = tempfile::tempdir().unwrap();
    let (mut count, mut seen, mut wrong) = (0, String::new(), String::new());
    let (mut stdin, mut env) = (String::new(), Vec::new());
    let mut lines = written.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with(['|', '!', '?']) {
            continue;
        }
        seen.push_str(line);
        seen.push('\n');
        if let Some(name) = line.strip_prefix("> ") {
            let mut content = String::new();
            while let Some(text) = lines.next_if(|next| next.starts_with("+ ")) {
                seen.push_str(&format!("{text}\n"));
                content.push_str(&format!("{}\n", &text[2..]));
            }
            std::fs::write(home.path().join(name), content).unwrap();
        } else if let Some(binding) = line.strip_prefix("@ ") {
            env.push(binding.split_once('=').unwrap());
        } else if let Some(text) = line.strip_prefix("< ") {
            stdin.push_str(&unescape(text));
            stdin.push('\n');
        } else if let Some(arguments) = line.strip_prefix('$') {
            count += 1;
            let mut command = kozmoai(home.path());
            command.args(words(arguments)).envs(env.drain(..));
            let (output, code) = run(command, std::mem::take(&mut stdin).as_bytes());
            let output = redact(&output, home.path());
            seen.push_str(&output);
            let expected = lines.clone().take_while(|next| next.starts_with(['|', '!', '?'])).find_map(|n| n.strip_prefix("? "));
            let expected = expected.map_or(0, |code| code.parse().unwrap());
            if expected != 0 {
                seen.push_str(&format!("? {expected}\n"));
            }
            if code != expected {
                wrong.push_str(&format!("$ {arguments}\nexit code {code} instead of {expected}; {output}\n"));
            }
        }
    }
    Replayed { count, seen, wrong }
}

/// Runs a command. Returns its output, each line with its mark, and its exit code.
fn run(mut command: Command, stdin: &[u8]) -> (String, i32) {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that reads nothing closes the pipe, which is no failure.
    drop(child.stdin.take().expect("a pipe").write_all(stdin));
    let output = child.wait_with_output().unwrap();
    let mut printed = String::new();
    for (mark, bytes) in [("|", output.stdout), ("!", output.stderr)] {
        for line in String::from_utf8(bytes).unwrap().lines() {
            printed.push_str(format!("{mark} {line}").trim_end());
            printed.push('\n');
        }
    }
    (printed, output.status.code().expect("an exit code"))
}

/// Splits a command line into words; '…' quotes, and escapes are resolved.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut open) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        match c {
            '\'' => (quoted, open) = (!quoted, true),
            ' ' if !quoted => {
                if open || !word.is_empty() {
                    words.push(unescape(&std::mem::take(&mut word)));
                }
                open = false;
            }
            _ => word.push(c),
        }
    }
    if open || !word.is_empty() {
        words.push(unescape(&word));
    }
    words
}

/// Resolves the escapes `\e`, `\n`, `\t` and `\u{…}`.
fn unescape(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (character, rest) = match part.strip_prefix("u{").and_then(|rest| rest.split_once('}')) {
            Some((digits, rest)) => (char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap(), rest),
            None => match part.split_at(1) {
                ("e", rest) => ('\u{1b}', rest),
                ("n", rest) => ('\n', rest),
                ("t", rest) => ('\t', rest),
                (other, _) => panic!("no escape: \\{other}"),
            },
        };
        plain.push(character);
        plain.push_str(rest);
    }
    plain
}

/// Replaces what differs between runs by a name in brackets.
pub(crate) fn redact(text: &str, home: &Path) -> String {
    let text = text.replace(home.to_str().unwrap(), "[DIR]");
    let in_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    let mut redacted = String::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let end = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let stop = word.trim_end_matches(['.', ':']);
        redacted.push_str(named(stop).unwrap_or(stop));
        redacted.push_str(&word[stop.len()..]);
        let next = after.find(in_word).unwrap_or(after.len());
        redacted.push_str(&after[..next]);
        rest = &after[next..];
    }
    // Their width, and so that of their columns, depends on the machine.
    if redacted.contains("[OPERATOR]") || redacted.contains("[DIR]") {
        redacted = redacted.split_inclusive('\n').map(narrowed).collect();
    }
    redacted
}

/// The line with two spaces between columns; its indentation stays.
fn narrowed(line: &str) -> String {
    let text = line[1..].trim_start_matches(' ');
    let (indented, mut text) = (&line[..line.len() - text.len()], text.to_owned());
    while text.contains("   ") {
        text = text.replace("   ", "  ");
    }
    format!("{indented}{text}")
}

fn named(word: &str) -> Option<&'static str> {
    let hexadecimal = |length| word.len() == length && word.bytes().all(|b| b.is_ascii_hexdigit());
    let groups: Vec<usize> = word.split('-').map(str::len).collect();
    let digits = |word: &str, mark: char, parts: &[usize]| {
        word.split(mark).map(str::len).eq(parts.iter().copied()) && word.split(mark).all(|part| part.parse::<u32>().is_ok())
    };
    if word.len() == 36 && word.parse::<UserId>().is_ok() {
        Some("[ID]")
    } else if word.parse::<Timestamp>().is_ok() {
        Some("[TIME]")
    } else if digits(word, '-', &[4, 2, 2]) {
        Some("[DATE]")
    } else if digits(word.trim_end_matches('Z'), ':', &[2, 2]) || digits(word.trim_end_matches('Z'), ':', &[2, 2, 2]) {
        Some("[CLOCK]")
    } else if word.starts_with("kozmoai-") && word.ends_with(".backup") {
        Some("[BACKUP]")
    } else if word
        .split_once('.')
        .is_some_and(|(whole, part)| part.len() >= 2 && whole.parse::<u32>().is_ok() && part.parse::<u64>().is_ok())
    {
        Some("[SECONDS]")
    } else if hexadecimal(64) {
        Some("[HASH]")
    } else if word.starts_with("operator:") {
        Some("[OPERATOR]")
    } else if groups == [6; 4] {
        Some("[PASSWORD]")
    } else if word.starts_with("sk-") && word.len() == 46 {
        Some("[API_KEY]")
    } else if word.starts_with("sk-") && word.len() == 8 {
        Some("[PREFIX]")
    } else if word.len() == 43 && !word.contains(['.', ':']) {
        Some("[KEY]")
    } else if hexadecimal(16) {
        Some("[FINGERPRINT]")
    } else {
        None
    }
}

fn difference(written: &str, seen: &str) -> String {
    let (mut written, mut seen) = (written.lines(), seen.lines());
    loop {
        match (written.next(), seen.next()) {
            (left, right) if left == right && left.is_some() => {}
            (left, right) => return format!("  written  {}\n  seen     {}", left.unwrap_or(""), right.unwrap_or("")),
        }
    }
}
