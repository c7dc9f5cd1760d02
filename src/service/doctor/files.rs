//! Files and directories: their owners, and who else may write them or read secrets.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD, accessat};

use super::Findings;
use crate::config::{Origin, SECRET_KEY_FILE, Settings};
use crate::error::Error;
use crate::fs::account;
use crate::service::rotation::journal;
use crate::store;

/// The files and directories of the settings.
struct Named {
    /// Directories that nobody else may write.
    folders: Vec<PathBuf>,
    /// Files that nobody else may write.
    files: Vec<PathBuf>,
    /// Files and directories that nobody else may read either.
    secret: Vec<PathBuf>,
    /// Directories whose files are examined too.
    filled: Vec<PathBuf>,
}

impl Named {
    fn by(settings: &Settings) -> Self {
        let dir = &settings.config_dir.value;
        let backups = dir.join("backups");
        let mut named = Self { folders: vec![dir.clone()], files: Vec::new(), secret: vec![dir.clone()], filled: vec![backups] };
        let keys = settings.secret_keys.iter().filter_map(|key| match &key.origin {
            Origin::EnvFile { path, .. } | Origin::DotEnv { path, .. } | Origin::SecretFile { path, .. } => Some(path.clone()),
            _ => None,
        });
        let keys: Vec<PathBuf> = [dir.join(SECRET_KEY_FILE), journal::file(dir)].into_iter().chain(keys).collect();
        named.files.extend(keys.iter().cloned());
        named.secret.extend(keys);
        let database = store::local_files(&settings.store.value);
        named.secret.extend(database.private_folder.clone());
        named.filled.extend(database.private_folder);
        named.folders.extend(database.shared_folder);
        named.files.extend(database.files);
        named.folders.extend(named.filled.iter().cloned());
        named
    }
}

/// Examines all files and directories of the settings.
pub(super) fn examine(settings: &Settings, found: &mut Findings) {
    let named = Named::by(settings);
    let mut reported = BTreeSet::new();
    let mut untrusted: Vec<Error> = named.folders.iter().filter_map(|path| settings.trust.check_folder(path).err()).collect();
    untrusted.extend(named.files.iter().filter_map(|path| settings.trust.open(path).err()));
    let mut open: Vec<PathBuf> = named.secret;
    for folder in &named.filled {
        let files: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        let files = files.into_iter().filter(|path| path.symlink_metadata().is_ok_and(|found| !found.is_dir()));
        let files: Vec<PathBuf> = files.collect();
        untrusted.extend(files.iter().filter_map(|path| settings.trust.open(path).err()));
        // Nobody can read the files of a directory without access to it.
        if open_to_others(folder).is_some() {
            open.push(folder.clone());
            open.extend(files);
        }
    }
    for error in untrusted {
        if reported.insert(error.message()) {
            found.warn("files", error.message(), error.next_step().unwrap_or_else(|| "Check it, then fix it.".to_owned()));
        }
    }
    if settings.require_config_dir().is_err() {
        let what = "There is no configuration directory: the audit anchor is not stored, and no rotation can start.";
        reported.insert(what.to_owned());
        found.warn("files", what, "Name one with --config-dir or KOZMOAI_CONFIG_DIR.");
    } else if let Some(why) = unwritable(&settings.config_dir.value) {
        let fix = "Let this account write there, or name another directory with --config-dir; the anchor detects missing events.";
        reported.insert(why.clone());
        found.warn("files", why, fix.to_owned());
    }
    for path in open {
        let Some(mode) = open_to_others(&path) else { continue };
        let strict = if path.is_dir() { "700" } else { "600" };
        let what = format!("{} is accessible to other accounts (mode {mode:03o}).", path.display());
        if reported.insert(what.clone()) {
            found.warn("files", what, format!("`chmod {strict} {}`", path.display()));
        }
    }
    if reported.is_empty() {
        found.ok("files", "Only their owner can access key files, configuration directory and database.");
    }
}

/// Why the configuration directory can't be written or created.
fn unwritable(dir: &Path) -> Option<String> {
    let there = dir.ancestors().find(|folder| folder.exists())?;
    let error = accessat(CWD, there, Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS).err()?;
    let account = account::name_of(rustix::process::geteuid().as_raw());
    let why = std::io::Error::from(error);
    Some(format!(
        "{account} can't write into the configuration directory {} ({why}): the audit anchor is not stored, and no rotation can start.",
        dir.display()
    ))
}

/// A file's mode, if other accounts than its owner have any access.
fn open_to_others(path: &Path) -> Option<u32> {
    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}
