//! Exporting and importing variables.

use kozmoai::error::Kind;
use kozmoai::model::{AuditAction, User, VariableType};
use kozmoai::service::row_files::ImportReport;

use super::TestEnv;
use super::secrets::{operator, values};

fn import(home: &TestEnv, owner: &User, file: &str) -> kozmoai::error::Result<ImportReport> {
    home.service.owner(&operator(), owner).unwrap().import_variables(&mut file.as_bytes(), false)
}

fn exported(home: &TestEnv, owner: Option<&User>, reveal: bool) -> Vec<serde_json::Value> {
    let mut out = Vec::new();
    let count = home.service.reader(&operator(), owner).unwrap().export_variables(reveal, &mut out).unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&out).unwrap();
    assert_eq!(rows.len() as u64, count);
    rows
}

#[test]
fn exports_can_be_imported() {
    let home = TestEnv::new();
    let wild = "line\nbreak \u{202e}\u{0} \"quoted\" \\ ✓ 世界";
    home.set(&home.anna, "WILD", wild, None);
    home.set(&home.anna, "REGION", "eu", Some(VariableType::Generic));
    let rows = exported(&home, Some(&home.anna), true);
    let report = import(&home, &home.bob, &serde_json::to_string(&rows).unwrap()).unwrap();
    assert!(report.done && report.rows.iter().all(|row| row.result == Ok(false)));
    assert_eq!(exported(&home, Some(&home.bob), true), rows);
    assert_eq!(home.revealed(&home.bob, "WILD"), wild);
    let masked = exported(&home, Some(&home.anna), false);
    assert_eq!((&masked[0]["value"], &masked[1]["value"]), (&"eu".into(), &serde_json::Value::Null));
    // Importing the export changes no value.
    assert!(import(&home, &home.anna, &serde_json::to_string(&masked).unwrap()).unwrap().done);
    assert_eq!(exported(&home, Some(&home.anna), true), rows);
    let everyone = exported(&home, None, true);
    let users: Vec<_> = everyone.iter().map(|row| row["user"].as_str().unwrap()).collect();
    assert_eq!(users, ["anna", "anna", "bob", "bob"]);
    assert!(
        import(&home, &home.carl, &serde_json::to_string(&everyone[..2]).unwrap()).unwrap().done,
        "whose it was is no matter"
    );
}

#[test]
fn invalid_row_prevents_import_and_hides_values() {
    let home = TestEnv::new();
    home.set(&home.anna, "TAKEN", "before", None);
    let before = home.events();
    for bad in [
        r#"{"name":"NEW","value":null}"#,
        r#"{"name":"NEW"}"#,
        r#"{"name":"NEW","value":""}"#,
        r#"{"name":"GOOD","value":"twice"}"#,
        r#"{"name":"a\u0000b","value":"s3cret"}"#,
        r#"{"value":"s3cret"}"#,
        r#"{"name":"NEW","type":"s3cret","value":"x"}"#,
        r#"{"name":"NEW","value":["s3cret"]}"#,
        r#"{"name":"NEW","value":"s3cret","default_fields":"s3cret"}"#,
        r#"{"name":"NEW","value":"s3cret","colour":"s3cret"}"#,
        r#""s3cret""#,
    ] {
        let file = format!(r#"[{{"name":"GOOD","value":"x"}},{{"name":"TAKEN","value":"after"}},{bad}]"#);
        let report = import(&home, &home.anna, &file).unwrap();
        assert!(!report.done && report.refused() == 1 && report.rows[2].result.is_err(), "{bad}");
        assert!(!format!("{report:?}").contains("s3cret"), "{report:?}");
    }
    for no_list in ["", "{}", "s3cret", "[", r#"{"name":"s3cret"}"#, "[1] 2"] {
        let error = import(&home, &home.anna, no_list).unwrap_err();
        assert!(error.kind() == Kind::Usage && !format!("{error:?}").contains("s3cret"), "{no_list}");
    }
    assert_eq!((home.events(), home.revealed(&home.anna, "TAKEN").as_str()), (before, "before"));
}

#[test]
fn thousands_of_variables_are_imported_atomically() {
    let home = TestEnv::new();
    home.set(&home.anna, "V00007", "before", Some(VariableType::Generic));
    let row = |n: u32| format!(r#"{{"name":"V{n:05}","value":"secret {n}"}}"#);
    let file = format!("[{}]", (0..3_000).map(row).collect::<Vec<_>>().join(","));
    let before = home.events();
    assert!(import(&home, &home.anna, &file).unwrap().done);
    assert_eq!(home.events(), before + 1);
    let details: Vec<_> = home.audited(AuditAction::VariablesImported).into_iter().filter_map(|event| event.2).collect();
    assert_eq!(details, ["3,000 variables, 1 of them replaced"]);
    assert_eq!([home.revealed(&home.anna, "V00000"), home.revealed(&home.anna, "V02999")], ["secret 0", "secret 2999"]);
    let (home, kept) = home.with_store(values);
    assert_eq!(kept.len(), 3_000);
    assert_eq!(exported(&home, Some(&home.anna), false)[7]["type"], "Generic");
}
