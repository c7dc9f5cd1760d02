//! The manual, the reference and the tables of settings are generated; UPDATE_ASSETS=1 writes them.

use std::path::Path;

use kozmoai::config::SettingInfo;

use super::script::kozmoai;

/// What a command prints.
pub(crate) fn printed(arguments: &[&str]) -> Vec<u8> {
    let home = tempfile::tempdir().unwrap();
    let output = kozmoai(home.path()).args(arguments).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}");
    output.stdout
}

#[test]
fn manual_is_current() {
    require_current(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/man/kozmoai.1"), &printed(&["man"]));
}

#[test]
fn reference_is_current() {
    require_current(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/reference.md"), kozmoai::cli::reference().as_bytes());
}

#[test]
fn settings_in_readme_and_example_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut rows, mut lines) = (String::new(), String::new());
    for known in kozmoai::config::TABLE {
        let SettingInfo { name, default, .. } = known;
        let about = known.description();
        let code = if *default == "none" { "none".to_owned() } else { format!("`{default}`") };
        rows += &format!("| `{name}` | {code} | {about} |\n");
        lines += &format!("{}{name}=\n\n", comment(&format!("{about} Default: {default}.")));
    }
    require_current_between(&root.join("README.md"), "| variable | default | meaning |\n|---|---|---|\n", &rows, "\n`KOZMOAI_");
    require_current_between(&root.join(".env.example"), "would not.\n\n", &lines, "# Secrets can be");
}

/// Returns a comment with lines of a sensible length.
fn comment(text: &str) -> String {
    let mut lines = vec!["#".to_owned()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < 130 => *line += &format!(" {word}"),
            _ => lines.push(format!("# {word}")),
        }
    }
    lines.join("\n") + "\n"
}

/// The same as [`require_current`] for what is between two texts of a file.
fn require_current_between(path: &Path, before: &str, content: &str, after: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    let (head, rest) = text.split_once(before).unwrap();
    let (_, tail) = rest.split_once(after).unwrap();
    require_current(path, [head, before, content, after, tail].concat().as_bytes());
}

#[test]
fn error_codes_are_unique_snake_case() {
    let mut codes: Vec<&str> = kozmoai::error::table().map(|entry| entry.code).collect();
    assert!(codes.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')));
    codes.sort_unstable();
    let repeated: Vec<_> = codes.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    assert!(repeated.is_empty(), "codes of several errors: {repeated:?}");
}

/// Fails if the file differs from `content`; writes it if UPDATE_ASSETS is set.
pub(crate) fn require_current(path: &Path, content: &[u8]) {
    if std::env::var_os("UPDATE_ASSETS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    } else {
        let written = std::fs::read(path).unwrap_or_default();
        assert!(written == content, "{} is stale: UPDATE_ASSETS=1 writes it", path.display());
    }
}
