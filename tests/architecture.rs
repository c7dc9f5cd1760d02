//! The house keeps to its plan: who imports whom, which crates stay in which rooms, and files that fit in the head.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Module, and the modules of ours that it may name.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    ("cli", &["tui", "service", "config", "model", "fs", "error", "panics", "text", "secret"]),
    ("tui", &["service", "config", "model", "fs", "error", "panics", "text", "secret"]),
    ("service", &["store", "crypto", "config", "model", "fs", "error", "threads", "text", "secret"]),
    ("store", &["model", "fs", "error", "panics", "threads", "text"]),
    ("crypto", &["error", "text", "secret"]),
    ("config", &["model", "fs", "error", "text", "secret"]),
    ("fs", &["error", "text", "secret"]),
    ("model", &["error", "text"]),
    ("error", &["text"]),
    ("panics", &["error"]),
    ("text", &[]),
    ("secret", &[]),
    ("threads", &["error"]),
];

/// Inside `tui`: place, and the places that it must not name.
const TUI_MUST_NOT: &[(&str, &[&str])] = &[
    ("widgets", &["action", "app", "effect", "overlays", "route", "screens"]),
    ("theme", &["action", "app", "effect", "overlays", "route", "screens", "widgets"]),
    ("overlays", &["app", "screens", "route"]),
    ("screens", &["app"]),
    ("action", &["app", "effect", "overlays", "screens", "widgets"]),
    ("effect", &["app", "overlays", "screens", "widgets"]),
];

/// Crate, and the one room it stays in.
const ONLY_IN: &[(&str, &str)] = &[
    ("ratatui", "tui"),
    ("crossterm", "tui"),
    ("tokio", "tui"),
    ("clap", "cli"),
    ("comfy_table", "cli"),
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

/// File, and the crate that it may name all the same.
const EXCEPT: &[(&str, &str)] = &[
    // It wraps the streams of the database's driver, whose traits are tokio's; no runtime is named.
    ("src/store/postgres/auth.rs", "tokio"),
];

const LONGEST_FILE: usize = 600;

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

/// The code of a file: without comments and without what stands in strings.
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

/// The names right after `path::` in some code, those in braces too.
fn named_after(code: &str, path: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(path) {
        let begins_a_path = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        let rest = &code[at + path.len()..];
        if !begins_a_path {
            continue;
        }
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut item = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        names.insert(word(item.trim()));
                        item.clear();
                        continue;
                    }
                    _ => {}
                }
                item.push(c);
            }
            names.insert(word(item.trim()));
        } else {
            names.insert(word(rest));
        }
    }
    names.remove("");
    names
}

/// The module of `src` that a file belongs to.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    inside.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned()
}

fn breaches(module: &str, code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let allowed = MAY_IMPORT.iter().find(|(name, _)| *name == module).map_or(&[][..], |(_, allowed)| allowed);
    let prefix = if module == "main" { "kozmoai::" } else { "crate::" };
    for name in named_after(code, prefix) {
        let ours = MAY_IMPORT.iter().any(|(known, _)| *known == name);
        if ours && name != module && !allowed.contains(&name.as_str()) {
            found.push(format!("{module} names {name}"));
        }
    }
    for (krate, room) in ONLY_IN {
        if module != *room && !named_after(code, &format!("{krate}::")).is_empty() {
            found.push(format!("{module} names the crate {krate}"));
        }
    }
    found
}

fn tui_breaches(place: &str, code: &str) -> Vec<String> {
    let Some((_, forbidden)) = TUI_MUST_NOT.iter().find(|(name, _)| *name == place) else { return Vec::new() };
    let named = named_after(code, "crate::tui::");
    forbidden.iter().filter(|name| named.contains(**name)).map(|name| format!("tui/{place} names tui/{name}")).collect()
}

#[test]
fn modules_import_only_what_the_plan_allows() {
    let mut found = Vec::new();
    for file in rust_files(&root().join("src")) {
        let code = code(&fs::read_to_string(&file).unwrap());
        let module = module(&file);
        let mut breaches = breaches(&module, &code);
        let excepted = EXCEPT.iter().filter(|(path, _)| file.ends_with(path));
        let excepted: Vec<String> = excepted.map(|(_, krate)| format!("{module} names the crate {krate}")).collect();
        breaches.retain(|breach| !excepted.contains(breach));
        if module == "tui" {
            let inside = file.strip_prefix(root().join("src/tui")).unwrap();
            let place = inside.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
            breaches.extend(tui_breaches(&place, &code));
            if place == "screens" && !file.ends_with("mod.rs") {
                let others = named_after(&code, "crate::tui::screens::");
                breaches.extend(others.into_iter().map(|other| format!("a screen names the screen {other}")));
            }
        }
        found.extend(breaches.into_iter().map(|breach| format!("{}: {breach}", file.display())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_check_sees_what_it_should() {
    let bad =
        code("use crate::{error::Error, store::Store};\nfn f() { crate::crypto::x(); } // crate::tui\nlet s = \"crate::cli\";");
    assert_eq!(breaches("model", &bad), ["model names crypto", "model names store"]);
    assert_eq!(breaches("service", &code("use sled::Db;")), ["service names the crate sled"]);
    assert_eq!(tui_breaches("widgets", &code("use crate::tui::{theme::Theme, effect::Job};")), ["tui/widgets names tui/effect"]);
    assert!(breaches("service", &code("use crate::store::Store; use other::sled::x;")).is_empty());
}

#[test]
fn files_fit_in_the_head_and_say_what_they_are_for() {
    let mut found = Vec::new();
    for file in ["src", "tests"].into_iter().flat_map(|folder| rust_files(&root().join(folder))) {
        let text = fs::read_to_string(&file).unwrap();
        if text.lines().count() > LONGEST_FILE {
            found.push(format!("{} has more than {LONGEST_FILE} lines", file.display()));
        }
        if !text.starts_with("//!") {
            found.push(format!("{} does not begin by saying what it is for", file.display()));
        }
        for unfinished in ["todo!", "unimplemented!", "#[ignore"] {
            let code = code(&text);
            if code.contains(unfinished) && !file.ends_with("architecture.rs") {
                found.push(format!("{} holds {unfinished}", file.display()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_top_level_holds_nothing_else() {
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
fn the_front_page_names_every_setting_with_its_default() {
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
