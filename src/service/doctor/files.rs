//! Files and folders: whose they are, who else may write them, and who may read what is secret.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD, accessat};

use super::Findings;
use crate::config::{Origin, SECRET_KEY_FILE, Settings};
use crate::error::Error;
use crate::fs::{account, place};
use crate::model::StoreUrl;
use crate::service::rotation::journal;

/// What the settings name on disk.
struct Named {
    /// Folders that nobody else may write.
    folders: Vec<PathBuf>,
    /// The same of files.
    files: Vec<PathBuf>,
    /// Files and folders that nobody else may read either.
    secret: Vec<PathBuf>,
    /// Folders whose files are looked at too.
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
        match &settings.store.value {
            StoreUrl::Embedded(folder) => {
                named.secret.push(folder.clone());
                named.filled.push(folder.clone());
                named.files.push(place::with_suffix(folder, ".lock"));
            }
            // Who may read a database of Kozmoai's own is for whoever runs that to say.
            StoreUrl::Sqlite(path) => {
                named.folders.push(place::folder_of(path).to_owned());
                let files = ["", "-wal", "-shm", "-journal", ".admin", ".admin-wal", ".admin-restore"];
                named.files.extend(files.iter().map(|suffix| place::with_suffix(path, suffix)));
            }
            StoreUrl::Postgres(_) => {}
        }
        named.folders.extend(named.filled.iter().cloned());
        named
    }
}

/// Looks at everything on disk that the settings name.
pub(super) fn examine(settings: &Settings, found: &mut Findings) {
    let named = Named::by(settings);
    let mut told = BTreeSet::new();
    let mut untrusted: Vec<Error> = named.folders.iter().filter_map(|path| settings.trust.check_folder(path).err()).collect();
    untrusted.extend(named.files.iter().filter_map(|path| settings.trust.open(path).err()));
    let mut open: Vec<PathBuf> = named.secret;
    for folder in &named.filled {
        let files: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        let files = files.into_iter().filter(|path| path.symlink_metadata().is_ok_and(|found| !found.is_dir()));
        let files: Vec<PathBuf> = files.collect();
        untrusted.extend(files.iter().filter_map(|path| settings.trust.open(path).err()));
        // Who may not enter the folder reads nothing in it.
        if open_to_others(folder).is_some() {
            open.push(folder.clone());
            open.extend(files);
        }
    }
    for error in untrusted {
        if told.insert(error.message()) {
            found.warn("files", error.message(), error.next_step().unwrap_or_else(|| "Look into it, then fix it.".to_owned()));
        }
    }
    if settings.require_config_dir().is_err() {
        let what = "There is no configuration directory: the audit anchor is not kept, and no rotation can begin.";
        told.insert(what.to_owned());
        found.warn("files", what, "Name one with --config-dir or KOZMOAI_CONFIG_DIR.");
    } else if let Some(why) = unwritable(&settings.config_dir.value) {
        let fix =
            "Let this account write there, or name another place with --config-dir; the anchor finds events that go missing.";
        told.insert(why.clone());
        found.warn("files", why, fix.to_owned());
    }
    for path in open {
        let Some(mode) = open_to_others(&path) else { continue };
        let strict = if path.is_dir() { "700" } else { "600" };
        let what = format!("{} is open to others (mode {mode:03o}).", path.display());
        if told.insert(what.clone()) {
            found.warn("files", what, format!("`chmod {strict} {}`", path.display()));
        }
    }
    if told.is_empty() {
        found.ok("files", "Key files, config dir and store are for their owner alone.");
    }
}

/// Why nothing can be written into the configuration directory, or where it is to be created.
fn unwritable(dir: &Path) -> Option<String> {
    let there = dir.ancestors().find(|folder| folder.exists())?;
    let error = accessat(CWD, there, Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS).err()?;
    let account = account::name_of(rustix::process::geteuid().as_raw());
    let why = std::io::Error::from(error);
    Some(format!(
        "{account} can't write into the config dir {} ({why}): the audit anchor is not kept, and no rotation can begin.",
        dir.display()
    ))
}

/// A file's mode, if others than its owner may do anything with it.
fn open_to_others(path: &Path) -> Option<u32> {
    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}
