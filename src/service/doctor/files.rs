//! Files and directories: their owners, and who else may write them or read secrets.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD, accessat};

use super::finding::{Findings, FixedBy};
use crate::config::{Origin, SECRET_KEY_FILE, Settings};
use crate::error::Error;
use crate::fs::{account, paths};
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
    /// A database of Kozmoai's own, its other files, and what restores set aside. Its group may be meant to read it.
    shared: Vec<PathBuf>,
}

impl Named {
    fn by(settings: &Settings) -> Self {
        let dir = &settings.config_dir.value;
        let backups = dir.join("backups");
        let mut named = Self {
            folders: vec![dir.clone()],
            files: Vec::new(),
            secret: vec![dir.clone()],
            filled: vec![backups],
            shared: Vec::new(),
        };
        let keys = settings.secret_keys.iter().filter_map(|key| match &key.origin {
            Origin::EnvFile { path, .. } | Origin::DotEnv { path, .. } | Origin::SecretFile { path, .. } => Some(path.clone()),
            _ => None,
        });
        let keys: Vec<PathBuf> = [dir.join(SECRET_KEY_FILE), journal::file(dir)].into_iter().chain(keys).collect();
        named.files.extend(keys.iter().cloned());
        named.secret.extend(keys);
        let database = store::local_files(&settings.store.value);
        let around = settings.store.value.path().map(paths::folder_of);
        let own = entries(around).into_iter().filter(|path| database.reserves(path));
        if let Some(folder) = &database.shared_folder {
            named.shared.extend(own.filter(|_| mode(folder) & 0o001 != 0));
        } else {
            named.secret.extend(own.filter(|path| path.is_dir()));
        }
        named.secret.extend(database.private_folder.clone());
        // Recovery files of an embedded database are beside its directory.
        named.folders.extend(database.private_folder.as_deref().map(|folder| paths::folder_of(folder).to_owned()));
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
        let files = entries(Some(folder)).into_iter().filter(|path| path.symlink_metadata().is_ok_and(|found| !found.is_dir()));
        let files: Vec<PathBuf> = files.collect();
        untrusted.extend(files.iter().filter_map(|path| settings.trust.open(path).err()));
        open.push(folder.clone());
        open.extend(files);
    }
    for error in untrusted {
        if reported.insert(error.message()) {
            found.warn(
                "files",
                FixedBy::Files,
                error.message(),
                error.next_step().unwrap_or_else(|| "Check it, then fix it.".to_owned()),
            );
        }
    }
    if settings.require_config_dir().is_err() {
        let what = "There is no configuration directory: the audit anchor is not stored, and no rotation can start.";
        reported.insert(what.to_owned());
        found.warn("files", FixedBy::Settings, what, "Name one with --config-dir or KOZMOAI_CONFIG_DIR.");
    } else if let Some(why) = unwritable(&settings.config_dir.value) {
        let fix = "Let this account write there, or name another directory with --config-dir; the anchor detects missing events.";
        reported.insert(why.clone());
        found.warn("files", FixedBy::Files, why, fix.to_owned());
    }
    let private = open.into_iter().filter(|path| mode(path) & 0o077 != 0).map(|path| {
        let strict = if path.is_dir() { "700" } else { "600" };
        (path, strict)
    });
    let shared = named.shared.into_iter().filter(|path| mode(path) & 0o007 != 0).map(|path| (path, "o="));
    for (path, strict) in private.chain(shared) {
        let mode = mode(&path);
        let what = format!("{} is accessible to other accounts (mode {mode:03o}).", path.display());
        if reported.insert(what.clone()) {
            found.warn("files", FixedBy::Files, what, format!("`chmod {strict} {}`", path.display()));
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

/// The entries of a directory.
fn entries(folder: Option<&Path>) -> Vec<PathBuf> {
    folder.into_iter().flat_map(fs::read_dir).flatten().flatten().map(|entry| entry.path()).collect()
}

/// The permissions of a file or directory; none if it does not exist.
fn mode(path: &Path) -> u32 {
    fs::metadata(path).map_or(0, |found| found.permissions().mode() & 0o777)
}
