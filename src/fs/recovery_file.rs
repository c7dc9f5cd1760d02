//! Recovery files. An operation of several steps writes one before its first step, so that after an interruption the next
//! process can complete or undo it.
//!
//! ```text
//! {"plan": kind of operation, "version": 1, "checksum": SHA-256, "content": {…}}
//! ```
//!
//! The checksum covers kind, version and the exact bytes of the content. It detects damage but does not authenticate the
//! author, so a plan cannot name anything outside its own directory (see [`BareName`]), and the file is opened by
//! [`super::trust`].

use std::path::{Path, PathBuf};

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::secret::{Zeroize, Zeroizing};

/// Enough for any plan, in bytes: a buffer with secrets must not grow, because that would leave copies in memory.
const ROOM: usize = 64 << 10;

#[derive(Serialize, Deserialize)]
struct Envelope<'a> {
    plan: String,
    version: u32,
    checksum: String,
    #[serde(borrow)]
    content: &'a RawValue,
}

/// Why a recovery file is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is damaged, or belongs to another operation.
    #[error("it is damaged")]
    Damaged,
    /// A newer version of this program wrote it, in the format of this number.
    #[error("a newer version of kozmoai wrote it (format {0})")]
    Newer(u32),
}

/// Serializes a recovery file.
///
/// # Errors
/// Serde's error if the content cannot be written as JSON.
pub fn seal<T: Serialize>(kind: &str, version: u32, content: &T) -> serde_json::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(ROOM));
    serde_json::to_writer_pretty(&mut *bytes, content)?;
    let text = Zeroizing::new(std::str::from_utf8(&bytes).map_err(serde::ser::Error::custom)?.to_owned());
    let raw: &RawValue = serde_json::from_str(&text)?;
    let envelope = Envelope { plan: kind.to_owned(), version, checksum: checksum(kind, version, raw.get()), content: raw };
    let mut sealed = Zeroizing::new(Vec::with_capacity(ROOM));
    serde_json::to_writer(&mut *sealed, &envelope)?;
    Ok(sealed)
}

/// Parses a recovery file.
///
/// # Errors
/// Why it is not used.
pub fn open<T: DeserializeOwned>(kind: &str, newest: u32, bytes: &[u8]) -> Result<T, Refusal> {
    let envelope: Envelope<'_> = serde_json::from_slice(bytes).map_err(|_| Refusal::Damaged)?;
    if envelope.plan != kind || envelope.checksum != checksum(kind, envelope.version, envelope.content.get()) {
        return Err(Refusal::Damaged);
    }
    if envelope.version > newest {
        return Err(Refusal::Newer(envelope.version));
    }
    serde_json::from_str(envelope.content.get()).map_err(|_| Refusal::Damaged)
}

fn checksum(kind: &str, version: u32, content: &str) -> String {
    let mut head = format!("{kind}\n{version}\n");
    let sum = Sha256::new().chain_update(&head).chain_update(content).finalize();
    head.zeroize();
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A file name without a path, so that a plan cannot reach other directories.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BareName(String);

impl BareName {
    /// Returns the name, unless it contains a path.
    pub fn new(name: &str) -> Option<Self> {
        let is_bare = !matches!(name, "" | "." | "..") && !name.contains(['/', '\0']) && !name.chars().any(char::is_control);
        is_bare.then(|| Self(name.to_owned()))
    }

    /// Returns the last component of a path.
    pub fn of(path: &Path) -> Option<Self> {
        Self::new(path.file_name()?.to_str()?)
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns its path in the directory of `other`.
    pub fn beside(&self, other: &Path) -> PathBuf {
        other.with_file_name(&self.0)
    }
}

impl Serialize for BareName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for BareName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::new(&name).ok_or_else(|| D::Error::custom("not a bare name"))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn damaged_or_foreign_plan_is_refused() {
        let sealed = seal("test", 2, &vec![BareName::new("a name").unwrap()]).unwrap();
        let read = |kind, newest, bytes: &[u8]| open::<Vec<BareName>>(kind, newest, bytes);
        assert_eq!(read("test", 2, &sealed).unwrap()[0].as_str(), "a name");
        assert_eq!(read("other", 2, &sealed), Err(Refusal::Damaged));
        assert_eq!(read("test", 1, &sealed), Err(Refusal::Newer(2)));
        for at in 0..sealed.len() {
            let mut damaged = sealed.to_vec();
            damaged[at] ^= 1;
            let read = read("test", 2, &damaged);
            assert!(read.is_err(), "byte {at}: {read:?}");
        }
    }

    #[test]
    fn bare_names_reject_paths() {
        for name in ["", ".", "..", "/x", "a/b", "../x", "a\0", "a\n"] {
            assert_eq!(BareName::new(name), None, "{name:?}");
            let sealed = seal("test", 1, &name).unwrap();
            assert_eq!(open::<BareName>("test", 1, &sealed), Err(Refusal::Damaged), "{name:?}");
        }
    }
}
