//! The forms of the wizard: the keys with the options, and the backup.

use std::path::PathBuf;

use super::jobs::RotationOptions;
use crate::service::backup::Destination;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::form::{Checkbox, Form, FormWidget, TextField, fields};

/// The keys and options of a rotation.
#[derive(Debug)]
pub(super) struct KeysForm {
    new_key: TextField,
    old_keys: TextField,
    update_sources: Checkbox,
    pub(super) allow_unreadable: Checkbox,
    allow_weak_key: Checkbox,
    online: Checkbox,
}

impl KeysForm {
    pub(super) fn widget() -> FormWidget<Self> {
        let form = Self {
            new_key: TextField::new("New key file", "")
                .reports(Field::NewKey)
                .help("The file with the new key. If empty, a key is generated and written to the key files in use."),
            old_keys: TextField::new("Previous key files", "")
                .reports(Field::OldKeys)
                .help("Files with keys that some secrets are still encrypted with, separated by commas."),
            update_sources: Checkbox::new("Update key files", true)
                .help("Write the new key to the files the active key came from. Otherwise, do that yourself."),
            allow_unreadable: Checkbox::new("Skip undecryptable", false)
                .help("Leave secrets that cannot be decrypted unchanged, instead of refusing to rotate."),
            allow_weak_key: Checkbox::new("Allow weak key", false)
                .help("Accept a new key that is derived from a short passphrase."),
            online: Checkbox::new("Online (server running)", false)
                .help("Rotate while Kozmoai is running. Secrets changed meanwhile need another pass."),
        };
        FormWidget::new(form, ["Cancel", "Check"])
            .note("A new key is generated unless you name a file. The check decrypts every secret and changes nothing.")
            .beginning_at_submit()
    }
}

impl Form for KeysForm {
    type Value = RotationOptions;
    fields!(new_key, old_keys, update_sources, allow_unreadable, allow_weak_key, online);

    fn value(&mut self) -> Option<RotationOptions> {
        let path = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(PathBuf::from);
        Some(RotationOptions {
            new_key_file: path(self.new_key.text()),
            old_key_files: self.old_keys.text().split(',').filter_map(path).collect(),
            update_sources: self.update_sources.is_checked(),
            allow_unreadable: self.allow_unreadable.is_checked(),
            allow_weak_key: self.allow_weak_key.is_checked(),
            online: self.online.is_checked(),
        })
    }
}

/// The backup before a rotation.
#[derive(Debug)]
pub(super) struct BackupForm {
    create: Checkbox,
    directory: TextField,
}

impl BackupForm {
    /// The form; `directory` is the default one.
    pub(super) fn widget(directory: &str) -> FormWidget<Self> {
        let form = Self { create: Checkbox::new("Create backup", true), directory: TextField::new("Directory", directory) };
        FormWidget::new(form, ["Back", "Continue"]).beginning_at_submit()
    }
}

impl Form for BackupForm {
    type Value = Destination;
    fields!(create, directory);

    fn value(&mut self) -> Option<Destination> {
        if !self.create.is_checked() {
            return Some(Destination::Nowhere);
        }
        if self.directory.text().is_empty() {
            self.directory.set_error("Enter a directory, created if missing.");
            return None;
        }
        Some(Destination::Folder(PathBuf::from(self.directory.text())))
    }
}
