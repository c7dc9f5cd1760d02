//! CSV files of users: their records, and the import.

use kozmoai::service::Service;
use kozmoai::text::csv::{Reader, guard, separator, unguard};
use kozmoai::text::utf16;

use crate::support::secrets;

/// Files as spreadsheets write them.
pub(crate) fn corpus() -> Vec<Vec<u8>> {
    let plain = "username,password,is_active\nanna,four unrelated words,true\nbert,'=1+1,false\n";
    let quoted =
        "sep=;\r\n\"username\";\"status\";\"superuser\"\r\n\"a \"\"b\"\" c\";active;no\r\n\"two\r\nlines\";pending;yes\r\n";
    let hashed = "\u{feff}username\tpassword_hash\tlast_login_at\n\
        karl\t$2b$12$abcdefghijklmnopqrstuuJ8Z0Yk0Z0Yk0Z0Yk0Z0Yk0Z0Yk0Z0Yk\t2026-01-01T00:00:00Z\n";
    let wide = |text: &str| [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    vec![plain.into(), quoted.into(), hashed.into(), wide(plain), b"username\n".to_vec(), Vec::new()]
}

/// The service whose users are imported; nothing is changed.
pub(crate) struct Importer {
    service: Service,
    _folder: tempfile::TempDir,
}

impl Importer {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        secrets::write_env(folder.path(), &format!("KOZMOAI_SECRET_KEY={}\n", secrets::FIRST_KEY));
        Self { service: secrets::service(folder.path()), _folder: folder }
    }

    pub(crate) fn run(&self, data: &[u8]) -> u64 {
        let text = utf16::decoded(data).ok().flatten().map(|wide| wide.to_string());
        let text = text.or_else(|| String::from_utf8(data.to_vec()).ok());
        let records = text.map_or(0, |text| records(&text));
        let imported = self.service.admin(&secrets::operator()).unwrap().import_csv(None, &mut &data[..], true);
        let outcome = match imported {
            Ok(report) => format!("{}", report.rows.len()),
            Err(error) => error.code().to_owned(),
        };
        outcome.bytes().fold(records, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)))
    }
}

/// Reads the records, and again from a text in which every cell is quoted. Returns how many there are.
fn records(text: &str) -> u64 {
    let (text, delimiter) = separator(text).map_or((text, ','), |(delimiter, rest)| (rest, delimiter));
    // With such a delimiter, there are no cells.
    if matches!(delimiter, '"' | '\n' | '\r') {
        return 0;
    }
    let lines = 1 + text.matches(['\n', '\r']).count() as u64;
    let read: Vec<_> = Reader::new(text, 1, delimiter).map_while(Result::ok).collect();
    let mut quoted = String::new();
    for (line, cells) in &read {
        assert!((1..=lines).contains(line), "line {line} of {lines}");
        let cells: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        quoted += &(cells.join(&delimiter.to_string()) + "\n");
    }
    let again: Vec<_> = Reader::new(&quoted, 1, delimiter).map(|record| record.unwrap().1).collect();
    assert!(read.iter().map(|(_, cells)| cells).eq(&again), "{quoted}");
    for cell in again.iter().flatten() {
        assert_eq!(unguard(&guard(cell)), cell.as_str());
    }
    again.len() as u64
}
