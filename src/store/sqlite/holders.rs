//! The processes that have a database open.

use super::prelude::*;

/// A clause about the processes that have the file open.
pub(super) fn named(holders: &[String]) -> Option<String> {
    (!holders.is_empty()).then(|| format!("the database is held open by {}", holders.join(", ")))
}

/// The processes that have a file open and that this account may see.
pub(super) fn holders(path: &Path) -> Vec<String> {
    let _rights = account::as_root();
    let files = ["", "-wal", "-shm"].map(|suffix| with_suffix(path, suffix));
    let mut found = Vec::new();
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let name = process.file_name();
        let Some(id) = name.to_str().and_then(|name| name.parse::<u32>().ok()).filter(|id| *id != std::process::id()) else {
            continue;
        };
        let open = fs::read_dir(process.path().join("fd")).into_iter().flatten().flatten();
        if open.filter_map(|fd| fs::read_link(fd.path()).ok()).any(|file| files.contains(&file)) {
            let command = fs::read_to_string(process.path().join("comm")).unwrap_or_default();
            found.push(format!("process {id} ({})", text::clean(command.trim())));
        }
    }
    found
}
