//! Files of users, as spreadsheets and programs write them.

use kozmoai::error::Result;
use kozmoai::secret::Secret;
use kozmoai::service::row_files::ImportReport;
use kozmoai::service::user_files::Format;

use super::env::{TestEnv, operator};

/// A password with a delimiter in it.
const WORDS: &str = "four; unrelated words";

fn import(bench: &TestEnv, format: Format, file: &[u8]) -> Result<ImportReport> {
    bench.service.admin(&operator()).unwrap().import_users(format, &mut &file[..], false)
}

/// Imports a file in CSV. Returns the line and the name of each row, and whether its user can sign in with [`WORDS`].
fn imported(file: &[u8]) -> Vec<(u64, String, bool)> {
    let bench = TestEnv::with(&[("NEW_USER_IS_ACTIVE", "true")]);
    let report = import(&bench, Format::Csv, file).unwrap_or_else(|error| panic!("{error}: {file:?}"));
    assert!(report.done, "{report:?}");
    let sign_in = |name: &str| bench.service.sign_in(name, &Secret::from(WORDS)).unwrap();
    report.rows.iter().map(|row| (row.line, row.name.clone(), sign_in(&row.name).is_ok())).collect()
}

#[test]
fn spreadsheet_files_are_read() {
    let expected = [(2, "anna".to_owned(), true), (3, "zoë".to_owned(), false)];
    for file in [
        "username,password\nanna,four; unrelated words\nzoë,\n",
        "\u{feff}Username;PASSWORD\r\nanna;\"four; unrelated words\"\r\nzoë;\r\n",
        "User Name\tPassword\t\t\nanna\tfour; unrelated words\t\t\nzoë\t\t\t",
        "\"username\",\" pass word \",\nanna,four; unrelated words,,,\nzoë,,\n,,\n",
    ] {
        assert_eq!(imported(file.as_bytes()), expected, "{file:?}");
        let wide: Vec<u8> = file.trim_start_matches('\u{feff}').encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(imported(&[&[0xff, 0xfe], wide.as_slice()].concat()), expected);
    }
    let named = "sep=;\r\nusername;password\r\nanna;\"four; unrelated words\"\r\n\r\nzoë;\r\n";
    assert_eq!(imported(named.as_bytes()), [(3, "anna".to_owned(), true), (5, "zoë".to_owned(), false)]);
    let bench = TestEnv::new();
    let piped = b"username|password\nanna|four; unrelated words\n";
    let report = bench.service.admin(&operator()).unwrap().import_csv(Some('|'), &mut &piped[..], true).unwrap();
    assert_eq!((report.rows.len(), report.refused()), (1, 0));
}

#[test]
fn csv_refusals_name_the_line() {
    let bench = TestEnv::new();
    for (file, words) in [
        (&b"username,password\nanna,\"pw1\nbert,pw2\n"[..], "line 2"),
        (b"username,password\nanna,x\nbert,\"pw1\ncarl,\"pw2\"\n", "line 3"),
        (b"username,password\nanna, \"pw\"\n", "line 2"),
        (b"username,pasword\nanna,x\nbert,y\n", "\"pasword\" (line 1)"),
        (b"username,Username\nanna,x\n", "twice (line 1)"),
        (b"name\nanna\n", "no column `username`"),
        (b"", "no header line"),
        (b"username\nanna\ncaf\xe9\n", "line 3, column username (\"caf\\xe9\")"),
        (b"username;password\nanna;s\xe9cret\n", "line 2, column password."),
    ] {
        let error = import(&bench, Format::Csv, file).unwrap_err();
        assert!(error.message().contains(words), "{error}");
        assert!(!error.to_string().contains("cret") && !error.to_string().contains("pw1"), "{error}");
    }
    for (file, words) in [
        ("username,is_active\nanna,perhaps\n", "line 2, column is_active"),
        ("username,password\nanna\n", "line 2: 1 cell instead of 2"),
        ("username\nanna,x\n", "line 2: 2 cells instead of 1"),
        ("username,\nanna,x\n", "line 2: A cell is in a column without a name"),
    ] {
        let mut report = import(&bench, Format::Csv, file.as_bytes()).unwrap();
        let why = report.rows.remove(0).result.unwrap_err().to_string();
        assert!(!report.done && why.contains(words), "{why}");
    }
}

#[test]
fn quotes_in_cells_are_read() {
    let file = "username,password\n\"an\"\"na\",\"four; unrelated words\"\n\"\"\"\",\n";
    assert_eq!(imported(file.as_bytes()), [(2, "an\"na".to_owned(), true), (3, "\"".to_owned(), false)]);
}

#[test]
fn json_refusals_name_line_and_column() {
    let bench = TestEnv::new();
    for (file, words) in [
        ("[{\"username\":\"anna\",\n  \"password\" \"hidden\"}]", "line 2, column 14"),
        ("[{\"username\":", "line 1, column 13"),
        ("[\n {\"username\":\"anna\"},\n {\"username\":\"b\",\"pasword\":\"hidden\"}]", "`pasword` (line 3, column 26)"),
        ("{\"people\":[]}", "not a list of users"),
    ] {
        let error = import(&bench, Format::Json, file.as_bytes()).unwrap_err();
        assert!(error.message().contains(words) && !error.to_string().contains("hidden"), "{error}");
    }
    let mut report = import(&bench, Format::Json, b"[\n {\"username\":\"anna\",\"is_active\":{}}]").unwrap();
    let why = report.rows.remove(0).result.unwrap_err().to_string();
    assert!(why.starts_with("line 2"), "{why}");
    let lines = import(&bench, Format::Json, b"{\"username\":\"anna\"}\n{\"username\":\"bert\"}\n").unwrap_err();
    assert!(lines.next_step().unwrap().contains("jq"), "{lines}");
    let marked = import(&bench, Format::Json, "\u{feff}[{\"username\":\"anna\"}]".as_bytes()).unwrap();
    assert!(marked.done && marked.rows.len() == 1);
}
