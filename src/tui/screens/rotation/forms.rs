//! The forms of the wizard: the keys with the options, and the backup.

use std::path::Path;

use super::actions::Job;
use crate::service::backup::Destination;
use crate::service::rotation::Request;
use crate::tui::screen::prelude::*;

/// The label of the box to skip what cannot be decrypted.
pub(super) const SKIP: &str = "Skip undecryptable";

/// What the form for the backup enters into the request.
#[derive(Clone, Debug)]
pub(super) struct BackUp {
    /// The destination; none if the directory is missing.
    pub(super) backup: Option<Destination>,
    /// The file for the previous key.
    pub(super) keep_old_key: Option<PathBuf>,
}

/// The path that was entered, if one was.
fn path(text: &str) -> Option<PathBuf> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(PathBuf::from)
}

/// The form for the keys and options of a rotation, which ends in the job that plans it.
pub(super) fn keys() -> Form<Job> {
    let fields = [
        FormField::text("New key file", "")
            .reports(Field::NewKey)
            .help("The file with the new key. If empty, a key is generated and written to the key files in use."),
        FormField::text("Previous key files", "")
            .reports(Field::OldKeys)
            .help("Files with keys that some secrets are still encrypted with, separated by commas."),
        FormField::checkbox("Update key files", true)
            .help("Write the new key to the files the active key came from. Otherwise, do that yourself."),
        FormField::checkbox(SKIP, false).help("Leave secrets that cannot be decrypted unchanged, instead of refusing to rotate."),
        FormField::checkbox("Allow weak key", false).help("Accept a new key that is derived from a short passphrase."),
        FormField::checkbox("Online (server running)", false)
            .help("Rotate while Kozmoai is running. Secrets changed meanwhile need another pass."),
    ];
    Form::new(fields, ["Cancel", "Check"], move |[new_key, old_keys, update_sources, skip, allow_weak_key, online]| {
        let request = Request {
            new_key: None,
            old_keys: Vec::new(),
            backup: Destination::default(),
            keep_old_key: None,
            allow_unreadable: skip.is_checked(),
            allow_weak_key: allow_weak_key.is_checked(),
            update_sources: update_sources.is_checked(),
            online: online.is_checked(),
        };
        Job::Plan {
            new_key_file: path(new_key.value()),
            old_key_files: old_keys.value().split(',').filter_map(path).collect(),
            request: Box::new(request),
        }
    })
    .note("A new key is generated unless you name a file. The check decrypts every secret and changes nothing.")
    .beginning_at_submit()
}

/// The form for the backup before a rotation; `directory` is the default one.
pub(super) fn back_up(directory: &str) -> Form<BackUp> {
    let fields = [
        FormField::checkbox("Create backup", true),
        FormField::text("Directory", directory).reports(Field::Backup),
        FormField::text("Keep previous key in", "")
            .reports(Field::PreviousKeyFile)
            .help("A new file (mode 0600), written before re-encryption. If empty, the previous key is not kept."),
    ];
    Form::new(fields, ["Back", "Continue"], |[create, directory, keep_old_key]| {
        let backup = match directory.value() {
            _ if !create.is_checked() => Some(Destination::Nowhere),
            "" => None,
            directory => Some(Destination::Folder(directory.into())),
        };
        BackUp { backup, keep_old_key: path(keep_old_key.value()) }
    })
    .introduction(about_backup(None))
    .beginning_at_submit()
}

/// What to know before a backup; `origin` is the file with the active key.
pub(super) fn about_backup(origin: Option<&Path>) -> String {
    let place = origin.map(|path| format!(" (now in {})", path.display())).unwrap_or_default();
    format!(
        "Only the previous key{place} decrypts this backup: save a copy of that key now. \
         The backup is written to one file and verified before it is used."
    )
}
