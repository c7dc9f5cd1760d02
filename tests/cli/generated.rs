//! The manual and the completions under `assets/` are what the program prints; UPDATE_ASSETS=1 writes them anew.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use super::script::kozmoai;

#[test]
fn the_manual_and_the_completions_are_fresh() {
    let home = tempfile::tempdir().unwrap();
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let completions = [
        ("bash", "kozmoai.bash"),
        ("zsh", "_kozmoai"),
        ("fish", "kozmoai.fish"),
        ("elvish", "kozmoai.elv"),
        ("powershell", "_kozmoai.ps1"),
    ];
    let generated = completions.map(|(shell, file)| (vec!["completions", shell], assets.join("completions").join(file)));
    for (arguments, path) in generated.into_iter().chain([(vec!["man"], assets.join("man/kozmoai.1"))]) {
        let output = kozmoai(home.path()).args(&arguments).output().unwrap();
        assert!(output.status.success() && !output.stdout.is_empty() && output.stderr.is_empty(), "{arguments:?}");
        if std::env::var_os("UPDATE_ASSETS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, output.stdout).unwrap();
        } else {
            let kept = std::fs::read(&path).unwrap_or_default();
            assert!(kept == output.stdout, "{} is stale: UPDATE_ASSETS=1 writes it anew", path.display());
        }
    }
}
