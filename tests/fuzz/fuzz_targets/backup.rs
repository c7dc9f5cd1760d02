//! Backups of embedded and SQLite databases. The checksum at the end is made right, so that everything before it is read.

use std::fs;

use kozmoai::service::Service;
use sha2::{Digest, Sha256};

use crate::support::secrets;

const CHECKSUM: usize = 32;
/// What the names of the files in a folder begin with.
const KNOWN: [&str; 5] = [".env", "config", "fuzzed.backup", "kozmoai.db", "store-url"];

/// A database of each backend, with its folder.
pub(crate) struct Backups {
    services: Vec<Service>,
    pub(crate) corpus: Vec<Vec<u8>>,
    folders: Vec<tempfile::TempDir>,
}

impl Backups {
    pub(crate) fn new() -> Self {
        let mut backups = Self { services: Vec::new(), corpus: vec![Vec::new()], folders: Vec::new() };
        for is_sqlite in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            if is_sqlite {
                secrets::keep_in_sqlite(folder.path());
            }
            secrets::seed(folder.path(), 2);
            let service = secrets::service(folder.path());
            let mut backup = Vec::new();
            service.admin(&secrets::operator()).unwrap().back_up_into(&mut backup, &|| false).unwrap();
            backups.corpus.push(backup);
            backups.services.push(service);
            backups.folders.push(folder);
        }
        backups
    }

    pub(crate) fn run(&self, data: &[u8]) -> u64 {
        let content = &data[..data.len().saturating_sub(CHECKSUM)];
        let sealed = [content, &Sha256::digest(content)].concat();
        let outcomes = self.services.iter().zip(&self.folders).map(|(service, folder)| {
            let path = folder.path().join("fuzzed.backup");
            fs::write(&path, &sealed).unwrap();
            let checked = service.admin(&secrets::operator()).unwrap().check_backup(&path, &mut |_| true);
            let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
            let left: Vec<_> = names.filter(|name| !KNOWN.iter().any(|known| name.starts_with(known))).collect();
            assert!(left.is_empty(), "{left:?} was left behind");
            match checked {
                Ok(facts) => 1 + facts.engine.len() as u64,
                Err(error) => error.code().bytes().fold(17, |sum, byte| sum * 3 % 1_009 + u64::from(byte)),
            }
        });
        outcomes.fold(0, |sum, outcome| sum * 1_009 + outcome)
    }
}
