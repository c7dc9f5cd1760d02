//! The source files, read as text: which module imports which, where crates are used, the length of files, errors as data, and the
//! words.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod circles;
mod modules;
mod remedies;
mod tokens;
mod words;

use modules::Modules;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module, and those of ours that it may name.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    ("cli", &["tui", "service", "config", "model", "fs", "error", "panics", "text", "secret"]),
    ("tui", &["service", "config", "model", "fs", "error", "panics", "text", "secret"]),
    ("service", &["store", "crypto", "config", "model", "fs", "error", "threads", "text", "secret", "checksum"]),
    ("store", &["model", "fs", "error", "panics", "threads", "text", "checksum"]),
    ("crypto", &["error", "text", "secret"]),
    ("config", &["model", "fs", "error", "text", "secret"]),
    ("fs", &["error", "text", "secret"]),
    ("model", &["error", "text"]),
    ("error", &["text"]),
    ("panics", &["error"]),
    ("text", &[]),
    ("secret", &[]),
    ("checksum", &[]),
    ("threads", &["error"]),
];

/// Each part of `tui`, and the parts that it must not name.
const TUI_MUST_NOT: &[(&str, &[&str])] = &[
    ("theme", &["action", "app", "effect", "overlays", "parts", "route", "screen", "screens", "widgets"]),
    ("widgets", &["action", "app", "effect", "overlays", "parts", "route", "screen", "screens"]),
    ("overlays", &["action", "app", "effect", "parts", "route", "screen", "screens"]),
    ("action", &["app", "effect", "overlays", "parts", "screen", "screens", "widgets"]),
    ("effect", &["action", "app", "overlays", "parts", "screen", "screens", "widgets"]),
    ("screen", &["app", "parts", "screens"]),
    ("parts", &["app", "screens"]),
    ("screens", &["app"]),
];

/// Each crate, and the only module that may name it.
const ONLY_IN: &[(&str, &str)] = &[
    ("ratatui", "tui"),
    ("crossterm", "tui"),
    ("tokio", "tui"),
    ("clap", "cli"),
    ("indicatif", "cli"),
    ("sled", "store"),
    ("rusqlite", "store"),
    ("postgres", "store"),
    ("rustls", "store"),
    ("rustls_native_certs", "store"),
    ("tokio_postgres_rustls", "store"),
    ("fernet", "crypto"),
    ("dotenvy", "config"),
    ("argon2", "crypto"),
    ("bcrypt", "crypto"),
];

/// Files, and the crates that they may name nevertheless.
const EXCEPT: &[(&str, &str)] = &[
    // It wraps the streams of the database driver, which have tokio's traits; it needs no runtime.
    ("src/store/postgres/auth.rs", "tokio"),
];

const LONGEST_FILE: usize = 500;

const TOP_LEVEL: &[&str] =
    &["Cargo.toml", "Cargo.lock", "src", "assets", "tests", "README.md", "LICENSE", "CHANGELOG.md", ".env.example"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The modules of `src`.
fn modules() -> Modules {
    let source = root().join("src");
    let texts = rust_files(&source).into_iter().map(|file| {
        let name = file.strip_prefix(&source).unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(&file).unwrap())
    });
    let texts: Vec<(String, String)> = texts.collect();
    Modules::of(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())))
}

/// Returns the code of a file without comments and the content of strings.
fn code(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let (mut quoted, mut escaped, mut previous) = (false, false, ' ');
        for c in line.chars() {
            if !quoted && c == '/' && previous == '/' {
                out.pop();
                break;
            }
            if c == '"' && !escaped && previous != '\'' {
                quoted = !quoted;
            } else if !quoted {
                out.push(c);
            }
            escaped = quoted && c == '\\' && !escaped;
            previous = c;
        }
        out.push('\n');
    }
    out
}

/// Returns what the rules forbid among what code names: by a path from the root, whether it is written with `crate`, `self` or
/// `super`, or by the name of a crate.
fn breaches(modules: &Modules) -> Vec<String> {
    let mut found = BTreeSet::new();
    for mention in &modules.mentions {
        let file = &modules.by_name[&mention.module].file;
        let own = mention.module.first().map_or("lib", String::as_str);
        // The binary names the library as a crate.
        let path = if own == "main" && mention.path[0] == "kozmoai" {
            Some(mention.path[1..].to_vec())
        } else {
            modules.path_from_root(&mention.module, &mention.path)
        };
        let Some(path) = path else {
            let krate = mention.path[0].as_str();
            let is_foreign = !modules.by_name[&mention.module].imports.contains_key(krate) || mention.import.is_some();
            let room = ONLY_IN.iter().find(|(name, _)| *name == krate).map_or(own, |(_, room)| room);
            if is_foreign && room != own && !EXCEPT.contains(&(format!("src/{file}").as_str(), krate)) {
                found.insert(format!("{file} names the crate {krate}"));
            }
            continue;
        };
        let Some(other) = path.first().filter(|other| *other != own && MAY_IMPORT.iter().any(|(known, _)| known == other)) else {
            found.extend(tui_breach(modules, &mention.module, &path).map(|breach| format!("{file} names {breach}")));
            continue;
        };
        if !MAY_IMPORT.iter().any(|(name, allowed)| *name == own && allowed.contains(&other.as_str())) && own != "lib" {
            found.insert(format!("{file} names {other}"));
        }
    }
    found.into_iter().collect()
}

