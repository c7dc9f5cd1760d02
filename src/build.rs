//! The build script: records the commit and the target for `kozmoai --version`.

#![expect(clippy::disallowed_methods, reason = "a build script is configured by the environment")]

use std::env;
use std::path::Path;
use std::process::Command;

/// What the program is compiled from. A change here compiles it again anyway, so the commit costs no build of its own.
const SOURCES: [&str; 4] = ["Cargo.toml", "Cargo.lock", "src", "assets/common-passwords.txt"];

/// The commit of an archive or image, which has no repository.
const COMMIT: &str = "KOZMOAI_BUILD_COMMIT";

fn main() {
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
    }
    println!("cargo::rerun-if-env-changed={COMMIT}");
    // A commit of unchanged sources is worth a build only where the result is passed on.
    if env::var("PROFILE").is_ok_and(|profile| profile == "release")
        && let Some(head) = git(&["rev-parse", "--git-path", "logs/HEAD"]).filter(|head| Path::new(head).exists())
    {
        println!("cargo::rerun-if-changed={head}");
    }
    let given = env::var(COMMIT).ok().filter(|commit| !commit.trim().is_empty());
    let commit = given.or_else(commit).unwrap_or_else(|| "unknown".to_owned());
    println!("cargo::rustc-env=KOZMOAI_COMMIT={}", commit.trim());
    println!("cargo::rustc-env=KOZMOAI_TARGET={}", env::var("TARGET").unwrap_or_default());
}

/// Returns the commit that is checked out, and whether the sources differ from it.
fn commit() -> Option<String> {
    // An unpacked archive may be inside of another project's repository, whose commit says nothing.
    if !git(&["rev-parse", "--show-prefix"])?.is_empty() {
        return None;
    }
    let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
    let changes = git(&[&["status", "--porcelain", "--"], &SOURCES[..]].concat())?;
    Some(if changes.is_empty() { commit } else { format!("{commit} (modified)") })
}

/// Returns what git prints in the directory of the package, or nothing if it fails.
fn git(arguments: &[&str]) -> Option<String> {
    // Without locks: a build never gets in the way of the user's own git.
    let output = Command::new("git").arg("--no-optional-locks").args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
