//! Root without the capability to act as another account, as in a container, and pipes in settings that never answer.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output};

use super::forgeries::{COMMANDS, clear_roots_own, named};
use super::parallel::in_parallel;
use super::run::{finish, run_by};
use super::site::{ACCOUNT, Engine, Site};

/// Returns the same command for root without these capabilities.
fn without(capabilities: &str, command: &Command) -> Command {
    run_by("setpriv", ["--bounding-set", capabilities], command)
}

fn said(done: &Output) -> String {
    String::from_utf8_lossy(&[done.stdout.as_slice(), &done.stderr].concat()).into_owned()
}

#[test]
fn root_that_cannot_act_as_the_account_is_refused() {
    let capabilities = ["-setuid,-setgid", "-setuid", "-setgid"];
    let cases = [Engine::Sqlite, Engine::Embedded].into_iter().flat_map(|engine| capabilities.map(|lost| (engine, lost)));
    in_parallel(cases, |(engine, lost)| refuse_without(engine, lost));
}

/// Runs root's commands without these capabilities.
fn refuse_without(engine: Engine, capabilities: &str) {
    let Some(site) = Site::new(engine, false) else { return };
    let roots = site.roots();
    let mut refused = 0;
    for (words, input) in COMMANDS {
        site.reset();
        clear_roots_own(&site);
        let words = named(&site, words);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let done = finish(without(capabilities, &site.as_root(&words)), input).unwrap();
        let case = format!("{engine:?}, without {capabilities}, {words:?}: {}", said(&done));
        assert!(site.roots() == roots, "{case}: root's files were changed");
        assert_eq!(site.foreign_files(), Vec::<PathBuf>::new(), "{case}: the account can no longer use these");
        if said(&done).contains("may not act as another account") {
            assert!(said(&done).contains("CAP_SETUID"), "{case}");
            refused += 1;
        }
    }
    assert!(refused >= COMMANDS.len() / 2, "{engine:?}, without {capabilities}: {refused} refused");
}

/// A pipe without a writer in place of a file that a setting names.
#[test]
fn pipe_named_by_a_setting_ends_the_command() {
    let Some(site) = Site::new(Engine::Sqlite, true) else { return };
    assert!(site.account_does("mkfifo -m 600 pipe"));
    let own = site.at("root/pipe");
    assert!(Command::new("mkfifo").arg("-m600").arg(&own).status().unwrap().success());
    for (pipe, why) in [(site.service().join("pipe"), "not trusted"), (own, "nobody writes to it")] {
        for (setting, arguments) in [
            ("KOZMOAI_SECRET_KEY_FILE", &["key", "show"][..]),
            ("KOZMOAI_SECRET_KEY_FILE", &["users", "list"]),
            ("KOZMOAI_SUPERUSER_PASSWORD_FILE", &["doctor"]),
        ] {
            let mut command = site.as_root(arguments);
            // No other key.
            command.current_dir(site.at("bin")).env(setting, &pipe);
            let done = finish(command, "").unwrap_or_else(|| panic!("{setting}, {arguments:?} does not end"));
            assert_eq!(done.status.code(), Some(2), "{setting}, {arguments:?}: {}", said(&done));
            assert!(said(&done).contains(why), "{}", said(&done));
        }
    }
}

/// Anyone could write the key into a pipe in a shared directory.
#[test]
fn key_from_pipe_of_other_account_is_refused() {
    let Some(site) = Site::new(Engine::Sqlite, true) else { return };
    let share = site.at("share");
    fs::create_dir(&share).unwrap();
    fs::set_permissions(&share, fs::Permissions::from_mode(0o1777)).unwrap();
    assert!(site.account_does(&format!("mkfifo '{}/key'", share.display())));
    let key = "kCu5Cz0Rj6mCB8Y3b0VQqk1s3PyMDPXuMvg6YdR4oWE";
    let mut writer = Command::new("setpriv");
    writer.args([&format!("--reuid={ACCOUNT}"), &format!("--regid={ACCOUNT}"), "--clear-groups", "sh", "-c"]);
    let mut writer = writer.arg(format!("echo {key} > '{}/key'", share.display())).spawn().unwrap();
    let mut command = site.as_root(&["key", "show"]);
    command.current_dir(site.at("bin")).env("KOZMOAI_SECRET_KEY_FILE", share.join("key"));
    let done = finish(command, "").unwrap();
    writer.kill().unwrap();
    writer.wait().unwrap();
    assert!(done.status.code() == Some(2) && said(&done).contains("not trusted"), "{}", said(&done));
}
