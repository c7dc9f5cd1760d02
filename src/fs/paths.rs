//! Paths and names of files.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, FileError, Result};

/// Returns the directory of a path.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a path absolute.
///
/// # Errors
/// `Usage` if it is empty, or the current directory is unknown.
pub fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|error| Error::from(FileError::PathUnusable { path: path.to_owned() }).because(error))
}

/// Resolves the links and the `..` in a path, of which only the beginning need exist.
///
/// # Errors
/// As [`absolute`].
pub fn resolved(path: &Path) -> Result<PathBuf> {
    let path = absolute(path)?;
    let known = path.ancestors().find_map(|above| Some((fs::canonicalize(above).ok()?, path.strip_prefix(above).ok()?)));
    let Some((mut resolved, rest)) = known else { return Ok(path) };
    for part in rest.components() {
        match part {
            Component::ParentDir => drop(resolved.pop()),
            part => resolved.push(part),
        }
    }
    Ok(resolved)
}

/// Whether two paths lead to the same file.
pub fn is_same_file(left: &Path, right: &Path) -> bool {
    let identity = |path| fs::metadata(path).map(|metadata| (metadata.dev(), metadata.ino())).ok();
    identity(left).is_some_and(|file| identity(right) == Some(file))
}

/// Appends a suffix to a path.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Returns a path that does not exist: this one, or with a number appended.
pub fn unused(name: &Path) -> PathBuf {
    let taken = |path: &Path| fs::symlink_metadata(path).is_ok();
    let numbered = (2..).map(|n: u32| with_suffix(name, &format!("-{n}")));
    std::iter::once(name.to_owned()).chain(numbered).find(|path| !taken(path)).unwrap_or_else(|| name.to_owned())
}
