//! `kozmoai --version`, and the build script that records what it prints.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::generated::printed;

fn text(arguments: &[&str]) -> String {
    String::from_utf8(printed(arguments)).unwrap()
}

#[test]
fn version_has_commit_and_target() {
    let long = text(&["--version"]);
    let lines: Vec<&str> = long.lines().collect();
    let [version, commit, target] = lines[..] else { panic!("{long}") };
    assert_eq!(version, concat!("kozmoai ", env!("CARGO_PKG_VERSION")));
    assert_eq!(text(&["-V"]), format!("{version}\n"), "scripts read one line");
    let commit = commit.strip_prefix("commit ").unwrap();
    let hash = commit.strip_suffix(" (modified)").unwrap_or(commit);
    assert!(hash == "unknown" || hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{commit}");
    let target = target.strip_prefix("target ").unwrap();
    assert!(target.starts_with(std::env::consts::ARCH) && target.contains(std::env::consts::OS), "{target}");
    assert!(!text(&["man"]).contains(hash), "the manual would differ for each commit");
}

/// A folder with the sources that the build script watches, and the script.
struct Package(tempfile::TempDir);

impl Package {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/build.rs");
        let mut rustc = Command::new(option_env!("RUSTC").unwrap_or("rustc"));
        rustc.arg("--edition=2024").arg(script).arg("-o").arg(folder.path().join("script"));
        let compiled = rustc.output().unwrap();
        assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
        fs::create_dir_all(folder.path().join("package/src")).unwrap();
        fs::write(folder.path().join("package/src/main.rs"), "fn main() {}\n").unwrap();
        Self(folder)
    }

    fn git(&self, folder: &str, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=anna", "-c", "user.email=anna@example.org"]).args(arguments);
        let output = git.current_dir(self.0.path().join(folder)).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// What the script prints, as a line of the commit and the other lines.
    fn script(&self, profile: &str, given: &str) -> (String, String) {
        let mut script = Command::new(self.0.path().join("script"));
        script.current_dir(self.0.path().join("package")).env("PROFILE", profile).env("TARGET", "here");
        let output = script.env("KOZMOAI_BUILD_COMMIT", given).output().unwrap();
        assert!(output.status.success());
        let lines = String::from_utf8(output.stdout).unwrap();
        let (commit, others): (Vec<&str>, Vec<&str>) = lines.lines().partition(|line| line.contains("KOZMOAI_COMMIT="));
        (commit[0].split_once("KOZMOAI_COMMIT=").unwrap().1.to_owned(), others.join("\n"))
    }
}

#[test]
fn build_script_finds_the_commit_of_its_own_repository() {
    let package = Package::new();
    // An unpacked archive: on its own, or inside of another repository.
    assert_eq!(package.script("debug", "").0, "unknown");
    assert_eq!(package.script("debug", "v1.2 \n").0, "v1.2");
    package.git("", &["init", "-q"]);
    package.git("", &["commit", "-q", "--allow-empty", "-m", "other"]);
    assert_eq!(package.script("debug", "").0, "unknown");

    package.git("package", &["init", "-q"]);
    assert_eq!(package.script("debug", "").0, "unknown", "there is no commit yet");
    package.git("package", &["add", "."]);
    package.git("package", &["commit", "-q", "-m", "first"]);
    let commit = package.git("package", &["rev-parse", "--short=12", "HEAD"]);
    let (found, watched) = package.script("debug", "");
    assert_eq!(found, commit);
    assert!(watched.contains("rerun-if-changed=src\n") && !watched.contains("HEAD"), "a commit builds nothing again: {watched}");
    assert!(package.script("release", "").1.contains("logs/HEAD"));

    fs::write(package.0.path().join("package/notes.txt"), "not compiled").unwrap();
    assert_eq!(package.script("debug", "").0, commit);
    fs::write(package.0.path().join("package/src/main.rs"), "fn main() { }\n").unwrap();
    assert_eq!(package.script("debug", "").0, format!("{commit} (modified)"));
}
