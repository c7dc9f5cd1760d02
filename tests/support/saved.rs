//! The files of a folder, read once and written into others: what takes a while to build is built once.

use std::fs::{self, Permissions};
use std::path::{Path, PathBuf};

/// The files of a folder. Folders come before what is in them, and have no content.
pub(crate) struct Saved(Vec<(PathBuf, Permissions, Option<Vec<u8>>)>);

impl Saved {
    /// Reads the files in a folder.
    pub(crate) fn of(folder: &Path) -> Self {
        let (mut files, mut folders) = (Vec::new(), vec![PathBuf::new()]);
        while let Some(inner) = folders.pop() {
            for entry in fs::read_dir(folder.join(&inner)).unwrap() {
                let entry = entry.unwrap();
                let (path, metadata) = (inner.join(entry.file_name()), entry.metadata().unwrap());
                let content = metadata.is_file().then(|| fs::read(entry.path()).unwrap());
                folders.extend(metadata.is_dir().then(|| path.clone()));
                files.push((path, metadata.permissions(), content));
            }
        }
        Self(files)
    }

    /// Writes them into an empty folder.
    pub(crate) fn write_to(&self, folder: &Path) {
        for (path, permissions, content) in &self.0 {
            let path = folder.join(path);
            match content {
                Some(content) => fs::write(&path, content).unwrap(),
                None => fs::create_dir(&path).unwrap(),
            }
            fs::set_permissions(path, permissions.clone()).unwrap();
        }
    }
}
