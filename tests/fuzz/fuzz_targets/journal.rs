//! The journal of a rotation, with a checksum that is right or wrong: it is used, or refused without telling a key.

use std::fs;
use std::path::PathBuf;

use kozmoai::error::{Error, Kind};
use kozmoai::fs::recovery_file;
use kozmoai::service::Service;
use kozmoai::service::rotation::{Request, journal_file};
use serde_json::value::RawValue;

use crate::support::secrets::{self, FIRST_KEY, OLDER_KEY};

/// A rotation that keeps its keys in the journal, until other clients have the new one.
pub(crate) struct Journals {
    service: Service,
    path: PathBuf,
    pub(crate) corpus: Vec<Vec<u8>>,
    keys: Vec<String>,
    _folder: tempfile::TempDir,
}

#[derive(serde::Deserialize)]
struct Envelope {
    content: Box<RawValue>,
}

impl Journals {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // An embedded database has no other clients.
        secrets::keep_in_sqlite(folder.path());
        secrets::seed(folder.path(), 1);
        let service = secrets::service(folder.path());
        let old_keys = vec![OLDER_KEY.into()];
        let online = Request { online: true, old_keys, ..secrets::request() };
        service.admin(&secrets::operator()).unwrap().rotate(&online, &mut |_| true).unwrap();
        let path = journal_file(&secrets::settings(folder.path()).config_dir.value);
        let sealed = fs::read(&path).unwrap();
        let content = serde_json::from_slice::<Envelope>(&sealed).unwrap().content.get().to_owned();
        let new_key = serde_json::from_str::<serde_json::Value>(&content).unwrap()["new_key"].as_str().unwrap().to_owned();
        let keys = vec![FIRST_KEY.to_owned(), OLDER_KEY.to_owned(), new_key];
        Self { service, path, corpus: vec![sealed, content.into_bytes(), b"{}".to_vec()], keys, _folder: folder }
    }

    pub(crate) fn run(&self, data: &[u8]) -> u64 {
        let raw = self.read(data);
        let Ok(content) = serde_json::from_slice::<Box<RawValue>>(data) else { return raw };
        // Everything after the checksum, too.
        let sealed = [1, 2, 3].map(|version| self.read(&recovery_file::seal("rotation", version, &content).unwrap()));
        sealed.iter().fold(raw, |sum, outcome| sum * 31 + outcome)
    }

    /// Reads a journal, and returns a number for the outcome.
    fn read(&self, journal: &[u8]) -> u64 {
        fs::write(&self.path, journal).unwrap();
        let outcome = match self.service.rotation_status() {
            Ok(status) => {
                let status = status.expect("the journal is there");
                1 + status.phase as u64
            }
            Err(error) => {
                self.refused(&error);
                error.code().bytes().fold(7, |sum, byte| sum * 3 % 1_009 + u64::from(byte))
            }
        };
        assert_eq!(fs::read(&self.path).unwrap(), journal, "reading changes nothing");
        outcome
    }

    fn refused(&self, error: &Error) {
        assert_eq!(error.kind(), Kind::Store, "{error}");
        let said = format!("{error} {error:?}");
        assert!(!self.keys.iter().any(|key| said.contains(key)), "{said}");
    }
}
