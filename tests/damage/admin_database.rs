//! The administration database next to Kozmoai's SQLite database.

use std::fs;
use std::path::Path;

use kozmoai::service::Verification;
use rusqlite::Connection;

use super::installations::{TestEnv, calm};
use super::random::TestRandom;
use super::{part, secrets};

/// Kozmoai's own tables as text.
fn dump(database: &Path) -> Vec<String> {
    let db = Connection::open(database).unwrap();
    let mut rows = Vec::new();
    for table in ["user", "variable", "folder", "apikey"] {
        let mut statement = db.prepare(&format!("SELECT * FROM \"{table}\" ORDER BY 1")).unwrap();
        let columns = statement.column_count();
        let some = statement
            .query_map([], |row| (0..columns).map(|n| row.get::<_, rusqlite::types::Value>(n)).collect::<Result<Vec<_>, _>>())
            .unwrap();
        rows.extend(some.map(|row| format!("{table} {:?}", row.unwrap())));
    }
    rows
}

/// Changes a row or a table of the administration database with SQL.
fn distort(random: &mut TestRandom, side: &Path) -> String {
    let db = Connection::open(side).unwrap();
    let names: Vec<(String, String)> = db
        .prepare("SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let (table, column) = random.pick(&names).clone();
    let values = ["NULL", "0", "-1", "9223372036854775807", "''", "'x'", "x'00ff'", "'{}'", "'[]'", "'../canary/file'"];
    let value = random.pick(&values);
    let sql = match random.below(6) {
        0 => format!("DELETE FROM \"{table}\" WHERE rowid IN (SELECT rowid FROM \"{table}\" ORDER BY random() LIMIT 1)"),
        1 => format!("DELETE FROM \"{table}\""),
        2 => format!("DROP TABLE \"{table}\""),
        3 => format!("INSERT INTO \"{table}\" DEFAULT VALUES"),
        4 => format!(
            "UPDATE \"{table}\" SET \"{column}\" = {value} WHERE rowid IN (SELECT rowid FROM \"{table}\" ORDER BY random() LIMIT 1)"
        ),
        _ => format!("UPDATE \"{table}\" SET \"{column}\" = {value}"),
    };
    // Changes that constraints refuse are no damage.
    drop(db.execute_batch(&sql));
    sql
}

#[test]
fn damaged_side_file_harms_nothing() {
    let mut home = TestEnv::new(true);
    home.must(&["users", "add", "later", "--generate-password"]);
    let mut random = TestRandom::new("side files");
    let (main, side) = (home.folder().join("kozmoai.db"), home.folder().join("kozmoai.db.admin"));
    home.keep("before");
    let (genuine, before, beside) = (fs::read(&side).unwrap(), dump(&main), home.beside());
    let (mut refused, mut broken, mut unharmed) = (0, 0, 0);
    for time in 0..part(10) {
        home.put("before");
        let what = if time % 2 == 0 {
            let mut bytes = genuine.clone();
            let what = random.damage(&mut bytes);
            fs::write(&side, bytes).unwrap();
            what
        } else {
            distort(&mut random, &side)
        };
        let case = format!("{time}: {what}");
        let folder = home.folder();
        let done = calm(&case, || {
            let service = kozmoai::service::Service::open(secrets::settings(&folder))?;
            service.rotation_status()?;
            service.admin(&secrets::operator()).unwrap().verify_audit(&mut |_, _| true)
        });
        match done {
            Err(_) => refused += 1,
            Ok(Verification::Whole { .. }) => unharmed += 1,
            Ok(_) => broken += 1,
        }
        assert_eq!(dump(&main), before, "{case}: Kozmoai's own database");
        assert_eq!(home.beside(), beside, "{case}: files elsewhere");
    }
    println!("{refused} refused, {broken} found by the audit log, {unharmed} without effect");
}
