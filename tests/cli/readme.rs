//! The README: its commands run as written, its outputs are what the program prints, its links lead somewhere.
//!
//! In the sections of `SECTIONS`, each line of a block marked `sh` runs in a shell, in order, in one empty directory; a line that fails ends with
//! `# exit code N`. A block marked `text` right after it shows what its lines print. A block marked `console` is one command in a terminal
//! with what it shows. UPDATE_README=1 replaces the outputs that differ; ids, times and keys may differ.

use std::path::Path;
use std::process::{Command, Stdio};

use super::pty::Terminal;
use super::script::redact;

/// The sections whose commands run.
const SECTIONS: [&str; 2] = ["## Tour", "## Rotate the secret key safely"];
/// The directory that the README shows.
const DIRECTORY: &str = "/home/you/tour";
/// Fewer commands than this, and the sections were not found.
const LEAST_COMMANDS: usize = 30;

#[test]
fn readme_commands_work_in_order() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let written = std::fs::read_to_string(&path).unwrap();
    let (seen, count, wrong) = replay(&written);
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= LEAST_COMMANDS, "only {count} commands");
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, seen).unwrap();
    } else {
        let difference = written.lines().zip(seen.lines()).find(|(written, seen)| written != seen);
        assert!(written == seen, "{difference:?}\nUPDATE_README=1 replaces the outputs.");
    }
}

#[test]
fn links_of_the_pages_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut broken = Vec::new();
    for page in ["README.md", "CHANGELOG.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md", "assets/guide.md"] {
        let text = std::fs::read_to_string(root.join(page)).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|link| !link.contains("://")) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { root.join(page) } else { root.join(page).parent().unwrap().join(file) };
            let is_there = match heading {
                "" => target.exists(),
                heading => std::fs::read_to_string(target).is_ok_and(|text| text.lines().any(|line| anchor(line) == heading)),
            };
            if !is_there {
                broken.push(format!("{page}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:?}");
}

/// The anchor that GitHub gives to a heading.
fn anchor(line: &str) -> String {
    let Some(heading) = line.strip_prefix('#') else { return String::new() };
    let heading = heading.trim_start_matches('#').trim().to_lowercase();
    heading
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// Runs the commands of the sections. Returns the page with the outputs of now, the number of commands, and the wrong exit codes.
fn replay(written: &str) -> (String, usize, String) {
    let home = tempfile::tempdir().unwrap();
    let (mut seen, mut count, mut wrong) = (String::new(), 0, String::new());
    let (mut runs, mut printed) = (false, String::new());
    let mut lines = written.lines();
    while let Some(line) = lines.next() {
        seen.push_str(&format!("{line}\n"));
        if line.starts_with("## ") {
            runs = SECTIONS.contains(&line);
        }
        let indentation = &line[..line.len() - line.trim_start().len()];
        let Some(kind) = line.trim_start().strip_prefix("```").filter(|kind| runs && !kind.is_empty()) else { continue };
        let block: Vec<&str> = lines
            .by_ref()
            .take_while(|line| line.trim() != "```")
            .map(|line| line.strip_prefix(indentation).unwrap_or(line))
            .collect();
        let block = match kind {
            "sh" => {
                printed.clear();
                for line in &block {
                    count += 1;
                    let (output, code) = run(line, home.path());
                    let expected = line.rsplit_once("# exit code ").map_or(0, |(_, code)| code.parse().unwrap());
                    if code != Some(expected) {
                        wrong.push_str(&format!("$ {line}\nexit code {code:?} instead of {expected}; {output}\n"));
                    }
                    printed.push_str(&output);
                }
                block.join("\n")
            }
            "console" => {
                count += 1;
                let arguments: Vec<&str> = block[0].strip_prefix("$ kozmoai ").unwrap().split(' ').collect();
                let mut terminal = Terminal::kozmoai(home.path(), &arguments);
                let ended = terminal.shows("Password:").types("seven quiet lanterns\r").ends();
                assert!(ended.success(), "{}: {}", block[0], terminal.text());
                let shown = terminal.text().lines().map(|line| format!("{}\n", line.trim_end())).collect::<String>();
                format!("{}\n{}", block[0], kept_or_new(&block[1..].join("\n"), shown.trim(), home.path()))
            }
            _ => kept_or_new(&block.join("\n"), printed.trim(), home.path()),
        };
        for line in block.lines() {
            seen.push_str(format!("{indentation}{line}").trim_end());
            seen.push('\n');
        }
        seen.push_str(&format!("{indentation}```\n"));
    }
    (seen, count, wrong)
}

/// Runs a line in a shell with nothing of this machine's environment. Returns what it prints and its exit code.
fn run(line: &str, home: &Path) -> (String, Option<i32>) {
    let directory = Path::new(env!("CARGO_BIN_EXE_kozmoai")).parent().unwrap();
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &format!("exec 2>&1\n{line}")]).current_dir(home).stdin(Stdio::null());
    command
        .env_clear()
        .env("KOZMOAI_TEST_QUICK_HASHES", "1")
        .env("HOME", home)
        .env("PATH", format!("{}:/usr/bin:/bin", directory.display()));
    let output = command.output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

/// The output as written, if that differs from the one of now only in ids, times or keys.
fn kept_or_new(written: &str, printed: &str, home: &Path) -> String {
    let is_same = redact(written, Path::new(DIRECTORY)) == redact(printed, home);
    if is_same { written.to_owned() } else { printed.replace(home.to_str().unwrap(), DIRECTORY) }
}