/// Returns the part of the console that a path leads to, if the module must not name it.
fn tui_breach(modules: &Modules, module: &[String], path: &[String]) -> Option<String> {
    let [("tui", part), ("tui", other)] = [module, path].map(|names| (names.first().map_or("", String::as_str), names.get(1)))
    else {
        return None;
    };
    let (part, other) = (part?.as_str(), other?.as_str());
    if (part, other) == ("screens", "screens") {
        let (own, screen) = (module.get(2)?, path.get(2)?);
        let is_screen = modules.by_name.contains_key(&path[..3]);
        return (own != screen && is_screen).then(|| format!("the screen {screen}"));
    }
    let (_, forbidden) = TUI_MUST_NOT.iter().find(|(name, _)| *name == part)?;
    forbidden.contains(&other).then(|| format!("tui/{other}"))
}

#[test]
fn files_form_no_circles() {
    let dependencies = circles::dependencies(&modules());
    let circles = circles::circles(&dependencies);
    let described: Vec<_> = circles.iter().map(|circle| circles::described(circle, &dependencies)).collect();
    assert!(described.is_empty(), "\n{}", described.join("\n"));
}

#[test]
fn modules_import_only_what_is_allowed() {
    let found = breaches(&modules());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn import_check_finds_violations() {
    let breaches = |file: &str, text: &str| breaches(&Modules::of([("tui/screens/audit.rs", ""), (file, text)]));
    let bad = "use crate::{error::Error, store::Store};\nfn f() { crate::crypto::x(); } // crate::tui\nlet s = \"crate::cli\";";
    assert_eq!(breaches("model/user.rs", bad), ["model/user.rs names crypto", "model/user.rs names store"]);
    assert_eq!(breaches("model/user.rs", "use super::super::store::Store;"), ["model/user.rs names store"]);
    assert_eq!(breaches("model/a/b.rs", "fn f() { super::super::super::crypto::x(); }"), ["model/a/b.rs names crypto"]);
    assert_eq!(breaches("main.rs", "fn main() { kozmoai::service::x() }"), ["main.rs names service"]);
    assert_eq!(breaches("service/keys.rs", "use sled::Db;"), ["service/keys.rs names the crate sled"]);
    assert_eq!(breaches("service/keys.rs", "fn f() { postgres::f() }"), ["service/keys.rs names the crate postgres"]);
    assert_eq!(
        breaches("tui/widgets/a.rs", "use crate::tui::{theme::Theme, effect::Job};"),
        ["tui/widgets/a.rs names tui/effect"]
    );
    assert_eq!(breaches("tui/widgets/a.rs", "use super::super::effect::Job;"), ["tui/widgets/a.rs names tui/effect"]);
    assert_eq!(
        breaches("tui/screens/users/view.rs", "use super::super::audit::X;"),
        ["tui/screens/users/view.rs names the screen audit"]
    );
    assert!(breaches("service/keys.rs", "use crate::store::Store; use other::sled::x; use super::users::X;").is_empty());
    assert!(breaches("tui/screens/users/view.rs", "use super::state::Users; use crate::tui::theme::Theme;").is_empty());
}

/// Calls that return the text of an error.
const ERROR_TEXTS: &[&str] = &[".message()", ".next_step()", ".to_string()"];

/// Names of variables that are errors, for calls that other types have too.
const ERROR_NAMES: &[&str] = &["error", "err", "why", "cause", "failure", "problem", "refusal"];

/// Operations that compare a text or take it apart.
const COMPARISONS: &[&str] = &[
    " == ",
    " != ",
    ".contains(",
    ".ends_with(",
    ".eq(",
    ".find(",
    ".matches(",
    ".replace(",
    ".split",
    ".starts_with(",
    ".strip_",
    ".trim_end_matches(",
    ".trim_start_matches(",
];

/// Files that may take a text apart, because nothing else says what it does.
const MAY_COMPARE: &[&str] = &[
    // PostgreSQL names some objects in its messages only.
    "src/store/postgres/errors.rs",
];

/// Returns the comparisons of error texts in code.
fn comparisons(code: &str) -> Vec<String> {
    // A chain of calls becomes one line.
    let mut lines: Vec<String> = Vec::new();
    for line in code.lines() {
        match lines.last_mut() {
            Some(last) if line.trim_start().starts_with('.') => last.push_str(line.trim()),
            _ => lines.push(line.trim().to_owned()),
        }
    }
    let is_comparison = |line: &str, at: usize, text: &str| {
        let rest = &line[at + text.len()..];
        let rest = [".as_str()", ".as_deref()", ".to_lowercase()", ".trim()"]
            .iter()
            .fold(rest, |rest, call| rest.trim_start_matches(call));
        let receiver = line[..at].rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        let is_error = text != ".to_string()" || ERROR_NAMES.contains(&receiver);
        is_error && COMPARISONS.iter().any(|comparison| rest.starts_with(comparison))
    };
    let compares =
        |line: &&String| ERROR_TEXTS.iter().any(|text| line.match_indices(text).any(|(at, text)| is_comparison(line, at, text)));
    lines.iter().filter(compares).cloned().collect()
}

#[test]
fn error_texts_are_never_compared() {
    let mut found = Vec::new();
    for file in rust_files(&root().join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        let is_test = file.ends_with("tests.rs") || file.iter().any(|part| part == "tests");
        if is_test || MAY_COMPARE.iter().any(|allowed| file.ends_with(allowed)) {
            continue;
        }
        let without_tests = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let lines = comparisons(&code(without_tests));
        found.extend(lines.into_iter().map(|line| format!("{}: {line}", file.display())));
    }
    assert!(found.is_empty(), "match on the code, the kind or the field of an error instead:\n{}", found.join("\n"));
}

#[test]
fn comparison_check_finds_violations() {
    for bad in [
        "if error.message() == OLD {}",
        "let is_name = error.message().contains(text);",
        "let rest = error\n    .message()\n    .strip_prefix(text);",
        "why.to_string().starts_with(text)",
        "error.next_step().as_deref() != Some(text)",
    ] {
        assert_eq!(comparisons(&code(bad)).len(), 1, "{bad}");
    }
    for good in [
        "path.to_string().contains(text)",
        "found.warn(error.message(), other);",
        "let text = error.to_string();",
        "error.code() == CODE",
        "// error.message() == OLD",
        "let text = \"error.message().contains(x)\";",
    ] {
        assert!(comparisons(&code(good)).is_empty(), "{good}");
    }
}
/// Whether code creates an error of this program from a kind and a sentence.
fn writes_sentences(code: &str) -> bool {
    let is_ours = |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
    code.match_indices("Error::new(").any(|(at, _)| is_ours(at))
}

#[test]
fn errors_are_declared_with_their_area() {
    let mut found = Vec::new();
    for file in rust_files(&root().join("src")) {
        if writes_sentences(&code(&fs::read_to_string(&file).unwrap())) {
            found.push(file.display().to_string());
        }
    }
    assert!(found.is_empty(), "declare a variant in src/error/ instead of `Error::new`:\n{}", found.join("\n"));
    assert!(writes_sentences("Err(Error::new(Kind::Usage, text))"));
    assert!(!writes_sentences("io::Error::new(kind, text); RowError::new(problem)"));
}

#[test]
fn error_codes_are_unique_and_explained() {
    let mut codes = BTreeSet::new();
    for entry in kozmoai::error::table() {
        assert!(codes.insert(entry.code), "the code {} occurs twice", entry.code);
        let is_snake_case = entry.code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        assert!(is_snake_case, "{} is not in snake_case", entry.code);
        assert!(entry.meaning.trim().ends_with('.'), "{}: the meaning is not a sentence", entry.code);
    }
}

#[test]
fn files_are_short_and_begin_with_their_purpose() {
    let mut found = Vec::new();
    for file in ["src", "tests"].into_iter().flat_map(|folder| rust_files(&root().join(folder))) {
        let text = fs::read_to_string(&file).unwrap();
        if text.lines().count() > LONGEST_FILE {
            found.push(format!("{} has more than {LONGEST_FILE} lines", file.display()));
        }
        if !text.starts_with("//!") {
            found.push(format!("{} does not begin with its purpose", file.display()));
        }
        for unfinished in ["todo!", "unimplemented!", "#[ignore"] {
            let code = code(&text);
            if code.contains(unfinished) && !file.ends_with("architecture/main.rs") {
                found.push(format!("{} contains {unfinished}", file.display()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn top_level_contains_only_known_files() {
    let tracked = std::process::Command::new("git").args(["ls-files"]).current_dir(root()).output();
    let Some(tracked) = tracked.ok().filter(|output| output.status.success()) else { return };
    let strangers: BTreeSet<String> = String::from_utf8(tracked.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| line.split('/').next())
        .filter(|name| !TOP_LEVEL.contains(name) && !name.starts_with('.'))
        .map(str::to_owned)
        .collect();
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn readme_lists_every_setting_with_default() {
    let page = fs::read_to_string(root().join("README.md")).unwrap();
    for known in kozmoai::config::TABLE {
        let line = page.lines().find(|line| line.starts_with(&format!("| `{}` |", known.name))).unwrap_or_default();
        assert!(
            line.contains(&format!("| {} |", known.default)) || line.contains(&format!("| `{}` |", known.default)),
            "{}",
            known.name
        );
    }
}

#[test]
fn every_decision_is_listed() {
    let folder = root().join("assets/adr");
    let list = fs::read_to_string(folder.join("README.md")).unwrap();
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name != "README.md" {
            let title = fs::read_to_string(folder.join(&name)).unwrap().lines().next().unwrap_or_default().to_owned();
            let (number, title) = title.trim_start_matches("# ").split_once(": ").unwrap();
            assert!(list.contains(&format!("| [{number}]({name}) | {title} |")), "{name}");
        }
    }
}
